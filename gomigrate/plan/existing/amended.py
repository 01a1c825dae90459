"""The files and the ledger of a project that has a go.mod already, from those that it would have without it.

The existing go.mod and go.sum are edited, pins that the go.mod decides are listed, and a vendor folder that agrees is
left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from gomigrate.modfile.gomod import parse
from gomigrate.plan.existing.drift import drift, drift_findings, restored_findings
from gomigrate.plan.existing.edited import edited_go_mod, edited_go_sum
from gomigrate.plan.existing.existing import divided, existing_findings, replaced_anew

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.plan import LedgerLine
    from gomigrate.model.policy import Policy
    from gomigrate.plan.decide.choice import Choice
    from gomigrate.plan.existing.existing import Existing
    from gomigrate.plan.files.drafting import ModuleFiles
    from gomigrate.plan.solve.solution import Solution
    from gomigrate.resolve.resolve import Resolver
    from gomigrate.resolve.wants import Wants

_VENDOR = "vendor/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The existing go.mod: what it builds `alone`, and the folders of replace lines that are `without_go_mod`."""

    existing: Existing
    alone: Solution
    without_go_mod: tuple[str, ...]


def amended(
    files: ModuleFiles, beside: Beside, solution: Solution, choices: Sequence[Choice], policy: Policy
) -> tuple[ModuleFiles, tuple[Finding, ...]]:
    """The files with the existing go.mod and go.sum changed where they must be; `choices` are all choices."""
    existing = beside.existing
    restored = replaced_anew(choice for choice in choices if choice.path in solution.choices)
    go_mod = edited_go_mod(existing, solution, files, restored)
    go_sum, contradictions = edited_go_sum(existing, files.go_sum)
    mod = parse(go_mod)
    is_sound = existing.is_vendored and go_mod == existing.text and not files.edits
    there = ("go.mod", *(("go.sum",) if existing.go_sum else ()))
    return (
        replace(
            files,
            requires=mod.requirements,
            replaces=mod.replacements,
            go_mod=go_mod,
            go_sum=go_sum,
            writes=tuple(path for path in files.writes if path not in there),
            edits=(*there, *files.edits),
            removes=tuple(path for path in files.removes if not (is_sound and path.startswith(_VENDOR))),
            is_vendor_sound=is_sound,
            is_sound_vendor_removed=existing.is_vendored and policy.vendor == "remove" and not is_sound,
        ),
        contradictions,
    )


def lines_beside(
    beside: Beside, wants: Wants, solution: Solution, choices: Sequence[Choice], resolver: Resolver, *, restore: bool
) -> tuple[tuple[LedgerLine, ...], tuple[Finding, ...], bool]:
    """The ledger lines of the pins that the go.mod decides, the findings about them and about restored ones, and
    whether there are restored ones."""
    division = divided(wants, choices, beside.alone)
    lines = drift(resolver.resolve_all(division.others), solution, resolver)
    if not restore:
        return lines, tuple(drift_findings(lines)), False
    theirs = (*division.needed, *division.idle)
    before = drift(resolver.resolve_all(theirs), beside.alone, resolver)
    restored = tuple(restored_findings(before))
    return lines, (*drift_findings(lines), *restored), bool(restored)


def findings_beside(beside: Beside, inventory: Inventory, files: ModuleFiles) -> tuple[Finding, ...]:
    """The findings about the existing go.mod."""
    return tuple(
        existing_findings(
            beside.existing,
            inventory,
            beside.alone,
            beside.without_go_mod,
            is_vendor_removed=files.is_sound_vendor_removed,
        )
    )


class PlannedTask(Protocol):
    """What is planned, and who decides it: as `gomigrate.plan.make.Task`."""

    @property
    def inventory(self) -> Inventory:
        """The project as it was scanned."""

    @property
    def policy(self) -> Policy:
        """What its user decided."""

    @property
    def wants(self) -> Wants:
        """What its locks and packages want."""

    @property
    def resolver(self) -> Resolver:
        """The sources for that."""


def with_existing(
    beside: Beside,
    task: PlannedTask,
    files: ModuleFiles,
    lines: tuple[LedgerLine, ...],
    solution: Solution,
    choices: Sequence[Choice],
) -> tuple[ModuleFiles, tuple[LedgerLine, ...], tuple[Finding, ...]]:
    """Files and ledger with the existing go.mod, and the findings about it."""
    wants, policy, resolver = task.wants, task.policy, task.resolver
    files, contradictions = amended(files, beside, solution, choices, policy)
    others, moved, is_restored = lines_beside(beside, wants, solution, choices, resolver, restore=policy.restore)
    told = findings_beside(beside, task.inventory, files)
    lines = tuple(sorted((*lines, *others), key=lambda line: (line.path, line.revision)))
    return replace(files, is_restored=is_restored), lines, (*told, *moved, *contradictions)
