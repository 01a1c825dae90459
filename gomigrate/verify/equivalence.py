"""Two sides of a build compared package by package and file by file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.verdict import PackageDifference, PlatformVerdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.model.findings import Finding
    from gomigrate.verify.packages import Copy, Files, Packages


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
    """A finding for each package of which the build had several different copies, and now has one that the project's
    own packages did not use: equal to something that was built, yet a change for the code that imports it."""
    found = []
    for path, copies in sorted(before.copies.items()):
        used = [c for c in copies if c.listed in before.direct.get(path, ())]
        now = after.copies.get(path, ())
        if not used or len({c.files for c in copies}) < 2:
            continue
        if any(c.files in {u.files for u in used} for c in now) or not now:
            continue
        if any(c.files in {o.files for o in copies} for c in now):
            found.append(_other_copy(path, used, copies, now))
    return tuple(found)


def _other_copy(path: str, used: list[Copy], copies: tuple[Copy, ...], now: tuple[Copy, ...]) -> Finding:
    taken = sorted(c.listed for c in copies if c.files in {n.files for n in now})
    return finding(
        "GM303",
        f"{path} is now built everywhere from the copy at {taken[0]}; your packages used the one at {used[0].listed}",
        evidence=tuple(f"built before: {c.listed}" for c in copies),
    )


def _difference(path: str, before: tuple[Copy, ...], after: tuple[Copy, ...]) -> PackageDifference | None:
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
