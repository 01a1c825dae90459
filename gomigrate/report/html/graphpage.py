"""The page of a graph: a picture to zoom, search and follow, and the same as a list."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gomigrate.model.text.visible import visible
from gomigrate.report.html.webframe import page_pieces

if TYPE_CHECKING:
    from gomigrate.model.graph.picture import Picture, PictureNode


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture as a page has it: as JSON for the script, and as a list for who reads without it."""

    of: str
    data: Any
    rows: tuple[dict[str, Any], ...]


def graph_page(picture: Picture, asked: str = "", missing: str = "") -> str:
    """The picture of a graph, or of the answer to a question about it."""
    what, tie = ("package", "import") if picture.of == "packages" else ("module", "requirement")
    mains = [node.path for node in picture.nodes if node.is_main]
    whose = mains[0] if len(mains) == 1 else f"{len(mains)} {picture.of}" if mains else picture.of
    rings = max((node.ring for node in picture.nodes), default=0)
    counts = ((len(picture.nodes), what, "modules"), (picture.edges, tie, "edges"), (rings, "cycle", "cycles"))
    heading = f"{whose}: {asked}" if asked else f"What {whose} {'imports' if what == 'package' else 'requires'}"
    values = {
        "heading": heading,
        "facts": [
            (f"{number:,}", f"{noun}{'s' if number != 1 else ''}", name) for number, noun, name in counts if number
        ],
        "missing": missing,
        "full": True,
        "graph": drawing(picture) if picture.nodes else None,
    }
    return "".join(page_pieces("graph.html.j2", f"gomigrate graph: {whose}", **values))


def drawing(picture: Picture) -> Drawing:
    """What a template needs of a picture."""
    ordered = sorted(enumerate(picture.nodes), key=lambda pair: (not pair[1].is_main, pair[1].path))
    asked: dict[int, list[str]] = {}
    forced: dict[int, list[str]] = {}
    for tie in picture.ties:
        asked.setdefault(tie.source, []).append(f"{picture.nodes[tie.target].path} {tie.version}".strip())
        if tie.is_forcing:
            forced.setdefault(tie.target, []).append(f"{picture.nodes[tie.source].path} {tie.by}".strip())
    rows = tuple(_row(node, forced.get(n, []), asked.get(n, [])) for n, node in ordered)
    return Drawing(of=picture.of, data=_embedded(picture), rows=rows)


def _row(node: PictureNode, forced: list[str], asked: list[str]) -> dict[str, Any]:
    mark = str(node.mark or "")
    words = f"{node.path} {node.version} {mark}".lower()
    return {"node": node, "mark": mark, "forced": forced, "asked": asked, "words": words}


def _embedded(picture: Picture) -> Any:
    """The picture as JSON that can end no script element."""
    from markupsafe import Markup

    value = {
        "of": picture.of,
        "nodes": [
            {
                "path": visible(n.path),
                "version": visible(n.version),
                "owner": visible(n.owner),
                "main": n.is_main,
                "ring": n.ring,
                "mark": str(n.mark or ""),
            }
            for n in picture.nodes
        ],
        "ties": [
            [t.source, t.target, visible(t.by), visible(t.version), int(t.is_forcing), int(t.is_drawn)]
            for t in picture.ties
        ],
        "chains": [list(chain) for chain in picture.chains],
    }
    text = json.dumps(value, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")
    return Markup(text)  # noqa: S704 - nothing in it can be read as HTML any more
