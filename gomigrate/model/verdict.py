"""What verify found: the same code, does it build, does the pipeline run."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.findings import Finding, Severity

if TYPE_CHECKING:
    from gomigrate.model.decision import Difference
    from gomigrate.model.gaps import Unchecked
    from gomigrate.model.suite import CaseChange, SuiteVerdict


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ModuleDifference:
    """A module whose line in the build list is not the planned one; "" stands for absent."""

    path: str
    planned: str
    listed: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class PackageDifference:
    """A package that is built from other files: the names of files `only_before`, `only_after`, and `changed`."""

    import_path: str
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class MarkedPackage:
    """A package that is the same except for marks that tools left in its files, which no compiler sees."""

    import_path: str
    marks: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformVerdict:
    """Every package of the build on one platform ("linux/amd64") with one set of tags, with cgo or without, compared by
    its files. `same` counts the packages that are the same, `marked` are those of them that only marks of tools tell
    apart. `differ` are built from other files. `merged` had several different copies, and are one of them now. `lost`
    and `added` are only on one side. `newly_broken` load with an error that they did not have before, `broken_before`
    had one. `moved` are those that differ or are removed, as the step says."""

    platform: str
    tags: tuple[str, ...] = ()
    is_cgo: bool = True
    same: int
    marked: tuple[MarkedPackage, ...] = ()
    differ: tuple[PackageDifference, ...] = ()
    merged: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    newly_broken: tuple[tuple[str, str], ...] = ()
    broken_before: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()


class Witness(StrEnum):
    """Why the compiler made other code of a package: files that it read differ; the package was built with another COPY
    of one that it imports; a package that it imports differs; none of these."""

    FILES = "files"
    COPY = "copy"
    IMPORTS = "imports"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class CodeDifference:
    """A package of which the compiler made other code. `files` are those that it read and that differ (relative to the
    package's folder), or the `imports` explain it. `is_accepted`: its only explanation is a copy that replaces others,
    as the user accepted, or a step that says so."""

    import_path: str
    because: Witness
    files: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    is_accepted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class NotCompiled:
    """A package that does not compile on one side or on both: the first line of the reason before and after, "" for the
    side on which it compiled. `same_files` says whether its files are the same on both sides, `has_files` whether
    either side has any."""

    import_path: str
    before: str = ""
    after: str = ""
    same_files: bool = False
    has_files: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledBuild:
    """Every package of one build, compiled before and after by the same go command. The build is for one `platform`,
    with one set of `tags` ("race" among them where it was compiled with -race), with or without cgo. `same` counts the
    packages of which the compiler made the same code, `tests` those among them that are compiled for a test. Only the
    build before has the `lost` ones, only this one the `added` ones. `not_linked` are the programs of the branch that
    cannot be linked, with reasons like those of packages that do not compile."""

    platform: str
    tags: tuple[str, ...] = ()
    is_cgo: bool = False
    same: int = 0
    tests: int = 0
    differ: tuple[CodeDifference, ...] = ()
    not_compiled: tuple[NotCompiled, ...] = ()
    not_linked: tuple[NotCompiled, ...] = ()
    lost: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def newly_broken(self) -> tuple[NotCompiled, ...]:
        """The packages that compiled before, and the programs that could be linked, and that no longer do."""
        every = (*self.not_compiled, *self.not_linked)
        return tuple(package for package in every if package.after and not package.before)


class Builds(StrEnum):
    """Whether a Go builds the branch. It was TRIED and does or does not, or it is judged by what is known of it. One
    that is not available is not known."""

    YES = "yes"
    NO = "no"
    JUDGED_YES = "judged-yes"
    JUDGED_NO = "judged-no"
    UNKNOWN = "unknown"


class GoFault(StrEnum):
    """Why a Go is judged not to build the branch. It knows no modules. It ignores a go.mod below GOPATH, where the
    project is or may be. It does not know a line of go.mod. It is older than the go line. It would change go.mod and
    may not. The code needs a newer one."""

    NO_MODULES = "no-modules"
    IN_GOPATH = "in-gopath"
    MAYBE_IN_GOPATH = "maybe-in-gopath"
    LINE = "line"
    GO_LINE = "go-line"
    READONLY = "readonly"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoSupport:
    """What one Go ("1.11", "1.26.8") does with the branch. `places` of the project's CI install it ("FILE:LINE").
    `words` is the first line of why it fails, "" where it does not. Where it is judged, `fault` is why, and `words` is
    the line of go.mod or the place in the code. `rewrites`: it changes go.mod while it builds. `without_cgo`: it was
    tried without the packages' C code, and they have some. `left` are the packages that neither it nor, before, the go
    command at hand compiles."""

    version: str
    builds: Builds
    places: tuple[str, ...] = ()
    words: str = ""
    fault: GoFault | None = None
    rewrites: bool = False
    without_cgo: bool = False
    left: tuple[str, ...] = ()


class TidyState(StrEnum):
    """What `go mod tidy -diff` says of a branch; CANNOT where tidy itself fails."""

    CLEAN = "clean"
    DIFFERS = "differs"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidy:
    """The answer of `go mod tidy -diff`: the lines it would add or remove. Or the go command's message why it cannot
    say ("" where it has none), with the import that it could not find where that is the reason. `is_too_old`: this go
    command does not have the flag."""

    state: TidyState
    lines: tuple[str, ...] = ()
    error: str = ""
    missing: str = ""
    is_too_old: bool = False


class How(StrEnum):
    """What became of a file."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    MODE = "mode"


class When(StrEnum):
    """Which commits changed a file: those of the migration, those between the state before and the migration, later
    ones. UNKNOWN without a plan, or without the history."""

    BEFORE = "before the migration"
    MIGRATION = "by the migration"
    LATER = "since the migration"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class FileChange:
    """A file that changed, though the plan does not say so. `path` is relative to the project ("../x" outside of it).
    `modes` are git's modes before and after, where these differ ("100644 100755"; none is 000000)."""

    path: str
    how: How
    when: When = When.UNKNOWN
    modes: str = ""


class Holds(StrEnum):
    """The answer to one of the three questions."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class VerdictState(StrEnum):
    """How a verdict ends."""

    READY = "ready"
    TO_DO = "to do"
    NOT_SAME = "not the same"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedState:
    """What a gate compared with the record and with the `commit` that added it: how many `lines` of go.mod, files with
    hashes in go.sum (`sums`), and `files` of kept copies are the same. `is_whole`: everything that a gate compares
    could be compared."""

    commit: str = ""
    lines: int = 0
    sums: int = 0
    files: int = 0
    is_whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAnswer:
    """Is it the same code? The build list against the plan, every package's files on each platform, the compiler's
    output, and which other files changed. `unplanned` files are not in the plan. `unproved` are written or edited by
    the plan, and their content was compared with nothing. A gate compares no packages, but what the project depends on
    with what was `recorded` (None for any other verdict)."""

    modules_same: int = 0
    modules_differ: tuple[ModuleDifference, ...] = ()
    recorded: RecordedState | None = None
    platforms: tuple[PlatformVerdict, ...] = ()
    compiled: tuple[CompiledBuild, ...] = ()
    unplanned: tuple[FileChange, ...] = ()
    unproved: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_compared(self) -> bool:
        """Whether packages were compared, and are the same: a platform without a single package shows nothing by
        itself. For a gate: whether everything was compared with the record and the commit that added it."""
        return self.recorded.is_whole if self.recorded else any(p.same or p.marked or p.moved for p in self.platforms)

    @property
    def differs(self) -> bool:
        """Whether anything differs. A package that no longer compiles is not other code: see Verdict.broken."""
        is_bad = bool(self.modules_differ) or any(f.severity is Severity.ERROR for f in self.findings)
        return is_bad or bool(self.differing)

    @property
    def is_whole(self) -> bool:
        """Whether every package was compared, by compiler output or files. One that no longer compiles was not."""
        uncompiled = (package for build in self.compiled for package in build.not_compiled)
        unlike = any(not package.before or not package.same_files for package in uncompiled)
        return not (unlike or any(platform.broken_before for platform in self.platforms))

    @property
    def not_compared(self) -> tuple[str, ...]:
        """The packages that compile neither before nor now, and that have other files: nothing shows that their code is
        the same. Where no package compiles on both sides, also those with the same files."""
        has_witness = any(build.same or build.differ for build in self.compiled)
        uncompiled = (package for build in self.compiled for package in build.not_compiled)
        neither = (package for package in uncompiled if package.before and package.after)
        return tuple(dict.fromkeys(p.import_path for p in neither if not (has_witness and p.same_files)))

    @property
    def differing(self) -> tuple[str, ...]:
        """The packages that differ on any platform, with any tags, each once: by their code, then by their files;
        without those whose difference was accepted."""
        made = ((d.import_path for d in build.differ if not d.is_accepted) for build in self.compiled)
        compiled = [path for build, paths in zip(self.compiled, made, strict=True) for path in (*paths, *build.lost)]
        listed = [path for p in self.platforms for path in (*(d.import_path for d in p.differ), *p.lost)]
        return tuple(dict.fromkeys(compiled + listed))


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildAnswer:
    """Does it build, and with which Go? `tests` and `tidy` are None where they were not asked for."""

    go_versions: tuple[GoSupport, ...] = ()
    tests: SuiteVerdict | None = None
    tidy: Tidy | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineAnswer:
    """Does the pipeline run? `files` are the build files that were read, `unread` the places ("FILE:LINE") in them that
    were not understood. A finding names each line that behaves differently on the branch."""

    files: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The three answers about a ref, compared with the commit `base` ("" without one), and what was not checked."""

    ref: str
    base: str = ""
    code: CodeAnswer
    build: BuildAnswer = field(default_factory=BuildAnswer)
    pipeline: PipelineAnswer = field(default_factory=PipelineAnswer)
    unchecked: tuple[Unchecked, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all three answers, each once."""
        return tuple(dict.fromkeys((*self.code.findings, *self.build.findings, *self.pipeline.findings)))

    @property
    def broken(self) -> tuple[NotCompiled, ...]:
        """The packages that loaded and compiled before and do not now, each once."""
        listed = (
            NotCompiled(import_path=path, after=error)
            for platform in self.code.platforms
            for path, error in platform.newly_broken
        )
        compiled = (package for build in self.code.compiled for package in build.newly_broken)
        return tuple({package.import_path: package for package in (*listed, *compiled)}.values())

    @property
    def to_do(self) -> tuple[Finding | Unchecked | NotCompiled | CaseChange, ...]:
        """What has to be done before the merge, the worst first: what no longer builds, errors, tests that end worse,
        what was not checked and has to be looked at, warnings."""
        found = sorted(self.findings, key=lambda f: f.severity is not Severity.ERROR)
        errors = tuple(f for f in found if f.severity is Severity.ERROR)
        warnings = tuple(f for f in found if f.severity is Severity.WARNING)
        worse = tuple(c for c in self.build.tests.changes if c.is_worse) if self.build.tests else ()
        return (*self.broken, *errors, *worse, *(left for left in self.unchecked if left.is_open), *warnings)

    @property
    def holds(self) -> tuple[Holds, Holds, Holds]:
        """The three answers: is it the same code, does it build, does the pipeline run?"""
        is_known = self.code.is_compared and self.code.is_whole
        unless_different = Holds.YES if is_known else Holds.UNKNOWN
        code = Holds.NO if self.code.differs else unless_different
        tests = self.build.tests
        is_worse = bool(self.broken or (tests and any(change.is_worse for change in tests.changes)))
        if is_worse or any(f.severity is Severity.ERROR for f in self.build.findings):
            builds = Holds.NO
        else:
            builds = Holds.YES if self.code.compiled else Holds.UNKNOWN
        stops = any(f.severity is not Severity.NOTE for f in self.pipeline.findings)
        runs = Holds.UNKNOWN if self.is_gate else Holds.YES
        return code, builds, Holds.NO if stops else runs

    @property
    def is_gate(self) -> bool:
        """Whether this is the verdict of a gate, which asks only the first question, about the record."""
        return self.code.recorded is not None

    @property
    def state(self) -> VerdictState:
        """NOT_SAME where something differs, or no longer builds. UNKNOWN where no package was compared. TO_DO where
        something is left to do. Else READY, or UNKNOWN where a package with other files was left out of the
        comparison."""
        if self.code.differs or self.broken:
            return VerdictState.NOT_SAME
        if not self.code.is_compared:
            return VerdictState.UNKNOWN
        if self.to_do:
            return VerdictState.TO_DO
        return VerdictState.UNKNOWN if self.code.not_compared else VerdictState.READY

    @property
    def is_same(self) -> bool:
        """Whether packages were compared, and nothing differs."""
        return self.state in (VerdictState.READY, VerdictState.TO_DO)
