"""Workflow commands: what the runner of GitHub Actions shows beside the lines of a pull request.

A command is a line `::error file=F,line=N,title=T::MESSAGE`; what may not stand in its parts is written as `%XX`
(actions/toolkit, packages/core/src/command.ts; read back by actions/runner, src/Runner.Common/ActionCommand.cs).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.findings import Severity
from gomigrate.model.text.visible import visible
from gomigrate.report.words.phrases import first_few

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gomigrate.report.checks.items import CheckItem, CheckReport

MOST = 10
"""So many annotations of each kind the runner makes of a step; what comes after them stands in its log alone."""

_MOST_TEXT = 2_000
"""The runner cuts off a message after 4,096 units of UTF-16, of which a character takes two at most."""

_MOST_PLACES = 20
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def github_text(report: CheckReport) -> str:
    """A command a line: what the command came to, then errors, warnings and notes, those of one code together. Where
    there are more of a kind than the runner shows, the last annotation of a code names the places of all that are left.
    """
    lines = []
    counts = dict.fromkeys(Severity, 0)
    if report.outcome:
        kind = Severity.ERROR if report.status else Severity.NOTE
        counts[kind] += 1
        lines.append(_command(_LEVELS[kind], {"title": f"gomigrate {report.command}"}, report.outcome))
    for severity in Severity:
        found = [item for item in report.items if item.severity is severity]
        lines += [_annotation(report, group) for group in _groups(found, MOST - counts[severity])]
    return "\n".join(lines)


def _groups(found: Sequence[CheckItem], room: int) -> Iterator[Sequence[CheckItem]]:
    """What each annotation is about: each item by itself as far as there is room, and at least one for each code."""
    codes: dict[str, list[CheckItem]] = {}
    for item in found:
        codes.setdefault(item.code, []).append(item)
    spare = max(room - len(codes), 0)
    for items in codes.values():
        alone = min(len(items) - 1, spare)
        spare -= alone
        yield from ((item,) for item in items[:alone])
        yield items[alone:]


def _annotation(report: CheckReport, group: Sequence[CheckItem]) -> str:
    first = group[0]
    path = report.path_of(first.place)
    title = first.code if first.row.title == first.code else f"{first.code}: {first.row.title}"
    # The log of the job shows nothing but the message: so it says where, and what kind of thing this is, once more.
    told = f"{first.message} ({first.code})"
    more = [report.where(item) or item.message for item in group[1:]]
    lines = (
        f"{report.where(first)}: {told}" if first.place else told,
        first.remedy,
        f"{len(more):,} more: {first_few(more, _MOST_PLACES)}" if more else "",
    )
    line = str(first.place.line) if first.place and path and first.place.line else ""
    properties = {"file": path, "line": line, "title": title}
    return _command(_LEVELS[first.severity], properties, "\n".join(filter(None, lines)))


def _command(name: str, properties: Mapping[str, str], message: str) -> str:
    shown = ",".join(f"{key}={_property(visible(value))}" for key, value in properties.items() if value)
    text = visible(message, lines=True)
    return f"::{name} {shown}::{_data(text if len(text) <= _MOST_TEXT else f'{text[:_MOST_TEXT]}...')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
