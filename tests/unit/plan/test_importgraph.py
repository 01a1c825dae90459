"""The import graph of the new build, and who needs each module."""

from __future__ import annotations

import pytest

from gomigrate.plan.importgraph import ROOT, NodeKind, import_chains, import_graph
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


def test_import_graph_tells_packages_tests_and_modules_apart() -> None:
    graph = import_graph(load(PACKAGES))
    kinds = {node: data["kind"] for node, data in graph.nodes(data=True)}
    assert kinds["app/sub"] is NodeKind.PACKAGE
    assert kinds["app [test]"] is NodeKind.TEST
    assert {node for node, kind in kinds.items() if kind is NodeKind.MODULE} == {
        ROOT,
        *(f"module {name}" for name in ("lib", "tool", "deep", "idle")),
    }
    assert set(graph.successors("module lib")) == {"lib/a", "lib/b"}
    assert set(graph.successors("app")) == {"app/sub", "app [test]"}


def test_import_graph_has_no_node_for_what_was_not_loaded() -> None:
    assert "gone" not in import_graph(load(PACKAGES))


@pytest.mark.parametrize(
    ("module", "chain"),
    [
        ("lib", ("app/sub", "lib/a")),
        ("tool", ("app [test]", "tool/t")),
        ("deep", ("app [test]", "tool/t", "deep/d")),
    ],
)
def test_import_chains_are_the_shortest_from_the_main_module(module: str, chain: tuple[str, ...]) -> None:
    assert import_chains(import_graph(load(PACKAGES)))[module] == chain


def test_import_chains_of_what_nothing_imports_and_of_the_main_module_are_none() -> None:
    chains = import_chains(import_graph(load(PACKAGES)))
    assert sorted(chains) == ["deep", "lib", "tool"]
    assert import_chains(import_graph(load())) == {}
