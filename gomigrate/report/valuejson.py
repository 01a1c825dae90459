"""Frozen values as JSON objects of their fields, and read back; reasons of decisions with their kind beside."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

from gomigrate.model import decision, modules, plan
from gomigrate.model.decision import KINDS
from gomigrate.model.diagnosis import remedies
from gomigrate.model.text.shownurl import without_paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from gomigrate.model.decision import Reason

Json = dict[str, Any]
T = TypeVar("T")


def reason_json(reason: Reason | None) -> Json | None:
    """The reason's kind and what it says; None where a record holds none."""
    return None if reason is None else {"kind": KINDS[type(reason)], **value_json(reason)}


def value_json(value: Any) -> Json:
    """The fields of a dataclass, tuples as lists, times in ISO format."""
    return {field.name: _value(getattr(value, field.name)) for field in fields(value)}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    if type(value) in KINDS:
        return reason_json(value)
    return value_json(value) if is_dataclass(value) else value


def reason_from_json(value: object) -> Reason | None:
    """The reason that `reason_json` made this value from; None of null. Raises ValueError where it is no reason."""
    if value is None or isinstance(value, str):
        return None  # gomigrate/plan/1 had a sentence here
    kinds = {kind: made for made, kind in KINDS.items()}
    if not isinstance(value, dict) or value.get("kind") not in kinds:
        raise ValueError("is no reason")
    reason: Reason = value_from_json(kinds[value["kind"]], value)
    return reason


def value_from_json(kind: type[T], value: object) -> T:
    """The dataclass that `value_json` made this value from, unknown fields left aside. Raises ValueError."""
    if not isinstance(value, dict):
        raise ValueError("an object is wanted here")
    hints = _hints(kind)  # type: ignore[arg-type]
    try:
        return kind(**{name: _read(hints[name], value[name]) for name in hints if name in value})
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"is no {kind.__name__}") from error


@cache
def _hints(kind: Any) -> dict[str, Any]:
    names = {**vars(modules), **vars(decision), **vars(plan), **vars(remedies), "datetime": datetime}
    return get_type_hints(kind, names)


def _read(wanted: Any, value: Any) -> Any:
    """The value as a field of this type has it; text is a stranger's, so URLs in it lose their paths."""
    if get_origin(wanted) is UnionType:
        options = [option for option in get_args(wanted) if option is not NoneType]
        if len(options) > 1:
            return reason_from_json(value)
        return None if value is None else _read(options[0], value)
    if get_origin(wanted) is tuple:
        return tuple(_read(get_args(wanted)[0], item) for item in _of(list, value))
    if wanted is datetime:
        return datetime.fromisoformat(_of(str, value))
    if is_dataclass(wanted):
        assert isinstance(wanted, type)
        return value_from_json(wanted, value)
    if issubclass(wanted, StrEnum):
        return wanted(value)
    return without_paths(_of(str, value)) if wanted is str else _of(wanted, value)


def _of(kind: Callable[..., Any], value: Any) -> Any:
    if type(value) is not kind:
        raise ValueError("is of another type")
    return value
