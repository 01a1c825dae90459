"""The history of a branch: which commits are the migration, and what others changed."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.errors import WorldProblem
from gomigrate.model.verdict import When
from gomigrate.scripts.kinds import FileKind, kind_by_path
from gomigrate.verify.branch.record import RECORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.plan import Plan
    from gomigrate.model.verdict import FileChange
    from gomigrate.world.git.repository import Repository

_NO_FOLLOW = ("log.follow=false",)

_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def is_ancestor(repository: Repository, older: str, newer: str) -> bool:
    """Whether `older` is `newer` or comes before it, so far as the clone has the history. Raises WorldProblem."""
    return repository.git.ask("merge-base", "--is-ancestor", older, newer) is not None


def commits_that_added_go_mod(repository: Repository, commit: str) -> tuple[str, ...]:
    """The commits up to `commit` that added the project's go.mod, the last one first. Raises WorldProblem.

    A merge counts where none of its parents has the file (-c); a file of another name that became go.mod was added.
    """
    path = posixpath.join(repository.prefix, "go.mod")
    words = ("log", "-c", "--no-renames", "--diff-filter=A", "--format=%H", commit, "--", path)
    lines = repository.git.with_settings(_NO_FOLLOW).run(*words).decode("ascii", "replace").split()
    # With -c git names the file below the hash of a merge, too.
    return tuple(line for line in lines if _HASH.fullmatch(line))


def migration(repository: Repository, base: str, commit: str, plan: Plan | None) -> tuple[str, str] | None:
    """The commit that the migration began from, and its last one, up to `commit`; None where history does not tell.

    It begins where go.mod was added, or with the base where that had one. It ends with the commit that wrote the
    record, or with the next one if that edits build files (see write.changes).
    """
    try:
        last = _wrote_record(repository, commit)
        added = commits_that_added_go_mod(repository, commit)
        start = repository.resolve(f"{added[0]}^") if added else None
        if not last:
            return None
        if start is None or not is_ancestor(repository, base, start):
            start = base
        return start, _with_build_files(repository, start, last, commit, plan)
    except WorldProblem:
        return None


def _wrote_record(repository: Repository, commit: str) -> str:
    record = posixpath.join(repository.prefix, RECORD)
    words = ("log", "--format=%H", "--max-count=1", commit, "--", record)
    return repository.git.with_settings(_NO_FOLLOW).run(*words).decode().strip()


def _with_build_files(repository: Repository, base: str, last: str, commit: str, plan: Plan | None) -> str:
    """The commit after `last`, where it is the migration's commit that edits build files."""
    planned = plan.edits if plan else ()
    edits = {posixpath.join(repository.prefix, path) for path in planned if _is_build_file(path)}
    later = repository.git.run("rev-list", "--reverse", "--ancestry-path", f"{last}..{commit}").decode().split()
    if not edits or not later or edits & _changed(repository, base, last):
        return last
    return later[0] if edits & _changed(repository, last, later[0]) else last


def _is_build_file(path: str) -> bool:
    return kind_by_path(path) not in (None, FileKind.GO)


def _changed(repository: Repository, old: str, new: str) -> set[str]:
    named = repository.git.run("diff-tree", "-r", "--name-only", "--no-renames", "-z", old, new)
    return set(named.decode("utf-8", "surrogateescape").split("\0"))


def changed_later(repository: Repository, commit: str, changes: Sequence[FileChange]) -> Iterator[Finding]:
    """What commits besides the migration's changed: a finding for later ones, one for earlier ones."""
    later = [change for change in changes if change.when is When.LATER]
    if later:
        last = _wrote_record(repository, commit)
        commits = int(repository.git.run("rev-list", "--count", f"{last}..{commit}"))
        go = sum(change.path.endswith(".go") for change in later)
        yield finding("GM612", evidence=listed(later), commits=commits, files=len(later), go=go)
    before = [change for change in changes if change.when is When.BEFORE]
    if before:
        yield finding("GM321", evidence=listed(before), files=len(before))


def listed(changes: Iterable[FileChange]) -> tuple[str, ...]:
    """The files with what became of each, and git's modes where they changed."""
    return tuple(f"{c.path} ({c.how}{f', {c.modes}' if c.modes else ''})" for c in changes)
