"""The go.work over the modules of a repository."""

from __future__ import annotations

from typing import Any

from gomigrate.model.fleets.partition import WorkProblem
from gomigrate.modfile.gowork import parse_go_work
from gomigrate.monorepo.workspace import WorkspaceModule, differences, lines_of, make_workspace

X = "x.test/x"


def listed(version: str, new: str = "", new_version: str = "") -> dict[str, Any]:
    """A module as `go list -m -json` names it."""
    module: dict[str, Any] = {"Path": X, "Version": version}
    if new:
        module["Replace"] = {"Path": new} | ({"Version": new_version} if new_version else {})
    return module


def member(folder: str, *modules: dict[str, Any], go: str = "1.17") -> WorkspaceModule:
    return WorkspaceModule(
        folder=folder, path=f"top.test/{folder}".rstrip("/"), go=go, builds=lines_of(modules, folder)
    )


def test_the_highest_version_wins_without_a_line_for_it() -> None:
    made = make_workspace([member("", listed("v1.2.0")), member("a", listed("v1.4.0")), member("b")])
    assert made.text == "go 1.18\n\nuse (\n\t.\n\t./a\n\t./b\n)\n"
    assert made.builds[X].version == "v1.4.0"
    (found,) = made.findings
    assert found.code == "GM930"
    assert dict(found.facts) == {"path": X, "chosen": "v1.4.0", "folder": ".", "alone": "v1.2.0", "others": 0}


def test_a_replace_of_one_module_does_not_hold_the_others_back() -> None:
    made = make_workspace([member("a", listed("v1.4.0", X, "v1.2.0")), member("b", listed("v1.4.0"))])
    replaces = parse_go_work(made.text).replaces
    assert [(r.path, r.new_path, r.new_version) for r in replaces] == [(X, X, "v1.4.0")]
    assert [f.evidence for f in made.findings] == [("a: v1.2.0",)]


def test_copies_in_folders_are_named_from_the_top_and_the_same_one_needs_no_line() -> None:
    same = [
        member("a", listed("v1.0.0", "../third_party/x")),
        member("b/c", listed("v1.0.0", "../../third_party/x")),
    ]
    assert make_workspace(same).text.count("replace") == 0
    other = member("d", listed("v1.0.0", "./x"))
    made = make_workspace([*same, other])
    assert [(r.path, r.new_path) for r in parse_go_work(made.text).replaces] == [(X, "./third_party/x")]
    assert made.findings[0].evidence == ("d: ./d/x",)


def test_modules_of_the_workspace_are_no_dependencies_of_it() -> None:
    inner = {"Path": "top.test/b", "Version": "v0.0.0", "Replace": {"Path": "../b"}}
    made = make_workspace([member("a", inner), member("b", go="1.21.3")])
    assert made.text.startswith("go 1.21.3\n")
    assert dict(made.builds) == {}


def test_what_the_go_command_builds_otherwise_is_an_error() -> None:
    made = make_workspace([member("a", listed("v1.4.0"))])
    assert list(differences(made, lines_of([listed("v1.4.0")], ""))) == []
    for line, builds in ((lines_of([listed("v1.5.0")], ""), "v1.5.0"), ({}, "")):
        (found,) = differences(made, line)
        assert found.code == "GM931"
        assert dict(found.facts) == {"problem": WorkProblem.DIFFERS, "path": X, "meant": "v1.4.0", "builds": builds}
