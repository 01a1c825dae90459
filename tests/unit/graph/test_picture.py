"""What of a graph is drawn, in which groups, and with which marks."""

from __future__ import annotations

import random
from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomigrate.graph.picture import draw, owner_of
from gomigrate.graph.requirements import whole, why
from gomigrate.model.graph.picture import ModuleMark, Picture
from gomigrate.model.graph.requirements import RequirementGraph
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import Selected, State
from tests.unit.report.plans import PLAN, line


def graph(*lines: str) -> RequirementGraph:
    """From lines as `go mod graph` prints them."""
    ends = [[ModuleVersion(*word.partition("@")[::2]) for word in line.split()] for line in lines]
    return RequirementGraph(tuple((one, other) for one, other in ends))


def drawn(picture: Picture) -> set[tuple[str, str]]:
    """The lines of the picture, from path to path."""
    name = [node.path for node in picture.nodes]
    return {(name[tie.source], name[tie.target]) for tie in picture.ties if tie.is_drawn}


CHAIN = graph("m a@v1.0.0", "m b@v1.0.0", "a@v1.0.0 c@v1.2.0", "b@v1.0.0 c@v1.1.0", "c@v1.2.0 a@v0.9.0")


def test_a_requirement_that_a_longer_chain_implies_is_no_line() -> None:
    assert drawn(draw(whole(graph("m a@v1", "m b@v1", "a@v1 b@v1", "b@v1 c@v1", "a@v1 c@v1")))) == {
        ("m", "a"),
        ("a", "b"),
        ("b", "c"),
    }


def test_a_cycle_is_entered_and_walked_by_the_shortest_ways() -> None:
    ring = graph("m a@v1", "a@v1 b@v1", "b@v1 c@v1", "c@v1 a@v1", "a@v1 c@v1", "c@v1 d@v1")
    assert drawn(draw(whole(ring))) == {("m", "a"), ("a", "b"), ("a", "c"), ("c", "d")}


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=60))
def test_the_lines_lead_from_the_main_module_to_every_other(pairs: list[tuple[int, int]]) -> None:
    lines = [f"m x{n}@v1" for n in range(13)] + [f"x{one}@v1 x{other}@v1" for one, other in pairs]
    picture = draw(whole(graph(*lines)))
    net: nx.DiGraph[str] = nx.DiGraph(drawn(picture))
    assert nx.descendants(net, "m") == {node.path for node in picture.nodes} - {"m"}


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(7, 13)), min_size=1, max_size=40))
def test_without_cycles_the_lines_lead_wherever_the_requirements_lead(pairs: list[tuple[int, int]]) -> None:
    lines = [f"x{min(a, b // 2)}@v1 x{b}@v1" for a, b in pairs] + [f"x{n}@v1 x{n + 1}@v1" for n, _ in pairs]
    picture = draw(whole(graph(*lines)))
    every: nx.DiGraph[str] = nx.DiGraph(tuple(line.replace("@v1", "").split()) for line in lines)
    net: nx.DiGraph[str] = nx.DiGraph(drawn(picture))
    assert {one: nx.descendants(net, one) for one in net} == {one: nx.descendants(every, one) for one in every}


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("github.com/acme/lib", "github.com/acme"),
        ("github.com/acme/lib/v3", "github.com/acme"),
        ("github.com/acme/lib/sub/v2", "github.com/acme"),
        ("golang.org/x/net", "golang.org/x"),
        ("k8s.io/api", "k8s.io"),
        ("gopkg.in/yaml.v3", "gopkg.in/yaml.v3"),
        ("gopkg.in/src-d/go-git.v4", "gopkg.in/src-d"),
        ("lib", "lib"),
    ],
)
def test_modules_of_one_owner_are_one_group(path: str, owner: str) -> None:
    assert owner_of(path) == owner


def test_packages_of_one_repository_are_one_group() -> None:
    assert owner_of("github.com/acme/lib/internal/deep", "packages") == "github.com/acme/lib"
    assert owner_of("net/http", "packages") == "net"


def test_what_a_plan_does_to_a_module_is_a_mark_and_its_version_is_the_one_that_is_built() -> None:
    modules = graph("m a@v1.0.0", "m b@v1.0.0", "a@v1.0.0 b@v1.4.0")
    plan = replace(
        PLAN,
        ledger=(line("a", State.RAISED, "v1.0.0"), line("b", State.HELD, "v1.0.0"), line("c", State.DROPPED)),
        build_list=(Selected(path="b", version="v1.4.0", replaced_by=ModuleVersion("b", "v1.0.0")),),
        lifted=(),
    )
    found = {node.path: (node.version, node.mark) for node in draw(whole(modules), plan).nodes}
    assert found == {"m": ("", None), "a": ("v1.0.0", ModuleMark.RAISED), "b": ("v1.0.0", ModuleMark.HELD)}


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


def test_of_all_versions_of_a_module_the_one_that_asks_for_the_most_is_told() -> None:
    picture = draw(
        whole(graph("m a@v1.1.0", "a@v1.0.0 b@v1.3.0", "a@v1.1.0 b@v1.2.0", "a@v1.1.0 a@v1.0.0", "m b@v1.1.0"))
    )
    name = [node.path for node in picture.nodes]
    assert sorted((name[t.source], t.by, name[t.target], t.version) for t in picture.ties) == [
        ("a", "v1.0.0", "b", "v1.3.0"),
        ("m", "", "a", "v1.1.0"),
        ("m", "", "b", "v1.1.0"),
    ]
    assert picture.edges == 5


def test_a_thousand_modules_need_few_lines() -> None:
    chosen = random.Random(1)
    lines = [f"m x{n}@v1.0.0" for n in range(60)]
    lines += [f"x{n}@v1.0.0 x{chosen.randrange(n + 1, n + 200)}@v1.0.0" for n in range(1000) for _ in range(4)]
    picture = draw(whole(graph(*lines)))
    assert len(picture.nodes) > 1000
    assert len(drawn(picture)) < len(picture.ties)
    assert picture == draw(whole(graph(*lines)))


def test_a_graph_of_any_size_is_drawn_and_everything_in_it_is_reached() -> None:
    picture = draw(whole(graph("m x0@v1", *(f"x{n}@v1 x{n + step}@v1" for n in range(20000) for step in (1, 2)))))
    net: nx.DiGraph[str] = nx.DiGraph(drawn(picture))
    assert len(nx.descendants(net, "m")) == len(picture.nodes) - 1
