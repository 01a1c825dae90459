"""govend: vendor.yml, or the same as vendor.json or vendor.toml at the root (https://github.com/govend/govend)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.locks.draft import LockDraft
from gomigrate.locks.node import Node, read_json, read_toml, read_yaml
from gomigrate.locks.table import open_table
from gomigrate.model.legacy.pins import Pin

if TYPE_CHECKING:
    from gomigrate.model.legacy.pins import Lock

LOCK = "vendor.yml"
_READ_BY_ENDING = {"yml": read_yaml, "json": read_json, "toml": read_toml}


def read_vendor_yml(data: bytes, file: str = LOCK) -> Lock:
    """What govend's file says; its name's ending tells the syntax. The first versions wrote the list alone, with no
    `vendors:` above it."""
    draft = LockDraft("govend", file)
    read = _READ_BY_ENDING[file.rpartition(".")[2]]
    top = open_table(data, lambda data: _with_name(read(data)), draft)
    for entry in top.tables("vendors"):
        draft.add(
            Pin(
                path=entry.text("path"),
                revision=entry.text("rev"),
                place=entry.place_of("path"),
                extras=(("hold", entry.text("hold")),),
            )
        )
    return draft.lock()


def _with_name(node: Node) -> Node:
    return Node({"vendors": node}, node.line) if isinstance(node.value, tuple) else node
