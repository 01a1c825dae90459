"""The solver for a go.mod that is there already: its replace and exclude lines count, and its require lines stay."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.solve.solver import Solver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.plan.solve.buildlist import ModuleGraph
    from gomigrate.plan.solve.loader import Load
    from gomigrate.plan.solve.tidyroots import Roots


@dataclass(slots=True)
class KeepingSolver(Solver):
    """`fixed` are the replace lines, `excluded` the exclude lines, and `required` the paths of the require lines, which
    stay whether or not anything needs them."""

    fixed: Mapping[ModuleVersion, ModuleVersion] = field(default_factory=dict)
    excluded: frozenset[ModuleVersion] = frozenset()
    required: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        # A dataclass with slots is made again, so that super() without arguments does not know it.
        Solver.__post_init__(self)
        self._graphs.fixed = self.fixed
        self._graphs.excluded |= self.excluded

    def _tidy(self, loaded: Load, graph: ModuleGraph) -> Roots:
        roots = Solver._tidy(self, loaded, graph)
        listed = {root.path for root in roots}
        more = (ModuleVersion(p, self.choices[p].version) for p in self.required - listed if p in self.choices)
        return tuple(sorted((*roots, *more)))
