"""The plan for one project: wants, resolutions, choices, the build list, and what it does to the files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from gomigrate.gosource.platform import checked_platforms
from gomigrate.model.go.constraint import evaluate
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.inventory import Origin
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.policy import DEFAULT_GO, Policy
from gomigrate.plan.account.doubts import doubts
from gomigrate.plan.account.judge import judge
from gomigrate.plan.account.ledger import ledger
from gomigrate.plan.copies.gathered import Copies, go_line_of
from gomigrate.plan.copies.leftovers import Leftovers, leftovers
from gomigrate.plan.copies.rewriting import Rewrites, rewrites_of, with_new_paths
from gomigrate.plan.copies.vendored import vendored_packages
from gomigrate.plan.decide.choices import Choice, Chooser
from gomigrate.plan.decide.modulecontents import Contents
from gomigrate.plan.existing.amended import half_migrated
from gomigrate.plan.existing.existing import Halfway, ignored_replaces
from gomigrate.plan.existing.lifting import repaired
from gomigrate.plan.files.drafting import Draft, Material, draft_of, replace_comment
from gomigrate.plan.files.scripting import rewritten_scripts
from gomigrate.plan.files.tools import Broken, KeptTools, broken_tools, find_tools, tools_file, with_tools
from gomigrate.plan.files.vendorchoice import vendor_findings
from gomigrate.plan.goline.goline import GoLine, go_line_findings, starting_line
from gomigrate.plan.goline.members import dependency_members, own_members
from gomigrate.plan.goline.parity import needed_go
from gomigrate.plan.repository.neighbours import neighbour_choices
from gomigrate.plan.repository.nested import nested_choices
from gomigrate.plan.solve.finder import Finder
from gomigrate.plan.solve.loader import Main
from gomigrate.plan.solve.solver import Solution, Solver
from gomigrate.resolve.wants import collect_wants
from gomigrate.scan.mentions import mentions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.inventory import Inventory
    from gomigrate.plan.files.scripting import Scripts
    from gomigrate.plan.files.tools import ToolsFile
    from gomigrate.plan.repository.neighbours import Neighbour
    from gomigrate.resolve.resolve import Resolver
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
    planning = _Planning(inventory, policy, modules, resolver, neighbours)
    return planning.draft(planning.solve(), toolchain)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Solved:
    """What solving ended in: the solution, who found what no lock names, and tools that cannot be built."""

    solution: Solution
    finder: Finder
    tools: ToolsFile
    broken: dict[str, Broken]


class _Planning:
    """One plan in the making: what is known before solving, then the two steps."""

    def __init__(
        self,
        inventory: Inventory,
        policy: Policy,
        modules: ModuleSource,
        resolver: Resolver,
        neighbours: Sequence[Neighbour],
    ) -> None:
        self.inventory, self.policy, self.modules, self.resolver = inventory, policy, modules, resolver
        self.contents = Contents(modules)
        self.own = own_members(inventory)
        self.needed_go = needed_go(self.own)
        self.wants, self.repairs = repaired(collect_wants(inventory), resolver)
        self.half = Halfway.begin(inventory, policy, self.wants, self.contents, resolver)
        self.mentions = mentions(inventory)
        self.rewrites = rewrites_of(inventory)
        self.main = _main(inventory, self.rewrites)
        self.start = self.half.go if self.half else starting_line(policy.go, self.needed_go)
        self.chooser = Chooser(
            self.contents,
            resolver,
            checked_platforms(),
            date=inventory.project.date,
            patched=policy.patched,
            imported_by_others=_imported_by_others(inventory),
        )
        self.copies = Copies(inventory, self.contents)
        self.chosen = self._choose()
        self.copies.keep(self.chosen)
        self.nested = tuple(nested_choices(inventory, self.contents))
        self.rewrites = with_new_paths(self.rewrites, inventory, self.chosen)
        self.main = _main(inventory, self.rewrites)
        self.around = neighbour_choices(neighbours, {c.path for c in self.chosen} | self._locked(), self.contents)

    def _locked(self) -> frozenset[str]:
        """The roots of pins for what the project's packages import and the legacy build lacks on this machine: it was
        built with them all the same, wherever they are to be had."""
        lacking = [missing.import_path for missing in self.inventory.missing]
        return frozenset(w.root for w in self.wants.idle if any(is_inside(path, w.root) for path in lacking))

    def _choose(self) -> tuple[Choice, ...]:
        if not self.half:
            return self.chooser.choose_all(self.resolver.resolve_all(self.wants.needed))
        chosen = self.chooser.choose_all(self.resolver.resolve_all(self.half.needed(self.main)))
        return self.half.joined(chosen, self.chooser)

    def solve(self) -> _Solved:
        """Solve with the pinned tools; those that turn out not to load are left out, and it is solved again."""
        tools = tools_file(self.inventory, find_tools(self.inventory, self.wants, self.mentions))
        broken: dict[str, Broken] = {}
        while True:
            finder = self._finder()
            solution = self._solver(finder, tools).solve((*self.chosen, *self.nested, *self.around))
            new = broken_tools(solution.load, self.main, tools.tools)
            if not new:
                return _Solved(solution=solution, finder=finder, tools=tools, broken=broken)
            broken |= new
            tools = replace(tools, tools=tuple(tool for tool in tools.tools if tool.import_path not in new))

    def _finder(self) -> Finder:
        missing = self.inventory.missing if self.wants.needed else ()
        return Finder(
            idle=self.wants.idle,
            date=self.inventory.project.date,
            resolver=self.resolver,
            chooser=self.chooser,
            contents=self.contents,
            modules=self.modules,
            own_imports=_own_imports(self.inventory),
            vendored=partial(vendored_packages, self.inventory),
            keep=self.copies.keep,
            legacy_lacks=frozenset(m.import_path for m in missing),
            is_in_copy=self.copies.has_packages_in,
            built_elsewhere=frozenset(choice.built for choice in self.chosen if choice.is_replaced),
        )

    def _solver(self, finder: Finder, tools: ToolsFile) -> Solver:
        make_solver = self.half.solver(self.chosen) if self.half else Solver
        return make_solver(
            main=with_tools(self.main, tools),
            contents=self.contents,
            find=finder.find,
            pinned=self.half.pinned(finder.pinned) if self.half else finder.pinned,
            may_hold=self.policy.holds,
            versions=finder.versions,
            go=self.start,
        )

    def draft(self, solved: _Solved, toolchain: str) -> Draft:
        """The plan and its files, with all findings."""
        half, finder = self.half, solved.finder
        choices = (*self.chosen, *finder.choices)
        by_locks = half.by_locks(choices) if half else (self.wants.needed, self.wants.idle)
        lines = ledger(*by_locks, solved.solution, choices, finder.failed)
        tools = KeptTools.of(solved.tools, solved.solution, self.main, has_go_mod=half is not None)
        solution = tools.marked(solved.solution)
        judged = judge(self.inventory, self.wants, solution, lines, finder)
        material = Material(
            solution=solution,
            ledger=lines,
            copies=self.copies.kept,
            rewrites=self.rewrites,
            tools=tools,
            findings=(*judged, *vendor_findings(self.inventory, self.policy, solution.go)),
        )
        draft = draft_of(self.inventory, self.policy, material, self.contents)
        if half:
            comments = {line: replace_comment(line, solution) for line in draft.plan.replaces}
            draft = replace(draft, plan=half_migrated(draft.plan, half, solution, choices, comments))
        scripts = rewritten_scripts(self.inventory, self.policy, solution, draft.plan, self.contents)
        left = self._leftovers(draft, solution, scripts)
        more = (
            *self.repairs,
            *left.findings,
            *scripts.findings,
            *tools.findings(solved.broken),
            *ignored_replaces(solution, self.contents),
            *self._go_line(solution, toolchain),
        )
        draft = _with_scripts(_with_files(draft, left), scripts)
        wants = (*by_locks[0], *by_locks[1])
        doubted = doubts(self.modules.unanswered, wants, lines, choices, solution, self.resolver)
        return replace(draft, plan=replace(draft.plan, findings=(*draft.plan.findings, *more)), doubts=doubted)

    def _leftovers(self, draft: Draft, solution: Solution, scripts: Scripts) -> Leftovers:
        """Files named below vendor folders that go; one that go mod vendor wrote may stay beside its go.mod. Lines of
        build files that change do not name them any more."""
        removes = draft.plan.removes
        gone = [m for m in self.mentions if not self.half or any(p.startswith(f"{m.root}/") for p in removes)]
        gone = [m for m in gone if not scripts.settled(m.place)]
        return leftovers(gone, self.inventory, self.policy, solution, self.contents)

    def _go_line(self, solution: Solution, toolchain: str) -> tuple[Finding, ...]:
        line = GoLine(
            go=solution.go,
            usual=self.half.go if self.half else DEFAULT_GO,
            asked=self.policy.go,
            needed=self.needed_go,
            raised_by=_raises_go(solution, self.contents, self.start),
            toolchain=toolchain,
        )
        return tuple(go_line_findings(line, self.own, dependency_members(solution, self.contents)))


def _with_files(draft: Draft, left: Leftovers) -> Draft:
    """The draft with the files that stay though their vendor folder goes, beside the kept copies."""
    copied = {f"{copy.folder}/{name}" for copy in draft.copies for name, _ in copy.files}
    files = tuple((f.path, f.data, f.executable) for f in left.files if f.path not in copied)
    plan = replace(draft.plan, writes=(*draft.plan.writes, *(path for path, _, _ in files)))
    return replace(draft, plan=plan, files=(*draft.files, *files))


def _with_scripts(draft: Draft, scripts: Scripts) -> Draft:
    """The draft with the build files that change."""
    edits = tuple(dict.fromkeys((*draft.plan.edits, *(path for path, _ in scripts.files))))
    plan = replace(draft.plan, edits=edits, habits=scripts.habits, goflags=scripts.flags)
    return replace(draft, plan=plan, scripts=scripts.files)


def _raises_go(solution: Solution, contents: Contents, start: str) -> str:
    """The module because of which the go line is higher than where it started, "" where it is not."""
    if solution.go == start:
        return ""
    built = (solution.replacements.of(ModuleVersion(path, v)) for path, v in solution.graph.selected.items())
    return next((str(module) for module in built if go_line_of(module, contents) == solution.go), "a dependency")


def _own_imports(inventory: Inventory) -> frozenset[str]:
    """What the project's own files import on the checked platforms, tests included."""
    platforms = checked_platforms()
    return frozenset(
        spec.path
        for package in inventory.packages
        for file in package.files
        if any(evaluate(file.constraint, platform.has) for platform in platforms)
        for spec in file.imports
    )


def _imported_by_others(inventory: Inventory) -> frozenset[str]:
    """What the packages of dependencies import, by the path that they write."""
    others = (used for used in inventory.used if used.origin is not Origin.PROJECT)
    return frozenset(path for used in others for path, _ in used.imports)


def _main(inventory: Inventory, rewrites: Rewrites) -> Main:
    # Packages below another go.mod belong to that one.
    nested = frozenset(inventory.packages_in_nested)
    return Main(
        path=inventory.project.import_path,
        packages={package.import_path: package for package in inventory.packages if package.import_path not in nested},
        rewritten=rewrites.new_path,
    )
