"""The clones that `gomigrate clone` makes: bare repositories in the state folder. Every later plan reads them like
those of older tools. They are never code of a legacy build, because they are in no GOPATH.

The folder of a clone is named by a hash of its address, so that no name of a lock becomes one. What it is of stands
beside it under gomigrate's seal (docs/decisions/0014): a repository that another user puts there is not believed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.remedies import Brought
from gomigrate.model.errors import WorldProblem
from gomigrate.world.disk.files import atomic_write, remove_tree, writing
from gomigrate.world.disk.locking import locked
from gomigrate.world.disk.reading import read_or_none
from gomigrate.world.disk.seal import Seals, make_private
from gomigrate.world.git.clone import Clone
from gomigrate.world.git.remote import fetch_all, fetch_commit, fetch_files, size_of, start_repository

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_REPOSITORY = "repository.git"
_ABOUT = "about"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredClone:
    """A clone after it was asked for: where it lies, what became of it, its size in bytes, and which of the wanted
    revisions it lacks."""

    folder: str
    state: Brought
    size: int
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CloneStore:
    """The clones below `clones` in the folder for state at `home`. Safe between processes: a clone appears whole, by
    renaming, and one process at a time fetches into it."""

    home: str
    seals: Seals = field(repr=False, compare=False)

    @classmethod
    def at(cls, home: str) -> CloneStore:
        """The store in a folder for state."""
        return cls(home, Seals(home))

    @property
    def root(self) -> Path:
        """The folder of them all."""
        return Path(self.home, "clones")

    def ready(self) -> Path:
        """The folder of them all, made where it is missing. Raises WorldProblem where others can write to it."""
        make_private(self.home)
        make_private(str(self.root))
        return self.root

    def folders(self) -> dict[str, tuple[str, ...]]:
        """Import path -> the folders that hold a clone of it. Raises WorldProblem where others could have made them."""
        found: dict[str, list[str]] = {}
        with writing(self.root):
            places = sorted(self.root.iterdir()) if self.root.is_dir() else []
        for place in places:
            for path in self._paths(place.name):
                found.setdefault(path, []).append(str(place / _REPOSITORY))
        return {path: tuple(folders) for path, folders in found.items()}

    def bring(self, url: str, paths: Iterable[str], revisions: Sequence[str], transport: str) -> StoredClone | None:
        """The clone of the repository at `url`, which is one for these import paths: made where there is none, asked
        again where it lacks one of the revisions, with the contents of the files of those that it has. None where
        another process is at it. Raises WorldProblem with what git said."""
        name = _name_of(url)
        with locked(str(self.ready() / f"{name}.lock")) as is_held:
            return self._bring(name, url, paths, revisions, transport) if is_held else None

    def _bring(
        self, name: str, url: str, paths: Iterable[str], revisions: Sequence[str], transport: str
    ) -> StoredClone:
        known = self._paths(name)
        place = self.root / name / _REPOSITORY
        state = Brought.THERE
        if not known:
            state = Brought.NEW
            self._make(name, url, transport)
        clone = _opened(place)
        if known and any(clone.commit(revision) is None for revision in revisions):
            state = Brought.FETCHED
            clone.close()
            fetch_all(place, transport)
            clone = _opened(place)
        lacking = [r for r in revisions if clone.commit(r) is None and not fetch_commit(place, transport, r)]
        clone.close()
        clone = _opened(place)
        commits = [facts.commit for revision in revisions if (facts := clone.commit(revision)) is not None]
        fetch_files(place, transport, commits)
        clone.close()
        self._write(name, url, (*known, *paths))
        return StoredClone(
            folder=str(place),
            state=state,
            size=size_of(place),
            lacking=tuple(lacking),
        )

    def _make(self, name: str, url: str, transport: str) -> None:
        """A repository that is whole before it has its name; what a broken off run left is taken away."""
        new = self.root / f"{name}.new"
        remove_tree(new)
        remove_tree(self.root / name)
        with writing(new):
            new.mkdir(mode=0o700)
        try:
            start_repository(new / _REPOSITORY, url)
            fetch_all(new / _REPOSITORY, transport)
            with writing(new):
                new.rename(self.root / name)
        finally:
            remove_tree(new)

    def _paths(self, name: str) -> tuple[str, ...]:
        """The import paths that a clone of ours was made for; () for anything else."""
        body = self.seals.open(_label(name), read_or_none(self.root / name / _ABOUT) or b"")
        return tuple(json.loads(body)["paths"]) if body else ()

    def _write(self, name: str, url: str, paths: Iterable[str]) -> None:
        body = json.dumps({"url": url, "paths": sorted(set(paths))}).encode()
        atomic_write(self.root / name / _ABOUT, self.seals.seal(_label(name), body))


def _name_of(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()[:32]


def _label(name: str) -> str:
    return f"clone {name}"


def _opened(place: Path) -> Clone:
    clone = Clone.open(place)
    if clone is None:
        raise WorldProblem(f"{place} is no repository any more", remedy="remove it, and run the same command again")
    return clone
