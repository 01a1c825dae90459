"""What a go.mod comes to: its build list, the packages it provides, and the go.sum that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.model.decision import InGoMod
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import Replacement, Requirement
from gomigrate.modfile.edit import edit
from gomigrate.modfile.gomod import GoMod, parse
from gomigrate.modfile.gosum import SumLine, parse_go_sum, render_go_sum
from gomigrate.plan.decide.choice import Choice
from gomigrate.plan.existing.existing import Existing, open_folders, requirements_of
from gomigrate.plan.files.drafting import go_sum_of
from gomigrate.plan.solve.compiled import built_platforms, compiled
from gomigrate.plan.solve.existingsolver import KeepingSolver
from gomigrate.scan.buildfiles import documents_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.solve.loader import Main
    from gomigrate.plan.solve.solution import Solution
    from gomigrate.roadmap.project import ModuleProject
    from gomigrate.scripts.read.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleState:
    """A go.mod and its go.sum, as bytes in the end, and what they come to; `lacks` are the imports that nothing
    provides and that a build of the project, or of its tests, needs on some platform, each with who imports it."""

    go_mod: str
    go_sum: str
    solution: Solution
    lacks: Mapping[str, str]

    @property
    def mod(self) -> GoMod:
        """The go.mod."""
        return parse(self.go_mod)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoModEdit:
    """What a step does to a go.mod: replace lines and exclude lines (path, version) to remove, and versions that are
    required after it. A version counts where the path is required already, or where the module graph has it. The go
    line is "" if it stays."""

    drop_replaces: tuple[tuple[str, str], ...] = ()
    drop_excludes: tuple[tuple[str, str], ...] = ()
    versions: tuple[ModuleVersion, ...] = ()
    go: str = ""


@dataclass(slots=True)
class Workbench:
    """Solves go.mod files of one project. Asks the module sources; writes nothing. `base` is the state at the start."""

    project: ModuleProject
    contents: Contents
    main: Main
    documents: tuple[Document, ...]
    _extra: frozenset[str] = frozenset()
    _kept_sums: tuple[SumLine, ...] = ()
    base: ModuleState = field(init=False)
    _edited: dict[tuple[str, GoModEdit], ModuleState] = field(default_factory=dict)

    @classmethod
    def of(cls, project: ModuleProject, contents: Contents) -> Workbench:
        """A workbench with the project's own go.mod on it."""
        bench = cls(project, contents, project.main(), documents_in(project.tree))
        mod = parse(project.go_mod)
        open_folders(mod, project.tree, project.root, contents)
        needed = bench._solved(project.go_mod, {}, frozenset())
        # What no package needs was added on purpose, and stays; what a step makes needless goes with it, as tidy has
        # it.
        bench._extra = frozenset(line.path for line in mod.requires) - {root.path for root in needed.roots}
        solution = bench._solved(project.go_mod, {}, bench._extra)
        planned = {(line.path, line.version) for line in parse_go_sum(go_sum_of(solution, contents)).lines}
        there = parse_go_sum(project.go_sum).lines
        bench._kept_sums = tuple(line for line in there if (line.path, line.version) not in planned)
        bench.base = ModuleState(
            go_mod=project.go_mod,
            go_sum=project.go_sum.decode("utf-8", "replace"),
            solution=solution,
            lacks=bench._lacks(solution),
        )
        return bench

    def edited(self, state: ModuleState, change: GoModEdit) -> ModuleState:
        """The state after an edit, with all that follows from it: versions that rise, requirements that come and go,
        the go line that a module asks for."""
        key = (state.go_mod, change)
        if key not in self._edited:
            self._edited[key] = self._made(state, change)
        return self._edited[key]

    def _made(self, state: ModuleState, change: GoModEdit) -> ModuleState:
        there = {line.path: line for line in state.mod.requires}
        wanted = {module.path: module.version for module in change.versions}
        text = edit(
            state.go_mod,
            go=change.go,
            requires=[
                Requirement(path=path, version=version, indirect=there[path].indirect)
                for path, version in wanted.items()
                if path in there
            ],
            drop_replaces=change.drop_replaces,
            drop_excludes=change.drop_excludes,
        )
        solution = self._solved(text, wanted, self._extra)
        return ModuleState(
            go_mod=_settled(text, solution, self._extra),
            go_sum=self._go_sum(solution),
            solution=solution,
            lacks=self._lacks(solution),
        )

    def _solved(self, text: str, wanted: Mapping[str, str], required: frozenset[str]) -> Solution:
        existing = _existing(text)
        choices = requirements_of(existing)
        known = {choice.path for choice in choices}
        further = (
            Choice(path=path, version=version, built=ModuleVersion(path, version), reason=InGoMod())
            for path, version in wanted.items()
            if path not in known
        )
        solver = KeepingSolver(
            main=self.main,
            contents=self.contents,
            find=lambda lacks, raised_by: (),
            pinned=lambda path: None,
            may_hold=lambda path: False,
            go=existing.go,
            fixed=existing.replaced,
            excluded=existing.excluded,
            required=required,
        )
        return solver.solve((*choices, *further))

    def _lacks(self, solution: Solution) -> dict[str, str]:
        needed = compiled(solution, self.main, self.contents, built_platforms(self.documents))
        return {path: {**needed.tests, **needed.build}[path] for path in solution.load.lacks if path in needed.all}

    def _go_sum(self, solution: Solution) -> str:
        """The lines that this build list needs, those that were there with the hashes that they had, and those that no
        build list of ours needs."""
        had = {(line.path, line.version): line for line in parse_go_sum(self.project.go_sum).lines}
        planned = parse_go_sum(go_sum_of(solution, self.contents)).lines
        return render_go_sum((*(had.get((line.path, line.version), line) for line in planned), *self._kept_sums))


def _existing(text: str) -> Existing:
    return Existing(text=text, go_sum=b"", mod=parse(text), is_vendored=False)


def _settled(text: str, solution: Solution, extra: frozenset[str]) -> str:
    """The go.mod with the requirements, the stand-ins for what no source has, and the go line of its solution."""
    mod = parse(text)
    old = {line.path: line for line in mod.requires}
    roots = {root.path: root.version for root in solution.roots}
    changed = [
        Requirement(
            path=path,
            version=version,
            indirect=old[path].indirect if path in old else path not in solution.direct,
        )
        for path, version in roots.items()
        if path not in old or old[path].version != version
    ]
    there = {(line.path, line.version) for line in mod.replacements}
    new = [
        Replacement(path=was.path, version=was.version, new_path=now.path, new_version=now.version)
        for was, now in solution.replacements.by_version.items()
        if (was.path, was.version) not in there
    ]
    excluded = {ModuleVersion(line.path, line.version) for line in mod.excludes}
    more = "".join(f"\nexclude {one.path} {one.version}\n" for one in solution.excluded if one not in excluded)
    return edit(
        text + more,
        go=solution.go if solution.go != mod.go else "",
        requires=changed,
        drop_requires=frozenset(old) - roots.keys() - extra,
        replaces=new,
    )
