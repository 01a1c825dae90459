"""What is said of the units of a batch: why each is one, and why one is not verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.findings import Finding, Severity
from gomigrate.model.fleets.batch import CauseKind, Handover, UnitStage
from gomigrate.model.fleets.marks import Sign
from gomigrate.report.words.findings import message_of
from gomigrate.report.words.phrases import filled, first_few

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.fleets.batch import Cause, Opened, UnitResult
    from gomigrate.model.fleets.fleet import Blocker
    from gomigrate.model.fleets.marks import Mark
    from gomigrate.report.words.row import Facts

_MARKS = {
    Sign.LOCK: "{path}",
    Sign.VENDOR: "{path}/",
    Sign.GO_MOD: "{path}",
    Sign.GOMIGRATE_TOML: "gomigrate.toml: {path}",
    Sign.MAIN: "main package {path}",
    Sign.REPOSITORY: "a repository with Go packages",
    Sign.REST: "packages of no other unit",
}

_STAGES = {
    UnitStage.BEGIN: "before the start",
    UnitStage.PLAN: "while planning",
    UnitStage.APPLY: "while writing the branch",
    UnitStage.VERIFY: "while verifying",
}

_CAUSES = {
    CauseKind.MARKER: ".gomigrate-skip: {said}",
    CauseKind.UNDIVIDED: "a main package without a lock file, vendor folder or go.mod: divide the repository with --layout",
    CauseKind.NOT_IN_GIT: "not in git: run gomigrate apply --in-place there, which writes into the folder",
    CauseKind.NOT_OWN: "not your own: neither GOPRIVATE nor --include matches the import path",
    CauseKind.NOTHING_TO_DO: "has a go.mod, and no lock file or vendor folder to migrate",
    CauseKind.FINDINGS: "{error}",
    CauseKind.NEEDS: "needs {unit}, which was not completed",
    CauseKind.TO_DO: "same build, but {things:thing} to do before merging; see verdict.json in the unit's folder of the run",
    CauseKind.NOT_COMPARED: "no build was compared; see verdict.json in the unit's folder of the run",
    CauseKind.REMOVED: "files that no module needs were removed; there is no build to compare",
    CauseKind.DIFFERS: "the build differs: {error}",
    CauseKind.HUNG: "stopped {stage}: not finished within {seconds:second}; see its log",
    CauseKind.KILLED: "killed {stage} ({signal}); see its log",
    CauseKind.ENDED: "ended {stage} with status {status} and no result; see its log",
    CauseKind.CLUSTER: "the Dask cluster failed: {said}",
    CauseKind.REFUSED: "{said}",
}

LAST = "(at the end)"
"""How the unit is shown that does what is left to do when the modules of a repository are there."""


def unit_name(path: str) -> str:
    """A unit's path as it is shown."""
    return path or LAST


def marks_text(marks: Sequence[Mark]) -> str:
    """Why a folder is a unit."""
    return first_few([filled(_MARKS[mark.sign], {"path": mark.path}).rstrip() for mark in marks])


def cause_text(cause: Cause | None, findings: Sequence[Finding] = ()) -> str:
    """Why a unit is left alone or is not verified, "" for no cause; `findings` are the unit's."""
    if cause is None:
        return ""
    facts = dict(cause.facts)
    if cause.kind is CauseKind.MARKER and not facts.get("said"):
        return "has a file .gomigrate-skip"
    errors = [message_of(f) for f in findings if f.severity is Severity.ERROR]
    if cause.kind is CauseKind.DIFFERS:
        broken = ", {broken:package} no longer {broken:~builds}" if facts.get("broken") else ""
        facts["error"] = filled(_differing(facts) + broken, facts)
    if errors:
        facts["error"] = errors[0]
    stage = facts.get("stage")
    if cause.kind is CauseKind.REFUSED:
        return f"{stage}: {facts['said']}" if stage else str(facts["said"])
    if stage in set(UnitStage):
        facts["stage"] = _STAGES[UnitStage(str(stage))]
    return filled(_CAUSES[cause.kind], {"error": "", **facts})


def _differing(facts: Facts) -> str:
    """How much differs, without what does not."""
    parts = [f"{{{name}s:{name}}} {{{name}s:~differs}}" for name in ("module", "package") if facts.get(f"{name}s")]
    return " and ".join(parts) or "the builds differ"


def reason_of(result: UnitResult) -> str:
    """Why a unit is not verified, in a line; "" where it is."""
    return cause_text(result.cause, result.findings)


def blocker_text(blocker: Blocker) -> str:
    """What keeps units from being done."""
    return message_of(blocker.what) if isinstance(blocker.what, Finding) else cause_text(blocker.what)


def opened_text(opened: Opened) -> str:
    """How it went to hand a branch over."""
    how = {
        Handover.DONE: "handed over",
        Handover.BROKEN_OFF: "an earlier handover broke off; check there",
        Handover.REFUSED: opened.said,
    }[opened.how]
    return f"{opened.repository} {opened.branch}: {how}"


def duration(seconds: float) -> str:
    """As Go writes it, without fractions: 45s, 3m20s, 2h5m."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes}m"
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"
