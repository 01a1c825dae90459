"""Reads a folder as a Go package, for all platforms at once; `select` then says what one platform builds of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.gosource.headers.header import scan_header, scan_other
from gomigrate.gosource.platforms.constraint import name_constraint
from gomigrate.gosource.platforms.selection import OTHER_LISTS, Selection, build_files, extension, select
from gomigrate.model.go.constraint import NEVER
from gomigrate.model.go.gopackage import Fault, FaultKind, GoFile, GoPackage
from gomigrate.model.trees.tree import Kind

if TYPE_CHECKING:
    from gomigrate.model.go.constraint import Constraint
    from gomigrate.model.trees.tree import Tree

__all__ = ["Selection", "build_files", "read_package", "select"]

_LINE = re.compile(r":(\d+)(?::\d+)?: ")


def read_package(tree: Tree, directory: str, import_path: str) -> GoPackage | None:
    """The folder as a package, whatever its files' constraints; None without a Go file. Raises OSError if the folder
    cannot be listed.

    Files whose names begin with "_" or "." are data; a link to a file is a file, a link to a folder is nothing
    (go/build, Context.Import). A file that cannot be read or parsed is a fault of the package, never an exception.
    """
    reader = _FolderReader(tree, directory)
    for entry in tree.entries(directory):
        reader.take(entry.name, entry.kind)
    if not reader.files:
        return None
    return GoPackage(
        import_path=import_path,
        dir=directory,
        files=tuple(reader.files),
        others=tuple(reader.others),
        data=tuple(reader.data),
        other_constraints=tuple(reader.constraints),
        faults=tuple(reader.faults),
    )


class _FolderReader:
    """Takes the entries of one folder, one after the other."""

    def __init__(self, tree: Tree, directory: str) -> None:
        self.tree = tree
        self.prefix = f"{directory}/" if directory else ""
        self.files: list[GoFile] = []
        self.others: list[str] = []
        self.data: list[str] = []
        self.constraints: list[tuple[str, Constraint]] = []
        self.faults: list[Fault] = []

    def take(self, name: str, kind: Kind) -> None:
        if kind in (Kind.DIR, Kind.LINK_TO_DIR):
            return
        suffix = extension(name)
        if name[0] in "_." or (suffix != ".go" and suffix not in OTHER_LISTS):
            if kind in (Kind.FILE, Kind.LINK_TO_FILE):
                self.data.append(name)
        elif suffix == ".go":
            self.files.append(self._go_file(name))
        else:
            self.others.append(name)
            constraint = self._constraint(name, suffix)
            if constraint is not None:
                self.constraints.append((name, constraint))

    def _go_file(self, name: str) -> GoFile:
        data = self._read(name)
        if isinstance(data, str):
            return GoFile(name=name, constraint=name_constraint(name), error=f"open {name}: {data}", unlisted=True)
        file = scan_header(name, data)
        if file.error:
            line = _LINE.search(file.error)
            at = int(line[1]) if line else 0
            self.faults.append(Fault(FaultKind.MALFORMED, self.prefix + name, at, file.error))
        return file

    def _constraint(self, name: str, suffix: str) -> Constraint | None:
        if suffix == ".syso":
            return name_constraint(name)  # the go command does not read object files
        data = self._read(name)
        return NEVER if isinstance(data, str) else scan_other(name, data)

    def _read(self, name: str) -> bytes | str:
        """The bytes of a file, or why there are none."""
        path = self.prefix + name
        try:
            return self.tree.read(path)
        except OSError as error:
            reason = error.strerror or str(error)
            self.faults.append(Fault(FaultKind.UNREADABLE, path, error=reason))
            return reason


def has_foreign_code(package: GoPackage) -> bool:
    """Whether C code or assembly is compiled with the package, which may include any file of its module."""
    return any(file.is_cgo for file in package.files) or any(name.endswith((".s", ".S")) for name in package.others)
