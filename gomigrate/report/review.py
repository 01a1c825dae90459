"""The body of a pull request, in Markdown: what changed, why it is safe, what to look at, how to check it oneself.

Written from the plan and, where there is one, the verdict; `plan`, `apply`, `verify` and `batch` all have it from here.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from gomigrate.model.findings import Severity
from gomigrate.model.plan import State, copies_of
from gomigrate.model.text.visible import visible
from gomigrate.model.verdict import TidyState, When
from gomigrate.report.ledger import counts_of, notable
from gomigrate.report.text import folded
from gomigrate.report.words.findings import message_of, remedy_of
from gomigrate.report.words.reasons import short, why
from gomigrate.report.words.verifying import tidy_reason, unchecked_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.plan import LedgerLine, Plan
    from gomigrate.model.verdict import FileChange, PlatformVerdict, SuiteVerdict, Tidy, Verdict

MOST_ROWS = 40
"""A list has so many rows at most: hosts refuse long bodies, and nobody reads them. The record has all."""

_MARKS = frozenset("\\`*_[]<>#|!@~&$")
_LINKED = re.compile(r"[@#!~%$&^]\w|\w@\w|:/|www\.|\bG[HL]-\d|:[a-z][\w+-]*:", re.IGNORECASE)
_BACKTICKS = re.compile("`+")


def review_markdown(plan: Plan | None, verdict: Verdict | None = None, *, branch: str = "") -> str:
    """The whole body. `plan` is None where a verified branch carries no record, `verdict` where nothing was compared
    yet; `branch` is the one written or verified, "" where nothing is written."""
    findings = [*(plan.findings if plan else ()), *(verdict.findings if verdict else ())]
    lines = [
        f"**{_decision(plan, verdict, findings, branch)}**",
        "",
        "## What changed",
        "",
        *(what_changed(plan) if plan else ("The branch carries no record of a plan.", "")),
        "## Why it is safe",
        "",
        *(_proof(verdict) if verdict else _unproved(branch)),
        "## What to look at",
        "",
        *what_to_look_at(plan, findings),
        *how_to_check(branch),
    ]
    return "\n".join(lines)


def _decision(plan: Plan | None, verdict: Verdict | None, findings: Iterable[Finding], branch: str) -> str:
    """Can this be merged? In one sentence."""
    if any(f.severity is Severity.ERROR for f in findings) or (plan and plan.count(State.UNRESOLVED)):
        return "Not to be merged yet: the errors below need a decision."
    if verdict is None:
        return "Written, but not verified yet." if branch else "Planned; nothing is written yet."
    if verdict.is_equal and verdict.unplanned:
        return "Builds the same as before in what was compared; other files changed as well, see below."
    if verdict.is_equal and verdict.unchecked:
        return "Builds the same as before in what was compared; see what was not checked."
    if verdict.is_equal:
        return "Builds the same as before."
    if not verdict.platforms:
        return "Not to be merged yet: the builds could not be compared."
    return "Not to be merged: it does not build the same as before."


def what_changed(plan: Plan) -> list[str]:
    """The ledger in numbers, every pin that is not simply kept with its reason, and the files."""
    numbered = f"{len(plan.requires)} require and {len(plan.replaces)} replace lines"
    lines = [
        f"{code(plan.module)} is built with Go modules: {code(f'go {plan.go}')}, {numbered}.",
        "",
        f"{counts_of(plan)}.",
        "",
    ]
    for title, rows in notable(plan):
        lines += [f"{title[:1].upper()}{title[1:]}:", "", *_most([_pin(row) for row in rows]), ""]
    if plan.unlocked:
        when = f"{plan.source.date:%Y-%m-%d}" if plan.source.date else "that time"
        rows_ = [f"- {code(u.import_path)}: {code(str(u.module))}" for u in plan.unlocked]
        lines += [f"Imported, but covered by no lock; the version of {when} was taken:", "", *_most(rows_), ""]
    for verb, paths in (("Written", plan.writes), ("Edited", plan.edits), ("Removed", plan.removes)):
        if paths:
            words = folded(paths)
            more = f" and {len(words) - MOST_ROWS} more" if len(words) > MOST_ROWS else ""
            lines += [f"{verb}: {', '.join(map(code, words[:MOST_ROWS]))}{more}.", ""]
    return lines


def what_to_look_at(plan: Plan | None, findings: Iterable[Finding]) -> list[str]:
    """Errors with what to do, then pins whose code is another than before or is kept here, then warnings."""
    told = list(dict.fromkeys(findings))
    lines: list[str] = []
    errors = [row for f in told if f.severity is Severity.ERROR for row in (_finding(f), f"  - {text(remedy_of(f))}")]
    if errors:
        lines += ["Needs a decision:", "", *_most(errors), ""]
    if plan and (raised := plan.count(State.RAISED)):
        lines += [f"Raised pins ({raised}) build with other code than was locked: read what changed in them.", ""]
    if plan and (copied := len(copies_of(plan.ledger))):
        lines += [
            f"Kept copies ({copied}) hold their origin in `GOMIGRATE.txt`, local changes in `GOMIGRATE.patch`.",
            "",
        ]
    warnings = [_finding(f) for f in told if f.severity is Severity.WARNING]
    if warnings:
        lines += ["Worth reading:", "", *_most(warnings), ""]
    return lines or ["Nothing in particular: there is no warning.", ""]


def how_to_check(branch: str) -> list[str]:
    """The commands that show the same to whoever doubts it."""
    ref = visible(shlex.quote(branch or "modules"))
    write = [] if branch else [f"gomigrate apply --branch {ref}"]
    return [
        "## How to check it yourself",
        "",
        "In the folder of the project:",
        "",
        "```sh",
        *write,
        f"gomigrate verify --against {ref}",
        "```",
        "",
        "Every decision with its evidence is in `.gomigrate/plan.json` on the branch.",
    ]


def _unproved(branch: str) -> list[str]:
    where = "The branch was not compared yet" if branch else "There is no branch yet to compare"
    return [f"{where}. `gomigrate verify` compares the files of every package of both builds, byte for byte.", ""]


def _proof(verdict: Verdict) -> list[str]:
    base = f" (commit {code(short(verdict.base))})" if verdict.base else ""
    lines = [f"The build before{base} and the build of {code(verdict.ref)}, listed by the go command:", ""]
    if verdict.modules_same or verdict.modules_differ:
        lines += [f"- Build list: {verdict.modules_same} modules as planned, {len(verdict.modules_differ)} not."]
        lines += _most(
            [
                f"  - {code(d.path)}: planned {code(d.planned or 'absent')}, listed {code(d.listed or 'absent')}"
                for d in verdict.modules_differ
            ]
        )
    lines += [row for platform in verdict.platforms for row in _platform(platform)]
    lines += _others(verdict.unplanned)
    if verdict.tests is not None:
        lines += _tests(verdict.tests)
    if verdict.tidy is not None:
        lines.append(_tidy(verdict.tidy))
    if verdict.unchecked:
        lines += ["", "Not checked:", "", *(f"- {text(unchecked_words(left))}" for left in verdict.unchecked)]
    return [*lines, ""]


def _platform(p: PlatformVerdict) -> list[str]:
    parts = [f"{p.same} packages with the same files and bytes"]
    counted = ((p.differ, "differ"), (p.lost, "lost"), (p.newly_broken, "newly broken"), (p.added, "new"))
    parts += [f"{len(found)} {what}" for found, what in counted if found]
    if p.broken_before:
        parts.append(f"{len(p.broken_before)} broken before already, so not compared")
    rows = [f"  - differs: {code(d.import_path)}" for d in p.differ]
    rows += [f"  - lost: {code(path)}" for path in p.lost]
    rows += [f"  - broken: {code(path)}: {text(error)}" for path, error in p.newly_broken]
    return [f"- {code(p.platform)}: {', '.join(parts)}.", *_most(rows)]


def _others(others: Sequence[FileChange]) -> list[str]:
    """Files that changed besides what the plan says."""
    if not others:
        return []
    many = len(others) != 1
    rows = [
        f"  - {c.how}: {code(c.path)}{f' ({text(c.modes)})' * bool(c.modes)}"
        + f", {c.when}" * (c.when is not When.UNKNOWN)
        for c in others
    ]
    return [
        f"- {len(others)} other file{'s' * many} changed, which {'are' if many else 'is'} not in the plan:",
        *_most(rows),
    ]


def _tests(tests: SuiteVerdict) -> list[str]:
    worse = [change for change in tests.changes if change.is_worse]
    rows = [f"  - worse: {code(f'{change.package} {change.test}'.strip())}" for change in worse]
    return [f"- Tests: {tests.same} end as before, {len(tests.changes)} do not; {len(worse)} worse.", *_most(rows)]


def _tidy(tidy: Tidy) -> str:
    if tidy.state is TidyState.CANNOT:
        return f"- `go mod tidy` cannot say: {text(tidy_reason(tidy))}"
    what = "nothing" if tidy.state is TidyState.CLEAN else f"{len(tidy.lines)} lines"
    return f"- `go mod tidy` would change {what}."


def _pin(line: LedgerLine) -> str:
    built = line.built or line.module
    where = f", built as {code(str(built))}" if built else ""
    return f"- {code(line.path)} ({code(short(line.revision))}{where}): {text(why(line.reason))}"


def _finding(finding: Finding) -> str:
    place = f" {code(str(finding.place))}:" if finding.place else ""
    return f"- {text(finding.code)}:{place} {text(message_of(finding))}"


def _most(rows: Sequence[str]) -> list[str]:
    more = len(rows) - MOST_ROWS
    return [*rows[:MOST_ROWS], f"- and {more} more"] if more > 0 else list(rows)


def code(words: str) -> str:
    """A name out of a project as a code span, where nothing is a link, a mention or HTML; "" as it is.

    The fence is longer than any run of backticks inside (CommonMark, 6.1).
    """
    line = _one_line(words)
    if "`" not in line:
        return f"`{line}`" if line else ""
    fence = "`" * (1 + max(map(len, _BACKTICKS.findall(line))))
    return f"{fence} {line} {fence}"


def text(words: str) -> str:
    """Text out of a project on one line, with what Markdown and HTML would take for their own kept from it. A host
    turns mentions, references and addresses into links after Markdown was read: such words stand in code spans."""
    return " ".join(code(word) if _LINKED.search(word) else _escaped(word) for word in _one_line(words).split(" "))


def _escaped(words: str) -> str:
    return "".join(f"\\{char}" if char in _MARKS else char for char in words)


def _one_line(words: str) -> str:
    line = " ".join(words.split())
    return visible(line)
