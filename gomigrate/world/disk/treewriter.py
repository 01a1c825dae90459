"""Laying trees out on the disk, below a folder of our own and nowhere else, whatever they and their names say."""

from __future__ import annotations

import contextlib
import errno
import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.model.trees.tree import Entry, Kind, Tree
from gomigrate.model.trees.writable import is_git_folder, why_not_on_windows, why_not_writable
from gomigrate.world.disk.files import writing
from gomigrate.world.disk.root import Content, OpenFolder, Root

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_LINKS = (Kind.LINK_TO_FILE, Kind.LINK_TO_DIR, Kind.BROKEN_LINK)
_MOST_LINKS = 40
"""So many links on one way are a circle to the system as well (Linux, path_resolution(7))."""


class TreeWriter:
    """Writes below `root`, a folder of our own that is made where it is missing. Paths are relative to it and
    slash-separated; they may come from anywhere, and what is no clean relative path is refused. No link is ever written
    through, and nothing is replaced but what this writer has made. Not for several threads at once."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = Path(root).as_posix()
        self._made: set[str] = set()

    def place(self, at: str) -> str:
        """The absolute place of a path. Raises WorldProblem."""
        return f"{self.root}/{_checked(at)}" if at else self.root

    def add(self, tree: Tree, at: str = "", only: Iterable[str] | None = None) -> tuple[str, ...]:
        """Writes the files of `tree` at `at`, byte for byte; `only` names the files and folders that are wanted.
        Returns the paths in the tree that were left out.

        Executable files stay executable. Links stay links while they lead to somewhere inside the tree; one that leads
        outside is left out, as are devices and sockets. Folders called .git are never copied, since a copied .git would
        make git act on the repository that it came from. Raises WorldProblem where writing fails or a name is none,
        OSError where the tree cannot be read.
        """
        addition = _Addition(self, tree, at)
        for path in sorted({""} if only is None else set(only)):
            addition.add(path)
        addition.make_links()
        return tuple(sorted(addition.skipped))

    def write(self, path: str, data: bytes | None) -> None:
        """Writes a file, in place of one that this writer has made; None removes it. Raises WorldProblem."""
        folder, name = posixpath.split(_checked(path))
        if data is not None:
            self.write_files(folder, [(name, data, False)])
        elif path in self._made:
            with self._opened(folder) as opened, writing(path):
                self._free(opened, path)

    def write_files(self, folder: str, files: Iterable[tuple[str, bytes, bool]]) -> None:
        """Makes a folder and writes files in it: the name and the bytes of each, and whether it is executable. Raises
        WorldProblem, and whatever `files` raises."""
        with self._opened(folder) as opened:
            for name, data, is_executable in files:
                path = _joined(folder, name)
                with writing(self.place(path)), self._told(path):
                    self._free(opened, path)
                    opened.create(name, Content(data), is_executable=is_executable, is_lasting=False)
                self._made.add(path)

    def link(self, path: str, target: str) -> None:
        """Makes a symbolic link. Raises WorldProblem."""
        folder, name = posixpath.split(_checked(path))
        with self._opened(folder) as opened, writing(self.place(path)):
            self._free(opened, path)
            opened.create(name, Content(os.fsencode(target), is_link=True))
            self._made.add(path)

    @contextlib.contextmanager
    def _opened(self, folder: str) -> Iterator[OpenFolder]:
        with contextlib.ExitStack() as stack:
            with writing(self.place(folder)):
                Path(self.root).mkdir(parents=True, exist_ok=True)
                root = stack.enter_context(Root.opened(Path(self.root)))
                opened = stack.enter_context(root.folder(folder, make=True))
            yield opened

    @contextlib.contextmanager
    def _told(self, path: str) -> Iterator[None]:
        """Says which file is in the way, where the file system takes names in other letters for the same."""
        try:
            yield
        except FileExistsError as error:
            other = next((made for made in self._made if made.casefold() == path.casefold()), "")
            if not other:
                raise
            raise WorldProblem(f"cannot write {self.place(path)}: {other} is the same file here") from error

    def _free(self, opened: OpenFolder, path: str) -> None:
        """Takes away what this writer has made at the path."""
        if path in self._made:
            opened.remove(posixpath.split(path)[1])
            self._made.discard(path)


class _Addition:
    """One tree on its way to the disk. Links are made last, so that every link of the tree is known by then."""

    def __init__(self, writer: TreeWriter, tree: Tree, at: str) -> None:
        self.skipped: list[str] = []
        self._writer = writer
        self._tree = tree
        self._at = at
        self._links: dict[str, str] = {}

    def add(self, path: str) -> None:
        """One file or folder of the tree, and all that is in it."""
        if not path:
            self._folders("")
            return
        parent, name = posixpath.split(_checked(path))
        entry = next((entry for entry in self._tree.entries(parent) if entry.name == name), None)
        if entry is None:
            raise FileNotFoundError(errno.ENOENT, "not in the tree", path)
        for folder in self._sort(parent, [entry]):
            self._folders(folder)

    def _folders(self, first: str) -> None:
        waiting = [first]
        while waiting:
            folder = waiting.pop()
            waiting += self._sort(folder, self._tree.entries(folder))

    def _sort(self, folder: str, entries: Iterable[Entry]) -> list[str]:
        """Writes the files among the entries of a folder, keeps its links for later, and returns its folders."""
        folders: list[str] = []
        files: list[Entry] = []
        for entry in entries:
            path = _joined(folder, entry.name)
            if is_git_folder(entry.name):
                continue
            if "/" in entry.name:
                raise WorldProblem(f"refused to write {path!r}: not a name of a file")
            _checked(entry.name)
            if entry.kind is Kind.DIR:
                folders.append(path)
            elif entry.kind is Kind.FILE:
                files.append(entry)
            elif entry.kind in _LINKS:
                self._links[path] = self._tree.link(path)
            else:
                self.skipped.append(path)
        read = ((entry.name, self._tree.read(_joined(folder, entry.name)), entry.executable) for entry in files)
        self._writer.write_files(_joined(self._at, folder), read)
        return folders

    def make_links(self) -> None:
        """Makes the links that were met on the way and stay inside the tree."""
        for path, target in self._links.items():
            if leads_out(path, self._links):
                self.skipped.append(path)
            else:
                self._writer.link(_joined(self._at, path), target)


def leads_out(path: str, links: Mapping[str, str]) -> bool:
    """Whether the link at `path` leads out of the tree that has these `links` (path -> what it says), followed through
    any other of them. One that leads nowhere, or round in a circle, does not."""
    here = path.split("/")[:-1]
    left = [links[path]]
    for _ in range(_MOST_LINKS):
        target = left.pop()
        if target.startswith("/") or (os.name == "nt" and set(target) & set("\\:")):
            return True
        left.extend(reversed(target.split("/")))
        while left:
            name = left.pop()
            if name == "..":
                if not here:
                    return True
                here.pop()
            elif name not in ("", "."):
                following = links.get("/".join([*here, name]))
                if following is not None:
                    left.append(following)
                    break
                here.append(name)
        else:
            return False
    return False


def _checked(path: str) -> str:
    problem = why_not_writable(path) or (why_not_on_windows(path) if os.name == "nt" else "")
    if problem:
        raise WorldProblem(f"refused to write {path!r}: {problem}")
    return path


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder and name else folder or name
