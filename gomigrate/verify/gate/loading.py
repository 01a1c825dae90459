"""The branch as the go command loads it: the versions it selects, and whether the modules are those of go.sum.

Loading the packages fetches the modules that they are in, and the go command holds each against go.sum as it does.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.errors import WorldProblem
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.go.modpath import is_inside, prefixes
from gomigrate.model.modules import ModuleVersion
from gomigrate.modfile.gosum import parse_go_sum
from gomigrate.verify.branch.rewrites import rewrites_of
from gomigrate.verify.build.asking import load_fault, read_absolute
from gomigrate.verify.build.configuration import Configuration
from gomigrate.verify.build.layout import lay_out_module
from gomigrate.verify.build.modules import check_modules, read_build_list
from gomigrate.verify.build.otherbuilds import known_platforms
from gomigrate.verify.build.packages import Digests, PackageLister, Packages
from gomigrate.verify.build.vendored import told_of_vendor
from gomigrate.verify.build.workspace import told_of_workspace
from gomigrate.world.disk.files import private_dir
from gomigrate.world.disk.treewriter import TreeWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.gaps import Told
    from gomigrate.model.plan import Plan
    from gomigrate.model.verdict import ModuleDifference
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch
    from gomigrate.verify.build.layout import Side
    from gomigrate.world.git.gittree import GitTree
    from gomigrate.world.go.gocmd import GoCommand
    from gomigrate.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedBranch:
    """The loaded branch. `is_listed`: it could be listed on every platform. `packages` are the import paths that the
    project is built from besides its own. It also has the number of modules at their recorded version, the other
    modules, and the findings."""

    is_listed: bool = False
    packages: frozenset[str] = field(default=frozenset(), repr=False)
    modules_same: int = 0
    modules_differ: tuple[ModuleDifference, ...] = ()
    told: tuple[Told, ...] = ()

    def has_package_of(self, module: str) -> bool:
        """Whether a package at or below this path is imported; of what could not be listed that is not known, so it
        may be."""
        return not self.is_listed or any(is_inside(path, module) for path in self.packages)


def load_branch(
    world: World, go: GoCommand, branch: VerifiedBranch, plan: Plan, migrated: Sequence[GitTree]
) -> LoadedBranch:
    """The branch laid out in a private folder, and loaded there. `migrated` are the trees that the migration left: what
    could not be loaded there either is not the branch's doing. Raises UnknownAnswer where something could not be
    fetched, WorldProblem where the disk fails."""
    lister = PackageLister(go, branch.module, Digests(read_absolute, rewrites_of(plan, branch.module)))
    builds = _builds(world, go, plan)
    with private_dir() as folder:
        writer = TreeWriter(folder)
        try:
            side = lay_out_module(branch.whole, branch.repository.prefix, writer, "after")
        except OSError as e:
            place = f"{e.filename or ''}: {e.strerror or e}"
            return LoadedBranch(told=(Unchecked(what=Gap.UNREADABLE_FILE, names=(place,)),))
        now, told = _listed(lister, side, builds)
        build_list = read_build_list(go, side, plan)
        vendor, _ = told_of_vendor(go, branch, side, build_list.modules, lister.digests.of)
        told += [*build_list.told, *check_modules(go, side), *vendor]
        told += told_of_workspace(branch, side, writer.place("after"), now, lister)
        told += _newly_broken(lister, branch, plan, now, writer, migrated)
    packages = frozenset(path for listed in now.values() for path in (*listed.copies, *listed.broken))
    loaded = LoadedBranch(
        is_listed=len(now) == len(builds) and bool(build_list.modules),
        packages=frozenset(path for path in packages if not is_inside(path, branch.module)),
        modules_same=build_list.same,
        told=tuple(told),
    )
    return replace(loaded, modules_differ=tuple(_moved(build_list.differ, loaded)))


def _moved(differ: Iterable[ModuleDifference], loaded: LoadedBranch) -> Iterator[ModuleDifference]:
    """The recorded modules that have another version now, or none though packages of theirs are imported. Those that
    no record has are new dependencies."""
    for module in differ:
        if module.planned and (module.listed or loaded.has_package_of(module.path)):
            yield module


def _builds(world: World, go: GoCommand, plan: Plan) -> tuple[Configuration, ...]:
    """This platform, and those recorded that the go command knows: what only these build comes out of modules, too."""
    host = f"{world.go_env.goos}/{world.go_env.goarch}"
    others = [platform for platform in plan.platforms if platform != host]
    known = known_platforms(go) if others else ()
    return tuple(Configuration(platform=name) for name in (host, *(name for name in others if name in known)))


def _listed(
    lister: PackageLister, side: Side, builds: Sequence[Configuration]
) -> tuple[dict[Configuration, Packages], list[Told]]:
    """The packages by build; one that the go command cannot list is a finding and has none."""
    said = lister.packages(side, builds)
    problems = ((build, one) for build, one in said.items() if isinstance(one, WorldProblem))
    faults = [load_fault("GM301", "go list", problem, str(build)) for build, problem in problems]
    return {build: packages for build, packages in said.items() if isinstance(packages, Packages)}, [*faults]


def _newly_broken(
    lister: PackageLister,
    branch: VerifiedBranch,
    plan: Plan,
    now: Mapping[Configuration, Packages],
    writer: TreeWriter,
    migrated: Sequence[GitTree],
) -> Iterator[Finding]:
    """A finding where packages that a recorded module should have cannot be loaded, and could at the migration, or
    cannot since go.sum lacks the module's hash."""
    modules = {line.path: line.replaced_by or ModuleVersion(line.path, line.version) for line in plan.build_list}
    broken: dict[str, tuple[str, ModuleVersion]] = {}
    for packages in now.values():
        for path, error in packages.broken.items():
            module = next((above for above in prefixes(path) if above in modules), "")
            if module:
                broken[path] = error, modules[module]
    if not broken:
        return
    known: set[str] = set()
    for number, tree in enumerate(migrated):
        side = lay_out_module(tree, branch.repository.prefix, writer, f"migrated{number}")
        then, _ = _listed(lister, side, tuple(now))
        known |= {path for packages in then.values() for path in packages.broken}
    sums = parse_go_sum(branch.file("go.sum"))
    evidence = {
        path: f"{path}: {error}"
        for path, (error, built) in sorted(broken.items())
        if path not in known or (built.version and not sums.hashes(built))
    }
    if evidence:
        yield finding("GM359", evidence=tuple(evidence.values()), packages=tuple(evidence))
