"""The rooms of the house: how large they are, that no name has two meanings, and that the picture of them is true."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import networkx as nx
import pytest

from tests.architecture.sources import imports, sources

PAGE = Path(__file__).resolve().parents[2] / "docs" / "architecture.md"

MOST_MODULES = 16
ONE_OF_A_KIND = {"locks", "cli.commands"}
"""Rooms whose modules are alike: a reader for each lock, and each command."""

_NODE = re.compile(r"^    (\w+)\[[^\]]+\]$")
_ARROW = re.compile(r"^    (\w+) -(?:- .+? -)?->? ?(\w+)$")


def module_graph() -> nx.DiGraph[str]:
    """An edge from each module to each that it imports, for type checking too."""
    known = {source.name for source in sources()}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(known)
    for source in sources():
        for name, _ in imports(source):
            words = name.removeprefix("gomigrate.").split(".") if name.startswith("gomigrate.") else []
            for length in range(len(words), 0, -1):
                if (target := ".".join(words[:length])) in known:
                    if target != source.name:
                        graph.add_edge(source.name, target)
                    break
    return graph


def test_no_modules_import_each_other_in_a_circle() -> None:
    circles = [sorted(circle) for circle in nx.strongly_connected_components(module_graph()) if len(circle) > 1]
    assert circles == []


def test_no_class_name_has_two_meanings() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for source in sources():
        for node in source.nodes:
            if isinstance(node, ast.ClassDef):
                places[node.name.lstrip("_")].append(source.name)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_rooms_are_no_larger_than_one_can_overlook() -> None:
    names = {source.name for source in sources()}
    rooms = {name.rpartition(".")[0] for name in names}
    sizes = {room: sum(name.rpartition(".")[0] == room and name not in rooms for name in names) for room in rooms}
    crowded = {room: size for room, size in sizes.items() if size > MOST_MODULES and room not in ONE_OF_A_KIND}
    assert crowded == {}


def pictures() -> list[tuple[list[str], list[tuple[str, str]]]]:
    """(nodes in their order, arrows) of each picture of the page."""
    found = []
    for text in re.findall(r"```mermaid\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        lines = text.splitlines()
        nodes = [match[1] for line in lines if (match := _NODE.match(line))]
        arrows = [(match[1], match[2]) for line in lines if (match := _ARROW.match(line))]
        assert len(nodes) + len(arrows) == sum(bool(line.strip()) for line in lines) - 1, (
            "a line that is not understood"
        )
        found.append((nodes, arrows))
    return found


def imported(room: int, prefix: str) -> set[tuple[str, str]]:
    """(imported, importer) among the rooms of this depth below the prefix."""
    pairs = set()
    for importer, target in module_graph().edges:
        if importer.startswith(prefix) and target.startswith(prefix):
            pair = (target.split(".")[room], importer.split(".")[room])
            if pair[0] != pair[1]:
                pairs.add(pair)
    return pairs


@pytest.mark.parametrize(("number", "room", "prefix"), [(0, 0, ""), (1, 1, "plan.")])
def test_the_picture_shows_every_room_and_only_arrows_that_are_imports(number: int, room: int, prefix: str) -> None:
    nodes, arrows = pictures()[number]
    rooms = {source.name.split(".")[room] for source in sources() if source.name.startswith(prefix)}
    assert set(nodes) == rooms - {"", "__main__", "__init__"}
    assert len(nodes) == len(set(nodes))
    assert [arrow for arrow in arrows if arrow not in imported(room, prefix)] == []


@pytest.mark.parametrize(("number", "room", "prefix"), [(0, 0, ""), (1, 1, "plan.")])
def test_nothing_is_imported_against_the_arrows(number: int, room: int, prefix: str) -> None:
    nodes, arrows = pictures()[number]
    drawn: nx.DiGraph[str] = nx.DiGraph(arrows)
    assert nx.is_directed_acyclic_graph(drawn)
    against = [(a, b) for a, b in imported(room, prefix) if {a, b} <= set(nodes) and nx.has_path(drawn, b, a)]
    assert against == []
