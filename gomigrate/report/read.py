"""Plans read back from their JSON, with errors that name the place in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from gomigrate.model.codes import CODES
from gomigrate.model.findings import Finding, Place, Severity
from gomigrate.model.habits import FlagsRow, Habit, Safety
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import LedgerLine, Plan, Replacement, Requirement, Selected, Source, State, Unlocked

PLAN_SCHEMAS = ("gomigrate/plan/1",)

T = TypeVar("T")


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
        module=module.text("path"),
        go=module.text("go", ""),
        ledger=plan.each("ledger", _ledger_line),
        requires=plan.each("requires", _requirement),
        replaces=plan.each("replaces", _replacement),
        build_list=plan.each("build_list", _selected),
        unlocked=plan.each("unlocked", _unlocked),
        go_mod=plan.text("go_mod", ""),
        go_sum=plan.text("go_sum", ""),
        writes=files.texts("write"),
        edits=files.texts("edit"),
        removes=files.texts("remove"),
        platforms=plan.texts("platforms"),
        findings=plan.each("findings", _finding),
        rewrites=plan.each("rewrites", lambda o: (o.text("from"), o.text("to"))),
        habits=plan.each("habits", _habit),
        goflags=plan.each("goflags", _flags),
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

    def flag(self, name: str) -> bool:
        return self._typed(name, bool, default=False, wanted="true or false")

    def number(self, name: str) -> int:
        return self._typed(name, int, 0, "a whole number")

    def texts(self, name: str) -> tuple[str, ...]:
        items = self._typed(name, list, [], "a list of strings")
        if not all(isinstance(item, str) for item in items):
            raise PlanJsonError(f"{self._where}.{name}: a list of strings is wanted here")
        return tuple(items)

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


def _source(o: _Object) -> Source:
    return Source(
        import_path=o.text("import_path"),
        found_by=o.text("found_by", ""),
        root=o.text("root", ""),
        commit=o.text("commit", ""),
        date=o.time("date"),
        locks=o.texts("locks"),
        vendor=o.text("vendor", ""),
        vendored_packages=o.number("vendored_packages"),
        is_dirty=o.flag("dirty"),
    )


def _module(o: _Object | None) -> ModuleVersion | None:
    return ModuleVersion(o.text("path"), o.text("version", "")) if o else None


def _place(text: str) -> Place | None:
    file, colon, line = text.rpartition(":")
    if colon and line.isascii() and line.isdigit():
        return Place(file, int(line))
    return Place(text) if text else None


def _ledger_line(o: _Object) -> LedgerLine:
    return LedgerLine(
        path=o.text("path"),
        revision=o.text("revision", ""),
        state=o.state("state"),
        reason=o.text("reason", ""),
        module=_module(o.optional("module")),
        built=_module(o.optional("built")),
        lock=_place(o.text("lock", "")),
        evidence=o.texts("evidence"),
    )


def _requirement(o: _Object) -> Requirement:
    return Requirement(path=o.text("path"), version=o.text("version"), indirect=o.flag("indirect"))


def _replacement(o: _Object) -> Replacement:
    new = o.child("with")
    return Replacement(
        path=o.text("path"),
        version=o.text("version", ""),
        new_path=new.text("path"),
        new_version=new.text("version", ""),
    )


def _selected(o: _Object) -> Selected:
    return Selected(path=o.text("path"), version=o.text("version", ""), replaced_by=_module(o.optional("replaced_by")))


def _unlocked(o: _Object) -> Unlocked:
    module = o.child("module")
    return Unlocked(
        import_path=o.text("import_path"),
        module=ModuleVersion(module.text("path"), module.text("version", "")),
        reason=o.text("reason", ""),
    )


def _habit(o: _Object) -> Habit:
    safety = o.text("safety")
    if safety not in set(Safety):
        raise PlanJsonError(f"{safety!r} is none of {', '.join(Safety)}")
    return Habit(
        code=o.text("code"),
        safety=Safety(safety),
        file=o.text("file"),
        line=o.number("line"),
        kind=o.text("kind", ""),
        message=o.text("message", ""),
        remedy=o.text("remedy", ""),
        before=o.texts("before"),
        after=o.texts("after"),
        applied=o.flag("applied"),
    )


def _flags(o: _Object) -> FlagsRow:
    return FlagsRow(
        file=o.text("file"),
        line=o.number("line"),
        command=o.text("command"),
        value=o.text("value"),
        origin=o.text("origin"),
        hides=o.texts("hides"),
        overridden=o.texts("overridden"),
    )


def _finding(o: _Object) -> Finding:
    code = o.text("code")
    known = CODES.get(code)
    return Finding(
        code=code,
        severity=o.severity("severity"),
        message=o.text("message"),
        remedy=o.text("remedy", known.remedy if known else ""),
        place=_place(o.text("where", "")),
        evidence=o.texts("evidence"),
    )
