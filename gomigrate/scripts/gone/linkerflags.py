"""Variables that the linker sets (-X) by an import path with a vendor folder in it: no package has that path in module
mode, and the linker says nothing (cmd/link: a name that is not there is passed over)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.scripts.gone.brokenline import MOST_WORDS, BrokenLine, GoneUse
from gomigrate.scripts.read.vendorpaths import vendor_paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.gone.gonepaths import GonePaths


def in_linker_flags(file: str, text: str, gone: GonePaths) -> Iterator[BrokenLine]:
    """Each line of a file that names such a variable, or its package in a variable of the file; none where the project
    had no vendor folder by that name."""
    found = [path for path in vendor_paths(file, text) if path.is_linked and gone.had_folder(path.folder)]
    lines = text.split("\n") if found else []
    for path in found:
        words = lines[path.line - 1].strip()[:MOST_WORDS]
        what = f"{path.folder}/{path.below}"
        yield BrokenLine(file=file, line=path.line, use=GoneUse.LINKER, what=(what,), words=words)
