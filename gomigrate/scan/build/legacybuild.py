"""The legacy build's import graph: which copy of each package GOPATH mode takes, for all platforms at once."""

from __future__ import annotations

import errno
import posixpath
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gomigrate.gosource.package import read_package
from gomigrate.gosource.platforms.imports import all_imports
from gomigrate.model.codes import finding
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.legacy.inventory import Missing, Origin, Used
from gomigrate.scan.build.majorpath import declared_module, path_in_gopath
from gomigrate.scan.build.stdlib import is_known_std
from gomigrate.scan.listing import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gomigrate.model.findings import Finding
    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.trees.tree import Tree

VENDOR = "/vendor/"
WORKSPACE = "/Godeps/_workspace/src/"
CHECKOUT = {".git", ".hg", ".bzr", ".svn"}
_UNREADABLE = {errno.EACCES, errno.EPERM, errno.EIO}

Hit = tuple["Mount", str, "GoPackage"]


def import_path_of(place: str, project: str) -> str:
    """What a source file writes to import the package at this place below src: the text after the last vendor
    folder (Go: `go help gopath`, "Vendor Directories"), or after a workspace of the project. The workspace of a
    dependency is no such thing: its packages are the dependency's own, at their full paths."""
    if is_inside(place, project):
        head, found, rest = place[len(project) :].partition(WORKSPACE)
        if found and VENDOR not in f"{head}/":
            place = rest
    _, found, rest = f"/{place}".rpartition(VENDOR)
    return rest if found else place


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """A tree laid at a path below src: the project at its import path, a GOPATH entry's src at "".

    `known` are packages of the tree that were read before, by folder. Places at or below `hidden` are not looked up
    here, unless another repository is checked out below it: the project is what is committed, whatever else lies at
    its place on disk. Nor are those at or below `others`, which are modules of their own.
    """

    at: str
    tree: Tree
    dir: str
    origin: Origin
    root: str
    known: Mapping[str, GoPackage] = field(default_factory=dict)
    hidden: str = ""
    others: tuple[str, ...] = ()
    _others: dict[str, bool] = field(default_factory=dict, compare=False)

    def dir_of(self, place: str) -> str | None:
        """The folder of the tree at this place, if the place lies under this mount."""
        if self.hidden and is_inside(place, self.hidden) and not self._is_in_other_checkout(place):
            return None
        if self.others and any(is_inside(place, other) for other in self.others):
            return None
        if not self.at:
            below = place
        elif place == self.at:
            below = ""
        elif place.startswith(self.at + "/"):
            below = place[len(self.at) + 1 :]
        else:
            return None
        return "/".join(part for part in (self.dir, below) if part)

    def _is_in_other_checkout(self, place: str) -> bool:
        if place == self.hidden:
            return False
        if place not in self._others:
            # What does not exist is in no checkout, and asking for it costs less than listing what lies around.
            found = listed(self.tree, place)
            is_one = any(entry.name in CHECKOUT for entry in found)
            self._others[place] = is_one or (bool(found) and self._is_in_other_checkout(place.rpartition("/")[0]))
        return self._others[place]


@dataclass(slots=True)
class LegacySources:
    """What GOPATH mode searches, first hit wins. `fallbacks` are vendor folders that the code reaches only through
    symbolic links (a project whose cmd/ holds vendor/ and a link to the root); asked last. `problems` gathers what
    could not be read on the way."""

    project: str
    mounts: tuple[Mount, ...]
    fallbacks: tuple[Mount, ...] = ()
    problems: dict[str, Finding] = field(default_factory=dict)
    _seen: dict[str, Hit | None] = field(default_factory=dict)
    _vendors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _resolved: dict[tuple[tuple[str, ...], str], str] = field(default_factory=dict)
    _modules: dict[str, str] = field(default_factory=dict)

    def package_at(self, place: str) -> Hit | None:
        """The package that lies at a place below src, or None."""
        if place not in self._seen:
            self._seen[place] = self._look(place)
        return self._seen[place]

    def _look(self, place: str) -> Hit | None:
        for mount in self.mounts:
            folder = mount.dir_of(place)
            if folder is None:
                continue
            package = self._read(mount, folder, place)
            if package is not None and package.files:
                return mount, folder, package
        return None

    def _read(self, mount: Mount, folder: str, place: str) -> GoPackage | None:
        known = mount.known.get(folder)
        if known is not None:
            return replace(known, import_path=import_path_of(place, self.project))
        try:
            return read_package(mount.tree, folder, import_path_of(place, self.project))
        except OSError as error:
            # Any other error only says that there is no such folder: an import path may be nonsense.
            if error.errno in _UNREADABLE:
                self.problems[place] = finding("GM001", path=place, reason=error.strerror or str(error))
            return None

    def resolve(self, importer: str, path: str) -> str:
        """The place that `path` means to a package at place `importer`; "" if there is none (or it is std)."""
        if path == "C" or not path or path.startswith("."):
            return ""
        vendors = self._vendors_for(importer)
        key = (vendors, path)
        if key not in self._resolved:
            self._resolved[key] = self._search(vendors, path)
        return self._resolved[key] or self._without_major(importer, path)

    def _without_major(self, importer: str, path: str) -> str:
        place = path_in_gopath(importer, path, self._module_at)
        return place if place and self.package_at(place) is not None else ""

    def _module_at(self, place: str) -> str:
        """The module path that the go.mod in the folder at a place declares, "" without one."""
        if place not in self._modules:
            folders = ((mount.tree, mount.dir_of(place)) for mount in self.mounts)
            there = next(
                ((tree, folder) for tree, folder in folders if folder is not None and listed(tree, folder)), None
            )
            self._modules[place] = _declared(*there) if there else ""
        return self._modules[place]

    def _search(self, vendors: tuple[str, ...], path: str) -> str:
        # The go command searches vendor folders before GOROOT, and GOROOT before GOPATH (go/build, Import).
        places = [f"{vendor}/{path}" for vendor in vendors]
        is_std = is_known_std(path)
        # Of a longer path only the first element is known to be the standard library's.
        if not is_std or "/" in path:
            places.append(path)
        if not is_std:
            places += [f"{fallback.at}/{path}" for fallback in self.fallbacks]
        if WORKSPACE in path:
            # A workspace that was moved to vendor/ and whose imports still have the old path: godep left such commits.
            moved = path.rpartition(WORKSPACE)[2]
            places += [*(f"{vendor}/{moved}" for vendor in vendors), moved]
        return next((place for place in places if self.package_at(place) is not None), "")

    def _vendors_for(self, importer: str) -> tuple[str, ...]:
        """The vendor folders that a package at this place builds with, nearest first: those of its own folder and of
        every one above it, up to src itself."""
        if importer not in self._vendors:
            above = self._vendors_for(importer.rpartition("/")[0]) if importer else ()
            own = f"{importer}/vendor" if importer else "vendor"
            self._vendors[importer] = (own, *above) if self._has_folder(own) else above
        return self._vendors[importer]

    def _has_folder(self, place: str) -> bool:
        folders = ((mount.tree, mount.dir_of(place)) for mount in self.mounts)
        return any(folder is not None and listed(tree, folder) for tree, folder in folders)


def _declared(tree: Tree, folder: str) -> str:
    try:
        return declared_module(tree.read(posixpath.join(folder, "go.mod")))
    except OSError:
        return ""


def legacy_build(
    sources: LegacySources, project_path: str, packages: tuple[GoPackage, ...], beside: Iterable[str] = ()
) -> tuple[tuple[Used, ...], tuple[Missing, ...]]:
    """Follow the imports of the project's packages and tests; and of packages `beside` the build, by the paths that its
    own code would write, where another GOPATH folder than a vendor folder has them.

    All build tags are taken as possible, as `go mod tidy` does; of dependencies only the build files are followed, of
    other modules of the repository nothing.
    Returns the packages by place, and the imports that nothing provides.
    """
    used: dict[str, Used] = {}
    missing: dict[str, dict[str, bool]] = {}
    places = (f"{project_path}/{package.dir}" if package.dir else project_path for package in packages)
    queue = deque(place for place in places if sources.package_at(place) is not None)
    others = (sources.resolve(project_path, path) for path in beside)
    queue += (place for place in others if place and _is_in_gopath(sources, place))
    while queue:
        place = queue.popleft()
        if place in used:
            continue
        hit = sources.package_at(place)
        assert hit is not None
        package = used[place] = _used(sources, place, hit)
        if package.origin is Origin.NEIGHBOUR:
            continue
        for group, is_test in ((package.imports, False), (package.test_imports, True)):
            for path, target in group:
                if target:
                    queue.append(target)
                elif not is_known_std(path) and path != "C" and not path.startswith("."):
                    missing.setdefault(path, {})[place] = is_test
    return tuple(used[place] for place in sorted(used)), tuple(
        Missing(import_path=path, importers=tuple(sorted(by)), test_only=all(by.values()))
        for path, by in sorted(missing.items())
    )


def _is_in_gopath(sources: LegacySources, place: str) -> bool:
    hit = sources.package_at(place)
    return hit is not None and hit[0].origin is Origin.GOPATH and import_path_of(place, sources.project) == place


def _used(sources: LegacySources, place: str, hit: Hit) -> Used:
    """The package at a place, with what its imports mean there."""
    mount, folder, package = hit
    import_path = import_path_of(place, sources.project)
    is_vendored = import_path != place
    is_own = mount.origin is Origin.PROJECT and not is_vendored
    build = {path: sources.resolve(place, path) for path in sorted(all_imports(package, tests=False))}
    every = sorted(all_imports(package, tests=True)) if is_own else ()
    tests = {path: sources.resolve(place, path) for path in every if path not in build}
    return Used(
        place=place,
        import_path=import_path,
        origin=Origin.PROJECT if is_own else Origin.VENDOR if is_vendored else mount.origin,
        tree=mount.tree,
        dir=folder,
        project=sources.project,
        root=place[: -len(import_path)].rstrip("/") if is_vendored else mount.root,
        package=package,
        imports=tuple(build.items()),
        test_imports=tuple(tests.items()),
    )
