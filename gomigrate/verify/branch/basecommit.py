"""The commit that a branch is compared with, and whether it can be the state before.

Whoever wrote the branch wrote what a record names, and the commits of the branch. Neither is believed to be the state
before because it says so. What the user names is.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.scan.project.modulestate import has_go_mod
from gomigrate.verify.branch.history import commits_that_added_go_mod, is_ancestor
from gomigrate.verify.branch.record import RECORD
from gomigrate.world.git.gittree import GitTree

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding
    from gomigrate.model.gaps import Told
    from gomigrate.model.plan import Plan
    from gomigrate.world.git.repository import Repository

_FULL_HASH = {"sha1": re.compile(r"[0-9a-f]{40}"), "sha256": re.compile(r"[0-9a-f]{64}")}
_MAIN = ("HEAD", "main", "master", "trunk")
_PROPOSED = ("refs/remotes/pull/", "refs/remotes/merge-requests/")
_SHORT = 12


class NotBefore(StrEnum):
    """Why a commit cannot be the state before."""

    NO_HASH = "no-full-hash"
    NO_COMMIT = "no-commit"
    VERIFIED_ITSELF = "verified-itself"
    NO_ANCESTOR = "no-ancestor"
    HAS_RECORD = "has-record"
    HAS_GO_MOD = "has-go-mod"
    LACKS_GO_MOD = "lacks-go-mod"
    OF_THE_BRANCH = "of-the-branch"


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseCommit:
    """The commit to compare with ("" for none), and the findings about it."""

    commit: str = ""
    told: tuple[Told, ...] = ()


def find_base(repository: Repository, commit: str, given: str | None, plan: Plan | None) -> BaseCommit:
    """The state before `commit`: what the user has `given`, else what the plan recorded, else the commit before go.mod
    was added.

    A recorded or found commit that cannot be the state before is a finding, and then there is no commit. Raises
    UsageProblem where `given` names no commit, WorldProblem where git fails.
    """
    if given:
        return _given(repository, commit, given, plan)
    if plan and plan.source.commit:
        return _recorded(repository, commit, plan)
    return _found(repository, commit, plan)


def _given(repository: Repository, commit: str, given: str, plan: Plan | None) -> BaseCommit:
    base = repository.commit_of(given)
    recorded = plan.source.commit if plan else ""
    is_related = base != commit and is_ancestor(repository, base, commit)
    if is_related and recorded in ("", base):
        return BaseCommit(commit=base)
    told = finding(
        "GM314",
        commit=base[:_SHORT],
        is_verified_itself=base == commit,
        is_related=is_related,
        recorded=recorded[:_SHORT] if recorded != base else "",
    )
    return BaseCommit(commit=base, told=(told,))


def _recorded(repository: Repository, commit: str, plan: Plan) -> BaseCommit:
    named = plan.source.commit
    if not _FULL_HASH[repository.layout.object_format].fullmatch(named):
        return _refused(NotBefore.NO_HASH, named[:80])
    base = repository.resolve(named)
    if base is None:
        return BaseCommit(told=(_missing(repository, named),))
    if base != named:
        return _refused(NotBefore.NO_COMMIT, named)
    if base == commit:
        return _refused(NotBefore.VERIFIED_ITSELF, named)
    if not is_ancestor(repository, base, commit):
        if repository.shallow:
            return BaseCommit(told=(_missing(repository, named, is_here=True),))
        return _refused(NotBefore.NO_ANCESTOR, named)
    fault = _not_before(repository, base, plan)
    return _refused(fault, base) if fault else _with_origin(repository, base, commit, RECORD)


def _found(repository: Repository, commit: str, plan: Plan | None) -> BaseCommit:
    added = commits_that_added_go_mod(repository, commit)
    base = repository.resolve(f"{added[0]}^") or "" if added else ""
    if not base:
        return BaseCommit(told=(_missing(repository, plan.source.commit if plan else ""),))
    fault = _not_before(repository, base, None)
    if fault:
        return _refused(fault, base, "go.mod")
    found = _with_origin(repository, base, commit, "go.mod")
    if len(added) == 1:
        return found
    several = Unchecked(what=Gap.BASE_OF_SEVERAL, names=(base[:_SHORT],), count=len(added))
    return BaseCommit(commit=found.commit, told=(several, *found.told))


def _missing(repository: Repository, named: str, *, is_here: bool = False) -> Finding:
    """A finding that there is no commit to compare with, or that it `is_here` and may be unrelated to the branch."""
    return finding("GM610", commit=named[:_SHORT], is_shallow=repository.shallow, is_here=is_here)


def _not_before(repository: Repository, base: str, plan: Plan | None) -> NotBefore | None:
    """Why the tree of `base` cannot be the state before gomigrate changed anything, None if it can. A step after the
    migration begins where that ended."""
    tree = GitTree(repository.top, base)
    is_step = plan is not None and plan.step is not None
    if not is_step and tree.blob_id(posixpath.join(repository.prefix, RECORD)):
        return NotBefore.HAS_RECORD
    has_module = has_go_mod(tree, repository.prefix)
    if plan is None or has_module == ("go.mod" in plan.edits):
        return None
    return NotBefore.HAS_GO_MOD if has_module else NotBefore.LACKS_GO_MOD


def _with_origin(repository: Repository, base: str, commit: str, file: str) -> BaseCommit:
    """The base, unless it came with the branch itself; where that is not known, a finding says so.

    Whoever writes a branch can put a commit below the migration, and name it as the state before. Only another branch,
    or the repository's own main branch, shows that it was there before.
    """
    where = ("refs/heads", "refs/remotes", "refs/tags")
    if repository.git.run(
        "for-each-ref", "--format=%(refname)", f"--contains={base}", f"--no-contains={commit}", *where
    ):
        return BaseCommit(commit=base)
    head = repository.head().commit
    if head and not is_ancestor(repository, commit, head) and is_ancestor(repository, base, head):
        return BaseCommit(commit=base)
    mains = main_branches(repository)
    if any(is_ancestor(repository, commit, main) for main in mains):
        return BaseCommit(commit=base)
    if mains and not _is_pushed(repository, commit):
        return _refused(NotBefore.OF_THE_BRANCH, base, file)
    return BaseCommit(commit=base, told=(Unchecked(what=Gap.BASE_ORIGIN, names=(base[:_SHORT],)),))


def main_branches(repository: Repository) -> tuple[str, ...]:
    """The commits of the main branches: those that a remote names (refs/remotes/NAME/HEAD), or that have such a
    name."""
    listed = repository.git.run("for-each-ref", "--format=%(objectname) %(refname)", "refs/heads", "refs/remotes")
    named = (line.split(" ", 1) for line in listed.decode("utf-8", "replace").splitlines())
    return tuple(dict.fromkeys(commit for commit, ref in named if ref.rpartition("/")[2] in _MAIN))


def _is_pushed(repository: Repository, commit: str) -> bool:
    """Whether a branch of a remote has the commit, so that a person with write access accepted it. Hosts show proposals
    of strangers as refs/remotes/pull."""
    listed = repository.git.run("for-each-ref", "--format=%(refname)", f"--contains={commit}", "refs/remotes")
    return any(not ref.startswith(_PROPOSED) for ref in listed.decode("utf-8", "replace").splitlines())


def _refused(why: NotBefore, named: str, file: str = RECORD) -> BaseCommit:
    commit = named if why is NotBefore.NO_HASH else named[:_SHORT]
    return BaseCommit(told=(finding("GM313", place=Place(file), why=why, commit=commit),))
