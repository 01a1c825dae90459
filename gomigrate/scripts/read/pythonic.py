"""Bazel files and Python build scripts, read by libcst: Starlark is Python as far as build files go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import libcst
from libcst.metadata import MetadataWrapper, PositionProvider

from gomigrate.scripts.read.document import Argument, Document, FunctionCall, ScriptSetting, UnreadableError
from gomigrate.scripts.shell.model import Region
from gomigrate.scripts.spans import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.kinds import FileKind

_RUNNERS = frozenset(("run", "call", "check_call", "check_output", "Popen", "system", "getoutput", "popen"))
"""Functions that run their first argument: those of the standard library, and helpers that go by their names."""


def read_pythonic(path: str, kind: FileKind, text: str) -> Document:
    """The calls with their plain string arguments, commands that are run, and environment variables that are set.

    Raises UnreadableError where the file is no Python by its syntax.
    """
    if "\r" in text.replace("\r\n", ""):
        raise UnreadableError(1, "bare carriage returns")
    try:
        module = MetadataWrapper(libcst.parse_module(text), unsafe_skip_copy=True)
        positions = module.resolve(PositionProvider)
    except libcst.ParserSyntaxError as error:
        raise UnreadableError(error.raw_line, "its syntax") from None
    except (RecursionError, UnicodeError, ValueError):
        raise UnreadableError(1, "its syntax") from None
    visitor = _Visitor(text, positions)
    module.module.visit(visitor)
    return Document(
        path=path,
        kind=kind,
        text=text,
        regions=tuple(visitor.regions),
        settings=tuple(visitor.settings),
        calls=tuple(visitor.calls),
        fixed=tuple(visitor.fixed),
    )


class _Visitor(libcst.CSTVisitor):
    """Gathers calls, commands and settings."""

    def __init__(self, text: str, positions: Any) -> None:
        super().__init__()
        self._text, self._lines, self._positions = text, Lines(text), positions
        self.regions: list[Region] = []
        self.settings: list[ScriptSetting] = []
        self.calls: list[FunctionCall] = []
        self.fixed: list[tuple[int, int]] = []

    def visit_Call(self, node: libcst.Call) -> None:  # noqa: N802
        name = _name(node.func)
        start, end = self._span(node)
        self.calls.append(FunctionCall(name=name, start=start, end=end, arguments=tuple(self._arguments(node))))
        if name.rpartition(".")[2] in _RUNNERS and node.args:
            self._command(node.args[0].value)

    def visit_Assign(self, node: libcst.Assign) -> None:  # noqa: N802
        for target in node.targets:
            self._setting(target.target, node.value)

    def _arguments(self, node: libcst.Call) -> Iterator[Argument]:
        for argument in node.args:
            literal = self._literal(argument.value)
            if literal is not None:
                keyword = argument.keyword.value if argument.keyword else ""
                yield Argument(name=keyword, whole=self._span(argument), **literal)

    def _command(self, value: libcst.BaseExpression) -> None:
        literal = self._literal(value)
        if literal is not None:
            self.regions.append(Region.plain(self._text, literal["start"], literal["end"]))
        elif isinstance(value, libcst.List) and value.elements:
            self._words([self._literal(element.value) for element in value.elements])

    def _words(self, words: list[dict[str, Any] | None]) -> None:
        """A list of words as the command that it is: looked at, never edited, for quotes and commas stand between."""
        known = [word for word in words if word is not None]
        if len(known) != len(words) or any(set(word["value"]) & set(" \t\n;|&<>()$`\"'") for word in known):
            return
        text = ""
        offsets: list[int] = []
        for word in known:
            text += word["value"] + " "
            offsets += range(word["start"], word["end"] + 1)
        self.regions.append(Region(text=text[:-1], offsets=tuple(offsets)))
        self.fixed.append((known[0]["start"], known[-1]["end"]))

    def _setting(self, target: libcst.BaseExpression, value: libcst.BaseExpression) -> None:
        """`os.environ["NAME"] = "value"`."""
        literal = self._literal(value)
        if literal is None or not isinstance(target, libcst.Subscript) or len(target.slice) != 1:
            return
        index = target.slice[0].slice
        key = self._literal(index.value) if isinstance(index, libcst.Index) else None
        if key is not None and _name(target.value).rpartition(".")[2] in ("environ", "env"):
            start, end = literal["start"], literal["end"]
            scope = end, len(self._text)
            self.settings.append(
                ScriptSetting(
                    name=key["value"], value=literal["value"], start=start, end=end, level="os.environ", scope=scope
                )
            )

    def _literal(self, node: libcst.BaseExpression) -> dict[str, Any] | None:
        """The text and span of a plain string: without prefix and escapes, on one line."""
        if not isinstance(node, libcst.SimpleString) or node.prefix:
            return None
        inner = node.raw_value
        if "\\" in inner or "\n" in inner:
            return None
        start, end = self._span(node)
        cut = len(node.quote)
        return {"value": inner, "start": start + cut, "end": end - cut}

    def _span(self, node: libcst.CSTNode) -> tuple[int, int]:
        where = self._positions[node]
        return self._offset(where.start), self._offset(where.end)

    def _offset(self, position: Any) -> int:
        return self._lines.of(position.line) + int(position.column)


def _name(node: libcst.BaseExpression) -> str:
    """The dotted name of a function or variable, "" for anything else."""
    if isinstance(node, libcst.Name):
        return node.value
    return f"{_name(node.value)}.{node.attr.value}" if isinstance(node, libcst.Attribute) else ""
