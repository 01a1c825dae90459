"""The made monorepo of fixtures/: surveyed and divided, everything in it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixtures.monorepo.make import BROKEN_LOCK, CYCLES, PACKAGES, UNITS, make, write
from gomigrate.model.fleets.partition import Partition
from gomigrate.monorepo.partition.make import make_partition
from gomigrate.monorepo.preferences import read_preferences
from gomigrate.monorepo.survey import survey
from gomigrate.world.world import World
from tests.fakeworld.environment import closed_environment


@pytest.fixture(scope="module")
def partition(tmp_path_factory: pytest.TempPathFactory) -> Partition:
    root = tmp_path_factory.mktemp("monorepo")
    top = write(make(), root)
    world = World.from_environment(closed_environment(root, [root / "gopath"]), str(top))
    surveyed = survey(world, str(top))
    preferences, findings = read_preferences(surveyed.preferences)
    assert findings == ()
    return make_partition(surveyed.survey, preferences)


def test_all_units_and_packages_are_found(partition: Partition) -> None:
    assert tuple(unit.folder for unit in partition.units) == make().units
    assert len(partition.units) == UNITS
    assert sum(len(part.packages) for part in partition.modules) == PACKAGES


def test_the_cycles_are_named_with_the_imports_that_close_them(partition: Partition) -> None:
    assert {cycle.units for cycle in partition.cycles} == set(CYCLES)
    for cycle in partition.cycles:
        assert len(cycle.edges) == len(cycle.units)
        assert all(item.place.file.endswith("/api/api.go") for edge in cycle.edges for item in edge.imports)
        assert cycle.moves
    assert {part.folder for part in partition.modules if len(part.units) > 1} == {"shop", "pay", "search"}


def test_the_other_troubles_are_named(partition: Partition) -> None:
    assert {c.path for c in partition.conflicts} == {"deps.test/alpha", "deps.test/beta"}
    crossings = {(c.importer, c.imported) for c in partition.crossings if c.is_allowed}
    assert {("libs/l03/extra", "libs/l03"), ("services/s02", "")} <= crossings
    assert not [c for c in partition.crossings if not c.is_allowed]
    broken = [item for item in partition.findings if item.code == "GM101"]
    assert [str(item.place) for item in broken] == [f"{BROKEN_LOCK}/Gopkg.lock:2"]


def test_every_module_comes_after_what_it_needs(partition: Partition) -> None:
    done: set[str] = set()
    for batch in partition.order:
        assert all(done.issuperset(partition.module(folder).needs) for folder in batch)
        done.update(batch)
    assert done == {part.folder for part in partition.modules}


def test_the_generator_makes_the_same_of_the_same_seed_and_other_things_of_another() -> None:
    assert make(7).files == make(7).files
    assert make(7).files != make(8).files


def test_what_a_repository_does_not_track_of_its_units_vendor_folders_counts(tmp_path: Path) -> None:
    made = make()
    top = write(made, tmp_path)
    loose = top / "libs/l00/vendor/deps.test/loose/loose.go"
    loose.parent.mkdir(parents=True)
    loose.write_text("package loose\n")
    world = World.from_environment(closed_environment(tmp_path, [tmp_path / "gopath"]), str(top))
    found = survey(world, str(top / "libs")).survey
    assert "deps.test/loose" in {path for root in found.vendor_roots for path in root.packages}
