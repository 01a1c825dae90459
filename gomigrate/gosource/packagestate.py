"""What a Go file keeps or does while its package is initialized: where two copies of a package differ from one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.gosource.constructs import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

_INIT = re.compile(r"^func[ \t]+init\(\)", re.MULTILINE)
_VARS = re.compile(r"^var[ \t]*\(\n(?P<group>.*?)^\)|^var[ \t]+(?P<one>[^\n(][^\n]*)", re.MULTILINE | re.DOTALL)
# The lines of a group that begin a variable, not the inside of a literal.
_SPEC = re.compile(r"^(?:\t| {1,8})(?P<spec>[^\W\d]\w*[^\n]*)", re.MULTILINE)
# A declaration up to the next one, with all lines of its values.
_DECLARED = re.compile(r"^var\b(?P<values>.*?)(?=^[^\s)}\]]|\Z)", re.MULTILINE | re.DOTALL)
_LATER = re.compile(r"[ \t]+\w+(?:[ \t]+\w+)?[ \t]*=[ \t]*func\b")
# Names of nothing, and values that do not change after they are made.
_CONSTANT = re.compile(r"_\b|\w+[ \t]*=[ \t]*(?:errors\.New|fmt\.Errorf|regexp\.MustCompile)\(")


def state_lines(data: bytes) -> tuple[int, ...]:
    """The lines of a Go file, counted from 1, where a variable of the package or a function init begins; variables that
    only name an error or a regular expression are left out. A heuristic on the text, for code as gofmt writes it; never
    raises."""
    text = spoken(data.decode("utf-8", "replace"))
    starts = [*(found.start() for found in _INIT.finditer(text)), *_variables(text)]
    return tuple(sorted({text.count("\n", 0, start) + 1 for start in starts}))


def _variables(text: str) -> Iterator[int]:
    for found in _VARS.finditer(text):
        if found["one"] is not None:
            specs = [(found.start("one"), found["one"])]
        else:
            specs = [(found.start("group") + m.start("spec"), m["spec"]) for m in _SPEC.finditer(found["group"])]
        yield from (start for start, spec in specs if not _CONSTANT.match(spec))


def has_init(data: bytes) -> bool:
    """Whether a Go file has a function init."""
    return b"func init()" in data and _INIT.search(spoken(data.decode("utf-8", "replace"))) is not None


def is_read_at_start(data: bytes, path: str, name: str) -> bool:
    """Whether a value of a variable of a Go file asks the package that it imports by a path, and whose own name is
    given: `var known = order.Len()`. What a function literal does comes later."""
    raw = data.decode("utf-8", "replace")
    alias = re.search(rf'^[ \t]*(?:import[ \t]+)?(?P<alias>\w+)[ \t]+["`]{re.escape(path)}["`]', raw, re.MULTILINE)
    called = alias["alias"] if alias and alias["alias"] != "import" else name
    uses = re.compile(rf"(?<![\w.]){re.escape(called)}\.\w") if called else None
    values = (found["values"] for found in _DECLARED.finditer(spoken(raw))) if uses else ()
    return any(uses.search(value) and not _LATER.match(value) for value in values if uses)
