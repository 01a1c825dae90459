"""What lies in the module cache already: a read-only view of GOMODCACHE/cache (https://go.dev/ref/mod#module-cache)."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.go import pseudo, semver
from gomigrate.model.go.modpath import InvalidPathError, escape_path, escape_version, unescape_version
from gomigrate.world.base.outcome import Failure
from gomigrate.world.disk.reading import read_or_none
from gomigrate.world.modules.proxyanswers import check_zip, is_commit, parse_info, parse_list

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.modules import ModuleVersion, RevInfo


@dataclass(frozen=True, slots=True)
class ModCache:
    """The module cache in the folder `root` ("" for none). A missing, unreadable or broken file is not there."""

    root: str

    @property
    def name(self) -> str:
        """How attempts call it."""
        return "module cache"

    def versions(self, path: str) -> tuple[str, ...]:
        """Every version with a file here, and those of the list that the go command kept, sorted; () for none."""
        folder = self.folder(path)
        listed = parse_list(_read(folder, "list") or b"")
        known = set() if isinstance(listed, Failure) else set(listed)
        for name in _names(folder):
            stem, dot, ending = name.rpartition(".")
            with contextlib.suppress(InvalidPathError):
                version = unescape_version(stem)
                if dot and ending in {"info", "mod", "zip"} and semver.canonical(version) == version:
                    known.add(version)
        return tuple(sorted(known, key=lambda v: (semver.sort_key(v), v)))

    def info(self, path: str, rev: str) -> RevInfo | None:
        """The .info of a version; for a commit, that of the highest version whose own record, or whose name, says that
        it is this commit. (A newer tag on the commit is not known here: the go command asks the cache for commits only
        when it may ask no server.)"""
        folder = self.folder(path)
        if semver.canonical(rev) == rev:
            return self._read_info(folder, path, rev)
        if not is_commit(rev):
            return None
        candidates = (self._read_info(folder, path, version) for version in self._infos(folder))
        hits = [info for info in candidates if info and _is_of_commit(info, rev)]
        return max(hits, key=lambda info: semver.sort_key(info.version), default=None)

    def go_mod(self, mod: ModuleVersion) -> bytes | None:
        """The text of the go.mod file."""
        return _read(self.folder(mod.path), _file_name(mod.version, ".mod"))

    def zip(self, mod: ModuleVersion) -> str | None:
        """The path of the zip, if it is a whole one."""
        folder, name = self.folder(mod.path), _file_name(mod.version, ".zip")
        if not folder or not name:
            return None
        try:
            with Path(folder, name).open("rb") as file:
                return None if check_zip(file, mod) else str(Path(folder, name))
        except (OSError, ValueError):
            return None

    def has(self, mod: ModuleVersion) -> bool:
        """Whether all files of `go mod download` for the version lie here; their content is not checked."""
        folder = self.folder(mod.path)
        names = [_file_name(mod.version, ending) for ending in (".info", ".mod", ".zip", ".ziphash")]
        return bool(folder) and all(name and Path(folder, name).is_file() for name in names)

    def traces(self, mods: Iterable[ModuleVersion]) -> object:
        """A value that changes while the go command downloads these: their files, and the packs that version control
        fetches, by name and size."""
        vcs = Path(self.root, "cache", "vcs")
        folders = {self.folder(mod.path) for mod in mods} | {str(vcs / n / "objects/pack") for n in _names(str(vcs))}
        return [(folder, name, _size(folder, name)) for folder in sorted(folders) for name in _names(folder)]

    def clones(self) -> tuple[tuple[str, str], ...]:
        """The git repositories under cache/vcs: (URL, folder). The file beside each names its kind and its URL."""
        found = []
        folder = str(Path(self.root, "cache", "vcs"))
        for name in _names(folder) if self.root else ():
            kind, colon, url = (_read(folder, name) or b"").decode("utf-8", errors="replace").strip().partition(":")
            clone = Path(folder, name.removesuffix(".info"))
            if name.endswith(".info") and colon and kind.startswith("git") and clone.is_dir():
                found.append((url, str(clone)))
        return tuple(sorted(found))

    def folder(self, path: str) -> str:
        """The @v folder of a module, "" where there can be none."""
        if not self.root:
            return ""
        try:
            return str(Path(self.root, "cache", "download", escape_path(path), "@v"))
        except InvalidPathError:
            return ""

    def _infos(self, folder: str) -> list[str]:
        versions = []
        for name in _names(folder):
            if name.endswith(".info"):
                with contextlib.suppress(InvalidPathError):
                    versions.append(unescape_version(name.removesuffix(".info")))
        return versions

    def _read_info(self, folder: str, path: str, version: str) -> RevInfo | None:
        body = _read(folder, _file_name(version, ".info"))
        info = None if body is None else parse_info(body, path, version)
        return None if isinstance(info, Failure) else info


def _is_of_commit(info: RevInfo, rev: str) -> bool:
    if info.commit:
        return info.commit.startswith(rev)
    return pseudo.is_pseudo(info.version) and rev.startswith(pseudo.pseudo_rev(info.version))


def _file_name(version: str, ending: str) -> str:
    """The name of a version's file; "" where it can have none."""
    try:
        return escape_version(version) + ending
    except InvalidPathError:
        return ""


def _names(folder: str) -> list[str]:
    try:
        return sorted(entry.name for entry in Path(folder).iterdir()) if folder else []
    except OSError:
        return []


def _size(folder: str, name: str) -> int:
    try:
        return Path(folder, name).stat().st_size
    except OSError:
        return 0


def _read(folder: str, name: str) -> bytes | None:
    return read_or_none(Path(folder, name)) if folder and name else None
