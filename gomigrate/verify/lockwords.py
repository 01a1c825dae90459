"""What the record says of locked versions, held against the locks of the state before.

Where neither a vendor folder nor GOPATH has a locked dependency, its files come out of the module version that the
record names. A record that names another one than the lock would compare the branch with itself.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.locks.registry import read_locks
from gomigrate.model import pseudo, semver
from gomigrate.model.codes import finding
from gomigrate.model.modpath import is_inside
from gomigrate.model.tree import Kind
from gomigrate.world.outcome import Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.model.findings import Finding
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.model.pins import Pin
    from gomigrate.model.plan import LedgerLine
    from gomigrate.model.tree import Tree
    from gomigrate.world.modules import ModuleSource

_SHORT = 12
_HASH = re.compile(r"[0-9a-f]{7,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedWords:
    """What cannot be so, as findings, and the modules of which it cannot be told."""

    findings: tuple[Finding, ...] = ()
    untold: tuple[ModuleVersion, ...] = ()


def hold_against_locks(
    locked: Iterable[tuple[ModuleVersion, LedgerLine]], project: Tree, modules: ModuleSource
) -> LockedWords:
    """Whether each module is what the locks of `project` say of the pin that its ledger line names: the commit in a
    pseudo-version, the tag that the lock itself writes, or the commit that the proxy says a tag is of."""
    pairs = tuple(locked)
    findings: list[Finding] = []
    untold: list[ModuleVersion] = []
    known = _pins_by_file(project, (line for _, line in pairs))
    for module, line in pairs:
        pins = known.get(line.lock.file, ()) if line.lock else ()
        meant = [pin for pin in pins if _is_meant(pin, line)]
        told = {_is_of(module, pin, modules) for pin in meant}
        if pins and not meant:
            message = f"{line.path} at {line.revision[:_SHORT]}, which the record names, is no pin of the state before"
            findings.append(finding("GM323", message, place=line.lock))
        elif told == {False}:
            message = f"{line.path} is locked to {line.revision[:_SHORT]}, and {module.version} is another commit"
            findings.append(finding("GM323", message, place=line.lock))
        elif True not in told:
            untold.append(module)
    return LockedWords(findings=tuple(findings), untold=tuple(untold))


def _pins_by_file(project: Tree, lines: Iterable[LedgerLine]) -> dict[str, tuple[Pin, ...]]:
    """The pins of each lock file that a ledger line names, in whichever folder of the project it lies."""
    from gomigrate.world.trees import subtree

    found: dict[str, tuple[Pin, ...]] = {}
    read: set[str] = set()
    for file in sorted({line.lock.file for line in lines if line.lock}):
        folder = posixpath.dirname(file)
        while file not in found:
            if folder not in read:
                read.add(folder)
                for lock in read_locks(subtree(project, folder)):
                    found[posixpath.join(folder, lock.file)] = lock.pins
            if not folder:
                break
            folder = posixpath.dirname(folder)
    return found


def _is_meant(pin: Pin, line: LedgerLine) -> bool:
    """Whether the ledger line can be about the pin: the same revision, of the same path or at the same place."""
    is_same = line.revision in (pin.revision, pin.version, pin.branch) if line.revision else not pin.revision
    is_near = is_inside(pin.path, line.path) or is_inside(line.path, pin.path)
    return is_same and (is_near or pin.place == line.lock)


def _is_of(module: ModuleVersion, pin: Pin, modules: ModuleSource) -> bool | None:
    """Whether the module version is the pin's; None where nobody says."""
    version = module.version
    commit = pin.revision if _HASH.fullmatch(pin.revision) else ""
    if pseudo.is_pseudo(version) and commit:
        return _is_same(commit, pseudo.pseudo_rev(version))
    plain = version.removesuffix(semver.INCOMPATIBLE)
    if plain in {word for name in (pin.version, pin.revision) for word in (name, f"v{name}")}:
        return True
    theirs = _commit(module.path, version, modules)
    ours = commit or (_commit(module.path, pin.revision, modules) if pin.revision else "")
    if ours and theirs:
        return _is_same(ours, theirs)
    tag = next((name for name in (pin.revision, pin.version) if semver.canonical(name) == name and name), "")
    return _has_same_files(module, replace(module, version=tag), modules) if tag and not commit else None


def _has_same_files(one: ModuleVersion, other: ModuleVersion, modules: ModuleSource) -> bool | None:
    """Whether two versions of a module are one commit, as far as their files tell; None where either cannot be had."""
    trees = modules.zip_trees((one, other))
    found = [tree.value for tree in trees.values() if isinstance(tree, Found)]
    return dict(_files(found[0])) == dict(_files(found[1])) if len(found) > 1 else None


def _files(tree: Tree, folder: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in tree.entries(folder):
        path = posixpath.join(folder, entry.name)
        if entry.kind is Kind.DIR:
            yield from _files(tree, path)
        else:
            yield path, hashlib.sha256(tree.read(path)).digest()


def _commit(path: str, version: str, modules: ModuleSource) -> str:
    """The commit that whoever answers for the module says a version is of, "" where nobody does."""
    info = modules.info(path, version)
    return info.value.commit if isinstance(info, Found) else ""


def _is_same(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
