"""A JSON object that a stranger may have written, read field by field, with errors that name the place in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

from gomigrate.model.findings import Fact, Severity
from gomigrate.model.legacy.inventory import FoundBy, PathSource
from gomigrate.model.names import shown
from gomigrate.model.plan import State
from gomigrate.model.text.shownurl import without_paths
from gomigrate.report.valuejson import value_from_json
from gomigrate.report.words.names import flawed

T = TypeVar("T")

Check = Callable[[str], str]
"""Why a text is not what it should be, as `flawed` takes it; "" if it is."""


class PlanJsonError(ValueError):
    """The value is not a plan: says where in it, and what is wrong there."""


class JsonObject:
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
        """A text, or the default."""
        return self._typed(name, str, default, "a string")

    def name(self, name: str, check: Check, default: str | None = None) -> str:
        """A text that the check has nothing against, or the default."""
        text = self.text(name, default)
        self._refuse(name, text, check(text) if text != default else "")
        return text

    def names(self, name: str, check: Check) -> tuple[str, ...]:
        """Texts that the check has nothing against; () where there are none."""
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
        """True or false, which it is where it is not there."""
        return self._typed(name, bool, default=False, wanted="true or false")

    def number(self, name: str) -> int:
        """A whole number, 0 where it is not there."""
        return self._typed(name, int, 0, "a whole number")

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
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
        """A list of objects, each as value_from_json reads it."""
        items = self._typed(name, list, [], "a list of objects")
        return self.value(name, lambda _: tuple(value_from_json(kind, item) for item in items))

    def child(self, name: str) -> JsonObject:
        """The object in the field; an empty one where it is not there."""
        return JsonObject(self._fields.get(name, {}), f"{self._where}.{name}")

    def optional(self, name: str) -> JsonObject | None:
        """The object in the field, None where it is not there."""
        return self.child(name) if self._fields.get(name) is not None else None

    def each(self, name: str, read: Callable[[JsonObject], T]) -> tuple[T, ...]:
        """What `read` makes of each object of a list."""
        items = self._typed(name, list, [], "a list of objects")
        return tuple(read(JsonObject(item, f"{self._where}.{name}[{i}]")) for i, item in enumerate(items))

    def state(self, name: str) -> State:
        """What became of a pin."""
        text = self.text(name)
        if text not in set(State):
            raise PlanJsonError(f"{self._where}.{name}: {text!r} is none of {', '.join(State)}")
        return State(text)

    def found_by(self, name: str) -> FoundBy | None:
        """Who told the import path; None in older records, which have a sentence there."""
        if not isinstance(self._fields.get(name), Mapping):
            return None
        told = self.child(name)
        source = told.text("source")
        if source not in set(PathSource):
            raise PlanJsonError(f"{self._where}.{name}.source: {source!r} is none of {', '.join(PathSource)}")
        return FoundBy(PathSource(source), told.text("name", ""))

    def severity(self, name: str) -> Severity:
        """How much a finding matters."""
        text = self.text(name)
        if text not in set(Severity):
            raise PlanJsonError(f"{self._where}.{name}: {text!r} is none of {', '.join(Severity)}")
        return Severity(text)

    def time(self, name: str) -> datetime | None:
        """A time in ISO 8601, None where it is not there."""
        text = self.text(name, "")
        try:
            return datetime.fromisoformat(text) if text else None
        except ValueError:
            raise PlanJsonError(f"{self._where}.{name}: {text!r} is no time in ISO 8601") from None
