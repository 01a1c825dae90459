"""The import graph of the new build, in networkx: packages, their tests and the modules that provide them, apart."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from gomigrate.plan.loader import Load

ROOT = ""
"""The node that stands for the main module as a whole: it leads to each of its packages."""


class NodeKind(StrEnum):
    """What a node stands for; an edge from a module leads to each package that it provides."""

    PACKAGE = "package"
    TEST = "test"
    MODULE = "module"


def import_graph(loaded: Load) -> nx.DiGraph[str]:
    """Nodes are import paths (tests as the loader spells them) and module paths with a leading "module "; each has a
    `kind`, packages and tests also `module` ("" for the main module)."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_node(ROOT, kind=NodeKind.MODULE)
    for key, package in loaded.packages.items():
        module = package.module.path if package.module else ""
        graph.add_node(key, kind=NodeKind.TEST if package.is_test else NodeKind.PACKAGE, module=module)
        if module:
            graph.add_node(f"module {module}", kind=NodeKind.MODULE)
            graph.add_edge(f"module {module}", key)
        else:
            graph.add_edge(ROOT, key)
    for key, package in loaded.packages.items():
        if package.is_test and package.import_path in graph:
            graph.add_edge(package.import_path, key)
        graph.add_edges_from((key, need) for need in package.imports if need in loaded.packages)
    return graph


def import_chains(graph: nx.DiGraph[str]) -> dict[str, tuple[str, ...]]:
    """For each module path the shortest chain of imports from the main module to one of its packages: who needs it."""
    chains: dict[str, tuple[str, ...]] = {}
    for node, way in nx.single_source_shortest_path(graph, ROOT).items():
        module = graph.nodes[node].get("module", "")
        if module and (module not in chains or len(way) - 1 < len(chains[module])):
            chains[module] = tuple(way[1:])
    return chains
