"""The fresh vendor folder, and what the choice for the old one means."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.model.graph.requirements import RequirementGraph
from gomigrate.model.legacy.inventory import Inventory, Project, VendorRoot
from gomigrate.model.plan import ChangeSet, Plan, PlannedProject
from gomigrate.model.policy import Policy
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.plan.copies.rewriting import Rewrites, rewrites_of
from gomigrate.plan.files.drafting import Draft
from gomigrate.plan.files.vendorchoice import is_refused, kept_locks, removed_locks, vendor_findings
from gomigrate.world.go.vendoring import fresh_vendor
from gomigrate.write.changes import Texts, render
from gomigrate.write.vendor import with_fresh_vendor

OLD = {
    "vendor/x.test/a/a.go": b"package a\n",
    "vendor/x.test/a/old.txt": b"old",
    "vendor/x.test/a/run.sh": b"#!/bin/sh\n",
    "vendor/vendor.json": b"{}",
    "Gopkg.lock": b"",
}
TEXTS = Texts(
    modules=("m", ""), removed=("r", "gone"), rewritten=("w", ""), scripts=("s", "4"), record=("record", b"{}")
)


def inventory(roots: tuple[str, ...] = ("vendor",), untracked: tuple[str, ...] = ()) -> Inventory:
    """A project with a lock at the top, and one inside vendor/."""
    tree = MemoryTree(OLD, executable=frozenset({"vendor/x.test/a/run.sh"}))
    return Inventory(
        project=Project(import_path="x.test/app", root="/app"),
        tree=tree,
        committed=tree,
        locks=(),
        lock_files=("Gopkg.lock", "vendor/vendor.json"),
        vendor_roots=tuple(VendorRoot(dir=root, kind="vendor", packages=("x.test/a",)) for root in roots),
        untracked_vendor=untracked,
        packages=(),
        used=(),
        missing=(),
        checkouts=(),
        findings=(),
    )


def draft() -> Draft:
    """A plan that removes the old folder and the lock."""
    plan = Plan(
        source=PlannedProject(import_path="x.test/app", root="/app"),
        module="x.test/app",
        go="1.18",
        ledger=(),
        requires=(),
        replaces=(),
        build_list=(),
        unlocked=(),
        go_mod="module x.test/app\n",
        go_sum="",
        writes=("go.mod",),
        edits=(),
        removes=tuple(sorted(OLD)),
        platforms=(),
        findings=(),
    )
    rewrites: Rewrites = rewrites_of(inventory())
    return Draft(plan=plan, requirements=RequirementGraph(()), copies=(), rewrites=rewrites)


FRESH = (
    ("vendor/modules.txt", b"# x.test/a v1.0.0\n"),
    ("vendor/x.test/a/a.go", b"package a // new\n"),
    ("vendor/x.test/a/run.sh", b"#!/bin/sh\n"),
)


def test_fresh_vendor_is_the_second_step() -> None:
    made = with_fresh_vendor(draft(), FRESH, ())
    steps = render(made, inventory().committed, (), TEXTS).steps
    assert [step.subject for step in steps] == ["m", "r"]
    changes = {c.path: (c.before is not None, c.after is not None) for c in steps[1].changes}
    assert changes == {
        "Gopkg.lock": (True, False),
        "record": (False, True),
        "vendor/modules.txt": (False, True),
        "vendor/vendor.json": (True, False),
        "vendor/x.test/a/a.go": (True, True),
        "vendor/x.test/a/old.txt": (True, False),
    }


def test_fresh_vendor_is_told_in_the_plan() -> None:
    plan = with_fresh_vendor(draft(), FRESH, ("x.go: no module has y.test", "more")).plan
    assert plan.writes == ("go.mod", *(name for name, _ in FRESH))
    assert plan.removes == ("Gopkg.lock", "vendor/vendor.json", "vendor/x.test/a/old.txt")
    assert [(f.code, dict(f.facts), f.evidence) for f in plan.findings] == [
        ("GM702", {"problem": "x.go: no module has y.test"}, ("more",))
    ]


def test_fresh_vendor_without_a_go_command_is_refused() -> None:
    with pytest.raises(WorldProblem, match="needs the go command"):
        fresh_vendor(None, MemoryTree({}), "", ChangeSet(steps=()))


@pytest.mark.parametrize(
    ("vendor", "locks", "removed", "kept"),
    [
        ("remove", "remove", {"Gopkg.lock", "vendor/vendor.json"}, set()),
        ("keep", "remove", {"Gopkg.lock"}, set()),
        ("remove", "keep", set(), {"Gopkg.lock"}),
        ("regenerate", "keep", set(), {"Gopkg.lock"}),
        ("keep", "keep", set(), {"Gopkg.lock"}),
    ],
)
def test_locks_inside_vendor_share_its_fate(vendor: str, locks: str, removed: set[str], kept: set[str]) -> None:
    policy = replace(Policy(), vendor=vendor, locks=locks)
    assert removed_locks(inventory(), policy) == removed
    assert kept_locks(inventory(), policy) == kept


@pytest.mark.parametrize(
    ("vendor", "locks", "go", "found", "codes"),
    [
        ("keep", "remove", "1.18", inventory(), ["GM701"]),
        ("keep", "remove", "1.13", inventory(), ["GM704"]),
        ("keep", "remove", "1.18", inventory(("sub/vendor",)), []),
        ("remove", "keep", "1.18", inventory(), ["GM705"]),
        ("remove", "remove", "1.18", inventory(untracked=("vendor",)), ["GM703"]),
        ("remove", "remove", "1.18", inventory(untracked=("Godeps/_workspace",)), []),
        ("remove", "remove", "1.18", inventory(), []),
        ("regenerate", "remove", "1.18", inventory(untracked=("vendor",)), []),
    ],
)
def test_vendor_findings_say_what_a_checkout_meets(
    vendor: str, locks: str, go: str, found: Inventory, codes: list[str]
) -> None:
    policy = replace(Policy(), vendor=vendor, locks=locks)
    assert [f.code for f in vendor_findings(found, policy, go)] == codes
    assert is_refused(found, policy, go) is ("GM701" in codes)
