"""Packages that may be initialised in another order: from go 1.21 on the order is that of their import paths, as far as
imports leave it open (https://go.dev/ref/spec#Program_initialization), and a vendored package had another path."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from gomigrate.gosource.packagestate import has_init, state_lines
from gomigrate.model.legacy.inventory import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gomigrate.model.legacy.inventory import Used


@dataclass(frozen=True, slots=True, kw_only=True)
class Reordered:
    """Import paths of two packages of which the `first` had a path that sorts before that of the `second`, and of one
    that `both` use."""

    first: str
    second: str
    both: str


def reordered(
    used: Mapping[str, Used], new_path: Mapping[str, str], files: Callable[[Used], list[bytes]]
) -> list[Reordered]:
    """For each package that has variables the first two that use it and have init functions, do not import each other,
    are in one program or test, and whose paths sort the other way round from now on. `used` is by place, `new_path` the
    import path of each place in module mode, `files` gives the Go files of a package without its tests."""
    reach = _Reach(used)
    importers: defaultdict[str, list[str]] = defaultdict(list)
    for place, one in used.items():
        for _, target in one.imports:
            if target in used and used[target].origin is not Origin.NEIGHBOUR:
                importers[target].append(place)
    inits: dict[str, bool] = {}

    def runs_init(place: str) -> bool:
        if place not in inits:
            inits[place] = any(has_init(data) for data in files(used[place]))
        return inits[place]

    found: list[Reordered] = []
    for shared, places in sorted(importers.items()):
        flipped = (pair for pair in combinations(sorted(places), 2) if new_path[pair[0]] > new_path[pair[1]])
        apart = (pair for pair in flipped if all(map(runs_init, pair)) and not reach.is_any(*pair))
        pair = next((pair for pair in apart if reach.is_together(*pair)), None)
        if pair is not None and any(state_lines(data) for data in files(used[shared])):
            found.append(Reordered(first=new_path[pair[0]], second=new_path[pair[1]], both=new_path[shared]))
    return found


class _Reach:
    """Who imports whom, directly or not."""

    def __init__(self, used: Mapping[str, Used]) -> None:
        self._used = used
        self._own = [place for place, one in used.items() if one.origin is Origin.PROJECT]
        self._below = cache(self._walk)

    def is_any(self, one: str, other: str) -> bool:
        """Whether one of the two imports the other, so that imports settle the order."""
        return other in self._below(one, tests=False) or one in self._below(other, tests=False)

    def is_together(self, one: str, other: str) -> bool:
        """Whether a package of the project, or its tests, are built with both."""
        return any({one, other} <= self._below(place, tests=True) for place in self._own)

    def _walk(self, place: str, *, tests: bool) -> frozenset[str]:
        """The package with all that it imports, or that its tests import."""
        first = self._used[place]
        seen, waiting = {place}, [target for _, target in first.imports]
        waiting += [target for _, target in first.test_imports if tests]
        while waiting:
            target = waiting.pop()
            if target in self._used and target not in seen:
                seen.add(target)
                waiting += [further for _, further in self._used[target].imports]
        return frozenset(seen)
