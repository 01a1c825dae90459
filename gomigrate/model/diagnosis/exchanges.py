"""One request to a server, and its answer. Fit to be shown: credentials are removed where it is made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.modules import Flaw, Said

if TYPE_CHECKING:
    from gomigrate.model.modules import ModuleVersion


class CertificateFault(StrEnum):
    """Why a certificate is not trusted: it has expired or is not valid yet, it is for another host, or its signer is
    not known here."""

    EXPIRED = "expired"
    NOT_YET = "not yet valid"
    OTHER_NAME = "other name"
    AUTHORITY = "unknown authority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The certificate that a server showed and that is not trusted, and the first fault by Go's rules (crypto/x509)."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: str = ""
    not_after: str
    sha256: str
    fault: CertificateFault


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentProxy:
    """The proxy that a variable such as https_proxy names: its place, without the login. No place where no proxy was
    asked, because the variable may not be believed (HTTP_PROXY beside REQUEST_METHOD)."""

    variable: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.variable}={self.place}" if self.place else self.variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and what came back.

    `question` is one of list, info, revision, latest, mod, zip, supported. `status` is 0 where there was no answer;
    `problem` is what the server or the system said, `flaw` what is wrong with an answer that we judged. `is_untrusted`:
    there is no connection since TLS failed. `hops` are the places that redirects led to. `authenticated` is the kind of
    credential that was sent ("" for none), never the credential. After `retry_after` seconds the server would be asked
    again. `http_proxy` is the proxy of the environment that the request did not get past.
    """

    question: str = ""
    url: str = ""
    module: ModuleVersion | None = None
    said: Said = Said.FOUND
    status: int = 0
    reason: str = ""
    problem: str = ""
    flaw: Flaw | None = None
    is_untrusted: bool = False
    http_proxy: EnvironmentProxy | None = None
    seconds: float = 0.0
    hops: tuple[str, ...] = ()
    authenticated: str = ""
    certificate: Certificate | None = None
    digest: str = ""
    retry_after: float = 0.0

    @property
    def is_found(self) -> bool:
        """Whether the answer was the one hoped for."""
        return self.said is Said.FOUND

    @property
    def is_missing(self) -> bool:
        """Whether the answer says that there is no such thing, after which "," leads on as well."""
        return self.said is Said.NO

    @property
    def is_no(self) -> bool:
        """Whether the answer says that the file is not available there: not found, or forbidden. All else says
        nothing."""
        return self.said in {Said.NO, Said.REFUSED}

    @property
    def is_unreachable(self) -> bool:
        """Whether there is no connection: no server, no trust, no answer in time."""
        return self.said in {Said.UNREACHABLE, Said.SILENT}

    @property
    def is_broken(self) -> bool:
        """Whether the content cannot be a module proxy's answer, as opposed to a status that says what is wrong."""
        is_judged = self.flaw is not None or self.status in {0, 200}
        return is_judged and self.said in {Said.BROKEN, Said.FAILED}

    @property
    def detail(self) -> str:
        """The answer in its own words, such as "403 Forbidden: ask by version"; "" where there was none."""
        line = "" if self.flaw else f"{self.status or ''} {self.reason}".strip()
        return ": ".join(filter(None, (line, self.problem)))

    @property
    def answer(self) -> str:
        """The answer in a few words."""
        return ": ".join(filter(None, (self.flaw and str(self.flaw), self.detail))) or str(self.said)

    def failed(self, said: Said, detail: str = "", flaw: Flaw | None = None) -> Exchange:
        """The same exchange with a flaw: its content answers the question with nonsense."""
        return replace(self, said=said, problem=detail, flaw=flaw)

    def __str__(self) -> str:
        led = f", by way of {', '.join(self.hops)}" if self.hops else ""
        return f"GET {self.url} -> {self.answer}{led}"
