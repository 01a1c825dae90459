"""YAML as ruamel.yaml composes it, with the place of every scalar in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gomigrate.scripts.read.pieces import Scalar
from gomigrate.scripts.spans import Lines
from gomigrate.scripts.unclear import Unclear, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

Span = tuple[int, int]

_BEFORE = re.compile(r"(?:[&!][^\s\[\]{},]*[ \t]*)*")
_DASH = re.compile(r"[ \t]*-[ \t]+")


def compose(text: str) -> list[Any]:
    """The root nodes of all documents of a YAML text. Raises UnreadableError."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if text.startswith("\ufeff") or "\r" in text.replace("\r\n", ""):
        raise UnreadableError(1, Unclear.BYTES)
    try:
        return [node for node in YAML(typ="rt").compose_all(text) if node is not None]
    except (YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        said = str(getattr(error, "problem", "") or "")
        raise UnreadableError(mark.line + 1 if mark else 0, Unclear.SYNTAX, said) from None


def is_mapping(node: Any) -> bool:
    """Whether the node is a mapping."""
    return type(node).__name__ == "MappingNode"


def is_sequence(node: Any) -> bool:
    """Whether the node is a sequence."""
    return type(node).__name__ == "SequenceNode"


@dataclass(frozen=True, slots=True)
class YamlNode:
    """A node on its way from the root. `key` is the mapping key that it is the value of ("" for an item of a sequence),
    `key_node` that key's node. `above` is the entry of the collection around it."""

    node: Any
    key: str
    key_node: Any
    above: YamlNode | None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that lead here from the root; "-" for an item of a sequence."""
        return (*(self.above.keys if self.above else ()), *((self.key or "-",) if self.above else ()))


class YamlPlaces:
    """Where things stand in the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        self._names: dict[Any, frozenset[str]] = {}

    def names(self, node: Any) -> frozenset[str]:
        """The keys of a mapping, of no other node: remembered, since each of its values may ask."""
        if not is_mapping(node):
            return frozenset()
        if node not in self._names:
            self._names[node] = frozenset(str(key.value) for key, _ in node.value)
        return self._names[node]

    def entries(self, roots: list[Any]) -> Iterator[YamlNode]:
        """Every node once, those behind aliases where they are anchored."""
        seen: set[Any] = set()
        pending = [YamlNode(root, "", None, None) for root in reversed(roots)]
        while pending:
            entry = pending.pop()
            if entry.node in seen:
                continue
            seen.add(entry.node)
            yield entry
            if is_mapping(entry.node):
                pending += [YamlNode(value, str(key.value), key, entry) for key, value in reversed(entry.node.value)]
            elif is_sequence(entry.node):
                pending += [YamlNode(item, "", None, entry) for item in reversed(entry.node.value)]

    def end(self, node: Any) -> int:
        """Where the last character of a node ends; for block collections, that of their last member."""
        if is_mapping(node) and not node.flow_style and node.value:
            return self.end(node.value[-1][1])
        if is_sequence(node) and not node.flow_style and node.value:
            return self.end(node.value[-1])
        if getattr(node, "style", None) in ("|", ">"):
            return self.block(node)[1]
        return int(node.end_mark.index)

    def block(self, node: Any) -> tuple[int, int, str]:
        """The lines of a block scalar and their indentation."""
        start = self.lines.end(int(node.start_mark.index))
        header = self.text[int(node.start_mark.index) : start]
        first = re.compile(r"(?:[ \t]*\r?\n)*([ ]*)\S").match(self.text, start)
        if not first or re.search(r"[|>][+-]?\d", header):
            return start, start, ""
        indent, stop, i = first[1], start, start
        while i < len(self.text):
            end = self.lines.end(i)
            line = self.text[i:end]
            if line.strip() and not line.startswith(indent):
                break
            stop = end if line.strip() else stop
            i = end
        return start, stop, indent

    def content(self, node: Any) -> Span:
        """The text of a scalar without quotes, anchors and tags."""
        start, end = int(node.start_mark.index), int(node.end_mark.index)
        before = _BEFORE.match(self.text, start, end)
        start = before.end() if before and node.style in ("'", '"', None) and not self._is_value(node, start) else start
        if node.style in ("'", '"'):
            return start + 1, end - 1
        if node.style in ("|", ">"):
            return self.block(node)[:2]
        return start, end

    def _is_value(self, node: Any, start: int) -> bool:
        return node.style is None and self.text.startswith(str(node.value), start)

    def own_lines(self, entry: YamlNode) -> Span | None:
        """The lines that an entry of a block collection takes, None where it shares them with others."""
        first = entry.key_node if entry.key_node is not None else entry.node
        start = int(first.start_mark.index)
        line = self.lines.start(start)
        before = self.text[line:start]
        if entry.key_node is None:
            if not _DASH.fullmatch(before):
                return None
        elif before.strip():
            return None
        return line, self.lines.end(max(self.end(entry.node) - 1, start))

    def whole(self, entry: YamlNode, stay: frozenset[str] = frozenset()) -> Span | None:
        """What goes if an entry goes: itself, or what would be empty without it. Keys of `stay` do not go."""
        above = entry.above
        if above is None or above.node.flow_style or entry.key in stay:
            return None
        if len(above.node.value) > 1:
            return self.own_lines(entry)
        return self.whole(above, stay)

    def scalar(self, entry: YamlNode) -> Scalar:
        """The scalar of an entry."""
        start, end = self.content(entry.node)
        return Scalar(
            keys=entry.keys,
            value=str(entry.node.value),
            start=start,
            end=end,
            whole=self.whole(entry),
            style=entry.node.style or "",
            siblings=len(entry.above.node.value) - 1 if entry.above else 0,
        )
