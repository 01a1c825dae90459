"""Our reading of Go files against the go command's: a zoo of quirks, on three platforms, with and without cgo."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gomigrate.gosource.package import Selection, select
from gomigrate.gosource.platforms.imports import all_imports
from gomigrate.gosource.platforms.platform import KNOWN_PLATFORMS, Platform
from gomigrate.gosource.walk import walk_packages
from gomigrate.model.go.gopackage import GoPackage
from gomigrate.world.disk.disktree import DiskTree
from tests.fakeworld.environment import closed_environment

pytestmark = pytest.mark.go

ROOT = "ex.test/zoo"

FIELDS = {
    "Name": "name",
    "GoFiles": "go_files",
    "CgoFiles": "cgo_files",
    "CFiles": "c_files",
    "CXXFiles": "cxx_files",
    "MFiles": "m_files",
    "HFiles": "h_files",
    "FFiles": "f_files",
    "SFiles": "s_files",
    "SwigFiles": "swig_files",
    "SwigCXXFiles": "swig_cxx_files",
    "SysoFiles": "syso_files",
    "TestGoFiles": "test_go_files",
    "XTestGoFiles": "xtest_go_files",
    "IgnoredGoFiles": "ignored_go_files",
    "IgnoredOtherFiles": "ignored_other_files",
    "InvalidGoFiles": "invalid_go_files",
    "EmbedFiles": "embed_files",
    "TestEmbedFiles": "test_embed_files",
    "XTestEmbedFiles": "xtest_embed_files",
    "Imports": "imports",
    "TestImports": "test_imports",
    "XTestImports": "xtest_imports",
}

ONLY_WITH_TEST = ("TestEmbedFiles", "XTestEmbedFiles")
"""What go list says only with -test."""

ZOO: Mapping[str, bytes] = {
    # What a file's name says.
    "names/linux.go": b"package names\n",
    "names/a_linux.go": b"package names\n",
    "names/a_windows_test.go": b"package names\n",
    "names/a_darwin_arm64.go": b"package names\n",
    "names/a_arm64_darwin.go": b"package names\n",
    "names/a_amd64.go": b"package names\n",
    "names/a_unix.go": b"package names\n",
    "names/a_linux.b.go": b"package names\n",
    "names/_windows.go": b"package names\n",
    "names/x_test_linux.go": b"package names\n",
    "names/x_nacl.go": b"package names\n",
    "names/.hidden.go": b"package names\n",
    "names/README.md": b"not a source\n",
    # Build lines: where they count, and where they do not.
    "lines/plain.go": b"package lines\n",
    "lines/glued.go": b"// +build windows\npackage lines\n",
    "lines/above.go": b"// +build windows\n\npackage lines\n",
    "lines/nospace.go": b"//+build darwin\n\npackage lines\n",
    "lines/two.go": b"// +build linux darwin\n// +build !arm64\n\npackage lines\n",
    "lines/comma.go": b"// +build linux,amd64 darwin,!cgo\n\n// Package lines.\npackage lines\n",
    "lines/gobuild.go": b"//go:build windows || (darwin && arm64)\n// +build ignore\n\npackage lines\n",
    "lines/gobuildglued.go": b"//go:build windows\npackage lines\n",
    "lines/block.go": b"/* a */ // +build windows\n\npackage lines\n",
    "lines/after.go": b"/* a */\n\n// +build windows\n\npackage lines\n",
    "lines/afterblock.go": b"/* a */\n\n//go:build windows\n\npackage lines\n",
    "lines/inblock.go": b"/*\n//go:build windows\n*/\n\npackage lines\n",
    "lines/below.go": b"package lines\n\n// +build windows\n\n//go:build windows\n",
    "lines/malformed.go": b"// +build !!linux foo-bar\n\npackage lines\n",
    "lines/empty.go": b"// +build\n\npackage lines\n",
    "lines/longerword.go": b"// +buildwindows\n//go:buildwindows\n\npackage lines\n",
    "lines/indented.go": b"  // +build windows\n\n  package lines\n",
    "lines/release.go": b"// +build go1.5,!go1.99\n\npackage lines\n",
    "lines/gc.go": b"// +build !gc\n\npackage lines\n",
    "lines/unix.go": b"//go:build unix\n\npackage lines\n",
    "lines/feature.go": b"//go:build amd64.v1 || arm64.v8.0\n\npackage lines\n",
    "lines/crlf.go": b"// +build windows\r\n\r\npackage lines\r\n\r\nimport \"os\"\r\n",
    "lines/bom.go": b"\xef\xbb\xbf// +build windows\n\npackage lines\n",
    "lines/nbsp.go": b"\xc2\xa0// +build windows\n\npackage lines\n",
    "badlines/ok.go": b"package badlines\n",
    "badlines/syntax.go": b"//go:build linux &&\n\npackage badlines\n\nimport \"os\"\n",
    "badlines/twice.go": b"//go:build linux\n//go:build amd64\n\npackage badlines\n",
    "badlines/other_windows.go": b"//go:build !!\n\npackage badlines\n",
    # Headers.
    "headers/usual.go": b'// Doc.\npackage headers // x\n\nimport "fmt"\n\nimport (\n\tm "math"\n\t_ "os"\n\n'
    b'\t. "strings" // y\n)\n',
    "headers/raw.go": b"package headers\n\nimport `sort`\nimport (`io`; b \"bytes\")\n",
    "headers/odd.go": b'package headers;import"errors";import f/*x*/"bufio";import("time");import();type T int\n',
    "headers/escapes.go": b'package headers\nimport "unicode/\\x75tf8"\n',
    "headers/lines.go": b'package\nheaders\nimport\n"hash"\n',
    "headers/noend.go": b'package headers\nimport "path"',
    "headers/unicode.go": b'package headers\nimport \xce\xb1 "regexp"\n',
    "headers/documentation.go": b"package documentation\n\nimport \"nowhere\"\n",
    "headers/rest.go": b'package headers\nimport "flag"\n\nvar s = "\x00 \xff import"\n',
    "doc/doc.go": b'package doc // import "ex.test/zoo/doc"\n',
    "doc2/doc.go": b'package doc2 /* import "ex.test/zoo/doc2" */\n',
    "doc3/doc.go": b"package doc3 // import ex.test\n",
    # Files with faults.
    "faults/ok.go": b"package faults\n\nimport \"os\"\n",
    "faults/empty.go": b"",
    "faults/nul.go": b"package faults\n\x00\nimport \"fmt\"\n",
    "faults/latin1.go": b"// \xe9\npackage faults\n\nimport \"fmt\"\n",
    "faults/latin1below.go": b"package faults\n\nimport \"fmt\" // \xe9\n",
    "faults/spec.go": b"package faults\n\nimport fmt\n",
    "faults/path.go": b"package faults\n\nimport \"a b\"\n",
    "faults/open.go": b"package faults\n\nimport (\n\"fmt\"\n",
    "faults/comment.go": b"package faults\n\n/* import \"fmt\"\n",
    "faults/noclause.go": b"import \"fmt\"\n",
    "faults/keyword.go": b"package func\n",
    "faults/formfeed.go": b"package faults\f\n",
    "faults/bom.go": b"package faults\n\xef\xbb\xbfimport \"fmt\"\n",
    "faults/other.go": b"package other\n",
    # Tests.
    "tests/a.go": b"package tests\n",
    "tests/a_test.go": b'package tests\n\nimport "testing"\n',
    "tests/b_test.go": b'package tests_test\n\nimport "bytes"\n',
    "tests/c_test.go": b'// +build windows\n\npackage tests_test\n\nimport "strings"\n',
    "onlytests/a_test.go": b"package onlytests_test\n",
    "named_test/a.go": b"package named_test\n",
    "named_test/a_test.go": b"package named_test\n",
    "cgotest/a.go": b"package cgotest\n",
    "cgotest/a_test.go": b'package cgotest\n\nimport "C"\n',
    # Cgo and other languages.
    "cgo/a.go": b'package cgo\n\n// #include "h.h"\nimport "C"\n\nimport "unsafe"\n',
    "cgo/b.go": b"package cgo\n",
    "cgo/nocgo.go": b"//go:build !cgo\n\npackage cgo\n",
    **{
        f"cgo/f{n}.{ext}": b"x\n"
        for n, ext in enumerate(
            (
                "c", "cc", "cpp", "cxx", "m", "h", "hh", "hpp", "hxx", "f", "F", "for", "f90", "s", "S", "sx", "swig",
                "swigcxx", "syso", "o", "txt",
            )
        )
    },
    "cgo/w_windows.c": b"x\n",
    "cgo/w_windows_amd64.syso": b"//go:build darwin\n\n",
    "cgo/built.s": b"// +build !windows\n\nTEXT x\n",
    "cgo/built.h": b"//go:build windows\n#define X\n",
    "cgo/gnu.S": b"//go:build !darwin\n",
    "cgo/bad.c": b"//go:build &&\n",
    "cgo/division.s": b"/x\n//go:build windows\n",
    "cgo/nul.h": b"// \x00\n//go:build windows\n",
    "assembly/a.go": b"package assembly\n",
    "assembly/a_amd64.s": b"x\n",
    "assembly/a.S": b"x\n",
    "strayc/a.go": b"package strayc\n",
    "strayc/a.c": b"x\n",
    "strayc/a.m": b"x\n",
    # Embedded files.
    "embed/a.go": b'package embed\n\nimport _ "embed"\n\n//go:embed a.txt "b c.txt" `d*`\n//go:embed dir\nvar x int\n',
    "embed/b.go": b'package embed\n\nimport "embed"\n\nvar s = "//go:embed no"\n/*\n//go:embed no\n*/\n'
    b'//go:embed all:hid sub/*/z.txt\nvar y embed.FS\n',
    "embed/c.go": b"package embed\n\n//go:embed nothing\nvar z int\n",
    "embed/d_windows.go": b'package embed\n\nimport _ "embed"\n\n//go:embed w.txt\n',
    "embed/e_test.go": b'package embed\n\nimport _ "embed"\n\n//go:embed w.txt\n',
    "embed/f_test.go": b'package embed_test\n\nimport _ "embed"\n\n//go:embed [a-w].txt\n',
    "embed/malformed.go": b'package embed\n\nimport _ "embed"\n\n//go:embed "open\n//go:embedded x\n'
    b'//go:embed\n//go:embed "a"b\n',
    **dict.fromkeys(
        (
            "embed/a.txt", "embed/b c.txt", "embed/d1", "embed/d2", "embed/w.txt",
            "embed/dir/one", "embed/dir/.two", "embed/dir/_three", "embed/dir/deep/four", "embed/dir/.git/x",
            "embed/dir/other/go.mod", "embed/dir/other/five", "embed/hid/.six", "embed/hid/_seven/eight",
            "embed/sub/1/z.txt", "embed/sub/2/z.txt",
            "noembed/a.txt", "noembed/.b/c", "emptyembed/dir/.x", "badembed/x:y", "modembed/m/go.mod", "modembed/m/x",
        ),
        b"content\n",
    ),
    "noembed/a.go": b'package noembed\n\nimport _ "embed"\n\n//go:embed a.txt absent.txt\n',
    "emptyembed/a.go": b'package emptyembed\n\nimport _ "embed"\n\n//go:embed dir\n',
    "badembed/a.go": b'package badembed\n\nimport _ "embed"\n\n//go:embed *\n',
    "modembed/a.go": b'package modembed\n\nimport _ "embed"\n\n//go:embed m/x\n',
    "upembed/a.go": b'package upembed\n\nimport _ "embed"\n\n//go:embed ../noembed/a.txt\n',
    "linkembed/a.go": b'package linkembed\n\nimport _ "embed"\n\n//go:embed link.txt\n',
    # Folders.
    "testdata/a.go": b"package testdata\n",
    "_under/a.go": b"package under\n",
    ".dot/a.go": b"package dot\n",
    "vendor/a.go": b"package vendor\n",
    "vendor/ex.test/dep/a.go": b"package dep\n",
    "nested/go.mod": b"module ex.test/zoo/nested\n",
    "nested/a.go": b"package nested\n",
    "windows/a_windows.go": b"package windows\n",
    "uses/a.go": b'package uses\n\nimport _ "ex.test/dep"\n',
}  # fmt: skip

LINKS = {
    "links": "tests",
    "linked/a.go": "../tests/a.go",
    "linked/broken.go": "nowhere.go",
    "linked/dir.go": "../tests",
    "linked/broken.c": "nowhere.c",
    "linkembed/link.txt": "../embed/a.txt",
}

PLATFORMS = [
    pytest.param(Platform(goos, goarch, cgo=cgo), id=f"{goos}-{goarch}-{'cgo' if cgo else 'nocgo'}")
    for goos, goarch in (("linux", "amd64"), ("windows", "amd64"), ("darwin", "arm64"))
    for cgo in (True, False)
]


@pytest.fixture(scope="session")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder ex.test/zoo in a GOPATH of its own."""
    root = tmp_path_factory.mktemp("zoo") / "src" / ROOT
    for name, content in ZOO.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    for name, target in LINKS.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).symlink_to(target)
    return root


def go_list(zoo: Path, platform: Platform, gocache: Path, *arguments: str) -> list[dict[str, Any]]:
    """What `go list -e -json` prints in GOPATH mode."""
    gopath = Path(str(zoo).removesuffix(f"/src/{ROOT}"))
    environment = {
        **closed_environment(gopath.parent / f"{gopath.name}-home", [gopath], gocache),
        "GO111MODULE": "off",
        "GOFLAGS": "",
        "GOPROXY": "off",
        "GOOS": platform.goos,
        "GOARCH": platform.goarch,
        "CGO_ENABLED": "1" if platform.cgo else "0",
    }
    fields = ",".join((*FIELDS, "Dir", "ImportPath", "ImportMap", "ImportComment", "ForTest"))
    done = subprocess.run(
        ["go", "list", "-e", f"-json={fields}", *arguments],
        cwd=zoo, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return list(_values(done.stdout))


def _values(text: str) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder()
    rest = text.lstrip()
    while rest:
        value, end = decoder.raw_decode(rest)
        yield value
        rest = rest[end:].lstrip()


@cache
def our_packages(zoo: Path, *, into_vendor: bool = False) -> dict[str, GoPackage]:
    packages, _ = walk_packages(DiskTree(zoo), "", ROOT, into_vendor=into_vendor)
    return {package.dir: package for package in packages}


def by_folder(zoo: Path, listed: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The packages by their folders, without those that go list makes up for testing."""
    return {
        os.path.relpath(p["Dir"], zoo).removeprefix("."): p
        for p in listed
        if not p.get("ForTest") and not p["ImportPath"].endswith(".test")
    }


def theirs(package: dict[str, Any]) -> dict[str, Any]:
    """The fields of go list, with imports as they are written in the files."""
    written = {resolved: path for path, resolved in package.get("ImportMap", {}).items()}
    fields = {key: tuple(package.get(key, ())) if key != "Name" else package.get(key, "") for key in FIELDS}
    for key in ("Imports", "TestImports", "XTestImports"):
        fields[key] = tuple(sorted(written.get(path, path) for path in fields[key]))
    fields["InvalidGoFiles"] = tuple(sorted(fields["InvalidGoFiles"]))
    return fields


def ours(selection: Selection) -> dict[str, Any]:
    return {key: getattr(selection, attribute) for key, attribute in FIELDS.items()}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_select_zoo_gives_what_go_list_gives(zoo: Path, platform: Platform, shared_gocache: Path) -> None:
    tree = DiskTree(zoo)
    packages = our_packages(zoo)
    listed = by_folder(zoo, go_list(zoo, platform, shared_gocache, *(f"./{folder}" for folder in sorted(packages))))
    assert set(listed) == set(packages)
    differences = {
        (folder, key): (actual, expected)
        for folder, package in packages.items()
        for key, actual in ours(select(package, platform, tree)).items()
        if key not in ONLY_WITH_TEST and actual != (expected := theirs(listed[folder])[key])
    }
    assert differences == {}


@pytest.mark.parametrize("platform", PLATFORMS[:4:2])
def test_select_embeds_of_tests_are_those_of_go_list(zoo: Path, platform: Platform, shared_gocache: Path) -> None:
    listed = by_folder(zoo, go_list(zoo, platform, shared_gocache, "-test", "./embed"))
    assert ours(select(our_packages(zoo)["embed"], platform, DiskTree(zoo))) == theirs(listed["embed"])


def test_select_without_tree_resolves_no_patterns(zoo: Path) -> None:
    selection = select(our_packages(zoo)["embed"], Platform("linux", "amd64"))
    assert selection.go_files
    assert selection.embed_files == ()


@pytest.mark.parametrize("platform", PLATFORMS[:4:2])
def test_walk_finds_the_packages_of_dot_dot_dot(zoo: Path, platform: Platform, shared_gocache: Path) -> None:
    listed = by_folder(zoo, go_list(zoo, platform, shared_gocache, "./..."))
    found = {
        folder
        for folder, package in our_packages(zoo).items()
        if (chosen := select(package, platform)).is_buildable or chosen.invalid_go_files
    }
    assert found == set(listed)
    assert "testdata" not in found
    assert "vendor" in found


def test_walk_into_vendor_gives_the_import_paths_of_go_list(zoo: Path, shared_gocache: Path) -> None:
    vendored = {d: p for d, p in our_packages(zoo, into_vendor=True).items() if d.startswith("vendor/")}
    listed = go_list(zoo, Platform("linux", "amd64"), shared_gocache, "./vendor/...")
    assert {p.import_path for p in vendored.values()} == {
        p["ImportPath"] for p in listed if p["Dir"] != str(zoo / "vendor")
    }


@pytest.mark.parametrize(
    ("folder", "comment"), [("doc", "ex.test/zoo/doc"), ("doc2", "ex.test/zoo/doc2"), ("doc3", "")]
)
def test_scan_import_comment_is_that_of_go_list(zoo: Path, folder: str, comment: str, shared_gocache: Path) -> None:
    (listed,) = go_list(zoo, Platform("linux", "amd64"), shared_gocache, f"./{folder}")
    (file,) = our_packages(zoo)[folder].files
    assert file.import_comment == comment == listed.get("ImportComment", "")


def test_known_platforms_are_those_of_go_tool_dist(zoo: Path, shared_gocache: Path) -> None:
    del zoo, shared_gocache
    done = subprocess.run(["go", "tool", "dist", "list"], capture_output=True, text=True, check=True)  # fmt: skip
    listed = {tuple(line.split("/")) for line in done.stdout.split()}
    # Releases add and drop a few; those that every release has must be there.
    assert len(listed & set(KNOWN_PLATFORMS)) > 40
    assert {("linux", "amd64"), ("windows", "386"), ("darwin", "arm64")} <= listed & set(KNOWN_PLATFORMS)


def test_all_imports_is_what_tidy_looks_for(tmp_path: Path, shared_gocache: Path) -> None:
    files = {
        "a.go": 'package a\n\nimport _ "ex.test/always"\n',
        "b_plan9.go": 'package a\n\nimport _ "ex.test/plan9"\n',
        "c.go": '// +build ignore\n\npackage main\n\nimport _ "ex.test/ignored"\n',
        "d.go": '// +build !ignore\n\npackage a\n\nimport _ "ex.test/notignored"\n',
        "e.go": '//go:build linux && !linux\n\npackage a\n\nimport _ "ex.test/impossible"\n',
        "f.go": '//go:build !(linux || !windows)\n\npackage a\n\nimport _ "ex.test/negated"\n',
        "g.go": '//go:build !(ignore && x)\n\npackage a\n\nimport _ "ex.test/notboth"\n',
        "h.go": '//go:build ignore || x\n\npackage a\n\nimport _ "ex.test/either"\n',
        "i.go": '//go:build x &\n\npackage a\n\nimport _ "ex.test/malformed"\n',
        "j.go": 'package a\n\nimport _ "ex.test/broken"\nimport x\n',
        "k.go": 'package documentation\n\nimport _ "ex.test/documentation"\n',
        "l.go": 'package a\n\nimport "C"\nimport _ "ex.test/cgo"\n',
        "m_test.go": 'package a_test\n\nimport _ "ex.test/test"\n',
        "_n.go": 'package a\n\nimport _ "ex.test/underscore"\n',
    }
    root = tmp_path / "m"
    root.mkdir()
    (root / "go.mod").write_text("module ex.test/m\n\ngo 1.21\n")
    for name, content in files.items():
        (root / name).write_text(content)
    # Only of files that have not just changed does the go command read its index, as it does for every dependency;
    # for new ones it counts imports above a syntax error as well.
    for path in (*root.iterdir(), root):
        os.utime(path, (1_500_000_000, 1_500_000_000))
    environment = {**closed_environment(tmp_path / "home", [tmp_path / "gopath"], shared_gocache), "GOPROXY": "off"}
    done = subprocess.run(
        ["go", "mod", "tidy", "-e"], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    wanted = {line.split()[-1] for line in done.stderr.splitlines() if "finding module for package" in line}
    packages, _ = walk_packages(DiskTree(root), "", "ex.test/m")
    found = all_imports(packages[0], tests=True) - {"C"}
    assert found == wanted, done.stderr
