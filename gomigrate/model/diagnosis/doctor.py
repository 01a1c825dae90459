"""What `gomigrate doctor` finds in a project's setup: checks with what they saw, fixes, a rehearsed proxy.

All text in these values is a name or an answer, and fit to be shown: credentials are removed where the text is
gathered.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.exchanges import Exchange
from gomigrate.model.diagnosis.machine import Folder, InstalledTool

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.diagnosis.machine import Setting
    from gomigrate.model.findings import Fact, Finding
    from gomigrate.model.modules import ModuleVersion


class SignKind(StrEnum):
    """What makes a module look private although no setting says so."""

    NETWORK = "private_network"
    NETRC = "netrc"
    GIT = "git"
    INSECURE = "insecure"


@dataclass(frozen=True, slots=True)
class PrivateSign:
    """One such sign; `name` is the host, the login's place, the key of git's setting, the path."""

    kind: SignKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """A module that the project depends on. `revision` for a pin that names no version. `signs` that it is private;
    `sums` and `go_mod_sums` the hashes of its zip and its go.mod in go.sum."""

    module: ModuleVersion
    revision: str = ""
    signs: tuple[PrivateSign, ...] = ()
    sums: frozenset[str] = frozenset()
    go_mod_sums: frozenset[str] = frozenset()

    @property
    def path(self) -> str:
        """The module's path."""
        return self.module.path

    @property
    def query(self) -> str:
        """What to ask a proxy for."""
        return self.module.version or self.revision


class PatternFlaw(StrEnum):
    """Why a pattern of GOPRIVATE or a similar list can match no module path."""

    BLANK = "blank"
    SCHEME = "scheme"
    DOTS = "dots"
    PORT = "port"
    SLASH = "slash"
    BRACKET = "bracket"
    CAPITALS = "capitals"
    QUOTE = "quote"
    SEPARATOR = "separator"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainElement:
    """One element of GOPROXY with its answers. `leads_on` is "," or "|", "" for the last. `is_public`: any user's
    proxy, to which private names must not go. `credential` names the kind that would be sent."""

    word: str
    leads_on: str
    is_public: bool = False
    credential: str = ""
    exchanges: tuple[Exchange, ...] = ()

    @property
    def is_proxy(self) -> bool:
        """Whether it is a URL."""
        return self.word not in {"direct", "off"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainEnd:
    """Where the go command gives up on a module, and the answer that it got there."""

    element: ChainElement
    exchange: Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempt:
    """A module that is not checked against the checksum database: the variable and the pattern that exempt it."""

    path: str
    variable: str
    pattern: str


class CredentialKind(StrEnum):
    """A kind of credential that may be sent for a module."""

    INSTEAD_OF = "insteadOf"
    NETRC = "netrc"
    GIT = "git"
    GOAUTH = "GOAUTH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A credential by its kind, never its content: where an insteadOf leads, the login's place, git's key (`helper`
    names the program), the word of GOAUTH."""

    kind: CredentialKind
    name: str
    helper: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateWay:
    """The way to a private module: version control where there is no `proxy`. `database` checks it, "" for none. `end`:
    where the chain ends without it. `was_asked`: the proxy was."""

    module: ModuleVersion
    by_gonoproxy: bool = False
    database: str = ""
    credential: Credential | None = None
    proxy: ChainElement | None = None
    was_asked: bool = False
    end: ChainEnd | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Covering:
    """A pattern, the project's modules that it covers, and why it never covers any (None: it may)."""

    pattern: str
    modules: tuple[str, ...]
    flaw: PatternFlaw | None = None


class ToolchainTrouble(StrEnum):
    """Why the Go that a project needs does not build it."""

    INVALID = "invalid"
    TOO_OLD = "too old"
    NOT_ON_PATH = "not on path"
    LANGUAGE = "language"
    DATABASE_OFF = "database off"
    PROXY_OFF = "proxy off"
    MISSING = "missing"
    SICK = "sick"


class CheckName(StrEnum):
    """What doctor looks at."""

    SETTINGS = "environment"
    MODES = "modes"
    PROXIES = "proxies"
    DATABASE = "database"
    PRIVATE = "private"
    INSECURE = "insecure"
    PROGRAMS = "programs"
    CACHES = "caches"
    REHEARSAL = "rehearsal"


class CheckState(StrEnum):
    """How a check ended."""

    OK = "ok"
    FOUND = "found"
    SKIPPED = "skipped"


Seen = ChainElement | Exchange | Exempt | PrivateWay | Covering | InstalledTool | Folder
"""The subject of a check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A group of questions. `facts` sum up what it checked, `seen` are the details, `findings` the problems.
    `is_skipped`: a part was not done, because no server may be asked (--offline)."""

    name: CheckName
    facts: tuple[tuple[str, Fact], ...] = ()
    seen: tuple[Seen, ...] = ()
    findings: tuple[Finding, ...] = ()
    is_skipped: bool = False

    @property
    def state(self) -> CheckState:
        """FOUND where there are findings, else SKIPPED where a part was, else OK."""
        return CheckState.FOUND if self.findings else CheckState.SKIPPED if self.is_skipped else CheckState.OK


def check(
    name: CheckName, found: Iterable[Finding], seen: Iterable[Seen] = (), *, is_skipped: bool = False, **facts: Fact
) -> Check:
    """A check of these findings and facts."""
    told = tuple(facts.items())
    return Check(name=name, facts=told, seen=tuple(seen), findings=tuple(found), is_skipped=is_skipped)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A setting of `go env -w` (or, with `value` None, `go env -u`) that would fix the finding with a code."""

    name: str
    value: str | None
    code: str

    @property
    def arguments(self) -> tuple[str, ...]:
        """Those of the go command."""
        return ("env", "-u", self.name) if self.value is None else ("env", "-w", f"{self.name}={self.value}")


class MirrorState(StrEnum):
    """What a planned proxy has of a module, compared with today. Unknown: today has no hash. Not answered: the proxy
    failed."""

    SAME = "same"
    DIFFERS = "differs"
    MISSING = "missing"
    UNKNOWN = "unknown"
    UNANSWERED = "not answered"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """One module of a rehearsal. Where the `file` (go.mod or zip) differs: the hash that was `served` and those of
    `today`. `exchange` is the request that failed. `by_gonoproxy`: no proxy may be asked for it."""

    module: ModuleVersion
    state: MirrorState
    file: str = ""
    served: str = ""
    today: tuple[str, ...] = ()
    exchange: Exchange | None = None
    by_gonoproxy: bool = False


class PhaseName(StrEnum):
    """The steps toward a new proxy."""

    ON_TRIAL = "on trial"
    FIRST = "first in line"
    ALONE = "alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A step toward a new proxy, the GOPROXY for it, and whether the project could take it today."""

    name: PhaseName
    goproxy: str
    is_ready: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A proxy that is to be introduced, compared with the chain of today."""

    proxy: str
    today: str
    modules: tuple[Rehearsed, ...]
    phases: tuple[Phase, ...] = ()
    serves_database: bool = False

    def count(self, state: MirrorState) -> int:
        """How many modules have this result."""
        return sum(row.state is state for row in self.modules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What doctor says of a project's setup. `applied` are the fixes that were made."""

    root: str
    module: str
    settings: tuple[Setting, ...]
    checks: tuple[Check, ...]
    fixes: tuple[Fix, ...] = ()
    applied: tuple[Fix, ...] = ()
    rehearsal: Rehearsal | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all checks, in their order."""
        return tuple(finding for check in self.checks for finding in check.findings)
