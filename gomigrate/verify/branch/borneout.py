"""The record compared with everything that can confirm it: locks, history, files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.verify.branch.keptstate import compare_kept, forged_copies
from gomigrate.verify.branch.migrated import find_migrated
from gomigrate.verify.branch.recordproof import told_of_record

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch
    from gomigrate.world.git.gittree import GitTree


@dataclass(frozen=True, slots=True, kw_only=True)
class BorneOut:
    """What confirms a record. It has the repository's tree at the commits that added the record (none: history does not
    tell). `sums` counts files with hashes in go.sum, and `files` those of kept copies, that are the same there. The
    rest are findings."""

    trees: tuple[GitTree, ...] = ()
    sums: int = 0
    files: int = 0
    told: tuple[Finding, ...] = ()


def hold_record(branch: VerifiedBranch, named: str = "") -> BorneOut:
    """What confirms the record of the branch. `named` is a commit whose record counts, "" where history tells which.
    Raises WorldProblem where git fails."""
    migrated = find_migrated(branch, named)
    told = [*migrated.told]
    kept = [compare_kept(branch, tree) for tree in migrated.trees]
    for tree, state in zip(migrated.trees, kept, strict=True):
        told += [*told_of_record(branch, tree), *forged_copies(branch, tree), *state.told]
    return BorneOut(
        trees=migrated.trees,
        sums=min((state.sums for state in kept), default=0),
        files=min((state.files for state in kept), default=0),
        told=tuple(dict.fromkeys(told)),
    )
