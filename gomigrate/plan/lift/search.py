"""The pseudo-versions of a build list, each with the releases that the user's word for lifting allows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.decision import Lifted, NewestOf, Offered
from gomigrate.model.go import semver
from gomigrate.model.go.pseudo import is_pseudo
from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.lift.candidates import Releases, releases_at_hand, releases_near, releases_of_day
from gomigrate.plan.lift.offers import Offer, is_same, offers
from gomigrate.plan.lift.uses import used_modules
from gomigrate.world.base.sidebyside import side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.modules import Attempt
    from gomigrate.model.policy import Policy
    from gomigrate.plan.decide.choice import Choice
    from gomigrate.plan.lift.offers import Look
    from gomigrate.plan.lift.uses import UsedModule
    from gomigrate.plan.solve.solution import Solution
    from gomigrate.resolve.resolve import Resolver

WORKERS = 16

AT_HAND = 12
"""How many releases of the module cache are compared where no lifts were asked for."""

ROUNDS = (2, 100)
"""How many releases of each module are downloaded and compared at a time: the nearest ones are mostly enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PseudoPin:
    """A `choice` whose version is a pseudo-version, what the build has of it, and the releases that were compared:
    those that `fit` the value of --lift (the best first), `other` that a stronger value would accept, `unfit` that none
    would. `asked` is the version that others ask for, where the pin is held; `refused` are the sources that did not
    list the releases."""

    choice: Choice
    used: UsedModule
    asked: str = ""
    fit: tuple[Offer, ...] = ()
    other: tuple[Offer, ...] = ()
    unfit: tuple[Offer, ...] = ()
    refused: tuple[Attempt, ...] = ()


def pseudo_pins(solution: Solution) -> tuple[PseudoPin, ...]:
    """The choices of the solution that are built from a pseudo-version and decided by a lock or a go.mod, and of which
    packages are used; sorted by path."""
    used = used_modules(solution)
    asked = {hold.path: hold.selected for hold in solution.holds}
    return tuple(
        PseudoPin(choice=choice, used=used[path], asked=asked.get(path, ""))
        for path, choice in sorted(solution.choices.items())
        if path in used and not choice.is_copy and is_pseudo(choice.built.version)
        if used[path].built == choice.built and not _is_dated(choice)
    )


def _is_dated(choice: Choice) -> bool:
    """Whether the version was chosen because there is no release: no lock names it."""
    return isinstance(choice.reason, NewestOf)


def searched(pins: Sequence[PseudoPin], policy: Policy, look: Look, resolver: Resolver) -> tuple[PseudoPin, ...]:
    """The pins with what was found for them. Downloads a bounded number of releases of each."""
    day = policy.lift_day

    def find(pin: PseudoPin) -> Releases:
        built = pin.used.built
        return releases_of_day(built, resolver, day) if day else releases_near(built, resolver, pin.asked)

    known = side_by_side(find, pins, WORKERS)
    found: list[list[Offer]] = [[] for _ in pins]
    start = 0
    for size in ROUNDS:
        batches = [
            [] if any(offer.kind is Offered.SAME for offer in seen) else list(releases.found[start : start + size])
            for releases, seen in zip(known, found, strict=True)
        ]
        look.contents.prefetch(
            [
                ModuleVersion(pin.used.built.path, release.version)
                for pin, batch in zip(pins, batches, strict=True)
                for release in batch
            ]
        )
        for pin, batch, seen in zip(pins, batches, found, strict=True):
            seen += offers(pin.used, batch, look)
        start += size
    return tuple(_with(pin, releases, seen, policy) for pin, releases, seen in zip(pins, known, found, strict=True))


def same_at_hand(pins: Sequence[PseudoPin], look: Look, resolver: Resolver) -> tuple[tuple[PseudoPin, str], ...]:
    """(pin, release) where a release in the module cache is the same to the build, as far as these can be compared with
    no download and in little time."""
    near = [(pin, version) for pin in pins for version in releases_at_hand(pin.used.built, resolver)][:AT_HAND]
    look.contents.prefetch([ModuleVersion(pin.used.built.path, version) for pin, version in near])
    found: dict[str, tuple[PseudoPin, str]] = {}
    for pin, version in near:
        if pin.choice.path not in found and is_same(pin.used, version, look):
            found[pin.choice.path] = pin, version
    return tuple(found.values())


def _with(pin: PseudoPin, releases: Releases, seen: Sequence[Offer], policy: Policy) -> PseudoPin:
    """The pin with the offers for it: first those with the same files, of them first what others ask for or more, so
    that no hold is needed, and the nearest; then the lowest that follow the commit."""
    same = [offer for offer in seen if offer.kind is Offered.SAME]
    same.sort(key=lambda offer: bool(pin.asked) and semver.compare(offer.version, pin.asked) < 0)
    kept = [offer for offer in seen if offer.kind is Offered.COMPATIBLE and offer.release.follows]
    kept.sort(key=lambda offer: semver.sort_key(offer.version))
    is_strict = policy.lift == "same"
    fit = tuple(same) if is_strict else (*same, *kept)
    other = tuple(kept) if is_strict and not same else ()
    unfit = tuple(offer for offer in seen if offer not in same and offer not in kept)
    return replace(pin, fit=fit, other=other, unfit=unfit, refused=releases.refused)


def lifted_choice(choice: Choice, offer: Offer) -> Choice:
    """The choice with the release instead of the pseudo-version."""
    lifted = Lifted(
        because=choice.reason,  # type: ignore[arg-type]  # a copy has no version to lift
        old=choice.built.version,
        new=offer.version,
        how=offer.kind,
        files=len(offer.files),
        has_commit=offer.release.has_commit,
    )
    version = choice.version if choice.is_replaced else offer.version
    return replace(choice, version=version, built=ModuleVersion(choice.built.path, offer.version), lifted=lifted)
