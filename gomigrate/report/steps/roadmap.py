"""The roadmap as text and as JSON (schemas/roadmap.json)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gomigrate.report.json import finding_json
from gomigrate.report.page import Amount, Page
from gomigrate.report.valuejson import reason_json, value_json
from gomigrate.report.words.findings import evidence_of, message_of
from gomigrate.report.words.phrases import all_of, first_few, plural
from gomigrate.report.words.planning.reasons import short
from gomigrate.report.words.roadmap import (
    counted_steps,
    how_judged,
    move_words,
    reason_words,
    state_words,
    staying,
    step_title,
    what_it_does,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.roadmap import NextStep, PackageMove, Roadmap

ROADMAP_SCHEMA = "gomigrate/roadmap/1"
_SHOWN = 5
_MOST_SEEN = 100


def roadmap_text(
    roadmap: Roadmap,
    width: int,
    color: bool,  # noqa: FBT001
    amount: Amount = Amount.NORMAL,
    *,
    next_command: str = "",
) -> str:
    """The steps in their order with what each changes, then those that cannot be made; and the command that comes next
    ("": there is none to name)."""
    page = Page(width, color=color)
    page.line(f"{roadmap.module}: {counted_steps(roadmap)}", "bold")
    page.line(f"{roadmap.ref} at {short(roadmap.commit)}, go {roadmap.go}")
    _broken(page, roadmap)
    if roadmap.ready:
        page.heading("Steps, in this order")
        _steps_into(page, [(f"{number}. ", step) for number, step in enumerate(roadmap.ready, 1)], amount)
    if roadmap.blocked:
        page.heading("Not possible yet")
        _steps_into(page, [("- ", step) for step in roadmap.blocked], amount)
    if stay := tuple(staying(roadmap)):
        page.heading("No step for these")
        page.table((words,) for words in stay)
    page.line()
    if roadmap.steps:
        page.line(how_judged(roadmap))
    if next_command:
        page.line(f"Next: {next_command}")
    return str(page)


def step_text(step: NextStep, width: int, color: bool) -> str:  # noqa: FBT001
    """One step with all there is to it."""
    page = Page(width, color=color)
    _step(page, "", step)
    return str(page)


def _broken(page: Page, roadmap: Roadmap) -> None:
    if roadmap.broken:
        number = len(roadmap.broken)
        named = ", ".join(roadmap.broken[:_SHOWN]) + (f" and {number - _SHOWN} more" if number > _SHOWN else "")
        page.line(
            f"Ignored, because {plural('this', number)} {plural('does', number)} not compile before any step: {named}"
        )


def _steps_into(page: Page, steps: Sequence[tuple[str, NextStep]], amount: Amount) -> None:
    """Each in a line, with whether it builds and what it changes; in all its lines if so much is asked for."""
    if amount is Amount.VERBOSE:
        for mark, step in steps:
            _step(page, mark, step)
        return
    page.pairs([(f"{mark}{step.name}", _in_one_line(step, amount)) for mark, step in steps])


def _in_one_line(step: NextStep, amount: Amount) -> str:
    known = state_words(step)
    if amount is Amount.QUIET or not (step.changes.modules or step.state.can_be_made):
        return known
    codes = all_of(list(dict.fromkeys(found.code for found in step.changes.findings)))
    return "; ".join(filter(None, (known, *what_it_does(step), f"see {codes}" if codes else "")))


def _step(page: Page, mark: str, step: NextStep) -> None:
    known = state_words(step)
    page.line()
    page.line(f"{mark}{step.name}", "cyan" if step.state.can_be_made else "yellow")
    rows = [step_title(step)]
    rows += [f"why: {reason}"] if (reason := reason_words(step)) else []
    rows += [known, *(what_it_does(step) if step.changes.modules or step.state.can_be_made else ())]
    rows += [f"{f.code} {message_of(f)} {_seen(f)}".rstrip() for f in step.changes.findings]
    page.table(((row,) for row in rows), indent=len(mark))
    _everything(page, step)


def _seen(finding: Finding) -> str:
    """The first of what was seen, in brackets; "" where there is nothing more to see, or more than a line of it."""
    seen = first_few(evidence_of(finding), 3)
    return f"({seen})" if 0 < len(seen) <= _MOST_SEEN else ""


def _everything(page: Page, step: NextStep) -> None:
    changes = step.changes
    page.table((("module", move_words(move)) for move in changes.modules), indent=6)
    page.table((("package", package.import_path, _files(package)) for package in changes.packages), indent=6)
    page.table((("new", path) for path in changes.came), indent=6)
    page.table((("gone", path) for path in changes.gone), indent=6)
    page.block("\n".join(step.words[1:]), indent=6)
    for finding in changes.findings:
        page.block("\n".join(evidence_of(finding)), indent=6)


def _files(package: PackageMove) -> str:
    parts = (("changed", package.changed), ("added", package.added), ("removed", package.removed))
    return "; ".join(f"{what}: {', '.join(names)}" for what, names in parts if names)


def roadmap_json(roadmap: Roadmap) -> dict[str, Any]:
    """Everything the roadmap says, in the shape of schemas/roadmap.json."""
    return {
        "schema": ROADMAP_SCHEMA,
        "module": {"path": roadmap.module, "go": roadmap.go},
        "ref": roadmap.ref,
        "commit": roadmap.commit,
        "platform": roadmap.platform,
        "unjudged": str(roadmap.unjudged) if roadmap.unjudged else None,
        "broken": list(roadmap.broken),
        "unreleased": list(roadmap.unreleased),
        "unlisted": list(roadmap.unlisted),
        "steps": _steps(roadmap.steps),
    }


def _steps(steps: Sequence[NextStep]) -> list[dict[str, Any]]:
    return [step_json(step) for step in steps]


def step_json(step: NextStep) -> dict[str, Any]:
    """A step with its name, what it is and does in words, and all fields."""
    changes = step.changes
    return {
        "name": step.name,
        "kind": str(step.kind),
        "path": step.path,
        "before": step.before,
        "after": step.after,
        "together": list(step.together),
        "state": str(step.state),
        "title": step_title(step),
        "summary": list(what_it_does(step)),
        "because": reason_json(step.because),
        "lines": {"added": step.lines[0], "removed": step.lines[1]},
        "offered": str(step.offered) if step.offered else None,
        "api": list(step.api),
        "words": list(step.words),
        "go": {"before": changes.go_before, "after": changes.go_after} if changes.go_after else None,
        "modules": [value_json(move) for move in changes.modules],
        "packages": [value_json(package) for package in changes.packages],
        "came": list(changes.came),
        "gone": list(changes.gone),
        "findings": [finding_json(finding) for finding in changes.findings],
    }
