from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from gomigrate.model.go.goversion import go_order, go_version, is_pruned
from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.solve.buildlist import MAIN, Needs, NeedsOf, Replacements, load_graph, minimal_roots


def module(text: str) -> ModuleVersion:
    path, _, version = text.partition("@")
    return ModuleVersion(path, version)


def modules(text: str) -> tuple[ModuleVersion, ...]:
    return tuple(map(module, text.split()))


def needs_of(world: Mapping[str, tuple[str, str]], asked: list[str] | None = None) -> NeedsOf:
    """`world`: module version -> (go line, what it requires)."""

    def answer(wanted: Sequence[ModuleVersion]) -> list[Needs]:
        if asked is not None:
            asked.extend(map(str, wanted))
        return [Needs(modules(world[str(m)][1]), world[str(m)][0]) for m in wanted]

    return answer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (1, 16)),
        ("1.9", (1, 9)),
        ("1.18", (1, 18)),
        ("1.21.3", (1, 21)),
        ("1.22rc1", (1, 22)),
        ("1.9beta2", (1, 9)),
    ],
)
def test_go_version_of_a_go_line_is_its_language(text: str, expected: tuple[int, int]) -> None:
    assert go_version(text) == expected


def test_go_order_sorts_as_go_versions_do() -> None:
    lines = ["1.21.3", "1.9", "1.22", "1.21rc2", "1.17", "1.21.0", "1.21", "1.20.5", "1.21rc1"]
    assert sorted(lines, key=go_order) == [
        "1.9",
        "1.17",
        "1.20.5",
        "1.21",
        "1.21rc1",
        "1.21rc2",
        "1.21.0",
        "1.21.3",
        "1.22",
    ]


@pytest.mark.parametrize(("go", "expected"), [("", False), ("1.16", False), ("1.17", True), ("1.21.0", True)])
def test_is_pruned_begins_with_go_1_17(go: str, expected: bool) -> None:
    assert is_pruned(go) is expected


def test_load_graph_takes_the_highest_version_that_is_asked_for() -> None:
    world = {
        "a@v1.0.0": ("", "c@v1.1.0"),
        "b@v1.0.0": ("", "c@v1.10.0"),
        "c@v1.1.0": ("", ""),
        "c@v1.10.0": ("", ""),
    }
    graph = load_graph(modules("a@v1.0.0 b@v1.0.0"), "1.18", needs_of(world))
    assert graph.selected == {"a": "v1.0.0", "b": "v1.0.0", "c": "v1.10.0"}


def test_load_graph_counts_what_a_version_not_selected_requires() -> None:
    world = {
        "a@v1.0.0": ("", "b@v1.0.0"),
        "b@v1.0.0": ("", "c@v1.0.0"),
        "b@v1.1.0": ("", ""),
        "c@v1.0.0": ("", ""),
    }
    assert load_graph(modules("a@v1.0.0 b@v1.1.0"), "1.18", needs_of(world)).selected["c"] == "v1.0.0"


# Which module's requirements are beyond the horizon: main -> a -> b -> c.
@pytest.mark.parametrize(
    ("main", "a", "b", "expected"),
    [
        ("1.18", "1.17", "1.17", "a b"),
        ("1.18", "1.16", "1.17", "a b c d"),
        ("1.18", "1.16", "1.16", "a b c d"),
        ("1.18", "1.17", "1.16", "a b"),
        ("1.16", "1.17", "1.17", "a b c d"),
    ],
)
def test_load_graph_prunes_what_modules_list_themselves(main: str, a: str, b: str, expected: str) -> None:
    world = {
        "a@v1.0.0": (a, "b@v1.0.0"),
        "b@v1.0.0": (b, "c@v1.0.0"),
        "c@v1.0.0": ("1.17", "d@v1.0.0"),
        "d@v1.0.0": ("", ""),
    }
    assert " ".join(load_graph(modules("a@v1.0.0"), main, needs_of(world)).selected) == expected


def test_load_graph_does_not_ask_for_a_go_mod_beyond_the_horizon() -> None:
    asked: list[str] = []
    world = {"a@v1.0.0": ("1.17", "b@v1.0.0")}
    graph = load_graph(modules("a@v1.0.0"), "1.18", needs_of(world, asked))
    assert asked == ["a@v1.0.0"]
    assert set(graph.edges) == {MAIN, module("a@v1.0.0")}


def test_load_graph_with_a_cycle_asks_once_for_each() -> None:
    asked: list[str] = []
    world = {"a@v1.0.0": ("", "b@v1.0.0"), "b@v1.0.0": ("", "a@v1.0.0")}
    load_graph(modules("a@v1.0.0"), "1.16", needs_of(world, asked))
    assert sorted(asked) == ["a@v1.0.0", "b@v1.0.0"]


def test_load_graph_drops_requirements_on_excluded_versions() -> None:
    world = {"a@v1.0.0": ("", "b@v1.1.0"), "b@v1.0.0": ("", "")}
    graph = load_graph(modules("a@v1.0.0 b@v1.0.0"), "1.18", needs_of(world), frozenset(modules("b@v1.1.0 x@v1.0.0")))
    assert graph.selected["b"] == "v1.0.0"
    assert graph.left_out == {module("b@v1.1.0")}


def test_load_graph_of_nothing_is_empty() -> None:
    assert load_graph((), "1.18", needs_of({})).selected == {}


def test_raised_by_names_the_nearest_module_and_never_the_main_one() -> None:
    world = {
        "a@v1.0.0": ("", "b@v1.0.0"),
        "b@v1.0.0": ("", "c@v1.2.0"),
        "c@v1.2.0": ("", ""),
        "z@v1.0.0": ("", "c@v1.2.0"),
    }
    graph = load_graph(modules("a@v1.0.0 c@v1.2.0 z@v1.0.0"), "1.16", needs_of(world))
    assert graph.raised_by("c") == module("z@v1.0.0")
    assert graph.raised_by("z") is None


def test_is_asked_for_passes_over_what_only_the_module_itself_leads_to() -> None:
    world = {"a@v1.0.0": ("", "b@v1.0.0"), "b@v1.0.0": ("", "a@v1.1.0"), "a@v1.1.0": ("", "")}
    graph = load_graph(modules("a@v1.0.0"), "1.16", needs_of(world))
    assert graph.selected["a"] == "v1.1.0"
    assert not graph.is_asked_for("a")
    assert graph.is_asked_for("b")


def test_line_for_prefers_the_exact_version() -> None:
    lines = Replacements({module("a"): module("a@v1.0.0"), module("a@v1.2.0"): module("b@v1.0.0")})
    assert lines.of(module("a@v1.2.0")) == module("b@v1.0.0")
    assert lines.of(module("a@v1.3.0")) == module("a@v1.0.0")
    assert lines.line_for(module("a@v1.0.0")) == module("a@v1.0.0")
    assert lines.line_for(module("c@v1.0.0")) is None
    assert lines.of(module("c@v1.0.0")) == module("c@v1.0.0")


# After the reference's "Minimal version selection": what no other requirement implies.
def test_minimal_roots_leave_out_what_is_implied() -> None:
    world = {
        "a@v1.0.0": ("", "c@v1.0.0"),
        "b@v1.0.0": ("", "c@v1.1.0"),
        "c@v1.0.0": ("", ""),
        "c@v1.1.0": ("", "d@v1.0.0"),
        "d@v1.0.0": ("", ""),
        "e@v1.0.0": ("", ""),
    }
    graph = load_graph(modules("a@v1.0.0 b@v1.0.0 c@v1.1.0 e@v1.0.0"), "1.16", needs_of(world))
    assert minimal_roots(graph, []) == modules("a@v1.0.0 b@v1.0.0 e@v1.0.0")
    assert minimal_roots(graph, ["d"]) == modules("a@v1.0.0 b@v1.0.0 d@v1.0.0 e@v1.0.0")


def test_minimal_roots_keep_one_of_a_cycle() -> None:
    world = {"a@v1.0.0": ("", "b@v1.0.0"), "b@v1.0.0": ("", "a@v1.0.0")}
    graph = load_graph(modules("a@v1.0.0 b@v1.0.0"), "1.16", needs_of(world))
    assert minimal_roots(graph, []) == modules("a@v1.0.0")
