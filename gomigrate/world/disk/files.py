"""Writing files: whole or not at all, and one clear line when that fails."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem

if TYPE_CHECKING:
    from collections.abc import Iterator


_unfinished: set[str] = set()
_is_over = threading.Event()


@contextlib.contextmanager
def unfinished(path: str | os.PathLike[str]) -> Iterator[None]:
    """The file or folder is of no use to anybody while the block runs: `put_away` removes it."""
    name = os.fspath(path)
    _unfinished.add(name)
    try:
        yield
    finally:
        _unfinished.discard(name)


def put_away(seconds: float) -> bool:
    """Wait so many seconds for the threads of this process to end, then remove what is unfinished; whether all have
    ended. A temporary folder that is asked for after that raises KeyboardInterrupt."""
    _is_over.set()
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up and (_unfinished or _are_others_busy()):
        time.sleep(0.01)
    for name in tuple(_unfinished):
        _remove(Path(name))
    return not _are_others_busy()


def _remove(place: Path) -> None:
    """Remove a file or folder that a thread may write to at this moment."""
    for _ in range(5):
        shutil.rmtree(place, ignore_errors=True)
        with contextlib.suppress(OSError):
            place.unlink()
        if not place.exists():
            return


def _are_others_busy() -> bool:
    return any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread())


@contextlib.contextmanager
def private_dir() -> Iterator[Path]:
    """A new folder that only this user can enter. It is removed at the end with everything in it, even what was made
    read-only, as the go command does with its module cache. Raises WorldProblem where none can be made."""
    _refuse_at_the_end()
    with writing("a temporary folder"):
        place = Path(tempfile.mkdtemp(prefix="gomigrate-"))
    with unfinished(place):
        try:
            _refuse_at_the_end()  # it was told so meanwhile, perhaps, and what it removes was looked up before
            yield place
        finally:
            remove_tree(place)


def _refuse_at_the_end() -> None:
    if _is_over.is_set():
        raise KeyboardInterrupt


def remove_tree(place: Path) -> None:
    """Removes a folder and all that is in it, as far as that can be done; links are removed, not followed."""
    for folder, _, files in os.walk(place):
        # Windows removes no file that is read-only itself; elsewhere its folder decides.
        for name in ("", *(files if os.name == "nt" else ())):
            with contextlib.suppress(OSError):
                Path(folder, name).chmod(stat.S_IRWXU)
    shutil.rmtree(place, ignore_errors=True)


@contextlib.contextmanager
def writing(what: str | os.PathLike[str]) -> Iterator[None]:
    """Turns an OSError into a WorldProblem that says in one line what could not be written, and why."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise WorldProblem(f"no space left on the disk while writing {os.fspath(what)}") from error
        raise WorldProblem(f"cannot write {os.fspath(what)}: {error.strerror or error}") from error


def atomic_write(path: str | os.PathLike[str], data: bytes) -> None:
    """Writes a file so that it has, at every moment and after a crash, its old content or all of the new one. A file
    that exists keeps its permissions; a link is written through. Raises WorldProblem."""
    with writing(path):
        place = Path(os.path.realpath(path))
        new = place.with_name(f".{place.name[:100]}.{secrets.token_hex(8)}.new")
        try:
            write_new(new, data)
            with contextlib.suppress(FileNotFoundError):
                new.chmod(stat.S_IMODE(place.stat().st_mode))
            new.replace(place)
        except BaseException:
            new.unlink(missing_ok=True)
            raise


def write_new(place: Path, data: bytes, *, mode: int = 0o666) -> None:
    """Writes a file that must not exist yet, through to the disk. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with open(os.open(place, flags, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
