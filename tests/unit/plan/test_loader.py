from __future__ import annotations

from dataclasses import replace

import pytest

from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.solve.loader import TEST, Hit, Load, Loader, PackageImports, code_of, is_through_vendor
from tests.unit.plan.worlds import MAIN, module, solver

Files = dict[str, dict[str, PackageImports]]


def code(imports: str = "", tests: str = "") -> PackageImports:
    return PackageImports(tuple(imports.split()), tuple(tests.split()))


def loader(main: PackageImports, world: Files, *, roots: str = "", closes_over_tests: bool = False) -> Loader:
    """`world`: module version -> its packages; `roots` the paths of root requirements ("" for an unpruned graph)."""
    selected = {module(text).path: module(text).version for text in world}
    lookups = ({path: selected[path] for path in roots.split()}, selected) if roots else (selected,)
    return Loader(
        main=MAIN,
        codes={MAIN: main},
        lookups=lookups,
        code_of=lambda mod, path: world[str(mod)].get(path),
        closes_over_tests=closes_over_tests,
    )


def providers(load: Load) -> dict[str, str]:
    return {key: str(item.module) for key, item in load.packages.items() if item.module and not item.is_test}


CHAIN: Files = {
    "ex.test/a@v1.0.0": {"ex.test/a": code("ex.test/b", "ex.test/t")},
    "ex.test/b@v1.0.0": {"ex.test/b": code("", "ex.test/u")},
    "ex.test/t@v1.0.0": {"ex.test/t": code("ex.test/v", "ex.test/w")},
    "ex.test/u@v1.0.0": {"ex.test/u": code()},
    "ex.test/v@v1.0.0": {"ex.test/v": code("", "ex.test/w")},
    "ex.test/w@v1.0.0": {"ex.test/w": code()},
}


def test_load_takes_tests_of_packages_in_all_and_no_tests_beyond() -> None:
    load = loader(code("ex.test/a"), CHAIN).load()
    assert sorted(providers(load)) == ["ex.test/a", "ex.test/b", "ex.test/t", "ex.test/u", "ex.test/v"]
    assert [path for path, item in load.packages.items() if item.in_all and item.module] == ["ex.test/a", "ex.test/b"]


def test_load_below_go_1_16_takes_tests_of_everything() -> None:
    load = loader(code("ex.test/a"), CHAIN, closes_over_tests=True).load()
    assert "ex.test/w" in load.packages
    assert load.packages["ex.test/w"].in_all


def test_load_takes_what_tests_of_the_main_module_import_into_all() -> None:
    load = loader(code("", "ex.test/a"), CHAIN).load()
    assert load.packages["ex.test/a"].in_all
    assert load.packages["ex.test/a"].importer == MAIN + TEST


def test_load_of_a_package_seen_first_from_a_test_and_then_from_the_build_is_in_all() -> None:
    world: Files = {
        "ex.test/a@v1.0.0": {"ex.test/a": code("ex.test/b", "ex.test/c")},
        "ex.test/b@v1.0.0": {"ex.test/b": code("ex.test/d")},
        "ex.test/c@v1.0.0": {"ex.test/c": code("", "ex.test/e")},
        "ex.test/d@v1.0.0": {"ex.test/d": code("ex.test/c")},
        "ex.test/e@v1.0.0": {"ex.test/e": code()},
    }
    load = loader(code("ex.test/a"), world).load()
    assert load.packages["ex.test/c"].in_all
    assert "ex.test/e" in load.packages


@pytest.mark.parametrize("path", ["fmt", "net/http", "appengine"])
def test_load_does_not_look_for_what_is_or_looks_like_std(path: str) -> None:
    load = loader(code(path), {}).load()
    assert load.lacks == {}
    assert list(load.packages) == [MAIN, MAIN + TEST]


def test_load_notes_what_nothing_provides_with_who_asks() -> None:
    load = loader(code("gone.test/x", f"{MAIN}/gone"), {}).load()
    lack, own = load.lacks["gone.test/x"], load.lacks[f"{MAIN}/gone"]
    assert (lack.importer, lack.in_all, lack.by_test, lack.main_module) == (MAIN, True, False, False)
    assert (own.importer, own.by_test, own.main_module) == (MAIN + TEST, True, True)


NESTED: Files = {
    "ex.test/n@v1.0.0": {"ex.test/n/sub": code()},
    "ex.test/n/sub@v1.0.0": {"ex.test/n/sub": code()},
}


def test_load_with_a_package_in_two_modules_says_ambiguous() -> None:
    load = loader(code("ex.test/n/sub"), NESTED).load()
    assert sorted(map(str, load.lacks["ex.test/n/sub"].ambiguous)) == ["ex.test/n/sub@v1.0.0", "ex.test/n@v1.0.0"]


@pytest.mark.parametrize("root", ["ex.test/n", "ex.test/n/sub"])
def test_load_with_pruning_looks_into_root_requirements_first(root: str) -> None:
    load = loader(code("ex.test/n/sub"), NESTED, roots=root).load()
    assert load.lacks == {}
    assert providers(load) == {"ex.test/n/sub": f"{root}@v1.0.0"}


def test_load_with_pruning_and_both_as_roots_is_ambiguous_all_the_same() -> None:
    assert loader(code("ex.test/n/sub"), NESTED, roots="ex.test/n ex.test/n/sub").load().lacks


def test_load_with_a_package_of_the_main_module_in_a_nested_root_is_ambiguous() -> None:
    world: Files = {f"{MAIN}/sub@v1.0.0": {f"{MAIN}/sub": code()}}
    own = loader(code(f"{MAIN}/sub"), world, roots=f"{MAIN}/sub")
    both = Loader(main=MAIN, codes={**own.codes, f"{MAIN}/sub": code()}, lookups=own.lookups, code_of=own.code_of)
    assert both.load().lacks[f"{MAIN}/sub"].ambiguous == (ModuleVersion(MAIN), module(f"{MAIN}/sub@v1.0.0"))


def test_load_with_someone_to_settle_it_is_not_ambiguous() -> None:
    def last(_: str, hits: tuple[Hit, ...]) -> Hit:
        return hits[-1]

    own = loader(code("ex.test/n/sub"), NESTED)
    settled = Loader(main=MAIN, codes=own.codes, lookups=own.lookups, code_of=own.code_of, settle=last)
    assert providers(settled.load()) == {"ex.test/n/sub": "ex.test/n@v1.0.0"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [("ex.test/a/vendor/b", True), ("vendor/b", True), ("ex.test/vendored/b", False), ("ex.test/a/vendor", False)],
)
def test_is_through_vendor_looks_for_a_whole_element(path: str, expected: bool) -> None:
    assert is_through_vendor(path) is expected


def test_code_of_a_package_keeps_test_imports_apart_and_leaves_c_out() -> None:
    packages = solver({"p.go": "b.test/b C", "p_test.go": "b.test/b a.test/a"}, []).main.packages
    assert code_of(packages[MAIN]) == code("b.test/b", "a.test/a")
    assert code_of(packages[MAIN], lambda path: path.replace("b.test", "z.test")) == code("z.test/b", "a.test/a")


@pytest.mark.parametrize("roots", ["", "ex.test/a ex.test/n ex.test/b"])
@pytest.mark.parametrize("world", [CHAIN, {**CHAIN, **NESTED}], ids=["chain", "nested"])
def test_load_expects_what_it_will_look_into_and_nothing_else(world: Files, roots: str) -> None:
    """So that nothing is downloaded without need, and what is searched later is on its way."""
    events: list[tuple[str, str]] = []

    def code_of_package(mod: ModuleVersion, path: str) -> PackageImports | None:
        events.append(("look", str(mod)))
        return world[str(mod)].get(path)

    main = code("ex.test/a ex.test/n/sub ex.test/gone", "ex.test/n/other")
    plain = loader(main, world, roots=" ".join(path for path in roots.split() if f"{path}@v1.0.0" in world))
    replace(plain, code_of=code_of_package, expect=lambda mod: events.append(("expect", str(mod)))).load()
    first = {event: events.index(event) for event in events}
    looked = {mod for what, mod in events if what == "look"}
    assert {mod for what, mod in events if what == "expect"} == looked
    assert all(first["expect", mod] < first["look", mod] for mod in looked)
    # Both are known to be needed once a is read.
    assert first["expect", "ex.test/t@v1.0.0"] < first["look", "ex.test/b@v1.0.0"]
