"""One unit through plan, apply and verify, in a process of its own: what is done is written down before it is done, so
that another process can continue wherever this one is killed."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from gomigrate import pipeline
from gomigrate.batch.store import Intent, unit_folder
from gomigrate.model.errors import GomigrateError, NothingToDo, ProjectProblem, Suggested, WorldProblem
from gomigrate.model.fleets.batch import Cause, CauseKind, UnitResult, UnitStage, UnitState, cause
from gomigrate.model.fleets.partition import Layout
from gomigrate.model.verdict import VerdictState
from gomigrate.monorepo.divide import divide
from gomigrate.monorepo.prepare import prepare_module
from gomigrate.monorepo.write import write_last_step, write_module
from gomigrate.pages.material import planned_material, recorded_material
from gomigrate.report.edits import edits_json
from gomigrate.report.html.webpage import report_page
from gomigrate.report.json import plan_json, verdict_json
from gomigrate.report.read import PlanJsonError, plan_from_json
from gomigrate.verify.verify import verify
from gomigrate.world.base.process import leave_at_the_end
from gomigrate.world.base.redact import redact
from gomigrate.world.disk.locking import locked
from gomigrate.world.git.branch import distance, is_on_branch, mark_commit, tree_of
from gomigrate.world.git.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable

    from gomigrate.batch.options import Job
    from gomigrate.batch.store import UnitFolder
    from gomigrate.model.plan import Plan
    from gomigrate.model.verdict import Verdict
    from gomigrate.monorepo.divide import Divided
    from gomigrate.pipeline import Prepared
    from gomigrate.report.html.webpage import PageMaterial
    from gomigrate.world.world import World

T_co = TypeVar("T_co", covariant=True)
_PATIENCE = 60.0


class Writing(Protocol[T_co]):
    """Writes what was planned to a branch: see pipeline.apply_to_branch."""

    def __call__(self, branch: str, *, force: bool, onto: str, announce: Callable[[tuple[str, ...]], None]) -> T_co:
        """Raises ProjectProblem, WorldProblem."""
        ...


def work(world: World, place: str) -> None:
    """Do what job.json in the unit's folder says, and leave the result there; nothing where there is one already.

    Raises WorldProblem where another process does not let go of the unit, or the folder cannot be written,
    KeyboardInterrupt where this one was told to end meanwhile.
    """
    folder = unit_folder(place)
    with locked(folder.lock, patience=_PATIENCE) as is_held:
        if not is_held:
            raise WorldProblem("another process works on this unit")
        if folder.result is not None:
            return
        job = folder.job
        began = time.monotonic()
        result = _Steps(replace(world, answers=job.answers), job, folder).run()
        leave_at_the_end()
        folder.finish(replace(result, seconds=time.monotonic() - began))


@dataclass(frozen=True, slots=True)
class _Steps:
    world: World
    job: Job
    folder: UnitFolder

    def run(self) -> UnitResult:
        """The result, whatever comes; only a bug gets out of here."""
        try:
            return self._run()
        except NothingToDo:
            return self._ended(UnitState.SKIPPED, cause(CauseKind.NOTHING_TO_DO))
        except ProjectProblem as error:
            return replace(self._ended(UnitState.BLOCKED, _refused(error)), findings=tuple(error.findings))
        except GomigrateError as error:
            return self._ended(UnitState.FAILED, _refused(error))

    def _run(self) -> UnitResult:
        repository = Repository.find(self.job.unit.root)
        if repository is None:
            raise ProjectProblem("not in git any more")
        if self.job.unit.is_last:
            return self._last_step(repository)
        plan = self._applied_before() if self._is_written(repository) else None
        material = None
        if plan is None:
            self.folder.note(UnitStage.PLAN)
            prepared, writing = self._module() if self.job.options.layout else self._project()
            plan, material = prepared.plan, planned_material(prepared)
            self.folder.write("plan.json", {**plan_json(plan), "edits": edits_json(material.edits)})
            self.folder.write_page(report_page(plan, None, material))
            if pipeline.blocking(plan):
                return self._planned(plan, UnitState.BLOCKED, cause(CauseKind.FINDINGS))
            if self.job.options.dry_run:
                return self._planned(plan, UnitState.PLANNED)
            self._apply(repository, writing)
        return self._verified(repository, plan, material)

    def _last_step(self, repository: Repository) -> UnitResult:
        """What is left to do when the modules are there. It is tried out before it is written; a go.work with the go
        command, but no build goes with files that were removed."""
        if self.job.options.dry_run:
            return self._ended(UnitState.PLANNED)
        is_work = self.job.options.layout is Layout.WORK
        done = self._ended(UnitState.VERIFIED if is_work else UnitState.APPLIED)
        if not is_work:
            done = replace(done, cause=cause(CauseKind.REMOVED))
        if not self._is_written(repository):
            self.folder.note(UnitStage.PLAN)
            findings = self._apply(repository, partial(write_last_step, self.world, self._divided()))
            done = replace(done, findings=findings)
        return self._on_branch(done, repository, "")

    def _is_written(self, repository: Repository) -> bool:
        """Whether an earlier process has written to the branch, and the branch still has it."""
        intent = self.folder.intent
        is_ours = bool(intent.commits) and intent.branch == self.job.branch
        return is_ours and is_on_branch(repository, intent.branch, intent.commit)

    def _applied_before(self) -> Plan | None:
        try:
            return plan_from_json(self.folder.read("plan.json"))
        except PlanJsonError:
            return None

    def _divided(self) -> Divided:
        options = self.job.options
        return divide(self.world, self.job.unit.repository, layout=options.layout, import_path=options.import_path)

    def _module(self) -> tuple[Prepared, Writing[object]]:
        """The plan for one module of the repository that is divided."""
        policy, kept = self.job.options.policy, (unit_folder(place).kept_files() for place in self.job.needs)
        files = {path: data for files in kept for path, data in files.items()}
        prepared = prepare_module(self.world, self._divided(), self.job.unit.prefix, policy, files)
        self.folder.keep_files(prepared.files)
        return prepared.prepared, partial(write_module, prepared, policy)

    def _project(self) -> tuple[Prepared, Writing[object]]:
        """The plan for a project by itself."""
        unit = self.job.unit
        prepared = pipeline.prepare(self.world, unit.root, self.job.options.policy)
        if prepared.inventory.project.prefix != unit.prefix:
            found = prepared.inventory.project.prefix or "the top of the repository"
            raise ProjectProblem(
                f"the folder belongs to the project {found}",
                remedy=Suggested(("batch", "--layout", "units")),
            )
        return prepared, partial(pipeline.apply_to_branch, prepared)

    def _apply(self, repository: Repository, writing: Writing[T_co]) -> T_co:
        with locked(self.job.lock, patience=self.job.options.unit_timeout) as is_held:
            if not is_held:
                raise WorldProblem("another unit of the repository did not let go of the branch")
            branch = self.job.branch

            def announce(commits: tuple[str, ...]) -> None:
                self.folder.note(UnitStage.APPLY, Intent(branch=branch, commits=commits))

            return writing(branch, force=self.job.options.force, onto=self._onto(repository), announce=announce)

    def _onto(self, repository: Repository) -> str:
        """The commit that the branch is at, where another unit of this run moved it; else ""."""
        tip = repository.resolve(f"refs/heads/{self.job.branch}") or ""
        written = (unit_folder(place).intent for place in self.job.siblings) if tip else ()
        return tip if any(intent.commit == tip and intent.branch == self.job.branch for intent in written) else ""

    def _verified(self, repository: Repository, plan: Plan, material: PageMaterial | None) -> UnitResult:
        intent, options = self.folder.intent, self.job.options
        if options.step_branches:
            # Units that share a branch continue the count of the one before.
            first = distance(repository, plan.source.commit, intent.commits[0])
            for number, commit in enumerate(intent.commits, first):
                mark_commit(repository, f"{self.job.branch}-{number}", commit, force=options.force)
        self.folder.note(UnitStage.VERIFY)
        applied = self._on_branch(self._planned(plan, UnitState.APPLIED), repository, repository.prefix)
        try:
            verdict = verify(self.world, self.job.unit.root, intent.commit)
        except GomigrateError as error:
            return replace(applied, state=UnitState.FAILED, cause=_refused(error, while_verifying=True))
        self.folder.write("verdict.json", verdict_json(verdict))
        # Where an earlier process planned, the branch has what that one knew, but for the graph.
        material = material or recorded_material(self.job.unit.root, verdict.ref, verdict.base, plan)
        self.folder.write_page(report_page(plan, verdict, material))
        state, why = _judged(verdict)
        return replace(applied, state=state, cause=why, findings=(*applied.findings, *verdict.findings))

    def _on_branch(self, result: UnitResult, repository: Repository, prefix: str) -> UnitResult:
        commit = self.folder.intent.commit
        return replace(result, branch=self.job.branch, commit=commit, tree=tree_of(repository, commit, prefix))

    def _planned(self, plan: Plan, state: UnitState, why: Cause | None = None) -> UnitResult:
        counts = Counter(str(line.state) for line in plan.ledger)
        ledger = tuple(sorted(counts.items()))
        return replace(self._ended(state, why), module=plan.module, findings=plan.findings, ledger=ledger)

    def _ended(self, state: UnitState, why: Cause | None = None) -> UnitResult:
        unit = self.job.unit
        return UnitResult(path=unit.path, module=unit.module, state=state, cause=why)


def _refused(error: GomigrateError, *, while_verifying: bool = False) -> Cause:
    stage = {"stage": UnitStage.VERIFY.value} if while_verifying else {}
    return cause(CauseKind.REFUSED, said=redact(" ".join(str(error).split())), **stage)


def _judged(verdict: Verdict) -> tuple[UnitState, Cause | None]:
    """Verified where it is ready to be merged or only something around it is left to do; applied where nothing could be
    compared; else failed."""
    if verdict.state is VerdictState.READY:
        return UnitState.VERIFIED, None
    if verdict.state is VerdictState.TO_DO:
        return UnitState.VERIFIED, cause(CauseKind.TO_DO, things=len(verdict.to_do))
    if verdict.state is VerdictState.UNKNOWN:
        return UnitState.APPLIED, cause(CauseKind.NOT_COMPARED)
    counts = {"modules": len(verdict.code.modules_differ), "packages": len(verdict.code.differing)}
    return UnitState.FAILED, cause(CauseKind.DIFFERS, **counts, broken=len(verdict.broken))
