"""Every state in which a vendored package can stand to its module."""

from __future__ import annotations

import pytest

from gomigrate.gosource.package import read_package
from gomigrate.model.plan import Likeness
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.plan.decide.compare import (
    Comparison,
    ModuleLikeness,
    PackageCopy,
    built_sources,
    compare,
    foreign,
    legacy_copy,
    summarize,
    untouched,
)
from tests.unit.plan.legacyworld import LIB, LINUX, go, used

Files = dict[str, bytes]

A, B = go("const A = 1"), go("const A = 2")
WINDOWS = b"// +build windows\n\npackage lib\n"
EMBEDS = b'package lib\n\nimport _ "embed"\n\n//go:embed data.txt\nvar s string\n'
EMBEDS_ITSELF = b'package lib\n\nimport _ "embed"\n\n//go:embed *.go\nvar s string\n'
CGO = b'package lib\n\n// int x;\nimport "C"\n'
REWRITTEN = go('import _ "github.com/acme/app/Godeps/_workspace/src/github.com/acme/log"')
WORKSPACE_OF_ITS_OWN = go('import _ "github.com/acme/lib/Godeps/_workspace/src/github.com/acme/log"')
UPSTREAM = go('import _ "github.com/acme/log"')


def compared(legacy: Files, module: Files) -> Comparison:
    tree = MemoryTree(module)
    package = read_package(tree, "", LIB)
    assert package is not None
    return compare(legacy_copy(used(legacy)), PackageCopy(package=package, tree=tree, clean=untouched), LINUX)


@pytest.mark.parametrize(
    ("legacy", "module", "likeness"),
    [
        ({"a.go": A}, {"a.go": A}, Likeness.IDENTICAL),
        ({"a.go": A, "b.s": b""}, {"a.go": A, "b.s": b""}, Likeness.IDENTICAL),
        ({"a.go": A}, {"a.go": A, "a_test.go": A, "README.md": b""}, Likeness.PRUNED),
        ({"a.go": A}, {"a.go": A, "b.go": WINDOWS}, Likeness.PRUNED),
        ({"a.go": A}, {"a.go": A, "b_plan9.go": B}, Likeness.PRUNED),
        ({"a.go": A, "LICENSE": b"free"}, {"a.go": A}, Likeness.DECORATED),
        ({"a.go": A, "LICENSE": b""}, {"a.go": A, "a_test.go": A}, Likeness.DECORATED),
        ({"a.go": A, "gen.go": b"// +build ignore\n\n" + A}, {"a.go": A}, Likeness.DECORATED),
        ({"a.go": A, "b_windows.go": B}, {"a.go": A, "b_windows.go": A}, Likeness.DECORATED),
        ({"a.go": REWRITTEN}, {"a.go": UPSTREAM}, Likeness.REWRITTEN),
        ({"a.go": REWRITTEN}, {"a.go": UPSTREAM, "a_test.go": A}, Likeness.REWRITTEN),
        ({"a.go": WORKSPACE_OF_ITS_OWN}, {"a.go": WORKSPACE_OF_ITS_OWN}, Likeness.IDENTICAL),
        ({"a.go": WORKSPACE_OF_ITS_OWN}, {"a.go": UPSTREAM}, Likeness.PATCHED),
        ({"a.go": UPSTREAM}, {"a.go": WORKSPACE_OF_ITS_OWN}, Likeness.PATCHED),
        ({"a.go": B}, {"a.go": A}, Likeness.PATCHED),
        ({"a.go": A}, {"a.go": A, "b.go": go()}, Likeness.PATCHED),
        ({"a.go": A, "b.go": go()}, {"a.go": A}, Likeness.PATCHED),
        ({"a.go": A, "b_arm64.s": b"x"}, {"a.go": A, "b_arm64.s": b"y"}, Likeness.PATCHED),
        ({"a.go": REWRITTEN + b"// and more\n"}, {"a.go": UPSTREAM}, Likeness.PATCHED),
        ({"a.go": b"// +build linux\n\n" + A}, {"a.go": b"// +build !linux\n\n" + A}, Likeness.PATCHED),
        ({"a.go": A + b"\r\n"}, {"a.go": A}, Likeness.MARKED),
        ({"a.go": A.replace(b"\n", b"\r\n")}, {"a.go": A}, Likeness.MARKED),
        ({"a.go": REWRITTEN.rstrip()}, {"a.go": UPSTREAM}, Likeness.MARKED),
        ({"a.go": A, "b_plan9.go": B}, {"a.go": A, "b_plan9.go": B + b"\n"}, Likeness.DECORATED),
        # cgo names what it makes of a file by its bytes, and C code has rules of its own for the ends of lines.
        ({"a.go": CGO + b"\n"}, {"a.go": CGO}, Likeness.PATCHED),
        ({"a.go": A, "a.s": b"//\r\n"}, {"a.go": A, "a.s": b"//\n"}, Likeness.PATCHED),
        # To a program that embeds its own source, that is data.
        ({"a.go": EMBEDS_ITSELF + b"\n"}, {"a.go": EMBEDS_ITSELF}, Likeness.PATCHED),
    ],
)
def test_compare_by_files_gives_the_state(legacy: Files, module: Files, likeness: Likeness) -> None:
    assert compared(legacy, module).likeness is likeness


def test_compare_embedded_data_differs_is_patched() -> None:
    same = {"a.go": EMBEDS, "data.txt": b"1"}
    assert compared(same, same).likeness is Likeness.IDENTICAL
    assert compared(same, {**same, "data.txt": b"2"}).matters == ("data.txt",)


def test_compare_data_that_nothing_embeds_is_no_patch() -> None:
    assert compared({"a.go": A, "README": b"1"}, {"a.go": A, "README": b"2"}).likeness is Likeness.IDENTICAL


def test_comparison_names_what_differs_and_counts_what_is_equal() -> None:
    result = compared(
        {"a.go": B, "b.go": go("// same"), "LICENSE": b"", "c.go": go()},
        {"a.go": A, "b.go": go("// same"), "a_test.go": A},
    )
    assert (result.changed, result.only_legacy, result.only_module) == (("a.go",), ("LICENSE", "c.go"), ("a_test.go",))
    assert result.matters == ("a.go", "c.go")
    assert (result.files, result.equal) == (3, 1)


@pytest.mark.parametrize("likeness", Likeness)
def test_is_same_build_is_all_but_patched_and_foreign(likeness: Likeness) -> None:
    expected = likeness not in {Likeness.PATCHED, Likeness.FOREIGN}
    assert Comparison(import_path=LIB, likeness=likeness).is_same_build is expected


def test_foreign_lists_the_legacy_files() -> None:
    result = foreign(used({"a.go": A, "LICENSE": b""}).package)
    assert (result.likeness, result.only_legacy, result.files, result.equal) == (
        Likeness.FOREIGN,
        ("LICENSE", "a.go"),
        1,
        0,
    )


@pytest.mark.parametrize("worst", Likeness)
def test_summarize_takes_the_worst_package(worst: Likeness) -> None:
    better = tuple(Likeness)[: tuple(Likeness).index(worst)]
    comparisons = [Comparison(import_path=LIB, likeness=one, files=2, equal=1) for one in (worst, *better)]
    summary = summarize(comparisons)
    assert summary.likeness is worst
    assert (summary.packages, summary.files, summary.equal) == (
        len(comparisons),
        2 * len(comparisons),
        len(comparisons),
    )


def test_summarize_adds_up_and_names_what_matters() -> None:
    one = Comparison(import_path=LIB, likeness=Likeness.PRUNED, files=3)
    other = Comparison(import_path=f"{LIB}/x", likeness=Likeness.PATCHED, files=1, matters=("a.go",))
    assert summarize([one, other]) == ModuleLikeness(
        likeness=Likeness.PATCHED,
        counts=((Likeness.PRUNED, 1), (Likeness.PATCHED, 1)),
        packages=2,
        files=4,
        equal=0,
        matters=(f"{LIB}/x/a.go",),
    )


def test_summarize_nothing_is_identical() -> None:
    assert summarize([]).likeness is Likeness.IDENTICAL


def test_built_sources_leave_out_tests_data_and_other_platforms() -> None:
    package = used(
        {"a.go": A, "a_test.go": A, "b_plan9.go": A, "c_arm64.s": b"", "README": b"", "d.go": WINDOWS}
    ).package
    assert built_sources(package, LINUX) == ("a.go", "c_arm64.s")
