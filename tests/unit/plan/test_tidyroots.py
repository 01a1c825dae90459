from __future__ import annotations

import pytest

from gomigrate.plan.solve.tidyroots import direct_paths
from tests.fakeworld.modules import Published
from tests.unit.plan.worlds import choice, published, solver

WORLD = [
    published("ex.test/a@v1.0.0", "ex.test/b@v1.0.0 ex.test/t@v1.0.0", {"p.go": "ex.test/b", "p_test.go": "ex.test/t"}),
    published("ex.test/b@v1.0.0"),
    published("ex.test/t@v1.0.0"),
    published("ex.test/t@v1.1.0", "", {"p.go": "", "new/n.go": ""}),
]
LOCKS = ["ex.test/a@v1.0.0", "ex.test/b@v1.0.0", "ex.test/t@v1.0.0"]


def listed(go: str, world: list[Published] | None = None, locks: list[str] | None = None) -> list[str]:
    solution = solver({"m.go": "ex.test/a"}, world or WORLD, go=go).solve(map(choice, locks or LOCKS))
    return [f"{root}{'' if root.path in solution.direct else ' // indirect'}" for root in solution.roots]


def test_roots_at_go_1_17_are_all_that_provide_a_package_of_all() -> None:
    assert listed("1.18") == ["ex.test/a@v1.0.0", "ex.test/b@v1.0.0 // indirect"]


def test_roots_below_go_1_17_leave_out_what_others_imply() -> None:
    assert listed("1.16") == ["ex.test/a@v1.0.0"]


@pytest.mark.parametrize("go", ["1.16", "1.18"])
def test_roots_keep_what_only_a_test_of_a_dependency_needs_if_nothing_requires_it(go: str) -> None:
    world = [published("ex.test/a@v1.0.0", "", {"p.go": "", "p_test.go": "ex.test/t"}), *WORLD[2:]]
    assert listed(go, [*world], ["ex.test/a@v1.0.0", "ex.test/t@v1.0.0"]) == [
        "ex.test/a@v1.0.0",
        "ex.test/t@v1.0.0 // indirect",
    ]


@pytest.mark.parametrize("go", ["1.16", "1.18"])
def test_roots_keep_a_test_dependency_that_the_graph_would_select_too_low(go: str) -> None:
    files = {"p.go": "", "p_test.go": "ex.test/t/new"}
    world = [published("ex.test/a@v1.0.0", "ex.test/t@v1.0.0", files), *WORLD[2:]]
    assert listed(go, [*world], ["ex.test/a@v1.0.0", "ex.test/t@v1.1.0"]) == [
        "ex.test/a@v1.0.0",
        "ex.test/t@v1.1.0 // indirect",
    ]


def test_roots_keep_a_module_that_an_import_would_be_ambiguous_without() -> None:
    world = [
        published("ex.test/a@v1.0.0", "ex.test/n@v1.0.0 ex.test/n/s@v1.0.0", {"p.go": "", "p_test.go": "ex.test/n/s"}),
        published("ex.test/n@v1.0.0", "", {"s/s.go": ""}),
        published("ex.test/n/s@v1.0.0"),
    ]
    assert listed("1.18", [*world], ["ex.test/a@v1.0.0", "ex.test/n@v1.0.0"]) == [
        "ex.test/a@v1.0.0",
        "ex.test/n@v1.0.0 // indirect",
    ]


def test_direct_paths_count_tests_of_the_main_module() -> None:
    solution = solver({"m.go": "", "m_test.go": "ex.test/a"}, WORLD).solve(map(choice, LOCKS))
    assert direct_paths(solution.load) == {"ex.test/a"}
