"""Go's variables one by one: the value that holds, where it comes from, and what it overrides.

The precedence is that of gomigrate.world.go.goenv; the names are those of `go env` and of internal/cfg.KnownEnv.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.machine import DEFAULT, ENVIRONMENT, FROM_GOFLAGS, SHIPPED, WRITTEN, Setting, Stray
from gomigrate.model.errors import WorldProblem
from gomigrate.model.text.shownurl import shown_goproxy, without_paths
from gomigrate.world.base.redact import redact
from gomigrate.world.base.secrets import REDACTED
from gomigrate.world.go.envfile import env_file, read_env_file
from gomigrate.world.go.goenv import GoEnv
from gomigrate.world.go.goflags import split_flags

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.world.go.gocmd import GoCommand


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SHOWN = _names(
    "GOVERSION GOTOOLCHAIN GOROOT GOPATH GOBIN GOMODCACHE GOCACHE GOENV GOFLAGS GO111MODULE GOPROXY GOSUMDB "
    "GOPRIVATE GONOPROXY GONOSUMDB GOINSECURE GOVCS GOAUTH GOWORK CGO_ENABLED GOOS GOARCH GODEBUG GOEXPERIMENT"
)
"""The rows of the table, in its order."""

BESIDE = _names("SSL_CERT_FILE SSL_CERT_DIR HTTPS_PROXY HTTP_PROXY NO_PROXY NETRC GIT_SSL_CAINFO GIT_TERMINAL_PROMPT")
"""Variables of others that the go command or the git below it obeys; shown where they are set."""

# What the go command, its runtime, its tools and its build read (internal/cfg.KnownEnv, go help environment).
_KNOWN = frozenset(
    _names(
        "AR CC CXX FC PKG_CONFIG GCCGO GODEBUG GOGC GOMEMLIMIT GOMAXPROCS GOTRACEBACK GORACE GOCOVERDIR GOROOT_FINAL "
        "GOROOT_BOOTSTRAP GOHOSTARCH GOHOSTOS GOEXE GOGCCFLAGS GOMOD GOTOOLDIR GOTELEMETRY GOTELEMETRYDIR GOTMPDIR "
        "GO386 GOAMD64 GOARM GOARM64 GOMIPS GOMIPS64 GOPPC64 GORISCV64 GOWASM GOFIPS140 GOCACHEPROG "
        "GO_EXTLINK_ENABLED GOEXPERIMENT GOSSAFUNC GOSSADIR GOBOOTSTRAP_TOOLEXEC GOTESTFLAGS GOLDFLAGS"
    )
) | frozenset(SHOWN)

_WITH_URLS = frozenset(
    _names("GOSUMDB GOPRIVATE GONOPROXY GONOSUMDB GOINSECURE GOVCS HTTPS_PROXY HTTP_PROXY")  # patterns by mistake
)

_READ_ONLY = frozenset({"GOVERSION", "GOMOD", "GOTOOLDIR", "GOEXE", "GOGCCFLAGS", "GOHOSTARCH", "GOHOSTOS"})

FOLKLORE = frozenset(
    _names(
        "GOTRUST GOINSTALLDIR GONOSUMCHECK GOSUMCHECK GOMODPROXY GOMODULES "
        "GO15VENDOREXPERIMENT GOVENDOREXPERIMENT GONOPRIVATE"
    )
)
"""Names that instructions on the web mention and the go command does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All rows of the table, the flags in GOFLAGS, and the variables that nothing reads. `raw` has the values with
    whatever credentials they hold: not for printing. `goflags_problem` is what the go command says of GOFLAGS."""

    rows: tuple[Setting, ...]
    strays: tuple[Stray, ...]
    file: str
    raw: Mapping[str, str]
    goflags_problem: str = ""

    def __repr__(self) -> str:
        return f"Settings(file={self.file!r})"

    def row(self, name: str) -> Setting | None:
        """The row of a variable, None where it is not set and has no default."""
        return next((row for row in self.rows if row.name == name), None)

    def origin(self, name: str) -> str:
        """Where its value comes from."""
        row = self.row(name)
        return row.origin if row else DEFAULT


def read_settings(go: GoCommand | None, env: GoEnv, environ: Mapping[str, str], cwd: str) -> Settings:
    """The table for commands run in `cwd`. With a go command the values are its own. Raises nothing."""
    file = env_file(environ)
    goroot = env.goroot or (go.goroot if go else "")
    layers: tuple[tuple[str, Mapping[str, str]], ...] = (
        (ENVIRONMENT, environ),
        (WRITTEN, read_env_file(file) if file else {}),
        (SHIPPED, read_env_file(f"{goroot}/go.env") if goroot else {}),
    )
    values = _values(go, env, environ, cwd)
    rows = [_row(name, values.get(name, ""), layers, values) for name in SHOWN]
    for name in BESIDE:
        # The names of HTTP proxies are read in small letters as well.
        value = environ.get(name, "") or (environ.get(name.lower(), "") if name.endswith("_PROXY") else "")
        if value:
            rows.append(Setting(name=name, value=shown(name, value), origin=ENVIRONMENT))
    goflags = values.get("GOFLAGS", "")
    rows += [Setting(name=name, value=value, origin=FROM_GOFLAGS) for name, value in _flags(goflags)]
    return Settings(
        rows=tuple(rows),
        strays=tuple(_strays(environ, layers[1][1])),
        file=file,
        raw=values,
        goflags_problem=_goflags_problem(go, environ, cwd) if goflags else "",
    )


def _goflags_problem(go: GoCommand | None, environ: Mapping[str, str], cwd: str) -> str:
    """The flag in GOFLAGS that no go command has, in the words of the go command, which reads GOFLAGS first."""
    if go is None:
        return ""
    completed = go.ask(["version"], cwd=cwd, env=environ, timeout=60)
    found = re.search(r"parsing \$GOFLAGS: unknown flag -[\w.-]+", completed.stderr)
    return found[0] if found and completed.returncode else ""


def _values(go: GoCommand | None, env: GoEnv, environ: Mapping[str, str], cwd: str) -> dict[str, str]:
    own = {name.upper(): value for name in GoEnv.__dataclass_fields__ if isinstance(value := getattr(env, name), str)}
    own["GOPATH"] = ":".join(env.gopath)
    own["CGO_ENABLED"] = str(int(env.cgo_enabled))
    own["GODEBUG"] = environ.get("GODEBUG", "")
    if go is None:
        return own
    # By name: for all of them the go command would run the C compiler and write into GOCACHE.
    try:
        said = go.says(SHOWN, cwd=cwd, env=environ)
    except WorldProblem:
        return own
    return {**own, **said, "GOTOOLCHAIN": own["GOTOOLCHAIN"]}


def _row(
    name: str, value: str, layers: tuple[tuple[str, Mapping[str, str]], ...], values: Mapping[str, str]
) -> Setting:
    # GOENV is read from the environment alone, the read-only ones from nowhere.
    usable = () if name in _READ_ONLY else layers[:1] if name in {"GOENV", "GODEBUG"} else layers
    found = [(origin, layer[name]) for origin, layer in usable if layer.get(name)]
    # A work file is found by walking up from the folder, where nothing names one.
    origin = found[0][0] if found else _default_origin(name, value, values)
    overrides = tuple((place, shown(name, other)) for place, other in found[1:] if other != found[0][1])
    return Setting(name=name, value=shown(name, value), origin=origin, overrides=overrides)


def _default_origin(name: str, value: str, values: Mapping[str, str]) -> str:
    if name in {"GONOPROXY", "GONOSUMDB"} and value and value == values.get("GOPRIVATE"):
        return "GOPRIVATE"
    if name == "GOWORK" and value:
        return "found in a folder above"
    if name in _READ_ONLY or (name == "GOROOT" and value):
        return "the go command"
    return DEFAULT


def shown(name: str, value: str) -> str:
    """A value without what may be secret in it: URL credentials, what -ldflags puts into a binary, and the words of a
    program that gets credentials."""
    text = redact(shown_goproxy(value) if name == "GOPROXY" else without_paths(value) if name in _WITH_URLS else value)
    if name == "GOFLAGS" or name == "-ldflags":
        text = re.sub(r"(-X[= ]+[^\s='\"]+=)[^\s'\"]+", rf"\g<1>{REDACTED}", text)
    if name == "GOAUTH":
        text = "; ".join(_first_words(command) for command in text.split(";"))
    return text


def _first_words(command: str) -> str:
    words = command.split()
    return f"{words[0]} {REDACTED}" if len(words) > 1 and words[0] != "git" else " ".join(words)


def _flags(goflags: str) -> Iterator[tuple[str, str]]:
    for word in split_flags(goflags):
        name, equals, value = word.partition("=")
        flag = f"-{name.lstrip('-')}"
        yield flag, shown(flag, value) if equals else "true"


def _strays(environ: Mapping[str, str], written: Mapping[str, str]) -> Iterator[Stray]:
    for origin, names in ((ENVIRONMENT, environ), (WRITTEN, written)):
        for name in sorted(names):
            meant = what_is_meant(name)
            if meant is not None:
                yield Stray(name=name, origin=origin, meant=meant)


def what_is_meant(name: str) -> str | None:
    """For a variable that looks like one of Go's and is not: the one that is meant, "" for one that means nothing to
    Go. None for all others."""
    upper = name.upper()
    if name in _KNOWN or not upper.startswith(("GO", "CGO")):
        return None
    if upper in FOLKLORE:
        return ""
    if upper in _KNOWN and upper.startswith("GO"):
        return upper
    # GOOGLE_..., GOLANG_VERSION and the like belong to others; Go's own have no such second word.
    if "_" in name or not name.isupper():
        return None
    near = get_close_matches(name, [known for known in _KNOWN if known.startswith("GO")], n=1, cutoff=0.84)
    return near[0] if near else None
