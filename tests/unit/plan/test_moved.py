"""A revision whose go.mod names another module path than the one it is imported by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from gomigrate.model.modules import ModuleVersion
from gomigrate.model.resolution import Resolution, Want
from gomigrate.plan.decide.modulecontents import Contents
from gomigrate.plan.decide.moved import declared_path, follow
from gomigrate.resolve.resolve import Resolver
from tests.unit.plan.legacyworld import LIB, Commit, FakeClone, FakeModules, Release, go, resolver_of
from tests.unit.resolve.inventories import hash_of, package_of

A = hash_of("a")
NEW = "ex.test/new"


def release(go_mod: str = "", **more: Any) -> Release:
    files = {"a.go": go(), **({"go.mod": f"module {go_mod}\n".encode()} if go_mod else {})}
    return Release(at="2018-01-01", commit=A, files=files, **more)


def world(
    releases: Mapping[str, Mapping[str, Release]], clones: Mapping[str, Any] | None = None
) -> tuple[Contents, Resolver]:
    modules = FakeModules(releases, {A: "v1.0.0"})
    return Contents(modules), resolver_of(modules, clones)  # type: ignore[arg-type]


def resolution(*imports: str, module: str = LIB, hint: str = "") -> Resolution:
    want = Want(root=LIB, revision=A, packages=(package_of(LIB, *imports),), version_hint=hint)
    return Resolution(want=want, path=LIB, module=ModuleVersion(module, "v1.0.0") if module else None, commit=A)


CLONE = FakeClone(Commit(hash=A, at="2018-01-01", files={"go.mod": f"module {NEW}\n".encode()}))


@pytest.mark.parametrize(
    ("releases", "clones", "hint", "declared"),
    [
        ({LIB: {"v1.0.0": release(NEW)}}, {}, "", NEW),
        ({LIB: {"v1.0.0": release(LIB)}}, {}, "v3.0.0", LIB),
        ({}, {LIB: CLONE}, "v3.0.0", NEW),
        ({}, {}, "v3.0.0", f"{LIB}/v3"),
        ({}, {}, "v1.9.0", ""),
        ({}, {}, "v0.9.0", ""),
        ({}, {}, "master", ""),
        ({}, {}, "", ""),
    ],
)
def test_declared_path_asks_go_mod_then_clone_then_tries_the_major(
    releases: Mapping[str, Mapping[str, Release]], clones: Mapping[str, Any], hint: str, declared: str
) -> None:
    contents, resolver = world(releases, clones)
    assert declared_path(resolution(hint=hint), contents, resolver) == declared


def test_declared_path_of_what_no_source_knows_is_not_told() -> None:
    assert declared_path(resolution(module="", hint="v3.0.0"), *world({})) == ""


def test_follow_builds_the_same_commit_under_the_path_that_it_declares() -> None:
    found = follow(resolution("fmt", "ex.test/newer"), NEW, *world({NEW: {"v1.0.0": release(NEW)}}))
    assert found is not None
    assert (found.path, found.module) == (LIB, ModuleVersion(NEW, "v1.0.0"))
    assert found.attempts


@pytest.mark.parametrize(
    ("declared", "imports", "releases"),
    [
        ("", (), {NEW: {"v1.0.0": release(NEW)}}),
        (LIB, (), {LIB: {"v1.0.0": release(LIB)}}),
        ("../evil", (), {}),
        ("app", (), {"app": {"v1.0.0": release("app")}}),
        # The packages import each other by the new path: one module would be needed under two.
        (NEW, (NEW,), {NEW: {"v1.0.0": release(NEW)}}),
        (NEW, (f"{NEW}/sub",), {NEW: {"v1.0.0": release(NEW)}}),
        (NEW, (), {}),
        (NEW, (), {NEW: {"v1.0.0": release("ex.test/third")}}),
        (NEW, (), {NEW: {"v1.0.0": release(NEW, is_refused=True)}}),
    ],
)
def test_follow_does_not_follow_where_the_go_command_would_refuse(
    declared: str, imports: tuple[str, ...], releases: Mapping[str, Mapping[str, Release]]
) -> None:
    assert follow(resolution(*imports), declared, *world(releases)) is None
