"""Import paths changed in the bytes of a file, and all that must stay."""

from __future__ import annotations

import pytest

from gomigrate.gosource.rewrite import rewrite_import_comment, rewrite_imports

PATHS = {"a": "ex.test/a", "b/c": "x", "same": "same"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'package p\n\nimport "a"\n', b'package p\n\nimport "ex.test/a"\n'),
        (b'package p;import `a`;import q "b/c"\n', b'package p;import `ex.test/a`;import q "x"\n'),
        (
            b'package p\nimport (\r\n\t"b/c" // "a"\r\n\t. "a")\n',
            b'package p\nimport (\r\n\t"x" // "a"\r\n\t. "ex.test/a")\n',
        ),
        (b'\xef\xbb\xbfpackage p\nimport "\\x61"\n', b'\xef\xbb\xbfpackage p\nimport "ex.test/a"\n'),
        (
            '// \u00e9\npackage p\nimport \u00e9 "a"\n\nvar s = "a"\n'.encode(),
            '// \u00e9\npackage p\nimport \u00e9 "ex.test/a"\n\nvar s = "a"\n'.encode(),
        ),
    ],
)
def test_rewrite_imports_replaces_the_path_alone(before: bytes, after: bytes) -> None:
    assert rewrite_imports(before, PATHS.get) == after


@pytest.mark.parametrize(
    "source",
    [
        b'package p\n\nimport "other"\nimport "same"\n',
        b'package p // import "a"\n',
        b'// import "a"\npackage p\n/* import "a" */\n',
        b'package p\n\nvar x = `import "a"`\n',
        b'package p\nimport "a"\nimport\n',
        b'package p\nimport "a\x00"\n',
        b'//go:build !\n\npackage p\nimport "a"\n',
        b"",
        b"\x7fELF",
    ],
)
def test_rewrite_imports_leaves_all_else_alone(source: bytes) -> None:
    assert rewrite_imports(source, PATHS.get) == source


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'package p // import "a"\n\nimport "a"\n', b'package p // import "ex.test/a"\n\nimport "a"\n'),
        (b"\xef\xbb\xbfpackage p /* import `a` */ // x\n", b"\xef\xbb\xbfpackage p /* import `ex.test/a` */ // x\n"),
        (b'package p // import  "\\x61" \r\n', b'package p // import  "ex.test/a" \r\n'),
    ],
)
def test_rewrite_import_comment_replaces_the_path_alone(before: bytes, after: bytes) -> None:
    assert rewrite_import_comment(before, PATHS.get) == after


@pytest.mark.parametrize(
    "source",
    [
        b'package p // import "same"\n',
        b'package p // import "other"\n',
        b"package p // import a\n",
        b'package p\n// import "a"\n',
        b'package p // see import "a"\n',
        b"",
    ],
)
def test_rewrite_import_comment_leaves_all_else_alone(source: bytes) -> None:
    assert rewrite_import_comment(source, PATHS.get) == source


@pytest.mark.parametrize("path", ['a"b', "a`b", "a\\b", "a\nb"])
def test_rewrite_refuses_a_path_that_would_end_the_string(path: str) -> None:
    with pytest.raises(ValueError, match="no import path"):
        rewrite_imports(b'package p\nimport "a"\n', lambda _: path)
