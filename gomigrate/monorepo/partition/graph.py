"""The graph of units, in networkx: cycles, and the order from the leaves up."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

Pairs = Iterable[tuple[str, str]]


def _graph(nodes: Iterable[str], pairs: Pairs) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(pair for pair in pairs if pair[0] != pair[1])
    return graph


def cycles(nodes: Iterable[str], pairs: Pairs) -> tuple[tuple[str, ...], ...]:
    """The strongly connected components of more than one node, each sorted. A pair (importer, imported) is an edge."""
    found = nx.strongly_connected_components(_graph(nodes, pairs))
    return tuple(sorted(tuple(sorted(component)) for component in found if len(component) > 1))


def leaves_first(nodes: Iterable[str], pairs: Pairs) -> tuple[tuple[str, ...], ...]:
    """Batches, each of which imports only what lies in the batches before it. Raises ValueError where there is a
    cycle."""
    try:
        levels = nx.topological_generations(_graph(nodes, pairs).reverse())
        return tuple(tuple(sorted(level)) for level in levels)
    except nx.NetworkXUnfeasible as error:
        raise ValueError("the modules need one another") from error


def needed_by(start: str, pairs: Pairs) -> frozenset[str]:
    """Everything that `start` imports, directly or not."""
    graph = _graph((start,), pairs)
    return frozenset(nx.descendants(graph, start))
