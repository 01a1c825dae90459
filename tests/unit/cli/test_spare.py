"""What was downloaded for comparison, and is not built with, is reported where it is much."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from gomigrate.cli.reviewed import say_spare
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import Plan, Selected
from gomigrate.world.base.traffic import Traffic
from gomigrate.world.world import World

BUILT, FORK, TRIED, OTHER = (ModuleVersion(f"x.test/{name}", "v1.0.0") for name in ("built", "fork", "tried", "other"))


def told(capsys: pytest.CaptureFixture[str], sizes: dict[ModuleVersion, int]) -> str:
    traffic = Traffic()
    for size in sizes.values():
        traffic.bring(size)
    world = SimpleNamespace(traffic=traffic, modules=SimpleNamespace(brought=sizes))
    lines = (Selected(path=BUILT.path, version="v1.0.0"), Selected(path="x.test/o", version="v1.0.0", replaced_by=FORK))
    say_spare(cast("World", world), cast("Plan", SimpleNamespace(build_list=lines)))
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("sizes", "names"),
    [
        ({}, ()),
        ({BUILT: 90 << 20, FORK: 90 << 20}, ()),
        ({BUILT: 90 << 20, TRIED: 9 << 20}, ()),
        ({BUILT: 1, TRIED: 8 << 20, OTHER: 9 << 20}, (OTHER, TRIED)),
    ],
)
def test_what_is_spare_is_named_the_largest_first(
    sizes: dict[ModuleVersion, int], names: tuple[ModuleVersion, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(capsys, sizes)
    assert [str(mod) for mod in sizes if str(mod) in said] == sorted(map(str, names), reverse=True)
    assert said.find(str(OTHER)) <= said.find(str(TRIED))
    assert ("17 MB" in said) is bool(names)
