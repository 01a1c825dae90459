"""Folders of one repository, by their paths below its top (""): which lies in which, and how one names another."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.scan.project.lockfolders import seen_from

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_VENDORS = {"vendor", "Godeps", "_vendor"}


def below(path: str, folder: str) -> str | None:
    """The path relative to the folder, "" for the folder itself, None where it is not below it."""
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


def vendor_holder(vendor: str) -> str:
    """The folder whose packages are built with a vendor folder: `a` for a/vendor, a/vendor/src, a/Godeps/_workspace/src
    and a/_vendor/src."""
    parts = vendor.split("/")
    return "/".join(parts[: next(n for n, name in enumerate(parts) if name in _VENDORS)])


def spelled(folder: str) -> str:
    """The folder as the go command writes it: `.` for the top."""
    return folder or "."


def replace_path(folder: str, importer: str) -> str:
    """A folder as a replace line of the module in the folder `importer` names it: it begins with a dot."""
    path = seen_from(importer, folder)
    return path if path.startswith(".") else f"./{path}"
