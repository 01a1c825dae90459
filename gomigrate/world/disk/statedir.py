"""A folder of small files that say how far something is, each of them whole at every moment."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.world.disk.files import atomic_write, remove_tree, writing
from gomigrate.world.disk.home import user_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gomigrate.world.disk.seal import Seals

_SEAL = "seal"


@dataclass(frozen=True, slots=True)
class StateFolder:
    """The files below `root`; names are slash-separated and ours, never taken from a project."""

    root: str

    def path(self, name: str) -> str:
        """Where a file lies."""
        return str(Path(self.root, name)) if name else self.root

    def make(self, name: str = "") -> str:
        """Make a folder, and those above it; its path. Raises WorldProblem."""
        place = Path(self.path(name))
        with writing(place):
            place.mkdir(parents=True, exist_ok=True)
        return str(place)

    def write(self, name: str, data: bytes) -> None:
        """Write a file through to the disk, so that after a crash it is the old one or the new one. Raises
        WorldProblem."""
        atomic_write(self.path(name), data)

    def write_pieces(self, name: str, pieces: Iterable[str]) -> None:
        """The same for a text that comes in pieces, so that it need not be held whole. Raises WorldProblem."""
        place = Path(self.path(name))
        new = place.with_name(f".{place.name}.new")
        with writing(place):
            try:
                with new.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
                    file.writelines(pieces)
                new.replace(place)
            finally:
                new.unlink(missing_ok=True)

    def read(self, name: str) -> bytes | None:
        """A file's bytes, None where there is none. Raises WorldProblem where it cannot be read."""
        try:
            return Path(self.path(name)).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise WorldProblem(f"{self.path(name)} cannot be read: {error.strerror or error}") from error

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file, read as they are asked for. Raises WorldProblem where it cannot be read."""
        try:
            with Path(self.path(name)).open("rb") as file:
                yield from file
        except OSError as error:
            raise WorldProblem(f"{self.path(name)} cannot be read: {error.strerror or error}") from error

    def remove(self, name: str) -> None:
        """Remove a file or a folder with all that is in it; what is not there is no trouble."""
        place = Path(self.path(name))
        if place.is_dir() and not place.is_symlink():
            remove_tree(place)
        else:
            with contextlib.suppress(OSError):
                place.unlink()

    def names(self) -> tuple[str, ...]:
        """The names in the folder, sorted; () where there is no such folder."""
        with contextlib.suppress(OSError):
            return tuple(sorted(place.name for place in Path(self.root).iterdir()))
        return ()

    def latest_first(self) -> tuple[tuple[str, float, int], ...]:
        """The files in the folder, each with the seconds since it was written and its size; () where there is none."""
        with contextlib.suppress(OSError):
            found = ((place.name, place.stat()) for place in Path(self.root).iterdir())
            ages = ((name, time.time() - status.st_mtime, status.st_size) for name, status in found)
            return tuple(sorted(ages, key=lambda age: age[1]))
        return ()

    def holds(self, name: str) -> bool:
        """Whether there is a file of this name."""
        return Path(self.path(name)).exists()

    def seal(self, seals: Seals, files: Mapping[str, bytes]) -> None:
        """Seal what will be written to these files of this folder. So no copy of it, and no folder that looks like it,
        counts as gomigrate's own later. Raises WorldProblem."""
        self.write(_SEAL, seals.seal(self._label(), _digests(files)))

    def is_sealed(self, seals: Seals, names: Iterable[str]) -> bool:
        """Whether the files are what `seal` was told, in this very folder. Raises WorldProblem."""
        found = {name: self.read(name) or b"" for name in names}
        return seals.open(self._label(), self.read(_SEAL) or b"") == _digests(found)

    def _label(self) -> str:
        place = Path(os.path.realpath(self.root))
        with contextlib.suppress(OSError):
            return f"folder {place.stat().st_ino:x} {place}"
        return f"folder {place}"


def _digests(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()} {name}\n" for name in sorted(files)).encode()


def state_home(environ: Mapping[str, str]) -> str:
    """The folder for what is worth keeping between runs but is no cache: gomigrate in $XDG_STATE_HOME or ~/.local/state
    (the XDG Base Directory Specification). Raises WorldProblem where the environment names no home."""
    folder = user_folder(environ, "XDG_STATE_HOME", ".local/state")
    if not folder:
        raise WorldProblem("no home folder to keep anything in", remedy="name a folder in XDG_STATE_HOME")
    return folder
