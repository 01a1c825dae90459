"""Questions to the graph of modules, or of packages: why is one there, the way from one to another, cycles."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from itertools import pairwise, product
from typing import TYPE_CHECKING

from gomigrate.model.errors import Suggested, UsageProblem
from gomigrate.model.graph.requirements import Asking, Chain, GraphAnswer, Question, RequirementGraph
from gomigrate.model.modules import ModuleVersion

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx as nx

    Graph = nx.DiGraph[ModuleVersion]


def whole(graph: RequirementGraph, sources: tuple[str, ...] = (), targets: tuple[str, ...] = ()) -> GraphAnswer:
    """The graph, or the part of it between `sources` and `targets`.

    A name is PATH, which means every version of the module, or PATH@VERSION. Raises UsageProblem for a name that is not
    in the graph.
    """
    net = _net(graph)
    kept = set(net)
    if sources:
        kept &= _reach(net, _named(graph, sources))
    if targets:
        kept &= _reach(net.reverse(copy=False), _named(graph, targets))
    part = replace(
        graph,
        edges=tuple((one, other) for one, other in graph.edges if {one, other} <= kept),
        own=tuple(module for module in graph.own if module in kept),
    )
    question = Question(Asking.PART if sources or targets else Asking.ALL, sources, targets)
    return GraphAnswer(graph=part, selected=graph.selected(), question=question)


def why(graph: RequirementGraph, name: str) -> GraphAnswer:
    """The shortest chains from a main module to the module, one over each module that asks for this version.

    PATH means the selected version, so the chains tell what forced it. The shortest one is first. Raises UsageProblem
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
    return _along(graph, Question(Asking.WHY, targets=(str(target),)), tuple(chains))


def path(graph: RequirementGraph, source: str, target: str) -> GraphAnswer:
    """The shortest chain of requirements from one module to another, each PATH or PATH@VERSION.

    Raises UsageProblem for a name that is not in the graph.
    """
    chain = _shortest(_net(graph), _named(graph, [source]), _named(graph, [target]))
    return _along(graph, Question(Asking.PATH, (source,), (target,)), (chain,) if chain else ())


def cycles(graph: RequirementGraph) -> GraphAnswer:
    """Modules that require one another in whatever versions: of each such group a shortest cycle, by module path.

    Versions do not count, because modules that need each other can only be changed together.
    """
    import networkx as nx

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
        question=Question(Asking.CYCLES),
        cycles=tuple(sorted(_cycle(paths, group) for group in groups)),
    )


def _cycle(paths: nx.DiGraph[str], group: set[str]) -> tuple[str, ...]:
    """A shortest cycle through the first path of the group; it ends where it begins."""
    import networkx as nx

    first = min(group)
    ways = [
        nx.shortest_path(paths, after, first) for after in sorted(paths.successors(first)) if after in group - {first}
    ]
    return (first, *min(ways, key=lambda way: (len(way), way)))


def _net(graph: RequirementGraph) -> Graph:
    import networkx as nx

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
            told = f"; close: {', '.join(near)}" if near else ""
            instead = (name, near[0]) if near else None
            raise UsageProblem(
                f"{name[:80]!r} is not in the graph{told}", remedy=Suggested(("graph",)), instead=instead
            )
        found += these
    return found


def _reach(net: Graph, starts: Iterable[ModuleVersion]) -> set[ModuleVersion]:
    import networkx as nx

    return {module for start in starts for module in (start, *nx.descendants(net, start))}


def _shortest(net: Graph, sources: Iterable[ModuleVersion], targets: Iterable[ModuleVersion]) -> Chain:
    import networkx as nx

    chains = [
        tuple(nx.shortest_path(net, source, target))
        for source, target in product(sources, targets)
        if nx.has_path(net, source, target)
    ]
    return min(chains, key=lambda chain: (len(chain), chain), default=())


def _met(graph: RequirementGraph, chains: tuple[Chain, ...]) -> Chain:
    met = {module for chain in chains for module in chain}
    return tuple(module for module in graph.own if module in met)


def _along(graph: RequirementGraph, question: Question, chains: tuple[Chain, ...]) -> GraphAnswer:
    edges = tuple(dict.fromkeys(edge for chain in chains for edge in pairwise(chain)))
    return GraphAnswer(
        graph=replace(graph, edges=edges, own=_met(graph, chains)),
        selected=graph.selected(),
        question=question,
        chains=chains,
    )
