"""The graph of units, in networkx: cycles, and the order in which units come after those that they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import networkx as nx


def cycles(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """The strongly connected components of more than one node, each sorted. A pair (importer, imported) is an edge."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(tuple(pairs))
    found = nx.strongly_connected_components(graph)
    return tuple(sorted(tuple(sorted(component)) for component in found if len(component) > 1))


def leaves_first(needs: Mapping[str, Collection[str]]) -> tuple[tuple[str, ...], ...]:
    """Batches, each of which imports only from the batches before it. Raises ValueError where there is a cycle."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(needs)
    try:
        levels = nx.topological_generations(graph.reverse())
        return tuple(tuple(sorted(level)) for level in levels)
    except nx.NetworkXUnfeasible as error:
        raise ValueError("the modules need one another") from error


def needed_by(start: str, needs: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Everything that `start` needs, directly or not, in order."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(needs)
    return tuple(sorted(nx.descendants(graph, start)))
