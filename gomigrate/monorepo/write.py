"""The modules of a repository as commits on one branch."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.errors import ProjectProblem
from gomigrate.model.findings import Severity
from gomigrate.model.plan import Change, ChangeSet, Step
from gomigrate.model.policy import DEFAULT_GO
from gomigrate.modfile.placeholder import placeholder
from gomigrate.monorepo.folders import is_in
from gomigrate.monorepo.laststep import last_step
from gomigrate.pipeline import blocking
from gomigrate.report.fleets.commits import places_message
from gomigrate.report.words.findings import message_of
from gomigrate.scan.listing import has_file
from gomigrate.world.git.branch import write_branch

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding
    from gomigrate.model.policy import Policy
    from gomigrate.monorepo.divide import Divided
    from gomigrate.monorepo.prepare import PreparedModule
    from gomigrate.world.world import World

Announce = Callable[[tuple[str, ...]], None]


def write_module(
    prepared: PreparedModule, policy: Policy, branch: str, *, force: bool, onto: str, announce: Announce
) -> None:
    """Write one module as a commit on a new branch that starts at HEAD, after a commit that reserves the folders of the
    others.

    With `onto`, continue the branch that other modules were written to, which must be at that commit. `announce` gets
    the commits before the branch moves. Raises ProjectProblem where the plan is blocked or the branch is not as
    expected, UsageProblem without git.
    """
    if reasons := blocking(prepared.plan):
        raise ProjectProblem(f"nothing was written: {'; '.join(reasons)}", prepared.plan.findings)
    first = _places_held(prepared.divided, policy)
    held = {change.path: change.after for change in first.changes}
    changes = tuple(replace(change, before=held.get(change.path, change.before)) for change in prepared.step.changes)
    steps = (*((first,) if held and not onto else ()), replace(prepared.step, changes=changes))
    _write(prepared.divided, steps, branch, force=force, onto=onto, announce=announce)


def write_last_step(
    world: World, divided: Divided, branch: str, *, force: bool, onto: str, announce: Announce
) -> tuple[Finding, ...]:
    """Write what is left to do on top of the branch, which the modules moved to the commit `onto`.

    `force`: the branch may have moved. Returns the findings. Raises ProjectProblem where there is no such commit, or
    nothing that could be done; WorldProblem.
    """
    if not onto:
        why = "the branch is another one than this run writes" if force else "no module was made"
        raise ProjectProblem(f"nothing was written at the end: {why}")
    step, findings = last_step(world, divided, onto)
    wrong = [said for said in findings if said.severity is Severity.ERROR or not step.changes]
    if wrong:
        raise ProjectProblem(message_of(wrong[0]), findings)
    _write(divided, (step,), branch, force=True, onto=onto, announce=announce)
    return findings


def _write(
    divided: Divided, steps: tuple[Step, ...], branch: str, *, force: bool, onto: str, announce: Announce
) -> None:
    project = divided.surveyed.project
    write_branch(
        divided.repository(),
        branch,
        onto or project.commit,
        ChangeSet(steps=steps),
        prefix=project.prefix,
        force=force or bool(onto),
        expected=onto,
        announce=announce,
    )


def _places_held(divided: Divided, policy: Policy) -> Step:
    """The step before all others: a go.mod that reserves the folder of each module below another one. Without it the
    outer module would have its packages until the module is made, or always where it is blocked."""
    modules, tree = divided.partition.modules, divided.surveyed.trees.committed
    changes = [
        Change(path=path, before=None, after=placeholder(module.path, policy.go or DEFAULT_GO))
        for module in sorted(modules, key=lambda module: module.folder)
        if is_in(module.folder, (other.folder for other in modules if other is not module))
        and not has_file(tree, path := posixpath.join(module.folder, "go.mod"))
    ]
    message = places_message(len(changes))
    return Step(subject=message.subject, body=message.body, changes=tuple(changes))
