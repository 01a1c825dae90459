"""What verify found: the build list against the plan, and every package's files before and after."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gomigrate.model.findings import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ModuleDifference:
    """A module whose line in the build list is not the planned one; "" stands for absent."""

    path: str
    planned: str
    listed: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class PackageDifference:
    """A package that is built from other files: names of files `only_before`, `only_after`, and `changed`."""

    import_path: str
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformVerdict:
    """Every package of the build on one platform ("linux/amd64"): how many are the same; which differ; which the
    build had before and lacks now; which are new; which load with an error now and did not before."""

    platform: str
    same: int
    differ: tuple[PackageDifference, ...] = ()
    lost: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    newly_broken: tuple[tuple[str, str], ...] = ()
    broken_before: tuple[str, ...] = ()


class TidyState(StrEnum):
    """What `go mod tidy -diff` says of a branch; CANNOT where tidy itself fails."""

    CLEAN = "clean"
    DIFFERS = "differs"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidy:
    """The answer of `go mod tidy -diff`: the lines it would add or remove; or the go command's words for why it cannot
    say ("" where it has none), with the import that it could not find where that is the reason. `is_too_old`: this go
    command does not know the question."""

    state: TidyState
    lines: tuple[str, ...] = ()
    error: str = ""
    missing: str = ""
    is_too_old: bool = False


class Outcome(StrEnum):
    """How a test ended. A package has an outcome as well, under the test name ""."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    BUILD_FAILED = "build failed"
    UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class CaseChange:
    """A test (or with `test` "" a package) that ended otherwise: None where it did not run on that side. `evidence`
    is how the failure begins."""

    package: str
    test: str
    before: Outcome | None
    after: Outcome | None
    evidence: tuple[str, ...] = ()

    @property
    def is_worse(self) -> bool:
        """Whether the branch lacks or fails what was there and did not fail before."""
        good = (Outcome.PASSED, Outcome.SKIPPED)
        if self.before not in good:
            return False
        return self.after not in good or (self.before, self.after) == good


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteVerdict:
    """The project's own tests before and after: how many ended the same way, which did not; how many of each outcome
    (in Outcome's order) there were on either side."""

    same: int
    changes: tuple[CaseChange, ...] = ()
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()


class How(StrEnum):
    """What became of a file."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    MODE = "mode"


class When(StrEnum):
    """Which commits changed a file: those of the migration, those between the state before and the migration, later
    ones. UNKNOWN without a plan, or without the history that tells."""

    BEFORE = "before the migration"
    MIGRATION = "by the migration"
    LATER = "since the migration"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class FileChange:
    """A file that is not as it was, though the plan does not say so. `path` is relative to the project ("../x" outside
    of it); `modes` are git's modes before and after, where these differ ("100644 100755"; none is 000000)."""

    path: str
    how: How
    when: When = When.UNKNOWN
    modes: str = ""


class Gap(StrEnum):
    """What was not checked, or not wholly; `report.words.verifying` says why of each."""

    NO_GO_COMMAND = "no-go-command"
    GO_MOD_LINES_ALONE = "go-mod-lines-alone"
    NO_BASE = "no-base"
    BASE_ORIGIN = "base-origin"
    BASE_OF_SEVERAL = "base-of-several"
    NO_MODULE = "no-module"
    NO_PLAN = "no-plan"
    UNREADABLE_FILE = "unreadable-file"
    OFFLINE = "offline"
    TOOLCHAIN = "toolchain"
    LOCKED_VERSIONS = "locked-versions"
    DISAGREEMENTS = "disagreements"
    BROKEN_BEFORE = "broken-before"
    WORKSPACE = "workspace"
    VENDOR_STAYS = "vendor-stays"
    NO_TESTS_BEFORE = "no-tests-before"
    PLATFORMS = "platforms"
    UNEXPLAINED_FILES = "unexplained-files"
    OTHER_MODULES = "other-modules"
    CONTENT = "content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchecked:
    """Something that was not checked: `names` are the commits, modules, packages, platforms or files that this is
    about, `count` a number that the names do not give."""

    what: Gap
    names: tuple[str, ...] = ()
    platform: str = ""
    count: int = 0


Told = Finding | Unchecked
"""What a step of verify has to say beside its result."""


class VerdictState(StrEnum):
    """How a verdict ends; NOT_COMPARED where nothing came out different, and no package was compared."""

    EQUAL = "equal"
    DIFFERENT = "different"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The build is equal only if nothing differs and the parts that say so were really compared; what was not is
    `unchecked`. `base` is the commit that was compared with, "" without one; `tests` is None where they were not asked
    for. `unplanned` are the files that changed besides what the plan says, `unproved` those that the plan says are
    written or edited and whose content was compared with nothing."""

    ref: str
    modules_same: int
    modules_differ: tuple[ModuleDifference, ...]
    platforms: tuple[PlatformVerdict, ...]
    findings: tuple[Finding, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    base: str = ""
    tidy: Tidy | None = None
    tests: SuiteVerdict | None = None
    unplanned: tuple[FileChange, ...] = ()
    unproved: tuple[str, ...] = ()

    @property
    def state(self) -> VerdictState:
        """EQUAL where packages were compared on every platform asked for, and nothing came out different or in error. A
        platform without a single package shows nothing by itself."""
        is_bad = bool(self.modules_differ) or any(f.severity is Severity.ERROR for f in self.findings)
        is_worse = self.tests is not None and any(change.is_worse for change in self.tests.changes)
        differs = any(p.differ or p.lost or p.newly_broken for p in self.platforms)
        if any(p.same for p in self.platforms) and not (is_bad or is_worse or differs):
            return VerdictState.EQUAL
        return VerdictState.DIFFERENT if self.platforms or is_bad else VerdictState.NOT_COMPARED

    @property
    def is_equal(self) -> bool:
        """Whether the build is the same."""
        return self.state is VerdictState.EQUAL
