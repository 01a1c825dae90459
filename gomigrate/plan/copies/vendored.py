"""Vendored packages that the legacy build does not reach: what tests of dependencies import, and tools."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.gosource.package import read_package
from gomigrate.gosource.platforms.imports import all_imports
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.legacy.inventory import Origin, Used
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.plan.decide.compare import PackageCopy, around, legacy_copy, untouched

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.legacy.inventory import Inventory


def not_vendored(inventory: Inventory, files: Iterable[tuple[str, bytes]]) -> tuple[str, ...]:
    """What C code and assembly of dependencies include from folders that are no packages, and that a vendor folder of
    these `files` (paths below the project) does not have: paths below the vendor folder, sorted."""
    fresh = MemoryTree(dict(files))
    found: set[str] = set()
    for used in inventory.used:
        folder = f"vendor/{used.import_path}"
        if used.origin is Origin.PROJECT or not fresh.entries(folder):
            continue
        copy = PackageCopy(package=replace(used.package, dir=folder), tree=fresh, clean=untouched)
        missing = (name for name, is_there in around(legacy_copy(used), copy).items() if not is_there)
        found.update(posixpath.normpath(f"{used.import_path}/{name}") for name in missing)
    return tuple(sorted(found))


def led_to(inventory: Inventory, paths: Iterable[str]) -> frozenset[str]:
    """The import paths, and the vendored packages that those of them which are vendored lead to by their imports."""
    folders = {path: f"{root.dir}/{path}" for root in reversed(inventory.vendor_roots) for path in root.packages}
    found = dict.fromkeys(paths)
    queue = list(found)
    for path in queue:  # grows while it is read
        package = read_package(inventory.tree, folders[path], path) if path in folders else None
        needs = all_imports(package, tests=False) if package else ()
        new = [need for need in sorted(needs) if need in folders and need not in found]
        found.update(dict.fromkeys(new))
        queue += new
    return frozenset(found)


def vendored_packages(inventory: Inventory, root: str) -> tuple[Used, ...]:
    """The packages at or below an import path in the first vendor folder that has any, () where none has."""
    for vendored in inventory.vendor_roots:
        found = []
        for path in vendored.packages:
            if is_inside(path, root):
                folder = f"{vendored.dir}/{path}"
                package = read_package(inventory.tree, folder, path)
                if package is not None:
                    place = f"{inventory.project.import_path}/{folder}"
                    found.append(
                        Used(
                            place=place,
                            import_path=path,
                            origin=Origin.VENDOR,
                            tree=inventory.tree,
                            dir=folder,
                            root=vendored.dir,
                            package=package,
                            project=inventory.project.import_path,
                        )
                    )
        if found:
            return tuple(found)
    return ()
