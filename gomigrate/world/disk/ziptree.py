"""A module zip as a `Tree` (https://go.dev/ref/mod#zip-files)."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import threading
import zipfile
import zlib
from functools import cached_property
from typing import TYPE_CHECKING

from gomigrate.model.trees.memorytree import MemoryTree

if TYPE_CHECKING:
    import os

    from gomigrate.model.trees.tree import Entry

MAX_ZIP_SIZE = 500 << 20
"""The most that the files of a module may hold together (https://go.dev/ref/mod#zip-path-size-constraints)."""


class BadZip(OSError):
    """The archive is no module zip: damaged, too large, or with a name that no module zip may have."""

    def __init__(self, message: str) -> None:
        super().__init__(errno.EINVAL, message)


class ZipTree:
    """The files of a module zip, with `prefix` ("module@version/") taken off their names.

    `source` is the archive's path or its bytes. Raises OSError where it cannot be read, and its kind `BadZip` where it
    is no module zip. Nothing is unpacked before it is read, and never more than the zip's directory announced. Safe
    to share among threads. `h1` is the module's hash in go.sum, as far as somebody has checked the zip against it;
    `digests` are SHA-256 hashes of files, as far as somebody knows them.
    """

    def __init__(self, source: str | os.PathLike[str] | bytes, prefix: str = "", *, h1: str = "") -> None:
        self._h1 = h1
        self.digests: dict[str, str] = {}
        self._lock = threading.Lock()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
            raise BadZip(f"not a zip file: {error}") from error
        try:
            self._members = _members(self._zip, prefix)
            self._names = MemoryTree(dict.fromkeys(self._members, b""))
        except ValueError as error:
            self._zip.close()
            raise BadZip(f"not a module zip: {error}") from error

    @cached_property
    def identity(self) -> str:
        """What stands for the files: the hash that the zip had when it was downloaded, and its directory, which has the
        CRC-32 of each file, in case it was written again since; "" without a hash."""
        with self._lock, contextlib.suppress(OSError):
            if self._h1 and self._zip.fp is not None:
                self._zip.fp.seek(self._zip.start_dir)
                return f"{self._h1} {hashlib.sha256(self._zip.fp.read()).hexdigest()}"
        return ""

    def entries(self, path: str) -> tuple[Entry, ...]:
        """What the folder holds, sorted by name; () where there is no such folder."""
        return self._names.entries(path)

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises OSError."""
        self._names.read(path)
        try:
            with self._lock:
                return self._zip.read(self._members[path])
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise BadZip(f"{path}: cannot be unpacked: {error}") from error

    def has(self, path: str, data: bytes) -> bool:
        """Whether a file has these bytes. Raises OSError where that takes reading it, and it cannot be."""
        digest = self.digests.get(path)
        return self.read(path) == data if digest is None else digest == hashlib.sha256(data).hexdigest()

    def link(self, path: str) -> str:
        """There are no links in a module zip: raises OSError."""
        return self._names.link(path)

    def close(self) -> None:
        """Closes the archive; nothing can be read afterwards."""
        self._zip.close()


def _members(archive: zipfile.ZipFile, prefix: str) -> dict[str, zipfile.ZipInfo]:
    """The archive's files by name without the prefix. Raises ValueError for what a module zip cannot hold."""
    members: dict[str, zipfile.ZipInfo] = {}
    total = 0
    for info in archive.infolist():
        # orig_filename: zipfile itself would turn a backslash into a slash on Windows, and cut a name at a NUL.
        name = info.orig_filename
        if not name.startswith(prefix):
            raise ValueError(f"{name!r} does not begin with {prefix!r}")
        name = name.removeprefix(prefix)
        if name.endswith("/") or not name:
            continue
        if "\\" in name or "\0" in name or ":" in name.partition("/")[0]:
            raise ValueError(f"unusable name {name!r}")
        if name in members:
            raise ValueError(f"{name!r} is there twice")
        total += info.file_size
        if total > MAX_ZIP_SIZE:
            raise ValueError(f"holds more than {MAX_ZIP_SIZE >> 20} MB")
        members[name] = info
    return members
