"""The frame of every page: its style, its one script, and the policy that lets nothing else run or load.

Whatever stands in a page comes out of a stranger's repository: all of it is escaped.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from gomigrate import __version__
from gomigrate.model.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_DRAWING = (("dagre.LICENSE", "dagre.min.js"), ("graph.js",))


@dataclass(frozen=True, slots=True)
class _Asset:
    """A style sheet or script of the page, and what the page's policy knows it by."""

    text: Any
    hash: str

    @classmethod
    def of(cls, *names: str) -> _Asset:
        from markupsafe import Markup

        text = "\n".join(map(_read, names))
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        return cls(Markup(text), f"sha256-{digest}")  # noqa: S704 - it is our own file


def _read(name: str) -> str:
    """A file of the templates; a license as a comment of the script that it stands before. The last line of a packed
    script names a source map that is not shipped: it is left out. Control characters are written as JavaScript writes
    them."""
    text = resources.files("gomigrate.report").joinpath("templates", name).read_text("utf-8")
    if name.endswith(".LICENSE"):
        return f"/*!\n{text}*/"
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text.partition("//# sourceMappingURL=")[0])


def page_pieces(template: str, title: str, **values: Any) -> Iterator[str]:
    """One page in one file, piece by piece, from a template and its values. With a value "graph" it has the scripts
    that draw one: a library for the layout, with its license, and our own."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("gomigrate.report"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    scripts = [_Asset.of("web.js"), *(_Asset.of(*names) for names in _DRAWING if values.get("graph"))]
    environment.filters["breaks"] = _breaks
    frame = {"title": title, "style": _Asset.of("web.css"), "scripts": scripts, "release": __version__}
    return environment.get_template(template).generate(**frame, **values)


def _breaks(path: str) -> Any:
    """A path that may go on in the next line after each of its slashes."""
    from markupsafe import Markup

    return Markup("/<wbr>").join(visible(path, lines=True).split("/"))


def _shown(value: object) -> object:
    """A value as it stands in a page; what is HTML already was made by us, of values that were."""
    return visible(value, lines=True) if isinstance(value, str) and not hasattr(value, "__html__") else value
