from __future__ import annotations

import pytest

from gomigrate.model.decision import Hold, Pull
from gomigrate.plan.decide.choice import Choice
from gomigrate.plan.solve.loader import Lack, RaisedBy
from gomigrate.plan.solve.solver import Solution
from tests.fakeworld.modules import Published
from tests.unit.plan.worlds import DATED, choice, gone, module, published, solver


def roots(solution: Solution) -> list[str]:
    return [str(root) for root in solution.roots]


def lines(solution: Solution) -> list[str]:
    return [f"{old} => {new}" for old, new in sorted(solution.replacements.by_version.items())]


def test_solve_with_locks_only_requires_what_is_imported() -> None:
    world = [published("ex.test/a@v1.0.0"), published("ex.test/b@v1.0.0")]
    solution = solver({"m.go": "ex.test/a"}, world).solve([choice("ex.test/a@v1.0.0"), choice("ex.test/b@v1.0.0")])
    assert roots(solution) == ["ex.test/a@v1.0.0"]
    assert lines(solution) == []
    assert solution.holds == ()


RAISING = [
    published("ex.test/a@v1.0.0", "ex.test/c@v1.1.0", {"p.go": "ex.test/c"}),
    published("ex.test/c@v1.0.0"),
    published("ex.test/c@v1.1.0", "ex.test/d@v1.1.0"),
    published("ex.test/d@v1.0.0"),
    published("ex.test/d@v1.1.0"),
]


def test_solve_holds_a_locked_version_and_names_who_raises_it() -> None:
    locks = [choice("ex.test/a@v1.0.0"), choice("ex.test/c@v1.0.0")]
    solution = solver({"m.go": "ex.test/a"}, RAISING).solve(locks)
    assert roots(solution) == ["ex.test/a@v1.0.0", "ex.test/c@v1.1.0"]
    assert lines(solution) == ["ex.test/c => ex.test/c@v1.0.0"]
    asker = module("ex.test/a@v1.0.0")
    assert solution.holds == (
        Hold(path="ex.test/c", version="v1.0.0", selected="v1.1.0", pull=Pull.HIGHER, asker=asker),
    )


def test_solve_does_not_hold_what_only_a_held_module_would_have_raised() -> None:
    locks = [choice("ex.test/a@v1.0.0"), choice("ex.test/c@v1.0.0"), choice("ex.test/d@v1.0.0")]
    solution = solver({"m.go": "ex.test/a ex.test/d"}, RAISING).solve(locks)
    assert lines(solution) == ["ex.test/c => ex.test/c@v1.0.0"]
    assert "ex.test/d@v1.0.0" in roots(solution)


def test_solve_without_holds_raises_and_replaces_nothing() -> None:
    locks = [choice("ex.test/a@v1.0.0"), choice("ex.test/c@v1.0.0")]
    solution = solver({"m.go": "ex.test/a"}, RAISING, holds=False).solve(locks)
    assert roots(solution) == ["ex.test/a@v1.0.0", "ex.test/c@v1.1.0"]
    assert lines(solution) == []


def test_solve_does_not_hold_a_version_that_no_lock_names() -> None:
    solution = solver({"m.go": "ex.test/a"}, RAISING, found="ex.test/c@v1.0.0").solve(
        [choice("ex.test/a@v1.0.0"), choice("ex.test/c@v1.0.0", DATED)]
    )
    assert lines(solution) == []


def test_solve_holds_an_idle_lock_that_the_graph_mentions() -> None:
    solution = solver({"m.go": "ex.test/a"}, RAISING, idle="ex.test/c@v1.0.0").solve([choice("ex.test/a@v1.0.0")])
    assert lines(solution) == ["ex.test/c => ex.test/c@v1.0.0"]


def test_solve_leaves_an_idle_lock_alone_that_nothing_mentions() -> None:
    solution = solver({"m.go": "ex.test/d"}, RAISING, idle="ex.test/c@v1.0.0").solve([choice("ex.test/d@v1.0.0")])
    assert roots(solution) == ["ex.test/d@v1.0.0"]
    assert lines(solution) == []


def test_solve_asks_for_what_is_missing_once() -> None:
    world = [published("ex.test/a@v1.0.0", "", {"p.go": "ex.test/b gone.test/x"}), published("ex.test/b@v1.0.0")]
    solution = solver({"m.go": "ex.test/a"}, world, found="ex.test/b@v1.0.0").solve([choice("ex.test/a@v1.0.0")])
    assert roots(solution) == ["ex.test/a@v1.0.0", "ex.test/b@v1.0.0"]
    assert list(solution.load.lacks) == ["gone.test/x"]


# What raised a version and is not needed in the end must not leave it raised.
def test_solve_lowers_a_requirement_when_what_raised_it_goes() -> None:
    world = [
        published("ex.test/a@v1.0.0"),
        published("ex.test/a@v1.1.0"),
        published("ex.test/idle@v1.0.0", "ex.test/a@v1.1.0"),
    ]
    locks = [choice("ex.test/a@v1.0.0"), choice("ex.test/idle@v1.0.0")]
    solution = solver({"m.go": "ex.test/a"}, world).solve(locks)
    assert roots(solution) == ["ex.test/a@v1.0.0"]
    assert lines(solution) == []


@pytest.mark.parametrize(
    ("main", "dependency", "expected"),
    [("1.18", "1.20", "1.18"), ("1.18", "1.21", "1.21"), ("1.16", "1.22.3", "1.22.3"), ("1.23", "1.21", "1.23")],
)
def test_solve_raises_the_go_line_from_1_21_on(main: str, dependency: str, expected: str) -> None:
    world = [published("ex.test/a@v1.0.0", go=dependency)]
    assert solver({"m.go": "ex.test/a"}, world, go=main).solve([choice("ex.test/a@v1.0.0")]).go == expected


def test_solve_does_not_raise_the_go_line_for_a_module_that_is_not_needed() -> None:
    world = [published("ex.test/a@v1.0.0"), published("ex.test/idle@v1.0.0", go="1.22")]
    locks = [choice("ex.test/a@v1.0.0"), choice("ex.test/idle@v1.0.0")]
    assert solver({"m.go": "ex.test/a"}, world).solve(locks).go == "1.18"


# A go.mod that is not available.
GAP = [
    published("ex.test/a@v1.0.0", "ex.test/b@v1.1.0", {"p.go": "ex.test/b"}),
    published("ex.test/b@v1.0.0"),
    gone("ex.test/b@v1.1.0"),
    published("ex.test/b@v1.2.0"),
]


def test_solve_with_a_gap_at_a_locked_module_holds_the_lock() -> None:
    locks = [choice("ex.test/a@v1.0.0"), choice("ex.test/b@v1.0.0")]
    solution = solver({"m.go": "ex.test/a"}, GAP).solve(locks)
    assert [str(new) for new in solution.replacements.by_version.values()] == ["ex.test/b@v1.0.0"]
    assert solution.unavailable == ()


def test_solve_with_a_gap_that_is_not_selected_lets_the_selected_version_stand_in() -> None:
    locks = [choice("ex.test/a@v1.0.0"), choice("ex.test/b@v1.2.0")]
    solution = solver({"m.go": "ex.test/a"}, GAP).solve(locks)
    assert lines(solution) == ["ex.test/b@v1.1.0 => ex.test/b@v1.2.0"]
    assert solution.graph.selected["ex.test/b"] == "v1.2.0"
    assert solution.holds == ()


def test_solve_with_a_gap_at_a_module_of_the_graph_takes_the_highest_below() -> None:
    world = [published("ex.test/a@v1.0.0", "ex.test/b@v1.1.0"), *GAP[1:]]
    solution = solver({"m.go": "ex.test/a"}, world).solve([choice("ex.test/a@v1.0.0")])
    assert lines(solution) == ["ex.test/b@v1.1.0 => ex.test/b@v1.0.0"]
    assert [str(mend.module) for mend in solution.mends] == ["ex.test/b@v1.1.0"]


def test_solve_with_a_gap_and_nothing_below_takes_the_lowest_above() -> None:
    world = [published("ex.test/a@v1.0.0", "ex.test/b@v1.1.0"), *GAP[2:], published("ex.test/b@v1.3.0")]
    solution = solver({"m.go": "ex.test/a"}, world).solve([choice("ex.test/a@v1.0.0")])
    assert lines(solution) == ["ex.test/b@v1.1.0 => ex.test/b@v1.2.0"]


def test_solve_with_nothing_of_a_module_to_be_had_excludes_it() -> None:
    world = [published("ex.test/a@v1.0.0", "ex.test/b@v1.1.0"), gone("ex.test/b@v1.1.0")]
    solution = solver({"m.go": "ex.test/a"}, world).solve([choice("ex.test/a@v1.0.0")])
    assert [str(m) for m in solution.excluded] == ["ex.test/b@v1.1.0"]
    assert "ex.test/b" not in solution.graph.selected
    assert solution.unavailable == ()


def test_solve_takes_a_go_mod_with_another_path_for_one_that_cannot_be_had() -> None:
    world = [
        published("ex.test/a@v1.0.0", "ex.test/b@v1.1.0"),
        published("ex.test/b@v1.0.0"),
        published("ex.test/b@v1.1.0", says="ex.test/moved"),
    ]
    solution = solver({"m.go": "ex.test/a"}, world).solve([choice("ex.test/a@v1.0.0")])
    assert lines(solution) == ["ex.test/b@v1.1.0 => ex.test/b@v1.0.0"]


def test_solve_leaves_a_gap_beyond_a_held_version_alone() -> None:
    world = [*RAISING[:2], published("ex.test/c@v1.1.0", "ex.test/lost@v1.0.0"), gone("ex.test/lost@v1.0.0")]
    locks = [choice("ex.test/a@v1.0.0"), choice("ex.test/c@v1.0.0")]
    solution = solver({"m.go": "ex.test/a"}, world).solve(locks)
    assert lines(solution) == ["ex.test/c => ex.test/c@v1.0.0"]
    assert solution.mends == ()
    assert solution.excluded == ()


# A package in two modules.
def parent(version: str, *, has_sub: bool, requires: str = "", go: str = "1.16") -> Published:
    files = {"p.go": "", **({"sub/s.go": ""} if has_sub else {})}
    return published(f"ex.test/n@{version}", requires, files, go=go)


def test_solve_lets_the_parent_have_the_package_when_the_nested_module_is_only_in_the_graph() -> None:
    world = [parent("v1.0.0", has_sub=True, requires="ex.test/n/sub@v1.0.0"), published("ex.test/n/sub@v1.0.0")]
    solution = solver({"m.go": "ex.test/n/sub"}, world).solve([choice("ex.test/n@v1.0.0")])
    assert solution.load.lacks == {}
    assert roots(solution) == ["ex.test/n@v1.0.0"]
    assert solution.excluded == ()


def test_solve_below_go_1_17_excludes_the_nested_module_that_is_only_in_the_graph() -> None:
    world = [parent("v1.0.0", has_sub=True, requires="ex.test/n/sub@v1.0.0"), published("ex.test/n/sub@v1.0.0")]
    solution = solver({"m.go": "ex.test/n/sub"}, world, go="1.16").solve([choice("ex.test/n@v1.0.0")])
    assert solution.load.lacks == {}
    assert [str(m) for m in solution.excluded] == ["ex.test/n/sub@v1.0.0"]


def test_solve_with_parent_and_nested_locked_drops_the_one_that_gives_nothing_else() -> None:
    world = [parent("v1.0.0", has_sub=True), published("ex.test/n/sub@v1.0.0")]
    solution = solver({"m.go": "ex.test/n ex.test/n/sub"}, world).solve(
        [choice("ex.test/n@v1.0.0"), choice("ex.test/n/sub@v1.0.0")]
    )
    assert solution.load.lacks == {}
    assert roots(solution) == ["ex.test/n@v1.0.0"]


def test_solve_moves_a_version_that_no_lock_names_off_an_ambiguous_import() -> None:
    world = [
        parent("v1.0.0", has_sub=False),
        parent("v1.1.0", has_sub=True),
        published("ex.test/n/sub@v1.0.0", "", {"p.go": "", "more/m.go": ""}),
    ]
    solution = solver({"m.go": "ex.test/n ex.test/n/sub ex.test/n/sub/more"}, world).solve(
        [choice("ex.test/n@v1.1.0", DATED), choice("ex.test/n/sub@v1.0.0")]
    )
    assert solution.load.lacks == {}
    assert roots(solution) == ["ex.test/n@v1.0.0", "ex.test/n/sub@v1.0.0"]


def test_solve_says_an_import_is_ambiguous_when_both_modules_are_needed() -> None:
    world = [parent("v1.0.0", has_sub=True), published("ex.test/n/sub@v1.0.0", "", {"p.go": "", "more/m.go": ""})]
    solution = solver({"m.go": "ex.test/n ex.test/n/sub ex.test/n/sub/more"}, world).solve(
        [choice("ex.test/n@v1.0.0"), choice("ex.test/n/sub@v1.0.0")]
    )
    lack = solution.load.lacks["ex.test/n/sub"]
    assert sorted(map(str, lack.ambiguous)) == ["ex.test/n/sub@v1.0.0", "ex.test/n@v1.0.0"]
    assert module("ex.test/n/sub@v1.0.0") in solution.roots


# a's test imports t, which no lock has.
TESTED = [
    published("ex.test/a@v1.0.0", "", {"p.go": "", "p_test.go": "ex.test/t"}),
    published("ex.test/asking@v1.0.0", "ex.test/c@v1.1.0"),
    published("ex.test/c@v1.0.0"),
    published("ex.test/c@v1.1.0"),
    published("ex.test/idle@v1.0.0"),
    published("ex.test/idle@v1.1.0"),
    published("ex.test/t@v1.0.0", "ex.test/c@v1.0.0"),
    published("ex.test/t@v1.1.0", "ex.test/c@v1.1.0"),
    published("ex.test/t@v1.2.0", "ex.test/c@v1.1.0 ex.test/idle@v1.1.0"),
    published("ex.test/t@v1.3.0", "", go="1.21"),
]
TESTED_LOCKS = [choice("ex.test/a@v1.0.0"), choice("ex.test/c@v1.0.0")]


def test_solve_tells_how_many_locked_versions_a_module_would_raise() -> None:
    raised: dict[str, int] = {}

    def find(lacks: tuple[Lack, ...], raised_by: RaisedBy) -> tuple[Choice, ...]:
        assert [(lack.import_path, lack.in_all, str(lack.asker)) for lack in lacks] == [
            ("ex.test/t", False, "ex.test/a@v1.0.0")
        ]
        raised.update({f"v1.{n}.0": raised_by(module(f"ex.test/t@v1.{n}.0")) for n in range(4)})
        return ()

    asking = solver({"m.go": "ex.test/a ex.test/c"}, TESTED, idle="ex.test/idle@v1.0.0")
    asking.find = find
    assert asking.solve(TESTED_LOCKS).go == "1.18"
    assert raised == {"v1.0.0": 0, "v1.1.0": 1, "v1.2.0": 2, "v1.3.0": 1}


@pytest.mark.parametrize(("imports", "tested"), [("", "ex.test/t"), ("ex.test/asking", "")])
def test_solve_names_what_only_tests_of_dependencies_import_where_a_hold_is_for_that(imports: str, tested: str) -> None:
    locks = [*TESTED_LOCKS, choice("ex.test/asking@v1.0.0")]
    solution = solver({"m.go": f"ex.test/a ex.test/c {imports}"}, TESTED, found="ex.test/t@v1.1.0").solve(locks)
    assert [(hold.path, hold.tested) for hold in solution.holds] == [("ex.test/c", tested)]
