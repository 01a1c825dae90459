"""Both sides of the build laid out in a private folder, listed by the go command, and compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.errors import WorldProblem
from gomigrate.model.findings import Place
from gomigrate.model.suite import SuiteVerdict
from gomigrate.model.verdict import Gap, Unchecked
from gomigrate.modfile.gomod import ModFileError, parse
from gomigrate.verify.branch.gomodlines import deciding_lines
from gomigrate.verify.branch.rewrites import rewrites_of
from gomigrate.verify.build.asking import load_fault, read_absolute
from gomigrate.verify.build.before import lay_out_before
from gomigrate.verify.build.equivalence import chosen_copies, compare
from gomigrate.verify.build.layout import lay_out_module
from gomigrate.verify.build.modules import ask_tidy, check_modules, go_mod_files, read_build_list
from gomigrate.verify.build.packages import Digests, PackageLister, Packages
from gomigrate.verify.build.programs import godebug_findings, loop_findings, passed_over
from gomigrate.verify.build.vendored import told_of_vendor
from gomigrate.verify.build.workspace import told_of_workspace
from gomigrate.verify.suite.tests import compare_tests
from gomigrate.world.disk.files import private_dir
from gomigrate.world.disk.treewriter import TreeWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.verdict import ModuleDifference, PlatformVerdict, Tidy, Told
    from gomigrate.verify.branch.rewrites import Rewrites
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch
    from gomigrate.verify.build.layout import Side
    from gomigrate.world.go.gocmd import GoCommand
    from gomigrate.world.world import World

    Listed = Mapping[str, Packages]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildComparison:
    """The build list against the plan; the side that the state `before` is laid out on (None where there is none), and
    the packages of each platform before and now; what tidy says and how the tests end where that was asked for; which
    files of the branch hold what they held before, or what the module has that they stand for, or belong to a package
    that is told to differ (`compared`, relative to the repository in the end); the platforms `outside` of those
    compared that own files are for; what is to be told of the code, and what of building it."""

    modules_same: int = 0
    modules_differ: tuple[ModuleDifference, ...] = ()
    before: Side | None = None
    platforms: tuple[PlatformVerdict, ...] = ()
    tidy: Tidy | None = None
    tests: SuiteVerdict | None = None
    compared: frozenset[str] = frozenset()
    outside: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    told_of_building: tuple[Told, ...] = ()


def compare_builds(
    world: World, go: GoCommand, branch: VerifiedBranch, platforms: Sequence[str], *, tidy: bool, tests: float
) -> BuildComparison:
    """Compare the branch with the plan and with the state before, ask `go mod tidy -diff` if `tidy`, and run the tests
    of both for `tests` seconds, if that is not 0. Everything is done in a private folder. Raises WorldProblem where the
    disk fails."""
    rewrites = rewrites_of(branch.plan, branch.module)
    lister = PackageLister(go, branch.module, Digests(read_absolute, rewrites))
    with private_dir() as folder:
        writer = TreeWriter(folder)
        try:
            after = lay_out_module(branch.whole, branch.repository.prefix, writer, "after")
        except OSError as e:
            return BuildComparison(told=(_unreadable(e),))
        top = writer.place("after")
        texts = go_mod_files(after)
        now, faults = _listed(lister, after, platforms, code="GM301")
        build_list = read_build_list(go, after, branch.plan)
        packages = _compare_packages(world, branch, writer, lister, rewrites, now)
        vendor, vendored = told_of_vendor(go, branch, after, build_list.modules, lister.digests.of)
        told = [*build_list.told, *faults, *packages.told]
        told += [*told_of_workspace(branch, after, top, now, lister), *check_modules(go, after), *vendor]
        of_building: list[Told | SuiteVerdict] = []
        if go_mod_files(after) != texts:
            of_building.append(finding("GM310", place=Place("go.mod")))
        said = ask_tidy(go, after) if tidy else None
        if tests and packages.before is None:
            of_building.append(Unchecked(what=Gap.NO_TESTS_BEFORE))
        elif tests and packages.before:
            # Last of all: what the tests write into their folders must not be taken for the repository's.
            of_building.append(compare_tests(go, packages.before, after, rewrites, timeout=tests))
        outside = passed_over(now, read_absolute)
    compared = (path[len(top) + 1 :] for path in packages.compared | vendored if path.startswith(f"{top}/"))
    return replace(
        packages,
        modules_same=build_list.same,
        modules_differ=build_list.differ,
        tidy=said,
        tests=next((one for one in of_building if isinstance(one, SuiteVerdict)), None),
        compared=frozenset(compared),
        outside=outside,
        told=tuple(told),
        told_of_building=tuple(one for one in of_building if not isinstance(one, SuiteVerdict)),
    )


def _unreadable(error: OSError) -> Unchecked:
    """What the tree cannot give is said, and stops only this part."""
    return Unchecked(what=Gap.UNREADABLE_FILE, names=(f"{error.filename or ''}: {error.strerror or error}",))


def _listed(
    lister: PackageLister, side: Side, platforms: Sequence[str], rewrites: Rewrites = (), *, code: str
) -> tuple[Listed, tuple[Finding, ...]]:
    """The packages of a side by platform; a platform that the go command cannot list is a finding and has none."""
    said = lister.packages(side, platforms, rewrites)
    faults = ((name, problem) for name, problem in said.items() if isinstance(problem, WorldProblem))
    return (
        {platform: packages for platform, packages in said.items() if isinstance(packages, Packages)},
        tuple(load_fault(code, "go list", problem, platform) for platform, problem in faults),
    )


def _compare_packages(
    world: World,
    branch: VerifiedBranch,
    writer: TreeWriter,
    lister: PackageLister,
    rewrites: Rewrites,
    now: Listed,
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
    told = [*said]
    if plan and plan.disagreements:
        told.append(Unchecked(what=Gap.DISAGREEMENTS, names=plan.disagreements))
    # Where one side cannot be listed, its packages are not lost or new: they are not known.
    then, faults = _listed(lister, side, tuple(now), rewrites, code="GM302")
    told += faults
    compared: set[str] = set()
    for platform, was in then.items():
        told += chosen_copies(was, now[platform])
        mended = tuple(sorted(was.broken.keys() & now[platform].copies.keys()))
        told += [Unchecked(what=Gap.BROKEN_BEFORE, platform=platform, names=mended)] if mended else []
        both = was.copies.keys() & now[platform].copies.keys()
        copies = (copy for path in both for copy in now[platform].copies[path])
        compared.update(f"{copy.folder}/{name}" for copy in copies for name, _ in copy.files)
    told += _told_of_programs(branch, lister, then, now, is_module=side.mode == "module")
    if lister.digests.undone:
        pairs = tuple(f"{old} -> {new}".rstrip() for old, new in rewrites)
        told.append(finding("GM312", evidence=pairs, files=lister.digests.undone))
    return BuildComparison(
        before=side,
        platforms=tuple(compare(platform, was, now[platform]) for platform, was in then.items()),
        compared=frozenset(compared),
        told=tuple(told),
    )


def _told_of_programs(
    branch: VerifiedBranch, lister: PackageLister, then: Listed, now: Listed, *, is_module: bool
) -> Iterator[Finding]:
    """What the same files do otherwise, because go.mod has other lines. `is_module`: the state before was one."""
    go_mod, was = branch.file("go.mod"), branch.go_mod_before
    try:
        go_before = parse(was, lax=True).go if is_module else ""
        go = parse(go_mod, lax=True).go
        is_planned = branch.plan is not None and not deciding_lines(branch.plan, go_mod, was)
    except ModFileError:
        return  # said where the go command refuses it
    for platform, packages in then.items():
        yield from godebug_findings(packages, now[platform], is_planned=is_planned)
    yield from loop_findings(now, branch.module, read_absolute, go=go, before=go_before, toolchain=lister.go.version)
