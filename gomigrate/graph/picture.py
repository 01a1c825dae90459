"""What is drawn of a graph: its nodes in groups, and the few edges that imply all others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import networkx as nx

from gomigrate.model.decision import Lifted
from gomigrate.model.go.semver import max_version
from gomigrate.model.graph.picture import ModuleMark, Picture, PictureNode, Tie
from gomigrate.model.plan import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gomigrate.model.graph.requirements import GraphAnswer, RequirementGraph
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.model.plan import LedgerLine, Plan

    Net = nx.DiGraph[int]

_MARKS = {State.HELD: ModuleMark.HELD, State.COPIED: ModuleMark.COPIED, State.RAISED: ModuleMark.RAISED}
_MOST_REDUCED = 3000
"""The most nodes of a graph that is reduced. Reducing takes the square of a long chain, in time and memory; the largest
graphs seen have half of it."""

_MAJOR = re.compile(r"/v[0-9]+$")
# Hosts whose paths name no owner: gopkg.in/yaml.v2 and gopkg.in/mgo.v2 have nothing to do with each other.
_NOBODYS = frozenset({"gopkg.in"})


def draw(answer: GraphAnswer, plan: Plan | None = None) -> Picture:
    """The picture of an answer's graph. All versions of a module are one node, with the version that is built: the
    selected one, or what the plan builds instead."""
    graph = answer.graph
    paths = tuple(dict.fromkeys(module.path for module in graph.modules))
    number = {path: n for n, path in enumerate(paths)}
    versions = {**answer.selected, **_built(plan)}
    marks = _marks(plan)
    strongest = _strongest(graph)
    net: Net = nx.DiGraph()
    net.add_nodes_from(number.values())
    net.add_edges_from((number[one], number[other]) for one, other in strongest)
    mains = frozenset(number[module.path] for module in graph.mains)
    rings = _rings(net)
    drawn = _drawn(net)
    ties = tuple(
        Tie(
            source=number[one.path],
            target=number[other.path],
            by=one.version,
            version=other.version,
            is_forcing=bool(other.version) and answer.selected.get(other.path) == other.version,
            is_drawn=(number[one.path], number[other.path]) in drawn,
        )
        for one, other in strongest.values()
    )
    return Picture(
        of=graph.of,
        nodes=tuple(
            PictureNode(
                path=path,
                version=versions.get(path, ""),
                owner=path if n in mains else owner_of(path, graph.of),
                is_main=n in mains,
                ring=rings.get(n, 0),
                mark=marks.get(path),
            )
            for path, n in number.items()
        ),
        ties=ties,
        chains=tuple(tuple(number[module.path] for module in chain) for chain in answer.chains),
        edges=len(graph.edges),
    )


def _strongest(graph: RequirementGraph) -> dict[tuple[str, str], tuple[ModuleVersion, ModuleVersion]]:
    """Of all requirements that the versions of one module have of another, the one for the latest version."""
    found: dict[tuple[str, str], tuple[ModuleVersion, ModuleVersion]] = {}
    for one, other in graph.edges:
        if one.path == other.path:
            continue
        before = found.get((one.path, other.path))
        if before is None or _is_more((one, other), before):
            found[(one.path, other.path)] = (one, other)
    return found


def _is_more(edge: tuple[ModuleVersion, ModuleVersion], before: tuple[ModuleVersion, ModuleVersion]) -> bool:
    one, other = edge
    if other.version != before[1].version:
        return max_version(other.version, before[1].version) == other.version
    return one.version != before[0].version and max_version(one.version, before[0].version) == one.version


def owner_of(path: str, of: str = "modules") -> str:
    """The owner of a module, as far as its path says: github.com/acme, golang.org/x, k8s.io. Of a package, its
    repository: github.com/acme/lib."""
    elements = _MAJOR.sub("", path).split("/")
    if of == "packages":
        return "/".join(elements[:3]) if "." in elements[0] else elements[0]
    if elements[0] in _NOBODYS and len(elements) == len(("host", "name")):
        return path
    return "/".join(elements[: 2 if elements[2:] else 1])


def _built(plan: Plan | None) -> dict[str, str]:
    """The version that is built of every replaced module of the plan."""
    replaced = ((selected.path, selected.replaced_by) for selected in plan.build_list) if plan else ()
    return {path: by.version for path, by in replaced if by is not None}


def _marks(plan: Plan | None) -> Mapping[str, ModuleMark]:
    if plan is None:
        return {}
    lifted = {module.path: ModuleMark.LIFTED for module in plan.lifted}
    found = ((_path(line), _mark(line)) for line in plan.ledger)
    return {path: mark for path, mark in found if mark} | lifted


def _path(line: LedgerLine) -> str:
    return line.module.path if line.module else line.path


def _mark(line: LedgerLine) -> ModuleMark | None:
    return ModuleMark.LIFTED if isinstance(line.reason, Lifted) else _MARKS.get(line.state)


def _rings(net: Net) -> dict[int, int]:
    """The nodes in cycles, each with the number of its cycle, from 1."""
    groups = [sorted(group) for group in nx.strongly_connected_components(net) if len(group) > 1]
    return {node: n for n, group in enumerate(sorted(groups), 1) for node in group}


def _drawn(net: Net) -> frozenset[tuple[int, int]]:
    """The fewest edges with which every node is still reached: the transitive reduction, with a cycle as one node.
    Within a cycle they are the shortest ways from where it is entered. Of a graph that would take long they are the
    shortest ways from the nodes that nothing leads to."""
    if len(net) > _MOST_REDUCED:
        return frozenset(_ways(net, [node for node in net if not net.pred[node]]))
    folded = nx.condensation(net)
    members: Mapping[int, set[int]] = nx.get_node_attributes(folded, "members")
    between = [_first(net, members[one], members[other]) for one, other in nx.transitive_reduction(folded).edges]
    entered = {target for _, target in between}
    inside = (
        edge
        for ring in members.values()
        if len(ring) > 1
        for edge in _ways(net.subgraph(ring), sorted(entered & ring) or [min(ring)])
    )
    return frozenset([*between, *inside])


def _first(net: Net, ones: set[int], others: set[int]) -> tuple[int, int]:
    return next((one, other) for one in sorted(ones) for other in net.succ[one] if other in others)


def _ways(net: Net, starts: list[int]) -> Iterable[tuple[int, int]]:
    seen = set(starts)
    for layer in nx.bfs_layers(net, starts):
        for one in layer:
            fresh = [other for other in net.succ[one] if other not in seen]
            seen.update(fresh)
            yield from ((one, other) for other in fresh)
