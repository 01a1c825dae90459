"""Versions of Go in build files that cannot build the branch become ones that can; nothing else changes."""

from __future__ import annotations

import pytest

from gomigrate.model.errors import UsageProblem
from gomigrate.plan.goline.cigo import new_goes
from gomigrate.plan.goline.installed import ci_versions
from gomigrate.plan.goline.judged import BranchNeeds
from gomigrate.scripts.build import Build
from gomigrate.scripts.engine import documents, rewrite
from gomigrate.scripts.kinds import FileKind, kind_by_path

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
        (TRAVIS, 'go: [1.9, "1.10", tip]\n', "go: [1.14, tip]\n"),
        (TRAVIS, "go: [tip, 1.9]\n", "go: [tip, 1.14]\n"),
        (TRAVIS, "go: [1.15, '1.9', 1.8]\n", "go: [1.15]\n"),
        (
            TRAVIS,
            "go:\n  - 1.7.x\n  - master\nmatrix:\n  allow_failures:\n    - go: master\n",
            "go:\n  - 1.14.x\n  - master\nmatrix:\n  allow_failures:\n    - go: master\n",
        ),
        (
            DOCKER,
            "FROM base\nENV VERSION=1.7.4 A=1\nRUN curl https://x.test/go$VERSION.linux-amd64.tar.gz | tar -xz\n",
            "FROM base\nENV VERSION=1.14 A=1\nRUN curl https://x.test/go$VERSION.linux-amd64.tar.gz | tar -xz\n",
        ),
        (
            ".drone.yml",
            "workspace:\n  base: /go\n  path: src/x.test/p\nsteps:\n- image: golang:1.12-alpine\n",
            "workspace:\n  base: /go\n  path: src/x.test/p\nsteps:\n- image: golang:1.14-alpine\n",
        ),
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
        (".semaphore/semaphore.yml", "commands: [sem-version go 1.9]\n", "commands: [sem-version go 1.14]\n"),
        ("wercker.yml", "box:\n  id: golang\n  tag: 1.9\n", "box:\n  id: golang\n  tag: 1.14\n"),
        (ACTIONS, "uses: docker://golang:1.9\n", "uses: docker://golang:1.14\n"),
        ("ci.sh", "gimme force 1.9\n. ~/.gimme/envs/go1.9.env\n", "gimme force 1.14\n. ~/.gimme/envs/go1.14.env\n"),
        (
            TRAVIS,
            "env:\n- GO=1.9 A=1\ninstall: eval $(gimme $GO)\n",
            "env:\n- GO=1.14 A=1\ninstall: eval $(gimme $GO)\n",
        ),
        (TRAVIS, f"go: 1.9\nenv: [SUM={SUM}]\n", f"go: 1.14\nenv: [SUM={SUM}]\n"),
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
        (DOCKER, "ARG REGISTRY\nFROM ${REGISTRY}golang:1.9\n"),
        (DOCKER, "ARG GO_VERSION=1.9-alpine3.8\nFROM golang:${GO_VERSION}\n"),
        ("ci.sh", "go get golang.org/dl/go1.9\ngo1.9 download\n"),
        (DOCKER, "ARG GO_VERSION=1.9\nFROM golang:${GO_VERSION}-jessie\n"),
        (
            DOCKER,
            f"ENV GO_VERSION=1.9\nENV GO_SUM={SUM}\nRUN curl -O https://dl.google.com/go/go1.9.linux-amd64.tar.gz\n",
        ),
        (DOCKER, "# FROM golang:1.9\nFROM scratch\n"),
        (DOCKER, "FROM golang:1.12\nRUN go get a.test/x/tool/cmd/x\nWORKDIR /go/src/a.test/x/tool\n"),
        (DOCKER, "FROM base\nENV VERSION=1.7.4\nRUN curl x/go$VERSION.linux-amd64.tar.gz && echo $VERSION\n"),
        (".drone.yml", "workspace:\n  base: /work\n  path: p\nsteps:\n- image: golang:1.12\n"),
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


AXES = "os: [linux, osx]\nmatrix:\n"


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param(
            TRAVIS,
            f"go:\n- 1.7\n- 1.8\n- tip\n{AXES}  exclude:\n  - os: osx\n    go: 1.7\n  - os: osx\n    go: tip\n"
            "  - os: linux\n    go: 1.8\n  include:\n  - os: linux\n    go: 1.8\n    env: A=1\n  allow_failures:\n"
            "  - go: tip\n",
            f"go:\n- 1.14\n- tip\n{AXES}  exclude:\n  - os: osx\n    go: tip\n"
            "  include:\n  - os: linux\n    go: 1.14\n    env: A=1\n  allow_failures:\n  - go: tip\n",
            id="two become one that runs on both systems",
        ),
        pytest.param(
            TRAVIS,
            f"go: [1.8, 1.15]\n{AXES}  exclude:\n  - os: osx\n    go: 1.15\n",
            f"go: [1.14, 1.15]\n{AXES}  exclude:\n  - os: osx\n    go: 1.15\n",
            id="a system keeps its last job",
        ),
        pytest.param(
            TRAVIS,
            f"go: [1.8, 1.15]\n{AXES}  exclude:\n  - os: osx\n    go: 1.8\n  allow_failures:\n  - go: 1.8\n",
            "go: [1.15]\nos: [linux, osx]\n",
            id="entries go with what they name, and the matrix with its last one",
        ),
        pytest.param(
            TRAVIS,
            "go: [1.8, 1.15]\nmatrix:\n  allow_failures:\n  - go: 1.15\n",
            "go: [1.14, 1.15]\nmatrix:\n  allow_failures:\n  - go: 1.15\n",
            id="what may fail stands for nothing",
        ),
        pytest.param(
            TRAVIS,
            "jobs:\n  include:\n  - go: 1.7.x\n  - go: 1.8.x\n    env: A=1\n  - go: 1.15.x\n"
            "  allow_failures:\n  - go: 1.7.x\n",
            "jobs:\n  include:\n  - go: 1.14.x\n    env: A=1\n  - go: 1.15.x\n",
            id="of jobs that are named each",
        ),
        pytest.param(
            TRAVIS,
            "go: [1.8, 1.15]\nscript: if [ $TRAVIS_GO_VERSION = 1.8 ]; then lint; fi\ndeploy:\n  on: {go: 1.8}\n",
            "go: [1.14, 1.15]\nscript: if [ $TRAVIS_GO_VERSION = 1.14 ]; then lint; fi\ndeploy:\n  on: {go: 1.14}\n",
            id="what is done for one version alone is still done",
        ),
        pytest.param(
            TRAVIS,
            "go: [1.8, 1.15]\ndeploy:\n  on: {go: 1.7}\n",
            "go: [1.15]\ndeploy:\n  on: {go: 1.7}\n",
            id="what was done in no job is done in none",
        ),
        pytest.param(
            TRAVIS,
            "go: [1.8, 1.15]\nscript: if [ $TRAVIS_GO_VERSION != 1.8 ]; then lint; fi\n",
            "go: [1.15]\nscript: if [ $TRAVIS_GO_VERSION != 1.8 ]; then lint; fi\n",
            id="what is done for all others is done",
        ),
        pytest.param(
            ACTIONS,
            "jobs:\n  t:\n    strategy:\n      matrix:\n        go: ['1.8', '1.15']\n        os: [a, b]\n"
            "        exclude:\n        - {go: '1.8', os: b}\n        include:\n        - go: '1.8'\n          x: 1\n",
            "jobs:\n  t:\n    strategy:\n      matrix:\n        go: ['1.14', '1.15']\n        os: [a, b]\n"
            "        exclude:\n        - {go: '1.14', os: b}\n        include:\n        - go: '1.14'\n          x: 1\n",
            id="what is added to a job stays with it",
        ),
        pytest.param(
            CIRCLE,
            "jobs:\n- t:\n    matrix:\n      parameters:\n        go: ['1.8', '1.15']\n        os: [a, b]\n"
            "      exclude:\n      - go: '1.8'\n        os: a\n",
            "jobs:\n- t:\n    matrix:\n      parameters:\n        go: ['1.15']\n        os: [a, b]\n",
            id="parameters of a workflow",
        ),
        pytest.param(
            ".gitlab-ci.yml",
            "t:\n  image: golang:$GO\n  parallel:\n    matrix:\n    - GO: ['1.8', '1.15']\n"
            "    - GO: ['1.8']\n      OS: a\n",
            "t:\n  image: golang:$GO\n  parallel:\n    matrix:\n    - GO: ['1.15']\n    - GO: ['1.14']\n      OS: a\n",
            id="one list says nothing of another",
        ),
        pytest.param(
            "appveyor.yml",
            "environment:\n  matrix:\n  - GOVERSION: 1.8\n    A: 1\n  - GOVERSION: 1.15\n    A: 1\nmatrix:\n"
            "  allow_failures:\n  - GOVERSION: 1.8\n  fast_finish: true\n",
            "environment:\n  matrix:\n  - GOVERSION: 1.15\n    A: 1\nmatrix:\n  fast_finish: true\n",
            id="AppVeyor names jobs by their variables",
        ),
        pytest.param(
            "azure-pipelines.yml",
            "strategy:\n  matrix:\n    old: {go: '1.8'}\n    new: {go: '1.15'}\nsteps:\n- task: GoTool@0\n  inputs:\n"
            "    version: $(go)\n",
            "strategy:\n  matrix:\n    new: {go: '1.15'}\nsteps:\n- task: GoTool@0\n  inputs:\n    version: $(go)\n",
            id="legs",
        ),
    ],
)
def test_a_matrix_loses_no_job_that_only_an_old_version_had(path: str, before: str, after: str) -> None:
    assert mended(path, before) == after
    assert mended(path, after) == after


def test_a_matrix_that_cannot_be_followed_is_left_as_it_is() -> None:
    text = "environment:\n  matrix:\n  - GOVERSION: 1.8\nimage: [a, b]\n"
    text += "matrix:\n  exclude:\n  - GOVERSION: 1.8\n    image: a\n"
    assert mended("appveyor.yml", text) == text
    shared = "go:\n- &old 1.8\n- 1.15\nmatrix:\n  include:\n  - go: *old\n    env: A=1\n"
    assert mended(TRAVIS, shared) == shared


@pytest.mark.parametrize(
    "text",
    [
        "jobs:\n  include:\n  - {go: 1.8, env: A=1}\n  - go: 1.9\ndeploy:\n  on: {go: 1.9}\n",
        "go: [1.8, 1.9]\nenv: [A=1, A=2]\njobs:\n  exclude:\n  - {go: 1.9, env: A=1}\ndeploy:\n  on: {go: 1.9}\n",
    ],
)
def test_what_one_job_publishes_is_not_published_by_two(text: str) -> None:
    assert mended(TRAVIS, text) == text


def test_a_go_that_knows_no_install_at_a_version_is_raised_where_the_files_need_it() -> None:
    found, _ = documents([(TRAVIS, FileKind.TRAVIS, "go: 1.13.x\n")])
    needs = BranchNeeds(go="1.18", minor=0, code="")
    assert new_goes(ci_versions(found), needs, at_least=(1, 16), asked="") == {}
    goes = new_goes(ci_versions(found), needs, at_least=(1, 16), asked="", installing=frozenset((TRAVIS,)))
    assert [*goes.values()] == ["1.16"]


def test_a_script_that_asks_for_a_version_that_goes_is_told() -> None:
    ask = 'if [[ "$TRAVIS_GO_VERSION" =~ ^1\\.%s ]]; then cover; fi\n'
    travis = "go: [1.9.x, 1.15.x]\n"
    found, _ = documents([(TRAVIS, FileKind.TRAVIS, travis), ("c.sh", FileKind.SHELL, ask % 9 + ask % 15)])
    goes = new_goes(ci_versions(found), BranchNeeds(go="1.18"), at_least=(1, 0), asked="")
    habits = rewrite(found, Build(module="example.com/p", new_goes=goes)).habits
    assert [(habit.code, habit.file, habit.line) for habit in habits] == [("GM828", TRAVIS, 1), ("GM829", "c.sh", 1)]
    assert not rewrite(found, Build(module="example.com/p")).habits
