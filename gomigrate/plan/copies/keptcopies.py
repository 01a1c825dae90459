"""Kept copies: code stays in the repository where no source can give it as the legacy build has it."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.gosource.package import has_foreign_code
from gomigrate.gosource.platforms.embedding import EmbedError, resolve_embeds
from gomigrate.gosource.rewrite import rewrite_paths
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.model.trees.tree import Kind, Tree
from gomigrate.plan.copies.rewriting import without_major
from gomigrate.report.prose.plaintext import rendered
from gomigrate.resolve.addresses import address_of
from gomigrate.scan.build.legacybuild import CHECKOUT, WORKSPACE, import_path_of
from gomigrate.scan.dependencydata import data_below, is_data

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from gomigrate.model.legacy.inventory import Inventory, Used
    from gomigrate.plan.decide.choice import Choice

_LICENCES = ("licen", "copying", "copyright", "notice", "patents", "authors", "contributors", "unlicense")
PREFIX = "GOMIGRATE"
NOTE = f"{PREFIX}.txt"
PATCH = f"{PREFIX}.patch"
_FILES = {Kind.FILE, Kind.LINK_TO_FILE}


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededBesides:
    """What a project needs of vendored modules besides its builds: `packages` of tools, and those that tests of
    dependencies import. Also what its build files name below a vendor folder of its `tree`, by that folder and the path
    in it."""

    packages: tuple[Used, ...]
    tree: Tree
    named: tuple[tuple[str, str], ...] = ()


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


def keep(
    choice: Choice, new_path: Callable[[str], str], others: Iterable[str], go: str, beside: NeededBesides | None = None
) -> KeptCopy:
    """Gather the copy of a choice's module.

    It holds the packages that the build uses, without tests, their licenses, and what they may read: what they embed,
    data beside them and above them, what C code includes; and nothing that belongs to one of the `others` (module
    paths). `beside` are further files of vendored modules that the project needs. Where the build used several folders,
    all files of one package come from the one that this package came from. `new_path` gives each import path as it
    shall be (see `unrewritten`), `go` is the upstream's go line. A note (GOMIGRATE.txt) says where the copy comes from
    and what was left out, a patch (GOMIGRATE.patch) what was changed in it.
    """
    inner = tuple(p for p in others if p != choice.path and is_inside(p, choice.path))
    files: dict[str, bytes] = {}
    executables: set[str] = set()
    owners = _owners(choice)
    for root, tree, folder in _sources(choice, beside):
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
        files=tuple(sorted(_with_note(choice, files, _left_out(choice, files, inner)).items())),
        executables=frozenset(executables),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCopied:
    """What was beside the packages of a copy and is not in it: the folders of other packages, the number of test files,
    and other files."""

    packages: tuple[str, ...]
    tests: int
    others: tuple[str, ...]


def _left_out(choice: Choice, files: Collection[str], inner: Sequence[str]) -> NotCopied:
    packages: set[str] = set()
    tests = 0
    others: list[str] = []
    places = {(id(used.tree), _module_folder(used, choice.path)): used.tree for used in choice.packages}
    for (_, folder), tree in places.items():
        for path, _ in all_files(tree, folder):
            below = path[len(folder) :].strip("/")
            if below in files or any(is_inside(f"{choice.path}/{below}", p) for p in inner):
                continue
            if below.endswith("_test.go") or "testdata" in below.split("/"):
                tests += 1
            elif below.endswith(".go"):
                packages.add(posixpath.dirname(below) or ".")
            else:
                others.append(below)
    return NotCopied(packages=tuple(sorted(packages)), tests=tests, others=tuple(sorted(others)))


def _with_note(choice: Choice, files: dict[str, bytes], left: NotCopied) -> dict[str, bytes]:
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
    added = {note: _note(choice, files, patch if has_patch else "", left).encode("utf-8", "surrogateescape")}
    if choice.patch is not None and has_patch:
        added[patch] = choice.patch.text.encode("utf-8", "surrogateescape")
    return files | added


def _note(choice: Choice, files: dict[str, bytes], patch: str, left: NotCopied) -> str:
    """What a reader of the copy should know, the same for the same plan on every machine."""
    resolution = choice.resolution
    module = resolution.module if resolution else None
    revision = (resolution.commit or resolution.want.revision) if resolution else ""
    address = address_of(resolution.want) if resolution else None
    source = address.url if address else ""
    licences = sorted(name for name in files if posixpath.basename(name).lower().startswith(_LICENCES))
    changed = choice.patch if choice.patch is not None and choice.patch.files else None
    said = rendered(
        "note.txt.j2",
        path=choice.path,
        module=module,
        revision=revision,
        source=source,
        reason=choice.reason,
        licences=licences,
        changed=changed.files if changed else (),
        counts=changed.counts if changed else "",
        patch=patch,
        left=left,
    )
    return f"{said}\n"


def unrewritten(inventory: Inventory) -> Callable[[str], str]:
    """The import path in a kept copy: upstream's own, without the project's workspace. It is the path at which the
    legacy build found the package in two cases: it leads into a dependency's workspace that was not kept, or it has a
    major version that only minimal module compatibility leaves out."""
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


def _sources(choice: Choice, beside: NeededBesides | None) -> Iterator[tuple[Iterable[tuple[str, bool]], Tree, str]]:
    """(files, their tree, the module's folder in it): of each package, of the folders above it licenses and data, and
    what C code and assembly may include from anywhere in the module; and what is named below a vendor folder."""
    told: set[tuple[int, str]] = set()
    more = beside.packages if beside else ()
    for used in (*choice.packages, *(used for used in more if is_inside(used.import_path, choice.path))):
        folder = _module_folder(used, choice.path)
        yield package_files(used), used.tree, folder
        for above in _folders_between(folder, used.dir):
            if (id(used.tree), above) not in told:
                told.add((id(used.tree), above))
                yield _beside_code(used.tree, above), used.tree, folder
        if has_foreign_code(used.package):
            yield _data(used.tree, folder), used.tree, folder
    for root, below in beside.named if beside else ():
        if beside and is_inside(below, choice.path):
            yield _named(beside.tree, f"{root}/{below}"), beside.tree, f"{root}/{choice.path}"


def _named(tree: Tree, path: str) -> Iterator[tuple[str, bool]]:
    """The file at a path, or all below the folder there, without tests of Go."""
    folder, _, name = path.rpartition("/")
    entry = next((entry for entry in tree.entries(folder) if entry.name == name), None)
    found = [(path, entry.executable)] if entry and entry.kind in _FILES else all_files(tree, path)
    return ((place, is_executable) for place, is_executable in found if not place.endswith("_test.go"))


def _folders_between(folder: str, below: str) -> Iterator[str]:
    """A folder, and those on the way to one below it."""
    yield folder
    for at in range(len(folder) + 1, len(below)):
        if below[at] == "/":
            yield below[:at]


def _owners(choice: Choice) -> dict[str, tuple[int, str]]:
    """The tree and the module's folder in it from which the build took each package, by its place below the module; the
    first where there are several."""
    found: dict[str, tuple[int, str]] = {}
    for used in choice.packages:
        below = used.import_path[len(choice.path) :].strip("/")
        found.setdefault(below, (id(used.tree), _module_folder(used, choice.path)))
    return found


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


def package_files(used: Used) -> Iterator[tuple[str, bool]]:
    """The files of one package: code without tests, licenses, what it embeds, and what may be read of what lies beside
    it, in folders without Go files too."""
    embedded = frozenset(posixpath.join(used.dir, name) for name in _embedded(used))
    for entry in used.tree.entries(used.dir):
        path = f"{used.dir}/{entry.name}"
        if entry.kind in _FILES and (_is_kept(entry.name) or path in embedded):
            yield path, entry.executable
        elif entry.kind is Kind.DIR and entry.name not in {"vendor", "testdata", *CHECKOUT}:
            yield from _without_go(used.tree, path)
            if embedded:
                yield from (
                    (name, is_executable) for name, is_executable in all_files(used.tree, path) if name in embedded
                )


def _is_kept(name: str) -> bool:
    if name.endswith(".go"):
        return not name.endswith("_test.go")
    return is_data(name) or name.lower().startswith(_LICENCES)


def _embedded(used: Used) -> tuple[str, ...]:
    patterns = [embed.pattern for file in used.package.files if not file.is_test for embed in file.embeds]
    try:
        return resolve_embeds(used.tree, used.dir, patterns)
    except EmbedError:
        return ()  # the go command refuses the package, here and there


def _data(tree: Tree, folder: str) -> Iterator[tuple[str, bool]]:
    """What C code and assembly may include from anywhere in the module: #include "../common/x.h"."""
    read = frozenset(posixpath.join(folder, name) for name in data_below(tree, folder))
    return (found for found in all_files(tree, folder, skip=()) if found[0] in read)


def _beside_code(tree: Tree, folder: str) -> Iterator[tuple[str, bool]]:
    """Licenses and data of a folder that is no package of the copy, and of those below it that have no Go files."""
    for entry in tree.entries(folder):
        path = f"{folder}/{entry.name}"
        if entry.kind in _FILES and not entry.name.endswith(".go") and _is_kept(entry.name):
            yield path, entry.executable
        elif entry.kind is Kind.DIR and entry.name not in {"vendor", "testdata", *CHECKOUT}:
            yield from _without_go(tree, path)


def _without_go(tree: Tree, folder: str) -> Iterator[tuple[str, bool]]:
    """What may be read of a folder without a Go file."""
    inside = tuple(all_files(tree, folder))
    if not any(name.endswith(".go") for name, _ in inside):
        yield from ((name, is_executable) for name, is_executable in inside if _is_kept(posixpath.basename(name)))
