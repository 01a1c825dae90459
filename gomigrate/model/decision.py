"""Why a module is built as it is: one of a few reasons, each with its own fields.

Nothing here is a sentence, and nothing is taken apart again: `gomigrate.report.words.planning.reasons` makes the words,
and the record keeps the fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.modules import Proof

if TYPE_CHECKING:
    from datetime import datetime

    from gomigrate.model.modules import ModuleVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The sources that did not have it, by what each said. `no`: there is no such thing. `refused`: no answer allowed.
    `failed`: an unclear answer. `unreachable`: no answer. `not_asked`: settings forbid the question."""

    no: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def is_no(self) -> bool:
        """Whether every source that may know was asked, and said no."""
        return bool(self.no) and not (self.refused or self.not_asked or self.unreachable or self.failed)


class Way(StrEnum):
    """The module path by which a source gave the locked revision."""

    IMPORTED = "imported path"
    SOURCE = "source in the lock"
    NEW_HOME = "new home"
    DECLARED = "path in its go.mod"
    RENAMED = "imported by the path in its go.mod"
    REMOTE = "remote of the checkout"


class Difference(StrEnum):
    """How a copy differs from its module, from the least to the most."""

    FINAL_NEWLINE = "final newline"
    LINE_ENDINGS = "line endings"
    IMPORT_COMMENTS = "import comments"
    BUILD_LINES = "build lines"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """The locked `revision`. `path` is the module path where the `way` differs from the imported path, `since` the date
    when the repository moved there. `is_imported`: packages of it are in the build, not just its go.mod in the module
    graph."""

    revision: str
    way: Way = Way.IMPORTED
    proof: Proof = Proof.COMMIT
    path: str = ""
    since: str = ""
    is_imported: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SameAt:
    """The locked `revision` of most packages of the repository. The packages of this pin are the same there."""

    revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InCheckout:
    """The commit of the checkout that GOPATH mode builds. `locked` is the other revision that a lock names ("": no lock
    names one), `by` as in `Locked`."""

    by: Locked
    locked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SameFiles:
    """The version with the files that the legacy build has: `equal` of `files` sources in so many `packages`. `also`
    are other versions that have them. `locked` is the revision that contradicts it ("": none is known), `is_checkout`:
    a checkout contradicts it. `is_vendored`: the files are those of a vendor folder."""

    version: str
    equal: int
    files: int
    packages: int
    also: tuple[str, ...] = ()
    locked: str = ""
    is_checkout: bool = False
    is_vendored: bool = True
    asked: Answers | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestOf:
    """No lock names a version. This is the newest of the project's `date` (None: the newest of all), for the import of
    `importer`. `is_late`: no version is that old, so it is the earliest available. `is_spared`: only tests of
    dependencies need it, so it is the newest of that date that requires no more than what is locked."""

    importer: str
    date: datetime | None = None
    is_late: bool = False
    is_spared: bool = False


class Drift(StrEnum):
    """How a version in a go.mod compares with the lock beside it."""

    SAME = "same commit"
    NOT_LOCKED = "no revision in the lock"
    RAISED = "raised"
    LOWERED = "lowered"
    OTHER = "other"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class InGoMod:
    """What the existing go.mod says: `built` (None: a requirement only). `locked` is what the lock says, as far as a
    source knows its version (`is_known`)."""

    drift: Drift = Drift.NOT_LOCKED
    built: ModuleVersion | None = None
    locked: str = ""
    is_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class InRepository:
    """A module of the same repository, built from its folder; `importer` imports it."""

    importer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsIn:
    """What `module`, another module of the same repository, is built with. `is_locked`: its locks say so, not its
    go.mod."""

    module: str
    is_locked: bool = True


class Pull(StrEnum):
    """The part of the module graph that a hold is needed against."""

    HIGHER = "higher"
    LOWER_ONLY = "lower only"
    MENTIONED = "mentioned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A replace line keeps a locked `version`. The module graph selects `selected`, because `asker` requires it (None:
    only the main module's own requirements do). `tested`: only the module of this path causes that request, because
    only tests of dependencies import it and `go mod tidy` needs it ("": there are other causes)."""

    path: str
    version: str
    selected: str
    pull: Pull
    asker: ModuleVersion | None = None
    tested: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """`asker` requires `selected`, which is later than the locked version, and no replace line holds the locked one."""

    selected: str
    asker: ModuleVersion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs:
    """A copy: some build compiles other `files` (import paths with file names) than the module has at the locked
    revision. `what` is how they differ, `added` and `removed` count lines where both sides could be compared line by
    line."""

    what: Difference
    files: tuple[str, ...]
    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutChanges:
    """The module unchanged, without the copy's changes in these `files`: `--patched upstream`."""

    added: int
    removed: int
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacks:
    """A copy, because `module` lacks `package`."""

    module: ModuleVersion
    package: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsourced:
    """No source gave the `revision` ("": no lock names one). It has the sources' answers, and the number of versions
    whose files were compared without a match. `nearest` is the version that has all files but the `differing` ones, if
    there is one."""

    revision: str
    asked: Answers
    compared: int = 0
    nearest: ModuleVersion | None = None
    differing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfetched:
    """The version of the locked revision is known, but its files are not available."""

    module: ModuleVersion
    asked: Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPath:
    """The go.mod of `module` declares the path `declared`, so the go command refuses to build it under this path."""

    module: ModuleVersion
    declared: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadGoMod:
    """The go.mod of `module` cannot be read; `said` is the reason."""

    module: ModuleVersion
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """`module` is in the build under another path as well, which the go command refuses."""

    module: ModuleVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Unimported:
    """The build does not import it, as far as the build is known. `unknown` are pins and packages that are not
    available, so their imports are not known."""

    unknown: tuple[str, ...] = ()


CopyReason = Differs | Lacks | Unsourced | Unfetched | OtherPath | BadGoMod | Twice
"""Why the code stays in the repository."""

Taken = Locked | SameAt | InCheckout | SameFiles | NewestOf | InGoMod | InRepository | AsIn | WithoutChanges
"""Why a module, or an existing folder, is built."""


class Offered(StrEnum):
    """How a release compares with the commit: the same files, other files with the exported API that the build
    mentions, or neither."""

    SAME = "same"
    COMPATIBLE = "compatible"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifted:
    """The release `new` instead of the pseudo-version `old`, which would be built `because` of another reason. It says
    how the two compare, in how many `files` of the used packages they differ, and whether a clone shows that the
    release contains the commit."""

    because: Taken | Hold
    old: str
    new: str
    how: Offered
    files: int = 0
    has_commit: bool = False


Reason = CopyReason | Taken | Lifted | Hold | Above | Unimported


def of_pin(reason: Reason | None) -> Reason | None:
    """Why the version that the pin names is built, without the effect of a lift."""
    return reason.because if isinstance(reason, Lifted) else reason


KINDS: dict[type, str] = {
    Locked: "locked",
    SameAt: "same at",
    InCheckout: "checkout",
    SameFiles: "same files",
    NewestOf: "newest of",
    InGoMod: "go.mod",
    InRepository: "repository",
    AsIn: "as in",
    WithoutChanges: "without changes",
    Lifted: "lifted",
    Hold: "hold",
    Above: "above",
    Differs: "differs",
    Lacks: "lacks",
    Unsourced: "no source",
    Unfetched: "not fetched",
    OtherPath: "other path",
    BadGoMod: "bad go.mod",
    Twice: "twice",
    Unimported: "not imported",
}
"""The name of each reason in JSON."""
