"""The title and the body of a pull request for a branch of a batch, written from the ledgers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.text.visible import visible
from gomigrate.report.review import code, how_to_check, what_changed, what_to_look_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.fleets.batch import UnitResult
    from gomigrate.model.plan import Plan


def title_of(units: Sequence[tuple[UnitResult, Plan]]) -> str:
    """One line: what the branch does."""
    names = [result.module or result.path for result, _ in units]
    return (
        visible(f"Build {names[0]} with Go modules")
        if len(names) == 1
        else f"Build {len(names)} modules with Go modules"
    )


def body_of(units: Sequence[tuple[UnitResult, Plan]]) -> str:
    """Markdown: for each unit what changed and what to look at, as `--format markdown` of the commands has it, and once
    for all of them what verify said and how to check it."""
    is_alone = len(units) == 1
    lines = ["**Builds the same as before.**", ""]
    for result, plan in units:
        lines += ["## What changed", ""] if is_alone else [f"## {code(result.module or result.path)}", ""]
        lines += what_changed(plan)
        lines += ["## What to look at" if is_alone else "### What to look at", ""]
        lines += what_to_look_at(plan, result.findings)
    lines += [
        "## Why it is safe",
        "",
        "Every package is built from the same files as before: `gomigrate verify` compared them with the go command.",
        "",
        *(f"- {code(result.module or result.path)} at {code(result.commit[:12])}" for result, _ in units),
        "",
        *how_to_check(units[0][0].branch if units else ""),
    ]
    return "\n".join(lines)
