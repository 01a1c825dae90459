"""Whether anybody listens at an address, found out before much is begun."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit


def split_address(address: str) -> tuple[str, int] | None:
    """Host and port of `host:port`, `tcp://host:port` or `tls://host:port`; None where it is no such address."""
    try:
        parts = urlsplit(address if "://" in address else f"tcp://{address}")
        if parts.scheme not in ("tcp", "tls") or not parts.hostname or not parts.port:
            return None
    except ValueError:
        return None
    return parts.hostname, parts.port


def is_listening(host: str, port: int, seconds: float) -> bool:
    """Whether a connection can be made within so many seconds."""
    try:
        socket.create_connection((host, port), timeout=seconds).close()
    except OSError:
        return False
    return True
