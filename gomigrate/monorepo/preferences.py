"""What the owners prefer: the table [modules] of gomigrate.toml.

[modules]
layout = "units"                    # or "one", "work"
boundaries = ["libs/*", "tools"]    # folders that shall be modules; "." is the top
join = ["services/old"]             # folders that shall be none, though they have a lock
merge = [["libs/a", "libs/b"]]      # units that shall be one module
"""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.locks.node import Node, read_toml
from gomigrate.locks.text import UnreadableFileError
from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.fleets.partition import Layout, PreferenceProblem, Preferences

if TYPE_CHECKING:
    from gomigrate.model.findings import Fact, Finding

FILE = "gomigrate.toml"
"""Where the file is: at the repository's top."""

TABLE = "modules"
_KEYS = {"layout", "boundaries", "join", "merge"}


def read_preferences(data: bytes) -> tuple[Preferences, tuple[Finding, ...]]:
    """The table in the bytes of a gomigrate.toml (b"" for none), and what is wrong with it. Never raises. What cannot
    be understood is an error among the findings, because it was meant to change what is written."""
    try:
        root = read_toml(data)
    except UnreadableFileError as error:
        return Preferences(), (_wrong(PreferenceProblem.UNREADABLE, error.line, flaw=error.flaw, **error.facts),)
    tables = root.value if isinstance(root.value, dict) else {}
    reader = _TableReader(tables.get(TABLE, Node({})))
    return reader.preferences(), tuple(reader.findings)


def _wrong(problem: PreferenceProblem, line: int, **facts: Fact) -> Finding:
    told = (("problem", problem.value), *facts.items())
    return replace(finding("GM901", place=Place(FILE, line)), facts=told)


class _TableReader:
    """Reads the table; `findings` collects what is wrong with it."""

    def __init__(self, table: Node) -> None:
        self.findings: list[Finding] = []
        self._table = table

    def preferences(self) -> Preferences:
        """The preferences, without those that cannot be understood."""
        values = self._table.value
        if not isinstance(values, dict):
            self._wrong(PreferenceProblem.NO_TABLE)
            return Preferences()
        for name in sorted(values.keys() - _KEYS):
            self._wrong(PreferenceProblem.UNKNOWN_KEY, key=name)
        return Preferences(
            layout=self._layout(values["layout"]) if "layout" in values else None,
            boundaries=self._folders("boundaries", values.get("boundaries", Node(()))),
            join=self._folders("join", values.get("join", Node(()))),
            merge=self._groups(values.get("merge", Node(()))),
        )

    def _wrong(self, problem: PreferenceProblem, **facts: Fact) -> None:
        self.findings.append(_wrong(problem, self._table.line, **facts))

    def _layout(self, node: Node) -> Layout | None:
        if isinstance(node.value, str) and node.value in set(Layout):
            return Layout(node.value)
        self._wrong(PreferenceProblem.LAYOUT)
        return None

    def _folders(self, key: str, node: Node) -> tuple[str, ...]:
        items = node.value if isinstance(node.value, tuple) else (node,)
        texts = [item.value for item in items if isinstance(item.value, str)]
        if not isinstance(node.value, tuple) or len(texts) < len(items):
            self._wrong(PreferenceProblem.LIST, key=key)
            return ()
        for text in texts:
            if not _is_folder(text):
                self._wrong(PreferenceProblem.FOLDER, key=key, folder=text)
        return tuple(posixpath.normpath(text) for text in texts if _is_folder(text))

    def _groups(self, node: Node) -> tuple[tuple[str, ...], ...]:
        if not isinstance(node.value, tuple):
            self._wrong(PreferenceProblem.GROUPS)
            return ()
        return tuple(filter(None, (self._folders("merge", group) for group in node.value)))


def _is_folder(text: str) -> bool:
    """Whether the text can name a folder (or a pattern of folders) of the repository."""
    if not text.isprintable() or posixpath.isabs(text) or "\\" in text:
        return False
    return text == "." or (bool(text) and posixpath.normpath(text).split("/")[0] not in (".", ".."))
