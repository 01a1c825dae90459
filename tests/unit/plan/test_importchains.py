"""Who needs each module."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gomigrate.plan.account.importchains import import_chains
from gomigrate.plan.solve.loader import Load
from tests.unit.plan.solutions import load, loaded

PACKAGES = (
    loaded("app", "app/sub"),
    loaded("app/sub", "lib/a", "gone"),
    loaded("app", "tool/t", is_test=True),
    loaded("lib/a", "lib/b", module="lib"),
    loaded("lib/b", "deep/d", module="lib"),
    loaded("tool/t", "deep/d", module="tool"),
    loaded("deep/d", "lib/a", module="deep"),
    loaded("idle/i", module="idle"),
)


@pytest.mark.parametrize(
    ("module", "chain"),
    [
        ("lib", ("app/sub", "lib/a")),
        ("tool", ("app [test]", "tool/t")),
        ("deep", ("app [test]", "tool/t", "deep/d")),
    ],
)
def test_import_chains_are_the_shortest_from_the_main_module(module: str, chain: tuple[str, ...]) -> None:
    assert import_chains(load(PACKAGES))[module] == chain


def test_import_chains_of_what_nothing_imports_and_of_the_main_module_are_none() -> None:
    assert sorted(import_chains(load(PACKAGES))) == ["deep", "lib", "tool"]
    assert import_chains(load()) == {}


def test_import_chains_lead_through_the_test_of_a_dependency() -> None:
    found = import_chains(
        load((loaded("app", "lib"), loaded("lib", module="lib"), loaded("lib", "far", module="lib", is_test=True),
              loaded("far", module="far")))
    )  # fmt: skip
    assert found["far"] == ("app", "lib", "lib [test]", "far")


NAMES = [f"{module}/{name}" for module in ("app", "m", "n", "o") for name in "abc"]


@st.composite
def loads(draw: st.DrawFn) -> Load:
    """Any packages and tests of four modules, the first of which is the main one, with any imports."""
    made = []
    for key in draw(st.lists(st.sampled_from([(n, t) for n in NAMES for t in (False, True)]), unique=True)):
        name, is_test = key
        imports = draw(st.lists(st.sampled_from(NAMES), max_size=4, unique=True))
        module = name.partition("/")[0]
        made.append(loaded(name, *imports, module="" if module == "app" else module, is_test=is_test))
    return load(tuple(made))


def by_networkx(loaded: Load) -> dict[str, tuple[str, ...]]:
    """The same, worked out by a library for graphs."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_node("")
    graph.add_nodes_from(loaded.packages)
    graph.add_edges_from(("", key) for key, package in loaded.packages.items() if package.module is None)
    for key, package in loaded.packages.items():
        if package.is_test and package.import_path in graph:
            graph.add_edge(package.import_path, key)
        graph.add_edges_from((key, need) for need in package.imports if need in loaded.packages)
    chains: dict[str, tuple[str, ...]] = {}
    for key, way in nx.single_source_shortest_path(graph, "").items():
        module = loaded.packages[key].module if key else None
        if module and (module.path not in chains or len(way) - 1 < len(chains[module.path])):
            chains[module.path] = tuple(way[1:])
    return chains


@settings(max_examples=300, deadline=None)
@given(loads())
def test_import_chains_are_those_of_networkx(made: Load) -> None:
    assert import_chains(made) == by_networkx(made)
