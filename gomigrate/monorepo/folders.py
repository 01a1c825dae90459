"""Folders of one repository, by their paths below its top (""): which lies in which, and how one names another."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from gomigrate.model.findings import Finding, Place

_VENDORS = {"vendor", "Godeps", "_vendor"}


def below(path: str, folder: str) -> str | None:
    """The path relative to the folder, "" for the folder itself, None where it does not lie in it."""
    if not folder or path == folder:
        return path[len(folder) :]
    return path[len(folder) + 1 :] if path.startswith(folder + "/") else None


def is_in(path: str, folders: Iterable[str]) -> bool:
    """Whether the path is one of the folders, or lies below one."""
    return any(below(path, folder) is not None for folder in folders)


def nearest(folder: str, boundaries: Collection[str]) -> str:
    """The boundary that a folder belongs to: itself, the nearest above it, else ""."""
    while folder and folder not in boundaries:
        folder = posixpath.dirname(folder)
    return folder


def with_parents(folders: Iterable[str]) -> set[str]:
    """The folders and all above them, the top among them."""
    found = {""}
    for folder in folders:
        while folder not in found:
            found.add(folder)
            folder = posixpath.dirname(folder)
    return found


def vendor_holder(vendor: str) -> str:
    """The folder whose packages are built with a vendor folder: `a` for a/vendor, a/vendor/src, a/Godeps/_workspace/src
    and a/_vendor/src."""
    parts = vendor.split("/")
    return "/".join(parts[: next(n for n, name in enumerate(parts) if name in _VENDORS)])


def spelled(folder: str) -> str:
    """The folder as the go command writes it: `.` for the top."""
    return folder or "."


def seen_from(folder: str, path: str) -> str:
    """The path as it is named in the folder: `..` leads out of it."""
    return posixpath.relpath(posixpath.join("/", path), posixpath.join("/", folder))


def replace_path(folder: str, importer: str) -> str:
    """A folder as a replace line of the module in the folder `importer` names it: it begins with a dot."""
    path = seen_from(importer, folder)
    return path if path.startswith(".") else f"./{path}"


def moved_place(place: Place, at: str, folder: str) -> Place:
    """A place that is told in the folder `at`, as it is told in `folder`."""
    return replace(place, file=seen_from(folder, posixpath.join(at, place.file)))


def moved_finding(found: Finding, at: str, folder: str) -> Finding:
    """The same for the place of a finding."""
    return replace(found, place=moved_place(found.place, at, folder)) if found.place else found
