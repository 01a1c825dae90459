"""One unit through plan, apply and verify, in a process of its own: what is done is written down before it is done, so
that another process can go on wherever this one is killed."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from gomigrate import pipeline
from gomigrate.batch.dividing import Closer, prepare_module
from gomigrate.batch.job import Job, job_from_json
from gomigrate.batch.store import unit_folder
from gomigrate.model.errors import GomigrateError, NothingToDo, ProjectProblem, WorldProblem
from gomigrate.model.findings import Severity
from gomigrate.model.fleets.batch import UnitResult, UnitState
from gomigrate.monorepo.prepare import part_step, written_files
from gomigrate.monorepo.write import apply_part
from gomigrate.report.json import plan_json, verdict_json
from gomigrate.report.read import PlanJsonError, plan_from_json
from gomigrate.report.words.findings import message_of
from gomigrate.verify.verify import verify
from gomigrate.world.base.redact import redact
from gomigrate.world.disk.locking import locked
from gomigrate.world.git.branch import distance, is_on_branch, mark_commit, tree_of
from gomigrate.world.git.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable

    from gomigrate.batch.store import UnitFolder
    from gomigrate.model.plan import Plan
    from gomigrate.model.verdict import Verdict
    from gomigrate.world.world import World

_PATIENCE = 60.0


class Writing(Protocol):
    """Writes what was planned to a branch: see pipeline.apply_to_branch."""

    def __call__(self, branch: str, *, force: bool, onto: str, announce: Callable[[tuple[str, ...]], None]) -> object:
        """Raises ProjectProblem, WorldProblem."""
        ...


def work(world: World, place: str) -> None:
    """Do what job.json in the unit's folder says, and leave the result there; nothing where there is one already.

    Raises WorldProblem where another process does not let go of the unit, or the folder cannot be written.
    """
    folder = unit_folder(place)
    with locked(folder.lock, patience=_PATIENCE) as is_held:
        if not is_held:
            raise WorldProblem("another process works on this unit")
        if folder.result is not None:
            return
        job = job_from_json(folder.read("job.json"))
        began = time.monotonic()
        result = _Steps(replace(world, answers=job.answers), job, folder).run()
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
            return self._said(UnitState.SKIPPED, "has a go.mod and nothing legacy beside it")
        except ProjectProblem as error:
            return replace(self._said(UnitState.BLOCKED, str(error)), findings=tuple(error.findings))
        except GomigrateError as error:
            return self._said(UnitState.FAILED, str(error))

    def _run(self) -> UnitResult:
        repository = Repository.find(self.job.unit.root)
        if repository is None:
            raise ProjectProblem("not in git any more")
        if self.job.unit.is_closing:
            return self._closed(repository)
        plan = self._applied_before(repository)
        if plan is None:
            self.folder.note("plan")
            plan, writing = self._module() if self.job.options.layout else self._project()
            self.folder.write("plan.json", plan_json(plan))
            reasons = pipeline.blocking(plan)
            if reasons:
                return self._planned(plan, UnitState.BLOCKED, reasons[0])
            if self.job.options.dry_run:
                return self._planned(plan, UnitState.PLANNED)
            self._apply(repository, writing)
        return self._verified(repository, plan)

    def _closed(self, repository: Repository) -> UnitResult:
        """What is left to do when the modules are there. It is tried out before it is written."""
        if self.job.options.dry_run:
            return self._said(UnitState.PLANNED, "")
        closer = Closer(self.world, self.job.unit, self.job.options)
        intent = self.folder.intent
        if intent.get("branch") != self.job.branch or not is_on_branch(repository, self.job.branch, intent["commit"]):
            self.folder.note("plan")
            self._apply(repository, closer)
            intent = self.folder.intent
        state, reason = closer.outcome
        return replace(
            self._said(state, reason),
            branch=self.job.branch,
            commit=intent["commit"],
            tree=tree_of(repository, intent["commit"], ""),
            findings=closer.findings,
        )

    def _applied_before(self, repository: Repository) -> Plan | None:
        """The plan, where an earlier process has written it to the branch and the branch still has it."""
        intent = self.folder.intent
        if intent.get("branch") != self.job.branch or not is_on_branch(repository, self.job.branch, intent["commit"]):
            return None
        try:
            return plan_from_json(self.folder.read("plan.json"))
        except PlanJsonError:
            return None

    def _module(self) -> tuple[Plan, Writing]:
        """The plan for one module of the repository that is divided."""
        options, kept = self.job.options, (unit_folder(place).kept_files() for place in self.job.needs)
        files = {path: data for files in kept for path, data in files.items()}
        divided, part = prepare_module(self.world, self.job.unit, options, files)
        if part.prepared is None:
            raise NothingToDo(part.state)
        self.folder.keep_files(written_files(part_step(part.part, part.prepared)))
        return part.prepared.plan, partial(apply_part, divided, part, options.policy)

    def _project(self) -> tuple[Plan, Writing]:
        """The plan for a project by itself."""
        unit = self.job.unit
        prepared = pipeline.prepare(self.world, unit.root, self.job.options.policy)
        if prepared.inventory.project.prefix != unit.prefix:
            found = prepared.inventory.project.prefix or "the top of the repository"
            raise ProjectProblem(f"the project that it belongs to is {found}: divide the repository with --layout")
        return prepared.plan, partial(pipeline.apply_to_branch, prepared)

    def _apply(self, repository: Repository, writing: Writing) -> None:
        with locked(self.job.lock, patience=self.job.options.unit_timeout) as is_held:
            if not is_held:
                raise WorldProblem("another unit of the repository did not let go of the branch")
            branch = self.job.branch

            def announce(commits: tuple[str, ...]) -> None:
                self.folder.note("apply", {"branch": branch, "commit": commits[-1], "commits": list(commits)})

            writing(branch, force=self.job.options.force, onto=self._onto(repository), announce=announce)

    def _onto(self, repository: Repository) -> str:
        """The commit that the branch is at, where another unit of this run has brought it there; else ""."""
        tip = repository.resolve(f"refs/heads/{self.job.branch}") or ""
        written = (unit_folder(place).intent for place in self.job.siblings) if tip else ()
        return tip if any(i.get("commit") == tip and i.get("branch") == self.job.branch for i in written) else ""

    def _verified(self, repository: Repository, plan: Plan) -> UnitResult:
        intent = self.folder.intent
        if self.job.options.step_branches:
            # Units that share a branch go on counting where the one before stopped.
            first = distance(repository, plan.source.commit, intent["commits"][0])
            for number, commit in enumerate(intent["commits"], first):
                mark_commit(repository, f"{self.job.branch}-{number}", commit, force=self.job.options.force)
        self.folder.note("verify")
        applied = replace(
            self._planned(plan, UnitState.APPLIED),
            branch=self.job.branch,
            commit=intent["commit"],
            tree=tree_of(repository, intent["commit"], repository.prefix),
        )
        try:
            verdict = verify(self.world, self.job.unit.root, intent["commit"])
        except GomigrateError as error:
            return replace(applied, state=UnitState.FAILED, reason=redact(f"verify: {error}"))
        self.folder.write("verdict.json", verdict_json(verdict))
        state, reason = _judged(verdict)
        return replace(applied, state=state, reason=reason, findings=(*applied.findings, *verdict.findings))

    def _planned(self, plan: Plan, state: UnitState, reason: str = "") -> UnitResult:
        counts = Counter(str(line.state) for line in plan.ledger)
        return replace(
            self._said(state, reason),
            module=plan.module,
            findings=plan.findings,
            ledger=tuple(sorted(counts.items())),
        )

    def _said(self, state: UnitState, reason: str) -> UnitResult:
        unit = self.job.unit
        return UnitResult(path=unit.path, module=unit.module, state=state, reason=redact(" ".join(reason.split())))


def _judged(verdict: Verdict) -> tuple[UnitState, str]:
    """Verified where nothing differs; applied where nothing could be compared; else failed."""
    if verdict.is_equal:
        return UnitState.VERIFIED, ""
    errors = [message_of(f) for f in verdict.findings if f.severity is Severity.ERROR]
    if not verdict.platforms and not verdict.modules_differ and not errors:
        return UnitState.APPLIED, "; ".join(verdict.unchecked) or "nothing could be compared"
    differ = sum(len(platform.differ) for platform in verdict.platforms)
    count = f"{len(verdict.modules_differ)} modules and {differ} packages differ"
    return UnitState.FAILED, f"does not build the same: {(errors or [count])[0]}"
