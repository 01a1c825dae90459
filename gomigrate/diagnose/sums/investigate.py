"""`gomigrate sum`: gather, judge, read the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.subject import module_files
from gomigrate.diagnose.sums.gather import gather
from gomigrate.diagnose.sums.golog import judge_log, read_log, suspects
from gomigrate.diagnose.sums.judge import judge, judge_conflict
from gomigrate.model.diagnosis.sums import SumReport
from gomigrate.world.base.redact import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.world.world import World


def investigate(
    world: World,
    directory: str,
    wanted: Sequence[tuple[str, str]] = (),
    *,
    log: str | None = None,
    log_name: str = "log",
    is_offline: bool = False,
) -> SumReport:
    """Why go.sum of the project in a folder does not match; with the text of a `log`, also what that complains about,
    and then only the modules that it, or `wanted`, names are looked at. Writes nothing. Raises as gather does."""
    if log is None:
        return _of_project(world, directory, wanted, is_offline=is_offline)
    troubles = read_log(said(log))
    told = tuple(judge_log(troubles, log_name))
    report = SumReport()
    modules = [*wanted, *_of_ours(directory, [(m.path, m.version) for m in suspects(troubles)])]
    if modules:
        report = _of_project(world, directory, modules, is_offline=is_offline)
    return SumReport(
        root=report.root,
        module=report.module,
        evidence=report.evidence,
        troubles=troubles,
        notes=report.notes,
        findings=(*told, *report.findings),
    )


def _of_ours(directory: str, named: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those modules of a log that the project's go.sum or go.mod names: the log may be another project's."""
    files = module_files(directory)
    if files is None:
        return []
    known = {(line.module.path, line.module.version) for line in files.go_sum.lines}
    known |= {(line.path, line.version) for line in files.go_mod.requires}
    return [pair for pair in named if pair in known]


def _of_project(world: World, directory: str, wanted: Sequence[tuple[str, str]], *, is_offline: bool) -> SumReport:
    seen = gather(world, directory, wanted, is_offline=is_offline)
    conflicts = (judge_conflict(conflict) for conflict in seen.conflicts)
    judged = (finding for evidence in seen.evidence for finding in judge(evidence))
    return SumReport(
        root=seen.root,
        module=seen.module,
        evidence=seen.evidence,
        notes=seen.notes,
        findings=(*conflicts, *seen.findings, *judged),
    )
