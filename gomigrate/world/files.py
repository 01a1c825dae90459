"""Writing files: whole or not at all, never outside the folder that was given, and one clear line when that fails."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.model.tree import Entry, Kind, Tree
from gomigrate.world.trees import LinkTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LINKS = (Kind.LINK_TO_FILE, Kind.LINK_TO_DIR, Kind.BROKEN_LINK)


@contextlib.contextmanager
def private_dir() -> Iterator[Path]:
    """A new folder that only this user can enter, removed at the end with all that is in it, even where that was
    made read-only (as the go command does with its module cache). Raises WorldProblem where none can be made."""
    with writing("a temporary folder"):
        place = Path(tempfile.mkdtemp(prefix="gomigrate-"))
    try:
        yield place
    finally:
        remove_tree(place)


def remove_tree(place: Path) -> None:
    """Removes a folder and all that is in it, as far as that can be done; links are removed, not followed."""
    for folder, _, _ in os.walk(place):
        with contextlib.suppress(OSError):
            Path(folder).chmod(stat.S_IRWXU)
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


def write_new(place: Path, data: bytes, *, is_executable: bool = False) -> None:
    """Writes a file that must not exist yet, through to the disk. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with open(os.open(place, flags, 0o777 if is_executable else 0o666), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def copy_tree(tree: Tree, dest_dir: str | os.PathLike[str], only: Iterable[str] | None = None) -> tuple[str, ...]:
    """Writes the files of `tree` below `dest_dir` (made where it is missing), byte for byte, replacing what is there;
    `only` names the files and folders that are wanted. Returns the paths that were left out.

    Executable files stay executable. Links stay links while they lead to somewhere inside the tree; a link to a file
    outside is left out, as are devices and sockets. Folders called .git are never copied, since a copied .git
    would make git act on the repository that it came from. Nothing is written outside `dest_dir`, whatever the
    names in the tree say. Raises WorldProblem where writing fails, OSError where the tree cannot be read.
    """
    copy = _Copy(tree, Path(dest_dir))
    with writing(dest_dir):
        copy.root.mkdir(parents=True, exist_ok=True)
    for path in sorted({""} if only is None else set(only)):
        copy.add(path)
    copy.make_links()
    return tuple(sorted(copy.skipped))


class _Copy:
    """One run of `copy_tree`. Links are made last, so that nothing can be written through one."""

    def __init__(self, tree: Tree, root: Path) -> None:
        self.tree = tree
        self.root = root
        self.skipped: list[str] = []
        self._links: list[tuple[str, str]] = []
        self._waiting: list[str] = []

    def add(self, path: str) -> None:
        """Copies one file or folder of the tree, and all that is in it."""
        if not path:
            self._waiting.append("")
            self._folders()
            return
        parent, _, name = path.rpartition("/")
        entry = next((entry for entry in self.tree.entries(parent) if entry.name == name), None)
        if entry is None:
            raise FileNotFoundError(errno.ENOENT, "not in the tree", path)
        self._mkdir(parent)
        self._entry(parent, entry)
        self._folders()

    def _folders(self) -> None:
        while self._waiting:
            folder = self._waiting.pop()
            self._mkdir(folder)
            for entry in self.tree.entries(folder):
                self._entry(folder, entry)

    def _entry(self, parent: str, entry: Entry) -> None:
        path = f"{parent}/{entry.name}" if parent else entry.name
        _checked(entry.name, path)
        if entry.name.lower() == ".git":
            return
        if entry.kind is Kind.DIR:
            self._waiting.append(path)
        elif entry.kind is Kind.FILE:
            self._file(path, is_executable=entry.executable)
        elif entry.kind in _LINKS and isinstance(self.tree, LinkTree) and _stays_inside(path, self.tree.link(path)):
            self._links.append((path, self.tree.link(path)))
        else:
            self.skipped.append(path)

    def _file(self, path: str, *, is_executable: bool) -> None:
        data = self.tree.read(path)
        place = self._place(path)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with writing(place), open(os.open(place, flags, 0o777 if is_executable else 0o666), "wb") as file:
            file.write(data)

    def _mkdir(self, path: str) -> None:
        place = self.root
        for name in path.split("/") if path else ():
            place = place / _checked(name, path)
            with writing(place):
                place.mkdir(exist_ok=True)
                if place.is_symlink():
                    raise OSError(errno.EXDEV, "a link is in the way")

    def _place(self, path: str) -> Path:
        for name in path.split("/"):
            _checked(name, path)
        return self.root / path

    def make_links(self) -> None:
        """Makes the links that were met on the way."""
        for path, target in self._links:
            place = self._place(path)
            with writing(place):
                if place.is_symlink():
                    place.unlink()
                place.symlink_to(target)


def _checked(name: str, path: str) -> str:
    if name in ("", ".", "..") or "/" in name or "\0" in name or (os.sep != "/" and os.sep in name):
        raise WorldProblem(f"refused to write {path!r}: not a name of a file")
    return name


def _stays_inside(path: str, target: str) -> bool:
    """Whether a link at `path` that says `target` leads to somewhere inside the tree."""
    if target.startswith("/") or (os.sep != "/" and (os.sep in target or ":" in target)):
        return False
    depth = path.count("/")
    for name in target.split("/"):
        depth += {"..": -1, ".": 0, "": 0}.get(name, 1)
        if depth < 0:
            return False
    return True
