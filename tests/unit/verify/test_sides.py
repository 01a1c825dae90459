from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.model.memorytree import MemoryTree
from gomigrate.model.tree import Tree
from gomigrate.verify.sides import PATH_SEPARATOR, Before, Side, lay_out_after, lay_out_before, list_side

APP = "x.test/app"


class Copies:
    """What was written where: folder -> the names at the top of the tree that was copied to it."""

    def __init__(self) -> None:
        self.made: dict[str, list[str]] = {}

    def __call__(self, tree: Tree, folder: str) -> None:
        self.made[folder] = [entry.name for entry in tree.entries("")]


def tree(*paths: str) -> MemoryTree:
    return MemoryTree(dict.fromkeys(paths, b""))


def entries(side: Side) -> list[str]:
    return side.env["GOPATH"].split(PATH_SEPARATOR)


def test_lay_out_before_project_is_at_its_import_path_in_the_first_entry() -> None:
    copies = Copies()
    side = lay_out_before(Before(tree=tree("main.go"), prefix="", import_path=APP), "/t", copies)
    assert (side.cwd, side.mode, entries(side)) == ("/t/gopath/src/x.test/app", "gopath", ["/t/gopath"])
    assert copies.made == {"/t/gopath/src/x.test/app": ["main.go"]}


@pytest.mark.parametrize(
    ("import_path", "written"),
    [
        ("x.test/mono/svc/a", {"/t/gopath/src/x.test/mono": ["svc", "vendor"]}),
        ("x.test/other", {"/t/gopath/src/x.test/other": ["main.go"]}),
        ("x.test/monosvc/a", {"/t/gopath/src/x.test/monosvc/a": ["main.go"]}),
    ],
)
def test_lay_out_before_folder_of_a_repository_keeps_what_lies_above_it(
    import_path: str, written: dict[str, list[str]]
) -> None:
    copies = Copies()
    whole = tree("svc/a/main.go", "vendor/x.test/lib/l.go")
    side = lay_out_before(Before(tree=whole, prefix="svc/a", import_path=import_path), "/t", copies)
    assert side.cwd == f"/t/gopath/src/{import_path}"
    assert copies.made == written


@pytest.mark.parametrize(
    ("paths", "inner"),
    [
        (["vendor/x.test/lib/l.go"], []),
        (["Godeps/_workspace/src/x.test/lib/l.go"], ["Godeps/_workspace"]),
        (["tool/Godeps/_workspace/src/x.test/lib/l.go", "_vendor/src/y.go"], ["_vendor", "tool/Godeps/_workspace"]),
        (["_vendor/x.test/lib/l.go", "Godeps/Godeps.json"], []),
        (["vendor/x.test/lib/Godeps/_workspace/src/y.test/m/m.go", "_old/_vendor/src/y.test/m/m.go"], []),
        (["vendor/src/x.test/lib/l.go"], ["vendor"]),
        (["vendor/src/x.test/lib/l.go", "src/cmd/main.go"], ["", "vendor"]),
        (["src/cmd/main.go"], []),
    ],
)
def test_lay_out_before_tools_own_gopath_entries_come_right_after_the_first(paths: list[str], inner: list[str]) -> None:
    before = Before(tree=tree(*paths), prefix="", import_path=APP, gopath=("/u",))
    project = f"/t/gopath/src/{APP}"
    wanted = [f"{project}/{folder}".rstrip("/") for folder in inner]
    assert entries(lay_out_before(before, "/t", Copies())) == ["/t/gopath", *wanted, "/u"]


@pytest.mark.parametrize(("in_gopath", "order"), [(True, ["/u", "/t/locked"]), (False, ["/t/locked", "/u"])])
def test_lay_out_before_neighbours_beat_locked_modules_only_in_gopath(*, in_gopath: bool, order: list[str]) -> None:
    copies = Copies()
    locked = {"x.test/lib": tree("l.go")}
    before = Before(tree=tree("a.go"), prefix="", import_path=APP, gopath=("/u",), in_gopath=in_gopath, locked=locked)
    assert entries(lay_out_before(before, "/t", copies))[1:] == order
    assert copies.made["/t/locked/src/x.test/lib"] == ["l.go"]


def test_lay_out_before_linked_vendor_folder_is_an_entry() -> None:
    copies = Copies()
    before = Before(tree=tree("a.go", "cmd/vendor/x.test/lib/l.go"), prefix="", import_path=APP, linked=("cmd/vendor",))
    assert entries(lay_out_before(before, "/t", copies)) == ["/t/gopath", "/t/linked0"]
    assert copies.made["/t/linked0/src"] == ["x.test"]


@pytest.mark.parametrize(("prefix", "cwd"), [("", "/t/after"), ("svc/a", "/t/after/svc/a")])
def test_lay_out_after_whole_tree_is_there_for_replaces_that_lead_out(prefix: str, cwd: str) -> None:
    copies = Copies()
    side = lay_out_after(tree("svc/a/go.mod", "lib/go.mod"), prefix, "/t/after", copies)
    assert (side.cwd, side.mode) == (cwd, "module")
    assert copies.made == {"/t/after": ["lib", "svc"]}


class Lister:
    """A go command that fails on one platform."""

    def list_packages(
        self,
        cwd: str,
        patterns: Sequence[str],
        *,
        mode: str,
        platform: str = "",
        flags: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
    ) -> list[dict[str, Any]]:
        if platform == "plan9/amd64":
            raise WorldProblem("no such platform")
        return [{"cwd": cwd, "patterns": patterns, "mode": mode, "flags": flags, "env": env}]


def test_list_side_each_platform_has_its_own_answer_or_problem() -> None:
    side = Side(cwd="/x", mode="module", env={"A": "b"})
    said = list_side(Lister(), side, ["linux/amd64", "plan9/amd64"])
    assert isinstance(said["plan9/amd64"], WorldProblem)
    answer = said["linux/amd64"]
    assert not isinstance(answer, WorldProblem)
    assert answer[0]["env"] == {"A": "b", "CGO_ENABLED": "1"}
    assert "-mod=readonly" in answer[0]["flags"]


def test_list_side_gopath_mode_has_no_module_flags() -> None:
    said = list_side(Lister(), Side(cwd="/x", mode="gopath"), ["linux/amd64"])["linux/amd64"]
    assert not isinstance(said, WorldProblem)
    assert not any(flag.startswith("-mod") for flag in said[0]["flags"])
