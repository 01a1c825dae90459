"""The module versions that the record names for locked pins, compared with the locks of the state before.

Where neither a vendor folder nor GOPATH has a locked dependency, its files come out of the module version that the
record names. A record that names another one than the lock would compare the branch with itself. So nothing of the
record counts here but the version itself and the place where it is laid out: which pin that is, the locks say.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from typing import TYPE_CHECKING

from gomigrate.locks.registry import read_locks
from gomigrate.model.codes import finding
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.go import pseudo, semver
from gomigrate.model.go.modpath import is_inside, prefixes, split_path_version
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.names import is_same_place
from gomigrate.model.trees.tree import Kind
from gomigrate.world.base.outcome import Found
from gomigrate.world.disk.trees import subtree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gomigrate.model.gaps import Told
    from gomigrate.model.legacy.pins import Pin
    from gomigrate.model.plan import LedgerLine
    from gomigrate.model.trees.tree import Tree
    from gomigrate.world.modules.source import ModuleSource

_HASH = re.compile(r"[0-9a-f]{7,64}")
_SHORT = 12


def told_of_locked(
    locked: Iterable[tuple[ModuleVersion, LedgerLine]],
    project: Tree,
    modules: ModuleSource,
    gitlinks: Mapping[str, str],
) -> Iterator[Told]:
    """Compares each module version, laid out at the module path of its ledger line, with the locks of `project` for the
    pins at that path. `gitlinks` are the commits of its submodules. The result is a finding for each version that
    contradicts the lock, and a gap for the modules where that is not known."""
    pairs = tuple(locked)
    pins = _pins(project, gitlinks, (line for _, line in pairs)) if pairs else ()
    untold: list[str] = []
    for built, line in pairs:
        path = line.module.path if line.module else line.path
        own = [pin for pin in pins if _is_near(path, pin.path)]
        is_of_own = {_is_of(built, path, pin, modules) for pin in own}
        is_moved = any(line.revision and line.revision == pin.revision for pin in pins)
        if True in is_of_own:
            continue
        if None in is_of_own or not pins or (not own and is_moved):
            untold.append(str(built))
        else:
            locked_to = (own[0].revision or own[0].version)[:_SHORT] if own else ""
            place = own[0].place if own else None
            yield finding("GM323", place=place, module=path, built=str(built), locked=locked_to)
    if untold:
        yield Unchecked(what=Gap.LOCKED_VERSIONS, names=tuple(untold))


def _pins(project: Tree, gitlinks: Mapping[str, str], lines: Iterable[LedgerLine]) -> tuple[Pin, ...]:
    """The pins of the project's own locks, and of those in folders that the ledger names."""
    folders = {posixpath.dirname(line.lock.file) for line in lines if line.lock}
    inner = {above for folder in folders if folder for above in prefixes(folder)}
    locks = [*read_locks(project, gitlinks)]
    locks += [lock for folder in sorted(inner) for lock in read_locks(subtree(project, folder))]
    return tuple(pin for lock in locks for pin in lock.pins)


def _is_near(path: str, other: str) -> bool:
    plain = split_path_version(path)[0]
    return is_inside(plain, other) or is_inside(other, plain) or path == other


def _is_of(built: ModuleVersion, path: str, pin: Pin, modules: ModuleSource) -> bool | None:
    """Whether the module version is the pin's, by its commit, by the tag that the lock itself writes, or by the files
    of both tags; None where no source says. A tag says something of the pin's own repository only: another one may call
    anything so."""
    commit = pin.revision if _HASH.fullmatch(pin.revision) else ""
    is_own = _is_near(built.path, pin.path) or bool(pin.source and is_same_place(pin.source, built.path))
    theirs = _commit(built, modules)
    if commit and theirs:
        return _is_same(commit, theirs)
    names = {word for name in (pin.version, pin.revision) for word in (name, f"v{name}")}
    if is_own and built.version.removesuffix(semver.INCOMPATIBLE) in names:
        return True
    tag = next((name for name in (pin.revision, pin.version) if name and semver.canonical(name) == name), "")
    if commit or not tag:
        return None
    locked = ModuleVersion(built.path if is_own else path, tag)
    ours = _commit(locked, modules)
    return _is_same(ours, theirs) if ours and theirs else _has_same_files(built, locked, modules)


def _commit(module: ModuleVersion, modules: ModuleSource) -> str:
    """The commit of a version, from a source of the module or from the version's name; "" where neither tells."""
    info = modules.info(module.path, module.version)
    named = pseudo.pseudo_rev(module.version) if pseudo.is_pseudo(module.version) else ""
    return (info.value.commit if isinstance(info, Found) else "") or named


def _is_same(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _has_same_files(one: ModuleVersion, other: ModuleVersion, modules: ModuleSource) -> bool | None:
    """Whether two versions have the same files; None where either is not available."""
    trees = [tree.value for tree in modules.zip_trees((one, other)).values() if isinstance(tree, Found)]
    return dict(_files(trees[0])) == dict(_files(trees[1])) if len(trees) > 1 else None


def _files(tree: Tree, folder: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in tree.entries(folder):
        path = posixpath.join(folder, entry.name)
        if entry.kind is Kind.DIR:
            yield from _files(tree, path)
        else:
            yield path, hashlib.sha256(tree.read(path)).digest()
