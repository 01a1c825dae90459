"""What became of every legacy pin."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.decision import Above, CopyReason, Locked, SameAt, Unimported, Unsourced
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import Compared, LedgerLine, LiftedModule, PinAt, State
from gomigrate.plan.account.importchains import import_chains
from gomigrate.plan.decide.answers import answers_of
from gomigrate.plan.decide.remedies import Remedies
from gomigrate.plan.solve.solver import Solution, is_raised

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gomigrate.model.decision import Hold, Reason
    from gomigrate.model.resolution import Resolution, Want, WantKey
    from gomigrate.plan.decide.choice import Choice
    from gomigrate.resolve.resolve import Resolver


def ledger(
    wants: Sequence[Want],
    idle: Sequence[Want],
    solution: Solution,
    choices: Sequence[Choice],
    failed: Sequence[Resolution],
    resolver: Resolver,
) -> tuple[LedgerLine, ...]:
    """A line for each want, needed or idle, sorted by path. `choices` are the results for the wants; `failed` the
    needed ones that no source has; `resolver` asked the sources."""
    context = _Context(
        solution=solution,
        holds={hold.path: hold for hold in solution.holds},
        tried={resolution.want.key: resolution for resolution in failed},
        chains=import_chains(solution.load),
        remedies=Remedies(resolver),
    )
    made = _by_want(choices)
    lines = []
    for want in (*wants, *idle):
        chosen = made.get(want.key)
        if chosen:
            lines += [_line(want, chosen[path], context) for path in sorted(chosen)]
        else:
            lines.append(_without_module(want, context))
    lacking = (lack.import_path for lack in solution.load.lacks.values() if lack.in_all and not lack.by_test)
    return _with_doubt(sorted(lines, key=lambda line: (line.path, line.revision)), lacking)


def lifted_in(solution: Solution) -> tuple[LiftedModule, ...]:
    """The modules of the build list that are at a release instead of a commit, sorted by path."""
    return tuple(
        LiftedModule(path=path, reason=choice.lifted)
        for path, choice in sorted(solution.choices.items())
        if choice.lifted is not None
    )


def _by_want(choices: Sequence[Choice]) -> Mapping[WantKey, Mapping[str, Choice]]:
    """The choices by their wants, which may have been joined, and by path."""
    found: defaultdict[WantKey, dict[str, Choice]] = defaultdict(dict)
    for choice in choices:
        for key in choice.resolution.want.keys if choice.resolution and choice.is_locked else ():
            found[key][choice.path] = choice
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What every line needs: the solution, its holds by path, failed resolutions by want, import chains, and the source
    of remedies."""

    solution: Solution
    holds: Mapping[str, Hold]
    tried: Mapping[WantKey, Resolution]
    chains: Mapping[str, tuple[str, ...]]
    remedies: Remedies


def _without_module(want: Want, context: _Context) -> LedgerLine:
    """The line of a pin without a result: no source has it, or nothing needs it."""
    failed = context.tried.get(want.key)
    is_wanted = bool(want.packages) or failed is not None
    attempts = failed.attempts if failed else ()
    unsourced = (failed and failed.refused) or Unsourced(revision=want.revision, asked=answers_of(attempts))
    return LedgerLine(
        path=want.root,
        revision=want.revision,
        state=State.UNRESOLVED if is_wanted else State.DROPPED,
        reason=unsourced if is_wanted else Unimported(),
        pins=tuple(PinAt(pin.path, pin.place) for pin in want.pins),
        attempts=attempts,
        remedy=context.remedies.of(want, unsourced, attempts) if is_wanted else None,
    )


def _line(want: Want, choice: Choice, context: _Context) -> LedgerLine:
    solution = context.solution
    comparisons = choice.comparisons
    marks = {mark for comparison in comparisons for mark in comparison.marks}
    compared = Compared.of([comparison.likeness for comparison in comparisons], marks)
    line = LedgerLine(
        path=choice.path,
        revision=want.revision,
        state=State.DROPPED,
        reason=Unimported(),
        pins=tuple(PinAt(pin.path, pin.place) for pin in want.pins),
        attempts=choice.attempts,
        compared=compared,
    )
    if choice.path not in solution.choices:
        return replace(line, path=want.root)
    module = ModuleVersion(choice.path, solution.graph.selected[choice.path])
    built = solution.replacements.of(module)
    state, reason = _end(want, choice, context)
    return replace(
        line,
        state=state,
        reason=reason,
        module=module,
        built=built if built != module else None,
        needed_by=context.chains.get(choice.path, ()),
        remedy=context.remedies.of(want, reason, choice.attempts) if state is State.COPIED else None,
    )


def _end(want: Want, choice: Choice, context: _Context) -> tuple[State, Reason]:
    solution = context.solution
    if isinstance(choice.reason, CopyReason):
        return State.COPIED, choice.reason
    hold = context.holds.get(choice.path)
    if hold is not None:
        return State.HELD, replace(choice.lifted, because=hold) if choice.lifted else hold
    if is_raised(choice, solution.graph):
        selected = solution.graph.selected[choice.path]
        return State.RAISED, Above(selected=selected, asker=solution.graph.raised_by(choice.path))
    if choice.lifted is not None:
        return State.KEPT, choice.lifted
    other = choice.resolution.want.revision if choice.resolution else ""
    if other and want.revision and other != want.revision and isinstance(choice.reason, Locked):
        return State.KEPT, SameAt(revision=other)
    return State.KEPT, choice.reason


def _with_doubt(lines: Sequence[LedgerLine], lacking: Iterable[str]) -> tuple[LedgerLine, ...]:
    """The lines. Pins and packages that are not available may import what nothing known imports."""
    unresolved = [line.path for line in lines if line.state is State.UNRESOLVED]
    others = (path for path in lacking if not any(is_inside(path, pin) for pin in unresolved))
    unknown = (*unresolved, *sorted(others))
    doubt = Unimported(unknown=unknown)
    return tuple(replace(line, reason=doubt) if line.state is State.DROPPED else line for line in lines)
