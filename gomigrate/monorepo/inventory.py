"""The inventory of one module of a repository that becomes several."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.locks.registry import disagreements
from gomigrate.model.legacy.inventory import FoundBy, Inventory, PathSource
from gomigrate.model.trees.parttree import PartTree
from gomigrate.monorepo.folders import below, is_in
from gomigrate.scan.build.sources import Around
from gomigrate.scan.gather import with_legacy_build
from gomigrate.scan.listing import has_file
from gomigrate.scan.project.lockfolders import legacy_files_below, moved_lock, seen_from
from gomigrate.scan.project.modulestate import declared_module

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.model.fleets.partition import LockAt, NewModule
    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.legacy.inventory import Project
    from gomigrate.monorepo.divide import Divided
    from gomigrate.scan.project.projecttrees import Trees


def module_inventory(divided: Divided, module: NewModule) -> Inventory:
    """The inventory of one planned module: its packages, the locks that count for it, the vendor folders that are
    removed with it, and its legacy build. There the repository's other modules are neighbors. Paths are relative to its
    folder."""
    surveyed, partition, folder = divided.surveyed, divided.partition, module.folder
    trees, survey = surveyed.trees, surveyed.survey
    others = (below(other.folder, folder) for other in partition.modules)
    own = _Own(folder=folder, inside=tuple(filter(None, others)))
    tree = PartTree(trees.tree, folder, without=own.inside)
    folders = frozenset(module.packages)
    packages = tuple(own.packages(package for package in survey.packages if package.dir in folders))
    roots = tuple(replace(root, dir=path) for root in survey.vendor_roots if (path := own.path(root.dir)) is not None)
    at_folder = {at.folder: at for at in survey.locks}
    weighed = tuple(at_folder[at] for at in module.locks)
    locks = tuple(moved_lock(lock, at.folder, folder) for at in weighed for lock in at.locks)
    everything = tuple(own.packages(surveyed.everything))
    seen = Inventory(
        project=_project(surveyed.project, module, declared_module(tree)),
        tree=tree,
        committed=PartTree(trees.committed, folder, without=own.inside),
        locks=locks,
        lock_files=tuple(own.lock_files(weighed, trees)),
        vendor_roots=roots,
        untracked_vendor=tuple(filter(None, map(own.path, trees.untracked))),
        packages=packages,
        submodules=tuple((path, commit) for at, commit in sorted(trees.gitlinks.items()) if (path := own.path(at))),
        relative_imports=tuple(filter(None, map(own.path, surveyed.relative_imports))),
        findings=(
            *(f for lock in locks for f in lock.findings),
            *(f for at in weighed if at.folder == folder for f in disagreements(at.locks)),
        ),
    )
    faults = (fault for package in everything for fault in package.faults)
    return with_legacy_build(seen, everything, faults, _around(divided, module, own))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """The files of a repository that are the module's own: all in its `folder`, without the folders of other modules
    `inside`."""

    folder: str
    inside: tuple[str, ...]

    def path(self, path: str) -> str | None:
        """A path of the repository relative to the module's folder, None where it is not the module's own."""
        found = below(path, self.folder)
        return None if found is None or is_in(found, self.inside) else found

    def lock_files(self, locks: Iterable[LockAt], trees: Trees) -> Iterator[str]:
        """The committed files of the locks and manifests in the module's folder."""
        for at in locks:
            if below(at.folder, self.folder) is not None:
                for file in legacy_files_below(trees.tree, at.folder, at.locks):
                    if has_file(trees.committed, file):
                        yield seen_from(self.folder, file)

    def packages(self, packages: Iterable[GoPackage]) -> Iterator[GoPackage]:
        for package in packages:
            path = self.path(package.dir)
            if path is not None:
                faults = tuple(replace(fault, file=seen_from(self.folder, fault.file)) for fault in package.faults)
                yield replace(package, dir=path, faults=faults)


def _around(divided: Divided, module: NewModule, own: _Own) -> Around:
    """The repository that has the module's legacy build."""
    return Around(
        tree=divided.surveyed.trees.tree,
        packages=divided.surveyed.everything,
        import_path=divided.partition.import_path,
        inside=tuple(posixpath.join(module.path, path) for path in own.inside),
    )


def _project(whole: Project, module: NewModule, declared: str) -> Project:
    return replace(
        whole,
        import_path=declared or module.path,
        found_by=FoundBy(PathSource.GO_MOD) if declared else whole.found_by,
        root=posixpath.join(whole.root, module.folder).rstrip("/"),
        prefix=posixpath.join(whole.prefix, module.folder).rstrip("/"),
        asked="",
    )
