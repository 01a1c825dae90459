"""The order of units: what others import comes first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx

from gomigrate.model.fleets.batch import Run
from gomigrate.model.go.modpath import prefixes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.batch.repository import FoundUnit


def in_order(found: Sequence[FoundUnit]) -> Run:
    """Put the units in order, and write into `after` which ones each must wait for. Units of one circle wait for those
    outside of it, and among themselves stand in the order of their paths."""
    units = {item.unit.path: item.unit for item in found}
    by_module = {item.unit.module: item.unit.path for item in found if item.unit.module}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(units))
    for item in found:
        for needed in {by for path in item.imports if (by := _provider(path, by_module))} - {item.unit.path}:
            graph.add_edge(needed, item.unit.path)
    groups = [tuple(sorted(group)) for group in nx.strongly_connected_components(graph)]
    group_of = {path: group for group in groups for path in group}
    above: nx.DiGraph[tuple[str, ...]] = nx.DiGraph()
    above.add_nodes_from(groups)
    above.add_edges_from((group_of[a], group_of[b]) for a, b in graph.edges if group_of[a] != group_of[b])
    order = [path for group in nx.lexicographical_topological_sort(above) for path in group]
    return Run(
        units=tuple(
            replace(
                units[path], after=tuple(sorted(p for p in graph.predecessors(path) if group_of[p] != group_of[path]))
            )
            for path in order
        ),
        cycles=tuple(sorted(group for group in groups if len(group) > 1)),
    )


def _provider(import_path: str, by_module: dict[str, str]) -> str:
    """The unit with the longest module path that the import path begins with."""
    return next((by_module[above] for above in prefixes(import_path) if above in by_module), "")
