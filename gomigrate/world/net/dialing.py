"""Connections as httpcore asks for them: by a SOCKS5 proxy where there is one, and no longer than a question may take.

SOCKS5 as in golang.org/x/net/internal/socks, which the go command has: the proxy looks the name up, and a login is
offered beside none (RFC 1928, RFC 1929).
"""

from __future__ import annotations

import contextlib
import ipaddress
import struct
import threading
import time
from typing import TYPE_CHECKING, Any

import httpcore

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Iterator

    from gomigrate.world.net.httpproxy import HttpProxy

_VERSION, _LOGIN_VERSION = 5, 1
_NO_LOGIN, _BY_PASSWORD = 0, 2
_CONNECT = 1
_IPV4, _NAME, _IPV6 = 1, 3, 4
_LONGEST = 255
_FAILURES = {
    1: "general SOCKS server failure", 2: "connection not allowed by ruleset", 3: "network unreachable",
    4: "host unreachable", 5: "connection refused", 6: "TTL expired", 7: "command not supported",
    8: "address type not supported",
}  # fmt: skip


class ProxyDown(httpcore.ConnectError):
    """The HTTP or SOCKS proxy itself is at fault: it does not answer, or does not let us in."""


class Dialer(httpcore.NetworkBackend):
    """Connects directly, or to the `proxy`, and by it where it is one of SOCKS5. What a thread reads ends at the time
    that it set by `until`."""

    def __init__(self, proxy: HttpProxy | None = None) -> None:
        self._plain = httpcore.SyncBackend()
        self._proxy = proxy
        self._thread = threading.local()

    @property
    def made(self) -> int:
        """How many connections this thread has begun."""
        return getattr(self._thread, "made", 0)

    def until(self, deadline: float | None) -> None:
        """All reads of this thread after this call end then, on the clock of time.monotonic."""
        self._thread.deadline = deadline

    def left(self, timeout: float | None) -> float | None:
        """The shorter of a timeout and of what is left. Raises httpcore.ReadTimeout where nothing is."""
        deadline: float | None = getattr(self._thread, "deadline", None)
        if deadline is None:
            return timeout
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            raise httpcore.ReadTimeout("no whole answer in time")
        return seconds if timeout is None else min(timeout, seconds)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to a host, which is the proxy where that speaks HTTP. Raises ProxyDown where it is down."""
        self._thread.made = self.made + 1
        proxy = self._proxy
        if proxy is None:
            return _Bounded(self, self._plain.connect_tcp(host, port, timeout, local_address, socket_options))
        name, _, its_port = proxy.address.rpartition(":")
        with _as_proxys():
            stream = self._plain.connect_tcp(name.strip("[]"), int(its_port), timeout, local_address, socket_options)
        if proxy.is_socks:
            try:
                _by_socks(stream, proxy, host, port, timeout)
            except BaseException:
                stream.close()
                raise
        return _Bounded(self, stream, is_to_proxy=not proxy.is_socks and proxy.scheme == "https")


@contextlib.contextmanager
def _as_proxys() -> Iterator[None]:
    """A failure in here is the proxy's."""
    try:
        yield
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        raise ProxyDown(str(error)) from error


class _Bounded(httpcore.NetworkStream):
    """A stream that reads no longer than its dialer lets it. `is_to_proxy`: TLS is still to be agreed on with it."""

    def __init__(self, dialer: Dialer, stream: httpcore.NetworkStream, *, is_to_proxy: bool = False) -> None:
        self._dialer = dialer
        self._stream = stream
        self._is_to_proxy = is_to_proxy

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._dialer.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        with _as_proxys() if self._is_to_proxy else contextlib.nullcontext():
            return _Bounded(self._dialer, self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _by_socks(stream: httpcore.NetworkStream, proxy: HttpProxy, host: str, port: int, timeout: float | None) -> None:
    """Has the proxy connect the stream. Raises ProxyDown where it does not let us in, httpcore.ProxyError where it does
    not get through to the host."""

    def ask(request: bytes, length: int) -> bytes:
        """The beginning of the answer."""
        try:
            stream.write(request, timeout)
            return _exactly(stream, length, timeout)
        except (httpcore.ReadError, httpcore.WriteError, httpcore.ReadTimeout, httpcore.WriteTimeout) as error:
            raise ProxyDown(f"no SOCKS5 proxy: {error}") from error

    methods = bytes([_NO_LOGIN] if proxy.user is None else [_NO_LOGIN, _BY_PASSWORD])
    version, method = ask(bytes([_VERSION, len(methods)]) + methods, 2)
    if version != _VERSION:
        raise ProxyDown("no SOCKS5 proxy answers there")
    if method not in methods:
        raise ProxyDown("no acceptable authentication methods")
    if method == _BY_PASSWORD:
        words = [(text or "").encode() for text in (proxy.user, proxy.password)]
        if not all(0 < len(word) <= _LONGEST for word in words):
            raise ProxyDown("invalid username/password")
        login = b"".join(bytes([len(word)]) + word for word in words)
        if ask(bytes([_LOGIN_VERSION]) + login, 2)[1]:
            raise ProxyDown("username/password authentication failed")
    answer = ask(bytes([_VERSION, _CONNECT, 0]) + _encoded(host) + struct.pack(">H", port), 4)
    if answer[1]:
        raise httpcore.ProxyError(_FAILURES.get(answer[1], f"unknown code: {answer[1]}"))
    length = {_IPV4: 4, _IPV6: 16}.get(answer[3]) or ask(b"", 1)[0]
    ask(b"", length + 2)


def _encoded(host: str) -> bytes:
    """A host as SOCKS5 has it: an address, or a name that the proxy is to look up. Raises httpcore.ConnectError."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        name = host.encode()
        if len(name) > _LONGEST:
            raise httpcore.ConnectError("the name of the host is too long") from None
        return bytes([_NAME, len(name)]) + name
    return bytes([_IPV4 if isinstance(address, ipaddress.IPv4Address) else _IPV6]) + address.packed


def _exactly(stream: httpcore.NetworkStream, length: int, timeout: float | None) -> bytes:
    found = b""
    while len(found) < length:
        piece = stream.read(length - len(found), timeout)
        if not piece:
            raise httpcore.ReadError("it closed the connection")
        found += piece
    return found
