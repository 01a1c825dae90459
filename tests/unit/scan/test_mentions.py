"""What the project's own files name under vendor folders."""

from __future__ import annotations

import pytest

from gomigrate.model.legacy.inventory import Inventory, Project, VendorRoot
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.scan.buildfiles import build_files
from gomigrate.scan.mentions import Mention

LIB = "github.com/acme/lib"
VENDORED = {
    f"vendor/{LIB}/lib.go": b"package lib\n",
    f"vendor/{LIB}/include/lib.h": b"#define LIB 1\n",
    f"vendor/{LIB}/build.sh": b"#!/bin/sh\n",
    "vendor/x.test/protos/a.proto": b'import "x.test/protos/b.proto";\n',
    "vendor/x.test/protos/b.proto": b"",
}


def inventory(files: dict[str, bytes], root: str = "vendor") -> Inventory:
    """A project with these files and the vendored ones."""
    vendored = {root + name.removeprefix("vendor"): data for name, data in VENDORED.items()}
    tree = MemoryTree({**vendored, **files}, executable=frozenset({f"{root}/{LIB}/build.sh"}))
    return Inventory(
        project=Project(import_path="github.com/acme/app", root="/app"),
        tree=tree,
        committed=tree,
        locks=(),
        lock_files=(),
        vendor_roots=(VendorRoot(dir=root, kind="vendor", packages=(LIB,)),),
        untracked_vendor=(),
        packages=(),
        used=(),
        missing=(),
        checkouts=(),
        findings=(),
    )


def mentions(project: Inventory) -> tuple[Mention, ...]:
    return build_files(project).mentions


def named(file: str, line: str, root: str = "vendor") -> list[tuple[str, str]]:
    """(vendor folder, path in it) of the mentions in one line."""
    return [(m.root, m.below) for m in mentions(inventory({file: line.encode()}, root))]


@pytest.mark.parametrize(
    ("file", "line", "below"),
    [
        ("Makefile", f"\t./vendor/{LIB}/build.sh", f"{LIB}/build.sh"),
        ("x.mk", f"INC=-I$(GOPATH)/src/github.com/acme/app/vendor/{LIB}/include", f"{LIB}/include"),
        ("build/x.sh", f"cp ../vendor/{LIB}/include/*.h .", f"{LIB}/include"),
        (".travis.yml", f"  - sh vendor/{LIB}/build.sh", f"{LIB}/build.sh"),
        (".circleci/run", f"vendor/{LIB}/build.sh", f"{LIB}/build.sh"),
        ("a.go", f"//go:generate protoc -I vendor/{LIB}/include", f"{LIB}/include"),
        ("c/a.go", f"// #cgo CFLAGS: -I${{SRCDIR}}/../vendor/{LIB}/include", f"{LIB}/include"),
        ("c/a.c", f'#include "../vendor/{LIB}/include/lib.h"', f"{LIB}/include/lib.h"),
        ("a.go", f'var x = read("vendor/{LIB}/include/lib.h")', f"{LIB}/include/lib.h"),
        ("Dockerfile", "COPY vendor /go/src/vendor", ""),
        ("x.sh", 'ln -s "${HERE}/vendor" "${GOPATH}/src"', ""),
    ],
)
def test_mentions_of_what_is_there_are_found(file: str, line: str, below: str) -> None:
    assert named(file, line) == [("vendor", below)]


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("Makefile", f"# vendor/{LIB}/build.sh"),
        ("Makefile", "\tgo list ./... | grep -v /vendor/"),
        ("Makefile", "\tcat vendor/github.com/acme/never"),
        ("Makefile", "\trm -rf vendor"),
        ("Makefile", f"\tcat myvendor/{LIB}/build.sh"),
        ("README.md", f"see vendor/{LIB}/build.sh"),
        ("a.go", f'import "github.com/acme/app/vendor/{LIB}"'),
        ("testdata.bin", f"vendor/{LIB}/build.sh"),
        (f"vendor/{LIB}/Makefile", f"\tvendor/{LIB}/build.sh"),
    ],
)
def test_mentions_that_reach_nothing_are_left_alone(file: str, line: str) -> None:
    assert named(file, line) == []


def test_mentions_below_another_folder_mean_that_vendor_folder() -> None:
    assert named("build", f"cat cmd/vendor/{LIB}/build.sh", root="cmd/vendor") == []
    assert named("build.sh", f"cat cmd/vendor/{LIB}/build.sh", root="cmd/vendor") == [("cmd/vendor", f"{LIB}/build.sh")]


def test_mentions_of_proto_imports_follow_the_imports_of_those() -> None:
    found = named("app.proto", 'import "x.test/protos/a.proto";')
    assert found == [("vendor", "x.test/protos/a.proto"), ("vendor", "x.test/protos/b.proto")]
