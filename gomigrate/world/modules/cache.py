"""Our own cache on disk: answers that never change, so that a second run does not ask again. The cache may be deleted:
an entry that is missing, broken or cannot be written costs one request.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.model.go.modpath import escape_path, escape_version
from gomigrate.world.disk.files import unfinished
from gomigrate.world.disk.home import user_folder
from gomigrate.world.disk.locking import locked
from gomigrate.world.disk.seal import Seals
from gomigrate.world.disk.statedir import state_home

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_LAYOUT = "v1"
_PATIENCE = 60.0
_DAY = 86400
_turns = threading.local()
_MOST_BYTES = 2 << 30  # zips, mostly, and those only where there is no go command with a cache of its own
_SKEW = 60.0  # so many seconds may the clock of a shared disk be ahead of ours


@dataclass(frozen=True, slots=True)
class DiskCache:
    """A folder of sealed answers: <source>/<escaped module path>/<escaped name>. `source` is a proxy's identity, which
    holds no credentials. Each entry is sealed by `seals` under its own name, so that no other can stand for it. Safe
    between threads and processes: entries appear whole, by renaming."""

    root: str
    seals: Seals = field(default_factory=Seals.unkeyed, repr=False, compare=False)

    @classmethod
    def find(cls, environ: Mapping[str, str]) -> DiskCache:
        """The folder $GOMIGRATE_CACHE, else gomigrate in $XDG_CACHE_HOME or ~/.cache, else in the temporary folder."""
        named = environ.get("GOMIGRATE_CACHE", "")
        if named:
            return cls(str(Path(named).absolute()))
        return cls(user_folder(environ, "XDG_CACHE_HOME", ".cache") or str(Path(tempfile.gettempdir(), "gomigrate")))

    def for_user(self, environ: Mapping[str, str]) -> DiskCache:
        """The same folder, where only entries sealed with the user's key count: it may come with a project, as the
        cache of a CI job does. Where there is no home for such a key nothing outlives the process."""
        try:
            seals = Seals(state_home(environ))
        except WorldProblem:
            seals = Seals.of_process()
        return replace(self, seals=seals)

    def trim(self, most_bytes: int = _MOST_BYTES) -> None:
        """Remove the oldest entries where there are more bytes than that, so that a fifth is free; looked at once a
        day."""
        looked = Path(self.root, _LAYOUT, "trimmed")
        with contextlib.suppress(OSError):
            if looked.exists() and 0 <= time.time() - looked.stat().st_mtime < _DAY:
                return
            looked.parent.mkdir(parents=True, exist_ok=True)
            looked.touch()
            entries = [(file, file.stat()) for file in looked.parent.rglob("*") if file.is_file() and file != looked]
            held = sum(status.st_size for _, status in entries)
            if held <= most_bytes:
                return
            for file, status in sorted(entries, key=lambda entry: entry[1].st_mtime):
                if held <= most_bytes * 0.8:
                    return
                file.unlink(missing_ok=True)
                held -= status.st_size

    def read(self, source: str, path: str, name: str, *, days: float = 0) -> bytes | None:
        """An entry as it was written; None where there is none, it is damaged, or is older than `days` (0: any age)
        or, after a clock was set back, from the future."""
        file = self._file(source, path, name)
        try:
            if days and not -_SKEW <= time.time() - file.stat().st_mtime <= days * 86400:
                return None
        except OSError:
            return None
        return self._unsealed(file)

    def write(self, source: str, path: str, name: str, body: bytes) -> None:
        """Keep an entry; where that cannot be done, nothing happens."""

        with contextlib.suppress(OSError, WorldProblem):
            self._put_sealed(self._file(source, path, name), body)

    def file(self, source: str, path: str, name: str) -> str | None:
        """The path of a file that `keep_file` kept, if its content is still what it was."""
        file = self._file(source, path, name)
        seal = self.read(source, path, f"{name}.seal")
        try:
            with file.open("rb") as opened:
                digest = _digest(opened)
        except OSError:
            return None
        return str(file) if seal == digest.encode() else None

    def keep_file(self, source: str, path: str, name: str, fill: Callable[[IO[bytes]], bool]) -> str | None:
        """Let `fill` write a file and keep it if it says True; the path, else None. Raises WorldProblem where the disk
        does not take it."""
        target = self._file(source, path, name)
        digest = ""

        def fill_and_seal(file: IO[bytes]) -> bool:
            nonlocal digest
            is_good = fill(file)
            digest = _digest(file)
            return is_good

        try:
            if not self._put(target, fill_and_seal):
                return None
        except OSError as error:
            raise WorldProblem(f"the cache {self.root} cannot be written: {error.strerror or error}") from error
        self.write(source, path, f"{name}.seal", digest.encode())
        return str(target)

    @contextlib.contextmanager
    def turn(self, source: str, path: str, name: str) -> Iterator[None]:
        """Wait while another thread or process makes the same entry; the second one looks for it then, and asks no
        server. Where there can be no lock, or the other one takes too long, there is no wait.

        Several entries share a lock. Who has a turn and takes another one takes its lock from other files, or it could
        wait for itself, or two for each other."""
        digest = hashlib.sha256(f"{source} {path} {name}".encode("utf-8", "surrogateescape")).hexdigest()
        depth = getattr(_turns, "depth", 0)
        folder = Path(self.root, _LAYOUT, "locks", *["within"] * depth)
        _turns.depth = depth + 1
        try:
            with contextlib.ExitStack() as stack:
                with contextlib.suppress(OSError, WorldProblem):
                    folder.mkdir(parents=True, exist_ok=True)
                    stack.enter_context(locked(str(folder / digest[:3]), patience=_PATIENCE))
                yield
        finally:
            _turns.depth = depth

    def _file(self, source: str, path: str, name: str) -> Path:
        return Path(self.root, _LAYOUT, source, *escape_path(path).split("/"), "@v", escape_version(name))

    def _put_sealed(self, target: Path, body: bytes) -> None:
        self._put(target, lambda file: file.write(self.seals.seal(self._label(target), body)))

    def _unsealed(self, file: Path) -> bytes | None:
        """What a sealed file holds; None where it is not there, damaged, or not ours."""
        try:
            return self.seals.open(self._label(file), file.read_bytes())
        except (OSError, WorldProblem):
            return None

    def _label(self, file: Path) -> str:
        return f"cache {file.relative_to(self.root).as_posix()}"

    def _put(self, target: Path, fill: Callable[[IO[bytes]], object]) -> bool:
        """Fill a temporary file beside the target and rename it, unless `fill` returns False."""
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        fresh = Path(name)
        with unfinished(fresh):
            try:
                with os.fdopen(handle, "w+b") as file:
                    is_kept = fill(file) is not False
                if is_kept:
                    fresh.replace(target)
            finally:
                fresh.unlink(missing_ok=True)
        return is_kept


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()
