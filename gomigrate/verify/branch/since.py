"""What happened to a branch since its migration: later commits, and history that a clone does not have."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.errors import WorldProblem
from gomigrate.model.findings import Finding, Place
from gomigrate.model.verdict import When
from gomigrate.modfile.syntax import ModFileError
from gomigrate.scripts.kinds import FileKind, kind_by_path
from gomigrate.verify.branch.record import RECORD
from gomigrate.verify.build.modules import compare_go_mod

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.model.plan import Plan
    from gomigrate.model.verdict import FileChange
    from gomigrate.world.git.repository import Repository

SHOWN = 20
_NO_FOLLOW = ("log.follow=false",)

_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def is_ancestor(repository: Repository, older: str, newer: str) -> bool:
    """Whether `older` is `newer` or comes before it, so far as the clone has the history. Raises WorldProblem."""
    return repository.git.ask("merge-base", "--is-ancestor", older, newer) is not None


def commits_that_added_go_mod(repository: Repository, commit: str) -> tuple[str, ...]:
    """The commits up to `commit` that brought the project's go.mod, the last one first. Raises WorldProblem.

    A merge counts where none of its parents has the file (-c); a file of another name that became go.mod was added.
    """
    path = posixpath.join(repository.prefix, "go.mod")
    words = ("log", "-c", "--no-renames", "--diff-filter=A", "--format=%H", commit, "--", path)
    lines = repository.git.with_settings(_NO_FOLLOW).run(*words).decode("ascii", "replace").split()
    # With -c git names the file below the hash of a merge, too.
    return tuple(line for line in lines if _HASH.fullmatch(line))


def missing_base(repository: Repository, plan: Plan | None) -> Finding:
    """Why there is no commit to compare with, and how to get one."""
    wanted = f"commit {plan.source.commit[:12]}" if plan and plan.source.commit else "the commit"
    message = f"{wanted}, from which the migration started, is not in this {'shallow ' * repository.shallow}clone."
    if repository.shallow:
        return finding("GM610", message)
    return finding(
        "GM610", message, remedy="Name the commit to compare with by --base, or fetch the branch that has it."
    )


def moved_on(plan: Plan, go_mod: bytes) -> Iterator[Finding]:
    """A finding with the lines of go.mod that are not those of the record, with both values."""
    try:
        changed = compare_go_mod(plan, go_mod)
    except ModFileError:
        return  # said where the go command refuses it
    if changed:
        count = f"{len(changed)} line{'s' if len(changed) != 1 else ''}"
        lines = [f"{d.path}: planned {d.planned or 'no line'}, now {d.listed or 'no line'}" for d in changed]
        more = (f"and {len(lines) - SHOWN} more",) if len(lines) > SHOWN else ()
        message = f"go.mod was changed since the migration: {count}."
        yield finding("GM611", message, place=Place("go.mod"), evidence=(*lines[:SHOWN], *more))


def migration(repository: Repository, base: str, commit: str, plan: Plan | None) -> tuple[str, str] | None:
    """The commit that the migration began from, and its last one, up to `commit`; None where history does not tell.

    It begins where go.mod came, or with the base where that had one, and ends with the commit that wrote the record, or
    the one right after it that edits build files (see write.changes).
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
    """The commit after `last` where that is the one that edits build files, which was still to come then."""
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


def changed_later(repository: Repository, commit: str, others: Sequence[FileChange]) -> tuple[Finding, ...]:
    """What commits changed that are none of the migration's: a finding for those since, one for those before."""
    found = []
    later = [change for change in others if change.when is When.LATER]
    if later:
        last = _wrote_record(repository, commit)
        count = repository.git.run("rev-list", "--count", f"{last}..{commit}").decode().strip()
        commits = f"{count} commit{'s' if count != '1' else ''}"
        go = sum(change.path.endswith(".go") for change in later)
        what = (
            f"{_files(len(later))}, {go} of them Go files" if 0 < go < len(later) else _files(len(later), go=bool(go))
        )
        found.append(finding("GM612", f"{commits} since the migration changed {what}.", evidence=listed(later)))
    before = [change for change in others if change.when is When.BEFORE]
    if before:
        message = f"commits between the state before and the migration changed {_files(len(before))}."
        found.append(finding("GM321", message, evidence=listed(before)))
    return tuple(found)


def listed(changes: Sequence[FileChange]) -> tuple[str, ...]:
    """The first of the files, with what became of each, and how many more there are."""
    words = [f"{c.path} ({c.how}{f', {c.modes}' if c.modes else ''})" for c in changes[:SHOWN]]
    return tuple(words) + ((f"and {len(changes) - SHOWN} more",) if len(changes) > SHOWN else ())


def _files(count: int, *, go: bool = False) -> str:
    return f"{count} {'Go ' * go}file{'s' if count != 1 else ''}"
