"""The go.sum hash of a module zip that a proxy serves or a cache holds, and the hash of each file in it."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from dataclasses import replace
from typing import IO, TYPE_CHECKING

from gomigrate.gosource.platforms.constraint import parse_header
from gomigrate.gosource.platforms.imports import is_possible
from gomigrate.model.diagnosis.sums import FileSum
from gomigrate.model.modules import Flaw, Said
from gomigrate.modfile.dirhash import hash_zip
from gomigrate.world.base.outcome import Failure
from gomigrate.world.base.redact import first_line
from gomigrate.world.disk.ziptree import MAX_ZIP_SIZE
from gomigrate.world.modules.proxyanswers import BAD_ZIP

_SOURCES = (".c", ".cc", ".cpp", ".cxx", ".m", ".h", ".hh", ".hpp", ".hxx", ".s", ".S", ".sx", ".syso")

if TYPE_CHECKING:
    from gomigrate.model.diagnosis.exchanges import Exchange
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.world.net.client import HttpClient


def ask_for_zip(client: HttpClient, url: str, module: ModuleVersion) -> tuple[Exchange, tuple[FileSum, ...]]:
    """Downloads a zip into a temporary file: the exchange with its h1 hash, and the sums of its files by full name. The
    exchange has failed where that is no module zip."""
    with tempfile.TemporaryFile() as file:
        exchange = client.ask(url, "zip", module, into=file, max_bytes=MAX_ZIP_SIZE).exchange
        if not exchange.is_found:
            return exchange, ()
        digest, files, failure = hashes_of(file)
    if failure:
        return exchange.failed(failure.said, failure.detail, failure.flaw), ()
    return replace(exchange, digest=digest), files


def hashes_of(file: IO[bytes]) -> tuple[str, tuple[FileSum, ...], Failure | None]:
    """The h1 hash of an open zip, the sums of each of its files by its full name, and what is wrong with it."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if sum(member.file_size for member in archive.infolist()) > MAX_ZIP_SIZE:
                return "", (), Failure(Said.REFUSED, f"{MAX_ZIP_SIZE >> 20} MB", Flaw.TOO_LONG)
            if not names:
                return "", (), Failure(Said.BROKEN, flaw=Flaw.EMPTY_ZIP)
            if len(set(names)) < len(names):
                return "", (), Failure(Said.BROKEN, flaw=Flaw.NAME_TWICE)
            sums = tuple(file_sum(name, archive.read(name)) for name in sorted(names))
            return hash_zip(names, archive.read), sums, None
    except BAD_ZIP as error:
        return "", (), Failure(Said.BROKEN, first_line(str(error)), Flaw.NO_ZIP)


def file_sum(name: str, data: bytes) -> FileSum:
    """The sums of one file."""
    digest = hashlib.sha256(data).hexdigest()
    unix = hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest() if b"\r\n" in data else digest
    return FileSum(name, digest, unix, _is_source(name, data))


def _is_source(name: str, data: bytes) -> bool:
    """Whether a build may read the file, by its name and, in Go, its constraint: what go mod vendor copies of it."""
    base = name.rpartition("/")[2]
    if base.startswith(("_", ".")) or base.endswith("_test.go"):
        return False
    if not base.endswith(".go"):
        return base.endswith(_SOURCES)
    return is_possible(parse_header(data))
