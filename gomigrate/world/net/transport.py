"""How a server is reached: the certificates that are trusted, HTTP proxies, and which credentials are sent."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Mapping

    import httpx

    from gomigrate.world.net.netrc import Netrc

_AT_ONCE = 32

# Where systems keep their certificates, as in Go's crypto/x509; OpenSSL's own idea of it can be wrong in a
# Python that was built elsewhere.
_CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


def connections(environ: Mapping[str, str], *, connect: float, silence: float) -> httpx.Client:
    """A pool of connections that waits so many seconds for a connection, and for the next bytes; it follows no
    redirect. `environ` names the HTTP proxies (HTTP_PROXY, HTTPS_PROXY, NO_PROXY) and certificates (SSL_CERT_FILE)."""
    import httpx

    certificates = trusted_certificates(environ)
    return httpx.Client(
        verify=certificates,
        trust_env=False,
        mounts=dict(proxy_mounts(environ, certificates)),
        follow_redirects=False,
        headers={"User-Agent": "gomigrate"},
        timeout=httpx.Timeout(silence, connect=connect, pool=None),
        limits=httpx.Limits(max_connections=_AT_ONCE, max_keepalive_connections=_AT_ONCE),
    )


def authorization(parts: SplitResult, netrc: Netrc) -> tuple[str, dict[str, str]]:
    """The header that the go command would send for a URL, and where its credentials come from: "" for none."""
    login = login_for(parts, netrc)
    if login is None:
        return "", {}
    source, user, password = login
    return source, {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def login_for(parts: SplitResult, netrc: Netrc) -> tuple[str, str, str] | None:
    """(where from, user, password) of the credentials that the go command would send for a URL; None for none."""
    if parts.scheme != "https":
        return None
    if parts.username is not None:
        return "the URL", unquote(parts.username), unquote(parts.password or "")
    login = netrc.find_login(parts.netloc.rpartition("@")[2], parts.path)
    return ("netrc", login.user, login.password) if login else None


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
