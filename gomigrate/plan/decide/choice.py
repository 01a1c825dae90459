"""What module mode builds instead of what the legacy build had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.decision import AsIn, CopyReason, InGoMod, InRepository, Lifted, NewestOf, Taken
from gomigrate.model.modules import Attempt, ModuleVersion
from gomigrate.model.policy import COPIES

if TYPE_CHECKING:
    from gomigrate.model.legacy.inventory import Used
    from gomigrate.model.resolution import Resolution
    from gomigrate.plan.decide.compare import Comparison
    from gomigrate.plan.decide.patch import Patch


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A module of the new build, and the `reason` for it.

    It is imported as `path`, required at `version`, and built from `built` (the same, a fork, or a folder with version
    ""). `patch` is what a copy changed in upstream's files. `is_refused`: a person has to decide about it (`--patched
    fail`). `lifted`: the version is a release instead of the one that the reason is about.
    """

    path: str
    version: str
    built: ModuleVersion
    reason: Taken | CopyReason
    resolution: Resolution | None = None
    packages: tuple[Used, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    patch: Patch | None = None
    is_refused: bool = False
    lifted: Lifted | None = None

    @property
    def is_copy(self) -> bool:
        """Whether the code stays in the repository, as a kept copy."""
        return isinstance(self.reason, CopyReason)

    @property
    def is_locked(self) -> bool:
        """Whether the legacy build decided it, as opposed to a date, a go.mod or another module."""
        if isinstance(self.reason, AsIn):
            return self.reason.is_locked
        return not isinstance(self.reason, NewestOf | InGoMod | InRepository)

    @property
    def is_replaced(self) -> bool:
        """Whether a replace line is needed whatever MVS selects."""
        return self.built != ModuleVersion(self.path, self.version)


def copy_folder(path: str) -> str:
    """The folder of a module's kept copy, as a replace line writes it."""
    return f"./{COPIES}/{path}"
