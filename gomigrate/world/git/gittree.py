"""A commit as a `Tree`: raw blobs, with no filter and no line-end conversion."""

from __future__ import annotations

import errno
import posixpath
import threading
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.model.trees.tree import Entry, Kind
from gomigrate.world.git.gitrun import Git, ObjectReader
from gomigrate.world.git.readahead import ReadAhead

if TYPE_CHECKING:
    from collections.abc import Mapping

LINK = "120000"
GITLINK = "160000"
EXECUTABLE = "100755"
_PLAIN = frozenset(("100644", EXECUTABLE))
_FOLDER = "040000"
_LINKS = (Kind.LINK_TO_FILE, Kind.BROKEN_LINK)
_by_name = attrgetter("name")
_MAX_LINKS = 40  # as many as Linux follows before it calls them a loop


@dataclass(frozen=True, slots=True)
class _Item:
    mode: str
    object_id: str


class GitTree:
    """The files of the commit (or tree) that `rev` names, in the repository whose work tree or git directory is
    `repo_dir`. Everything is listed with the first question, in one go; file contents are read when asked for,
    through one long-lived git process (given as `reader` where it is shared). Safe to share among threads.

    A submodule is an empty folder (`gitlinks` tells which commit belongs there). Links are followed inside the
    commit; a link that leads outside it, or round in a circle, is a `BROKEN_LINK`. Raises WorldProblem where git fails
    or `rev` is no commit of the repository.
    """

    def __init__(self, repo_dir: str | Path, rev: str, *, reader: ObjectReader | None = None) -> None:
        self.git = Git(Path(repo_dir))
        self.rev = rev
        self._reader = reader or ObjectReader(self.git)
        self._lock = threading.Lock()
        self._items: dict[str, _Item] | None = None
        self._folders: dict[str, list[str]] = {}
        self._listings: dict[str, tuple[Entry, ...]] = {}
        self._ahead = ReadAhead(self._reader)

    def entries(self, path: str) -> tuple[Entry, ...]:
        """What the folder holds, sorted by name; () where there is no such folder."""
        known = self._listings.get(path)
        if known is None:
            items = self._all()
            place = self._place(path)
            names = self._folders.get(place, ()) if place is not None else ()
            above = f"{place}/" if place else ""
            known = tuple(sorted((self._entry(items, above + name) for name in names), key=_by_name))
            self._listings[path] = known
        return known

    def read(self, path: str) -> bytes:
        """The bytes of a file, or of a link to a file of this commit. Raises OSError."""
        items = self._all()
        known = items.get(path)
        if known is not None and known.mode in _PLAIN:
            return self._blob(known.object_id, path)
        place = self._place(path)
        item = items.get(place) if place is not None else None
        if place == "" or (item is not None and item.mode in (_FOLDER, GITLINK)):
            raise IsADirectoryError(errno.EISDIR, "is a folder", path)
        if item is None:
            raise FileNotFoundError(errno.ENOENT, f"not in commit {self.rev}", path)
        return self._blob(item.object_id, path)

    def link(self, path: str) -> str:
        """What a symbolic link says it leads to. Raises OSError, also where `path` is no link."""
        item = self._all().get(path)
        if item is None or item.mode != LINK:
            raise OSError(errno.EINVAL, "not a symbolic link", path)
        return self._blob(item.object_id, path).decode("utf-8", "surrogateescape")

    def gitlinks(self) -> Mapping[str, str]:
        """The submodules: the path of each and the commit that belongs there."""
        return MappingProxyType({path: item.object_id for path, item in self._all().items() if item.mode == GITLINK})

    def blob_id(self, path: str) -> str:
        """The object id of the file or link at `path` itself, "" where there is none (links are not followed)."""
        item = self._all().get(path)
        return item.object_id if item is not None and item.mode not in (_FOLDER, GITLINK) else ""

    def files(self) -> dict[str, tuple[str, str]]:
        """Everything in the commit that is no folder: path -> (the six digits of git's mode, object id)."""
        return {path: (item.mode, item.object_id) for path, item in self._all().items() if item.mode != _FOLDER}

    def close(self) -> None:
        """Ends the git process; a later question starts another."""
        self._reader.close()

    def _all(self) -> dict[str, _Item]:
        if self._items is None:
            with self._lock:
                if self._items is None:
                    self._items = self._load()
        return self._items

    def _load(self) -> dict[str, _Item]:
        if self.rev.startswith("-"):
            raise WorldProblem(f"not a commit: {self.rev!r}")
        listing = self.git.run("ls-tree", "-r", "-t", "-z", "--full-tree", self.rev)
        items: dict[str, _Item] = {}
        for record in listing.split(b"\0")[:-1]:
            head, _, name = record.partition(b"\t")
            mode, _, object_id = head.decode().split()
            path = name.decode("utf-8", "surrogateescape")
            items[path] = _Item(mode, object_id)
            folder, _, last = path.rpartition("/")
            self._folders.setdefault(folder, []).append(last)
        self._ahead.expect(_in_the_order_of_a_walk(items))
        return items

    def _entry(self, items: dict[str, _Item], path: str) -> Entry:
        mode = items[path].mode
        name = path.rpartition("/")[2]
        if mode in (_FOLDER, GITLINK):
            return Entry(name, Kind.DIR)
        if mode != LINK:
            return Entry(name, Kind.FILE, mode == EXECUTABLE)
        place = self._place(path)
        if place is None:
            return Entry(name, Kind.BROKEN_LINK)
        if place == "" or items[place].mode in (_FOLDER, GITLINK):
            return Entry(name, Kind.LINK_TO_DIR)
        return Entry(name, Kind.LINK_TO_FILE, items[place].mode == EXECUTABLE)

    def _place(self, path: str) -> str | None:
        """Where a path leads when every link on the way is followed; None where that is nowhere in the commit."""
        items = self._all()
        todo = path.split("/")[::-1] if path else []
        place = ""
        links = 0
        while todo:
            name = todo.pop()
            if name in ("", "."):
                continue
            if name == "..":
                if not place:
                    return None
                place = posixpath.dirname(place)
                continue
            here = f"{place}/{name}" if place else name
            item = items.get(here)
            if item is None or (todo and item.mode not in (_FOLDER, LINK)):
                return None
            if item.mode != LINK:
                place = here
                continue
            links += 1
            target = self._blob(item.object_id, here).decode("utf-8", "surrogateescape")
            if links > _MAX_LINKS or target.startswith("/"):
                return None
            todo.extend(target.split("/")[::-1])
        return place

    @cached_property
    def _is_partial(self) -> bool:
        return self.git.ask("config", "--get-regexp", r"^remote\..*\.promisor$") is not None

    def _blob(self, object_id: str, path: str) -> bytes:
        try:
            found = self._ahead.read(object_id)
        except WorldProblem as error:
            # Git before 2.45 ends where it may not fetch what a partial clone leaves out.
            if not self._is_partial:
                raise OSError(errno.EIO, str(error), path) from error
            found = None
        if found is None:
            # A partial clone leaves blobs out until they are asked for, and we ask no server.
            why = "not among the repository's objects, as in a partial or damaged clone; git fetch --refetch brings it"
            raise FileNotFoundError(errno.ENOENT, why, path)
        return found


def _in_the_order_of_a_walk(items: Mapping[str, _Item]) -> list[str]:
    """The ids of the Go files, folder by folder: how those read them who read them all."""
    places = (path.rpartition("/") for path, item in items.items() if path.endswith(".go") and item.mode in _PLAIN)
    ordered = sorted((folder.split("/"), name, folder) for folder, _, name in places)
    return [items[f"{folder}/{name}" if folder else name].object_id for _, name, folder in ordered]
