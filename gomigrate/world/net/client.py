"""Asking a server for a URL (http, https, file): once, with all that is known of the exchange, or patiently, for the
bytes alone. What a server does is never an exception."""

from __future__ import annotations

import contextlib
import os
import re
import threading
import time
import weakref
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from gomigrate.model.diagnosis.exchanges import Certificate, Exchange
from gomigrate.model.modules import Flaw, Said
from gomigrate.model.text.shownurl import place
from gomigrate.world.base.outcome import Failure, said_by_status
from gomigrate.world.base.redact import beginning, first_line, redact_url
from gomigrate.world.base.traffic import Traffic
from gomigrate.world.net.hosts import Hosts, host_of
from gomigrate.world.net.netrc import Netrc
from gomigrate.world.net.transport import authorization, connections, login_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx

    from gomigrate.model.modules import ModuleVersion

_PAUSES = (0.3, 1.0)
_MAX_REDIRECTS = 10
_MAX_TEXT = 16 << 20  # of a go.mod, as in golang.org/x/mod/zip; lists and infos are smaller still
_PIECE = 1 << 16
_DRIVE = re.compile(r"/[A-Za-z]:(?:/|$)")
MOST_OF_A_REFUSAL = 1 << 12
"""So many bytes of an error page are looked at: the reason is in its first line, and the rest is anybody's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits in time and size, in seconds. `total` bounds one try for a file, also where bytes arrive slowly,
    `text` one for an answer of a few lines. `once` bounds the only try of a single question."""

    connect: float = 5
    silence: float = 20
    total: float = 60
    text: float = 20
    once: float = 120
    patience: float = 30


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Answer:
    """An exchange, and the body where there is one (unchanged: not for printing)."""

    exchange: Exchange
    body: bytes = b""


class HttpClient:
    """A thread-safe client with one pool of connections.

    Credentials come from the URL or, over https only, from netrc, as for the go command; none is ever sent to a host
    that a redirect leads to. For what `environ` names see `gomigrate.world.net.transport.connections`. `traffic` counts
    every question.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        netrc: Netrc = Netrc.EMPTY,
        limits: Limits | None = None,
        traffic: Traffic | None = None,
    ) -> None:
        self._environ = environ
        self._netrc = netrc
        self._limits = limits or LIMITS
        self._traffic = traffic or Traffic()
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None
        self._certificates: dict[str, Certificate | None] = {}
        self._hosts = Hosts()

    def __repr__(self) -> str:
        return "HttpClient()"

    def credential(self, url: str) -> str:
        """The kind of credential that would be sent: "the URL", "netrc" or ""."""
        return authorization(urlsplit(url), self._netrc)[0]

    def user(self, url: str) -> str:
        """The user whose credential would be sent, "" for none."""
        login = login_for(urlsplit(url), self._netrc)
        return login[1] if login else ""

    def ask(
        self,
        url: str,
        question: str,
        module: ModuleVersion | None = None,
        *,
        anonymously: bool = False,
        into: IO[bytes] | None = None,
        max_bytes: int = _MAX_TEXT,
    ) -> Answer:
        """GET a URL once. `anonymously` leaves all credentials out; `into` takes the body instead of the answer, as for
        a zip. Raises OSError where `into` cannot be written."""
        pieces: list[bytes] = []
        write = pieces.append if into is None else into.write
        host = host_of(url)
        with self._hosts.place(host):
            exchange = self._hosts.given_up(host)
            if exchange is None:
                exchange = self._once(url, write, max_bytes, self._limits.once, anonymously=anonymously)
                self._hosts.note(host, exchange)
            else:
                exchange = replace(exchange, url=redact_url(url))
        if exchange.is_untrusted:
            exchange = replace(exchange, certificate=self._certificate(exchange.hops[-1] if exchange.hops else url))
        return Answer(replace(exchange, question=question, module=module), b"".join(pieces))

    def get(self, url: str, max_bytes: int = _MAX_TEXT) -> bytes | Failure:
        """The whole answer, if it is no longer than `max_bytes`; asked again where that is worth its while."""
        pieces: list[bytes] = []

        def restart() -> Callable[[bytes], object]:
            pieces.clear()
            return pieces.append

        failure = self._patiently(url, max_bytes, restart, self._limits.text)
        return failure or b"".join(pieces)

    def save(self, url: str, max_bytes: int, file: IO[bytes]) -> Failure | None:
        """Write the answer to `file`, which must allow seeking. Raises OSError where that cannot be written."""

        def restart() -> Callable[[bytes], object]:
            file.seek(0)
            file.truncate()
            return file.write

        return self._patiently(url, max_bytes, restart, self._limits.total)

    def _patiently(
        self, url: str, max_bytes: int, restart: Callable[[], Callable[[bytes], object]], total: float
    ) -> Failure | None:
        host = host_of(url)
        with self._hosts.place(host):
            # Asked here, not before: a question that waited for its turn need not find out again what those before did.
            exchange = self._hosts.down(host) or self._hosts.given_up(host)
            if exchange is None:
                exchange = self._again_and_again(url, max_bytes, restart, total)
                self._hosts.note(host, exchange)
        return None if exchange.is_found else Failure(exchange.said, exchange.detail, exchange.flaw)

    def _again_and_again(
        self, url: str, max_bytes: int, restart: Callable[[], Callable[[bytes], object]], total: float
    ) -> Exchange:
        """The first answer that is one, or the last failure. A connection that fell silent is tried once more, one that
        was not accepted in all that time is not."""
        give_up = time.monotonic() + self._limits.patience
        exchange = self._once(url, restart(), max_bytes, total)
        for number, pause in enumerate(_PAUSES):
            wait = max(pause, exchange.retry_after)
            is_stalled = number == 0 and exchange.said is Said.SILENT and exchange.flaw is None
            is_refused = exchange.said is Said.UNREACHABLE and exchange.seconds < self._limits.connect
            is_passing = exchange.said is Said.FAILED or is_stalled or is_refused
            if not is_passing or self._hosts.is_hopeless(host_of(url)) or time.monotonic() + wait > give_up:
                break
            time.sleep(wait)
            exchange = self._once(url, restart(), max_bytes, total)
        return exchange

    def _once(
        self,
        url: str,
        write: Callable[[bytes], object],
        max_bytes: int,
        total: float,
        *,
        anonymously: bool = False,
    ) -> Exchange:
        start = time.monotonic()
        parts = urlsplit(url)
        hops: list[str] = []
        authenticated = ""
        if parts.scheme == "file":
            seen = _copy_file(parts, max_bytes, write)
        elif parts.scheme == "http" and parts.username is not None:
            seen = _failed(Said.LOGIN, flaw=Flaw.PLAIN_HTTP)
        else:
            authenticated, headers = ("", {}) if anonymously else authorization(parts, self._netrc)
            host = host_of(url)

            def take(piece: bytes) -> None:
                self._traffic.receive(host, len(piece))
                write(piece)

            with self._traffic.asking(host):
                seen = self._try(url, headers, hops, _Taking(take, max_bytes, start + total))
        return replace(
            seen,
            url=redact_url(url),
            hops=tuple(hops),
            authenticated=authenticated,
            seconds=time.monotonic() - start,
        )

    def _try(self, url: str, headers: dict[str, str], hops: list[str], taking: _Taking) -> Exchange:
        import httpx

        try:
            return self._follow(url, headers, hops, taking)
        except httpx.ConnectError as error:
            said = _words(error)
            blamed = getattr(error, "blamed", None)
            is_untrusted = not blamed and "certificate verify failed" in said.lower()
            said = f"{blamed}: {said}" if blamed else said
            return replace(_failed(Said.UNREACHABLE, said), is_untrusted=is_untrusted, http_proxy=blamed)
        except httpx.ConnectTimeout as error:
            return _failed(Said.UNREACHABLE, _words(error))
        except httpx.TimeoutException:
            return _failed(Said.SILENT, flaw=Flaw.UNFINISHED if time.monotonic() >= taking.deadline else None)
        except httpx.ProxyError as error:  # It is there, and does not get through to the host.
            return _failed(Said.UNREACHABLE, _words(error))
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            is_passing = isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError)
            return _failed(Said.FAILED if is_passing else Said.BROKEN, _words(error))

    def _follow(self, url: str, headers: dict[str, str], hops: list[str], taking: _Taking) -> Exchange:
        """The answer at the end of all redirects. None leads from https to plain http, as in the go command, and none
        takes credentials to another host."""
        at = _without_login(url)
        for _ in range(_MAX_REDIRECTS):
            more = {"deadline": taking.deadline}
            with self._connections().stream("GET", at, headers=headers, extensions=more) as response:
                target = response.headers.get("Location", "")
                if not (response.has_redirect_location and target):
                    return taking.of(response)
                following = _without_login(urljoin(at, target))
                hops.append(place(following))
                if at.startswith("https:") and not following.startswith("https:"):
                    return replace(_failed(Said.BROKEN, flaw=Flaw.TO_PLAIN_HTTP), status=response.status_code)
                if urlsplit(following).netloc != urlsplit(at).netloc:
                    headers = {}
                at = following
        return _failed(Said.BROKEN, str(_MAX_REDIRECTS), Flaw.REDIRECTS)

    def _certificate(self, url: str) -> Certificate | None:
        """The certificate that a server shows which is not trusted; asked for once."""
        from gomigrate.world.net.certificate import shown_certificate

        parts = urlsplit(_without_login(url))
        if parts.netloc not in self._certificates:
            self._certificates[parts.netloc] = shown_certificate(self._environ, parts.geturl())
        return self._certificates[parts.netloc]

    def _connections(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                limits = self._limits
                self._client = connections(self._environ, connect=limits.connect, silence=limits.silence)
                weakref.finalize(self, self._client.close)
        return self._client


@dataclass(frozen=True, slots=True)
class _Taking:
    """Where the bytes of an answer go, how many are taken, and until when."""

    write: Callable[[bytes], object]
    max_bytes: int
    deadline: float

    def of(self, response: httpx.Response) -> Exchange:
        """What a response comes to."""
        status = response.status_code
        seen = Exchange(status=status, reason=first_line(response.reason_phrase))
        if status != 200:
            wait = response.headers.get("Retry-After", "")
            return replace(
                seen, said=said_by_status(status), problem=self._reason(response), retry_after=_seconds(wait)
            )
        taken = 0
        for piece in response.iter_bytes():
            taken += len(piece)
            if taken > self.max_bytes:
                return replace(seen, said=Said.BROKEN, problem=f"{self.max_bytes} bytes", flaw=Flaw.TOO_LONG)
            if time.monotonic() > self.deadline:
                return replace(seen, said=Said.SILENT, flaw=Flaw.UNFINISHED)
            self.write(piece)
        return seen

    def _reason(self, response: httpx.Response) -> str:
        """The first line of a plain text error page, where proxies write the reason. Of a page that breaks off, what
        arrived counts."""
        import httpx

        if response.headers.get("Content-Type", "").partition(";")[0].strip().lower() not in {"", "text/plain"}:
            return ""
        page = b""
        with contextlib.suppress(httpx.HTTPError):
            for piece in response.iter_bytes():
                page += piece[: MOST_OF_A_REFUSAL + 1]
                if len(page) > MOST_OF_A_REFUSAL or time.monotonic() > self.deadline:
                    break
        return first_line(beginning(page.decode("utf-8", errors="replace"), MOST_OF_A_REFUSAL))


def file_path(url_path: str, *, has_drives: bool = os.name == "nt") -> str:
    """The file that the path of a file:// URL names; /C:/x is C:/x on Windows (cmd/internal/web, urlToFilePath)."""
    path = unquote(url_path)
    return path[1:] if has_drives and _DRIVE.match(path) else path


def _copy_file(parts: SplitResult, max_bytes: int, write: Callable[[bytes], object]) -> Exchange:
    """A file:// URL: a file that is not there counts as 404, one that may not be read as 403 (cmd/go/internal/web)."""
    taken = 0
    try:
        with Path(file_path(parts.path)).open("rb") as file:
            while piece := file.read(_PIECE):
                taken += len(piece)
                if taken > max_bytes:
                    return _failed(Said.BROKEN, f"{max_bytes} bytes", Flaw.TOO_LONG)
                write(piece)
    except FileNotFoundError:
        return _failed(Said.NO, "no such file")
    except PermissionError as error:
        return _failed(Said.REFUSED, error.strerror or "")
    except (OSError, ValueError) as error:
        return _failed(Said.BROKEN, getattr(error, "strerror", None) or type(error).__name__)
    return Exchange()


def _failed(said: Said, problem: str = "", flaw: Flaw | None = None) -> Exchange:
    return Exchange(said=said, problem=problem, flaw=flaw)


def _without_login(url: str) -> str:
    return urlsplit(url)._replace(netloc=host_of(url)).geturl()


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0.0


def _words(error: Exception) -> str:
    return first_line(str(error)) or type(error).__name__
