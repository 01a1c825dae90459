"""Two sides of a build compared package by package and file by file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.verdict import PackageDifference, PlatformVerdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.model.findings import Finding
    from gomigrate.verify.build.packages import Files, PackageFolder, Packages


def compare(platform: str, before: Packages, after: Packages) -> PlatformVerdict:
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
        platform=platform,
        same=same,
        differ=tuple(differ),
        lost=tuple(lost),
        added=tuple(sorted(after.copies.keys() - known)),
        newly_broken=tuple(sorted((p, e) for p, e in after.broken.items() if p not in before.broken)),
        broken_before=tuple(sorted(before.broken)),
    )


def chosen_copies(before: Packages, after: Packages) -> tuple[Finding, ...]:
    """A finding for each package of which the build had several different copies, where the one that it has now is not
    the one that some of the project's own packages used: equal to something that was built, yet a change for the code
    that imports it. What nothing but dependencies used otherwise is not told."""
    found = []
    for path, copies in sorted(before.copies.items()):
        importers = before.direct.get(path, {})
        now = {copy.files for copy in after.copies.get(path, ())}
        taken = sorted(c.listed for c in copies if c.files in now)
        lacking = sorted(c.listed for c in copies if c.listed in importers and c.files not in now)
        if taken and lacking:
            found.append(_other_copy(path, {place: importers[place] for place in lacking}, taken[0], copies))
    return tuple(found)


def _other_copy(path: str, lacking: Mapping[str, str], taken: str, copies: tuple[PackageFolder, ...]) -> Finding:
    place, importer = next(iter(lacking.items()))
    more = f", and {len(lacking) - 1} more copies are not built any more" if len(lacking) > 1 else ""
    return finding(
        "GM303",
        f"{path} is now built everywhere from the copy at {taken}; {importer} used the one at {place}{more}",
        evidence=tuple(
            f"built before: {c.listed}" + (f", for {lacking[c.listed]}" if c.listed in lacking else "") for c in copies
        ),
    )


def _difference(
    path: str, before: tuple[PackageFolder, ...], after: tuple[PackageFolder, ...]
) -> PackageDifference | None:
    """How the first copy that matches none of those before differs from the nearest of them; None if all match."""
    known = {copy.files for copy in before}
    for copy in after:
        if copy.files not in known:
            nearest = min(before, key=lambda b: _distance(b.files, copy.files))
            return _describe(path, dict(nearest.files), dict(copy.files))
    return None


def _distance(before: Files, after: Files) -> int:
    return len(set(before) ^ set(after))


def _describe(path: str, before: Mapping[str, str], after: Mapping[str, str]) -> PackageDifference:
    return PackageDifference(
        import_path=path,
        only_before=tuple(sorted(before.keys() - after.keys())),
        only_after=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(n for n in before.keys() & after.keys() if before[n] != after[n])),
    )
