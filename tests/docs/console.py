"""The commands in the pages: found in their code blocks, and what is shown below them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FINDINGS = sorted((ROOT / "docs/findings").glob("GM*.md"))
PAGES = sorted({ROOT / "README.md", *(ROOT / "docs").rglob("*.md")} - {*FINDINGS})
"""All pages but those of single findings, which are made of the table of codes."""


WORLD = re.compile(r"^<!-- run in: (\S+) -->$")
NOT_RUN = re.compile(r"^<!-- not run: (.+) -->$", re.MULTILINE)
_PRINTED = re.compile(r"^<!-- printed by ([^\n]+) -->\n+```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_STATUS = re.compile(r"\s+# exit status (\d+)$")
_CALL = re.compile(r"(?:[A-Z_]+=\S+ |docker run .*? )?gomigrate(?: [^|>#`)&;]*)?")
_INLINE = re.compile(r"`(gomigrate [^`]*)`")


@dataclass(frozen=True)
class Step:
    """One `$ ` line of a page that is run: the world that the last mark above it names, the words for the shell, the
    status that is promised, and what is shown."""

    line: int
    world: str
    command: str
    status: int
    shown: tuple[str, ...]


def is_run(page: Path) -> bool:
    """Whether the page names a world in which its `$ ` lines are run."""
    return any(WORLD.match(line) for line in _lines(page))


def why_not_run(page: Path) -> str:
    """What the page says why no test runs it, "" where it says nothing."""
    found = NOT_RUN.search(page.read_text(encoding="utf-8"))
    return found[1] if found else ""


def printed(page: Path) -> list[tuple[str, str]]:
    """The blocks that a page says a go command printed, each with the name of that log."""
    return _PRINTED.findall(page.read_text(encoding="utf-8"))


def _lines(page: Path) -> list[str]:
    return page.read_text(encoding="utf-8").splitlines()


def _code(page: Path) -> Iterator[tuple[int, str]]:
    """The lines of code blocks, without what they are indented by; empty lines between them belong to the block."""
    fenced, empty = False, 0
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("```"):
            fenced = not fenced
        elif not line and not fenced:
            empty += 1
            continue
        elif fenced or line.startswith("    "):
            yield from ((number - left, "") for left in range(empty, 0, -1))
            yield number, line if fenced else line[4:]
        empty = 0


def steps(page: Path) -> list[Step]:
    """The `$ ` lines in their order."""
    found: list[Step] = []
    marks = [(number, match[1]) for number, line in enumerate(_lines(page), 1) if (match := WORLD.match(line))]
    end = 0
    for number, line in _code(page):
        if line.startswith("$ "):
            status = _STATUS.search(line)
            command = _STATUS.sub("", line[2:])
            world = next((name for at, name in reversed(marks) if at < number), "")
            found.append(Step(number, world, command, int(status[1]) if status else 0, ()))
        elif found and number == end + 1:
            last = found[-1]
            found[-1] = replace(last, shown=(*last.shown, line))
        else:
            continue
        end = number
    return found


def calls(page: Path) -> list[tuple[int, list[str]]]:
    """The words of each call of gomigrate in code blocks and in code spans, without what is piped or redirected."""
    found = []
    for number, line in _code(page):
        text = line.removeprefix("$ ")
        if match := _CALL.match(text):
            found.append((number, match[0]))
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.startswith("    "):
            found += ((number, text) for text in _INLINE.findall(line.replace("\\|", "")))
    return [(number, _words(text)) for number, text in found]


def _words(text: str) -> list[str]:
    call = text[text.index("gomigrate") :] if "docker" not in text else text[text.rindex("gomigrate") :]
    return shlex.split(re.split(r"\s[|>#&;]|\s*$", call, maxsplit=1)[0])[1:]
