"""Blocks that depend on the vendor folder or on a lock file, where these are removed: `if [ ! -d vendor ]; then dep
ensure; fi`. What runs each time after the migration loses its condition, a block that would only stop the script is
removed, the rest is reported."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.legacy.habits import Safety
from gomigrate.scripts.removing import without_item
from gomigrate.scripts.rules.oldtools import old_tools
from gomigrate.scripts.rules.rule import Build, Correction, Corrections, Document, Edit, Rule, manual
from gomigrate.scripts.spans import apply_edits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.scripts.shell.model import Command, ListItem, Statement

    Part = tuple[Statement, Command]

_ASKED = re.compile(
    r"(?:\[\[?|test)[ \t]+(?P<not>![ \t]+)?-[edfs][ \t]+[\"']?(?P<path>[\w./-]+)[\"']?(?:[ \t]*\]\]?)?(?=[\s;&|)]|$)"
)
_IF = re.compile(r"if\s+(?P<not>!\s+)?(?P<asked>\S.*?)\s*(?:;|\\?\n)\s*then\b", re.DOTALL)
_JOINED = re.compile(r"(?P<not>!\s+)?(?P<asked>\S.*?)\s*(?P<joint>&&|\|\|)\s*\{?\(?", re.DOTALL)
_STOPS = frozenset(("echo", "printf", "exit", "return", "false", "true", ":"))
_MOST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _HangingBlock:
    """An item that asks for a `path` that is removed: `always` says whether what depends on it, `body`, runs each time
    after the migration, or never."""

    item: ListItem
    path: str
    always: bool
    body: Sequence[ListItem]


def find(document: Document, build: Build) -> Corrections:
    """Each such block, the outermost ones."""
    if document.codemods is not None:
        return
    commands = sorted(((s, c) for s in document.statements for c in s.commands), key=lambda part: part[1].start)
    starts = [command.start for _, command in commands]
    items = sorted(document.items, key=lambda item: (item.start, -item.end))
    done = -1
    for number, item in enumerate(items):
        if item.start < done or item.is_condition or item.end - item.start > _MOST:
            continue
        block = _block(document, item, items[number + 1 : number + 40], build)
        if block is None:
            continue
        done = item.end
        parts = commands[bisect_left(starts, item.start) : bisect_left(starts, item.end)]
        yield _change(document, block, parts, build)


def _block(document: Document, item: ListItem, after: Sequence[ListItem], build: Build) -> _HangingBlock | None:
    text = document.text[item.start : item.end]
    match = _IF.match(text) or _JOINED.match(text)
    asked = _ASKED.fullmatch(match["asked"]) if match else None
    path = asked["path"].removeprefix("./").rstrip("/") if asked else ""
    if match is None or asked is None or not _is_gone(path, build):
        return None
    is_if = match.re is _IF
    body = [one for one in after if one.start < item.end and one.depth == item.depth + 1 and not one.is_condition]
    if is_if and (sum(one.opens_block for one in body) != 1 or re.search(r"\b(?:else|elif)\b", text)):
        body = []
    is_true = bool(asked["not"]) is not bool(match["not"])
    return _HangingBlock(item=item, path=path, always=is_true is not (not is_if and match["joint"] == "||"), body=body)


def _is_gone(path: str, build: Build) -> bool:
    is_vendor = path == "vendor" or path.startswith(("vendor/", "Godeps/_workspace"))
    return (is_vendor and build.vendor == "remove") or path in build.removed


def _change(document: Document, block: _HangingBlock, parts: Sequence[Part], build: Build) -> Correction:
    item = block.item
    told = manual(item.start, path=block.path, always=block.always)
    if document.read_only or item.region.is_value:
        return told
    acting = [command for _, command in parts[1:] if command.name not in _STOPS]
    if not acting and not item.is_nested:
        return replace(told, safety=Safety.SAFE, edits=tuple(without_item(document, item)), removals=tuple(parts))
    if block.always and len(parts) == 2:
        start, end = (block.body[0].start, block.body[0].end) if block.body else (acting[0].start, acting[0].end)
        inside = [edit for one in _fetches(document, build) for edit in one.edits if start <= edit.start < end]
        if inside:
            moved = [Edit(edit.start - start, edit.end - start, edit.new) for edit in inside]
            whole = Edit(item.start, item.end, apply_edits(document.text[start:end], moved))
            return replace(told, safety=Safety.SAFE, edits=(whole,))
    return told


def _fetches(document: Document, build: Build) -> list[Correction]:
    return [one for one in old_tools.find(document, build) if one.safety is Safety.SAFE]


RULE = Rule(code="GM827", find=find, words=("vendor", "godeps", "gopkg", "glide."))
