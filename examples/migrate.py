"""Migrates one project with gomigrate as a library: python examples/migrate.py DIR BRANCH

Exit status 0 if the branch builds the same as before, 1 if a person has to decide, 3 if the surroundings failed.
"""

from __future__ import annotations

import os
import sys
from collections import Counter

from gomigrate import api


def migrate(folder: str, branch: str) -> int:
    world = api.World.from_environment(os.environ, folder)
    prepared = api.prepare(world, folder, api.Policy(patched="keep"))
    plan = prepared.plan

    states = Counter(line.state for line in plan.ledger)
    print(f"{plan.module}: {len(plan.ledger)} pins:", ", ".join(f"{n} {state}" for state, n in sorted(states.items())))
    for line in plan.ledger:
        if line.state is not api.State.KEPT:
            print(f"  {line.state} {line.path}: {line.reason}")
    for finding in plan.findings:
        if finding.severity is api.Severity.ERROR:
            print(f"  {finding.code} {api.message_of(finding)}\n    -> {api.remedy_of(finding)}")
    if api.needs_decision(plan):
        return 1

    written = api.apply_to_branch(prepared, branch)
    verdict = api.verify(world, folder, written.name)
    for platform in verdict.code.platforms:
        print(f"{platform.platform}: {platform.same} packages the same, {len(platform.differ)} differ")
    return 0 if verdict.is_same else 1


if __name__ == "__main__":
    try:
        sys.exit(migrate(os.path.abspath(sys.argv[1]), sys.argv[2]))
    except api.WorldProblem as problem:
        print(problem, problem.remedy, sep="\n", file=sys.stderr)
        sys.exit(3)
    except api.GomigrateError as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
