"""What a batch was asked to do, and the job of the process of one unit; kept in the run folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomigrate.model.fleets.batch import Unit
    from gomigrate.model.fleets.partition import Layout
    from gomigrate.model.policy import Policy

DEFAULT_BRANCH = "modules"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """`branch` is a template: `{unit}` stands for the unit's folder in its repository and `{name}` for the last word
    of that; without either, the units of a repository share one branch. `force` replaces branches that exist,
    `dry_run` only plans, `step_branches` makes a branch for each commit besides, `unit_timeout` is the number of
    seconds that one unit may take. With a `layout` the units are the modules that one repository becomes, whose top
    has the import path `import_path` ("": found out)."""

    policy: Policy
    branch: str = DEFAULT_BRANCH
    force: bool = False
    dry_run: bool = False
    step_branches: bool = False
    unit_timeout: float = 3600
    layout: Layout | None = None
    import_path: str = ""

    def branch_of(self, unit: Unit) -> str:
        """The branch that the unit is written to."""
        folder = unit.prefix or unit.root.rpartition("/")[2]
        return self.branch.replace("{unit}", folder).replace("{name}", folder.rpartition("/")[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`siblings` are the folders, in the run, of the other units that are written to the same branch, and `lock` the
    file that whoever writes to it holds. `needs` are the folders of the modules of a divided repository that this one
    needs, directly or not. `answers` is where the run keeps what proxies say."""

    unit: Unit
    options: BatchOptions
    siblings: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    lock: str = ""
    answers: str = ""

    @property
    def branch(self) -> str:
        """The branch that the unit is written to."""
        return self.options.branch_of(self.unit)
