"""What became of every legacy pin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import LedgerLine, State
from gomigrate.plan.choices import Choice, Reason
from gomigrate.plan.solve import Hold, Solution, is_raised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
    by_root: dict[str, list[Choice]] = {}
    for choice in choices:
        if choice.resolution is not None and choice.reason is Reason.LOCKED:
            by_root.setdefault(choice.resolution.want.root, []).append(choice)
    holds = {hold.path: hold for hold in solution.holds}
    tried = {resolution.want.root: resolution for resolution in failed}
    lines: list[LedgerLine] = []
    for want in (*wants, *idle):
        made: Sequence[Choice | None] = by_root.get(want.root) or (None,)
        lines += [_line(want, choice, solution, holds, tried.get(want.root)) for choice in made]
    return tuple(sorted(lines, key=lambda line: (line.path, line.revision)))


def _line(
    want: Want, choice: Choice | None, solution: Solution, holds: dict[str, Hold], failed: Resolution | None
) -> LedgerLine:
    lock = want.pins[0].place if want.pins else None
    if choice is None or choice.path not in solution.choices:
        is_wanted = choice is None and (bool(want.packages) or failed is not None)
        return LedgerLine(
            path=want.root,
            revision=want.revision,
            state=State.UNRESOLVED if is_wanted else State.DROPPED,
            reason="no source has it" if is_wanted else "nothing in the build imports it",
            lock=lock,
            evidence=tuple(map(str, failed.attempts)) if failed else _evidence(choice),
        )
    selected = solution.graph.selected[choice.path]
    state, reason = _state(choice, solution, holds)
    built = solution.replacements.of(ModuleVersion(choice.path, selected))
    module = ModuleVersion(choice.path, selected)
    return LedgerLine(
        path=choice.path,
        revision=want.revision,
        state=state,
        reason=reason,
        module=module,
        built=built if built != module else None,
        lock=lock,
        evidence=_evidence(choice),
    )


def _state(choice: Choice, solution: Solution, holds: dict[str, Hold]) -> tuple[State, str]:
    if choice.is_copy:
        return State.COPIED, choice.why
    hold = holds.get(choice.path)
    if hold is not None:
        return State.HELD, f"{hold.reason}; held by replace"
    if is_raised(choice, solution.graph):
        selected = solution.graph.selected[choice.path]
        return State.RAISED, f"{solution.graph.raised_by(choice.path)} asks for {selected}"
    if choice.is_replaced:
        return State.KEPT, choice.why
    return State.KEPT, choice.why


def _evidence(choice: Choice | None) -> tuple[str, ...]:
    if choice is None:
        return ()
    likenesses = sorted({c.likeness.value for c in choice.comparisons})
    compared = (f"{len(choice.comparisons)} packages compared with the legacy copy: {', '.join(likenesses)}",)
    return (*map(str, choice.attempts), *(compared if choice.comparisons else ()))


def unresolved(lines: Iterable[LedgerLine]) -> tuple[LedgerLine, ...]:
    """The lines that block an apply."""
    return tuple(line for line in lines if line.state is State.UNRESOLVED)
