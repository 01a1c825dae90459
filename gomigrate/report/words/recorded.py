"""GM35x: the record, and what a gate holds against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Row

if TYPE_CHECKING:
    from gomigrate.report.words.row import Facts


def _other_record(f: Facts) -> str:
    what = "is gone" if f["is_removed"] else "is not the one that the migration brought"
    return f"the record {what}" + filled(": {commits} changed it", f) * bool(f["commits"])


def _other_copies(f: Facts) -> str:
    if f["is_later"]:
        return filled("{names:file} of kept copies {names:~is} not as the migration left {names:~it}: {names}", f)
    return filled("{names:file} of kept copies {names:~is} not what the state before had: {names}", f)


ROWS: dict[str, Row] = {
    "GM350": Row(
        title="go.mod is not what the record says",
        meaning=(
            "A line of go.mod that decides what is built is not the one that the migration wrote: a version moved, a replace or exclude line "
            "came, or a line went though the project still imports the module. New require lines are none of these, as long as no recorded "
            "module gets another version by them."
        ),
        remedy="Take the lines back. If the change is meant, the time of this gate is over: take it out of CI with the same commit.",
        message="{names:line} of go.mod {names:~is} not what the record says: {names}",
    ),
    "GM351": Row(
        title="the record was changed after the migration",
        meaning=(
            "gomigrate writes .gomigrate/plan.json once, with the migration. A later commit that changes it, or takes it away, would let go.mod "
            "say anything, so whatever the record says now is not believed."
        ),
        remedy="Bring the file back as it was.",
        message=_other_record,
        remedy_here="Bring the file back as it was: git checkout {commit} -- .gomigrate/plan.json",
    ),
    "GM352": Row(
        title="the record leaves out a locked dependency",
        meaning=(
            "A lock file of the state before has an entry that no line of the record's ledger stands for. What needs that dependency would be "
            "compared with nothing."
        ),
        remedy="Run gomigrate apply again on the commit that the migration started from, and compare its record with the branch's.",
        message="{path} is locked to {locked}, and the record has no line for it",
    ),
    "GM353": Row(
        title="the record names another revision than the lock",
        meaning="A lock file of the state before pins a dependency, and the record's ledger has the same entry at another revision.",
        remedy="Run gomigrate apply again on the commit that the migration started from, and compare its record with the branch's.",
        message="{path} is locked to {locked}, and the record says {recorded}",
    ),
    "GM325": Row(
        title="packages of lifted modules differ",
        meaning=(
            "As --lift asked for, a release with other files was taken in place of a commit. Its packages are not what was built before, and others may "
            "differ since they import them. That is the choice that was made, and still not the same build."
        ),
        remedy="Run the tests, and review what the releases bring.",
        message=lambda f: (
            filled(
                "{packages:package} that {packages:~differs} {packages:~is} of {names:module} that --lift took to another release: {names}",
                f,
            )
            + (filled("; {others:other package} {others:~differs} besides", f) if f["others"] else "")
        ),
    ),
    "GM354": Row(
        title="the record contradicts what it was written with",
        meaning=(
            "The record says something that the files of the state before, or those of the commit that brought it, do not bear out: other lines of "
            "go.mod, a module that is not in the build list, a file that was not written or removed, a line of a build file that was not there."
        ),
        remedy="Run gomigrate apply again on the commit that the migration started from, and compare its record with the branch's.",
        message="{lines:statement} of the record {lines:~is} not borne out",
    ),
    "GM355": Row(
        title="a kept copy is not as it was",
        meaning=(
            "The folders that replace lines lead to hold code of dependencies, and it is the code that was built before. A file in one of them was "
            "added, changed or removed, or has another mode."
        ),
        remedy="Take the change back. If it is meant, the time of this gate is over: take it out of CI with the same commit.",
        message=_other_copies,
        remedy_here="See git diff {commit} HEAD -- third_party, and take the change back. If it is meant, the time of this gate is over.",
    ),
    "GM356": Row(
        title="go.sum has other hashes",
        meaning=(
            "go.sum has another hash for the same version of a module than the migration's commit has. A published version never changes: either hash "
            "is of something else."
        ),
        remedy="Bring the lines back as they were, and run go mod verify.",
        message="{names:line} of go.sum {names:~has} another hash than at the migration: {names}",
    ),
    "GM357": Row(
        title="go.sum has two hashes for one file",
        meaning="go.sum has two lines for the same module and version with different hashes, and the go command takes either for right.",
        remedy="Remove both lines and run go mod download: it asks the checksum database which one is right.",
        message="there are two hashes for {module}",
    ),
    "GM358": Row(
        title="dependencies that came or went since the migration",
        meaning=(
            "go.mod requires modules that the record has no line for, or does not require some that nothing imports any more. All recorded "
            "modules that are imported have their recorded versions."
        ),
        remedy="Nothing.",
        message="{names:line} of go.mod came or went since the migration: {names}",
    ),
    "GM359": Row(
        title="packages of recorded modules cannot be loaded",
        meaning=(
            "The go command found these packages at the migration's commit, in modules that the record names, and does not find them now: a require "
            "or a line of go.sum is gone."
        ),
        remedy="Read the go command's words below, and bring back the lines of go.mod and go.sum.",
        message="{packages:package} of recorded modules cannot be loaded: {packages}",
    ),
    "GM360": Row(
        title="packages of other files, as a step says",
        meaning=(
            "The record is that of a step after the migration (gomigrate next --apply), which says what it takes away and which packages are "
            "built from other files then, come or go. The branch was compared with the commit before the step: these packages differ, and "
            "each is one that the step names."
        ),
        remedy="Read what the commit says of the step, and run the tests: gomigrate verify --tests.",
        message="{names:package} {names:~differs} by the step that the record is of, which says so ({step}): {names}",
    ),
    "GM361": Row(
        title="go.mod changed more than the step that the record is of",
        meaning=(
            "A step takes away one replace line (or those that hang together), one exclude line, or raises the go line; require lines follow. "
            "Here other lines of these kinds came or went between the commit before the step and the branch, so the branch is more than its "
            "record says."
        ),
        remedy="Bring these lines into a commit of their own, and make the step again: gomigrate next --apply.",
        message="{lines:line} of go.mod {lines:~is} no part of the step {step}",
    ),
    "GM362": Row(
        title="the record is that of a step which is not on the main branch",
        meaning=(
            "The branch carries the record of a step after the migration (gomigrate next --apply), and the gate goes by it: what the step "
            "changed counts as recorded. No main branch has the commit that brought it, so whoever proposes the branch says so."
        ),
        remedy="Compare both builds, which names what the step changes: gomigrate verify. On the main branch this is not told any more.",
        message="commit {commit} brought the record of the step {step}, and is on no main branch",
        remedy_here="gomigrate verify --against {commit} says what the step changes; on the main branch this is not told any more.",
    ),
}
