"""What the migration keeps in the repository, compared with today: the hashes of go.sum, and the files of kept
copies."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.go.modpath import prefixes
from gomigrate.model.verdict import FileChange
from gomigrate.verify.branch.changedfiles import ABSENT, how_changed, relative
from gomigrate.verify.branch.gomodlines import hashes_of
from gomigrate.verify.branch.history import listed
from gomigrate.verify.branch.plannedfiles import BaseFiles, Explained, Item, PlannedFiles
from gomigrate.verify.branch.rewrites import rewrites_of
from gomigrate.world.disk.trees import subtree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.plan import Plan
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch
    from gomigrate.world.git.gittree import GitTree

_SUM = Place("go.sum")
_SHORT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptState:
    """How many lines of go.sum and how many files of kept copies are those of the migration, and the findings about the
    others."""

    sums: int = 0
    files: int = 0
    told: tuple[Finding, ...] = ()


def compare_kept(branch: VerifiedBranch, migrated: GitTree) -> KeptState:
    """The branch against the tree of the commit that added its record. Raises WorldProblem where git fails."""
    if branch.plan is None:
        return KeptState()
    prefix = branch.repository.prefix
    try:
        was = subtree(migrated, prefix).read("go.sum")
    except OSError:
        was = b""
    known, changed = _sums(was, branch.file("go.sum"))
    told = []
    if changed:
        told.append(
            finding("GM356", place=_SUM, evidence=changed, names=tuple(line.partition(":")[0] for line in changed))
        )
    then = _kept(branch.plan, prefix, migrated)
    now = _kept(branch.plan, prefix, branch.whole)
    differ = [path for path in sorted(then.keys() | now.keys()) if then.get(path) != now.get(path)]
    if differ:
        changes = tuple(_change(prefix, path, then.get(path, ABSENT), now.get(path, ABSENT)) for path in differ)
        told.append(_of_copies(changes, migrated, is_later=True))
    return KeptState(sums=known, files=sum(now.get(path) == item for path, item in then.items()), told=tuple(told))


def _sums(was: bytes, now: bytes) -> tuple[int, tuple[str, ...]]:
    """How many lines are the same, and those with a new hash, as evidence. A removed line is not one of them: `go mod
    tidy` removes what no build needs, and the go command asks for the others."""
    then, today = hashes_of(was), hashes_of(now)
    changed = (key for key in sorted(then.keys() & today.keys()) if today[key] - then[key])
    lines = tuple(f"{' '.join(key)}: {_one(then[key])} -> {_one(today[key] - then[key])}" for key in changed)
    return sum(today[key] == hashes for key, hashes in then.items() if key in today), lines


def _one(hashes: Iterable[str]) -> str:
    return min(hashes)


def forged_copies(branch: VerifiedBranch, migrated: GitTree) -> Iterator[Finding]:
    """A finding where files of kept copies, as the migration added them, are not what the plan makes of the state
    before. Raises WorldProblem where git fails."""
    plan, before = branch.plan, branch.before
    if plan is None or before is None:
        return
    prefix = branch.repository.prefix
    files = BaseFiles(before)
    rewrites = rewrites_of(plan, branch.module)
    planned = PlannedFiles(place=prefix, plan=plan, before=files, after=migrated, rewrites=rewrites, is_verified=True)
    changes = []
    for path, item in sorted(_kept(plan, prefix, migrated).items()):
        then = files.files.get(path, ABSENT)
        if item != then and planned.explains(path, then, item) is Explained.NO:
            changes.append(_change(prefix, path, then, item))
    if changes:
        yield _of_copies(changes, migrated, is_later=False)


def _of_copies(changes: Sequence[FileChange], migrated: GitTree, *, is_later: bool) -> Finding:
    names = tuple(change.path for change in changes)
    commit = migrated.rev[:_SHORT]
    return finding("GM355", evidence=listed(changes), names=names, commit=commit, is_later=is_later)


def _kept(plan: Plan, prefix: str, tree: GitTree) -> dict[str, Item]:
    """The planned files in the folders of replace lines, relative to the repository. Folders that were there before are
    the project's own code."""
    written = {folder for path in plan.writes for folder in prefixes(posixpath.dirname(path))}
    folders = {posixpath.normpath(line.new_path) for line in plan.replaces if not line.new_version} & written
    places = {posixpath.join(prefix, folder) for folder in folders}
    return {
        path: item for path, item in tree.files().items() if not places.isdisjoint(prefixes(posixpath.dirname(path)))
    }


def _change(prefix: str, path: str, was: Item, now: Item) -> FileChange:
    is_mode = was[0] != now[0] and ABSENT not in (was, now)
    modes = f"{was[0]} {now[0]}" if is_mode else ""
    return FileChange(path=relative(path, prefix), how=how_changed(was, now), modes=modes)
