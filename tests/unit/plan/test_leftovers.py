"""What build files name under vendor folders, and where it will be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gomigrate.model.findings import Place
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.policy import Policy
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.model.trees.tree import Tree
from gomigrate.plan.copies.leftovers import Leftovers, leftovers
from gomigrate.plan.solve.buildlist import MAIN, ModuleGraph, Replacements
from gomigrate.plan.solve.loader import Load
from gomigrate.plan.solve.solution import Solution
from gomigrate.report.words.findings import remedy_of
from tests.unit.scan.test_mentions import LIB, inventory, mentions

DEFAULT = Policy()


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
    left = judged(f"cc -Ivendor/{LIB}/include", {"include/lib.h": b"#define LIB 1\n"})
    assert [(f.code, f.place) for f in left.findings] == [("GM730", Place("Makefile", 1))]
    assert left.findings[0].fact("path") == f"vendor/{LIB}/include"
    assert left.findings[0].fact("where") == f"$(shell go list -m -f '{{{{.Dir}}}}' {LIB})/include"
    assert left.findings[0].fact("executable") is False
    assert left.files == ()


def test_leftovers_of_which_the_module_has_other_bytes_are_kept() -> None:
    left = judged(f"cc -Ivendor/{LIB}/include", {"include/lib.h": b"#define LIB 2\n"})
    assert [(f.code, f.fact("files")) for f in left.findings] == [("GM731", (f"{LIB}/include/lib.h",))]
    assert [(file.path, file.data) for file in left.files] == [(f"third_party/{LIB}/include/lib.h", b"#define LIB 1\n")]


def test_leftovers_that_may_be_run_are_said_to_lose_that() -> None:
    assert judged(f"vendor/{LIB}/build.sh", {"build.sh": b"#!/bin/sh\n"}).findings[0].fact("executable") is True


def test_leftovers_of_a_kept_copy_point_to_it() -> None:
    left = judged(f"vendor/{LIB}/build.sh", {"build.sh": b"#!/bin/sh\n"}, folder=f"./third_party/{LIB}")
    assert left.findings[0].fact("where") == f"third_party/{LIB}/build.sh"
    assert left.findings[0].fact("executable") is False


def test_leftovers_that_the_module_lacks_are_kept_with_their_bit() -> None:
    left = judged(f"vendor/{LIB}/build.sh", {"other": b""})
    assert [(f.code, f.fact("module"), f.fact("files")) for f in left.findings] == [
        ("GM731", f"{LIB}@v1.0.0", (f"{LIB}/build.sh",))
    ]
    assert [(f.path, f.data, f.executable) for f in left.files] == [
        (f"third_party/{LIB}/build.sh", b"#!/bin/sh\n", True),
    ]


def test_leftovers_of_no_module_are_kept() -> None:
    left = judged("cat vendor/x.test/protos/b.proto", {})
    assert [f.path for f in left.files] == ["third_party/x.test/protos/b.proto"]
    assert [(f.code, f.fact("module"), f.fact("copy")) for f in left.findings] == [
        ("GM731", None, "third_party/x.test/protos/b.proto")
    ]


def test_leftovers_with_go_files_get_a_go_mod_around_them() -> None:
    left = judged(f"cat vendor/{LIB}/lib.go", {})
    assert [f.path for f in left.files] == [f"third_party/{LIB}/lib.go", f"third_party/{LIB}/go.mod"]


@pytest.mark.parametrize("vendor", ["keep", "remove", "regenerate"])
def test_leftovers_of_a_folder_that_stays_are_nothing(vendor: str) -> None:
    left = judged("cp -r vendor x", {}, replace(Policy(), vendor=vendor))
    assert bool(left.findings) is (vendor == "remove")


@pytest.mark.parametrize(
    "above",
    ["github.com/acme/app", "$(PKG)", "$(go list .)", "${PWD#x}", "#{`go list .`.strip}", "`go list .`", '" + pkg + "'],
)
def test_leftovers_name_variables_that_the_linker_sets(above: str) -> None:
    left = judged(f"go build -ldflags '-X {above}/vendor/{LIB}.Version=1'", {})
    assert [(f.code, f.fact("package"), f.fact("line")) for f in left.findings] == [("GM732", f"{LIB}.Version", "")]


@pytest.mark.parametrize(
    ("lines", "place", "mended"),
    [
        ('VPREFIX := github.com/acme/app/vendor/{lib}/v\nF := "-X $(VPREFIX).Branch=1"', 1, "VPREFIX := {lib}/v"),
        ('P = ${{APP}}/vendor/{lib}\nF = -ldflags \\"-X ${{P}}/version.Branch=1\\"', 1, "P = {lib}"),
        ('export P="$(go list .)/vendor/{lib}"\ngo build -ldflags "-X \'$P.A=1\'"', 1, 'export P="{lib}"'),
        ("P := app/vendor/{lib}\nQ := $(P)/version\nR := $(Q)\nF := -X $(Q).A=1", 1, "P := {lib}"),
    ],
)
def test_a_variable_by_which_the_linker_is_told_a_vendored_package_is_told_with_its_line(
    lines: str, place: int, mended: str
) -> None:
    left = judged(lines.format(lib=LIB), {})
    (told,) = left.findings
    assert (told.code, told.place and told.place.line) == ("GM732", place)
    assert remedy_of(told).endswith(f": {mended.format(lib=LIB)}")
