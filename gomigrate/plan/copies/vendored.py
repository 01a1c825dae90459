"""Vendored packages that the legacy build does not reach: what tests of dependencies import, and tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.gosource.package import read_package
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.legacy.inventory import Origin, Used

if TYPE_CHECKING:
    from gomigrate.model.legacy.inventory import Inventory


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
