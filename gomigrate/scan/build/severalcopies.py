"""Packages that the project imports from several vendor folders, with different files."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.legacy.inventory import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.inventory import Inventory, Used

Files = tuple[tuple[str, bytes], ...]


def several_copies(inventory: Inventory) -> Iterator[Finding]:
    """One finding for all packages of which the project's own packages use copies that differ in files of the build;
    the build files are read where there are several."""
    at = {used.place: used for used in inventory.used}
    several = {path: importers for path, importers in sorted(_imported(inventory).items()) if len(importers) > 1}
    unlike = {path: _unlike(importers, at) for path, importers in several.items()}
    differing = {path: importers for path, importers in unlike.items() if len(importers) > 1}
    if differing:
        first = next(iter(differing.values()))
        yield finding(
            "GM040",
            place=Place(at[max(first)].dir),
            packages=tuple(differing),
            evidence=tuple(
                f"{path}: {importer} -> {at[place].dir}"
                for path, importers in differing.items()
                for place, importer in importers.items()
            ),
        )


def _imported(inventory: Inventory) -> dict[str, dict[str, str]]:
    """By import path: the places of the copies that the project's own packages import, each with the first of them."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for used in inventory.used:
        if used.origin is Origin.PROJECT:
            for path, place in (*used.imports, *used.test_imports):
                if place:
                    found[path].setdefault(place, used.import_path)
    return found


def _unlike(importers: Mapping[str, str], at: Mapping[str, Used]) -> dict[str, str]:
    """The first of the copies with the same files."""
    first: dict[Files, str] = {}
    for place in importers:
        first.setdefault(_files(at[place]), place)
    return {place: importers[place] for place in first.values()}


def _files(used: Used) -> Files:
    """The names and bytes of what a build takes; what cannot be read counts as empty."""
    names = sorted({f.name for f in used.package.files if not f.is_test} | set(used.package.others))
    return tuple((name, _read(used, name)) for name in names)


def _read(used: Used, name: str) -> bytes:
    try:
        return used.tree.read(f"{used.dir}/{name}" if used.dir else name)
    except OSError:
        return b""
