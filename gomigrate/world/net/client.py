"""Getting the bytes of a URL (http, https, file), with retries and limits; remote troubles are never an exception."""

from __future__ import annotations

import base64
import re
import threading
import time
import weakref
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import SplitResult, unquote, urlsplit

from gomigrate.model.modules import Flaw, Said
from gomigrate.world.base.outcome import Failure, said_by_status
from gomigrate.world.base.redact import beginning, first_line
from gomigrate.world.net.netrc import Netrc

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Mapping

    import httpx

_PAUSES = (0.3, 1.0)
_GIVE_UP = 3
"""A host that failed so many questions on end is not asked patiently any more, and after so many without any answer in
time not at all: hundreds of modules would take hours."""
_MAX_REDIRECTS = 10
_PIECE = 1 << 16
MOST_OF_A_REFUSAL = 1 << 12
"""So many bytes of an error page are looked at: the reason is in its first line, and the rest is anybody's."""

# Where systems keep their certificates, as in Go's crypto/x509; OpenSSL's own idea of it can be wrong in a
# Python that was built elsewhere.
_CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much to wait for and to take. `total` bounds one try for a file in seconds, however slowly bytes drip in,
    `text` one for an answer that is a few lines."""

    connect: float = 5
    silence: float = 20
    total: float = 60
    text: float = 20
    patience: float = 30


class Fetcher:
    """A thread-safe client with one pool of connections.

    `environ` names the HTTP proxies (HTTP_PROXY, HTTPS_PROXY, NO_PROXY) and certificates (SSL_CERT_FILE). Credentials
    come from the URL or, over https only, from netrc, as for the go command; none is ever sent to a host that a
    redirect leads to.
    """

    def __init__(self, environ: Mapping[str, str], netrc: Netrc = Netrc.EMPTY, limits: Limits | None = None) -> None:
        self._environ = environ
        self._netrc = netrc
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None
        self._failed: dict[str, int] = {}
        self._silent: dict[str, int] = {}

    def __repr__(self) -> str:
        return "Fetcher()"

    def get(self, url: str, max_bytes: int) -> bytes | Failure:
        """The whole answer, if it is no longer than `max_bytes`."""
        pieces: list[bytes] = []

        def restart() -> Callable[[bytes], object]:
            pieces.clear()
            return pieces.append

        failure = self._fetch(url, max_bytes, restart, self._limits.text)
        return failure or b"".join(pieces)

    def save(self, url: str, max_bytes: int, file: BinaryIO) -> Failure | None:
        """Write the answer to `file`, which must allow seeking. Raises OSError where that cannot be written."""

        def restart() -> Callable[[bytes], object]:
            file.seek(0)
            file.truncate()
            return file.write

        return self._fetch(url, max_bytes, restart, self._limits.total)

    def _fetch(
        self, url: str, max_bytes: int, restart: Callable[[], Callable[[bytes], object]], total: float
    ) -> Failure | None:
        parts = urlsplit(url)
        if parts.scheme == "file":
            return _copy_file(parts, max_bytes, restart())
        if parts.scheme == "http" and parts.username is not None:
            return Failure(Said.LOGIN, flaw=Flaw.PLAIN_HTTP)
        give_up = time.monotonic() + self._limits.patience
        host = parts.netloc.rpartition("@")[2]
        if self._silent.get(host, 0) >= _GIVE_UP:
            return Failure(Said.SILENT)
        # The others that wait for a host that is down need not find out one by one, with pauses.
        is_hopeless = self._failed.get(host, 0) >= _GIVE_UP
        failure = self._try(parts, max_bytes, restart(), total)
        for pause in _PAUSES:
            wait = max(pause, failure.retry_after if failure else 0)
            if failure is None or not failure.is_passing or is_hopeless or time.monotonic() + wait > give_up:
                break
            time.sleep(wait)
            failure = self._try(parts, max_bytes, restart(), total)
        self._note(host, failure)
        return failure

    def _note(self, host: str, failure: Failure | None) -> None:
        """Count how often a host failed on end. One that cannot be connected to is not waited for again."""
        with self._lock:
            if failure is None or not failure.said.is_unknown:
                self._failed[host] = self._silent[host] = 0
            elif failure.said is Said.UNREACHABLE:
                self._failed[host] = _GIVE_UP
            elif failure.said is Said.FAILED:
                self._failed[host] = self._failed.get(host, 0) + 1
            elif failure.said is Said.SILENT:
                self._silent[host] = self._silent.get(host, 0) + 1

    def _try(
        self, parts: SplitResult, max_bytes: int, write: Callable[[bytes], object], total: float
    ) -> Failure | None:
        import httpx

        try:
            return self._stream(parts, max_bytes, write, total)
        except httpx.ConnectError as error:
            return Failure(Said.UNREACHABLE, _said(error))
        except httpx.TimeoutException:
            return Failure(Said.SILENT)
        except httpx.TooManyRedirects:
            return Failure(Said.BROKEN, str(_MAX_REDIRECTS), Flaw.REDIRECTS)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            is_passing = isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError)
            return Failure(Said.FAILED if is_passing else Said.BROKEN, _said(error))

    def _stream(
        self, parts: SplitResult, max_bytes: int, write: Callable[[bytes], object], total: float
    ) -> Failure | None:
        deadline = time.monotonic() + total
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        with self._http().stream("GET", bare, headers=authorization(parts, self._netrc)[1]) as response:
            if response.status_code != 200:
                return _refusal(response)
            taken = 0
            for piece in response.iter_bytes():
                taken += len(piece)
                if taken > max_bytes:
                    return Failure(Said.BROKEN, f"{max_bytes} bytes", Flaw.TOO_LONG)
                if time.monotonic() > deadline:
                    return Failure(Said.SILENT, f"{total:g} s")
                write(piece)
        return None

    def _http(self) -> httpx.Client:
        import httpx

        with self._lock:
            if self._client is None:
                limits = self._limits
                certificates = trusted_certificates(self._environ)
                self._client = httpx.Client(
                    verify=certificates,
                    trust_env=False,
                    mounts=dict(proxy_mounts(self._environ, certificates)),
                    follow_redirects=True,
                    max_redirects=_MAX_REDIRECTS,
                    event_hooks={"response": [keep_https]},
                    headers={"User-Agent": "gomigrate"},
                    timeout=httpx.Timeout(limits.silence, connect=limits.connect, pool=None),
                    limits=httpx.Limits(max_connections=32, max_keepalive_connections=32),
                )
                weakref.finalize(self, self._client.close)
        return self._client


def authorization(parts: SplitResult, netrc: Netrc) -> tuple[str, dict[str, str]]:
    """The header that the go command would send for a URL, and where its credentials come from: "" for none."""
    if parts.scheme != "https":
        return "", {}
    authority = parts.netloc.rpartition("@")[2]
    if parts.username is not None:
        source, user, password = "the URL", unquote(parts.username), unquote(parts.password or "")
    else:
        login = netrc.find_login(authority, parts.path)
        if login is None:
            return "", {}
        source, user, password = "netrc", login.user, login.password
    return source, {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def keep_https(response: httpx.Response) -> None:
    """No redirect from https to plain http, as in the go command."""
    import httpx

    target = response.headers.get("Location", "").lower()
    if response.has_redirect_location and response.request.url.scheme == "https" and target.startswith("http:"):
        raise httpx.UnsupportedProtocol("redirected from https to plain http")


def proxy_mounts(environ: Mapping[str, str], certificates: ssl.SSLContext) -> Iterator[tuple[str, httpx.BaseTransport]]:
    """HTTP proxies by Go's rule (golang.org/x/net/http/httpproxy): never for the loopback, nor for NO_PROXY."""
    import httpx

    def setting(name: str) -> str:
        return environ.get(name, "") or environ.get(name.lower(), "")

    spared = setting("NO_PROXY").replace(" ", "").split(",")
    proxies = {scheme: setting(f"{scheme.upper()}_PROXY") for scheme in ("http", "https")}
    if "*" in spared or not any(proxies.values()):
        return
    for scheme, proxy in proxies.items():
        if proxy:
            url = proxy if "://" in proxy else f"http://{proxy}"
            yield f"{scheme}://", httpx.HTTPTransport(verify=certificates, proxy=url)
    direct = httpx.HTTPTransport(verify=certificates)
    for host in ("localhost", "127.0.0.1", "[::1]"):
        yield f"all://{host}", direct
    for host in spared:
        if re.fullmatch(r"[0-9.]+(?::\d+)?", host):
            yield f"all://{host}", direct
        elif re.fullmatch(r"[A-Za-z0-9.-]+(?::\d+)?", host):
            # "corp.com" stands for the host and all below it, ".corp.com" for those below alone.
            yield f"all://*{host}", direct


def trusted_certificates(environ: Mapping[str, str]) -> ssl.SSLContext:
    """The certificates that this system trusts, as for the go command: $SSL_CERT_FILE and $SSL_CERT_DIR, else the
    system's, else those that come with httpx. Read once, since that takes a while."""
    return _certificates(environ.get("SSL_CERT_FILE", ""), environ.get("SSL_CERT_DIR", ""))


@lru_cache(maxsize=4)
def _certificates(file: str, folder: str) -> ssl.SSLContext:
    import ssl

    context = ssl.create_default_context()
    if file or folder:
        named = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            named.load_verify_locations(file or None, folder or None)
        except OSError:
            return context
        return named
    if not context.get_ca_certs():
        for place in _CERTIFICATES:
            if Path(place).is_file():
                context.load_verify_locations(place)
                return context
        import certifi

        context.load_verify_locations(certifi.where())
    return context


def _refusal(response: httpx.Response) -> Failure:
    """What a status other than 200 means, with the first line of a plain text body, which proxies put the reason in."""
    from email.message import Message

    status = response.status_code
    text = f"{status} {response.reason_phrase}".strip()
    header = Message()
    header["Content-Type"] = response.headers.get("Content-Type", "")
    if header.get_content_type() == "text/plain":
        said = reason_in(next(response.iter_bytes(), b""))
        if said:
            text = f"{text}: {said}"
    return Failure(said_by_status(status), text, retry_after=_seconds(response.headers.get("Retry-After", "")))


def reason_in(page: bytes) -> str:
    """The first line of a plain text error page, fit for a message."""
    return first_line(beginning(page.decode("utf-8", errors="replace"), MOST_OF_A_REFUSAL))


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0.0


def _copy_file(parts: SplitResult, max_bytes: int, write: Callable[[bytes], object]) -> Failure | None:
    """A file:// URL: a file that is not there counts as 404, one that may not be read as 403 (cmd/go/internal/web)."""
    taken = 0
    try:
        with Path(unquote(parts.path)).open("rb") as file:
            while piece := file.read(_PIECE):
                taken += len(piece)
                if taken > max_bytes:
                    return Failure(Said.BROKEN, f"{max_bytes} bytes", Flaw.TOO_LONG)
                write(piece)
    except FileNotFoundError:
        return Failure(Said.NO, "no such file")
    except PermissionError as error:
        return Failure(Said.REFUSED, error.strerror or "")
    except (OSError, ValueError) as error:
        return Failure(Said.BROKEN, getattr(error, "strerror", None) or type(error).__name__)
    return None


def _said(error: Exception) -> str:
    return first_line(str(error)) or type(error).__name__
