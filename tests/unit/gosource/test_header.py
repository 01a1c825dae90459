"""The headers of single files; what the go command says to the same bytes is in the oracle tests."""

from __future__ import annotations

import pytest

from gomigrate.gosource.headers.header import import_specs, scan_header, scan_other
from gomigrate.model.go.constraint import NEVER, And, Constraint, Tag
from gomigrate.model.go.gopackage import GoFile

USUAL = b"""// Package p does.
package p // import "ex.test/p"

import "fmt"

import (
\t// "commented/out"
\tnamed "ex.test/named" // import "no"
\t_ "ex.test/blank"
\t. "ex.test/dot"
)

import "func" // after

const s = `import "no"`
"""


def paths(file: GoFile) -> list[str]:
    return [i.path for i in file.imports]


def test_scan_header_usual_file_gives_all_imports_with_places() -> None:
    file = scan_header("p.go", USUAL)
    assert file.package == "p"
    assert file.import_comment == "ex.test/p"
    assert [(i.name, i.path) for i in file.imports] == [
        ("", "fmt"),
        ("named", "ex.test/named"),
        ("_", "ex.test/blank"),
        (".", "ex.test/dot"),
        ("", "func"),
    ]
    specs = import_specs(USUAL)
    assert [(i.path, i.line) for i in specs] == list(zip(paths(file), (4, 8, 9, 10, 13), strict=True))
    assert [USUAL[i.start : i.end].decode() for i in specs] == [f'"{p}"' for p in paths(file)]


@pytest.mark.parametrize(
    "source",
    [
        b"\xef\xbb\xbf" + USUAL,
        USUAL.replace(b"\n", b"\r\n"),
        USUAL.replace(b"import (", b"import\n(", 1),
        USUAL.replace(b'import "fmt"', b'import"fmt";', 1),
        USUAL.replace(b"// Package p", "// Pack\u00e4ge p".encode()),
        USUAL.replace(b"package p", b"package /* x */ p", 1),
        USUAL.replace(b'_ "ex.test/blank"', b"_ `ex.test/blank`"),
        USUAL.replace(b'"ex.test/blank"', b'"ex.test/bl\\x61nk"'),
    ],
)
def test_scan_header_unusual_form_gives_the_same_imports(source: bytes) -> None:
    file = scan_header("p.go", source)
    assert file.error == ""
    assert paths(file) == ["fmt", "ex.test/named", "ex.test/blank", "ex.test/dot", "func"]
    assert file.import_comment == "ex.test/p"
    assert [i.path for i in import_specs(source)] == paths(file)
    assert all(source[i.start : i.start + 1] in (b'"', b"`") for i in import_specs(source))


@pytest.mark.parametrize(
    ("source", "error", "package"),
    [
        (b"", "a.go:1:1: expected 'package', found 'EOF'", ""),
        (b"x\n", "a.go:1:1: expected 'package', found x", ""),
        (b"package\n\n", "a.go:2:2: expected 'IDENT', found 'EOF'", ""),
        (b"package import\n", "a.go:1:9: expected 'IDENT', found 'import'", ""),
        (b"package a b\n", "", "a"),  # what lies behind the header is not looked at
        (b"package a\nimport (\n", "a.go:2:10: expected ')', found 'EOF'", "a"),
        (b"package a\nimport b\n", "a.go:2:9: missing import path", "a"),
        (b"package a\nimport 1\n", "a.go:2:8: import path must be a string", "a"),
        (b'package a\nimport "b" "c"\n', "", "a"),
        (b'package a\nimport ("b" "c")\n', "a.go:2:13: expected ';', found \"c\"", "a"),
        (b'package a\nimport "b\n', "a.go:2:8: string literal not terminated", "a"),
        (b"package a\nimport `b\n", "a.go:2:8: raw string literal not terminated", "a"),
        (b"package a\nimport 'b\n", "a.go:2:8: rune literal not terminated", "a"),
        (b'package a\nimport "\\q"\n', "a.go:2:8: unknown escape sequence", "a"),
        (b'package a\nimport x "b c"\n', "a.go:2:8: invalid import path: b c", "a"),
        (b'package a\nimport ""\n', "a.go:2:8: invalid import path: ", "a"),
        (b'package a\nimport "b"\n/* c\n', "a.go:3:1: comment not terminated", "a"),
        (b"// \xff\npackage a\n", "a.go:1:4: illegal UTF-8 encoding", ""),
        (b"package a\n\xef\xbb\xbf", "", "a"),
        (b"package a // \xef\xbb\xbf\n", "a.go:1:14: illegal byte order mark", ""),
        (b"package a\n$\n", "", "a"),
        (b"$package a\n", "a.go:1:1: illegal character U+0024 '$'", ""),
        (b'package a // import x\n\nimport "b"\n', "a.go:1: cannot parse import comment", "a"),
    ],
)
def test_scan_header_fault_is_told_in_the_go_commands_words(source: bytes, error: str, package: str) -> None:
    file = scan_header("a.go", source)
    assert (file.error, file.package, file.unlisted) == (error, package, False)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (b"package a\x00\n", "read a_linux.go: unexpected NUL in input"),
        (b"//go:build !\n\npackage a\n", "a_linux.go: parsing //go:build line: unexpected end of expression"),
    ],
)
def test_scan_header_grave_fault_takes_the_file_out_of_the_lists(source: bytes, error: str) -> None:
    file = scan_header("a_linux.go", source)
    assert (file.error, file.unlisted, file.imports) == (error, True, ())
    assert file.constraint == Tag("linux")


@pytest.mark.parametrize(
    ("source", "comment"),
    [
        (b'package a // import "x"\n', "x"),
        (b'package a /* import "x" */\n', "x"),
        (b"package a // import `x`\n", "x"),
        (b'package a //import  "x" \r\n', "x"),
        (b'package\n/* y */ a // import "x"\n', "x"),
        (b'package a\n// import "x"\n', ""),
        (b'package a /* import\n"x" */\n', ""),
        (b'package a // imports "x"\n', ""),
        (b'package a; // import "x"\n', ""),
        (b'// import "x"\npackage a\n', ""),
    ],
)
def test_scan_header_import_comment_must_follow_the_name(source: bytes, comment: str) -> None:
    file = scan_header("a.go", source)
    assert (file.import_comment, file.error) == (comment, "")


@pytest.mark.parametrize(
    ("source", "patterns"),
    [
        (b'package a\nimport _ "embed"\n//go:embed a b/*\nvar x int\n', ["a", "b/*"]),
        (b'package a\nimport _ "embed"\n\t//go:embed "a b" `c\\d` "\\x41"\r\n', ["a b", "c\\d", "A"]),
        (b"package a\nimport _ \"embed\"\nvar x = '\"'\n//go:embed a\nvar y = '\"'\n", ["a"]),
        (b'package a\nimport _ "embed"\nvar x = `\n//go:embed a\n`\n', []),
        (b'package a\nimport _ "embed"\n/*\n//go:embed a\n', []),
        (b'package a\nimport _ "embed"\n// go:embed a\n//go:embedx a\n//go:embed "a"b\n//go:embed "a\n', []),
        (b'package a\nimport _ "embedx"\n//go:embed a\n', []),
        (b'package a\nimport (\n_ "embed"\n//go:embed a\n', []),
    ],
)
def test_scan_header_embeds_only_in_true_comments(source: bytes, patterns: list[str]) -> None:
    assert [e.pattern for e in scan_header("a.go", source).embeds] == patterns


def test_scan_header_embed_has_its_line() -> None:
    file = scan_header("a.go", b'package a\nimport _ "embed"\n\n//go:embed a\nvar x int\n//go:embed b\n')
    assert [e.line for e in file.embeds] == [4, 6]


def test_scan_header_cgo_import_is_kept() -> None:
    file = scan_header("a.go", b'package a\n\n// #include <x.h>\nimport "C"\n')
    assert file.is_cgo
    assert paths(file) == ["C"]


def test_scan_header_joins_name_and_line() -> None:
    file = scan_header("a_linux_test.go", b"// +build x\n\npackage a\n")
    assert file.constraint == And((Tag("linux"), Tag("x")))
    assert file.is_test


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        ("a.s", b"// +build x\n\nTEXT", Tag("x")),
        ("a_linux.c", b"//go:build x\nint a;", And((Tag("linux"), Tag("x")))),
        ("a.h", b"#define A\n// +build x\n\n", None),
        ("a.c", b"/* unended\n//go:build x\n", None),
        ("a.c", b"//go:build x\n/ 2\n", None),
        ("a_linux.c", b"//go:build x\n\x00\n", Tag("linux")),
        ("a.c", b"//go:build x y\n", NEVER),
        ("a.c", b"", None),
    ],
)
def test_scan_other_reads_leading_comments(name: str, source: bytes, expected: Constraint | None) -> None:
    assert scan_other(name, source) == expected
