from __future__ import annotations

import pytest

from gomigrate.scripts.kinds import FileKind, kind_by_path
from gomigrate.scripts.read.read import read
from gomigrate.scripts.targets import Target, targets


def found(**files: str) -> set[tuple[str, ...]]:
    """Each target as its tags and its platform, of files whose names have a dot for each "__"."""
    documents = []
    for name, text in files.items():
        path = name.replace("__", ".")
        kind = kind_by_path(path)
        assert kind
        documents.append(read(path, kind, text))
    return {(*target.tags, f"{target.goos}/{target.goarch}".strip("/")) for target in targets(documents)}


@pytest.mark.parametrize(
    ("recipe", "tags"),
    [
        ("go build -tags enterprise -o app .", {("enterprise", "")}),
        ("$(GO) test -tags='a b' ./...", {("a", "b", "")}),
        ("go vet --tags=a,b ./...", {("a", "b", "")}),
        ("go test -race ./...", {("race", "")}),
        ("GOOS=freebsd GOARCH=amd64 go build .", {("freebsd/amd64",)}),
        ("env GOOS=windows go build -tags x .", {("x", "windows")}),
        ("go build -tags $(shell cat tags) .", set()),
        ("docker build --tags=x .", set()),
        ("# go build -tags x .", set()),
    ],
)
def test_a_command_says_its_tags_and_its_platform(recipe: str, tags: set[tuple[str, ...]]) -> None:
    assert found(Makefile=f"all:\n\t{recipe}\n") == tags


def test_a_variable_stands_for_each_of_its_values() -> None:
    make = (
        'BUILDTAGS ?= seccomp\nifdef X\nBUILDTAGS += apparmor\nendif\nall:\n\tgo build -tags "$(BUILDTAGS) static" .\n'
    )
    both = {("seccomp", "static", ""), ("apparmor", "seccomp", "static", "")}
    assert found(Makefile=make) == both | {("seccomp", ""), ("apparmor", "seccomp", "")}


def test_a_variable_that_another_file_sets_and_one_round_in_a_circle() -> None:
    assert ("one", "") in found(Makefile="export BUILD_TAGS = one\n", build__sh="go build -tags $BUILD_TAGS .\n")
    assert found(Makefile="A = $(B)\nB = $(A) x\nall:\n\tgo build -tags $(A) .\n") <= {("x", "")}


def test_flags_in_a_variable() -> None:
    assert found(Makefile="GOFLAGS := -v -tags 'foo bar' -race\n") == {("bar", "foo", ""), ("race", "")}


def test_what_yaml_files_say() -> None:
    goreleaser = """
builds:
  - flags: [-trimpath, "-tags=netgo osusergo"]
    tags: [a, b]
    goos: [linux, windows]
    goarch: [arm64]
"""
    assert found(__goreleaser__yml=goreleaser) == {
        ("netgo", "osusergo", ""),
        ("a", "b", ""),
        ("linux/arm64",),
        ("windows/arm64",),
    }
    promu = "build:\n  flags: -a -tags netgo\ncrossbuild:\n  platforms: [windows/386]\n"
    assert found(__promu__yml=promu) == {("netgo", ""), ("windows/386",)}


def test_a_matrix_of_tags_and_what_only_is_called_so() -> None:
    text = """
on: {push: {tags: ["v*"]}}
jobs: {t: {strategy: {matrix: {tags: [sqlite]}}, steps: [{uses: x, with: {tags: latest}}]}}
"""
    document = read(".github/workflows/a.yml", FileKind.ACTIONS, text)
    assert targets([document]) == (Target(tags=("sqlite",)),)
