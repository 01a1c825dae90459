"""The command that comes next, as one can copy it: with the options and the folder that were given."""

from __future__ import annotations

import shlex
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from gomigrate.model.errors import ProjectProblem, Suggested, UsageProblem, WorldProblem

if TYPE_CHECKING:
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.plan import Plan
    from gomigrate.model.roadmap import Roadmap
    from gomigrate.model.savedplan import BranchPoint
    from gomigrate.model.verdict import Verdict
    from gomigrate.report.words.call import Invocation

_BRANCH = "modules"


def again(command: str, *more: str) -> str:
    """The command as it was called, with an option more, or with another value of it."""
    called = sys.argv[1:]
    at = called.index(command) + 1 if command in called else 0
    after = called[at:]
    for option in (word for word in more if word.startswith("--")):
        if option in after:
            del after[after.index(option) : after.index(option) + (2 if more[-1] != option else 1)]
        after = [word for word in after if not word.startswith(f"{option}=")]
    return shlex.join(("gomigrate", *called[:at], *more, *after))


def build_command(directory: str) -> str:
    """The build of the project, from where the user is."""
    return "go build ./..." if directory == "." else f"(cd {shlex.quote(directory)} && go build ./...)"


def after_scan(call: Invocation, inventory: Inventory) -> str:
    """What to do once the project was looked at."""
    from gomigrate.model.findings import Severity

    error = next((found for found in inventory.findings if found.severity is Severity.ERROR), None)
    if error:
        return call.command("explain", error.code)
    return call.command("doctor" if inventory.is_migrated else "plan")


def apply_command(call: Invocation, start: BranchPoint, out: str) -> str:
    """The apply that writes the plan of this command: from the file `out`, if it was saved there."""
    if not start.commit:
        return call.command("apply", "--in-place")
    saved = ("--plan", out) if out else ()
    return call.command("apply", "--branch", free_branch(start.root), *saved)


def free_branch(root: str, wanted: str = _BRANCH) -> str:
    """The first name of a row that no branch has, and that git can make; without git, or in a repository that has no
    room for one, the last of the row."""
    from gomigrate.pipeline import check_branch

    flat = wanted.replace("/", "-")  # where there is a branch of the name of a folder in it
    for name in dict.fromkeys((wanted, f"{wanted}-2", flat, *(f"{flat}-{number}" for number in range(2, 100)))):
        with suppress(ProjectProblem, UsageProblem):
            check_branch(root, name)
            return name
    return f"{flat}-100"


def after_roadmap(roadmap: Roadmap, root: str, call: Invocation, *, is_verbose: bool) -> str:
    """The command that makes the first step, or shows what is against each; "" where there is none."""
    if roadmap.ready:
        return call.command("next", "--apply", roadmap.ready[0].name, "--branch", free_branch(root, "next"))
    return again("next", "-v") if roadmap.steps and not is_verbose else ""


def check_new_branch(root: str, branch: str, *, force: bool) -> None:
    """Refuse a branch ("": none) that could not be written, with the name of one that could. Raises as
    `gomigrate.pipeline.check_branch`."""
    from gomigrate.pipeline import check_branch

    try:
        if branch:
            check_branch(root, branch, force=force)
    except ProjectProblem as error:
        raise ProjectProblem(str(error), instead=(branch, free_branch(root, branch))) from error
    except UsageProblem as error:
        raise UsageProblem(str(error), remedy=error.remedy, instead=(branch, free_branch(root))) from error


def decide_command(plan: Plan) -> Suggested:
    """What helps with the decisions of a plan that was shown: clones, if those may have what it lacks."""
    from gomigrate.model.diagnosis.remedies import RemedyKind
    from gomigrate.model.plan import State

    if any(
        line.remedy and line.remedy.kind is RemedyKind.CLONE for line in plan.ledger if line.state is State.UNRESOLVED
    ):
        return Suggested(("clone",))
    return Suggested(("plan", "-v"))


def after_verdict(verdict: Verdict, root: str, call: Invocation, *, is_verbose: bool) -> tuple[str, ...]:
    """What follows from the verdict: the lines below it."""
    from gomigrate.model.verdict import VerdictState
    from gomigrate.report.words.links import finding_url, worst_of

    if verdict.state is VerdictState.READY:
        if verdict.is_gate:
            return ()
        if verdict.ref == "HEAD":
            return f"Next: {call:next}", f"As a gate in CI: {call:verify --gate}"
        review = again("verify", "--format", "markdown")
        return f"Next: {_merge(root, verdict.ref, call)}", f"For a pull request: {review}"
    if worst := worst_of(verdict.findings):
        return f"Next: {call.command('explain', worst)}", finding_url(worst)
    if not is_verbose:
        return (f"Next: {again('verify', '-v')}",)
    return (f"Next: {call:doctor}",)


def _merge(root: str, ref: str, call: Invocation) -> str:
    """How the branch comes into the one that is checked out, as far as git would do that as things stand."""
    from gomigrate.world.git.merging import Mergeable, mergeable
    from gomigrate.world.git.repository import Repository

    repository = Repository.find(root)
    try:
        state = mergeable(repository, ref) if repository else Mergeable.CONFLICTS
    except WorldProblem:
        state = Mergeable.CONFLICTS
    here = () if call.directory == "." else ("-C", call.directory)
    merge = shlex.join(("git", *here, "merge", ref))
    match state:
        case Mergeable.FORWARD:
            return merge
        case Mergeable.COMMIT:
            return shlex.join(("git", *here, "merge", "--no-edit", ref))
        case Mergeable.MERGED:
            return call.command("next")
        case Mergeable.DETACHED:
            return f"switch to the branch to merge into, then {merge}"
        case Mergeable.IN_THE_WAY:
            return f"commit or stash your changes, then {merge}"
        case Mergeable.NAMELESS:
            return f"set git config user.name and user.email, then {merge}"
        case Mergeable.CONFLICTS:
            return call.command("plan")
