"""How many pins there are: what scan counts is what the wants of a plan are made of, each pin once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gomigrate.model.legacy.pins import PinIndex
from gomigrate.report.inventory import inventory_json
from gomigrate.resolve.wants import collect_wants
from tests.unit.scan.worlds import LIB, MAIN, gopkg_lock, look
from tests.unit.world.gitworld import gitconfig, make_repo

__all__ = ["gitconfig"]

pytestmark = pytest.mark.usefixtures("gitconfig")

A, B = "a" * 40, "b" * 40
HOST = "github.com/acme"


def godeps(*entries: tuple[str, str]) -> str:
    return json.dumps({"ImportPath": "example.com/app", "Deps": [{"ImportPath": p, "Rev": r} for p, r in entries]})


def glide(imports: tuple[str, ...], test_imports: tuple[str, ...]) -> str:
    names = (imports, test_imports)
    lists = ["".join(f"- name: {name}\n  version: {A}\n" for name in group) for group in names]
    return f"imports:\n{lists[0]}testImports:\n{lists[1]}"


def gb(*paths: str) -> str:
    found = [{"importpath": path, "repository": f"https://{path}", "revision": A, "branch": "master"} for path in paths]
    return json.dumps({"version": 0, "dependencies": found})


@pytest.mark.parametrize(
    ("files", "entries", "pins", "repositories"),
    [
        # godep writes an entry for each package: three pins are of two repositories.
        (
            {"Godeps/Godeps.json": godeps((f"{HOST}/lib/one", A), (f"{HOST}/lib/two", A), (f"{HOST}/idle", B))},
            3,
            3,
            [f"{HOST}/idle", f"{HOST}/lib"],
        ),
        # A repository at two revisions is two of what a plan decides.
        (
            {"Godeps/Godeps.json": godeps((f"{HOST}/lib/one", A), (f"{HOST}/lib/two", B))},
            2,
            2,
            [f"{HOST}/lib", f"{HOST}/lib"],
        ),
        ({"glide.lock": glide((f"{HOST}/lib",), (f"{HOST}/check",))}, 2, 2, [f"{HOST}/check", f"{HOST}/lib"]),
        # Listed for the build and for tests at one revision: the reader makes one pin of it.
        ({"glide.lock": glide((f"{HOST}/lib",), (f"{HOST}/lib",))}, 1, 1, [f"{HOST}/lib"]),
        (
            {"vendor/manifest": gb(f"{HOST}/lib"), f"vendor/src/{HOST}/lib/one/o.go": "package one\n"},
            1,
            1,
            [f"{HOST}/lib"],
        ),
        # Of two locks the first counts for the paths that it has.
        (
            {
                "Gopkg.lock": gopkg_lock((f"{HOST}/lib", A)),
                "Godeps/Godeps.json": godeps((f"{HOST}/lib/one", B), (f"{HOST}/old", B)),
            },
            3,
            2,
            [f"{HOST}/lib", f"{HOST}/old"],
        ),
    ],
    ids=["godep", "two revisions", "glide tests", "glide twice", "gb", "two locks"],
)
def test_scan_counts_the_pins_that_a_plan_accounts_for(
    tmp_path: Path, files: dict[str, str], entries: int, pins: int, repositories: list[str]
) -> None:
    code = {"main.go": MAIN.replace("example.com/lib", f"{HOST}/lib/one"), f"vendor/{HOST}/lib/one/o.go": LIB}
    make_repo(tmp_path / "p", {**code, **files})
    found = look(tmp_path / "p", import_path="example.com/app")
    assert sum(len(lock.pins) for lock in found.locks) == entries
    counting = PinIndex(found.locks).pins()
    assert (len(counting), inventory_json(found)["pins"]) == (pins, pins)
    wants = collect_wants(found)
    members = [*wants.needed, *wants.idle]
    assert {pin for want in members for pin in want.pins} == set(counting)
    assert sorted(want.root for want in members) == repositories
