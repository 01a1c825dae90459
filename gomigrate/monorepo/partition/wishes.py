"""What the owners wish: the table [modules] of gomigrate.toml.

[modules]
layout = "units"                    # or "one", "work"
boundaries = ["libs/*", "tools"]    # folders that shall be modules; "." is the top
join = ["services/old"]             # folders that shall be none, though they have a lock
merge = [["libs/a", "libs/b"]]      # units that shall be one module
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.locks.node import Node, read_toml
from gomigrate.locks.text import UnreadableFileError
from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.fleets.partition import Layout, Wishes
from gomigrate.monorepo.partition.marks import FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.model.findings import Finding

TABLE = "modules"


def read_wishes(data: bytes) -> tuple[Wishes, tuple[Finding, ...]]:
    """The wishes in the bytes of a gomigrate.toml (b"" for none), and what is wrong with them. Never raises: what
    cannot be understood is an error among the findings, for it was meant to change what is written."""
    try:
        table = _table(read_toml(data))
    except UnreadableFileError as error:
        return Wishes(), (finding("GM901", f"{FILE} cannot be read: {error}.", place=Place(FILE, error.line)),)
    reader = _WishesReader()
    wishes = reader.wishes(table)
    return wishes, tuple(reader.findings)


def _table(root: Node) -> Node:
    tables: Mapping[str, Node] = root.value if isinstance(root.value, dict) else {}
    return tables.get(TABLE, Node({}))


class _WishesReader:
    """Reads the table; what is wrong with it comes together in `findings`."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._line = 0

    def wishes(self, table: Node) -> Wishes:
        """The wishes, without those that cannot be understood."""
        self._line = table.line
        if not isinstance(table.value, dict):
            self._wrong(f"[{TABLE}] is no table")
            return Wishes()
        known = {"layout", "boundaries", "join", "merge"}
        for name in sorted(table.value.keys() - known):
            self._wrong(f"[{TABLE}] has no {name}: it knows {', '.join(sorted(known))}")
        values = table.value
        return Wishes(
            layout=self._layout(values["layout"]) if "layout" in values else None,
            boundaries=self._folders("boundaries", values.get("boundaries", Node(()))),
            join=self._folders("join", values.get("join", Node(()))),
            merge=self._groups(values.get("merge", Node(()))),
        )

    def _wrong(self, message: str) -> None:
        self.findings.append(finding("GM901", f"{message}.", place=Place(FILE, self._line)))

    def _layout(self, node: Node) -> Layout | None:
        if isinstance(node.value, str) and node.value in set(Layout):
            return Layout(node.value)
        self._wrong(f"layout is one of {', '.join(Layout)}")
        return None

    def _folders(self, name: str, node: Node) -> tuple[str, ...]:
        items = node.value if isinstance(node.value, tuple) else ()
        texts = [item.value for item in items if isinstance(item.value, str)]
        if not isinstance(node.value, tuple) or len(texts) < len(items):
            self._wrong(f"{name} is a list of folders")
            return ()
        for text in texts:
            if not _is_folder(text):
                self._wrong(f'{name}: "{text}" is no folder below the top')
        return tuple(text if text == "." else posixpath.normpath(text) for text in texts if _is_folder(text))

    def _groups(self, node: Node) -> tuple[tuple[str, ...], ...]:
        if not isinstance(node.value, tuple):
            self._wrong("merge is a list of lists of folders")
            return ()
        groups = [self._folders("merge", group) for group in node.value]
        return tuple(group for group in groups if group)


def _is_folder(text: str) -> bool:
    """Whether a wish can name a folder (or a pattern of folders) of the repository."""
    if not text.isprintable() or posixpath.isabs(text) or "\\" in text:
        return False
    return text == "." or (bool(text) and posixpath.normpath(text).split("/")[0] not in (".", ".."))
