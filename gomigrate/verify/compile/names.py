"""The names under which the packages of the state before are compiled: those that they have on the branch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.verify.branch.rewrites import rewritten
from gomigrate.verify.build.packages import source_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from gomigrate.verify.branch.rewrites import Rewrites
    from gomigrate.verify.compile.units import CompiledUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The name of each package by the path under which the go command lists it. `alone` are listed paths of copies that
    cannot have the package's name, because another copy with other code has it. They keep the path under which they are
    listed."""

    of: Mapping[str, str]
    alone: frozenset[str] = frozenset()

    def unit(self, listed: str) -> str:
        """The name of what is compiled, such as "p [q.test]"."""
        path, variant, test = listed.partition(" [")
        if not variant:
            return self.of.get(path, path)
        return f"{self.of.get(path, path)} [{self.program(test.removesuffix(']'))}]"

    def program(self, listed: str) -> str:
        """The name of a package's test program."""
        tested = listed.removesuffix(".test")
        return self.of.get(tested, tested) + ".test"

    @property
    def unlike_default(self) -> frozenset[str]:
        """The listed paths whose name does not follow from them alone."""
        return frozenset(listed for listed, name in self.of.items() if name != source_path(listed))


def names_of(
    units: Iterable[CompiledUnit],
    rewrites: Rewrites,
    after: Mapping[str, CompiledUnit],
    digest: Callable[[CompiledUnit], object],
) -> Names:
    """The names for the packages of a side: as the source writes them, and as the plan rewrites that. `after` are those
    of the branch by name, `digest` what the files of one are."""
    units = tuple(units)
    of = {unit.path: rewritten(source_path(unit.path), rewrites) for unit in units if not unit.is_external_test}
    copies: dict[str, list[CompiledUnit]] = {}
    for unit in units:
        if not unit.for_test and unit.path in of:
            copies.setdefault(of[unit.path], []).append(unit)
    several = {name: sorted(found, key=_order) for name, found in copies.items() if len(found) > 1}
    alone = _alone(several, after, digest) if several else frozenset()
    of |= {listed: listed for listed in alone}
    external = (unit for unit in units if unit.is_external_test)
    of |= {unit.path: of.get(unit.for_test, unit.for_test) + "_test" for unit in external}
    return Names(of=of, alone=alone)


def _order(unit: CompiledUnit) -> tuple[int, str]:
    return len(unit.path), unit.path


def _alone(
    several: Mapping[str, Sequence[CompiledUnit]],
    after: Mapping[str, CompiledUnit],
    digest: Callable[[CompiledUnit], object],
) -> frozenset[str]:
    """The copies that differ from the branch's, in their files or in those of their imports."""
    alone: set[str] = set()
    while True:
        found: set[str] = set()
        for name, copies in several.items():
            left = [copy for copy in copies if copy.path not in alone]
            kinds = {copy.path: (digest(copy), frozenset(alone.intersection(copy.imports))) for copy in left}
            wanted = digest(after[name]) if name in after else None
            chosen = min(left, key=lambda copy: (kinds[copy.path][0] != wanted, len(kinds[copy.path][1]), _order(copy)))
            found.update(copy.path for copy in left if kinds[copy.path] != kinds[chosen.path])
        if not found:
            return frozenset(alone)
        alone |= found
