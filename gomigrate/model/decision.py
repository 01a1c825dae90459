"""Why a module is built as it is: one of a few reasons, each with its own fields.

Nothing here is a sentence, and nothing is taken apart again: `gomigrate.report.words.reasons` makes the words, and the
record keeps the fields.
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
    """The sources that did not have it, by what each said: that there is `no` such thing, that it was `refused`,
    something unclear (`failed`), or nothing at all (`unreachable`); and those `not_asked`, as settings forbid."""

    no: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def is_no(self) -> bool:
        """Whether everyone who may know was asked, and said no."""
        return bool(self.no) and not (self.refused or self.not_asked or self.unreachable or self.failed)


class Way(StrEnum):
    """By which module path a locked revision is had."""

    IMPORTED = "imported path"
    SOURCE = "source in the lock"
    NEW_HOME = "new home"
    DECLARED = "path in its go.mod"
    RENAMED = "imported by the path in its go.mod"
    REMOTE = "remote of the checkout"


class Difference(StrEnum):
    """What a copy has otherwise than its module, from the least to the most."""

    FINAL_NEWLINE = "final newline"
    LINE_ENDINGS = "line endings"
    IMPORT_COMMENTS = "import comments"
    BUILD_LINES = "build lines"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """The locked `revision`: by the module `path` where the `way` differs from the imported path (`since`: when the
    repository moved there). `is_imported`: packages of it are in the build, not just its go.mod in the graph."""

    revision: str
    way: Way = Way.IMPORTED
    proof: Proof = Proof.COMMIT
    path: str = ""
    since: str = ""
    is_imported: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SameAt:
    """The locked `revision` of most packages of the repository, where those of this pin are the same."""

    revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InCheckout:
    """The commit of the checkout that GOPATH mode builds; `locked` is the other revision that a lock names ("": no lock
    names one), `by` as `Locked`."""

    by: Locked
    locked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SameFiles:
    """The version with the files that the legacy build has: `equal` of `files` sources in so many `packages`, and
    `also` other versions have them. `locked` is the revision that says otherwise ("": none is known), `is_checkout`
    whether a checkout does; `is_vendored`: the files are a vendor tree's."""

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
    """No lock names a version: the newest of the project's `date` (None: the newest there is), for the import of
    `importer`; `is_late`: nothing is as old, and it is the earliest available. `is_spared`: one for tests of
    dependencies alone, and of that date the newest that asks for no more than what is locked."""

    importer: str
    date: datetime | None = None
    is_late: bool = False
    is_spared: bool = False


class Drift(StrEnum):
    """How a version in a go.mod stands to the lock beside it."""

    SAME = "same commit"
    NOT_LOCKED = "no revision in the lock"
    RAISED = "raised"
    LOWERED = "lowered"
    OTHER = "other"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class InGoMod:
    """What the go.mod that is there already says: `built` (None: just a requirement), beside `locked`, what the lock
    says, as far as a source knows its version (`is_known`)."""

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
    """What `module`, another one of the same repository, is built with; `is_locked`: by its locks, not its go.mod."""

    module: str
    is_locked: bool = True


class Pull(StrEnum):
    """What of the module graph a hold stands against."""

    HIGHER = "higher"
    LOWER_ONLY = "lower only"
    MENTIONED = "mentioned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A replace line keeps a locked `version`: the module graph selects `selected` since `asker` asks for it (None:
    only requirements of the main module do). `tested`: only the module of this path causes that request; only tests of
    dependencies import it, and `go mod tidy` needs it ("": there are other causes)."""

    path: str
    version: str
    selected: str
    pull: Pull
    asker: ModuleVersion | None = None
    tested: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """`asker` asks for `selected`, which is later than what was locked, and nothing holds that."""

    selected: str
    asker: ModuleVersion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs:
    """A copy: the module at the locked revision has other `files` (import paths with file names) that a build takes,
    in `what`; `added` and `removed` lines where both sides could be compared line by line."""

    what: Difference
    files: tuple[str, ...]
    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutChanges:
    """The module as it is, without the copy's changes in these `files`: `--patched upstream`."""

    added: int
    removed: int
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacks:
    """A copy: `module` lacks `package`."""

    module: ModuleVersion
    package: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsourced:
    """No source gave the `revision` ("": no lock names one): what they answered, and with how many versions the files
    were compared without a match. `nearest` is the one that has all of them but the `differing` few, if there is
    one."""

    revision: str
    asked: Answers
    compared: int = 0
    nearest: ModuleVersion | None = None
    differing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfetched:
    """The version of the locked revision is known, and its files are not available."""

    module: ModuleVersion
    asked: Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPath:
    """The go.mod of `module` says that it is `declared`, and nothing can be built so."""

    module: ModuleVersion
    declared: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadGoMod:
    """The go.mod of `module` cannot be read: what was said of it."""

    module: ModuleVersion
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """`module` is in the build under another path as well, which the go command refuses."""

    module: ModuleVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Unimported:
    """Nothing in the build imports it, as far as the build is known: `unknown` are pins and packages that are not
    available, so that their imports are not known."""

    unknown: tuple[str, ...] = ()


CopyReason = Differs | Lacks | Unsourced | Unfetched | OtherPath | BadGoMod | Twice
"""Why the code stays in the repository."""

Taken = Locked | SameAt | InCheckout | SameFiles | NewestOf | InGoMod | InRepository | AsIn | WithoutChanges
"""Why a module, or a folder that is there already, is built."""


class Offered(StrEnum):
    """What a release is to the build beside the commit: the same files, other files with the exported API that the
    build mentions, or neither."""

    SAME = "same"
    COMPATIBLE = "compatible"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifted:
    """A release, `new`, in place of the pseudo-version `old`, which would be built `because` of another reason: what it
    is to the build, in how many `files` of the packages that are used it differs, and whether a clone shows that it
    has the commit."""

    because: Taken | Hold
    old: str
    new: str
    how: Offered
    files: int = 0
    has_commit: bool = False


Reason = CopyReason | Taken | Lifted | Hold | Above | Unimported


def of_pin(reason: Reason | None) -> Reason | None:
    """Why the version is built that the pin names, without what became of it by a lift."""
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
"""What each reason is called in JSON."""
