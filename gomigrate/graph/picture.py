"""Where the nodes of a graph are drawn: in columns by distance from the main module, near to what they hang on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from gomigrate.model.graph.picture import Picture, PictureNode, Tie

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from gomigrate.model.graph.requirements import GraphAnswer

    Net = nx.DiGraph[int]

COLUMN, ROW = 340, 30
"""Pixels from one column to the next, and from one node to the next below it."""

_SHAPE = 1.4
"""How wide a large picture is, beside its height."""

_SHORTEST = 16
_SWEEPS = 4


def draw(answer: GraphAnswer) -> Picture:
    """The picture of an answer's graph. Of a module all versions are one node, with the version that is built."""
    graph, selected = answer.graph, answer.selected
    paths = tuple(dict.fromkeys(module.path for module in graph.modules))
    number = {path: n for n, path in enumerate(paths)}
    mains = frozenset(number[module.path] for module in graph.mains)
    ties = tuple(
        Tie(
            source=number[one.path],
            target=number[other.path],
            by=one.version,
            version=other.version,
            is_forcing=bool(other.version) and selected.get(other.path) == other.version,
        )
        for one, other in graph.edges
        if one.path != other.path
    )
    net: Net = nx.DiGraph()
    net.add_nodes_from(number.values())
    net.add_edges_from((tie.source, tie.target) for tie in ties)
    places = _places(net, mains)
    rings = _rings(net)
    return Picture(
        of=graph.of,
        nodes=tuple(
            PictureNode(
                path=path,
                version=selected.get(path, ""),
                x=places[n][0] * COLUMN,
                y=places[n][1] * ROW,
                is_main=n in mains,
                ring=rings.get(n, 0),
            )
            for path, n in number.items()
        ),
        ties=ties,
        width=(max((x for x, _ in places.values()), default=0) + 1) * COLUMN,
        height=(max((y for _, y in places.values()), default=0) + 1) * ROW,
        chains=tuple(tuple(number[module.path] for module in chain) for chain in answer.chains),
    )


def _rings(net: Net) -> dict[int, int]:
    """The nodes that are in cycles, with the number of theirs, from 1."""
    groups = [sorted(group) for group in nx.strongly_connected_components(net) if len(group) > 1]
    return {node: n for n, group in enumerate(sorted(groups), 1) for node in group}


def _places(net: Net, mains: frozenset[int]) -> dict[int, tuple[int, int]]:
    """Column and row of every node."""
    layers = _layers(net, mains)
    order = {node: row for layer in layers for row, node in enumerate(layer)}
    for sweep in range(_SWEEPS):
        near = net.pred if sweep % 2 == 0 else net.succ
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            layer.sort(key=lambda node: (_middle(near[node], order, order[node]), order[node]))
            order.update({node: row for row, node in enumerate(layer)})
    return _in_columns(layers)


def _layers(net: Net, mains: frozenset[int]) -> list[list[int]]:
    """The nodes by their distance from a main node, or from those that nothing leads to; what none leads to comes
    last."""
    starts = sorted(mains) or [node for node in net if not net.pred[node]]
    layers = [sorted(layer) for layer in nx.bfs_layers(net, starts)] if starts else []
    rest = sorted(set(net).difference(*layers))
    return [*layers, rest] if rest else layers


def _middle(near: Collection[int], order: Mapping[int, int], own: int) -> float:
    return sum(order[node] for node in near) / len(near) if near else own


def _in_columns(layers: Sequence[Sequence[int]]) -> dict[int, tuple[int, int]]:
    """A layer beside the other, each in the middle; one that is too tall for the picture's shape in several columns."""
    places: dict[int, tuple[int, int]] = {}
    most = max(_SHORTEST, round((sum(map(len, layers)) * COLUMN / ROW / _SHAPE) ** 0.5))
    tallest = min(max(map(len, layers), default=0), most)
    column = 0
    for layer in layers:
        columns = -(-len(layer) // most)
        height = -(-len(layer) // columns)
        for n, node in enumerate(layer):
            places[node] = (column + n // height, (tallest - height) // 2 + n % height)
        column += columns
    return places
