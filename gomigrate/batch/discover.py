"""Which folders below the roots are units, and why each is one."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.batch.order import in_order
from gomigrate.batch.repository import FoundUnit, is_walked, outside_of_git, units_of
from gomigrate.model.errors import UsageProblem
from gomigrate.model.fleets.batch import CauseKind, cause
from gomigrate.model.go.globs import path_match
from gomigrate.model.go.modpath import match_prefix_patterns
from gomigrate.model.trees.tree import Kind
from gomigrate.scan.listing import listed
from gomigrate.world.disk.disktree import DiskTree
from gomigrate.world.disk.realpath import is_same_folder, real_path
from gomigrate.world.git.discovery import find_top, is_repository_top

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.model.fleets.batch import Run, Unit

_DEEPEST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for. `roots` are absolute folders; `gopath` the entries of GOPATH, `private` the value of
    GOPRIVATE; `include` and `exclude` are globs over the units' paths, which match a folder with all below it."""

    roots: tuple[str, ...]
    gopath: tuple[str, ...] = ()
    private: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


def find_units(search: Search) -> Run:
    """The units below the roots, those that others import first. A unit that is to be left alone has its reason in
    `skip`; what a glob leaves out is not there at all. Raises UsageProblem where nothing is found, or where a glob
    is malformed."""
    for pattern in (*search.include, *search.exclude):
        if not pattern or (pattern.count("[") and not path_match(pattern, pattern) and "]" not in pattern):
            raise UsageProblem(f"{pattern!r}: not a pattern for paths")
    found: dict[str, FoundUnit] = {}
    for root in search.roots:
        for item in _below(root, search):
            found.setdefault(real_path(item.unit.root), item)
    chosen = [item for item in found.values() if _is_chosen(item.unit.path, search)]
    if not chosen:
        raise UsageProblem(
            "no unit was found: no folder with a lock, a vendor tree or Go packages in git" + _hint(search)
        )
    return in_order(chosen)


def _hint(search: Search) -> str:
    return " that --include and --exclude leave" if search.include or search.exclude else ""


def _is_chosen(path: str, search: Search) -> bool:
    is_included = not search.include or any(matches(pattern, path) for pattern in search.include)
    return is_included and not any(matches(pattern, path) for pattern in search.exclude)


def matches(pattern: str, path: str) -> bool:
    """Whether the glob names the path or a folder above it."""
    wanted = pattern.removesuffix("/**").rstrip("/")
    words = path.split("/")
    return any(path_match(wanted, "/".join(words[:count])) for count in range(1, len(words) + 1))


def _below(root: str, search: Search) -> Iterator[FoundUnit]:
    """The units of one root, by the paths that they are shown with."""
    top = find_top(root)
    if top:
        prefix = posixpath.relpath(real_path(root), real_path(top)).removeprefix(".")
        yield from _named(units_of(root, top, prefix, _import_path(root, search)), root, search)
        return
    for folder in _folders(root):
        path = _import_path(folder, search)
        is_top = is_repository_top(folder)
        found = units_of(folder, folder, "", path) if is_top else outside_of_git(folder, path)
        yield from _named(found, root, search)


def _folders(root: str) -> Iterator[str]:
    """The folders at and below the root that are repositories, and all that lie in none."""
    waiting = [(root, 0)]
    while waiting:
        folder, depth = waiting.pop()
        entries = listed(DiskTree(folder), "")
        yield folder
        if not is_repository_top(folder) and depth < _DEEPEST:
            below = [e.name for e in entries if e.kind is Kind.DIR and is_walked(e.name)]
            waiting += [(posixpath.join(folder, name), depth + 1) for name in reversed(below)]


def _import_path(folder: str, search: Search) -> str:
    """The import path that the folder's place in GOPATH gives it, "" outside."""
    real = real_path(folder)
    for entry in search.gopath:
        source = real_path(posixpath.join(entry, "src"))
        if real.startswith(source + "/"):
            return real[len(source) + 1 :]
    return ""


def _named(items: Sequence[FoundUnit], root: str, search: Search) -> Iterator[FoundUnit]:
    for item in items:
        base = posixpath.commonpath(search.roots)
        path = posixpath.relpath(item.unit.root, base)
        unit = replace(item.unit, path=posixpath.basename(root) if path == "." else path)
        yield replace(item, unit=_left_alone(unit, root, search))


def _left_alone(unit: Unit, root: str, search: Search) -> Unit:
    """In a whole GOPATH most repositories are other people's: GOPRIVATE tells the company's own, and a glob that names
    one goes before it."""
    sources = [posixpath.join(entry, "src") for entry in search.gopath]
    is_whole = any(is_same_folder(root, place) for place in (*search.gopath, *sources))
    is_own = not unit.module or match_prefix_patterns(search.private, unit.module)
    if not unit.skip and is_whole and search.private and not is_own and not search.include:
        return replace(unit, skip=cause(CauseKind.NOT_OWN))
    return unit
