"""Which folders are units, and why: other pins, the owners' preferences, and commands that no lock covers."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from typing import TYPE_CHECKING

from gomigrate.gosource.platforms.imports import is_possible
from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.fleets.marks import Mark, Sign
from gomigrate.model.fleets.partition import FolderUnit
from gomigrate.model.go.globs import path_match
from gomigrate.model.go.modpath import check_path
from gomigrate.monorepo.folders import is_in, nearest, spelled, vendor_holder
from gomigrate.monorepo.preferences import FILE
from gomigrate.scan.project.lockfolders import with_parents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.findings import Finding
    from gomigrate.model.fleets.partition import Preferences, Survey
    from gomigrate.model.go.gopackage import GoPackage

Marks = dict[str, list[Mark]]


def find_marks(survey: Survey, preferences: Preferences) -> tuple[Marks, tuple[Finding, ...]]:
    """The boundaries before cycles are considered, each with its reasons.

    A lock, a vendor folder or a go.mod makes a unit of its folder, because its pins differ from those above. Where a
    folder below the top has such a mark, commands with no mark at or above them are units as well: only the repository
    connects them with the rest. Packages that are left belong to the top.
    """
    marks: Marks = defaultdict(list)
    for folder, file in _lock_files(survey):
        marks[folder].append(Mark(Sign.LOCK, file))
    for root in survey.vendor_roots:
        marks[vendor_holder(root.dir)].append(Mark(Sign.VENDOR, root.dir))
    for folder in survey.go_mods:
        marks[folder].append(Mark(Sign.GO_MOD, posixpath.join(folder, "go.mod")))
    findings = [*_preferred(survey, preferences, marks)]
    if any(marks):
        for folder in _commands(survey, marks):
            marks[folder].append(Mark(Sign.MAIN, folder))
    findings += _nameless(survey, marks)
    if any(not nearest(p.dir, marks) for p in survey.packages) and "" not in marks:
        marks[""].append(Mark(Sign.REST))
    return dict(marks), tuple(findings)


def _lock_files(survey: Survey) -> Iterator[tuple[str, str]]:
    """The folder of each lock, and its file."""
    return ((at.folder, posixpath.join(at.folder, lock.file)) for at in survey.locks for lock in at.locks)


def _commands(survey: Survey, marks: Marks) -> list[str]:
    """The folders of commands below no mark, without those that have another such folder above. A folder named cmd has
    the commands of the folder above it."""
    if "" in marks:
        return []
    folders = (package.dir for package in survey.packages if _is_command(package) and not nearest(package.dir, marks))
    found = {f"/{folder}/".partition("/cmd/")[0].strip("/") for folder in folders} - {""}
    return sorted(folder for folder in found if not is_in(folder, found - {folder}))


def _is_command(package: GoPackage) -> bool:
    return any(f.package == "main" and not f.is_test and is_possible(f.constraint) for f in package.files)


def _preferred(survey: Survey, preferences: Preferences, marks: Marks) -> Iterator[Finding]:
    """Adds and removes what the owners say, and tells which of it has no effect here."""
    folders = sorted(with_parents(package.dir for package in survey.packages) - {""})
    for pattern in preferences.boundaries:
        hits = [f for f in folders if path_match(pattern, f)] if pattern != "." else [""]
        for folder in hits:
            marks[folder].append(Mark(Sign.GOMIGRATE_TOML, pattern))
        if not hits:
            yield finding("GM902", key="boundaries", names=(pattern,), place=Place(FILE))
    for pattern in preferences.join:
        hits = [f for f in marks if f and path_match(pattern, f)]
        for folder in hits:
            del marks[folder]
        if not hits:
            yield finding("GM902", key="join", names=(pattern,), place=Place(FILE))


def _nameless(survey: Survey, marks: Marks) -> Iterator[Finding]:
    """Removes the folders whose import path no module may have (such as `v1`), and says so."""
    for folder in sorted(marks):
        problem = check_path(survey.path_of(folder)) if folder else None
        if problem:
            mark = marks.pop(folder)[0]
            yield finding("GM905", folder=folder, problem=problem, place=_place(mark))


def units_of(survey: Survey, marks: Marks) -> tuple[FolderUnit, ...]:
    """The units in the order of their folders, without those that have no packages."""
    packages, locks, vendors = defaultdict(list), defaultdict(list), defaultdict(list)
    for package in survey.packages:
        packages[nearest(package.dir, marks)].append(package.dir)
    for folder, file in _lock_files(survey):
        locks[nearest(folder, marks)].append(file)
    for root in survey.vendor_roots:
        vendors[nearest(vendor_holder(root.dir), marks)].append(root.dir)
    return tuple(
        FolderUnit(
            folder=folder,
            import_path=survey.path_of(folder),
            marks=tuple(dict.fromkeys(marks[folder])),
            packages=tuple(packages[folder]),
            locks=tuple(locks[folder]),
            vendors=tuple(vendors[folder]),
        )
        for folder in sorted(marks)
        if folder in packages
    )


def empty_units(marks: Marks, units: tuple[FolderUnit, ...]) -> Iterator[Finding]:
    """Folders that have a lock or a vendor folder and no package of their own: nothing is built there."""
    for folder in sorted(marks.keys() - {unit.folder for unit in units}):
        mark = marks[folder][0]
        yield finding("GM906", folder=spelled(folder), sign=mark.sign.value, place=_place(mark))


def _place(mark: Mark) -> Place:
    return Place(FILE if mark.sign is Sign.GOMIGRATE_TOML else mark.path)
