"""Each habit that is a shell command, in each kind of file that holds shell commands."""

from __future__ import annotations

import pytest

from gomigrate.scripts.kinds import FileKind, kind_by_path
from tests.golden.test_scripts import run

WRAPPERS = {
    "Makefile": ("all:\n", "\t{}\n"),
    "build/rules.mk": ("all:\n", "\t@{}\n"),
    "Dockerfile": ("FROM golang:1.20\n", "RUN {}\n"),
    "build.sh": ("#!/bin/sh\n", "{}\n"),
    ".travis.yml": ("script:\n", "  - {}\n"),
    ".circleci/config.yml": ("jobs:\n  b:\n    steps:\n      - run: |\n", "          {}\n"),
    "circle.yml": ("test:\n  override:\n", "    - {}\n"),
    ".github/workflows/ci.yml": ("jobs:\n  b:\n    steps:\n      - run: |\n", "          {}\n"),
    ".gitlab-ci.yml": ("b:\n  script:\n", "    - {}\n"),
    ".drone.yml": ("pipeline:\n  b:\n    commands:\n", "      - {}\n"),
    "appveyor.yml": ("test_script:\n", "  - {}\n"),
    "azure-pipelines.yml": ("steps:\n  - script: |\n", "      {}\n"),
    "cloudbuild.yaml": ("steps:\n  - script: |\n", "      {}\n"),
    "snap/snapcraft.yaml": ("parts:\n  b:\n    override-build: |\n", "      {}\n"),
    ".goreleaser.yml": ("before:\n  hooks:\n", "    - {}\n"),
    "bitbucket-pipelines.yml": ("pipelines:\n  default:\n    - step:\n        script:\n", "          - {}\n"),
    "buildspec.yml": ("phases:\n  build:\n    commands:\n", "      - {}\n"),
    ".buildkite/pipeline.yml": ("steps:\n  - commands:\n", "      - {}\n"),
    ".semaphore/semaphore.yml": ("blocks:\n  - task:\n      jobs:\n        - commands:\n", "            - {}\n"),
    ".cirrus.yml": ("task:\n  test_script:\n", "    - {}\n"),
    "Taskfile.yml": ("tasks:\n  b:\n    cmds:\n", "      - {}\n"),
    "wercker.yml": ("build:\n  steps:\n    - script:\n        code: |\n", "          {}\n"),
    "Jenkinsfile": ("node {\n", "  sh '{}'\n"),
    "Vagrantfile": ("config.vm.provision 'shell', inline: <<-SHELL\n", "  {}\n"),
    "Rakefile": ("task :b do\n", "  sh '{}'\n"),
}

CHANGED = {
    "dep ensure": "go mod download",
    "glide install --strip-vendor": "go mod download",
    "godep restore": "go mod download",
    "govendor sync": "go mod download",
    "gvt restore": "go mod download",
    "gdm restore": "go mod download",
    "godep go test ./...": "go test ./...",
    "go get example.org/tool/cmd/gen": "go install example.org/tool/cmd/gen@v1.2.3",
    "go list ./... | grep -v vendor": "go list ./...",
    "go test ./vendor/example.org/tool": "go test example.org/tool",
    "go build -mod=vendor ./...": "go build ./...",
    "GO111MODULE=off go build ./...": "GO111MODULE=on go build ./...",
    "GO15VENDOREXPERIMENT=1 go build ./...": "go build ./...",
}

KEPT = (
    "go mod download",
    "dep status -dot | dot -Tpng",
    "echo dep ensure",
    "deploy ensure",
    "go list ./... | grep -v /internal/",
    "go test ./vendored/...",
    "go build -mod=readonly ./...",
    "GO111MODULE=on go build ./...",
    "go install example.org/tool/cmd/gen@v1.2.3",
    "grep -rn GO111MODULE=off docs",
)


def wrapped(path: str, line: str) -> str:
    head, pattern = WRAPPERS[path]
    lines = head + pattern.format("echo first") + pattern.format(line) + pattern.format("echo last")
    return lines + ("SHELL\n" if path == "Vagrantfile" else "")


@pytest.mark.parametrize("path", WRAPPERS)
@pytest.mark.parametrize("line", CHANGED)
def test_a_habit_changes_and_nothing_else(path: str, line: str) -> None:
    text, result, _ = run(path, wrapped(path, line))
    assert text == wrapped(path, CHANGED[line])
    assert [habit.line for habit in result.habits if habit.applied] == [
        text[: text.index(CHANGED[line])].count("\n") + 1
    ]


@pytest.mark.parametrize("path", WRAPPERS)
@pytest.mark.parametrize("line", KEPT)
def test_what_only_looks_like_one_stays(path: str, line: str) -> None:
    assert run(path, wrapped(path, line))[0] == wrapped(path, line)


def test_every_kind_that_holds_shell_commands_is_there() -> None:
    others = {FileKind.WINDOWS, FileKind.PYTHON, FileKind.STARLARK, FileKind.COMPOSE}
    passive = {FileKind.IGNORE, FileKind.GO, FileKind.PROMU}
    assert {kind_by_path(path) for path in WRAPPERS} == set(FileKind) - others - passive
