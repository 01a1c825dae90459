"""JSON, YAML and TOML documents in one shape, each value with the line it stands on."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gomigrate.locks.text import UnreadableFileError, decode_whole
from gomigrate.model.legacy.lockflaws import FileFlaw
from gomigrate.model.text.yamltext import is_nested_too_deeply

if TYPE_CHECKING:
    from collections.abc import Mapping

# No legacy format nests deeper than five levels; and YAML aliases must not blow a small file up to a huge tree. The
# largest lock files known have some ten thousand values.
DEPTH_LIMIT = 40
NODE_LIMIT = 200_000
# YAML is read in pure Python, slowly: this much takes seconds at the worst. Large glide.lock files have 60 KiB.
YAML_SIZE_LIMIT = 256 * 1024
# tomllib takes quadratic time for long dotted keys, so those are refused before it sees them.
TOML_SIZE_LIMIT = 1024 * 1024
_LONG_DOTTED_KEY = re.compile(r"(?<![A-Za-z0-9_\-\"'])(?:[A-Za-z0-9_\-\"']+[ \t]*\.[ \t]*){40}")


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its line (0: not known). Numbers stay the text they are written as: a commit such as 12345e67 is
    no number. `repeated` are the fields of a mapping that the file has twice; the last one counts."""

    value: str | bool | tuple[Node, ...] | Mapping[str, Node] | None
    line: int = 0
    repeated: tuple[str, ...] = ()


def read_json(data: bytes) -> Node:
    """The document in a JSON file. Raises UnreadableFileError."""
    text = decode_whole(data)
    reader = _JsonReader(text)
    node, end = reader.value(reader.skip(0), 0)
    end = reader.skip(end)
    if end != len(text):
        raise reader.error(FileFlaw.MORE_TEXT, end)
    return node


def _line_starts(text: str) -> list[int]:
    return [0, *(end.end() for end in re.finditer("\n", text))]


class _JsonReader:
    """A JSON reader that knows lines, which the json module's does not."""

    _blank = re.compile(r"[ \t\r\n]*")
    _string = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
    _word = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null")

    def __init__(self, text: str) -> None:
        self.text = text
        self.line_starts = _line_starts(text)
        self.seen = 0

    def line(self, at: int) -> int:
        return bisect_right(self.line_starts, at)

    def error(self, flaw: FileFlaw, at: int) -> UnreadableFileError:
        flaw = FileFlaw.CUT_OFF if at >= len(self.text) else flaw
        return UnreadableFileError(flaw, self.line(at), format="JSON")

    def skip(self, at: int) -> int:
        blank = self._blank.match(self.text, at)
        return blank.end() if blank else at

    def value(self, at: int, depth: int) -> tuple[Node, int]:
        self.seen += 1
        if depth > DEPTH_LIMIT or self.seen > NODE_LIMIT:
            raise self.error(FileFlaw.TOO_DEEP, at)
        first = self.text[at : at + 1]
        if first == "{":
            return self.members(at, depth)
        if first == "[":
            return self.items(at, depth)
        if first == '"':
            text, end = self.string(at)
            return Node(text, self.line(at)), end
        word = self._word.match(self.text, at)
        if not word:
            raise self.error(FileFlaw.SYNTAX, at)
        constants = {"true": True, "false": False, "null": None}
        return Node(constants.get(word.group(), word.group()), self.line(at)), word.end()

    def string(self, at: int) -> tuple[str, int]:
        token = self._string.match(self.text, at)
        if not token:
            raise self.error(FileFlaw.OPEN_STRING, at)
        try:
            return str(json.loads(token.group())), token.end()
        except ValueError:
            raise self.error(FileFlaw.BAD_ESCAPE, at) from None

    def items(self, at: int, depth: int) -> tuple[Node, int]:
        found: list[Node] = []
        end = self.skip(at + 1)
        while self.text[end : end + 1] != "]" or found:
            node, end = self.value(end, depth + 1)
            found.append(node)
            end = self.skip(end)
            if self.text[end : end + 1] == "]":
                break
            end = self.after(",", end)
        return Node(tuple(found), self.line(at)), end + 1

    def members(self, at: int, depth: int) -> tuple[Node, int]:
        found: dict[str, Node] = {}
        repeated: list[str] = []
        end = self.skip(at + 1)
        while self.text[end : end + 1] != "}" or found:
            if self.text[end : end + 1] != '"':
                raise self.error(FileFlaw.SYNTAX, end)
            name, end = self.string(end)
            node, end = self.value(self.after(":", self.skip(end)), depth + 1)
            if name in found:
                repeated.append(name)
            found[name] = node
            end = self.skip(end)
            if self.text[end : end + 1] == "}":
                break
            end = self.after(",", end)
        return Node(found, self.line(at), tuple(repeated)), end + 1

    def after(self, sign: str, at: int) -> int:
        if self.text[at : at + 1] != sign:
            raise self.error(FileFlaw.SYNTAX, at)
        return self.skip(at + 1)


_TOML_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|'
    r"'''.*?'''|"
    r'"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*'|"
    r"#[^\n]*|"
    r"^[ \t]*\[\[[ \t]*(?P<array>[A-Za-z0-9_\-.]+)[ \t]*\]\]|"
    r"^[ \t]*\[[ \t]*(?P<table>[A-Za-z0-9_\-.]+)[ \t]*\]|"
    r"^[ \t]*(?P<key>[A-Za-z0-9_\-]+)[ \t]*=",
    re.DOTALL | re.MULTILINE,
)


def read_toml(data: bytes) -> Node:
    """The document in a TOML file. Fields at the top know their line; those in a table have that of its [header] or
    [[header]]. Raises UnreadableFileError."""
    import tomllib

    text = decode_whole(data).replace("\r\n", "\n")
    if len(text) > TOML_SIZE_LIMIT:
        raise UnreadableFileError(FileFlaw.TOO_LARGE, limit=TOML_SIZE_LIMIT >> 10)
    if _LONG_DOTTED_KEY.search(text):
        raise UnreadableFileError(FileFlaw.LONG_KEYS)
    try:
        document = tomllib.loads(text)
    except (ValueError, OverflowError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        raise UnreadableFileError(FileFlaw.SYNTAX, int(line.group(1)) if line else 0, format="TOML") from None
    return _toml_node(document, "", 0, _toml_lines(text))


def _toml_lines(text: str) -> dict[str, list[int]]:
    """The lines of every header and of the fields above the first one, by dotted name; [[name]] is "name[]" here."""
    starts = _line_starts(text)
    lines: dict[str, list[int]] = {}
    is_at_top = True
    for token in _TOML_TOKEN.finditer(text):
        kind = token.lastgroup
        if kind and (kind != "key" or is_at_top):
            name = f"{token[kind]}[]" if kind == "array" else token[kind]
            lines.setdefault(name, []).append(bisect_right(starts, token.start(kind)))
        is_at_top = is_at_top and kind in {None, "key"}
    return lines


def _toml_node(value: Any, name: str, line: int, lines: Mapping[str, list[int]]) -> Node:
    known = lines.get(name, [])
    if isinstance(value, list):
        # Tables may be written inline as well: lines are only known where every entry has a header of its own.
        headers = lines.get(f"{name}[]", [])
        at = headers if len(headers) == len(value) else [0] * len(value)
        inner = tuple(_toml_node(v, f"{name}[].", at[i], lines) for i, v in enumerate(value))
        return Node(inner, (headers or known or [line])[0])
    line = known[0] if len(known) == 1 else line
    if isinstance(value, dict):
        return Node({k: _toml_node(v, f"{name}.{k}" if name else k, line, lines) for k, v in value.items()}, line)
    return Node(value if isinstance(value, (str, bool)) else str(value), line)


def read_yaml(data: bytes) -> Node:
    """The document in a YAML file; aliases are followed, within NODE_LIMIT. Raises UnreadableFileError."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError

    text = decode_whole(data)
    if len(text) > YAML_SIZE_LIMIT:
        raise UnreadableFileError(FileFlaw.TOO_LARGE, limit=YAML_SIZE_LIMIT >> 10)
    if is_nested_too_deeply(text):
        raise UnreadableFileError(FileFlaw.TOO_DEEP, format="YAML")
    yaml = YAML(typ="safe", pure=True)
    yaml.composer.warn_double_anchors = False
    try:
        root = yaml.compose(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise UnreadableFileError(FileFlaw.SYNTAX, line, format="YAML") from None
    except Exception:
        # The scanner lets whatever garbage sets off (IndexError, OverflowError, RecursionError ...) through.
        raise UnreadableFileError(FileFlaw.SYNTAX, format="YAML") from None
    return Node(None) if root is None else _YamlCopy().node(root, 0)


@dataclass(slots=True)
class _YamlCopy:
    """Copies ruamel's nodes, counting them: an alias is copied each time it is used."""

    seen: int = field(default=0)

    def node(self, source: Any, depth: int) -> Node:
        self.seen += 1
        line = source.start_mark.line + 1
        if depth > DEPTH_LIMIT or self.seen > NODE_LIMIT:
            raise UnreadableFileError(FileFlaw.TOO_DEEP, line, format="YAML")
        if source.id == "sequence":
            return Node(tuple(self.node(item, depth + 1) for item in source.value), line)
        if source.id == "mapping":
            return self.mapping(source, depth, line)
        return Node(None if source.tag == "tag:yaml.org,2002:null" else str(source.value), line)

    def mapping(self, source: Any, depth: int, line: int) -> Node:
        found: dict[str, Node] = {}
        repeated: list[str] = []
        for key, value in source.value:
            name = key.value if key.id == "scalar" else "?"
            if name in found:
                repeated.append(name)
            found[name] = self.node(value, depth + 1)
        return Node(found, line, tuple(repeated))
