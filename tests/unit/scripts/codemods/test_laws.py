"""What holds of every codemod: the file still parses, each comment stays, and nothing else changes."""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import tokenize
from dataclasses import dataclass

import libcst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.golden.test_scripts import cases, run

TOOL = "go get github.com/golang/dep/cmd/dep"


@dataclass(frozen=True)
class Piece:
    """A statement before and after; None where it goes."""

    before: str
    after: str | None

    def indented(self, blanks: str, text: str | None) -> str:
        return "".join(blanks + line for line in text.splitlines(keepends=True)) if text else ""


def same(text: str) -> Piece:
    return Piece(text, text)


PIECES = st.sampled_from(
    (
        same("x = 1  # dep ensure\n"),
        same("# go get ./...\n"),
        same("\n"),
        same("print('dep ensure',   )\n"),
        same("y = [1,  2 ,\n  3]  # three\n"),
        same("run(f'make {y}')\n"),
        same("s = '''\n  dep ensure\n'''\n"),
        same("z = x if run('make') else (  'a'\n 'b')\n"),
        same(f"ok = run('{TOOL}')\n"),
        same("run ( [ 'go' , 'test' , ] )  ;  a = 2\n"),
        Piece("run('dep ensure')  # a\n", "run('go mod download')  # a\n"),
        Piece("run( [ 'dep' ,'ensure' ] , x = 1 )\n", "run( [ 'go' ,'mod' ,'download' ] , x = 1 )\n"),
        Piece(
            "c.run(\n  # above\n  'glide install',  # beside\n)\n",
            "c.run(\n  # above\n  'go mod download',  # beside\n)\n",
        ),
        Piece("run(\"dep \\\n ensure\", 'x')\n", "run(\"go mod download\", 'x')\n"),
        Piece(f"run('{TOOL}')\n", None),
        Piece(f"run('{TOOL}')  # gone\n", "# gone\n"),
        Piece(f"run('{TOOL}'); a = 1  # b\n", "a = 1  # b\n"),
        Piece("os.environ['GO15VENDOREXPERIMENT'] = '1'\n", None),
        Piece("os.environ['GO111MODULE'] = 'off'\r\n", "os.environ['GO111MODULE'] = 'on'\r\n"),
    )
)  # fmt: skip


def comments(text: str) -> list[str]:
    signs = tokenize.generate_tokens(io.StringIO(text).readline)
    return [sign.string for sign in signs if sign.type == tokenize.COMMENT]


def is_statement(piece: Piece, text: str | None) -> bool:
    return text is not None and not text.lstrip().startswith("#") and bool(text.strip())


@settings(deadline=None)
@given(pieces=st.lists(PIECES, max_size=8), in_function=st.booleans(), end=st.sampled_from(("", "# end", "x = 1\n")))
def test_untouched_code_comes_back_byte_for_byte(pieces: list[Piece], in_function: bool, end: str) -> None:
    blanks, head = ("    ", "def f():\n") if in_function else ("", "import os\n")
    if in_function and not any(is_statement(one, one.before) for one in pieces):
        head += "    pass\n"
    before = head + "".join(one.indented(blanks, one.before) for one in pieces) + end
    after, result, _ = run("x.py", before)
    is_empty = in_function and "pass" not in head and not any(is_statement(one, one.after) for one in pieces)
    if not is_empty:
        assert after == head + "".join(one.indented(blanks, one.after) for one in pieces) + end
    ast.parse(after)
    assert comments(after) == comments(before)
    assert run("x.py", after)[0] == after
    assert libcst.parse_module(after).code == after
    assert all(habit.line <= before.count("\n") + 1 for habit in result.habits)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (path, before, after)
        for _, path, before, after in cases()
        if after and path.endswith((".py", "struct", "WORKSPACE"))
    ],
)
def test_what_comes_out_is_python_with_the_same_comments(path: str, before: str, after: str) -> None:
    ast.parse(after)
    assert sorted(comments(after)) == sorted(comments(before))


SOURCES = [before for _, path, before, _ in cases() if path.endswith(".py") or "BUILD" in path or "WORKSPACE" in path]


@settings(deadline=None)
@given(
    text=st.sampled_from(SOURCES),
    at=st.integers(0, 1000),
    length=st.integers(0, 12),
    new=st.sampled_from(
        ("", "(", ")", "[", '"', "'", "\\", "\n", "#", ",", "  ", "f", "é", "\ufeff", "\r", "\t", ";", "%s", "if x:")
    ),
    path=st.sampled_from(("x.py", "BUILD", "WORKSPACE", "SConstruct")),
)  # fmt: skip
def test_of_a_mutated_file_comes_one_that_parses_or_the_file(
    text: str, at: int, length: int, new: str, path: str
) -> None:
    at %= len(text) + 1
    mutated = text[:at] + new + text[at + length :]
    after, _, _ = run(path, mutated)
    if after != mutated:
        assert libcst.parse_module(after.removeprefix("\ufeff")).code == after.removeprefix("\ufeff")
        assert sorted(comments(after)) == sorted(comments(mutated))


def test_many_changes_of_one_file_cost_what_they_are() -> None:
    text = "run(['dep', 'ensure'])\n" * 500 + "run('go get github.com/golang/dep/cmd/dep')\n" * 500
    assert run("x.py", text)[0] == "run(['go', 'mod', 'download'])\n" * 500


def test_a_list_as_long_as_data_is_left() -> None:
    text = "Execute([" + "'go get github.com/golang/dep/cmd/dep', " * 5_000 + "'make'])\n"
    assert run("x.py", text)[0] == text


@pytest.mark.parametrize(("text", "is_read"), [("print('hello')\n", False), ("run('dep ensure')\n", True)])
def test_libcst_is_imported_where_a_file_may_have_a_habit(text: str, is_read: bool) -> None:
    program = (
        "import sys; from gomigrate.scripts.engine import documents; from gomigrate.scripts.kinds import FileKind;"
        f"documents([('x.py', FileKind.PYTHON, {text!r})]); print('libcst' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.stdout == f"{is_read}\n"
