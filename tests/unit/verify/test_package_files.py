from __future__ import annotations

import hashlib
from typing import Any

import pytest

from gomigrate.verify.branch.rewrites import rewritten
from gomigrate.verify.build.packages import Digests, Packages, fault, read_packages, source_path

APP = "x.test/app"


def entry(path: str, *files: str, **fields: Any) -> dict[str, Any]:
    return {"ImportPath": path, "Dir": f"/d/{path}", "GoFiles": list(files), **fields}


def read(*entries: dict[str, Any], rewrites: tuple[tuple[str, str], ...] = ()) -> Packages:
    return read_packages(entries, APP, Digests(lambda path: path.encode()), rewrites)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("listed", "path"),
    [
        ("x.test/lib", "x.test/lib"),
        ("x.test/app/vendor/x.test/lib", "x.test/lib"),
        ("x.test/app/vendor/x.test/a/vendor/x.test/lib", "x.test/lib"),
        ("x.test/app/Godeps/_workspace/src/x.test/lib", "x.test/lib"),
        ("x.test/app/Godeps/_workspace/src/x.test/a/vendor/x.test/lib", "x.test/lib"),
        ("x.test/app/vendor/src/x.test/lib", "x.test/lib"),
        ("x.test/vendored/lib", "x.test/vendored/lib"),
        ("x.test/vendor", "x.test/vendor"),
    ],
)
def test_source_path_is_what_source_files_write(listed: str, path: str) -> None:
    assert source_path(listed) == path


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("x.test/app/Godeps/_workspace/src/y.test/a", "y.test/a"),
        ("cmd/tool", "x.test/app/src/cmd/tool"),
        ("cmd/tool/sub", "cmd/tool/sub"),
        ("x.test/application", "x.test/application"),
    ],
)
def test_rewritten_changes_whole_paths_and_prefixes_only(path: str, new: str) -> None:
    rules = (("x.test/app/Godeps/_workspace/src/", ""), ("cmd/tool", "x.test/app/src/cmd/tool"))
    assert rewritten(path, rules) == new


def test_read_packages_std_and_test_variants_are_left_out() -> None:
    found = read(
        entry("fmt", "fmt.go", Standard=True),
        entry(f"{APP} [{APP}.test]", "a.go"),
        entry(f"{APP}.test", "/cache/0a-d"),
        entry(APP, "a.go"),
    )
    assert found.copies.keys() == {APP}


@pytest.mark.parametrize(
    ("importer", "broken"), [(APP, APP), (f"{APP} (test)", f"{APP} [{APP}.test]"), ("x.test/dep", "x.test/dep")]
)
def test_read_packages_a_refused_relative_import_is_the_importers_fault(importer: str, broken: str) -> None:
    """As go list -e -deps -test prints it in module mode: what is imported stands there as if it were a package."""
    said = '"./s" is relative, but relative import paths are not supported in module mode'
    error = {"ImportStack": ["x.test/user", importer], "Pos": "a.go:2:8", "Err": said}
    found = read({"ImportPath": APP, "Dir": "/app"}, {"ImportPath": "./s", "DepOnly": True, "Error": error})
    assert found.broken == {broken: said}
    assert (APP in found.copies) is (broken != APP)


def test_read_packages_tests_count_for_own_packages_only() -> None:
    tests = {"TestGoFiles": ["t_test.go"], "XTestGoFiles": ["x_test.go"], "TestEmbedFiles": ["data.txt"]}
    found = read(entry(APP, "a.go", **tests), entry("x.test/apple", "b.go", **tests))
    assert [name for name, _ in found.copies[APP][0].files] == ["a.go", "data.txt", "t_test.go", "x_test.go"]
    assert [name for name, _ in found.copies["x.test/apple"][0].files] == ["b.go"]


@pytest.mark.parametrize(
    "field",
    [
        "CgoFiles",
        "CFiles",
        "CXXFiles",
        "MFiles",
        "HFiles",
        "FFiles",
        "SFiles",
        "SwigFiles",
        "SwigCXXFiles",
        "SysoFiles",
    ],
)
def test_read_packages_every_kind_of_source_file_counts(field: str) -> None:
    assert read(entry(APP, "a.go", **{field: ["z"]})).copies[APP][0].files[-1] == ("z", digest(f"/d/{APP}/z"))


def test_read_packages_embedded_files_count_by_their_way_below_the_package() -> None:
    assert ("web/x.css", digest(f"/d/{APP}/web/x.css")) in read(entry(APP, EmbedFiles=["web/x.css"])).copies[APP][
        0
    ].files


def test_read_packages_nested_copies_stay_apart_and_the_used_one_is_known() -> None:
    outer, inner = f"{APP}/vendor/x.test/lib", f"{APP}/vendor/x.test/a/vendor/x.test/lib"
    found = read(
        entry(APP, "a.go", Imports=[outer, "fmt"], ImportMap={"x.test/lib": outer}, TestImports=["x.test/lib"]),
        entry(outer, "l.go"),
        entry(inner, "l.go"),
    )
    assert [copy.listed for copy in found.copies["x.test/lib"]] == [outer, inner]
    assert found.importers[outer] == (APP,)
    assert inner not in found.importers


def test_read_packages_broken_package_has_no_files() -> None:
    found = read(entry("x.test/gone", Error={"Err": "cannot find package"}))
    assert (found.copies, found.broken) == ({}, {"x.test/gone": "cannot find package"})


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (None, ""),
        ({"Err": "build constraints exclude all Go files in /d"}, ""),
        ({"Err": "no Go files in /d"}, ""),
        ({"Err": "  expected 'package'\n"}, "expected 'package'"),
        ({}, ""),
        ({"Pos": "a.go:1"}, "error without a text"),
    ],
)
def test_fault_packages_for_other_platforms_are_not_broken(error: dict[str, str] | None, expected: str) -> None:
    assert fault(entry(APP, Error=error)) == expected


def test_digests_reads_each_file_once() -> None:
    seen: list[str] = []

    def read_file(path: str) -> bytes:
        seen.append(path)
        return b"x"

    digests = Digests(read_file)
    assert digests.of("/a") == digests.of("/a")
    assert seen == ["/a"]


def test_digests_unreadable_file_equals_nothing() -> None:
    def refuse(path: str) -> bytes:
        raise PermissionError(13, "Permission denied", path)

    digests = Digests(refuse)
    assert digests.of("/a") != digests.of("/b")
    assert "Permission denied" in digests.of("/a")


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (b'package a // import "x.test/a"\n\nvar b int\n', b"package a\n\nvar b int\n", True),
        (b'/* doc */\r\npackage a /* import "x.test/a" */\r\n', b"/* doc */\npackage a\n", True),
        (b'package a // import "x.test/a"\n', b"package a // imports it\n", False),
        (
            b'package a\n\nconst b = `\npackage a // import "x.test/a"\n`\n',
            b"package a\n\nconst b = `\npackage a\n`\n",
            False,
        ),
    ],
)
def test_digests_of_source_leave_out_what_no_compiler_reads(one: bytes, other: bytes, is_same: bool) -> None:
    digests = Digests({"/1/a.go": one, "/2/a.go": other}.__getitem__)
    assert (digests.of_source("/1/a.go") == digests.of_source("/2/a.go")) is is_same
    assert digests.of("/1/a.go") != digests.of("/2/a.go")


PREFIX = (("x.test/app/Godeps/_workspace/src/", ""),)


@pytest.mark.parametrize(
    ("name", "one", "other", "is_same"),
    [
        (
            "a.go",
            b'package a\nimport "x.test/app/Godeps/_workspace/src/y.test/a"',
            b'package a\nimport "y.test/a"',
            True,
        ),
        (
            "a.go",
            b"package a\nimport `x.test/app/Godeps/_workspace/src/y.test/a`",
            b"package a\nimport `y.test/a`",
            True,
        ),
        ("a.go", b'package a // import "x.test/app/Godeps/_workspace/src/a"', b'package a // import "a"', True),
        # What the program says is not what it imports.
        ("a.go", b'package a\nvar a = "x.test/app/Godeps/_workspace/src/a"', b'package a\nvar a = "a"', False),
        ("a.go", b"// x.test/app/Godeps/_workspace/src/y.test/a", b"// y.test/a", False),
        ("a.c", b'"x.test/app/Godeps/_workspace/src/y.test/a"', b'"y.test/a"', False),
        ("a.go", b'import "y.test/a"', b'import "y.test/b"', False),
    ],
)
def test_digests_undo_planned_rewriting_and_nothing_else(name: str, one: bytes, other: bytes, is_same: bool) -> None:
    files = {f"/1/{name}": one, f"/2/{name}": other}
    digests = Digests(files.__getitem__, PREFIX)
    assert (digests.of(f"/1/{name}") == digests.of(f"/2/{name}")) is is_same
    assert digests.undone == int(is_same)


def test_digests_whole_path_rule_leaves_longer_paths_alone() -> None:
    files = {
        "/1/a.go": b'package a\nimport ("y.test/a"; "y.test/a/b")',
        "/2/a.go": b'package a\nimport ("x.test/y/a"; "y.test/a/b")',
        "/3/a.go": b'package a\nimport ("x.test/y/a"; "x.test/y/a/b")',
    }
    digests = Digests(files.__getitem__, (("y.test/a", "x.test/y/a"),))
    assert digests.of("/1/a.go") == digests.of("/2/a.go")
    assert digests.of("/1/a.go") != digests.of("/3/a.go")


@pytest.mark.parametrize("swap", [("good.test", "evil.test"), ("usr/bin/id", "usr/bin/sh"), ("a/", "b/")])
def test_digests_a_rewrite_changes_no_text_of_the_program(swap: tuple[str, str]) -> None:
    old, new = (f"{side}x" if side.endswith("/") else side for side in swap)
    files = {f"/{side}": f'package a\n\nvar host = "{side}"\n'.encode() for side in (old, new)}
    files = {f"{name}.go": body for name, body in files.items()}
    digests = Digests(files.__getitem__, (swap,))
    assert digests.of(f"/{old}.go") != digests.of(f"/{new}.go")


@pytest.mark.parametrize(
    "rewrites", [(("fmt", "evil.test/fmt"),), (("f", "evil.test/f"),), (("crypto/", "evil.test/"),)]
)
def test_digests_standard_library_is_never_rewritten(rewrites: tuple[tuple[str, str], ...]) -> None:
    files = {
        "/1/a.go": b'package a\nimport ("fmt"; "crypto/tls")',
        "/2/a.go": b'package a\nimport ("evil.test/fmt"; "evil.test/tls")',
    }
    digests = Digests(files.__getitem__, rewrites)
    assert digests.of("/1/a.go") != digests.of("/2/a.go")


@pytest.mark.parametrize(
    ("error", "is_broken"),
    [("no Go files in /d", True), ("build constraints exclude all Go files in /d", False)],
)
def test_fault_an_imported_folder_without_go_files_is_broken(error: str, is_broken: bool) -> None:
    assert bool(fault(entry(APP, DepOnly=True, Error={"Err": error}))) is is_broken


@pytest.mark.parametrize(("field", "is_same"), [("GoFiles", True), ("CgoFiles", False), ("EmbedFiles", False)])
def test_read_packages_the_end_of_a_line_is_nothing_to_the_go_compiler_alone(field: str, is_same: bool) -> None:
    def files(body: bytes) -> object:
        one = {"ImportPath": "x.test/lib", "Dir": "/d", field: ["a.go"]}
        return read_packages([one], APP, Digests(lambda _: body)).copies["x.test/lib"][0].files

    assert (files(b"package a\r\n\r\n") == files(b"package a\n\n")) is is_same
    assert files(b"package a\r") != files(b"package a\n")
