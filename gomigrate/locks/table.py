"""Typed getters between a document's untyped mapping and a reader; they remember the fields that no reader used."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gomigrate.locks.node import Node
from gomigrate.locks.text import UnreadableFileError
from gomigrate.model.findings import Place
from gomigrate.model.legacy.lockflaws import FileFlaw, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from gomigrate.locks.draft import LockDraft


class Table:
    """One mapping of a file. Names are found whatever their case, as Go's JSON decoder finds them.

    A value of the wrong kind is refused with a finding and reads as absent.
    """

    def __init__(self, node: Node, draft: LockDraft, file: str) -> None:
        self._draft = draft
        self._file = file
        self.place = Place(file, node.line)
        members = node.value if isinstance(node.value, dict) else {}
        self._fields = {name.lower(): (name, value) for name, value in members.items()}
        self._asked: set[str] = set()
        for name in node.repeated:
            draft.report("GM112", self.place, field=name)
        draft.at_end.append(self._report_unknown)

    def node(self, name: str) -> Node | None:
        """The value of a field as it is, None if absent or null."""
        self._asked.add(name.lower())
        node = self._fields.get(name.lower(), ("", Node(None)))[1]
        return None if node.value is None else node

    def place_of(self, name: str) -> Place:
        """Where the field's value is, or where the table begins."""
        node = self.node(name)
        return Place(self._file, node.line) if node and node.line else self.place

    def text(self, name: str) -> str:
        """A string or number as written, "" if absent."""
        node = self.node(name)
        if node is None or isinstance(node.value, str):
            return str(node.value) if node else ""
        if isinstance(node.value, bool):
            return str(node.value).lower()
        self._refuse(name, "text")
        return ""

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings, or a lone one; () if absent."""
        node = self.node(name)
        if node is None:
            return ()
        items = node.value if isinstance(node.value, tuple) else (node,)
        texts = tuple(item.value for item in items if isinstance(item.value, str))
        if len(texts) != len(items):
            self._refuse(name, "texts")
        return texts

    def is_set(self, name: str) -> bool:
        """A truth value; False if absent."""
        return self.text(name).lower() in {"true", "yes", "on", "1"}

    def tables(self, name: str) -> tuple[Table, ...]:
        """A list of mappings, () if absent."""
        node = self.node(name)
        if node is None:
            return ()
        if not isinstance(node.value, tuple):
            self._refuse(name, "list")
            return ()
        return self.tables_of(node)

    def tables_of(self, node: Node) -> tuple[Table, ...]:
        """The mappings in a list; whatever else is in it is refused."""
        found: list[Table] = []
        for item in node.value if isinstance(node.value, tuple) else ():
            if isinstance(item.value, dict):
                found.append(Table(item, self._draft, self._file))
            else:
                self._draft.refuse(Refusal.NO_TABLE, Place(self._file, item.line))
        return tuple(found)

    def table(self, name: str) -> Table | None:
        """A mapping, None if absent."""
        node = self.node(name)
        if node is None:
            return None
        if not isinstance(node.value, dict):
            self._refuse(name, "table")
            return None
        return Table(node, self._draft, self._file)

    def time(self, name: str) -> datetime | None:
        """A moment in UTC, None if absent or no RFC 3339 time."""
        text = self.text(name)
        moment = parse_time(text)
        if text and moment is None:
            self._draft.refuse(Refusal.TIME, self.place_of(name), value=text)
        return moment

    def _report_unknown(self) -> None:
        """Reports every field that no reader used until the lock was finished."""
        for key, (name, value) in self._fields.items():
            if key not in self._asked:
                self._draft.unknown(name, Place(self._file, value.line or self.place.line))

    def _refuse(self, name: str, wanted: str) -> None:
        self._draft.refuse(Refusal.FIELD, self.place_of(name), field=name, wanted=wanted)


def open_table(data: bytes, read: Callable[[bytes], Node], draft: LockDraft, file: str = "") -> Table:
    """The file's outermost mapping; an empty one for an empty file and, with a finding, for one that cannot be read."""
    name = file or draft.file
    try:
        node = read(data)
        if node.value is not None and not isinstance(node.value, dict):
            raise UnreadableFileError(FileFlaw.NO_TABLE, node.line)
    except UnreadableFileError as error:
        draft.unreadable(error, name)
        node = Node({})
    return Table(node, draft, name)


def parse_time(text: str) -> datetime | None:
    """An RFC 3339 time as UTC, None for anything else; one without a zone is taken as UTC."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
