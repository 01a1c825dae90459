"""The logs of this folder: printed by go commands (tests/oracle/print_logs.py), and seen in public."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent
_HEAD = re.compile(r"^=== (\S+) \| (.+)\n", re.MULTILINE)


@dataclass(frozen=True)
class KnownLog:
    """A log with the failures that it tells, as kind or kind/case."""

    name: str
    failures: tuple[str, ...]
    text: str


def known_logs() -> tuple[KnownLog, ...]:
    """All of them."""
    found = []
    for file in ("printed.txt", "seen.txt"):
        _, *parts = _HEAD.split((_HERE / file).read_text(encoding="utf-8"))
        for failure, name, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            found.append(KnownLog(f"{failure}: {name}", () if failure == "-" else tuple(failure.split(",")), text))
    return tuple(found)
