"""The record that a branch carries: the plan it was made by, at .gomigrate/plan.json."""

from __future__ import annotations

import json
import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.errors import UsageProblem
from gomigrate.model.findings import Finding, Place
from gomigrate.scan.listing import has_file

if TYPE_CHECKING:
    from gomigrate.model.plan import Plan
    from gomigrate.model.trees.tree import Tree

RECORD = ".gomigrate/plan.json"
"""Where apply puts the record, relative to the project's root."""

MOST = 64 << 20
"""So many bytes of a record are read: ten thousand pins take a tenth of it."""


def read_record(tree: Tree) -> Plan | Finding:
    """The plan recorded in a project's tree; a finding where there is none, or none that can be read."""
    from gomigrate.report.read import PlanJsonError, plan_from_json

    place = Place(RECORD)
    try:
        body = tree.read(RECORD)
    except FileNotFoundError:
        return finding("GM304", f"there is no {RECORD}: compared with the state before, but with no plan", place=place)
    except OSError as e:
        return finding("GM305", f"cannot be read: {e.strerror or e}", place=place)
    if len(body) > MOST:
        return finding("GM305", f"is larger than {MOST >> 20} MB", place=place)
    try:
        return plan_from_json(json.loads(body))
    except PlanJsonError as e:
        return finding("GM305", str(e), place=place)
    except (ValueError, RecursionError) as e:
        return finding("GM305", f"is not JSON: {e}", place=place)


def recorded_plan(root: str, ref: str) -> Plan | None:
    """The plan that the ref carries for the project in `root`; None where it carries none that can be read.

    Raises WorldProblem where git fails.
    """
    from gomigrate.world.disk.trees import GitTree, subtree
    from gomigrate.world.git.repository import Repository

    repository = Repository.find(root)
    commit = repository.resolve(ref) if repository else None
    if repository is None or commit is None:
        return None
    record = read_record(subtree(GitTree(repository.top, commit), repository.prefix))
    return None if isinstance(record, Finding) else record


def recorded_patches(root: str, ref: str, plan: Plan) -> tuple[tuple[str, str], ...]:
    """The patches beside kept copies that the ref carries, each with its path. Raises WorldProblem where git fails."""
    from gomigrate.plan.copies.keptcopies import PATCH
    from gomigrate.world.disk.trees import GitTree, subtree
    from gomigrate.world.git.repository import Repository

    repository = Repository.find(root)
    commit = repository.resolve(ref) if repository else None
    if repository is None or commit is None:
        return ()
    tree = subtree(GitTree(repository.top, commit), repository.prefix)
    paths = [path for path in plan.writes if path.endswith(PATCH) and has_file(tree, path)]
    return tuple((path, tree.read(path).decode("utf-8", "replace")) for path in paths)


def recorded_ref(root: str) -> str:
    """The ref to verify where none is named: HEAD if it carries a record, else the only branch that does.

    Raises UsageProblem where there is no such branch, or more than one, and says what to give; WorldProblem where git
    fails.
    """
    from gomigrate.world.git.repository import Repository

    repository = Repository.find(root)
    if repository is None:
        raise UsageProblem(f"{root} is not in a git repository, so there is no branch to verify")
    path = posixpath.join(repository.prefix, RECORD)

    def carries(ref: str) -> bool:
        return repository.git.ask("ls-tree", "--name-only", "--full-tree", ref, "--", path) not in (None, b"")

    if repository.head().commit and carries("HEAD"):
        return "HEAD"
    listed = repository.git.run("for-each-ref", "--format=%(refname)", "refs/heads").decode("utf-8", "surrogateescape")
    found = [ref.removeprefix("refs/heads/") for ref in listed.splitlines() if carries(ref)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageProblem(f"no branch carries {RECORD}: run gomigrate apply first, or name a ref with --against")
    raise UsageProblem(f"{len(found)} branches carry {RECORD} ({', '.join(found[:5])}): name one with --against")
