"""The plan for one project: what is wanted, what is built, the build list, and which files change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from gomigrate.gosource.platforms.platform import checked_platforms
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import Plan
from gomigrate.model.policy import DEFAULT_GO, Policy
from gomigrate.modfile.gomod import parse
from gomigrate.plan.account.changes import with_changes
from gomigrate.plan.account.doubts import doubts
from gomigrate.plan.account.findings import findings_of
from gomigrate.plan.account.importchains import imported_by_others
from gomigrate.plan.account.ledger import ledger
from gomigrate.plan.copies.gathered import Copies
from gomigrate.plan.copies.leftovers import Leftovers, leftovers
from gomigrate.plan.copies.rewriting import Rewrites, rewrites_of, with_new_paths
from gomigrate.plan.copies.vendored import led_to, vendored_packages
from gomigrate.plan.decide.chooser import Chooser
from gomigrate.plan.decide.modulecontents import Contents
from gomigrate.plan.existing.amended import Beside, with_existing
from gomigrate.plan.existing.existing import (
    choices_beside,
    divided,
    ignored_replaces,
    open_folders,
    read_existing,
    solved_alone,
    solver_beside,
    wants_beside,
)
from gomigrate.plan.existing.lifting import repaired
from gomigrate.plan.files.drafting import (
    Draft,
    ModuleFiles,
    build_list_of,
    module_files,
    planned_project,
    platforms_named,
    requirements_of,
    unlocked_in,
)
from gomigrate.plan.files.foreseen import foreseen
from gomigrate.plan.files.scripting import rewritten_scripts
from gomigrate.plan.files.tools import Broken, KeptTools, broken_tools, find_tools, tools_file, with_tools
from gomigrate.plan.files.vendorchoice import is_refused, vendor_findings
from gomigrate.plan.goline.goline import GoLine, comment_of_line, go_line_findings, starting_line
from gomigrate.plan.goline.members import dependency_members, own_members, raises_go
from gomigrate.plan.goline.parity import needed_go
from gomigrate.plan.lift.lifting import lifted_build
from gomigrate.plan.lift.offers import Look
from gomigrate.plan.lift.uses import Mentions
from gomigrate.plan.repository.neighbours import neighbour_choices
from gomigrate.plan.repository.nested import nested_choices
from gomigrate.plan.solve.compiled import built_platforms, compiled
from gomigrate.plan.solve.finder import Finder
from gomigrate.plan.solve.loader import Main
from gomigrate.plan.solve.solver import Solution, Solver
from gomigrate.resolve.wants import collect_wants
from gomigrate.scan.buildfiles import build_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.resolution import Resolution, Want
    from gomigrate.plan.decide.choice import Choice
    from gomigrate.plan.existing.existing import Division
    from gomigrate.plan.files.scripting import Scripts
    from gomigrate.plan.files.tools import Tool, ToolsFile
    from gomigrate.plan.repository.neighbours import Neighbour
    from gomigrate.plan.solve.compiled import Compiled
    from gomigrate.resolve.resolve import Resolver
    from gomigrate.resolve.wants import Wants
    from gomigrate.scan.buildfiles import BuildFiles
    from gomigrate.scan.mentions import Mention
    from gomigrate.world.modules.source import ModuleSource


def make_plan(
    inventory: Inventory,
    policy: Policy,
    modules: ModuleSource,
    resolver: Resolver,
    *,
    toolchain: str = "",
    neighbours: Sequence[Neighbour] = (),
) -> Draft:
    """Every decision for the project, with its reason. `toolchain` is the installed go command's version, "" without
    one; `neighbours` the other modules of the repository that it is built with, directly or not. Asks the module
    sources; writes nothing."""
    wants, repairs = repaired(collect_wants(inventory), resolver)
    files = build_files(inventory)
    task = Task(
        inventory=inventory,
        policy=policy,
        wants=wants,
        build_files=files,
        tools=find_tools(inventory, wants, files),
        resolver=resolver,
        contents=Contents(modules),
    )
    decided = _decide(task, neighbours)
    decided, solved, told = _lifted(task, decided, _solve(task, decided))
    return _draft(task, decided, solved, (*repairs, *told), toolchain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is planned: the project as it was scanned, what was decided and is wanted; and who is asked for that."""

    inventory: Inventory
    policy: Policy
    wants: Wants
    build_files: BuildFiles
    tools: tuple[Tool, ...]
    resolver: Resolver
    contents: Contents


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What is built. `chosen` are the choices for the wants (and, `beside` an existing go.mod, for its requirements).
    Other modules of the repository are `nested` in the project or `around` it. It has the kept copies, the imports that
    change, the main module with them, and the go line to `start` from."""

    chosen: tuple[Choice, ...]
    nested: tuple[Choice, ...]
    around: tuple[Choice, ...]
    chooser: Chooser
    copies: Copies
    rewrites: Rewrites
    main: Main
    start: str
    beside: Beside | None


def _decide(task: Task, neighbours: Sequence[Neighbour]) -> Decided:
    inventory, policy, contents = task.inventory, task.policy, task.contents
    rewrites = rewrites_of(inventory)
    main = _main(inventory, rewrites)
    chooser = Chooser(
        contents,
        task.resolver,
        checked_platforms(),
        date=inventory.project.date,
        patched=policy.patched,
        imported_by_others=imported_by_others(inventory),
        project=inventory.project.import_path,
        is_strict=policy.strict_bytes,
    )
    beside = _beside(task, main)
    if beside:
        wanted = wants_beside(beside.existing, task.wants, beside.alone, restore=policy.restore)
        from_locks = chooser.choose_all(task.resolver.resolve_all(wanted, brings=True))
        chosen = choices_beside(beside.existing, from_locks, chooser, inventory, task.wants)
        start = policy.go or beside.existing.go
    else:
        chosen = chooser.choose_all(task.resolver.resolve_all(task.wants.needed, brings=True))
        start = starting_line(policy.go, needed_go(own_members(inventory, contents.modules.facts)))
    copies = Copies(inventory, contents, (tool.import_path for tool in task.tools), task.build_files.mentions)
    copies.keep(chosen)
    nested = tuple(nested_choices(inventory, contents))
    rewrites = with_new_paths(rewrites, inventory, chosen)
    taken = {choice.path for choice in chosen} | _locked(task)
    return Decided(
        chosen=chosen,
        nested=nested,
        around=neighbour_choices(neighbours, taken, contents),
        chooser=chooser,
        copies=copies,
        rewrites=rewrites,
        main=_main(inventory, rewrites),
        start=start,
        beside=beside,
    )


def _beside(task: Task, main: Main) -> Beside | None:
    existing = read_existing(task.inventory, task.resolver)
    if existing is None:
        return None
    without_go_mod = open_folders(existing.mod, task.inventory.tree, task.inventory.project.root, task.contents)
    alone = solved_alone(existing, main, task.contents, task.policy.go or existing.go)
    return Beside(existing=existing, alone=alone, without_go_mod=without_go_mod)


def _locked(task: Task) -> frozenset[str]:
    """The roots of pins for what the project's packages import and the legacy build lacks on this machine: it was built
    with them all the same, wherever they are available."""
    lacking = [missing.import_path for missing in task.inventory.missing]
    return frozenset(want.root for want in task.wants.idle if any(is_inside(path, want.root) for path in lacking))


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """The solution, what is `needed` of what it lacks, the finder of what no lock names, and tools that cannot be
    built."""

    solution: Solution
    needed: Compiled
    finder: Finder
    tools: ToolsFile
    broken: dict[str, Broken]

    @property
    def failed(self) -> tuple[Resolution, ...]:
        """The needed ones of the wants that no source has."""
        needed = self.needed.all
        return tuple(one for one in self.finder.unfound if any(is_inside(path, one.want.root) for path in needed))


def _solve(task: Task, decided: Decided) -> Solved:
    """Solve with the pinned tools; those that turn out not to load are left out, and it is solved again."""
    tools = tools_file(task.inventory, task.tools)
    broken: dict[str, Broken] = {}
    while True:
        finder = _finder(task, decided, tools)
        solver = _solver(task, decided, finder, tools)
        solution = solver.solve((*decided.chosen, *decided.nested, *decided.around))
        new = broken_tools(solution.load, decided.main, tools.tools)
        if not new:
            platforms, is_lacking = built_platforms(task.build_files.documents), bool(task.inventory.missing)
            needed = compiled(solution, decided.main, task.contents, platforms, is_lacking=is_lacking)
            return Solved(solution=solution, needed=needed, finder=finder, tools=tools, broken=broken)
        broken |= new
        tools = replace(tools, tools=tuple(tool for tool in tools.tools if tool.import_path not in new))


def _lifted(task: Task, decided: Decided, solved: Solved) -> tuple[Decided, Solved, tuple[Finding, ...]]:
    """With releases instead of pseudo-versions, where the user wants more than tags of the same commits."""
    lifted = lifted_build(
        decided.chosen,
        solved,
        task.policy,
        Look(
            contents=task.contents,
            platforms=built_platforms(task.build_files.documents),
            mentions=Mentions(solved.solution, decided.main, task.inventory.tree, task.contents),
        ),
        task.resolver,
        lambda chosen: _solve(task, replace(decided, chosen=chosen)),
    )
    return replace(decided, chosen=lifted.chosen), lifted.solved, lifted.findings


def _finder(task: Task, decided: Decided, tools: ToolsFile) -> Finder:
    return Finder(
        idle=task.wants.idle,
        date=task.inventory.project.date,
        resolver=task.resolver,
        chooser=decided.chooser,
        contents=task.contents,
        modules=task.contents.modules,
        vendored=partial(vendored_packages, task.inventory),
        keep=decided.copies.keep,
        is_in_copy=decided.copies.has_packages_in,
        run=led_to(task.inventory, (tool.import_path for tool in tools.tools)),
        built_elsewhere=frozenset(choice.built for choice in decided.chosen if choice.is_replaced),
    )


def _solver(task: Task, decided: Decided, finder: Finder, tools: ToolsFile) -> Solver:
    beside, policy = decided.beside, task.policy
    make_solver = solver_beside(beside.existing, decided.chosen) if beside else Solver
    # Locked versions of modules that only the graph mentions count again only where they are to be restored.
    is_pinning = beside is None or policy.restore
    return make_solver(
        main=with_tools(decided.main, tools),
        contents=task.contents,
        find=finder.find,
        pinned=finder.pinned if is_pinning else lambda path: None,
        may_hold=policy.holds,
        versions=finder.versions,
        go=decided.start,
    )


def _named_and_gone(task: Task, decided: Decided, files: ModuleFiles, scripts: Scripts) -> list[Mention]:
    """What is named below vendor folders that go. One below a folder that stays needs no other place, and lines of
    build files that change do not name any; a variable of the linker is told once."""
    named = [mention for mention in task.build_files.mentions if not scripts.names(mention)]
    if not decided.beside:
        return named
    return [mention for mention in named if any(path.startswith(f"{mention.root}/") for path in files.removes)]


def _all(wants: Wants | Division) -> tuple[Want, ...]:
    return (*wants.needed, *wants.idle)


def _draft(task: Task, decided: Decided, solved: Solved, repairs: tuple[Finding, ...], toolchain: str) -> Draft:
    """The plan and its files, with all findings."""
    inventory, policy, contents, beside = task.inventory, task.policy, task.contents, decided.beside
    choices = (*decided.chosen, *solved.finder.choices)
    tools = KeptTools.of(solved.tools, solved.solution, decided.main, has_go_mod=beside is not None)
    solution = tools.marked(solved.solution)
    division = divided(task.wants, choices, beside.alone) if beside else task.wants
    needed = (*division.needed, *solved.finder.unlocked)
    lines = locked = ledger(needed, division.idle, solved.solution, choices, solved.failed, task.resolver)
    findings = findings_of(inventory, task.wants, solution, locked, solved.finder, solved.needed)
    copies = tuple(copy for copy in decided.copies.kept if copy.path in solution.choices)
    line, of_line = _go_line(task, decided, solution, toolchain)
    files = module_files(inventory, policy, solution, copies, decided.rewrites, tools, contents, comment_of_line(line))
    if beside:
        files, lines, told = with_existing(beside, task, files, lines, solution, choices)
        findings = (*findings, *told)
    scripts = rewritten_scripts(task.build_files, inventory, policy, solution, files, contents)
    left = leftovers(_named_and_gone(task, decided, files, scripts), inventory, policy, solution, contents)
    writes = (*files.writes, *(path for path, _, _ in left.beside(copies)))
    plan = Plan(
        source=planned_project(inventory),
        module=inventory.project.import_path,
        go=solution.go,
        ledger=lines,
        requires=files.requires,
        replaces=files.replaces,
        excludes=tuple(ModuleVersion(line.path, line.version) for line in parse(files.go_mod).excludes),
        build_list=build_list_of(solution),
        unlocked=unlocked_in(solution),
        go_mod=files.go_mod,
        go_sum=files.go_sum,
        writes=writes,
        edits=tuple(dict.fromkeys((*files.edits, *(path for path, _ in scripts.files)))),
        removes=files.removes,
        platforms=platforms_named(inventory),
        findings=(
            *findings,
            *repairs,
            *_of_files(task, files, scripts, left, writes, solution),
            *(*tools.findings(solved.broken), *ignored_replaces(solution, contents), *of_line),
        ),
        rewrites=decided.rewrites.prefixes,
        habits=scripts.habits,
        goflags=scripts.flags,
        go_commands=scripts.commands,
        vendor_stays=is_refused(inventory, policy, solution.go) and not files.is_vendor_sound,
        is_restored=files.is_restored,
        disagreements=inventory.disagreements,
    )
    return Draft(
        plan=with_changes(plan, inventory, policy, solution, contents),
        requirements=requirements_of(inventory.project.import_path, solution.graph),
        gitmodules=files.gitmodules,
        copies=copies,
        rewrites=decided.rewrites,
        tools=tools.files,
        leftovers=left.beside(copies),
        scripts=scripts.files,
        doubts=doubts(contents.modules.unanswered, _all(division), locked, choices, solution, task.resolver),
    )


def _of_files(
    task: Task, files: ModuleFiles, scripts: Scripts, left: Leftovers, writes: Sequence[str], solution: Solution
) -> tuple[Finding, ...]:
    """The findings about vendor folders, build files, and removed files that the project's own code reads."""
    vendor = vendor_findings(task.inventory, task.policy, solution.go, is_sound=files.is_vendor_sound)
    said, built = (*left.findings, *scripts.findings), solution.graph.selected
    return (
        *vendor,
        *said,
        *foreseen(task.build_files, task.inventory, task.policy, files, scripts, writes, built, said),
    )


def _go_line(task: Task, decided: Decided, solution: Solution, toolchain: str) -> tuple[GoLine, tuple[Finding, ...]]:
    own = own_members(task.inventory, task.contents.modules.facts)
    line = GoLine(
        go=solution.go,
        usual=decided.start if decided.beside else DEFAULT_GO,
        asked=task.policy.go,
        needed=needed_go(own),
        raised_by=raises_go(solution, task.contents, decided.start),
        toolchain=toolchain,
    )
    return line, tuple(go_line_findings(line, own, dependency_members(solution, task.contents)))


def _main(inventory: Inventory, rewrites: Rewrites) -> Main:
    # Packages below another go.mod belong to that one.
    nested = frozenset(inventory.packages_in_nested)
    return Main(
        path=inventory.project.import_path,
        packages={package.import_path: package for package in inventory.packages if package.import_path not in nested},
        rewritten=rewrites.new_path,
    )
