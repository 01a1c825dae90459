"""The messages of the commits on the new branch, for a reviewer who has not seen the plan."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Any

from gomigrate.model.findings import Severity
from gomigrate.model.legacy.habits import Safety
from gomigrate.model.plan import LedgerLine, Plan, copies_of
from gomigrate.model.severities import SEVERITIES
from gomigrate.model.text.visible import visible
from gomigrate.report.ledger import counts_of, notable
from gomigrate.report.text import folded
from gomigrate.report.words.findings import message_of
from gomigrate.report.words.phrases import counted
from gomigrate.report.words.reasons import short, why

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Environment

_MOST_REMOVED = 12
WIDTH = 72
"""Where git's own tools expect the lines of a message to end."""


class Topic(StrEnum):
    """What a commit is about; the value is the name of its template."""

    MODULES = "modules"
    REMOVED = "removed"
    VENDORED = "vendored"
    REWRITTEN = "rewritten"
    SCRIPTS = "scripts"


@dataclass(frozen=True, slots=True)
class Message:
    """A subject line and the text below it."""

    subject: str
    body: str


def message(topic: Topic, plan: Plan) -> Message:
    """The commit message for this step of the plan."""
    match topic:
        case Topic.MODULES:
            subject = f"Build {_last(plan.module)} with Go modules"
            values = _modules(plan)
        case Topic.REMOVED:
            subject = f"Remove {_removed_subject(plan)}"
            values = _removed(plan)
        case Topic.VENDORED:
            subject = "Write vendor/ anew with go mod vendor"
            values = _vendored(plan)
        case Topic.REWRITTEN:
            subject = "Import packages by their own paths"
            values = _rewritten(plan)
        case Topic.SCRIPTS:
            subject = "Drop GOPATH habits from build files"
            values = _scripts(plan)
    body = _environment().get_template(f"{topic}.txt.j2").render(plan=plan, **values)
    return Message(visible(_one_line(subject)), re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n")


@dataclass(frozen=True, slots=True)
class _PinRow:
    path: str
    revision: str
    target: str
    reason: str


def _modules(plan: Plan) -> dict[str, Any]:
    return {
        "locks": ", ".join(plan.source.locks) or plan.source.vendor or "GOPATH",
        "counts": f"{counts_of(plan)}.",
        "groups": [(f"{title[:1].upper()}{title[1:]}:", _rows(lines)) for title, lines in notable(plan)],
        "as_of": f"{plan.source.date:%Y-%m-%d}" if plan.source.date else "that time",
    }


def _removed(plan: Plan) -> dict[str, Any]:
    return {"removed": folded(plan.removes), "copied": _rows(copies_of(plan.ledger))}


def _vendored(plan: Plan) -> dict[str, Any]:
    written = sum(path.startswith("vendor/") for path in plan.writes)
    return {
        "said": f"The folder is what the go command makes of go.mod: {counted(written, 'file')}. go build takes"
        " packages from there; go list -m all needs -mod=mod or -mod=readonly.",
        "removed": [path for path in plan.removes if not path.startswith("vendor/")],
        "most": _MOST_REMOVED,
    }


def _rewritten(plan: Plan) -> dict[str, Any]:
    others = {"go.mod", "go.sum", *(habit.file for habit in plan.habits)}
    count = sum(path not in others for path in plan.edits)
    return {"files": f"{count} file{'s' if count != 1 else ''} edited."}


def _scripts(plan: Plan) -> dict[str, Any]:
    """The changes by file, and how many places are left for a person."""
    done = [habit for habit in plan.habits if habit.applied]
    return {
        "groups": [
            (file, list(dict.fromkeys(_one_line(message_of(habit.finding)) for habit in found)))
            for file, found in groupby(done, key=lambda habit: habit.file)
        ],
        "left": [habit for habit in plan.habits if not habit.applied and SEVERITIES[habit.code] is not Severity.NOTE],
        "unsafe": any(habit.safety is Safety.UNSAFE for habit in done),
    }


def _rows(lines: Iterable[LedgerLine]) -> list[_PinRow]:
    return [_PinRow(_one_line(x.path), _one_line(x.revision), _target(x), _one_line(why(x.reason))) for x in lines]


def _target(line: LedgerLine) -> str:
    built = line.built or line.module
    if built is None:
        return ""
    return _one_line(built.version if built.path == line.path and built.version else str(built))


def _removed_subject(plan: Plan) -> str:
    names = [name.split(" (")[0] for name in folded(plan.removes)]
    shown = names[:3] if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"]
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]])) if shown else "nothing"


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _one_line(text: str) -> str:
    """Text out of a lock file or a tool, kept from breaking a message apart."""
    return " ".join(text.split())


def _wrap(text: str, indent: int) -> str:
    space = " " * indent
    from markupsafe import Markup

    lines = textwrap.wrap(
        visible(text),
        WIDTH,
        initial_indent=space,
        subsequent_indent=space,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return Markup("\n".join(lines))  # noqa: S704 -- so that `_shown` knows the line ends for our own


def _shown(value: object) -> object:
    """A value in a message: no name brings a line of its own, such as one that names an author or closes an issue."""
    return visible(str(value)) if not hasattr(value, "__html__") else value


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    # Messages are plain text, so nothing is escaped: HTML is the one thing they are not.
    environment = Environment(
        loader=PackageLoader("gomigrate.report"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
        finalize=_shown,
    )
    environment.filters |= {"short": short, "wrap": _wrap}
    return environment
