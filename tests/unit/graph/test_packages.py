"""The graph of packages: of a legacy build with vendor and platforms, and of modules, with the go command as judge."""

from __future__ import annotations

import json
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from gomigrate.scan.build.packagegraph import module_packages
from tests.fakeworld.environment import closed_environment
from tests.unit.cli.commands import Call, call
from tests.unit.world.gitworld import commit, gitconfig, make_repo, write

__all__ = ["call", "gitconfig"]

FILES = {
    "main.go": 'package main\n\nimport _ "ex.test/app/sub"\n\nfunc main() {}\n',
    "sub/sub.go": 'package sub\n\nimport (\n\t_ "ex.test/lib"\n\t_ "fmt"\n)\n',
    "sub/sub_windows.go": 'package sub\n\nimport _ "ex.test/winonly"\n',
    "sub/sub_test.go": 'package sub\n\nimport (\n\t_ "ex.test/check"\n\t_ "testing"\n)\n',
    "alone/alone.go": "package alone\n",
}
LIBRARIES = {
    "ex.test/lib": 'package lib\n\nimport _ "ex.test/deep"\n',
    "ex.test/deep": "package deep\n",
    "ex.test/winonly": 'package winonly\n\nimport _ "ex.test/deep"\n',
    "ex.test/check": "package check\n",
}


@pytest.fixture
def legacy(tmp_path: Path) -> Path:
    """A project in GOPATH with a vendor folder, a package for windows alone, one only for tests and one on its own."""
    place = tmp_path / "gp/src/ex.test/app"
    vendored = {f"vendor/{path}/x.go": text for path, text in LIBRARIES.items()}
    make_repo(place, {**FILES, **vendored})
    return place


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """The same as a module; the libraries are modules in folders."""
    place = tmp_path / "module"
    go_mod = "module ex.test/app\n\ngo 1.18\n\n"
    for path, text in LIBRARIES.items():
        write(place / "libs" / path, {"go.mod": f"module {path}\n\ngo 1.18\n", "x.go": text})
        go_mod += f"require {path} v1.0.0\nreplace {path} => ./libs/{path}\n"
    needs_deep = "require ex.test/deep v1.0.0\n"
    for path in ("ex.test/lib", "ex.test/winonly"):
        write(place / "libs" / path, {"go.mod": f"module {path}\n\ngo 1.18\n\n{needs_deep}"})
    write(place, {"go.mod": go_mod, **FILES})
    return place


def edges(text: str) -> set[str]:
    return {" ".join(edge) for edge in json.loads(text)["edges"]}


EVERYWHERE = {
    "ex.test/app ex.test/app/sub",
    "ex.test/app/sub ex.test/lib",
    "ex.test/lib ex.test/deep",
    "ex.test/app/sub ex.test/app/sub.test",
    "ex.test/app/sub.test ex.test/check",
}
ON_WINDOWS = {"ex.test/app/sub ex.test/winonly", "ex.test/winonly ex.test/deep"}


def test_legacy_packages_are_named_as_the_source_imports_them(call: Call, legacy: Path) -> None:
    answer = call("graph", "--packages", "--format", "json", at=legacy)
    assert edges(answer.out) == EVERYWHERE | ON_WINDOWS
    schema = json.loads(files("gomigrate.report").joinpath("schemas/graph.json").read_text())
    Draft202012Validator(schema).validate(json.loads(answer.out))
    own = {node["id"] for node in json.loads(answer.out)["nodes"] if node["main"]}
    assert own == {"ex.test/app", "ex.test/app/alone", "ex.test/app/sub"}


@pytest.mark.parametrize(("platform", "more"), [("linux/amd64", set()), ("windows/386", ON_WINDOWS)])
def test_platform_leaves_only_what_is_built_for_it(call: Call, legacy: Path, platform: str, more: set[str]) -> None:
    answer = call("graph", "--packages", "--platform", platform, "--format", "json", at=legacy)
    assert edges(answer.out) == EVERYWHERE | more


def test_two_copies_of_a_package_are_told_apart_by_their_places(call: Call, legacy: Path) -> None:
    write(
        legacy,
        {"sub/vendor/ex.test/deep/x.go": "package deep\n", "sub/other.go": 'package sub\n\nimport _ "ex.test/deep"\n'},
    )
    commit(legacy, {})
    told = edges(call("graph", "--packages", "--format", "json", at=legacy).out)
    assert "ex.test/app/sub ex.test/app/sub/vendor/ex.test/deep" in told
    assert "ex.test/lib ex.test/app/vendor/ex.test/deep" in told


def test_why_tells_the_chain_and_who_else_imports_it(call: Call, legacy: Path) -> None:
    answer = call("graph", "--packages", "--why", "ex.test/deep", at=legacy)
    assert answer.out.splitlines() == [
        "# why ex.test/deep",
        "ex.test/app/sub",
        "ex.test/lib",
        "ex.test/deep",
        "",
        "Also imported by:",
        "  ex.test/winonly",
    ]


def test_import_that_nobody_has_is_in_the_graph(call: Call, legacy: Path) -> None:
    write(legacy, {"alone/more.go": 'package alone\n\nimport _ "ex.test/gone"\n'})
    commit(legacy, {})
    assert call("graph", "--packages", "--why", "ex.test/gone", at=legacy).out.splitlines()[1:] == [
        "ex.test/app/alone",
        "ex.test/gone",
    ]


def test_text_ends_with_packages_that_nothing_ties_and_with_the_counts(call: Call, legacy: Path) -> None:
    lines = call("graph", "--packages", "--platform", "linux/amd64", at=legacy).out.splitlines()
    assert lines[-3:] == ["ex.test/app/alone", "", "7 packages, 5 imports"]


def test_dot_draws_the_projects_packages_bold_and_no_others(call: Call, legacy: Path) -> None:
    drawn = call("graph", "--packages", "--format", "dot", at=legacy).out
    assert drawn.startswith("digraph packages {")
    bold = {line.split('"')[1] for line in drawn.splitlines() if "style=bold" in line}
    assert bold == {"ex.test/app", "ex.test/app/alone", "ex.test/app/sub"}
    assert "dashed" not in drawn


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--platform", "linux/amd64"), "help: gomigrate graph --packages --platform linux/amd64\n"),
        (("--packages", "--platform", "plan10/vax"), "close: plan9/arm"),
        (("--packages", "--input", "x"), "leave one of them out"),
        (("--packages", "--why", "ex.test/depe"), "gomigrate graph --packages --why ex.test/deep\n"),
    ],
)
def test_words_that_make_no_sense_are_refused(call: Call, legacy: Path, words: tuple[str, ...], part: str) -> None:
    answer = call("graph", *words, at=legacy)
    assert (answer.status, answer.out) == (2, "")
    assert part in answer.err


@pytest.mark.go
@pytest.mark.parametrize(("platform", "more"), [("linux/amd64", set()), ("windows/386", ON_WINDOWS)])
def test_module_has_the_graph_of_the_legacy_build(call: Call, module: Path, platform: str, more: set[str]) -> None:
    answer = call("graph", str(module), "--packages", "--platform", platform, "--format", "json", at=module.parent)
    assert edges(answer.out) == EVERYWHERE | more, answer.err


@pytest.mark.go
@pytest.mark.parametrize("package", ["ex.test/deep", "ex.test/check", "ex.test/app/alone", "ex.test/app/sub"])
def test_why_is_the_chain_of_go_mod_why(call: Call, module: Path, tmp_path: Path, package: str) -> None:
    env = {
        **closed_environment(tmp_path / "env", [tmp_path / "gp"]),
        "GO111MODULE": "on",
        "GOPROXY": "off",
        "GOFLAGS": "-mod=mod",
    }
    judged = subprocess.run(["go", "mod", "why", package], cwd=module, env=env, capture_output=True, text=True)
    assert judged.returncode == 0, judged.stderr
    told = call("graph", "--packages", "--why", package, at=module).out
    assert told.partition("\n\n")[0].splitlines()[1:] == judged.stdout.strip().splitlines()[1:]


@pytest.mark.go
def test_copies_compiled_for_a_test_are_no_packages_of_their_own(call: Call, tmp_path: Path) -> None:
    place = tmp_path / "ring"
    write(
        place,
        {
            "go.mod": "module ex.test/ring\n\ngo 1.18\n",
            "a/a.go": "package a\n",
            "a/a_test.go": 'package a_test\n\nimport (\n\t_ "ex.test/ring/a"\n\t_ "ex.test/ring/b"\n)\n',
            "a/in_test.go": "package a\n",
            "b/b.go": 'package b\n\nimport _ "ex.test/ring/a"\n',
        },
    )
    told = json.loads(call("graph", "--packages", "--format", "json", at=place).out)
    assert {node["id"] for node in told["nodes"]} == {"ex.test/ring/a", "ex.test/ring/a.test", "ex.test/ring/b"}
    assert call("graph", "--packages", "--cycles", at=place).out == "no packages import each other\n"


def test_listed_entries_of_the_standard_library_are_left_out() -> None:
    graph = module_packages(
        [
            {"ImportPath": "fmt", "Standard": True, "DepOnly": True},
            {"ImportPath": "m/p", "Name": "p", "Imports": ["C", "fmt", "unsafe", "x/q"], "TestImports": ["testing"]},
            {"ImportPath": "x/q", "Name": "q", "DepOnly": True, "TestImports": ["x/never"]},
        ]
    )
    assert [f"{one} {other}" for one, other in graph.edges] == ["m/p x/q"]
    assert [str(package) for package in graph.own] == ["m/p"]
