"""Commands that only scripts and generators run, and that go.mod keeps: their vendored code is compared with what is
built now."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.gosource.headers.header import scan_header
from gomigrate.model.go.constraint import Tag
from gomigrate.modfile.gomod import ModFileError, parse
from gomigrate.plan.files.tools import FILE, FOLDERS
from gomigrate.verify.build.layout import workspaces
from gomigrate.world.disk.trees import subtree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.model.trees.tree import Tree
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch

_PLACES = (*FOLDERS, "tools", "")
"""Folders that are searched for a tools file: gomigrate's own, and the usual ones of projects."""


def kept_tools(branch: VerifiedBranch) -> Iterator[str]:
    """The import paths that the branch keeps for tools, by `tool` lines of go.mod and in tools files, and that the
    state before had in a vendor folder."""
    if branch.before is None or branch.go_mod_before:
        return
    try:
        paths = {line.path for line in parse(branch.file("go.mod"), lax=True).tools}
    except ModFileError:
        return
    for folder in _PLACES:
        data = branch.file(posixpath.join(folder, FILE))
        header = scan_header(FILE, data) if data else None
        if header is not None and header.constraint not in (None, Tag("ignore")):
            paths |= {one.path for one in header.imports}
    project = subtree(branch.before, branch.repository.prefix)
    yield from (path for path in sorted(paths) if _place(project, path))


def legacy_tools(branch: VerifiedBranch, tools: Iterable[str]) -> Iterator[str]:
    """These packages as the go command takes them on the legacy side."""
    if branch.before is not None:
        project = subtree(branch.before, branch.repository.prefix)
        yield from (place for path in tools if (place := _place(project, path)))


def _place(project: Tree, path: str) -> str:
    if project.entries(f"vendor/{path}"):
        return f"./vendor/{path}"
    return path if any(project.entries(f"{f}/src/{path}") for f in (*workspaces(project), "vendor")) else ""
