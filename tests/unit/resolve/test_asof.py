from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import cast

import pytest

from gomigrate.model.modules import ModuleVersion
from gomigrate.resolve.asof import FULL_LOOK, TRIES, as_of, candidates, module_paths
from gomigrate.world.base.outcome import Refused
from gomigrate.world.modules.source import ModuleSource
from tests.fakeworld.modules import FakeModules, Published

PATH = "ex.test/a"
DATE = datetime(2018, 6, 1, tzinfo=UTC)
OLD_PSEUDO = "v0.0.0-20180501000000-0123456789ab"
NEW_PSEUDO = "v0.0.0-20190501000000-0123456789ab"


def item(version: str, day: str = "", *, path: str = PATH, go_mod: str = "") -> Published:
    time = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    return Published(module=ModuleVersion(path, version), time=time, go_mod=go_mod)


def ask(items: Iterable[Published], date: datetime | None = DATE) -> list[str]:
    """The versions that are offered; late ones with a "late" behind."""
    items = tuple(items)
    modules = cast(ModuleSource, FakeModules(items))
    offers = as_of(modules, PATH, [i.module.version for i in items], date)
    return [f"{o.module.version} late" if o.is_late else o.module.version for o in offers]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([item("v1.0.0", "2017-01-01"), item("v1.1.0", "2018-05-31"), item("v1.2.0", "2018-06-02")], "v1.1.0"),
        ([item("v1.0.0", "2017-01-01"), item("v2.0.0-rc.1", "2018-01-01")], "v1.0.0"),
        ([item("v1.0.0-rc.1", "2017-01-01"), item("v1.0.0", "2018-07-01")], "v1.0.0-rc.1"),
        ([item(OLD_PSEUDO), item(NEW_PSEUDO)], OLD_PSEUDO),
        ([item(OLD_PSEUDO), item("v0.1.0", "2016-01-01")], "v0.1.0"),
        # An older line that got a later patch: the highest version, not the newest.
        ([item("v1.9.1", "2018-05-01"), item("v2.0.0+incompatible", "2018-01-01")], "v2.0.0+incompatible"),
    ],
)
def test_as_of_offers_what_latest_would_have_been(items: list[Published], expected: str) -> None:
    assert ask(items)[0] == expected


def test_as_of_with_a_go_mod_in_the_highest_compatible_version_leaves_incompatible_ones_out() -> None:
    items = [
        item("v1.0.0", "2017-01-01"),
        item("v1.1.0", "2018-01-01", go_mod=f"module {PATH}\n\ngo 1.11\n"),
        item("v2.0.0+incompatible", "2018-02-01"),
    ]
    assert ask(items) == ["v1.1.0", "v1.0.0"]


def test_as_of_with_a_go_mod_that_came_later_still_takes_the_incompatible_one() -> None:
    items = [
        item("v1.0.0", "2017-01-01"),
        item("v1.1.0", "2018-07-01", go_mod=f"module {PATH}\n"),
        item("v2.0.0+incompatible", "2018-02-01"),
    ]
    assert ask(items)[:2] == ["v2.0.0+incompatible", "v1.0.0"]


def test_as_of_with_nothing_so_old_offers_the_earliest_and_says_late() -> None:
    items = [item("v1.1.0", "2019-02-01"), item("v1.0.0", "2019-01-01"), item(NEW_PSEUDO)]
    assert ask(items) == ["v1.0.0 late", "v1.1.0 late", f"{NEW_PSEUDO} late"]


def test_as_of_offers_older_ones_next_and_no_more_than_a_few() -> None:
    items = [item(f"v1.{minor}.0", f"2017-01-{minor + 1:02}") for minor in range(9)]
    assert ask(items) == [f"v1.{minor}.0" for minor in (8, 7, 6, 5)][:TRIES]


def test_as_of_passes_over_a_version_whose_time_nobody_tells() -> None:
    assert ask([item("v1.0.0", "2017-01-01"), item("v1.1.0")]) == ["v1.0.0"]


def test_as_of_with_nothing_that_can_be_had_offers_nothing() -> None:
    assert ask([item("v1.0.0"), item("v1.1.0")]) == []
    assert ask([]) == []


def test_as_of_a_time_in_another_zone_is_compared_as_a_moment() -> None:
    date = datetime.fromisoformat("2018-06-01T01:00:00+05:00")
    assert ask([item("v1.0.0", "2018-05-31T19:00:00"), item("v1.1.0", "2018-05-31T21:00:00")], date) == [
        "v1.0.0",
        "v1.1.0 late",
    ]


def test_as_of_without_a_date_offers_the_newest() -> None:
    items = [item("v1.0.0", "2017-01-01"), item("v1.1.0", "2030-01-01"), item(OLD_PSEUDO), item("v1.2.0-rc.1")]
    assert ask(items, None) == ["v1.1.0", "v1.0.0", "v1.2.0-rc.1", OLD_PSEUDO]


def test_as_of_with_very_many_versions_asks_for_few_times() -> None:
    items = [item(f"v1.{n}.0", f"{2010 + n // 12}-{n % 12 + 1:02}-01") for n in range(4 * FULL_LOOK)]
    modules = FakeModules(items)
    offers = as_of(cast(ModuleSource, modules), PATH, [i.module.version for i in items], DATE)
    assert offers[0].module.version == "v1.101.0"
    assert len(modules.asked) < FULL_LOOK


def test_module_paths_end_at_the_repository_root() -> None:
    assert module_paths("github.com/o/r/a/b") == ("github.com/o/r/a/b", "github.com/o/r/a", "github.com/o/r")


def test_candidates_offer_the_best_of_each_path_before_the_second_best_and_late_ones_last() -> None:
    modules = FakeModules(
        [
            item("v1.0.0", "2017-01-01", path="github.com/o/r"),
            item("v1.1.0", "2017-02-01", path="github.com/o/r"),
            item("v0.1.0", "2017-01-01", path="github.com/o/r/sub"),
            item("v0.2.0", "2019-01-01", path="github.com/o/r/sub"),
        ]
    )
    offers = candidates(cast(ModuleSource, modules), "github.com/o/r/sub/p", DATE)
    assert [str(offer.module) for offer in offers] == [
        "github.com/o/r/sub@v0.1.0",
        "github.com/o/r@v1.1.0",
        "github.com/o/r@v1.0.0",
        "github.com/o/r/sub@v0.2.0",
    ]


def test_candidates_of_a_module_without_a_list_are_the_versions_that_others_ask_for() -> None:
    modules = FakeModules([item("v1.0.0", "2017-01-01"), item("v1.2.0", "2019-01-01")])
    modules.versions = lambda path: Refused(())  # type: ignore[method-assign]
    named = {PATH: ("v1.2.0", "v1.0.0")}
    offers = candidates(cast(ModuleSource, modules), PATH, DATE, lambda path: named.get(path, ()))
    assert [(str(o.module), o.is_late) for o in offers] == [(f"{PATH}@v1.0.0", False), (f"{PATH}@v1.2.0", True)]
