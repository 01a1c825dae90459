"""Modules, versions, and what each source that was asked about them said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class ModuleVersion:
    """A module path with a version; version "" stands for a folder (a local replacement) or for no version yet."""

    path: str
    version: str = ""

    def __str__(self) -> str:
        return f"{self.path}@{self.version}" if self.version else self.path


class Proof(StrEnum):
    """How a version is known to be the locked revision: a source named its commit, a release has the commit's time to
    the second, or only the lock names the release beside the commit."""

    COMMIT = "commit"
    SECOND = "second"
    LOCK = "lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevInfo:
    """The answer to "which version is this revision": what a proxy's .info or `go list -m -json` says."""

    version: str
    time: datetime | None
    commit: str = ""
    proof: Proof = Proof.COMMIT


class SourceKind(StrEnum):
    """The kind of place that was asked. GO: the go command, with all of GOPROXY behind it. SETTINGS: no place was
    asked, because of a setting or a rule of the go command. LOCK: the lock files, or the checkout, that should name a
    revision."""

    CLONE = "clone"
    MODULE_CACHE = "module cache"
    PROXY = "proxy"
    DIRECT = "direct"
    GO = "go command"
    VERSION_LIST = "version list"
    NAMED = "version named by other files"
    FIRST = "usual first version"
    LOCK = "lock"
    GO_MOD = "go.mod"
    SETTINGS = "settings"


class Said(StrEnum):
    """What a source said by its answer, or by not answering.

    NO: there is no such thing (404, 410, an unknown revision). REFUSED: the source does not give it (403, 451, GOVCS,
    no such module path). NOT_ASKED: GOPROXY=off, no go command. NO_ROUTE: version control's server has no address, or
    is unreachable and the proxies before it have no such module. FORGED: other bytes than those of the hash in go.sum
    or the checksum database. DIFFERS, LACKS: other files or another revision, or not this package.

    The last six answer nothing: a login is required (401); the server is unreachable (DNS, connection, TLS); no answer
    came in time; a server failed for a moment (429, 503, an answer that breaks off); the answer makes no sense; the go
    command's message is not known.
    """

    FOUND = "found"
    NO = "no"
    DIFFERS = "differs"
    LACKS = "lacks"
    REFUSED = "refused"
    NOT_ASKED = "not asked"
    NO_ROUTE = "no way to version control"
    FORGED = "forged"
    LOGIN = "asks for a login"
    UNREACHABLE = "could not be reached"
    SILENT = "no answer in time"
    FAILED = "failed"
    BROKEN = "no valid answer"
    UNCLEAR = "unclear"

    @property
    def is_unknown(self) -> bool:
        """Whether the question is still open: a source that could not answer may have it."""
        return self in _UNKNOWN


_UNKNOWN = frozenset({Said.LOGIN, Said.UNREACHABLE, Said.SILENT, Said.FAILED, Said.BROKEN, Said.UNCLEAR})


class Flaw(StrEnum):
    """What is wrong with an answer that gomigrate judged itself; the detail beside it says which, or how much."""

    NO_INFO = "no version information"
    WITHOUT_INFO = "files without version information"
    NO_LIST = "no list of versions"
    NO_GO_MOD = "no go.mod file"
    NO_ZIP = "no whole zip"
    NO_VERSION = "no version"
    OTHER_VERSION = "another version"
    OTHER_COMMIT = "another commit"
    OTHER_MAJOR = "another major version"
    OTHER_PATH = "another module path"
    OTHER_MODULE = "another module's zip"
    OTHER_FILES = "other files"
    OTHER_LANGUAGE = "another language version"
    EMPTY_ZIP = "an empty zip"
    DAMAGED_ZIP = "a damaged zip"
    NAME_TWICE = "a name twice in the zip"
    NAMES_ALIKE = "names in the zip that differ in letter case alone"
    TOO_LONG = "too long"
    REDIRECTS = "too many redirects"
    TO_PLAIN_HTTP = "redirected from https to plain http"
    GIVEN_UP = "not asked any more"
    UNFINISHED = "not done in time"
    PLAIN_HTTP = "credentials over plain http"
    BAD_PATH = "no module path"
    NO_GO = "no go command"
    NO_REVISION = "no revision"
    SHALLOW = "a shallow clone"
    UNPROVEN = "commit not told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One place that was asked: `source` names it (redacted), `question` what was asked, `said` what came back.
    `detail` is a datum (the version, an HTTP status) or what the source itself said, redacted; never a sentence of
    ours. `flaw` is what is wrong with an answer that we judged."""

    source: str
    kind: SourceKind
    question: str
    said: Said
    detail: str = ""
    flaw: Flaw | None = None

    @property
    def found(self) -> bool:
        """Whether that settled the question."""
        return self.said is Said.FOUND

    @property
    def is_unknown(self) -> bool:
        """Whether a source that may know gave no answer. Without a clone, a list or a lock only one place less was
        asked."""
        return self.said.is_unknown and self.kind in _WHO_MIGHT_KNOW


_WHO_MIGHT_KNOW = frozenset({SourceKind.MODULE_CACHE, SourceKind.PROXY, SourceKind.DIRECT, SourceKind.GO})


def worst(attempts: Iterable[Attempt]) -> Said:
    """The sum of attempts that found nothing. NO only where every source said so; unknown where a source that may know
    gave no answer; NOT_ASKED where no source was asked."""
    said = [attempt.said for attempt in attempts]
    return max(said, key=_weight, default=Said.NOT_ASKED)


def _weight(said: Said) -> int:
    return 2 if said.is_unknown else 0 if said is Said.NO else 1
