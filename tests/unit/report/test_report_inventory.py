from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.go.gopackage import GoFile, GoPackage
from gomigrate.model.legacy.inventory import (
    Checkout,
    FoundBy,
    Inventory,
    Missing,
    Origin,
    PathSource,
    Project,
    Used,
    VendorRoot,
)
from gomigrate.model.legacy.pins import Lock, Pin, Wish
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.report.inventory import inventory_json, inventory_text
from gomigrate.report.page import Amount

WHEN = datetime(2018, 11, 30, tzinfo=UTC)
TREE = MemoryTree({})
APP = GoPackage(import_path="x.test/app", dir="", files=(GoFile(name="a.go", package="main"), GoFile(name="a_test.go")))
LIB = GoPackage(import_path="y.test/l", dir="vendor/y.test/l", files=(GoFile(name="l.go", package="l"),))
PIN = Pin(path="y.test/l", revision="b" * 40, place=Place("Gopkg.lock", 3), time=WHEN, extras=(("digest", "1:ff"),))
INVENTORY = Inventory(
    project=Project(
        import_path="x.test/app",
        found_by=FoundBy(PathSource.COMMENT),
        root="/src/app",
        repository="/src/app",
        commit="c" * 40,
        date=WHEN,
        asked="/src/app/sub",
    ),
    tree=TREE,
    committed=TREE,
    locks=(
        Lock(
            tool="dep",
            file="Gopkg.lock",
            manifest="Gopkg.toml",
            pins=(PIN,),
            wishes=(Wish(kind="constraint", path="y.test/l", value="^1", place=Place("Gopkg.toml", 2)),),
        ),
        Lock(tool="glide", file="glide.lock", pins=()),
    ),
    lock_files=("Gopkg.lock", "Gopkg.toml", "glide.lock"),
    vendor_roots=(VendorRoot(dir="vendor", kind="vendor", packages=("y.test/l", "y.test/m")),),
    untracked_vendor=("vendor",),
    packages=(APP,),
    used=(
        Used(
            place="x.test/app",
            import_path="x.test/app",
            origin=Origin.PROJECT,
            tree=TREE,
            dir="",
            root="",
            package=APP,
            imports=(("fmt", ""), ("y.test/l", "x.test/app/vendor/y.test/l")),
        ),
        Used(
            place="x.test/app/vendor/y.test/l",
            import_path="y.test/l",
            origin=Origin.VENDOR,
            tree=TREE,
            dir="vendor/y.test/l",
            root="x.test/app/vendor",
            package=LIB,
        ),
    ),
    missing=(Missing(import_path="z.test/gone", importers=("x.test/app", "x.test/app/b"), test_only=True),),
    checkouts=(
        Checkout(path="w.test/c", dir="/gp/src/w.test/c", vcs="git", commit="d" * 40, changed=("a",), is_unpushed=True),
    ),
    findings=(finding("GM030", pins=1, of=("y.test/idle",), place=Place("Gopkg.lock", 9), evidence=("y.test/idle",)),),
    packages_in_nested=("x.test/app",),
    nested_modules=("",),
)


def test_inventory_json_follows_its_schema_and_has_it_all() -> None:
    schema = json.loads((files("gomigrate.report") / "schemas" / "inventory.json").read_text())
    value = inventory_json(INVENTORY)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(value)] == []
    assert value["project"]["asked"] == "/src/app/sub"
    assert value["locks"][0]["pins"][0]["extras"] == [["digest", "1:ff"]]
    assert value["used"][0]["imports"] == {"fmt": None, "y.test/l": "x.test/app/vendor/y.test/l"}
    assert value["packages"][0]["test_files"] == ["a_test.go"]
    assert value == json.loads(json.dumps(value))


@pytest.mark.parametrize("width", [40, 80, 200])
def test_inventory_text_says_everything_once_at_any_width(width: int) -> None:
    text = " ".join(inventory_text(INVENTORY, width, color=False, next_command="gomigrate plan").split())
    assert "GM030" in inventory_text(INVENTORY, width, False, Amount.VERBOSE)
    for words in (
        "import path from its import comment",
        "found from /src/app/sub",
        f"commit {'c' * 12}, 2018-11-30",
        "Gopkg.lock with Gopkg.toml (dep): 1 pin, read first",
        "glide.lock (glide): 0 pins",
        "vendor: 2 packages, 1 of them used, not wholly committed",
        f"w.test/c at {'d' * 12}, 1 file changed, not pushed",
        "1 from vendor, 1 in nested modules, 1 program",
        "z.test/gone, imported by x.test/app and 1 more, only by tests",
        "1 note not shown; -v shows it",
        "Next: gomigrate plan",
    ):
        assert text.count(words) == 1, words


def test_inventory_text_of_a_long_list_shows_the_first_few() -> None:
    many = tuple(replace(INVENTORY.missing[0], import_path=f"z.test/p{n}") for n in range(50))
    text = inventory_text(replace(INVENTORY, missing=many), 80, color=False)
    assert "and 44 more" in text
    assert len(text.splitlines()) < 40


def test_inventory_text_of_ten_thousand_findings_stays_on_a_page_and_json_has_them_all() -> None:
    found = tuple(
        finding("GM001", place=Place(f"vendor/p{n}/x.go"), reason="Permission denied", evidence=("a",) * 50)
        for n in range(10_000)
    )
    many = replace(INVENTORY, findings=found)
    text = inventory_text(many, 80, color=False)
    assert re.search("and 9,?994 more", text)
    assert len(text.splitlines()) < 80
    assert len(inventory_json(many)["findings"]) == 10_000


def test_inventory_text_of_two_locks_says_how_many_pins_count() -> None:
    first = INVENTORY.locks[0]
    other = replace(first, tool="godep", file="Godeps/Godeps.json", manifest="")
    text = " ".join(inventory_text(replace(INVENTORY, locks=(first, other)), 80, color=False).split())
    assert "1 of the 2 pins count: for the others an earlier lock has the path" in text


def test_what_only_a_lock_has_is_counted_and_what_nobody_has_is_named() -> None:
    locked = tuple(
        replace(INVENTORY.missing[0], import_path=path)
        for pin in INVENTORY.locks[0].pins[:1]
        for path in (pin.path, f"{pin.path}/sub", f"{pin.path}x")
    )
    text = inventory_text(replace(INVENTORY, missing=locked), 80, color=False)
    assert "2 packages not on this machine, but locked" in " ".join(text.split())
    assert f"{INVENTORY.locks[0].pins[0].path}x, imported by" in " ".join(text.split())


def test_inventory_text_of_nothing_legacy_says_so() -> None:
    bare = replace(INVENTORY, locks=(), lock_files=(), vendor_roots=(), has_go_mod=True, missing=(), checkouts=())
    text = inventory_text(bare, 80, color=False)
    assert "locks     none" in text
    assert "nothing legacy" in text
    assert "Next:" not in text


def test_inventory_text_with_an_error_says_what_comes_first() -> None:
    broken = replace(INVENTORY, findings=(finding("GM001", path="a.go", reason="gone"),))
    lines = inventory_text(broken, 80, color=False).splitlines()
    assert "1 error to fix" in lines[0]
    assert "GM001" in "".join(lines[:4])


def test_inventory_text_keeps_control_characters_out() -> None:
    evil = replace(INVENTORY, missing=(Missing(import_path="z.test/\x1b[2J", importers=("a",), test_only=False),))
    assert "\x1b" not in inventory_text(evil, 80, color=False)
