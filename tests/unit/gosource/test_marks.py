"""What tools leave in Go files and no compiler sees, and all that looks like it and is a change."""

from __future__ import annotations

import pytest

from gomigrate.gosource.marks import marks_between, with_header_of
from gomigrate.model.decision import Difference

NEWLINE, ENDINGS, COMMENT, LINES = (
    Difference.FINAL_NEWLINE,
    Difference.LINE_ENDINGS,
    Difference.IMPORT_COMMENTS,
    Difference.BUILD_LINES,
)
COMMENTED = b'package p // import "x.test/p"\n\nvar x int\n'
PLAIN = b"package p\n\nvar x int\n"


@pytest.mark.parametrize(
    ("one", "other", "marks"),
    [
        (PLAIN, PLAIN, ()),
        (PLAIN, PLAIN + b"\n", (NEWLINE,)),
        (PLAIN, PLAIN.rstrip(), (NEWLINE,)),
        (PLAIN, PLAIN.rstrip() + b"\r\n", (NEWLINE,)),
        (PLAIN, PLAIN.replace(b"\n", b"\r\n"), (ENDINGS,)),
        (b"package p\n\nvar x = `a\r\nb`\n", b"package p\n\nvar x = `a\nb`\n", (ENDINGS,)),
        (COMMENTED, PLAIN, (COMMENT,)),
        (COMMENTED, PLAIN.replace(b"ge p", b'ge p /* import "x" */'), (COMMENT,)),
        (b'package p /* import "x" */ // P.\n', b"package p // P.\n", (COMMENT,)),
        (COMMENTED.replace(b"\n", b"\r\n"), PLAIN.rstrip(), (NEWLINE, ENDINGS, COMMENT)),
        # godep's line alone: the ending goes with the comment.
        (b'package p // import "x.test/p"\r\n', b"package p\n", (COMMENT,)),
        (b"// +build a\n\n" + PLAIN, b"//go:build a\n// +build a\n\n" + PLAIN, (LINES,)),
        (b"// +build a,!b c\n\n" + PLAIN, b"//go:build (a && !b) || c\n\n" + PLAIN, (LINES,)),
        (b"// +build a\n// +build b\n\n" + COMMENTED, b"//go:build b && a\n\n" + PLAIN, (COMMENT, LINES)),
        (b"//+build a\n\n" + PLAIN, b"// +build a\n\n" + PLAIN, (LINES,)),
    ],
)
def test_marks_between_tells_what_tools_did(one: bytes, other: bytes, marks: tuple[Difference, ...]) -> None:
    assert marks_between(one, other) == marks
    assert marks_between(other, one) == marks


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PLAIN, PLAIN.replace(b"int", b"uint")),
        (PLAIN, PLAIN + b"// more\n"),
        (b"package p // P.\n", b"package p\n"),
        (b"package p // imports nothing\n", b"package p\n"),
        (PLAIN, b"\n" + PLAIN),
        (PLAIN, b"package p\nvar x int\n"),
        # A carriage return by itself ends no line.
        (b"package p\n", b"package p\r"),
        (b"package p\n\nvar x = `a\rb`\n", b"package p\n\nvar x = `a\nb`\n"),
        # Text that looks like an import comment; code behind one, which would move.
        (b'package p\n\nvar x = `\npackage p // import "x"\n`\n', b"package p\n\nvar x = `\npackage p\n`\n"),
        (b'package p /* import "x" */; var x int\n', b"package p; var x int\n"),
        # Other conditions, and others at the time: //go:build alone counts where there is one, and says the language.
        (b"// +build a\n\n" + PLAIN, b"//go:build b\n// +build a\n\n" + PLAIN),
        (b"// +build a\n\n" + PLAIN, PLAIN),
        (b"// +build a\n" + PLAIN, b"//go:build a\n// +build a\n" + PLAIN),
        (b"// +build go1.18\n\n" + PLAIN, b"//go:build go1.18\n// +build go1.18\n\n" + PLAIN),
        (b"//go:build a\n//go:build a\n\n" + PLAIN, b"//go:build a\n\n" + PLAIN),
        (b"//+build a\n\n" + PLAIN, b"// L\n\n// +build a\n\n" + PLAIN),
        # Blank lines move code, and no tool that vendors writes them.
        (b"// L\n\n// +build a\n\n" + PLAIN, b"// L\n\n\n// +build a\n\n" + PLAIN),
    ],
)
def test_marks_between_is_none_for_changes(one: bytes, other: bytes) -> None:
    assert marks_between(one, other) is None
    assert marks_between(other, one) is None


def test_with_header_of_moves_every_line_to_where_the_other_has_it() -> None:
    header = b"// L\n\n//go:build a\n// +build a\n\n"
    assert with_header_of(header + COMMENTED, b"// L\n\n// +build a\n\n" + PLAIN) == header + PLAIN
