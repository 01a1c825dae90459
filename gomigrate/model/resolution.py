"""What resolve works out for each group of pins: the module version, or everything that was tried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.modules import Proof

if TYPE_CHECKING:
    from datetime import datetime

    from gomigrate.model.decision import CopyReason
    from gomigrate.model.legacy.inventory import Used
    from gomigrate.model.legacy.pins import Pin
    from gomigrate.model.modules import Attempt, ModuleVersion


WantKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """One revision of one repository that the legacy build uses or a lock names.

    `root` is the repository's import path; `revision` is "" where nothing names one. `pins` are the lock entries,
    `packages` the legacy build's packages that it provides. `source` is the fork or mirror that the lock names,
    `remote` where the checkout was cloned from. `locked_elsewhere` is the revision of a lock that contradicts the
    checkout. `declared` is the other module path that its vendored go.mod names. `joins` are the keys of the wants that
    were joined.
    """

    root: str
    revision: str
    pins: tuple[Pin, ...] = ()
    packages: tuple[Used, ...] = ()
    source: str = ""
    remote: str = ""
    version_hint: str = ""
    time_hint: datetime | None = None
    is_root_sure: bool = True
    is_from_checkout: bool = False
    locked_elsewhere: str = ""
    declared: str = ""
    joins: tuple[WantKey, ...] = ()

    @property
    def key(self) -> WantKey:
        """What makes entries one want: the repository, the revision, the fork."""
        return self.root, self.revision, self.source

    @property
    def keys(self) -> tuple[WantKey, ...]:
        """The wants that this one stands for, by their keys."""
        return self.joins or (self.key,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The outcome for a want: `module` None if no source knows the revision. Where a fork answered, `module` is the
    fork's and `path` still the import path that the code writes. `commit` and `time` are as far as known; `proof` is
    what tells that the module is the revision; `refused` why the module cannot be built, where there is no copy."""

    want: Want
    path: str
    module: ModuleVersion | None
    commit: str = ""
    time: datetime | None = None
    attempts: tuple[Attempt, ...] = ()
    proof: Proof = Proof.COMMIT
    refused: CopyReason | None = None

    @property
    def is_fork(self) -> bool:
        """Whether the code comes from another module path than the one that is imported."""
        return self.module is not None and self.module.path != self.path
