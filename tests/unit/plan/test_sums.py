from __future__ import annotations

import pytest

from gomigrate.plan.files.gosumlines import needed_sums
from tests.fakeworld.modules import Published
from tests.unit.plan.worlds import choice, published, solver

WORLD = [
    published("ex.test/a@v1.0.0", "ex.test/b@v1.0.0", {"p.go": "", "p_test.go": "ex.test/b"}, go="1.17"),
    published("ex.test/b@v1.0.0", "ex.test/c@v1.0.0", go="1.17"),
    published("ex.test/c@v1.0.0", go="1.17"),
]


def needed(go: str, world: list[Published], imports: str = "ex.test/a", locks: str = "ex.test/a@v1.0.0") -> list[str]:
    zips, mods = needed_sums(solver({"m.go": imports}, world, go=go).solve(map(choice, locks.split())))
    return sorted([str(m) for m in zips] + [f"{m}/go.mod" for m in mods])


def test_sums_of_a_pruned_graph_name_the_go_mod_files_it_reads_alone() -> None:
    assert needed("1.18", WORLD) == ["ex.test/a@v1.0.0", "ex.test/a@v1.0.0/go.mod", "ex.test/b@v1.0.0"]


def test_sums_from_go_1_21_on_name_the_go_mod_of_every_module_with_a_package() -> None:
    assert "ex.test/b@v1.0.0/go.mod" in needed("1.21", WORLD)
    assert "ex.test/c@v1.0.0/go.mod" not in needed("1.21", WORLD)


@pytest.mark.parametrize("go", ["1.16", "1.17"])
def test_sums_up_to_go_1_17_name_the_whole_graph(go: str) -> None:
    assert {"ex.test/b@v1.0.0/go.mod", "ex.test/c@v1.0.0/go.mod"} <= set(needed(go, WORLD))


def test_sums_name_a_module_that_could_have_the_package_by_its_path() -> None:
    world = [
        published("ex.test/n/s@v1.0.0", "ex.test/n@v1.0.0"),
        published("ex.test/n@v1.0.0"),
    ]
    assert "ex.test/n@v1.0.0" in needed("1.16", world, "ex.test/n/s", "ex.test/n/s@v1.0.0")
    assert "ex.test/n@v1.0.0" not in needed("1.18", world, "ex.test/n/s", "ex.test/n/s@v1.0.0")


def test_sums_of_a_held_module_are_those_of_what_is_built() -> None:
    world = [
        published("ex.test/a@v1.0.0", "ex.test/b@v1.1.0", {"p.go": "ex.test/b"}),
        published("ex.test/b@v1.0.0"),
        published("ex.test/b@v1.1.0"),
    ]
    lines = needed("1.18", world, locks="ex.test/a@v1.0.0 ex.test/b@v1.0.0")
    assert {"ex.test/b@v1.0.0", "ex.test/b@v1.0.0/go.mod"} <= set(lines)
    assert not any("v1.1.0" in line for line in lines)
