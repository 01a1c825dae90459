"""Writes a change set straight into a folder that no git keeps: the only copy there may be, so nothing is thrown away.

How nothing gets lost. Everything happens beside a folder `.gomigrate-undo-…` in the root, on the same disk:

1. every new content is written to `new/N`, and a journal that says what will be done; then `stage` says "ready";
2. each file that is changed or removed gets a second name `old/N` (a hard link; a copy where there are none), and
   only then is the new file renamed over it, or its first name taken away;
3. `stage` says "done". The folder stays: it holds the original of every file, and `undo_in_place` brings them back.

A run that was killed leaves the stage "ready", and the next call takes back what it had done before doing anything
else; one that fails takes it back itself. A file that was changed after our run by somebody else is never
overwritten by an undo.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.errors import ProjectProblem, WorldProblem
from gomigrate.world.files import atomic_write, remove_tree, write_new, writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.plan import Change, ChangeSet

UNDO_PREFIX = ".gomigrate-undo-"
"""How the name of the folder with the originals begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InPlaceResult:
    """What was done: the paths that were written and removed, and `undo`, the folder (relative to the root) that has
    the originals, "" where nothing was to be done. `recovered` names what an earlier, killed run had changed and
    this one put back first."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    undo: str
    recovered: tuple[str, ...] = ()


def write_in_place(root: str | os.PathLike[str], changeset: ChangeSet) -> InPlaceResult:
    """Makes the changes of all steps in the folder `root`; folders that become empty go. Either all is done or, on any
    error, nothing. Raises ProjectProblem where a file is not what `Change.before` says or a path leads out of the
    root through a link, WorldProblem where writing fails."""
    top = Path(os.path.realpath(root))
    recovered = recover_in_place(top)
    changes = _joined(changeset)
    for change in changes:
        _check(top, change)
    if not changes:
        return InPlaceResult(written=(), removed=(), undo="", recovered=recovered)
    journal = _stage(top, changes)
    try:
        with writing(top):
            for line in journal.lines:
                journal.perform(line)
        journal.set_stage("done")
    except BaseException:
        journal.take_back()
        raise
    _prune(top, [change.path for change in changes if change.after is None])
    return InPlaceResult(
        written=tuple(change.path for change in changes if change.after is not None),
        removed=tuple(change.path for change in changes if change.after is None),
        undo=journal.home.name,
        recovered=recovered,
    )


def recover_in_place(root: str | os.PathLike[str]) -> tuple[str, ...]:
    """Takes back what runs that were killed half way had done below `root`; returns the paths. Raises WorldProblem."""
    done: list[str] = []
    for home in sorted(Path(os.path.realpath(root)).glob(UNDO_PREFIX + "*")):
        if home.is_dir() and not home.is_symlink() and _stage_of(home) != "done":
            done.extend(_load(home).take_back())
    return tuple(done)


def undo_in_place(root: str | os.PathLike[str], undo: str) -> tuple[str, ...]:
    """Brings back what a finished run changed; `undo` is the folder that it named. Returns the paths that were put
    back; a file that was changed since then is left alone, and the folder kept for it. Raises ProjectProblem where
    `undo` is no such folder, WorldProblem where writing fails."""
    home = Path(os.path.realpath(root)) / undo
    if "/" in undo or not undo.startswith(UNDO_PREFIX) or not (home / "journal.json").is_file():
        raise ProjectProblem(f"{undo} holds nothing to undo")
    return _load(home).take_back()


@dataclass(frozen=True, slots=True)
class _Line:
    """One change in the journal; `before` and `after` are hashes of the content, "" for no file."""

    path: str
    number: int
    before: str
    after: str


class _Journal:
    def __init__(self, home: Path, lines: tuple[_Line, ...]) -> None:
        self.home = home
        self.top = home.parent
        self.lines = lines

    def set_stage(self, stage: str) -> None:
        atomic_write(self.home / "stage", stage.encode())

    def perform(self, line: _Line) -> None:
        """Makes one change. Raises OSError."""
        place = self.top / line.path
        if line.before:
            _second_name(place, self.home / "old" / str(line.number))
        if line.after:
            place.parent.mkdir(parents=True, exist_ok=True)
            (self.home / "new" / str(line.number)).replace(place)
        else:
            place.unlink()

    def take_back(self) -> tuple[str, ...]:
        """Puts every file back that still is as we left it; removes the folder unless it holds something that could
        not be put back. Can be repeated after having been killed itself."""
        done: list[str] = []
        kept = False
        with writing(self.top):
            for line in reversed(self.lines):
                place, old = self.top / line.path, self.home / "old" / str(line.number)
                now = _fingerprint(place)
                if now == line.before:
                    continue
                if now != line.after:
                    kept = kept or bool(line.before)
                    continue
                if line.before:
                    place.parent.mkdir(parents=True, exist_ok=True)
                    old.replace(place)
                else:
                    place.unlink()
                done.append(line.path)
        _prune(self.top, [line.path for line in self.lines if not line.before])
        if kept:
            self.set_stage("done")
        else:
            remove_tree(self.home)
        return tuple(sorted(done))


def _joined(changeset: ChangeSet) -> list[Change]:
    """The changes of all steps, one a path: from what the first finds to what the last leaves. What is removed comes
    first, so that a file can take the place of a folder."""
    from dataclasses import replace

    found: dict[str, Change] = {}
    for change in (change for step in changeset.steps for change in step.changes):
        first = found.get(change.path)
        found[change.path] = replace(change, before=first.before) if first else change
    changes = (change for change in found.values() if change.before != change.after)
    return sorted(changes, key=lambda change: (change.after is not None, change.path))


def _check(top: Path, change: Change) -> None:
    path = change.path
    _check_path(top, path)
    found = _fingerprint(top / path)
    if found != (_hash(change.before) if change.before is not None else ""):
        state = "is not there" if not found else "is there already" if change.before is None else "is another one"
        raise ProjectProblem(f"{path} {state} now; run the plan again")


def _check_path(top: Path, path: str) -> None:
    if any(name in ("", ".", "..") for name in path.split("/")) or "\0" in path or path.startswith(UNDO_PREFIX):
        raise WorldProblem(f"refused to write {path!r}: not a path inside the project")
    parent = (top / path).parent
    if Path(os.path.realpath(parent)) != parent:
        raise ProjectProblem(f"{path} lies behind a symbolic link, which is not written through")


def _stage(top: Path, changes: list[Change]) -> _Journal:
    """Writes everything that will be needed, and changes nothing yet. Raises WorldProblem."""
    home = top / (UNDO_PREFIX + secrets.token_hex(6))
    lines = tuple(
        _Line(
            path=change.path,
            number=number,
            before=_hash(change.before) if change.before is not None else "",
            after=_hash(change.after) if change.after is not None else "",
        )
        for number, change in enumerate(changes)
    )
    try:
        with writing(home):
            (home / "new").mkdir(parents=True)
            (home / "old").mkdir()
            for line, change in zip(lines, changes, strict=True):
                _write_staged(home / "new" / str(line.number), top / line.path, change)
            text = [[line.path, line.number, line.before, line.after] for line in lines]
            write_new(home / "journal.json", json.dumps(text).encode())
            _sync(home)
        journal = _Journal(home, lines)
        journal.set_stage("ready")
    except BaseException:
        remove_tree(home)
        raise
    return journal


def _write_staged(new: Path, place: Path, change: Change) -> None:
    if change.after is None:
        return
    if change.link:
        new.symlink_to(os.fsdecode(change.after))
        return
    write_new(new, change.after, is_executable=change.executable)
    if change.before is not None and not place.is_symlink():
        new.chmod(place.stat().st_mode & 0o777 | (0o100 if change.executable else 0))


def _load(home: Path) -> _Journal:
    """The journal of a run. One that was killed before its journal was complete had changed nothing yet."""
    if not _stage_of(home):
        return _Journal(home, ())
    try:
        rows = json.loads((home / "journal.json").read_bytes())
        lines = tuple(_Line(str(row[0]), int(row[1]), str(row[2]), str(row[3])) for row in rows)
    except (OSError, ValueError, TypeError, IndexError, KeyError) as error:
        raise WorldProblem(f"{home} is damaged; the originals are in its folder old: {error}") from error
    for line in lines:
        # The journal lies in the project, so it is believed no more than any other file there.
        _check_path(home.parent, line.path)
    return _Journal(home, lines)


def _stage_of(home: Path) -> str:
    try:
        return (home / "stage").read_text()
    except OSError:
        return ""


def _second_name(place: Path, old: Path) -> None:
    """Gives the file another name; copies it, links as links, where the disk knows no hard links."""
    try:
        os.link(place, old, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(place, old, follow_symlinks=False)


def _fingerprint(place: Path) -> str:
    """The hash of a file's content, or of what a link says; "" where there is neither."""
    if place.is_symlink():
        return _hash(os.fsencode(place.readlink()))
    if not place.exists():
        return ""
    if not place.is_file():
        return "not a file"
    with writing(place):
        return _hash(place.read_bytes())


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _sync(home: Path) -> None:
    """Brings the names in the folders to the disk, where the system lets a program do that."""
    for folder in (home / "new", home / "old", home):
        with contextlib.suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _prune(top: Path, paths: list[str]) -> None:
    """Removes the folders that are empty after the files of these paths have gone."""
    for path in paths:
        for folder in _upwards(top, path):
            try:
                folder.rmdir()
            except OSError:
                break


def _upwards(top: Path, path: str) -> Iterator[Path]:
    folder = (top / path).parent
    while folder != top:
        yield folder
        folder = folder.parent
