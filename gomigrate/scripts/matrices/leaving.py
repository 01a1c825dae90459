"""Members of YAML collections that go, so that what is left is still such a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.matrices.reading import children
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.scripts.read.yamlnodes import YamlNode, YamlPlaces

_ANCHOR = re.compile(r"(?:^|[\s\[{,])&(\w[\w-]*)")


def leaving(places: YamlPlaces, gone: Iterable[YamlNode]) -> dict[int, Edit] | None:
    """The edits that take these members of collections out, each by the offset of the first member that it takes out; a
    collection of which nothing is left goes as well. None where that is not sure to leave the rest as it is."""
    found: dict[int, Edit] = {}
    pending = list(gone)
    first = {id(entry.node): int(entry.node.start_mark.index) for entry in pending}
    while pending:
        holders: dict[int, YamlNode] = {}
        for entry in pending:
            if entry.above is None:
                return None
            holders[id(entry.above.node)] = entry.above
        going = {id(entry.node) for entry in pending}
        pending = []
        for number, holder in holders.items():
            members = list(children(holder))
            mine = [one for one in members if id(one.node) in going]
            if len(mine) == len(members):
                first[number] = first[id(mine[0].node)]
                pending.append(holder)
                continue
            for node, edit in _out_of(places, members, going, is_flow=bool(holder.node.flow_style)):
                if edit is None:
                    return None
                found[first[id(node.node)]] = edit
    return found


def _out_of(
    places: YamlPlaces, members: list[YamlNode], going: set[int], *, is_flow: bool
) -> Iterator[tuple[YamlNode, Edit | None]]:
    """The edit for each member of a collection that goes, None where it cannot be made."""
    last_kept = max(n for n, one in enumerate(members) if id(one.node) not in going)
    for number, one in enumerate(members):
        if id(one.node) not in going:
            continue
        if not is_flow:
            span = places.own_lines(one)
        elif number < last_kept:
            span = _begin(one), _begin(members[number + 1])
        else:
            span = int(members[number - 1].node.end_mark.index), int(one.node.end_mark.index)
        yield one, Edit(*span, "") if span and _is_free(places.text, span, is_flow=is_flow) else None


def _is_free(text: str, span: tuple[int, int], *, is_flow: bool) -> bool:
    """Whether nothing in it is named elsewhere, nor is a comment that belongs to who knows what."""
    inside = text[span[0] : span[1]]
    return not (is_flow and "#" in inside) and all(f"*{name}" not in text for name in _ANCHOR.findall(inside))


def _begin(entry: YamlNode) -> int:
    return int((entry.key_node or entry.node).start_mark.index)
