"""Which HTTP or SOCKS proxy a request uses, as the go command decides it (golang.org/x/net/http/httpproxy).

Pure: the environment and a URL in, a proxy's URL out. `go env -w` and ALL_PROXY do not count.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_PORTS = {"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}
_MAPPED = 96
"""So many bits stand before the IPv4 address in ::ffff:0:0/96, whose addresses Go takes for those of IPv4."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_USER = re.compile(r"(?:[A-Za-z0-9._:~!$&'(*+,);=@-]|%[0-9A-Fa-f]{2})*")
_HOST = re.compile(r"""(?:[A-Za-z0-9._~!$&'(*+,);=<>"-]|[^\x00-\x7f]|%[89A-Fa-f][0-9A-Fa-f])*(?::[0-9]*)?""")
_WITH_COLONS = re.compile(rf"(?:(?:{_HOST.pattern}):)*{_HOST.pattern}")
_BRACKETED = re.compile(r"\[([0-9A-Fa-f:.]+)(?:%25(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+)?\](?::[0-9]*)?")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class CgiProxyError(ValueError):
    """HTTP_PROXY is set beside REQUEST_METHOD: what looks like a proxy to a CGI program may be a header from any client
    (golang.org/s/cgihttpproxy), so Go makes no plain http request at all."""


@dataclass(frozen=True, slots=True)
class HttpProxy:
    """A proxy by its parts, and the variable that names it. `host` has its port where one was given; `user` and
    `password` are decoded, and not for printing."""

    scheme: str
    host: str
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    variable: str = ""

    @property
    def is_socks(self) -> bool:
        """Whether it speaks SOCKS5; Go takes any other but https for one that speaks plain HTTP."""
        return self.scheme in {"socks5", "socks5h"}

    @property
    def address(self) -> str:
        """HOST:PORT of it, with the port that its scheme stands for; Go finds nothing behind a port that it does not
        know."""
        name = re.sub(r":$", "", self.host)
        has_port = re.search(r":\d+$", name) and not name.endswith("]")
        return name if has_port else f"{name}:{_PORTS.get(self.scheme, '0')}"


@dataclass(frozen=True, slots=True)
class HttpProxies:
    """The proxies of an environment, read once."""

    by_scheme: Mapping[str, HttpProxy | None] = field(repr=False)
    spared: tuple[_Spared, ...] = ()
    is_cgi: bool = False

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> HttpProxies:
        """Those of HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in capitals or, where these are empty, in small letters."""
        return cls(
            by_scheme={
                "http": parse_proxy(*_setting(environ, "HTTP_PROXY")),
                "https": parse_proxy(*_setting(environ, "HTTPS_PROXY")),
            },
            spared=tuple(_spared(_setting(environ, "NO_PROXY")[0])),
            is_cgi=bool(environ.get("REQUEST_METHOD")),
        )

    def proxy_for(self, url: str) -> HttpProxy | None:
        """The proxy that a request for the URL uses; None for none. Raises CgiProxyError, ValueError for no URL."""
        parts = urlsplit(url)
        proxy = self.by_scheme.get(parts.scheme)
        if proxy is None:
            return None
        if parts.scheme == "http" and self.is_cgi:
            raise CgiProxyError("refusing to use HTTP_PROXY value in CGI environment; see golang.org/s/cgihttpproxy")
        host = _ascii(parts.hostname or "")
        port = str(parts.port) if parts.port is not None else _PORTS[parts.scheme]
        address = _address(host.partition("%")[0])
        if host == "localhost" or (address and address.is_loopback):
            return None
        return None if any(one.covers(host, port, address) for one in self.spared) else proxy


@dataclass(frozen=True, slots=True)
class _Spared:
    """An entry of NO_PROXY: one of `everything`, a `network`, an `address`, a `domain` with all below it (its `host`
    itself too, unless a dot stands before it); the latter two for one `port` alone where there is one."""

    is_all: bool = False
    network: _Network | None = None
    address: _Address | None = None
    domain: str = ""
    is_host_too: bool = False
    port: str = ""

    def covers(self, host: str, port: str, address: _Address | None) -> bool:
        if self.is_all:
            return True
        if address:
            in_network = self.network is not None and address in self.network
            return in_network or (address == self.address and self.port in {"", port})
        is_it = host.endswith(self.domain) or (self.is_host_too and host == self.domain[1:])
        return bool(self.domain) and is_it and self.port in {"", port}


def _setting(environ: Mapping[str, str], name: str) -> tuple[str, str]:
    """The value, and the variable that has it."""
    spelled = name if environ.get(name) else name.lower()
    return environ.get(spelled, ""), spelled


def _spared(text: str) -> Iterator[_Spared]:
    entries = [entry.strip().lower() for entry in text.split(",")]
    if "*" in entries:
        yield _Spared(is_all=True)
        return
    for entry in filter(None, entries):
        if network := _network(entry):
            yield _Spared(network=network)
            continue
        host, port = _host_and_port(entry)
        if address := _address(host):
            yield _Spared(address=address, port=port)
        elif host:
            host = host.removeprefix("*") if host.startswith("*.") else host
            is_host_too = not host.startswith(".")
            yield _Spared(domain="." + _ascii(host.removeprefix(".")), is_host_too=is_host_too, port=port)


def _host_and_port(entry: str) -> tuple[str, str]:
    """The two as net.SplitHostPort has them; the whole entry where it finds no port."""
    if bracketed := re.fullmatch(r"\[([^\[\]]*)\]:([^\[\]:]*)", entry):
        return bracketed[1], bracketed[2]
    if found := re.fullmatch(r"([^:\[\]]*):([^:\[\]]*)", entry):
        return found[1], found[2]
    return entry, ""


def _ip(text: str) -> _Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _address(text: str) -> _Address | None:
    found = _ip(text)
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


def _network(text: str) -> _Network | None:
    if not re.fullmatch(r"[^/]+/[0-9]+", text) or len(text.partition("/")[2]) > len("128"):
        return None
    try:
        found = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Network) and found.prefixlen >= _MAPPED:
        mapped = found.network_address.ipv4_mapped
        if mapped:
            return ipaddress.IPv4Network((mapped, found.prefixlen - _MAPPED))
    return found


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    import idna

    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return host


def parse_proxy(text: str, variable: str = "") -> HttpProxy | None:
    """The proxy that the value of a variable stands for, http:// before it where it has no scheme of its own; None for
    no proxy, and for what cannot be one: Go then asks without a proxy, and says nothing."""
    if not text:
        return None
    found = _parsed(text)
    if found is None or not found.scheme or not found.host:
        found = _parsed(f"http://{text}") or found
    return found and replace(found, variable=variable)


def _parsed(text: str) -> HttpProxy | None:
    """The parts that matter as net/url reads them; None where it does not."""
    if re.search(r"[\x00-\x1f\x7f]", text):
        return None
    rest = text.partition("#")[0]
    scheme = ""
    if found := _SCHEME.fullmatch(rest):
        scheme, rest = found[1].lower(), found[2]
    elif rest.startswith(":") or (not rest.startswith("/") and ":" in re.split(r"[/?]", rest)[0]):
        return None
    rest = rest.partition("?")[0]
    if not rest.startswith("//"):
        return None if _BAD_ESCAPE.search(rest) and rest.startswith("/") else HttpProxy(scheme, "")
    authority, slash, path = rest[2:].partition("/")
    login, at, host = authority.rpartition("@")
    plain = _HOST if scheme in {"http", "https"} else _WITH_COLONS
    pattern = _BRACKETED if host.startswith("[") else plain
    bracketed = _ip(host[1:].partition("]")[0].replace("%25", "%")) if host.startswith("[") else None
    if host.startswith("[") and not isinstance(bracketed, ipaddress.IPv6Address):
        return None
    if not pattern.fullmatch(host) or not _USER.fullmatch(login) or _BAD_ESCAPE.search(slash + path):
        return None
    user, colon, password = login.partition(":")
    return HttpProxy(
        scheme=scheme,
        host=unquote(host),
        user=unquote(user) if at else None,
        password=unquote(password) if colon else None,
    )
