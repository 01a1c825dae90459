"""Every number on a page is the number that the JSON of the same run has."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from gomigrate.graph.picture import draw
from gomigrate.graph.requirements import cycles, whole
from gomigrate.model.edits import FileEdit
from gomigrate.model.plan import Plan
from gomigrate.model.verdict import Verdict
from gomigrate.modfile.modgraph import read_mod_graph
from gomigrate.report.edits import edits_json
from gomigrate.report.fleets.batchjson import json_pieces
from gomigrate.report.fleets.exports import html_pieces
from gomigrate.report.graph import graph_json
from gomigrate.report.html.graphpage import graph_page
from gomigrate.report.html.webpage import PageMaterial, report_page
from gomigrate.report.json import plan_json, verdict_json
from tests.golden import plans, verdicts
from tests.unit.report.plans import PLAN

NUMBER = re.compile(r"[\d,.]*\d")
SILENT = ("style", "script", "pre", "kbd")
VOID = {"meta", "input", "wbr", "br"}
UNCLOSED = {"td", "th"}


class Numbers(HTMLParser):
    """The texts of a page that the JSON has as well, each with where; and the numbers that stand alone without that."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self.told: list[tuple[str, str]] = []
        self.untold: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNCLOSED:
            self._close({*UNCLOSED}, "tr")
        if tag not in VOID:
            self._open.append((tag, dict(attrs)))
            if where := dict(attrs).get("data-json"):
                self.told.append((where, ""))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def _close(self, tags: set[str], until: str) -> None:
        names = [name for name, _ in self._open]
        start = len(names) - names[::-1].index(until) if until in names else 0
        for n in range(start, len(names)):
            if names[n] in tags:
                del self._open[n:]
                return

    def handle_data(self, data: str) -> None:
        if not self._open or {tag for tag, _ in self._open} & {*SILENT}:
            return
        tag, attributes = self._open[-1]
        if attributes.get("data-json"):
            where, before = self.told.pop()
            self.told.append((where, before + data))
        elif NUMBER.fullmatch(data.strip()) and "mono" not in (attributes.get("class") or "") and tag != "a":
            self.untold.append(data.strip())


def found_in(everything: dict[str, Any], where: str) -> Any:
    """The number or the sentence at this place of the JSON: lists are counted."""
    name, _, path = where.partition(":")
    if name == "found":
        return len(matching(everything, path))
    at = everything[name]
    for step in path.split("."):
        at = at[int(step)] if isinstance(at, list) else at[step]
    return len(at) if isinstance(at, list) else at


def matching(everything: dict[str, Any], wanted: str) -> set[str]:
    """The findings of the plan and the verdict, each once, that have these fields."""
    pairs = [pair.partition("=")[::2] for pair in wanted.split("&") if pair]
    parts = [
        everything.get("plan", {}),
        *(everything.get("verdict", {}).get(n, {}) for n in ("code", "build", "pipeline")),
    ]
    # Each once; and what the plan and the verdict each say once of one place counts as the verdict's.
    planned, *seen = [{json.dumps(f, sort_keys=True): f for f in part.get("findings", ())} for part in parts]
    judged = {text: f for part in seen for text, f in part.items()}
    one, other = (Counter(map(place_of, findings.values())) for findings in (planned, judged))
    kept = {text: f for text, f in planned.items() if not one[place_of(f)] == other[place_of(f)] == 1}
    every = kept | judged
    return {text for text, f in every.items() if all(f[key] == value for key, value in pairs)}


def place_of(found: dict[str, Any]) -> str:
    return f"{found['code']} {found['where']}"


def assert_numbers(page: str, everything: dict[str, Any]) -> int:
    numbers = Numbers(page)
    assert numbers.untold == []
    for where, said in numbers.told:
        wanted = found_in(everything, where)
        if isinstance(wanted, float):
            rounded = said.replace(",", "").strip()
            assert rounded == f"{wanted:.{len(rounded.partition('.')[2])}f}", where
        elif isinstance(wanted, int):
            assert int(said.replace(",", "").strip() or 0) == wanted, where
        else:
            assert said.strip() == wanted, where
    return len(numbers.told)


def pages() -> Iterator[tuple[Plan | None, Verdict | None]]:
    yield PLAN, None
    yield plans.ready(), None
    yield plans.ready(), verdicts.equal()
    yield plans.plan(), verdicts.different()
    yield None, verdicts.equal()


@pytest.mark.parametrize(("plan", "verdict"), list(pages()))
def test_a_report_has_the_numbers_of_its_json(plan: Plan | None, verdict: Verdict | None) -> None:
    everything: dict[str, Any] = {}
    diff = "--- a/Makefile\n+++ b/Makefile\n@@ -1,2 +1,3 @@\n a\n-b\n+c\n+d\n"
    edits = (FileEdit(path="Makefile", is_new=False, diff=diff),) if plan else ()
    if plan:
        everything["plan"] = {**plan_json(plan), "edits": edits_json(edits)}
    if verdict:
        everything["verdict"] = verdict_json(verdict)
    assert assert_numbers(report_page(plan, verdict, PageMaterial(edits=edits)), everything) > 3


def test_a_batch_has_the_numbers_of_its_json() -> None:
    summary, rows = plans.fleet(), plans.units()
    everything = {"batch": json.loads("".join(json_pieces(summary, plans.CYCLES, rows)))}
    assert assert_numbers("".join(html_pieces(summary, rows)), everything) > 3


def test_a_graph_has_the_numbers_of_its_json() -> None:
    asked = read_mod_graph("m a@v1\nm b@v1\na@v1 b@v2\nb@v2 a@v0\na@v1 c@v1\n")
    answer = whole(asked)
    shown = graph_json(answer)
    everything = {
        "graph": {
            "modules": len({node["path"] for node in shown["nodes"]}),
            "edges": shown["edges"],
            "cycles": graph_json(cycles(asked))["cycles"],
        }
    }
    assert assert_numbers(graph_page(draw(answer)), everything) >= 3
