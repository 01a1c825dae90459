"""All readers in their order of precedence, and the locks of a tree."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from gomigrate.locks.dep import read_gopkg
from gomigrate.locks.disagree import disagreements
from gomigrate.locks.glide import read_glide
from gomigrate.locks.godep import read_godeps_json
from gomigrate.locks.gom import read_gomfile
from gomigrate.locks.gopm import read_gopmfile
from gomigrate.locks.govend import read_vendor_yml
from gomigrate.locks.govendor import read_vendor_json
from gomigrate.locks.gvt import read_vendor_manifest
from gomigrate.locks.modules_txt import read_modules_txt
from gomigrate.locks.plain import read_dependencies_tsv, read_glockfile, read_godeps_text
from gomigrate.locks.submodules import FILE as GITMODULES
from gomigrate.locks.submodules import read_submodules
from gomigrate.locks.text import peek
from gomigrate.locks.vendor_conf import read_vendor_conf
from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.legacy.pins import Lock
from gomigrate.model.trees.tree import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gomigrate.model.findings import Finding
    from gomigrate.model.trees.tree import Tree

__all__ = ["READERS", "LockReader", "disagreements", "legacy_files", "read_locks", "told_of_foreign"]

_NO_LINKS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class LockReader:
    """The reader of a legacy tool.

    It has the tool's name, which the content may correct where tools share a file, and the files that it may read.
    `companions` are further files that mean nothing without the tool. `is_common`: other programs use such a file name
    as well, and the content decides.
    """

    tool: str
    files: tuple[str, ...]
    read_file: Callable[[Tree, str], Lock | None]
    companions: tuple[str, ...] = ()
    is_common: bool = False

    def read(self, tree: Tree, path: str) -> Lock | None:
        """What the file says.

        None if there is no such file, if it is the manifest of a lock that is there too, or another program's file of
        this name. Never raises: an unreadable file is a lock with a finding and without pins.
        """
        lock = self._read(tree, path)
        return None if lock is None or (self.is_common and _is_foreign(lock)) else lock

    def told_of_foreign(self, tree: Tree, path: str) -> Finding | None:
        """A note where the file is another program's."""
        lock = self._read(tree, path) if self.is_common else None
        return finding("GM114", place=Place(path), tool=self.tool, path=path) if lock and _is_foreign(lock) else None

    def _read(self, tree: Tree, path: str) -> Lock | None:
        try:
            return self.read_file(tree, path) if _is_file(tree, path) else None
        except OSError as error:
            return _unread(self.tool, path, error)


def _unread(tool: str, path: str, error: OSError) -> Lock:
    unread = finding("GM001", place=Place(path), reason=error.strerror or type(error).__name__)
    return Lock(tool=tool, file=path, pins=(), findings=(unread,), is_unread=True)


def _alone(parse: Callable[[bytes, str], Lock]) -> Callable[[Tree, str], Lock | None]:
    """For a lock that needs no other file."""
    return lambda tree, path: parse(tree.read(path), path)


def _with_manifest(
    lock: str, manifest: str, parse: Callable[[bytes | None, bytes | None], Lock]
) -> Callable[[Tree, str], Lock | None]:
    """For a lock with a manifest, which is read on its own only where the lock is missing."""

    def read_file(tree: Tree, path: str) -> Lock | None:
        if path == manifest and _is_file(tree, lock):
            return None
        return parse(
            tree.read(lock) if path == lock else None,
            tree.read(manifest) if _is_file(tree, manifest) else None,
        )

    return read_file


def _read_manifest_of_gvt_or_gb(tree: Tree, path: str) -> Lock:
    has_vendor_src = any(e.name == "src" and e.kind is Kind.DIR for e in tree.entries("vendor"))
    return read_vendor_manifest(tree.read(path), has_vendor_src=has_vendor_src, file=path)


def _read_root_vendor(tree: Tree, path: str) -> Lock | None:
    # Many a web project has a vendor.json of its own; govend's has one field, and govendor's lay here in 2015, when its
    # entries had a canonical path.
    data = tree.read(path)
    text = peek(data)
    if '"canonical"' in text and path.endswith(".json"):
        return read_vendor_json(data, path)
    return read_vendor_yml(data, path) if "vendors" in text else None


# The newest tool first. A project that changed its tool went from an older to a newer one, and often left the old file
# behind: godep 2013, glide 2014, govendor, gvt, gb, govend 2015, vndr and trash 2016, dep 2017, vgo 2018. modules.txt
# comes before all: `go mod vendor` clears vendor/ and writes it again, so what else lies there is older than it. Lists
# that are no tool's own vendor record (glock, godeps, gdm, gpm, gopm, gom) come last, and submodules last of all, since
# any lock that is there as well was written on purpose.
READERS: tuple[LockReader, ...] = (
    LockReader(tool="go mod vendor", files=("vendor/modules.txt",), read_file=_alone(read_modules_txt)),
    LockReader(
        tool="dep",
        files=("Gopkg.lock", "Gopkg.toml"),
        read_file=_with_manifest("Gopkg.lock", "Gopkg.toml", read_gopkg),
    ),
    LockReader(
        tool="glide",
        files=("glide.lock", "glide.yaml"),
        read_file=_with_manifest("glide.lock", "glide.yaml", read_glide),
    ),
    LockReader(
        tool="vndr",
        files=("vendor.conf", "trash.conf", "trash.yml", "trash.yaml"),
        read_file=_alone(read_vendor_conf),
        is_common=True,
    ),
    LockReader(tool="govendor", files=("vendor/vendor.json",), read_file=_alone(read_vendor_json)),
    LockReader(tool="gvt", files=("vendor/manifest",), read_file=_read_manifest_of_gvt_or_gb),
    LockReader(tool="govend", files=("vendor.yml",), read_file=_alone(read_vendor_yml), is_common=True),
    LockReader(tool="govend", files=("vendor.json", "vendor.toml"), read_file=_read_root_vendor, is_common=True),
    LockReader(
        tool="godep",
        files=("Godeps/Godeps.json",),
        read_file=_alone(read_godeps_json),
        companions=("Godeps/Readme", "Godeps/.gitignore"),
    ),
    LockReader(tool="glock", files=("GLOCKFILE",), read_file=_alone(read_glockfile)),
    LockReader(tool="godeps", files=("dependencies.tsv",), read_file=_alone(read_dependencies_tsv), is_common=True),
    LockReader(tool="gdm", files=("Godeps",), read_file=_alone(read_godeps_text)),
    LockReader(tool="gopm", files=(".gopmfile",), read_file=_alone(read_gopmfile)),
    LockReader(
        tool="gom",
        files=("Gomfile.lock", "Gomfile"),
        read_file=_with_manifest("Gomfile.lock", "Gomfile", read_gomfile),
    ),
)


def read_locks(tree: Tree, gitlinks: Mapping[str, str] = _NO_LINKS) -> tuple[Lock, ...]:
    """All locks at the tree's root, the one that counts first: those with pins in the order of READERS, then those
    without (a manifest alone, a file that cannot be read). `gitlinks` are the submodules' commits by path.

    Never raises: what cannot be read is a finding of its lock.
    """
    read = (reader.read(tree, file) for reader in READERS for file in reader.files)
    locks = [lock for lock in read if lock is not None]
    submodules = _read_gitmodules(tree, gitlinks)
    if submodules.pins or submodules.findings:
        locks.append(submodules)
    return tuple(sorted(locks, key=lambda lock: not lock.pins))


def told_of_foreign(tree: Tree) -> Iterator[Finding]:
    """A note for each file at the tree's root that has a lock's name and is another program's."""
    for reader in READERS:
        yield from (note for file in reader.files if (note := reader.told_of_foreign(tree, file)))


def _is_foreign(lock: Lock) -> bool:
    """Whether a file that was read as a lock is not one: it has content, and names no code. One that is empty, or no
    text at all, does not tell."""
    return not (lock.is_unread or lock.named) and bool(lock.strange or lock.pins)


def _read_gitmodules(tree: Tree, gitlinks: Mapping[str, str]) -> Lock:
    try:
        return read_submodules(tree.read(GITMODULES) if _is_file(tree, GITMODULES) else b"", gitlinks)
    except OSError as error:
        return _unread("git submodules", GITMODULES, error)


def legacy_files(tree: Tree, locks: tuple[Lock, ...]) -> tuple[str, ...]:
    """The lock and manifest files that mean nothing once the project is a module, sorted.

    Not among them: vendor/modules.txt, which goes or stays with vendor/; .gitmodules, which may have other submodules
    as well; files without a result that were not wholly understood.
    """
    understood = (lock for lock in locks if lock.pins or not (lock.strange or lock.is_unread))
    read = {name for lock in understood for name in (lock.file, lock.manifest)}
    found: set[str] = set()
    for reader in READERS:
        if reader.tool != "go mod vendor" and read.intersection(reader.files):
            found.update(f for f in reader.companions if _is_file(tree, f))
            found.update(read.intersection(reader.files))
    return tuple(sorted(found))


def _is_file(tree: Tree, path: str) -> bool:
    folder, name = posixpath.split(path)
    return any(e.name == name and e.kind in {Kind.FILE, Kind.LINK_TO_FILE} for e in tree.entries(folder))
