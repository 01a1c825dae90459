"""What verify says of packages that differ and are of modules that the user had lifted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gomigrate.model.decision import Lifted, Locked, Offered
from gomigrate.model.plan import LiftedModule, Plan
from gomigrate.model.verdict import CodeDifference, CompiledBuild, PackageDifference, PlatformVerdict, Witness
from gomigrate.verify.build.lifts import told_of_lifts
from tests.unit.report.plans import PLAN

LIB = "x.test/lib"


def plan(how: Offered) -> Plan:
    reason = Lifted(because=Locked(revision="c" * 40), old="v0.0.0-x", new="v1.1.0", how=how)
    return replace(PLAN, lifted=(LiftedModule(path=LIB, reason=reason),))


def told(plan: Plan | None, listed: str = "", compiled: str = "") -> list[dict[str, Any]]:
    verdict = PlatformVerdict(
        platform="linux/amd64", same=1, differ=tuple(PackageDifference(import_path=path) for path in listed.split())
    )
    build = CompiledBuild(
        platform="linux/amd64",
        differ=tuple(CodeDifference(import_path=path, because=Witness.FILES) for path in compiled.split()),
    )
    return [dict(said.facts) for said in told_of_lifts(plan, [verdict], [build])]


@pytest.mark.parametrize(
    ("listed", "compiled", "packages", "others"),
    [(LIB, "", 1, 0), ("", f"{LIB}/sub x.test/app", 1, 1), (LIB, f"{LIB} {LIB}/sub x.test/library", 2, 1)],
)
def test_packages_of_lifted_modules_are_counted_apart(listed: str, compiled: str, packages: int, others: int) -> None:
    names = (f"{LIB} v0.0.0-x -> v1.1.0",)
    assert told(plan(Offered.COMPATIBLE), listed, compiled) == [
        {"packages": packages, "others": others, "names": names}
    ]


@pytest.mark.parametrize(
    ("of", "compiled"), [(plan(Offered.SAME), LIB), (plan(Offered.COMPATIBLE), "x.test/app"), (PLAN, LIB), (None, LIB)]
)
def test_nothing_is_put_down_to_a_lift_that_is_no_reason_for_it(of: Plan | None, compiled: str) -> None:
    assert told(of, "", compiled) == []
