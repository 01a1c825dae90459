from __future__ import annotations

from dataclasses import replace

import pytest

from gomigrate.model.findings import Finding, Severity
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.model.verdict import Builds, CompiledBuild, GoFault, NotCompiled
from gomigrate.plan.goline.cigo import new_goes
from gomigrate.plan.goline.installed import CiVersion, ci_versions
from gomigrate.plan.goline.judged import BranchNeeds, branch_needs
from gomigrate.scripts.engine import documents
from gomigrate.scripts.kinds import kind_by_path
from gomigrate.verify.build.layout import Side
from gomigrate.verify.gosupport.before import (
    broken_before,
    broken_by_itself,
    go_of_its_time,
    told_of_before,
    told_of_its_time,
)
from gomigrate.verify.gosupport.compiling import CompiledBy
from gomigrate.verify.gosupport.matrix import Matrix, judged_matrix
from gomigrate.world.go.gocmd import GoCommand

REQUIRED = "require x.test/lib v1.0.0\n"
YES, NO, UNKNOWN = Builds.JUDGED_YES, Builds.JUDGED_NO, Builds.UNKNOWN


def versions(**files: str) -> tuple[CiVersion, ...]:
    known = {"travis": ".travis.yml", "docker": "Dockerfile", "make": "Makefile.dist", "circle": ".circleci/config.yml"}
    known |= {"script": "release.sh", "vagrant": "Vagrantfile"}
    read = []
    for name, text in files.items():
        kind = kind_by_path(known[name])
        assert kind
        read.append((known[name], kind, text))
    return ci_versions(documents(read)[0])


def needs(go_mod: str = "go 1.18\n" + REQUIRED, **files: str) -> BranchNeeds:
    tree = MemoryTree({name.replace("__", "/") + ".go": text.encode() for name, text in files.items()})
    found = branch_needs(tree, f"module x.test/m\n\n{go_mod}".encode(), has_vendor=bool(tree.entries("vendor")))
    assert found
    return found


def judged(found: tuple[CiVersion, ...], branch: BranchNeeds) -> list[tuple[str, Builds, GoFault | None]]:
    return [(row.version, row.builds, row.fault) for row in judged_matrix(found, branch).rows]


def docker(version: str, more: str = "") -> tuple[CiVersion, ...]:
    return versions(docker=f"FROM golang:{version}\n{more}")


def test_ci_versions_are_in_the_order_of_releases_with_their_places() -> None:
    found = versions(travis="go: [1.10.x, 1.9, tip]\n", docker="FROM golang:1.9\n")
    assert [(one.version, str(one.place)) for one in found] == [
        ("1.9", ".travis.yml:1"),
        ("1.9", "Dockerfile:1"),
        ("1.10", ".travis.yml:1"),
    ]


def test_before_modules_no_go_builds_the_branch() -> None:
    assert judged(docker("1.10.8"), needs()) == [("1.10.8", NO, GoFault.NO_MODULES)]
    assert judged(docker("1.4"), needs()) == [("1.4", NO, GoFault.NO_MODULES)]


@pytest.mark.parametrize("version", ["1.11", "1.12.7"])
def test_1_11_and_1_12_build_outside_of_gopath_or_with_modules_switched_on(version: str) -> None:
    inside, outside = "WORKDIR /go/src/x.test/m\n", "WORKDIR /work\n"
    on = "ENV GO111MODULE=on\n"
    assert judged(docker(version, inside), needs()) == [(version, NO, GoFault.IN_GOPATH)]
    assert judged(docker(version, on + inside), needs()) == [(version, YES, None)]
    assert judged(docker(version, outside), needs()) == [(version, YES, None)]
    assert judged(versions(travis=f"go: {version}\n"), needs()) == [(version, NO, GoFault.IN_GOPATH)]
    assert judged(versions(travis=f"go: {version}\nenv: GO111MODULE=on\n"), needs()) == [(version, YES, None)]


@pytest.mark.parametrize(
    ("line", "is_on"),
    [
        ("go get -tags x a.b/tool/cli@v4", False),
        ("go install a.b/tool@v4", False),
        ("go mod vendor", False),
        ("go build ./...", True),
        ("make", True),
    ],
)
def test_modules_for_a_command_that_fetches_a_tool_are_not_on_for_the_project(line: str, *, is_on: bool) -> None:
    found = docker("1.12", f"RUN GO111MODULE=on {line}\nWORKDIR /go/src/x.test/m\n")
    assert judged(found, needs()) == [("1.12", YES, None) if is_on else ("1.12", NO, GoFault.IN_GOPATH)]


def test_what_a_script_may_set_is_not_claimed() -> None:
    by_make = versions(travis="go: 1.11.x\n", make="export GO111MODULE = on\n")
    assert judged(by_make, needs()) == [("1.11", UNKNOWN, GoFault.MAYBE_IN_GOPATH)]
    assert judged(versions(make="GO_VERSION = 1.12\n"), needs()) == [("1.12", UNKNOWN, GoFault.MAYBE_IN_GOPATH)]


RUN = "docker run --rm {mount} golang:1.12 make release\n"
FETCH = "wget https://dl.google.com/go/go1.12.1.linux-amd64.tar.gz\n"


@pytest.mark.parametrize(
    ("file", "text", "is_there"),
    [
        ("make", "GO_VERSION ?= 1.12.x\nPROJECT := $(CURRENT_DIR:$(GOPATH)/src/%=%)\n", True),
        ("make", "GO_VERSION ?= 1.12.x\nNAME := $(notdir $(CURRENT_DIR))\n", None),
        ("script", RUN.format(mount="-v $PWD:/go/src/x.test/m -w /go/src/x.test/m"), True),
        ("script", RUN.format(mount='-v "$(pwd)":/src -w /src'), None),
        ("script", f"{FETCH}cd $GOPATH/src/x.test/other\n", None),
        ("script", f"{FETCH}cd $PWD; ls /usr/local/go/src\n", None),
        ("script", f"{FETCH}ln -s $(pwd) $GOPATH/src/x.test/m\n", True),
        ("script", f"export GO111MODULE=on\n{FETCH}ln -s $(pwd) $GOPATH/src/x.test/m\n", False),
        ("vagrant", f'config.vm.synced_folder ".", "/home/vagrant/go/src/x.test/m"\n{FETCH}', True),
        ("vagrant", f'config.vm.synced_folder ".", "/vagrant"\n{FETCH}', None),
    ],
)
def test_scripts_and_machines_that_put_the_project_into_gopath(file: str, text: str, *, is_there: bool | None) -> None:
    (one,) = versions(**{file: text})
    assert one.is_in_gopath is is_there
    version = new_goes([one], needs(), at_least=(1, 0), asked="").get((one.place.file, one.at))
    assert version == ("1.14" if is_there else None)
    fault = {True: (NO, GoFault.IN_GOPATH), None: (UNKNOWN, GoFault.MAYBE_IN_GOPATH), False: (YES, None)}[is_there]
    assert judged((one,), needs()) == [(one.version, *fault)]


def test_an_image_that_does_not_say_where_the_project_lies_is_not_claimed() -> None:
    assert judged(docker("1.12", "RUN apk add git\n"), needs()) == [("1.12", UNKNOWN, GoFault.MAYBE_IN_GOPATH)]
    assert judged(docker("1.12", "COPY . .\n"), needs()) == [("1.12", YES, None)]


def test_from_1_13_on_the_place_does_not_matter() -> None:
    inside = "WORKDIR /go/src/x.test/m\n"
    assert judged(docker("1.13", inside), needs()) == [("1.13", YES, None)]


def test_one_place_that_fails_is_enough_and_named_alone() -> None:
    found = versions(docker="FROM golang:1.12\nWORKDIR /work\n", travis="go: 1.12\n")
    (row,) = judged_matrix(found, needs()).rows
    assert (row.builds, row.places) == (NO, (".travis.yml:1",))


@pytest.mark.parametrize(
    ("line", "last_without"),
    [
        ("retract v1.0.0", "1.15"),
        ("toolchain go1.21.0", "1.20"),
        ("godebug panicnil=1", "1.22"),
        ("tool x.test/lib/cmd", "1.23"),
        ("ignore ./x", "1.24"),
    ],
)
def test_a_line_of_go_mod_that_a_go_does_not_know_ends_it(line: str, last_without: str) -> None:
    branch = needs(f"go 1.18\n{REQUIRED}{line}\n")
    first = f"1.{int(last_without.removeprefix('1.')) + 1}"
    assert judged(docker(last_without), branch) == [(last_without, NO, GoFault.LINE)]
    assert judged(docker(first), branch) == [(first, YES, None)]


@pytest.mark.parametrize(
    ("go", "version", "builds"),
    [
        ("1.21", "1.13", YES),
        ("1.21", "1.20", YES),
        ("1.21.0", "1.13", YES),
        ("1.21.0", "1.14", NO),
        ("1.21rc2", "1.20.1", NO),
        ("1.21.5", "1.21", YES),
        ("1.21.5", "1.21.4", UNKNOWN),
        ("1.22", "1.21", UNKNOWN),
        ("1.22", "1.23", YES),
    ],
)
def test_the_go_line_is_advice_and_then_a_bound(go: str, version: str, builds: Builds) -> None:
    assert [row[1] for row in judged(docker(version), needs(f"go {go}\n{REQUIRED}"))] == [builds]


def test_code_that_every_build_takes_may_need_a_newer_go() -> None:
    generic = "package m\n\nfunc F[T any](t T) T { return t }\n"
    assert judged(docker("1.17"), needs(a=generic)) == [("1.17", NO, GoFault.CODE)]
    assert judged(docker("1.18"), needs(a=generic)) == [("1.18", YES, None)]
    assert judged(docker("1.17"), needs(a=f"//go:build go1.18\n\n{generic}")) == [("1.17", YES, None)]
    assert judged(docker("1.15"), needs(sub__a='package a\n\nimport _ "io/fs"\n')) == [("1.15", NO, GoFault.CODE)]
    (row,) = judged_matrix(docker("1.17"), needs(sub__a=generic)).rows
    assert row.words.startswith("sub/a.go:3: ")


def test_readonly_is_not_claimed_where_go_mod_may_have_to_change() -> None:
    run = "ENV GOFLAGS=-mod=readonly\n"
    indirect = needs("go 1.18\nrequire x.test/lib v1.0.0 // indirect\n")
    assert judged(docker("1.13", run), indirect) == [("1.13", UNKNOWN, GoFault.READONLY)]
    assert judged(docker("1.13", run), needs()) == [("1.13", YES, None)]
    assert judged(docker("1.14", run), indirect) == [("1.14", YES, None)]


def test_what_gopath_mode_builds_too_is_no_error() -> None:
    assert judged(docker("1.9"), needs("go 1.18\n")) == [("1.9", UNKNOWN, GoFault.NO_MODULES)]
    vendored = needs(vendor__x__a="package x\n")
    assert judged(docker("1.9"), vendored) == [("1.9", UNKNOWN, GoFault.NO_MODULES)]
    assert judged(versions(travis="go: 1.11\n"), vendored) == [("1.11", UNKNOWN, GoFault.IN_GOPATH)]


def test_each_go_that_cannot_is_an_error_at_its_first_place() -> None:
    matrix = judged_matrix(versions(travis="go: [1.9, 1.10.x, 1.13]\n", docker="FROM golang:1.9\n"), needs())
    assert [(f.severity, str(f.place), dict(f.facts)["go"]) for f in matrix.findings] == [
        (Severity.ERROR, ".travis.yml:1", "1.9"),
        (Severity.ERROR, ".travis.yml:1", "1.10"),
    ]
    assert dict(matrix.findings[0].facts)["places"] == (".travis.yml:1", "Dockerfile:1")


def test_thousands_of_versions_are_not_judged_one_by_one() -> None:
    many = "".join(f"- 1.{minor}.{patch}\n" for minor in range(9, 40) for patch in range(99))
    rows = judged_matrix(versions(travis=f"go:\n{many}"), needs()).rows
    assert (len(rows), rows[0].version, rows[0].builds) == (100, "1.9.0", NO)


def test_a_go_mod_that_cannot_be_read_is_judged_by_nobody() -> None:
    assert branch_needs(MemoryTree({}), b"requires x\n", has_vendor=False) is None
    assert judged_matrix(docker("1.9"), None) == Matrix()


def test_the_go_of_its_time_is_the_newest_that_can_be_fetched() -> None:
    assert go_of_its_time(versions(travis="go: [1.9, 1.10.x, 1.4]\n")) == "1.10.8"
    assert go_of_its_time(versions(travis="go: [1.4, tip]\n")) == ""


def test_what_its_time_compiled_is_told() -> None:
    then = CompiledBy(version="1.10.8", compiled=frozenset("ac"), failed={"b": "no"})
    told = told_of_its_time(("a", "b"), then)
    assert (told.severity, told.evidence, dict(told.facts)["left"]) == (Severity.NOTE, ("a",), 1)
    assert dict(told_of_its_time(("b",), then).facts) == {"go": "1.10.8", "packages": 0, "left": 1, "modules": False}


def test_tests_that_did_not_compile_before_count_with_their_package() -> None:
    names = ("a", "a [a.test]", "b_test [b.test]", "c/sub [a.test]")
    assert broken_before([NotCompiled(import_path=name, before="no") for name in names]) == {"a", "b"}
    assert broken_before([NotCompiled(import_path="a", after="no")]) == set()


def test_what_only_tags_break_is_not_what_another_go_is_asked_for() -> None:
    tagged = CompiledBuild(
        platform="linux/amd64", tags=("race",), not_compiled=(NotCompiled(import_path="a", before="no"),)
    )
    plain = CompiledBuild(
        platform="linux/amd64",
        not_compiled=(NotCompiled(import_path="b", before="no"), NotCompiled(import_path="c", after="no")),
    )
    assert broken_before(broken_by_itself((tagged, plain))) == {"b"}
    assert broken_by_itself((tagged,)) == ()


@pytest.mark.parametrize(
    "reason",
    ["a/b.go:7:10: fatal error: ltdl.h: No such file or directory", 'exec: "pkg-config": executable file not found'],
)
def test_no_older_go_is_proposed_for_a_library_that_is_not_there(reason: str) -> None:
    broken = NotCompiled(import_path="a", before=reason)
    found = versions(travis="go: 1.10.x\n")
    assert told_of_before(GoCommand("/x/go", {}), Side(cwd="/x", mode="gopath"), (broken,), "", lambda: found) == ()


def test_another_go_is_not_promised_to_build_what_this_one_does_not() -> None:
    matrix = replace(judged_matrix(versions(travis="go: 1.10.x\n"), needs()), broken=2)
    assert [dict(found.facts)["broken"] for found in matrix.findings] == [2]


def test_the_go_of_its_time_is_proposed_for_what_was_broken_before_alone() -> None:
    before, newly = NotCompiled(import_path="a", before="no"), NotCompiled(import_path="c", after="no")
    side, go = Side(cwd="/x", mode="gopath"), GoCommand("/x/go", {})

    def found() -> tuple[CiVersion, ...]:
        return versions(travis="go: [1.9, 1.10.x]\n")

    (told,) = told_of_before(go, side, (before, newly), "", found)
    assert isinstance(told, Finding)
    assert (told.code, told.evidence, dict(told.facts)["go"]) == ("GM338", ("a",), "1.10.8")
    assert told_of_before(go, side, (newly,), "", found) == ()
    assert told_of_before(go, side, (before,), "", tuple) == ()
    (gap,) = told_of_before(go, side, (before,), "go1.10", found)
    assert isinstance(gap, Unchecked)
    assert gap.what is Gap.NO_OLD_GO
