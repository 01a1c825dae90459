"""GOPROXY's "direct": version control, asked by the go command so that the user's credentials and GOVCS count."""

from __future__ import annotations

import hashlib
import shutil
import time
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, BinaryIO

from gomigrate.model.errors import WorldProblem
from gomigrate.model.modules import Flaw, ModuleVersion, RevInfo, Said
from gomigrate.model.text.shownurl import shown_goproxy
from gomigrate.world.base.outcome import Failure
from gomigrate.world.base.process import ProgramFailed, TimedOut
from gomigrate.world.base.traffic import Traffic
from gomigrate.world.disk.reading import read_file
from gomigrate.world.go.gocmd import Downloaded, GoCommand
from gomigrate.world.go.gowords import read_words

_AT_ONCE = 4
_PAUSE = 0.3


@dataclass(frozen=True, slots=True)
class ThroughGo:
    """A source (see proxy.Source) that the go command asks: `goproxy` is "direct", or a proxy whose credentials only
    the go command can get (GOAUTH). Without a go command every answer is a Failure that says so."""

    go: GoCommand | None
    timeout: float = 60
    goproxy: str = "direct"
    label: str = ""
    traffic: Traffic = field(default_factory=Traffic, repr=False)
    _places: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_AT_ONCE), repr=False)
    _silent: set[str] = field(default_factory=set, repr=False)

    def __repr__(self) -> str:
        return f"ThroughGo({self.name!r})"

    @property
    def name(self) -> str:
        """ "direct", or the proxy's scheme and host."""
        return self.label or shown_goproxy(self.goproxy)

    @property
    def identity(self) -> str:
        """Nothing is kept: the go command has its own cache."""
        return ""

    @property
    def folder(self) -> str:
        """Its zips are those of the go command, and not believed the next time."""
        return f"local-{hashlib.sha256(self.goproxy.encode()).hexdigest()[:24]}"

    def owner(self, path: str) -> str:
        """Nobody knows: the go command finds the credentials."""
        return ""

    def info(self, path: str, rev: str) -> RevInfo | Failure:
        """`go list -m path@rev`."""
        said = self._query(path, rev)
        return said if isinstance(said, Failure) else _rev_info(said)

    def latest(self, path: str) -> RevInfo | Failure:
        """`go list -m path@latest`."""
        return self.info(path, "latest")

    def versions(self, path: str) -> tuple[str, ...] | Failure:
        """`go list -m -versions path`: tags only."""
        said = self._query(path, "", versions=True)
        return said if isinstance(said, Failure) else tuple(said.get("Versions") or ())

    def go_mod(self, mod: ModuleVersion) -> bytes | Failure:
        """The file that `go list -m` has put into the module cache."""
        said = self._query(mod.path, mod.version)
        if isinstance(said, Failure):
            return said
        try:
            return read_file(str(said.get("GoMod")))
        except OSError:
            return Failure(Said.BROKEN, flaw=Flaw.NO_GO_MOD)

    def zip(self, mod: ModuleVersion, file: BinaryIO) -> Failure | None:
        """The zip that `go mod download` has put into the module cache."""
        if self.go is None:
            return _NO_GO
        downloaded = self.go.download([mod], env={"GOPROXY": self.goproxy}, timeout=self.timeout)[mod]
        if not isinstance(downloaded, Downloaded):
            return downloaded
        with Path(downloaded.zip).open("rb") as source:
            shutil.copyfileobj(source, file)
        return None

    def _query(self, path: str, rev: str, *, versions: bool = False) -> dict[str, Any] | Failure:
        if self.go is None:
            return _NO_GO
        host = path.partition("/")[0]
        with self._places:
            if host in self._silent:
                return Failure(Said.SILENT)
            answer = self._ask(self.go, path, rev, versions=versions)
            if isinstance(answer, Failure) and answer.said is Said.FAILED:
                time.sleep(_PAUSE)
                answer = self._ask(self.go, path, rev, versions=versions)
        return answer

    def _ask(self, go: GoCommand, path: str, rev: str, *, versions: bool) -> dict[str, Any] | Failure:
        try:
            with self.traffic.asking(self.label or path.partition("/")[0]):
                said = go.query(path, rev, goproxy=self.goproxy, timeout=self.timeout, versions=versions)
        except TimedOut:
            self._silent.add(path.partition("/")[0])
            return Failure(Said.SILENT, f"{self.timeout:g} s")
        except ProgramFailed as error:
            return replace(read_words(error.stderr), detail=str(error))
        except WorldProblem as error:
            return Failure(Said.BROKEN, str(error))
        problem = (said.get("Error") or {}).get("Err", "")
        if problem:
            return read_words(problem)
        return said if said.get("Version") or versions else Failure(Said.BROKEN, flaw=Flaw.NO_VERSION)


_NO_GO = Failure(Said.NOT_ASKED, flaw=Flaw.NO_GO)


def _rev_info(said: dict[str, Any]) -> RevInfo:
    text = said.get("Time")
    commit = str((said.get("Origin") or {}).get("Hash") or "")
    return RevInfo(version=str(said["Version"]), time=datetime.fromisoformat(text) if text else None, commit=commit)
