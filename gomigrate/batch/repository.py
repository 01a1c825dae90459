"""The units of one repository: its folders with locks, vendor trees or a go.mod, or all of it."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.gosource.headers.header import scan_header
from gomigrate.gosource.platforms.imports import is_possible
from gomigrate.locks.registry import READERS
from gomigrate.model.fleets.batch import CauseKind, Unit, cause
from gomigrate.model.fleets.marks import Mark, Sign
from gomigrate.model.trees.tree import Kind, is_in_folder
from gomigrate.scan.listing import has_file, listed
from gomigrate.scan.project.locate import VENDOR_FOLDERS
from gomigrate.scan.project.selfpath import path_of_url
from gomigrate.world.disk.disktree import DiskTree
from gomigrate.world.git.discovery import origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.fleets.batch import Cause
    from gomigrate.model.trees.tree import Tree

SKIP_MARKER = ".gomigrate-skip"
_VENDORS = {folder.partition("/")[0] for folder in VENDOR_FOLDERS}
_NOT_GO = {"testdata", "node_modules"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundUnit:
    """A unit, and the import paths outside of the standard library that its packages name."""

    unit: Unit
    imports: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Seen:
    """What a repository holds: folders with marks of a module; folders of main packages; and what each folder with Go
    files imports."""

    marks: dict[str, list[Mark]] = field(default_factory=dict)
    mains: list[str] = field(default_factory=list)
    imports: dict[str, frozenset[str]] = field(default_factory=dict)


def units_of(folder: str, top: str, prefix: str, import_path: str) -> list[FoundUnit]:
    """The units at and below a folder of the repository at `top`, `prefix` being the way from there to it; `path` is
    left for the caller to fill in. [] where there is no Go code and no lock."""
    tree = DiskTree(folder)
    seen = _Seen()
    _look(tree, seen)
    if not seen.imports and not seen.marks:
        return []
    module = import_path or _from_remote(top, prefix)
    homes = _homes(seen)
    owners: dict[str, set[str]] = {home: set() for home in homes}
    for place, paths in seen.imports.items():
        home = _nearest(place, homes)
        if home is not None:
            owners[home] |= paths
    return [
        FoundUnit(
            unit=Unit(
                path="",
                root=posixpath.join(folder, home) if home else folder,
                repository=top,
                prefix=posixpath.join(prefix, home).rstrip("/") if home else prefix,
                module=posixpath.join(module, home) if module and home else module,
                marks=tuple(marks),
                skip=_skip(tree, home) or _without_mark(home, seen),
            ),
            imports=frozenset(owners[home]),
        )
        for home, marks in homes.items()
    ]


def _homes(seen: _Seen) -> dict[str, list[Mark]]:
    """The folders of the units with the reasons: those with marks, and main packages that none of them covers; without
    any mark the repository as a whole, for that is what one fetched and named in GOPATH."""
    if not seen.marks:
        return {"": [Mark(Sign.MAIN, place) for place in seen.mains] or [Mark(Sign.REPOSITORY)]}
    homes = {place: marks for place, marks in seen.marks.items() if not _is_covered(place, seen)}
    for place in seen.mains:
        if _nearest(place, homes) is None:
            homes[place] = [Mark(Sign.MAIN)]
    return dict(sorted(homes.items()))


def _is_covered(place: str, seen: _Seen) -> bool:
    """Whether the folder has nothing but a vendor tree, and one above it has a lock or a go.mod: that is the project
    then (see scan.locate)."""
    if not _is_only_vendor(seen.marks[place]):
        return False
    above = (folder for folder in seen.marks if place != folder and is_in_folder(place, folder))
    return not all(_is_only_vendor(seen.marks[folder]) for folder in above)


def _is_only_vendor(marks: list[Mark]) -> bool:
    return all(mark.sign is Sign.VENDOR for mark in marks)


def _without_mark(home: str, seen: _Seen) -> Cause | None:
    return cause(CauseKind.UNDIVIDED) if seen.marks and home not in seen.marks else None


def _nearest(place: str, homes: dict[str, list[Mark]]) -> str | None:
    while place not in homes:
        if not place:
            return None
        place = posixpath.dirname(place)
    return place


def _look(tree: Tree, seen: _Seen) -> None:
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        entries = listed(tree, folder)
        names = {entry.name for entry in entries}
        if folder and ".git" in names:
            continue  # another repository
        marks = list(_marks(tree, folder, names))
        if marks:
            seen.marks[folder] = marks
        _packages(tree, folder, [e.name for e in entries if e.kind is Kind.FILE and e.name.endswith(".go")], seen)
        below = [e.name for e in reversed(entries) if e.kind is Kind.DIR and is_walked(e.name)]
        waiting += [posixpath.join(folder, name) for name in below]


def is_walked(name: str) -> bool:
    """Whether a folder of this name can hold packages of the project (`go help packages`), and is none of vendored
    code."""
    return not name.startswith((".", "_")) and name not in _VENDORS and name not in _NOT_GO


def outside_of_git(folder: str, import_path: str) -> list[FoundUnit]:
    """A folder with a lock or a vendor tree that lies in no repository, as a unit that is left alone."""
    tree = DiskTree(folder)
    names = {entry.name for entry in listed(tree, "")}
    marks = tuple(mark for mark in _marks(tree, "", names) if mark.sign is not Sign.GO_MOD)
    unit = Unit(path="", root=folder, module=import_path, marks=marks, skip=cause(CauseKind.NOT_IN_GIT))
    return [FoundUnit(unit=unit)] if marks else []


def _marks(tree: Tree, folder: str, names: set[str]) -> Iterator[Mark]:
    for file in dict.fromkeys(file for reader in READERS for file in reader.files):
        if (
            file.partition("/")[0] in names
            and has_file(tree, posixpath.join(folder, file))
            and _is_lock(tree, folder, file)
        ):
            yield Mark(Sign.LOCK, file)
    for vendor in VENDOR_FOLDERS:
        if vendor.partition("/")[0] in names and _has_go(tree, posixpath.join(folder, vendor)):
            yield Mark(Sign.VENDOR, vendor)
    if "go.mod" in names:
        yield Mark(Sign.GO_MOD, "go.mod")


def _has_go(tree: Tree, folder: str) -> bool:
    """Whether there is a Go file at or below the folder: other languages have folders called vendor, too."""
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        entries = listed(tree, place)
        if any(entry.kind is Kind.FILE and entry.name.endswith(".go") for entry in entries):
            return True
        waiting += [posixpath.join(place, entry.name) for entry in reversed(entries) if entry.kind is Kind.DIR]
    return False


def _is_lock(tree: Tree, folder: str, file: str) -> bool:
    path = posixpath.join(folder, file)
    return any(reader.read(tree, path) is not None for reader in READERS if file in reader.files)


def _packages(tree: Tree, folder: str, files: list[str], seen: _Seen) -> None:
    imports: set[str] = set()
    is_main = False
    for name in files:
        try:
            header = scan_header(name, tree.read(posixpath.join(folder, name)))
        except OSError:
            continue
        if header.unlisted or not is_possible(header.constraint):
            continue
        imports |= {i.path for i in header.imports if "." in i.path.partition("/")[0]}
        is_main = is_main or (header.package == "main" and not header.is_test)
    if files:
        seen.imports[folder] = frozenset(imports)
    if is_main:
        seen.mains.append(folder)


def _skip(tree: Tree, home: str) -> Cause | None:
    """What the marker of the unit's folder, or of one above it, says."""
    while True:
        marker = posixpath.join(home, SKIP_MARKER)
        if has_file(tree, marker):
            try:
                said = tree.read(marker).decode("utf-8", "replace").strip().partition("\n")[0][:200]
            except OSError:
                said = ""
            return cause(CauseKind.MARKER, said=said)
        if not home:
            return None
        home = posixpath.dirname(home)


def _from_remote(top: str, prefix: str) -> str:
    path = path_of_url(origin_of(top))
    return posixpath.join(path, prefix).rstrip("/") if path else ""
