"""Build lines and file names as constraints."""

from __future__ import annotations

import pytest

from gomigrate.gosource.platforms.constraint import (
    MAX_DEPTH,
    ConstraintError,
    name_constraint,
    parse_go_build,
    parse_header,
    parse_plus_build,
)
from gomigrate.gosource.platforms.imports import is_possible
from gomigrate.model.go.constraint import NEVER, And, Constraint, Not, Or, Tag, conjunction, evaluate, tags

A, B, C = Tag("a"), Tag("b"), Tag("c")
IGNORE = Tag("ignore")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", A),
        (" a\t", A),
        ("!a", Not(A)),
        ("! a", Not(A)),
        ("a && b && c", And((A, B, C))),
        ("a || b && c", Or((A, And((B, C))))),
        ("(a || b) && !c", And((Or((A, B)), Not(C)))),
        ("!(a && (b || c))", Not(And((A, Or((B, C)))))),
        ("((a))", A),
        ("go1.18&&x_y", And((Tag("go1.18"), Tag("x_y")))),
        ("386", Tag("386")),
        ("\u03b1", Tag("\u03b1")),
    ],
)
def test_parse_go_build_expression_gives_its_tree(text: str, expected: Constraint) -> None:
    assert parse_go_build(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "unexpected end of expression"),
        ("a &&", "unexpected end of expression"),
        ("(a", "missing close paren"),
        ("(a &&", "missing close paren"),
        ("a)", "unexpected token )"),
        ("a b", "unexpected token b"),
        ("&& a", "unexpected token &&"),
        ("!!a", "double negation not allowed"),
        ("a & b", "invalid syntax at &"),
        ("a-b", "invalid syntax at -"),
        ("a,b", "invalid syntax at ,"),
        ("a\u00b2", "invalid syntax at \u00b2"),
        ("a\x0bb", "invalid syntax at \x0b"),
        (" || ".join("a" * 1001), "build expression too large"),
        ("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1), "build expression too large"),
    ],
)
def test_parse_go_build_malformed_is_refused(text: str, message: str) -> None:
    with pytest.raises(ConstraintError) as refused:
        parse_go_build(text)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", A),
        ("a b", Or((A, B))),
        ("a,!b c", Or((And((A, Not(B))), C))),
        ("", IGNORE),
        ("!!a", IGNORE),
        ("!", IGNORE),
        ("a-b", IGNORE),
        ("!a-b", Not(IGNORE)),
        ("a,", And((A, IGNORE))),
        ("(a)", IGNORE),
    ],
)
def test_parse_plus_build_words_are_alternatives(text: str, expected: Constraint) -> None:
    assert parse_plus_build(text) == expected


def test_parse_plus_build_with_too_many_operators_is_refused() -> None:
    assert parse_plus_build(" ".join("a" * 101))
    with pytest.raises(ConstraintError):
        parse_plus_build(" ".join("a" * 102))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"// +build a\n\npackage x\n", A),
        (b"//+build a\n\npackage x\n", A),
        (b"// +build a\n// +build b\n\npackage x\n", And((A, B))),
        (b"// +build a\n\n// +build b\npackage x\n", A),
        (b"\n\n// text\n// +build a\n\npackage x\n", A),
        (b"//go:build a\npackage x\n", A),
        (b"//go:build a\n// +build b\n\npackage x\n", A),
        (b"/* c */\n//go:build a\n\npackage x\n", A),
        (b"// +build a\r\n\r\npackage x\r\n", A),
        (b"// +build " + b" ".join([b"a"] * 102) + b"\n\npackage x\n", None),
        (b"// +build a\npackage x\n", None),
        (b"/* c */\n// +build a\n\npackage x\n", None),
        (b"package x\n// +build a\n\n//go:build a\n", None),
        (b"/*\n//go:build a\n*/\npackage x\n", None),
        (b"// +buildx a\n//go:buildx\n\npackage x\n", None),
        (b"// go:build a\n\npackage x\n", None),
        (b"// text // +build a\n\npackage x\n", None),
        (b"package x\n", None),
    ],
)
def test_parse_header_lines_count_only_where_go_looks(content: bytes, expected: Constraint | None) -> None:
    assert parse_header(content) == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"//go:build a\n//go:build a\npackage x\n", "multiple //go:build comments"),
        (b"//go:build\npackage x\n", "parsing //go:build line: unexpected end of expression"),
    ],
)
def test_parse_header_malformed_go_build_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(ConstraintError) as refused:
        parse_header(content)
    assert str(refused.value) == message


LINUX, ARM = Tag("linux"), Tag("arm64")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a_linux.go", LINUX),
        ("a_linux_test.go", LINUX),
        ("a_b_arm64.s", ARM),
        ("a_linux_arm64.go", And((LINUX, ARM))),
        ("_linux.go", LINUX),
        ("a_arm64_linux.go", LINUX),
        ("a_linux.b.go", LINUX),
        ("a_nacl.go", Tag("nacl")),
        ("linux.go", None),
        ("linux_test.go", None),
        ("a_unix.go", None),
        ("a_linux_.go", None),
        ("a_linux_test_test.go", None),
        ("a_cgo.go", None),
        ("alinux.go", None),
        ("a.linux.go", None),
        ("a_Linux.go", None),
    ],
)
def test_name_constraint_known_systems_and_architectures_only(name: str, expected: Constraint | None) -> None:
    assert name_constraint(name) == expected


@pytest.mark.parametrize(
    ("constraint", "possible"),
    [
        (None, True),
        (A, True),
        (Not(A), True),
        (And((A, Not(A))), True),
        (Not(And((A, IGNORE))), True),
        (Or((IGNORE, A)), True),
        (Not(IGNORE), True),
        (IGNORE, False),
        (And((A, IGNORE)), False),
        (Not(Not(IGNORE)), False),
        (NEVER, False),
    ],
)
def test_is_possible_only_ignore_is_false(constraint: Constraint | None, *, possible: bool) -> None:
    assert is_possible(constraint) is possible


def test_tags_names_each_tag_once() -> None:
    assert tags(parse_go_build("a && !(b || a)")) == {"a", "b"}
    assert tags(None) == frozenset()


@pytest.mark.parametrize(
    ("parts", "expected"), [((), None), ((None, None), None), ((None, A), A), ((A, B), And((A, B)))]
)
def test_conjunction_none_asks_for_nothing(parts: tuple[Constraint | None, ...], expected: Constraint | None) -> None:
    assert conjunction(*parts) == expected


def test_evaluate_never_holds_for_nobody() -> None:
    assert not evaluate(NEVER, lambda _: True)
    assert evaluate(None, lambda _: False)
