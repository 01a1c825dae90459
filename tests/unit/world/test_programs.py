"""Programs are found by the absolute entries of PATH alone: a project cannot bring its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.world.base.process import run
from gomigrate.world.base.programs import find_program, search_path, with_search_path
from gomigrate.world.git.gitrun import Git
from gomigrate.world.git.gitsettings import read_git_settings, read_local_git_settings
from gomigrate.world.go.gocmd import GoCommand
from tests.unit.world.gitworld import make_repo

RELATIVE = ("", ".", "./", "bin", "./bin", "../bin", "~/bin", "$HOME/bin")


def trap(place: Path, mark: Path) -> Path:
    """A program that says that it ran, in a folder of its own kind."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"#!/bin/sh\necho ran >> {mark}\nexit 1\n")
    place.chmod(0o755)
    return place


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, which is the current folder, with programs of its own wherever a relative entry may lead."""
    project = tmp_path / "project"
    make_repo(project, {"main.go": "package main\n"})
    for folder in (project, project / "bin", project / "~/bin", project / "$HOME/bin", tmp_path / "bin"):
        for name in ("git", "go", "gcc", "hg"):
            trap(folder / name, tmp_path / "mark")
    monkeypatch.chdir(project)
    return project


@pytest.mark.parametrize("entry", RELATIVE)
@pytest.mark.parametrize("name", ["git", "go", "hg", "gcc"])
def test_find_program_passes_over_relative_entries(entry: str, name: str, project: Path, tmp_path: Path) -> None:
    assert find_program(name, {"PATH": entry}) == ""
    mine = trap(tmp_path / "mine" / name, tmp_path / "mark")
    assert find_program(name, {"PATH": f"{entry}:{mine.parent}"}) == str(mine)


def test_find_program_takes_an_absolute_entry_wherever_it_leads(project: Path) -> None:
    # It is the user's own setting, as a folder of tools that a project's shell environment adds.
    assert find_program("git", {"PATH": str(project / "bin")}) == str(project / "bin/git")
    assert find_program("./bin/git", {}) == str(project / "bin/git")
    assert find_program("bin/none", {"PATH": str(project)}) == ""


@pytest.mark.parametrize("path", [None, "", ":", ".:bin"])
def test_with_search_path_never_leaves_an_empty_path(path: str | None) -> None:
    # An empty PATH means the current folder.
    assert with_search_path({"X": "1"} | ({} if path is None else {"PATH": path})) == {"X": "1"}
    assert search_path({"PATH": f"{path}:/a::/b:/a"}) == ("/a", "/b")


@pytest.mark.parametrize("entry", RELATIVE)
def test_git_of_the_project_is_never_run(
    entry: str, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{entry}:{os.environ['PATH']}")
    assert Git(project).run("rev-parse", "HEAD").strip()
    read_local_git_settings(os.environ, str(project))
    monkeypatch.setenv("GIT_EXEC_PATH", entry)
    assert "GIT_EXEC_PATH" not in Git(project).environment()
    monkeypatch.setenv("PATH", entry)
    with pytest.raises(WorldProblem, match="git command was not found"):
        Git(project).run("version")
    assert read_local_git_settings({"PATH": entry}, str(project)) == read_git_settings({"PATH": entry}) == ()
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("executable", [None, "git", "./git"])
@pytest.mark.parametrize("entry", ["", ".", "bin"])
def test_git_of_the_project_is_never_run_by_an_import(
    entry: str, executable: str | None, project: Path, tmp_path: Path
) -> None:
    program = (
        "import os; from gomigrate.world.git.repository import Repository\n"
        "from gomigrate.world.git.clone import Clone\n"
        "print(Repository.find('.').head().commit, Clone.open('.').tree('HEAD').read('main.go'),"
        " os.environ.get('GIT_PYTHON_GIT_EXECUTABLE'))"
    )
    env = {**os.environ, "PATH": f"{entry}:{os.environ['PATH']}", "PYTHONPATH": str(Path(__file__).parents[3])}
    env |= {"GIT_PYTHON_GIT_EXECUTABLE": executable} if executable else {}
    words = [sys.executable, "-P", "-c", program]
    done = subprocess.run(words, cwd=project, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == str(executable)
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("entry", RELATIVE)
def test_what_a_program_starts_is_not_found_in_the_project(entry: str, project: Path, tmp_path: Path) -> None:
    # A go command before 1.19 and git itself look in relative entries as well.
    env = {"PATH": f"{entry}:/usr/bin:/bin"}
    run(["/bin/sh", "-c", "git version; hg; go; true"], cwd=project, env=env, timeout=20)
    assert not (tmp_path / "mark").exists()


def test_a_program_is_named_by_its_absolute_path(project: Path, tmp_path: Path) -> None:
    for words in (["git"], ["./git"], ["bin/git"]):
        with pytest.raises(WorldProblem, match="no such program"):
            run(words, cwd=project, env={"PATH": str(project)}, timeout=5)
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("entry", RELATIVE)
def test_go_of_the_project_is_never_found(entry: str, project: Path) -> None:
    found = GoCommand.find({"PATH": entry, "GOROOT": entry})
    assert found is None or not Path(found.path).is_relative_to(project.parent)
    with pytest.raises(WorldProblem, match="no such go command"):
        GoCommand.find({"PATH": entry}, explicit="hg")


@pytest.mark.parametrize("said", ["auto", "go1.99.9", "path", "go1.99.9+auto", "local"])
def test_every_go_command_runs_with_the_toolchain_that_is_here(said: str, tmp_path: Path) -> None:
    shown = tmp_path / "go"
    shown.write_text('#!/bin/sh\nprintf \'{"toolchain":"%s","prompt":"%s"}\' "$GOTOOLCHAIN" "$GIT_TERMINAL_PROMPT"\n')
    shown.chmod(0o755)
    environ = {"PATH": os.environ["PATH"], "GOTOOLCHAIN": said, "GIT_TERMINAL_PROMPT": "1"}
    for env in (environ, {**environ, "GOTOOLCHAIN": said}, {}):
        answer = GoCommand(str(shown), environ).ask(["env"], cwd=str(tmp_path), env=env)
        assert json.loads(answer.stdout) == {"toolchain": "local", "prompt": "0"}
