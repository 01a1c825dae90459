"""A backtracking matcher for regular expressions that counts its steps, since Python's own does not tell them.

It walks the parsed pattern as `re` does: alternatives in their order, repeats greedily or lazily, and back. What it
finds is compared with what `re` finds, so a count is of the same search.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_DEEP = 200_000
"""Each sign of a pattern takes a call; what is counted has Python's own limit."""

Text = str | bytes
Then = Callable[[int], int]
"""What has to match from a place on; -1 where it does not, else where all ends."""
Node = Callable[[int, Then], int]

_ONE_SIGN = (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN)
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


class Counting:
    """A pattern that adds to `steps` what its searches take."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        self.pattern = pattern
        self.steps = 0
        self.known: dict[tuple[Text, int, int, str, int], int] = {}
        """The steps of searches, for who asks for the same ones again."""
        self._text: Text = ""
        self._end = 0
        self._groups: dict[int, tuple[int, int]] = {}
        self._tests: dict[int, Callable[[Any], bool]] = {}
        tree = _parser.parse(pattern.pattern, pattern.flags)
        self._flags = tree.state.flags
        self._match = self._sequence(list(tree), self._flags)
        self._begin = self._first(list(tree), self._flags)

    def search(self, text: Text, start: int, end: int, how: str, *, not_empty_at: int = -1) -> tuple[int, int] | None:
        """The span of the first match between two places; `how` as the methods of `re` are called."""
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(_DEEP)
        try:
            return self._search(text, start, end, how, not_empty_at)
        finally:
            sys.setrecursionlimit(limit)

    def _search(self, text: Text, start: int, end: int, how: str, not_empty_at: int) -> tuple[int, int] | None:
        self._text, self._end = text, end
        at = start
        begins, lost = self._begin or (None, 0)
        while at <= end:
            if begins is not None and not (at < end and begins(text[at])):
                self.steps += 1 + lost
                if how != "search":
                    return None
                at += 1
                continue
            self.steps += 1
            self._groups.clear()
            begin = at

            def whole(place: int, begin: int = begin) -> int:
                if how == "fullmatch" and place != end:
                    return -1
                return -1 if place == begin == not_empty_at else place

            if (stop := self._match(at, whole)) >= 0:
                return at, stop
            if how != "search":
                return None
            at += 1
        return None

    def _first(self, items: list[Any], flags: int) -> tuple[Callable[[Any], bool], int] | None:
        """What the first sign of a match has to be, and the steps until another one is turned away; None where more
        than the sign tells."""
        if not items:
            return None
        op, argument = items[0]
        if op in _ONE_SIGN:
            return self._test(op, argument, flags), 1
        if op in _REPEATS and argument[0]:
            found = self._first(list(argument[2]), flags)
            is_single = len(argument[2]) == 1 and argument[2][0][0] in _ONE_SIGN
            return found and (found[0], found[1] if is_single else 1 + found[1])
        if op is sre.SUBPATTERN:
            _, added, removed, inner = argument
            return self._first(list(inner), (flags | added) & ~removed)
        if op is not sre.BRANCH:
            return None
        choices = [self._first(list(one), flags) for one in argument[1]]
        told = [one for one in choices if one]
        if len(told) < len(choices):
            return None
        tests = [test for test, _ in told]
        return lru_cache(maxsize=None)(lambda char: any(test(char) for test in tests)), sum(1 + n for _, n in told)

    def _sequence(self, items: list[Any], flags: int) -> Node:
        nodes = list(self._nodes(items, flags))
        if len(nodes) == 1:
            return nodes[0]

        def run(at: int, then: Then, number: int = 0) -> int:
            if number == len(nodes):
                return then(at)
            return nodes[number](at, lambda place: run(place, then, number + 1))

        return run

    def _nodes(self, items: list[Any], flags: int) -> Iterator[Node]:
        """The signs that stand beside each other are one node."""
        for is_signs, group in groupby(items, lambda item: item[0] in _ONE_SIGN):
            if is_signs:
                yield self._signs([self._test(op, argument, flags) for op, argument in group])
            else:
                yield from (self._node(op, argument, flags) for op, argument in group)

    def _node(self, op: Any, argument: Any, flags: int) -> Node:
        if op in _REPEATS:
            least, most, inner = argument
            return self._repeat(op, least, most, inner, flags)
        if op is sre.BRANCH:
            return self._branch([self._sequence(list(one), flags) for one in argument[1]])
        if op is sre.SUBPATTERN:
            number, added, removed, inner = argument
            return self._group(number, self._sequence(list(inner), (flags | added) & ~removed))
        if op is sre.ATOMIC_GROUP:
            return self._atomic(self._sequence(list(argument), flags))
        if op in (sre.ASSERT, sre.ASSERT_NOT):
            direction, inner = argument
            width = inner.getwidth()[1] if direction < 0 else 0
            return self._assertion(self._sequence(list(inner), flags), width, op is sre.ASSERT)
        if op is sre.AT:
            return self._place(argument, flags)
        assert op is sre.GROUPREF, op
        return self._reference(argument)

    def _signs(self, tests: list[Callable[[Any], bool]]) -> Node:
        def run(at: int, then: Then) -> int:
            for test in tests:
                self.steps += 1
                if at >= self._end or not test(self._text[at]):
                    return -1
                at += 1
            return then(at)

        return run

    def _test(self, op: Any, argument: Any, flags: int) -> Callable[[Any], bool]:
        def one(char: str | int) -> bool:
            letter = char if isinstance(char, str) else chr(char)
            same = {letter, letter.lower(), letter.upper()} if flags & re.IGNORECASE else {letter}
            if op is sre.ANY:
                return bool(flags & re.DOTALL) or letter != "\n"
            if op is sre.NOT_LITERAL:
                return all(ord(each) != argument for each in same)
            if op is sre.LITERAL:
                return any(ord(each) == argument for each in same if len(each) == 1)
            is_ascii = isinstance(char, int) or bool(flags & re.ASCII)
            found = any(_in_class(item, each, is_ascii) for item in argument for each in same if len(each) == 1)
            return found != any(item[0] is sre.NEGATE for item in argument)

        return lru_cache(maxsize=None)(one)

    def _repeat(self, op: Any, least: int, most: Any, inner: Any, flags: int) -> Node:
        items = list(inner)
        limit = float("inf") if most is sre.MAXREPEAT else most
        if len(items) == 1 and items[0][0] in _ONE_SIGN:
            return self._single_repeat(op, least, limit, self._test(items[0][0], items[0][1], flags))
        node = self._sequence(items, flags)

        def greedy(at: int, then: Then, count: int = 0) -> int:
            self.steps += 1
            if count < limit:

                def again(place: int) -> int:
                    return -1 if place == at and count >= least else greedy(place, then, count + 1)

                if (found := node(at, again)) >= 0:
                    return found
            return then(at) if count >= least else -1

        def lazy(at: int, then: Then, count: int = 0) -> int:
            self.steps += 1
            if count >= least and (found := then(at)) >= 0:
                return found
            if count >= limit:
                return -1
            return node(at, lambda place: -1 if place == at and count >= least else lazy(place, then, count + 1))

        if op is sre.MIN_REPEAT:
            return lazy
        return self._atomic(greedy) if op is sre.POSSESSIVE_REPEAT else greedy

    def _single_repeat(self, op: Any, least: int, most: float, test: Callable[[Any], bool]) -> Node:
        def run(at: int, then: Then) -> int:
            last = at
            lazily = op is sre.MIN_REPEAT
            while last < self._end and last - at < (least if lazily else most) and test(self._text[last]):
                last += 1
            self.steps += 1 + last - at
            if last - at < least:
                return -1
            if op is sre.POSSESSIVE_REPEAT:
                return then(last)
            while True:
                self.steps += 1
                if (found := then(last)) >= 0:
                    return found
                if lazily:
                    if last >= self._end or last - at >= most or not test(self._text[last]):
                        return -1
                    last += 1
                else:
                    if last - at <= least:
                        return -1
                    last -= 1

        return run

    def _branch(self, choices: list[Node]) -> Node:
        def run(at: int, then: Then) -> int:
            for choice in choices:
                self.steps += 1
                if (found := choice(at, then)) >= 0:
                    return found
            return -1

        return run

    def _group(self, number: int | None, node: Node) -> Node:
        if number is None:
            return node

        def run(at: int, then: Then) -> int:
            def after(place: int) -> int:
                before = self._groups.get(number)
                self._groups[number] = at, place
                if (found := then(place)) >= 0:
                    return found
                if before is None:
                    self._groups.pop(number, None)
                else:
                    self._groups[number] = before
                return -1

            return node(at, after)

        return run

    def _atomic(self, node: Node) -> Node:
        def run(at: int, then: Then) -> int:
            end = node(at, lambda place: place)
            return then(end) if end >= 0 else -1

        return run

    def _assertion(self, node: Node, back: int, wanted: bool) -> Node:
        def run(at: int, then: Then) -> int:
            self.steps += 1
            end = self._end
            if back:
                found = at >= back and node(at - back, lambda place: place if place == at else -1) >= 0
            else:
                found = node(at, lambda place: place) >= 0
            self._end = end
            return then(at) if found is wanted else -1

        return run

    def _place(self, which: Any, flags: int) -> Node:
        def is_word(at: int) -> bool:
            if not 0 <= at < self._end:
                return False
            char = self._text[at]
            return (
                (chr(char).isascii() and chr(char).isalnum()) or char == 95 if isinstance(char, int) else _is_word(char)
            )

        def is_line_start(at: int) -> bool:
            return at == 0 or self._text[at - 1] in ("\n", 10)

        def is_line_end(at: int) -> bool:
            return at == self._end or self._text[at] in ("\n", 10)

        tests: dict[Any, Callable[[int], bool]] = {
            sre.AT_BEGINNING: is_line_start if flags & re.MULTILINE else lambda at: at == 0,
            sre.AT_BEGINNING_STRING: lambda at: at == 0,
            sre.AT_END: is_line_end
            if flags & re.MULTILINE
            else lambda at: at == self._end or (at == self._end - 1 and is_line_end(at)),
            sre.AT_END_STRING: lambda at: at == self._end,
            sre.AT_BOUNDARY: lambda at: is_word(at - 1) != is_word(at),
            sre.AT_NON_BOUNDARY: lambda at: is_word(at - 1) == is_word(at),
        }
        test = tests[which]

        def run(at: int, then: Then) -> int:
            self.steps += 1
            return then(at) if test(at) else -1

        return run

    def _reference(self, number: int) -> Node:
        def run(at: int, then: Then) -> int:
            begin, end = self._groups.get(number, (0, -1))
            if end < 0 or not self._text.startswith(self._text[begin:end], at):  # type: ignore[arg-type]
                return -1
            self.steps += 1 + end - begin
            return then(at + end - begin)

        return run


def _in_class(item: tuple[Any, Any], char: str, is_ascii: bool) -> bool:
    kind, value = item
    if kind is sre.LITERAL:
        return bool(ord(char) == value)
    if kind is sre.RANGE:
        return bool(value[0] <= ord(char) <= value[1])
    if kind is not sre.CATEGORY:
        return False
    name, plain = str(value), char.isascii() or not is_ascii
    if name.endswith("DIGIT"):
        found = plain and unicodedata.category(char) == "Nd"
    elif name.endswith("SPACE"):
        found = plain and (char in " \t\n\r\f\v" if is_ascii else char.isspace())
    else:
        found = plain and _is_word(char)
    return found != ("NOT" in name)


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"
