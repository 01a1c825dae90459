"""Which folders are units, in which order, and which are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomigrate.batch.discover import Search, find_units, matches
from gomigrate.model.errors import UsageProblem
from gomigrate.model.fleets.batch import CauseKind, cause
from gomigrate.model.fleets.marks import Mark, Sign
from tests.unit.batch.made import HOST, Fleet, make_fleet, write_repository


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return make_fleet(tmp_path, 0)


def test_units_are_told_with_their_reasons(fleet: Fleet) -> None:
    write_repository(
        fleet, "mono", {"a/glide.lock": "hash: x\nimports: []\n", "a/a.go": "package a\n", "b/m.go": "package main\n"}
    )
    write_repository(fleet, "tool", {"cmd/tool/main.go": "package main\n"})
    write_repository(fleet, "lib", {"lib.go": "package lib\n"})
    write_repository(fleet, "docs", {"README": "no code\n"})
    units = {unit.path: unit for unit in find_units(_search(fleet)).units}
    assert set(units) == {"mono/a", "mono/b", "tool", "lib"}
    assert units["mono/a"].marks == (Mark(Sign.LOCK, "glide.lock"),)
    assert (units["mono/a"].prefix, units["mono/a"].module) == ("a", f"{HOST}/mono/a")
    assert units["mono/b"].skip == cause(CauseKind.UNDIVIDED)
    assert units["tool"].marks == (Mark(Sign.MAIN, "cmd/tool"),)
    assert units["lib"].marks == (Mark(Sign.REPOSITORY),)


def test_what_others_import_comes_first(fleet: Fleet) -> None:
    write_repository(fleet, "a", {"a.go": f'package a\nimport _ "{HOST}/b/sub"\n'})
    write_repository(fleet, "b", {"sub/b.go": f'package b\nimport _ "{HOST}/c"\n'})
    write_repository(fleet, "c", {"c.go": "package c\n"})
    found = find_units(_search(fleet))
    assert [unit.path for unit in found.units] == ["c", "b", "a"]
    assert found.units[2].after == ("b",)
    assert found.cycles == ()


def test_a_circle_is_named_and_its_units_do_not_wait_for_each_other(fleet: Fleet) -> None:
    write_repository(fleet, "a", {"a.go": f'package a\nimport _ "{HOST}/b"\n'})
    write_repository(fleet, "b", {"b.go": "package b\n", "b_test.go": f'package b\nimport _ "{HOST}/a"\n'})
    found = find_units(_search(fleet))
    assert found.cycles == (("a", "b"),)
    assert [unit.after for unit in found.units] == [(), ()]


def test_vendored_code_and_tests_data_are_no_units(fleet: Fleet) -> None:
    files = {"vendor/x.org/y/main.go": "package main\n", "testdata/m/main.go": "package main\n", "a.go": "package a\n"}
    write_repository(fleet, "a", files)
    assert [(unit.path, unit.marks) for unit in find_units(_search(fleet)).units] == [
        ("a", (Mark(Sign.VENDOR, "vendor"),))
    ]


def test_a_vendor_folder_counts_only_with_go_in_it_and_without_a_lock_above(fleet: Fleet) -> None:
    go = {"glide.lock": "hash: x\nimports: []\n", "cmd/vendor/x.org/y/y.go": "package y\n", "a.go": "package a\n"}
    write_repository(fleet, "a", {**go, "gui/vendor/jquery/j.js": "//\n"})
    write_repository(fleet, "b", {"gui/vendor/jquery/j.js": "//\n", "b.go": "package b\n"})
    units = {unit.path: unit.marks for unit in find_units(_search(fleet)).units}
    assert units == {"a": (Mark(Sign.LOCK, "glide.lock"),), "b": (Mark(Sign.REPOSITORY),)}


def test_units_of_several_roots_are_named_from_the_folder_that_holds_them_all(fleet: Fleet) -> None:
    write_repository(fleet, "one/x", {"x.go": "package x\n"})
    write_repository(fleet, "two/x", {"x.go": "package x\n"})
    search = Search(roots=(str(fleet.own / "one"), str(fleet.own / "two" / "x")))
    assert [unit.path for unit in find_units(search).units] == ["one/x", "two/x"]


def test_an_ignored_main_file_makes_no_main_package(fleet: Fleet) -> None:
    write_repository(fleet, "a", {"a.go": "package a\n", "gen.go": "// +build ignore\n\npackage main\n"})
    assert find_units(_search(fleet)).units[0].marks == (Mark(Sign.REPOSITORY),)


def test_the_skip_marker_says_why(fleet: Fleet) -> None:
    write_repository(fleet, "a", {"a.go": "package a\n", ".gomigrate-skip": "being rewritten\n"})
    assert find_units(_search(fleet)).units[0].skip == cause(CauseKind.MARKER, said="being rewritten")


def test_a_folder_with_a_lock_outside_of_git_is_left_alone(fleet: Fleet) -> None:
    (fleet.own / "plain").mkdir(parents=True)
    (fleet.own / "plain" / "glide.lock").write_text("hash: x\nimports: []\n")
    assert find_units(_search(fleet)).units[0].skip == cause(CauseKind.NOT_IN_GIT)


def test_in_a_whole_gopath_goprivate_tells_the_own_repositories(fleet: Fleet) -> None:
    write_repository(fleet, "a", {"a.go": "package a\n"})
    write_repository(fleet, "../other.org/x", {"x.go": "package x\n"})
    whole = Search(roots=(str(fleet.root / "gopath"),), gopath=(str(fleet.root / "gopath"),), private=HOST)
    skips = {unit.module: unit.skip for unit in find_units(whole).units}
    assert skips == {f"{HOST}/a": None, "other.org/x": cause(CauseKind.NOT_OWN)}


def test_globs_include_and_exclude_folders_with_all_below(fleet: Fleet) -> None:
    for name in ("a", "b", "c"):
        write_repository(fleet, name, {"x.go": "package x\n"})
    search = Search(roots=(str(fleet.own),), include=("[ab]",), exclude=("b/**",))
    assert [unit.path for unit in find_units(search).units] == ["a"]
    with pytest.raises(UsageProblem, match="no unit"):
        find_units(Search(roots=(str(fleet.own),), include=("nothing",)))


@pytest.mark.parametrize(
    ("pattern", "path", "is_match"),
    [("a/*", "a/b/c", True), ("a", "a/b", True), ("a/b", "a", False), ("*", "x/y", True), ("b", "a/b", False)],
)
def test_globs(pattern: str, path: str, is_match: bool) -> None:
    assert matches(pattern, path) is is_match


def _search(fleet: Fleet) -> Search:
    return Search(roots=(str(fleet.own),), gopath=(str(fleet.root / "gopath"),))
