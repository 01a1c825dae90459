"""The words of each command in each format, as they come out: a page is a file below tests/golden/pages, of a value
that is made by hand, without a clock, a server or a folder of the machine.

`python -m tests.golden.pages` writes them again; the difference is there to be read. A new page is one more entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from gomigrate.model.plan import Plan
from gomigrate.model.roadmap import Roadmap
from gomigrate.model.text.visible import json_text
from gomigrate.report.doctor import doctor_json, doctor_text, fixes_script
from gomigrate.report.explain import codes_text, explain_text
from gomigrate.report.fleets.batchjson import json_pieces
from gomigrate.report.fleets.batchtext import batch_text, units_text
from gomigrate.report.fleets.exports import html_pieces
from gomigrate.report.fleets.handover import body_of, title_of
from gomigrate.report.fleets.partition import partition_json, partition_text
from gomigrate.report.graph import graph_dot, graph_json, graph_mermaid, graph_text
from gomigrate.report.html.webpage import report_page
from gomigrate.report.inventory import inventory_json, inventory_text
from gomigrate.report.json import plan_json, verdict_json
from gomigrate.report.page import Amount
from gomigrate.report.prose.message import Topic, message
from gomigrate.report.prose.review import gate_markdown, review_markdown
from gomigrate.report.steps.message import step_message
from gomigrate.report.steps.roadmap import roadmap_json, roadmap_text
from gomigrate.report.sums import sum_json, sum_text
from gomigrate.report.text import plan_text
from gomigrate.report.verdict import verdict_text
from gomigrate.report.words.planning.cloning import cloned_json, cloned_text
from tests.golden import diagnoses, inventories, plans, roadmaps, verdicts

FOLDER = Path(__file__).parent / "pages"


class GoldenPage(NamedTuple):
    """The page's name, COMMAND.FORMAT; how its value is made; how that is shown."""

    name: str
    value: Callable[[], Any]
    shown: Callable[[Any], str]

    @property
    def text(self) -> str:
        """What stands in the file."""
        return f"{self.shown(self.value())}\n"


def as_json(view: Callable[[Any], Any]) -> Callable[[Any], str]:
    """The JSON of a command, as it prints it."""
    return lambda value: json_text(view(value), indent=2)


def as_text(view: Callable[..., str], **flags: object) -> Callable[[Any], str]:
    """The text of a command, 100 columns wide, without colors."""
    return lambda value: view(value, 100, False, **flags)


def each(shown: Callable[[Any], str]) -> Callable[[Any], str]:
    """Several values, one below the other."""
    return lambda values: "\n\n".join(map(shown, values))


def commits(plan: Plan) -> str:
    """The messages of all the commits that there can be."""
    messages = [message(topic, plan) for topic in Topic]
    return "\n".join(f"{said.subject}\n\n{said.body}" for said in messages)


def steps_shown(roadmap: Roadmap) -> str:
    """The messages of the commits that make the steps."""
    messages = map(step_message, roadmap.ready)
    return "\n".join(f"{said.subject}\n\n{said.body}" for said in messages)


def batch_shown(rows: Any) -> str:
    """The list of the units, and what became of them."""
    listed = units_text([unit for unit, _ in rows], plans.CYCLES, 100, color=False)
    return f"{listed}\n\n{batch_text(plans.fleet(), rows, 100, color=False)}"


def handover_shown(units: Any) -> str:
    """The title and the body of a pull request."""
    return f"{title_of(units)}\n\n{body_of(units)}"


_CODE = re.compile(r"<(style|script)>.*?</\1>|content=\"default-src[^\"]*\"", re.DOTALL)


def web(page: str) -> str:
    """A page without its style, its scripts and their hashes."""
    return _CODE.sub("", page)


PAGES = (
    GoldenPage("plan.text", plans.plan, as_text(plan_text, amount=Amount.NORMAL)),
    GoldenPage("plan-verbose.text", plans.plan, as_text(plan_text, amount=Amount.VERBOSE)),
    GoldenPage("plan.json", plans.plan, as_json(plan_json)),
    GoldenPage("plan.markdown", plans.reviews, each(lambda asked: review_markdown(*asked[:2], branch=asked[2]))),
    GoldenPage("plan.html", plans.ready, lambda plan: web(report_page(plan, verdicts.different(), plans.material()))),
    GoldenPage("commits.text", plans.plan, commits),
    GoldenPage("batch.text", plans.units, batch_shown),
    GoldenPage("batch.json", plans.units, lambda rows: "".join(json_pieces(plans.fleet(), plans.CYCLES, rows))),
    GoldenPage("batch.html", plans.units, lambda rows: web("".join(html_pieces(plans.fleet(), rows)))),
    GoldenPage("batch.markdown", plans.handed_over, each(handover_shown)),
    GoldenPage("clone.text", plans.cloned, lambda found: cloned_text(found, "/home/ada/.local/state/gomigrate/clones")),
    GoldenPage("clone.json", plans.cloned, as_json(lambda found: cloned_json(found, "/clones"))),
    GoldenPage("partition.text", plans.partition, lambda value: partition_text(value, 100, color=False)),
    GoldenPage("partition.json", plans.partition, as_json(partition_json)),
    GoldenPage("explain.text", lambda: ("gm401", "GM801"), each(as_text(explain_text))),
    GoldenPage("explain-all.text", lambda: (100, False), lambda asked: codes_text(*asked)),
    GoldenPage("doctor.text", diagnoses.examination, as_text(doctor_text, verbose=True, quiet=False)),
    GoldenPage("doctor.json", diagnoses.examination, as_json(doctor_json)),
    GoldenPage("doctor-fix.text", diagnoses.examination, fixes_script),
    GoldenPage("doctor-plan-proxy.text", diagnoses.rehearsals, each(as_text(doctor_text, verbose=False, quiet=False))),
    GoldenPage("sum.text", diagnoses.sum_report, as_text(sum_text, verbose=True, quiet=False)),
    GoldenPage("sum.json", diagnoses.sum_report, as_json(sum_json)),
    GoldenPage("verify.text", verdicts.different, as_text(verdict_text)),
    GoldenPage("verify.json", verdicts.different, as_json(verdict_json)),
    GoldenPage("verify-equal.text", verdicts.equal, as_text(verdict_text)),
    GoldenPage("verify-gate.text", verdicts.gate, as_text(verdict_text)),
    GoldenPage("verify-gate.markdown", verdicts.gate, gate_markdown),
    GoldenPage("verify-gate-green.text", verdicts.green, as_text(verdict_text)),
    GoldenPage("next.text", roadmaps.roadmap, as_text(roadmap_text)),
    GoldenPage("next-others.text", roadmaps.others, each(as_text(roadmap_text, amount=Amount.VERBOSE))),
    GoldenPage("next.json", roadmaps.roadmap, as_json(roadmap_json)),
    GoldenPage("next-commits.text", roadmaps.roadmap, steps_shown),
    GoldenPage("scan.text", inventories.inventory, as_text(inventory_text)),
    GoldenPage("scan.json", inventories.inventory, as_json(inventory_json)),
    GoldenPage("graph.text", inventories.answers, each(graph_text)),
    GoldenPage("graph.dot", inventories.answers, each(graph_dot)),
    GoldenPage("graph.mermaid", inventories.answers, each(graph_mermaid)),
    GoldenPage("graph.json", inventories.answers, each(as_json(graph_json))),
)

if __name__ == "__main__":
    for page in PAGES:
        (FOLDER / page.name).write_text(page.text, encoding="utf-8")
