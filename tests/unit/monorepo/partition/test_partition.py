"""Where the boundaries of modules go."""

from __future__ import annotations

import pytest

from gomigrate.model.fleets.marks import Mark, Sign
from gomigrate.model.fleets.partition import Edge, Layout, Partition, Preferences, Survey
from gomigrate.model.go.modpath import is_inside
from gomigrate.monorepo.partition.edges import edges_between, own_imports
from gomigrate.monorepo.partition.make import make_partition
from tests.unit.monorepo.partition.surveys import codes, modules, partition_of, survey_of

# Units ----------------------------------------------------------------------------------------------------------------


def test_a_repository_with_one_lock_at_its_top_is_one_module_however_many_commands_it_has() -> None:
    survey = survey_of({"": [], "cmd/one": ["/lib"], "cmd/two": [], "lib": []}, locks={"": {"x.test/a": "1"}})
    partition = partition_of(survey)
    assert modules(partition) == {"": ("", "cmd/one", "cmd/two", "lib")}
    assert partition.order == (("",),)
    assert partition.findings == ()


def test_without_any_lock_commands_divide_nothing() -> None:
    assert modules(partition_of(survey_of({"a/cmd": [], "b/cmd": [], "lib": []}))) == {"": ("a/cmd", "b/cmd", "lib")}


def test_a_lock_below_the_top_makes_a_unit_and_the_rest_belongs_to_the_top() -> None:
    partition = partition_of(survey_of({"a": ["/lib"], "a/in": [], "lib": []}, locks={"a": {"x.test/a": "1"}}))
    assert modules(partition) == {"": ("lib",), "a": ("a", "a/in")}
    assert [(unit.folder, unit.marks) for unit in partition.units] == [
        ("", (Mark(Sign.REST),)),
        ("a", (Mark(Sign.LOCK, "a/vendor.conf"),)),
    ]
    assert partition.order == (("",), ("a",))


def test_a_command_that_no_lock_covers_is_a_unit_where_others_are() -> None:
    survey = survey_of({"a": [], "tools/gen/cmd/gen": [], "tools/gen/lib": [], "lib": []}, locks={"a": {"x": "1"}})
    assert modules(partition_of(survey)) == {
        "": ("lib",),
        "a": ("a",),
        "tools/gen": ("tools/gen/cmd/gen", "tools/gen/lib"),
    }


def test_vendor_folders_and_go_mod_files_mark_units_as_well() -> None:
    survey = survey_of({"a": [], "b": [], "c": []}, vendors={"a/vendor": ("x.test/y",)}, go_mods=("b",))
    partition = partition_of(survey)
    assert modules(partition) == {"": ("c",), "a": ("a",), "b": ("b",)}
    assert partition.units[1].vendors == ("a/vendor",)


@pytest.mark.parametrize("vendor", ["a/vendor", "a/vendor/src", "a/Godeps/_workspace/src", "a/_vendor/src"])
def test_each_kind_of_vendor_folder_marks_the_folder_that_is_built_with_it(vendor: str) -> None:
    survey = survey_of({"a/in": [], "b": []}, vendors={vendor: ("x.test/y",)})
    unit = partition_of(survey).units[1]
    assert (unit.folder, unit.marks, unit.vendors) == ("a", (Mark(Sign.VENDOR, vendor),), (vendor,))


def test_a_folder_whose_path_no_module_can_have_stays_in_the_one_above() -> None:
    partition = partition_of(survey_of({"api/v1": [], "a": []}, locks={"api/v1": {"x.test/y": "1"}, "a": {"x": "1"}}))
    assert modules(partition) == {"": ("api/v1",), "a": ("a",)}
    assert codes(partition) == ["GM905"]
    assert "api/v1" in partition.module("").locks


def test_a_lock_in_a_folder_without_packages_counts_for_those_below_and_makes_no_module() -> None:
    partition = partition_of(survey_of({"a": [], "b": []}, locks={"": {"x": "1"}, "a": {"y": "1"}, "b": {"z": "1"}}))
    assert modules(partition) == {"a": ("a",), "b": ("b",)}
    assert codes(partition) == ["GM906"]
    assert partition.module("a").locks == ("a", "")


def edges_of(survey: Survey) -> tuple[Edge, ...]:
    """The imports between the survey's units."""
    return edges_between(own_imports(survey), {unit.folder for unit in partition_of(survey).units})


# Edges ----------------------------------------------------------------------------------------------------------------


def test_an_edge_names_the_very_imports_and_tells_those_of_tests() -> None:
    survey = survey_of(
        {"a": ["/lib"], "lib": []},
        locks={"a": {"x.test/a": "1"}},
        more={"lib/x_test.go": 'package p\n\nimport _ "corp.test/mono/a/in"\n', "a/in/in.go": "package in\n"},
    )
    edges = edges_of(survey)
    shown = {(e.importer, e.imported): [(str(i.place), i.is_test) for i in e.imports] for e in edges}
    assert shown == {("", "a"): [("lib/x_test.go:3", True)], ("a", ""): [("a/x.go:2", False)]}


def test_a_vendored_copy_of_the_repositorys_own_package_is_no_edge() -> None:
    copied = ("corp.test/mono/b",)
    survey = survey_of({"a": ["/b"], "b": []}, locks={"a": {"x": "1"}, "b": {"x": "1"}}, vendors={"a/vendor": copied})
    assert edges_of(survey) == ()


@pytest.mark.parametrize("text", ["// +build ignore\n\npackage p\n", "//go:build ignore\n\npackage p\n"])
def test_files_that_are_never_built_make_no_edge(text: str) -> None:
    survey = survey_of(
        {"a": [], "b": []}, locks={"a": {"x": "1"}}, more={"a/gen.go": f'{text}import _ "corp.test/mono/b"\n'}
    )
    assert edges_of(survey) == ()


def test_a_path_that_only_begins_alike_is_another_repository() -> None:
    assert edges_of(survey_of({"a": ["corp.test/mono2/b"], "2/b": []}, locks={"a": {"x": "1"}})) == ()


# Cycles ---------------------------------------------------------------------------------------------------------------

RING = {"g/a/api": ["/g/b/core"], "g/a/core": [], "g/b/api": ["/g/a/core"], "g/b/core": []}
RING_LOCKS = {"g/a": {"x.test/x": "1"}, "g/b": {"x.test/x": "1"}}


def test_units_that_need_one_another_become_one_module_and_the_imports_are_named() -> None:
    partition = partition_of(survey_of(RING, locks=RING_LOCKS))
    (cycle,) = partition.cycles
    assert cycle.units == ("g/a", "g/b")
    assert [[str(i.place) for i in edge.imports] for edge in cycle.edges] == [["g/a/api/x.go:2"], ["g/b/api/x.go:2"]]
    assert cycle.merged == "g"
    (module,) = partition.modules
    assert (module.folder, module.units, module.locks) == ("g", ("g/a", "g/b"), ("g/a", "g/b"))
    assert codes(partition) == ["GM903"]


def test_what_breaks_a_cycle_is_found_by_trying_and_does_break_it() -> None:
    survey = survey_of(RING, locks=RING_LOCKS)
    moves = partition_of(survey).cycles[0].moves
    assert [move.packages for move in moves] == [("g/a/core",), ("g/b/core",), ("g/a/api",)]
    for move in moves:
        again = make_partition(survey, Preferences(boundaries=move.packages))
        assert again.cycles == ()
        assert set(modules(again)) == {"g/a", "g/b", *move.packages}


def test_where_no_package_alone_is_enough_two_are_tried() -> None:
    packages = {
        "g/a/one": ["/g/b/one"], "g/a/two": ["/g/b/two"], "g/a/x": [], "g/a/y": [],
        "g/b/one": [], "g/b/two": [], "g/b/three": ["/g/a/x"], "g/b/four": ["/g/a/y"],
    }  # fmt: skip
    survey = survey_of(packages, locks=RING_LOCKS)
    moves = partition_of(survey).cycles[0].moves
    assert moves[0].packages == ("g/a/x", "g/a/y")
    assert make_partition(survey, Preferences(boundaries=moves[0].packages)).cycles == ()


def test_a_move_to_the_top_is_told_from_a_module_of_its_own() -> None:
    survey = survey_of({"x": ["/a"], "a": ["/x"], "lib": ["/a"]}, locks={"": {"x": "1"}, "a": {"x": "1"}})
    partition = partition_of(survey)
    assert [(m.packages, m.to, m.importers) for m in partition.cycles[0].moves] == [(("x",), "a", 1), (("a",), "", 2)]
    (found,) = partition.findings
    assert (found.fact("units"), found.fact("packages"), found.fact("to")) == ((".", "a"), ("x",), "a")


def test_a_merge_that_makes_a_new_cycle_is_merged_again() -> None:
    packages = {**RING, "g/c": ["/g/a/core"], "g/loose": ["/g/c"]}
    partition = partition_of(survey_of(packages, locks={**RING_LOCKS, "g/c": {"x": "1"}}))
    assert modules(partition) == {"g": tuple(sorted(packages))}
    assert not _has_cycle(partition)


def test_a_package_between_merged_units_comes_into_the_module() -> None:
    partition = partition_of(survey_of({**RING, "g/loose": []}, locks=RING_LOCKS))
    assert "g/loose" in modules(partition)["g"]


def _has_cycle(partition: Partition) -> bool:
    done: set[str] = set()
    for batch in partition.order:
        if any(need not in done for folder in batch for need in partition.module(folder).needs):
            return True
        done.update(batch)
    return False


def test_the_order_has_leaves_first_and_what_is_independent_together() -> None:
    survey = survey_of(
        {"a": ["/b", "/c"], "b": ["/d"], "c": ["/d"], "d": [], "e": []},
        locks={name: {"x": "1"} for name in "abcde"},
    )
    assert partition_of(survey).order == (("d", "e"), ("b", "c"), ("a",))


# Internal packages and import comments --------------------------------------------------------------------------------


def test_internal_packages_may_be_imported_from_another_module_below_their_holder() -> None:
    survey = survey_of(
        {"internal/base": [], "a": ["/internal/base"], "b": ["/a/internal/x"], "a/internal/x": []},
        locks={"a": {"x": "1"}, "b": {"x": "1"}},
    )
    partition = partition_of(survey)
    assert [(c.importer, c.imported, c.is_allowed) for c in partition.crossings] == [("a", "", True), ("b", "a", False)]
    assert codes(partition) == ["GM907", "GM908"]


def test_internal_packages_of_ones_own_unit_are_not_spoken_of() -> None:
    assert (
        partition_of(survey_of({"a": ["/a/internal/x"], "a/internal/x": []}, locks={"a": {"x": "1"}})).crossings == ()
    )


def test_an_import_comment_that_says_another_path_is_told() -> None:
    survey = survey_of({"a": []}, more={"b/b.go": 'package b // import "old.test/b"\n'})
    assert codes(partition_of(survey)) == ["GM909"]
    fine = survey_of({"a": []}, more={"b/b.go": 'package b // import "corp.test/mono/b"\n'})
    assert codes(partition_of(fine)) == []


# Pin conflicts --------------------------------------------------------------------------------------------------------


def test_pins_that_differ_are_listed_with_every_unit() -> None:
    survey = survey_of(
        {"a": [], "b": [], "c": []},
        locks={"a": {"x.test/x": "1" * 40}, "b": {"x.test/x": "2" * 40}, "c": {"x.test/x": "2" * 40, "y.test/y": "3"}},
    )
    (conflict,) = partition_of(survey).conflicts
    assert conflict.path == "x.test/x"
    assert [[w.unit for w in group] for group in conflict.by_revision] == [["b", "c"], ["a"]]
    assert str(conflict.wanted[0].place) == "a/vendor.conf:1"


def test_the_same_pin_everywhere_is_no_conflict() -> None:
    assert partition_of(survey_of({"a": [], "b": []}, locks={"a": {"x": "1"}, "b": {"x": "1"}})).conflicts == ()


# Preferences and layouts ----------------------------------------------------------------------------------------------


def test_one_module_where_that_is_preferred() -> None:
    survey = survey_of(RING, locks=RING_LOCKS)
    partition = partition_of(survey, Preferences(layout=Layout.ONE))
    assert modules(partition) == {"": tuple(sorted(RING))}
    assert partition.module("").locks == ("g/a", "g/b")
    assert codes(partition) == []
    assert make_partition(survey, Preferences(layout=Layout.ONE), Layout.WORK).layout is Layout.WORK


def test_without_a_layout_there_is_one_module_unless_something_divides_it() -> None:
    agreed = survey_of({"a": [], "b": []}, locks={"a": {"x.test/y": "1"}, "b": {"x.test/y": "1"}})
    assert make_partition(agreed, Preferences()).layout is Layout.ONE
    assert make_partition(agreed, Preferences(boundaries=("a",))).layout is Layout.UNITS
    assert make_partition(agreed, Preferences(merge=(("a", "b"),))).layout is Layout.UNITS
    nested = survey_of({"": [], "a": []}, locks={"": {"x.test/y": "1"}}, go_mods=("a",))
    assert modules(make_partition(nested, Preferences())) == {"": ("",), "a": ("a",)}
    at_top = survey_of({"": [], "a": []}, locks={"a": {"x.test/y": "1"}}, go_mods=("",))
    assert make_partition(at_top, Preferences()).layout is Layout.ONE
    differing = survey_of({"a": [], "b": []}, locks={"a": {"x.test/y": "1"}, "b": {"x.test/y": "2"}})
    assert make_partition(differing, Preferences()).layout is Layout.UNITS
    assert make_partition(differing, Preferences(layout=Layout.ONE)).layout is Layout.ONE


def test_preferred_boundaries_are_globs_and_joined_folders_belong_above() -> None:
    survey = survey_of({"libs/a": [], "libs/b": [], "old": [], "x": []}, locks={"old": {"x": "1"}})
    partition = partition_of(survey, Preferences(boundaries=("libs/*",), join=("old",)))
    assert modules(partition) == {"": ("old", "x"), "libs/a": ("libs/a",), "libs/b": ("libs/b",)}
    assert partition.module("").locks == ("old",)


def test_preferred_merges_are_followed() -> None:
    survey = survey_of({"libs/a": [], "libs/b": [], "c": []}, locks={n: {"x": "1"} for n in ("libs/a", "libs/b", "c")})
    assert modules(partition_of(survey, Preferences(merge=(("libs/a", "libs/b"),)))) == {
        "c": ("c",),
        "libs": ("libs/a", "libs/b"),
    }


@pytest.mark.parametrize(
    "preferences",
    [
        Preferences(boundaries=("nowhere",)),
        Preferences(join=("nowhere",)),
        Preferences(merge=(("a", "nowhere"),)),
        Preferences(merge=(("a",),)),
    ],
)
def test_preferences_that_name_nothing_change_nothing_and_are_told(preferences: Preferences) -> None:
    survey = survey_of({"a": [], "b": []}, locks={"a": {"x": "1"}})
    partition = partition_of(survey, preferences)
    assert modules(partition) == modules(partition_of(survey))
    assert codes(partition) == ["GM902"]


def test_every_package_is_in_exactly_one_module_and_below_its_path() -> None:
    survey = survey_of({**RING, "x": [], "y/z": ["/x"]}, locks={**RING_LOCKS, "y": {"x": "1"}})
    partition = partition_of(survey)
    spread = [name for part in partition.modules for name in part.packages]
    assert sorted(spread) == sorted(package.dir for package in survey.packages)
    for part in partition.modules:
        assert all(is_inside(survey.path_of(name), part.path) for name in part.packages)
