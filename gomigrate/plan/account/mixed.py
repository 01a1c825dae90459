"""Folders in which files of gomigrate and other files would be together, or be deleted together."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.go.modpath import prefixes
from gomigrate.model.policy import COPIES
from gomigrate.model.trees.tree import Kind
from gomigrate.plan.copies.keptcopies import PREFIX
from gomigrate.plan.files.vendorchoice import VENDOR
from gomigrate.scan.dependencydata import has_same
from gomigrate.scan.listing import listed, paths_below
from gomigrate.scan.strangers import strangers, strangers_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.policy import Policy
    from gomigrate.model.trees.tree import Tree

_GO_MOD = "/go.mod"


def mixed_folders(
    inventory: Inventory, policy: Policy, writes: Iterable[str], removes: Iterable[str]
) -> Iterator[Finding]:
    """An error for each kept copy that would replace a folder of the project, and the findings about files of vendor
    folders that belong to no Go package."""
    yield from _taken(inventory, frozenset(writes))
    yield from _going(strangers_in(inventory, removes))
    if policy.vendor == "regenerate":
        staying = strangers_in(inventory, paths_below(inventory.committed, VENDOR))
        if staying:
            yield finding("GM453", place=Place(staying[0]), files=staying)


def _taken(inventory: Inventory, writes: frozenset[str]) -> Iterator[Finding]:
    """A folder with a go.mod is no longer a part of the project's module, so its packages would be lost. A file of the
    same name would be overwritten. Only an earlier kept copy, which has a note of gomigrate, may be written again. A
    folder further down with a go.mod of its own was no part of the project's module."""
    tree = inventory.committed
    taken: dict[str, list[str]] = {path: [path] for path in _in_the_way(tree, writes)}
    there = () if taken else tuple(paths_below(tree, COPIES))
    modules = {path.removesuffix(_GO_MOD) for path in there if path.endswith(_GO_MOD)}
    noted = {posixpath.dirname(path) for path in there if posixpath.basename(path).startswith(PREFIX)}
    copies = modules if inventory.has_go_mod else modules & noted
    folders = {
        path.removesuffix(_GO_MOD) for path in writes if path.startswith(f"{COPIES}/") and path.endswith(_GO_MOD)
    }
    for path in there:
        above = prefixes(path)
        folder = next((folder for folder in reversed(above) if folder in folders), "")
        module = next((module for module in above if module in modules), "")
        if folder and folder not in copies and (path in writes or not module.startswith(f"{folder}/")):
            taken.setdefault(folder, []).append(path)
        elif not folder and path in writes and not _is_same(inventory, path):
            taken.setdefault(posixpath.dirname(path), []).append(path)
    for folder, files in sorted(taken.items()):
        yield finding("GM448", place=Place(files[0]), folder=folder, files=tuple(files))


def _in_the_way(tree: Tree, writes: Iterable[str]) -> tuple[str, ...]:
    """Links and files where the folder of copies needs folders."""
    needed = {
        folder for path in writes if path.startswith(f"{COPIES}/") for folder in prefixes(posixpath.dirname(path))
    }
    return tuple(
        path
        for path in sorted(needed)
        for entry in listed(tree, posixpath.dirname(path))
        if entry.name == posixpath.basename(path) and entry.kind is not Kind.DIR
    )


def _is_same(inventory: Inventory, path: str) -> bool:
    """Whether a file below the folder of copies has the bytes of the vendored one that is to be kept there."""
    tree, name = inventory.committed, path.removeprefix(f"{COPIES}/")
    return any(has_same(tree, f"{root.dir}/{name}", tree, path) for root in inventory.vendor_roots)


def files_of_others(before: Tree, roots: Collection[str], removes: Iterable[str]) -> Iterator[Finding]:
    """A warning for entries of the vendor folders `roots` that are deleted and have no Go file: another language's
    packages, scripts, pages."""
    found = strangers(before, roots, removes)
    if found:
        yield finding("GM449", place=Place(found[0]), files=found)


def _going(files: Sequence[str]) -> Iterator[Finding]:
    """Whole folders of other languages are installed packages, and no plan deletes them. A script or a list directly in
    the vendor folder is a finding."""
    if files:
        is_loose = all(posixpath.dirname(path) == VENDOR for path in files)
        yield finding("GM449" if is_loose else "GM452", place=Place(files[0]), files=tuple(files))
