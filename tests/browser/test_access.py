"""Whether everybody can read the pages: by contrast, by keyboard, without scripts, without motion, on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from tests.browser.chromium import WAYS, chromium
from tests.browser.test_pages import Tab, made_pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.skipif(not chromium(), reason=f"no Chromium: {WAYS}")
PAGES = ("plan", "ready", "different", "batch", "graph")
OPEN = "for (const each of document.querySelectorAll('details')) each.open = true"

# The ratio of WCAG 2 between the color of each text and what is painted behind it: of an element, the grounds of those
# that it is in; of a text in a picture, the boxes of its card that it stands on.
CONTRASTS = """() => {
  const curve = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const parts = color => { const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number); return [r, g, b, a]; };
  const over = (below, [r, g, b, a]) => [r, g, b].map((v, n) => v * a + below[n] * (1 - a));
  const light = ([r, g, b]) => 0.2126 * curve(r) + 0.7152 * curve(g) + 0.0722 * curve(b);
  const ratio = (one, other) => {
    const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const ground = each => {
    const behind = parts(getComputedStyle(each).backgroundColor);
    if (behind[3] === 1 || !each.parentElement) return behind;
    return over(ground(each.parentElement), behind);
  };
  const found = [];
  for (const each of document.querySelectorAll("body *")) {
    const style = getComputedStyle(each), name = each.tagName + "." + each.className;
    if (each.placeholder) found.push([name, ratio(parts(getComputedStyle(each, "::placeholder").color), ground(each))]);
    if (!each.offsetParent || ![...each.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    found.push([name + ": " + each.textContent.trim().slice(0, 30), ratio(parts(style.color), ground(each))]);
  }
  for (const text of document.querySelectorAll(".card text")) {
    const at = text.getBoundingClientRect(), x = at.left + at.width / 2, y = at.top + at.height / 2;
    if (!at.width) continue;
    let behind = ground(document.querySelector("svg[role=img]"));
    for (const each of text.closest(".card").querySelectorAll("rect")) {
      const box = each.getBoundingClientRect(), style = getComputedStyle(each);
      const isOn = box.left <= x && x <= box.right && box.top <= y && y <= box.bottom && style.fill !== "none";
      if (!isOn || !(each.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)) continue;
      const [r, g, b, a] = parts(style.fill);
      behind = over(behind, [r, g, b, a * style.fillOpacity]);
    }
    found.push(["text: " + text.textContent, ratio(parts(getComputedStyle(text).fill), behind)]);
  }
  return found;
}"""
FOCUSED = """() => {
  const each = document.activeElement, style = getComputedStyle(each);
  if (each === document.body) return null;
  const name = each.id || each.getAttribute("href") || each.tagName.toLowerCase();
  return [name, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2];
}"""
# Headers without a scope, rows that have not as many cells as the table has columns, and tables without headers.
UNNAMED = """() => [...document.querySelectorAll("table")].flatMap(table => {
  const heads = [...table.querySelectorAll("thead th[scope=col]")];
  const rows = [...table.querySelectorAll("tr")].filter(row => row.cells.length !== heads.length);
  const loose = [...table.querySelectorAll("th:not([scope])")];
  return heads.length ? [...rows, ...loose].map(each => each.textContent) : [table.textContent];
})"""


CUT = """() => [...document.querySelectorAll("pre, td, th")]
  .filter(each => each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1)
  .map(each => each.textContent)"""
ADDRESSES = """() => [...document.querySelectorAll("main a")].map(each => each.getAttribute("href"))
  .filter((address, n) => !getComputedStyle(document.querySelectorAll("main a")[n], "::after").content.includes("("))"""
TWICE = "[...document.querySelectorAll('[id]')].map(each => each.id).filter((id, n, all) => all.indexOf(id) !== n)"
ASTRAY = """() => [...document.querySelectorAll("a[href^='#']")].map(each => each.getAttribute("href").slice(1))
  .filter(to => !document.getElementById(to))"""


def opened(browser: Browser, tmp_path: Path, name: str, *, scripts: bool = True) -> Tab:
    """A page of this kind, with all that folds open."""
    file = tmp_path / f"{name}.html"
    file.write_text(made_pages()[name])
    tab = Tab(browser, file, scripts=scripts)
    tab.page.evaluate(OPEN)
    return tab


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_text_stands_out_from_its_ground(
    browser: Browser, tmp_path: Path, name: str, scheme: Literal["light", "dark"]
) -> None:
    tab = opened(browser, tmp_path, name)
    tab.page.emulate_media(color_scheme=scheme)
    contrasts = tab.page.evaluate(CONTRASTS)
    assert contrasts
    assert [pair for pair in contrasts if pair[1] < 4.5] == []
    assert not tab.page.locator("svg[role=img]").count() or any(name.startswith("text: ") for name, _ in contrasts)
    tab.page.close()


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_reaches_all_and_shows_where_it_is(browser: Browser, tmp_path: Path, name: str) -> None:
    tab = opened(browser, tmp_path, name)
    seen: dict[str, bool] = {}
    tab.page.keyboard.press("Tab")
    while (at := tab.page.evaluate(FOCUSED)) and len(seen) < 500:
        seen[f"{at[0]} {len(seen)}"] = at[1]
        tab.page.keyboard.press("Tab")
    assert seen
    assert [name for name, is_shown in seen.items() if not is_shown] == []
    reached = {name.partition(" ")[0] for name in seen}
    wanted = {"#ledger", "#findings"} if name in ("plan", "ready", "different") else set()
    if tab.page.locator("#find").count():
        wanted |= {"find", "overview", "everything", "nearer", "farther", "fit", "svg"}
    assert wanted <= reached
    tab.page.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_its_language_and_its_tables_their_columns(browser: Browser, tmp_path: Path, name: str) -> None:
    tab = opened(browser, tmp_path, name)
    assert tab.page.evaluate("document.documentElement.lang") == "en"
    assert tab.page.title()
    assert tab.page.evaluate(UNNAMED) == []
    assert tab.page.evaluate(TWICE) == []
    assert tab.page.evaluate(ASTRAY) == []
    assert tab.said == []
    tab.page.close()


def test_nothing_moves_where_motion_is_not_wanted(browser: Browser, tmp_path: Path) -> None:
    tab = opened(browser, tmp_path, "plan")
    behavior = "getComputedStyle(document.documentElement).scrollBehavior"
    tab.page.click("#everything")
    assert tab.page.evaluate("document.getAnimations().length") == 0
    assert tab.page.evaluate(behavior) == "auto"
    tab.page.emulate_media(reduced_motion="no-preference")
    assert tab.page.evaluate(behavior) == "smooth"
    tab.page.close()


@pytest.mark.parametrize("name", PAGES)
def test_paper_is_white_and_cuts_nothing(browser: Browser, tmp_path: Path, name: str) -> None:
    tab = opened(browser, tmp_path, name)
    tab.page.set_viewport_size({"width": 680, "height": 960})
    tab.page.emulate_media(media="print", color_scheme="dark")
    assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert [pair for pair in tab.page.evaluate(CONTRASTS) if pair[1] < 4.5] == []
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 680
    assert tab.page.evaluate(CUT) == []
    assert tab.page.evaluate(ADDRESSES) == []
    tab.page.close()


@pytest.mark.parametrize("name", PAGES)
def test_without_scripts_all_is_there_and_nothing_that_needs_them(browser: Browser, tmp_path: Path, name: str) -> None:
    with_them, without = (opened(browser, tmp_path, name, scripts=scripts) for scripts in (True, False))
    for tab in (with_them, without):
        tab.page.evaluate(
            "for (const each of document.querySelectorAll('.drawing, .controls, noscript')) each.remove()"
        )
    assert without.page.inner_text("body") == with_them.page.inner_text("body")
    assert without.said == []
    with_them.page.close()
    without.page.close()
    page = opened(browser, tmp_path, name, scripts=False).page
    assert not any(each.is_visible() for each in page.locator(".controls, .drawing").all())
    page.close()
