"""`gomigrate sum`: gather the evidence, find what does not match, read the log."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.diagnose.logs.judge import judge_log, suspects
from gomigrate.diagnose.logs.read import read_log
from gomigrate.diagnose.project import module_files, readable
from gomigrate.diagnose.sums.evidence import gather_evidence
from gomigrate.diagnose.sums.mismatch import judge, judge_conflict
from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.sums import SumReport
from gomigrate.modfile.gosum import parse_go_sum
from gomigrate.world.base.redact import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.diagnose.project import GoModFiles
    from gomigrate.model.diagnosis.sums import GoLog
    from gomigrate.world.world import World


def check_sums(
    world: World,
    directory: str,
    wanted: Sequence[tuple[str, str]] = (),
    *,
    log: str | None = None,
    log_name: str = "log",
    is_offline: bool = False,
) -> SumReport:
    """Why go.sum of the project in a folder does not match.

    With the text of a `log`, it also reads that, and then compares only the modules that the log or `wanted` names.
    Writes nothing. Raises as gather_evidence.
    """
    world, refused = readable(world)
    settings = (finding("GM923", answer=refused),) if refused else ()
    if log is None:
        report = _of_project(world, directory, wanted, is_offline=is_offline)
        return replace(report, findings=(*settings, *report.findings))
    told = _fit(read_log(log))
    files = module_files(world, directory)
    modules = [*wanted, *_of_ours(files, [(m.path, m.version) for m in suspects(told)])]
    report = (
        _of_project(world, directory, modules, is_offline=is_offline)
        if modules
        else SumReport(findings=files.unreadable if files else ())
    )
    judged = judge_log(told, log_name, files.module if files else "")
    return replace(
        report, failures=told.failures, log_lines=told.lines, findings=(*judged, *settings, *report.findings)
    )


def _fit(log: GoLog) -> GoLog:
    """The same without credentials, fit to be shown."""
    failures = (
        replace(
            failure,
            said=tuple(said("\n".join(failure.said)).split("\n")),
            names=tuple((what, said(name)) for what, name in failure.names),
            command=said(failure.command),
        )
        for failure in log.failures
    )
    return replace(log, failures=tuple(failures), other=tuple((line, said(text)) for line, text in log.other))


def _of_ours(files: GoModFiles | None, named: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those modules of a log that the project's go.sum or go.mod names: the log may be another project's."""
    if files is None:
        return []
    known = {(line.module.path, line.module.version) for line in parse_go_sum(files.go_sum).lines}
    known |= {(line.path, line.version) for line in files.go_mod.requires} if files.go_mod else set()
    return [pair for pair in named if pair in known]


def _of_project(world: World, directory: str, wanted: Sequence[tuple[str, str]], *, is_offline: bool) -> SumReport:
    seen = gather_evidence(world, directory, wanted, is_offline=is_offline)
    conflicts = (judge_conflict(conflict) for conflict in seen.conflicts)
    judged = (finding for evidence in seen.evidence for finding in judge(evidence))
    return SumReport(
        root=seen.files.root,
        module=seen.files.module,
        evidence=seen.evidence,
        limits=seen.limits,
        findings=(*seen.files.unreadable, *conflicts, *seen.findings, *judged),
    )
