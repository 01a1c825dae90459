"""What is removed: lock files, vendor folders, and submodules below these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.trees.tree import Kind
from gomigrate.plan.files.submodules import FILE as GITMODULES
from gomigrate.plan.files.submodules import submodules_in, without_sections
from gomigrate.plan.files.vendorchoice import VENDOR, is_in_vendor, kept_locks, removed_locks
from gomigrate.scan.build.sources import ENTRY
from gomigrate.scan.strangers import strangers_in

if TYPE_CHECKING:
    from collections.abc import Collection

    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.policy import Policy

_ENDS = {"workspace": "/_workspace/src", "gb": "/src", "gom": "/src"}
"""What a kind of vendor folder has below the folder that its tool made."""


def removed_paths(inventory: Inventory, policy: Policy) -> tuple[str, ...]:
    """The legacy files to remove: the lock files, and everything below the vendor folders. Files of other languages
    stay where they can. Module mode reads the folder at the top alone, and there only what modules.txt names."""
    removed: set[str] = set()
    if policy.vendor != "keep":
        roots = (root for root in inventory.vendor_roots if root.kind != ENTRY)
        tops = {root.dir.removesuffix(_ENDS.get(root.kind, "")) for root in roots}
        for top in tops:
            removed |= set(_files(inventory, top))
        anew = policy.vendor == "regenerate"
        removed -= {path for path in strangers_in(inventory, removed) if anew or not is_in_vendor(path)}
        # The go command takes a link of that name for a vendor folder, wherever it leads.
        kind = next((e.kind for e in inventory.committed.entries("") if e.name == VENDOR), Kind.DIR)
        removed |= set() if kind in {Kind.DIR, Kind.FILE} else {VENDOR}
        removed |= set(submodules_in(inventory.submodules, tops))
        if gitmodules_without(inventory, removed) == b"":
            removed.add(GITMODULES)
    removed -= kept_locks(inventory, policy)
    removed |= removed_locks(inventory, policy)
    return tuple(sorted(removed))


def gitmodules_without(inventory: Inventory, removed: Collection[str]) -> bytes | None:
    """The text of .gitmodules once these paths are removed; None if that changes nothing in it."""
    gone = [path for path, _ in inventory.submodules if path in removed]
    if not gone or not any(entry.name == GITMODULES for entry in inventory.committed.entries("")):
        return None
    return without_sections(inventory.committed.read(GITMODULES), gone)


def _files(inventory: Inventory, folder: str) -> list[str]:
    """Everything below a folder that is no folder: links to nowhere as well."""
    found: list[str] = []
    for entry in inventory.committed.entries(folder):
        path = f"{folder}/{entry.name}"
        found += _files(inventory, path) if entry.kind is Kind.DIR else [path]
    return found
