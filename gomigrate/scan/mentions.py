"""Where the project's own files name something below a vendor folder: build files, scripts, go:generate and #cgo lines,
C includes, .proto imports, symbolic links. Only looked at; nothing is rewritten.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.findings import Place
from gomigrate.scan.listing import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.trees.tree import Tree
    from gomigrate.scripts.read.vendorpaths import VendorPath

_PROTO_IMPORT = re.compile(r"""^\s*import\s+(?:public\s+|weak\s+)?["']([\w./+-]+\.proto)["']""")


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A path below a vendor folder that a file of the project names: `root` is the vendor folder, `below` the path in
    it ("" for the folder itself), `place` the line. `is_linked`: it is the package of a variable that the linker sets
    (-X), by an import path that only GOPATH mode knows; `mended` is that line as it should be, where it sets a variable
    for that."""

    root: str
    below: str
    place: Place
    is_linked: bool = False
    mended: str = ""

    @property
    def path(self) -> str:
        """The path below the project."""
        return posixpath.join(self.root, self.below)


@dataclass(frozen=True, slots=True)
class VendorFolders:
    """The vendor folders of a project, the longest paths first, and its files."""

    tree: Tree
    roots: tuple[str, ...]

    @classmethod
    def of(cls, inventory: Inventory) -> VendorFolders:
        """Those of the project."""
        roots = sorted({root.dir for root in inventory.vendor_roots}, key=len, reverse=True)
        return cls(inventory.tree, tuple(roots))

    def named(self, path: str, found: Iterable[VendorPath]) -> Iterator[Mention]:
        """What a file names of what is there; a path that is not there (or not any more) is none."""
        for one in found:
            place = Place(path, one.line)
            if one.is_linked:
                for root in self._nearest(one, path)[:1]:
                    yield Mention(root, one.below, place, is_linked=True, mended=one.mended)
            elif not one.below:
                ends = (root for root in self.roots if one.folder == root or one.folder.endswith("/" + root))
                yield from (Mention(root, "", place) for root in ends)
            else:
                yield from self._below(one, path, place)

    def linked(self, path: str, target: str) -> Iterator[Mention]:
        """The vendor folder, or what is in it, that a symbolic link leads to."""
        aim = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        root = next((root for root in self.roots if aim == root or aim.startswith(root + "/")), None)
        if root is not None:
            yield Mention(root, aim[len(root) + 1 :], Place(path))

    def imported(self, named: Iterable[tuple[str, Place]]) -> Iterator[Mention]:
        """Of imported .proto files those that lie in a vendor folder, which the compiler was told in some way, with
        their imports in turn."""
        waiting = list(named)
        seen: set[str] = set()
        while waiting:
            name, place = waiting.pop()
            root = next((root for root in self.roots if self._is_there(f"{root}/{name}")), None)
            if root is None:
                continue
            yield Mention(root, name, place)
            if name not in seen:
                seen.add(name)
                text = self.tree.read(f"{root}/{name}").decode("utf-8", "replace")
                waiting += [(more, place) for more, _ in proto_imports(name, text)]

    def _below(self, one: VendorPath, path: str, place: Place) -> Iterator[Mention]:
        above_pattern = one.below.split("*")[0].rpartition("/")[0] if "*" in one.below else ""
        for root in self._nearest(one, path):
            for shown in filter(None, (one.below, above_pattern)):
                if self._is_there(f"{root}/{shown}"):
                    yield Mention(root, shown, place)
                    return

    def _nearest(self, one: VendorPath, path: str) -> list[str]:
        """The vendor folders that may be meant, those beside the file and above it first."""
        named = [root for root in self.roots if root == one.folder or root.endswith("/" + one.folder)]
        return sorted(named, key=lambda root: (not _is_above(posixpath.dirname(root), path), -len(root), root))

    def _is_there(self, path: str) -> bool:
        folder, _, name = path.rpartition("/")
        return any(entry.name == name for entry in listed(self.tree, folder))


def _is_above(folder: str, path: str) -> bool:
    return not folder or path.startswith(folder + "/")


def proto_imports(path: str, text: str) -> Iterator[tuple[str, Place]]:
    """What a .proto file imports, each with its line; nothing of other files."""
    for number, line in enumerate(text.split("\n") if path.endswith(".proto") else (), start=1):
        if imported := _PROTO_IMPORT.match(line):
            yield imported[1], Place(path, number)
