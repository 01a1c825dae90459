"""The modules as commits on a branch, and whether each builds what it built before."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.errors import ProjectProblem
from gomigrate.monorepo.divide import repository_of
from gomigrate.monorepo.places import places_held, upon
from gomigrate.monorepo.prepare import PartState, part_step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gomigrate.model.policy import Policy
    from gomigrate.model.verdict import Verdict
    from gomigrate.monorepo.closing import Closing
    from gomigrate.monorepo.divide import Divided
    from gomigrate.monorepo.prepare import PreparedPart, PreparedRepository
    from gomigrate.world.git.branch import BranchResult
    from gomigrate.world.world import World


def apply_parts(prepared: PreparedRepository, branch: str, *, force: bool = False) -> BranchResult:
    """Write the modules as commits on a new branch that starts at HEAD: one for each, in their order.

    Raises ProjectProblem where the branch exists or no module is ready, UsageProblem where there is no git.
    """
    from gomigrate.world.git.branch import write_branch

    project = prepared.divided.surveyed.project
    repository = repository_of(prepared.divided)
    return write_branch(repository, branch, project.commit, prepared.changes, prefix=project.prefix, force=force)


def apply_part(
    divided: Divided,
    part: PreparedPart,
    policy: Policy,
    branch: str,
    *,
    force: bool = False,
    onto: str = "",
    announce: Callable[[tuple[str, ...]], None] = lambda commits: None,
) -> BranchResult:
    """Write one module as a commit on a new branch that starts at HEAD, after one that holds the places of the others;
    or, with `onto`, go on with the branch that other modules were written to, which must be at that commit. `announce`
    is told the commits before the branch is moved.

    Raises ProjectProblem where the module is not ready or the branch is not as expected, UsageProblem without git.
    """
    from gomigrate.model.plan import ChangeSet
    from gomigrate.world.git.branch import write_branch

    if part.prepared is None or part.state is not PartState.READY:
        raise ProjectProblem(f"{part.part.path}: nothing was written: {'; '.join(part.reasons) or part.state}")
    repository = repository_of(divided)
    held = places_held(divided, policy)
    step = upon(part_step(part.part, part.prepared), {change.path: change.after for change in held.changes})
    first = (held,) if held.changes and not onto else ()
    project = divided.surveyed.project
    return write_branch(
        repository,
        branch,
        onto or project.commit,
        ChangeSet(steps=(*first, step)),
        prefix=project.prefix,
        force=force or bool(onto),
        expected=onto,
        announce=announce,
    )


def write_closing(
    divided: Divided,
    closing: Closing,
    branch: str,
    *,
    onto: str,
    announce: Callable[[tuple[str, ...]], None] = lambda commits: None,
) -> BranchResult:
    """Write what closes the division upon the branch, which must be at the commit `onto`. Raises as apply_part does."""
    from gomigrate.model.plan import ChangeSet
    from gomigrate.world.git.branch import write_branch

    return write_branch(
        repository_of(divided),
        branch,
        onto,
        ChangeSet(steps=(closing.step,)),
        prefix=divided.surveyed.project.prefix,
        force=True,
        expected=onto,
        announce=announce,
    )


def verify_parts(
    world: World, prepared: PreparedRepository, ref: str, *, platforms: Sequence[str] | None = None
) -> Iterator[tuple[str, Verdict]]:
    """The folder of each module that was made, and whether it builds the same as before. Raises as verify does."""
    from gomigrate.verify.verify import verify

    root = prepared.divided.surveyed.project.root
    for part in prepared.parts:
        if part.state is PartState.READY:
            folder = posixpath.join(root, part.part.folder).rstrip("/")
            yield part.part.folder, verify(world, folder, ref, platforms=platforms)
