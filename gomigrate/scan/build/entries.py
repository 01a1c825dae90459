"""Folders of the project that its own build files put into GOPATH, with dependencies below src: third_party/src/..."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from gomigrate.model.trees.tree import Kind, is_in_folder, read_or_nothing
from gomigrate.scan.listing import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.trees.tree import Tree

_BUILD_FILE = re.compile(r"(?i)(?:gnu)?makefile|.*\.(?:sh|mk|ya?ml)|\.envrc|[a-z]+")
"""Names of files at the project's top that may set GOPATH; a script may have no ending."""

_MOST = 1 << 16
"""Bytes of such a file that are looked at."""


def gopath_entries(tree: Tree, packages: Iterable[GoPackage]) -> Mapping[str, tuple[str, ...]]:
    """The src folders of GOPATH entries in the project, with the import paths in each: a line of a build file at the
    top names the folder beside GOPATH, and packages outside of it import what lies there. Vendor folders and the
    project's own src are none; `packages` are all of the tree."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for package in packages:
        head, cut, path = package.dir.partition("/src/")
        if cut and "." in path.partition("/")[0] and "vendor" not in package.dir.split("/"):
            found[f"{head}/src"][path] = package.dir
    if not found:
        return {}
    lines = _gopath_lines(tree)
    own = [package for package in packages if not any(is_in_folder(package.dir, folder) for folder in found)]
    imported = {spec.path for package in own for file in package.files for spec in file.imports}
    return {
        folder: tuple(sorted(paths))
        for folder, paths in sorted(found.items())
        if imported & paths.keys() and any(_names(line, folder.removesuffix("/src")) for line in lines)
    }


def _gopath_lines(tree: Tree) -> list[str]:
    names = (entry.name for entry in listed(tree, "") if entry.kind is Kind.FILE and _BUILD_FILE.fullmatch(entry.name))
    texts = (read_or_nothing(tree, name)[:_MOST].decode("utf-8", "replace") for name in names)
    return [line for text in texts for line in text.splitlines() if "GOPATH" in line]


def _names(line: str, folder: str) -> bool:
    """Whether the folder is a whole path there, at whatever place the line begins it."""
    return re.search(rf"(?<![\w.-]){re.escape(folder)}/?(?![\w./-])", line) is not None
