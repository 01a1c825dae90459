"""Frozen values as JSON and back, field by field, for files that gomigrate alone writes and reads. Each is told by the
name of its class, so that a field may hold one of several."""

from __future__ import annotations

import threading
import types
import typing
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from gomigrate.model import decision, findings, modules, policy
from gomigrate.model.fleets import batch, marks, partition

T = TypeVar("T")

LARGEST = threading.TIMEOUT_MAX
"""No number of seconds is larger: neither one to wait for nor one since 1970."""

_CLASS = "class"
_NAMES = {
    name: value
    for module in (decision, findings, modules, policy, batch, marks, partition)
    for name, value in vars(module).items()
} | {"datetime": datetime}
"""What the fields' kinds are called: no two classes of gomigrate have one name."""


class NotPlainError(ValueError):
    """The JSON is not what a value of this kind is written as."""


def to_plain(value: object) -> Any:
    """A dataclass as a dictionary of its fields, a tuple as a list, a time as text; the rest as it is."""
    if is_dataclass(value):
        own = {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
        return {_CLASS: type(value).__name__, **own}
    if isinstance(value, datetime):
        return value.isoformat()
    return [to_plain(item) for item in value] if isinstance(value, tuple) else value


def from_plain(kind: type[T], value: object) -> T:
    """The value of this kind that `to_plain` made the JSON of: every field is there, of its kind, and no other. Raises
    NotPlainError."""
    made: T = _read(kind, value, kind.__name__)
    return made


def _read(kind: Any, value: Any, name: str) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _one_of(arguments, value, name)
    if origin is tuple and isinstance(value, list):
        kinds = arguments[:1] * len(value) if arguments[-1] is Ellipsis else arguments
        if len(kinds) == len(value):
            return tuple(_read(one, item, name) for one, item in zip(kinds, value, strict=True))
    elif is_dataclass(kind) and isinstance(value, dict):
        return _read_fields(kind, value, name)
    elif _is_simple(kind, value):
        return value
    elif kind is datetime and isinstance(value, str):
        return _read_time(value, name)
    elif isinstance(kind, type) and issubclass(kind, StrEnum) and value in tuple(kind):
        return kind(value)
    raise NotPlainError(f"{name} is not of the kind that it should be")


def _read_fields(kind: Any, value: dict[str, Any], name: str) -> Any:
    hints = _hints(kind)
    if value.keys() != {_CLASS, *hints} or value[_CLASS] != kind.__name__:
        raise NotPlainError(f"{name} has other fields than these")
    return kind(**{field: _read(hint, value[field], f"{name}.{field}") for field, hint in hints.items()})


def _read_time(value: str, name: str) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise NotPlainError(f"{name} is no time") from error


def _is_simple(kind: Any, value: Any) -> bool:
    if kind is float:
        return type(value) in (int, float) and 0 <= value < LARGEST
    return kind in (str, int, bool, types.NoneType) and type(value) is kind


def _one_of(kinds: tuple[Any, ...], value: Any, name: str) -> Any:
    for kind in kinds:
        try:
            return _read(kind, value, name)
        except NotPlainError:
            continue
    raise NotPlainError(f"{name} is none of the kinds that it may be")


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind, localns=_NAMES)
