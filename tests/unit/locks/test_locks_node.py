"""Documents with lines: agreement with the standard readers, and refusal of what is broken or made to hurt."""

from __future__ import annotations

import json

import pytest

from gomigrate.locks.node import Node, read_json, read_toml, read_yaml
from gomigrate.locks.text import SIZE_LIMIT, UnreadableFileError
from gomigrate.model.legacy.lockflaws import FileFlaw


def members(node: Node) -> dict[str, Node]:
    assert isinstance(node.value, dict)
    return node.value


def items(node: Node) -> tuple[Node, ...]:
    assert isinstance(node.value, tuple)
    return node.value


def plain(node: Node) -> object:
    if isinstance(node.value, dict):
        return {name: plain(value) for name, value in node.value.items()}
    return [plain(item) for item in node.value] if isinstance(node.value, tuple) else node.value


@pytest.mark.parametrize(
    "text",
    ["{}", "[]", '{"a": [1, "x", null, true, {"b": false}], "c": "\\u00e9\\n"}', ' [ "a" , [ ] ] ', '"text"', "-1.5e3"],
)
def test_read_json_of_a_document_agrees_with_the_json_module(text: str) -> None:
    expected = json.loads(text, parse_int=str, parse_float=str)
    assert plain(read_json(text.encode())) == expected


def test_read_json_of_nested_values_knows_their_lines() -> None:
    top = members(read_json(b'{\r\n "a": [\n  {"b":\n "c"}\n ]\n}'))
    (inner,) = items(top["a"])
    assert (top["a"].line, inner.line, members(inner)["b"].line) == (2, 3, 4)


def test_read_json_of_a_field_twice_takes_the_last_and_says_so() -> None:
    node = read_json(b'{"a": "1", "a": "2"}')
    assert members(node)["a"].value == "2"
    assert node.repeated == ("a",)


@pytest.mark.parametrize(
    ("data", "line", "flaw"),
    [
        (b"", 1, FileFlaw.CUT_OFF),
        (b'{"a": 1', 1, FileFlaw.CUT_OFF),
        (b'{\n"a": [1,\n', 3, FileFlaw.CUT_OFF),
        (b'{"a" 1}', 1, FileFlaw.SYNTAX),
        (b'{"a": 1,}', 1, FileFlaw.SYNTAX),
        (b"[1,]", 1, FileFlaw.SYNTAX),
        (b"{} {}", 1, FileFlaw.MORE_TEXT),
        (b'["a\nb"]', 1, FileFlaw.OPEN_STRING),
        (b'["\\x"]', 1, FileFlaw.BAD_ESCAPE),
        (b"[" * 100_000, 1, FileFlaw.TOO_DEEP),
        (b"\n<<<<<<< HEAD\n{}\n", 2, FileFlaw.CONFLICT),
        (b"\x7fELF\x00\x00", 1, FileFlaw.BINARY),
        (b" " * (SIZE_LIMIT + 1), 0, FileFlaw.TOO_LARGE),
    ],
)
def test_read_json_of_a_broken_file_names_the_line(data: bytes, line: int, flaw: FileFlaw) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_json(data)
    assert (caught.value.flaw, caught.value.line) == (flaw, line)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_read_json_of_any_encoding_with_a_mark_reads_the_same(encoding: str) -> None:
    assert members(read_json('{"a": "é"}'.encode(encoding)))["a"].value == "é"


def test_read_toml_of_headers_inside_strings_counts_only_real_ones() -> None:
    text = b'a = """\n[[p]]\n"""\n# [[p]]\n[[p]]\nn = "x"\n\n  [[p]] # more\nn = "[[p]]"\n[t]\nk = 1\n'
    top = members(read_toml(text))
    assert [item.line for item in items(top["p"])] == [5, 8]
    assert (top["a"].line, top["t"].line, members(top["t"])["k"].line) == (1, 10, 10)


def test_read_toml_of_inline_tables_does_not_guess_their_line() -> None:
    top = members(read_toml(b'name = "x"\np = [\n {name = "a"},\n {name = "b"},\n]\nq = [\n {name = "c"},\n]\n'))
    assert [(item.line, members(item)["name"].line) for item in items(top["p"])] == [(0, 0), (0, 0)]
    assert [item.line for item in items(top["q"])] == [0]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"a = \n", 1),
        (b"[[p]]\nx = 1\nx = 2\n", 3),
        (b"a = [" + b"[" * 50_000, 0),
        (b"a." * 10_000, 0),
        (b"a\n" * 600_000, 0),
    ],
)
def test_read_toml_of_a_broken_file_is_unreadable(data: bytes, line: int) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_toml(data)
    assert caught.value.line == line


def test_read_yaml_of_scalars_keeps_them_as_written() -> None:
    node = read_yaml(b"a: 0012345\nb: 12345e6\nc: 2018-01-02\nd: ~\ne:\nf: yes\ng: 'x'\n")
    assert plain(node) == {
        "a": "0012345",
        "b": "12345e6",
        "c": "2018-01-02",
        "d": None,
        "e": None,
        "f": "yes",
        "g": "x",
    }
    assert members(node)["g"].line == 7


def test_read_yaml_of_aliases_follows_them_to_their_line() -> None:
    top = members(read_yaml(b"a: &x\n- p\nb: *x\n"))
    assert plain(top["b"]) == ["p"]
    assert items(top["b"])[0].line == 2


def test_read_yaml_of_nothing_is_null() -> None:
    assert read_yaml(b"# only a comment\n").value is None


def test_read_yaml_of_a_field_twice_says_so() -> None:
    assert read_yaml(b"a: 1\na: 2\n").repeated == ("a",)


BOMB = b"a0: &a0 [x,x,x,x,x,x,x,x]\n" + b"".join(
    b"a%d: &a%d [%s]\n" % (i, i, b",".join([b"*a%d" % (i - 1)] * 8)) for i in range(1, 20)
)


@pytest.mark.parametrize(
    "data",
    [
        BOMB,
        b"a: &a [*a]\n",
        b"a: [",
        b"a: b: c\n",
        b"a: *none\n",
        b"--- a\n--- b\n",
        b"[" * 5000,
        b"%YAML 9\n",
        b"? " * 5000,
    ],
    ids=["bomb", "self", "open", "colons", "no anchor", "two documents", "deep", "directive", "keys"],
)
def test_read_yaml_of_a_broken_or_hostile_file_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        read_yaml(data)


def test_read_yaml_of_a_huge_file_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_yaml(b"a: b\n" * 100_000)
    assert caught.value.flaw is FileFlaw.TOO_LARGE
