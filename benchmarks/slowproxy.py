"""A module proxy on the loopback that takes its time for every answer, refuses some modules, stalls, and counts."""

from __future__ import annotations

import threading
import time
from collections import Counter
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class SlowProxy:
    """Serves a folder laid out as a GOPROXY; a context manager. Each answer takes `delay` seconds; whatever is asked of
    the modules in `refuses` is forbidden; of so many requests as `stalls_each` says one takes `stall` seconds more.
    `asked` counts the requests by path."""

    def __init__(
        self, folder: Path, delay: float, *, refuses: Iterable[str] = (), stalls_each: int = 0, stall: float = 0
    ) -> None:
        self.asked: Counter[str] = Counter()
        self._delay = delay
        self._refused = tuple(f"/{module}/@" for module in refuses)
        self._stalls_each, self._stall = stalls_each, stall
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), partial(_Handler, self, directory=str(folder)))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def wait(self, path: str) -> bool:
        """Called for each request: counts it and takes its time; whether it is answered."""
        with self._lock:
            self.asked[path] += 1
            is_stalling = self._stalls_each and self.asked.total() % self._stalls_each == 0
        time.sleep(self._delay + (self._stall if is_stalling else 0))
        return not path.startswith(self._refused)

    def refused(self) -> Counter[str]:
        """The requests that were refused."""
        return Counter({path: count for path, count in self.asked.items() if path.startswith(self._refused)})

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
        if self._proxy.wait(self.path):
            super().do_GET()
        else:
            self.send_error(HTTPStatus.FORBIDDEN)

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""
