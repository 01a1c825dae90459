"""What others run: the action, the GitLab template, the pre-commit hook and the Dockerfile call what exists."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from gomigrate import __url__, __version__
from tests.docs.console import PAGES, ROOT
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


WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_workflows_and_the_action_are_such_as_github_reads(path: Path) -> None:
    kind = "action" if path.name == "action.yml" else "workflow"
    schema = json.loads((ROOT / f"tests/schemas/github-{kind}.json").read_text("utf-8"))
    assert [error.message for error in Draft7Validator(schema).iter_errors(read(str(path)))] == []


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_actions_of_others_are_named_by_commit_and_no_script_has_a_value_in_it(path: Path) -> None:
    text = path.read_text("utf-8")
    used = re.findall(r"uses: (\S+)(.*)", text)
    assert used
    for name, comment in used:
        if not name.startswith("./"):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name)
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)
    told = read(str(path))
    steps = [step for job in told.get("jobs", {}).values() for step in job.get("steps", ())]
    steps += told.get("runs", {}).get("steps", [])
    assert [step["run"] for step in steps if "${{" in step.get("run", "")] == []


def test_a_release_gives_each_job_what_it_needs_alone() -> None:
    release = read(".github/workflows/release.yml")
    jobs = release["jobs"]
    assert release["permissions"] == {}
    assert list(release[True] if True in release else release["on"]) == ["push"]
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "test": {"contents": "read"},
        "build": {"contents": "read"},
        "publish": {"id-token": "write", "attestations": "write", "contents": "read"},
        "announce": {"contents": "write"},
    }
    # The job that may publish runs in an environment, behind the tests and the build, and runs nothing of the tag.
    assert jobs["publish"]["environment"] == "release"
    assert (jobs["publish"]["needs"], jobs["build"]["needs"]) == ("build", "test")
    assert all("run" not in step and "checkout" not in step["uses"] for step in jobs["publish"]["steps"])
    assert [step["run"] for step in jobs["build"]["steps"] if "run" in step] == ['.ci/package "$GITHUB_REF_NAME"']


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_checkout_keeps_no_token(path: Path) -> None:
    steps = [step for job in read(str(path))["jobs"].values() for step in job.get("steps", ())]
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@pytest.mark.parametrize("tag", ["v0.0.0", "0.1.0", f"v{__version__}"])
def test_package_refuses_a_tag_of_another_version_and_an_address_of_examples(tmp_path: Path, tag: str) -> None:
    # As far as that is asked before anything is built or fetched.
    script = (ROOT / ".ci/package").read_text("utf-8")
    begin, end = script.index("version=$("), script.index("\nfor file in")
    head = 'fail() { echo "$*" >&2; exit 1; }\n'
    words = ["bash", "-euc", head + script[begin:end], "package", tag]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    is_published = not __url__.startswith("https://example.com/")
    assert ran.returncode == (0 if is_published and tag == f"v{__version__}" else 1)


def test_the_repository_has_one_address() -> None:
    """Pages and templates install from a tag of it, never by a name that another project could have at an index."""
    told = [*PAGES, ROOT / "integrations/gitlab-verify.yml", ROOT / "SECURITY.md", ROOT / "CONTRIBUTING.md"]
    texts = {path.name: path.read_text("utf-8") for path in told}
    path = __url__.split("/", 3)[3]
    for name, text in texts.items():
        addresses = set(re.findall(r"https?://[^\s/]+/OWNER/[\w.-]+", text))
        assert addresses <= {__url__}, name
        assert set(re.findall(r"(?<![\w/])OWNER/[\w.-]+", text)) <= {path}, name
        bare = re.findall(r"\b(?:pip|pipx|uv tool|uv pip) install (?:-\S+ )*['\"]?gomigrate\b", text)
        bare += re.findall(r"\b(?:uvx|pipx run) gomigrate\b", text)
        assert bare == [], name
    job = read("integrations/gitlab-verify.yml")["gomigrate-verify"]
    assert job["variables"]["GOMIGRATE_PACKAGE"] == f"git+{__url__}@v{__version__}"


def test_the_image_is_made_of_what_an_sdist_has() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if not line.startswith("#")]
    sdist = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["sdist"]
    assert rules[0] == "*"
    assert {rule[1:] for rule in rules if rule.startswith("!")} == {*sdist["only-include"], "pyproject.toml", "LICENSE"}
