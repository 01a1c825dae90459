"""The plan: every decision with its reason, and what it does to the files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.decision import Difference, Lifted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from gomigrate.model.decision import Reason
    from gomigrate.model.diagnosis.remedies import Remedy
    from gomigrate.model.findings import Finding, Place
    from gomigrate.model.legacy.habits import FlagsRow, GoCommandAt, Habit
    from gomigrate.model.legacy.inventory import FoundBy
    from gomigrate.model.modules import Attempt, ModuleVersion


class State(StrEnum):
    """What becomes of a legacy pin."""

    KEPT = "kept"
    HELD = "held"
    COPIED = "copied"
    RAISED = "raised"
    MOVED = "moved"
    DROPPED = "dropped"
    UNRESOLVED = "unresolved"


class Likeness(StrEnum):
    """How a legacy package compares with the module's, from best to worst.

    All but the last two build the same. Pruned: files that no build uses are missing. Decorated: such files were added
    or changed. Rewritten: only import paths differ. Marked: only what tools leave in a file and no compiler sees
    differs. Patched: a build compiles other bytes. Foreign: the module lacks the package.
    """

    IDENTICAL = "identical"
    PRUNED = "pruned"
    DECORATED = "decorated"
    REWRITTEN = "rewritten"
    MARKED = "marked"
    PATCHED = "patched"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How many packages were compared with the legacy copy, by the result. `marks` of tools are what the marked ones
    differ by."""

    packages: int
    likenesses: tuple[Likeness, ...]
    marks: tuple[Difference, ...] = ()

    @classmethod
    def of(cls, likenesses: Sequence[Likeness], marks: Collection[Difference] = ()) -> Compared | None:
        """The sum of these; None of none."""
        found = tuple(likeness for likeness in Likeness if likeness in likenesses)
        ordered = tuple(mark for mark in Difference if mark in marks)
        return cls(packages=len(likenesses), likenesses=found, marks=ordered) if found else None


@dataclass(frozen=True, slots=True)
class PinAt:
    """A pin by its path and its place: one line of a lock may have several."""

    path: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One revision of one repository that the legacy build had, and what becomes of it.

    `module` is what go.mod requires, `built` what is compiled where a replace line makes that another module or a
    folder. `pins` are the lock entries that name the revision (none: no lock does). As evidence, `attempts` are the
    sources that were asked, `compared` is the comparison with the legacy copy, `needed_by` the import chain that leads
    there. `reason` is None in an older record, which kept no reasons. `remedy` is what to try for a copy or an
    unresolved pin.
    """

    path: str
    revision: str
    state: State
    reason: Reason | None
    module: ModuleVersion | None = None
    built: ModuleVersion | None = None
    pins: tuple[PinAt, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    compared: Compared | None = None
    needed_by: tuple[str, ...] = ()
    remedy: Remedy | None = None

    @property
    def pinned(self) -> ModuleVersion | None:
        """What would be built without a lift: the version that the pin comes to."""
        module = self.built or self.module
        return replace(module, version=self.reason.old) if module and isinstance(self.reason, Lifted) else module

    @property
    def lock(self) -> Place | None:
        """The first place where a lock names the revision."""
        return self.pins[0].place if self.pins else None


def copies_of(lines: Iterable[LedgerLine]) -> tuple[LedgerLine, ...]:
    """The kept copies, each once: several revisions of a repository may end in one."""
    copied = {line.path: line for line in reversed(tuple(lines)) if line.state is State.COPIED}
    return tuple(copied[path] for path in sorted(copied))


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Requirement:
    """A require line."""

    path: str
    version: str
    indirect: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Replacement:
    """A replace line; `version` "" replaces every version, `new_version` "" means `new_path` is a folder (./x)."""

    path: str
    version: str = ""
    new_path: str
    new_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Selected:
    """A line of the build list: the version that MVS selects, and what is built instead, if replaced."""

    path: str
    version: str
    replaced_by: ModuleVersion | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class LiftedModule:
    """A module of the build list, by its import path, that is at a release instead of a commit."""

    path: str
    reason: Lifted


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """An import that no lock covers, and the version chosen for it."""

    import_path: str
    module: ModuleVersion
    reason: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One file, before and after (None: not there). A submodule can only be removed; its `before` is the commit."""

    path: str
    before: bytes | None
    after: bytes | None
    executable: bool = False
    link: bool = False
    submodule: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One commit: a subject line, a body, and its changes in path order."""

    subject: str
    body: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """The commits in their order."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedProject:
    """The project that the plan is for. `commit` "" and `date` None where there is no git; `lock_tools` are those of
    the `locks`, one for each (a record of an older version has none)."""

    import_path: str
    found_by: FoundBy | None = None
    root: str
    commit: str = ""
    date: datetime | None = None
    locks: tuple[str, ...] = ()
    lock_tools: tuple[str, ...] = ()
    vendor: str = ""
    vendored_packages: int = 0
    is_dirty: bool = False


class StepKind(StrEnum):
    """What a step after the migration removes: a replace line that HOLDs a version of the same module, that leads to
    another module (FORK) or to a kept COPY; a PSEUDO-version; an EXCLUDE line; an old GO line."""

    HOLD = "hold"
    FORK = "fork"
    COPY = "copy"
    PSEUDO = "pseudo"
    EXCLUDE = "exclude"
    GO = "go"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenStep:
    """A step of a commit that was a module already. Of the module `path` (none for a go line) `before` is replaced by
    `after`, and the holds of the paths `together` are removed. Only the `packages` may be built from other files
    afterwards, be added or be removed."""

    kind: StepKind
    path: str = ""
    before: str
    after: str
    together: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the step, such as hold:golang.org/x/net or go:1.21."""
        return f"{self.kind}:{self.path or self.after}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that apply will do and verify will check.

    Paths in `writes`, `edits` and `removes` are relative to the project root. `go_sum` and `go_mod` are the exact
    texts. `rewrites` are the import path prefixes that change in Go files, old and new; a prefix that ends in "/"
    changes whatever follows it. `habits` are what GOPATH mode left in build files, `go_commands` all calls of the go
    command there, `goflags` the GOFLAGS of each.

    `vendor_stays`: an old vendor folder is left where the go command refuses it. `is_restored`: versions of a lock
    replace those of an existing go.mod. `disagreements` are the modules that units of this module had locked at
    different commits. `excludes` are the exclude lines. `accepted_merges` are the packages of which one copy replaces
    others, as the user accepted. `lifted` are the modules at a release instead of a commit. `step` is the step after a
    migration that this plan is (None: it is none).
    """

    source: PlannedProject
    module: str
    go: str
    ledger: tuple[LedgerLine, ...]
    requires: tuple[Requirement, ...]
    replaces: tuple[Replacement, ...]
    build_list: tuple[Selected, ...]
    unlocked: tuple[Unlocked, ...]
    go_mod: str
    go_sum: str
    writes: tuple[str, ...]
    edits: tuple[str, ...]
    removes: tuple[str, ...]
    platforms: tuple[str, ...]
    findings: tuple[Finding, ...]
    rewrites: tuple[tuple[str, str], ...] = ()
    habits: tuple[Habit, ...] = ()
    goflags: tuple[FlagsRow, ...] = ()
    go_commands: tuple[GoCommandAt, ...] = ()
    vendor_stays: bool = False
    is_restored: bool = False
    disagreements: tuple[str, ...] = ()
    excludes: tuple[ModuleVersion, ...] = ()
    accepted_merges: tuple[str, ...] = ()
    lifted: tuple[LiftedModule, ...] = ()
    step: TakenStep | None = None

    def count(self, state: State) -> int:
        """The number of pins that ended so."""
        return sum(line.state is state for line in self.ledger)
