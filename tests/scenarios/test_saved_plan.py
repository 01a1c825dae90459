"""What was reviewed is what is written: apply takes the plan that was shown, or one from a file, and neither if what it
was made of is another now."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fakeworld.environment import run
from tests.fakeworld.program import Answer, gomigrate
from tests.fakeworld.world import World, build_world
from tests.unit.world.fakeproxy import FakeProxy, serve, text

pytestmark = pytest.mark.go

HERE = Path(__file__).parent
AGAIN = "Nothing changed since the last plan"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[World, FakeProxy]]:
    """A project whose one dependency lies in GOPATH, and a proxy over http that has it."""
    world = build_world(HERE / "no-lock-checkouts", tmp_path / "world")
    with serve() as proxy:
        proxy.tree = world.root / "proxy"
        world.env["GOPROXY"] = proxy.url
        yield world, proxy


def call(world: World, *words: str, **env: str) -> Answer:
    return gomigrate(words, world.project, {**world.env, "COLUMNS": "1000", **env})


def tree(world: World, branch: str) -> str:
    return run(["git", "rev-parse", f"{branch}^{{tree}}"], world.project, world.env)


def commit(world: World) -> None:
    run(["git", "commit", "-q", "--allow-empty", "-m", "more"], world.project, world.env)


def tag(world: World) -> None:
    run(["git", "tag", "v2.0.0"], world.project, world.env)


def lock(world: World) -> None:
    (world.project / "vendor.conf").write_text("github.com/acme/other 0123456789012345678901234567890123456789\n")


def checkout(world: World) -> None:
    changed = next(Path(world.gopath[0], "src", "github.com").rglob("lib/*.go"))
    changed.write_text(changed.read_text() + "\nvar More = 1\n")


def test_apply_writes_the_plan_that_was_shown_and_asks_nobody(served: tuple[World, FakeProxy]) -> None:
    world, proxy = served
    shown = json.loads(call(world, "plan", "--format", "json").out)
    proxy.asked.clear()
    done = call(world, "apply", "--branch", "again", "--format", "json")
    applied = json.loads(done.out)
    assert AGAIN in done.err
    assert proxy.asked == []
    assert {name: applied[name] for name in shown if name in applied} == {
        name: value for name, value in shown.items() if name in applied
    }
    fresh = call(world, "apply", "--branch", "fresh", "--fresh")
    assert AGAIN not in fresh.err
    assert tree(world, "again") == tree(world, "fresh")


def test_a_plan_that_is_asked_for_again_is_shown_again_and_asks_nobody(served: tuple[World, FakeProxy]) -> None:
    world, proxy = served
    shown = {form: call(world, "plan", "--fresh", "--format", form).out for form in ("json", "text", "markdown")}
    diff = call(world, "plan", "--fresh", "--diff").out
    proxy.asked.clear()
    assert {form: call(world, "plan", "--format", form).out for form in shown} == shown
    assert call(world, "plan", "--diff").out == diff
    assert proxy.asked == []
    (world.project / "notes.txt").write_text("not committed\n")
    assert json.loads(call(world, "plan", "--format", "json").out)["source"]["dirty"] is True
    commit(world)
    assert (
        json.loads(call(world, "plan", "--format", "json").out)["source"]["commit"]
        != json.loads(shown["json"])["source"]["commit"]
    )


@pytest.mark.parametrize(
    ("change", "named"),
    [(commit, "HEAD was"), (tag, "tags"), (lock, "vendor.conf changed"), (checkout, "lib changed")],
)
def test_what_a_plan_was_made_of_is_looked_at_again(
    change: Callable[[World], None], named: str, served: tuple[World, FakeProxy]
) -> None:
    world, _ = served
    file = str(world.root / "saved.plan")
    assert call(world, "plan", "--out", file).status == 0
    change(world)
    refused = call(world, "apply", "--plan", file, "--branch", "b")
    assert refused.status == 1
    assert named in refused.err
    assert not run(["git", "for-each-ref", "refs/heads/b"], world.project, world.env)
    assert AGAIN not in call(world, "apply", "--branch", "b").err


@pytest.mark.parametrize(
    ("options", "env", "named"),
    [
        (("--hold", "none"), {}, "--hold"),
        (("--import-path", "github.com/acme/other"), {}, "--import-path"),
        ((), {"GOPROXY": "off"}, "GOPROXY"),
    ],
)
def test_other_options_and_settings_are_no_slip(
    options: tuple[str, ...], env: dict[str, str], named: str, served: tuple[World, FakeProxy]
) -> None:
    world, _ = served
    file = str(world.root / "saved.plan")
    assert call(world, "plan", "--out", file).status == 0
    refused = call(world, "apply", "--plan", file, "--branch", "b", *options, **env)
    assert refused.status == 1
    assert named in refused.err
    assert call(world, "apply", "--plan", file, "--branch", "b").status == 0


def test_a_file_that_was_changed_or_is_of_another_user_is_no_plan(served: tuple[World, FakeProxy]) -> None:
    world, _ = served
    file = world.root / "saved.plan"
    assert call(world, "plan", "--out", str(file)).status == 0
    data = file.read_bytes()
    elsewhere = call(world, "apply", "--plan", str(file), "--branch", "b", XDG_STATE_HOME=f"{world.root}/other")
    assert elsewhere.status == 2
    assert call(world, "apply", "--plan", f"{file}.none", "--branch", "b").status == 2
    assert call(world, "plan", "--out", f"{world.root}/none/saved.plan").status == 2
    for changed in (data[:-1] + bytes([data[-1] ^ 1]), b"", data[65:]):
        file.write_bytes(changed)
        assert call(world, "apply", "--plan", str(file), "--branch", "b").status == 2
    assert not run(["git", "for-each-ref", "refs/heads/b"], world.project, world.env)


def test_a_kept_plan_that_is_old_or_damaged_is_planned_anew(served: tuple[World, FakeProxy]) -> None:
    world, _ = served
    call(world, "plan")
    kept = next(world.root.rglob("*.plan"))
    yesterday = kept.stat().st_mtime - 2 * 86400
    os.utime(kept, (yesterday, yesterday))
    assert AGAIN not in call(world, "apply", "--branch", "b").err
    kept.write_bytes(kept.read_bytes()[:-9])
    done = call(world, "apply", "--branch", "c")
    assert (done.status, AGAIN in done.err) == (0, False)


def test_next_repeats_what_was_given_and_names_a_free_branch(served: tuple[World, FakeProxy]) -> None:
    world, _ = served
    run(["git", "branch", "modules"], world.project, world.env)
    done = call(world, "plan", ".", "--hold", "none", "--go", "1.19")
    assert done.out.splitlines()[-1] == "Next: gomigrate apply --branch modules-2 --hold none --go 1.19"
    words = done.out.splitlines()[-1].split()[2:]
    assert call(world, *words).status == 0


@pytest.mark.parametrize("scenario", ["unresolvable-pin", "unresolvable-vendored"])
def test_what_nobody_gave_is_asked_for_again(scenario: str, tmp_path: Path) -> None:
    world = build_world(HERE / scenario, tmp_path / "world")
    answers = [call(world, "plan") for _ in range(2)]
    assert answers[0] == answers[1]
    assert "Nothing changed" not in answers[1].err


def test_what_was_refused_is_asked_for_again_once_nobody_believes_it_any_more(tmp_path: Path) -> None:
    world = build_world(HERE / "unresolvable-vendored", tmp_path / "world")
    with serve() as proxy:
        proxy.tree = world.root / "proxy"
        proxy.sick = lambda path: text(403, "no") if path.startswith("/github.com/gone/") else None
        world.env["GOPROXY"] = proxy.url
        first = call(world, "plan")
        proxy.asked.clear()
        again = call(world, "plan")
        assert again.out == first.out
        assert "Nothing changed" in again.err
        assert proxy.asked == []
        proxy.sick = lambda path: text(503, "busy") if path.startswith("/github.com/gone/") else None
        assert call(world, "plan", "--refresh").status == 3
        proxy.sick = lambda path: None
        assert "Nothing changed" not in call(world, "plan", "--refresh").err
        assert proxy.asked
