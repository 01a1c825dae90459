"""What is read of module versions and of Go files, worked out once for all runs and projects: it depends only on the
bytes, and on the reader."""

from __future__ import annotations

import hashlib
import json
import posixpath
import sys
import weakref
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from gomigrate.gosource.api import Form, PackageApi, api_of
from gomigrate.gosource.constructs import Constructs, Need, read_constructs
from gomigrate.gosource.package import read_package
from gomigrate.model.go.constraint import And, Not, Or, Tag
from gomigrate.model.go.gopackage import Embed, Fault, FaultKind, GoFile, GoPackage, Import
from gomigrate.world.disk.ziptree import ZipTree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gomigrate.model.go.constraint import Constraint
    from gomigrate.model.trees.tree import Entry, Tree
    from gomigrate.world.modules.factstore import FactStore

T = TypeVar("T")

_READERS = ("gosource/**/*.py", "model/go/*.py", "world/modules/facts.py")


class Facts:
    """Reads through `store` (None: reads again). What is kept there is written at the latest when nothing uses this
    object any more, or the process ends."""

    def __init__(self, store: FactStore | None = None) -> None:
        self._store = store if store is not None and _reader() else None
        if self._store is not None:
            weakref.finalize(self, self._store.end)

    def package(self, tree: Tree, folder: str) -> GoPackage | None:
        """See read_package; without an import path. Only what a module's hash stands for is kept, with the hashes of
        the files that were read, which its tree then knows."""
        if self._store is None or not isinstance(tree, ZipTree) or not tree.identity:
            return read_package(tree, folder, "")
        hashed = _Hashed(tree)
        package, digests = self._known(
            ("package", tree.identity, folder),
            lambda: (read_package(hashed, folder, ""), hashed.digests),
            _package_as_json,
            _package_of_json,
        )
        tree.digests.update((posixpath.join(folder, name), digest) for name, digest in digests.items())
        return package

    def constructs_in(self, tree: Tree, path: str) -> Constructs:
        """See read_constructs. Raises OSError where the file has to be read and cannot be."""
        digest = tree.digests.get(path) if isinstance(tree, ZipTree) else None
        return self._constructs(digest, lambda: tree.read(path)) if digest else self.constructs(tree.read(path))

    def constructs(self, data: bytes) -> Constructs:
        """See read_constructs."""
        return self._constructs(hashlib.sha256(data).hexdigest(), lambda: data)

    def api(self, files: Mapping[str, bytes]) -> PackageApi:
        """See api_of."""
        if not _parsers():
            return api_of(files)
        names = (f"{name} {hashlib.sha256(data).hexdigest()}" for name, data in sorted(files.items()))
        return self._known(("api", *_parsers(), *names), lambda: api_of(files), _api_as_json, _api_of_json)

    def _constructs(self, digest: str, data: Callable[[], bytes]) -> Constructs:
        return self._known(
            ("constructs", digest), lambda: read_constructs(data()), _constructs_as_json, _constructs_of_json
        )

    def _known(
        self, about: tuple[str, ...], read: Callable[[], T], as_json: Callable[[T], Any], of_json: Callable[[Any], T]
    ) -> T:
        if self._store is None:
            return read()
        key = hashlib.sha256("\0".join((_reader(), *about)).encode("utf-8", "surrogateescape")).digest()
        kept = self._store.get(key)
        if kept is not None:
            return of_json(json.loads(kept))
        found = read()
        plain = as_json(found)
        if plain is not None:
            self._store.keep(key, json.dumps(plain, separators=(",", ":")).encode())
        return found


@cache
def _reader() -> str:
    """A hash for the reading code: another gomigrate may read other facts from the same bytes, and so may another
    Python, whose tables of letters differ. "" where the code cannot be read."""
    top = Path(__file__).parents[2]
    places = sorted(place for pattern in _READERS for place in top.glob(pattern))
    try:
        sources = [str(place.relative_to(top)).encode() + place.read_bytes() for place in places]
    except OSError:
        return ""
    return hashlib.sha256(b"\0".join((sys.version.encode(), *sources))).hexdigest() if sources else ""


@cache
def _parsers() -> tuple[str, ...]:
    """The versions of what exported API is read with; () where that does not say."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("tree-sitter"), version("tree-sitter-go")
    except PackageNotFoundError:
        return ()


class _Hashed:
    """The tree, with the hash of each file of a folder that was read, by its name."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.digests: dict[str, str] = {}

    def entries(self, path: str) -> tuple[Entry, ...]:
        return self._tree.entries(path)

    def read(self, path: str) -> bytes:
        data = self._tree.read(path)
        self.digests[posixpath.basename(path)] = hashlib.sha256(data).hexdigest()
        return data

    def link(self, path: str) -> str:
        return self._tree.link(path)


def _package_as_json(found: tuple[GoPackage | None, dict[str, str]]) -> Any:
    """A package and its hashes as JSON; None for one that may differ when it is read again, because a file could not be
    read."""
    package, digests = found
    if package is None:
        return []
    if any(fault.kind is FaultKind.UNREADABLE for fault in package.faults):
        return None
    files = [
        (*file[:4], _constraint_as_json(file.constraint), [(e.pattern, e.line) for e in file.embeds], *file[6:])
        for file in package.files
    ]
    others = [(name, _constraint_as_json(constraint)) for name, constraint in package.other_constraints]
    faults = [(fault.kind, fault.file, fault.line, fault.error) for fault in package.faults]
    return digests, package.dir, files, package.others, package.data, others, faults


def _package_of_json(plain: Any) -> tuple[GoPackage | None, dict[str, str]]:
    if not plain:
        return None, {}
    digests, folder, files, others, data, constraints, faults = plain
    package = GoPackage(
        import_path="",
        dir=folder,
        files=tuple(_file_of_json(*file) for file in files),
        others=tuple(others),
        data=tuple(data),
        other_constraints=tuple((name, _constraint_of_json(constraint)) for name, constraint in constraints),
        faults=tuple(Fault(FaultKind(kind), *fault) for kind, *fault in faults),
    )
    return package, digests


def _file_of_json(
    name: str, package: str, imports: Any, comment: str, constraint: Any, embeds: Any, *rest: Any
) -> GoFile:
    return GoFile(
        name,
        package,
        tuple(Import(*one) for one in imports),
        comment,
        _constraint_of_json(constraint) if constraint is not None else None,
        tuple(Embed(*one) for one in embeds),
        *rest,
    )


def _constraint_as_json(constraint: Constraint | None) -> Any:
    match constraint:
        case Tag(name):
            return name
        case Not(part):
            return "!", _constraint_as_json(part)
        case And(parts):
            return "&", *map(_constraint_as_json, parts)
        case Or(parts):
            return "|", *map(_constraint_as_json, parts)
    return None


def _constraint_of_json(plain: Any) -> Constraint:
    if isinstance(plain, str):
        return Tag(plain)
    kind, *parts = plain
    if kind == "!":
        return Not(_constraint_of_json(parts[0]))
    return (And if kind == "&" else Or)(tuple(map(_constraint_of_json, parts)))


def _constructs_as_json(found: Constructs) -> Any:
    needs = [(need.minor, need.what, need.line) for need in found.needs]
    return found.build_minor, needs, found.loops, found.uses, sorted(found.declares)


def _constructs_of_json(plain: Any) -> Constructs:
    build_minor, needs, loops, uses, declares = plain
    return Constructs(
        build_minor=build_minor,
        needs=tuple(Need(*need) for need in needs),
        loops=tuple(loops),
        uses=tuple((name, line) for name, line in uses),
        declares=frozenset(declares),
    )


def _api_as_json(api: PackageApi) -> Any:
    return {name: sorted(forms) for name, forms in api.declarations.items()}, api.unread


def _api_of_json(plain: Any) -> PackageApi:
    declarations, unread = plain
    forms = {name: frozenset(map(Form, said)) for name, said in declarations.items()}
    return PackageApi(declarations=forms, unread=tuple(unread))
