"""man/gomigrate.1, made of what click knows of the commands; `python -m tests.docs.reference` writes it again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from gomigrate import __version__
from gomigrate.cli.main import COMMANDS, cli

ROOT = Path(__file__).resolve().parents[2]
MAN = ROOT / "man/gomigrate.1"


def man_page() -> str:
    """The page in the macros of man(7), with a section for each command."""
    context = click.Context(cli, info_name="gomigrate")
    lines = [
        f'.TH GOMIGRATE 1 "" "gomigrate {__version__}" "User Commands"',
        ".SH NAME",
        f"gomigrate \\- {_text(_first(cli.help)).rstrip('.')}",
        ".SH SYNOPSIS",
        f"{_bold('gomigrate')} {_text(' '.join(cli.collect_usage_pieces(context)))}",
        ".SH DESCRIPTION",
        *_paragraphs(cli.help),
        *_paragraphs(cli.epilog),
        ".SH COMMANDS",
    ]
    for name, told in COMMANDS.items():
        lines += [".TP", _bold(name), _text(told)]
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        lines += _command(name, command, context)
    lines += [".SH EXIT STATUS"]
    statuses = (ROOT / "docs/exit-statuses.md").read_text("utf-8")
    for number, told in re.findall(r"^\| (\d+) \| ([^|]*) \|", statuses, re.MULTILINE):
        lines += [".TP", _bold(number), _text(told)]
    lines += [".SH SEE ALSO", f"{_bold('git')}(1)"]
    return "\n".join(lines) + "\n"


def _command(name: str, command: click.Command, context: click.Context) -> Iterator[str]:
    own = click.Context(command, info_name=name, parent=context)
    yield f'.SH "GOMIGRATE {_text(name.upper())}"'
    yield ".PP"
    yield f"{_bold(f'gomigrate {name}')} {_text(' '.join(command.collect_usage_pieces(own)))}"
    yield from _paragraphs(command.help)
    for param in command.params:
        if isinstance(param, click.Option) and (record := param.get_help_record(own)):
            yield ".TP"
            yield _bold(record[0])
            yield _text(record[1])
    yield from _paragraphs(command.epilog)


def _first(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split())


def _paragraphs(text: str | None) -> Iterator[str]:
    for part in (text or "").split("\n\n"):
        if part.strip():
            yield ".PP"
            yield _text(part)


def _text(text: str) -> str:
    """Words as roff shows them: a backslash, and the characters that it draws as others or takes for a request."""
    shown = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    for character, name in (("'", "\\(aq"), ("`", "\\(ga"), ("^", "\\(ha"), ("~", "\\(ti")):
        shown = shown.replace(character, name)
    shown = re.sub(r"[^ -~]", lambda found: f"\\[u{ord(found[0]):04X}]", shown)
    return f"\\&{shown}" if shown.startswith(".") else shown


def _bold(text: str) -> str:
    return f"\\fB{_text(text)}\\fR"
