"""A whole plan out of values: what becomes of the pins, the go.mod, and the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pytest

from gomigrate.gosource.package import read_package
from gomigrate.model.legacy.inventory import Inventory, Missing, Project, VendorRoot
from gomigrate.model.legacy.pins import Pin
from gomigrate.model.modules import ModuleVersion, RevInfo
from gomigrate.model.plan import State
from gomigrate.model.policy import Policy
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.plan.files.drafting import Draft
from gomigrate.plan.make import make_plan
from gomigrate.world.base.outcome import Outcome
from tests.fakeworld.modules import START, FakeModules, Published
from tests.unit.plan.legacyworld import resolver_of
from tests.unit.resolve.inventories import APP, importing, inventory, lock, package_of, pin

LIB = "ex.test/lib"
FILE = "package p\n"


class Modules(FakeModules):
    """The published modules, none of them in the module cache."""

    def versions_here(self, _path: str) -> tuple[str, ...]:
        return ()

    def infos(self, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Outcome[RevInfo]]:
        return {one: self.info(*one) for one in asked}


def published(text: str, requires: str = "", content: str = FILE) -> Published:
    path, _, version = text.partition("@")
    lines = "".join(f"require {need.replace('@', ' ')}\n" for need in requires.split())
    return Published(
        module=ModuleVersion(path, version), go_mod=f"module {path}\n{lines}", files={"p.go": content}, time=START
    )


def project(*imports: str, pins: Sequence[Pin] = (), missing: Sequence[str] = (), content: str = FILE) -> Inventory:
    """A program that imports these packages, vendored but for the `missing` ones."""
    source = "package main\n\n" + "".join(f'import _ "{path}"\n' for path in imports)
    vendored = [path for path in imports if path not in missing]
    files = {"main.go": source.encode(), "Gopkg.lock": b""}
    files |= {f"vendor/{path}/p.go": content.encode() for path in vendored}
    tree = MemoryTree(files)
    main = read_package(tree, "", APP)
    assert main is not None
    used = []
    for path in vendored:
        package = read_package(tree, f"vendor/{path}", path)
        assert package is not None
        used.append(replace(package_of(path), tree=tree, dir=f"vendor/{path}", package=package))
    places = tuple(f"{APP}/vendor/{path}" for path in vendored)
    own = replace(importing(*places), tree=tree, package=main)
    return inventory(
        [own, *used],
        [lock(*pins)],
        tree=tree,
        committed=tree,
        project=Project(import_path=APP, root="/app", commit="c" * 40, date=START),
        packages=(main,),
        vendor_roots=(VendorRoot(dir="vendor", kind="vendor", packages=tuple(vendored)),) if vendored else (),
        missing=tuple(Missing(import_path=path, importers=(APP,), test_only=False) for path in missing),
    )


def made(of: Inventory, *world: Published, policy: Policy | None = None) -> Draft:
    modules = Modules(world)
    return make_plan(of, policy or Policy(), modules, resolver_of(modules))  # type: ignore[arg-type]


def states(draft: Draft) -> Mapping[str, State]:
    return {line.path: line.state for line in draft.plan.ledger}


def codes(draft: Draft) -> set[str]:
    return {finding.code for finding in draft.plan.findings}


def test_make_plan_keeps_a_pin_that_a_source_knows_with_the_same_files() -> None:
    draft = made(project(LIB, pins=[pin(LIB, "v1.0.0")]), published(f"{LIB}@v1.0.0"))
    assert states(draft) == {LIB: State.KEPT}
    assert "require ex.test/lib v1.0.0\n" in draft.plan.go_mod
    assert f"{LIB} v1.0.0 h1:" in draft.plan.go_sum
    assert f"{LIB} v1.0.0/go.mod h1:" in draft.plan.go_sum
    assert draft.plan.removes == ("Gopkg.lock", f"vendor/{LIB}/p.go")
    assert (draft.copies, draft.gitmodules) == ((), None)


def test_make_plan_keeps_a_copy_of_what_was_changed() -> None:
    mine = "package p\n\nvar Mine = 1\n"
    draft = made(project(LIB, pins=[pin(LIB, "v1.0.0")], content=mine), published(f"{LIB}@v1.0.0"))
    assert states(draft) == {LIB: State.COPIED}
    assert f"replace ex.test/lib => ./third_party/{LIB}" in draft.plan.go_mod
    assert dict(draft.copies[0].files)["p.go"] == mine.encode()
    assert f"third_party/{LIB}/p.go" in draft.plan.writes


def test_make_plan_keeps_a_copy_of_what_nobody_publishes() -> None:
    draft = made(project(LIB, pins=[pin(LIB, "v1.0.0")]))
    assert states(draft) == {LIB: State.COPIED}
    assert "GM403" in codes(draft)


def test_make_plan_without_source_or_copy_is_unresolved() -> None:
    draft = made(project(LIB, pins=[pin(LIB, "v1.0.0")], missing=[LIB]))
    assert states(draft) == {LIB: State.UNRESOLVED}
    assert "GM401" in codes(draft)


def test_make_plan_drops_what_nothing_imports() -> None:
    draft = made(project(pins=[pin(LIB, "v1.0.0")]), published(f"{LIB}@v1.0.0"))
    assert states(draft) == {LIB: State.DROPPED}
    assert LIB not in draft.plan.go_mod
    assert draft.plan.go_sum == ""


RAISED = (
    published("ex.test/user@v1.0.0", f"{LIB}@v1.5.0"),
    published(f"{LIB}@v1.0.0"),
    published(f"{LIB}@v1.5.0"),
)


@pytest.mark.parametrize(
    ("hold", "state", "version"),
    [
        ("all", State.HELD, "v1.0.0"),
        ("none", State.RAISED, "v1.5.0"),
        ((LIB,), State.HELD, "v1.0.0"),
        (("ex.test/x",), State.RAISED, "v1.5.0"),
    ],
)
def test_make_plan_holds_only_what_the_policy_says(hold: str | tuple[str, ...], state: State, version: str) -> None:
    pins = [pin(LIB, "v1.0.0"), pin("ex.test/user", "v1.0.0")]
    draft = made(project(LIB, "ex.test/user", pins=pins), *RAISED, policy=Policy(hold=hold))
    assert states(draft)[LIB] is state
    selected = {line.path: line for line in draft.plan.build_list}[LIB]
    assert (selected.replaced_by or ModuleVersion(LIB, selected.version)).version == version


def test_make_plan_does_not_remove_what_the_policy_keeps() -> None:
    of = project(LIB, pins=[pin(LIB, "v1.0.0")])
    draft = made(of, published(f"{LIB}@v1.0.0"), policy=Policy(vendor="keep", locks="keep"))
    assert draft.plan.removes == ()


def test_make_plan_writes_the_go_line_that_is_asked_for() -> None:
    draft = made(project(LIB, pins=[pin(LIB, "v1.0.0")]), published(f"{LIB}@v1.0.0"), policy=Policy(go="1.20"))
    assert draft.plan.go == "1.20"
    assert "\ngo 1.20\n" in draft.plan.go_mod


def test_make_plan_does_not_depend_on_the_order_of_pins() -> None:
    pins = [pin(LIB, "v1.0.0"), pin("ex.test/user", "v1.0.0"), pin("ex.test/idle", "v1.0.0")]
    plans = [made(project(LIB, "ex.test/user", pins=order), *RAISED).plan for order in (pins, pins[::-1])]
    assert plans[0] == plans[1]
