"""Questions to the module graph: made graphs, bad input, and the real go command as judge."""

from __future__ import annotations

import io
import json
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from gomigrate.graph.requirements import cycles, path, whole, why
from gomigrate.model.errors import UsageProblem
from gomigrate.model.graph.requirements import GraphAnswer
from gomigrate.modfile.modgraph import read_mod_graph
from gomigrate.report.graph import graph_json
from tests.unit.cli.commands import Call, call
from tests.unit.world.gitworld import gitconfig

__all__ = ["call", "gitconfig"]

# app asks for lib v1.0.0, deep in the graph is who wants v1.2.0; ring and rung require each other; far is out of reach.
TEXT = """\
x.test/app go@1.21
x.test/app x.test/a@v1.0.0
x.test/app x.test/lib@v1.0.0
x.test/a@v1.0.0 x.test/b@v1.1.0
x.test/a@v1.0.0 toolchain@go1.22.0
x.test/b@v1.1.0 x.test/lib@v1.2.0
x.test/b@v1.1.0 x.test/ring@v0.2.0
x.test/ring@v0.2.0 x.test/rung@v0.1.0
x.test/rung@v0.1.0 x.test/ring@v0.1.0
x.test/far@v1.0.0 x.test/lib@v1.2.0
"""
GRAPH = read_mod_graph(TEXT)


def chains(answer: GraphAnswer) -> list[str]:
    return [" ".join(map(str, chain)) for chain in answer.chains]


def edges(answer: GraphAnswer) -> set[str]:
    return {f"{one} {other}" for one, other in answer.graph.edges}


def test_lines_for_go_and_toolchain_are_no_modules() -> None:
    assert {module.path for module in GRAPH.modules} == {
        f"x.test/{n}" for n in ("app", "a", "b", "lib", "ring", "rung", "far")
    }
    assert [str(module) for module in GRAPH.mains] == ["x.test/app"]


def test_the_highest_version_is_selected_by_number_not_by_letter() -> None:
    graph = read_mod_graph("m a@v1.9.0\nm b@v1.0.0\nb@v1.0.0 a@v1.10.0\nb@v1.0.0 a@v1.10.0-rc.1\nb@v1.0.0 m@v9.0.0\n")
    assert graph.selected() == {"m": "", "a": "v1.10.0", "b": "v1.0.0"}


def test_why_follows_the_version_that_is_built_not_the_nearest() -> None:
    assert chains(why(GRAPH, "x.test/lib")) == ["x.test/app x.test/a@v1.0.0 x.test/b@v1.1.0 x.test/lib@v1.2.0"]
    assert chains(why(GRAPH, "x.test/lib@v1.0.0")) == ["x.test/app x.test/lib@v1.0.0"]


def test_why_names_each_module_that_asks_for_the_version() -> None:
    answer = why(
        read_mod_graph("m a@v1.0.0\nm b@v1.0.0\na@v1.0.0 l@v1.0.0\nb@v1.0.0 l@v1.0.0\nb@v1.0.0 l@v0.9.0\n"), "l"
    )
    assert chains(answer) == ["m a@v1.0.0 l@v1.0.0", "m b@v1.0.0 l@v1.0.0"]


def test_what_no_main_module_leads_to_is_said_to_be_so() -> None:
    answer = why(GRAPH, "x.test/far")
    assert (answer.chains, answer.is_missing) == ((), True)
    assert answer.question.targets == ("x.test/far@v1.0.0",)


def test_path_goes_along_requirements_and_not_against_them() -> None:
    assert chains(path(GRAPH, "x.test/a", "x.test/rung")) == [
        "x.test/a@v1.0.0 x.test/b@v1.1.0 x.test/ring@v0.2.0 x.test/rung@v0.1.0"
    ]
    assert path(GRAPH, "x.test/rung", "x.test/a").is_missing


def test_cycles_are_found_across_versions_and_only_there() -> None:
    answer = cycles(GRAPH)
    assert answer.cycles == (("x.test/ring", "x.test/rung", "x.test/ring"),)
    assert edges(answer) == {"x.test/ring@v0.2.0 x.test/rung@v0.1.0", "x.test/rung@v0.1.0 x.test/ring@v0.1.0"}
    none = cycles(read_mod_graph("m a@v1.0.0\nm b@v1.0.0\na@v1.0.0 b@v1.0.0\na@v1.0.0 a@v0.9.0\n"))
    assert (none.cycles, none.is_missing) == ((), True)


def test_a_module_in_a_ring_that_has_an_older_self_is_not_its_own_cycle() -> None:
    answer = cycles(read_mod_graph("m a@v1.1.0\na@v1.1.0 a@v1.0.0\na@v1.1.0 b@v1.0.0\nb@v1.0.0 a@v1.0.0\n"))
    assert answer.cycles == (("a", "b", "a"),)


def test_cycles_that_hang_together_are_one_group_of_all_their_modules() -> None:
    answer = cycles(read_mod_graph("m a@v1\na@v1 b@v1\nb@v1 a@v1\nb@v1 c@v1\nc@v1 b@v1\nc@v1 d@v1\n"))
    assert answer.cycles == (("a", "b", "a"),)
    assert {module.path for module in answer.graph.modules} == {"a", "b", "c"}


def test_from_and_to_leave_what_is_between() -> None:
    assert edges(whole(GRAPH, ("x.test/a",), ("x.test/lib",))) == {
        "x.test/a@v1.0.0 x.test/b@v1.1.0",
        "x.test/b@v1.1.0 x.test/lib@v1.2.0",
    }
    assert edges(whole(GRAPH, (), ("x.test/lib@v1.0.0",))) == {"x.test/app x.test/lib@v1.0.0"}
    assert whole(GRAPH, ("x.test/lib",), ("x.test/a",)).is_missing
    assert not whole(GRAPH).is_missing


def test_part_of_the_graph_still_knows_what_the_whole_selects() -> None:
    assert whole(GRAPH, (), ("x.test/lib@v1.0.0",)).selected["x.test/lib"] == "v1.2.0"


@pytest.mark.parametrize("name", ["x.test/libs", "x.test/lib@v1.3.0", "x.test", "", "--lib"])
def test_a_name_that_is_not_in_the_graph_is_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(UsageProblem, match="is not in the graph"):
        path(GRAPH, "x.test/app", name)


@pytest.mark.parametrize(
    "line",
    [
        "one",
        "a b c",
        "a b@",
        "a @v1.0.0",
        "a b@v1@v2",
        "a b\x1b[31m@v1.0.0",
        "digraph {",
        'a "b"',
        "a@v1.0.0 b\x00@v1.0.0",
    ],
)
def test_what_is_no_line_of_a_graph_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(UsageProblem, match=r"f\.txt:3: .* is no line of go mod graph"):
        read_mod_graph(f"m a@v1.0.0\n\n{line}\n", "f.txt")


def test_json_is_that_of_the_schema_and_has_the_chains() -> None:
    schema = json.loads(files("gomigrate.report.schemas").joinpath("graph.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    for answer in (whole(GRAPH), why(GRAPH, "x.test/lib"), cycles(GRAPH), path(GRAPH, "x.test/lib", "x.test/a")):
        Draft202012Validator(schema).validate(graph_json(answer))
    told = graph_json(why(GRAPH, "x.test/lib"))
    assert told["chains"] == [["x.test/app", "x.test/a@v1.0.0", "x.test/b@v1.1.0", "x.test/lib@v1.2.0"]]
    assert [node["main"] for node in told["nodes"]] == [True, False, False, False]


def test_command_reads_a_file_and_stdin(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "g.txt").write_text(TEXT)
    answer = call("graph", "--input", "g.txt", "--why", "x.test/lib", at=tmp_path)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.splitlines()[-1] == "x.test/lib@v1.2.0"
    none = call("graph", "--input", "g.txt", "--path", "x.test/rung", "x.test/a", at=tmp_path)
    assert (none.status, none.out) == (0, "x.test/rung does not lead to x.test/a\n")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    piped = call("graph", "--input", "-", "--cycles", "--format", "json", at=tmp_path)
    assert piped.err == ""
    assert json.loads(piped.out)["cycles"] == [["x.test/ring", "x.test/rung", "x.test/ring"]]


def test_a_module_that_requires_nothing_has_an_empty_graph(call: Call, tmp_path: Path) -> None:
    (tmp_path / "g.txt").write_text("x.test/app go@1.21\n")
    assert call("graph", "--input", "g.txt", at=tmp_path).out == "no module is required\n"


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--input", "none.txt"), "No such file or directory\nhelp: go mod graph > none.txt"),
        (("--input", "."), "Is a directory"),
        (("--input", "bytes"), "not text in UTF-8"),
        (("--input", "g.txt", "sub"), "--input FILE has a graph already, and DIR another"),
        (("--why", "a", "--cycles"), "give one"),
        (("--path", "a", "b", "--to", "c"), "give one"),
        (("--path", "a"), "requires 2 arguments"),
        (("--input", "g.txt", "--why", "x.test/lip"), "gomigrate graph --input g.txt --why x.test/lib\n"),
        (("--format", "svg"), "'svg' is not one of"),
    ],
)
def test_command_refuses_with_one_line(call: Call, tmp_path: Path, words: tuple[str, ...], part: str) -> None:
    (tmp_path / "g.txt").write_text(TEXT)
    (tmp_path / "bytes").write_bytes(b"m \xff@v1.0.0\n")
    answer = call("graph", *words, at=tmp_path)
    assert (answer.status, answer.out) == (2, "")
    assert part in answer.err
    assert "Traceback" not in answer.err


MODULES = {
    "": "module x.test/app\n\ngo 1.17\n\nrequire x.test/a v1.0.0\nrequire x.test/lib v1.0.0\n",
    "a": "module x.test/a\n\ngo 1.17\n\nrequire x.test/lib v1.2.0\n",
    "lib": "module x.test/lib\n\ngo 1.17\n",
}


def _module_on_disk(place: Path) -> None:
    for name, text in MODULES.items():
        (place / name).mkdir(exist_ok=True)
        (place / name / "go.mod").write_text(text)
    with (place / "go.mod").open("a") as file:
        file.writelines(f"replace x.test/{name} => ./{name}\n" for name in MODULES if name)


@pytest.mark.go
def test_the_go_command_selects_what_we_say_is_selected(call: Call, tmp_path: Path) -> None:
    _module_on_disk(tmp_path)
    answer = call("graph", "--format", "json", at=tmp_path)
    assert answer.status == 0, answer.err
    told = {node["path"]: node["selected"] for node in json.loads(answer.out)["nodes"]}
    words = ["go", "list", "-m", "-mod=mod", "-f", "{{.Path}} {{.Version}}", "all"]
    listed = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.splitlines()
    assert told == {line.split(" ")[0]: line.split(" ")[1] for line in listed}
    assert told["x.test/lib"] == "v1.2.0"


@pytest.mark.go
def test_graph_leaves_the_project_as_it_is(call: Call, tmp_path: Path) -> None:
    place = tmp_path / "app"
    place.mkdir()
    _module_on_disk(place)
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    assert call("graph", at=place).status == 0
    after = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    assert after == before


@pytest.mark.go
def test_where_there_is_no_module_the_next_command_is_named(call: Call, tmp_path: Path) -> None:
    answer = call("graph", at=tmp_path)
    assert answer.status == 2
    assert "help: gomigrate graph --packages" in answer.err


def test_without_a_go_command_the_input_option_is_named(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gomigrate.world.go.gocmd.GoCommand.find", lambda *_, **__: None)
    answer = call("graph", at=tmp_path)
    assert answer.status == 3
    assert "--input FILE" in answer.err


@pytest.mark.go
def test_edges_are_the_lines_of_go_mod_graph_and_its_output_is_accepted(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _module_on_disk(tmp_path)
    asked = call("graph", "--format", "json", at=tmp_path)
    ran = subprocess.run(["go", "mod", "graph"], cwd=tmp_path, capture_output=True, text=True, check=True)
    lines = [line for line in ran.stdout.splitlines() if " go@" not in line and " toolchain@" not in line]
    assert [" ".join(edge) for edge in json.loads(asked.out)["edges"]] == lines
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ran.stdout.encode())))
    assert call("graph", "--input", "-", "--format", "json", at=tmp_path).out == asked.out
