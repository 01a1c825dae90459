"""git submodules as a vendor tree: .gitmodules (gitmodules(5)) and the commits that the index has for them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.locks.draft import LockDraft
from gomigrate.model.legacy.lockflaws import Refusal
from gomigrate.model.legacy.pins import Pin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.model.legacy.pins import Lock

FILE = ".gitmodules"
# Longer ones first: vendor/src is gb's, and "src" then is no part of the import path.
VENDOR_FOLDERS = ("Godeps/_workspace/src/", "_vendor/src/", "vendor/src/", "vendor/")
_SECTION = re.compile(r'\[\s*submodule\s+"((?:[^"\\]|\\.)*)"\s*\]\s*(?:[#;].*)?$')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(slots=True)
class _Section:
    line: int
    settings: dict[str, str] = field(default_factory=dict)


def read_submodules(gitmodules: bytes, gitlinks: Mapping[str, str]) -> Lock:
    """The submodules below vendor/, vendor/src/ and Godeps/_workspace/src/ as pins, at the top or further below.

    `gitlinks` are the submodules' commits by path, as `git ls-files --stage` shows them with mode 160000. A
    submodule without one, or a commit without a section in .gitmodules, is a finding.
    """
    draft = LockDraft("git submodules", FILE)
    described = {section.settings.get("path", "").rstrip("/"): section for section in _sections(gitmodules, draft)}
    undescribed: list[str] = []
    for folder in sorted({*described, *gitlinks}):
        vendor = _vendor_folder(folder)
        if not vendor:
            continue
        section = described.get(folder)
        commit = gitlinks.get(folder, "")
        place = draft.place(section.line if section else 0)
        settings = section.settings if section else {}
        if section is None:
            undescribed.append(folder)
        if not commit:
            draft.refuse(Refusal.NO_COMMIT, place, path=folder)
            continue
        draft.add(
            Pin(
                path=folder.removeprefix(vendor),
                revision=commit,
                place=place,
                branch=settings.get("branch", ""),
                source=settings.get("url", ""),
                vcs="git",
            )
        )
    if undescribed:
        draft.report("GM113", draft.place(0), tuple(undescribed), submodules=len(undescribed))
    return draft.lock()


def _vendor_folder(path: str) -> str:
    """The vendor folder that a submodule is in, with a slash behind it; "" for none. Below the top, vendor folders may
    be other programs', so there the path in it has to begin with a domain."""
    top = next((prefix for prefix in VENDOR_FOLDERS if path.startswith(prefix)), "")
    if top:
        return top
    for prefix in VENDOR_FOLDERS:
        above, found, below = path.partition(f"/{prefix}")
        if found and "." in below.partition("/")[0]:
            return f"{above}{found}"
    return ""


def _sections(data: bytes, draft: LockDraft) -> tuple[_Section, ...]:
    """The submodule sections of a git configuration file."""
    found: list[_Section] = []
    current: _Section | None = None
    for line in draft.lines(data):
        text = line.text.strip()
        if text.startswith("["):
            current = _Section(line.number) if _SECTION.match(text) else None
            if current:
                found.append(current)
        elif text and text[0] not in "#;" and current is not None:
            name, _, value = text.partition("=")
            current.settings[name.strip().lower()] = _unquoted(value.strip())
    return tuple(found)


def _unquoted(value: str) -> str:
    quoted = _QUOTED.match(value)
    if quoted:
        return re.sub(r"\\(.)", r"\1", quoted.group(1))
    return re.split(r"\s[#;]", value, maxsplit=1)[0].strip()
