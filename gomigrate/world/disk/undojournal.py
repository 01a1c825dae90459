"""The journal of the changes in a project, and the files that were there before: outside of the project, in the folder
for state, where only the user can write, and sealed.

undo/PROJECT/            of one project, named by its path and its inode
    lock                 held by whoever changes the project or takes changes back
    000001/              of the first run, and so on
        journal          sealed: the project, the stage, and a line for each change
        old/N            what the Nth change found, if it was a file or a link

Device numbers are no part of the name, since many change when a machine starts, which is when a journal is needed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gomigrate.model.errors import WorldProblem
from gomigrate.model.trees.writable import why_not_writable
from gomigrate.world.disk.files import remove_tree, write_new, writing
from gomigrate.world.disk.locking import locked
from gomigrate.world.disk.root import Content
from gomigrate.world.disk.seal import Seals, check_private, make_private

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SCHEMA = "gomigrate/undo/1"
_UNDO = "undo"
_RUN = re.compile(r"[0-9]{6}")
_TOKEN = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"([0-9a-f]{64})?")


class Stage(StrEnum):
    """How far a run is: its changes are being made, or undone; or all is done, and only its changes are left in the
    project."""

    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One change. `before` and `after` are digests of what the path held and holds, "" for nothing; `at` is the folder
    that the new content waits in, `size` the length of the longer one. `is_link`, `mode` and `modified` are of what was
    there."""

    path: str
    at: str
    before: str
    after: str
    size: int = 0
    is_link: bool = False
    mode: int = 0
    modified: int = 0

    @property
    def parent(self) -> str:
        """The folder that the path lies in."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        """The name of the path in that folder."""
        return self.path.rpartition("/")[2]


@dataclass(slots=True)
class Journal:
    """The journal of one run in the folder `place`."""

    place: Path
    seals: Seals
    project: str
    inode: int
    token: str
    lines: tuple[JournalLine, ...]
    stage: Stage

    def new_name(self, number: int) -> str:
        """The name that a new content waits under, which cannot be known beforehand."""
        return f".gomigrate-{self.token}-{number}.new"

    def old_name(self, number: int) -> str:
        """The name that what was there is set aside under."""
        return f".gomigrate-{self.token}-{number}.old"

    def original(self, number: int) -> Content | None:
        """What was there before the change of this number; None where the copy is lost or damaged."""
        line = self.lines[number]
        try:
            data = (self.place / "old" / str(number)).read_bytes()
        except OSError:
            return None
        content = Content(data, is_link=line.is_link, mode=line.mode, modified=line.modified)
        return content if content.digest == line.before else None

    def keep(self, number: int, content: Content) -> None:
        """Keep a copy of what is there before the change of this number. Raises OSError."""
        write_new(self.place / "old" / str(number), content.data, mode=0o600)

    def set_stage(self, stage: Stage) -> None:
        """Write the journal again, whole or not at all. Raises WorldProblem."""
        new = self.place / "journal.new"
        with writing(self.place):
            new.unlink(missing_ok=True)
            write_new(new, self.seals.seal(_label(self.place.name), self._body(stage)), mode=0o600)
            new.replace(self.place / "journal")
            _sync(self.place)
        self.stage = stage

    def _body(self, stage: Stage) -> bytes:
        value = {
            "schema": SCHEMA,
            "project": self.project,
            "inode": self.inode,
            "token": self.token,
            "stage": stage,
            "lines": [asdict(line) for line in self.lines],
        }
        return json.dumps(value).encode()

    def remove(self) -> None:
        """Forget the run: the journal first, so that no half of it is left to be read."""
        gone = self.place.with_name(f".gone-{secrets.token_hex(8)}")
        with writing(self.place):
            self.place.rename(gone)
        remove_tree(gone)


class UndoFolder:
    """What is kept in the folder for state at `home` of the runs in the project at `root`, its real path."""

    def __init__(self, home: str, root: Path, inode: int) -> None:
        self._home = home
        self._seals = Seals(home)
        self._project = str(root)
        self._inode = inode
        path = hashlib.sha256(os.fsencode(root)).hexdigest()[:32]
        self._name = f"{path}-{inode:x}"
        self.place = Path(home, _UNDO, self._name)

    def make(self) -> None:
        """Make the folder, for this user alone. Raises WorldProblem, also where the folder for state lies in the
        project, and so may have come with it."""
        self._refuse_inside()
        for place in (Path(self._home), self.place.parent, self.place):
            make_private(str(place))

    def _refuse_inside(self) -> None:
        if Path(os.path.realpath(self._home)).is_relative_to(self._project):
            raise WorldProblem(
                f"{self._home} lies in the project, so nothing in it is believed: name another XDG_STATE_HOME"
            )

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other gomigrate processes from changing the project during the block. Raises WorldProblem."""
        with locked(str(self.place / "lock")) as is_held:
            if not is_held:
                raise WorldProblem(f"another gomigrate changes {self._project}", remedy="wait until it ends")
            yield

    def runs(self) -> list[Journal]:
        """The journals, oldest first. Raises WorldProblem for one that is not ours, or damaged."""
        if not self.place.is_dir():
            return []
        self._refuse_inside()
        for place in (Path(self._home), self.place.parent, self.place):
            check_private(str(place))
        found = []
        for name in _runs(self.place):
            journal = _load(self.place / name, self._seals)
            if isinstance(journal, str):
                raise WorldProblem(
                    f"{self.place / name}: {journal}, so nothing is restored; the originals are in its folder old",
                    remedy="move it away, and run the same command again",
                )
            if (journal.project, journal.inode) != (self._project, self._inode):
                raise _anothers(journal)
            found.append(journal)
        return found

    def refuse_moved(self, is_changed: Callable[[Journal], bool]) -> None:
        """Refuse to continue an interrupted run in another folder. That is one that was at this path and is another one
        now, or this one that was at another path, if `is_changed` says that its changes are here. Raises
        WorldProblem."""
        path, _, inode = self._name.partition("-")
        with contextlib.suppress(FileNotFoundError):
            for name in _names(self.place.parent):
                if name != self._name and (name.startswith(f"{path}-") or name.endswith(f"-{inode}")):
                    self._refuse_moved(self.place.parent / name, is_changed)

    def _refuse_moved(self, place: Path, is_changed: Callable[[Journal], bool]) -> None:
        for name in _runs(place):
            journal = _load(place / name, self._seals)
            if isinstance(journal, str) or journal.stage is not Stage.BEGUN:
                continue
            # A folder of the same number on another disk is no concern of ours, as long as it is where it was.
            with contextlib.suppress(OSError):
                if journal.project != self._project and Path(journal.project).stat().st_ino == journal.inode:
                    continue
            if is_changed(journal):
                raise _anothers(journal)

    def begin(self, lines: tuple[JournalLine, ...], fill: Callable[[Journal], None]) -> Journal:
        """The journal of a new run, at the stage BEGUN; `fill` keeps the originals in it beforehand. Raises
        WorldProblem and what `fill` raises; then there is no such run."""
        for name in _names(self.place):
            if name.startswith("."):  # of runs that ended before they began, or while they were forgotten
                remove_tree(self.place / name)
        last = max(map(int, _runs(self.place)), default=0)
        name = f"{last + 1:06}"
        journal = Journal(
            place=self.place / f".{name}",
            seals=self._seals,
            project=self._project,
            inode=self._inode,
            token=secrets.token_hex(16),
            lines=lines,
            stage=Stage.BEGUN,
        )
        try:
            with writing(journal.place):
                journal.place.mkdir(mode=0o700)
                (journal.place / "old").mkdir(mode=0o700)
                fill(journal)
                _sync(journal.place / "old")
                data = self._seals.seal(_label(name), journal._body(Stage.BEGUN))
                write_new(journal.place / "journal", data, mode=0o600)
                _sync(journal.place)
                journal.place.rename(self.place / name)
                _sync(self.place)
        except BaseException:
            remove_tree(journal.place)
            raise
        journal.place = self.place / name
        return journal


def _names(place: Path) -> list[str]:
    return sorted(entry.name for entry in place.iterdir())


def _runs(place: Path) -> list[str]:
    return [name for name in _names(place) if _RUN.fullmatch(name)]


def _label(name: str) -> str:
    return f"undo {name}"


def _anothers(journal: Journal) -> WorldProblem:
    return WorldProblem(
        f"{journal.place} is of a run that was interrupted in {journal.project}, which is not this"
        " folder any more; nothing is restored, the originals are in its folder old",
        remedy="move it away, and run the same command again",
    )


def _load(place: Path, seals: Seals) -> Journal | str:
    """The journal in a folder, or what is wrong with it. Raises WorldProblem where the key cannot be trusted."""
    try:
        body = seals.open(_label(place.name), (place / "journal").read_bytes())
    except OSError as error:
        return f"its journal cannot be read: {error.strerror or error}"
    if body is None:
        return "its journal is damaged, or not sealed by this user"
    try:
        value = json.loads(body)
        if value["schema"] != SCHEMA:
            return "its journal was written by another gomigrate"
        return Journal(
            place=place,
            seals=seals,
            project=_text(value["project"]),
            inode=_number(value["inode"]),
            token=_matching(_TOKEN, value["token"]),
            stage=Stage(value["stage"]),
            lines=tuple(_line(row) for row in value["lines"]),
        )
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        return f"its journal is damaged: {type(error).__name__}"


def _line(row: dict[str, Any]) -> JournalLine:
    path, at, after = _text(row["path"]), _text(row["at"]), _matching(_DIGEST, row["after"])
    if why_not_writable(path, is_removal=not after) or (at and why_not_writable(at, is_removal=not after)):
        raise ValueError("a path that is not written to")
    return JournalLine(
        path=path,
        at=at,
        before=_matching(_DIGEST, row["before"]),
        after=after,
        size=_number(row["size"]),
        is_link=bool(row["is_link"]),
        mode=_number(row["mode"]) & 0o777,
        modified=_number(row["modified"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value < 1 << 64:
        raise ValueError("not a number")
    return value


def _matching(pattern: re.Pattern[str], value: object) -> str:
    text = _text(value)
    if not pattern.fullmatch(text):
        raise ValueError("not of the form that it should have")
    return text


def _sync(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system lets a program do that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
