"""Other versions of Go, as the go command fetches them: modules of the path golang.org/toolchain, checked against the
checksum database (https://go.dev/doc/toolchain, "Downloading toolchains")."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.model.go.goversion import go_order
from gomigrate.world.base.process import run
from gomigrate.world.base.redact import first_line, redact
from gomigrate.world.disk.reading import read_or_none
from gomigrate.world.go.goenv import read_go_env
from gomigrate.world.go.goflags import split_flags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.world.base.process import Completed
    from gomigrate.world.go.gocmd import GoCommand, Mode
    from gomigrate.world.go.goenv import GoEnv

NEWEST_PATCH = {
    8: 7, 9: 7, 10: 8, 11: 13, 12: 17, 13: 15, 14: 15, 15: 15, 16: 15, 17: 13, 18: 10, 19: 13, 20: 14, 21: 13, 22: 12,
    23: 12, 24: 13, 25: 7,
}  # fmt: skip
"""The newest patch of each minor version that is known here (https://go.dev/doc/devel/release). Go's module path has
none below 1.8. An older patch is never run: many have known holes."""

_VERSION = re.compile(r"1\.[1-9][0-9]?(?:\.(?:0|[1-9][0-9]?))?(?:(?:beta|rc)[1-9][0-9]?)?", re.ASCII)
_TIMEOUT = 1200
_MOST_BYTES = 4096
_EXE = ".exe" if sys.platform == "win32" else ""
_DIRECT_ONLY = (1, 13)
"""Before, GOPROXY was one address and no list (release notes of go 1.13)."""
_MODCACHE_FROM = (1, 15)
"""Before, modules lay below the first entry of GOPATH, whatever GOMODCACHE says (release notes of go 1.15)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolchain:
    """A go command that was fetched, or the one at hand: its `version` ("1.13.15"), the program, and the settings of
    the user in the form that this version accepts."""

    version: str
    go: GoCommand
    settings: Mapping[str, str]

    @property
    def minor(self) -> tuple[int, int]:
        """Such as (1, 13)."""
        return go_order(self.version)[:2]

    def ask(self, *args: str, cwd: str, mode: Mode, env: Mapping[str, str], timeout: float = 1800) -> Completed:
        """Run `go args...` in a mode, with `env` on top of the settings, whatever the exit status. Raises
        WorldProblem."""
        modes = {"GO111MODULE": "off" if mode == "gopath" else "on", "GOWORK": "off"}
        return self.go.ask(args, cwd=cwd, env={**self.go.environ, **self.settings, **modes, **env}, timeout=timeout)


def exact_version(version: str) -> str:
    """The release to use for "1.13" or "1.13.4": the newest known patch of that minor version, or the named one where
    that is newer still; "" where none is known, and for a text that is no version of Go."""
    if not _VERSION.fullmatch(version):
        return ""
    major, minor, patch, _, _ = go_order(version)
    newest = NEWEST_PATCH.get(minor, -1 if minor < max(NEWEST_PATCH) else 0)
    if newest < 0 or (minor not in NEWEST_PATCH and patch < 0):
        return ""
    return f"{major}.{minor}.{max(newest, patch)}"


def own_toolchain(go: GoCommand) -> Toolchain:
    """The go command at hand. Raises WorldProblem where it does not say its version."""
    return Toolchain(version=_own(go), go=go, settings={"GOFLAGS": go.closed_env("module")["GOFLAGS"]})


def fetch_toolchain(go: GoCommand, version: str) -> Toolchain:
    """The Go of a version, as `exact_version` has it, fetched where the module cache lacks it, with the user's own
    proxies and checksum database. It compiles without cgo: the checks of what a package may give the C compiler have
    known holes in releases that are not maintained any more. Raises WorldProblem with the go command's words where it
    is not available."""
    if not _VERSION.fullmatch(version):
        raise WorldProblem(f"{redact(version)!r} is no version of Go")
    if _own(go) == version:
        return own_toolchain(go)
    env = read_go_env(go, go.environ, _root(go))
    # Old ones stop at settings in the env file that they do not know, and answer this themselves.
    asking = {**go.environ, **_settings(env, _own(go)), "GOTOOLCHAIN": f"go{version}", "GIT_TERMINAL_PROMPT": "0"}
    completed = run([go.path, "env", "GOROOT"], cwd=_root(go), env=asking, timeout=_TIMEOUT)
    root = completed.stdout.decode("utf-8", "replace").strip()
    if completed.returncode != 0 or not _is_goroot(root, version):
        raise WorldProblem(f"go{version} is not available: {_reason(completed.stderr)}")
    program = Path(root, "bin", f"go{_EXE}").as_posix()
    environ = {**go.environ, "GOROOT": root}
    return Toolchain(version=version, go=type(go)(program, environ), settings=_settings(env, version))


def _own(go: GoCommand) -> str:
    return go.version.removeprefix("go").split()[0]


def _root(go: GoCommand) -> str:
    return Path(go.path).anchor


def _is_goroot(root: str, version: str) -> bool:
    """Whether the folder is the one of that version: its own file says so (GOROOT/VERSION)."""
    said = (read_or_none(Path(root, "VERSION"), _MOST_BYTES) if Path(root).is_absolute() else None) or b""
    return said.split()[:1] == [f"go{version}".encode()]


def _reason(stderr: str) -> str:
    """The line that says why, behind what tells that a download begins."""
    lines = [line for line in stderr.splitlines() if line.strip() and not line.startswith("go: downloading ")]
    return first_line(redact("\n".join(lines))) or "no reason given"


def _settings(env: GoEnv, version: str) -> dict[str, str]:
    """The user's settings in the form that this version of Go accepts, without the file of `go env -w`, which may have
    settings that it does not know. Of GOFLAGS only the tags count, in a form that all versions read."""
    minor = go_order(version)[:2]
    settings = {
        "GOENV": "off",
        "GOTOOLCHAIN": "local",
        "GOPROXY": env.goproxy if minor >= _DIRECT_ONLY else _first_proxy(env.goproxy),
        "GOSUMDB": env.gosumdb,
        "GOPRIVATE": env.goprivate,
        "GONOPROXY": env.gonoproxy,
        "GONOSUMDB": env.gonosumdb,
        "GOINSECURE": env.goinsecure,
        "GOAUTH": env.goauth,
        "GOVCS": env.govcs,
        "GOMODCACHE": env.gomodcache,
        "GOCACHE": env.gocache,
        "CGO_ENABLED": "0",
        "GOPATH": os.pathsep.join(env.gopath),
        "GOFLAGS": " ".join(word for word in split_flags(env.goflags) if word.lstrip("-").startswith("tags=")),
    }
    cache = Path(env.gomodcache)
    if minor < _MODCACHE_FROM and cache.parts[-2:] == ("pkg", "mod"):
        settings["GOPATH"] = cache.parent.parent.as_posix()
    return settings


def _first_proxy(goproxy: str) -> str:
    """The first of a list of proxies; none at all, as these versions have it, for `direct`."""
    first = re.split(r"[,|]", goproxy)[0].strip()
    return "" if first == "direct" else first
