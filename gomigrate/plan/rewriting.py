"""Imports of the project's own files that must change: what godep's workspace and gb made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.gosource.rewrite import rewrite_imports
from gomigrate.scan.legacybuild import WORKSPACE, import_path_of
from gomigrate.scan.stdlib import is_known_std

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.model.inventory import Inventory


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrites:
    """`files` whose imports change, relative to the project; `by_path` the old import paths that have a new one;
    `prefixes` the same as pairs of old and new, a pair that ends in "/" standing for all that begins so."""

    files: tuple[str, ...]
    by_path: Mapping[str, str]
    prefixes: tuple[tuple[str, str], ...]

    def new_path(self, path: str) -> str:
        """The import path in module mode."""
        return self.by_path.get(path, path)

    def apply(self, data: bytes) -> bytes:
        """The file with its imports rewritten, every other byte as it was."""
        return rewrite_imports(data, self.by_path.get)


def rewrites_of(inventory: Inventory) -> Rewrites:
    """What must be rewritten: imports through Godeps/_workspace, and gb's imports relative to src/."""
    by_path: dict[str, str] = {}
    gb = any(root.kind == "gb" for root in inventory.vendor_roots)
    own = {package.import_path for package in inventory.packages}
    module = inventory.project.import_path
    files = set()
    for package in inventory.packages:
        for file in package.files:
            for spec in file.imports:
                new = spec.path
                if WORKSPACE in spec.path:
                    new = import_path_of(spec.path)
                elif gb and not is_known_std(spec.path) and f"{module}/src/{spec.path}" in own:
                    new = f"{module}/src/{spec.path}"
                if new != spec.path:
                    by_path[spec.path] = new
                    files.add(f"{package.dir}/{file.name}" if package.dir else file.name)
    workspace = {path[: path.index(WORKSPACE) + len(WORKSPACE)] for path in by_path if WORKSPACE in path}
    exact = {(old, new) for old, new in by_path.items() if WORKSPACE not in old}
    return Rewrites(
        files=tuple(sorted(files)),
        by_path=by_path,
        prefixes=(*((prefix, "") for prefix in sorted(workspace)), *sorted(exact)),
    )
