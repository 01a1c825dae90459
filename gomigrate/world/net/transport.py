"""How a server is reached: the certificates that are trusted, HTTP proxies, and which credentials are sent."""

from __future__ import annotations

import base64
import contextlib
import os
import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote

from gomigrate.world.disk.reading import read_or_none
from gomigrate.world.net.hosts import AT_ONCE

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Mapping

    import httpx

    from gomigrate.world.net.netrc import Netrc

# Where systems keep their certificates, as in Go's crypto/x509: the first of the files that is there, and all in the
# folders. OpenSSL's own idea of it can be wrong in a Python that was built elsewhere.
_CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
_FOLDERS = ("/etc/ssl/certs", "/etc/pki/tls/certs")
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----")
_WITH_OWN_STORE = frozenset({"win32", "darwin"})


def connections(
    environ: Mapping[str, str], *, connect: float, silence: float, certificates: ssl.SSLContext | None = None
) -> httpx.Client:
    """A pool of connections that waits so many seconds for a connection, and for the next bytes; it follows no
    redirect. `environ` names the proxies (HTTP_PROXY, HTTPS_PROXY, NO_PROXY) and certificates (SSL_CERT_FILE), if there
    are no other `certificates`."""
    import httpx

    from gomigrate.world.net.routes import Routes

    return httpx.Client(
        trust_env=False,
        transport=Routes(environ, certificates or trusted_certificates(environ), at_once=AT_ONCE),
        follow_redirects=False,
        headers={"User-Agent": "gomigrate"},
        timeout=httpx.Timeout(silence, connect=connect, pool=None),
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


def trusted_certificates(environ: Mapping[str, str]) -> ssl.SSLContext:
    """The certificates that this system trusts, as for the go command: $SSL_CERT_FILE, else the system's file, with
    those in $SSL_CERT_DIR, else in the system's folders; those of certifi where there is nothing of all that. Read
    once, since that takes a while."""
    return _certificates(environ.get("SSL_CERT_FILE", ""), environ.get("SSL_CERT_DIR", ""))


@lru_cache(maxsize=4)
def _certificates(file: str, folder: str) -> ssl.SSLContext:
    import ssl

    # As crypto/x509 has it on Unix: SSL_CERT_FILE stands for the system's files, SSL_CERT_DIR for its folders.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # What stands in the store is believed, an authority of authorities or not, and a Common Name is none.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.hostname_checks_common_name = False
    if sys.platform in _WITH_OWN_STORE:
        context.load_default_certs()
    else:
        pems = dict.fromkeys(_pems(file, folder))
        try:
            context.load_verify_locations(cadata="\n".join(pems))
        except (OSError, ValueError):
            # What is no certificate is passed over, as by Go.
            for pem in pems:
                with contextlib.suppress(OSError, ValueError):
                    context.load_verify_locations(cadata=pem)
    if not context.get_ca_certs() and not (file or folder):
        import certifi

        context.load_verify_locations(certifi.where())
    return context


def _pems(file: str, folder: str) -> Iterator[str]:
    """The certificates of the first file that is there, and those of all folders."""
    files = [text for place in ([file] if file else _CERTIFICATES) if (text := read_or_none(place)) is not None]
    for text in files[:1]:
        yield from _PEM.findall(text.decode("latin-1"))
    for place in folder.split(":") if folder else _FOLDERS:
        for name in _names(place):
            yield from _PEM.findall((read_or_none(f"{place}/{name}") or b"").decode("latin-1"))


def _names(folder: str) -> list[str]:
    """The files in a folder, without the links among them that lead to others of them."""
    try:
        with os.scandir(folder) as entries:
            return sorted(
                e.name
                for e in entries
                if not (e.is_symlink() and "/" not in os.readlink(e.path))  # noqa: PTH115
            )
    except OSError:
        return []
