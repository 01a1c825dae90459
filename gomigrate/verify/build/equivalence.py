"""Two sides of a build compared package by package and file by file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.verdict import PackageDifference, PlatformVerdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.findings import Finding
    from gomigrate.verify.build.configuration import Configuration
    from gomigrate.verify.build.packages import PackageFolder, Packages


def compare(build: Configuration, before: Packages, after: Packages) -> PlatformVerdict:
    """What became of every package that the build had before.

    A package with several copies before (nested vendor trees, which only GOPATH mode knows) is the same if every copy
    after is one of them. A package that could not be loaded before cannot be compared, and is named as such.
    """
    same, differ, lost = 0, [], []
    for path, copies in sorted(before.copies.items()):
        now = after.copies.get(path)
        if now is None:
            if path not in after.broken:
                lost.append(path)
            continue
        difference = _difference(path, copies, now)
        if difference is None:
            same += 1
        else:
            differ.append(difference)
    known = before.copies.keys() | before.broken.keys()
    return PlatformVerdict(
        platform=build.platform,
        tags=build.tags,
        is_cgo=build.is_cgo,
        same=same,
        differ=tuple(differ),
        lost=tuple(lost),
        added=tuple(sorted(after.copies.keys() - known)),
        newly_broken=tuple(sorted((p, e) for p, e in after.broken.items() if p not in before.broken)),
        broken_before=tuple(sorted(before.broken)),
    )


def chosen_copies(before: Packages, after: Packages) -> Iterator[Finding]:
    """A finding for each package of which the build had several different copies, where the one that it has now is not
    the one that some of the project's own packages used: equal to something that was built, yet a change for the code
    that imports it. What nothing but dependencies used otherwise is not told."""
    for path, copies in sorted(before.copies.items()):
        importers = before.direct.get(path, {})
        now = {copy.files for copy in after.copies.get(path, ())}
        taken = sorted(c.listed for c in copies if c.files in now)
        lacking = sorted(c.listed for c in copies if c.listed in importers and c.files not in now)
        if taken and lacking:
            yield finding(
                "GM303",
                package=path,
                taken=taken[0],
                importer=importers[lacking[0]],
                copy=lacking[0],
                others=len(lacking) - 1,
                evidence=tuple(
                    f"{importers[c.listed]} -> {c.listed}" if c.listed in lacking else c.listed for c in copies
                ),
            )


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
