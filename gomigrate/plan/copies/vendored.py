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
    from collections.abc import Iterable, Iterator

    from gomigrate.model.go.gopackage import GoPackage
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


def wanted_by_tests(inventory: Inventory) -> tuple[Used, ...]:
    """The vendored packages that no build uses and that tests of dependencies import, directly or not: `go mod tidy`
    requires them."""
    seen = {used.import_path for used in inventory.used}
    tested = (all_imports(used.package, tests=True) for used in inventory.used if used.origin is not Origin.PROJECT)
    queue = sorted({path for paths in tested for path in paths} - seen)
    seen.update(queue)
    found: list[Used] = []
    for path in queue:  # grows while it is read
        for used in vendored_at(inventory, [path]):
            found.append(used)
            new = sorted(all_imports(used.package, tests=False) - seen)
            seen.update(new)
            queue += new
    return tuple(found)


def vendored_at(inventory: Inventory, paths: Iterable[str]) -> Iterator[Used]:
    """Those of the packages that are vendored, each from the first vendor folder that has it."""
    for path in sorted(paths):
        folder = next((root.dir for root in inventory.vendor_roots if path in root.packages), None)
        package = read_package(inventory.tree, f"{folder}/{path}", path) if folder is not None else None
        if folder is not None and package is not None:
            yield _vendored(inventory, folder, path, package)


def led_to(inventory: Inventory, paths: Iterable[str]) -> frozenset[str]:
    """The import paths, and the vendored packages that they lead to by imports."""
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
                    found.append(_vendored(inventory, vendored.dir, path, package))
        if found:
            return tuple(found)
    return ()


def _vendored(inventory: Inventory, root: str, path: str, package: GoPackage) -> Used:
    folder = f"{root}/{path}"
    return Used(
        place=f"{inventory.project.import_path}/{folder}",
        import_path=path,
        origin=Origin.VENDOR,
        tree=inventory.tree,
        dir=folder,
        root=root,
        package=package,
        project=inventory.project.import_path,
    )
