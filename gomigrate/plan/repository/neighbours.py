"""The other modules of a repository that one of its modules is built with: replaced by their folders.

Replace lines count in the main module only, so a module repeats those that its neighbors need: for the neighbors that
these import, for what they hold at a locked version, and for their kept copies (Go reference: "replace directive"). The
require lines name the zero pseudo-version, which no module has: it stands until a release gives a better one.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.decision import AsIn, InRepository
from gomigrate.model.go import semver
from gomigrate.model.go.pseudo import placeholder_version
from gomigrate.model.modules import ModuleVersion
from gomigrate.modfile.gomod import ModFileError, parse
from gomigrate.plan.decide.choice import Choice

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from gomigrate.model.plan import Plan
    from gomigrate.model.trees.tree import Tree
    from gomigrate.plan.decide.modulecontents import Contents


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What a neighbor builds instead of a module that it requires. `built` is another version, or a folder as the
    importing module's replace line names it, with its files in `tree`."""

    path: str
    version: str
    built: ModuleVersion
    is_locked: bool
    tree: Tree | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A module of the same repository: its path, and its folder as a replace line of the importing module names it. It
    has its files with its new go.mod, and what it is built with."""

    path: str
    folder: str
    tree: Tree
    carried: tuple[Carried, ...] = ()


def carried(go_mod: bytes, plan: Plan | None, folder: str) -> Iterator[Carried]:
    """What the module in `folder` of the repository builds, by its go.mod and by the plan that made it (None without
    one): locked versions, and whatever its replace lines lead to. A folder in `built` is relative to the repository's
    top, and has no tree yet."""
    try:
        mod = parse(go_mod)
    except ModFileError:
        return
    required = {line.path: line.version for line in mod.requires}
    replaced = {
        line.path: ModuleVersion(line.new_path, line.new_version)
        for line in mod.replaces
        if line.path in required and line.version in ("", required[line.path])
    }
    locked = {line.path: (line.module, line.built) for line in plan.ledger if line.module} if plan else {}
    for path in sorted(replaced.keys() | locked.keys()):
        new, (module, built) = replaced.get(path), locked.get(path, (None, None))
        if new is not None and not new.version:
            place = ModuleVersion(posixpath.normpath(posixpath.join(folder, new.path)))
            yield Carried(path=path, version=required[path], built=place, is_locked=False)
        elif module is not None:
            taken = built or module
            version = taken.version if taken.path == path else module.version
            yield Carried(path=path, version=version, built=taken, is_locked=True)
        elif new is not None:
            yield Carried(path=path, version=required[path], built=new, is_locked=False)


def neighbour_choices(neighbours: Sequence[Neighbour], own: Collection[str], contents: Contents) -> tuple[Choice, ...]:
    """The choices for the neighbors and for what they are built with, without the module paths that the module's `own`
    locks decide. `contents` gets the folders."""
    taken = set(own)
    chosen = []
    for neighbour in neighbours:
        contents.folders[neighbour.folder] = neighbour.tree
        taken.add(neighbour.path)
        chosen.append(
            Choice(
                path=neighbour.path,
                version=placeholder_version(neighbour.path),
                built=ModuleVersion(neighbour.folder),
                reason=InRepository(),
            )
        )
    best: dict[str, tuple[Carried, str]] = {}
    for neighbour in neighbours:
        for item in neighbour.carried:
            if item.path not in taken and _is_higher(item, best.get(item.path)):
                best[item.path] = (item, neighbour.path)
    for item, by in best.values():
        if item.tree is not None:
            contents.folders[item.built.path] = item.tree
        chosen.append(
            Choice(
                path=item.path,
                version=item.version,
                built=item.built,
                reason=AsIn(module=by, is_locked=item.is_locked),
            )
        )
    return tuple(chosen)


def _is_higher(item: Carried, known: tuple[Carried, str] | None) -> bool:
    """Of several neighbors' locked versions the highest counts, as in the build list. Of one version a copy counts,
    because it was kept for its differences."""
    if known is None:
        return True
    order = semver.compare(item.version, known[0].version)
    return order > 0 or (order == 0 and not item.built.version and bool(known[0].built.version))
