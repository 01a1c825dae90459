"""Both sides of the build laid out in a private folder, listed by the go command, and compared."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.errors import WorldProblem
from gomigrate.model.findings import Place
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.suite import SuiteVerdict
from gomigrate.modfile.gomod import ModFileError, parse
from gomigrate.plan.goline.installed import ci_versions, documents_of
from gomigrate.verify.branch.gomodlines import deciding_lines
from gomigrate.verify.branch.rewrites import rewrites_of
from gomigrate.verify.branch.stepproof import moved_by_step
from gomigrate.verify.build.asking import load_fault, read_absolute
from gomigrate.verify.build.before import has_dependencies, ignored_files, lay_out_before, reads_vendor
from gomigrate.verify.build.equivalence import compare, moved_lines, told_of_copies
from gomigrate.verify.build.layout import lay_lines, lay_out_module
from gomigrate.verify.build.modules import ask_tidy, check_modules, go_mod_files, read_build_list
from gomigrate.verify.build.otherbuilds import ask_of, other_builds
from gomigrate.verify.build.packages import Digests, PackageLister, Packages
from gomigrate.verify.build.programs import godebug_findings, loop_findings
from gomigrate.verify.build.runtime import run_time_findings
from gomigrate.verify.build.toolpackages import kept_tools, legacy_tools
from gomigrate.verify.build.vendored import told_of_vendor
from gomigrate.verify.build.workspace import told_of_workspace
from gomigrate.verify.compile.accepted import with_accepted
from gomigrate.verify.compile.compiling import compile_builds
from gomigrate.verify.gosupport.before import broken_by_itself, told_of_before
from gomigrate.verify.suite.tests import compare_tests
from gomigrate.world.disk.disktree import DiskTree
from gomigrate.world.disk.files import private_dir
from gomigrate.world.disk.trees import OverlayTree, subtree
from gomigrate.world.disk.treewriter import TreeWriter
from gomigrate.world.git.checkout import as_checked_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.gaps import Told
    from gomigrate.model.verdict import CompiledBuild, ModuleDifference, PlatformVerdict, Tidy
    from gomigrate.plan.goline.installed import CiVersion
    from gomigrate.verify.branch.rewrites import Rewrites
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch
    from gomigrate.verify.build.configuration import Configuration
    from gomigrate.verify.build.layout import Side
    from gomigrate.world.base.counted import Watch
    from gomigrate.world.go.gocmd import GoCommand
    from gomigrate.world.modules.facts import Facts
    from gomigrate.world.world import World

    Listed = Mapping[Configuration, Packages]


_ROUNDS = 3


class Compiles(Enum):
    """What is compiled: nothing, the builds for the host's platform, or all that are listed."""

    NOTHING = 0
    HOST = 1
    ALL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What verify does besides listing packages: what to compile, whether to ask `go mod tidy -diff`, and for how many
    seconds the tests of each side may run (0: they do not). Also with which Go to compile the state before as well
    ("1.10.8"; "" for none), and whether to compile the branch with each Go of the project's CI."""

    compiles: Compiles = Compiles.HOST
    tidy: bool = False
    tests: float = 0
    before_go: str = ""
    go_versions: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildComparison:
    """The result of comparing both sides.

    It has the build list compared with the plan, and the side on which the state `before` is laid out (None where there
    is none). `builds` are the builds whose packages were listed on both sides, with the comparison of their files and
    of the compiler's output. It has tidy's answer and the tests' outcomes where they were asked for. `compared` are
    files of the branch, relative to the repository in the end: they have the content of before, or the module's, or
    belong to a package that is named as different. `moved` are files of the state before with the lines of others, by
    their places. The findings are about the code, and about building it.
    """

    modules_same: int = 0
    modules_differ: tuple[ModuleDifference, ...] = ()
    before: Side | None = None
    builds: tuple[Configuration, ...] = ()
    platforms: tuple[PlatformVerdict, ...] = ()
    compiled: tuple[CompiledBuild, ...] = ()
    tidy: Tidy | None = None
    tests: SuiteVerdict | None = None
    compared: frozenset[str] = frozenset()
    moved: Mapping[str, str] = field(default_factory=dict)
    told: tuple[Told, ...] = ()
    told_of_building: tuple[Told, ...] = ()


def compare_builds(
    world: World,
    go: GoCommand,
    branch: VerifiedBranch,
    builds: Sequence[Configuration],
    checks: Checks,
    watch: Watch,
) -> BuildComparison:
    """Compare `builds` of the branch, that of the host first, with the plan and with the state before, and do what is
    asked for in `checks` besides; `watch` is told what is being compiled. Everything is done in a private folder.
    Raises WorldProblem where the disk fails."""
    rewrites = rewrites_of(branch.plan, branch.module)
    lister = PackageLister(go, branch.module, Digests(read_absolute, rewrites))
    with private_dir() as folder:
        writer = TreeWriter(folder)
        try:
            loose = ignored_files(branch, branch.whole)
            whole = as_checked_out(branch.whole)
            if loose:
                whole = OverlayTree(whole, DiskTree(branch.repository.top), loose)
            after = lay_out_module(whole, branch.repository.prefix, writer, "after")
            after = replace(after, tools=tuple(kept_tools(branch)))
        except OSError as e:
            return BuildComparison(told=(_unreadable(e),))
        top = writer.place("after")
        texts = go_mod_files(after)
        now, faults = _listed(lister, after, builds, code="GM301")
        build_list = read_build_list(go, after, branch.plan)
        packages = _compare_packages(world, branch, writer, lister, rewrites, after, now)
        vendor, vendored = told_of_vendor(go, branch, after, build_list.modules, lister.digests.of)
        told: list[Told] = [Unchecked(what=Gap.WORK_TREE, names=loose)] if loose else []
        told += [*build_list.told, *faults, *packages.told]
        told += [*told_of_workspace(branch, after, top, now, lister), *check_modules(go, after), *vendor]
        as_built = replace(after, mod="vendor") if vendored and reads_vendor(branch.tree) else after
        compiled, not_compiled = _compiled(lister, packages, as_built, writer, rewrites, checks, watch)
        told += not_compiled
        of_building: list[Told | SuiteVerdict] = []
        if packages.before:
            of_building += _of_its_time(go, branch, packages.before, compiled, checks.before_go)
        if go_mod_files(after) != texts:
            of_building.append(finding("GM310", place=Place("go.mod")))
        said = ask_tidy(go, after) if checks.tidy else None
        if checks.tests and packages.before is None:
            of_building.append(Unchecked(what=Gap.NO_TESTS_BEFORE))
        elif checks.tests and packages.before:
            # Last of all: what the tests write into their folders must not be taken for the repository's.
            of_building.append(compare_tests(go, packages.before, after, rewrites, timeout=checks.tests))
    compared = (path[len(top) + 1 :] for path in packages.compared | vendored if path.startswith(f"{top}/"))
    return replace(
        packages,
        modules_same=build_list.same,
        modules_differ=build_list.differ,
        compiled=tuple(with_accepted(build, *_meant(branch)) for build in compiled),
        tidy=said,
        tests=next((one for one in of_building if isinstance(one, SuiteVerdict)), None),
        compared=frozenset(compared),
        told=tuple(told),
        told_of_building=tuple(one for one in of_building if not isinstance(one, SuiteVerdict)),
    )


def _meant(branch: VerifiedBranch) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The packages of which one copy replaces others, and those that a step changes, as the plan says."""
    plan = branch.plan
    return plan.accepted_merges if plan else (), moved_by_step(branch)


def _of_its_time(
    go: GoCommand, branch: VerifiedBranch, before: Side, compiled: Sequence[CompiledBuild], version: str
) -> tuple[Told, ...]:
    """What the requested older Go compiles of the packages that do not compile before; or which one to ask for."""

    def in_ci() -> tuple[CiVersion, ...]:
        return ci_versions(documents_of(branch.before, branch.repository.prefix)) if branch.before else ()

    return told_of_before(go, before, broken_by_itself(compiled), version, in_ci)


def _compiled(
    lister: PackageLister,
    packages: BuildComparison,
    after: Side,
    writer: TreeWriter,
    rewrites: Rewrites,
    checks: Checks,
    watch: Watch,
) -> tuple[tuple[CompiledBuild, ...], tuple[Told, ...]]:
    """The compiler's result for both sides: on the first platform with each set of tags, on the others on request."""
    if packages.before is None or not packages.builds:
        return (), ()
    if checks.compiles is Compiles.NOTHING:
        return (), (Unchecked(what=Gap.NOT_BUILT),)
    first = packages.builds[0].platform
    wanted = [build for build in packages.builds if checks.compiles is Compiles.ALL or build.platform == first]
    before = replace(packages.before, overlay=lay_lines(packages.moved, writer, read_absolute))
    return compile_builds(lister, before, after, wanted, writer, rewrites=rewrites, watch=watch)


def _unreadable(error: OSError) -> Unchecked:
    """Names what cannot be read from the tree, and stops only this part."""
    return Unchecked(what=Gap.UNREADABLE_FILE, names=(f"{error.filename or ''}: {error.strerror or error}",))


def _listed(
    lister: PackageLister, side: Side, builds: Sequence[Configuration], rewrites: Rewrites = (), *, code: str
) -> tuple[Listed, tuple[Finding, ...]]:
    """The packages of a side by build; one that the go command cannot list is a finding and has none."""
    said = lister.packages(side, builds, rewrites)
    faults = ((build, problem) for build, problem in said.items() if isinstance(problem, WorldProblem))
    return (
        {build: packages for build, packages in said.items() if isinstance(packages, Packages)},
        tuple(load_fault(code, "go list", problem, str(build)) for build, problem in faults),
    )


def _compare_packages(
    world: World,
    branch: VerifiedBranch,
    writer: TreeWriter,
    lister: PackageLister,
    rewrites: Rewrites,
    after: Side,
    first: Listed,
) -> BuildComparison:
    """The packages of the state before, and what became of them."""
    plan = branch.plan
    if branch.before is None:
        return BuildComparison(told=(Unchecked(what=Gap.NO_BASE),))
    if not (plan or branch.module):
        return BuildComparison(told=(Unchecked(what=Gap.NO_MODULE),))
    try:
        side, said = lay_out_before(world, lister.go, branch, branch.before, writer)
    except OSError as e:
        return BuildComparison(told=(_unreadable(e),))
    side = replace(side, tools=tuple(legacy_tools(branch, after.tools)))
    told = [*said]
    if plan and plan.disagreements:
        told.append(Unchecked(what=Gap.DISAGREEMENTS, names=plan.disagreements))
    # Where one side cannot be listed, its packages are not lost or new: they are not known.
    then, faults = _listed(lister, side, tuple(first), rewrites, code="GM302")
    told += faults
    then, now, others = _other_builds(world, branch, lister, rewrites, (side, then), (after, first))
    told += others
    compared: set[str] = set()
    accepted, by_step = _meant(branch)
    unloaded: dict[tuple[Gap, tuple[str, ...]], list[str]] = {}
    is_known = has_dependencies(side, subtree(branch.before, branch.repository.prefix))
    host = next((build.platform for build in first), "")
    for build, was in then.items():
        told += told_of_copies(was, now[build], accepted, read_absolute)
        if mended := tuple(sorted(was.broken.keys() & now[build].copies.keys())):
            gap = Gap.BROKEN_ELSEWHERE if is_known and build.platform != host else Gap.BROKEN_BEFORE
            unloaded.setdefault((gap, mended), []).append(str(build))
        both = was.copies.keys() & now[build].copies.keys()
        copies = (copy for path in both for copy in now[build].copies[path])
        compared.update(f"{copy.folder}/{name}" for copy in copies for name, _ in copy.files)
    told += [_unloaded(gap, names, builds, len(then)) for (gap, names), builds in unloaded.items()]
    if then and not any(p.copies or p.broken for p in (*then.values(), *now.values())):
        told.append(Unchecked(what=Gap.NOTHING))
    pairs_of_builds = [(was, now[build]) for build, was in then.items()]
    told += run_time_findings(pairs_of_builds, side, branch.module, _modules(branch), read_absolute, by_step)
    told += _told_of_programs(branch, lister, then, now, world.facts, is_module=side.mode == "module")
    if lister.digests.undone:
        pairs = tuple(f"{old} -> {new}".rstrip() for old, new in rewrites if (old, new) in lister.digests.undoing)
        told.append(finding("GM312", evidence=pairs, files=lister.digests.undone))
    return BuildComparison(
        before=side,
        builds=tuple(then),
        platforms=tuple(compare(b, was, now[b], lister.digests.marks, by_step) for b, was in then.items()),
        moved=dict(pair for build, was in then.items() for pair in moved_lines(was, now[build], lister.digests.marks)),
        compared=frozenset(compared),
        told=tuple(told),
    )


def _modules(branch: VerifiedBranch) -> Iterator[str]:
    """The paths of the modules that the branch builds, as far as go.mod and the plan name them."""
    try:
        yield from (line.path for line in parse(branch.file("go.mod"), lax=True).requires)
    except ModFileError:
        return  # said where the go command refuses it
    yield from (module.path for module in branch.plan.build_list) if branch.plan else ()


def _unloaded(gap: Gap, names: tuple[str, ...], builds: Sequence[str], every: int) -> Unchecked:
    """Packages that could not be loaded before in these builds; without a platform where that is so in all of them."""
    return Unchecked(what=gap, platform="" if len(builds) == every else ", ".join(builds), names=names)


def _other_builds(
    world: World,
    branch: VerifiedBranch,
    lister: PackageLister,
    rewrites: Rewrites,
    before: tuple[Side, Listed],
    after: tuple[Side, Listed],
) -> tuple[Listed, Listed, list[Told]]:
    """The packages of both sides in every build that takes other files than those `before` and `after` have: what is
    reached only there may ask for further ones. One that go list does not answer for is told."""
    (was, then), (is_now, now) = before, after
    told: list[Told] = []
    known = [*now]
    ask = ask_of(world, lister.go, branch)
    for _ in range(_ROUNDS):
        found = other_builds([(then[build], now[build]) for build in then], known, ask, lister.digests)
        told += found.told
        known += found.builds
        if not found.builds:
            break
        more, _ = _listed(lister, was, found.builds, rewrites, code="GM302")
        late, faults = _listed(lister, is_now, tuple(more), code="GM301")
        told += faults
        told += _not_listed(found.builds, more)
        now = {**now, **late}
        then = {**then, **{build: packages for build, packages in more.items() if build in late}}
    return then, now, told


def _not_listed(builds: Sequence[Configuration], listed: Listed) -> Iterator[Unchecked]:
    names = tuple(str(build) for build in builds if build not in listed)
    if names:
        yield Unchecked(what=Gap.PLATFORMS, names=names)


def _told_of_programs(
    branch: VerifiedBranch, lister: PackageLister, then: Listed, now: Listed, facts: Facts, *, is_module: bool
) -> Iterator[Finding]:
    """What the same files do differently because of other lines in go.mod. `is_module`: the state before was one."""
    go_mod, was = branch.file("go.mod"), branch.go_mod_before
    try:
        go_before = parse(was, lax=True).go if is_module else ""
        go = parse(go_mod, lax=True).go
        is_planned = branch.plan is not None and not deciding_lines(branch.plan, go_mod, was)
    except ModFileError:
        return  # said where the go command refuses it
    for build, packages in then.items():
        yield from godebug_findings(packages, now[build], is_planned=is_planned)
    toolchain = lister.go.version
    yield from loop_findings(now, branch.module, read_absolute, facts, go=go, before=go_before, toolchain=toolchain)
