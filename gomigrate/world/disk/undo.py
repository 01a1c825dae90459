"""Taking back what a run in place did, wherever it stopped: see inplace."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from gomigrate.world.disk.files import writing
from gomigrate.world.disk.root import InTheWayError
from gomigrate.world.disk.undojournal import Stage

if TYPE_CHECKING:
    from gomigrate.world.disk.root import Root
    from gomigrate.world.disk.undojournal import Journal, JournalLine


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """The paths that are again what they were before a run; those that were left alone, since they were changed after
    it; and `kept`, the folder with what these were before ("" where there are none)."""

    restored: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    kept: str = ""


class _Fate(Enum):
    """The result for a change that is undone: the file is as it was before the run, restored or unchanged; or it is
    something else, which undo leaves alone."""

    RESTORED = 1
    SAME = 2
    LEFT = 3


def take_back(project: Root, journal: Journal) -> PutBack:
    """Put every file back that still is as the run left it; forget the run unless it has something that could not be
    put back. Can be repeated after having been killed itself. Raises WorldProblem."""
    taking = _TakingBack(project, journal)
    fates: dict[str, _Fate] = {}
    with writing(project.root):
        for number, line in reversed(tuple(enumerate(journal.lines))):
            try:
                fates[line.path] = taking.line(number)
            except (InTheWayError, NotADirectoryError, FileExistsError):
                fates[line.path] = _Fate.LEFT
            if not line.before:
                # Now, as a file may have been where this folder is.
                project.prune(line.path, line.at)
        sync(project, journal.lines)
    left = tuple(sorted(path for path, fate in fates.items() if fate is _Fate.LEFT))
    has_originals = any(line.before for line in journal.lines if line.path in left)
    if has_originals:
        journal.set_stage(Stage.DONE)
    else:
        journal.remove()
    restored = tuple(sorted(path for path, fate in fates.items() if fate is _Fate.RESTORED))
    return PutBack(restored=restored, left=left, kept=str(journal.place) if has_originals else "")


@dataclass(frozen=True, slots=True)
class _TakingBack:
    _project: Root
    _journal: Journal

    def line(self, number: int) -> _Fate:
        journal, line = self._journal, self._journal.lines[number]
        self._remove_staged(number)
        was_aside, fate = self._put_back_aside(number)
        if fate is not None:
            return fate
        found = self._project.content(line.path)
        now = found.digest if found else ""
        if now == line.before:
            return _Fate.RESTORED if was_aside else _Fate.SAME
        if now != line.after:
            return _Fate.LEFT
        if not line.before:
            with self._project.folder(line.parent) as folder:
                folder.remove(line.name)
            return _Fate.RESTORED
        original = journal.original(number)
        if original is None:
            return _Fate.LEFT
        with self._project.folder(line.parent, make=True) as folder:
            folder.create(journal.new_name(number), original)
            if found:
                folder.set_aside(line.name, journal.old_name(number))
            folder.move(journal.new_name(number), folder, line.name)
        if found:
            remove_if(self._project, line.parent, journal.old_name(number), (line.after,))
        return _Fate.RESTORED

    def _put_back_aside(self, number: int) -> tuple[bool, _Fate | None]:
        """Give what was set aside its name again where it is still free: whether that was done, and what has become of
        the line where that settles it."""
        line = self._journal.lines[number]
        old = self._journal.old_name(number)
        try:
            with self._project.folder(line.parent) as folder:
                aside = folder.content(old)
                if aside is None:
                    return False, None
                found = folder.content(line.name)
                if found is None:
                    folder.move(old, folder, line.name)
                    return True, None
                if found.digest == line.after and aside.digest == line.before:
                    folder.remove(line.name)
                    folder.move(old, folder, line.name)
                    return True, _Fate.RESTORED
                if aside.digest in (line.before, line.after, found.digest):
                    folder.remove(old)  # of the first there is a copy, the second is ours, the third is there
                    return False, None
                return False, _Fate.LEFT
        except (FileNotFoundError, NotADirectoryError):
            return False, None

    def _remove_staged(self, number: int) -> None:
        """Remove what waits for its place, whole or begun."""
        line = self._journal.lines[number]
        for folder in {line.at, line.parent}:
            remove_if(self._project, folder, self._journal.new_name(number), (line.before, line.after), line.size)


def tidy(project: Root, journal: Journal) -> None:
    """Remove what was set aside, and the folders that are empty then. Raises OSError."""
    for number, line in enumerate(journal.lines):
        if line.before:
            remove_if(project, line.parent, journal.old_name(number), (line.before,))
    for line in journal.lines:
        if not line.after:
            project.prune(line.path)


def sync(project: Root, lines: tuple[JournalLine, ...]) -> None:
    """Bring the names in the folders of these paths to the disk, as far as they are there."""
    for parent in sorted({line.parent for line in lines}):
        with contextlib.suppress(OSError), project.folder(parent) as folder:
            folder.sync()


def remove_if(project: Root, parent: str, name: str, digests: tuple[str, ...], size: int = -1) -> None:
    """Remove a name in a folder if it holds one of these, or no more than `size` bytes, as a half-written one does: the
    sealed journal names it, and the name could not be known before. Raises OSError."""
    nothing = contextlib.suppress(FileNotFoundError, NotADirectoryError, InTheWayError)
    with nothing, project.folder(parent) as folder:
        found = folder.content(name)
        if found is not None and (found.digest in digests or len(found.data) <= size):
            folder.remove(name)
