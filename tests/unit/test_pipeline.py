"""The stages in a row, with real repositories: when a plan stops, and that nothing is written then."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gomigrate import pipeline
from gomigrate.model.errors import ProjectProblem, UsageProblem, WorldProblem
from gomigrate.model.findings import Severity
from gomigrate.model.plan import ChangeSet, State
from gomigrate.model.policy import Policy
from gomigrate.pipeline import Prepared, apply_in_place, apply_to_branch, blocking, needs_decision, prepare, scan
from gomigrate.world.world import World
from tests.unit.world.gitworld import commit, git, gitconfig, make_repo, snapshot, write

__all__ = ["gitconfig"]

LOCK = '[[projects]]\n  name = "ex.test/lib"\n  packages = ["."]\n  revision = "' + "0123456789" * 4 + '"\n'
USER = 'package main\n\nimport _ "ex.test/lib"\n\nfunc main() {}\n'
PLAIN = "package main\n\nfunc main() {}\n"


@pytest.fixture
def project(tmp_path: Path, gitconfig: Path) -> Path:
    place = tmp_path / "gp/src/ex.test/app"
    make_repo(place, {"main.go": PLAIN, "Gopkg.lock": ""})
    return place


@pytest.fixture
def down() -> Iterator[str]:
    """A proxy that nothing listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def world(project: Path, goproxy: str = "off") -> World:
    top = project.parents[3]
    environ = {
        **{name: value for name, value in os.environ.items() if name.startswith("GIT_")},
        "HOME": str(top / "home"),
        "GOPATH": str(top / "gp"),
        "GOMODCACHE": str(top / "modcache"),
        "GOMIGRATE_CACHE": str(top / "cache"),
        "GOENV": "off",
        "GOPROXY": goproxy,
        "GOSUMDB": "off",
    }
    return World.from_environment(environ, str(project))


def prepared(project: Path, goproxy: str = "off") -> Prepared:
    return prepare(world(project, goproxy), str(project), Policy())


def test_scan_writes_nothing(project: Path) -> None:
    before = snapshot(project, objects=True)
    assert scan(world(project), str(project)).project.import_path == "ex.test/app"
    assert snapshot(project, objects=True) == before


def test_prepare_writes_nothing_in_the_repository(project: Path) -> None:
    before = snapshot(project, objects=True)
    found = prepared(project)
    assert found.plan.module == "ex.test/app"
    assert not needs_decision(found.plan)
    assert ".gomigrate/plan.json" in [change.path for change in found.changes.steps[-1].changes]
    assert snapshot(project, objects=True) == before


def test_changes_are_rendered_when_asked_for_and_stay_what_they_were(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the commit: what becomes of the folder on disk since then does not matter."""
    rendered: list[str] = []
    render = pipeline._render

    def counted(*given: Any) -> ChangeSet:
        rendered.append("once")
        return render(*given)

    monkeypatch.setattr(pipeline, "_render", counted)
    found = prepared(project)
    assert rendered == []
    write(project, {"Gopkg.lock": LOCK})
    first = found.changes
    assert found.changes is first
    assert rendered == ["once"]
    git(project, "checkout", "-q", ".")
    assert prepared(project).changes == first


def test_changes_of_a_folder_without_git_are_those_of_the_moment_of_the_plan(tmp_path: Path) -> None:
    place = tmp_path / "gp/src/ex.test/app"
    write(place, {"main.go": PLAIN, "Gopkg.lock": ""})
    found = prepared(place)
    write(place, {"Gopkg.lock": "# edited since\n"})
    removed = [change for step in found.changes.steps for change in step.changes if change.path == "Gopkg.lock"]
    assert [change.before for change in removed] == [b""]


def test_prepare_with_nothing_to_ask_for_does_not_mind_a_proxy_that_is_down(project: Path, down: str) -> None:
    assert not needs_decision(prepared(project, down).plan)


@pytest.mark.parametrize("vendored", [{}, {"vendor/ex.test/lib/a.go": "package lib\n"}])
def test_prepare_with_a_proxy_that_is_down_is_a_problem_of_the_surroundings(
    project: Path, down: str, vendored: dict[str, str]
) -> None:
    commit(project, {"main.go": USER, "Gopkg.lock": LOCK, **vendored})
    before = snapshot(project)
    with pytest.raises(WorldProblem) as stopped:
        prepared(project, down)
    assert down.removeprefix("http://") in str(stopped.value)
    assert "ex.test/lib" in str(stopped.value)
    assert snapshot(project) == before


def test_prepare_with_an_unlocked_import_and_a_proxy_that_is_down_is_one_too(project: Path, down: str) -> None:
    commit(project, {"main.go": USER})
    with pytest.raises(WorldProblem):
        prepared(project, down)


def test_prepare_with_the_proxy_off_keeps_the_vendored_copy(project: Path) -> None:
    commit(project, {"main.go": USER, "Gopkg.lock": LOCK, "vendor/ex.test/lib/a.go": "package lib\n"})
    found = prepared(project)
    assert [line.state for line in found.plan.ledger] == [State.COPIED]
    assert not needs_decision(found.plan)


def blocked(project: Path) -> Prepared:
    commit(project, {"main.go": USER, "Gopkg.lock": LOCK})
    return prepared(project)


def test_a_blocked_plan_says_why(project: Path) -> None:
    plan = blocked(project).plan
    assert [line.state for line in plan.ledger] == [State.UNRESOLVED]
    assert needs_decision(plan)
    assert len(blocking(plan)) == sum(finding.severity is Severity.ERROR for finding in plan.findings)


def test_a_blocked_plan_is_not_applied_to_a_branch(project: Path) -> None:
    found = blocked(project)
    before = snapshot(project, objects=True)
    with pytest.raises(ProjectProblem, match="nothing was written") as stopped:
        apply_to_branch(found, "modules")
    assert stopped.value.findings == found.plan.findings
    assert snapshot(project, objects=True) == before


def test_a_blocked_plan_is_not_applied_in_place(project: Path) -> None:
    found = blocked(project)
    before = snapshot(project, objects=True)
    with pytest.raises(ProjectProblem):
        apply_in_place(found)
    assert snapshot(project, objects=True) == before


def test_apply_to_branch_writes_the_branch_and_nothing_else(project: Path) -> None:
    found = prepared(project)
    before = snapshot(project)
    apply_to_branch(found, "modules")
    after = snapshot(project)
    assert {path: after[path] for path in before} == before
    assert git(project, "show", "modules:go.mod").startswith("module ex.test/app")
    assert git(project, "ls-tree", "--name-only", "modules").splitlines() == [".gomigrate", "go.mod", "main.go"]


def test_apply_to_branch_without_git_names_the_other_way(project: Path, tmp_path: Path) -> None:
    place = tmp_path / "gp/src/ex.test/plain"
    write(place, {"main.go": PLAIN, "Gopkg.lock": ""})
    found = prepared(place)
    with pytest.raises(UsageProblem) as stopped:
        apply_to_branch(found, "modules")
    assert str(stopped.value.remedy) == "gomigrate apply --in-place"
    apply_in_place(found)
    assert (place / "go.mod").exists()
    assert not (place / "Gopkg.lock").exists()


def test_prepare_of_a_module_with_nothing_legacy_is_refused(project: Path) -> None:
    commit(project, {"go.mod": "module ex.test/app\n\ngo 1.18\n", "Gopkg.lock": None})
    with pytest.raises(UsageProblem, match="nothing to do"):
        prepared(project)
