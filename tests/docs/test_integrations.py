"""What others run: the action, the GitLab template, the pre-commit hook and the Dockerfile call what exists."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.docs.console import ROOT
from tests.docs.test_commands import check


def read(name: str) -> Any:
    return YAML(typ="safe").load((ROOT / name).read_text("utf-8"))


def scripts(name: str) -> list[str]:
    read_ = read(name)
    if name == "action.yml":
        return [step["run"] for step in read_["runs"]["steps"] if "run" in step]
    job = read_["gomigrate-verify"]
    return ["\n".join([*job["before_script"], *job["script"]])]


@pytest.mark.parametrize("name", ["action.yml", "integrations/gitlab-verify.yml"])
def test_scripts_are_such_as_a_shell_reads(name: str) -> None:
    for script in scripts(name):
        assert subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True).stderr == ""


@pytest.mark.parametrize("name", ["action.yml", "integrations/gitlab-verify.yml"])
def test_options_that_scripts_give_exist(name: str) -> None:
    text = "\n".join(scripts(name))
    options = set(re.findall(r"(?<= )--(?:against|base|gate|platform|tests|format)\b", text))
    assert {"--against", "--base", "--gate", "--platform"} <= options
    check(["verify", ".", "--against", "HEAD", "--platform", "windows/amd64", "--tests", "--format", "github"], name)


def test_inputs_of_the_action_never_are_words_of_a_script() -> None:
    assert all("${{" not in script for script in scripts("action.yml"))
    steps = read("action.yml")["runs"]["steps"]
    used = {value for step in steps for value in step.get("env", {}).values() if value != "*"}
    assert used == {f"${{{{ inputs.{name} }}}}" for name in read("action.yml")["inputs"]}


@pytest.mark.parametrize("folder", ["bin", "Scripts"])
@pytest.mark.parametrize(
    ("status", "gate", "verdict"), [(0, "true", "ready\n"), (1, "false", "not the same\n"), (3, "$(x)", "")]
)
def test_action_passes_on_the_status_and_the_verdict(
    tmp_path: Path, status: int, gate: str, verdict: str, folder: str
) -> None:
    program = tmp_path / "gomigrate" / folder / "gomigrate"
    program.parent.mkdir(parents=True)
    writes = f"printf '{verdict}' >\"$RUNNER_TEMP/verdict.md\"\n" if verdict else ""
    program.write_text(f'#!/bin/sh\nprintf "%s|" "$@"\n{writes}exit {status}\n')
    program.chmod(0o755)
    env = {
        "GITHUB_EVENT_NAME": "pull_request",
        "PATH": "/usr/bin:/bin",
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "DIRECTORY": "a b",
        "AGAINST": "$(touch owned)",
        "BASE": "a;b",
        "GATE": gate,
        "PLATFORMS": "linux/arm64 windows/386",
        "TESTS": "true",
    }
    (tmp_path / "verdict.md").write_text("of an earlier step")
    script = scripts("action.yml")[-1]
    # How the runner calls a step whose shell is bash.
    words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    ran = subprocess.run(words, env=env, cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == status
    option = "--gate|" if gate == "true" else ""
    told = (
        f"verify|a b|--against|$(touch owned)|--base|a;b|{option}--platform|linux/arm64|--platform|windows/386|--tests|"
    )
    assert ran.stdout == f"{told}--format|github|--report|{tmp_path}/verdict.md|"
    # A verdict that was left from an earlier step is none of this one.
    summary = tmp_path / "summary"
    assert (summary.read_text() if summary.exists() else "") == verdict
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize("event", ["pull_request_target", "workflow_run"])
def test_action_refuses_an_event_that_brings_secrets(tmp_path: Path, event: str) -> None:
    program = tmp_path / "gomigrate/bin/gomigrate"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
    program.chmod(0o755)
    env = {"PATH": "/usr/bin:/bin", "RUNNER_TEMP": str(tmp_path), "GITHUB_EVENT_NAME": event}
    words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", scripts("action.yml")[-1]]
    ran = subprocess.run(words, env=env, cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 3
    assert ran.stdout.startswith("::error::")
    assert not (tmp_path / "started").exists()


def test_hook_calls_what_exists_and_only_before_a_push() -> None:
    (hook,) = read(".pre-commit-hooks.yaml")
    check(hook["entry"].split()[1:], ".pre-commit-hooks.yaml")
    assert (hook["stages"], hook["pass_filenames"], hook["language"]) == (["pre-push"], False, "python")


def test_dockerfile_installs_from_the_checkout_and_keeps_its_caches_in_one_place() -> None:
    text = (ROOT / "integrations/Dockerfile").read_text("utf-8")
    for variable in ("GOMODCACHE", "GOCACHE", "GOMIGRATE_CACHE"):
        assert f"{variable}=/cache/" in text
    assert 'ENTRYPOINT ["/opt/gomigrate/bin/gomigrate"]' in text
