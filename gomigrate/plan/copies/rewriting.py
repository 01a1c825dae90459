"""Imports of the project's own files that must change, because godep's workspace or gb rewrote them."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.gosource.rewrite import rewrite_imports, written_out
from gomigrate.scan.build.legacybuild import WORKSPACE, import_path_of
from gomigrate.scan.build.sources import is_gopath_entry
from gomigrate.scan.build.stdlib import is_known_std

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.plan.decide.choice import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrites:
    """`files` of the project at the import path `project` whose imports change, relative to it; `by_path` the old
    import paths that have a new one; `prefixes` the same as pairs of old and new, a pair that ends in "/" stands for
    all paths that begin so. Relative imports become full import paths, too."""

    project: str
    files: tuple[str, ...]
    by_path: Mapping[str, str]
    prefixes: tuple[tuple[str, str], ...]

    def new_path(self, path: str) -> str:
        """The import path in module mode."""
        return self.by_path.get(path, path)

    def apply(self, file: str, data: bytes) -> bytes:
        """The file with its imports rewritten, every other byte as it was."""
        folder = posixpath.dirname(file)
        return rewrite_imports(data, lambda path: written_out(path, self.project, folder) or self.by_path.get(path))


def rewrites_of(inventory: Inventory) -> Rewrites:
    """What must be rewritten: imports through Godeps/_workspace, gb's imports relative to src/, and relative
    imports."""
    by_path: dict[str, str] = {}
    below_src = names_below_src(inventory)
    built = {used.import_path for used in inventory.used}
    module = inventory.project.import_path
    files = set(inventory.relative_imports)
    for package in inventory.packages:
        for file in package.files:
            for spec in file.imports:
                new = spec.path
                if WORKSPACE in spec.path:
                    new = import_path_of(spec.path, module)
                    if new not in built:  # the workspace of another name of this project
                        new = new.rpartition(WORKSPACE)[2]
                else:
                    new = below_src.get(spec.path, spec.path)
                if new != spec.path:
                    by_path[spec.path] = new
                    files.add(f"{package.dir}/{file.name}" if package.dir else file.name)
    workspace = {path[: path.index(WORKSPACE) + len(WORKSPACE)] for path in by_path if WORKSPACE in path}
    exact = {(old, new) for old, new in by_path.items() if WORKSPACE not in old}
    return Rewrites(
        project=module,
        files=tuple(sorted(files)),
        by_path=by_path,
        prefixes=(*((prefix, "") for prefix in sorted(workspace)), *sorted(exact)),
    )


def names_below_src(inventory: Inventory) -> dict[str, str]:
    """The project's own packages by their names below src/, where gb or a GOPATH of the project's own had that in its
    path, and their import paths after the migration. Names of the standard library are its own."""
    is_entry = not inventory.project.in_gopath and is_gopath_entry(inventory.packages)
    if not (is_entry or any(root.kind in {"gb", "gopath"} for root in inventory.vendor_roots)):
        return {}
    top = f"{inventory.project.import_path}/src/"
    own = (package.import_path for package in inventory.packages if package.import_path.startswith(top))
    return {path.removeprefix(top): path for path in own if not is_known_std(path.removeprefix(top))}


def without_major(inventory: Inventory) -> dict[str, str]:
    """The import paths with a major version whose package lies at a path without it, and that path; see
    scan.majorpath."""
    at = {used.place: used.import_path for used in inventory.used}
    return {
        path: at[place]
        for used in inventory.used
        for path, place in used.imports
        if place in at and at[place] != path and WORKSPACE not in path
    }


def with_new_paths(rewrites: Rewrites, inventory: Inventory, choices: Iterable[Choice]) -> Rewrites:
    """The rewrites, with those that follow from choices whose packages have new import paths: in the project's own
    files that import them, and in copies whose packages import each other."""
    before = {used.place: used.import_path for used in inventory.used}
    new = {before[used.place]: used.import_path for choice in choices for used in choice.packages}
    copied = {used.import_path for choice in choices if choice.is_copy for used in choice.packages}
    renamed = {old: path for old, path in new.items() if old != path}
    renamed |= {old: path for old, path in without_major(inventory).items() if path in copied}
    if not renamed:
        return rewrites
    files = {
        f"{package.dir}/{file.name}" if package.dir else file.name
        for package in inventory.packages
        for file in package.files
        if any(rewrites.new_path(spec.path) in renamed for spec in file.imports)
    }
    moved = {old: renamed.get(path, path) for old, path in rewrites.by_path.items()}
    return replace(
        rewrites,
        files=tuple(sorted({*rewrites.files, *files})),
        by_path={**renamed, **moved},
        prefixes=(*rewrites.prefixes, *sorted(renamed.items())),
    )
