"""Laws of reading and rewriting Go files, for any input."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gomigrate.gosource.headers.header import import_specs, scan_header, scan_other
from gomigrate.gosource.literal import unquote
from gomigrate.gosource.platforms.constraint import parse_go_build
from gomigrate.gosource.rewrite import rewrite_import_comment, rewrite_imports
from gomigrate.model.go.constraint import And, Constraint, Not, Or, Tag, evaluate, tags

PIECES = [
    b"package p", b"import ", b"import (", b")", b'"a/b"', b"`c`", b'"embed"', b'"C"', b"_ ", b". ", b"x ", b"\n",
    b"\r\n", b";", b"//", b"/*", b"*/", b"// +build linux\n", b"//go:build a && b\n", b"//go:embed x\n",
    b' // import "d"', b"\t", b"\x00", b"\xef\xbb\xbf", b"\xff", b"\xc3\xa9", b"\\", b'"', b"`", b"'", b"func",
]  # fmt: skip

sources = st.one_of(
    st.binary(max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=25).map(b"".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map(lambda pieces: b"package p\n" + b"".join(pieces)),
)

names = st.sampled_from(["alpha", "ex.test/beta", "gamma/v2", "d-e_f.g", "fmt"])

constraints: st.SearchStrategy[Constraint] = st.recursive(
    st.sampled_from("abc").map(Tag),
    lambda inner: st.one_of(
        inner.filter(lambda c: not isinstance(c, Not)).map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
    ),
    max_leaves=12,
)


def text_of(constraint: Constraint) -> str:
    match constraint:
        case Tag(name):
            return name
        case Not(part):
            return f"!({text_of(part)})"
        case And(parts):
            return " && ".join(f"({text_of(p)})" for p in parts)
        case Or(parts):
            return "||".join(f"({text_of(p)})" for p in parts)


@given(sources)
def test_any_bytes_are_read_without_an_exception(data: bytes) -> None:
    file = scan_header("a.go", data)
    assert file.error == "" or file.error.startswith(("a.go:", "read a.go:"))
    scan_other("a.c", data)


@given(sources)
def test_spans_of_imports_hold_their_literals_in_order(data: bytes) -> None:
    end = 0
    specs = import_specs(data)
    assert [spec.path for spec in specs] == [i.path for i in scan_header("", data).imports]
    for spec in specs:
        assert end <= spec.start < spec.end <= len(data)
        assert unquote(data[spec.start : spec.end].decode()) == spec.path
        assert spec.line == data.count(b"\n", 0, spec.start) + 1
        end = spec.end


@given(sources)
def test_rewriting_nothing_changes_nothing(data: bytes) -> None:
    assert rewrite_imports(data, lambda _: None) == data
    assert rewrite_imports(data, lambda path: path) == data
    assert rewrite_import_comment(data, lambda _: None) == data


@given(st.lists(names, max_size=6), st.sampled_from(['"', "`"]), st.booleans())
def test_a_one_to_one_rewrite_is_undone_by_its_inverse(paths: list[str], quote: str, grouped: bool) -> None:
    specs = [f"{quote}{path}{quote}" for path in paths]
    lines = ["import ("] + [f"\t{s} // c" for s in specs] + [")"] if grouped else [f"import _ {s}" for s in specs]
    data = "\n".join(["package p", *lines, "", 'var s = "alpha"', ""]).encode()
    there = rewrite_imports(data, lambda path: f"moved.test/{path}")
    assert [i.path for i in scan_header("a.go", there).imports] == [f"moved.test/{path}" for path in paths]
    assert rewrite_imports(there, lambda path: path.removeprefix("moved.test/")) == data


@given(constraints, st.sets(st.sampled_from("abc")))
def test_a_printed_expression_means_what_its_tree_means(constraint: Constraint, held: set[str]) -> None:
    parsed = parse_go_build(text_of(constraint))
    assert tags(parsed) == tags(constraint)
    assert evaluate(parsed, held.__contains__) == evaluate(constraint, held.__contains__)
