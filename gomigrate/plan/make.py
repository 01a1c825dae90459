"""The plan for one project: wants, resolutions, choices, the build list, and what it does to the files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from gomigrate.gosource.platform import platforms_in
from gomigrate.model.constraint import evaluate
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import (
    LedgerLine,
    Plan,
    Replacement,
    Requirement,
    Selected,
    Source,
    Unlocked,
)
from gomigrate.model.tree import Kind
from gomigrate.modfile.dirhash import hash_go_mod
from gomigrate.modfile.gosum import SumLine, render_go_sum
from gomigrate.modfile.render import render
from gomigrate.plan.choices import Choice, Chooser, Reason
from gomigrate.plan.contents import Contents, UnavailableError
from gomigrate.plan.copies import KeptCopy, keep
from gomigrate.plan.finder import Finder
from gomigrate.plan.golines import GoLine, go_line_findings, starting_line
from gomigrate.plan.halfway import Halfway, ignored_replaces
from gomigrate.plan.judge import judge
from gomigrate.plan.ledger import ledger
from gomigrate.plan.leftovers import Leftovers, leftovers
from gomigrate.plan.lifting import repaired
from gomigrate.plan.loader import Main
from gomigrate.plan.members import dependency_members, own_members
from gomigrate.plan.midway import half_migrated
from gomigrate.plan.parity import needed_go
from gomigrate.plan.policy import DEFAULT_GO, Policy, checked_platforms
from gomigrate.plan.rewriting import Rewrites, rewrites_of
from gomigrate.plan.solve import Solution, Solver
from gomigrate.plan.submodules import FILE as GITMODULES
from gomigrate.plan.submodules import submodules_in, without_sections
from gomigrate.plan.sums import needed_sums
from gomigrate.plan.tools import Broken, KeptTools, broken_tools, find_tools, tools_file, with_tools
from gomigrate.plan.vendorchoice import kept_locks, removed_locks, vendor_findings
from gomigrate.plan.vendored import vendored_packages
from gomigrate.resolve.wants import Wants, collect_wants
from gomigrate.scan.mentions import mentions
from gomigrate.world.outcome import Found

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from gomigrate.model.inventory import Inventory
    from gomigrate.resolve.resolve import Resolver
    from gomigrate.world.modules import ModuleSource


_TOPS = {"workspace": "Godeps", "gb": "vendor"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A plan with what its files are made of: kept copies, import rewriting, .gitmodules as it shall be (None: as it
    is; b"": removed), the files of a fresh vendor folder, and other new files
    (path, bytes, whether executable)."""

    plan: Plan
    gitmodules: bytes | None = None
    copies: tuple[KeptCopy, ...]
    rewrites: Rewrites
    vendored: tuple[tuple[str, bytes], ...] = ()
    files: tuple[tuple[str, bytes, bool], ...] = ()


def make_plan(
    inventory: Inventory, policy: Policy, modules: ModuleSource, resolver: Resolver, *, toolchain: str = ""
) -> Draft:
    """Every decision for the project, with its reason. `toolchain` is the installed go command's version, "" without
    one. Asks the module sources; writes nothing."""
    contents = Contents(modules)
    own = own_members(inventory)
    needed = needed_go(own)
    wants, repairs = repaired(collect_wants(inventory), resolver)
    half = Halfway.begin(inventory, policy, wants, contents, resolver)
    named = mentions(inventory)
    date, patched = inventory.project.date, policy.patched
    chooser = Chooser(contents, resolver, checked_platforms(), date=date, patched=patched)
    rewrites = rewrites_of(inventory)
    main = _main(inventory, rewrites)
    chosen = chooser.choose_all(resolver.resolve_all(half.needed(main) if half else wants.needed))
    chosen = half.joined(chosen, chooser) if half else chosen
    copies = _Copies(inventory, contents)
    copies.keep(chosen)
    make_solver = half.solver(chosen) if half else Solver
    start = half.go if half else starting_line(policy.go, needed)
    file, broken = tools_file(inventory, find_tools(inventory, wants, named)), dict[str, Broken]()
    while True:
        finder = Finder(
            idle=wants.idle,
            date=date,
            resolver=resolver,
            chooser=chooser,
            contents=contents,
            modules=modules,
            own_imports=_own_imports(inventory),
            vendored=partial(vendored_packages, inventory),
            keep=copies.keep,
            legacy_lacks=frozenset(m.import_path for m in inventory.missing) if wants.needed else frozenset(),
        )
        solver = make_solver(
            main=with_tools(main, file),
            contents=contents,
            find=finder.find,
            pinned=half.pinned(finder.pinned) if half else finder.pinned,
            may_hold=policy.holds,
            versions=finder.versions,
            go=start,
        )
        solution = solver.solve(chosen)
        new = broken_tools(solution.load, main, file.tools)
        if not new:
            break
        broken |= new
        file = replace(file, tools=tuple(tool for tool in file.tools if tool.import_path not in new))
    choices = (*chosen, *finder.choices)
    by_locks = half.by_locks(choices) if half else (wants.needed, wants.idle)
    lines = ledger(*by_locks, solution, choices, finder.failed)
    kept_tools = KeptTools.of(file, solution, main, has_go_mod=half is not None)
    solution = kept_tools.marked(solution)
    draft = _draft(inventory, policy, wants, solution, lines, finder, copies.kept, rewrites, contents, kept_tools)
    if half:
        comments = {line: _comment(line, solution) for line in draft.plan.replaces}
        draft = replace(draft, plan=half_migrated(draft.plan, half, solution, choices, comments))
    line = GoLine(
        go=solution.go,
        usual=half.go if half else DEFAULT_GO,
        asked=policy.go,
        needed=needed,
        raised_by=_raises_go(solution, contents, start),
        toolchain=toolchain,
    )
    said = tuple(go_line_findings(line, own, dependency_members(solution, contents)))
    # A vendor folder that go mod vendor wrote may stay beside its go.mod.
    gone = [m for m in named if not half or any(path.startswith(f"{m.root}/") for path in draft.plan.removes)]
    left = leftovers(gone, inventory, policy, solution, contents)
    draft = _with_files(draft, left)
    more = (*repairs, *left.findings, *kept_tools.findings(broken), *ignored_replaces(solution, contents), *said)
    return replace(draft, plan=replace(draft.plan, findings=(*draft.plan.findings, *more)))


def _with_files(draft: Draft, left: Leftovers) -> Draft:
    """The draft with the files that stay though their vendor folder goes, beside the kept copies."""
    copied = {f"{copy.folder}/{name}" for copy in draft.copies for name, _ in copy.files}
    files = tuple((f.path, f.data, f.executable) for f in left.files if f.path not in copied)
    plan = replace(draft.plan, writes=(*draft.plan.writes, *(path for path, _, _ in files)))
    return replace(draft, plan=plan, files=(*draft.files, *files))


def _raises_go(solution: Solution, contents: Contents, start: str) -> str:
    """The module because of which the go line is higher than where it started, "" where it is not."""
    if solution.go == start:
        return ""
    built = (solution.replacements.of(ModuleVersion(path, v)) for path, v in solution.graph.selected.items())
    return next((str(module) for module in built if _go_of(module, contents) == solution.go), "a dependency")


def _go_of(module: ModuleVersion, contents: Contents) -> str:
    try:
        return contents.go_mod(module).go
    except UnavailableError:
        return ""


class _Copies:
    """The kept copies, made known as folders that the build list can use."""

    def __init__(self, inventory: Inventory, contents: Contents) -> None:
        self._inventory = inventory
        self._contents = contents
        self.kept: list[KeptCopy] = []

    def keep(self, choices: Sequence[Choice]) -> None:
        """Keep the copies of those choices that need one."""
        paths = tuple(choice.path for choice in choices)
        for choice in choices:
            if choice.is_copy:
                copy = keep(choice, self._inventory, paths, _upstream_go(choice, self._contents))
                self._contents.folders[choice.built.path] = copy.tree
                self.kept.append(copy)


def _upstream_go(choice: Choice, contents: Contents) -> str:
    """The go line under which upstream's code is compiled, if it has a go.mod."""
    module = choice.resolution.module if choice.resolution else None
    return _go_of(module, contents) if module else ""


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


def _main(inventory: Inventory, rewrites: Rewrites) -> Main:
    # In a module already, packages below another go.mod belong to that one.
    nested = frozenset(inventory.packages_in_nested if inventory.has_go_mod else ())
    return Main(
        path=inventory.project.import_path,
        packages={package.import_path: package for package in inventory.packages if package.import_path not in nested},
        rewritten=rewrites.new_path,
    )


def _draft(
    inventory: Inventory,
    policy: Policy,
    wants: Wants,
    solution: Solution,
    lines: tuple[LedgerLine, ...],
    finder: Finder,
    copies: Sequence[KeptCopy],
    rewrites: Rewrites,
    contents: Contents,
    tools: KeptTools,
) -> Draft:
    kept = tuple(copy for copy in copies if copy.path in solution.choices)
    requires = tuple(
        Requirement(path=root.path, version=root.version, indirect=root.path not in solution.direct)
        for root in solution.roots
    )
    replaces = tuple(
        Replacement(path=old.path, version=old.version, new_path=new.path, new_version=new.version)
        for old, new in sorted(solution.replacements.by_version.items())
    )
    module = inventory.project.import_path
    comments = {r: _comment(r, solution) for r in replaces}
    removes = _removed(inventory, policy)
    gitmodules = _gitmodules(inventory, removes)
    plan = Plan(
        source=_source(inventory),
        module=module,
        go=solution.go,
        ledger=lines,
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
        findings=(
            *judge(inventory, wants, solution, lines, finder),
            *vendor_findings(inventory, policy, solution.go),
        ),
        rewrites=rewrites.prefixes,
    )
    return Draft(plan=plan, gitmodules=gitmodules, copies=kept, rewrites=rewrites, files=tools.files)


def _comment(line: Replacement, solution: Solution) -> str:
    choice = solution.choices.get(line.path)
    if choice is None:
        return ""
    for hold in solution.holds:
        if hold.path == line.path:
            return f"held at the locked commit: {hold.reason}"
    if choice.is_copy:
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


def _removed(inventory: Inventory, policy: Policy) -> tuple[str, ...]:
    """Files of the legacy world that go: the lock files, and everything below the vendor folders."""
    removed: set[str] = set()
    if policy.vendor != "keep":
        tops = {_TOPS.get(root.kind, root.dir) for root in inventory.vendor_roots}
        for top in tops:
            removed |= set(_files(inventory, top))
        removed |= set(submodules_in(inventory.submodules, tops))
        if _gitmodules(inventory, removed) == b"":
            removed.add(GITMODULES)
    removed -= kept_locks(inventory, policy)
    removed |= removed_locks(inventory, policy)
    return tuple(sorted(removed))


def _gitmodules(inventory: Inventory, removed: Collection[str]) -> bytes | None:
    """The text of .gitmodules once these paths are removed; None if that changes nothing in it."""
    gone = [path for path, _ in inventory.submodules if path in removed]
    if not gone or not any(entry.name == GITMODULES for entry in inventory.committed.entries("")):
        return None
    return without_sections(inventory.committed.read(GITMODULES), gone)


def _files(inventory: Inventory, folder: str) -> list[str]:
    """Everything below a folder that is no folder: links to nowhere as well."""
    found: list[str] = []
    for entry in inventory.committed.entries(folder):
        path = f"{folder}/{entry.name}"
        found += _files(inventory, path) if entry.kind is Kind.DIR else [path]
    return found


def _platforms(inventory: Inventory) -> tuple[str, ...]:
    found = platforms_in(file.constraint for package in inventory.packages for file in package.files)
    return tuple(sorted({f"{p.goos}/{p.goarch}" for p in found}))


def _source(inventory: Inventory) -> Source:
    project = inventory.project
    return Source(
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
