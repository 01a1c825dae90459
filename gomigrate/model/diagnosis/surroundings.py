"""What lies around a project: Go's settings, what proxies answered, tools, caches; and what doctor makes of it.

All text in these values is fit to be shown: credentials are taken out where they are gathered.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding
    from gomigrate.model.modules import ModuleVersion

DEFAULT = "default"
ENVIRONMENT = "environment"
WRITTEN = "go env -w"
SHIPPED = "GOROOT/go.env"
FROM_GOFLAGS = "GOFLAGS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One of Go's variables as it holds: its value, where it comes from, and the (origin, value) pairs that it
    overrides."""

    name: str
    value: str
    origin: str
    overrides: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """A variable that the go command does not read: `origin` is where it is set, `meant` what was probably meant."""

    name: str
    origin: str
    meant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a server showed that is not trusted."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    not_after: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and what came back.

    `question` is one of list, info, revision, latest, mod, zip, supported; `status` 0 where there was no answer, and
    then `problem` says why ("connect", "tls", "timeout" or "broken", in `kind`). `hops` are the places that redirects
    led to. `authenticated` is the kind of credential that was sent ("" for none), never the credential.
    """

    question: str
    url: str
    module: ModuleVersion | None = None
    status: int = 0
    reason: str = ""
    problem: str = ""
    kind: str = ""
    seconds: float = 0.0
    hops: tuple[str, ...] = ()
    authenticated: str = ""
    certificate: Certificate | None = None
    digest: str = ""

    @property
    def is_found(self) -> bool:
        """Whether it was answered as hoped."""
        return self.status == 200 and not self.problem

    @property
    def is_missing(self) -> bool:
        """Whether the answer says that there is no such thing, after which "," leads on as well."""
        return self.status in {404, 410}

    @property
    def is_no(self) -> bool:
        """Whether the answer says that it will not be had there: not there, or forbidden. All else says nothing."""
        return (self.is_missing or self.status == 403) and not self.kind

    @property
    def answer(self) -> str:
        """What came back, in a few words."""
        said = f"{self.status} {self.reason}".strip() if self.status else ""
        return ": ".join(part for part in (said, self.problem) if part)

    def __str__(self) -> str:
        led = f", by way of {', '.join(self.hops)}" if self.hops else ""
        return f"GET {self.url} -> {self.answer}{led}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainElement:
    """A word of GOPROXY with what it was asked. `leads_on` is "," or "|", "" for the last; `is_public`: anybody's
    proxy, to which private names must not go; `credential` names the kind that would be sent."""

    word: str
    leads_on: str
    is_public: bool = False
    credential: str = ""
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """A module that the project depends on. `revision` for a pin that names no version. `hints` are the signs that it
    is private, in words; `sums` and `go_mod_sums` the hashes of its zip and its go.mod in go.sum."""

    module: ModuleVersion
    revision: str = ""
    hints: tuple[str, ...] = ()
    sums: frozenset[str] = frozenset()
    go_mod_sums: frozenset[str] = frozenset()

    @property
    def query(self) -> str:
        """What to ask a proxy for."""
        return self.module.version or self.revision


@dataclass(frozen=True, slots=True, kw_only=True)
class GitSetting:
    """A setting of git that decides how a repository is reached: an insteadOf, a credential helper, a header, a
    certificate. `value` never holds a secret."""

    key: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledTool:
    """A program on PATH that the go command built, or its shadow: `folder` is the entry of PATH, `go` the version it
    was built with, `package` and `module` what it is; empty where it does not say."""

    name: str
    folder: str
    go: str = ""
    package: str = ""
    module: ModuleVersion | None = None
    shadows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A cache folder: `fs` the kind of its filesystem, `free` bytes left there, `partial` files of unfinished
    downloads."""

    name: str
    path: str
    exists: bool = False
    is_writable: bool = True
    fs: str = ""
    free: int = -1
    partial: tuple[str, ...] = ()


class CheckState(StrEnum):
    """How a check ended."""

    OK = "ok"
    FOUND = "found"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A group of questions: what it looked at, in one sentence, its evidence, and the findings it led to."""

    name: str
    title: str
    summary: str
    state: CheckState = CheckState.OK
    evidence: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A setting of `go env -w` (or, with `value` None, `go env -u`) that would mend a finding."""

    name: str
    value: str | None
    reason: str

    @property
    def words(self) -> tuple[str, ...]:
        """The go command's arguments."""
        return ("env", "-u", self.name) if self.value is None else ("env", "-w", f"{self.name}={self.value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What a planned proxy has of one module: `state` is same, differs, missing, unknown (no hash of today is known),
    not answered (the proxy was sick) or not asked; `detail` says in which of version, go.mod and zip, or what the proxy
    answered."""

    module: ModuleVersion
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A step towards a new proxy: the GOPROXY for it, whether the project could take it today, and why or why not."""

    name: str
    goproxy: str
    is_ready: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A proxy that is to be introduced, compared with the chain of today."""

    proxy: str
    today: str
    modules: tuple[Rehearsed, ...]
    phases: tuple[Phase, ...] = ()
    serves_database: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What doctor says of a project's surroundings."""

    root: str
    module: str
    settings: tuple[Setting, ...]
    checks: tuple[Check, ...]
    fixes: tuple[Fix, ...] = ()
    applied: tuple[str, ...] = ()
    rehearsal: Rehearsal | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Those of all checks, in their order."""
        return tuple(finding for check in self.checks for finding in check.findings)
