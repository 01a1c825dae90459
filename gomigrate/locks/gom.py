"""gom: Gomfile and Gomfile.lock (https://github.com/mattn/gom#usage). Both have the same lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.locks.draft import LockDraft
from gomigrate.model.findings import Place
from gomigrate.model.legacy.lockflaws import Refusal
from gomigrate.model.legacy.pins import Pin, Scope
from gomigrate.model.names import release_hint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.model.legacy.pins import Lock

LOCK, MANIFEST = "Gomfile.lock", "Gomfile"
_ENTRY = re.compile(r"""gom[ \t(]+(?:'([^']*)'|"([^"]*)")(.*)""")
_OPTION = re.compile(
    r"""(?:[,:\s]|^)(?P<name>[a-z]\w*)(?:\s*=>\s*|:\s+)"""
    r"""(?:'(?P<one>[^']*)'|"(?P<two>[^"]*)"|\[(?P<list>[^\]]*)\]|:?(?P<word>\w+))"""
)
_GROUP = re.compile(r"group\b(.*)\bdo")
_DECIDES = frozenset({"commit", "tag", "branch", "target"})
_KNOWN = _DECIDES | {"command", "private", "skipdep", "insecure", "goos", "goarch", "group", "recursive", "pullonly"}


@dataclass(frozen=True, slots=True)
class _GomLine:
    path: str
    options: Mapping[str, str]
    place: Place
    is_test: bool


def read_gomfile(lock: bytes | None, manifest: bytes | None) -> Lock:
    """What gom's files say; None stands for a file that is not there, and one of them must be.

    A Gomfile often is all there is, with the commits in it: those and the tags are pins then, the rest are wishes.
    """
    draft = LockDraft("gom", MANIFEST if lock is None else LOCK)
    if lock is not None:
        for entry in _entries(lock, LOCK, draft):
            draft.add(_pin(entry))
    for entry in _entries(manifest or b"", MANIFEST, draft):
        if lock is None and ("commit" in entry.options or "tag" in entry.options):
            draft.add(_pin(entry))
        else:
            wanted = (f"{name} {value}" for name, value in entry.options.items() if name in _DECIDES)
            draft.wish("import", entry.path, " ".join(wanted), entry.place)
    if lock is None:
        draft.report("GM105", draft.place(0), lock=LOCK)
    return draft.lock(manifest="" if manifest is None else MANIFEST)


def _pin(entry: _GomLine) -> Pin:
    options = entry.options
    commit, tag = options.get("commit", ""), options.get("tag", "")
    target = options.get("target", "")
    return Pin(
        # A fork is cloned from the path and laid down at its target.
        path=target or entry.path,
        revision=commit or tag,
        place=entry.place,
        version=release_hint(tag) if commit else "",
        branch=options.get("branch", ""),
        source=entry.path if target else "",
        scope=Scope.TEST if entry.is_test else Scope.BUILD,
        extras=tuple((name, value) for name, value in options.items() if name not in _DECIDES),
    )


def _entries(data: bytes, file: str, draft: LockDraft) -> Iterator[_GomLine]:
    groups: list[str] = []
    for line in draft.lines(data, file):
        text, place = line.text.strip(), Place(file, line.number)
        entry, group = _ENTRY.match(text), _GROUP.match(text)
        if not text or text.startswith("#"):
            continue
        if group:
            groups.append(group.group(1))
        elif text == "end" and groups:
            groups.pop()
        elif entry:
            options = _options(entry.group(3))
            for name in options.keys() - _KNOWN:
                draft.unknown(name, place)
            inside = " ".join((*groups, options.get("group", "")))
            is_test = bool(re.search(r"\btest\b", inside)) and not re.search(r"\b(?:production|development)\b", inside)
            yield _GomLine(entry.group(1) or entry.group(2) or "", options, place, is_test)
        else:
            draft.refuse(Refusal.LINE, place, tool="gom", value=text)


def _options(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for option in _OPTION.finditer(text):
        value = next((option[kind] for kind in ("one", "two", "list", "word") if option[kind] is not None), "")
        found[option["name"]] = value
    return found
