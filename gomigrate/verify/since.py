"""What happened to a branch since its migration: later commits, and history that a clone does not have."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.errors import WorldProblem
from gomigrate.model.findings import Finding, Place
from gomigrate.modfile.syntax import ModFileError
from gomigrate.verify.modules import compare_go_mod
from gomigrate.verify.record import RECORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.plan import Plan
    from gomigrate.world.gitdoor import Repository

SHOWN = 20


def missing_base(repository: Repository, plan: Plan | None) -> Finding:
    """Why there is no commit to compare with, and how to get one."""
    wanted = f"commit {plan.source.commit[:12]}" if plan and plan.source.commit else "the commit"
    message = f"{wanted}, from which the migration started, is not in this {'shallow ' * repository.shallow}clone."
    if repository.shallow:
        return finding("GM610", message)
    return finding(
        "GM610", message, remedy="Name the commit to compare with by --base, or fetch the branch that has it."
    )


def moved_on(
    repository: Repository, commit: str, plan: Plan, go_mod: bytes, inside: tuple[str, ...] = ()
) -> tuple[Finding, ...]:
    """What later commits changed: the lines of go.mod that are not those of the record, with both values, and how many
    files of the project, which then differ from the state before without any fault of the migration. What lies in the
    folders `inside` belongs to other modules."""
    return (*_go_mod(plan, go_mod), *_commits(repository, commit, inside))


def is_dependency(name: str) -> bool:
    """Whether the file belongs to a vendor folder or to a kept copy, rather than to the project itself."""
    return "/vendor/" in f"/{name}" or name.startswith("third_party/")


def _go_mod(plan: Plan, go_mod: bytes) -> Iterator[Finding]:
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


def _commits(repository: Repository, commit: str, inside: tuple[str, ...]) -> Iterator[Finding]:
    """The commits after the one that wrote the record, if they touch Go files of the project."""
    record = posixpath.join(repository.prefix, RECORD)
    try:
        wrote = repository.git.run("log", "--format=%H", "--max-count=1", commit, "--", record).decode().strip()
        if not wrote or wrote == commit:
            return
        later = repository.git.run("rev-list", "--count", f"{wrote}..{commit}").decode().strip()
        folder = repository.prefix or "."
        named = repository.git.run("diff", "--name-only", "--relative", "-z", wrote, commit, "--", folder)
    except WorldProblem:
        return  # history that the clone does not have
    files = [
        name
        for name in named.decode("utf-8", "replace").split("\0")
        if name.endswith(".go") and not is_dependency(name) and not any(name.startswith(f"{f}/") for f in inside)
    ]
    if files:
        shown = tuple(files[:SHOWN]) + ((f"and {len(files) - SHOWN} more",) if len(files) > SHOWN else ())
        commits = f"{later} commit{'s' if later != '1' else ''}"
        message = f"{commits} since the migration changed {len(files)} Go file{'s' if len(files) != 1 else ''}."
        yield finding("GM612", message, evidence=shown)
