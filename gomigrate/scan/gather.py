"""Look at a project: its tree as committed, its locks, its vendor folders and the legacy build's packages."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.gosource.walk import walk_packages
from gomigrate.locks.registry import READERS, disagreements, legacy_files, read_locks
from gomigrate.model.codes import finding
from gomigrate.model.errors import UsageProblem
from gomigrate.model.findings import Place
from gomigrate.model.inventory import Inventory, Origin, Project
from gomigrate.model.modpath import check_import_path
from gomigrate.scan import selfpath
from gomigrate.scan.checkoutstate import checkouts_of
from gomigrate.scan.condense import condensed
from gomigrate.scan.legacybuild import legacy_build
from gomigrate.scan.listing import has_file, listed
from gomigrate.scan.locate import VENDOR_FOLDERS, Found, find_project
from gomigrate.scan.modulestate import declared_module, module_findings, nested_modules
from gomigrate.scan.sources import is_vendored, legacy_sources, vendor_roots
from gomigrate.scan.vendorstate import vendor_findings
from gomigrate.world.places import is_same_folder, real_path
from gomigrate.world.trees import DiskTree, GitTree, OverlayTree, subtree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.findings import Finding
    from gomigrate.model.gopackage import GoPackage
    from gomigrate.model.inventory import Used, VendorRoot
    from gomigrate.model.pins import Lock
    from gomigrate.model.tree import Tree
    from gomigrate.world.gitdoor import Repository
    from gomigrate.world.world import World


def scan(world: World, directory: str, *, import_path: str = "") -> Inventory:
    """What is in the project that `directory` (an absolute path, as the user spelled it) belongs to.

    Raises UsageProblem where there is no Go file and no lock, or no way to tell the import path; WorldProblem where
    git or go fail.
    """
    if import_path and (why := check_import_path(import_path)):
        raise UsageProblem(f"--import-path {import_path}: no import path: {why}")
    gopath = world.go_env.gopath
    found = find_project(directory, gopath)
    trees = _trees(found, directory)
    locks = read_locks(trees.tree, trees.gitlinks)
    everything, walked = walk_packages(trees.tree, into_vendor=True)
    roots, in_workspace = vendor_roots(trees.tree, everything)
    own = tuple(package for package in everything if not is_vendored(package.dir))
    if not own and not locks:
        raise UsageProblem(_nothing_there(trees, directory))
    project, named = _named(trees.project, found, own, locks, roots, import_path, gopath, declared_module(trees.tree))
    packages = tuple(replace(p, import_path=posixpath.join(project.import_path, p.dir).rstrip("/")) for p in own)
    sources = legacy_sources(
        project, trees.tree, roots, (*everything, *in_workspace), has_pins=any(lock.pins for lock in locks)
    )
    used, missing = legacy_build(sources, project.import_path, packages)
    packages += _only_imported(packages, used)
    checkouts, checked_out = checkouts_of(project, used)
    nested = nested_modules(trees.tree, packages)
    inventory = Inventory(
        project=project,
        tree=trees.tree,
        committed=trees.committed,
        locks=locks,
        lock_files=tuple(f for f in legacy_files(trees.tree, locks) if has_file(trees.committed, f)),
        vendor_roots=roots,
        untracked_vendor=trees.untracked,
        packages=packages,
        used=used,
        missing=missing,
        checkouts=checkouts,
        findings=(),
        has_go_mod=has_file(trees.tree, "go.mod"),
        nested_modules=nested,
        submodules=tuple(sorted(trees.gitlinks.items())),
        packages_in_nested=tuple(p.import_path for p in packages if _is_below(p.dir, nested)),
    )
    findings = (
        *trees.findings,
        *(f for lock in locks for f in lock.findings),
        *disagreements(locks),
        *_of_walk(walked, everything, inventory),
        *sources.problems.values(),
        *_elsewhere(used),
        *module_findings(inventory),
        *vendor_findings(inventory),
        *checked_out,
    )
    return replace(inventory, findings=(*named, *condensed(findings)))


def _only_imported(packages: tuple[GoPackage, ...], used: tuple[Used, ...]) -> tuple[GoPackage, ...]:
    """The project's packages that only an import leads to, for `./...` passes over testdata and the like."""
    known = {package.import_path for package in packages}
    own = (u.package for u in used if u.origin is Origin.PROJECT and not is_vendored(u.dir))
    return tuple(package for package in own if package.import_path not in known)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trees:
    """The project's files: `committed` is what the branch will start from, `tree` the same with what legacy tools left
    beside it untracked. `gitlinks` are submodules' commits, `project` has no import path yet."""

    committed: Tree
    tree: Tree
    project: Project
    gitlinks: dict[str, str]
    untracked: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def _trees(found: Found, directory: str) -> _Trees:
    disk = DiskTree(found.root)
    asked = directory if directory != found.root else ""
    project = Project(import_path="", found_by="", root=found.root, asked=asked)
    if found.repository is None:
        return _Trees(committed=disk, tree=disk, project=project, gitlinks={})
    head = found.repository.head()
    project = replace(project, repository=str(found.repository.top), prefix=found.repository.prefix)
    if not head.commit:
        message = f"the repository at {project.repository} has no commit yet; what lies on disk was read instead."
        early = finding("GM038", message)
        return _Trees(committed=disk, tree=disk, project=project, gitlinks={}, findings=(early,))
    project = replace(project, commit=head.commit, date=head.time, is_dirty=found.repository.status().is_dirty)
    return _committed(found.repository, project, disk)


def _committed(repository: Repository, project: Project, disk: DiskTree) -> _Trees:
    """The trees of the project at HEAD. Of the disk only what legacy tools made there counts as well, because the
    build used it: vendor folders that git does not track or not wholly, submodules, untracked lock files."""
    prefix = project.prefix
    whole = GitTree(repository.top, project.commit)
    committed = subtree(whole, prefix)
    gitlinks = {
        path.removeprefix(prefix + "/") if prefix else path: commit
        for path, commit in whole.gitlinks().items()
        if not prefix or path.startswith(prefix + "/")
    }
    if repository.is_bare:
        return _Trees(committed=committed, tree=committed, project=project, gitlinks=gitlinks)
    untracked = repository.ignored_dirs(folder for folder in VENDOR_FOLDERS if listed(disk, folder))
    names = [file for reader in READERS for file in reader.files]
    loose = [name for name in names if has_file(disk, name) and not has_file(committed, name)]
    loose = [name for name in loose if not any(name.startswith(folder + "/") for folder in untracked)]
    over = (*untracked, *loose, *(path for path in gitlinks if listed(disk, path)))
    return _Trees(
        committed=committed,
        tree=OverlayTree(committed, disk, over) if over else committed,
        project=project,
        gitlinks=gitlinks,
        untracked=untracked,
        findings=tuple(
            finding("GM036", f"{name} lies on disk, but not in commit {project.commit[:12]}.", place=Place(name))
            for name in loose
        ),
    )


def _nothing_there(trees: _Trees, directory: str) -> str:
    root, commit = trees.project.root, trees.project.commit
    where = directory if directory == root else f"{directory}, which belongs to {root}"
    if commit and any(entry.name.endswith(".go") for entry in listed(DiskTree(directory), "")):
        return f"commit {commit[:12]} has no Go files and no lock file in {where}: commit them first"
    return f"no Go files and no lock file in {where}: name the folder of the project to migrate"


def _named(
    project: Project,
    found: Found,
    own: tuple[GoPackage, ...],
    locks: tuple[Lock, ...],
    roots: tuple[VendorRoot, ...],
    given: str,
    gopath: tuple[str, ...],
    module: str,
) -> tuple[Project, tuple[Finding, ...]]:
    """The project with its import path and who said it, and who says something else."""
    located = tuple(selfpath.from_gopath(project.root, gopath, real_path))
    is_gb = any(root.kind == "gb" for root in roots)
    vendored = [path for root in roots for path in root.packages]
    claims = (
        *((selfpath.Claim(path=given, said_by="--import-path"),) if given else ()),
        *selfpath.from_go_mod(module),
        *located,
        *selfpath.from_locks(locks),
        *selfpath.from_import_comments(own),
        *(selfpath.from_gb(own) if is_gb else ()),
        *selfpath.from_own_imports(own, selfpath.provided_elsewhere(locks, vendored)),
        *selfpath.from_remotes(found.repository.remotes() if found.repository else {}, project.prefix),
    )
    chosen, findings = selfpath.choose(claims, project.root)
    places = [posixpath.join(entry, "src", chosen.path) for entry in gopath]
    here = [place for place in places if is_same_folder(place, project.root)]
    hiding = next((place for place in places if listed(DiskTree(place), "")), "")
    if here and hiding and hiding not in here:
        findings += (finding("GM021", f"GOPATH mode takes {chosen.path} from {hiding}, not from {project.root}."),)
    return replace(
        project,
        import_path=chosen.path,
        found_by=chosen.said_by,
        gopath=gopath,
        in_gopath=bool(located or here),
    ), findings


def _is_below(folder: str, tops: tuple[str, ...]) -> bool:
    return any(folder == top or folder.startswith(top + "/") for top in tops)


def _of_walk(walked: tuple[Finding, ...], everything: tuple[GoPackage, ...], inventory: Inventory) -> Iterator[Finding]:
    """What the walk has to say, without links in vendor folders and without what is wrong with files of vendored
    packages that nothing imports: they go with the vendor folder. What cannot be read of the others is in the locked
    version too, so it stops nothing."""
    folders = {package.dir for package in everything}
    used = {u.dir for u in inventory.used if u.tree is inventory.tree}
    for item in walked:
        folder = posixpath.dirname(item.place.file) if item.place else ""
        if item.code == "GM003" and is_vendored(folder):
            continue
        if item.code not in {"GM001", "GM002"} or not is_vendored(folder) or folder not in folders:
            yield item
        elif folder in used:
            is_unread = item.code == "GM001"
            yield finding("GM026", item.message, place=item.place) if is_unread else item


def _elsewhere(used: tuple[Used, ...]) -> tuple[Finding, ...]:
    """What is wrong with files of dependencies in GOPATH; those of the project and its vendor folders are known from
    the walk. Their places are not places of the project, so the messages name them."""
    return tuple(
        replace(f, place=None, message=f"{posixpath.join(package.root, 'src')}/{f.place}: {f.message}")
        for package in used
        if package.origin is Origin.GOPATH
        for f in package.package.findings
    )
