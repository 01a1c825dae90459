"""Symbolic links in a module that lead to a folder with a go.mod, such as `cmd/app -> ..`: GOPATH mode builds a package
by such a path, and for the go command in module mode the module ends there."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.go.modpath import is_inside
from gomigrate.scripts.gone.brokenline import MOST_WORDS, BrokenLine, GoneUse
from gomigrate.scripts.gone.commands import at
from gomigrate.scripts.gone.generators import targets_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from gomigrate.scripts.gone.gonepaths import GonePaths
    from gomigrate.scripts.read.document import Document


def in_root_links(
    links: Iterable[tuple[str, str]], documents: Iterable[Document], gone: GonePaths
) -> Iterator[BrokenLine]:
    """Each link that was part of a package's path, and each go command that names a package by it. `links` are paths
    with where they lead."""
    found = {path: target for path, target in links if _leads_to_module(path, target, gone.there)}
    for path, target in found.items():
        yield BrokenLine(file=path, line=0, use=GoneUse.ROOT_LINK, what=(path,), words=target[:MOST_WORDS])
    for document in documents if found else ():
        for call, words, folders in targets_in(document):
            for word in words:
                own = word.value.removeprefix(f"{gone.module}/")
                places = ("",) if own != word.value else folders
                named = {posixpath.normpath(posixpath.join(place, own)) for place in places}
                if link := next((link for link in found if any(is_inside(path, link) for path in named)), ""):
                    yield at(document, word.start, GoneUse.ROOT_LINK, link, fails=call.may_change_status)


def _leads_to_module(path: str, target: str, there: Collection[str]) -> bool:
    """Whether a link is the folder of a package that has a go.mod; one below vendor folders, and one that `./...` could
    not name either, is another tool's."""
    names = path.split("/")
    if target.startswith("/") or any(name[0] in "_." or name in ("vendor", "testdata") for name in names):
        return False
    aim = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    top = "" if aim == "." else f"{aim}/"
    has_go = (name for name in there if name.endswith(".go") and posixpath.dirname(name) == top.rstrip("/"))
    return f"{top}go.mod" in there and any(has_go)
