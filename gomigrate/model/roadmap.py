"""What is left of a migration in a module, and the steps that remove it one by one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomigrate.model.decision import Offered, Reason
    from gomigrate.model.findings import Finding
    from gomigrate.model.plan import StepKind


class StepState(StrEnum):
    """What is known of a step. BUILDS: the packages and their tests were compiled with it. SOLVED: every import is
    provided, and nothing was compiled. FAILS: the compiler refuses what compiled before. LACKS: an import is no longer
    provided. STUCK: there is nothing to replace it by."""

    BUILDS = "builds"
    SOLVED = "solved"
    FAILS = "fails"
    LACKS = "lacks"
    STUCK = "stuck"

    @property
    def can_be_made(self) -> bool:
        """Whether nothing known is against the step."""
        return self in (StepState.BUILDS, StepState.SOLVED)


class Unjudged(StrEnum):
    """Why nothing was compiled: it was not asked for, there is no go command, or a module could not be downloaded."""

    NOT_ASKED = "not asked"
    NO_GO = "no go command"
    NO_MODULE = "a module could not be downloaded"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ModuleMove:
    """A module of the build list that is built from something else: a version, `path@version` of another module, or a
    folder; "" where it is not in the build list. `is_used`: the build has packages of it, before or after."""

    path: str
    before: str
    after: str
    is_used: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class PackageMove:
    """A package that the build has before and after, from other files: the names of the `changed`, `added` and
    `removed` ones."""

    import_path: str
    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChanges:
    """What a step does to the build, on all platforms together: modules that move, packages that are built from other
    files, packages that are added or removed. `go_before` and `go_after` are the go lines where these differ, ""
    elsewhere. `findings` are what another go line does to loops and programs, and to the CI's versions of Go."""

    modules: tuple[ModuleMove, ...] = ()
    packages: tuple[PackageMove, ...] = ()
    came: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    go_before: str = ""
    go_after: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def size(self) -> tuple[int, int, int]:
        """The smaller, the less of the build changes: packages, then modules, then files."""
        files = sum(len(one.changed) + len(one.added) + len(one.removed) for one in self.packages)
        return len(self.packages) + len(self.came) + len(self.gone), len(self.modules), files

    @property
    def import_paths(self) -> tuple[str, ...]:
        """The packages that change, sorted."""
        return tuple(sorted({*(package.import_path for package in self.packages), *self.came, *self.gone}))


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One step. Of the module `path` (none for a go line) `before` is removed and `after` added: versions,
    `path@version`, a folder, go lines.

    `together` are the paths of further holds that are removed with it. `because` is why the line is there, from the
    record of the migration. `lines` counts the lines of a patch that are lost with a copy (added, removed). `offered`
    is how a release compares with its pseudo-version, and `api` which declarations that the build depends on differ in
    it. `words` is what is against the step: the go command's own words, or the missing imports.
    """

    kind: StepKind
    path: str = ""
    before: str
    after: str
    together: tuple[str, ...] = ()
    state: StepState
    changes: StepChanges
    because: Reason | None = None
    lines: tuple[int, int] = (0, 0)
    offered: Offered | None = None
    api: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the step is called on the command line, such as hold:golang.org/x/net or go:1.21."""
        return f"{self.kind}:{self.path or self.after}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """The steps in an order in which each can be made after those before it, then those that cannot be made. They are
    for the module at a `commit` that `ref` names. `unjudged` says why some or all were not compiled (None: all were),
    on `platform`. `broken` are packages that do not compile already. Of the pseudo-versions that stay, as `path
    version`: `unreleased` have no release to use, `unlisted` have releases that no source listed."""

    module: str
    go: str
    ref: str
    commit: str
    steps: tuple[NextStep, ...]
    platform: str = ""
    unjudged: Unjudged | None = None
    broken: tuple[str, ...] = ()
    unreleased: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()

    @property
    def ready(self) -> tuple[NextStep, ...]:
        """The steps that can be made."""
        return tuple(step for step in self.steps if step.state.can_be_made)

    @property
    def blocked(self) -> tuple[NextStep, ...]:
        """Those that cannot."""
        return tuple(step for step in self.steps if not step.state.can_be_made)
