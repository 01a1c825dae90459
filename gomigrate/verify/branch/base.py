"""The commit that a branch is compared with, and whether it can be the state before.

What a record names was written by whoever wrote the branch, and so were the commits of the branch: neither is believed
to be the state before because it says so. What the user names is.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.errors import UsageProblem
from gomigrate.model.findings import Place
from gomigrate.scan.project.modulestate import has_go_mod
from gomigrate.verify.branch.record import RECORD
from gomigrate.verify.branch.since import commits_that_added_go_mod, is_ancestor, missing_base

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding
    from gomigrate.model.plan import Plan
    from gomigrate.world.git.repository import Repository

_FULL_HASH = {"sha1": re.compile(r"[0-9a-f]{40}"), "sha256": re.compile(r"[0-9a-f]{64}")}
_MAIN = ("HEAD", "main", "master", "trunk")
_PROPOSED = ("refs/remotes/pull/", "refs/remotes/merge-requests/")
_SHORT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The commit to compare with ("" for none), what is to be said of it, and what of it could not be told."""

    commit: str = ""
    findings: tuple[Finding, ...] = ()
    unchecked: tuple[str, ...] = ()


def find_base(repository: Repository, commit: str, given: str | None, plan: Plan | None) -> Base:
    """The state before `commit`: what the user has `given`, else what the plan recorded, else the commit before go.mod
    came. What is recorded or found, and cannot be the state before, is a finding, and then there is no commit.

    Raises UsageProblem where `given` names no commit, WorldProblem where git fails.
    """
    if given:
        return _given(repository, commit, given, plan)
    if plan and plan.source.commit:
        return _recorded(repository, commit, plan)
    return _found(repository, commit, plan)


def _given(repository: Repository, commit: str, given: str, plan: Plan | None) -> Base:
    base = repository.resolve(given)
    if base is None:
        raise UsageProblem(f"{given} names no commit of the repository at {repository.top}")
    recorded = plan.source.commit if plan else ""
    said = []
    if base == commit:
        said.append("that is the verified commit itself")
    elif not is_ancestor(repository, base, commit):
        said.append("the verified commit does not come from it")
    if recorded and recorded != base:
        said.append(f"the record names {recorded[:_SHORT]}")
    if not said:
        return Base(commit=base)
    return Base(commit=base, findings=(finding("GM314", f"compared with {base[:_SHORT]}: {', '.join(said)}."),))


def _recorded(repository: Repository, commit: str, plan: Plan) -> Base:
    named = plan.source.commit
    if not _FULL_HASH[repository.layout.object_format].fullmatch(named):
        return _refused(f"{named[:80]!r} is not the full hash of a commit")
    base = repository.resolve(named)
    if base is None:
        return Base(findings=(missing_base(repository, plan),))
    if base != named:
        return _refused(f"{named[:_SHORT]} is not a commit")
    if base == commit:
        return _refused(f"{named[:_SHORT]} is the verified commit itself")
    if not is_ancestor(repository, base, commit):
        if repository.shallow:
            message = f"whether the branch comes from {named[:_SHORT]} cannot be told in this shallow clone."
            return Base(findings=(finding("GM610", message),))
        return _refused(f"the branch does not come from {named[:_SHORT]}")
    fault = _not_before(repository, base, plan)
    return _refused(fault) if fault else _with_origin(repository, base, commit, RECORD)


def _found(repository: Repository, commit: str, plan: Plan | None) -> Base:
    added = commits_that_added_go_mod(repository, commit)
    base = repository.resolve(f"{added[0]}^") or "" if added else ""
    if not base:
        return Base(findings=(missing_base(repository, plan),))
    fault = _not_before(repository, base, None)
    if fault:
        return _refused(fault, "go.mod")
    found = _with_origin(repository, base, commit, "go.mod")
    if len(added) == 1:
        return found
    words = f"go.mod was added {len(added)} times: compared with the commit before the last time, {base[:_SHORT]}"
    return Base(commit=found.commit, findings=found.findings, unchecked=(words, *found.unchecked))


def _not_before(repository: Repository, base: str, plan: Plan | None) -> str:
    """Why the tree of `base` cannot be the state before gomigrate changed anything, "" if it can."""
    from gomigrate.world.disk.trees import GitTree

    tree = GitTree(repository.top, base)
    short = base[:_SHORT]
    if tree.blob_id(posixpath.join(repository.prefix, RECORD)):
        return f"{short} has a record of gomigrate already, so it is no state before"
    has_module = has_go_mod(tree, repository.prefix)
    if plan and has_module and "go.mod" not in plan.edits:
        return f"{short} has a go.mod already, which the plan does not know of"
    if plan and not has_module and "go.mod" in plan.edits:
        return f"the plan says that go.mod was edited, but {short} has none"
    return ""


def _with_origin(repository: Repository, base: str, commit: str, file: str) -> Base:
    """The base, unless it came with the branch itself; where that cannot be told, that is said.

    Whoever writes a branch can put a commit below the migration, and name it as the state before: only a branch of
    somebody else, or the repository's own main branch, tells that it was there before.
    """
    where = ("refs/heads", "refs/remotes", "refs/tags")
    if repository.git.run(
        "for-each-ref", "--format=%(refname)", f"--contains={base}", f"--no-contains={commit}", *where
    ):
        return Base(commit=base)
    head = repository.head().commit
    if head and not is_ancestor(repository, commit, head) and is_ancestor(repository, base, head):
        return Base(commit=base)
    mains = _main_branches(repository)
    if any(is_ancestor(repository, commit, main) for main in mains):
        return Base(commit=base)
    if mains and not _is_pushed(repository, commit):
        return _refused(f"{base[:_SHORT]} is a commit of the branch itself: the main branch does not have it", file)
    words = f"whether {base[:_SHORT]} came with the branch: no other branch of this clone has it; --base names one"
    return Base(commit=base, unchecked=(words,))


def _main_branches(repository: Repository) -> tuple[str, ...]:
    """The commits of the branches that a remote calls its own (refs/remotes/NAME/HEAD), or that are called so."""
    listed = repository.git.run("for-each-ref", "--format=%(objectname) %(refname)", "refs/heads", "refs/remotes")
    named = (line.split(" ", 1) for line in listed.decode("utf-8", "replace").splitlines())
    return tuple(dict.fromkeys(commit for commit, ref in named if ref.rpartition("/")[2] in _MAIN))


def _is_pushed(repository: Repository, commit: str) -> bool:
    """Whether a branch of a remote has the commit, so that somebody who may write there took it. Hosts show what
    strangers propose as refs/remotes/pull."""
    listed = repository.git.run("for-each-ref", "--format=%(refname)", f"--contains={commit}", "refs/remotes")
    return any(not ref.startswith(_PROPOSED) for ref in listed.decode("utf-8", "replace").splitlines())


def _refused(why: str, file: str = RECORD) -> Base:
    return Base(findings=(finding("GM313", f"{why}.", place=Place(file)),))
