"""Pseudo-versions become releases, as far as --lift allows; and the findings about that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

from gomigrate.model.codes import finding
from gomigrate.model.decision import Offered
from gomigrate.plan.decide.answers import answers_of
from gomigrate.plan.lift.search import pseudo_pins, same_at_hand, searched
from gomigrate.plan.lift.settle import S, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gomigrate.model.findings import Finding, Place
    from gomigrate.model.policy import Policy
    from gomigrate.plan.decide.choice import Choice
    from gomigrate.plan.lift.offers import Look, Offer
    from gomigrate.plan.lift.search import PseudoPin
    from gomigrate.plan.lift.settle import DroppedLift, SettledLifts
    from gomigrate.plan.solve.solution import Solution
    from gomigrate.resolve.resolve import Resolver


_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftedBuild(Generic[S]):
    """The choices with their releases, the solution with them, and the findings."""

    chosen: tuple[Choice, ...]
    solved: S
    findings: tuple[Finding, ...]


def lifted_build(
    chosen: Sequence[Choice],
    solved: S,
    policy: Policy,
    look: Look,
    resolver: Resolver,
    solve: Callable[[tuple[Choice, ...]], S],
) -> LiftedBuild[S]:
    """The build with releases instead of pseudo-versions. `solved` is the build without them, and `solve` works it out
    with other choices. Downloads a bounded number of releases; none where tags are enough, because these are used
    already."""
    pins = pseudo_pins(solved.solution)
    if policy.lift == "tag":
        names = tuple(f"{pin.choice.path} {version}" for pin, version in same_at_hand(pins, look, resolver))
        told = (finding("GM743", names=names, word="same"),) if names else ()
        return LiftedBuild(chosen=tuple(chosen), solved=solved, findings=told)
    pins = searched(pins, policy, look, resolver)
    settled = settle(pins, chosen, solved, solve, is_strict=policy.lift == "same")
    findings = tuple(_findings(pins, settled, solved.solution, policy))
    return LiftedBuild(chosen=settled.chosen, solved=settled.solved, findings=findings)


def _findings(
    pins: Sequence[PseudoPin], settled: SettledLifts[S], before: Solution, policy: Policy
) -> Iterator[Finding]:
    for pin, offer in settled.taken:
        yield _taken(pin, offer)
    for drop in settled.dropped:
        yield _dropped(drop)
    moved = _moved(before, settled.solved.solution, {pin.choice.path for pin, _ in settled.taken})
    if moved:
        yield finding("GM745", count=len(moved), evidence=moved)
    more = [pin for pin in pins if pin.other]
    if more:
        names = tuple(f"{pin.choice.path} {pin.other[0].version}" for pin in more)
        yield finding("GM743", names=names, word="compatible")
    yield from _staying([pin for pin in pins if not pin.fit and not pin.other and not pin.refused], policy)
    unlisted = [pin for pin in pins if pin.refused and not pin.fit]
    if unlisted:
        answers = answers_of(attempt for pin in unlisted for attempt in pin.refused)
        yield finding(
            "GM744",
            names=tuple(pin.choice.path for pin in unlisted),
            refused=answers.refused or answers.not_asked or answers.failed or answers.unreachable,
            word=policy.lift,
        )


def _staying(pins: Sequence[PseudoPin], policy: Policy) -> Iterator[Finding]:
    """What is known of those for which no value of --lift accepts a compared release."""
    without = tuple(pin.choice.path for pin in pins if not pin.unfit)
    if without:
        day = f"{policy.lift_day:%Y-%m-%d}" if policy.lift_day else ""
        yield finding("GM746", names=without, day=day)
    others = [pin for pin in pins if pin.unfit]
    if others:
        nearest = [(pin, next((o for o in pin.unfit if o.release.follows), pin.unfit[0])) for pin in others]
        seen = tuple(
            f"{pin.choice.path} {offer.version}: ~ {name}" for pin, offer in nearest for name in _unlike(offer)[:_SHOWN]
        )
        yield finding("GM747", names=tuple(pin.choice.path for pin in others), evidence=seen)


def _unlike(offer: Offer) -> tuple[str, ...]:
    """Why a release is not used: what the build depends on differs, or the files of an older one do."""
    return offer.broken or offer.files


def _place(choice: Choice) -> Place | None:
    want = choice.resolution.want if choice.resolution else None
    return want.pins[0].place if want and want.pins else None


def _taken(pin: PseudoPin, offer: Offer) -> Finding:
    is_same = offer.kind is Offered.SAME
    return finding(
        "GM740" if is_same else "GM741",
        place=_place(pin.choice),
        evidence=tuple(_changes(offer)),
        path=pin.choice.path,
        old=pin.choice.built.version,
        new=offer.version,
        packages=len(pin.used.packages),
        files=len(offer.files),
        has_commit=offer.release.has_commit,
    )


def _changes(offer: Offer) -> Iterator[str]:
    """What differs in the release, one thing a line, with a sign as in a diff."""
    yield from (f"~ {name}" for name in offer.files)
    yield from (f"+ {name}" for name in offer.added)
    yield from (f"~ {name}" for name in offer.changed)
    yield from (f"- {name}" for name in offer.removed)
    for line in offer.requires:
        yield f"require {line.path} {line.before or '(none)'} -> {line.after or '(none)'}"


def _dropped(drop: DroppedLift) -> Finding:
    return finding(
        "GM742",
        place=_place(drop.pin.choice),
        evidence=drop.names,
        path=drop.pin.choice.path,
        old=drop.pin.choice.built.version,
        new=drop.offer.version,
        obstacle=str(drop.obstacle),
        names=drop.names,
    )


def _moved(before: Solution, after: Solution, lifted: set[str]) -> tuple[str, ...]:
    """The lines of the build list that differ, besides those of the lifted modules."""
    old, new = before.graph.selected, after.graph.selected
    return tuple(
        f"{path} {old.get(path, '(none)')} -> {new.get(path, '(none)')}"
        for path in sorted(old.keys() | new.keys())
        if path not in lifted and old.get(path) != new.get(path)
    )
