"""A plan that was shown and kept: what apply writes of it, and what it depends on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from gomigrate.model.plan import ChangeSet, Plan


class Watch(StrEnum):
    """What a plan depends on outside of the commit: the bytes of a file; the names, sizes and times of the files in a
    folder, or in all folders below it; HEAD, branches, tags and remotes of a clone; the project's Go files that git
    ignores."""

    FILE = "file"
    FOLDER = "folder"
    TREE = "tree"
    CLONE = "clone"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Watched:
    """A place on disk and a digest of its state, "" where nothing is there."""

    place: str
    watch: Watch
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a plan depends on: the commit at HEAD of the project in the folder `root`, the tags and remotes of its
    repository (`refs`, a digest), the versions of gomigrate and of the go command. Also the options and Go's settings
    by their names, and what was read that no commit has."""

    root: str
    commit: str
    refs: str
    tool: str
    go: str
    options: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]
    watched: tuple[Watched, ...]


class Other(StrEnum):
    """What differs from the time when the plan was made."""

    FOLDER = "folder"
    HEAD = "HEAD"
    REFS = "tags or remotes"
    TOOL = "gomigrate"
    GO = "go command"
    OPTION = "option"
    SETTING = "setting"
    FILES = "files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """One circumstance that changed: its `kind`, and the `name` of the option, setting or place. Where a few words can
    tell it, also the value `before` and `now`."""

    kind: Other
    name: str = ""
    before: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchPoint:
    """Where a branch starts: the project's folder on disk, its folder in the repository ("" at the top), and the commit
    ("" without git)."""

    root: str
    prefix: str
    commit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPlan:
    """A plan with the exact changes that apply makes, the time when it was made, and what it depends on. `reviewed` are
    the files whose changes a person reads line by line."""

    made: datetime
    circumstances: Circumstances
    start: BranchPoint
    plan: Plan
    changes: ChangeSet
    reviewed: tuple[str, ...] = ()


def departures(before: Circumstances, now: Circumstances) -> tuple[Departure, ...]:
    """The circumstances that differ now, in the order of the fields."""
    found = [
        Departure(kind=kind, before=one, now=other)
        for kind, one, other in (
            (Other.FOLDER, before.root, now.root),
            (Other.HEAD, before.commit, now.commit),
            (Other.TOOL, before.tool, now.tool),
            (Other.GO, before.go, now.go),
        )
        if one != other
    ]
    if before.refs != now.refs:
        found.append(Departure(kind=Other.REFS))
    for kind, old, new in (
        (Other.OPTION, dict(before.options), dict(now.options)),
        (Other.SETTING, dict(before.settings), dict(now.settings)),
    ):
        names = [name for name in {**old, **new} if old.get(name, "") != new.get(name, "")]
        found += [Departure(kind=kind, name=name, before=old.get(name, ""), now=new.get(name, "")) for name in names]
    states = {(one.place, one.watch): one.state for one in now.watched}
    places = [one.place for one in before.watched if states.get((one.place, one.watch), "") != one.state]
    return (*found, *(Departure(kind=Other.FILES, name=place) for place in dict.fromkeys(places)))
