"""GM35x: the record, and what a gate holds against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Idle, Row

if TYPE_CHECKING:
    from gomigrate.report.words.row import Facts


def _other_record(f: Facts) -> str:
    what = "is deleted" if f["is_removed"] else "is not the one that the migration wrote"
    return f"The record {what}" + (filled(": {commits} changed it.", f) if f["commits"] else ".")


def _other_copies(f: Facts) -> str:
    if f["is_later"]:
        return filled("{names:file} in kept copies changed after the migration: {names}.", f)
    return filled("{names:file} in kept copies {names:~differs} from the code before the migration: {names}.", f)


_GATE = "Revert the change. If it is intended, remove the gate (verify --gate) from CI in the same commit."
_AGAIN = "Migrate again from the commit that the migration started from, and compare its record with the branch's."

ROWS: dict[str, Row] = {
    "GM350": Row(
        title="go.mod differs from the record",
        meaning=(
            "A line of go.mod that decides what is built differs from the line that the migration wrote: another version, a new replace or exclude "
            "line, or a missing line for a module that the project still imports. New require lines are allowed if no recorded module changes "
            "its version."
        ),
        remedy=_GATE,
        message="{names:line} of go.mod {names:~differs} from the record: {names}.",
    ),
    "GM351": Row(
        title="the record changed after the migration",
        meaning=(
            "gomigrate writes .gomigrate/plan.json once, with the migration. A later commit changed or deleted it. verify does not trust the new "
            "content, because it could allow any go.mod."
        ),
        remedy="Restore the file from the migration's commit.",
        message=_other_record,
        remedy_here="Restore the file: git checkout {commit} -- .gomigrate/plan.json",
    ),
    "GM352": Row(
        title="the record lacks a locked dependency",
        meaning=(
            "A lock file before the migration has an entry that the record's ledger does not have. Packages that need this dependency would be "
            "compared with nothing."
        ),
        remedy=_AGAIN,
        message="{path} is locked to {locked}, and the record does not have it.",
    ),
    "GM353": Row(
        title="the record names another revision than the lock file",
        meaning="A lock file before the migration pins a dependency to one revision, and the record's ledger has the same entry with another revision.",
        remedy=_AGAIN,
        message="{path} is locked to {locked}, but the record says {recorded}.",
    ),
    "GM325": Row(
        title="packages of lifted modules differ",
        meaning=(
            "With --lift the plan uses a release with other files in place of a commit. Its packages differ from before, and packages that import them "
            "may differ too. You chose this, but it is not the same build."
        ),
        remedy="Run the tests, and review the changes in these releases.",
        message=lambda f: (
            filled(
                "{packages:package} {packages:~differs}, in {names:module} that --lift moved to another release: {names}.",
                f,
            )
            + (filled(" {others:other package} {others:~differs} as well.", f) if f["others"] else "")
        ),
    ),
    "GM354": Row(
        title="the record does not match the commit that added it",
        meaning=(
            "The record names something that neither the code before the migration nor the commit that added the record has: a line of go.mod, a module "
            "of the build list, a written or deleted file, or a line of a build file."
        ),
        remedy=_AGAIN,
        message="{lines:statement} of the record {lines:~does} not match the files.",
    ),
    "GM355": Row(
        title="a kept copy changed",
        meaning=(
            "Replace lines of go.mod point to folders with the code of dependencies as it was before the migration. A file there was added, changed "
            "or deleted, or has another mode."
        ),
        remedy=_GATE,
        message=_other_copies,
        remedy_here=lambda f: filled(
            "Run git diff {commit} HEAD -- third_party to see the change, and revert it. "
            + (
                "If it is intended, remove the gate (verify --gate) from CI in the same commit."
                if f["is_later"]
                else "Or run {gomigrate:plan} to begin again."
            ),
            f,
        ),
    ),
    "GM356": Row(
        title="go.sum has other hashes than the migration wrote",
        meaning=(
            "go.sum has another hash for the same version of a module than the migration's commit. A published version never changes, so one of the "
            "two hashes is not of that version."
        ),
        remedy="Restore the lines, then run go mod verify.",
        message="{names:line} of go.sum {names:~has} another hash than the migration wrote: {names}.",
    ),
    "GM357": Row(
        title="go.sum has two hashes for one file",
        meaning="go.sum has two lines with different hashes for the same module and version. The go command accepts either of them.",
        remedy="Delete both lines and run go mod download, which asks the checksum database for the right hash.",
        message="go.sum has two hashes for {module}.",
    ),
    "GM358": Row(
        title="go.mod gained or lost dependencies after the migration",
        meaning=(
            "go.mod requires modules that the record does not have, or lacks some that nothing imports now. Recorded "
            "modules that are imported still have their recorded versions."
        ),
        remedy=Idle("Nothing to do: the recorded modules that are imported have their recorded versions."),
        message="{names:line} of go.mod {names:~was} added or removed after the migration: {names}.",
    ),
    "GM359": Row(
        title="packages of recorded modules cannot be loaded",
        meaning=(
            "The go command found these packages at the migration's commit, in modules that the record names, and does not find them now. A line of "
            "go.mod or go.sum is missing."
        ),
        remedy="Read the go command's output below, and restore the lines of go.mod and go.sum.",
        message="{packages:package} of recorded modules cannot be loaded: {packages}.",
    ),
    "GM360": Row(
        title="packages differ as the step says",
        meaning=(
            "The record is of a step after the migration (gomigrate next --apply). It names what the step removes, and which packages change, come or go. "
            "verify compared the branch with the commit before the step. These packages differ, and the step names each of them."
        ),
        remedy="Read the commit message of the step, then run {gomigrate:verify --tests}, which runs the tests, too.",
        message="{names:package} {names:~differs}, as the step {step} says: {names}.",
    ),
    "GM361": Row(
        title="go.mod changed more than the step names",
        meaning=(
            "A step removes one replace line (or several that belong together) or one exclude line, or raises the go line. Require lines may follow. "
            "On this branch other lines of these kinds changed since the commit before the step."
        ),
        remedy="Move these lines into a commit of their own, then make the step again with {gomigrate:next --apply STEP --branch NAME}.",
        message="{lines:line} of go.mod {lines:~is} not part of the step {step}.",
        remedy_here="Move these lines into a commit of their own, then make the step again: {gomigrate:next --apply {step:q} --branch NAME}",
    ),
    "GM362": Row(
        title="the record of a step is not on the main branch",
        meaning=(
            "The branch has the record of a step after the migration (gomigrate next --apply), and the gate uses it: what the step "
            "changed counts as recorded. No main branch has the commit with this record, so only this branch vouches for it."
        ),
        remedy="Run {gomigrate:verify}, which compares both builds and names what the step changes. The warning ends with the merge.",
        message="Commit {commit} added the record of the step {step}, and no main branch has that commit.",
        remedy_here="Run {gomigrate:verify --against {commit:q}} to see what the step changes. The warning ends with the merge.",
    ),
}
