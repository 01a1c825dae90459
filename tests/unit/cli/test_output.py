"""What is printed steers neither a terminal nor the runner of a CI job."""

from __future__ import annotations

import json

import pytest

from gomigrate.cli.output import plain_lines, say, say_json, show


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("::error file=a.go::wrong", "\\u003a:error file=a.go::wrong"),
        ("  ::stop-commands::x", "  \\u003a:stop-commands::x"),
        ("\t::add-mask::e", "\t\\u003a:add-mask::e"),
        ("##[command]rm", "\\u0023#[command]rm"),
        ("##vso[task.setvariable variable=x]y", "\\u0023#vso[task.setvariable variable=x]y"),
        ("a ::error::", "a ::error::"),
        ("a ##[add-mask]b", "a \\u0023#[add-mask]b"),
        ("a ##VSO[x]b ###[c", "a \\u0023#VSO[x]b #\\u0023#[c"),
        (": ok", ": ok"),
        ("## Heading", "## Heading"),
        ('  "::x"', '  "::x"'),
    ],
)
def test_no_line_is_a_command_to_a_runner(line: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert plain_lines(f"first\n{line}\nlast") == f"first\n{shown}\nlast"
    say(line)
    show(line)
    say(line, err=True)
    said = capsys.readouterr()
    assert (said.out, said.err) == (f"{shown}\n" * 2, f"{shown}\n")


def test_say_escapes_and_show_keeps_our_colours(capsys: pytest.CaptureFixture[str]) -> None:
    say("\x1b[31mred\u202e")
    show("\x1b[31mred\x1b[0m")
    say_json({"::a": "\u202e"})
    out = capsys.readouterr().out
    assert out.startswith(("\\u001b[31mred\\u202e\n\x1b[31mred\x1b[0m\n", "\\u001b[31mred\\u202e\nred\n"))
    assert '"::a": "\\u202e"' in out


def test_json_is_the_same_value_without_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"a": "b ##[add-mask]c \\##vso[x]"}
    say_json(value)
    out = capsys.readouterr().out
    assert json.loads(out) == value
    assert "##" not in out
