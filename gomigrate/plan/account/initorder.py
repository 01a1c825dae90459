"""Packages that may be initialized in another order. From go 1.21 on the order is that of their import paths, as far as
imports leave it open (https://go.dev/ref/spec#Program_initialization), and a vendored package had another path."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from gomigrate.gosource.packagestate import has_init, is_read_at_start, state_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_CLAUSE = re.compile(rb"^package[ \t]+(\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPackage:
    """A package of the legacy build: its `place` below a GOPATH's src, its import `path` in module mode, the `folder`
    that findings give, whether it is the project's own; with what it and its tests import, each path with the place
    that it leads to. `sources` gives its Go files without tests: name, the paths that it imports, its bytes."""

    place: str
    path: str
    folder: str
    is_own: bool
    imports: tuple[tuple[str, str], ...]
    test_imports: tuple[tuple[str, str], ...] = ()
    sources: Callable[[], tuple[tuple[str, frozenset[str], bytes], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reordered:
    """Import paths of two packages, and of one that `both` use. The path of the `first` sorted before that of the
    `second`."""

    first: str
    second: str
    both: str


def reordered(packages: Mapping[str, RunPackage]) -> list[Reordered]:
    """For each package that has variables, the first two packages that may be initialized in another order. Both use it
    while they are initialized (in an init function, or for the value of a variable) and do not import each other. They
    are in one program or test, and their paths sort the other way round after the migration. The packages are by
    place."""
    reach = _Reach(packages)
    importers: defaultdict[str, list[str]] = defaultdict(list)
    for place, one in packages.items():
        for target in dict.fromkeys(target for _, target in one.imports if target in packages):
            importers[target].append(place)

    @cache
    def runs_init(place: str, shared: str) -> bool:
        name = _name(packages[shared])
        path = next(path for path, target in packages[place].imports if target == shared)
        return any(
            has_init(data) or (path in imports and is_read_at_start(data, path, name))
            for _, imports, data in packages[place].sources()
        )

    found: list[Reordered] = []
    for shared, places in sorted(importers.items()):
        pairs = combinations(sorted(places), 2)
        flipped = (pair for pair in pairs if packages[pair[0]].path > packages[pair[1]].path)
        apart = (p for p in flipped if all(runs_init(one, shared) for one in p) and not reach.is_any(*p))
        pair = next((pair for pair in apart if reach.is_together(*pair)), None)
        if pair is not None and any(state_lines(data) for _, _, data in packages[shared].sources()):
            first, second, both = (packages[place].path for place in (*pair, shared))
            found.append(Reordered(first=first, second=second, both=both))
    return found


def _name(package: RunPackage) -> str:
    """The name that a package gives itself, "" where no file can be read."""
    clauses = (_CLAUSE.search(data) for _, _, data in package.sources())
    return next((clause[1].decode() for clause in clauses if clause), "")


class _Reach:
    """Who imports whom, directly or not."""

    def __init__(self, packages: Mapping[str, RunPackage]) -> None:
        self._packages = packages
        self._own = [place for place, one in packages.items() if one.is_own]
        self._below = cache(self._walk)

    def is_any(self, one: str, other: str) -> bool:
        """Whether one of the two imports the other, so that imports decide the order."""
        return other in self._below(one, tests=False) or one in self._below(other, tests=False)

    def is_together(self, one: str, other: str) -> bool:
        """Whether a package of the project, or its tests, are built with both."""
        return any({one, other} <= self._below(place, tests=True) for place in self._own)

    def _walk(self, place: str, *, tests: bool) -> frozenset[str]:
        """The package with all that it imports, or that its tests import."""
        first = self._packages[place]
        seen, waiting = {place}, [target for _, target in first.imports]
        waiting += [target for _, target in first.test_imports if tests]
        while waiting:
            target = waiting.pop()
            if target in self._packages and target not in seen:
                seen.add(target)
                waiting += [further for _, further in self._packages[target].imports]
        return frozenset(seen)
