"""`gomigrate plan` against the last `go mod init` that reads a lock file (Go 1.21), and `verify` against go list."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from benchmarks.slowproxy import SlowProxy
from benchmarks.surroundings import GOMIGRATE, closed
from benchmarks.timing import Command, Row, compared, medians
from tests.fakeworld.world import build_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PINS = 60
DELAY = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A project in a GOPATH, with its dependencies' checkouts and a proxy that has them."""

    root: Path
    project: Path
    env: dict[str, str]

    def with_cache(self, name: str, **more: str) -> dict[str, str]:
        """The environment with a module cache and a cache of our own of that name."""
        return {
            **self.env,
            "GOMODCACHE": str(self.root / name / "mod"),
            "XDG_CACHE_HOME": str(self.root / name / "own"),
            **more,
        }


def make_project(folder: Path, pins: int) -> Made:
    """A project with so many pins in a Gopkg.lock: every other one is at a tag. Dependencies lie in GOPATH, for go
    list to find them, and their repositories nowhere, so that versions are the proxy's word."""
    spec = folder / "spec"
    spec.mkdir(parents=True)
    paths = [f"github.com/acme/dep{number:02}" for number in range(pins)]
    std = '["encoding/json", "fmt", "net/http", "os", "strings"]'
    repositories = [
        f'[repo."{path}"]\ncommits = [{{at = "2017-03-01", tags = ["v1.0.0"], imports = {std}}},'
        f' {{at = "2017-04-0{1 + number % 9}", imports = {std}}}]'
        for number, path in enumerate(paths)
    ]
    commits = {path: 1 + number % 2 for number, path in enumerate(paths)}
    locked = "".join(
        f'\n[[projects]]\n  name = "{path}"\n  packages = ["."]\n  revision = "{{{{{path}#{at}}}}}"\n'
        + ('  version = "v1.0.0"\n' if at == 1 else '  branch = "master"\n')
        for path, at in commits.items()
    )
    vendored = ", ".join(f'"{path}" = {at}' for path, at in commits.items())
    imported = ", ".join(f'"{path}"' for path in paths)
    world = (
        'why = "a project to measure"\n' + "\n".join(repositories) + '\n[project]\npath = "github.com/acme/app"\n'
        f'at = "2018-06-01"\ntree = "before"\nimports = [{imported}]\nvendor = {{{vendored}}}\n'
    )
    (spec / "world.toml").write_text(world)
    (spec / "trees.txtar").write_text(f"-- before/Gopkg.toml --\n# nothing\n-- before/Gopkg.lock --\n{locked}")
    built = build_world(spec, folder / "world")
    return Made(root=built.root, project=built.project, env=closed(built.root))


def rows(folder: Path, runs: int, old_go: str) -> Iterator[Row]:
    """Plan with warm and with cold caches, and verify."""
    made = make_project(folder, PINS)
    if old_go:
        yield from _warm(made, runs, old_go)
        yield from _cold(made, runs, old_go)
    yield from _verify(made, runs)


def _plan(made: Made, cache: str, **more: str) -> Command:
    return Command(words=[*GOMIGRATE, "plan"], cwd=made.project, env=made.with_cache(cache, **more))


def _init(made: Made, old_go: str, cache: str, **more: str) -> Command:
    """`go mod init` in a copy of the project outside of GOPATH; it writes go.mod, which goes before the next time."""
    copy = made.root / "copy"
    if not copy.exists():
        shutil.copytree(made.project, copy, ignore=shutil.ignore_patterns(".git", "vendor"))
    env = made.with_cache(cache, GO111MODULE="on", GOTOOLCHAIN="local", **more)
    words = [old_go, "mod", "init", "github.com/acme/app"]
    return Command(words=words, cwd=copy, env=env, before=lambda: (copy / "go.mod").unlink(missing_ok=True))


def _warm(made: Made, runs: int, old_go: str) -> Iterator[Row]:
    """The same lock and module cache; a proxy on a disk, and one that takes as long as one in a network."""
    ours, go = medians([_plan(made, "warm"), _init(made, old_go, "warm")], runs)
    yield compared(f"plan, {PINS} pins, warm caches, file:// proxy; go1.21 mod init", ours, [go], "")
    with SlowProxy(made.root / "proxy", DELAY) as proxy:
        both = [_plan(made, "near", GOPROXY=proxy.url), _init(made, old_go, "near", GOPROXY=proxy.url)]
        ours, go = medians(both, runs)
    yield compared(f"plan, {PINS} pins, warm caches, {DELAY * 1000:.0f} ms an answer; the same", ours, [go], "0.33")


def _cold(made: Made, runs: int, old_go: str) -> Iterator[Row]:
    with SlowProxy(made.root / "proxy", DELAY) as proxy:

        def emptied() -> None:
            subprocess.run(["chmod", "-R", "u+w", made.root / "cold"], check=False, stderr=subprocess.DEVNULL)
            shutil.rmtree(made.root / "cold", ignore_errors=True)
            (made.root / "copy/go.mod").unlink(missing_ok=True)
            proxy.asked.clear()

        plan, init = _plan(made, "cold", GOPROXY=proxy.url), _init(made, old_go, "cold", GOPROXY=proxy.url)
        each = [Command(words=c.words, cwd=c.cwd, env=c.env, before=emptied) for c in (plan, init)]
        medians(each[:1], 1)
        asked = proxy.asked.total()
        ours, go = medians(each, runs)
    yield compared(
        f"plan, {PINS} pins, no caches, {DELAY * 1000:.0f} ms an answer; go1.21 mod init", ours, [go], "0.25"
    )
    yield Row(what="the same: requests a pin", ours=f"{asked / PINS:.2f}", other="", ratio="", aim="1.3")


def _verify(made: Made, runs: int) -> Iterator[Row]:
    """Against what the go command needs for the same by hand: two lists for the files of both sides, and two lists with
    -export for what the compiler makes of them."""
    env = made.with_cache("verify")
    subprocess.run([*GOMIGRATE, "apply", "--branch", "modules"], cwd=made.project, env=env, check=True, stdout=-3)
    git = ["git", "worktree", "add", "-q", str(made.root / "after"), "modules"]
    subprocess.run(git, cwd=made.project, env=env, check=True)

    def by_hand(*flags: str, cache: str = "") -> list[Command]:
        words = ["go", "list", "-e", "-deps", "-test", *flags, "-json", "./..."]
        own = {**env, **({"GOCACHE": str(made.root / cache)} if cache else {})}
        return [
            Command(words=words, cwd=made.project, env={**own, "GO111MODULE": "off"}, before=emptied(cache)),
            Command(words=words, cwd=made.root / "after", env={**own, "GO111MODULE": "on", "GOFLAGS": "-mod=mod"}),
        ]

    def emptied(cache: str) -> Callable[[], None]:
        def remove() -> None:
            shutil.rmtree(made.root / cache, ignore_errors=True)

        return remove if cache else lambda: None

    words = [*GOMIGRATE, "verify", "--against", "modules"]
    # Without the compiler a branch is not ready, and the exit status says so.
    files = Command(words=[*words, "--no-build"], cwd=made.project, env=env, status=frozenset((1,)))
    ours, *go = medians([files, *by_hand()], runs)
    yield compared(f"verify --no-build, {PINS} dependencies; the two go list calls", ours, go, "2.5")
    whole = Command(words=words, cwd=made.project, env=env)
    ours, less = medians([whole, files], runs)
    yield compared("verify, all in the build cache; verify --no-build", ours, [less], "1.5")
    cold = replace(whole, env={**env, "GOCACHE": str(made.root / "ours")}, before=emptied("ours"))
    ours, *go = medians([cold, *by_hand("-export", cache="theirs")], min(runs, 3))
    yield compared("verify, no build cache; go list -export on both sides by hand", ours, go, "1.3")
