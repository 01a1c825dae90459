"""What is taken from vendor folders beside the build: by generators and other Go files that are run by name, by build
files, and through symbolic links."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.gosource.headers.header import scan_header
from gomigrate.gosource.package import read_package
from gomigrate.scan.buildfiles import build_files
from gomigrate.scripts.gone.generators import asked_of_go
from gomigrate.scripts.rules.gocommand.go_get import asked_paths
from gomigrate.scripts.spans import encoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.scan.buildfiles import BuildFiles

_MOST_LINKS = 40
"""So many links are followed, as Linux does (path_resolution(7))."""


def used_aside(inventory: Inventory) -> frozenset[str]:
    """The folders of vendored packages that nothing in the legacy build names by this place, and that are used all the
    same. A Go file of the project imports them, under whatever constraint and in whatever folder, or a build file names
    them. So do what these import in turn, and what the build reaches through a link."""
    files = build_files(inventory)
    vendored: dict[str, list[str]] = {}
    for root in inventory.vendor_roots:
        for path in root.packages:
            vendored.setdefault(path, []).append(posixpath.join(root.dir, path))
    found: set[str] = set()
    waiting = [*_imported(inventory, files), *_named(inventory, files)]
    seen = set(waiting)
    while waiting:
        for folder in vendored.get(waiting.pop(), ()):
            found.add(folder)
            package = read_package(inventory.tree, folder, folder)
            new = {one.path for file in package.files if not file.is_test for one in file.imports} if package else set()
            waiting += new - seen
            seen |= new
    links = dict(files.links)
    used = (u.dir for u in inventory.used if u.tree is inventory.tree)
    return frozenset((*found, *(_real(folder, links) for folder in used)))


def run_beside(inventory: Inventory) -> frozenset[str]:
    """The import paths of others that go commands of build files and go:generate lines run or build by name, or that
    files need which these run."""
    files = build_files(inventory)
    sources, module = dict(files.sources), inventory.project.import_path
    asked = (asked_of_go(document, sources, module) for document in files.documents)
    return frozenset(path for one in asked for _, wanted in one for path in wanted)


def _imported(inventory: Inventory, files: BuildFiles) -> Iterator[str]:
    """What Go files import that no build has: the others of the project's folders, and those where `./...` looks for
    no package."""
    known = {posixpath.join(p.dir, file.name): file for p in inventory.packages for file in p.files}
    for path, text in files.sources:
        file = known.get(path) or scan_header(posixpath.basename(path), encoded(text))
        yield from (one.path for one in file.imports)


def _named(inventory: Inventory, files: BuildFiles) -> Iterator[str]:
    """What build files name of vendor folders, and what they run, build or install by its import path; commands that
    go:generate lines and recipes run by the name of their folder."""
    programs = {call.program for document in files.documents for call in document.commands}
    for root in inventory.vendor_roots:
        named = (path for path in root.packages if posixpath.basename(path) in programs)
        yield from (path for path in named if _is_command(inventory, posixpath.join(root.dir, path)))
    yield from (mention.below for mention in files.mentions if mention.below and not mention.is_linked)
    yield from asked_paths(files.documents)
    sources = dict(files.sources)
    for document in files.documents:
        for _, wanted in asked_of_go(document, sources, inventory.project.import_path):
            yield from wanted


def _is_command(inventory: Inventory, folder: str) -> bool:
    package = read_package(inventory.tree, folder, folder)
    return package is not None and any(file.package == "main" and not file.is_test for file in package.files)


def _real(path: str, links: dict[str, str]) -> str:
    """Where a path of the tree is, with the links of the project followed."""
    for _ in range(_MOST_LINKS):
        link = next((link for link in _above(path) if link in links), None)
        if link is None:
            break
        aim = posixpath.normpath(posixpath.join(posixpath.dirname(link), links[link]))
        path = posixpath.normpath(posixpath.join(aim, path[len(link) + 1 :]))
    return path


def _above(path: str) -> Iterable[str]:
    parts: Sequence[str] = path.split("/")
    return ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
