"""Reading a file that others may have put there: without waiting, and no more than fits."""

from __future__ import annotations

import errno
import os
import stat

MAX_FILE = 500 << 20
"""So many bytes of one file are read at most: a module's zip may hold no more (codehost.MaxZipFile)."""
MAX_SETTINGS = 16 << 20
"""The same of what holds settings: the go command reads no larger go.mod, either."""

# Not blocking: opening a named pipe would otherwise wait for a writer that never comes.
READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_file(path: str | os.PathLike[str], limit: int = MAX_SETTINGS) -> bytes:
    """The bytes of a regular file, links followed. Raises OSError, also for a named pipe, a device, or a file of more
    than `limit` bytes, and ValueError for a name that can be none."""
    descriptor = os.open(path, READING)
    try:
        return read_open(descriptor, os.fspath(path), limit)
    finally:
        os.close(descriptor)


def read_or_none(path: str | os.PathLike[str], limit: int = MAX_SETTINGS) -> bytes | None:
    """The same; None where there is no such file, or it cannot be read."""
    try:
        return read_file(path, limit)
    except (OSError, ValueError):
        return None


def read_open(descriptor: int, path: str, limit: int = MAX_FILE) -> bytes:
    """The same of a file that was opened with `READING`."""
    status = os.fstat(descriptor)
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "is a folder", path)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "not a regular file", path)
    if status.st_size > limit:
        raise OSError(errno.EFBIG, f"larger than {limit >> 20} MB", path)
    pieces = [os.read(descriptor, status.st_size + 1)]
    count = len(pieces[0])
    if count != status.st_size:  # one byte more was asked for and not given: else there may be more
        while piece := os.read(descriptor, 1 << 20):
            pieces.append(piece)
            count += len(piece)
            if count > limit:
                raise OSError(errno.EFBIG, f"larger than {limit >> 20} MB", path)
    return b"".join(pieces)
