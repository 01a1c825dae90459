"""Which folders are units, and why: where pins change, where owners wish, and commands that no lock covers."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from typing import TYPE_CHECKING

from gomigrate.gosource.imports import is_possible
from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.fleets.partition import Mark, ModuleFolder
from gomigrate.model.go.globs import path_match
from gomigrate.model.go.modpath import check_path
from gomigrate.monorepo.partition.boundaries import display, is_below, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from gomigrate.model.findings import Finding
    from gomigrate.model.fleets.partition import Survey, Wishes
    from gomigrate.model.go.gopackage import GoPackage

FILE = "gomigrate.toml"
Marks = dict[str, list[tuple[Mark, str]]]


def find_marks(survey: Survey, wishes: Wishes) -> tuple[Marks, tuple[Finding, ...]]:
    """The folders that are boundaries before cycles are looked at, each with the reasons.

    A lock, a vendor folder or a go.mod makes a unit of its folder, for there the pins are others than above. Where
    something below the top is marked so, commands with no mark at or above them are units as well: what holds them
    together with the rest is only that they lie in one repository. Packages left over belong to the top.
    """
    marks: Marks = defaultdict(list)
    for at in survey.locks:
        for lock in at.locks:
            marks[at.folder].append((Mark.LOCK, posixpath.join(at.folder, lock.file)))
    for root in survey.vendor_roots:
        marks[_holder(root.dir)].append((Mark.VENDOR, root.dir))
    for folder in survey.go_mods:
        marks[folder].append((Mark.MODULE, posixpath.join(folder, "go.mod")))
    findings = [*_wished(survey, wishes, marks)]
    if any(marks):
        for folder in _commands(survey, marks):
            marks[folder].append((Mark.MAIN, folder))
    findings += _nameless(survey, marks)
    if any(not nearest(p.dir, marks) for p in survey.packages) and "" not in marks:
        marks[""].append((Mark.REST, ""))
    return dict(marks), tuple(findings)


def _holder(vendor: str) -> str:
    """The folder whose packages are built with a vendor folder: vendor, vendor/src and Godeps/_workspace/src."""
    parts = vendor.split("/")
    return "/".join(parts[: parts.index("Godeps" if "_workspace" in parts else "vendor")])


def _commands(survey: Survey, marks: Marks) -> list[str]:
    """The folders of commands that lie below no mark, without those above which there is another one. A folder
    named cmd holds the commands of the folder above it."""
    found = set()
    for package in survey.packages:
        folder = package.dir
        if not _is_command(package) or nearest(folder, marks) or "" in marks:
            continue
        parts = folder.split("/")
        top = "/".join(parts[: parts.index("cmd")]) if "cmd" in parts else folder
        found.add(top)
    found.discard("")
    return sorted(f for f in found if not any(f != other and is_below(f, other) for other in found))


def _is_command(package: GoPackage) -> bool:
    return any(f.package == "main" and not f.is_test and is_possible(f.constraint) for f in package.files)


def _wished(survey: Survey, wishes: Wishes, marks: Marks) -> Iterator[Finding]:
    """Adds and removes what the owners wish, and says which wishes mean nothing here."""
    folders = _folders_of(survey)
    for pattern in wishes.boundaries:
        hits = [f for f in folders if path_match(pattern, f)] if pattern != "." else [""]
        for folder in hits:
            marks[folder].append((Mark.WISH, f"boundaries: {pattern}"))
        if not hits:
            yield _idle("boundaries", pattern, "no folder with packages")
    for pattern in wishes.join:
        hits = [f for f in marks if f and path_match(pattern, f)]
        for folder in hits:
            del marks[folder]
        if not hits:
            yield _idle("join", pattern, "no folder that would be a module")


def _idle(key: str, pattern: str, what: str) -> Finding:
    return finding("GM902", f"{key}: {pattern} names {what}.", place=Place(FILE))


def _folders_of(survey: Survey) -> list[str]:
    """Every folder that has packages in it or below it."""
    folders: set[str] = set()
    for package in survey.packages:
        folder = package.dir
        while folder and folder not in folders:
            folders.add(folder)
            folder = posixpath.dirname(folder)
    return sorted(folders)


def _nameless(survey: Survey, marks: Marks) -> Iterator[Finding]:
    """Takes out the folders whose import path can be no module's (a folder `v1`, say), and says so."""
    for folder in sorted(marks):
        problem = check_path(survey.path_of(folder)) if folder else None
        if problem:
            why, where = marks.pop(folder)[0]
            message = f"{folder} ({why}) can be no module: {problem}; it belongs to the module above it."
            yield finding("GM905", message, place=Place(where) if where else None)


def units_of(survey: Survey, marks: Marks) -> tuple[ModuleFolder, ...]:
    """The units in the order of their folders, those with neither packages nor locks left out."""
    boundaries = frozenset(marks)
    packages: dict[str, list[str]] = defaultdict(list)
    for package in survey.packages:
        packages[nearest(package.dir, boundaries)].append(package.dir)
    found = []
    for folder in sorted(boundaries):
        own = marks[folder]
        locks = ((posixpath.join(at.folder, lock.file), at.folder) for at in survey.locks for lock in at.locks)
        vendors = ((root.dir, _holder(root.dir)) for root in survey.vendor_roots)
        unit = ModuleFolder(
            folder=folder,
            import_path=survey.path_of(folder),
            marks=tuple(dict.fromkeys(own)),
            packages=tuple(packages[folder]),
            locks=_within(locks, folder, boundaries),
            vendors=_within(vendors, folder, boundaries),
        )
        if unit.packages:
            found.append(unit)
    return tuple(found)


def _within(items: Iterator[tuple[str, str]], folder: str, boundaries: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name, holder in items if nearest(holder, boundaries) == folder)


def empty_units(survey: Survey, marks: Marks) -> Iterator[Finding]:
    """Folders that have a lock or a vendor folder and no package of their own: nothing is built there."""
    boundaries = frozenset(marks)
    full = {nearest(p.dir, boundaries) for p in survey.packages}
    for folder in sorted(boundaries - full):
        why, where = marks[folder][0]
        yield finding(
            "GM906", f"{display(folder)} has a {why} and no package: it becomes no module.", place=Place(where)
        )
