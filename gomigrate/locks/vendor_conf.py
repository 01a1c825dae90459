"""vndr and trash: vendor.conf, trash.conf and trash.yml (https://github.com/LK4D4/vndr,
https://github.com/rancher/trash). Both tools call their file vendor.conf; its content tells them apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.locks.draft import LockDraft
from gomigrate.locks.node import read_yaml
from gomigrate.locks.table import open_table
from gomigrate.locks.text import peek
from gomigrate.model.legacy.lockflaws import Refusal, ToolSign
from gomigrate.model.legacy.pins import Pin
from gomigrate.model.names import import_path_problem, release_hint

if TYPE_CHECKING:
    from gomigrate.locks.text import TextLine
    from gomigrate.model.legacy.pins import Lock

# Of YAML only the opening of a known field at the margin counts: no line of the text form looks like that.
_YAML_FIELD = re.compile(r"^(?:package|import|exclude)s?[ \t]*:(?:[ \t\r]|$)", re.MULTILINE)
_OPTION = re.compile(r"[A-Za-z]\w*=")
_YAML_FILES = frozenset({"trash.yml", "trash.yaml"})


def read_vendor_conf(data: bytes, file: str = "vendor.conf") -> Lock:
    """What a vndr or trash file says. It is trash's by its name, by its YAML, by a first line with the project's own
    path alone, by `-exclude` lines, or by options such as transitive=true. Else it is vndr's."""
    draft = LockDraft("vndr", file)
    if file in _YAML_FILES or _YAML_FIELD.search(peek(data)):
        return _read_yaml(data, draft)
    lines = tuple(line for line in draft.lines(data) if _words(line))
    sign, at = (ToolSign.NAME, 0) if file == "trash.conf" else _sign_of_trash(lines)
    is_trash = sign is not ToolSign.NOTHING_ELSE
    project = ""
    if is_trash:
        draft.tool = "trash"
    for line in lines:
        words = _words(line)
        if is_trash and not project and len(words) == 1 and not words[0].startswith("-"):
            project = words[0]
        elif is_trash and words[0].startswith("-"):
            draft.ignored.extend(
                draft.paths((words[0][1:] or "".join(words[1:2]),), draft.place(line.number), "excluded")
            )
        else:
            _add_entry(line, words, draft)
    if lines and file == "vendor.conf":
        draft.report("GM108", draft.place(0), tool=draft.tool, sign=sign, **({"line": at} if at else {}))
    return draft.lock(project=project)


def _words(line: TextLine) -> list[str]:
    return line.text.partition("#")[0].split()


def _sign_of_trash(lines: tuple[TextLine, ...]) -> tuple[ToolSign, int]:
    """What shows that trash wrote the file, NOTHING_ELSE if nothing does, and the line (0: the top)."""
    first = _words(lines[0]) if lines else []
    if len(first) == 1 and not import_path_problem(first[0]):
        return ToolSign.OWN_PATH, 0
    for line in lines:
        words = _words(line)
        if words[0].startswith("-"):
            return ToolSign.EXCLUDES, line.number
        if any(_OPTION.match(word) for word in words[2:]):
            return ToolSign.OPTION, line.number
    return ToolSign.NOTHING_ELSE, 0


def _add_entry(line: TextLine, words: list[str], draft: LockDraft) -> None:
    place = draft.place(line.number)
    parts = (part for word in words[2:] if _OPTION.match(word) for part in word.split(",") if part)
    options = tuple((name, value) for name, _, value in (part.partition("=") for part in parts))
    others = [word for word in words[2:] if not _OPTION.match(word)]
    if len(others) > 1:
        draft.refuse(Refusal.WORDS, place, path=words[0], words=len(words), with_url=True)
        return
    comment = line.text.partition("#")[2].strip()
    draft.add(
        Pin(
            path=words[0],
            revision=words[1] if len(words) > 1 else "",
            place=place,
            # Not part of either format, but many write `<commit> # v1.2.3`.
            version=release_hint(comment.partition(" ")[0]),
            source=others[0] if others else "",
            extras=(*options, ("comment", comment)),
        )
    )
    for name, value in options:
        _read_option(words[0], name, value, draft, line.number)


def _read_option(path: str, name: str, value: str, draft: LockDraft, line: int) -> None:
    if name not in {"transitive", "staging"}:
        draft.unknown(name, draft.place(line))
    elif value.lower() == "true":
        draft.report("GM111", draft.place(line), path=path, option=name)


def _read_yaml(data: bytes, draft: LockDraft) -> Lock:
    draft.tool = "trash"
    top = open_table(data, read_yaml, draft)
    for entry in top.tables("import"):
        path = entry.text("package")
        options = tuple((name, entry.text(name)) for name in ("transitive", "staging") if entry.text(name))
        draft.add(
            Pin(
                path=path,
                revision=entry.text("version"),
                place=entry.place_of("package"),
                source=entry.text("repo"),
                extras=options,
            )
        )
        for name, value in options:
            _read_option(path, name, value, draft, entry.place.line)
    for name in ("exclude", "excludes"):
        draft.ignored.extend(draft.paths(top.texts(name), top.place_of(name), "excluded"))
    project = top.text("package")
    if draft.pins() and draft.file == "vendor.conf":
        draft.report("GM108", draft.place(0), tool=draft.tool, sign=ToolSign.YAML)
    return draft.lock(project=project)
