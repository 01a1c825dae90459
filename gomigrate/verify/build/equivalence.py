"""Two sides of a build compared package by package and file by file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gomigrate.gosource.packagestate import state_lines
from gomigrate.model.codes import finding
from gomigrate.model.decision import Difference
from gomigrate.model.verdict import MarkedPackage, PackageDifference, PlatformVerdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from gomigrate.model.findings import Finding
    from gomigrate.verify.build.configuration import Configuration
    from gomigrate.verify.build.packages import Files, PackageFolder, Packages


Marks = Callable[[str, str], tuple[Difference, ...]]
"""The marks of tools by which two files differ that are otherwise the same, by their places on disk."""


def _no_marks(_before: str, _after: str) -> tuple[Difference, ...]:
    return ()


def compare(
    build: Configuration,
    before: Packages,
    after: Packages,
    marks: Marks = _no_marks,
    moved: Collection[str] = (),
) -> PlatformVerdict:
    """The comparison of every package that the build had before.

    A package with several copies before (vendor folders of dependencies, GOPATH) is the same if each of them is what is
    built after. Where only some of them are, it is `merged`. A package that could not be loaded before cannot be
    compared, and is named. Those among `moved` may differ or be removed, and are listed apart then.
    """
    same, marked, differ, merged = 0, [], [], []
    lost: list[str] = []
    is_moved: list[str] = []
    for path, copies in sorted(before.copies.items()):
        now = after.copies.get(path)
        if now is None:
            if path not in after.broken:
                (is_moved if path in moved else lost).append(path)
            continue
        difference = _difference(path, copies, now)
        if difference is not None and path in moved:
            is_moved.append(path)
        elif difference is not None:
            differ.append(difference)
        elif _gone(copies, now):
            merged.append(path)
        elif found := _marks(copies, now, marks):
            marked.append(MarkedPackage(import_path=path, marks=found))
        else:
            same += 1
    known = before.copies.keys() | before.broken.keys()
    return PlatformVerdict(
        platform=build.platform,
        tags=build.tags,
        is_cgo=build.is_cgo,
        same=same,
        marked=tuple(marked),
        differ=tuple(differ),
        merged=tuple(merged),
        lost=tuple(lost),
        added=tuple(sorted(after.copies.keys() - known)),
        newly_broken=tuple(sorted((p, e) for p, e in after.broken.items() if p not in before.broken)),
        broken_before=tuple(sorted(before.broken)),
        moved=tuple(is_moved),
    )


def _marks(before: tuple[PackageFolder, ...], after: tuple[PackageFolder, ...], marks: Marks) -> tuple[Difference, ...]:
    """The marks of tools by which each copy differs from the nearest of the same files before."""
    found: set[Difference] = set()
    for copy in after:
        alike = (other for other in before if other.files == copy.files)
        nearest = ({mark for pair in both_places(other, copy) for mark in marks(*pair)} for other in alike)
        found |= min(nearest, key=len, default=set())
    return tuple(mark for mark in Difference if mark in found)


def both_places(before: PackageFolder, after: PackageFolder) -> Iterator[tuple[str, str]]:
    """The place on disk of each Go file of two copies of the same files."""
    names = (name for name, _ in after.files if name.endswith(".go"))
    return ((f"{before.folder}/{name}", f"{after.folder}/{name}") for name in names)


def moved_lines(before: Packages, after: Packages, marks: Marks) -> Iterator[tuple[str, str]]:
    """The Go files whose lines moved because a tool wrote build lines, each with the one that is built now."""
    for path, copies in before.copies.items():
        for copy in copies:
            same = next((now for now in after.copies.get(path, ()) if now.files == copy.files), None)
            for pair in both_places(copy, same) if same else ():
                if Difference.BUILD_LINES in marks(*pair):
                    yield pair


def told_of_copies(
    before: Packages, after: Packages, accepted: Collection[str], read: Callable[[str], bytes]
) -> Iterator[Finding]:
    """A finding for each package of which the build had several copies and has fewer now. Where some copies differ from
    what is built now, that is an error, or a warning if the user `accepted` the package. Where all are the same, that
    is a warning if the package has variables or init functions, which importers did not share before. `read` gives the
    bytes of a file by its place on disk."""
    for path, copies in sorted(before.copies.items()):
        now = after.copies.get(path, ())
        if len(copies) <= len(now) or not now or _difference(path, copies, now) is not None:
            continue
        gone = _gone(copies, now)
        if gone:
            yield _of_other_files("GM333" if path in accepted else "GM303", path, copies, gone, before.importers)
        elif path not in accepted and (state := tuple(_state(now[0], read))):
            yield finding("GM334", package=path, copies=tuple(sorted(c.listed for c in copies)), evidence=state)


def _built(copy: PackageFolder) -> Files:
    """The files without those of tests, which an imported copy does not need."""
    return tuple(file for file in copy.files if not file[0].endswith("_test.go"))


def _gone(before: tuple[PackageFolder, ...], after: tuple[PackageFolder, ...]) -> tuple[PackageFolder, ...]:
    """The copies whose files are no longer built."""
    now = {_built(copy) for copy in after}
    return tuple(sorted((copy for copy in before if _built(copy) not in now), key=lambda copy: copy.listed))


def _of_other_files(
    code: str,
    path: str,
    copies: tuple[PackageFolder, ...],
    gone: tuple[PackageFolder, ...],
    importers: Mapping[str, tuple[str, ...]],
) -> Finding:
    kept = min((copy for copy in copies if copy not in gone), key=lambda copy: copy.listed)
    files = {name for copy in gone for name, _ in set(_built(copy)) ^ set(_built(kept))}
    return finding(
        code,
        package=path,
        taken=kept.listed,
        importers=tuple(dict.fromkeys(user for copy in gone for user in importers.get(copy.listed, ()))),
        copies=tuple(copy.listed for copy in gone),
        files=tuple(sorted(files)),
        evidence=tuple(
            f"{user} -> {copy.listed}"
            for copy in sorted(copies, key=lambda copy: copy.listed)
            for user in importers.get(copy.listed, ())
        ),
    )


def _state(copy: PackageFolder, read: Callable[[str], bytes]) -> Iterator[str]:
    """FILE:LINE of the package's variables and init functions."""
    for name, _ in _built(copy):
        if name.endswith(".go"):
            yield from (f"{name}:{line}" for line in state_lines(read(f"{copy.folder}/{name}")))


def _difference(
    path: str, before: tuple[PackageFolder, ...], after: tuple[PackageFolder, ...]
) -> PackageDifference | None:
    """How the first copy that matches none of those before differs from the nearest of them; None if all match."""
    known = {copy.files for copy in before}
    other = next((copy.files for copy in after if copy.files not in known), None)
    if other is None:
        return None
    old = dict(min((copy.files for copy in before), key=lambda files: len(set(files) ^ set(other))))
    new = dict(other)
    return PackageDifference(
        import_path=path,
        only_before=tuple(sorted(old.keys() - new.keys())),
        only_after=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(name for name in old.keys() & new.keys() if old[name] != new[name])),
    )
