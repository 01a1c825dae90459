"""Where the nodes of a graph are drawn: in columns by distance from the main module, near to what they hang on."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import networkx as nx

from gomigrate.model.picture import Picture, PictureNode, Tie

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gomigrate.model.requirements import GraphAnswer

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
    pairs = {(tie.source, tie.target) for tie in ties}
    places = _places(len(paths), pairs, mains)
    rings = _rings(pairs)
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


def _rings(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The nodes that are in cycles, with the number of theirs, from 1."""
    net: nx.DiGraph[int] = nx.DiGraph(pairs)
    groups = [sorted(group) for group in nx.strongly_connected_components(net) if len(group) > 1]
    return {node: n for n, group in enumerate(sorted(groups), 1) for node in group}


def _places(count: int, pairs: set[tuple[int, int]], mains: frozenset[int]) -> dict[int, tuple[int, int]]:
    """Column and row of every node."""
    above: defaultdict[int, list[int]] = defaultdict(list)
    below: defaultdict[int, list[int]] = defaultdict(list)
    for one, other in sorted(pairs):
        below[one].append(other)
        above[other].append(one)
    layers = _layers(count, below, mains)
    order = {node: row for layer in layers for row, node in enumerate(layer)}
    for sweep in range(_SWEEPS):
        near = above if sweep % 2 == 0 else below
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            layer.sort(key=lambda node: (_middle(near[node], order, order[node]), order[node]))
            order.update({node: row for row, node in enumerate(layer)})
    return _in_columns(layers)


def _layers(count: int, below: Mapping[int, Sequence[int]], mains: frozenset[int]) -> list[list[int]]:
    """The nodes by their distance from a main node; what none leads to comes first."""
    level = sorted(mains) or sorted(set(range(count)) - {other for others in below.values() for other in others})
    seen = set(level)
    layers = [level] if level else []
    while level:
        level = sorted({other for node in level for other in below.get(node, ())} - seen)
        seen.update(level)
        if level:
            layers.append(level)
    if rest := sorted(set(range(count)) - seen):
        layers.append(rest)
    return layers


def _middle(near: Sequence[int], order: Mapping[int, int], own: int) -> float:
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
