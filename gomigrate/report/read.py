"""Plans read back from their JSON, with errors that name the place in it.

A plan that a branch carries was written by whoever made the branch. So nothing in it is believed to be a name before it
was looked at as a name in a lock file is: each path, version, commit, platform and rewrite passes the same checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

from gomigrate.model.decision import Lifted, Reason
from gomigrate.model.findings import Fact, Finding, Place, Severity
from gomigrate.model.legacy.habits import FlagsRow, GoCommandAt, Habit, Safety
from gomigrate.model.legacy.inventory import FoundBy, PathSource
from gomigrate.model.modules import Attempt, ModuleVersion
from gomigrate.model.names import (
    commit_problem,
    file_problem,
    import_path_problem,
    platform_problem,
    removal_problem,
    revision_problem,
    rewrite_problem,
    shown,
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
    State,
    StepKind,
    TakenStep,
    Unlocked,
)
from gomigrate.model.text.shownurl import without_paths
from gomigrate.report.valuejson import reason_from_json, value_from_json
from gomigrate.report.words.names import flawed

PLAN_SCHEMAS = ("gomigrate/plan/2", "gomigrate/plan/1")

T = TypeVar("T")

Check = Callable[[str], str]
"""Why a text is not what it should be, as `flawed` takes it; "" if it is."""

_CODE = re.compile(r"GM[0-9]{3}")
_GO = re.compile(r"[1-9][0-9]{0,3}\.[0-9]{1,5}(?:\.[0-9]{1,5})?(?:[a-z]{1,9}[0-9]{1,5})?")
_LINE = re.compile(r"[0-9]{1,9}")


class PlanJsonError(ValueError):
    """The value is not a plan: says where in it, and what is wrong there."""


def plan_from_json(value: object) -> Plan:
    """The plan that `plan_json` or `record_json` made this value from.

    Unknown fields are left aside, and fields that a record leaves out (go_mod, go_sum, source.root) come back empty.
    Raises PlanJsonError.
    """
    plan = _Object(value, "plan")
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
    return _Object({"findings": value}, "").each("findings", _finding)


class _Object:
    """A JSON object and where it stands in the whole, for typed access to its fields."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, Mapping):
            raise PlanJsonError(f"{where}: an object is wanted here")
        self._fields: Mapping[str, Any] = value
        self._where = where

    def _typed(self, name: str, kind: type[T], default: T | None, wanted: str) -> T:
        value = self._fields.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise PlanJsonError(f"{self._where}.{name}: {wanted} is wanted here")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        return self._typed(name, str, default, "a string")

    def name(self, name: str, check: Check, default: str | None = None) -> str:
        """A text that the check has nothing against, or the default."""
        text = self.text(name, default)
        self._refuse(name, text, check(text) if text != default else "")
        return text

    def names(self, name: str, check: Check) -> tuple[str, ...]:
        texts = self.texts(name)
        for number, text in enumerate(texts):
            self._refuse(f"{name}[{number}]", text, check(text))
        return texts

    def _refuse(self, name: str, text: str, problem: str) -> None:
        if problem:
            raise PlanJsonError(f"{self._where}.{name}: {shown(text)} {flawed(problem)}")

    def pair(self, first: str, second: str, check: Callable[[str, str], str]) -> tuple[str, str]:
        """Two texts that the check has nothing against together."""
        texts = self.text(first), self.text(second)
        self._refuse(first, texts[0], check(*texts))
        return texts

    def flag(self, name: str) -> bool:
        return self._typed(name, bool, default=False, wanted="true or false")

    def number(self, name: str) -> int:
        return self._typed(name, int, 0, "a whole number")

    def texts(self, name: str) -> tuple[str, ...]:
        items = self._typed(name, list, [], "a list of strings")
        if not all(isinstance(item, str) for item in items):
            raise PlanJsonError(f"{self._where}.{name}: a list of strings is wanted here")
        return tuple(items)

    def facts(self) -> Iterator[tuple[str, Fact]]:
        """The facts of a finding, without the paths that URLs in them have."""
        for name, value in self._typed("facts", dict, {}, "an object").items():
            if isinstance(value, (bool, int)):
                yield name, value
            elif isinstance(value, list):
                yield name, tuple(without_paths(text) for text in map(str, value))
            else:
                yield name, without_paths(str(value))

    def value(self, name: str, read: Callable[[object], T]) -> T:
        """What `read` makes of the field, null where it is not there; ValueErrors say where."""
        try:
            return read(self._fields.get(name))
        except ValueError as error:
            raise PlanJsonError(f"{self._where}.{name}: {error}") from error

    def values(self, name: str, kind: type[T]) -> tuple[T, ...]:
        items = self._typed(name, list, [], "a list of objects")
        return self.value(name, lambda _: tuple(value_from_json(kind, item) for item in items))

    def child(self, name: str) -> _Object:
        return _Object(self._fields.get(name, {}), f"{self._where}.{name}")

    def optional(self, name: str) -> _Object | None:
        return self.child(name) if self._fields.get(name) is not None else None

    def each(self, name: str, read: Callable[[_Object], T]) -> tuple[T, ...]:
        items = self._typed(name, list, [], "a list of objects")
        return tuple(read(_Object(item, f"{self._where}.{name}[{i}]")) for i, item in enumerate(items))

    def state(self, name: str) -> State:
        text = self.text(name)
        if text not in set(State):
            raise PlanJsonError(f"{self._where}.{name}: {text!r} is none of {', '.join(State)}")
        return State(text)

    def found_by(self, name: str) -> FoundBy | None:
        """Who told the import path; None in records of before, which have a sentence there."""
        if not isinstance(self._fields.get(name), Mapping):
            return None
        told = self.child(name)
        source = told.text("source")
        if source not in set(PathSource):
            raise PlanJsonError(f"{self._where}.{name}.source: {source!r} is none of {', '.join(PathSource)}")
        return FoundBy(PathSource(source), told.text("name", ""))

    def severity(self, name: str) -> Severity:
        text = self.text(name)
        if text not in set(Severity):
            raise PlanJsonError(f"{self._where}.{name}: {text!r} is none of {', '.join(Severity)}")
        return Severity(text)

    def time(self, name: str) -> datetime | None:
        text = self.text(name, "")
        try:
            return datetime.fromisoformat(text) if text else None
        except ValueError:
            raise PlanJsonError(f"{self._where}.{name}: {text!r} is no time in ISO 8601") from None


def _source(o: _Object) -> PlannedProject:
    return PlannedProject(
        import_path=o.name("import_path", import_path_problem),
        found_by=o.found_by("found_by"),
        root=o.text("root", ""),
        commit=o.name("commit", commit_problem, ""),
        date=o.time("date"),
        locks=o.texts("locks"),
        vendor=o.name("vendor", file_problem, ""),
        vendored_packages=o.number("vendored_packages"),
        is_dirty=o.flag("dirty"),
    )


def _go_problem(version: str) -> str:
    return "" if _GO.fullmatch(version) else "is no version of Go"


def _folder_problem(path: str) -> str:
    """What a replace line leads to is a place on the writer's machine: it is compared, and never opened."""
    return "" if path and path.isprintable() else "is no folder"


def _step(o: _Object | None) -> TakenStep | None:
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


def _rewrite(o: _Object) -> tuple[str, str]:
    return o.pair("from", "to", rewrite_problem)


def _module(o: _Object | None) -> ModuleVersion | None:
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


def _ledger_line(o: _Object) -> LedgerLine:
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
    )


def _reason(value: object) -> Reason | None:
    """The reason of a line; the version that a lift replaced is asked for later on."""
    reason = reason_from_json(value)
    problem = version_problem(reason.old) if isinstance(reason, Lifted) else ""
    if problem:
        raise ValueError(problem)
    return reason


def _lifted(o: _Object) -> LiftedModule:
    reason = o.value("reason", _reason)
    if not isinstance(reason, Lifted):
        raise PlanJsonError("lifted: this is no lift")
    return LiftedModule(path=o.name("path", import_path_problem), reason=reason)


def _pin_at(o: _Object) -> PinAt:
    return PinAt(o.name("path", import_path_problem), _place(o.text("where")) or Place(""))


def _requirement(o: _Object) -> Requirement:
    return Requirement(
        path=o.name("path", import_path_problem),
        version=o.name("version", version_problem),
        indirect=o.flag("indirect"),
    )


def _replacement(o: _Object) -> Replacement:
    target = _module(o.child("with"))
    assert target is not None
    return Replacement(
        path=o.name("path", import_path_problem),
        version=o.name("version", version_problem, ""),
        new_path=target.path,
        new_version=target.version,
    )


def _excluded(o: _Object) -> ModuleVersion:
    return ModuleVersion(o.name("path", import_path_problem), o.name("version", version_problem))


def _selected(o: _Object) -> Selected:
    return Selected(
        path=o.name("path", import_path_problem),
        version=o.name("version", version_problem, ""),
        replaced_by=_module(o.optional("replaced_by")),
    )


def _unlocked(o: _Object) -> Unlocked:
    module = _module(o.child("module"))
    assert module is not None
    return Unlocked(
        import_path=o.name("import_path", import_path_problem),
        module=module,
        reason=o.value("reason", reason_from_json),
    )


def _habit(o: _Object) -> Habit:
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


def _go_command(o: _Object) -> GoCommandAt:
    return GoCommandAt(file=o.name("file", file_problem), line=o.number("line"), command=o.text("command"))


def _flags(o: _Object) -> FlagsRow:
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


def _finding(o: _Object) -> Finding:
    code = o.name("code", _code_problem)
    return Finding(
        code=code,
        severity=o.severity("severity"),
        facts=tuple(o.facts()),
        because=o.value("because", reason_from_json),
        place=_place(o.text("where", "")),
        evidence=tuple(map(without_paths, o.texts("evidence"))),
    )
