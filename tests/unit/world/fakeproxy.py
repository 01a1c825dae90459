"""A module proxy on the loopback that answers whatever a test wants, and remembers what it was asked."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import socket
import ssl
import struct
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What comes back: a status, a body, headers; after `delay` seconds, `declared` being the length it claims.

    With `login` ("user:password") everybody else gets 401. `is_reset` breaks the connection off without a word,
    `is_chunked` in the middle of a body of unknown length; with `drip` a `piece` of so many bytes comes every so many
    seconds.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0
    declared: int = -1
    login: str = ""
    is_reset: bool = False
    is_chunked: bool = False
    drip: float = 0
    piece: int = 1


def text(status: int, body: str, **headers: str) -> Reply:
    """A plain text reply."""
    return Reply(status=status, body=body.encode(), headers={"Content-Type": "text/plain; charset=utf-8", **headers})


def info(version: str, time: str = "2020-01-02T03:04:05Z", commit: str = "") -> Reply:
    """A good .info."""
    said: dict[str, object] = {"Version": version, "Time": time}
    if commit:
        said["Origin"] = {"VCS": "git", "Hash": commit}
    return Reply(body=json.dumps(said).encode(), headers={"Content-Type": "application/json"})


def module_zip(path: str, version: str, files: Mapping[str, str]) -> bytes:
    """A module zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(f"{path}@{version}/{name}"), content)
    return buffer.getvalue()


def module(path: str, version: str, files: Mapping[str, str] | None = None) -> dict[str, Reply]:
    """The replies for a whole module version."""
    content = files or {"a.go": "package a\n"}
    go_mod = content.get("go.mod", f"module {path}\n")
    return {
        f"/{path}/@v/{version}.info": info(version),
        f"/{path}/@v/{version}.mod": Reply(body=go_mod.encode()),
        f"/{path}/@v/{version}.zip": Reply(body=module_zip(path, version, content)),
    }


def write_proxy(root: Path, replies: Mapping[str, Reply]) -> str:
    """The same as a file:// tree; its URL."""
    for name, reply in replies.items():
        file = root / name.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(reply.body)
    return f"file://{root}"


def _basic(login: str) -> str:
    return "Basic " + base64.b64encode(login.encode()).decode()


@dataclass
class FakeProxy:
    """The server: `replies` by path; a list of them is used up one by one, its last for good. What has none is looked
    for in `tree`, a folder that is served below the path `prefix`, unless `sick` (which is asked first) has a reply for
    it. 404 for the rest. `login` guards the tree."""

    url: str
    replies: dict[str, Reply | list[Reply]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    tree: Path | None = None
    prefix: str = ""
    login: str = ""
    sick: Callable[[str], Reply | None] = lambda _: None

    def reply_to(self, path: str) -> Reply:
        """The reply for a path, and a note that it was asked for."""
        self.asked.append(path)
        reply = self.sick(path) or self.replies.get(path) or self._file(path)
        if isinstance(reply, list):
            return reply.pop(0) if len(reply) > 1 else reply[0]
        return reply

    def _file(self, path: str) -> Reply:
        file = self.tree / path.removeprefix(self.prefix).lstrip("/") if self.tree else None
        if file and path.startswith(self.prefix) and file.is_file():
            return Reply(body=file.read_bytes(), login=self.login)
        return text(404, "not found")


@contextlib.contextmanager
def serve(certificates: ssl.SSLContext | None = None) -> Iterator[FakeProxy]:
    """A fake proxy for the time of a test; over https with `certificates`."""
    proxy = FakeProxy("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # the body follows the headers at once, without waiting for their receipt

        def do_GET(self) -> None:
            reply = proxy.reply_to(unquote(self.path.partition("?")[0]) if proxy.login else unquote(self.path))
            proxy.headers.append(dict(self.headers))
            if reply.login and self.headers.get("Authorization", "") != _basic(reply.login):
                reply = text(401, "who are you?", **{"WWW-Authenticate": 'Basic realm="code"'})
            time.sleep(reply.delay)
            if reply.is_reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                self.connection.close()
                return
            with contextlib.suppress(OSError):
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                length = reply.declared if reply.declared >= 0 else len(reply.body)
                if reply.is_chunked:
                    self.send_header("Transfer-Encoding", "chunked")
                else:
                    self.send_header("Content-Length", str(length))
                self.end_headers()
                if reply.is_chunked:
                    self.wfile.write(f"{len(reply.body):x}\r\n".encode())
                piece = reply.piece if reply.drip else max(1, len(reply.body))
                for start in range(0, len(reply.body), piece):
                    self.wfile.write(reply.body[start : start + piece])
                    time.sleep(reply.drip)
            if reply.declared >= 0 or reply.is_chunked:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    if certificates is not None:
        server.socket = certificates.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    scheme = "http" if certificates is None else "https"
    proxy.url = f"{scheme}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
