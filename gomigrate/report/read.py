"""Plans read back from their JSON, with errors that name the place in it.

A plan that a branch carries was written by whoever made the branch. So nothing in it is believed to be a name before it
was looked at as a name in a lock file is: each path, version, commit, platform and rewrite passes the same checks."""

from __future__ import annotations

import re

from gomigrate.model.decision import Lifted, Reason
from gomigrate.model.diagnosis.remedies import Remedy
from gomigrate.model.findings import Finding, Place
from gomigrate.model.legacy.habits import FlagsRow, GoCommandAt, Habit, Safety
from gomigrate.model.modules import Attempt, ModuleVersion
from gomigrate.model.names import (
    commit_problem,
    file_problem,
    import_path_problem,
    platform_problem,
    removal_problem,
    revision_problem,
    rewrite_problem,
    version_problem,
)
from gomigrate.model.plan import (
    Compared,
    LedgerLine,
    LiftedModule,
    PinAt,
    Plan,
    PlannedProject,
    Replacement,
    Requirement,
    Selected,
    StepKind,
    TakenStep,
    Unlocked,
)
from gomigrate.model.text.shownurl import without_paths
from gomigrate.report.valuejson import reason_from_json, value_from_json
from gomigrate.report.values.jsonobject import JsonObject, PlanJsonError

__all__ = ["PLAN_SCHEMAS", "PlanJsonError", "findings_from_json", "plan_from_json"]

PLAN_SCHEMAS = ("gomigrate/plan/2", "gomigrate/plan/1")


_CODE = re.compile(r"GM[0-9]{3}")
_TOOL = re.compile(r"[a-z]{1,20}( [a-z]{1,20}){0,2}")
_GO = re.compile(r"[1-9][0-9]{0,3}\.[0-9]{1,5}(?:\.[0-9]{1,5})?(?:[a-z]{1,9}[0-9]{1,5})?")
_LINE = re.compile(r"[0-9]{1,9}")


def plan_from_json(value: object) -> Plan:
    """The plan that `plan_json` or `record_json` made this value from.

    Unknown fields are left aside, and fields that a record leaves out (go_mod, go_sum, source.root) come back empty.
    Raises PlanJsonError.
    """
    plan = JsonObject(value, "plan")
    schema = plan.text("schema")
    if schema not in PLAN_SCHEMAS:
        raise PlanJsonError(f"plan.schema: {schema!r} is not a schema that this gomigrate reads ({PLAN_SCHEMAS[0]})")
    module, files = plan.child("module"), plan.child("files")
    return Plan(
        source=_source(plan.child("source")),
        module=module.name("path", import_path_problem),
        go=module.name("go", _go_problem, ""),
        ledger=plan.each("ledger", _ledger_line),
        requires=plan.each("requires", _requirement),
        replaces=plan.each("replaces", _replacement),
        excludes=plan.each("excludes", _excluded),
        build_list=plan.each("build_list", _selected),
        unlocked=plan.each("unlocked", _unlocked),
        go_mod=plan.text("go_mod", ""),
        go_sum=plan.text("go_sum", ""),
        writes=files.names("write", file_problem),
        edits=files.names("edit", file_problem),
        removes=files.names("remove", removal_problem),
        platforms=plan.names("platforms", platform_problem),
        findings=plan.each("findings", _finding),
        rewrites=plan.each("rewrites", _rewrite),
        habits=plan.each("habits", _habit),
        go_commands=plan.each("go_commands", _go_command),
        goflags=plan.each("goflags", _flags),
        vendor_stays=plan.flag("vendor_stays"),
        is_restored=plan.flag("restored"),
        disagreements=plan.names("disagreements", import_path_problem),
        accepted_merges=plan.names("accepted_merges", import_path_problem),
        lifted=plan.each("lifted", _lifted),
        step=_step(plan.optional("step")),
    )


def findings_from_json(value: object) -> tuple[Finding, ...]:
    """The findings that `finding_json` made these values from. Raises PlanJsonError."""
    return JsonObject({"findings": value}, "").each("findings", _finding)


def _source(o: JsonObject) -> PlannedProject:
    return PlannedProject(
        import_path=o.name("import_path", import_path_problem),
        found_by=o.found_by("found_by"),
        root=o.text("root", ""),
        commit=o.name("commit", commit_problem, ""),
        date=o.time("date"),
        locks=o.texts("locks"),
        lock_tools=o.names("lock_tools", _tool_problem),
        vendor=o.name("vendor", file_problem, ""),
        vendored_packages=o.number("vendored_packages"),
        is_dirty=o.flag("dirty"),
    )


def _tool_problem(tool: str) -> str:
    return "" if _TOOL.fullmatch(tool) else "is no tool"


def _go_problem(version: str) -> str:
    return "" if _GO.fullmatch(version) else "is no version of Go"


def _folder_problem(path: str) -> str:
    """What a replace line leads to is a place on the writer's machine: it is compared, and never opened."""
    return "" if path and path.isprintable() else "is no folder"


def _step(o: JsonObject | None) -> TakenStep | None:
    if o is None:
        return None
    kind = o.text("kind")
    if kind not in set(StepKind):
        raise PlanJsonError(f"{kind!r} is none of {', '.join(StepKind)}")
    return TakenStep(
        kind=StepKind(kind),
        path=o.name("path", _step_path_problem, ""),
        before=without_paths(o.text("before")),
        after=without_paths(o.text("after")),
        together=o.names("together", _step_path_problem),
        packages=o.names("packages", import_path_problem),
    )


def _step_path_problem(path: str) -> str:
    """A module's path, behind which a version may stand."""
    module, at, version = path.partition("@")
    return import_path_problem(module) or (version_problem(version) if at else "")


def _rewrite(o: JsonObject) -> tuple[str, str]:
    return o.pair("from", "to", rewrite_problem)


def _module(o: JsonObject | None) -> ModuleVersion | None:
    """A module version, or with no version the folder that is built in its place."""
    if o is None:
        return None
    version = o.name("version", version_problem, "")
    return ModuleVersion(o.name("path", import_path_problem if version else _folder_problem), version)


def _code_problem(code: str) -> str:
    return "" if _CODE.fullmatch(code) else "is no code of a finding"


def _place(text: str) -> Place | None:
    file, colon, line = text.rpartition(":")
    if colon and _LINE.fullmatch(line):
        return Place(file, int(line))
    return Place(text) if text else None


def _ledger_line(o: JsonObject) -> LedgerLine:
    return LedgerLine(
        path=o.name("path", import_path_problem),
        revision=o.name("revision", revision_problem, ""),
        state=o.state("state"),
        reason=o.value("reason", _reason),
        module=_module(o.optional("module")),
        built=_module(o.optional("built")),
        pins=o.each("pins", _pin_at),
        attempts=o.values("attempts", Attempt),
        compared=o.value("compared", lambda value: None if value is None else value_from_json(Compared, value)),
        needed_by=o.texts("needed_by"),
        remedy=o.value("remedy", lambda value: None if value is None else value_from_json(Remedy, value)),
    )


def _reason(value: object) -> Reason | None:
    """The reason of a line; the version that a lift replaced is asked for later on."""
    reason = reason_from_json(value)
    problem = version_problem(reason.old) if isinstance(reason, Lifted) else ""
    if problem:
        raise ValueError(problem)
    return reason


def _lifted(o: JsonObject) -> LiftedModule:
    reason = o.value("reason", _reason)
    if not isinstance(reason, Lifted):
        raise PlanJsonError("lifted: this is no lift")
    return LiftedModule(path=o.name("path", import_path_problem), reason=reason)


def _pin_at(o: JsonObject) -> PinAt:
    return PinAt(o.name("path", import_path_problem), _place(o.text("where")) or Place(""))


def _requirement(o: JsonObject) -> Requirement:
    return Requirement(
        path=o.name("path", import_path_problem),
        version=o.name("version", version_problem),
        indirect=o.flag("indirect"),
    )


def _replacement(o: JsonObject) -> Replacement:
    target = _module(o.child("with"))
    assert target is not None
    return Replacement(
        path=o.name("path", import_path_problem),
        version=o.name("version", version_problem, ""),
        new_path=target.path,
        new_version=target.version,
    )


def _excluded(o: JsonObject) -> ModuleVersion:
    return ModuleVersion(o.name("path", import_path_problem), o.name("version", version_problem))


def _selected(o: JsonObject) -> Selected:
    return Selected(
        path=o.name("path", import_path_problem),
        version=o.name("version", version_problem, ""),
        replaced_by=_module(o.optional("replaced_by")),
    )


def _unlocked(o: JsonObject) -> Unlocked:
    module = _module(o.child("module"))
    assert module is not None
    return Unlocked(
        import_path=o.name("import_path", import_path_problem),
        module=module,
        reason=o.value("reason", reason_from_json),
    )


def _habit(o: JsonObject) -> Habit:
    safety = o.text("safety")
    if safety not in set(Safety):
        raise PlanJsonError(f"{safety!r} is none of {', '.join(Safety)}")
    return Habit(
        code=o.name("code", _code_problem),
        safety=Safety(safety),
        file=o.name("file", file_problem),
        line=o.number("line"),
        kind=o.text("kind", ""),
        facts=tuple(o.facts()),
        before=o.texts("before"),
        after=o.texts("after"),
        applied=o.flag("applied"),
    )


def _go_command(o: JsonObject) -> GoCommandAt:
    return GoCommandAt(file=o.name("file", file_problem), line=o.number("line"), command=o.text("command"))


def _flags(o: JsonObject) -> FlagsRow:
    return FlagsRow(
        file=o.name("file", file_problem),
        line=o.number("line"),
        command=o.text("command"),
        value=o.text("value"),
        origin=o.text("origin"),
        hides=o.texts("hides"),
        overridden=o.texts("overridden"),
        through=o.text("through", ""),
    )


def _finding(o: JsonObject) -> Finding:
    code = o.name("code", _code_problem)
    return Finding(
        code=code,
        severity=o.severity("severity"),
        facts=tuple(o.facts()),
        because=o.value("because", reason_from_json),
        place=_place(o.text("where", "")),
        evidence=tuple(map(without_paths, o.texts("evidence"))),
    )
