"""Requests, each by the way that the go command would take: directly, or by the proxy that the environment names."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from gomigrate.model.diagnosis.exchanges import EnvironmentProxy
from gomigrate.world.net.dialing import Dialer, ProxyDown
from gomigrate.world.net.httpproxy import CgiProxyError, HttpProxies, HttpProxy

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Mapping

_LOGIN_DEMANDED = 407
_ERRORS = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol)


class HttpProxyFailed(httpx.ConnectError):
    """There is no way past the HTTP or SOCKS proxy that is `blamed`: it is down, or wants a login."""

    def __init__(self, message: str, blamed: EnvironmentProxy) -> None:
        super().__init__(message)
        self.blamed = blamed


class Routes(httpx.BaseTransport):
    """A transport with a pool of connections for each proxy, and one for none. A request's extension "deadline" says
    until when its answer is read, headers and all."""

    def __init__(self, environ: Mapping[str, str], certificates: ssl.SSLContext, *, at_once: int) -> None:
        self._proxies = HttpProxies.of(environ)
        self._certificates = certificates
        self._at_once = at_once
        self._lock = threading.Lock()
        self._pools: dict[HttpProxy | None, tuple[Dialer, httpcore.ConnectionPool]] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer. Raises what httpx raises, HttpProxyFailed where a proxy is at fault."""
        try:
            proxy = self._proxies.proxy_for(str(request.url))
        except CgiProxyError as error:
            raise HttpProxyFailed(str(error), EnvironmentProxy(variable="HTTP_PROXY")) from error
        dialer, pool = self._pool(proxy)
        dialer.until(request.extensions.get("deadline"))
        sent = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            extensions=dict(request.extensions),
        )
        with _errors_of(proxy):
            came = _asked(dialer, pool, sent)
        if proxy and came.status == _LOGIN_DEMANDED:
            came.close()
            raise HttpProxyFailed("407 Proxy Authentication Required", shown(proxy))
        return httpx.Response(came.status, headers=came.headers, stream=_StreamedBody(came), extensions=came.extensions)

    def close(self) -> None:
        """Closes every connection."""
        with self._lock:
            for _, pool in self._pools.values():
                pool.close()

    def _pool(self, proxy: HttpProxy | None) -> tuple[Dialer, httpcore.ConnectionPool]:
        with self._lock:
            if proxy not in self._pools:
                self._pools[proxy] = self._new_pool(proxy)
            return self._pools[proxy]

    def _new_pool(self, proxy: HttpProxy | None) -> tuple[Dialer, httpcore.ConnectionPool]:
        dialer = Dialer(proxy)
        common: dict[str, Any] = {
            "ssl_context": self._certificates,
            "max_connections": self._at_once,
            "max_keepalive_connections": self._at_once,
            "network_backend": dialer,
        }
        if proxy is None or proxy.is_socks:
            return dialer, httpcore.ConnectionPool(**common)
        # Go takes a proxy of any other scheme for one that speaks plain HTTP.
        scheme = "https" if proxy.scheme == "https" else "http"
        return dialer, httpcore.HTTPProxy(
            proxy_url=f"{scheme}://{proxy.address}",
            proxy_auth=None if proxy.user is None else (proxy.user.encode(), (proxy.password or "").encode()),
            proxy_ssl_context=self._certificates if scheme == "https" else None,
            **common,
        )


def _asked(dialer: Dialer, pool: httpcore.ConnectionPool, request: httpcore.Request) -> httpcore.Response:
    """The answer. A connection that was kept and that the other side has closed meanwhile says nothing of the server:
    it is asked again, as by net/http."""
    while True:
        before = dialer.made
        try:
            return pool.handle_request(request)
        except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError):
            if dialer.made != before:
                raise


class _StreamedBody(httpx.SyncByteStream):
    """The body of an answer, with httpx's errors."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _errors_of(None):
            yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


def shown(proxy: HttpProxy) -> EnvironmentProxy:
    """A proxy without its login."""
    return EnvironmentProxy(variable=proxy.variable, place=f"{proxy.scheme}://{proxy.host}")


@contextlib.contextmanager
def _errors_of(proxy: HttpProxy | None) -> Iterator[None]:
    """httpcore's errors as those of httpx of the same name."""
    try:
        yield
    except (ProxyDown, httpcore.ProxyError) as error:
        assert proxy is not None
        if isinstance(error, ProxyDown) or str(error).startswith(str(_LOGIN_DEMANDED)):
            raise HttpProxyFailed(str(error), shown(proxy)) from error
        raise httpx.ProxyError(f"{shown(proxy).place}: {error}") from error
    except _ERRORS as error:
        raise getattr(httpx, type(error).__name__)(str(error)) from error
