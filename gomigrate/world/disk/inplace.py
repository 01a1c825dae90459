"""Writes a change set straight into a folder that no git keeps: the only copy there may be, so nothing is thrown away.

How nothing gets lost:

1. a copy of every file that will be changed or removed, and a sealed journal that says what will be done, are written
   outside of the project (see undojournal); then every new content is written in the project, beside its place and
   under a name that cannot be known beforehand;
2. each file that is changed or removed is set aside under such a name, looked at once more, and only then does the new
   one get its name. Nothing is ever overwritten;
3. what was set aside goes, and the journal says "done". The copies stay: `undo_in_place` brings them back.

A run that was killed leaves the journal at "begun", and the next call takes back what it had done before doing
anything else; one that fails takes it back itself. A file that was changed after our run by somebody else is never
overwritten by an undo. What lies in the project says nothing of any of this: it may be anybody's.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.errors import ProjectProblem, WorldProblem
from gomigrate.model.trees.writable import why_not_writable
from gomigrate.world.disk.files import writing
from gomigrate.world.disk.root import Content, InTheWayError, Root
from gomigrate.world.disk.undo import PutBack, sync, take_back, tidy
from gomigrate.world.disk.undojournal import Journal, JournalLine, Stage, UndoFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.plan import Change, ChangeSet


@dataclass(frozen=True, slots=True, kw_only=True)
class InPlaceResult:
    """What was done: the paths that were written and removed, and `undo`, the folder outside of the project that has
    the originals, "" where nothing was to be done. `recovered` names what an earlier, killed run had changed and
    this one put back first."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    undo: str
    recovered: tuple[str, ...] = ()


def write_in_place(root: str | os.PathLike[str], changeset: ChangeSet, home: str) -> InPlaceResult:
    """Makes the changes of all steps in the folder `root`; folders that become empty are deleted. The journal lies in
    the folder for state, `home`. Either all is done or, on any error, nothing. Raises ProjectProblem where a file is
    not what `Change.before` says or a path leads out of the root through a link, WorldProblem where writing fails."""
    with _session(root, home) as session:
        recovered = session.recover().restored
        changes = _joined(changeset)
        lines = tuple(session.planned(change) for change in changes)
        if not changes:
            return InPlaceResult(written=(), removed=(), undo="", recovered=recovered)
        journal = session.write(lines, changes)
    return InPlaceResult(
        written=tuple(change.path for change in changes if change.after is not None),
        removed=tuple(change.path for change in changes if change.after is None),
        undo=str(journal.place),
        recovered=recovered,
    )


def recover_in_place(folder: str | os.PathLike[str], home: str) -> PutBack:
    """Takes back what runs that were killed half way had done in `folder` or in one above it. Raises WorldProblem."""
    restored: list[str] = []
    left: list[str] = []
    kept = ""
    for root in _known(folder, home):
        with _session(root, home) as session:
            back = session.recover()
        restored += back.restored
        left += back.left
        kept = kept or back.kept
    return PutBack(restored=tuple(restored), left=tuple(left), kept=kept)


def is_broken_off(folder: str | os.PathLike[str], home: str) -> bool:
    """Whether a run that was killed has left `folder`, or one above it, half changed. Raises WorldProblem."""
    for root in _known(folder, home):
        with _session(root, home) as session:
            if session.is_broken_off():
                return True
    return False


def undo_in_place(folder: str | os.PathLike[str], home: str) -> PutBack:
    """Brings back what the last run in `folder`, or in the nearest above it that had one, changed. A file that was
    changed since then is left alone. Raises ProjectProblem where there is no such run, WorldProblem where writing
    fails."""
    for root in _known(folder, home):
        with _session(root, home) as session:
            back = session.undo()
        if back is not None:
            return back
    raise ProjectProblem(f"no apply --in-place is known of {os.fspath(folder)}, so there is nothing to undo")


@contextlib.contextmanager
def _session(root: str | os.PathLike[str], home: str) -> Iterator[_InPlaceRun]:
    """The project and its journals, for one process at a time."""
    top = Path(os.path.realpath(root))
    with contextlib.ExitStack() as stack:
        with writing(top):
            opened = stack.enter_context(Root.opened(top))
            folder = UndoFolder(home, top, opened.inode)
        folder.refuse_moved(lambda journal: _is_changed(opened, journal))
        folder.make()
        stack.enter_context(folder.locked())
        yield _InPlaceRun(opened, folder)


class _InPlaceRun:
    def __init__(self, project: Root, folder: UndoFolder) -> None:
        self._project = project
        self._folder = folder

    def is_broken_off(self) -> bool:
        journals = self._folder.runs()
        return bool(journals) and journals[-1].stage is Stage.BEGUN

    def recover(self) -> PutBack:
        """Take back what was broken off: the last run, if any."""
        journals = self._folder.runs()
        return take_back(self._project, journals[-1]) if journals and journals[-1].stage is Stage.BEGUN else PutBack()

    def undo(self) -> PutBack | None:
        """Take back the last run, or what was broken off; None where there is neither."""
        journals = self._folder.runs()
        if not journals:
            return None
        journal = journals[-1]
        if journal.stage is not Stage.BEGUN:
            # From here on it is finished by whoever comes next, if this process is not there any more.
            journal.set_stage(Stage.BEGUN)
        return take_back(self._project, journal)

    def planned(self, change: Change) -> JournalLine:
        """The line for a change, after a look that the file is what the change expects."""
        path = change.path
        refused = why_not_writable(path, is_link=change.link, is_removal=change.after is None)
        if refused:
            raise WorldProblem(f"refused to write {path!r}: {refused}")
        with writing(self._project.root / path):
            try:
                found, is_other = self._project.content(path), False
                at = self._project.nearest(path)
            except InTheWayError as error:
                if error.is_link:
                    message = f"{path} lies behind a symbolic link, which is not written through"
                    raise ProjectProblem(message) from error
                found, at, is_other = None, "", True
        if is_other or (found.data if found else None) != change.before:
            is_there = is_other or found is not None
            state = "is another one" if is_there and change.before is not None else "is there already"
            state = state if is_there else "is not there"
            raise ProjectProblem(f"{path} {state} now")
        return JournalLine(
            path=path,
            at=at,
            before=found.digest if found else "",
            after=Content(change.after).digest if change.after is not None else "",
            size=max(len(change.after or b""), len(found.data) if found else 0),
            is_link=bool(found and found.is_link),
            mode=found.mode if found else 0,
            modified=found.modified if found else 0,
        )

    def write(self, lines: tuple[JournalLine, ...], changes: list[Change]) -> Journal:
        """Make the changes, all or none."""
        journal = self._folder.begin(lines, self._keep_originals)
        try:
            with writing(self._project.root):
                for number, change in enumerate(changes):
                    self._stage(journal, number, change)
                for number in range(len(lines)):
                    self._perform(journal, number)
                tidy(self._project, journal)
                sync(self._project, lines)
            journal.set_stage(Stage.DONE)
        except BaseException:
            take_back(self._project, journal)
            raise
        return journal

    def _keep_originals(self, journal: Journal) -> None:
        for number, line in enumerate(journal.lines):
            if line.before:
                found = self._project.content(line.path)
                if found is None or found.digest != line.before:
                    raise ProjectProblem(f"{line.path} was changed meanwhile, so nothing was written")
                journal.keep(number, found)

    def _stage(self, journal: Journal, number: int, change: Change) -> None:
        """Write a new content beside its place."""
        if change.after is None:
            return
        line = journal.lines[number]
        mode = line.mode | 0o100 if line.mode and change.executable else line.mode
        content = Content(change.after, is_link=change.link, mode=mode)
        with self._project.folder(line.at) as folder:
            folder.create(journal.new_name(number), content, is_executable=change.executable)

    def _perform(self, journal: Journal, number: int) -> None:
        """Make one change. Raises OSError, ProjectProblem where the file is not any more what it was."""
        line = journal.lines[number]
        changed = f"{line.path} was changed meanwhile; nothing was written, run the plan again"
        try:
            if line.before:
                with self._project.folder(line.parent) as folder:
                    folder.set_aside(line.name, journal.old_name(number))
                    found = folder.content(journal.old_name(number))
                if found is None or found.digest != line.before:
                    raise ProjectProblem(changed)
            if line.after:
                with self._project.folder(line.at) as staged, self._project.folder(line.parent, make=True) as folder:
                    staged.move(journal.new_name(number), folder, line.name)
        except (FileExistsError, FileNotFoundError, InTheWayError) as error:
            raise ProjectProblem(changed) from error


def _joined(changeset: ChangeSet) -> list[Change]:
    """The changes of all steps, one a path: from what the first finds to what the last leaves. What is removed comes
    first, so that a folder can replace a file."""
    found: dict[str, Change] = {}
    for change in (change for step in changeset.steps for change in step.changes):
        first = found.get(change.path)
        found[change.path] = replace(change, before=first.before) if first else change
    changes = (change for change in found.values() if change.before != change.after)
    return sorted(changes, key=lambda change: (change.after is not None, change.path))


def _known(folder: str | os.PathLike[str], home: str) -> Iterator[Path]:
    """Of the folder and those above it those that have journals: where a project begins may look another way while it
    is half changed."""
    place = Path(os.path.realpath(folder))
    for root in (place, *place.parents):
        try:
            kept = UndoFolder(home, root, root.stat().st_ino)
        except OSError:
            continue
        kept.refuse_moved(partial(_is_changed_at, root))
        if kept.place.is_dir():
            yield root


def _is_changed_at(root: Path, journal: Journal) -> bool:
    with writing(root), Root.opened(root) as project:
        return _is_changed(project, journal)


def _is_changed(project: Root, journal: Journal) -> bool:
    """Whether the folder is as the run of the journal may have left it: each path as before or as after, and one at
    least as after."""
    is_changed = False
    for line in journal.lines:
        try:
            found = project.content(line.path)
        except OSError:
            return False
        now = found.digest if found else ""
        if now not in (line.before, line.after):
            return False
        is_changed = is_changed or now == line.after
    return is_changed
