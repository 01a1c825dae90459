"""The pages in a real browser: clicked through, typed into, in the dark and on paper."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gomigrate.graph.picture import draw
from gomigrate.graph.requirements import whole
from gomigrate.model.codes import finding
from gomigrate.model.edits import FileEdit
from gomigrate.model.fleets.batch import CauseKind, Unit, UnitResult, UnitState, cause
from gomigrate.model.fleets.fleet import FleetSummary
from gomigrate.modfile.modgraph import read_mod_graph
from gomigrate.report.fleets.exports import html_pieces
from gomigrate.report.html.graphpage import graph_page
from gomigrate.report.html.webpage import PageMaterial, report_page
from tests.browser.chromium import WAYS, chromium
from tests.browser.shots import marked, mod_graph
from tests.golden import plans, verdicts
from tests.unit.report.plans import GONE, PLAN

if TYPE_CHECKING:
    from playwright import sync_api
else:
    sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright here: pip install --group dev")

pytestmark = pytest.mark.skipif(not chromium(), reason=f"no Chromium: {WAYS}")
REQUIREMENTS = """\
m.test/main a.test/lib@v1.0.0
m.test/main b.test/tool@v1.0.0
a.test/lib@v1.0.0 c.test/deep@v1.4.0
b.test/tool@v1.0.0 c.test/deep@v1.2.0
c.test/deep@v1.4.0 a.test/lib@v0.9.0
"""


class Tab:
    """A page in the browser, with all that it complained about or asked for."""

    def __init__(self, browser: sync_api.Browser, file: Path, *, scripts: bool = True) -> None:
        size: sync_api.ViewportSize = {"width": 1280, "height": 900}
        self.page = browser.new_page(viewport=size, reduced_motion="reduce", java_script_enabled=scripts)
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.said.append(request.url) if request.url != file.as_uri() else None)
        self.page.goto(file.as_uri())

    def shown(self, selector: str) -> int:
        """How many of these elements can be seen."""
        return sum(element.is_visible() for element in self.page.query_selector_all(selector))


@pytest.fixture
def report(browser: sync_api.Browser, tmp_path: Path) -> Iterator[Tab]:
    findings = (finding("GM401", path="x.test/gone: <b>nobody</b> has it", revision="", because=GONE), finding("GM003"))
    file = tmp_path / "report.html"
    file.write_text(report_page(replace(PLAN, findings=findings), None, PageMaterial()))
    tab = Tab(browser, file)
    yield tab
    assert tab.said == []
    tab.page.close()


@pytest.fixture
def graph(browser: sync_api.Browser, tmp_path: Path) -> Iterator[Tab]:
    (tmp_path / "graph.txt").write_text(REQUIREMENTS)
    argv = [sys.executable, "-m", "gomigrate", "graph", "--input", "graph.txt", "--format", "html"]
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, check=True)
    file = tmp_path / "graph.html"
    file.write_bytes(done.stdout)
    tab = Tab(browser, file)
    yield tab
    assert tab.said == []
    tab.page.close()


def test_the_ledger_is_filtered_by_state_and_by_words(report: Tab) -> None:
    box = report.page.locator("[data-filters]", has=report.page.locator(".ledger"))
    lines, count = "tr[data-state]:not(.hidden)", box.locator("output")
    assert box.locator(lines).count() == len(PLAN.ledger)
    box.locator("button[data-state=held]").click()
    assert count.text_content() == f"1 of {len(PLAN.ledger)}"
    assert box.locator(lines).get_attribute("data-state") == "held"
    box.locator("button[data-state=held]").click()
    box.get_by_role("searchbox").fill("GOPKG.lock x.test/c")
    assert [line.get_attribute("data-state") for line in box.locator(lines).all()] == ["copied"]
    box.get_by_role("searchbox").press("Escape")
    assert count.text_content() == str(len(PLAN.ledger))


def test_evidence_opens_by_keyboard_and_an_error_is_open_from_the_start(report: Tab) -> None:
    error = report.page.locator(".group[data-state=error]")
    assert "x.test/gone: <b>nobody</b> has it" in error.locator(".cases").inner_text()
    pin = report.page.locator("tr[data-state=kept] details").first
    assert not pin.locator(".body").is_visible()
    pin.locator("summary").focus()
    report.page.keyboard.press("Enter")
    assert pin.locator(".body").is_visible()


def test_all_that_folds_is_opened_and_closed_at_once(report: Tab) -> None:
    box = report.page.locator("[data-filters]", has=report.page.locator(".ledger"))
    folded = box.locator("tr details").count()
    box.get_by_role("button", name="Open all").click()
    assert box.locator("tr details[open]").count() == folded > 0
    box.get_by_role("button", name="Close all").click()
    assert box.locator("tr details[open]").count() == 0


def test_the_slash_key_goes_to_a_search_and_the_navigation_to_its_part(report: Tab) -> None:
    report.page.keyboard.press("/")
    assert report.page.evaluate("document.activeElement.type") == "search"
    report.page.get_by_role("link", name="Build list").click()
    assert report.page.url.endswith("#buildlist")
    assert report.page.evaluate("document.getElementById('buildlist').getBoundingClientRect().top < innerHeight")


def test_on_paper_everything_is_there_and_nothing_to_click(report: Tab) -> None:
    closed = report.page.locator("details:not([open])").count()
    report.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    report.page.emulate_media(media="print")
    assert report.shown("nav, .controls") == 0
    assert closed > 0
    assert report.page.locator("details:not([open])").count() == 0
    report.page.emulate_media(media="screen")
    report.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert report.page.locator("details:not([open])").count() == closed


def test_a_module_is_found_followed_and_left_again(graph: Tab) -> None:
    page = graph.page
    page.locator("#find").fill("deep")
    assert page.locator("#hits").text_content() == "1 found"
    page.keyboard.press("Enter")
    assert page.locator("#chosen").text_content() == "c.test/deep v1.4.0"
    lists = [text.split("\n") for text in page.locator(".side").inner_text().split("\n\n")]
    side = {line for lines in lists for line in lines}
    assert {"a.test/lib v1.4.0", "b.test/tool v1.2.0"} <= side
    assert page.locator(".in").count() >= 2
    assert page.locator("path.chain").count() >= 2
    page.locator(".side button", has_text="m.test/main").click()
    assert page.locator("#chosen").text_content() == "m.test/main"
    page.locator("#find").press("Escape")
    assert page.locator("#chosen").count() == 0
    assert page.locator(".side button", has_text="a.test/lib").count() > 0


def test_a_node_is_chosen_by_clicking_it_and_cycles_are_framed(graph: Tab) -> None:
    node = graph.page.locator(".node", has_text="b.test/tool")
    node.click()
    assert graph.page.locator("#chosen").text_content() == "b.test/tool v1.0.0"
    assert graph.page.locator(".node.ring").count() == 2
    assert graph.page.locator(".ringframe").count() == 2
    assert graph.page.locator(".node.main").count() == 1


def test_the_picture_is_moved_and_zoomed_by_mouse_and_keys(graph: Tab) -> None:
    page, inner = graph.page, graph.page.locator("svg[role=img] > g")
    seen = [inner.get_attribute("transform")]

    def moved() -> bool:
        seen.append(inner.get_attribute("transform"))
        return seen[-1] not in seen[:-1]

    page.get_by_role("button", name="Zoom in").click()
    assert moved()
    page.locator("svg[role=img]").focus()
    page.keyboard.press("ArrowLeft")
    assert moved()
    page.keyboard.press("-")
    assert moved()
    box = page.locator("svg[role=img]").bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 60, steps=4)
    page.mouse.up()
    assert moved()
    page.mouse.wheel(0, -200)
    page.wait_for_function(
        "before => document.querySelector('.stage svg > g').getAttribute('transform') != before", arg=seen[-1]
    )
    assert moved()
    page.keyboard.press("0")
    assert inner.get_attribute("transform") == seen[0]


def _thousand(tmp_path: Path) -> Path:
    lines = [f"m.test o{n // 3}.test/m{n}@v1.0.0" for n in range(50)]
    lines += [
        f"o{n // 3}.test/m{n}@v1.0.0 o{to // 3}.test/m{to}@v1.0.0" for n in range(750) for to in (n + 50, n + 250)
    ]
    (tmp_path / "graph.txt").write_text("\n".join(lines))
    argv = [sys.executable, "-m", "gomigrate", "graph", "--input", "graph.txt", "--format", "html"]
    file = tmp_path / "graph.html"
    file.write_bytes(subprocess.run(argv, cwd=tmp_path, capture_output=True, check=True).stdout)
    return file


# Texts that lie outside of their card or on other texts of their row, and cards that lie on others.
MISPLACED = """() => {
  const box = each => each.getBoundingClientRect(), found = [];
  const isIn = (a, b) => a.left > b.left - 1 && a.right < b.right + 1 && a.top > b.top - 1 && a.bottom < b.bottom + 1;
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const cards = [...document.querySelectorAll(".card")], frames = cards.map(card => box(card.querySelector(".frame")));
  cards.forEach((card, n) => {
    for (const each of card.querySelectorAll("text, .badge, .pill rect")) {
      if (each.getClientRects().length && !isIn(box(each), frames[n])) found.push(["outside", each.textContent]);
    }
    for (const row of card.querySelectorAll(".node, .cardhead")) {
      const texts = [...row.querySelectorAll("text")].map(box).sort((a, b) => a.left - b.left);
      if (texts.some((text, at) => at && text.left < texts[at - 1].right)) found.push(["on text", row.textContent]);
    }
    for (let other = 0; other < n; other++) {
      if (meet(frames[n], frames[other])) found.push(["on card", card.textContent, cards[other].textContent]);
    }
  });
  return found;
}"""
# Of the names that cards have from afar: how many are shown, and those that are too small or wider than their card.
NAMES = """() => {
  const box = each => each.getBoundingClientRect();
  const names = [...document.querySelectorAll(".far-name")].filter(each => each.textContent && box(each).width);
  const outside = names.filter(each => {
    const name = box(each), card = box(each.parentElement.querySelector(".frame"));
    return name.height < 9 || name.left < card.left || name.right > card.right;
  });
  return { shown: names.length, outside: outside.map(each => each.textContent) };
}"""
OWNERS = "new Set(JSON.parse(document.getElementById('graph').textContent).nodes.map(node => node.owner)).size"


def test_a_thousand_modules_are_drawn_and_searched(browser: sync_api.Browser, tmp_path: Path) -> None:
    tab = Tab(browser, _thousand(tmp_path))
    first = tab.page.locator(".card").count()
    assert 1 < first < 100
    assert "far" not in (tab.page.locator("svg[role=img]").get_attribute("class") or "")
    assert tab.page.evaluate(MISPLACED) == []
    tab.page.locator("#find").fill("m777")
    tab.page.keyboard.press("Enter")
    assert tab.page.locator(".node.chosen").is_visible()
    assert tab.page.locator(".node.chosen text").first.is_visible()
    assert tab.page.locator("path.chain").count() > 1
    assert tab.page.evaluate(MISPLACED) == []
    tab.page.locator(".alone").click()
    assert tab.page.locator(".node.chosen").is_visible()
    assert tab.page.evaluate(MISPLACED) == []
    tab.page.locator("#everything").click()
    assert tab.page.locator(".card").count() == tab.page.evaluate(OWNERS)
    # It begins where it can be read, with a map of the rest; as a whole it has a name only where a box has room for it.
    picture, map_of_all = tab.page.locator("svg[role=img]"), tab.page.locator(".map")
    assert "far" not in (picture.get_attribute("class") or "")
    assert tab.page.locator(".card.main text").first.is_visible()
    assert tab.page.evaluate(MISPLACED) == []
    box = map_of_all.bounding_box()
    assert box
    before = tab.page.locator("svg[role=img] > g").first.get_attribute("transform")
    tab.page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.75)
    assert tab.page.locator("svg[role=img] > g").first.get_attribute("transform") != before
    tab.page.locator("#fit").click()
    assert "far" in (picture.get_attribute("class") or "")
    assert not map_of_all.is_visible()
    names = []
    for _ in range(12):
        names.append(tab.page.evaluate(NAMES))
        tab.page.locator("#nearer").click()
    assert {frozenset(found["outside"]) for found in names} == {frozenset()}
    assert max(found["shown"] for found in names) > 0
    tab.page.locator("#overview").click()
    assert tab.page.locator(".card").count() == first
    assert tab.said == []
    tab.page.close()


def test_a_group_unfolds_and_shows_what_it_leads_to(browser: sync_api.Browser, tmp_path: Path) -> None:
    tab = Tab(browser, _thousand(tmp_path))
    before = tab.page.locator(".card").count()
    tab.page.locator(".pill").first.dispatch_event("pointerdown", {"clientX": 1, "clientY": 1})
    tab.page.locator(".pill").first.dispatch_event("pointerup", {"clientX": 1, "clientY": 1})
    assert tab.page.locator(".card").count() > before
    assert tab.page.evaluate(MISPLACED) == []
    assert tab.said == []
    tab.page.close()


def test_without_scripts_the_graph_is_a_list(browser: sync_api.Browser, tmp_path: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(_thousand(tmp_path).as_uri())
    row = page.locator("details", has=page.locator("summary", has_text="o225.test/m677"))
    row.locator("summary").click()
    assert "o242.test/m727 v1.0.0" in row.inner_text()
    page.close()


def made_pages() -> dict[str, str]:
    """A page of each kind, with all that it can have, and with names that are longer than a line of a telephone."""
    long = f"github.com/{'a-long-name-of-an-owner' * 3}/{'and-of-a-repository' * 3}"
    pins = tuple(replace(pin, path=f"{long}/{pin.path}") for pin in PLAN.ledger)
    picture = draw(whole(read_mod_graph(REQUIREMENTS)))
    marks = marked(mod_graph(40))[1].picture
    units = tuple(plans.units())
    edits = (FileEdit(path=f"{long}/Makefile", is_new=False, diff=f"@@ -1 +1 @@\n-{long}\n+{long * 3}\n"),)
    material = replace(plans.material(), edits=edits, picture=picture)
    return {
        "plan": report_page(replace(PLAN, ledger=pins), None, material),
        "ready": report_page(plans.ready(), verdicts.equal(), plans.material()),
        "different": report_page(plans.plan(), verdicts.different(), replace(material, picture=marks)),
        "batch": "".join(html_pieces(plans.fleet(), units, ["units/000/000/report.html"] * len(units))),
        "graph": graph_page(picture),
    }


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["plan", "ready", "different", "batch", "graph"])
def test_no_page_scrolls_sideways_and_each_has_its_headings_in_order(
    browser: sync_api.Browser, tmp_path: Path, name: str, width: int
) -> None:
    file = tmp_path / "page.html"
    file.write_text(made_pages()[name])
    tab = Tab(browser, file)
    tab.page.set_viewport_size({"width": width, "height": 844})
    tab.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
    levels = [
        int(level) for level in tab.page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => h.tagName[1])")
    ]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise([0, *levels]))
    assert tab.page.locator("main").count() == 1
    assert tab.said == []
    tab.page.close()


def test_a_report_has_the_picture_of_the_modules(browser: sync_api.Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(report_page(PLAN, None, PageMaterial(picture=draw(whole(read_mod_graph(REQUIREMENTS))))))
    tab = Tab(browser, file)
    assert tab.page.locator(".node").count() == 4
    assert tab.said == []
    tab.page.close()


def test_a_batch_is_filtered_by_state(browser: sync_api.Browser, tmp_path: Path) -> None:
    rows = [
        (Unit(path=name, root=f"/{name}"), UnitResult(path=name, state=state, cause=why))
        for name, state, why in (
            ("svc/a", UnitState.VERIFIED, None),
            ("svc/b", UnitState.BLOCKED, cause(CauseKind.REFUSED, said="<script>alert(1)</script>")),
            ("svc/c", UnitState.VERIFIED, None),
        )
    ]
    states = (("verified", 2), ("blocked", 1))
    summary = FleetSummary(folder="run", began=0.0, units=3, todo=0, states=states)
    file = tmp_path / "report.html"
    file.write_text("".join(html_pieces(summary, rows, ("", "units/000/001/report.html"))))
    tab = Tab(browser, file)
    assert tab.page.inner_text(".decision") == "2 of 3 units verified, 1 blocked"
    assert tab.page.locator("tbody a").get_attribute("href") == "units/000/001/report.html"
    assert tab.shown("tr[data-state]") == 3
    tab.page.click("button[data-state=blocked]")
    assert tab.shown("tr[data-state]") == 1
    assert "<script>alert(1)</script>" in tab.page.inner_text("tr[data-state=blocked]")
    assert tab.said == []
    tab.page.close()
