"""A graph, and the answers to questions about it, in words and as Graphviz and Mermaid draw it."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from gomigrate.graph.requirements import cycles, path, whole, why
from gomigrate.model.graph.requirements import GraphAnswer, RequirementGraph
from gomigrate.model.modules import ModuleVersion
from gomigrate.modfile.modgraph import read_mod_graph
from gomigrate.report.graph import asked, graph_dot, graph_mermaid, graph_text, missing
from tests.unit.graph.test_requirements import GRAPH

PACKAGES = RequirementGraph(
    ((ModuleVersion("x.test/app"), ModuleVersion("x.test/lib")),), of="packages", own=(ModuleVersion("x.test/app"),)
)
LOOSE = RequirementGraph(
    (*PACKAGES.edges, (ModuleVersion("x.test/far"), ModuleVersion("x.test/lib"))), "packages", PACKAGES.own
)


@pytest.mark.parametrize(
    ("answer", "question", "nothing"),
    [
        (whole(GRAPH), "", ""),
        (why(GRAPH, "x.test/lib"), "why x.test/lib@v1.2.0", ""),
        (why(GRAPH, "x.test/far"), "why x.test/far@v1.0.0", "no main module leads to x.test/far@v1.0.0"),
        (why(LOOSE, "x.test/far"), "why x.test/far", "no package of the project leads to x.test/far"),
        (
            path(GRAPH, "x.test/rung", "x.test/a"),
            "path x.test/rung x.test/a",
            "x.test/rung does not lead to x.test/a",
        ),
        (cycles(PACKAGES), "cycles", "no packages import each other"),
        (cycles(read_mod_graph("m a@v1.0.0\n")), "cycles", "no modules require each other"),
        (
            whole(GRAPH, ("x.test/lib", "x.test/a"), ("x.test/far",)),
            "from x.test/lib and x.test/a to x.test/far",
            "no requirement leads from x.test/lib and x.test/a to x.test/far",
        ),
        (whole(PACKAGES, (), ("x.test/app",)), "to x.test/app", "no import leads to x.test/app"),
    ],
)
def test_question_and_what_is_missing(answer: GraphAnswer, question: str, nothing: str) -> None:
    assert (asked(answer), missing(answer)) == (question, nothing)
    assert not nothing or graph_text(answer) == nothing


def test_text_of_why_names_the_other_modules_that_ask() -> None:
    text = "m a@v1.0.0\nm b@v1.0.0\na@v1.0.0 l@v1.0.0\nb@v1.0.0 l@v1.0.0\nb@v1.0.0 l@v0.9.0\n"
    assert "required by:\n  b@v1.0.0" in graph_text(why(read_mod_graph(text), "l"))


def test_text_of_cycles_ends_with_their_number() -> None:
    text = graph_text(cycles(read_mod_graph("m a@v1\na@v1 b@v1\nb@v1 a@v1\nb@v1 c@v1\nc@v1 b@v1\nc@v1 d@v1\n")))
    assert text == "a\n  b\n  a\n\n3 modules require each other, in 1 group; a shortest cycle of each is shown"


def test_text_of_a_part_tells_the_version_that_the_whole_selects() -> None:
    text = graph_text(whole(GRAPH, (), ("x.test/lib@v1.0.0",)))
    assert "x.test/lib@v1.0.0  (built: v1.2.0)" in text


def test_names_do_not_break_out_of_labels() -> None:
    odd = (ModuleVersion('a"];evil\\', "v1.0.0"), ModuleVersion("<b>#1", "v1.0.0"))
    answer = whole(RequirementGraph(tuple((ModuleVersion("m"), module) for module in odd)))
    assert '[label="a\\"];evil\\\\@v1.0.0"]' in graph_dot(answer)
    assert '["a#quot;];evil\\@v1.0.0"]' in graph_mermaid(answer)
    assert '["#lt;b#gt;#35;1@v1.0.0"]' in graph_mermaid(answer)


def test_versions_that_are_not_built_are_dashed() -> None:
    assert '[label="x.test/lib@v1.0.0", style=dashed];' in graph_dot(whole(GRAPH))
    assert '[label="x.test/lib@v1.2.0"];' in graph_dot(whole(GRAPH))
    mermaid = graph_mermaid(why(GRAPH, "x.test/lib"))
    assert mermaid.splitlines()[0] == "graph LR"
    assert "unused" not in mermaid


@pytest.mark.skipif(shutil.which("dot") is None, reason="no Graphviz")
def test_graphviz_reads_the_dot() -> None:
    drawn = subprocess.run(
        ["dot", "-Tplain"], input=graph_dot(whole(GRAPH)), capture_output=True, text=True, check=True
    )
    assert drawn.stdout.count("\nedge ") == len(GRAPH.edges)
