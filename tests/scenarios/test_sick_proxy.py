"""A proxy that is out of order makes no copies: the plan stops, says who answered what, and nothing is written; or it
is the plan that a healthy proxy gives."""

from __future__ import annotations

import contextlib
import re
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakeworld.environment import run
from tests.fakeworld.program import gomigrate
from tests.fakeworld.world import World, build_world
from tests.unit.world.fakeproxy import FakeProxy, Reply, serve, text
from tests.unit.world.sickness import ELSEWHERE, LASTING, PASSING

pytestmark = pytest.mark.go

HERE = Path(__file__).parent
KINDS = {"info": r"/@v/.*\.info$", "list": r"/@v/list$", "mod": r"/@v/.*\.mod$", "zip": r"/@v/.*\.zip$", "all": ""}
SICK = ("401", "429", "500", "503", "cut off", "login page", "a circle", "reset")
LIB = "github.com/acme/lib"


@contextlib.contextmanager
def served(world: World) -> Iterator[FakeProxy]:
    """The world's modules at a proxy over http."""
    with serve() as proxy:
        proxy.tree = world.root / "proxy"
        proxy.replies = dict(ELSEWHERE)
        world.env["GOPROXY"] = proxy.url
        yield proxy


def said(world: World, *words: str) -> tuple[int, str]:
    """How gomigrate ends with caches that hold nothing yet, and all that it says."""
    fresh = f"{world.root}/fresh{len(list(world.root.glob('fresh*')))}"
    Path(fresh).mkdir()
    env = {**world.env, "GOMODCACHE": f"{fresh}/mod", "GOMIGRATE_CACHE": f"{fresh}/own", "COLUMNS": "1000"}
    done = gomigrate(words, world.project, env)
    assert "Traceback" not in done.err
    return done.status, done.said


def refs(world: World) -> str:
    return run(["git", "for-each-ref"], world.project, world.env)


def tree(world: World, branch: str) -> str:
    listed = run(["git", "ls-tree", "-r", branch], world.project, world.env)
    return "".join(line for line in listed.splitlines(keepends=True) if ".gomigrate/" not in line)


@pytest.fixture(scope="module")
def healthy(
    tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path
) -> Iterator[tuple[World, FakeProxy, Counter[str]]]:
    """A world with a branch "well" from a proxy that is well, and what that was asked."""
    world = build_world(HERE / "vndr", tmp_path_factory.mktemp("sick") / "world", shared_gocache)
    with served(world) as proxy:
        assert said(world, "apply", "--branch", "well")[0] == 0
        yield world, proxy, Counter(proxy.asked)


@pytest.mark.parametrize("sickness", SICK)
@pytest.mark.parametrize("kind", KINDS)
def test_a_sick_proxy_stops_the_plan_or_does_not_matter(
    kind: str, sickness: str, healthy: tuple[World, FakeProxy, Counter[str]]
) -> None:
    world, proxy, _ = healthy
    before = refs(world)
    branch = f"{kind}-{sickness}".replace(" ", "-")
    proxy.sick = lambda path: LASTING[sickness] if re.search(KINDS[kind], path) and path not in ELSEWHERE else None
    status, words = said(world, "apply", "--branch", branch)
    proxy.sick = lambda path: None
    if status == 0:
        assert tree(world, branch) == tree(world, "well")
        assert kind in {"info", "list"}
    else:
        assert status == 3, words
        assert refs(world) == before
        assert proxy.url in words
        assert "github.com/acme/" in words
        assert "nothing was written" in words


@pytest.mark.parametrize("trouble", ["503", "429", "503 with a time", "cut off", "cut off in a chunk", "reset"])
@pytest.mark.parametrize("kind", ["info", "mod", "zip"])
def test_a_passing_trouble_costs_one_question_and_never_the_plan(
    kind: str, trouble: str, healthy: tuple[World, FakeProxy, Counter[str]]
) -> None:
    world, proxy, asked = healthy
    met: list[str] = []

    def once(path: str) -> Reply | None:
        if met or not re.search(KINDS[kind], path) or path not in asked:
            return None
        met.append(path)
        return PASSING[trouble]

    proxy.asked.clear()
    proxy.sick = once
    branch = f"once-{kind}-{trouble}".replace(" ", "-")
    status, words = said(world, "apply", "--branch", branch)
    proxy.sick = lambda path: None
    assert status == 0, words
    assert tree(world, branch) == tree(world, "well")
    assert Counter(proxy.asked) == asked + Counter(met)
    assert len(met) == 1


def test_a_proxy_that_is_sick_for_one_module_is_told_with_that_module(
    healthy: tuple[World, FakeProxy, Counter[str]],
) -> None:
    world, proxy, asked = healthy
    before = refs(world)
    modules = sorted({path.partition("/@v/")[0].strip("/") for path in asked})
    lost = next(
        module for module in modules if f"/{module}/@v/" in " ".join(asked) and module.startswith("github.com/acme/")
    )
    proxy.sick = lambda path: text(500, "upstream lost it") if path.startswith(f"/{lost}/@") else None
    status, words = said(world, "apply", "--branch", "lost")
    proxy.sick = lambda path: None
    assert status == 3
    assert f"about {lost}:" in words
    assert "500 Internal Server Error: upstream lost it" in words
    assert refs(world) == before


def test_goproxy_off_goes_on_with_what_is_at_hand(healthy: tuple[World, FakeProxy, Counter[str]]) -> None:
    world, _, _ = healthy
    goproxy = world.env["GOPROXY"]
    world.env["GOPROXY"] = "off"
    status, words = said(world, "apply", "--branch", "off")
    world.env["GOPROXY"] = goproxy
    assert status == 0, words
    assert "third_party" in tree(world, "off")


@pytest.mark.parametrize("sickness", ["401", "503", "cut off", "a circle"])
def test_verify_that_cannot_download_has_found_no_difference(
    sickness: str, healthy: tuple[World, FakeProxy, Counter[str]]
) -> None:
    world, proxy, _ = healthy
    assert said(world, "verify", "--against", "well")[0] == 0
    proxy.sick = lambda path: LASTING[sickness]
    status, words = said(world, "verify", "--against", "well")
    met: list[str] = []

    def once(path: str) -> Reply | None:
        if met or not path.endswith(".zip"):
            return None
        met.append(path)
        return PASSING["503"]

    proxy.sick = once
    assert said(world, "verify", "--against", "well")[0] == 0
    proxy.sick = lambda path: None
    assert met
    assert status == 3, words
    assert "could not be checked" in words


def test_a_pin_that_is_known_is_downloaded_while_another_is_asked_for(
    healthy: tuple[World, FakeProxy, Counter[str]],
) -> None:
    world, proxy, asked = healthy
    first = next(path for path in asked if re.search(r"/@v/[0-9a-f]{40}\.info$", path))
    downloading = threading.Event()

    def wait_for_a_zip(path: str) -> Reply | None:
        if re.search(KINDS["zip"], path):
            downloading.set()
        return None if path != first or downloading.wait(30) else LASTING["500"]

    proxy.sick = wait_for_a_zip
    status, words = said(world, "plan")
    proxy.sick = lambda path: None
    assert status == 0, words
