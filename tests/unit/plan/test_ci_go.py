"""Versions of Go in build files that cannot build the branch become ones that can; nothing else changes."""

from __future__ import annotations

import pytest

from gomigrate.model.errors import UsageProblem
from gomigrate.plan.goline.cigo import new_goes
from gomigrate.plan.goline.installed import ci_versions
from gomigrate.plan.goline.judged import BranchNeeds
from gomigrate.scripts.build import Build
from gomigrate.scripts.engine import documents, rewrite
from gomigrate.scripts.kinds import kind_by_path

SUM = "a" * 64
TRAVIS, DOCKER, ACTIONS, CIRCLE = ".travis.yml", "Dockerfile", ".github/workflows/ci.yml", ".circleci/config.yml"


def mended(path: str, text: str, *, asked: str = "", at_least: tuple[int, int] = (1, 0), minor: int = 0) -> str:
    kind = kind_by_path(path)
    assert kind
    found, _ = documents([(path, kind, text)])
    needs = BranchNeeds(go="1.18", minor=minor, code="x" * bool(minor))
    goes = new_goes(ci_versions(found), needs, at_least=at_least, asked=asked)
    result = rewrite(found, Build(module="example.com/p", new_goes=goes))
    return result.texts.get(path, text)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (DOCKER, "FROM golang:1.9\n", "FROM golang:1.14\n"),
        (DOCKER, "FROM golang:1.9.7-alpine AS b\n", "FROM golang:1.14-alpine AS b\n"),
        (
            DOCKER,
            "ARG GO_VERSION=1.10\nFROM golang:${GO_VERSION}\n",
            "ARG GO_VERSION=1.14\nFROM golang:${GO_VERSION}\n",
        ),
        (TRAVIS, "go: 1.8.x\n", "go: 1.14.x\n"),
        (TRAVIS, "go:\n  - 1.9\n  - '1.10'\n", "go:\n  - 1.14\n"),
        (TRAVIS, "go:\n  - 1.9\n  - 1.15.x\n  - tip\n", "go:\n  - 1.15.x\n  - tip\n"),
        (TRAVIS, 'go: [1.9, "1.10", tip]\n', "go: [tip]\n"),
        (
            TRAVIS,
            "matrix:\n  include:\n    - go: 1.9\n      env: A=1\n",
            "matrix:\n  include:\n    - go: 1.14\n      env: A=1\n",
        ),
        (
            CIRCLE,
            "jobs:\n  b:\n    docker:\n      - image: circleci/golang:1.9\n",
            "jobs:\n  b:\n    docker:\n      - image: circleci/golang:1.14\n",
        ),
        (
            ".gitlab-ci.yml",
            "image: golang:1.8\nt:\n  script: [go test ./...]\n",
            "image: golang:1.14\nt:\n  script: [go test ./...]\n",
        ),
        (".drone.yml", "pipeline:\n  build:\n    image: golang:1.8\n", "pipeline:\n  build:\n    image: golang:1.14\n"),
        ("appveyor.yml", "stack: go 1.9\n", "stack: go 1.14\n"),
        ("Makefile", "GO_VERSION := 1.9\nall:\n\tgo build\n", "GO_VERSION := 1.14\nall:\n\tgo build\n"),
        (
            "ci.sh",
            "#!/bin/sh\nexport GO_VERSION=1.9.2\ngimme 1.9.2\n",
            "#!/bin/sh\nexport GO_VERSION=1.14\ngimme 1.14\n",
        ),
        (
            "azure-pipelines.yml",
            "steps:\n- task: GoTool@0\n  inputs:\n    version: '1.10'\n",
            "steps:\n- task: GoTool@0\n  inputs:\n    version: '1.14'\n",
        ),
    ],
)
def test_a_version_that_stands_alone_becomes_the_lowest_that_can(path: str, before: str, after: str) -> None:
    assert mended(path, before) == after
    assert mended(path, after) == after


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (DOCKER, "FROM golang:1.13\nFROM golang:1.17-stretch\n"),
        (DOCKER, "FROM golang:1.11\nWORKDIR /work\n"),
        (DOCKER, f"FROM golang:1.9@sha256:{SUM}\n"),
        (DOCKER, "FROM golang:1.9-jessie\n"),
        (DOCKER, "FROM golang:1.9-alpine3.6\n"),
        (DOCKER, "FROM registry.example.com/golang:1.9\n"),
        (DOCKER, "ARG GO_VERSION=1.9\nFROM golang:${GO_VERSION}-jessie\n"),
        (
            DOCKER,
            f"ENV GO_VERSION=1.9\nENV GO_SUM={SUM}\nRUN curl -O https://dl.google.com/go/go1.9.linux-amd64.tar.gz\n",
        ),
        (DOCKER, "# FROM golang:1.9\nFROM scratch\n"),
        (TRAVIS, "go: [tip, 1.9]\n"),
        (TRAVIS, "go: 1.x\n"),
        (TRAVIS, "go: [1.14.x]\nmatrix:\n  allow_failures:\n    - go: 1.9\n  exclude:\n    - go: 1.8\n"),
        ("appveyor.yml", "environment:\n  GOROOT: C:\\go19\n"),
        ("ci.sh", "#!/bin/sh\napt-get install golang-1.9\n"),
    ],
)
def test_what_works_or_is_bound_to_more_than_a_version_stays(path: str, text: str) -> None:
    assert mended(path, text) == text


def test_travis_checks_out_below_gopath_so_that_1_12_goes_there_alone() -> None:
    assert mended(TRAVIS, "go: 1.12.x\n") == "go: 1.14.x\n"
    text = "go: 1.12.x\nenv: GO111MODULE=on\n"
    assert mended(TRAVIS, text) == text


def test_the_lowest_is_no_older_than_what_is_built_needs() -> None:
    assert mended(DOCKER, "FROM golang:1.9\n", at_least=(1, 16)) == "FROM golang:1.16\n"
    assert mended(DOCKER, "FROM golang:1.9\n", minor=17) == "FROM golang:1.17\n"
    assert mended(DOCKER, "FROM golang:1.9\n", at_least=(1, 21)) == "FROM golang:1.21.0\n"
    assert mended(TRAVIS, "go: 1.9.x\n", at_least=(1, 21)) == "go: 1.21.x\n"
    assert mended(CIRCLE, "image: circleci/golang:1.9\n", minor=18) == "image: circleci/golang:1.9\n"


def test_a_number_that_yaml_would_cut_is_quoted() -> None:
    assert mended(ACTIONS, "go-version: 1.9\n", at_least=(1, 20)) == 'go-version: "1.20"\n'
    assert mended(ACTIONS, "go-version: '1.9'\n", at_least=(1, 20)) == "go-version: '1.20'\n"


def test_the_user_chooses_and_is_refused_what_cannot_build_it() -> None:
    assert (
        mended(DOCKER, "FROM golang:1.9\nFROM golang:1.15\n", asked="1.22.3")
        == "FROM golang:1.22.3\nFROM golang:1.15\n"
    )
    assert mended(TRAVIS, "go: 1.9.x\n", asked="1.22.3") == "go: 1.22.x\n"
    with pytest.raises(UsageProblem, match=r"--ci-go 1\.10: .* Dockerfile:1"):
        mended(DOCKER, "FROM golang:1.9\n", asked="1.10")
