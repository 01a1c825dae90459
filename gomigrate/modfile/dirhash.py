"""The "h1:" hashes of go.sum: of a module's files, independent of how they are packed.

The source of the rule is https://go.dev/ref/mod#go-sum-files and golang.org/x/mod/sumdb/dirhash.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def hash1(files: Iterable[tuple[str, bytes]]) -> str:
    """The hash of files given as (name, contents) in any order; names are "module@version/path", or "go.mod".

    Raises ValueError for a name with a line break, as Go does.
    """
    summary = hashlib.sha256()
    digests = ((name, hashlib.sha256(data).hexdigest()) for name, data in files)
    for name, digest in sorted(digests, key=lambda item: _bytes(item[0])):
        if "\n" in name:
            raise ValueError(f"a file name with a line break cannot be hashed: {name!r}")
        summary.update(f"{digest}  ".encode() + _bytes(name) + b"\n")
    return "h1:" + base64.b64encode(summary.digest()).decode()


def hash_zip(names: Iterable[str], read: Callable[[str], bytes]) -> str:
    """The hash of a module zip from its file names and a function that reads one (as ZipFile.namelist and .read)."""
    return hash1((name, read(name)) for name in names)


def hash_go_mod(data: bytes) -> str:
    """The hash of a go.mod file; for a module without one, `data` is the line "module PATH" and a line break."""
    return hash1([("go.mod", data)])


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")
