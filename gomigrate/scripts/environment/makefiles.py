"""A variable in the recipes of Makefiles: by target, by the goal for which a target is made, and by who calls make."""

from __future__ import annotations

import posixpath
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gomigrate.scripts.environment.makelines import make_lines
from gomigrate.scripts.environment.makevalue import CalledWith, MakeVariable
from gomigrate.scripts.read.makerules import is_made_by, make_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gomigrate.scripts.environment.given import Stack
    from gomigrate.scripts.environment.makevalue import MakeValue, PlacedLine
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.read.makerules import MakeRule, MakeVariables

MAKES = frozenset(("make", "gmake", "$MAKE"))
FILES = ("GNUmakefile", "makefile", "Makefile")
_MOST_INCLUDED = 50
_MOST_CHAINS = 8
_MOST_TARGETS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeCall:
    """A call of make: the Makefile, its goals, and what it gets from the caller."""

    file: str
    goals: tuple[str, ...]
    called: CalledWith


@dataclass(frozen=True, slots=True)
class Environment:
    """What a recipe runs with: through which call or goal ("" for the target itself), and the call that it is of."""

    through: str
    stack: Stack
    called: CalledWith


class MakeUnit:
    """A Makefile with those that it includes. `texts` are all files by path, `documents` the Makefiles among them."""

    def __init__(
        self,
        name: str,
        path: str,
        documents: Mapping[str, Document],
        texts: Mapping[str, str],
        every: MakeVariables,
        where: Callable[[str, int, str], str],
    ) -> None:
        self.path = path
        self.files: list[str] = []
        lines = list(self._read(name, path, texts))
        self.documents = [documents[file] for file in self.files if file in documents]
        seen = every.seen_in(documents[path])
        self.variable = MakeVariable(
            name, lines, where, lambda text: seen.expanded(text) if "$" in text and seen.is_sure(text) else text
        )
        self._rules = [(doc.path, rule) for doc in self.documents for rule in make_rules(doc, every)]
        self._recipes: dict[str, list[tuple[int, int, MakeRule]]] = {}
        for path_of, rule in self._rules:
            spans = [rule.body] if rule.recipe < 0 else [(rule.recipe, rule.end), rule.body]
            self._recipes.setdefault(path_of, []).extend((*span, rule) for span in spans if span[0] < span[1])
        for recipes in self._recipes.values():
            recipes.sort(key=lambda one: one[0])
        self._needs: dict[str, list[str]] = {}
        for _, rule in self._rules:
            for target in rule.target_names:
                self._needs.setdefault(target, []).extend(rule.need_names)
        self._patterns = [target for target in self._needs if "%" in target]
        self._by_name: dict[str, list[PlacedLine]] = {}
        self._by_pattern: dict[str, list[PlacedLine]] = {}
        for one in self.variable.of_targets:
            for name_of in dict.fromkeys(word for target in one[1].targets for word in seen.expanded(target).split()):
                (self._by_pattern if "%" in name_of else self._by_name).setdefault(name_of, []).append(one)
        self._values = cache(self.variable.values)
        self._above: dict[str, list[str]] = {}
        for target, needs in self._needs.items():
            for need in needs:
                for made in self._made(need):
                    self._above.setdefault(made, []).append(target)

    def _read(self, name: str, path: str, texts: Mapping[str, str]) -> Iterator[PlacedLine]:
        self.files.append(path)
        for line in make_lines(texts[path], name):
            if not line.included:
                yield path, line
            for file in line.included:
                tail = file.rpartition(")/")[2]
                found = [posixpath.normpath(posixpath.join(d, tail)) for d in (posixpath.dirname(self.path), "")]
                known = next((one for one in found if one in texts and one not in self.files), None)
                if known and len(self.files) < _MOST_INCLUDED:
                    yield from self._read(name, known, texts)

    def _made(self, need: str) -> Sequence[str]:
        if need in self._needs:
            return [need]
        return [pattern for pattern in self._patterns if is_made_by(pattern, need)]

    @property
    def first_target(self) -> str:
        """What make makes without a goal."""
        names = (name for _, rule in self._rules if not rule.is_special for name in rule.target_names)
        return next((name for name in names if "%" not in name), "")

    def rule_at(self, document: Document, offset: int) -> MakeRule | None:
        """The rule whose recipe stands at a place."""
        rules = self._recipes.get(document.path, [])
        number = bisect_right(rules, offset, key=lambda one: one[0]) - 1
        return rules[number][2] if number >= 0 and offset < rules[number][1] else None

    def environments(self, rule: MakeRule | None, calls: Sequence[MakeCall]) -> Iterator[Environment]:
        """The values that the commands of a rule may run with: for a bare make, for goals that pass on their own value,
        and for each call that sets one. None is a line outside of recipes, which gets the environment of make."""
        plain = CalledWith()
        if rule is None:
            yield Environment("", (), plain)
            return
        for target in rule.target_names[:_MOST_CHAINS]:
            for chain in ((target,), *self._chains_from_special(target)):
                through = "" if len(chain) == 1 else f"make {chain[0]}"
                yield from (Environment(through, stack, plain) for stack in self._along(chain, plain))
            for call in calls:
                chain = self._chain(call.goals or (self.first_target,), target)
                if chain:
                    yield from (
                        Environment(call.called.through, stack, call.called)
                        for stack in self._along(chain, call.called)
                    )

    def _along(self, chain: Sequence[str], called: CalledWith) -> Iterator[Stack]:
        """What a target gets that is made for others: the last of the chain, for the first."""
        for first in self._values(called):
            state, stack = first, self.variable.environment(first, called)
            is_global = self.variable.is_exported(first, called, of_target=True)
            for number, target in enumerate(chain):
                for is_pattern in (True, False):
                    state, is_exported = self._in_scope(
                        state, target, called, is_pattern=is_pattern, is_last=number == len(chain) - 1
                    )
                    # What is not exported hides nothing of a wider scope (make: target_environment).
                    if is_exported or (is_exported is None and is_global):
                        stack = state.stack
            yield stack

    def _in_scope(
        self, state: MakeValue, target: str, called: CalledWith, *, is_pattern: bool, is_last: bool
    ) -> tuple[MakeValue, bool | None]:
        """The variable after what is said of a target, or of patterns that it has; and whether it is exported by that,
        None where that depends on the others."""
        is_exported: bool | None = False
        is_overridden = False
        for path, line in self._said_of(target, is_pattern=is_pattern):
            if line.is_private and not is_last:
                continue
            if not is_overridden or line.is_override:
                state, is_exported = self.variable.after_own(state, path, line, called)
            is_overridden = is_overridden or line.is_override
        return state, is_exported

    def _said_of(self, target: str, *, is_pattern: bool) -> Sequence[PlacedLine]:
        if not is_pattern:
            return self._by_name.get(target, ())
        return [one for name, lines in self._by_pattern.items() if is_made_by(name, target) for one in lines]

    def _chains_from_special(self, target: str) -> Iterator[Sequence[str]]:
        """From each target with a value of its own that needs this one, in some way."""
        if not (self._by_name or self._by_pattern):
            return
        parent: dict[str, str] = {target: ""}
        waiting = deque([target])
        count = 0
        while waiting and len(parent) < _MOST_TARGETS and count < _MOST_CHAINS:
            name = waiting.popleft()
            for above in self._above.get(name, ()):
                if above not in parent:
                    parent[above] = name
                    waiting.append(above)
                    if self._is_special(above):
                        count += 1
                        yield _path(parent, above)

    def _is_special(self, target: str) -> bool:
        return target in self._by_name or any(is_made_by(name, target) for name in self._by_pattern)

    def _chain(self, goals: Sequence[str], target: str) -> Sequence[str]:
        """The targets from one of the goals down to a target, () where none needs it."""
        parent: dict[str, str] = {target: ""}
        waiting = deque([target])
        while waiting and len(parent) < _MOST_TARGETS:
            name = waiting.popleft()
            if any(goal == name or ("%" in name and is_made_by(name, goal)) for goal in goals):
                return _path(parent, name)
            for above in self._above.get(name, ()):
                if above not in parent:
                    parent[above] = name
                    waiting.append(above)
        return ()


def _path(parent: Mapping[str, str], name: str) -> Sequence[str]:
    found = [name]
    while parent[found[-1]]:
        found.append(parent[found[-1]])
    return found
