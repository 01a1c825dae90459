"""Where the nodes of a graph are drawn."""

from __future__ import annotations

import random

from gomigrate.graph.picture import COLUMN, ROW, draw
from gomigrate.graph.requirements import whole, why
from gomigrate.model.graph.picture import Picture
from gomigrate.model.graph.requirements import RequirementGraph
from gomigrate.model.modules import ModuleVersion


def graph(*lines: str) -> RequirementGraph:
    """From lines as `go mod graph` prints them."""
    ends = [[ModuleVersion(*word.partition("@")[::2]) for word in line.split()] for line in lines]
    return RequirementGraph(tuple((one, other) for one, other in ends))


def columns(picture: Picture) -> dict[str, int]:
    return {node.path: node.x // COLUMN for node in picture.nodes}


CHAIN = graph("m a@v1.0.0", "m b@v1.0.0", "a@v1.0.0 c@v1.2.0", "b@v1.0.0 c@v1.1.0", "c@v1.2.0 a@v0.9.0")


def test_a_column_is_the_distance_from_the_main_module() -> None:
    assert columns(draw(whole(CHAIN))) == {"m": 0, "a": 1, "b": 1, "c": 2}


def test_a_module_is_one_node_with_the_version_that_is_built_and_who_forces_it_is_told() -> None:
    picture = draw(whole(CHAIN))
    name = [node.path for node in picture.nodes]
    assert {node.path: node.version for node in picture.nodes} == {"m": "", "a": "v1.0.0", "b": "v1.0.0", "c": "v1.2.0"}
    ties = {(name[t.source], name[t.target]): (t.version, t.is_forcing) for t in picture.ties}
    assert ties[("a", "c")] == ("v1.2.0", True)
    assert ties[("b", "c")] == ("v1.1.0", False)
    assert ties[("c", "a")] == ("v0.9.0", False)


def test_cycles_are_numbered_and_all_else_is_in_none() -> None:
    assert {node.path: node.ring for node in draw(whole(CHAIN)).nodes} == {"m": 0, "a": 1, "b": 0, "c": 1}


def test_the_chains_of_an_answer_are_kept() -> None:
    picture = draw(why(CHAIN, "c"))
    assert [[picture.nodes[n].path for n in chain] for chain in picture.chains] == [["m", "a", "c"]]


def test_an_empty_graph_has_an_empty_picture() -> None:
    assert draw(whole(RequirementGraph(()))).nodes == ()


def test_a_thousand_modules_lie_apart_in_a_shape_that_fits_a_screen() -> None:
    chosen = random.Random(1)
    lines = [f"m x{n}@v1.0.0" for n in range(60)]
    lines += [f"x{n}@v1.0.0 x{chosen.randrange(n + 1, n + 200)}@v1.0.0" for n in range(1000) for _ in range(4)]
    picture = draw(whole(graph(*lines)))
    places = {(node.x, node.y) for node in picture.nodes}
    assert len(places) == len(picture.nodes) > 1000
    assert all(0 <= node.x < picture.width and 0 <= node.y < picture.height for node in picture.nodes)
    assert all(not node.x % COLUMN and not node.y % ROW for node in picture.nodes)
    assert 0.7 < picture.width / picture.height < 3
    assert picture == draw(whole(graph(*lines)))
