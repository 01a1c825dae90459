"""The gate after the merge: go.mod, go.sum, the modules and the kept copies are what the record says.

The project's own code may change, so nothing is compared with how it was. What the record says is compared with the
locks and the files of the state before, and with the commit that added it (see `branch.recordproof`).
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.decision import Hold, Locked, of_pin
from gomigrate.model.findings import Finding
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.verdict import CodeAnswer, RecordedState, Verdict
from gomigrate.modfile.gomod import ModFileError
from gomigrate.verify.branch.borneout import hold_record
from gomigrate.verify.branch.gomodlines import GO_MOD, deciding_lines, in_lines, leading_out, two_hashes_of
from gomigrate.verify.branch.record import RECORD
from gomigrate.verify.branch.recordproof import links_of
from gomigrate.verify.branch.stepproof import told_of_gated_step, told_of_step
from gomigrate.verify.branch.verifiedbranch import find_branch
from gomigrate.verify.build.lockedversions import told_of_locked
from gomigrate.verify.gate.declared import Declared, compare_lines
from gomigrate.verify.gate.loading import LoadedBranch, load_branch
from gomigrate.world.disk.trees import subtree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.model.gaps import Told
    from gomigrate.model.plan import Plan
    from gomigrate.verify.branch.borneout import BorneOut
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch
    from gomigrate.world.world import World


def gate(world: World, root: str, ref: str, *, base: str | None = None) -> Verdict:
    """Whether the dependencies of the ref (a branch, a commit) are what its record says; the record counts where
    nothing else shows them.

    `root` is the project's folder, `base` the commit to compare with: the state before, or one whose record counts,
    such as the main branch for a pull request. Nothing in the repository is touched or run. Raises UsageProblem where
    `root`, `ref` or `base` name nothing that can be verified, WorldProblem where git or the disk fails.
    """
    branch, named = _branch(root, ref, base)
    held = hold_record(branch, named)
    told: list[Told] = [*branch.told, *held.told]
    if branch.plan is None:
        return _verdict(branch, told, LoadedBranch(), RecordedState())
    if not held.trees:
        told.append(Unchecked(what=Gap.MIGRATION))
    told += _other_lines(branch, branch.plan, held)
    told += [
        *_other_versions(world, branch, branch.plan),
        *told_of_gated_step(branch, held.trees),
        *told_of_step(branch),
    ]
    told += two_hashes_of(branch)
    told += leading_out(branch.file("go.mod"), branch.repository.prefix, branch.go_mod_before)
    if world.go is None:
        told.append(Unchecked(what=Gap.NO_GO_COMMAND))
        loaded = LoadedBranch()
    else:
        loaded = load_branch(world, world.go, branch, branch.plan, held.trees)
    declared = _declared(branch, branch.plan, held, loaded)
    told += declared.told if declared else ()
    told += loaded.told
    state = RecordedState(
        commit=held.trees[0].rev if held.trees else "",
        lines=declared.same if declared else 0,
        sums=held.sums,
        files=held.files,
        is_whole=bool(declared and held.trees and loaded.is_listed),
    )
    return _verdict(branch, told, loaded, state)


def _branch(root: str, ref: str, base: str | None) -> tuple[VerifiedBranch, str]:
    """The branch, and the commit whose record counts, where `base` has one. That record then says what the state before
    was."""
    branch = find_branch(root, ref, base)
    path = posixpath.join(branch.repository.prefix, RECORD)
    if base and branch.before is not None and branch.before.blob_id(path):
        return find_branch(root, ref, None), branch.base
    return branch, ""


def _other_lines(branch: VerifiedBranch, plan: Plan, held: BorneOut) -> Iterator[Finding]:
    """A finding where the migration itself added unplanned lines that decide how the same files are built and run."""
    for tree in held.trees:
        try:
            go_mod = subtree(tree, branch.repository.prefix).read("go.mod")
            lines = deciding_lines(plan, go_mod, branch.go_mod_before)
        except (OSError, ModFileError):
            continue
        if lines:
            yield finding("GM319", place=GO_MOD, evidence=in_lines(lines), lines=len(lines))


def _other_versions(world: World, branch: VerifiedBranch, plan: Plan) -> Iterator[Finding]:
    """A finding for each module version that the record calls the locked one, and that is not what the lock of the
    state before pins. Of others, which were chosen by their files, no lock tells anything."""
    before, prefix = branch.before, branch.repository.prefix
    if before is None:
        return
    by_lock = (line for line in plan.ledger if line.pins and isinstance(of_pin(line.reason), Locked | Hold))
    built = ((line.pinned, line) for line in by_lock)
    locked = [(module, line) for module, line in built if module and module.version]
    told = told_of_locked(locked, subtree(before, prefix), world.modules, links_of(before, prefix))
    yield from (said for said in told if isinstance(said, Finding))


def _declared(branch: VerifiedBranch, plan: Plan, held: BorneOut, loaded: LoadedBranch) -> Declared | None:
    """The lines of go.mod; None where it cannot be read, which is said where the go command refuses it."""
    prefix = branch.repository.prefix
    then = []
    for tree in held.trees:
        try:
            then.append(subtree(tree, prefix).read("go.mod"))
        except OSError:
            continue  # a record that came before any go.mod: it was compared with nothing
    try:
        return compare_lines(plan, then, branch.file("go.mod"), loaded.has_package_of)
    except ModFileError:
        return None


def _verdict(branch: VerifiedBranch, told: Sequence[Told], loaded: LoadedBranch, state: RecordedState) -> Verdict:
    code = CodeAnswer(
        modules_same=loaded.modules_same,
        modules_differ=loaded.modules_differ,
        recorded=state,
        findings=tuple(dict.fromkeys(said for said in told if isinstance(said, Finding))),
    )
    unchecked = tuple(dict.fromkeys(said for said in told if isinstance(said, Unchecked)))
    return Verdict(ref=branch.ref, base=branch.base, code=code, unchecked=unchecked)
