"""The plan for a project with a go.mod, made out of the plan that it would have without.

The decisions are the same, but the go.mod and go.sum that are there are edited, pins that the go.mod decides over are
told, and a sound vendor folder is left.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.modfile.gomod import parse
from gomigrate.plan.existing.drift import drift, drift_findings, offers, restored_findings
from gomigrate.plan.existing.edited import edited_go_mod, edited_go_sum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.plan import LedgerLine, Plan, Replacement
    from gomigrate.model.resolution import Want
    from gomigrate.plan.decide.choices import Choice
    from gomigrate.plan.existing.existing import Halfway
    from gomigrate.plan.solve.solution import Solution

_VENDOR = "vendor/"


def half_migrated(
    plan: Plan, half: Halfway, solution: Solution, choices: Sequence[Choice], comments: dict[Replacement, str]
) -> Plan:
    """The plan with the old go.mod kept. `choices` are all that were made; `comments` the planned replace lines with
    what is to be said of each."""
    restored = half.replaced_anew([choice for choice in choices if choice.path in solution.choices])
    go_mod = edited_go_mod(half.existing, solution, plan.requires, comments, restored)
    go_sum, contradictions = edited_go_sum(half.existing, plan.go_sum)
    mod = parse(go_mod)
    is_sound = half.existing.is_vendored and go_mod == half.existing.text and not plan.edits
    is_removed = half.existing.is_vendored and half.policy.vendor == "remove" and not is_sound
    removes = tuple(path for path in plan.removes if not (is_sound and path.startswith(_VENDOR)))
    lines, moved = _lines(half, solution, choices)
    there = ("go.mod", *(("go.sum",) if half.existing.go_sum else ()))
    return replace(
        plan,
        ledger=tuple(sorted((*plan.ledger, *lines), key=lambda line: (line.path, line.revision))),
        requires=mod.requirements,
        replaces=mod.replacements,
        go_mod=go_mod,
        go_sum=go_sum,
        writes=tuple(path for path in plan.writes if path not in there),
        edits=(*there, *plan.edits),
        removes=removes,
        findings=(
            *(f for f in plan.findings if not (is_sound and f.code == "GM701")),
            *half.findings(is_vendor_removed=is_removed),
            *moved,
            *contradictions,
            *(offers(solution, half.resolver, half.contents) if half.policy.lift == "contains" else ()),
        ),
    )


def _lines(
    half: Halfway, solution: Solution, choices: Sequence[Choice]
) -> tuple[tuple[LedgerLine, ...], tuple[Finding, ...]]:
    """The ledger lines of the pins that the go.mod decides over, and what is to be said of them."""
    needed, idle = half.by_locks(choices)
    theirs: tuple[Want, ...] = (*needed, *idle)
    known = set(map(id, theirs))
    rest = [want for want in (*half.wants.needed, *half.wants.idle) if id(want) not in known]
    lines = drift(half.resolver.resolve_all(rest), solution, half.resolver)
    if not half.policy.restore or half.alone is None:
        return lines, tuple(drift_findings(lines))
    before = drift(half.resolver.resolve_all(theirs), half.alone, half.resolver)
    return lines, (*drift_findings(lines), *restored_findings(before))
