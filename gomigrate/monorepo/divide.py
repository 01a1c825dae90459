"""Which modules a repository becomes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.errors import ProjectProblem, UsageProblem
from gomigrate.report.words.findings import message_of

if TYPE_CHECKING:
    from gomigrate.model.fleets.partition import Layout, Partition
    from gomigrate.monorepo.survey import Surveyed
    from gomigrate.world.git.repository import Repository
    from gomigrate.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Divided:
    """A repository as it was seen, and the modules that it becomes."""

    surveyed: Surveyed
    partition: Partition


def divide(world: World, directory: str, *, layout: Layout | None = None, import_path: str = "") -> Divided:
    """Which modules the repository that `directory` lies in becomes, by what is in it and what its gomigrate.toml says.

    `layout` goes before the one wished there. Raises as scan.survey does.
    """
    from gomigrate.monorepo.partition.make import make_partition
    from gomigrate.monorepo.partition.wishes import read_wishes
    from gomigrate.monorepo.survey import survey

    surveyed = survey(world, directory, import_path=import_path)
    wishes, wrong = read_wishes(surveyed.wishes)
    partition = make_partition(surveyed.survey, wishes, layout)
    return Divided(surveyed=surveyed, partition=replace(partition, findings=(*wrong, *partition.findings)))


def refuse_unclear(divided: Divided) -> None:
    """Raises ProjectProblem where gomigrate.toml has a wish that cannot be understood: it was meant to change what is
    written."""
    from gomigrate.model.findings import Severity

    wrong = tuple(f for f in divided.partition.findings if f.code == "GM901" and f.severity is Severity.ERROR)
    if wrong:
        raise ProjectProblem(f"nothing was planned: {message_of(wrong[0])}", wrong)


def repository_of(divided: Divided) -> Repository:
    """The git repository. Raises UsageProblem where there is none, or no commit in it."""
    from gomigrate.world.git.repository import Repository

    project = divided.surveyed.project
    repository = Repository.find(project.root)
    if repository is None or not project.commit:
        raise UsageProblem(f"{project.root} has no commit in git to start a branch from")
    return repository
