"""Kept copies: code that no source can give as the legacy build has it stays in the repository."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.gosource.package import has_foreign_code
from gomigrate.gosource.rewrite import rewrite_paths
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.legacy.inventory import Inventory, Origin, Used
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.model.trees.tree import Kind, Tree
from gomigrate.plan.copies.rewriting import without_major
from gomigrate.report.prose.plaintext import rendered
from gomigrate.scan.build.legacybuild import CHECKOUT, WORKSPACE, import_path_of
from gomigrate.scan.dependencydata import data_below

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from gomigrate.plan.decide.choice import Choice

_LICENCES = ("licen", "copying", "copyright", "notice", "patents", "authors", "contributors", "unlicense")
PREFIX = "GOMIGRATE"
NOTE = f"{PREFIX}.txt"
PATCH = f"{PREFIX}.patch"
_FILES = {Kind.FILE, Kind.LINK_TO_FILE}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCopy:
    """The files of one kept module, by path below its folder (without the leading ./), and which are executable."""

    path: str
    folder: str
    files: tuple[tuple[str, bytes], ...]
    executables: frozenset[str]

    @property
    def tree(self) -> MemoryTree:
        """The copy as a tree."""
        return MemoryTree(dict(self.files))


def keep(choice: Choice, new_path: Callable[[str], str], others: Iterable[str], go: str) -> KeptCopy:
    """Gather the copy of a choice's module.

    From a vendor folder everything below the module's path is taken but what belongs to one of the `others` (module
    paths); from a checkout only the packages that the build uses, without tests, and what C code of theirs may include.
    Where the build used several folders, all files of one package come from the one that this package came from.
    `new_path` gives each import path as it shall be (see `unrewritten`), `go` is the upstream's go line. A note
    (GOMIGRATE.txt) says where the copy comes from, a patch (GOMIGRATE.patch) what was changed in it.
    """
    inner = tuple(p for p in others if p != choice.path and is_inside(p, choice.path))
    files: dict[str, bytes] = {}
    executables: set[str] = set()
    owners = _owners(choice)
    for root, tree, folder in _sources(choice):
        for path, is_executable in root:
            below = path[len(folder) :].strip("/")
            if below in files or any(is_inside(f"{choice.path}/{below}", p) for p in inner):
                continue
            if owners.setdefault(posixpath.dirname(below), (id(tree), folder)) != (id(tree), folder):
                continue  # two versions of a package may divide it into files in different ways
            if posixpath.basename(below) == "go.mod":
                continue  # a nested module boundary would cut packages off; the copy gets a go.mod of its own
            files[below] = _cleaned(new_path, posixpath.basename(below), tree.read(path))
            if is_executable:
                executables.add(below)
    line = f"\ngo {go}\n" if go else ""
    files["go.mod"] = f"module {choice.path}\n{line}".encode()
    return KeptCopy(
        path=choice.path,
        folder=choice.built.path.removeprefix("./"),
        files=tuple(sorted(_with_note(choice, files).items())),
        executables=frozenset(executables),
    )


def _with_note(choice: Choice, files: dict[str, bytes]) -> dict[str, bytes]:
    """The files with a note of where the copy comes from, and the patch to upstream's files.

    Names that upstream uses are left alone. Where the module's root package embeds files, nothing is put beside them,
    for a pattern might match it.
    """
    top = [data for name, data in files.items() if "/" not in name and name.endswith(".go")]
    if any(b"//go:embed" in data for data in top):
        return files
    taken = {name.lower() for name in files}
    note, patch = NOTE, PATCH
    while {note.lower(), patch.lower()} & taken:
        note, patch = f"{PREFIX}_{note}", f"{PREFIX}_{patch}"
    has_patch = choice.patch is not None and choice.patch.text != ""
    added = {note: _note(choice, files, patch if has_patch else "").encode("utf-8", "surrogateescape")}
    if choice.patch is not None and has_patch:
        added[patch] = choice.patch.text.encode("utf-8", "surrogateescape")
    return files | added


def _note(choice: Choice, files: dict[str, bytes], patch: str) -> str:
    """What a reader of the copy should know, the same for the same plan on every machine."""
    resolution = choice.resolution
    module = resolution.module if resolution else None
    revision = (resolution.commit or resolution.want.revision) if resolution else ""
    licences = sorted(name for name in files if posixpath.basename(name).lower().startswith(_LICENCES))
    changed = choice.patch if choice.patch is not None and choice.patch.files else None
    said = rendered(
        "note.txt.j2",
        path=choice.path,
        module=module,
        revision=revision,
        reason=choice.reason,
        licences=licences,
        changed=changed.files if changed else (),
        counts=changed.counts if changed else "",
        patch=patch,
    )
    return f"{said}\n"


def unrewritten(inventory: Inventory) -> Callable[[str], str]:
    """The import path in a kept copy: upstream's own, with the project's workspace taken out; and where it leads into
    a dependency's workspace that was not kept, or names a major version that only minimal module compatibility leaves
    out, the path that the legacy build found the package at."""
    project = inventory.project.import_path
    known = {used.import_path for used in inventory.used}
    majors = without_major(inventory)

    def new_path(path: str) -> str:
        path = majors.get(path, path)
        path = import_path_of(path, project)
        moved = path.rpartition(WORKSPACE)[2]
        return moved if path not in known and moved in known else path

    return new_path


def _cleaned(new_path: Callable[[str], str], name: str, data: bytes) -> bytes:
    if not name.endswith(".go"):
        return data
    return rewrite_paths(data, new_path)


def _sources(choice: Choice) -> Iterator[tuple[Iterator[tuple[str, bool]], Tree, str]]:
    """(files, their tree, the module's folder in it), a vendor folder or checkout each."""
    seen: set[tuple[int, str]] = set()
    for used in choice.packages:
        folder = _module_folder(used, choice.path)
        if used.origin is Origin.GOPATH:
            yield _package_files(used), used.tree, folder
            if (id(used.tree), folder) not in seen:
                yield _licences(used.tree, folder), used.tree, folder
            if has_foreign_code(used.package):
                yield _data(used.tree, folder), used.tree, folder
        elif (id(used.tree), folder) not in seen:
            yield all_files(used.tree, folder), used.tree, folder
        if used.origin is not Origin.GOPATH and _is_behind_link(used, folder):
            yield _package_files(used), used.tree, folder
        seen.add((id(used.tree), folder))


def _owners(choice: Choice) -> dict[str, tuple[int, str]]:
    """The tree and the module's folder in it from which the build took each package, by its place below the module; the
    first where there are several."""
    found: dict[str, tuple[int, str]] = {}
    for used in choice.packages:
        below = used.import_path[len(choice.path) :].strip("/")
        found.setdefault(below, (id(used.tree), _module_folder(used, choice.path)))
    return found


def _is_behind_link(used: Used, folder: str) -> bool:
    """Whether a symbolic link leads from the module's folder to the package. `all_files` follows none, since a link
    may lead to a folder above it."""
    place = used.dir
    while len(place) > len(folder):
        parent, _, name = place.rpartition("/")
        if any(entry.name == name and entry.kind is Kind.LINK_TO_DIR for entry in used.tree.entries(parent)):
            return True
        place = parent
    return False


def _module_folder(used: Used, path: str) -> str:
    """The folder of the used package's tree at which the module's root lies."""
    below = used.import_path[len(path) :]
    return used.dir[: len(used.dir) - len(below)] if below else used.dir


def all_files(tree: Tree, folder: str, skip: tuple[str, ...] = ("vendor",)) -> Iterator[tuple[str, bool]]:
    """Every file below a folder (path, whether executable), without folders named in `skip` and without what makes a
    checkout of it: git has a folder there, and in a submodule a file."""
    for entry in tree.entries(folder):
        if entry.name in CHECKOUT:
            continue
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.kind is Kind.DIR and entry.name not in skip:
            yield from all_files(tree, path, skip)
        elif entry.kind in _FILES:
            yield path, entry.executable


def _package_files(used: Used) -> Iterator[tuple[str, bool]]:
    """The files of one package, tests left out, with the folders below that hold no Go file (headers, data)."""
    for entry in used.tree.entries(used.dir):
        path = f"{used.dir}/{entry.name}"
        if entry.kind in _FILES and not entry.name.endswith("_test.go"):
            yield path, entry.executable
        elif entry.kind is Kind.DIR and entry.name not in {"vendor", "testdata", *CHECKOUT}:
            inside = tuple(all_files(used.tree, path))
            if not any(name.endswith(".go") for name, _ in inside):
                yield from inside


def _data(tree: Tree, folder: str) -> Iterator[tuple[str, bool]]:
    """What C code and assembly may include from anywhere in the module: #include "../common/x.h"."""
    return ((posixpath.join(folder, name), False) for name in data_below(tree, folder))


def _licences(tree: Tree, folder: str) -> Iterator[tuple[str, bool]]:
    for entry in tree.entries(folder):
        if entry.kind in _FILES and entry.name.lower().startswith(_LICENCES):
            yield f"{folder}/{entry.name}", entry.executable
