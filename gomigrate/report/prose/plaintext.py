"""Texts longer than a line are templates: the messages of commits, the bodies of pull requests, the notes of copies."""

from __future__ import annotations

import re
import shlex
import textwrap
from functools import cache
from typing import TYPE_CHECKING, Any

from gomigrate.model.plan import copies_of
from gomigrate.model.text.visible import visible
from gomigrate.report.ledger import counts_of, notable
from gomigrate.report.prose.markdown import code, fenced, one_line, text
from gomigrate.report.text import folded
from gomigrate.report.words.findings import message_of, remedy_of
from gomigrate.report.words.phrases import counted, plural
from gomigrate.report.words.planning.reasons import noted, short, why
from gomigrate.report.words.verifying.branch import tidy_reason, unchecked_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from jinja2 import Environment
    from markupsafe import Markup

WIDTH = 72
"""Where git's own tools expect the lines of a message to end."""

MOST_ROWS = 40
"""A list has so many rows at most: hosts refuse long bodies. The record has all."""


def rendered(template: str, **values: Any) -> str:
    """The text that a template (templates/NAME.txt.j2, or .md.j2 for Markdown) makes of the values. It has no line end
    at its end, and no more than one empty line in a row.

    Whatever a template shows is one line and hides nothing. In Markdown it is text (see `markdown.text`) unless the
    template says `| code`: there is no way to forget either.
    """
    shown = text if template.endswith(".md.j2") else _plain
    made = environment_for(shown).get_template(template).render(**values)
    return re.sub(r"\n{3,}", "\n\n", made.strip("\n"))


MOST_LINES = 400
"""A diff in a body has so many lines at most."""


@cache
def environment_for(shown: Callable[[object], str]) -> Environment:
    """Where templates stand; `shown` makes a value fit to be seen. Jinja's escaping is on, so what was made fit is
    marked as such (Markup), and everything else is made so at the last moment; HTML is nowhere in it."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("gomigrate.report"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value if hasattr(value, "__html__") else _marked(shown(value)),
    )
    environment.globals |= {"MOST": MOST_ROWS, "MOST_LINES": MOST_LINES}
    environment.tests["inside"] = str.startswith
    environment.filters |= {
        "code": lambda words: _marked(code(words)),
        "copies": copies_of,
        "counted": counted,
        "counts": counts_of,
        "day": _day,
        "fenced": lambda lines: _marked(fenced(lines[:MOST_LINES], "diff")),
        "folded": folded,
        "message": message_of,
        "notable": notable,
        "noted": noted,
        "plural": lambda number, noun: plural(noun, number),
        "quoted": lambda words: _marked(visible(shlex.quote(words))),
        "remedy": remedy_of,
        "sentence": lambda words: words[:1].upper() + words[1:],
        "short": short,
        "tidy_reason": tidy_reason,
        "unchecked": unchecked_words,
        "why": why,
        "wrap": _wrap,
    }
    return environment


def _plain(words: object) -> str:
    return visible(str(words))


def _marked(words: str) -> Markup:
    from markupsafe import Markup

    return Markup(words)  # noqa: S704 - the text is no HTML; this says that it is fit to be seen


def _day(date: datetime | None) -> str:
    return f"{date:%Y-%m-%d}" if date else "that time"


def _wrap(words: str, indent: int) -> Markup:
    """A paragraph of a message. Where lines are not indented, the words of a name with line ends stay together: git
    would take one at the beginning of a line for a trailer."""
    space = " " * indent
    lines = textwrap.wrap(
        one_line(words) if indent else visible(words),
        WIDTH,
        initial_indent=space,
        subsequent_indent=space,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return _marked("\n".join(lines))
