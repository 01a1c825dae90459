"""The legacy build's import graph: which copy of each package GOPATH mode takes, for all platforms at once."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.gosource.imports import all_imports
from gomigrate.gosource.package import read_package
from gomigrate.model.inventory import Missing, Origin, Used
from gomigrate.model.modpath import is_std

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.gopackage import GoPackage
    from gomigrate.model.tree import Tree

VENDOR = "/vendor/"
WORKSPACE = "/Godeps/_workspace/src/"


def import_path_of(place: str) -> str:
    """What a source file writes to import the package at this place below src: the text after the last vendor
    folder (Go: `go help gopath`, "Vendor Directories")."""
    for cut in (VENDOR, WORKSPACE):
        _, found, rest = place.rpartition(cut)
        if found:
            place = rest
    return place


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """A tree laid at a path below src: the project at its import path, a GOPATH entry's src at ""."""

    at: str
    tree: Tree
    dir: str
    origin: Origin
    root: str

    def dir_of(self, place: str) -> str | None:
        """The folder of the tree at this place, if the place lies under this mount."""
        if not self.at:
            below = place
        elif place == self.at:
            below = ""
        elif place.startswith(self.at + "/"):
            below = place[len(self.at) + 1 :]
        else:
            return None
        return "/".join(part for part in (self.dir, below) if part)


@dataclass(slots=True)
class LegacySources:
    """What GOPATH mode searches, first hit wins. `fallbacks` are vendor folders that the code reaches only through
    symbolic links (a project whose cmd/ holds vendor/ and a link to the root); asked last."""

    mounts: tuple[Mount, ...]
    fallbacks: tuple[Mount, ...] = ()
    _seen: dict[str, tuple[Mount, str, GoPackage] | None] = field(default_factory=dict)

    def package_at(self, place: str) -> tuple[Mount, str, GoPackage] | None:
        """The package that lies at a place below src, or None."""
        if place not in self._seen:
            self._seen[place] = self._look(place)
        return self._seen[place]

    def _look(self, place: str) -> tuple[Mount, str, GoPackage] | None:
        for mount in self.mounts:
            folder = mount.dir_of(place)
            if folder is None:
                continue
            package = read_package(mount.tree, folder, import_path_of(place))
            if package is not None and package.files:
                return mount, folder, package
        return None

    def resolve(self, importer: str, path: str) -> str:
        """The place that `path` means to a package at place `importer`; "" if there is none (or it is std)."""
        if path == "C" or (is_std(path) and not self._is_local(path)):
            return ""
        for candidate in vendored_candidates(importer, path):
            if self.package_at(candidate) is not None:
                return candidate
        if self.package_at(path) is not None:
            return path
        for fallback in self.fallbacks:
            place = f"{fallback.at}/{path}"
            if self.package_at(place) is not None:
                return place
        return ""

    def _is_local(self, path: str) -> bool:
        """A path without a dot in its first element may still be the user's own, as gb and old projects have it."""
        return self.package_at(path) is not None


def vendored_candidates(importer: str, path: str) -> Iterator[str]:
    """Where a vendored copy of `path` may lie for the package at `importer`, nearest vendor folder first."""
    parent = importer
    while parent:
        if not parent.endswith("/vendor") and parent != "vendor":
            yield f"{parent}{VENDOR}{path}"
        parent = parent.rpartition("/")[0]


def legacy_build(
    sources: LegacySources, project_path: str, packages: tuple[GoPackage, ...]
) -> tuple[tuple[Used, ...], tuple[Missing, ...]]:
    """Follow the imports of the project's packages and tests.

    All build tags are taken as possible, as `go mod tidy` does; of dependencies only the build files are followed.
    Returns the packages by place, and the imports that nothing provides.
    """
    used: dict[str, Used] = {}
    missing: dict[str, dict[str, bool]] = {}
    queue: deque[str] = deque()
    for package in packages:
        place = f"{project_path}/{package.dir}" if package.dir else project_path
        if sources.package_at(place) is not None:
            queue.append(place)
    while queue:
        place = queue.popleft()
        if place in used:
            continue
        hit = sources.package_at(place)
        assert hit is not None
        mount, folder, package = hit
        is_own = mount.origin is Origin.PROJECT and VENDOR not in place and WORKSPACE not in place
        build = {path: sources.resolve(place, path) for path in sorted(all_imports(package, tests=False))}
        tests = (
            {
                path: sources.resolve(place, path)
                for path in sorted(all_imports(package, tests=True))
                if path not in build
            }
            if is_own
            else {}
        )
        for group, is_test in ((build, False), (tests, True)):
            for path, target in group.items():
                if target:
                    queue.append(target)
                elif not is_std(path) and path != "C" and not path.startswith("."):
                    missing.setdefault(path, {})[place] = is_test
        used[place] = Used(
            place=place,
            import_path=import_path_of(place),
            origin=Origin.PROJECT if is_own else Origin.VENDOR if import_path_of(place) != place else mount.origin,
            tree=mount.tree,
            dir=folder,
            root=place[: -len(import_path_of(place))].rstrip("/") if import_path_of(place) != place else mount.root,
            package=package,
            imports=tuple(build.items()),
            test_imports=tuple(tests.items()),
        )
    return tuple(used[place] for place in sorted(used)), tuple(
        Missing(import_path=path, importers=tuple(sorted(by)), test_only=all(by.values()))
        for path, by in sorted(missing.items())
    )
