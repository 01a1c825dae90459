"""GOPROXY's "direct": version control, asked by the go command so that the user's credentials and GOVCS count."""

from __future__ import annotations

import hashlib
import re
import shutil
import time
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, TYPE_CHECKING, Any

from gomigrate.model.errors import WorldProblem
from gomigrate.model.modules import Flaw, ModuleVersion, RevInfo, Said
from gomigrate.model.text.shownurl import shown_goproxy
from gomigrate.world.base.outcome import Failure
from gomigrate.world.base.process import ProgramFailed, TimedOut
from gomigrate.world.base.traffic import Traffic
from gomigrate.world.disk.home import home
from gomigrate.world.disk.reading import read_file
from gomigrate.world.go.gocmd import Downloaded, GoCommand
from gomigrate.world.go.gowords import read_words, unreachable_host
from gomigrate.world.net.hosts import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_AT_ONCE, _AT_A_HOST = 16, 4
"""So many go commands ask at all, and so many one host: each holds a whole conversation of version control."""
_PAUSE = 0.3


@dataclass(frozen=True, slots=True)
class ThroughGo:
    """A source (see proxy.Source) that the go command asks: `goproxy` is "direct", or a proxy whose credentials only
    the go command can get (GOAUTH). Without a go command every answer is a Failure that says so. A host that is down,
    or silent, is found once. `identity`: under which name answers may be kept, "" for not at all."""

    go: GoCommand | None
    timeout: float = 60
    goproxy: str = "direct"
    label: str = ""
    identity: str = ""
    traffic: Traffic = field(default_factory=Traffic, repr=False)
    _places: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_AT_ONCE), repr=False)
    _hosts: dict[str, BoundedSemaphore] = field(default_factory=dict, repr=False)
    _down: dict[str, Failure] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        return f"ThroughGo({self.name!r})"

    @property
    def name(self) -> str:
        """ "direct", or the proxy's scheme and host."""
        return self.label or shown_goproxy(self.goproxy)

    @property
    def folder(self) -> str:
        """Its zips are those of the go command, and do not count the next time."""
        return f"local-{hashlib.sha256(self.goproxy.encode()).hexdigest()[:24]}"

    def owner(self, path: str) -> str:
        """Not known: the go command finds the credentials."""
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

    def zip(self, mod: ModuleVersion, file: IO[bytes]) -> Failure | None:
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
        host = self._host(path)
        with self._hosts.setdefault(host, BoundedSemaphore(_AT_A_HOST)), self._places:
            # Asked here, not before: a question that waited for its turn need not find out again what those before did.
            if host in self._down:
                return self._down[host]
            answer = self._ask(self.go, path, rev, versions=versions)
            if isinstance(answer, Failure) and answer.said is Said.FAILED:
                time.sleep(_PAUSE)
                answer = self._ask(self.go, path, rev, versions=versions)
        return answer

    def _host(self, path: str) -> str:
        """The host that is asked: the one that the path names, or the proxy's."""
        return path.partition("/")[0] if self.goproxy == "direct" else host_of(self.goproxy)

    def _ask(self, go: GoCommand, path: str, rev: str, *, versions: bool) -> dict[str, Any] | Failure:
        host = self._host(path)
        try:
            with self.traffic.asking(host):
                said = go.query(path, rev, goproxy=self.goproxy, timeout=self.timeout, versions=versions)
        except TimedOut:
            return self._down.setdefault(host, Failure(Said.SILENT, f"{self.timeout:g} s"))
        except ProgramFailed as error:
            return self._judged(host, error.stderr, str(error))
        except WorldProblem as error:
            return Failure(Said.BROKEN, str(error))
        problem = (said.get("Error") or {}).get("Err", "")
        if problem:
            return self._judged(host, problem)
        return said if said.get("Version") or versions else Failure(Said.BROKEN, flaw=Flaw.NO_VERSION)

    def _judged(self, host: str, words: str, detail: str = "") -> Failure:
        """The meaning of the go command's message, which is the answer to every question to the host where there is no
        connection to it."""
        failure = read_words(words)
        failure = replace(failure, detail=detail or failure.detail)
        return self._down.setdefault(host, failure) if unreachable_host(words) == host else failure


def who_asks(environ: Mapping[str, str], settings: Iterable[str]) -> str:
    """A name for all that decides what version control answers to this user: the environment of git, ssh and the go
    command, these `settings` of Go, and the files with git's settings and logins, as they are now. What a keyring holds
    is not seen."""
    told = sorted(f"{name}={value}" for name, value in environ.items() if _DECIDES.match(name))
    folder = home(environ)
    config = environ.get("XDG_CONFIG_HOME") or f"{folder}/.config"
    files = ["/etc/gitconfig", f"{config}/git/config", f"{config}/git/credentials", environ.get("NETRC", "")]
    files += [f"{folder}/{name}" for name in (".gitconfig", ".git-credentials", ".netrc", "_netrc", ".ssh/config")]
    states = [f"{file} {_state(file)}" for file in files if file]
    return f"direct-{hashlib.sha256(repr((told, tuple(settings), states)).encode()).hexdigest()[:24]}"


_DECIDES = re.compile(r"(?:GIT|GO|HG|SVN)\w+$|HOME$|(?:HTTPS?|ALL|NO)_PROXY$", re.IGNORECASE)


def _state(file: str) -> str:
    try:
        status = Path(file).stat()
    except OSError:
        return ""
    return f"{status.st_size} {status.st_mtime_ns}"


_NO_GO = Failure(Said.NOT_ASKED, flaw=Flaw.NO_GO)


def _rev_info(said: dict[str, Any]) -> RevInfo:
    text = said.get("Time")
    commit = str((said.get("Origin") or {}).get("Hash") or "")
    return RevInfo(version=str(said["Version"]), time=datetime.fromisoformat(text) if text else None, commit=commit)
