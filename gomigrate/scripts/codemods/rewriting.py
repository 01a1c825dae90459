"""What corrections make of a syntax tree: strings, lists of words, calls, arguments and statements change as nodes, so
that what stands between and around them stays."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import libcst

from gomigrate.scripts.codemods.members import members_of, with_members
from gomigrate.scripts.codemods.places import Member, OwnStatement, TextCommand, WordsCommand, changed_text
from gomigrate.scripts.codemods.statements import statements_gone
from gomigrate.scripts.codemods.tree import has_comment
from gomigrate.scripts.codemods.words import with_words
from gomigrate.scripts.shell.model import OPAQUE, Region
from gomigrate.scripts.shell.parser import statements
from gomigrate.scripts.spans import Edit
from gomigrate.scripts.unclear import NotUnderstoodError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence, Set

    from gomigrate.scripts.codemods.literals import Quoted
    from gomigrate.scripts.codemods.places import Holder, RunCommand
    from gomigrate.scripts.codemods.tree import SyntaxTree

    Without = Callable[[Set[int]], Sequence[Edit]]

_NO_SHELL = frozenset("&|;<>$`'\"()\n\\")
_FILLS = frozenset("%{}")
_MOST_MEMBERS = 500
"""Each member that changes costs as much as its list is long."""


class CannotChangeError(Exception):
    """The tree cannot be changed so that every comment stays and nothing else changes: a person has to."""


class Codemods:
    """The places of a file that can be changed: each command, each string, each member of a call or list, each
    statement of its own."""

    def __init__(
        self,
        tree: SyntaxTree,
        commands: Iterable[RunCommand],
        strings: Iterable[Quoted],
        members: Iterable[Member],
        owners: Iterable[OwnStatement],
    ) -> None:
        self.tree = tree
        self._commands = {command.region.offsets[0]: command for command in commands}
        self._starts = sorted(self._commands)
        self._strings = {string.start: string for string in strings}
        self._string_starts = sorted(self._strings)
        self.members = {tree.span(member.node): member for member in members}
        self.owners = {tree.span(owner.small): owner for owner in owners}

    def edits(self, edits: Iterable[Edit], gone: Set[int], without: Without) -> list[Edit] | None:
        """The edits of the file for `edits`, which also remove the commands that begin at the offsets of `gone`; None
        where a person has to make them. `without` removes a part of a text's commands.
        """
        change = _Rewriting(self, without)
        try:
            for edit in edits:
                change.sort(edit)
            change.remove(gone)
            return change.made()
        except (CannotChangeError, libcst.CSTValidationError):
            return None

    def command_at(self, offset: int) -> RunCommand | None:
        """The command that an offset lies in."""
        number = bisect_right(self._starts, offset) - 1
        command = self._commands[self._starts[number]] if number >= 0 else None
        return command if command and offset <= command.region.offsets[-1] + 1 else None

    def string_at(self, edit: Edit) -> Quoted | None:
        """The string that holds an edit."""
        number = bisect_right(self._string_starts, edit.start) - 1
        string = self._strings[self._string_starts[number]] if number >= 0 else None
        return string if string and string.holds(edit) else None


class _Rewriting:
    """One or more corrections of a file, sorted by what they change."""

    def __init__(self, codemods: Codemods, without: Without) -> None:
        self._of, self._tree, self._without = codemods, codemods.tree, without
        self._commands: dict[int, tuple[RunCommand, list[Edit]]] = {}
        self._strings: dict[int, tuple[Quoted, list[Edit]]] = {}
        self._members: dict[Holder, dict[int, str]] = defaultdict(dict)
        self._owners: list[OwnStatement] = []

    def sort(self, edit: Edit) -> None:
        """Notes what an edit changes."""
        span = edit.start, edit.end
        if span in self._of.members:
            self._member(self._of.members[span], edit.new)
        elif span in self._of.owners and not edit.new:
            self._owners.append(self._of.owners[span])
        elif command := self._of.command_at(edit.start):
            self._commands.setdefault(command.region.offsets[0], (command, []))[1].append(edit)
        elif string := self._of.string_at(edit):
            self._strings.setdefault(string.start, (string, []))[1].append(edit)
        else:
            raise CannotChangeError

    def _member(self, member: Member, new: str) -> None:
        members = members_of(member.holder)
        if len(members) > _MOST_MEMBERS:
            raise CannotChangeError
        at = next(number for number, one in enumerate(members) if one is member.node)
        self._members[member.holder][at] = new

    def remove(self, gone: Set[int]) -> None:
        """Notes what commands that go take with them."""
        touched: dict[int, tuple[RunCommand, set[int]]] = {}
        for start in gone:
            command = self._of.command_at(start)
            if command is None:
                raise CannotChangeError
            touched.setdefault(command.region.offsets[0], (command, set()))[1].add(start)
        for key, (command, starts) in touched.items():
            if not _is_all(command.region, starts):
                if not isinstance(command, TextCommand) or any(one.has_escapes for one in command.put.strings):
                    raise CannotChangeError
                self._commands.setdefault(key, (command, []))[1].extend(self._without(starts))
            elif isinstance(command.owner, OwnStatement):
                self._owners.append(command.owner)
            elif isinstance(command.owner, Member):
                self._member(command.owner, "")
            else:
                raise CannotChangeError

    def made(self) -> list[Edit]:
        """The edits of the file."""
        if any(has_comment(owner.small) for owner in self._owners):
            raise CannotChangeError
        gone = statements_gone(self._tree, self._owners)
        dropped = [self._tree.span(owner.small) for owner in self._owners]
        new: dict[libcst.CSTNode, libcst.CSTNode] = {}
        for string, edits in self._strings.values():
            new[string.node] = _string(string, edits)
        for command, edits in self._commands.values():
            new |= _command(command, edits)
        spans = {node: self._tree.span(node) for node in (*new, *self._members)}
        kept = sorted(
            (node for node, span in spans.items() if not any(_is_within(span, other) for other in dropped)),
            key=lambda node: (spans[node][0], -spans[node][1]),
        )
        made: list[Edit] = []
        codemod = _Codemod(new, self._members)
        for node in kept:
            start, end = spans[node]
            if made and start < made[-1].end:
                continue  # a part of the one before
            changed = node.visit(codemod)
            if not self._tree.is_at(node) or not isinstance(changed, libcst.CSTNode):
                raise CannotChangeError
            made.append(Edit(start, end, self._tree.code(changed)))
        if codemod.done != set(kept) or any(edit.overlaps(other) for edit in gone for other in made):
            raise CannotChangeError
        return [*made, *gone]


class _Codemod(libcst.CSTTransformer):
    """Replaces nodes by others, and new members into calls and lists."""

    def __init__(
        self, new: Mapping[libcst.CSTNode, libcst.CSTNode], members: Mapping[Holder, Mapping[int, str]]
    ) -> None:
        super().__init__()
        self._new, self._members = new, members
        self.done: set[libcst.CSTNode] = set()

    def on_leave(self, original_node: Any, updated_node: Any) -> Any:
        """The node that stands there now."""
        if original_node in self._new:
            self.done.add(original_node)
            updated_node = self._new[original_node]
        if original_node in self._members:
            self.done.add(original_node)
            updated_node = with_members(updated_node, self._members[original_node])
            if updated_node is None:
                raise CannotChangeError
        return updated_node

    def on_visit(self, node: libcst.CSTNode) -> bool:
        """Whether to read it: what is replaced as a whole has nothing to be changed."""
        return node not in self._new


def _command(command: RunCommand, edits: list[Edit]) -> dict[libcst.CSTNode, libcst.CSTNode]:
    if isinstance(command, WordsCommand):
        changed = with_words(command, edits)
        if changed is None:
            raise CannotChangeError
        return {command.node: changed}
    put = command.put
    forbidden = (_NO_SHELL if not command.is_shell else frozenset()) | (_FILLS if put.is_filled else frozenset())
    if any(forbidden & set(edit.new) for edit in edits):
        raise CannotChangeError
    text = changed_text(command.region, edits)
    if text.count(OPAQUE) != command.region.text.count(OPAQUE):
        raise CannotChangeError
    try:
        statements(Region.plain(text, 0, len(text), dialect=command.region.dialect))
    except NotUnderstoodError:
        raise CannotChangeError from None
    within: dict[int, list[Edit]] = defaultdict(list)
    for edit in edits:
        holder = next((number for number, string in enumerate(put.strings) if string.holds(edit)), None)
        if holder is None:
            raise CannotChangeError
        within[holder].append(edit)
    return {put.strings[number].node: _string(put.strings[number], mine) for number, mine in within.items()}


def _string(string: Quoted, edits: Sequence[Edit]) -> libcst.CSTNode:
    changed = string.edited(edits)
    if changed is None:
        raise CannotChangeError
    return changed


def _is_within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]


def _is_all(region: Region, starts: Set[int]) -> bool:
    """Whether nothing is left of the commands of a region."""
    outermost = [statement for statement in statements(region) if not statement.is_nested]
    return bool(outermost) and all(command.start in starts for one in outermost for command in one.commands)
