"""Which clones are at hand for a path, with real repositories."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gomigrate.resolve.clones import Clones
from tests.unit.world.gitworld import gitconfig, make_repo

__all__ = ["gitconfig"]

pytestmark = pytest.mark.usefixtures("gitconfig")


def roots(clones: Clones, path: str) -> list[tuple[str, str]]:
    return [(root, str(clone.top)) for root, clone in clones.holding(path)]


def test_clones_hold_a_path_at_its_place_in_gopath_before_any_cache(tmp_path: Path) -> None:
    place, cached = tmp_path / "gp/src/ex.test/lib", tmp_path / "cache/lib"
    make_repo(place, {"a.go": "package a\n"})
    make_repo(cached, {"a.go": "package a\n"})
    clones = Clones([str(tmp_path / "gp")], {"ex.test/lib": (str(cached),)})
    assert roots(clones, "ex.test/lib") == [("ex.test/lib", str(place)), ("ex.test/lib", str(cached))]


def test_clones_hold_what_lies_below_nearest_first(tmp_path: Path) -> None:
    for name in ("ex.test/lib", "ex.test/lib/inner"):
        make_repo(tmp_path / "gp/src" / name, {"a.go": "package a\n"})
    found = roots(Clones([str(tmp_path / "gp")], {}), "ex.test/lib/inner/deep")
    assert [root for root, _ in found] == ["ex.test/lib/inner", "ex.test/lib"]


def test_clones_of_every_gopath_entry_count(tmp_path: Path) -> None:
    entries = [tmp_path / "one", tmp_path / "two"]
    for entry in entries:
        make_repo(entry / "src/ex.test/lib", {"a.go": "package a\n"})
    found = roots(Clones([str(entry) for entry in entries], {}), "ex.test/lib")
    assert [top for _, top in found] == [str(entry / "src/ex.test/lib") for entry in entries]


@pytest.mark.parametrize("path", ["ex.test/library", "ex.test", "other.test/lib", "lib"])
def test_clones_of_other_paths_are_none(tmp_path: Path, path: str) -> None:
    make_repo(tmp_path / "gp/src/ex.test/lib", {"a.go": "package a\n"})
    assert roots(Clones([str(tmp_path / "gp")], {}), path) == []


def test_clones_leave_out_what_is_no_repository(tmp_path: Path) -> None:
    plain = tmp_path / "gp/src/ex.test/plain"
    plain.mkdir(parents=True)
    broken = tmp_path / "gp/src/ex.test/broken"
    (broken / ".git").mkdir(parents=True)
    (broken / ".git/config").write_text("[core\nnonsense")
    clones = Clones([str(tmp_path / "gp")], {"ex.test/plain": (str(tmp_path / "nowhere"),)})
    assert roots(clones, "ex.test/plain") == []
    assert roots(clones, "ex.test/broken") == []


def test_clones_asked_from_threads_open_a_clone_once(tmp_path: Path) -> None:
    make_repo(tmp_path / "gp/src/ex.test/lib", {"a.go": "package a\n"})
    clones = Clones([str(tmp_path / "gp")], {})
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: next(clone for _, clone in clones.holding("ex.test/lib")), range(8)))
    assert len({id(clone) for clone in found}) == 1
