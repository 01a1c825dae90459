"""Asking a server once and keeping how it answered: status, time, redirects, TLS. For doctor, which wants to see what
the fetcher hides behind retries."""

from __future__ import annotations

import ssl
import threading
import time
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urljoin, urlsplit

from gomigrate.model.diagnosis.surroundings import Certificate, Exchange
from gomigrate.model.text.shownurl import place
from gomigrate.world.base.outcome import Failure
from gomigrate.world.base.redact import first_line, redact, redact_url
from gomigrate.world.net.client import (
    MOST_OF_A_REFUSAL,
    Fetcher,
    authorization,
    proxy_mounts,
    reason_in,
    trusted_certificates,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from gomigrate.model.modules import ModuleVersion
    from gomigrate.world.net.netrc import Netrc

_MAX_HOPS = 10
_MAX_TEXT = 16 << 20
_CONNECT, _SILENCE, _TOTAL = 5.0, 20.0, 120.0
_GIVE_UP = 3
"""A host that was silent so many times on end is not asked any more: hundreds of modules would take hours."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An exchange, and the body where there is one (as it came: not for printing)."""

    exchange: Exchange
    body: bytes = b""


class Prober:
    """A thread-safe client that asks each URL once. Credentials go where the fetcher would send them; none to the host
    that a redirect leads to. Nothing is raised for what a server does."""

    def __init__(self, environ: Mapping[str, str], netrc: Netrc) -> None:
        self._environ = environ
        self._netrc = netrc
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None
        self._files = Fetcher({})
        self._certificates: dict[str, Certificate | None] = {}
        self._silent: dict[str, int] = {}

    def __repr__(self) -> str:
        return "Prober()"

    def credential(self, url: str) -> str:
        """The kind of credential that would be sent: "the URL", "netrc" or ""."""
        return authorization(urlsplit(url), self._netrc)[0]

    def ask(
        self,
        url: str,
        question: str,
        module: ModuleVersion | None = None,
        *,
        anonymously: bool = False,
        into: BinaryIO | None = None,
        max_bytes: int = _MAX_TEXT,
    ) -> Answer:
        """GET a URL. `anonymously` leaves all credentials out; `into` takes the body instead of the answer, as for a
        zip. Raises OSError where `into` cannot be written."""
        if urlsplit(url).scheme == "file":
            return self._read_file(url, question, module, into, max_bytes)
        start = time.monotonic()
        trace = _ExchangeTrace(url=url, question=question, module=module)
        body = b""
        host = urlsplit(url).netloc.rpartition("@")[2]
        if self._silent.get(host, 0) >= _GIVE_UP:
            trace.fail("timeout", f"not asked any more: {host} gave no answer {_GIVE_UP} times on end")
            return Answer(trace.exchange())
        try:
            body = self._follow(trace, anonymously=anonymously, into=into, max_bytes=max_bytes)
        except (OSError, ssl.SSLError, ValueError) as error:
            trace.fail("broken", first_line(str(error)) or type(error).__name__)
        with self._lock:
            self._silent[host] = self._silent.get(host, 0) + 1 if trace.kind in {"connect", "timeout"} else 0
        trace.seconds = time.monotonic() - start
        return Answer(trace.exchange(), body)

    def _follow(self, trace: _ExchangeTrace, *, anonymously: bool, into: BinaryIO | None, max_bytes: int) -> bytes:
        import httpx

        url = trace.url
        parts = urlsplit(url)
        if parts.scheme == "http" and parts.username is not None:
            trace.fail("broken", "credentials are not sent over plain http")
            return b""
        kind, headers = ("", {}) if anonymously else authorization(parts, self._netrc)
        trace.authenticated = kind
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        try:
            for _ in range(_MAX_HOPS):
                with self._http().stream("GET", bare, headers=headers) as response:
                    target = response.headers.get("Location", "")
                    if not (response.has_redirect_location and target):
                        return self._take(trace, response, into, max_bytes)
                    following = urljoin(bare, target)
                    trace.hops = (*trace.hops, _hop(following))
                    if bare.startswith("https:") and not following.startswith("https:"):
                        trace.status = response.status_code
                        trace.fail("broken", "redirected from https to plain http, which the go command refuses")
                        return b""
                    if urlsplit(following).netloc != urlsplit(bare).netloc:
                        headers = {}
                    bare = following
            trace.fail("broken", f"more than {_MAX_HOPS} redirects")
        except httpx.TimeoutException:
            trace.fail("timeout", "no answer in time")
        except httpx.ConnectError as error:
            self._no_connection(trace, bare, error)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            trace.fail("broken", first_line(str(error)) or type(error).__name__)
        return b""

    def _no_connection(self, trace: _ExchangeTrace, url: str, error: Exception) -> None:
        """Why there is no connection; for a certificate that is not trusted, which one it is."""
        said = first_line(str(error)) or type(error).__name__
        is_tls = "CERTIFICATE_VERIFY_FAILED" in said or "SSL" in said or "certificate" in said
        trace.fail("tls" if is_tls else "connect", said)
        if "CERTIFICATE_VERIFY_FAILED" in said or "certificate" in said:
            from gomigrate.world.net.certificate import shown_certificate

            parts = urlsplit(url)
            authority = parts.netloc
            with self._lock:
                known = authority in self._certificates
            if not known:
                found = shown_certificate(parts.hostname or "", parts.port or 443)
                with self._lock:
                    self._certificates[authority] = found
            trace.certificate = self._certificates[authority]

    def _take(self, trace: _ExchangeTrace, response: httpx.Response, into: BinaryIO | None, max_bytes: int) -> bytes:
        trace.status, trace.reason = response.status_code, response.reason_phrase
        deadline = time.monotonic() + _TOTAL
        pieces: list[bytes] = []
        taken = 0
        keep = into if into is not None and response.status_code == 200 else None
        for piece in response.iter_bytes():
            taken += len(piece)
            if taken > max_bytes:
                trace.fail("broken", f"more than {max_bytes} bytes came back")
                break
            if time.monotonic() > deadline:
                trace.fail("timeout", f"not done after {_TOTAL:g} s")
                break
            if response.status_code != 200 and taken > MOST_OF_A_REFUSAL:
                pieces.append(piece[: MOST_OF_A_REFUSAL + 1])
                break
            if keep is None:
                pieces.append(piece)
            else:
                keep.write(piece)
        body = b"".join(pieces)
        if response.status_code != 200 and response.headers.get("Content-Type", "").startswith("text/plain"):
            trace.problem = reason_in(body)
        return body

    def _read_file(
        self, url: str, question: str, module: ModuleVersion | None, into: BinaryIO | None, max_bytes: int
    ) -> Answer:
        start = time.monotonic()
        trace = _ExchangeTrace(url=url, question=question, module=module)
        result = self._files.save(url, max_bytes, into) if into is not None else self._files.get(url, max_bytes)
        trace.seconds = time.monotonic() - start
        if isinstance(result, Failure):
            # As in cmd/go/internal/web: a file that is not there counts as 404, one that may not be read as 403.
            trace.status, trace.reason = (404, "no such file") if result.is_no else (403, result.detail)
            return Answer(trace.exchange())
        trace.status, trace.reason = 200, "OK"
        return Answer(trace.exchange(), result or b"")

    def _http(self) -> httpx.Client:
        import httpx

        with self._lock:
            if self._client is None:
                certificates = trusted_certificates(self._environ)
                self._client = httpx.Client(
                    verify=certificates,
                    trust_env=False,
                    mounts=dict(proxy_mounts(self._environ, certificates)),
                    follow_redirects=False,
                    headers={"User-Agent": "gomigrate"},
                    timeout=httpx.Timeout(_SILENCE, connect=_CONNECT, pool=None),
                    limits=httpx.Limits(max_connections=16, max_keepalive_connections=16),
                )
                weakref.finalize(self, self._client.close)
        return self._client


def _hop(url: str) -> str:
    """Where a redirect leads, without path and query: in a link that a storage signed, any part may be the key."""
    return place(url)


class _ExchangeTrace:
    """An exchange in the making."""

    def __init__(self, *, url: str, question: str, module: ModuleVersion | None) -> None:
        self.url = url
        self.question = question
        self.module = module
        self.status = 0
        self.reason = ""
        self.problem = ""
        self.kind = ""
        self.seconds = 0.0
        self.hops: tuple[str, ...] = ()
        self.authenticated = ""
        self.certificate: Certificate | None = None

    def fail(self, kind: str, problem: str) -> None:
        self.kind, self.problem = kind, problem

    def exchange(self) -> Exchange:
        return Exchange(
            question=self.question,
            url=redact_url(self.url),
            module=self.module,
            status=self.status,
            reason=redact(self.reason),
            problem=redact(self.problem),
            kind=self.kind,
            seconds=self.seconds,
            hops=self.hops,
            authenticated=self.authenticated,
            certificate=self.certificate,
        )
