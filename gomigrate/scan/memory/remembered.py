"""What a scan remembers of the one before: the packages in folders whose files are the same as then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.gosource.package import read_package
from gomigrate.model.trees.tree import mark_of
from gomigrate.scan.memory.packagetext import Packed, packed
from gomigrate.world.base.ownversion import own_mark

if TYPE_CHECKING:
    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.trees.tree import Tree
    from gomigrate.world.modules.cache import DiskCache

FEWEST_FILES = 1_000
"""Of fewer Go files nothing is kept: they are read in no time."""
_WORTH_WRITING = 16
_MADE_BY = ("gosource", "model/go/constraint.py", "model/go/gopackage.py", "scan/memory/packagetext.py")


class Remembered:
    """Reads folders as `read_package` does, except those that the last scan of the same project read and whose mark
    (`mark_of`) is what it was: these are taken from `cache` (None: from nowhere, and nothing is kept).

    What is kept holds only for the very text of the code that read it. A package with faults is read each time.
    """

    def __init__(self, cache: DiskCache | None, root: str) -> None:
        self._by = own_mark(_MADE_BY) if cache else ""
        self._cache = cache if self._by else None
        self._root = root
        kept = self._cache.scan(root) if self._cache else None
        self._kept = Packed(kept, self._by) if kept else None
        self._seen: dict[str, GoPackage] = {}
        self._fresh = 0

    def __call__(self, tree: Tree, directory: str, import_path: str) -> GoPackage | None:
        """The folder as a package; see `read_package`."""
        mark = mark_of(tree, directory) if self._cache else ""
        package = self._kept.get(mark, directory, import_path) if self._kept and mark else None
        if package is None:
            package = read_package(tree, directory, import_path)
            if package is None or package.faults or not mark:
                return package
            self._fresh += 1
        self._seen[mark] = package
        return package

    def keep(self) -> None:
        """Keep what was seen for the next scan, if there is enough of it and enough is new: to write all of it costs
        more than to read a few folders again."""
        if self._cache is None or self._fresh * _WORTH_WRITING <= len(self._seen):
            return
        if sum(len(package.files) for package in self._seen.values()) >= FEWEST_FILES:
            self._cache.keep_scan(self._root, packed(self._seen, self._by))
