"""Published modules as values: what a module source answers about them, and the same as a file:// GOPROXY."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gomigrate.model.go import semver
from gomigrate.model.go.pseudo import is_pseudo, pseudo_time
from gomigrate.model.modules import Attempt, ModuleVersion, RevInfo, Said, SourceKind
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.modfile.dirhash import hash_go_mod, hash_zip
from gomigrate.world.base.outcome import Found, Outcome, Refused, Unanswered
from gomigrate.world.modules.facts import Facts
from gomigrate.world.modules.source import Sums
from tests.fakeworld.proxy import escape

START = datetime(2018, 1, 1, tzinfo=UTC)

TOLD = (Attempt(source="fake", kind=SourceKind.PROXY, question="asked", said=Said.FOUND),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One version of a module: the text of its go.mod ("" for none) and its Go files. Without `has_zip` only its go.mod
    is available; without `has_mod` not even that."""

    module: ModuleVersion
    go_mod: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    time: datetime | None = None
    has_zip: bool = True
    has_mod: bool = True

    @property
    def served_mod(self) -> bytes:
        """What a proxy answers for the .mod file: where there is none, the line that Go makes up."""
        return (self.go_mod or f"module {self.module.path}\n").encode()

    @property
    def contents(self) -> dict[str, bytes]:
        """All files of the zip."""
        texts = {**self.files, **({"go.mod": self.go_mod} if self.go_mod else {})}
        return {name: text.encode() for name, text in texts.items()}

    @property
    def zip(self) -> bytes:
        """The module's zip."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, data in sorted(self.contents.items()):
                archive.writestr(zipfile.ZipInfo(f"{self.module}/{name}"), data)
        return buffer.getvalue()


class FakeModules:
    """Answers as `ModuleSource` does, out of these versions; `asked` counts what it was asked for."""

    def __init__(self, published: Iterable[Published]) -> None:
        self._published = {item.module: item for item in published}
        self.asked: list[tuple[str, str]] = []

    def begin(self, mods: Iterable[ModuleVersion]) -> None:
        """Nothing is on its way anywhere."""

    def prefetch(self, mods: Iterable[ModuleVersion]) -> None:
        self.asked += [("prefetch", str(mod)) for mod in mods]

    unanswered: tuple[Unanswered, ...] = ()
    facts = Facts()

    def versions(self, path: str) -> Outcome[tuple[str, ...]]:
        self.asked.append(("versions", path))
        listed = [module.version for module in self._published if module.path == path]
        return Found(tuple(sorted(listed, key=semver.sort_key)), "fake", TOLD) if listed else _refused(path, "list")

    def info(self, path: str, rev: str) -> Outcome[RevInfo]:
        self.asked.append(("info", f"{path}@{rev}"))
        item = self._published.get(ModuleVersion(path, rev))
        time = item.time or (pseudo_time(rev) if is_pseudo(rev) else None) if item else None
        return Found(RevInfo(version=rev, time=time), "fake", TOLD) if time else _refused(f"{path}@{rev}", ".info")

    def latest(self, path: str) -> Outcome[RevInfo]:
        return _refused(path, "@latest")

    def go_mod(self, mod: ModuleVersion) -> Outcome[bytes]:
        item = self._published.get(mod)
        return Found(item.served_mod, "fake", TOLD) if item and item.has_mod else _refused(str(mod), ".mod")

    def go_mods(self, mods: Iterable[ModuleVersion]) -> dict[ModuleVersion, Outcome[bytes]]:
        return {mod: self.go_mod(mod) for mod in mods}

    def zip_tree(self, mod: ModuleVersion) -> Outcome[MemoryTree]:
        item = self._published.get(mod)
        has_zip = item is not None and item.has_mod and item.has_zip
        return Found(MemoryTree(item.contents), "fake", TOLD) if item and has_zip else _refused(str(mod), ".zip")

    def sums(self, mod: ModuleVersion) -> Outcome[Sums]:
        item = self._published.get(mod)
        if item is None or not item.has_mod or not item.has_zip:
            return _refused(str(mod), ".zip")
        with zipfile.ZipFile(io.BytesIO(item.zip)) as archive:
            zip_sum = hash_zip(archive.namelist(), archive.read)
        return Found(Sums(zip=zip_sum, go_mod=hash_go_mod(item.served_mod), is_verified=False), "fake", TOLD)


def _refused(what: str, question: str) -> Refused:
    return Refused((Attempt(source="fake", kind=SourceKind.PROXY, question=f"{what} ({question})", said=Said.NO),))


def write_file_proxy(published: Iterable[Published], root: Path) -> None:
    """The same versions for the real go command: GOPROXY=file://root."""
    lists: dict[Path, list[str]] = {}
    for number, item in enumerate(published):
        folder = root / escape(item.module.path) / "@v"
        folder.mkdir(parents=True, exist_ok=True)
        lists.setdefault(folder, []).append(item.module.version)
        if not item.has_mod:
            continue
        time = item.time or START + timedelta(days=number)
        info = {"Version": item.module.version, "Time": f"{time:%Y-%m-%dT%H:%M:%SZ}"}
        name = escape(item.module.version)
        (folder / f"{name}.info").write_text(json.dumps(info), encoding="utf-8")
        (folder / f"{name}.mod").write_bytes(item.served_mod)
        if item.has_zip:
            (folder / f"{name}.zip").write_bytes(item.zip)
    for folder, versions in lists.items():
        (folder / "list").write_text("".join(f"{v}\n" for v in versions), encoding="utf-8")
