"""A module proxy on the loopback that takes its time for every answer, and counts them."""

from __future__ import annotations

import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


class SlowProxy:
    """Serves a folder laid out as a GOPROXY; a context manager. `asked` counts the requests."""

    def __init__(self, folder: Path, delay: float) -> None:
        self.asked = 0
        self._delay = delay
        self._server = _Server(("127.0.0.1", 0), partial(_Handler, self, directory=str(folder)))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def wait(self) -> None:
        """Called for each request."""
        self.asked += 1
        time.sleep(self._delay)

    def __enter__(self) -> SlowProxy:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # a connection that finds the queue full waits a whole second to try again
    daemon_threads = True


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer in one piece, sent at once: else its second half waits 40 ms for the first to be acknowledged.
    disable_nagle_algorithm = True
    wbufsize = -1

    def __init__(self, proxy: SlowProxy, *args: Any, **kwargs: Any) -> None:
        self._proxy = proxy
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        self._proxy.wait()
        super().do_GET()

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""
