"""The solver's result: the requirements, the graph they load, the stand-ins, and the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.go import semver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.model.decision import Hold
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.plan.decide.choice import Choice
    from gomigrate.plan.decide.modulecontents import UnavailableError
    from gomigrate.plan.solve.buildlist import ModuleGraph, Replacements
    from gomigrate.plan.solve.graphs import Mend
    from gomigrate.plan.solve.loader import Load


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The result: root requirements, the graph they load, replacements, holds, and the load over them.

    `unavailable` are go.mod files that the graph still needs, `mends` those for which something else stands in (or
    which `excluded` drops). `older` is the graph as go 1.16 loads it, where tidy keeps go.sum lines for that.
    """

    roots: tuple[ModuleVersion, ...]
    direct: frozenset[str]
    graph: ModuleGraph
    replacements: Replacements
    holds: tuple[Hold, ...]
    load: Load
    choices: Mapping[str, Choice]
    go: str
    unavailable: tuple[UnavailableError, ...]
    mends: tuple[Mend, ...] = ()
    excluded: tuple[ModuleVersion, ...] = ()
    older: ModuleGraph | None = None


def is_raised(choice: Choice, graph: ModuleGraph) -> bool:
    """Whether MVS selects a higher version than the one chosen, with nothing in its place."""
    selected = graph.selected.get(choice.path, "")
    return bool(selected) and not choice.is_replaced and semver.compare(selected, choice.version) > 0
