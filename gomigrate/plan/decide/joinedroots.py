"""Modules that were taken apart, since nothing but the import paths told where the root of their repository is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.decision import CopyReason
from gomigrate.model.go.modpath import is_inside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gomigrate.model.legacy.inventory import Used
    from gomigrate.model.resolution import Resolution
    from gomigrate.plan.decide.choice import Choice
    from gomigrate.plan.decide.compare import Comparison

    AsCopy = Callable[[Resolution, Sequence[Used], CopyReason, tuple[Comparison, ...]], tuple[Choice, ...]]


def made_whole(choices: Sequence[Choice], as_copy: AsCopy) -> Iterator[Choice]:
    """The choices, with one copy (made by `as_copy`) in place of a module that the bytes named for some of its packages
    and of copies that others of them are: beside the module, these packages would be there twice. A module that a lock
    names is left alone."""
    parts = _parts(choices)
    done: set[str] = set()
    for choice in choices:
        path = parts.get(choice.path, choice.path)
        if path not in parts.values():
            yield choice
        elif path not in done:
            done.add(path)
            yield from _joined([c for c in choices if parts.get(c.path, c.path) == path], path, as_copy)


def _parts(choices: Sequence[Choice]) -> dict[str, str]:
    """The paths of copies that lie inside a module of which the packages of another want are, and that module's."""
    guessed = [c for c in choices if c.resolution is not None and not c.resolution.want.is_root_sure]
    unlocked = {c.path for c in guessed if not c.is_copy and c.resolution and not c.resolution.want.revision}
    return {
        copy.path: path
        for copy in guessed
        for path in sorted(unlocked)
        if copy.is_copy and copy.path != path and is_inside(copy.path, path)
    }


def _joined(members: Sequence[Choice], path: str, as_copy: AsCopy) -> tuple[Choice, ...]:
    packages = tuple(used for member in members for used in member.packages)
    comparisons = tuple(compared for member in members for compared in member.comparisons)
    pins = tuple(pin for member in members if member.resolution for pin in member.resolution.want.pins)
    named = next(member.resolution for member in members if member.path == path)
    reason = next(member.reason for member in members if isinstance(member.reason, CopyReason))
    assert named is not None
    wants = [member.resolution.want for member in members if member.resolution]
    keys = tuple(dict.fromkeys(key for want in wants for key in want.keys))
    want = replace(named.want, root=path, packages=packages, pins=pins, joins=keys)
    return as_copy(replace(named, want=want), packages, reason, comparisons)
