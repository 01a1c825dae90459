"""Which modules a repository becomes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.errors import ProjectProblem, UsageProblem
from gomigrate.monorepo.partition.make import make_partition
from gomigrate.monorepo.preferences import read_preferences
from gomigrate.monorepo.survey import survey
from gomigrate.report.words.findings import message_of
from gomigrate.world.git.repository import Repository

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding
    from gomigrate.model.fleets.partition import Layout, Partition
    from gomigrate.monorepo.survey import Surveyed
    from gomigrate.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Divided:
    """A repository as it was seen, and the modules that it becomes; `unclear` is what in its gomigrate.toml cannot be
    understood."""

    surveyed: Surveyed
    partition: Partition
    unclear: tuple[Finding, ...] = ()

    def repository(self) -> Repository:
        """The git repository. Raises UsageProblem where there is none, or no commit in it."""
        project = self.surveyed.project
        repository = Repository.find(project.root)
        if repository is None or not project.commit:
            raise UsageProblem(f"{project.root} has no commit in git to start a branch from")
        return repository

    def refuse_unclear(self) -> None:
        """Raises ProjectProblem where gomigrate.toml cannot be understood: it was meant to change what is written."""
        if self.unclear:
            raise ProjectProblem(f"nothing was planned: {message_of(self.unclear[0])}", self.unclear)


def divide(world: World, directory: str, *, layout: Layout | None = None, import_path: str = "") -> Divided:
    """The modules that the repository of `directory` becomes, from its content and its gomigrate.toml.

    `layout` overrides the one in gomigrate.toml. Raises as survey does.
    """
    surveyed = survey(world, directory, import_path=import_path)
    preferences, unclear = read_preferences(surveyed.preferences)
    partition = make_partition(surveyed.survey, preferences, layout)
    partition = replace(partition, findings=(*unclear, *partition.findings))
    return Divided(surveyed=surveyed, partition=partition, unclear=unclear)
