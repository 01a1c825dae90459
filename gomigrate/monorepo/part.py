"""The inventory of one module of a repository that becomes several."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.locks.registry import disagreements, legacy_files
from gomigrate.model.inventory import Inventory, VendorRoot
from gomigrate.model.trees.parttree import PartTree
from gomigrate.scan.build.checkoutstate import checkouts_of
from gomigrate.scan.build.legacybuild import legacy_build
from gomigrate.scan.build.sources import Around, legacy_sources
from gomigrate.scan.build.vendorstate import vendor_findings
from gomigrate.scan.condense import condensed
from gomigrate.scan.gather import elsewhere, of_walk, only_imported
from gomigrate.scan.listing import has_file
from gomigrate.scan.project.modulestate import declared_module, has_go_mod, module_findings, nested_modules
from gomigrate.world.disk.trees import subtree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.findings import Finding, Place
    from gomigrate.model.fleets.partition import LockAt, ModulePart, Partition
    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.inventory import Project
    from gomigrate.model.pins import Lock
    from gomigrate.monorepo.survey import Surveyed


def scan_part(surveyed: Surveyed, partition: Partition, part: ModulePart) -> Inventory:
    """What is in one module to be: its packages, the locks that count for it, the vendor folders that go with it, and
    its legacy build, in which the repository's other modules are neighbours. Paths are relative to its folder."""
    return _Part(surveyed, partition, part).inventory()


@dataclass(frozen=True, slots=True)
class _Part:
    surveyed: Surveyed
    partition: Partition
    part: ModulePart

    @property
    def _inside(self) -> tuple[str, ...]:
        """The folders of other modules below this one's, relative to it."""
        folder = self.part.folder
        others = (other.folder for other in self.partition.modules if other.folder != folder)
        return tuple(below for other in others if (below := _below(other, folder)) is not None)

    def inventory(self) -> Inventory:
        trees, inside, folder = self.surveyed.trees, self._inside, self.part.folder
        tree = PartTree(trees.tree, folder, without=inside)
        committed = PartTree(trees.committed, folder, without=inside)
        packages = tuple(self._packages())
        roots = tuple(self._vendor_roots())
        project = self._project(declared_module(tree))
        locks = tuple(_moved(lock, at.folder, folder) for at in self._locks() for lock in at.locks)
        everything = tuple(p for p in self._everything() if not _is_in(p.dir, inside))
        around = Around(
            tree=trees.tree,
            packages=self.surveyed.everything,
            import_path=self.partition.import_path,
            inside=tuple(posixpath.join(self.part.path, below) for below in inside),
        )
        has_pins = any(lock.pins for lock in locks)
        sources = legacy_sources(project, tree, roots, everything, has_pins=has_pins, around=around)
        used, missing = legacy_build(sources, project.import_path, packages)
        packages += only_imported(packages, used)
        checkouts, checked_out = checkouts_of(project, used)
        nested = nested_modules(tree, packages)
        found = Inventory(
            project=project,
            tree=tree,
            committed=committed,
            locks=locks,
            lock_files=tuple(self._lock_files()),
            vendor_roots=roots,
            untracked_vendor=tuple(b for u in trees.untracked if (b := _below(u, folder)) and not _is_in(b, inside)),
            packages=packages,
            used=used,
            missing=missing,
            checkouts=checkouts,
            findings=(),
            has_go_mod=has_go_mod(tree),
            nested_modules=nested,
            submodules=tuple(self._submodules()),
            packages_in_nested=tuple(p.import_path for p in packages if _is_in(p.dir, nested)),
        )
        findings = (
            *(f for lock in locks for f in lock.findings),
            *(f for at in self._locks() if at.folder == folder for f in disagreements(at.locks)),
            *of_walk(tuple(f for p in everything for f in p.findings), everything, found),
            *sources.problems.values(),
            *elsewhere(used),
            *module_findings(found),
            *vendor_findings(found),
            *checked_out,
        )
        return replace(found, findings=condensed(findings))

    def _project(self, declared: str) -> Project:
        whole, folder = self.surveyed.project, self.part.folder
        return replace(
            whole,
            import_path=declared or self.part.path,
            found_by="its go.mod" if declared else whole.found_by,
            root=posixpath.join(whole.root, folder).rstrip("/"),
            prefix=posixpath.join(whole.prefix, folder).rstrip("/"),
            asked="",
        )

    def _packages(self) -> Iterator[GoPackage]:
        own = frozenset(self.part.packages)
        for package in self.surveyed.survey.packages:
            if package.dir in own:
                yield self._own(package)

    def _everything(self) -> Iterator[GoPackage]:
        for package in self.surveyed.everything:
            if _below(package.dir, self.part.folder) is not None:
                yield self._own(package)

    def _own(self, package: GoPackage) -> GoPackage:
        below = _below(package.dir, self.part.folder)
        findings = tuple(_finding_moved(f, "", self.part.folder) for f in package.findings)
        return replace(package, dir=below or "", findings=findings)

    def _vendor_roots(self) -> Iterator[VendorRoot]:
        for root in self.surveyed.survey.vendor_roots:
            below = _below(root.dir, self.part.folder)
            if below is not None and not _is_in(below, self._inside):
                yield replace(root, dir=below)

    def _locks(self) -> tuple[LockAt, ...]:
        """In the order of the part's lock folders, which is that of their weight."""
        by_folder = {at.folder: at for at in self.surveyed.survey.locks}
        return tuple(by_folder[folder] for folder in self.part.locks)

    def _lock_files(self) -> Iterator[str]:
        trees = self.surveyed.trees
        for at in self._locks():
            below = _below(at.folder, self.part.folder)
            if below is not None:
                for name in legacy_files(subtree(trees.tree, at.folder), at.locks):
                    if has_file(trees.committed, posixpath.join(at.folder, name)):
                        yield posixpath.join(below, name)

    def _submodules(self) -> Iterator[tuple[str, str]]:
        for path, commit in sorted(self.surveyed.trees.gitlinks.items()):
            below = _below(path, self.part.folder)
            if below and not _is_in(below, self._inside):
                yield below, commit


def _below(path: str, folder: str) -> str | None:
    """The path relative to the folder, None where it does not lie in it."""
    if not folder:
        return path
    if path == folder:
        return ""
    return path[len(folder) + 1 :] if path.startswith(folder + "/") else None


def _is_in(path: str, folders: tuple[str, ...]) -> bool:
    return any(_below(path, folder) is not None for folder in folders)


def _moved(lock: Lock, at: str, folder: str) -> Lock:
    """A lock in the folder `at` as a module in `folder` sees it: its paths relative to that."""
    if at == folder:
        return lock
    return replace(
        lock,
        file=_relative(lock.file, at, folder),
        manifest=_relative(lock.manifest, at, folder) if lock.manifest else "",
        pins=tuple(replace(pin, place=_place_moved(pin.place, at, folder)) for pin in lock.pins),
        wishes=tuple(replace(wish, place=_place_moved(wish.place, at, folder)) for wish in lock.wishes),
        findings=tuple(_finding_moved(f, at, folder) for f in lock.findings),
    )


def _relative(path: str, at: str, folder: str) -> str:
    return posixpath.relpath(posixpath.join("/", at, path), posixpath.join("/", folder))


def _place_moved(place: Place, at: str, folder: str) -> Place:
    return replace(place, file=_relative(place.file, at, folder))


def _finding_moved(found: Finding, at: str, folder: str) -> Finding:
    return replace(found, place=_place_moved(found.place, at, folder)) if found.place else found
