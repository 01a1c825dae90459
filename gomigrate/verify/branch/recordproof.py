"""The record compared with what can no longer be changed: the locks and files of the state before, and the migration's
own commit.

What was written beside the record, by whoever wrote it, shows nothing by itself. A record is believed where it says the
same as these, and is a finding where it does not.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from gomigrate.locks.registry import read_locks
from gomigrate.model.codes import finding
from gomigrate.model.decision import InCheckout, of_pin
from gomigrate.model.findings import Place
from gomigrate.model.go.modpath import split_path_version
from gomigrate.model.legacy.pins import PinIndex
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import State
from gomigrate.modfile.gomod import ModFileError, parse
from gomigrate.scan.project.modulestate import has_go_mod
from gomigrate.scripts.spans import decoded
from gomigrate.verify.branch.gomodlines import changed_lines, in_lines
from gomigrate.verify.branch.record import RECORD
from gomigrate.world.disk.trees import subtree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.pins import Pin
    from gomigrate.model.plan import LedgerLine, Plan
    from gomigrate.model.trees.tree import Tree
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch
    from gomigrate.world.git.gittree import GitTree

_WITHOUT_MODULE = (State.DROPPED, State.UNRESOLVED)
_HASH = re.compile(r"[0-9a-f]{7,64}")
_SHORT = 12


def told_of_record(branch: VerifiedBranch, migrated: GitTree) -> Iterator[Finding]:
    """Where the record of the branch contradicts the state before, or the tree of the commit that added it. Raises
    WorldProblem where git fails."""
    plan, before = branch.plan, branch.before
    if plan is None or before is None:
        return
    prefix = branch.repository.prefix
    project = subtree(before, prefix)
    # What was locked is the migration's business; a step is compared with the module that was there before it.
    locks = () if plan.step else read_locks(project, links_of(before, prefix))
    yield from told_of_pins(plan, PinIndex(locks).pins())
    left_out = (lock.file for lock in locks if lock.pins and lock.file not in plan.source.locks)
    wrong = (
        *(f"lock {file}" for file in left_out),
        *_of_go_mod(plan, subtree(migrated, prefix)),
        *(() if branch.go_mod_before else _of_import_path(plan)),
        *_of_ledger(plan),
        *_of_choices(plan, project, subtree(migrated, prefix)),
        *_of_files(plan, before, migrated, prefix),
        *_of_habits(plan, project),
    )
    if wrong:
        yield finding("GM354", place=Place(RECORD), evidence=wrong, lines=len(wrong))


def links_of(before: GitTree, prefix: str) -> Mapping[str, str]:
    """The commits of the submodules, by their paths relative to the project."""
    return {posixpath.relpath(path, prefix or "."): commit for path, commit in before.gitlinks().items()}


def told_of_pins(plan: Plan, pins: tuple[Pin, ...]) -> Iterator[Finding]:
    """A finding for each lock entry that the ledger leaves out, and one for each that it has at another revision. If a
    record leaves one out, verify compares what needs it with nothing."""
    by_pin: dict[tuple[str, str], list[LedgerLine]] = {}
    for line in plan.ledger:
        for at in line.pins:
            by_pin.setdefault((at.path, at.place.file), []).append(line)
    for pin in pins:
        lines = by_pin.get((pin.path, pin.place.file), ())
        locked = pin.revision or pin.version or pin.branch
        if not lines:
            yield finding("GM352", place=pin.place, path=pin.path, locked=locked[:_SHORT])
        elif not any(_is_at(line, locked) for line in lines):
            recorded = lines[0].revision[:_SHORT]
            yield finding("GM353", place=pin.place, path=pin.path, locked=locked[:_SHORT], recorded=recorded)


def _is_at(line: LedgerLine, locked: str) -> bool:
    """Whether the line can be about this revision: it names it, or says that a checkout had another one. The commit of
    a tag or a branch is not known here (see `told_of_locked`)."""
    reason = of_pin(line.reason)
    if isinstance(reason, InCheckout) and reason.locked == locked:
        return True
    if not _HASH.fullmatch(locked):
        return line.revision == locked or _HASH.fullmatch(line.revision) is not None
    return bool(line.revision) and (line.revision.startswith(locked) or locked.startswith(line.revision))


def _of_go_mod(plan: Plan, project: Tree) -> tuple[str, ...]:
    """The lines of go.mod in the migration's commit that the record contradicts."""
    try:
        go_mod = project.read("go.mod")
        mod = parse(go_mod)
        differ = changed_lines(plan, go_mod)
    except (OSError, ModFileError):
        return ()  # said where the go command refuses it
    excluded = {ModuleVersion(line.path, line.version) for line in mod.excludes}
    module = [f"module: {plan.module} -> {mod.module}"] * (plan.module != mod.module)
    return (*module, *in_lines(differ), *(f"exclude {one}" for one in plan.excludes if one not in excluded))


def _of_import_path(plan: Plan) -> Iterator[str]:
    """Where a project without go.mod became another module path than the one it was imported by."""
    path = plan.source.import_path
    if path not in (plan.module, split_path_version(plan.module)[0]):
        yield f"import_path: {path} -> {plan.module}"


def _of_ledger(plan: Plan) -> Iterator[str]:
    """Where the ledger does not fit the build list."""
    selected = {line.path: line for line in plan.build_list}
    for line in plan.ledger:
        if (line.module is None) != (line.state in _WITHOUT_MODULE):
            yield f"{line.path}: {line.state}"
        if line.module is None:
            continue
        listed = selected.get(line.module.path)
        built = listed.replaced_by if listed else None
        if listed is None or listed.version != line.module.version or built != line.built:
            yield f"{line.path}: {line.built or line.module}"
    for taken in plan.unlocked:
        listed = selected.get(taken.module.path)
        if listed is None or listed.version != taken.module.version:
            yield f"{taken.import_path}: {taken.module}"


def _of_choices(plan: Plan, before: Tree, migrated: Tree) -> Iterator[str]:
    """A choice for something that is not there."""
    if plan.vendor_stays and not migrated.entries("vendor"):
        yield "vendor_stays"
    if plan.is_restored and not has_go_mod(before):
        yield "restored"
    paths = {line.path for line in plan.build_list}
    yield from (f"disagreements: {path}" for path in plan.disagreements if path not in paths)
    yield from (f"lifted: {one.path}" for one in plan.lifted if one.path not in paths)


def _of_files(plan: Plan, before: GitTree, migrated: GitTree, prefix: str) -> Iterator[str]:
    """The files that the record calls written, edited or removed, and that were not."""
    old, new = before.files(), migrated.files()
    for path in plan.writes:
        # A go.sum without a line is not written.
        if posixpath.join(prefix, path) not in new and path != "go.sum":
            yield f"write {path}"
    for path in plan.edits:
        if posixpath.join(prefix, path) not in old:
            yield f"edit {path}"
    for path in plan.removes:
        if posixpath.join(prefix, path) in new:
            yield f"remove {path}"


def _of_habits(plan: Plan, before: Tree) -> Iterator[str]:
    """The lines of build files that the record says were there."""
    texts: dict[str, str] = {}
    for habit in plan.habits:
        if habit.file not in texts:
            try:
                texts[habit.file] = decoded(before.read(habit.file))
            except OSError:
                texts[habit.file] = ""
        gone = (line.strip() for line in habit.before if line.strip() not in texts[habit.file])
        yield from (f"{habit.file}:{habit.line}: {line}" for line in gone)
