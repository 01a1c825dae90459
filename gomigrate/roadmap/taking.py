"""A step as a plan, and the plan as a commit on a new branch."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.gosource.platforms.platform import platforms_in
from gomigrate.model.decision import Drift, InGoMod, Unimported
from gomigrate.model.errors import ProjectProblem, Suggested, UsageProblem
from gomigrate.model.go import semver
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import Change, ChangeSet, Plan, PlannedProject, State, Step, StepKind, TakenStep
from gomigrate.model.text.visible import json_text
from gomigrate.plan.files.drafting import build_list_of
from gomigrate.report.json import record_json
from gomigrate.report.steps.message import step_message
from gomigrate.report.words.roadmap import state_words
from gomigrate.verify.branch.record import RECORD
from gomigrate.world.git.branch import write_branch
from gomigrate.world.go.vendoring import fresh_vendor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gomigrate.model.plan import LedgerLine, Selected
    from gomigrate.roadmap.make import OneStep
    from gomigrate.roadmap.workbench import ModuleState
    from gomigrate.world.git.branch import BranchResult
    from gomigrate.world.go.gocmd import GoCommand


def take_step(one: OneStep, branch: str, go: GoCommand | None, *, force: bool) -> BranchResult:
    """Write the step as a commit on a new branch on top of the commit that it was judged at; a vendor folder that is
    built from is written again by the go command.

    Raises ProjectProblem where the step cannot be made or the branch exists (and `force` is False), UsageProblem for
    a name that no branch can have, WorldProblem where git fails.
    """
    step, after, project = one.judged.step, one.judged.state, one.project
    if after is None or not step.state.can_be_made:
        raise ProjectProblem(f"{step.name} cannot be made: {state_words(step)}", remedy=Suggested(("next", "-v")))
    plan = step_plan(one, after)
    files = {"go.mod": after.go_mod.encode(), "go.sum": after.go_sum.encode()}
    if project.is_vendored:
        vendored = _fresh_vendor(one, go, files)
        files |= vendored
        old = (path for path in _own_files(one) if path.startswith("vendor/") and path not in vendored)
        plan = replace(plan, writes=(*plan.writes, *sorted(vendored)), removes=(*plan.removes, *old))
    files[RECORD] = (json_text(record_json(plan), indent=1, sort_keys=True) + "\n").encode()
    message = step_message(step)
    commit = Step(subject=message.subject, body=message.body, changes=_changes(one, files, plan.removes))
    repository = project.repository
    return write_branch(
        repository, branch, project.commit, ChangeSet(steps=(commit,)), prefix=repository.prefix, force=force
    )


def _changes(one: OneStep, files: Mapping[str, bytes], removes: Iterable[str]) -> tuple[Change, ...]:
    changes = [_written(one, path, data) for path, data in files.items() if data]
    changes += [Change(path=path, before=one.project.tree.read(path), after=None) for path in removes]
    real = (change for change in changes if change.before != change.after)
    return tuple(sorted(real, key=lambda change: change.path))


def _fresh_vendor(one: OneStep, go: GoCommand | None, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The vendor folder that belongs to these go.mod and go.sum."""
    if go is None:
        raise UsageProblem("the project is built from its vendor folder, which only the go command can write anew")
    step = Step(subject="", body="", changes=_changes(one, files, ()))
    fresh = fresh_vendor(go, one.project.whole, one.project.repository.prefix, ChangeSet(steps=(step,)))
    if fresh.complaints:
        raise ProjectProblem(f"go mod vendor cannot write the vendor folder anew: {fresh.complaints[0]}")
    return dict(fresh.files)


def _own_files(one: OneStep) -> Iterator[str]:
    """The files of the project's folder, relative to it."""
    top = f"{one.project.repository.prefix}/" if one.project.repository.prefix else ""
    return (path.removeprefix(top) for path in sorted(one.project.whole.files()) if path.startswith(top))


def _written(one: OneStep, path: str, data: bytes) -> Change:
    try:
        before = one.project.tree.read(path)
    except OSError:
        before = None
    return Change(path=path, before=before, after=data)


def step_plan(one: OneStep, after: ModuleState) -> Plan:
    """The step as the record has it: go.mod and its build list afterwards, which packages may be otherwise, and what
    became of the pins of the migration."""
    project, step, mod = one.project, one.judged.step, after.mod
    record = project.record
    removes = tuple(_copied_files(one, after))
    build_list = build_list_of(after.solution)
    now = {item.path: item for item in build_list}
    return Plan(
        source=PlannedProject(import_path=mod.module, root=project.root, commit=project.commit),
        module=mod.module,
        go=mod.go,
        ledger=tuple(_moved(line, now) for line in record.ledger) if record else (),
        requires=mod.requirements,
        replaces=mod.replacements,
        build_list=build_list,
        unlocked=(),
        go_mod=after.go_mod,
        go_sum=after.go_sum,
        writes=tuple(path for path in record.writes if path not in removes and _is_kept(path, after)) if record else (),
        edits=("go.mod", *(("go.sum",) if project.go_sum else ())),
        removes=removes,
        platforms=record.platforms if record else _platforms(one),
        findings=step.changes.findings,
        vendor_stays=record is not None and record.vendor_stays,
        excludes=tuple(ModuleVersion(line.path, line.version) for line in mod.excludes),
        step=TakenStep(
            kind=step.kind,
            path=step.path,
            before=step.before,
            after=step.after,
            together=step.together,
            packages=step.changes.import_paths,
        ),
    )


def _platforms(one: OneStep) -> tuple[str, ...]:
    packages = one.main.packages.values()
    found = platforms_in(file.constraint for package in packages for file in package.files)
    return tuple(sorted({f"{p.goos}/{p.goarch}" for p in found}))


def _is_kept(path: str, after: ModuleState) -> bool:
    """Whether what the migration wrote is a file of a copy that is still built."""
    folders = (posixpath.normpath(line.new_path) for line in after.mod.replaces if not line.new_version)
    return any(is_inside(path, folder) for folder in folders)


def _copied_files(one: OneStep, after: ModuleState) -> Iterator[str]:
    """The files of copies that nothing leads to any more, without those of other modules below them."""
    if one.judged.step.kind is not StepKind.COPY:
        return
    then, now = (
        {posixpath.normpath(line.new_path) for line in state.mod.replaces if not line.new_version}
        for state in (one.before, after)
    )
    for path in _own_files(one):
        nearest = max((folder for folder in then if is_inside(path, folder)), key=len, default="")
        if nearest and nearest not in now:
            yield path


def _moved(line: LedgerLine, now: dict[str, Selected]) -> LedgerLine:
    """What became of a pin with the step. Its places in locks are those of a state before that is not this one's."""
    line = replace(line, pins=())
    if line.module is None:
        return line
    listed = now.get(line.module.path)
    if listed is None:
        return replace(line, state=State.DROPPED, module=None, built=None, reason=Unimported(), compared=None)
    if (line.module.version, line.built) == (listed.version, listed.replaced_by):
        return line
    old, new = line.built or line.module, listed.replaced_by or ModuleVersion(listed.path, listed.version)
    if old == new:
        return replace(line, module=ModuleVersion(listed.path, listed.version), built=listed.replaced_by)
    order = semver.compare(new.version, old.version) if old.version and new.version else 0
    drift = Drift.RAISED if order > 0 else Drift.LOWERED if order < 0 else Drift.OTHER
    return replace(
        line,
        state=State.MOVED,
        module=ModuleVersion(listed.path, listed.version),
        built=listed.replaced_by,
        reason=InGoMod(drift=drift, built=new, locked=line.revision),
        attempts=(),
        compared=None,
    )
