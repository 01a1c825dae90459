"""Values of the model with the same hostile text in every field that may come from outside."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import gomigrate.model
from gomigrate.model.go.gopackage import GoFile
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.model.trees.tree import Tree


def _names() -> dict[str, Any]:
    found: dict[str, Any] = {"datetime": datetime}
    for module in pkgutil.walk_packages(gomigrate.model.__path__, "gomigrate.model."):
        found.update(vars(importlib.import_module(module.name)))
    for name in ("Mapping", "Sequence", "Iterable"):
        found[name] = getattr(typing, name)
    return found


_NAMES = _names()


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    names = {**_NAMES, **vars(importlib.import_module(kind.__module__))}
    return typing.get_type_hints(kind, names, names)


def filled(kind: Any, text: str, **given: Any) -> Any:
    """A value of this type: a dataclass has `text` in all its texts, one element in each tuple, and `given`."""
    if kind is str:
        return text
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        values = {
            # A code is looked up; a record with another one is refused.
            field.name: "GM820" if (field.name, hints[field.name]) == ("code", str) else filled(hints[field.name], text)
            for field in fields(kind)
            if field.init and field.name not in given
        }
        return kind(**values, **given)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    simple = {bool: True, int: 1, float: 1.0, bytes: text.encode("utf-8", "surrogatepass"), type(None): None}
    if kind in simple:
        return simple[kind]
    if kind is GoFile:
        return GoFile(text)
    if kind is Tree:
        return MemoryTree({})
    if kind is datetime:
        return datetime(2020, 1, 2, tzinfo=UTC)
    return _generic(kind, text)


def _generic(kind: Any, text: str) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return filled(next(one for one in arguments if one is not type(None)), text)
    if origin is typing.Literal:
        return arguments[0]
    if origin is tuple:
        elements = arguments[:1] if arguments[-1] is Ellipsis else arguments
        return tuple(filled(one, text) for one in elements)
    if origin is frozenset:
        return frozenset((filled(arguments[0], text),))
    if origin is not None and arguments:
        return {filled(arguments[0], text): filled(arguments[1], text)}
    assert kind is not MISSING
    msg = f"no value for {kind}"
    raise TypeError(msg)
