"""Folders as boundaries: each package belongs to the nearest one above it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def is_below(folder: str, top: str) -> bool:
    """Whether a folder is `top` or lies below it; everything lies below ""."""
    return not top or folder == top or folder.startswith(top + "/")


def nearest(folder: str, boundaries: Collection[str]) -> str:
    """The boundary that a folder belongs to: itself, the nearest above it, else ""."""
    while folder and folder not in boundaries:
        folder = posixpath.dirname(folder)
    return folder


def common_folder(folders: Iterable[str]) -> str:
    """The deepest folder that all of them are, or lie below."""
    parts = [folder.split("/") if folder else [] for folder in folders]
    shared = []
    for names in zip(*parts, strict=False):
        if len(set(names)) > 1:
            break
        shared.append(names[0])
    return "/".join(shared)


def display(folder: str) -> str:
    """A folder as messages name it."""
    return folder or "."
