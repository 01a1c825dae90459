from __future__ import annotations

import pytest

from gomigrate.scripts.engine import documents
from gomigrate.scripts.goversions import installed_goes
from gomigrate.scripts.kinds import kind_by_path

TRAVIS = """\
language: go
go:
- 1.8
- "1.9.4"
- 1.10.x
- 1.x
- tip
matrix:
  include:
  - go: master
  - go: 1.11rc1
    env: GO_VERSION=1.7 OTHER=1.6
  allow_failures:
  - go: tip
"""
CIRCLE = """\
version: 2.1
parameters:
  newest: {type: string, default: "1.13"}
executors:
  one:
    docker:
    - image: circleci/golang:1.9-browsers
    - image: cimg/go:1.12.7
    - image: golang@sha256:4826b5c314a498142c7291ad835ab6be1bf02f7813d6932d01f1f0f1383cdda1
    - image: circleci/golang:<< pipeline.parameters.newest >>
    - image: circleci/postgres:1.2
"""
ACTIONS = """\
jobs:
  test:
    strategy:
      matrix:
        version: [1.11.x, 1.20, '1.21', ^1.13, stable]
        node: ['1.5']
    steps:
    - uses: actions/setup-go@v2
      with: {go-version: "${{ matrix.version }}"}
    - uses: actions/setup-node@v2
      with: {node-version: "${{ matrix.node }}"}
"""
AZURE = """\
variables:
  myGo: '1.13.5'
steps:
- task: GoTool@0
  inputs:
    version: $(myGo)
- task: GoTool@0
  inputs:
    version: '1.10.3'
- task: NodeTool@0
  inputs:
    version: '1.2.3'
"""
APPVEYOR = """\
stack: go 1.9
environment:
  GOROOT: c:\\go110
  matrix:
  - GOVERSION: 1.8.1
install:
- rmdir c:\\go /s /q
- appveyor DownloadFile https://storage.googleapis.com/golang/go%GOVERSION%.windows-amd64.zip
- appveyor DownloadFile https://storage.googleapis.com/golang/go1.7.1.windows-%GOARCH%.zip
"""
DOCKER = """\
ARG GO_VERSION=1.8
ARG FLAVOR=1.7.1
FROM golang:${GO_VERSION}-alpine AS one
FROM golang:$FLAVOR
FROM registry.example.com:5000/mirror/golang:1.6.4@sha256:aaaa
FROM golang:latest
# FROM golang:1.2
FROM alpine:1.3
ENV GOLANG_VERSION 1.9.2
RUN curl -fsSL https://dl.google.com/go/go1.10.3.linux-amd64.tar.gz | tar xz
"""
MAKE = """\
GO_VERSION ?= 1.9.2
MIN_GO_VERSION := 1.7
PROTOC_GEN_GO_VERSION = 1.3.2
HUGO_VERSION = 1.4
GOVERSION := $(shell go version)
test:
\tdocker run --rm -v $(PWD):/x golang:1.8 go test
"""
SHELL = """\
eval "$(gimme 1.10.2)"
GIMME_GO_VERSION=1.9 gimme
gvm use go1.4
goenv install -s 1.12.1
go get golang.org/dl/go1.10.7
brew install git go@1.13
apt-get install -y curl golang-1.6
: ${GO_VERSION:=1.14}
export GO_VERSION=${GO_VERSION:-1.15}
docker run mygolang:1.5
change-go-version 1.7
sem-version go 1.13.4
"""
JENKINS = """\
pipeline {
  agent { docker { image 'golang:1.9' } }
  tools { go 'go-1.10' }
  // image 'golang:1.2'
}
node { def root = tool name: 'Go 1.8', type: 'go' }
"""
CASES = [
    (".travis.yml", "go: 1.9\ndeploy:\n  on: {go: 1.9}\n", [(1, "1.9"), (3, "1.9")]),
    (".travis.yml", "go: 1.9\ndeploy:\n  on: {go: 1.8}\n", [(1, "1.9")]),
    (".github/workflows/b.yml", "on:\n  workflow_call:\n    inputs:\n      go: {default: '1.9'}\n", [(4, "1.9")]),
    (
        "snap/snapcraft.yaml",
        "parts:\n  shop:\n    source-tag: v1.7.1\n    after: [go]\n  go:\n    source-tag: go1.9.4\n",
        [(6, "1.9.4")],
    ),
    (".travis.yml", TRAVIS, [(3, "1.8"), (4, "1.9.4"), (5, "1.10"), (11, "1.11rc1"), (12, "1.7")]),
    (".travis.yml", "go: 1.9\n", [(1, "1.9")]),
    (".circleci/config.yml", CIRCLE, [(3, "1.13"), (7, "1.9"), (8, "1.12.7")]),
    ("circle.yml", 'machine:\n  environment:\n    DIST: "go1.6.2.linux-amd64.tar.gz"\n', [(3, "1.6.2")]),
    (".github/workflows/a.yml", ACTIONS, [(5, "1.11"), (5, "1.21")]),
    ("azure-pipelines.yml", AZURE, [(2, "1.13.5"), (9, "1.10.3")]),
    ("appveyor.yml", APPVEYOR, [(1, "1.9"), (3, "1.10"), (5, "1.8.1"), (9, "1.7.1")]),
    ("Dockerfile", DOCKER, [(1, "1.8"), (2, "1.7.1"), (5, "1.6.4"), (9, "1.9.2"), (10, "1.10.3")]),
    ("Makefile", MAKE, [(1, "1.9.2"), (7, "1.8")]),
    (
        "build.sh",
        SHELL,
        [
            (1, "1.10.2"),
            (2, "1.9"),
            (3, "1.4"),
            (4, "1.12.1"),
            (5, "1.10.7"),
            (6, "1.13"),
            (7, "1.6"),
            (9, "1.15"),
            (11, "1.7"),
            (12, "1.13.4"),
        ],
    ),
    (
        "x.sh",
        (
            "snap install --channel=1.9/stable go\nPATH=/usr/lib/go-1.8/bin:$PATH\n"
            "docker build --build-arg GO_VERSION=1.7 .\n"
            "yum install -y golang-1.6.3\napk add go=1.5-r0\ndocker run -e VERSION=1.4 x\n"
        ),
        [(1, "1.9"), (2, "1.8"), (3, "1.7"), (4, "1.6.3"), (5, "1.5")],
    ),
    (
        "Jenkinsfile",
        (
            "def a = tool 'go-1.9'\naxis { name 'GO_VERSION'\n values '1.8', '1.15' }\n"
            'withEnv(["GO_VERSION=1.7"]) {}\n'
            "def b = tool 'maven-1.3'\n"
        ),
        [(1, "1.9"), (3, "1.8"), (3, "1.15"), (4, "1.7")],
    ),
    (
        ".semaphore/semaphore.yml",
        "matrix:\n- env_var: GO_VERSION\n  values: ['1.8', '1.15']\n- env_var: NODE\n  values: ['1.3']\n",
        [(3, "1.8"), (3, "1.15")],
    ),
    ("Jenkinsfile", JENKINS, [(2, "1.9"), (3, "1.10"), (6, "1.8")]),
    (".gitlab-ci.yml", "image:\n  name: golang:1.9\nvariables:\n  GO_VERSION: '1.10'\n", [(2, "1.9"), (4, "1.10")]),
    (
        ".drone.yml",
        "pipeline:\n  build: {image: 'golang:${GO}'}\nmatrix:\n  GO: [1.7, 1.8]\n",
        [(4, "1.7"), (4, "1.8")],
    ),
    (".promu.yml", "go:\n  version: 1.11\n  cgo: false\n", [(2, "1.11")]),
    ("WORKSPACE", 'go_register_toolchains(\n    go_version = "1.9.2",\n)\n', [(2, "1.9.2")]),
    (
        "x.sh",
        "promu -c a.yml crossbuild -v --go 1.11\npromu crossbuild --go=1.12.1\npromu build 1.9\n",
        [(1, "1.11"), (2, "1.12.1")],
    ),
    (
        "x.sh",
        'GO_VERSION="1.10"\nif ! check_minimum_version "$GO_VERSION"; then\necho "required: ${GO_VERSION}"\nfi\n',
        [],
    ),
    ("x.sh", 'GO_VERSION="1.10"\n[ -n "$GO_VERSION" ] || exit 1\nfetch go$GO_VERSION.tar.gz\n', [(1, "1.10")]),
    ("Dockerfile", "FROM registry.svc.ci.openshift.org/openshift/release:golang-1.10 AS builder\n", [(1, "1.10")]),
]


@pytest.mark.parametrize(("path", "text", "found"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)])
def test_installed_goes_are_the_versions_that_a_file_says_in_full(
    path: str, text: str, found: list[tuple[int, str]]
) -> None:
    kind = kind_by_path(path)
    assert kind
    (document,), unread = documents([(path, kind, text)])
    assert not unread
    assert [(document.line(one.at), one.version) for one in installed_goes(document)] == found
