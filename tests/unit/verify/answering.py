"""Module versions with their commits, and nothing else, as a proxy tells them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gomigrate.model.modules import ModuleVersion, RevInfo
from gomigrate.world.base.outcome import Found, Outcome, Refused
from gomigrate.world.disk.ziptree import ZipTree


class Answering:
    """`commits` by module path and version; no zip is available."""

    def __init__(self, commits: Mapping[tuple[str, str], str]) -> None:
        self._commits = commits

    def info(self, path: str, rev: str) -> Outcome[RevInfo]:
        commit = self._commits.get((path, rev))
        return Found(RevInfo(version=rev, time=None, commit=commit), "proxy") if commit else Refused(())

    def zip_trees(self, mods: Iterable[ModuleVersion]) -> dict[ModuleVersion, Outcome[ZipTree]]:
        return {mod: Refused(()) for mod in mods}


def answering(commits: Mapping[tuple[str, str], str]) -> Any:
    """Stands in for a source of modules."""
    return Answering(commits)
