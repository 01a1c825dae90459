"""The pages of docs/reference that follow from the code. `python -m tests.docs.reference` writes them again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from gomigrate.cli.main import COMMANDS, cli
from gomigrate.monorepo import preferences
from tests.docs.failedbuilds import failed_builds_page
from tests.docs.manpage import MAN, man_page

PAGES = Path(__file__).resolve().parents[2] / "docs/reference"
SCHEMAS = """
`--format json` prints one object. Its `schema` names the shape and the version of it: within a version fields are only
added. The schemas are files of the package `gomigrate.report`, in `schemas/`.
"""
MADE = "<!-- made from the code: python -m tests.docs.reference writes it anew -->\n"


def described(description: str) -> str:
    """The head of a page: what search engines show of it."""
    return f"---\ndescription: {description}\n---\n\n"


def commands_page() -> str:
    """Every command with its words and options, as --help tells them."""
    parts = [
        described("Every command and option of gomigrate."),
        "# Commands\n\n",
        MADE,
        "\nEach command has `--help`, and `gomigrate` alone says what it sees here.\n",
    ]
    context = click.Context(cli, info_name="gomigrate")
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        parts += _command(name, command, context)
    return "".join(parts)


def _command(name: str, command: click.Command, context: click.Context) -> Iterator[str]:
    own = click.Context(command, info_name=name, parent=context)
    yield f"\n## gomigrate {name}\n\n{COMMANDS[name]}\n\n"
    yield f"    {' '.join(['gomigrate', name, *command.collect_usage_pieces(own)])}\n\n"
    yield "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n")) + "\n\n"
    rows = [param.get_help_record(own) for param in command.params if isinstance(param, click.Option)]
    if rows:
        yield "| option | does |\n| --- | --- |\n"
        yield from (f"| `{_cell(row[0])}` | {_cell(row[1])} |\n" for row in rows if row)
        yield "\n"
    yield f"{' '.join((command.epilog or '').replace('Example: ', 'Example: `', 1).split())}`\n"


def _cell(text: str) -> str:
    """For a table: a bar would end the cell, and the generators do not agree on how to escape it in a code span."""
    return " ".join(text.split()).replace("|", ", ")


def schemas_page() -> str:
    """Every JSON schema, with the fields of its top and of the objects in it."""
    parts = [described("The JSON that gomigrate prints, field by field."), "# JSON\n\n", MADE, SCHEMAS]
    folder = files("gomigrate.report").joinpath("schemas")
    for file in sorted(folder.iterdir(), key=lambda found: found.name):
        if file.name.endswith(".json"):
            schema = json.loads(file.read_text("utf-8"))
            parts.append(f"\n## {schema['title']}\n\n`schemas/{file.name}`. {schema.get('description', '')}\n\n")
            parts.append("| field | type | holds |\n| --- | --- | --- |\n")
            parts += (f"| `{_cell(name)}` | {_cell(kind)} | {_cell(text)} |\n" for name, kind, text in _fields(schema))
    return "".join(parts)


def _fields(schema: dict[str, Any], before: str = "") -> Iterator[tuple[str, str, str]]:
    for name, field in schema.get("properties", {}).items():
        yield f"{before}{name}", _kind(field), field.get("description", "")
        inner = field.get("items", field)
        if isinstance(inner, dict):
            yield from _fields(inner, f"{before}{name}{'[]' if 'items' in field else ''}.")


def _kind(field: dict[str, Any]) -> str:
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    kind = field.get("type", "")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def settings_page() -> str:
    """gomigrate.toml, as the module that reads it tells it."""
    head, _, table = (preferences.__doc__ or "").strip().partition("\n\n")
    indented = "".join(f"    {line}\n" for line in table.strip().splitlines())
    return (
        f"{described('gomigrate.toml, the preferences of a repository.')}# gomigrate.toml\n\n{MADE}\n"
        f"A file at the top of the repository. {head}\n\n{indented}\n"
        "What the command line says goes before it. A line that cannot be understood is an error (GM901), one\n"
        "that names nothing a warning (GM902). What it decides is explained in [monorepos](../monorepos.md).\n"
    )


MADE_PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands_page,
    "schemas.md": schemas_page,
    "settings.md": settings_page,
    "failed-builds.md": partial(
        failed_builds_page, MADE, described("Failed Go builds, their logs, and the command that helps.")
    ),
}

if __name__ == "__main__":
    for page, made in MADE_PAGES.items():
        (PAGES / page).write_text(made(), encoding="utf-8")
    MAN.write_text(man_page(), encoding="utf-8")
