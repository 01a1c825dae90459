"""From a solution to the plan's values and texts: go.mod, go.sum, and what each file becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.gosource.platform import platforms_in
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import LedgerLine, Plan, PlannedProject, Replacement, Requirement, Selected, Unlocked
from gomigrate.model.requirements import RequirementGraph
from gomigrate.modfile.dirhash import hash_go_mod
from gomigrate.modfile.gosum import SumLine, render_go_sum
from gomigrate.modfile.render import render
from gomigrate.plan.decide.choices import Reason
from gomigrate.plan.files.gosumlines import needed_sums
from gomigrate.plan.files.removal import gitmodules_without, removed_paths
from gomigrate.plan.files.submodules import FILE as GITMODULES
from gomigrate.plan.solve.buildlist import MAIN
from gomigrate.world.base.outcome import Found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.inventory import Inventory
    from gomigrate.model.policy import Policy
    from gomigrate.plan.copies.keptcopies import KeptCopy
    from gomigrate.plan.copies.rewriting import Rewrites
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.files.tools import KeptTools
    from gomigrate.plan.solve.buildlist import ModuleGraph
    from gomigrate.plan.solve.solver import Solution
    from gomigrate.world.base.outcome import Unanswered


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A plan with what its files are made of: kept copies, import rewriting, .gitmodules as it shall be (None: as it
    is; b"": removed), the files of a fresh vendor folder, other new files
    (path, bytes, whether executable), and build files with their new bytes. `requirements` is the graph that the build
    list comes out of; `doubts` are questions without an answer that the plan cannot do without."""

    plan: Plan
    requirements: RequirementGraph
    gitmodules: bytes | None = None
    copies: tuple[KeptCopy, ...]
    rewrites: Rewrites
    vendored: tuple[tuple[str, bytes], ...] = ()
    files: tuple[tuple[str, bytes, bool], ...] = ()
    scripts: tuple[tuple[str, bytes], ...] = ()
    doubts: tuple[Unanswered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a draft is made of: the solution, the ledger, what is kept, rewritten and pinned as tools, and findings."""

    solution: Solution
    ledger: tuple[LedgerLine, ...]
    copies: Sequence[KeptCopy]
    rewrites: Rewrites
    tools: KeptTools
    findings: tuple[Finding, ...]


def draft_of(inventory: Inventory, policy: Policy, material: Material, contents: Contents) -> Draft:
    """The plan with its texts."""
    solution, tools, rewrites = material.solution, material.tools, material.rewrites
    kept = tuple(copy for copy in material.copies if copy.path in solution.choices)
    requires = tuple(
        Requirement(path=root.path, version=root.version, indirect=root.path not in solution.direct)
        for root in solution.roots
    )
    replaces = tuple(
        Replacement(path=old.path, version=old.version, new_path=new.path, new_version=new.version)
        for old, new in sorted(solution.replacements.by_version.items())
    )
    module = inventory.project.import_path
    comments = {r: replace_comment(r, solution) for r in replaces}
    removes = removed_paths(inventory, policy)
    gitmodules = gitmodules_without(inventory, removes)
    plan = Plan(
        source=_source(inventory),
        module=module,
        go=solution.go,
        ledger=material.ledger,
        requires=requires,
        replaces=replaces,
        build_list=tuple(
            Selected(
                path=path, version=version, replaced_by=solution.replacements.line_for(ModuleVersion(path, version))
            )
            for path, version in solution.graph.selected.items()
        ),
        unlocked=_unlocked(solution),
        go_mod=render(
            module, solution.go, requires, replaces, excludes=solution.excluded, comments=comments, tools=tools.lines
        ),
        go_sum=_go_sum(solution, contents),
        writes=(
            "go.mod",
            "go.sum",
            *(path for path, _, _ in tools.files),
            *(f"{c.folder}/{name}" for c in kept for name, _ in c.files),
        ),
        edits=(*rewrites.files, *((GITMODULES,) if gitmodules else ())),
        removes=removes,
        platforms=_platforms(inventory),
        findings=material.findings,
        rewrites=rewrites.prefixes,
    )
    return Draft(
        plan=plan,
        requirements=_requirements(module, solution.graph),
        gitmodules=gitmodules,
        copies=kept,
        rewrites=rewrites,
        files=tools.files,
    )


def _requirements(module: str, graph: ModuleGraph) -> RequirementGraph:
    """The module graph with the main module under its own path."""
    edges = (
        (ModuleVersion(module) if asking == MAIN else asking, needed)
        for asking, requires in graph.edges.items()
        for needed in requires
    )
    return RequirementGraph(tuple(edges))


def replace_comment(line: Replacement, solution: Solution) -> str:
    """What the go.mod says above a replace line: why it is there; "" where no choice of ours made it."""
    choice = solution.choices.get(line.path)
    if choice is None or (choice.reason is Reason.NEIGHBOUR and not line.new_version):
        return ""
    for hold in solution.holds:
        if hold.path == line.path:
            return f"held at the locked commit: {hold.reason}"
    if choice.is_copy and choice.reason is Reason.LOCKED:
        return f"kept copy: {choice.why}"
    return choice.why


def _unlocked(solution: Solution) -> tuple[Unlocked, ...]:
    roots = {root.path for root in solution.roots}
    return tuple(
        Unlocked(
            import_path=choice.path,
            module=ModuleVersion(choice.path, solution.graph.selected[choice.path]),
            reason=choice.why,
        )
        for path, choice in sorted(solution.choices.items())
        if choice.reason is Reason.AS_OF and path in roots
    )


def _go_sum(solution: Solution, contents: Contents) -> str:
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


def _platforms(inventory: Inventory) -> tuple[str, ...]:
    found = platforms_in(file.constraint for package in inventory.packages for file in package.files)
    return tuple(sorted({f"{p.goos}/{p.goarch}" for p in found}))


def _source(inventory: Inventory) -> PlannedProject:
    project = inventory.project
    return PlannedProject(
        import_path=project.import_path,
        found_by=project.found_by,
        root=project.root,
        commit=project.commit,
        date=project.date,
        locks=tuple(lock.file for lock in inventory.locks),
        vendor=", ".join(root.dir for root in inventory.vendor_roots),
        vendored_packages=sum(len(root.packages) for root in inventory.vendor_roots),
        is_dirty=project.is_dirty,
    )
