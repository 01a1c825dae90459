"""What became of every legacy pin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import LedgerLine, State
from gomigrate.plan.account.importchains import import_chains
from gomigrate.plan.decide.choices import Choice, Reason
from gomigrate.plan.solve.solver import Hold, Solution, is_raised

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gomigrate.model.modules import Attempt
    from gomigrate.model.resolution import Resolution, Want


def ledger(
    wants: Sequence[Want],
    idle: Sequence[Want],
    solution: Solution,
    choices: Sequence[Choice],
    failed: Sequence[Resolution],
) -> tuple[LedgerLine, ...]:
    """A line for each want, needed or idle, sorted by path. `choices` are all that came of the wants; `failed` those
    needed that no source knows."""
    chains = import_chains(solution.load)
    context = _Context(
        solution=solution,
        holds={hold.path: hold for hold in solution.holds},
        tried={(resolution.want.root, resolution.want.revision): resolution for resolution in failed},
        chains=chains,
    )
    index = _Index([c for c in choices if c.reason is Reason.LOCKED])
    lines: list[LedgerLine] = []
    for want in (*wants, *idle):
        made: Sequence[Choice | None] = index.of(want) or (None,)
        lines += [_line(want, choice, context) for choice in made]
    return tuple(sorted(lines, key=lambda line: (line.path, line.revision)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What every line looks at: the solution, its holds by path, failed resolutions by root and revision, and import
    chains."""

    solution: Solution
    holds: Mapping[str, Hold]
    tried: Mapping[tuple[str, str], Resolution]
    chains: Mapping[str, tuple[str, ...]]


class _Index:
    """Choices by the lock entries and packages that they came of: wants may have been joined on the way."""

    def __init__(self, choices: Iterable[Choice]) -> None:
        self._by_origin: dict[int | str, list[Choice]] = {}
        for choice in choices:
            if choice.resolution is None:
                continue
            want = choice.resolution.want
            places = (used.place for used in (*want.packages, *choice.packages))
            origins: set[int | str] = {*map(id, want.pins), *places}
            for origin in origins:
                self._by_origin.setdefault(origin, []).append(choice)

    def of(self, want: Want) -> tuple[Choice, ...]:
        """The choices for a want, each once."""
        origins: tuple[int | str, ...] = (*map(id, want.pins), *(used.place for used in want.packages))
        found = {choice.path: choice for origin in origins for choice in self._by_origin.get(origin, ())}
        return tuple(found[path] for path in sorted(found))


def _nobody(attempts: Sequence[Attempt]) -> str:
    """Why a locked revision is not had: a proxy that refuses to answer, as many mirrors do, does not say that there is
    none."""
    refusing = next((a for a in attempts if a.answer.startswith(("401", "403"))), None)
    return f"no source has it; {refusing.source} refuses it ({refusing.answer[:3]})" if refusing else "no source has it"


def _line(want: Want, choice: Choice | None, context: _Context) -> LedgerLine:
    lock = want.pins[0].place if want.pins else None
    solution = context.solution
    failed = context.tried.get((want.root, want.revision))
    if choice is None or choice.path not in solution.choices:
        is_wanted = choice is None and (bool(want.packages) or failed is not None)
        return LedgerLine(
            path=want.root,
            revision=want.revision,
            state=State.UNRESOLVED if is_wanted else State.DROPPED,
            reason=_nobody(failed.attempts if failed else ()) if is_wanted else "nothing in the build imports it",
            lock=lock,
            evidence=tuple(map(str, failed.attempts)) if failed else _evidence(choice, ()),
        )
    module = ModuleVersion(choice.path, solution.graph.selected[choice.path])
    state, reason = _state(want, choice, context)
    built = solution.replacements.of(module)
    return LedgerLine(
        path=choice.path,
        revision=want.revision,
        state=state,
        reason=reason,
        module=module,
        built=built if built != module else None,
        lock=lock,
        evidence=_evidence(choice, context.chains.get(choice.path, ())),
    )


def _state(want: Want, choice: Choice, context: _Context) -> tuple[State, str]:
    solution = context.solution
    if choice.is_copy:
        return State.COPIED, choice.why
    hold = context.holds.get(choice.path)
    if hold is not None:
        return State.HELD, f"{hold.reason}; held by replace"
    if is_raised(choice, solution.graph):
        selected = solution.graph.selected[choice.path]
        return State.RAISED, f"{solution.graph.raised_by(choice.path)} asks for {selected}"
    other = choice.resolution.want.revision if choice.resolution else ""
    if other and want.revision and other != want.revision:
        return State.KEPT, f"the packages that are used are the same at {other[:12]}, which most of them come from"
    return State.KEPT, choice.why


def _evidence(choice: Choice | None, chain: tuple[str, ...]) -> tuple[str, ...]:
    if choice is None:
        return ()
    likenesses = sorted({c.likeness.value for c in choice.comparisons})
    compared = f"{len(choice.comparisons)} packages compared with the legacy copy: {', '.join(likenesses)}"
    needed = f"needed by {' -> '.join(chain)}"
    return (
        *map(str, choice.attempts),
        *((compared,) if choice.comparisons else ()),
        *((needed,) if chain else ()),
    )
