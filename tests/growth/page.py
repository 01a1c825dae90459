"""The table of docs/hard-to-break.md that says what each family of readers is given at most, and how its work grows."""

from __future__ import annotations

from gomigrate.locks.node import TOML_SIZE_LIMIT, YAML_SIZE_LIMIT
from gomigrate.locks.text import SIZE_LIMIT
from gomigrate.modfile.syntax import MOST_BYTES
from gomigrate.scripts.read import read, yaml
from gomigrate.world.net.client import MOST_OF_A_REFUSAL
from tests.growth.__main__ import LIMIT
from tests.growth.subjects import subjects


def _size(number: int) -> str:
    return f"{number >> 20} MiB" if number >= 1 << 20 else f"{number >> 10} KiB"


FAMILIES = {
    "redactors": f"the text; of an error page {_size(MOST_OF_A_REFUSAL)}",
    "locks": f"{_size(SIZE_LIMIT)}; TOML {_size(TOML_SIZE_LIMIT)}, YAML {_size(YAML_SIZE_LIMIT)}",
    "build files": f"{_size(read.MOST_BYTES)}; YAML {_size(yaml.MOST_BYTES)}",
    "module files": f"go.mod and go.work {_size(MOST_BYTES)}; the others as they are",
    "Go files": "as they are",
    "names": "as they are; the paths above one of 1024 characters",
    "answers": "a proxy's as its kind allows; logs as they are",
    "reports": "what was found",
}
"""Each family, and how many bytes its readers take."""


def table() -> str:
    """The rows as Markdown."""
    rows = ["| Family | Takes at most | What is measured | Texts | Twice the text takes |", "|---|---|---|---|---|"]
    for family, most in FAMILIES.items():
        found = [one for one in subjects() if one.family == family]
        names = ", ".join(one.name for one in found)
        texts = sum(len(one.inputs) for one in found)
        rows.append(f"| {family} | {most} | {names} | {texts} | at most {LIMIT} times the steps |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
