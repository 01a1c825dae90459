"""What the migration left: the commits that added the record, and whether the record is unchanged since."""

from __future__ import annotations

import difflib
import posixpath
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.text.shownurl import without_paths
from gomigrate.verify.branch.record import RECORD
from gomigrate.world.git.gittree import GitTree

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch
    from gomigrate.world.git.repository import Repository

_SETTINGS = ("log.follow=false", "log.showRoot=true")
_MOST_LINES = 12
_SHORT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """The repository's tree at each commit that added the record: one, unless two merged lines of history both did.
    None: history does not tell. `told` are the findings about the record since."""

    trees: tuple[GitTree, ...] = ()
    told: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Write:
    """A commit that wrote the record: `blob` is git's id of what it wrote, "" where it removed it."""

    commit: str
    blob: str
    is_first: bool


def find_migrated(branch: VerifiedBranch, named: str = "") -> Migrated:
    """What the migration left, by the history between the state before and the verified commit; or by the commit
    `named`, where the user says that its record counts. A record that is not the same now is a finding: only gomigrate
    writes it, and it does so once. Raises WorldProblem where git fails."""
    path = posixpath.join(branch.repository.prefix, RECORD)
    blob = branch.whole.blob_id(path)
    if named:
        tree = GitTree(branch.repository.top, named)
        writes = [_Write(named, tree.blob_id(path), is_first=True)]
    elif branch.base:
        was = branch.before.blob_id(path) if branch.before and branch.plan and branch.plan.step else ""
        writes = _writes(branch.repository, branch.base, branch.commit, path, was)
    else:
        return Migrated()
    trees = tuple(GitTree(branch.repository.top, write.commit) for write in writes if write.is_first and write.blob)
    changed = [tree for tree in trees if tree.blob_id(path) != blob]
    if not changed:
        return Migrated(trees=trees)
    first = {tree.rev for tree in changed}
    wrote = (write.commit for write in writes if write.blob == blob and write.commit not in first)
    told = finding(
        "GM351",
        place=Place(RECORD),
        evidence=_changed_lines(changed[0].read(path), branch.file(RECORD)) if blob else (),
        commit=changed[0].rev[:_SHORT],
        is_removed=not blob,
        commits=tuple(commit[:_SHORT] for commit in wrote),
    )
    return Migrated(trees=trees, told=(told,))


def _writes(repository: Repository, base: str, commit: str, path: str, was: str) -> list[_Write]:
    """Each commit after `base` and up to `commit` that wrote the record, in the order of history; a merge counts where
    it has what none of its parents has (-c). A step writes it first where it still `was` this blob. Raises
    WorldProblem."""
    words = ("log", "--full-history", "-c", "--no-renames", "--topo-order", "--reverse", "--raw", "--no-abbrev")
    said = repository.git.with_settings(_SETTINGS).run(*words, "--format=%H", f"{base}..{commit}", "--", path)
    found = []
    hash_ = ""
    for line in said.decode("utf-8", "replace").splitlines():
        parents = len(line) - len(line.lstrip(":"))
        if not parents:
            hash_ = line.strip() or hash_
            continue
        # git-diff-tree(1), "diff format for merges": the modes of the parents and the result, then their blobs.
        words_ = line[parents:].split()
        blob = words_[2 * parents + 1]
        old = zip(words_[:parents], words_[parents + 1 : 2 * parents + 1], strict=True)
        is_first = not any(mode.strip("0") and there != was for mode, there in old)
        found.append(_Write(hash_, blob.strip("0") and blob, is_first=is_first))
    return found


def _changed_lines(was: bytes, now: bytes) -> tuple[str, ...]:
    """The first lines that only one of two records has; a stranger may have written a URL with a secret in it."""
    old, new = (body.decode("utf-8", "replace").splitlines() for body in (was, now))
    lines = (line for line in difflib.unified_diff(old, new, lineterm="", n=0) if line[:1] in ("-", "+"))
    return tuple(without_paths(f"{line[0]} {line[1:].strip()}") for line in islice(lines, 2, 2 + _MOST_LINES))
