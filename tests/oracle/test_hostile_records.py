"""`gomigrate verify` on branches whose record and go.mod are made to harm: nothing outside of the temporary folder and
Go's own caches changes, and nothing is called equal."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gomigrate.report.json import record_json
from gomigrate.verify.branch.gomodlines import leading_out
from gomigrate.verify.branch.record import RECORD
from gomigrate.verify.verify import verify
from tests.fakeworld.environment import run
from tests.oracle.test_verify import APP, GO_MOD, LIB, LINUX, LOG, Lab, codes, lab, migrate, planned
from tests.unit.world.gitworld import snapshot

pytestmark = pytest.mark.go
__all__ = ["lab"]

NUMBERS = itertools.count()
Change = Callable[[dict[str, Any]], object]


def outside(lab: Lab) -> dict[str, str]:
    """What must stay as it is: all of the world but the caches, the work trees that the test makes, and git's own."""
    theirs = ("modcache/", "gocache/", "trees/", "home/.cache/", "home/.config/", "home/.local/state/gomigrate/")
    above = ("home/.local", "home/.local/state")
    own = ".git/"
    return {
        name: kind
        for name, kind in snapshot(lab.world.root).items()
        if not f"{name}/".startswith(theirs) and name not in above and own not in f"{name}/"
    }


def hostile(lab: Lab, name: str, change: Change) -> str:
    """A branch with a record that says what `change` makes of an honest one."""

    def write(folder: Path) -> None:
        record = record_json(planned(lab))
        change(record)
        (folder / RECORD).write_text(json.dumps(record))

    return lab.branch(name, write, "modules")


PLACES = ("{home}", "../../../../../home", "x.test/../../../../../../home", "..", "/", "{home}/.ssh")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("field", ["source.import_path", "module.path", "ledger"])
def test_verify_record_that_names_a_place_outside_writes_nothing_there(lab: Lab, field: str, place: str) -> None:
    home = lab.world.root / "home"
    (home / ".profile").write_text("# mine\n")
    place = place.replace("{home}", str(home))

    def change(record: dict[str, Any]) -> None:
        if field == "ledger":
            record["ledger"][0]["path"] = place
        else:
            one, two = field.split(".")
            record[one][two] = place

    branch = hostile(lab, f"place{next(NUMBERS)}", change)
    before = outside(lab)
    verdict = lab.verify(branch)
    assert outside(lab) == before
    assert not verdict.is_same
    assert "GM305" in codes(verdict)


@pytest.mark.parametrize(
    "line", ["module {home}", 'module "../../../../../home"', "module x.test/../../../home", "module ..", "module -x"]
)
def test_verify_module_line_that_names_a_place_outside_writes_nothing_there(lab: Lab, line: str) -> None:
    """Without a record the module line is the project's import path."""
    home = lab.world.root / "home"

    def change(folder: Path) -> None:
        (folder / RECORD).unlink()
        text = GO_MOD.replace(f"module {APP}", line.replace("{home}", str(home)))
        (folder / "go.mod").write_text(text)

    branch = lab.branch(f"line{next(NUMBERS)}", change, "modules")
    before = outside(lab)
    verdict = lab.verify(branch)
    assert outside(lab) == before
    assert not verdict.is_same
    assert "GM301" in codes(verdict)


def test_verify_a_rewrite_hides_no_changed_text(lab: Lab) -> None:
    """The record says that an import path became another; a text of the program that reads like it is no import."""

    def speak(folder: Path) -> None:
        (folder / "sub/host.go").write_text(HOST % "good.test/x")

    start = lab.branch("spoken", speak)
    base = lab._git("rev-parse", start).strip()

    def change(folder: Path) -> None:
        migrate(lab, folder)
        (folder / "sub/host.go").write_text(HOST % "evil.test/x")
        record = record_json(planned(lab))
        record["source"]["commit"] = base
        record["rewrites"] = [{"from": "good.test/x", "to": "evil.test/x"}]
        (folder / RECORD).write_text(json.dumps(record))

    verdict = lab.verify(lab.branch("spoken-otherwise", change, start))
    assert [(d.import_path, d.changed) for d in verdict.code.platforms[0].differ] == [(f"{APP}/sub", ("host.go",))]


HOST = 'package sub\n\n// Host is asked.\nconst Host = "%s"\n'


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.update(requires=[{"path": LIB, "version": "v1.0.0 => ../x"}]),
        lambda record: record["files"].update(write=["../../../home/.profile"]),
        lambda record: record["files"].update(write=[".git/hooks/post-checkout"]),
        lambda record: record.update(platforms=["linux/amd64 -toolexec=sh"]),
        lambda record: record["source"].update(commit="--upload-pack=touch x"),
        lambda record: record.update(rewrites=[{"from": "a\n", "to": "b"}]),
        lambda record: record["ledger"][0].update(module={"path": "../x", "version": "v1.0.0"}),
    ],
)
def test_verify_record_with_a_name_that_is_none_is_not_read(lab: Lab, change: Change) -> None:
    before = outside(lab)
    verdict = lab.verify(hostile(lab, f"name{next(NUMBERS)}", change))
    assert outside(lab) == before
    assert "GM305" in codes(verdict)
    assert not verdict.is_same


@pytest.mark.parametrize(("target", "is_told"), [("{world}/elsewhere", True), ("../elsewhere", True), ("./sub", False)])
def test_verify_replace_that_leads_out_of_the_repository_is_told(lab: Lab, target: str, is_told: bool) -> None:
    elsewhere = lab.world.root / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    (elsewhere / "go.mod").write_text(f"module {LIB}\n")
    (elsewhere / "lib.go").write_text("package lib\n")

    def change(folder: Path) -> None:
        with (folder / "go.mod").open("a") as file:
            file.write(f"\nreplace {LIB} => {target.replace('{world}', str(lab.world.root))}\n")

    verdict = lab.verify(lab.branch(f"replace{next(NUMBERS)}", change, "modules"))
    assert ("GM322" in codes(verdict)) is is_told
    assert not verdict.is_same


def test_verify_replace_that_led_out_before_as_well_is_not_told(lab: Lab) -> None:
    text = f"{GO_MOD}\nreplace {LIB} => /elsewhere\n".encode()
    assert list(leading_out(text, "", text)) == []
    assert [f.code for f in leading_out(text, "", GO_MOD.encode())] == ["GM322"]
    assert [f.code for f in leading_out(text.replace(b"/elsewhere", b"../../x"), "svc/a", b"")] == []
    assert [f.code for f in leading_out(text.replace(b"/elsewhere", b"../../../x"), "svc/a", b"")] == ["GM322"]


def locked_only(lab: Lab) -> str:
    """A base with a lock and no vendor folder: there the dependencies are laid out as the record names them."""
    if not lab._git("branch", "--list", "locked-only"):

        def change(folder: Path) -> None:
            for path in sorted((folder / "vendor").rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()

        lab.branch("locked-only", change)
    return lab._git("rev-parse", "locked-only").strip()


Ledger = list[dict[str, Any]]


def _same(ledger: Ledger, version: str) -> None:
    ledger[0] |= {"module": {"path": LIB, "version": version}}


def _other_revision(ledger: Ledger, version: str) -> None:
    ledger[0] |= {"revision": version, "module": {"path": LIB, "version": version}}


def _no_revision(ledger: Ledger, version: str) -> None:
    ledger[0] |= {"revision": "", "module": {"path": LIB, "version": version}}


def _no_place(ledger: Ledger, version: str) -> None:
    ledger[0] |= {"lock": "", "module": {"path": LIB, "version": version}}


def _place_of_no_lock(ledger: Ledger, version: str) -> None:
    ledger[0] |= {"lock": "main.go:1", "module": {"path": LIB, "version": version}}


def _place_of_another(ledger: Ledger, version: str) -> None:
    ledger[0] |= {"lock": "vendor.conf:2", "revision": "v0.9.0", "module": {"path": LIB, "version": version}}


def _another_at_its_place(ledger: Ledger, version: str) -> None:
    """The line is about the one pin, and has its module laid out where the other is imported."""
    ledger[0] |= {"path": LOG, "revision": "v0.9.0", "lock": "vendor.conf:2"}
    ledger[0] |= {"module": {"path": LIB, "version": version}, "built": {"path": LOG, "version": "v0.9.0"}}


@pytest.mark.parametrize(
    ("version", "say", "is_told"),
    [
        ("v1.0.0", _same, False),
        ("v1.1.0", _same, True),
        ("v1.1.0", _other_revision, True),
        ("v1.1.0", _no_revision, True),
        ("v1.1.0", _no_place, True),
        ("v1.1.0", _place_of_no_lock, True),
        ("v1.1.0", _place_of_another, True),
        ("v1.1.0", _another_at_its_place, True),
    ],
)
def test_verify_record_that_names_another_version_than_the_lock_is_told(
    lab: Lab, version: str, say: Callable[[Ledger, str], None], is_told: bool
) -> None:
    """The branch builds v1.1.0, and the record says that this is what the lock meant."""
    base = locked_only(lab)

    def change(folder: Path) -> None:
        (folder / "vendor.conf").unlink()
        (folder / "go.mod").write_text(GO_MOD.replace(f"{LIB} v1.0.0", f"{LIB} {version}"))
        lab.go(folder, "mod", "tidy")
        record = record_json(planned(lab))
        record["source"] |= {"commit": base, "vendor": ""}
        record["files"]["remove"] = ["vendor.conf"]
        for part in ("requires", "build_list"):
            record[part][0]["version"] = version
        places = {"lock": "vendor.conf:1"}, {"lock": "vendor.conf:2"}
        for line, place in zip(record["ledger"], places, strict=True):
            line |= place
        say(record["ledger"], version)
        (folder / RECORD).parent.mkdir(exist_ok=True)
        (folder / RECORD).write_text(json.dumps(record))

    branch = lab.branch(f"locked{next(NUMBERS)}", change, "locked-only")
    clone = lab.world.root / "trees" / f"clone-{branch}"
    run(["git", "clone", "-q", "-b", branch, str(lab.world.project), str(clone)], lab.world.root, lab.world.env)
    verdict = verify(lab.surroundings(), str(clone), branch, platforms=(LINUX,))
    assert ("GM323" in codes(verdict)) is is_told, verdict
    assert verdict.is_same is not is_told, verdict


def test_verify_record_that_says_restored_where_no_lock_is_does_not_choose_the_state_before(lab: Lab) -> None:
    """Where locked versions were brought back, the locks are the state before, and not the go.mod that moved them. A
    record that says so of a project without a lock would be compared with itself."""

    def module(folder: Path, version: str) -> None:
        (folder / "go.mod").write_text(GO_MOD.replace(f"{LIB} v1.0.0", f"{LIB} {version}"))
        lab.go(folder, "mod", "tidy")

    def begin(folder: Path) -> None:
        migrate(lab, folder)
        (folder / RECORD).unlink()

    start = lab.branch("module-before", begin)
    base = lab._git("rev-parse", start).strip()

    def change(folder: Path) -> None:
        module(folder, "v1.1.0")
        record = record_json(planned(lab))
        record["source"] |= {"commit": base, "vendor": "", "locks": []}
        record["files"] = {"write": [], "edit": ["go.mod", "go.sum"], "remove": []}
        for part in ("requires", "build_list"):
            record[part][0]["version"] = "v1.1.0"
        record["ledger"][0] |= {"revision": "", "lock": "", "module": {"path": LIB, "version": "v1.1.0"}}
        record["restored"] = True
        (folder / RECORD).parent.mkdir(exist_ok=True)
        (folder / RECORD).write_text(json.dumps(record))

    branch = lab.branch("module-raised", change, start)
    clone = lab.world.root / "trees" / "clone-restored"
    run(["git", "clone", "-q", "-b", branch, str(lab.world.project), str(clone)], lab.world.root, lab.world.env)
    verdict = verify(lab.surroundings(), str(clone), branch, platforms=(LINUX,))
    assert "GM305" not in codes(verdict)
    assert not verdict.is_same
    assert [d.import_path for d in verdict.code.platforms[0].differ] == [LIB]
