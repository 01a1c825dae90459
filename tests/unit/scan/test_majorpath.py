"""Minimal module compatibility of GOPATH mode."""

from __future__ import annotations

import pytest

from gomigrate.model.legacy.inventory import Origin
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.scan.build.legacybuild import LegacySources, Mount
from gomigrate.scan.build.majorpath import declared_module, path_in_gopath

MODULES = {
    "x.test/lib": "x.test/lib/v2",
    "x.test/api": "x.test/api/v3",
    "x.test/old": "x.test/old",
    "x.test/app": "x.test/app",
}


@pytest.mark.parametrize(
    ("importer", "path", "place"),
    [
        ("x.test/lib", "x.test/lib/v2/count", "x.test/lib/count"),
        ("x.test/lib/deep/down", "x.test/lib/v2", "x.test/lib"),
        ("x.test/app", "x.test/api/v3/v1/types", "x.test/api/v1/types"),
        ("x.test/app", "x.test/api/v3/v2/types", "x.test/api/v2/types"),
        # The importer is in no module, so GOPATH mode takes the path as it is written.
        ("x.test/plain", "x.test/lib/v2/count", ""),
        ("x.test/library", "x.test/lib/v2/count", ""),
        # The go.mod at the place declares another major version, or none at all.
        ("x.test/app", "x.test/lib/v3/count", ""),
        ("x.test/app", "x.test/old/v2/count", ""),
        ("x.test/app", "x.test/none/v2/count", ""),
        # No major version: v1, v0 and v02 are none.
        ("x.test/app", "x.test/lib/v1/count", ""),
        ("x.test/app", "x.test/lib/v02/count", ""),
        ("x.test/app", "x.test/lib/count", ""),
    ],
)
def test_a_major_version_is_left_out_where_the_go_mod_at_the_place_declares_it(
    importer: str, path: str, place: str
) -> None:
    assert path_in_gopath(importer, path, lambda at: MODULES.get(at, "")) == place


@pytest.mark.parametrize(
    ("text", "module"),
    [
        (b"module x.test/lib/v2\n", "x.test/lib/v2"),
        (b'// a comment\nmodule "x.test/lib/v2"\r\n\ngo 1.11\n', "x.test/lib/v2"),
        (b"modules x.test/lib\n", ""),
        (b"  module x.test/lib\n", ""),
        (b"", ""),
    ],
)
def test_declared_module_reads_the_first_module_line(text: bytes, module: str) -> None:
    assert declared_module(text) == module


def test_resolve_takes_a_path_that_exists_before_one_without_the_major_version() -> None:
    files = {
        "x.test/lib/go.mod": b"module x.test/lib/v2\n",
        "x.test/lib/count/count.go": b"package count\n",
        "x.test/lib/v2/there/there.go": b"package there\n",
        "x.test/lib/there/there.go": b"package there\n",
    }
    mount = Mount(at="", tree=MemoryTree(files), dir="", origin=Origin.GOPATH, root="/")
    sources = LegacySources(project="x.test/app", mounts=(mount,))
    assert sources.resolve("x.test/lib", "x.test/lib/v2/count") == "x.test/lib/count"
    assert sources.resolve("x.test/lib", "x.test/lib/v2/there") == "x.test/lib/v2/there"
    assert sources.resolve("x.test/lib", "x.test/lib/v2/gone") == ""
    assert sources.resolve("x.test/app", "x.test/lib/v2/count") == ""
