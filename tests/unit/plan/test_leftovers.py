"""What build files name under vendor folders, and where it will be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gomigrate.model.findings import Place
from gomigrate.model.inventory import Inventory, Project, VendorRoot
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.policy import Policy
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.model.trees.tree import Tree
from gomigrate.plan.copies.leftovers import Leftovers, leftovers
from gomigrate.plan.solve.buildlist import MAIN, ModuleGraph, Replacements
from gomigrate.plan.solve.loader import Load
from gomigrate.plan.solve.solution import Solution
from gomigrate.report.words.findings import message_of
from gomigrate.scan.mentions import mentions

LIB = "github.com/acme/lib"
DEFAULT = Policy()
VENDORED = {
    f"vendor/{LIB}/lib.go": b"package lib\n",
    f"vendor/{LIB}/include/lib.h": b"#define LIB 1\n",
    f"vendor/{LIB}/build.sh": b"#!/bin/sh\n",
    "vendor/x.test/protos/a.proto": b'import "x.test/protos/b.proto";\n',
    "vendor/x.test/protos/b.proto": b"",
}


def inventory(files: dict[str, bytes], root: str = "vendor") -> Inventory:
    """A project with these files and the vendored ones."""
    vendored = {root + name.removeprefix("vendor"): data for name, data in VENDORED.items()}
    tree = MemoryTree({**vendored, **files}, executable=frozenset({f"{root}/{LIB}/build.sh"}))
    return Inventory(
        project=Project(import_path="github.com/acme/app", root="/app"),
        tree=tree,
        committed=tree,
        locks=(),
        lock_files=(),
        vendor_roots=(VendorRoot(dir=root, kind="vendor", packages=(LIB,)),),
        untracked_vendor=(),
        packages=(),
        used=(),
        missing=(),
        checkouts=(),
        findings=(),
    )


def named(file: str, line: str, root: str = "vendor") -> list[tuple[str, str]]:
    """(vendor folder, path in it) of the mentions in one line."""
    return [(m.root, m.below) for m in mentions(inventory({file: line.encode()}, root))]


@pytest.mark.parametrize(
    ("file", "line", "below"),
    [
        ("Makefile", f"\t./vendor/{LIB}/build.sh", f"{LIB}/build.sh"),
        ("x.mk", f"INC=-I$(GOPATH)/src/github.com/acme/app/vendor/{LIB}/include", f"{LIB}/include"),
        ("build/x.sh", f"cp ../vendor/{LIB}/include/*.h .", f"{LIB}/include"),
        (".travis.yml", f"  - sh vendor/{LIB}/build.sh", f"{LIB}/build.sh"),
        (".circleci/run", f"vendor/{LIB}/build.sh", f"{LIB}/build.sh"),
        ("a.go", f"//go:generate protoc -I vendor/{LIB}/include", f"{LIB}/include"),
        ("c/a.go", f"// #cgo CFLAGS: -I${{SRCDIR}}/../vendor/{LIB}/include", f"{LIB}/include"),
        ("c/a.c", f'#include "../vendor/{LIB}/include/lib.h"', f"{LIB}/include/lib.h"),
        ("a.go", f'var x = read("vendor/{LIB}/include/lib.h")', f"{LIB}/include/lib.h"),
        ("Dockerfile", "COPY vendor /go/src/vendor", ""),
        ("x.sh", 'ln -s "${HERE}/vendor" "${GOPATH}/src"', ""),
    ],
)
def test_mentions_of_what_is_there_are_found(file: str, line: str, below: str) -> None:
    assert named(file, line) == [("vendor", below)]


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("Makefile", f"# vendor/{LIB}/build.sh"),
        ("Makefile", "\tgo list ./... | grep -v /vendor/"),
        ("Makefile", "\tcat vendor/github.com/acme/never"),
        ("Makefile", "\trm -rf vendor"),
        ("Makefile", f"\tcat myvendor/{LIB}/build.sh"),
        ("README.md", f"see vendor/{LIB}/build.sh"),
        ("a.go", f'import "github.com/acme/app/vendor/{LIB}"'),
        ("testdata.bin", f"vendor/{LIB}/build.sh"),
        (f"vendor/{LIB}/Makefile", f"\tvendor/{LIB}/build.sh"),
    ],
)
def test_mentions_that_reach_nothing_are_left_alone(file: str, line: str) -> None:
    assert named(file, line) == []


def test_mentions_below_another_folder_mean_that_vendor_folder() -> None:
    assert named("build", f"cat cmd/vendor/{LIB}/build.sh", root="cmd/vendor") == []
    assert named("build.sh", f"cat cmd/vendor/{LIB}/build.sh", root="cmd/vendor") == [("cmd/vendor", f"{LIB}/build.sh")]


def test_mentions_of_proto_imports_follow_the_imports_of_those() -> None:
    found = named("app.proto", 'import "x.test/protos/a.proto";')
    assert found == [("vendor", "x.test/protos/a.proto"), ("vendor", "x.test/protos/b.proto")]


class Files:
    """Module contents by path."""

    def __init__(self, **trees: Tree) -> None:
        self.trees = trees

    def tree(self, module: ModuleVersion) -> Tree:
        """The files of the module."""
        return self.trees[module.path.rpartition("/")[2]]


def solution(**replaced: str) -> Solution:
    """A build list of the one library."""
    module = ModuleVersion(LIB, "v1.0.0")
    by_version = {ModuleVersion(LIB): ModuleVersion(path) for path in replaced.values()}
    return Solution(
        roots=(module,),
        direct=frozenset({LIB}),
        graph=ModuleGraph(selected={LIB: "v1.0.0"}, edges={MAIN: (module,)}),
        replacements=Replacements(by_version),
        holds=(),
        load=Load(),
        choices={},
        go="1.18",
        unavailable=(),
    )


def judged(line: str, module_files: dict[str, bytes], policy: Policy = DEFAULT, **replaced: str) -> Leftovers:
    """What becomes of the mentions in a Makefile's one line."""
    project = inventory({"Makefile": line.encode()})
    contents = Files(lib=MemoryTree(module_files))
    return leftovers(mentions(project), project, policy, solution(**replaced), contents)  # type: ignore[arg-type]


def test_leftovers_in_the_module_point_to_the_module_cache() -> None:
    left = judged(f"cc -Ivendor/{LIB}/include", {"include/lib.h": b""})
    assert [(f.code, f.place) for f in left.findings] == [("GM730", Place("Makefile", 1))]
    assert f"$(go list -m -f '{{{{.Dir}}}}' {LIB})/include" in message_of(left.findings[0])
    assert left.files == ()


def test_leftovers_that_may_be_run_are_said_to_lose_that() -> None:
    assert "interpreter" in message_of(judged(f"vendor/{LIB}/build.sh", {"build.sh": b""}).findings[0])


def test_leftovers_of_a_kept_copy_point_to_it() -> None:
    left = judged(f"vendor/{LIB}/build.sh", {"build.sh": b""}, folder=f"./third_party/{LIB}")
    assert f"third_party/{LIB}/build.sh has it" in message_of(left.findings[0])
    assert "interpreter" not in message_of(left.findings[0])


def test_leftovers_that_the_module_lacks_are_kept_with_their_bit() -> None:
    left = judged(f"vendor/{LIB}/build.sh", {"other": b""})
    assert [f.code for f in left.findings] == ["GM731"]
    assert [(f.path, f.data, f.executable) for f in left.files] == [
        (f"third_party/{LIB}/build.sh", b"#!/bin/sh\n", True),
    ]


def test_leftovers_of_no_module_are_kept() -> None:
    left = judged("cat vendor/x.test/protos/b.proto", {})
    assert [f.path for f in left.files] == ["third_party/x.test/protos/b.proto"]


def test_leftovers_with_go_files_get_a_go_mod_around_them() -> None:
    left = judged(f"cat vendor/{LIB}/lib.go", {})
    assert [f.path for f in left.files] == [f"third_party/{LIB}/lib.go", f"third_party/{LIB}/go.mod"]


@pytest.mark.parametrize("vendor", ["keep", "remove", "regenerate"])
def test_leftovers_of_a_folder_that_stays_are_nothing(vendor: str) -> None:
    left = judged("cp -r vendor x", {}, replace(Policy(), vendor=vendor))
    assert bool(left.findings) is (vendor == "remove")


def test_leftovers_name_variables_that_the_linker_sets() -> None:
    left = judged(f"go build -ldflags '-X github.com/acme/app/vendor/{LIB}.Version=1'", {})
    assert [f.code for f in left.findings] == ["GM732"]
    assert f"knows it as {LIB}.Version only" in message_of(left.findings[0])
