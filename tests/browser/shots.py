"""Pictures of all pages, for a person to look at: `python -m tests.browser.shots FOLDER`.

Plans and verdicts are those of tests/golden, graphs are made in the shape of real ones: few owners have many modules,
few modules are required by most, versions lag behind, and some modules require each other.
"""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.graph.picture import draw
from gomigrate.graph.requirements import whole
from gomigrate.model.edits import FileEdit
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.plan import Selected, State
from gomigrate.model.verdict import CompiledBuild
from gomigrate.modfile.modgraph import read_mod_graph
from gomigrate.report.fleets.exports import html_pieces
from gomigrate.report.html.graphpage import graph_page
from gomigrate.report.html.webpage import PageMaterial, report_page
from tests.browser.chromium import WAYS, chromium
from tests.golden import plans, verdicts
from tests.unit.report.plans import line

if TYPE_CHECKING:
    from gomigrate.model.plan import Plan

WORDS = ("amber", "birch", "cedar", "delta", "ember", "flint", "grove", "harbor", "iris", "jade", "kelp", "larch")
KINDS = ("cli", "log", "http", "cache", "proto", "yaml", "sync", "auth", "trace", "metrics", "queue", "store", "net")
DIFF = """\
--- a/Makefile
+++ b/Makefile
@@ -3,4 +3,4 @@ build:
 \tmkdir -p bin
-\tgo get -u golang.org/x/lint/golint
+\tgo install golang.org/x/lint/golint@v0.0.0-20181026193005-c67002cb31c3
 \tgo build -o bin/app ./cmd/app
"""


def mod_graph(modules: int) -> str:
    """What `go mod graph` would print for so many modules."""
    chosen = random.Random(modules)
    owners = [f"{host}/{one}{two}" for host in ("github.com", "gitlab.com") for one in WORDS for two in ("", "-io")]
    owners = ["golang.org/x", "k8s.io", "go.opentelemetry.io/otel", *owners, *(f"go.{word}.dev" for word in WORDS)]
    names: dict[str, None] = {}
    while len(names) < modules:
        owner = owners[min(int(chosen.paretovariate(0.6)) - 1, len(owners) - 1)]
        alone = f"github.com/{chosen.choice(WORDS)}{len(names)}"
        names[
            f"{owner if chosen.random() < 0.5 else alone}/{chosen.choice(KINDS)}{chosen.choice(['', '-go', '/v2'])}"
        ] = None
    paths = list(names)

    def version(path: str) -> str:
        major = "v2" if path.endswith("/v2") else "v1"
        return f"{major}.{chosen.randrange(1, 30)}.{chosen.randrange(9)}"

    lines = []
    for number, path in enumerate(paths):
        own = version(path)
        if number < modules**0.5:
            lines.append(f"example.com/acme/platform {path}@{own}")
        else:
            asker = paths[chosen.randrange(number)]
            lines.append(f"{asker}@{version(asker)} {path}@{own}")
        for _ in range(chosen.randrange(1, 9)):
            later = number + 1 + int(chosen.expovariate(3 / modules))
            to = paths[later] if later < modules else paths[-1 - chosen.randrange(modules // 20)]
            lines += [f"{path}@{own} {to}@{version(to)}"] * (to != path)
        if number % 50 == 49:
            lines.append(f"{path}@{own} {paths[number - chosen.randrange(1, 9)]}@v1.0.0")
    return "\n".join(lines) + "\n"


def marked(text: str) -> tuple[Plan, PageMaterial]:
    """A plan over the graph that holds, copies and raises some of its modules."""
    answer = whole(read_mod_graph(text))
    paths = [path for path in answer.selected if answer.selected[path]][:12:2]
    states = (State.HELD, State.COPIED, State.RAISED) * 2
    ledger = tuple(line(path, state, "v1.0.0") for path, state in zip(paths, states, strict=True))
    built = tuple(Selected(path=path, version=answer.selected[path]) for path in answer.selected)
    plan = replace(plans.ready(), ledger=ledger, build_list=built)
    edits = (FileEdit(path="Makefile", is_new=False, diff=DIFF),)
    return plan, replace(plans.material(), picture=draw(answer, plan), edits=edits)


def pages() -> dict[str, str]:
    """Each page by its name."""
    plan, material = marked(mod_graph(60))
    recorded = replace(material, picture=None)
    built = (
        CompiledBuild(platform="linux/amd64", same=410, tests=31),
        CompiledBuild(platform="windows/amd64", same=398),
    )
    same = verdicts.but(verdicts.equal(), compiled=built)
    to_do = replace(same, unchecked=(Unchecked(what=Gap.NOT_BUILT),))
    return {
        "plan-errors": report_page(plans.plan(), None, material),
        "plan": report_page(plan, None, material),
        "verify-ready": report_page(plans.ready(), same, recorded),
        "verify-to-do": report_page(plans.ready(), to_do, recorded),
        "verify-gate": report_page(plans.ready(), verdicts.gate(), PageMaterial()),
        "verify-different": report_page(plans.ready(), verdicts.different(), recorded),
        "batch": "".join(html_pieces(plans.fleet(), plans.units())),
        "graph-200": graph_page(draw(whole(read_mod_graph(mod_graph(200))))),
        "graph-1000": graph_page(draw(whole(read_mod_graph(mod_graph(1000))))),
    }


def shoot(folder: Path) -> None:
    """Write each page, and a picture of it for each width and color scheme; for a graph also of all of it, and of one
    module; and each as it is printed."""
    from playwright import sync_api

    folder.mkdir(parents=True, exist_ok=True)
    with sync_api.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for name, text in pages().items():
            file = folder / f"{name}.html"
            file.write_text(text)
            for width, height in ((1280, 900), (390, 844)):
                for scheme in ("light", "dark"):
                    is_graph = name.startswith("graph")
                    tall = height if is_graph else 2400
                    page = browser.new_page(viewport={"width": width, "height": tall}, reduced_motion="reduce")
                    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                    page.goto(file.as_uri())
                    place = folder / f"{name}-{width}-{scheme}.png"
                    page.screenshot(path=place)
                    for part in ("#ledger", "#edits", "#graph-of-modules"):
                        if page.locator(part).count() and width > height:
                            page.evaluate("id => document.querySelector(id).scrollIntoView()", part)
                            page.screenshot(path=place.with_stem(f"{place.stem}-{part[1:]}"))
                    if is_graph:
                        page.click("#everything")
                        page.screenshot(path=place.with_stem(f"{place.stem}-everything"))
                        page.click("#fit")
                        page.screenshot(path=place.with_stem(f"{place.stem}-whole"))
                        page.click("#overview")
                        page.fill("#find", "trace")
                        page.press("#find", "Enter")
                        page.screenshot(path=place.with_stem(f"{place.stem}-found"))
                    page.emulate_media(media="print")
                    if scheme == "dark" and width > height:
                        page.pdf(path=place.with_suffix(".pdf"), prefer_css_page_size=True)
                    page.close()
        browser.close()


if __name__ == "__main__":
    if not chromium():
        raise SystemExit(f"no Chromium: {WAYS}")
    shoot(Path(sys.argv[1]))
