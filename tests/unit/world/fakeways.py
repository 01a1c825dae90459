"""The ways to a server that an environment names: an HTTP proxy that tunnels (CONNECT) and forwards, and a SOCKS5 one.

Both lead every host, whatever its name, to the server that a test has on the loopback; nothing is looked up.
"""

from __future__ import annotations

import base64
import contextlib
import re
import select
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class FakeWay:
    """A proxy at `address` (HOST:PORT). `led` are the hosts with ports that it was asked to lead to. With `login`
    ("user:password") it lets no other user through; `refuses` are the hosts that it does not get through to; a `deaf`
    one takes connections and says nothing, a `broken` one says nonsense."""

    address: str = ""
    to: str = ""
    led: list[str] = field(default_factory=list)
    login: str = ""
    refuses: frozenset[str] = frozenset()
    is_deaf: bool = False
    is_broken: bool = False

    def reach(self) -> socket.socket:
        """A connection to the server that all leads to."""
        parts = urlsplit(self.to)
        return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20)


@contextlib.contextmanager
def http_way(to: str, certificates: ssl.SSLContext | None = None, **more: object) -> Iterator[FakeWay]:
    """An HTTP proxy; one that is reached by TLS with `certificates`."""
    with _serve(_through_http, FakeWay(to=to, **more), certificates) as way:  # type: ignore[arg-type]
        yield way


@contextlib.contextmanager
def socks_way(to: str, **more: object) -> Iterator[FakeWay]:
    """A SOCKS5 proxy."""
    with _serve(_through_socks, FakeWay(to=to, **more), None) as way:  # type: ignore[arg-type]
        yield way


def _through_http(way: FakeWay, client: socket.socket) -> None:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = client.recv(1 << 16)
        if not piece:
            return
        head += piece
    words = head.split(b"\r\n", 1)[0].decode().split()
    method, target = words[0], words[1]
    wanted = b"Proxy-Authorization: Basic " + base64.b64encode(way.login.encode())
    host = target if method == "CONNECT" else urlsplit(target).netloc
    way.led.append(host)
    if way.login and wanted.lower() not in head.lower():
        client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    elif host.rpartition(":")[0] in way.refuses or host in way.refuses:
        client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    elif method == "CONNECT":
        with way.reach() as server:
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            _join(client, server)
    else:
        path = target.partition("://")[2].partition("/")[2]
        with way.reach() as server:
            line, _, rest = head.replace(target.encode(), b"/" + path.encode(), 1).partition(b"\r\n")
            rest = re.sub(rb"(?i)connection: [^\r]*\r\n", b"", rest)
            server.sendall(line + b"\r\nConnection: close\r\n" + rest)
            _join(client, server)


def _through_socks(way: FakeWay, client: socket.socket) -> None:
    methods = _exactly(client, _exactly(client, 2)[1])
    if way.login:
        if 2 not in methods:
            client.sendall(b"\x05\xff")
            return
        client.sendall(b"\x05\x02")
        user = _exactly(client, _exactly(client, 2)[1])
        password = _exactly(client, _exactly(client, 1)[0])
        if b":".join((user, password)) != way.login.encode():
            client.sendall(b"\x01\x01")
            return
        client.sendall(b"\x01\x00")
    else:
        client.sendall(b"\x05\x00")
    kind = _exactly(client, 4)[3]
    raw = _exactly(client, {1: 4, 4: 16}.get(kind) or _exactly(client, 1)[0])
    host = raw.decode() if kind == 3 else socket.inet_ntop(socket.AF_INET if kind == 1 else socket.AF_INET6, raw)
    port = struct.unpack(">H", _exactly(client, 2))[0]
    way.led.append(f"{host}:{port}")
    if host in way.refuses:
        client.sendall(b"\x05\x04\x00\x01" + b"\x00" * 6)
        return
    with way.reach() as server:
        client.sendall(b"\x05\x00\x00\x03\x01x\x00\x00")
        _join(client, server)


def _exactly(client: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        piece = client.recv(count - len(found))
        if not piece:
            raise OSError("it went away")
        found += piece
    return found


def _join(one: socket.socket, other: socket.socket) -> None:
    """Hands on what each says to the other, until one has done."""
    while True:
        waiting = [s for s in (one, other) if isinstance(s, ssl.SSLSocket) and s.pending()]
        for side in waiting or select.select([one, other], [], [], 20)[0]:
            piece = side.recv(1 << 16)
            if not piece:
                return
            (other if side is one else one).sendall(piece)


@contextlib.contextmanager
def _serve(handle: object, way: FakeWay, certificates: ssl.SSLContext | None) -> Iterator[FakeWay]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            client = self.request
            with contextlib.suppress(OSError, ValueError, IndexError):
                if certificates:
                    client = certificates.wrap_socket(client, server_side=True)
                client.settimeout(20)
                if way.is_broken:
                    client.sendall(b"what?\r\n\r\n")
                elif way.is_deaf:
                    client.recv(1 << 16)
                    client.settimeout(5)
                    client.recv(1)
                else:
                    handle(way, client)  # type: ignore[operator]
            client.close()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    way.address = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield way
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
