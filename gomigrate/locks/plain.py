"""The tools whose lock is a plain list of lines: glock, godeps (dependencies.tsv), gdm and gpm (a file Godeps)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.locks import godep
from gomigrate.locks.draft import LockDraft
from gomigrate.locks.table import parse_time
from gomigrate.locks.text import peek
from gomigrate.model.go.modpath import prefixes
from gomigrate.model.legacy.lockflaws import Refusal, ToolSign
from gomigrate.model.legacy.pins import Pin, Scope

if TYPE_CHECKING:
    from gomigrate.locks.text import TextLine
    from gomigrate.model.legacy.pins import Lock

_COMMIT = re.compile(r"[0-9a-f]{40}")


def read_glockfile(data: bytes, file: str = "GLOCKFILE") -> Lock:
    """glock: `path revision` lines, and `cmd path` lines for the commands to install
    (https://github.com/robfig/glock)."""
    draft = LockDraft("glock", file)
    for line in draft.lines(data):
        words = line.text.partition("#")[0].split()
        if words[:1] == ["cmd"]:
            draft.required.extend(draft.paths(tuple(words[1:]), draft.place(line.number), "command"))
        else:
            _add_words(line, words, draft)
    roots = {above for tool in draft.required for above in prefixes(tool)}
    draft.change_pins(lambda pin: replace(pin, scope=Scope.TOOL) if pin.path in roots else pin)
    return draft.lock()


def read_dependencies_tsv(data: bytes, file: str = "dependencies.tsv") -> Lock:
    """godeps: path, vcs, revision and the commit's time, between tabs (https://github.com/rogpeppe/godeps). Files of
    its first versions have bzr's revision number instead of the time."""
    draft = LockDraft("godeps", file)
    for line in draft.lines(data):
        if not line.text.strip():
            continue
        path, vcs, revision, last, *more = (*(cell.strip() for cell in line.text.split("\t")), "", "", "")
        place = draft.place(line.number)
        if any(more):
            draft.refuse(Refusal.COLUMNS, place, path=path)
            continue
        time = parse_time(last) if not last.isdigit() else None
        if last and time is None and not last.isdigit():
            draft.refuse(Refusal.TIME, place, path=path, value=last)
        number = (("revno", last),) if last.isdigit() else ()
        draft.add(Pin(path=path, revision=revision, place=place, vcs=vcs, time=time, extras=number))
    return draft.lock()


def read_godeps_text(data: bytes, file: str = "Godeps") -> Lock:
    """gdm and gpm: `path revision` lines (https://github.com/sparrc/gdm, https://github.com/pote/gpm). gdm writes
    full commits and no comments, gpm is written by hand. A file Godeps that is JSON is the first godep's."""
    if peek(data).lstrip().startswith("{"):
        return godep.read_godeps_json(data, file)
    draft = LockDraft("gdm", file)
    lines = draft.lines(data)
    for line in lines:
        words = line.text.partition("#")[0].split()
        # gpm hands the path to go get, which takes a pattern for a whole repository.
        _add_words(line, [words[0].removesuffix("/..."), *words[1:]] if words else [], draft)
    pins = draft.pins()
    if pins:
        is_gdm = not any("#" in line.text for line in lines) and all(_COMMIT.fullmatch(pin.revision) for pin in pins)
        draft.tool = "gdm" if is_gdm else "gpm"
        sign = ToolSign.FULL_COMMITS if is_gdm else ToolSign.COMMENTS_OR_TAGS
        draft.report("GM108", draft.place(0), tool=draft.tool, sign=sign)
    return draft.lock()


def _add_words(line: TextLine, words: list[str], draft: LockDraft) -> None:
    """Adds the pin of a `path revision # comment` line; blank ones say nothing."""
    if not words:
        return
    if len(words) > 2:
        draft.refuse(Refusal.WORDS, draft.place(line.number), path=words[0], words=len(words))
        return
    comment = line.text.partition("#")[2].strip()
    revision = words[1] if len(words) == 2 else ""
    draft.add(Pin(path=words[0], revision=revision, place=draft.place(line.number), extras=(("comment", comment),)))
