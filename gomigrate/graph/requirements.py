"""Questions to the graph of modules, or of packages: why is one there, from where to where, what goes in circles."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from itertools import pairwise, product
from typing import TYPE_CHECKING

import networkx as nx

from gomigrate.model.errors import UsageProblem
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.requirements import Chain, GraphAnswer, RequirementGraph

if TYPE_CHECKING:
    from collections.abc import Iterable

    Graph = nx.DiGraph[ModuleVersion]


_NO_CYCLES = {"modules": "no modules require each other", "packages": "no packages import each other"}


def whole(graph: RequirementGraph, sources: tuple[str, ...] = (), targets: tuple[str, ...] = ()) -> GraphAnswer:
    """The graph, or the part of it that one of `sources` leads to and that leads to one of `targets`.

    A name is PATH, which means every version of the module, or PATH@VERSION. Raises UsageProblem for one that the
    graph does not name.
    """
    net = _net(graph)
    kept = set(net)
    if sources:
        kept &= _reach(net, _named(graph, sources))
    if targets:
        kept &= _reach(net.reverse(copy=False), _named(graph, targets))
    said = [f"from {' and '.join(sources)}"] * bool(sources) + [f"to {' and '.join(targets)}"] * bool(targets)
    part = replace(
        graph,
        edges=tuple((one, other) for one, other in graph.edges if {one, other} <= kept),
        own=tuple(module for module in graph.own if module in kept),
    )
    tie = "import" if graph.of == "packages" else "requirement"
    missing = f"no {tie} leads {' '.join(said)}" if said and not part.edges else ""
    return GraphAnswer(graph=part, selected=graph.selected(), asked=" ".join(said), missing=missing)


def why(graph: RequirementGraph, name: str) -> GraphAnswer:
    """The shortest chains from a main module to the module: one over each module that asks for this very version.

    PATH means the selected version, so the chains tell what forced it; the shortest stands first. Raises UsageProblem
    for a name that is not in the graph.
    """
    net, selected = _net(graph), graph.selected()
    found = _named(graph, [name])
    target = found[0] if "@" in name else ModuleVersion(name, selected[name])
    is_main = target in graph.mains
    chains: list[Chain] = [(target,)] if is_main else []
    for asker in () if is_main else net.predecessors(target):
        before = _shortest(net, graph.mains, [asker])
        if before and target not in before:
            chains.append((*before, target))
    chains.sort(key=lambda chain: (len(chain), chain))
    start = "package of the project" if graph.of == "packages" else "main module"
    missing = "" if chains else f"no {start} leads to {target}"
    return _along(graph, f"why {target}", tuple(chains), missing)


def path(graph: RequirementGraph, source: str, target: str) -> GraphAnswer:
    """The shortest chain of requirements from one module to another, each PATH or PATH@VERSION.

    Raises UsageProblem for a name that is not in the graph.
    """
    chain = _shortest(_net(graph), _named(graph, [source]), _named(graph, [target]))
    asked = f"path {source} {target}"
    return _along(graph, asked, (chain,) if chain else (), "" if chain else f"{source} does not lead to {target}")


def cycles(graph: RequirementGraph) -> GraphAnswer:
    """Modules that require one another in whatever versions: of each such group a shortest cycle, by module path.

    Versions do not count, for modules that need each other can only be changed together.
    """
    paths: nx.DiGraph[str] = nx.DiGraph()
    # A package may well be imported by what its own tests import: that is no cycle.
    tied = [(one, other) for one, other in graph.edges if other.path != f"{one.path}.test"]
    paths.add_edges_from((one.path, other.path) for one, other in tied)
    groups = [group for group in nx.strongly_connected_components(paths) if len(group) > 1]
    group_of = {path: number for number, group in enumerate(groups) for path in group}
    inside = [
        (one, other) for one, other in tied if one.path in group_of and group_of[one.path] == group_of.get(other.path)
    ]
    return GraphAnswer(
        graph=replace(graph, edges=tuple(inside), own=()),
        selected=graph.selected(),
        asked="cycles",
        cycles=tuple(sorted(_cycle(paths, group) for group in groups)),
        missing="" if groups else _NO_CYCLES[graph.of],
    )


def _cycle(paths: nx.DiGraph[str], group: set[str]) -> tuple[str, ...]:
    """A shortest cycle through the first path of the group; it ends where it begins."""
    first = min(group)
    ways = [
        nx.shortest_path(paths, after, first) for after in sorted(paths.successors(first)) if after in group - {first}
    ]
    return (first, *min(ways, key=lambda way: (len(way), way)))


def _net(graph: RequirementGraph) -> Graph:
    net: Graph = nx.DiGraph()
    net.add_nodes_from(graph.own)
    net.add_edges_from(graph.edges)
    return net


def _named(graph: RequirementGraph, names: Iterable[str]) -> list[ModuleVersion]:
    found: list[ModuleVersion] = []
    for name in names:
        these = [module for module in graph.modules if name in (module.path, str(module))]
        if not these:
            known = {known for module in graph.modules for known in (module.path, str(module))}
            near = get_close_matches(name, sorted(known), n=3)
            hint = f"did you mean {' or '.join(near)}?" if near else "gomigrate graph without a question lists all"
            raise UsageProblem(f"{name[:80]!r} is not in the graph; {hint}")
        found += these
    return found


def _reach(net: Graph, starts: Iterable[ModuleVersion]) -> set[ModuleVersion]:
    return {module for start in starts for module in (start, *nx.descendants(net, start))}


def _shortest(net: Graph, sources: Iterable[ModuleVersion], targets: Iterable[ModuleVersion]) -> Chain:
    chains = [
        tuple(nx.shortest_path(net, source, target))
        for source, target in product(sources, targets)
        if nx.has_path(net, source, target)
    ]
    return min(chains, key=lambda chain: (len(chain), chain), default=())


def _met(graph: RequirementGraph, chains: tuple[Chain, ...]) -> Chain:
    met = {module for chain in chains for module in chain}
    return tuple(module for module in graph.own if module in met)


def _along(graph: RequirementGraph, asked: str, chains: tuple[Chain, ...], missing: str) -> GraphAnswer:
    edges = tuple(dict.fromkeys(edge for chain in chains for edge in pairwise(chain)))
    return GraphAnswer(
        graph=replace(graph, edges=edges, own=_met(graph, chains)),
        selected=graph.selected(),
        asked=asked,
        chains=chains,
        missing=missing,
    )
