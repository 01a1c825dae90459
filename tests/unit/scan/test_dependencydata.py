"""Which files of a dependency are data, and which are compiled in some build."""

from __future__ import annotations

import pytest

from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.scan.dependencydata import is_compiled


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        *(("windows/asm_windows_386.s", True), ("windows/x.S", True), ("windows/rsrc.syso", True)),
        *(("windows/x.h", False), ("windows/x.txt", False), ("include/x.s", False), ("top.s", False)),
    ],
)
def test_assembly_beside_go_files_is_the_go_commands(path: str, *, expected: bool) -> None:
    tree = MemoryTree({"windows/a.go": b"package windows\n", "include/y.h": b"", path: b""})
    assert is_compiled(tree, path) is expected
