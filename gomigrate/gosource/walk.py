"""Finds the packages below a folder, by the rules of `./...`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.gosource.package import read_package
from gomigrate.model.go.gopackage import Fault, FaultKind, GoPackage
from gomigrate.model.trees.tree import Kind

if TYPE_CHECKING:
    from gomigrate.model.trees.tree import Entry, Tree


def walk_packages(
    tree: Tree,
    root: str = "",
    import_path: str = "",
    *,
    into_vendor: bool = False,
    module_mode: bool = False,
) -> tuple[tuple[GoPackage, ...], tuple[Fault, ...]]:
    """All packages in the folder `root` and below, sorted by folder, and what is wrong on the way and with them.

    `import_path` is the path of `root`. Folders named testdata or beginning with "_" or "." are passed over, and so is
    what lies below a folder named vendor unless `into_vendor`; `module_mode` leaves out other modules, which GOPATH
    mode does not. Links to folders are not followed. The rules are those of `go help packages` and cmd/go's MatchDirs;
    unlike there, packages that no platform builds are included. What cannot be read is a fault.
    """
    walk = _Walk(tree, into_vendor=into_vendor, module_mode=module_mode)
    walk.enter(root, import_path)
    faults = (*walk.faults, *(fault for package in walk.packages for fault in package.faults))
    return tuple(sorted(walk.packages, key=lambda p: p.dir)), faults


@dataclass(slots=True)
class _Walk:
    tree: Tree
    into_vendor: bool
    module_mode: bool
    packages: list[GoPackage] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def enter(self, root: str, import_path: str) -> None:
        """Reads a folder, then those in it; without recursion, as trees of links and generated folders can be deep."""
        stack = [(root, import_path, False)]
        while stack:
            folder, path, is_vendor = stack.pop()
            entries = self._entries(folder)
            if self.module_mode and folder != root and _has_go_mod(entries):
                continue
            package = read_package(self.tree, folder, path) if entries else None
            if package:
                self.packages.append(package)
            if is_vendor and not self.into_vendor:
                continue
            for entry in reversed(entries):
                place = f"{folder}/{entry.name}" if folder else entry.name
                if entry.kind is Kind.LINK_TO_DIR:
                    if not _is_passed_over(entry.name):
                        self.faults.append(Fault(FaultKind.LINK, place))
                elif entry.kind is Kind.DIR and not _is_passed_over(entry.name):
                    below = f"{path}/{entry.name}" if path else entry.name
                    stack.append((place, below, entry.name == "vendor"))

    def _entries(self, folder: str) -> tuple[Entry, ...]:
        try:
            return self.tree.entries(folder)
        except OSError as error:
            self.faults.append(Fault(FaultKind.UNREADABLE, folder or ".", error=error.strerror or str(error)))
            return ()


def _is_passed_over(name: str) -> bool:
    return name[0] in "_." or name == "testdata"


def _has_go_mod(entries: tuple[Entry, ...]) -> bool:
    return any(e.name == "go.mod" and e.kind in (Kind.FILE, Kind.LINK_TO_FILE) for e in entries)
