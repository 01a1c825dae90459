"""The graph of module requirements, or of packages and their imports, and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import TYPE_CHECKING

from gomigrate.model.go.semver import max_version

if TYPE_CHECKING:
    from gomigrate.model.modules import ModuleVersion

Chain = tuple["ModuleVersion", ...]


@dataclass(frozen=True, slots=True)
class RequirementGraph:
    """Who requires whom, each requirement once and in the order of `go mod graph`; main modules have no version.

    With `of` "packages" the nodes are import paths, none of them with a version, and an edge is an import; the tests
    of a package are `PATH.test`, after the package. `own` are then the project's packages, whatever they import.
    """

    edges: tuple[tuple[ModuleVersion, ModuleVersion], ...]
    of: str = "modules"
    own: tuple[ModuleVersion, ...] = ()

    @property
    def modules(self) -> tuple[ModuleVersion, ...]:
        """Every module version (or package) that is named, in the order of naming."""
        return tuple(dict.fromkeys([*(module for edge in self.edges for module in edge), *self.own]))

    @property
    def mains(self) -> tuple[ModuleVersion, ...]:
        """Where every question starts: the main modules, more than one in a workspace; or the project's packages."""
        if self.of == "packages":
            return self.own
        return tuple(module for module in self.modules if not module.version)

    def selected(self) -> dict[str, str]:
        """The version of each module path that the build uses, the highest that anyone requires; "" for main modules.

        Source: https://go.dev/ref/mod#minimal-version-selection.
        """
        if self.of == "packages":
            return {module.path: "" for module in self.modules}
        mains = {module.path for module in self.mains}
        versions: dict[str, list[str]] = {}
        for module in self.modules:
            versions.setdefault(module.path, []).append(module.version)
        return {path: "" if path in mains else reduce(max_version, found) for path, found in versions.items()}


class Asking(StrEnum):
    """What is asked of a graph."""

    ALL = "all"
    WHY = "why"
    PATH = "path"
    CYCLES = "cycles"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: from where (`sources`) and to where (`targets`), as far as the question has that."""

    asking: Asking = Asking.ALL
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphAnswer:
    """What a question to the graph found: the part of it that is meant, and in it the chains or cycles."""

    graph: RequirementGraph
    selected: dict[str, str]
    question: Question = Question()
    chains: tuple[Chain, ...] = ()
    cycles: tuple[tuple[str, ...], ...] = ()

    @property
    def is_missing(self) -> bool:
        """Whether nothing of what was asked for exists: no chain, no cycle, no part."""
        match self.question.asking:
            case Asking.WHY | Asking.PATH:
                return not self.chains
            case Asking.CYCLES:
                return not self.cycles
            case Asking.PART:
                return not self.graph.edges
        return False
