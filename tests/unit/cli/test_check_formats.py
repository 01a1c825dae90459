"""`--format github` and `--format sarif` of a project in a folder of a repository, and of one without git."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.commands import Call, call
from tests.unit.world.gitworld import gitconfig, make_repo

__all__ = ["call", "gitconfig"]


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A project below the root of its repository, with a tool in its Makefile that modules do not have."""
    top = tmp_path / "gp/src/example.com/mono"
    files = {"main.go": "package main\n\nfunc main() {}\n", "Makefile": "a:\n\tgovendor add ::x\n", "Gopkg.lock": ""}
    make_repo(top, {f"service/{name}": text for name, text in files.items()})
    return top / "service"


@pytest.fixture
def migrated(tmp_path: Path) -> Path:
    """A module without a record of a migration."""
    files = {"main.go": "package main\n\nfunc main() {}\n", "go.mod": "module example.com/app\n\ngo 1.18\n"}
    make_repo(tmp_path / "app", files)
    return tmp_path / "app"


def results(out: str) -> list[tuple[str, str, int]]:
    """(rule, file, line) of each result of a log."""
    found: list[tuple[str, str, int]] = []
    for result in json.loads(out)["runs"][0]["results"]:
        place: dict[str, Any] = result["locations"][0]["physicalLocation"]
        found.append((result["ruleId"], place["artifactLocation"]["uri"], place.get("region", {}).get("startLine", 0)))
    return found


def test_places_start_at_the_root_of_the_repository(call: Call, app: Path) -> None:
    told = call("plan", "--format", "github", at=app)
    assert told.status == 0
    lines = told.out.splitlines()
    assert all(line.startswith(("::error ", "::warning ")) for line in lines)
    assert any(line.startswith("::warning file=service/Makefile,line=2,title=GM") for line in lines)
    log = call("plan", "--format", "sarif", at=app).out
    assert ("service/Makefile", 2) in {found[1:] for found in results(log)}
    assert json.loads(log)["runs"][0]["automationDetails"] == {"id": "gomigrate/plan/service/"}
    assert str(app.parent) not in log


def test_notes_come_with_v_alone(call: Call, app: Path) -> None:
    few = call("plan", "--format", "github", at=app).out.splitlines()
    more = call("plan", "--format", "github", "-v", at=app).out.splitlines()
    assert set(few) <= set(more)
    assert {line.partition(" ")[0] for line in more} - {line.partition(" ")[0] for line in few} <= {"::notice"}


@pytest.mark.parametrize("form", ["github", "sarif"])
def test_a_project_without_git_is_told_as_well(call: Call, app: Path, form: str) -> None:
    shutil.rmtree(app.parent / ".git")
    told = call("plan", "--format", form, at=app)
    assert "Makefile" in told.out
    assert "service/Makefile" not in told.out


def test_doctor_names_its_findings(call: Call, app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOPRIVATE", "https://x.test/a")
    told = call("doctor", "--offline", "--format", "sarif", at=app)
    found = results(told.out)
    assert found
    assert {file for _, file, _ in found} == {"service/go.mod"}
    log = json.loads(told.out)["runs"][0]
    assert log["invocations"][0]["exitCode"] == told.status


def test_a_verdict_that_cannot_be_given_is_an_error_of_the_run(call: Call, migrated: Path) -> None:
    told = call("verify", "--against", "HEAD", "--no-build", "--format", "github", at=migrated)
    assert told.status == 3
    assert told.out.startswith("::error title=gomigrate verify::")
    log = json.loads(call("verify", "--against", "HEAD", "--no-build", "--format", "sarif", at=migrated).out)
    (invocation,) = log["runs"][0]["invocations"]
    assert (invocation["exitCode"], invocation["executionSuccessful"]) == (3, False)
    assert invocation["toolExecutionNotifications"][-1]["level"] == "error"


def test_a_report_in_markdown_is_what_the_format_prints(call: Call, app: Path, migrated: Path, tmp_path: Path) -> None:
    for command, at in ((("plan",), app), (("verify", "--against", "HEAD", "--no-build"), migrated)):
        body = tmp_path / f"{command[0]}.md"
        call(*command, "--report", str(body), at=at)
        assert body.read_text("utf-8") == call(*command, "--format", "markdown", at=at).out
