"""Imports by packages outside of the project, and the shortest chain of imports to each module of the new build."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from gomigrate.model.legacy.inventory import Origin

if TYPE_CHECKING:
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.plan.solve.loader import Load

_START = ""
"""Stands for the main module as a whole, which leads to each of its packages and tests."""


def import_chains(loaded: Load) -> dict[str, tuple[str, ...]]:
    """For each module path the shortest chain of imports from a package (or test) of the main module to a package of
    that module. It has both ends, and tests as the loader spells them. Of several chains the first in the order of
    loading counts."""
    leads_to = _steps(loaded)
    before = {_START: _START}
    chains: dict[str, tuple[str, ...]] = {}
    queue = deque((_START,))
    while queue:
        key = queue.popleft()
        package = loaded.packages.get(key)
        if package and package.module and package.module.path not in chains:
            chains[package.module.path] = _way_to(key, before)
        for target in leads_to.get(key, ()):
            if target not in before:
                before[target] = key
                queue.append(target)
    return chains


def _steps(loaded: Load) -> dict[str, list[str]]:
    """The edges from each package and test: to its imports, and from a package to its tests."""
    packages = loaded.packages
    steps = {_START: [key for key, package in packages.items() if package.module is None]}
    for key, package in packages.items():
        if package.is_test and package.import_path in packages:
            steps.setdefault(package.import_path, []).append(key)
        steps.setdefault(key, []).extend(need for need in package.imports if need in packages)
    return steps


def _way_to(key: str, before: dict[str, str]) -> tuple[str, ...]:
    way = [key]
    while before[way[-1]] != _START:
        way.append(before[way[-1]])
    return tuple(reversed(way))


def imported_by_others(inventory: Inventory) -> frozenset[str]:
    """What the packages of dependencies import, by the path that they write."""
    others = (used for used in inventory.used if used.origin is not Origin.PROJECT)
    return frozenset(path for used in others for path, _ in used.imports)
