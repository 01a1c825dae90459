"""gopm: .gopmfile (https://github.com/gpmgo/docs/blob/master/en-US/Gopmfile.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.locks.draft import LockDraft
from gomigrate.model.legacy.lockflaws import Refusal
from gomigrate.model.legacy.pins import Pin

if TYPE_CHECKING:
    from gomigrate.model.legacy.pins import Lock

LOCK = ".gopmfile"


def read_gopmfile(data: bytes, file: str = LOCK) -> Lock:
    """What a .gopmfile says: `path = commit:C`, `tag:T` or `branch:B` under [deps]; an empty value is any version."""
    draft = LockDraft("gopm", file)
    section = project = ""
    for line in draft.lines(data):
        text, place = line.text.strip(), draft.place(line.number)
        if not text or text[0] in "#;":
            continue
        if text.startswith("[") and text.endswith("]"):
            section = text[1:-1].strip().lower()
            continue
        name, value = _split(text)
        if section in {"deps", "test_deps"}:
            _add(name, value, line.number, draft)
        elif section == "target" and name == "path":
            project = value
        elif section in {"target", "res"}:
            draft.extras.append((f"{section} {name}", value))
        else:
            draft.unknown(f"[{section}] {name}" if section else name, place)
    return draft.lock(project=project)


def _split(text: str) -> tuple[str, str]:
    # A colon parts name and value as well, but only where there is no equals sign: values have colons of their own.
    name, _, value = text.partition("=" if "=" in text else ":")
    return name.strip().strip("`"), value.strip()


def _add(path: str, value: str, line: int, draft: LockDraft) -> None:
    kind, colon, name = value.partition(":")
    place = draft.place(line)
    if not value:
        draft.wish("import", path, "", place)
        draft.refuse(Refusal.NO_REVISION, place, path=path)
    elif not colon or kind not in {"commit", "tag", "branch"}:
        draft.refuse(Refusal.VALUE, place, path=path, value=value)
    else:
        is_branch = kind == "branch"
        draft.add(Pin(path=path, revision="" if is_branch else name, branch=name if is_branch else "", place=place))
