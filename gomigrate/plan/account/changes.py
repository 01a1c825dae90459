"""The plan with its other effects: copies of packages that become one, what a run may see, files that differ from the
module's, and files of other languages that are deleted or in the way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.plan.account.ledger import lifted_in
from gomigrate.plan.account.mergedcopies import merged_copies
from gomigrate.plan.account.mixed import mixed_folders
from gomigrate.plan.account.otherfiles import other_files
from gomigrate.plan.account.runtime import run_time_findings

if TYPE_CHECKING:
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.plan import Plan
    from gomigrate.model.policy import Policy
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.solve.solution import Solution


def with_changes(plan: Plan, inventory: Inventory, policy: Policy, solution: Solution, contents: Contents) -> Plan:
    """The plan with these findings, with the merges that the user accepted, and with the lifted modules."""
    merged = merged_copies(inventory, policy, solution, contents)
    told = (
        *merged.findings,
        *run_time_findings(inventory, solution),
        *other_files(inventory, solution, contents, frozenset(plan.writes)),
        *mixed_folders(inventory, policy, plan.writes, plan.removes),
    )
    return replace(plan, findings=(*plan.findings, *told), accepted_merges=merged.accepted, lifted=lifted_in(solution))
