from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest

from gomigrate.model.decision import NewestOf
from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.decide.answers import answers_of
from gomigrate.plan.decide.choice import Choice
from gomigrate.plan.decide.chooser import Chooser
from gomigrate.plan.decide.modulecontents import Contents
from gomigrate.plan.solve.finder import Finder
from gomigrate.plan.solve.loader import Lack, RaisedBy
from gomigrate.resolve.resolve import Resolver
from gomigrate.world.modules.source import ModuleSource
from tests.fakeworld.modules import FakeModules, Published
from tests.unit.plan.worlds import module, published

DATE = datetime(2018, 6, 1, tzinfo=UTC)


class NothingLocked:
    """Stands for resolver and chooser where no lock covers anything."""

    def resolve_all(self, wants: Sequence[object], *, brings: bool = False) -> tuple[object, ...]:
        assert not wants
        return ()

    def choose_all(self, resolutions: Sequence[object]) -> tuple[Choice, ...]:
        assert not resolutions
        return ()


def finder(*items: Published) -> Finder:
    modules = cast(ModuleSource, FakeModules(items))
    return Finder(
        idle=(),
        date=DATE,
        resolver=cast(Resolver, NothingLocked()),
        chooser=cast(Chooser, NothingLocked()),
        contents=Contents(modules),
        modules=modules,
        vendored=lambda _: (),
        keep=lambda _: None,
    )


def at(day: str, item: Published) -> Published:
    return replace(item, time=datetime.fromisoformat(day).replace(tzinfo=UTC))


def lack(path: str, *, in_all: bool = False) -> Lack:
    asker = module("ex.test/a@v1.0.0")
    return Lack(import_path=path, importer="ex.test/a", in_all=in_all, by_test=True, asker=asker)


def raises_nothing(_: ModuleVersion) -> int:
    return 0


def raises(counts: str) -> RaisedBy:
    """Such as "v1.1.0=2 v1.0.0=1"."""
    known = dict(item.split("=") for item in counts.split())
    return lambda asked: int(known.get(asked.version, 0))


OLD_TO_NEW = [
    at("2017-01-01", published("ex.test/a@v1.0.0")),
    at("2016-01-01", published("ex.test/x@v1.0.0")),
    *(at(f"2018-01-0{n}", published(f"ex.test/x@v1.{n}.0")) for n in range(1, 7)),
    at("2019-01-01", published("ex.test/x@v2.0.0")),
]
IMPORTERS = datetime(2017, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("counts", "version", "date", "is_spared"),
    [
        pytest.param("", "v1.6.0", DATE, False, id="the newest raises nothing"),
        pytest.param("v1.6.0=1 v1.5.0=3", "v1.4.0", DATE, True, id="the next one that raises nothing"),
        pytest.param("v1.6.0=2 v1.5.0=2 v1.4.0=2 v1.3.0=2", "v1.0.0", IMPORTERS, True, id="as old as its importer"),
        pytest.param("v1.6.0=2 v1.5.0=1 v1.4.0=1 v1.3.0=2 v1.0.0=3", "v1.5.0", DATE, False, id="that raises least"),
    ],
)
def test_find_for_tests_of_dependencies_spares_what_is_locked(
    counts: str, version: str, date: datetime, is_spared: bool
) -> None:
    (choice,) = finder(*OLD_TO_NEW).find((lack("ex.test/x"),), raises(counts))
    assert choice.version == version
    assert choice.reason == NewestOf(importer="ex.test/a", date=date, is_spared=is_spared)


def test_find_for_the_build_takes_the_newest_whatever_it_raises() -> None:
    (choice,) = finder(*OLD_TO_NEW).find((lack("ex.test/x", in_all=True),), raises("v1.6.0=9"))
    assert choice.version == "v1.6.0"


def found(answering: Finder, path: str = "ex.test/x") -> list[str]:
    return [str(choice.built) for choice in answering.find((lack(path),), raises_nothing)]


def test_find_takes_the_version_of_the_date_and_says_whose_import_it_is() -> None:
    answering = finder(at("2018-01-01", published("ex.test/x@v1.0.0")), at("2019-01-01", published("ex.test/x@v1.1.0")))
    (choice,) = answering.find((lack("ex.test/x"),), raises_nothing)
    assert str(choice.built) == "ex.test/x@v1.0.0"
    assert choice.reason == NewestOf(importer="ex.test/a", date=answering.date)


def test_asked_for_claims_no_more_than_was_heard() -> None:
    """A module that has other versions than those searched may have the package in one of them."""
    answering = finder(at("2018-01-01", published("ex.test/x@v1.0.0")))
    asked = answers_of(answering.asked_for("ex.test/x/gone"))
    assert not asked.is_no
    assert asked.failed


def test_find_with_only_younger_versions_takes_the_earliest_and_notes_it() -> None:
    answering = finder(at("2019-01-01", published("ex.test/x@v1.0.0")), at("2020-01-01", published("ex.test/x@v1.1.0")))
    assert found(answering) == ["ex.test/x@v1.0.0"]
    assert [str(item.module) for item in answering.late] == ["ex.test/x@v1.0.0"]


def test_find_passes_over_a_zip_that_cannot_be_had() -> None:
    lost = replace(at("2018-02-01", published("ex.test/x@v1.1.0")), has_zip=False)
    assert found(finder(at("2018-01-01", published("ex.test/x@v1.0.0")), lost)) == ["ex.test/x@v1.0.0"]


def test_find_passes_over_a_go_mod_that_names_another_module() -> None:
    moved = at("2018-02-01", published("ex.test/x@v1.1.0", says="ex.test/y"))
    assert found(finder(at("2018-01-01", published("ex.test/x@v1.0.0")), moved)) == ["ex.test/x@v1.0.0"]


def test_find_refuses_versions_for_a_newer_go_and_notes_them() -> None:
    answering = finder(at("2018-01-01", published("ex.test/x@v1.0.0", go="1.21")))
    assert found(answering) == []
    assert [(str(item.module), item.go) for item in answering.too_new] == [("ex.test/x@v1.0.0", "1.21")]


def test_find_looks_for_the_package_in_the_nested_module_and_then_in_its_parent() -> None:
    parent = at("2018-01-01", published("github.com/o/r@v1.0.0", "", {"sub/s.go": ""}))
    nested = at("2018-01-01", published("github.com/o/r/sub@v1.0.0", "", {"other/o.go": ""}))
    assert found(finder(parent, nested), "github.com/o/r/sub") == ["github.com/o/r@v1.0.0"]


def test_find_does_not_search_all_versions_for_a_package_that_the_module_lacks() -> None:
    items = [at(f"2018-01-0{n}", published(f"ex.test/x@v1.{n}.0")) for n in range(1, 6)]
    answering = finder(*items)
    assert found(answering, "ex.test/x/none") == []
    assert len({module for module in answering.contents._trees if module.path == "ex.test/x"}) == 1


def test_find_of_a_package_of_the_main_module_asks_nobody() -> None:
    answering = finder(at("2018-01-01", published("ex.test/x@v1.0.0")))
    own = replace(lack("ex.test/x"), main_module=True)
    assert answering.find((own,), raises_nothing) == ()


def test_versions_are_those_listed() -> None:
    answering = finder(published("ex.test/x@v1.0.0"), published("ex.test/x@v1.1.0"))
    assert answering.versions("ex.test/x") == ("v1.0.0", "v1.1.0")
    assert answering.versions("ex.test/none") == ()
