"""Modules in folders of the project whose packages the project's own packages import: required, and replaced by their
folders (Go reference: "replace directive")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.gosource.platforms.imports import all_imports
from gomigrate.model.decision import InRepository
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.go.pseudo import placeholder_version
from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.decide.choice import Choice
from gomigrate.scan.project.modulestate import declared_module
from gomigrate.world.disk.trees import subtree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.plan.decide.modulecontents import Contents


def nested_choices(inventory: Inventory, contents: Contents) -> Iterator[Choice]:
    """A choice for each nested module that the project's packages need, its folder made known to `contents`.

    None where the project has a go.mod, which says itself what it needs; and none for a nested module whose go.mod
    declares another path than the folder has in the project, since imports cannot reach it there.
    """
    if inventory.has_go_mod:
        return
    nested = frozenset(inventory.packages_in_nested)
    importers = {
        spec: package.import_path
        for package in inventory.packages
        if package.import_path not in nested
        for spec in sorted({*all_imports(package, tests=False), *all_imports(package, tests=True)} & nested)
    }
    for folder in inventory.nested_modules:
        path = f"{inventory.project.import_path}/{folder}"
        needed = [importer for spec, importer in sorted(importers.items()) if is_inside(spec, path)]
        tree = subtree(inventory.tree, folder)
        if needed and declared_module(tree) == path:
            contents.folders[f"./{folder}"] = tree
            yield Choice(
                path=path,
                version=placeholder_version(path),
                built=ModuleVersion(f"./{folder}"),
                reason=InRepository(importer=needed[0]),
            )
