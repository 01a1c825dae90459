from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from gomigrate.model.findings import Finding
from gomigrate.model.verdict import PackageDifference
from gomigrate.verify.build.configuration import Configuration
from gomigrate.verify.build.equivalence import compare, told_of_copies
from gomigrate.verify.build.packages import PackageFolder, Packages

LINUX = Configuration(platform="linux/amd64")


def side(
    copies: dict[str, tuple[str, ...]], broken: tuple[str, ...] = (), importers: dict[str, str] | None = None
) -> Packages:
    """Each copy is "place:file=digest,file=digest"."""
    return Packages(
        copies={path: tuple(map(copy, texts)) for path, texts in copies.items()},
        broken=dict.fromkeys(broken, "why"),
        importers={listed: tuple(users.split()) for listed, users in (importers or {}).items()},
    )


def copy(text: str) -> PackageFolder:
    listed, _, files = text.partition(":")
    pairs = [tuple(item.split("=")) for item in files.split(",") if item]
    return PackageFolder(listed=listed, files=tuple(sorted((name, digest) for name, digest in pairs)))


def test_compare_same_files_and_bytes_is_equal() -> None:
    verdict = compare(LINUX, side({"p": ("v/p:a.go=1",)}), side({"p": ("p:a.go=1",)}))
    assert (verdict.same, verdict.differ, verdict.lost, verdict.added) == (1, (), (), ())


def test_compare_names_what_changed_came_and_went() -> None:
    verdict = compare(LINUX, side({"p": ("p:a.go=1,b.go=1,c.go=1",)}), side({"p": ("p:a.go=1,b.go=2,d.go=1",)}))
    assert verdict.differ == (
        PackageDifference(import_path="p", only_before=("c.go",), only_after=("d.go",), changed=("b.go",)),
    )


@pytest.mark.parametrize(
    ("before", "after", "same", "merged"),
    [
        (("a/p:a.go=1", "b/p:a.go=1"), ("p:a.go=1",), 1, ()),
        (("a/p:a.go=1", "b/p:a.go=2"), ("p:a.go=1",), 0, ("p",)),
        (("a/p:a.go=1", "b/p:a.go=2"), ("p:a.go=2",), 0, ("p",)),
        (("a/p:a.go=1", "b/p:a.go=1,b.go=1"), ("p:a.go=1",), 0, ("p",)),
        (("a/p:a.go=1", "b/p:a.go=2"), ("p:a.go=1", "q/p:a.go=2"), 1, ()),
        (("p:a.go=1,a_test.go=1", "v/p:a.go=1"), ("p:a.go=1,a_test.go=1",), 1, ()),
    ],
    ids=["all", "first", "second", "more files", "both stay", "tests of the project's own"],
)
def test_compare_a_package_is_the_same_if_every_copy_of_it_is(
    before: tuple[str, ...], after: tuple[str, ...], same: int, merged: tuple[str, ...]
) -> None:
    verdict = compare(LINUX, side({"p": before}), side({"p": after}))
    assert (verdict.same, verdict.merged, verdict.differ, verdict.lost) == (same, merged, (), ())


def test_compare_none_of_several_copies_differs_from_the_nearest() -> None:
    before = side({"p": ("a/p:a.go=1,b.go=1,c.go=1", "b/p:a.go=2,b.go=2,c.go=2")})
    verdict = compare(LINUX, before, side({"p": ("p:a.go=2,b.go=2,c.go=3",)}))
    assert verdict.differ[0].changed == ("c.go",)


def test_compare_every_copy_after_must_be_known() -> None:
    verdict = compare(LINUX, side({"p": ("p:a.go=1",)}), side({"p": ("p:a.go=1", "q/p:a.go=2")}))
    assert verdict.same == 0


def test_compare_package_gone_is_lost() -> None:
    assert compare(LINUX, side({"p": ("p:a.go=1",)}), side({})).lost == ("p",)


def test_compare_package_that_breaks_is_newly_broken_and_not_lost() -> None:
    verdict = compare(LINUX, side({"p": ("p:a.go=1",)}), side({}, broken=("p",)))
    assert (verdict.newly_broken, verdict.lost, verdict.same) == ((("p", "why"),), (), 0)


def test_compare_package_broken_before_is_neither_new_nor_newly_broken() -> None:
    verdict = compare(LINUX, side({}, broken=("p", "q")), side({"p": ("p:a.go=1",)}, broken=("q",)))
    assert (verdict.broken_before, verdict.added, verdict.newly_broken) == (("p", "q"), (), ())


def test_compare_new_package_is_added() -> None:
    assert compare(LINUX, side({}), side({"p": ("p:a.go=1",)})).added == ("p",)


def test_compare_missing_import_that_is_new_is_newly_broken() -> None:
    assert compare(LINUX, side({}), side({}, broken=("p",))).newly_broken == (("p", "why"),)


USERS = {"a/p": "own", "b/p": "dep other"}
BEFORE = side({"p": ("a/p:a.go=1", "b/p:a.go=2,b.go=1")}, importers=USERS)
STATE = {"/p/a.go": b"package p\n\nvar V = 1\n"}


def told(before: Packages, after: Packages, *accepted: str, files: Mapping[str, bytes] = STATE) -> list[Finding]:
    return list(told_of_copies(before, after, accepted, files.__getitem__))


def built(text: str) -> Packages:
    listed, _, files = text.partition(":")
    return Packages(copies={"p": (replace(copy(f"{listed}:{files}"), folder="/p"),)})


def test_a_copy_that_is_not_built_any_more_is_an_error_whoever_used_it() -> None:
    (found,) = told(BEFORE, built("p:a.go=1"))
    assert found.code == "GM303"
    facts = dict(found.facts)
    assert (facts["package"], facts["taken"], facts["importers"]) == ("p", "a/p", ("dep", "other"))
    assert (facts["copies"], facts["files"]) == (("b/p",), ("a.go", "b.go"))
    assert found.evidence == ("own -> a/p", "dep -> b/p", "other -> b/p")


def test_what_the_plan_accepted_is_a_warning_and_of_that_package_alone() -> None:
    assert [found.code for found in told(BEFORE, built("p:a.go=1"), "p")] == ["GM333"]
    assert [found.code for found in told(BEFORE, built("p:a.go=1"), "q")] == ["GM303"]


def test_of_three_copies_only_those_that_are_gone_are_named() -> None:
    before = side({"p": ("a/p:a.go=1", "b/p:a.go=2", "c/p:a.go=1")}, importers={"b/p": "dep"})
    (found,) = told(before, built("p:a.go=1"))
    assert (found.fact("taken"), found.fact("copies")) == ("a/p", ("b/p",))


def test_copies_that_are_the_same_are_told_where_they_have_state() -> None:
    before = side({"p": ("a/p:a.go=1", "b/p:a.go=1")})
    assert [(found.code, found.evidence) for found in told(before, built("p:a.go=1"))] == [("GM334", ("a.go:3",))]
    assert told(before, built("p:a.go=1"), "p") == []
    assert told(before, built("p:a.go=1"), files={"/p/a.go": b"package p\n\nconst C = 1\n"}) == []


def test_one_copy_and_copies_that_stay_are_not_told() -> None:
    assert told(side({"p": ("a/p:a.go=1",)}), built("p:a.go=1")) == []
    two: dict[str, tuple[str, ...]] = {"p": ("a/p:a.go=1", "b/p:a.go=2")}
    assert told(side(two), side(two)) == []


def test_none_of_them_is_left_to_the_comparison() -> None:
    assert told(BEFORE, built("p:a.go=3")) == []
