"""Many findings of one kind, said in one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gomigrate.model.findings import Finding

ENOUGH = 3
"""So many findings of one kind are shown; of more, one stands for all."""

SHOWN = 5
"""So many of the things that a finding is about are named in its evidence."""


def condensed(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in their order; more than a few of one code become the first of them, with the next ones and their
    number as evidence."""
    groups: dict[str, list[Finding]] = {}
    for item in findings:
        groups.setdefault(item.code, []).append(item)
    return tuple(shown for group in groups.values() for shown in (_one(group) if len(group) > ENOUGH else group))


def _one(group: Sequence[Finding]) -> tuple[Finding, ...]:
    first = group[0]
    others = [f"{f.place}: {f.fact('said')}" if f.place else str(f.fact("said")) for f in group[1:]]
    return (
        replace(
            first,
            facts=(("said", f"{str(first.fact('said')).rstrip('.')}; {len(others)} more like it."),),
            evidence=(*first.evidence, *first_few(others)),
        ),
    )


def first_few(words: Sequence[str]) -> tuple[str, ...]:
    """The first few of them, and how many more there are."""
    more = (f"and {len(words) - SHOWN:,} more",) if len(words) > SHOWN else ()
    return (*words[:SHOWN], *more)
