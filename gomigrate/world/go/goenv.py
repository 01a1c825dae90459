"""The go command's settings as they hold for the user, with a go command and without one.

Precedence (https://go.dev/ref/mod#environment-variables, https://pkg.go.dev/cmd/go#hdr-Environment_variables): a
non-empty environment variable, then the file that `go env -w` writes, then $GOROOT/go.env, then what is built in.
"""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.world.base.programs import find_program
from gomigrate.world.disk.home import home
from gomigrate.world.disk.realpath import slashed
from gomigrate.world.go.envfile import env_file, read_env_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.world.go.gocmd import GoCommand

# What the go command itself falls back on without any setting (go help environment).
DEFAULT_GOPROXY = "https://proxy.golang.org,direct"
DEFAULT_GOSUMDB = "sum.golang.org"

_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64", "i386": "386", "i686": "386"}
_PLACES = ("gomodcache", "gocache", "goroot", "gobin")
_SYSTEMS = {"linux": "linux", "darwin": "darwin", "win32": "windows", "cygwin": "windows"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoEnv:
    """Go's own variables, each under its name in small letters. `goversion` and `goroot` are "" where there is no go
    command; `gopath` holds the entries of the list in order. May hold credentials (GOPROXY): not for printing."""

    goproxy: str = DEFAULT_GOPROXY
    goprivate: str = ""
    gonoproxy: str = ""
    gonosumdb: str = ""
    gosumdb: str = DEFAULT_GOSUMDB
    goinsecure: str = ""
    goauth: str = "netrc"
    goflags: str = ""
    gomodcache: str = ""
    gocache: str = ""
    gopath: tuple[str, ...] = ()
    goroot: str = ""
    gobin: str = ""
    goos: str = ""
    goarch: str = ""
    gohostos: str = ""
    gohostarch: str = ""
    cgo_enabled: bool = False
    goversion: str = ""
    gotoolchain: str = ""
    go111module: str = ""
    gowork: str = ""
    govcs: str = ""
    goenv: str = ""

    @property
    def reads_netrc(self) -> bool:
        """Whether GOAUTH has the go command read netrc, as it does without one (go help goauth)."""
        return "netrc" in (command.strip() for command in (self.goauth or "netrc").split(";"))

    def __repr__(self) -> str:
        """Without GOPROXY and GOFLAGS, which may hold a password."""
        return f"GoEnv(goversion={self.goversion!r}, gopath={self.gopath!r}, gomodcache={self.gomodcache!r})"


def read_go_env(go: GoCommand | None, environ: Mapping[str, str], cwd: str) -> GoEnv:
    """The settings for commands run in the folder `cwd`.

    With a go command they are what `go env -json` says; without one, the environment and the `go env -w` file.
    Raises WorldProblem where the go command cannot say.
    """
    own = _EnvironmentSettings(environ, go.goroot if go else "")
    if go is None:
        return _from_settings(own)
    # Every go command runs with GOTOOLCHAIN=local, so that one variable has to be read without it.
    values = go.says((), cwd=cwd, env=environ)
    return _from_values({**values, "GOTOOLCHAIN": own.get("GOTOOLCHAIN") or "auto"})


class _EnvironmentSettings:
    """What the environment and the two env files say; empty values count as unset, as in the go command."""

    def __init__(self, environ: Mapping[str, str], goroot: str) -> None:
        self.environ = environ
        self.file = env_file(environ)
        users = read_env_file(self.file) if self.file else {}
        self.goroot = environ.get("GOROOT", "") or goroot or users.get("GOROOT", "")
        shipped = read_env_file(f"{self.goroot}/go.env") if self.goroot else {}
        self.files = {**shipped, **users}

    def get(self, key: str) -> str:
        return self.environ.get(key, "") or self.files.get(key, "")


def _from_settings(own: _EnvironmentSettings) -> GoEnv:
    host = _SYSTEMS.get(sys.platform, sys.platform)
    machine = _MACHINES.get(platform.machine().lower(), platform.machine().lower())
    defaults = {
        "GOPROXY": DEFAULT_GOPROXY,
        "GOSUMDB": DEFAULT_GOSUMDB,
        "GOAUTH": "netrc",
        "GONOPROXY": own.get("GOPRIVATE"),
        "GONOSUMDB": own.get("GOPRIVATE"),
        "GOPATH": _default_gopath(own),
        "GOCACHE": _default_gocache(own.environ),
        "GOROOT": own.goroot,
        "GOOS": host,
        "GOARCH": machine,
        "GOHOSTOS": host,
        "GOHOSTARCH": machine,
        "CGO_ENABLED": _default_cgo(own),
        "GOTOOLCHAIN": "auto",
        "GOENV": own.file or "off",
    }
    names = {"GOPRIVATE", "GOINSECURE", "GOFLAGS", "GOBIN", "GO111MODULE", "GOWORK", "GOVCS", "GOMODCACHE", *defaults}
    values = {name: own.get(name) or defaults.get(name, "") for name in names}
    if not values["GOMODCACHE"] and values["GOPATH"]:
        values["GOMODCACHE"] = f"{values['GOPATH'].split(os.pathsep)[0]}/pkg/mod"
    return _from_values(values)


def _from_values(values: Mapping[str, str]) -> GoEnv:
    names = (field for field in GoEnv.__dataclass_fields__ if field not in {"gopath", "cgo_enabled"})
    texts = {name: values.get(name.upper(), "") for name in names}
    texts |= {name: slashed(texts[name]) for name in _PLACES}
    return GoEnv(
        gopath=tuple(slashed(entry) for entry in values.get("GOPATH", "").split(os.pathsep) if entry),
        cgo_enabled=values.get("CGO_ENABLED") == "1",
        **texts,
    )


def _default_gopath(own: _EnvironmentSettings) -> str:
    """$HOME/go, unless that is where Go itself lies (go/build.defaultGOPATH)."""
    folder = home(own.environ)
    default = f"{folder}/go" if folder else ""
    return "" if default and own.goroot and Path(own.goroot) == Path(default) else default


def _default_gocache(environ: Mapping[str, str]) -> str:
    """go-build in os.UserCacheDir; "off" where there is none."""
    if sys.platform == "win32":
        folder = environ.get("LocalAppData", "")
    elif sys.platform == "darwin":
        folder = home(environ) and f"{home(environ)}/Library/Caches"
    else:
        folder = environ.get("XDG_CACHE_HOME", "") or (home(environ) and f"{home(environ)}/.cache")
    return f"{folder}/go-build" if folder else "off"


def _default_cgo(own: _EnvironmentSettings) -> str:
    """Since go 1.20 cgo is on by default only where a C compiler is found."""
    compilers = [own.get("CC")] if own.get("CC") else ["gcc", "clang"]
    return "1" if any(find_program(name, own.environ) for name in compilers) else "0"
