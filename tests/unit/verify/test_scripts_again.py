"""Build files are made again out of the state before: what the rules do not make is not called checked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from gomigrate.model.findings import Finding
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.verify.branch.record import RECORD, read_record
from gomigrate.verify.branch.scriptsagain import scripts_again

if TYPE_CHECKING:
    from collections.abc import Mapping

GO_MOD = "module acme.test/app\n\ngo 1.18\n\nrequire acme.test/lib v1.0.0\n"


def made_again(before: Mapping[str, str], after: Mapping[str, str], *, new: str = "") -> Mapping[str, str]:
    """What comes out for a branch that changed these files, and removed Gopkg.lock; `new` is the Go of the record."""
    facts = {"version": "1.8", "new": new}
    lines: dict[str, object] = {"line": 1, "kind": "", "message": "", "before": [], "after": []}
    habits = [{"code": "GM828", "safety": "safe", "file": "x", "applied": True, "facts": facts, **lines}]
    plan = {
        "schema": "gomigrate/plan/1",
        "module": {"path": "acme.test/app", "go": "1.18"},
        "source": {"import_path": "acme.test/app", "commit": "0" * 40, "locks": ["Gopkg.lock"]},
        "files": {"write": ["go.mod", "go.sum"], "edit": [*after], "remove": ["Gopkg.lock"]},
        "build_list": [{"path": "acme.test/lib", "version": "v1.0.0"}],
        "habits": habits,
    }
    own = {"main.go": b"package main\n"}
    was = {name: text.encode() for name, text in before.items()}
    now = {name: text.encode() for name, text in {**before, **after, "go.mod": GO_MOD}.items()}
    tree = MemoryTree({**own, **now, RECORD: json.dumps(plan).encode()})
    record = read_record(tree)
    assert not isinstance(record, Finding)
    return scripts_again(record, MemoryTree({**own, **was, "Gopkg.lock": b""}), tree)


@pytest.mark.parametrize(
    ("name", "before", "after", "new"),
    [
        (".travis.yml", "go: 1.8.x\n", "go: 1.17.x\n", "1.17"),
        (".travis.yml", "go: [1.8, 1.15]\n", "go: [1.15]\n", ""),
        ("Makefile", "deps:\n\tdep ensure\n\tgo vet\n", "deps:\n\tgo mod download\n\tgo vet\n", ""),
        ("x.sh", "go get acme.test/lib/cmd\n", "go install acme.test/lib/cmd@v1.0.0\n", ""),
    ],
)
def test_what_the_rules_make_comes_out_again(name: str, before: str, after: str, new: str) -> None:
    assert made_again({name: before}, {name: after}, new=new) == {name: after}


def test_a_go_that_is_raised_for_what_make_installs_comes_out_again() -> None:
    tool = "acme.test/lib/cmd"
    before = {".travis.yml": "go: 1.15.x\nscript: make\n", "Makefile": f"tools:\n\tgo get {tool}\n"}
    after = {".travis.yml": "go: 1.16.x\nscript: make\n", "Makefile": f"tools:\n\tgo install {tool}@v1.0.0\n"}
    assert made_again(before, after, new="1.16") == after
    assert made_again(before, before | {".travis.yml": after[".travis.yml"]}, new="1.16").get(".travis.yml") is None


@pytest.mark.parametrize(
    ("name", "before", "after", "new"),
    [
        (".travis.yml", "go: 1.15.x\n", "go: 1.14.x\n", "1.14"),
        (".travis.yml", "go: 1.8.x\n", "go: 1.9.x\n", "1.9"),
        (".travis.yml", "go: 1.8.x\n", "go: 1.14.x\nscript: evil\n", "1.14"),
        ("x.sh", "go get acme.test/lib/cmd\n", "go install acme.test/lib/cmd@v1.0.1\n", ""),
        ("x.sh", "go get acme.test/lib/cmd\n", "", ""),
    ],
)
def test_what_they_do_not_make_does_not(name: str, before: str, after: str, new: str) -> None:
    assert made_again({name: before}, {name: after}, new=new).get(name) != after
