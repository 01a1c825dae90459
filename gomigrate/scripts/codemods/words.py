"""Words that stand one by one in a list, a tuple or a call: some change, are added or removed; commas and comments
stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst

from gomigrate.scripts.codemods.members import replaced
from gomigrate.scripts.codemods.places import changed_text
from gomigrate.scripts.shell.model import OPAQUE, Region
from gomigrate.scripts.shell.parser import statements
from gomigrate.scripts.unclear import NotUnderstoodError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.scripts.codemods.places import WordsCommand
    from gomigrate.scripts.spans import Edit


def with_words(command: WordsCommand, edits: Sequence[Edit]) -> libcst.CSTNode | None:
    """The list or call with the words that edits of the command's text mean; None where a person has to."""
    text = changed_text(command.region, edits)
    if text.count(OPAQUE) != command.region.text.count(OPAQUE):
        return None
    before, after = _words(command.region.text), _words(text)
    if before is None or after is None:
        return None
    if isinstance(command.node, libcst.Call):
        return _called(command.node, before, after)
    return _listed(command.node, before, after)


def _words(text: str) -> list[str] | None:
    """The words of a text that is one plain command, None if it is anything else."""
    try:
        found = statements(Region.plain(text, 0, len(text)))
    except NotUnderstoodError:
        return None
    if len(found) != 1 or len(found[0].commands) != 1:
        return None
    command = found[0].commands[0]
    is_plain = not command.assignments and not command.is_redirected
    return [word.value for word in command.words] if is_plain else None


def _kept(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many words stay at the beginning and at the end."""
    most = min(len(before), len(after))
    first = next((n for n in range(most) if before[n] != after[n]), most)
    last = next((n for n in range(most - first) if before[-1 - n] != after[-1 - n]), most - first)
    return first, last


def _listed(node: libcst.List | libcst.Tuple, before: list[str], after: list[str]) -> libcst.CSTNode | None:
    if len(node.elements) != len(before):
        return None
    first, last = _kept(before, after)
    new = _strings(node.elements, after, first, last)
    elements = None if new is None else replaced(node.elements, first, len(before) - last, new)
    return None if elements is None else node.with_changes(elements=elements)


def _called(node: libcst.Call, before: list[str], after: list[str]) -> libcst.CSTNode | None:
    """`sh.dep.ensure()` as `sh.go.mod("download")`: names stay names where they can be."""
    names = _names(node.func)
    keywords = sum(one.keyword is not None for one in node.args)
    if (
        len(names) + len(node.args) - keywords != len(before)
        or len(after) < len(names)
        or (keywords and any(one.keyword is None for one in node.args[-keywords:]))
    ):
        return None
    if not all(word.isidentifier() for word in after[: len(names)]):
        return None
    func = node.func
    chain: list[libcst.Attribute] = []
    while len(chain) < len(names) and isinstance(func, libcst.Attribute):
        chain.append(func)
        func = func.value
    for attribute, word in zip(reversed(chain), after, strict=False):
        func = attribute.with_changes(value=func, attr=libcst.Name(word))
    old, new = before[len(names) :], after[len(names) :]
    first, last = _kept(old, new)
    words = _strings(node.args, new, first, last, libcst.Arg)
    args = None if words is None else replaced(node.args, first, len(old) - last, words)
    return None if args is None else node.with_changes(func=func, args=args)


def _names(node: libcst.CSTNode) -> list[str]:
    names: list[str] = []
    while isinstance(node, libcst.Attribute):
        names.insert(0, node.attr.value)
        node = node.value
    return names


def _strings(
    like: Sequence[libcst.Arg | libcst.BaseElement],
    after: Sequence[str],
    first: int,
    last: int,
    kind: type[libcst.Arg | libcst.Element] = libcst.Element,
) -> list[libcst.Arg | libcst.Element] | None:
    """New members for the words that are new, in the quotes of the others."""
    quote = next((one.value.quote[0] for one in like if isinstance(one.value, libcst.SimpleString)), '"')
    new = after[first : len(after) - last]
    if any(char in word for word in new for char in (quote, "\\", "\n", OPAQUE)):
        return None
    return [kind(libcst.SimpleString(f"{quote}{word}{quote}")) for word in new]
