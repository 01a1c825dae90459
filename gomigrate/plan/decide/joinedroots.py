"""Modules that were split by mistake, because only the import paths told where the root of their repository is."""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.decision import CopyReason
from gomigrate.model.go.modpath import is_inside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from gomigrate.model.legacy.inventory import Used
    from gomigrate.model.resolution import Resolution
    from gomigrate.plan.decide.choice import Choice
    from gomigrate.plan.decide.compare import Comparison

    AsCopy = Callable[[Resolution, Sequence[Used], CopyReason, tuple[Comparison, ...]], tuple[Choice, ...]]

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def made_whole(choices: Sequence[Choice], as_copy: AsCopy, project: str = "") -> Iterator[Choice]:
    """The choices, with one copy (made by `as_copy`) for a module of which some packages are a version and others
    copies. The bytes named the version; beside the module the copied packages would exist twice. A module that a lock
    names stays, unless some of its packages are a copy under the path of the module: a path has one. `project` is the
    project's own path, which no copy gets."""
    parts = _parts(choices, project)
    done: set[str] = set()
    for choice in choices:
        path = parts.get(choice.path, choice.path)
        if path not in parts.values():
            yield choice
        elif path not in done:
            done.add(path)
            yield from _joined([c for c in choices if parts.get(c.path, c.path) == path], path, as_copy)


def _parts(choices: Sequence[Choice], project: str) -> dict[str, str]:
    """The paths of copies that belong to the copy or the module around them, with its path: only the import paths made
    them two roots. And the paths that both a copy and another choice have. Copies of one commit that lie side by side
    belong to the path above them, unless another choice or the project has it."""
    guessed = [(c, c.resolution.want) for c in choices if c.resolution and not c.resolution.want.is_root_sure]
    unlocked = {c.path for c, want in guessed if not c.is_copy and not want.revision}
    copied = {(c.path, want.revision) for c, want in guessed if c.is_copy}
    inside: dict[str, str] = {}
    for path, revision in sorted(copied):
        around = [other for other in unlocked if other != path and is_inside(path, other)]
        around += [
            other for other, locked in copied if locked == revision != "" and other != path and is_inside(path, other)
        ]
        if around:
            inside[path] = min(around, key=len)
    taken = {project, *(choice.path for choice in choices)}
    siblings = _siblings(copy for copy in copied if copy[0] not in inside)
    inside |= {path: top for path, top in siblings if top not in taken}
    times = Counter(choice.path for choice in choices if choice.resolution is not None)
    twice = {choice.path: choice.path for choice in choices if choice.is_copy and times[choice.path] > 1}
    return twice | inside


def _siblings(copied: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The paths of copies of one commit, each with what all of them lie below: one commit is of one repository."""
    by_revision: dict[str, list[str]] = defaultdict(list)
    for path, revision in copied:
        if _COMMIT.fullmatch(revision):
            by_revision[revision].append(path)
    for paths in by_revision.values():
        top = posixpath.commonpath(paths)
        if len(paths) > 1 and "/" in top:
            yield from ((path, top) for path in paths)


def _joined(members: Sequence[Choice], path: str, as_copy: AsCopy) -> tuple[Choice, ...]:
    packages = tuple(used for member in members for used in member.packages)
    comparisons = tuple(compared for member in members for compared in member.comparisons)
    pins = tuple(pin for member in members if member.resolution for pin in member.resolution.want.pins)
    named = next((member.resolution for member in members if member.path == path), members[0].resolution)
    reason = next(member.reason for member in members if isinstance(member.reason, CopyReason))
    assert named is not None
    wants = [member.resolution.want for member in members if member.resolution]
    keys = tuple(dict.fromkeys(key for want in wants for key in want.keys))
    want = replace(named.want, root=path, packages=packages, pins=pins, joins=keys)
    return as_copy(replace(named, path=path, want=want), packages, reason, comparisons)
