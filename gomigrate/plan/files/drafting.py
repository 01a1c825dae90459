"""From a solution to the plan's values and texts: go.mod, go.sum, and what each file becomes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.gosource.platforms.platform import platforms_in
from gomigrate.model.decision import AsIn, InRepository, NewestOf
from gomigrate.model.graph.requirements import RequirementGraph
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import Plan, PlannedProject, Replacement, Requirement, Selected, Unlocked
from gomigrate.modfile.dirhash import hash_go_mod
from gomigrate.modfile.gosum import SumLine, render_go_sum
from gomigrate.modfile.render import render
from gomigrate.plan.files.gosumlines import needed_sums
from gomigrate.plan.files.removal import gitmodules_without, removed_paths
from gomigrate.plan.files.submodules import FILE as GITMODULES
from gomigrate.plan.solve.buildlist import MAIN
from gomigrate.report.words.planning.reasons import comment_of
from gomigrate.report.words.scanning.modfile import comment_of_exclusion
from gomigrate.world.base.outcome import Found

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gomigrate.model.decision import Hold, Reason
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.policy import Policy
    from gomigrate.plan.copies.keptcopies import KeptCopy
    from gomigrate.plan.copies.rewriting import Rewrites
    from gomigrate.plan.decide.choice import Choice
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.files.tools import KeptTools
    from gomigrate.plan.solve.buildlist import ModuleGraph
    from gomigrate.plan.solve.solver import Solution
    from gomigrate.world.base.outcome import Unanswered


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A plan with what its files are made of: kept copies, import rewriting, .gitmodules as it shall be (None: as it
    is; b"": removed), the files of a fresh vendor folder, those that keep tools and those that stay of vendor folders
    (path, bytes, whether executable), and build files with their new bytes. `requirements` is the graph that the build
    list comes out of; `doubts` are questions without an answer that the plan cannot do without."""

    plan: Plan
    requirements: RequirementGraph
    gitmodules: bytes | None = None
    copies: tuple[KeptCopy, ...]
    rewrites: Rewrites
    vendored: tuple[tuple[str, bytes], ...] = ()
    tools: tuple[tuple[str, bytes, bool], ...] = ()
    leftovers: tuple[tuple[str, bytes, bool], ...] = ()
    scripts: tuple[tuple[str, bytes], ...] = ()
    doubts: tuple[Unanswered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleFiles:
    """go.mod and go.sum, and the files that are written, edited and removed beside them.

    `comments` are the replace lines of the plan with the comment of each, `excluded` its exclude lines likewise.
    `go_comment` is the comment of the go line. `gitmodules` is as in Draft. `is_vendor_sound`: the vendor folder agrees
    with this go.mod, and stays. `is_sound_vendor_removed`: it agreed with the go.mod before, and is removed.
    `is_restored`: versions of a lock replace those of the go.mod.
    """

    requires: tuple[Requirement, ...]
    replaces: tuple[Replacement, ...]
    comments: Mapping[Replacement, str]
    excluded: Mapping[ModuleVersion, str]
    go_comment: str
    go_mod: str
    go_sum: str
    writes: tuple[str, ...]
    edits: tuple[str, ...]
    removes: tuple[str, ...]
    gitmodules: bytes | None
    is_vendor_sound: bool = False
    is_sound_vendor_removed: bool = False
    is_restored: bool = False


def module_files(
    inventory: Inventory,
    policy: Policy,
    solution: Solution,
    copies: Sequence[KeptCopy],
    rewrites: Rewrites,
    tools: KeptTools,
    contents: Contents,
    go_comment: str,
) -> ModuleFiles:
    """The files of a project without a go.mod; `go_comment` explains its go line. Asks for the hashes that go.sum
    holds."""
    requires = tuple(
        Requirement(path=root.path, version=root.version, indirect=root.path not in solution.direct)
        for root in solution.roots
    )
    replaces = tuple(
        Replacement(path=old.path, version=old.version, new_path=new.path, new_version=new.version)
        for old, new in sorted(solution.replacements.by_version.items())
    )
    comments = {line: _comment(line, solution) for line in replaces}
    excluded = {module: _why_excluded(module, solution) for module in solution.excluded}
    removes = removed_paths(inventory, policy)
    gitmodules = gitmodules_without(inventory, removes)
    return ModuleFiles(
        requires=requires,
        replaces=replaces,
        comments=comments,
        go_mod=render(
            inventory.project.import_path,
            solution.go,
            requires,
            replaces,
            excludes=excluded,
            comments=comments,
            go_comment=go_comment,
            tools=tools.lines,
        ),
        go_sum=go_sum_of(solution, contents),
        writes=(
            "go.mod",
            "go.sum",
            *(path for path, _, _ in tools.files),
            *(f"{copy.folder}/{name}" for copy in copies for name, _ in copy.files),
        ),
        edits=(*rewrites.files, *((GITMODULES,) if gitmodules else ())),
        removes=removes,
        gitmodules=gitmodules,
        excluded=excluded,
        go_comment=go_comment,
    )


def build_list_of(solution: Solution) -> tuple[Selected, ...]:
    """The build list, with what is built in a module's place."""
    return tuple(
        Selected(path=path, version=version, replaced_by=solution.replacements.line_for(ModuleVersion(path, version)))
        for path, version in solution.graph.selected.items()
    )


def requirements_of(module: str, graph: ModuleGraph) -> RequirementGraph:
    """The module graph with the main module under its own path."""
    edges = (
        (ModuleVersion(module) if asking == MAIN else asking, needed)
        for asking, requires in graph.edges.items()
        for needed in requires
    )
    return RequirementGraph(tuple(edges))


def _comment(line: Replacement, solution: Solution) -> str:
    """What the go.mod says above a replace line: why it is there; "" where the line says it, or no choice made it."""
    choice = solution.choices.get(line.path)
    if choice is None:
        return ""
    hold = next((hold for hold in solution.holds if hold.path == line.path), None)
    is_said = choice.reason == InRepository() or (isinstance(choice.reason, AsIn) and not choice.is_locked)
    return "" if is_said and not line.new_version else comment_of(_reason(hold, choice))


def _reason(hold: Hold | None, choice: Choice) -> Reason:
    if choice.lifted is None:
        return hold or choice.reason
    return replace(choice.lifted, because=hold) if hold else choice.lifted


def _why_excluded(module: ModuleVersion, solution: Solution) -> str:
    mend = next((mend for mend in solution.mends if mend.module == module), None)
    return comment_of_exclusion(twin=mend.twin if mend else "", has_go_mod=mend is None)


def unlocked_in(solution: Solution) -> tuple[Unlocked, ...]:
    """What was required for imports that no lock covers."""
    roots = {root.path for root in solution.roots}
    return tuple(
        Unlocked(
            import_path=choice.path,
            module=ModuleVersion(choice.path, solution.graph.selected[choice.path]),
            reason=choice.reason,
        )
        for path, choice in sorted(solution.choices.items())
        if isinstance(choice.reason, NewestOf) and path in roots
    )


def go_sum_of(solution: Solution, contents: Contents) -> str:
    """The complete go.sum for the build list; lines that no source can give are left out (verify will say so)."""
    zips, mods = needed_sums(solution)
    contents.prefetch(zips)
    lines = []
    for module in zips:
        outcome = contents.modules.sums(module)
        if isinstance(outcome, Found):
            lines.append(SumLine(path=module.path, version=module.version, hash=outcome.value.zip))
    for module in mods:
        outcome_mod = contents.modules.go_mod(module)
        if isinstance(outcome_mod, Found):
            lines.append(
                SumLine(path=module.path, version=f"{module.version}/go.mod", hash=hash_go_mod(outcome_mod.value))
            )
    return render_go_sum(lines)


def platforms_named(inventory: Inventory) -> tuple[str, ...]:
    """The platforms (GOOS/GOARCH) that build constraints of the project's files are about, sorted."""
    found = platforms_in(file.constraint for package in inventory.packages for file in package.files)
    return tuple(sorted({f"{p.goos}/{p.goarch}" for p in found}))


def planned_project(inventory: Inventory) -> PlannedProject:
    """The project that the plan is for."""
    project = inventory.project
    return PlannedProject(
        import_path=project.import_path,
        found_by=project.found_by,
        root=project.root,
        commit=project.commit,
        date=project.date,
        locks=tuple(lock.file for lock in inventory.locks),
        lock_tools=tuple(lock.tool for lock in inventory.locks),
        vendor=", ".join(root.dir for root in inventory.vendor_roots),
        vendored_packages=sum(len(root.packages) for root in inventory.vendor_roots),
        is_dirty=project.is_dirty,
    )
