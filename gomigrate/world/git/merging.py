"""Whether `git merge` would take a branch as things stand, without trying it."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.go.modpath import is_inside
from gomigrate.world.git.gitrun import GitFailed
from gomigrate.world.git.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Collection

_UNDER_WAY = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")


class Mergeable(StrEnum):
    """What git would answer to a merge.

    Nothing to do. Yes, by moving the branch or with a merge commit. No: HEAD is no branch; files or an unfinished merge
    are in the way; both sides may have changed the same lines (both changed one file); or the merge commit would have
    no author.
    """

    MERGED = "merged"
    FORWARD = "forward"
    COMMIT = "commit"
    DETACHED = "detached"
    IN_THE_WAY = "in the way"
    CONFLICTS = "conflicts"
    NAMELESS = "nameless"


def mergeable(repo: Repository, ref: str) -> Mergeable:
    """Whether what is checked out could be merged with the commit of `ref`. Raises WorldProblem where git fails."""
    head, commit = repo.head(), repo.resolve(ref)
    if not head.commit or not commit or repo.is_bare:
        return Mergeable.CONFLICTS
    if repo.git.ask("merge-base", "--is-ancestor", commit, head.commit) is not None:
        return Mergeable.MERGED
    if not head.branch:
        return Mergeable.DETACHED
    base = os.fsdecode(repo.git.ask("merge-base", head.commit, commit) or b"").strip()
    if not base:
        return Mergeable.CONFLICTS
    touched, ours = _changed(repo, base, commit), _changed(repo, base, head.commit)
    if touched & ours:
        return Mergeable.CONFLICTS
    if _is_in_the_way(repo, touched, is_forward=base == head.commit):
        return Mergeable.IN_THE_WAY
    if base == head.commit:
        return Mergeable.FORWARD
    return Mergeable.COMMIT if _has_author(repo) else Mergeable.NAMELESS


def _has_author(repo: Repository) -> bool:
    try:
        repo.git.with_settings(("user.useConfigOnly=true",)).run("var", "GIT_COMMITTER_IDENT")
    except GitFailed:
        return False
    return True


def _changed(repo: Repository, one: str, other: str) -> set[str]:
    listed = repo.git.run("diff-tree", "-r", "--name-only", "--no-renames", "-z", one, other)
    return set(os.fsdecode(listed).split("\0")) - {""}


def _is_in_the_way(repo: Repository, touched: Collection[str], *, is_forward: bool) -> bool:
    """Whether a file that was changed or is not tracked would be overwritten, or another command is under way."""
    if any(os.path.lexists(repo.layout.git_dir / name) for name in _UNDER_WAY):
        return True
    status = Repository(repo.layout).status()
    if any(path in touched for path in status.changed) or (status.changed and not is_forward):
        return True
    loose = [path.rstrip("/") for path in status.untracked]
    return any(os.path.lexists(repo.top / path) and any(is_inside(path, one) for one in loose) for path in touched)
