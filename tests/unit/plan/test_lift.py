"""Releases in place of commits: which are compared, what they change, and which go together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from gomigrate.gosource.package import read_package
from gomigrate.gosource.platforms.platform import checked_platforms
from gomigrate.model.decision import Hold, Offered, Pull
from gomigrate.model.modules import Attempt, ModuleVersion, Said, SourceKind
from gomigrate.model.policy import Policy
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.plan.decide.choice import Choice
from gomigrate.plan.decide.modulecontents import Contents
from gomigrate.plan.lift.candidates import Release, releases_near, releases_of_day
from gomigrate.plan.lift.lifting import lifted_build
from gomigrate.plan.lift.offers import Look, Offer, OtherRequirement, offers
from gomigrate.plan.lift.search import PseudoPin, pseudo_pins, same_at_hand, searched
from gomigrate.plan.lift.settle import Obstacle, SettledLifts, settle
from gomigrate.plan.lift.uses import Mentions, UsedModule
from gomigrate.plan.solve.loader import Lack, Main
from gomigrate.plan.solve.solution import Solution
from gomigrate.resolve.clones import Clones
from gomigrate.resolve.resolve import Resolver
from gomigrate.world.base.outcome import Outcome, Refused
from gomigrate.world.modules.source import ModuleSource
from tests.fakeworld.modules import FakeModules, Published
from tests.unit.plan.solutions import load, loaded, solution
from tests.unit.plan.worlds import LOCKED

LIB, OTHER = "x.test/lib", "x.test/other"
PIN = "v1.0.1-0.20180301000000-0123456789ab"
BUILT = ModuleVersion(LIB, PIN)
SOURCE = "package lib\n\ntype T struct{ A int }\n\nfunc (T) Do() {}\n\nfunc F() T { return T{} }\n"


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def release(version: str, at: str, files: Mapping[str, str] | None = None, go_mod: str = "") -> Published:
    return Published(module=ModuleVersion(LIB, version), time=day(at), files=files or {"lib.go": SOURCE}, go_mod=go_mod)


def world(*releases: Published, pinned: Mapping[str, str] | None = None, go_mod: str = "") -> FakeModules:
    return FakeModules([release(PIN, "2018-03-01", pinned, go_mod), *releases])


class Unlisted(FakeModules):
    """Whoever is asked for the list refuses, as some mirrors do."""

    def versions(self, path: str) -> Outcome[tuple[str, ...]]:
        return Refused((Attempt(source="mirror", kind=SourceKind.PROXY, question=path, said=Said.REFUSED),))


def resolver_of(modules: FakeModules) -> Resolver:
    source = cast(ModuleSource, modules)
    modules.infos = lambda asked: {one: modules.info(*one) for one in asked}  # type: ignore[attr-defined]
    return Resolver(source, Clones((), {}))


def test_releases_near_are_the_nearest_in_time_on_both_sides() -> None:
    modules = world(
        release("v0.9.0", "2017-01-01"),
        release("v1.0.0", "2018-02-28"),
        release("v1.1.0", "2018-03-09"),
        release("v1.2.0-rc.1", "2018-03-02"),
        release("v2.0.0+incompatible", "2018-03-03"),
    )
    found = releases_near(BUILT, resolver_of(modules)).found
    assert [(r.version, r.follows) for r in found] == [("v1.0.0", False), ("v1.1.0", True)]
    assert not any(question == "prefetch" for question, _ in modules.asked)


def test_a_higher_release_that_is_older_does_not_follow() -> None:
    found = releases_near(BUILT, resolver_of(world(release("v1.1.0", "2018-02-01")))).found
    assert [(r.version, r.follows) for r in found] == [("v1.1.0", False)]


def test_releases_that_nobody_lists_are_not_known_to_be_none() -> None:
    releases = releases_near(BUILT, resolver_of(Unlisted([])))
    assert (releases.found, [attempt.source for attempt in releases.refused]) == ((), ["mirror"])
    assert releases_near(BUILT, resolver_of(FakeModules([]))).refused == ()


def test_releases_of_a_day_are_the_newest_of_that_day() -> None:
    modules = world(*(release(f"v1.{n}.0", f"2018-0{3 + n}-05") for n in range(1, 5)))
    found = releases_of_day(BUILT, resolver_of(modules), day("2018-06-01")).found
    assert [r.version for r in found] == ["v1.2.0"]
    assert releases_of_day(BUILT, resolver_of(modules), day("2018-03-02")).found == ()


USED = UsedModule(path=LIB, built=BUILT, packages=(LIB,))


def look(modules: FakeModules, own: str = "package main\n\nvar t = lib.F()\n") -> Look:
    tree = MemoryTree({"main.go": own.encode()})
    package = read_package(tree, "", "x.test/app")
    assert package is not None
    contents = Contents(cast(ModuleSource, modules))
    main = Main(path="x.test/app", packages={"x.test/app": package}, rewritten=str)
    return Look(contents=contents, platforms=checked_platforms(), mentions=Mentions(solution(), main, tree, contents))


def offer_of(after: Mapping[str, str], own: str = "package main\n\nvar t = lib.F()\n", **more: Any) -> Offer:
    before = more.pop("before", None)
    modules = world(release("v1.1.0", "2018-04-01", after, more.pop("go_mod", "")), pinned=before, **more)
    (offer,) = offers(USED, [Release(version="v1.1.0", follows=True)], look(modules, own))
    return offer


@pytest.mark.parametrize(
    "after",
    [
        {"lib.go": SOURCE, "lib_test.go": "package lib\n"},
        {"lib.go": SOURCE, "unused/unused.go": "package unused\n"},
        {"lib.go": SOURCE, "README.md": "new"},
        {"lib.go": SOURCE, "tool.go": "// +build ignore\n\npackage main\n"},
    ],
)
def test_a_release_with_the_files_of_the_build_is_the_same(after: Mapping[str, str]) -> None:
    assert offer_of(after).kind is Offered.SAME


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lib.go", SOURCE.replace("T{}", "T{A: 1}")),
        ("lib.go", f"// Package lib is commented now.\n{SOURCE}"),
        ("new.go", "package lib\n"),
        ("lib_windows.go", "package lib\n"),
        ("asm_amd64.s", "TEXT x\n"),
    ],
)
def test_a_file_that_some_build_takes_otherwise_makes_it_another_one(name: str, text: str) -> None:
    offer = offer_of({"lib.go": SOURCE} | {name: text})
    assert (offer.kind, offer.files) == (Offered.COMPATIBLE, (f"{LIB}/{name}",))


CALLS = "package main\n\nfunc main() { var t lib.T; t.A = 1; lib.F() }\n"


@pytest.mark.parametrize(
    ("old", "new", "broken"),
    [
        ("func F() T { return T{} }", "func F(int) T { return T{} }", (f"{LIB}.F",)),
        ("func F() T { return T{} }", "", (f"{LIB}.F",)),
        ("A int", "A int64", (f"{LIB}.T.A",)),
        ("A int", "A, B int", ()),
        ("A int", "B, A int", ()),
        ("func (T) Do() {}", "", (f"{LIB}.T.Do",)),
        ("func (T) Do() {}", "func (T) Do() {}\n\nfunc (T) More() {}", ()),
        ("type T", "type I interface{}\n\ntype T", ()),
    ],
)
def test_what_the_build_hangs_on_keeps_a_release_out(old: str, new: str, broken: tuple[str, ...]) -> None:
    offer = offer_of({"lib.go": SOURCE.replace(old, new)}, CALLS)
    assert (offer.broken, offer.kind) == (broken, Offered.CHANGED if broken else Offered.COMPATIBLE)


def test_a_name_that_nobody_mentions_may_go() -> None:
    offer = offer_of({"lib.go": SOURCE.replace("func F", "func G")}, "package main\n\nvar _ lib.T\n")
    assert (offer.kind, offer.added, offer.removed) == (Offered.COMPATIBLE, (f"{LIB}.G",), (f"{LIB}.F",))


def test_an_interface_that_changed_keeps_a_release_out_whoever_mentions_it() -> None:
    before = {"lib.go": "package lib\n\ntype I interface{ A() }\n"}
    after = {"lib.go": "package lib\n\ntype I interface{ A(); B() }\n"}
    assert offer_of(after, "package main\n", before=before).broken == (f"{LIB}.I",)


def test_a_literal_without_names_of_fields_hangs_on_all_of_them() -> None:
    after = {"lib.go": SOURCE.replace("A int", "A, B int")}
    assert offer_of(after, "package main\n\nvar t = lib.T{1}\n").broken == (f"{LIB}.T",)
    assert offer_of(after, "package main\n\nvar t = lib.T{A: 1}\n").broken == ()


def test_a_package_that_is_gone_or_no_go_keeps_a_release_out() -> None:
    assert offer_of({"sub/lib.go": SOURCE}).broken == (LIB,)
    assert f"{LIB}/lib.go" in offer_of({"lib.go": f"{SOURCE}\nfunc ("}).broken


def test_another_language_is_not_the_same() -> None:
    same = {"lib.go": SOURCE.replace("T{A: 1}", "T{A: 0b1}")}
    late = {"lib.go": SOURCE + "\nconst B = 0b1\n"}
    assert offer_of(same, go_mod=f"module {LIB}\n\ngo 1.12\n").kind is Offered.SAME
    assert offer_of(late, before=late, go_mod=f"module {LIB}\n\ngo 1.12\n").kind is not Offered.SAME
    assert offer_of(same, go_mod=f"module {LIB}\n\ngo 1.22\n").kind is not Offered.SAME


def test_a_release_under_another_path_is_no_offer() -> None:
    modules = world(release("v1.1.0", "2018-04-01", go_mod="module x.test/moved\n"))
    assert offers(USED, [Release(version="v1.1.0")], look(modules)) == ()


def test_requirements_that_differ_are_told() -> None:
    offer = offer_of({"lib.go": SOURCE}, go_mod=f"module {LIB}\n\nrequire {OTHER} v1.2.0\n")
    assert offer.requires == (OtherRequirement(path=OTHER, before="", after="v1.2.0"),)


def choice(path: str, version: str = PIN) -> Choice:
    return Choice(path=path, version=version, built=ModuleVersion(path, version), reason=LOCKED)


def test_searched_looks_no_further_than_the_first_with_the_same_files() -> None:
    modules = world(release("v1.0.0", "2018-02-28"), *(release(f"v1.{n}.0", f"2018-0{3 + n}-05") for n in range(1, 5)))
    pin = PseudoPin(choice=choice(LIB), used=USED)
    (found,) = searched([pin], Policy(lift="same"), look(modules), resolver_of(modules))
    assert [offer.version for offer in found.fit] == ["v1.0.0", "v1.1.0"]
    assert [what for question, what in modules.asked if question == "prefetch"] == [f"{LIB}@v1.0.0", f"{LIB}@v1.1.0"]


def test_searched_prefers_what_others_ask_for_where_the_pin_is_held() -> None:
    modules = world(*(release(f"v1.{n}.0", f"2018-0{3 + n}-05") for n in range(1, 6)))
    pin = PseudoPin(choice=choice(LIB), used=USED, asked="v1.4.0")
    (found,) = searched([pin], Policy(lift="same"), look(modules), resolver_of(modules))
    assert [offer.version for offer in found.fit] == ["v1.4.0", "v1.1.0"]


@pytest.mark.parametrize(("word", "fit", "other"), [("same", [], ["v1.1.0"]), ("compatible", ["v1.1.0"], [])])
def test_searched_gives_what_the_word_allows(word: str, fit: list[str], other: list[str]) -> None:
    after = {"lib.go": SOURCE.replace("T{}", "T{A: 1}")}
    modules = world(release("v1.0.0", "2018-02-01", after), release("v1.1.0", "2018-04-01", after))
    (found,) = searched(
        [PseudoPin(choice=choice(LIB), used=USED)], Policy(lift=word), look(modules), resolver_of(modules)
    )
    assert [[offer.version for offer in offers] for offers in (found.fit, found.other)] == [fit, other]


def test_pseudo_pins_are_those_that_a_lock_names_and_the_build_uses() -> None:
    choices = [choice(LIB), choice(OTHER, "v1.0.0"), choice("x.test/idle")]
    module = {path: ModuleVersion(path, PIN) for path in (LIB, "x.test/idle")}
    packages = [loaded("x.test/app", LIB), loaded(LIB, module=LIB)]
    packages = [p if p.module is None else replaced(p, module[LIB]) for p in packages]
    pins = pseudo_pins(solution(choices, load=load(packages)))
    assert [(pin.choice.path, pin.used.packages) for pin in pins] == [(LIB, (LIB,))]


def replaced(package: Any, module: ModuleVersion) -> Any:
    from dataclasses import replace

    return replace(package, module=module)


@dataclass(slots=True)
class Build:
    """What solving comes to: `rules` say what happens where all of these paths are lifted."""

    rules: Mapping[frozenset[str], dict[str, Any]]
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def solve(self, chosen: Iterable[Choice]) -> Solved:
        chosen = tuple(chosen)
        lifted = {one.path for one in chosen if one.lifted}
        self.asked.append(tuple(sorted(lifted)))
        changes: dict[str, Any] = {}
        for paths, change in self.rules.items():
            changes |= change if paths <= lifted else {}
        return Solved(solution(chosen, **changes))


@dataclass(frozen=True, slots=True)
class Solved:
    solution: Solution


def settled(
    paths: str, rules: Mapping[str, dict[str, Any]] | None = None, *, is_strict: bool = True
) -> tuple[SettledLifts[Solved], Build]:
    chosen = [choice(path) for path in paths.split()]
    offer = Offer(release=Release(version="v1.1.0"), kind=Offered.SAME)
    pins = [
        PseudoPin(choice=one, used=UsedModule(path=one.path, built=one.built, packages=()), fit=(offer,))
        for one in chosen
    ]
    build = Build({frozenset(key.split()): change for key, change in (rules or {}).items()})
    before = build.solve(chosen)
    build.asked.clear()
    return settle(pins, chosen, before, build.solve, is_strict=is_strict), build


def taken(settled: SettledLifts[Solved]) -> list[str]:
    return [pin.choice.path for pin, _ in settled.taken]


def test_settle_takes_all_at_once_where_that_goes() -> None:
    result, build = settled("a.test/a b.test/b c.test/c")
    assert (taken(result), result.dropped, len(build.asked)) == (["a.test/a", "b.test/b", "c.test/c"], (), 1)
    assert {one.version for one in result.chosen} == {"v1.1.0"}


HELD = Hold(path="h.test/h", version="v1.0.0", selected="v1.1.0", pull=Pull.HIGHER)


@pytest.mark.parametrize(
    ("change", "obstacle", "names"),
    [
        ({"go": "1.22"}, Obstacle.GO_LINE, ("1.22",)),
        (
            {"load": load(lacks=[Lack(import_path="n.test/n", importer="", in_all=True, by_test=False)])},
            Obstacle.LACKING,
            ("n.test/n",),
        ),
        ({"holds": (HELD,)}, Obstacle.HOLDS, ("h.test/h",)),
        ({"selected": {"z.test/z": "v1.0.0"}}, Obstacle.VERSIONS, ("z.test/z",)),
        ({"load": load([loaded("n.test/n", module="n.test/n")])}, Obstacle.PACKAGES, ("n.test/n (n.test/n)",)),
        ({"selected": {"b.test/b": "v1.9.0"}}, Obstacle.OVERRULED, ("b.test/b",)),
    ],
)
def test_settle_drops_the_one_that_the_build_list_does_not_allow(
    change: dict[str, Any], obstacle: Obstacle, names: tuple[str, ...]
) -> None:
    result, _ = settled("a.test/a b.test/b c.test/c", {"b.test/b": change})
    assert taken(result) == ["a.test/a", "c.test/c"]
    assert [(drop.pin.choice.path, drop.obstacle, drop.names) for drop in result.dropped] == [
        ("b.test/b", obstacle, names)
    ]
    assert result.solved.solution.go == "1.18"


def test_settle_lets_what_nobody_locked_move_where_files_may_differ() -> None:
    moved = {"a.test/a": {"selected": {"z.test/z": "v1.0.0"}}}
    assert taken(settled("a.test/a", moved, is_strict=False)[0]) == ["a.test/a"]
    assert taken(settled("a.test/a", moved)[0]) == []


def test_settle_keeps_the_first_of_two_that_do_not_go_together() -> None:
    result, _ = settled("a.test/a b.test/b c.test/c", {"a.test/a c.test/c": {"go": "1.22"}})
    assert taken(result) == ["a.test/a", "b.test/b"]


def test_settle_finds_one_of_many_with_few_questions() -> None:
    paths = " ".join(f"m{n:02}.test/m" for n in range(32))
    result, build = settled(paths, {"m20.test/m": {"go": "1.22"}})
    assert len(taken(result)) == 31
    assert len(build.asked) <= 12


def test_a_day_lasts_until_its_end() -> None:
    assert Policy(lift="latest-as-of=2018-06-30").lift_day == datetime(2018, 6, 30, 23, 59, 59, 999999, tzinfo=UTC)
    assert Policy(lift="compatible").lift_day is None


class Cached(FakeModules):
    """All that is published lies in the module cache."""

    def versions_here(self, path: str) -> tuple[str, ...]:
        return tuple(module.version for module in self._published if module.path == path)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ([release("v1.0.0", "2018-01-01"), release("v1.1.0", "2018-04-01")], ["v1.1.0"]),
        ([release("v1.0.0", "2018-01-01"), release("v1.1.0", "2018-04-01", {"lib.go": "package lib\n"})], ["v1.0.0"]),
        ([release("v0.9.0", "2017-01-01"), release("v1.0.0", "2018-01-01", {"lib.go": "package lib\n"})], []),
        ([release("v1.1.0", "2018-04-01", {"sub/lib.go": SOURCE})], []),
        ([], []),
    ],
)
def test_same_at_hand_looks_into_the_module_cache_alone(published: list[Published], expected: list[str]) -> None:
    modules = Cached([release(PIN, "2018-03-01"), *published])
    found = same_at_hand([PseudoPin(choice=choice(LIB), used=USED)], look(modules), resolver_of(modules))
    assert [version for _, version in found] == expected
    assert not any(question in {"versions", "info"} for question, _ in modules.asked)


@pytest.mark.parametrize(("here", "said"), [(Cached, [(f"{LIB} v1.1.0",)]), (FakeModules, [])])
def test_where_tags_will_do_nothing_is_lifted_asked_for_or_downloaded(
    here: type[FakeModules], said: list[tuple[str, ...]]
) -> None:
    modules = here([release(PIN, "2018-03-01"), release("v1.1.0", "2018-04-01")])
    if here is FakeModules:
        modules.versions_here = lambda path: ()  # type: ignore[attr-defined]
    chosen = (choice(LIB),)
    packages = [loaded("x.test/app", LIB), replaced(loaded(LIB, module=LIB), BUILT)]
    before = Solved(solution(chosen, load=load(packages)))

    def never(chosen: tuple[Choice, ...]) -> Solved:
        raise AssertionError(chosen)

    lifted = lifted_build(chosen, before, Policy(), look(modules), resolver_of(modules), never)
    assert (lifted.chosen, lifted.solved) == (chosen, before)
    assert [finding.fact("names") for finding in lifted.findings] == said
    assert {question for question, _ in modules.asked} <= {"prefetch"}
