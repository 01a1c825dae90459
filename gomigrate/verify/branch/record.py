"""The record of a branch: the plan that made it, at .gomigrate/plan.json."""

from __future__ import annotations

import json
import posixpath
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.errors import Suggested, UsageProblem
from gomigrate.model.findings import Finding, Place
from gomigrate.plan.copies.keptcopies import PATCH
from gomigrate.report.read import PlanJsonError, plan_from_json
from gomigrate.scan.listing import has_file
from gomigrate.world.disk.trees import subtree
from gomigrate.world.git.gittree import GitTree
from gomigrate.world.git.repository import Repository

if TYPE_CHECKING:
    from gomigrate.model.plan import Plan
    from gomigrate.model.trees.tree import Tree

RECORD = ".gomigrate/plan.json"
"""Where apply puts the record, relative to the project's root."""

MOST = 64 << 20
"""The most bytes of a record that are read: ten thousand pins take a tenth of it."""


class RecordFault(StrEnum):
    """Why a record cannot be read."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    NOT_JSON = "not-json"
    NOT_A_PLAN = "not-a-plan"


def read_record(tree: Tree) -> Plan | Finding:
    """The plan recorded in a project's tree; a finding where there is none, or none that can be read."""

    def refused(fault: RecordFault, error: object = "") -> Finding:
        return finding("GM305", place=Place(RECORD), fault=fault, error=str(error))

    try:
        body = tree.read(RECORD)
    except FileNotFoundError:
        return finding("GM304", place=Place(RECORD))
    except OSError as e:
        return refused(RecordFault.UNREADABLE, e.strerror or e)
    if len(body) > MOST:
        return refused(RecordFault.TOO_LARGE, f"{MOST >> 20} MB")
    try:
        return plan_from_json(json.loads(body))
    except PlanJsonError as e:
        return refused(RecordFault.NOT_A_PLAN, e)
    except (ValueError, RecursionError) as e:
        return refused(RecordFault.NOT_JSON, e)


def recorded_plan(root: str, ref: str) -> Plan | None:
    """The plan that the ref carries for the project in `root`; None where it carries none that can be read. Raises
    WorldProblem where git fails."""
    tree = _project_at(root, ref)
    record = read_record(tree) if tree else None
    return None if isinstance(record, Finding) else record


def recorded_patches(root: str, ref: str, plan: Plan) -> tuple[tuple[str, str], ...]:
    """The patches beside kept copies that the ref carries, each with its path. Raises WorldProblem where git fails."""
    tree = _project_at(root, ref)
    paths = [path for path in plan.writes if tree and path.endswith(PATCH) and has_file(tree, path)]
    return tuple((path, tree.read(path).decode("utf-8", "replace")) for path in paths if tree)


def _project_at(root: str, ref: str) -> Tree | None:
    repository = Repository.find(root)
    commit = repository.resolve(ref) if repository else None
    return subtree(GitTree(repository.top, commit), repository.prefix) if repository and commit else None


def _carries(repository: Repository, ref: str) -> bool:
    path = posixpath.join(repository.prefix, RECORD)
    return repository.git.ask("ls-tree", "--name-only", "--full-tree", ref, "--", path) not in (None, b"")


def carrying(repository: Repository) -> list[str]:
    """The branches that carry a record. Raises WorldProblem where git fails."""
    listed = repository.git.run("for-each-ref", "--format=%(refname)", "refs/heads").decode("utf-8", "surrogateescape")
    return [ref.removeprefix("refs/heads/") for ref in listed.splitlines() if _carries(repository, ref)]


def recorded_ref(root: str, option: str = "--against") -> str:
    """The ref to verify where none is named: HEAD if it carries a record, else the only branch that does. `option`
    names one.

    Raises UsageProblem where there is no such branch, or more than one, and says what to give; WorldProblem where git
    fails.
    """
    repository = Repository.find(root)
    if repository is None:
        raise UsageProblem(
            f"{root} is not in a git repository, so there is no branch to verify", remedy=Suggested(("plan",))
        )
    if repository.head().commit and _carries(repository, "HEAD"):
        return "HEAD"
    found = carrying(repository)
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageProblem(
            f"no branch has {RECORD}, which gomigrate apply writes; {option} names a branch that was made by hand",
            remedy=Suggested(("plan",)),
        )
    raise UsageProblem(
        f"{len(found)} branches have {RECORD}: {', '.join(found[:5])}",
        remedy=Suggested((option, found[0]), is_more=True),
    )
