"""The report as one page: what it says, and that nothing in it can act."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gomigrate.graph.picture import draw
from gomigrate.graph.requirements import whole
from gomigrate.model.codes import finding
from gomigrate.model.decision import BadGoMod
from gomigrate.model.edits import FileEdit
from gomigrate.model.findings import Finding, Place
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.graph.requirements import RequirementGraph
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import Selected, State
from gomigrate.model.verdict import PackageDifference, PlatformVerdict, Verdict
from gomigrate.report.html.graphpage import graph_page
from gomigrate.report.html.webpage import PageMaterial, report_page
from gomigrate.report.words.findings import message_of
from gomigrate.report.words.planning.reasons import why
from gomigrate.report.words.verifying.answers import answers
from tests.golden.verdicts import but, gate, green, verdict_of
from tests.unit.report.plans import GONE, PLAN, line

CLEAN = replace(PLAN, findings=())
MATERIAL = PageMaterial()
LINUX = PlatformVerdict(platform="linux/amd64", same=412)
EQUAL = verdict_of(ref="modules", base="a" * 40, modules_same=44, modules_differ=(), platforms=(LINUX,))
HOSTILE = """</script><script>alert(1)</script><img src=x onerror=alert(2)>"' onclick=alert(3) {{ 7*7 }} \udcff"""
GRAPH = RequirementGraph(
    (
        (ModuleVersion("m.test"), ModuleVersion(HOSTILE, "v1.0.0")),
        (ModuleVersion("m.test"), ModuleVersion("x", "v1.2.0")),
    )
)


class Elements(HTMLParser):
    """The elements of a page, each with its attributes, and the text of its scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            self.raw.append((self.cdata_elem, data))

    def text_of(self, tag: str) -> list[str]:
        return [text for name, text in self.raw if name == tag]


NO_BASE = "no commit before the migration to compare modules with"


def decision(page: str) -> tuple[str, str]:
    """The first sentence, and the color that goes with it."""
    found = re.search(r'class="decision (\w+)"><p class="outcome">([^<]*)</p>', page)
    assert found
    return found[2], found[1]


BLOCKED = replace(CLEAN, findings=(finding("GM401", path="x.test/y", revision="", because=GONE),))
DIFFERENT = but(
    EQUAL, platforms=(replace(LINUX, differ=(PackageDifference(import_path="x.test/p", changed=("a.go",)),)),)
)


@pytest.mark.parametrize(
    ("plan", "verdict", "said", "tone"),
    [
        (CLEAN, None, "Ready to apply; nothing is written yet", "good"),
        (BLOCKED, None, "Not ready: 1 decision needed before apply", "bad"),
        (CLEAN, EQUAL, "Ready to merge", "good"),
        (None, EQUAL, "Ready to merge", "good"),
        (
            CLEAN,
            but(EQUAL, unchecked=(Unchecked(what=Gap.NOT_BUILT),)),
            "The same files, 1 thing to do before merging",
            "warn",
        ),
        (CLEAN, DIFFERENT, "Not the same build", "bad"),
        (
            CLEAN,
            but(EQUAL, platforms=()),
            "Could not be checked",
            "warn",
        ),
    ],
)
def test_the_decision_comes_first(plan: object, verdict: Verdict | None, said: str, tone: str) -> None:
    page = report_page(plan, verdict, PageMaterial())  # type: ignore[arg-type]
    assert decision(page) == (said, tone)


def test_under_the_decision_stand_its_reason_the_answers_and_what_is_to_do() -> None:
    page = report_page(replace(BLOCKED, ledger=(*CLEAN.ledger, line("x.test/r", State.RAISED))), DIFFERENT, MATERIAL)
    head = page.partition("<nav")[0]
    assert "1 package differs (x.test/p)" in head
    assert re.findall(r'<li class="(\w+)"><b>', head) == ["bad", "warn", "good"]
    assert [text for text in answers(DIFFERENT) if text in head] == list(answers(DIFFERENT))
    assert len(re.findall(r'<li><span class="mono">', head)) == len(DIFFERENT.to_do)
    assert "<ul>" not in report_page(replace(CLEAN, ledger=()), EQUAL, MATERIAL).partition("<nav")[0]


def test_an_error_of_a_plan_is_named_under_its_decision() -> None:
    head = report_page(BLOCKED, None, MATERIAL).partition("<nav")[0]
    assert f"GM401: {message_of(BLOCKED.findings[0])}" in head


def test_findings_of_one_code_are_one_group_with_each_remedy_once() -> None:
    found = [finding("GM401", path=f"x.test/{n}", revision="", because=GONE) for n in range(5)]
    page = report_page(replace(CLEAN, findings=(*found, finding("GM003"))), None, MATERIAL)
    groups = re.findall(r'<section class="group.*?</section>', page, re.DOTALL)
    assert [re.findall(r'class="mono soft">(\w+)<', group) for group in groups] == [["GM401"], ["GM003"]]
    assert groups[0].count('<p class="remedy">') == 1
    assert [message_of(each) in groups[0] for each in found] == [True] * 5


def test_every_pin_module_finding_and_difference_is_on_the_page() -> None:
    page = report_page(
        PLAN, DIFFERENT, PageMaterial(patches=(("third_party/x/GOMIGRATE.patch", "--- a\n+++ b\n+new\n"),))
    ).replace("<wbr>", "")
    for text in (
        *(pin.path for pin in PLAN.ledger),
        *(why(pin.reason) for pin in PLAN.ledger),
        *(selected.version for selected in PLAN.build_list),
        *(message_of(f) for f in PLAN.findings),
        "x.test/p",
        '<span class="add">+new\n</span>',
    ):
        assert text in page or text.replace("'", "&#39;") in page, text
    ends = re.findall(r'<a href="#([^"]+)"', page)
    assert ends
    assert all(f'id="{end}"' in page for end in ends)


def test_names_out_of_a_repository_are_text_and_no_script_runs_but_our_own() -> None:
    plan = replace(
        CLEAN,
        module=HOSTILE,
        ledger=(
            replace(
                line("x.test/h", State.KEPT),
                path=HOSTILE,
                reason=BadGoMod(module=ModuleVersion(HOSTILE, "v1"), said=HOSTILE),
                needed_by=(HOSTILE,),
            ),
        ),
        findings=(finding("GM401", path=HOSTILE, revision="", because=GONE, evidence=(HOSTILE,)),),
        go_mod=HOSTILE,
        writes=(HOSTILE,),
    )
    verdict = but(DIFFERENT, ref=HOSTILE, unchecked=(Unchecked(what=Gap.CONTENT, names=(HOSTILE,)),))
    edit = FileEdit(path=HOSTILE, is_new=False, diff=f"@@ -1 +1 @@\n-{HOSTILE}\n+{HOSTILE}\n")
    material = PageMaterial(picture=draw(whole(GRAPH)), patches=((HOSTILE, HOSTILE),), edits=(edit,))
    for page in (report_page(plan, verdict, material), graph_page(draw(whole(GRAPH)), HOSTILE, HOSTILE)):
        elements = Elements(page)
        tags = [tag for tag, _ in elements.found]
        assert tags.count("script") == 4  # ours, the layout's, the drawing's, and the picture's numbers
        assert "img" not in tags
        assert not [name for _, attributes in elements.found for name in attributes if name.startswith("on")]
        assert "{{ 7*7 }}" in page
        policy = next(a["content"] for t, a in elements.found if t == "meta" and "http-equiv" in a)
        for kind, text in (
            *(("script", script) for script in elements.text_of("script")[1:]),
            ("style", "".join(elements.text_of("style"))),
        ):
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in next(part for part in (policy or "").split("; ") if part.startswith(kind))
        assert (policy or "").startswith("default-src 'none'")
        assert json.loads(elements.text_of("script")[0])["nodes"][1]["path"].startswith("</script>")


def test_a_page_loads_nothing_from_anywhere() -> None:
    page = report_page(PLAN, EQUAL, PageMaterial(picture=draw(whole(GRAPH))))
    elements = Elements(page)
    assert not [a for _, a in elements.found if "src" in a or (a.get("href") or "#")[0] != "#"]
    assert not [tag for tag, _ in elements.found if tag in {"link", "iframe", "object", "embed", "base"}]
    assert not re.search(r"url\((?!#)", page)
    assert "@import" not in page


def test_the_layout_is_the_pinned_file_with_its_license_and_is_on_pages_with_a_graph_alone() -> None:
    root = Path(__file__).parents[3]
    pin = re.search(r"^sha256=(\w+)$", (root / "scripts/fetch-dagre").read_text(), re.MULTILINE)
    packed = (root / "gomigrate/report/templates/dagre.min.js").read_bytes()
    assert pin
    assert hashlib.sha256(packed).hexdigest() == pin[1]
    with_graph, without = (
        report_page(PLAN, None, PageMaterial(picture=picture)) for picture in (draw(whole(GRAPH)), None)
    )
    script = packed.decode().partition("//# sourceMappingURL")[0].replace("\x01", "\\x01")
    assert script in with_graph
    assert (root / "gomigrate/report/templates/dagre.LICENSE").read_text() in with_graph
    assert "dagre" not in without
    assert len(with_graph) - len(without) > len(script)


def test_the_packed_script_is_the_same_program_once_its_control_characters_are_written_out() -> None:
    packed = (Path(__file__).parents[3] / "gomigrate/report/templates/dagre.min.js").read_text()
    odd = list(re.finditer(r"[^\t\n\x20-\x7e]", packed))
    assert odd
    for match in odd:
        assert f"{packed[match.start() - 1]}{match[0]}{packed[match.end()]}" == '"\x01"'


def test_a_gate_shows_what_its_verdict_says_and_no_empty_part() -> None:
    plan = replace(CLEAN, findings=(finding("GM003"),), ledger=(line("x.test/r", State.RAISED),))
    red, calm = (report_page(plan, verdict, MATERIAL) for verdict in (gate(), green()))
    for page in (red, calm):
        assert ">GM003<" not in page
        assert "<ul>" not in page.partition("<nav")[0]
    assert 'href="#error-GM350"' in red
    assert 'id="error-GM350"' in red
    assert ('href="#evidence"' in red, 'href="#evidence"' in calm) == (True, False)
    assert 'id="evidence"' not in calm


def test_what_plan_and_verdict_say_of_one_place_is_said_once_as_the_verdict_saw_it() -> None:
    def told(place: str, files: int) -> Finding:
        return finding("GM315", place=Place(place), evidence=(), files=files)

    plan = replace(CLEAN, findings=(told("a", 1), told("b", 1), told("b", 2), told("c", 1)))
    page = report_page(plan, but(EQUAL, findings=(told("a", 7), told("b", 8))), MATERIAL)
    cases = re.findall(r'<li><span class="mono place">(\w)</span> (\d)', page)
    assert sorted(cases) == [("a", "7"), ("b", "1"), ("b", "2"), ("b", "8"), ("c", "1")]


def test_columns_of_nothing_are_left_out() -> None:
    built = tuple(Selected(path=f"x.test/{n}", version="v1.0.0") for n in range(3))
    plain = report_page(replace(CLEAN, ledger=(), build_list=built), EQUAL, MATERIAL)
    assert {"differ", "lost", "added", "locked", "built from"}.isdisjoint(re.findall(r"<th[^>]*>([^<]+)", plain))
    assert 'id="ledger"' not in plain
    assert "#ledger" not in plain
    full = report_page(PLAN, DIFFERENT, MATERIAL)
    assert {"differ", "locked", "built from"} <= set(re.findall(r"<th[^>]*>([^<]+)", full))
    assert "lost" not in re.findall(r"<th[^>]*>([^<]+)", full)
