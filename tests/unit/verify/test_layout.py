from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.verify.build.asking import list_side
from gomigrate.verify.build.before import has_dependencies
from gomigrate.verify.build.configuration import Configuration
from gomigrate.verify.build.layout import PATH_SEPARATOR, GopathSources, Side, lay_out_gopath, lay_out_module
from gomigrate.world.disk.treewriter import TreeWriter
from tests.unit.world.gitworld import snapshot, write

APP = "x.test/app"


def tree(*paths: str) -> MemoryTree:
    return MemoryTree(dict.fromkeys(paths, b""))


def entries(side: Side) -> list[str]:
    return side.env["GOPATH"].split(PATH_SEPARATOR)


def written(place: Path) -> list[str]:
    return sorted(name for name, kind in snapshot(place).items() if kind != "folder")


def test_lay_out_gopath_project_is_at_its_import_path_in_the_first_entry(tmp_path: Path) -> None:
    side = lay_out_gopath(GopathSources(tree=tree("main.go"), prefix="", import_path=APP), TreeWriter(tmp_path), "t")
    gopath = f"{tmp_path.as_posix()}/t/gopath"
    assert (side.cwd, side.mode, entries(side)) == (f"{gopath}/src/x.test/app", "gopath", [gopath])
    assert written(tmp_path) == ["t/gopath/src/x.test/app/main.go"]


@pytest.mark.parametrize(
    ("mode", "path", "has"),
    [
        ("gopath", "main.go", False),
        ("module", "main.go", True),
        ("gopath", "vendor/x.test/lib/l.go", True),
        ("gopath", "Godeps/_workspace/src/x.test/lib/l.go", True),
        ("gopath", "_vendor/src/x.test/lib/l.go", True),
        ("gopath", "cmd/vendor/x.test/lib/l.go", False),
    ],
)
def test_a_commit_with_go_mod_or_a_vendor_folder_says_by_itself_what_is_built(
    mode: Literal["gopath", "module"], path: str, has: bool
) -> None:
    assert has_dependencies(Side(cwd="/", mode=mode), tree(path)) is has


@pytest.mark.parametrize(
    ("import_path", "files"),
    [
        ("x.test/mono/svc/a", ["mono/svc/a/main.go", "mono/vendor/x.test/lib/l.go"]),
        ("x.test/other", ["other/main.go"]),
        ("x.test/monosvc/a", ["monosvc/a/main.go"]),
    ],
)
def test_lay_out_gopath_folder_of_a_repository_keeps_what_lies_above_it(
    import_path: str, files: list[str], tmp_path: Path
) -> None:
    whole = tree("svc/a/main.go", "vendor/x.test/lib/l.go")
    side = lay_out_gopath(GopathSources(tree=whole, prefix="svc/a", import_path=import_path), TreeWriter(tmp_path), "t")
    assert side.cwd == f"{tmp_path.as_posix()}/t/gopath/src/{import_path}"
    assert written(tmp_path / "t/gopath/src/x.test") == files


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
def test_lay_out_gopath_tools_own_gopath_entries_come_right_after_the_first(
    paths: list[str], inner: list[str], tmp_path: Path
) -> None:
    before = GopathSources(tree=tree(*paths), prefix="", import_path=APP, gopath=("/u",))
    gopath = f"{tmp_path.as_posix()}/t/gopath"
    wanted = [f"{gopath}/src/{APP}/{folder}".rstrip("/") for folder in inner]
    assert entries(lay_out_gopath(before, TreeWriter(tmp_path), "t")) == [gopath, *wanted, "/u"]


@pytest.mark.parametrize(("in_gopath", "order"), [(True, ["/u", "locked"]), (False, ["locked", "/u"])])
def test_lay_out_gopath_neighbours_beat_locked_modules_only_in_gopath(
    *, in_gopath: bool, order: list[str], tmp_path: Path
) -> None:
    locked = {"x.test/lib": tree("l.go")}
    before = GopathSources(
        tree=tree("a.go"), prefix="", import_path=APP, gopath=("/u",), in_gopath=in_gopath, locked=locked
    )
    found = entries(lay_out_gopath(before, TreeWriter(tmp_path), "t"))[1:]
    assert [entry.removeprefix(f"{tmp_path.as_posix()}/t/") for entry in found] == order
    assert written(tmp_path / "t/locked") == ["src/x.test/lib/l.go"]


@pytest.mark.parametrize("path", ["{tmp}/victim", "../../../../victim", "x.test/../../../../../victim", "/victim", ""])
@pytest.mark.parametrize("field", ["import_path", "locked"])
def test_lay_out_gopath_writes_nowhere_else_whatever_paths_say(field: str, path: str, tmp_path: Path) -> None:
    """The reader of records refuses such paths; nothing may depend on that."""
    path = path.replace("{tmp}", tmp_path.as_posix())
    write(tmp_path, {"victim/main.go": "mine"})
    before = GopathSources(
        tree=tree("main.go"),
        prefix="",
        import_path=path if field == "import_path" else APP,
        locked={path: tree("main.go")} if field == "locked" else {},
    )
    with pytest.raises(WorldProblem, match="refused"):
        lay_out_gopath(before, TreeWriter(tmp_path / "in"), "t")
    assert [name for name in written(tmp_path) if not name.startswith("in/")] == ["victim/main.go"]


def test_lay_out_gopath_linked_vendor_folder_is_an_entry(tmp_path: Path) -> None:
    before = GopathSources(
        tree=tree("a.go", "cmd/vendor/x.test/lib/l.go"), prefix="", import_path=APP, linked=("cmd/vendor",)
    )
    found = entries(lay_out_gopath(before, TreeWriter(tmp_path), "t"))
    assert [entry.rpartition("/")[2] for entry in found] == ["gopath", "linked0"]
    assert written(tmp_path / "t/linked0") == ["src/x.test/lib/l.go"]


@pytest.mark.parametrize(("prefix", "cwd"), [("", "after"), ("svc/a", "after/svc/a")])
def test_lay_out_module_whole_tree_is_there_for_replaces_that_lead_out(prefix: str, cwd: str, tmp_path: Path) -> None:
    side = lay_out_module(tree("svc/a/go.mod", "lib/go.mod"), prefix, TreeWriter(tmp_path), "after")
    assert (side.cwd, side.mode) == (f"{tmp_path.as_posix()}/{cwd}", "module")
    assert written(tmp_path) == ["after/lib/go.mod", "after/svc/a/go.mod"]


class Lister:
    """A go command that fails on one platform."""

    def list_packages(
        self,
        cwd: str,
        patterns: Sequence[str],
        *,
        mode: str,
        flags: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
    ) -> list[dict[str, Any]]:
        if env and env["GOOS"] == "plan9":
            raise WorldProblem("no such platform")
        return [{"cwd": cwd, "patterns": patterns, "mode": mode, "flags": flags, "env": env}]


def lister() -> Any:
    return Lister()


def test_list_side_each_platform_has_its_own_answer_or_problem() -> None:
    side = Side(cwd="/x", mode="module", env={"A": "b"})
    linux = Configuration(platform="linux/amd64", tags=("a", "b", "race"))
    plan9 = Configuration(platform="plan9/amd64", is_cgo=False)
    said = list_side(lister(), side, [linux, plan9])
    assert isinstance(said[plan9], WorldProblem)
    answer = said[linux]
    assert not isinstance(answer, WorldProblem)
    assert answer[0]["env"] == {"A": "b", "CGO_ENABLED": "1", "GOOS": "linux", "GOARCH": "amd64"}
    assert {"-mod=readonly", "-race", "-tags=a,b"} <= {*answer[0]["flags"]}


def test_list_side_gopath_mode_has_no_module_flags() -> None:
    build = Configuration(platform="linux/amd64")
    said = list_side(lister(), Side(cwd="/x", mode="gopath"), [build])[build]
    assert not isinstance(said, WorldProblem)
    assert not any(flag.startswith("-mod") for flag in said[0]["flags"])
