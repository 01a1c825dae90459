"""A text that nests deeply never reaches libcst's parser, which would end the process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gomigrate.scripts.codemods.nesting import MOST_BRACKETS, is_too_deep

DEEP = 5000


@pytest.mark.parametrize(
    "text",
    [
        "(" * DEEP,
        "x = " + "[" * DEEP + "]" * DEEP,
        "x = " + "{a: " * DEEP + "1" + "}" * DEEP,
        "x = " + "-" * DEEP + "1",
        "x = " + "not " * DEEP + "1",
        "a" + ".b" * DEEP,
        "a" + "()" * DEEP,
        "x = " + "1 + " * DEEP + "1",
        "x = " + "1 +\\\n" * DEEP + "1",
        "x = (" + "1 +\n" * DEEP + "1)",
        "x = (" + "'a'\n" * DEEP + ")",
        "x = " + "'a' " * DEEP + "'a'",
        "x = " + "lambda: " * DEEP + "1",
        "x = " + "a if b else " * DEEP + "c",
        "if a:\n b\n" + "elif a:\n b\n" * DEEP,
        "x = f'{" + "(" * DEEP + ")" * DEEP + "}'",
        'x = f\'{"" + ' + "(" * DEEP + ")" * DEEP + ' + ""}\'',
        "x = f'{1:\\'}' + " + "(" * DEEP + ")" * DEEP + " + '\\''",
        "x = f'{1:{" + "(" * DEEP + ")" * DEEP + "}}'",
        "x = '\\'' + " + "(" * DEEP + ")" * DEEP + " + '\\''",
        "x = '''\\''' ''' + " + "(" * DEEP + ")" * DEEP,
        "x = rb'\\\\' + " + "(" * DEEP + ")" * DEEP + " + rb''",
        "x = f'{{' + " + "(" * DEEP + ")" * DEEP + " + f'}}'",
        "x = f'''{f\"{'" + "'}\"}''' + " + "(" * DEEP + ")" * DEEP,
    ],
)
def test_deep_texts_are_known(text: str) -> None:
    assert is_too_deep(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = [\n" + "    'a',\n" * DEEP + "]\n",
        "x = {\n" + "    'a': ['b', ('c', 1 + 2)],\n" * DEEP + "}\n",
        "run('(((((')\n" * DEEP,
        "# ((((((\n" * DEEP,
        "a = b\n" * DEEP,
        "f'{a:{b}} {{ {c!r}'\n" * DEEP,
        "x = " + "(" * (MOST_BRACKETS - 1) + "1" + ")" * (MOST_BRACKETS - 1),
        "if a:\n    b\nelse:\n    c\n" * 100,
        ")" * DEEP,
    ],
)
def test_flat_texts_are_not(text: str) -> None:
    assert not is_too_deep(text)


def test_what_passes_is_read_without_the_end_of_the_process() -> None:
    deep = "x = " + "(" * (MOST_BRACKETS - 1) + "1" + ")" * (MOST_BRACKETS - 1)
    program = f"import libcst; print(libcst.parse_module({deep!r}).code == {deep!r})"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.stdout == "True\n"
