from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from gomigrate.model.go import semver
from gomigrate.model.go.goversion import go_version
from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.decide.choice import copy_folder
from gomigrate.plan.solve.buildlist import MAIN, ModuleGraph, Needs, NeedsOf, load_graph, minimal_roots
from tests.oracle.moduleworlds import random_world, solved

PATHS = [f"ex.test/{letter}" for letter in "abcdef"]
VERSIONS = ["v1.0.0", "v1.1.0", "v1.10.0"]
MODULES = [ModuleVersion(path, version) for path in PATHS for version in VERSIONS]

module_sets = st.lists(st.sampled_from(MODULES), unique=True, max_size=4).map(tuple)
worlds = st.fixed_dictionaries(
    {module: st.builds(Needs, module_sets, st.sampled_from(["", "1.16", "1.17", "1.20"])) for module in MODULES}
)
root_sets = st.lists(st.sampled_from(MODULES), unique_by=lambda module: module.path, max_size=4).map(tuple)


def needs_of(world: Mapping[ModuleVersion, Needs]) -> NeedsOf:
    def answer(wanted: Sequence[ModuleVersion]) -> list[Needs]:
        return [world[module] for module in wanted]

    return answer


def is_at_most(lower: ModuleGraph, upper: ModuleGraph) -> bool:
    return all(
        path in upper.selected and semver.compare(version, upper.selected[path]) <= 0
        for path, version in lower.selected.items()
    )


@given(worlds, root_sets, st.sampled_from(["1.16", "1.18"]))
def test_load_graph_does_not_depend_on_the_order_of_requirements(
    world: dict[ModuleVersion, Needs], roots: tuple[ModuleVersion, ...], go: str
) -> None:
    turned = {module: Needs(needs.requires[::-1], needs.go) for module, needs in world.items()}
    assert load_graph(roots, go, needs_of(world)) == load_graph(roots, go, needs_of(world))
    assert load_graph(roots, go, needs_of(world)).selected == load_graph(roots[::-1], go, needs_of(turned)).selected


@given(worlds, root_sets, st.sampled_from(MODULES), st.sampled_from(["1.16", "1.18"]))
def test_load_graph_with_one_more_requirement_lowers_nothing(
    world: dict[ModuleVersion, Needs], roots: tuple[ModuleVersion, ...], more: ModuleVersion, go: str
) -> None:
    assert is_at_most(load_graph(roots, go, needs_of(world)), load_graph((*roots, more), go, needs_of(world)))


@given(worlds, root_sets)
def test_load_graph_pruned_selects_nothing_above_the_whole_graph(
    world: dict[ModuleVersion, Needs], roots: tuple[ModuleVersion, ...]
) -> None:
    assert is_at_most(load_graph(roots, "1.18", needs_of(world)), load_graph(roots, "1.16", needs_of(world)))


@given(worlds, root_sets)
def test_minimal_roots_give_the_same_build_list_and_none_can_go(
    world: dict[ModuleVersion, Needs], roots: tuple[ModuleVersion, ...]
) -> None:
    graph = load_graph(roots, "1.16", needs_of(world))
    fewest = minimal_roots(graph, ())
    assert load_graph(fewest, "1.16", needs_of(world)).selected == graph.selected
    for root in fewest:
        others = tuple(other for other in fewest if other != root)
        assert load_graph(others, "1.16", needs_of(world)).selected != graph.selected


@given(st.integers(0, 5000))
def test_solve_of_a_random_world_keeps_every_lock_with_no_hold_too_many(seed: int) -> None:
    world = random_world(seed)
    solution = solved(world).solution
    needs = {ModuleVersion(copy_folder(path)): Needs() for path in world.copies} | {
        item.module: Needs(tuple(_requires(item.go_mod)), _go_line(item.go_mod)) for item in world.published
    }
    replaced = {old.path: new for old, new in solution.replacements.by_version.items() if not old.version}

    def graph_of(lines: Mapping[str, ModuleVersion]) -> ModuleGraph:
        def answer(wanted: Sequence[ModuleVersion]) -> list[Needs]:
            return [needs.get(lines.get(module.path, module), Needs()) for module in wanted]

        roots = [
            ModuleVersion(r.path, world.locks.get(r.path, r.version)) if r.path not in lines else r
            for r in solution.roots
        ]
        return load_graph(roots, solution.go, answer, frozenset(solution.excluded))

    def is_as_locked(lines: Mapping[str, ModuleVersion]) -> bool:
        held = {path: new.version for path, new in lines.items() if new.version}
        built = {path: held.get(path, v) for path, v in graph_of(lines).selected.items() if path not in world.copies}
        return all(world.locks.get(path, version) == version for path, version in built.items())

    def is_as_written(lines: Mapping[str, ModuleVersion]) -> bool:
        graph = graph_of(lines)
        built = [lines.get(module.path, module) for module in graph.edges]
        wanted = [go_version(needs[module].go) for module in built if module in needs and needs[module].go]
        is_raised = max(wanted, default=(0, 0)) > max(go_version(solution.go), (1, 20))
        return not is_raised and all(graph.selected[root.path] == root.version for root in graph.edges[MAIN])

    assert is_as_locked(replaced)
    for path in sorted({hold.path for hold in solution.holds}):
        without = {other: new for other, new in replaced.items() if other != path}
        assert not (is_as_locked(without) and is_as_written(without)), path


def _requires(text: str) -> list[ModuleVersion]:
    words = [line.split() for line in text.splitlines() if line.startswith("\t")]
    return [ModuleVersion(path, version) for path, version in words]


def _go_line(text: str) -> str:
    return next((line.split()[1] for line in text.splitlines() if line.startswith("go ")), "")
