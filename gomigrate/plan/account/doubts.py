"""The decisions of a plan that rest on a question without an answer, because the source that may know failed.

What is not known must not look like "there is no such thing": the plan stops instead (docs/decisions/0010).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from gomigrate.model.decision import NewestOf
from gomigrate.model.go.modpath import is_inside, prefixes
from gomigrate.model.plan import State
from gomigrate.world.base.outcome import ModuleQuestion, Unanswered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gomigrate.model.plan import LedgerLine
    from gomigrate.model.resolution import Want
    from gomigrate.plan.decide.choice import Choice
    from gomigrate.plan.solve.solver import Solution
    from gomigrate.resolve.resolve import Resolver


def doubts(
    unanswered: Sequence[Unanswered],
    wants: Iterable[Want],
    lines: Sequence[LedgerLine],
    choices: Sequence[Choice],
    solution: Solution,
    resolver: Resolver,
) -> tuple[Unanswered, ...]:
    """The questions without an answer that the plan needs.

    One about a pin does not matter where the pin was found elsewhere: the bytes agree, or another source knew its
    commit. Nor does one for a go.mod that the module graph does not need. All others matter: for a pin that would be
    copied or left unresolved, for what no lock names, and for the graph.
    """
    if not unanswered:
        return ()
    settled, open_ = _by_outcome(wants, lines, choices, solution, resolver)
    errors = (*solution.unavailable, *(mend.error for mend in solution.mends if mend.error))
    in_vain = {attempt for error in errors for attempt in error.attempts}
    unlocked = {choice.path for choice in choices if isinstance(choice.reason, NewestOf)}
    lacks = {above for lack in solution.load.lacks for above in prefixes(lack)}
    around = {above for found in unlocked for above in prefixes(found)[1:]}
    near_open, near_settled = _Near(open_), _Near(settled)

    def matters(said: Unanswered) -> bool:
        path = said.path
        is_lacking = path not in settled and path in lacks
        if said.attempt in in_vain or is_lacking or path in near_open:
            return True
        # A module that would be nested around the one that was found has no say.
        is_above = path in around
        return said.question is not ModuleQuestion.GO_MOD and not is_above and path not in near_settled

    return tuple(said for said in unanswered if matters(said))


def about(unanswered: Sequence[Unanswered], paths: Iterable[str]) -> tuple[Unanswered, ...]:
    """The questions about these module paths, and about paths below or above them."""
    wanted = _Near(paths)
    return tuple(said for said in unanswered if said.path in wanted)


def _by_outcome(
    wants: Iterable[Want],
    lines: Sequence[LedgerLine],
    choices: Iterable[Choice],
    solution: Solution,
    resolver: Resolver,
) -> tuple[set[str], set[str]]:
    """The module paths under which pins were searched for: those of found pins, and those of the others."""
    unwitnessed = {choice.path for choice in choices if _is_unwitnessed(choice)}

    def is_open(line: LedgerLine) -> bool:
        # A module that only the graph mentions is dropped from the ledger where its locked version was not found.
        is_lost = line.state is State.DROPPED and line.path in solution.graph.selected
        return line.state in {State.COPIED, State.UNRESOLVED} or is_lost or line.path in unwitnessed

    settled: set[str] = set()
    open_: set[str] = set()
    for line in lines:
        modules = {module.path for module in (line.module, line.built) if module and module.version}
        (open_ if is_open(line) else settled).update({line.path, *modules})
    by_revision: defaultdict[str, list[LedgerLine]] = defaultdict(list)
    for line in lines:
        by_revision[line.revision].append(line)
    for want in wants:
        same = by_revision[want.revision]
        own = [line for line in same if is_inside(line.path, want.root) or is_inside(want.root, line.path)] or same
        paths = {want.root, *(module for _, module in resolver.places(want))}
        (open_ if not own or any(map(is_open, own)) else settled).update(paths)
    return settled, open_


def _is_unwitnessed(choice: Choice) -> bool:
    """Whether a version was chosen for a commit that could not be asked for, with no bytes that would confirm it."""
    attempts = choice.resolution.attempts if choice.resolution else ()
    return not choice.comparisons and any(attempt.is_unknown for attempt in attempts)


class _Near:
    """Some paths, with those above and below them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = frozenset(paths)
        self._above = {above for path in self._paths for above in prefixes(path)}

    def __contains__(self, path: str) -> bool:
        return path in self._above or not self._paths.isdisjoint(prefixes(path))
