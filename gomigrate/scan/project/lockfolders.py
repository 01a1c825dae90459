"""Lock files of folders below the project's top, as the project names them."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.locks.registry import READERS, legacy_files, read_locks
from gomigrate.scan.listing import has_file
from gomigrate.world.disk.trees import subtree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.model.findings import Finding, Place
    from gomigrate.model.legacy.pins import Lock
    from gomigrate.model.trees.tree import Tree

_FILES = tuple(file for reader in READERS for file in reader.files)


def locks_below(tree: Tree, folders: Iterable[str]) -> Iterator[tuple[str, tuple[Lock, ...]]]:
    """Each of the folders (of the project's packages) and of those above them, the top left out, that has locks with
    pins; with its locks as they are named there."""
    for folder in sorted(with_parents(folders) - {""}, key=lambda folder: (folder.count("/"), folder)):
        below = subtree(tree, folder)
        locks = read_locks(below) if any(has_file(below, file) for file in _FILES) else ()
        if any(lock.pins for lock in locks):
            yield folder, locks


def legacy_files_below(tree: Tree, folder: str, locks: tuple[Lock, ...]) -> Iterator[str]:
    """The lock and manifest files of the folder, by their paths in the tree."""
    return (posixpath.join(folder, file) for file in legacy_files(subtree(tree, folder), locks))


def locked_differently(locks: Iterable[Lock]) -> tuple[str, ...]:
    """The paths that the locks pin at more than one revision, sorted."""
    revisions: dict[str, set[str]] = {}
    for lock in locks:
        for pin in lock.pins:
            revisions.setdefault(pin.path, set()).add(pin.revision or pin.branch)
    return tuple(sorted(path for path, found in revisions.items() if len(found) > 1))


def with_parents(folders: Iterable[str]) -> set[str]:
    """The folders and all above them, the top ("") among them."""
    found = {""}
    for folder in folders:
        while folder not in found:
            found.add(folder)
            folder = posixpath.dirname(folder)
    return found


def seen_from(folder: str, path: str) -> str:
    """The path as it is named in the folder: `..` leads out of it."""
    return posixpath.relpath(posixpath.join("/", path), posixpath.join("/", folder))


def moved_place(place: Place, at: str, folder: str) -> Place:
    """A place that is told in the folder `at`, as it is told in `folder`."""
    return replace(place, file=seen_from(folder, posixpath.join(at, place.file)))


def moved_finding(found: Finding, at: str, folder: str) -> Finding:
    """The same for the place of a finding."""
    return replace(found, place=moved_place(found.place, at, folder)) if found.place else found


def moved_lock(lock: Lock, at: str, folder: str) -> Lock:
    """A lock in the folder `at` as a module in `folder` sees it: its paths relative to that."""
    if at == folder:
        return lock
    return replace(
        lock,
        file=seen_from(folder, posixpath.join(at, lock.file)),
        manifest=seen_from(folder, posixpath.join(at, lock.manifest)) if lock.manifest else "",
        pins=tuple(replace(pin, place=moved_place(pin.place, at, folder)) for pin in lock.pins),
        wishes=tuple(replace(wish, place=moved_place(wish.place, at, folder)) for wish in lock.wishes),
        findings=tuple(moved_finding(f, at, folder) for f in lock.findings),
    )
