"""Whatever a stranger's text is, it steers no terminal, hides nothing, and makes no element in any view."""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gomigrate.graph.picture import draw
from gomigrate.graph.requirements import whole
from gomigrate.model.diagnosis.doctor import Examination
from gomigrate.model.diagnosis.sums import SumReport
from gomigrate.model.edits import FileEdit
from gomigrate.model.fleets.batch import Unit, UnitResult
from gomigrate.model.fleets.fleet import FleetSummary
from gomigrate.model.fleets.partition import Partition
from gomigrate.model.graph.requirements import RequirementGraph
from gomigrate.model.legacy.inventory import Inventory
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import LedgerLine, Plan, State
from gomigrate.model.text.visible import json_text, visible
from gomigrate.model.verdict import Verdict
from gomigrate.report.doctor import doctor_json, doctor_text
from gomigrate.report.flagtable import flags_text
from gomigrate.report.fleets.batchjson import json_pieces, result_json, summary_json, unit_json
from gomigrate.report.fleets.batchtext import batch_text, units_text
from gomigrate.report.fleets.exports import csv_pieces, html_pieces
from gomigrate.report.fleets.handover import body_of, title_of
from gomigrate.report.fleets.partition import partition_json, partition_text
from gomigrate.report.graph import graph_dot, graph_json, graph_mermaid
from gomigrate.report.html.graphpage import graph_page
from gomigrate.report.html.webpage import PageMaterial, report_page
from gomigrate.report.json import plan_json, verdict_json
from gomigrate.report.page import Amount
from gomigrate.report.prose.message import Topic, message
from gomigrate.report.prose.review import review_markdown
from gomigrate.report.sums import sum_json, sum_text
from gomigrate.report.text import plan_text
from gomigrate.report.verdict import verdict_text
from tests.golden.verdicts import but
from tests.unit.report.hostile import filled

if TYPE_CHECKING:
    from collections.abc import Iterator

HIDDEN = "".join(
    map(chr, [*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0xAD, 0x34F, 0x61C, 0x115F, *range(0x200B, 0x2010)])
)
HIDDEN += "".join(map(chr, [*range(0x2028, 0x202F), *range(0x2060, 0x2070), 0x3164, 0xFEFF, 0xFFF9, 0xE0001, 0xE0041]))
LONE = "\ud800\udc80\udcff"
STEERING = ("\x1b[2J\x1b]0;t\x07", "\x9b31m", "\u202egpj.exe\u2066", "zero\u200bwidth\u2060\ufeff", HIDDEN, LONE)
MARKUP = (
    "<script>alert(1)</script><img src=x onerror=a()>\"'><b>",
    "`` ` ``` **b** _i_ [l](javascript:x) ![i](https://h.test/x.png) | a | b |",
    "@team #123 https://evil.test www.evil.test a@b.test <https://evil.test> GH-12 !7 o/r#1 :smile: ~l",
    "a\n\n# Heading\n\n- [ ] task\n\n<!-- comment\n\n```sh\nrm\n```\n\n| a |\n| - |\n",
    "</script><!--<script>-->]]>{{ 7*7 }}{% raw %}",
    '"];click n0 "javascript:x";%%{init: {}}%%\n  n1 --> n2',
)
ALL = (*STEERING, *MARKUP)


def is_hidden(character: str) -> bool:
    return not character.isprintable() and character not in " \n"


def assert_shown(text: str, *, more: str = "") -> None:
    """Nothing hidden is in it, it can be written, and it has no other line ends than ours."""
    text.encode()
    assert not [hex(ord(c)) for c in text if is_hidden(c) and c not in more]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, 100 %", "plain text, 100 %"),
        ("Größe 日本語 עברית e\u0301 \N{GRINNING FACE}", "Größe 日本語 עברית e\u0301 \N{GRINNING FACE}"),
        ("\x1b[31mred\x1b[0m", "\\u001b[31mred\\u001b[0m"),
        ("\x00\x07\x7f\r", "\\u0000\\u0007\\u007f\\u000d"),
        ("\x80\x9b\x9f", "\\u0080\\u009b\\u009f"),
        ("\u202a\u202e\u2066\u2069\u200e\u200f\u061c", "\\u202a\\u202e\\u2066\\u2069\\u200e\\u200f\\u061c"),
        ("\u200b\u200d\u2060\ufeff\xad", "\\u200b\\u200d\\u2060\\ufeff\\u00ad"),
        ("\u2028\u2029\x85\x0b\x0c", "\\u2028\\u2029\\u0085\\u000b\\u000c"),
        ("\ud800\udcff", "\\ud800\\udcff"),
        ("\U000e0041\u3164\ufe0f\u034f", "\\udb40\\udc41\\u3164\\ufe0f\\u034f"),
        ("\xa0\u3000", "\\u00a0\\u3000"),
        ("a\nb\tc", "a\\nb\\tc"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert visible(shown) == shown
    assert visible(text, lines=True) == (text if "\t" in text else shown)


@given(st.text(st.characters()))
def test_visible_leaves_nothing_hidden_and_keeps_what_is_seen(text: str) -> None:
    shown = visible(text, lines=True)
    shown.encode()
    assert all(c.isprintable() or c in "\n\t" for c in shown)
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} or c in "\n\t" for c in shown)
    assert "\n" not in visible(text)
    assert visible(shown, lines=True) == shown


@given(
    st.recursive(
        st.text(st.characters()) | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_json_text_is_the_same_value(value: Any) -> None:
    shown = json_text(value, indent=1)
    assert json.loads(shown) == json.loads(json.dumps(value))
    shown.encode()


def plans(text: str) -> Iterator[Plan]:
    """A plan with the text in all fields, one for each state of its pins."""
    for state in State:
        line = filled(LedgerLine, text, state=state)
        yield filled(Plan, text, ledger=(line,))


def verdicts(text: str) -> Iterator[Verdict]:
    whole_one = filled(Verdict, text)
    yield whole_one
    yield but(whole_one, platforms=())


def texts(text: str) -> Iterator[str]:
    for plan in plans(text):
        for amount in Amount:
            yield plan_text(plan, 100, False, amount)
        yield flags_text(plan.goflags, 100, color=False)
    for verdict in verdicts(text):
        yield verdict_text(verdict, 100, False)
    for verbose in (True, False):
        yield doctor_text(filled(Examination, text), 100, False, verbose=verbose, quiet=False)
        yield sum_text(filled(SumReport, text), 100, False, verbose=verbose, quiet=False)
    rows = [(filled(Unit, text), filled(UnitResult, text))]
    yield batch_text(filled(FleetSummary, text), rows, 100, color=False)
    yield units_text([rows[0][0], replace(rows[0][0], skip=None)], [(text,)], 100, color=False)
    yield "".join(csv_pieces(rows)).replace("\r\n", "\n")
    yield title_of([(rows[0][1], next(plans(text)))])


@pytest.mark.parametrize("text", ALL)
def test_texts_show_everything_that_is_hidden(text: str) -> None:
    for page in texts(text):
        assert_shown(page, more="\t")


def test_no_name_brings_a_line_of_its_own() -> None:
    # The content of a file has lines of its own; it stands indented.
    for page in texts("name\nequal: everything is the same\n\nNext: rm -r ~"):
        assert not {"equal: everything is the same", "Next: rm -r ~"} & set(page.split("\n"))


@pytest.mark.parametrize("text", ALL)
def test_json_is_the_same_value_with_nothing_hidden(text: str) -> None:
    unit, result = filled(Unit, text), filled(UnitResult, text)
    values: list[Any] = [plan_json(plan) for plan in plans(text)]
    values += [verdict_json(verdict) for verdict in verdicts(text)]
    values += [doctor_json(filled(Examination, text)), sum_json(filled(SumReport, text))]
    values += [unit_json(unit), result_json(result), summary_json(filled(FleetSummary, text))]
    for value in values:
        shown = json_text(value, indent=2)
        assert_shown(shown)
        assert json.loads(shown) == json.loads(json.dumps(value))
    whole_one = "".join(json_pieces(filled(FleetSummary, text), [(text,)], [(unit, result)]))
    assert_shown(whole_one)
    assert json.loads(whole_one)["units"][0]["path"] == json.loads(json.dumps(text))


_LINKS = re.compile(r"(?<![\w`])[@#!]\w|https?://|www\.|\w@\w|:\w+:|GH-\d", re.IGNORECASE)
_OURS = {"paragraph", "heading", "bullet_list", "list_item", "strong"}


def markdowns(text: str) -> Iterator[str]:
    for plan in plans(text):
        for branch in ("", text):
            yield review_markdown(plan, None, branch=branch)
            for verdict in verdicts(text):
                yield review_markdown(plan, verdict, branch=branch)
        yield body_of([(filled(UnitResult, text), plan)] * 2)


@pytest.mark.parametrize("text", ALL)
def test_markdown_has_no_element_but_ours(text: str) -> None:
    parser = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    for body in markdowns(text):
        assert_shown(body)
        fences = 0
        for token in parser.parse(body):
            kind = token.type.removesuffix("_open").removesuffix("_close")
            if kind == "fence":
                fences += 1
                assert token.info == "sh"
                assert token.content.count("\n") <= 2
            elif kind == "inline":
                _check_inline(token.children or [])
            else:
                assert kind in _OURS, (kind, token.content)
            if kind == "heading":
                assert token.tag in {"h2", "h3"}
        assert fences == 1
        titles = [row for row in body.splitlines() if row.startswith("## ")]
        assert "## How to check it yourself" in titles


def _check_inline(children: list[Any]) -> None:
    for child in children:
        assert child.type in {"text", "code_inline", "softbreak", "strong_open", "strong_close", "text_special"}, child
        if child.type.startswith("text"):
            assert not _LINKS.search(child.content), child.content


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the texts of its scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.hrefs: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(sorted(name for name, _ in attrs))))
        self.hrefs += [value or "" for name, value in attrs if name in {"href", "src", "action", "xlink:href"}]
        self.words += [value or "" for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def pages(text: str) -> Iterator[str]:
    edges = (
        (ModuleVersion("m", ""), ModuleVersion(f"{text}1", text)),
        (ModuleVersion("m", ""), ModuleVersion("b", text)),
    )
    picture = draw(whole(RequirementGraph(edges)))
    for plan in plans(text):
        for verdict in (None, *verdicts(text)):
            diff = f"--- a\n+++ b\n@@ -1 +1 @@\n-{text}\n+{text}\n"
            material = PageMaterial(
                picture=picture,
                patches=((f"{text}/GOMIGRATE.patch", f"--- a\n+++ b\n+{text}\n"),),
                edits=(FileEdit(path=text, is_new=False, diff=diff),),
            )
            yield report_page(plan, verdict, material)
    yield report_page(None, next(verdicts(text)), PageMaterial())
    yield graph_page(picture, text, text)
    yield "".join(html_pieces(filled(FleetSummary, text), [(filled(Unit, text), filled(UnitResult, text))]))


@functools.cache
def plain_elements() -> tuple[Elements, ...]:
    return tuple(map(Elements, pages("word")))


@pytest.mark.parametrize("text", ALL)
def test_html_has_the_same_elements_whatever_the_words_are(text: str) -> None:
    for wanted, hostile in zip(plain_elements(), pages(text), strict=True):
        found = Elements(hostile)
        # A patch or list of more lines has more spans and items of our own, and a path may break after each slash; no
        # element or attribute is new.
        assert set(found.tags) <= {*wanted.tags, ("wbr", ())}
        assert [tag for tag, _ in found.tags].count("script") == [tag for tag, _ in wanted.tags].count("script")
        assert all(href.startswith("#") and href[1:].replace("-", "").isalnum() for href in found.hrefs)
        for words in found.words:
            assert_shown(words, more="\t")
            assert not re.search(r"\\u(?:00[01]|202|d[89a-f])", words) or text in STEERING or "\n" in text


@pytest.mark.parametrize("text", ALL)
def test_graphs_have_the_same_nodes_and_edges_whatever_the_words_are(text: str) -> None:
    edges = ((ModuleVersion("m", ""), ModuleVersion(text, "v1")), (ModuleVersion(text, "v1"), ModuleVersion("b", "v2")))
    answer = whole(RequirementGraph(edges))
    for shown in (graph_dot(answer), graph_mermaid(answer), json_text(graph_json(answer), indent=2)):
        assert_shown(shown)
    statement = re.compile(r'  n\d \[label="(?:[^"\\]|\\.)*"(?:, style=\w+)?\];|  n\d -> n\d;')
    dot = graph_dot(answer).split("\n")
    assert dot[:3] == ["digraph modules {", "  rankdir=LR;", "  node [shape=box];"]
    assert all(statement.fullmatch(row) for row in dot[3:-1])
    assert len(dot) == 3 + 3 + 2 + 1
    mermaid = graph_mermaid(answer).split("\n")
    assert mermaid[0] == "graph LR"
    assert all(re.fullmatch(r'  n\d\["[^"<>`&]*"\]|  n\d --> n\d', row) for row in mermaid[1:])
    assert len(mermaid) == 1 + 3 + 2


@pytest.mark.parametrize("text", ALL)
@pytest.mark.parametrize("topic", list(Topic))
def test_a_commit_message_has_no_line_that_a_name_made(topic: Topic, text: str) -> None:
    for plan in plans(f"{text}\nCo-authored-by: x <x@y.test>\n\nFixes #1"):
        said = message(topic, plan)
        assert_shown(said.subject)
        assert "\n" not in said.subject
        assert_shown(said.body)
        assert not [row for row in said.body.splitlines() if row.startswith(("Co-authored", "Fixes"))]


@pytest.mark.parametrize("text", STEERING)
def test_colours_of_ours_stay_and_those_of_others_do_not(text: str) -> None:
    plan = next(plans(f"{text}\x1b[5mblink"))
    page = plan_text(plan, 100, True)
    assert "\x1b[" in page
    ours = re.compile(r"\x1b\[(?:0|1|1;3\d|3\d)m")
    assert_shown(ours.sub("", page), more="\t")


@pytest.mark.parametrize("text", ALL)
def test_the_modules_of_a_repository_and_its_inventory(text: str) -> None:
    from gomigrate.report.inventory import inventory_json, inventory_text

    inventory = filled(Inventory, text)
    assert_shown(inventory_text(inventory, 100, False), more="\t")
    assert_shown(json_text(inventory_json(inventory), indent=2))
    partition = filled(Partition, text)
    assert_shown(partition_text(partition, 100, color=False), more="\t")
    assert_shown(json_text(partition_json(partition), indent=2))
