"""What a legacy copy changed in a module's files, as a patch that `patch -p1` and `git apply` take."""

from __future__ import annotations

import difflib
import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.plan import Likeness

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.plan.decide.compare import Comparison, PackageCopy

LARGEST_FILE = 512 << 10
"""Files above this size are not compared line by line: difflib takes time with the square of the lines."""

LARGEST_PATCH = 256 << 10
"""Patches above this size (in characters) are not kept beside a copy: they are too long to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """The changes of a module's packages, upstream's files to the legacy ones: `text` is the unified diff ("" where it
    is too large), `added` and `removed` count its lines, `files` those that differ."""

    text: str
    added: int
    removed: int
    files: tuple[str, ...]

    @property
    def counts(self) -> str:
        """As a person would write it: +41 -2."""
        return f"+{self.added} -{self.removed}"


def patch_of(compared: Iterable[tuple[Comparison, PackageCopy, PackageCopy]]) -> Patch:
    """The patch of all PATCHED packages among (comparison, legacy, module)."""
    texts, files = [], []
    for comparison, legacy, module in compared:
        if comparison.likeness is Likeness.PATCHED:
            texts.append(diff(legacy, module, comparison))
            files += [f"{comparison.import_path}/{name}" for name in comparison.matters]
    text = "".join(texts)
    added, removed = changed_lines(text)
    return Patch(
        text=text if len(text) <= LARGEST_PATCH else "", added=added, removed=removed, files=tuple(sorted(files))
    )


def diff(legacy: PackageCopy, module: PackageCopy, comparison: Comparison) -> str:
    """What turns the module's files into the legacy ones: a unified diff of the files that the comparison says matter,
    and of changed sources that do not. Paths are those in the module; binary files are only named. Bytes that are not
    UTF-8 come as surrogate escapes. No dates, so that equal trees give equal text."""
    names = sorted({*comparison.matters, *comparison.changed})
    only_legacy, only_module = set(comparison.only_legacy), set(comparison.only_module)
    return "".join(
        _file_diff(
            posixpath.normpath(posixpath.join(module.package.dir, name)),
            None if name in only_legacy else _read(module, name),
            None if name in only_module else _read(legacy, name),
        )
        for name in names
    )


def _read(copy: PackageCopy, name: str) -> bytes | None:
    """None for a file that only the other side embeds."""
    try:
        return copy.read(name)
    except FileNotFoundError:
        return None


def _file_diff(path: str, upstream: bytes | None, legacy: bytes | None) -> str:
    if upstream == legacy:
        return ""
    before = "/dev/null" if upstream is None else _quoted(f"a/{path}")
    after = "/dev/null" if legacy is None else _quoted(f"b/{path}")
    old, new = upstream or b"", legacy or b""
    if not (_is_text(old) and _is_text(new)):
        return f"Binary files {before} and {after} differ\n"
    if max(len(old), len(new)) > LARGEST_FILE:
        return f"Files {before} and {after} differ\n"
    lines = difflib.unified_diff(_lines(old), _lines(new), before, after)
    text = "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    return text or f"Files {before} and {after} differ\n"  # one is empty, the other not there


def _is_text(data: bytes) -> bool:
    """By git's rule: no NUL among the first 8000 bytes."""
    return b"\0" not in data[:8000]


def _lines(data: bytes) -> list[str]:
    """Lines end with a newline and nothing else, unlike with str.splitlines."""
    text = data.decode("utf-8", "surrogateescape")
    lines = [line + "\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _quoted(path: str) -> str:
    """A path as git quotes it where a control character, a quotation mark or a backslash would confuse its reader."""
    if not any(c < " " or c in '"\\\x7f' for c in path):
        return path
    inner = "".join(f"\\{ord(c):03o}" if c < " " or c == "\x7f" else f"\\{c}" if c in '"\\' else c for c in path)
    return f'"{inner}"'


def changed_lines(text: str) -> tuple[int, int]:
    """Added and removed lines of a unified diff. A header begins like a changed line, but only outside of hunks, so
    the hunks' own counts are followed."""
    added = removed = left = 0
    for line in text.split("\n"):
        if left <= 0 and line.startswith("@@ "):
            left = sum(_span(word) for word in line.split(" ")[1:3])
        elif left > 0 and line[:1] in "+- ":
            added += line[:1] == "+"
            removed += line[:1] == "-"
            left -= 1 if line[:1] in "+-" else 2
    return added, removed


def _span(word: str) -> int:
    """The number of lines in one half of a hunk header: -3,7 has 7, +3 has 1."""
    _, comma, count = word.partition(",")
    return int(count) if comma else 1
