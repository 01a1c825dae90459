"""What was reached under a vendor folder by other things than Go imports, before the folder goes.

C headers, .proto files, scripts and data that a build file names are looked for in what takes the folder's place: the
module's own files, or a kept copy. Where neither has them, since a module's zip leaves out vendor folders and nested
modules, or holds another version, the files themselves are kept below third_party: the module stays a plain
requirement, and its Go code is not doubled. A go.mod keeps Go files among them out of the main module.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.go.modpath import prefixes
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.policy import COPIES
from gomigrate.model.trees.tree import Kind
from gomigrate.scan.dependencydata import has_same, is_data
from gomigrate.scan.listing import has_file, listed
from gomigrate.scripts.kinds import kind_by_path
from gomigrate.scripts.modulefolder import module_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.policy import Policy
    from gomigrate.model.trees.tree import Tree
    from gomigrate.plan.copies.keptcopies import KeptCopy
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.solve.solution import Solution
    from gomigrate.scan.mentions import Mention

_FILES = {Kind.FILE, Kind.LINK_TO_FILE}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file that stays though its vendor folder is deleted: its new path below the project."""

    path: str
    data: bytes
    executable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers:
    """The findings, and the files to keep."""

    findings: tuple[Finding, ...] = ()
    files: tuple[KeptFile, ...] = ()

    def beside(self, copies: Iterable[KeptCopy]) -> tuple[tuple[str, bytes, bool], ...]:
        """The files that stay and are in no kept copy: path, bytes, whether executable."""
        copied = {f"{copy.folder}/{name}" for copy in copies for name, _ in copy.files}
        return tuple((f.path, f.data, f.executable) for f in self.files if f.path not in copied)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vendored:
    """A file below a vendor folder that is to be kept: its path in the folder, and the one below the project."""

    name: str
    path: str
    executable: bool


def leftovers(
    found: Sequence[Mention], inventory: Inventory, policy: Policy, solution: Solution, contents: Contents
) -> Leftovers:
    """Judges every mention of a path in a vendor folder that is to be deleted; mentions of one path are one finding."""
    if policy.vendor == "keep":
        return Leftovers()
    by_path: dict[tuple[str, str], list[Place]] = {}
    for mention in found:
        if not mention.is_linked:
            by_path.setdefault((mention.root, mention.below), []).append(mention.place)
    findings = [*_own_packages(inventory), *(_linked(mention) for mention in found if mention.is_linked)]
    lost: dict[str, _Vendored] = {}
    for (root, below), places in sorted(by_path.items()):
        if not below:
            if policy.vendor != "regenerate":
                findings.append(finding("GM733", place=places[0], folder=root, also=tuple(map(str, places[1:]))))
            continue
        files = [
            _Vendored(name=path[len(root) + 1 :], path=path, executable=executable)
            for path, executable in _files_below(inventory.tree, f"{root}/{below}")
        ]
        if policy.vendor == "regenerate" and root == "vendor" and _is_vendored_anew(files, solution):
            continue
        told, lacking = _judged((inventory.tree, root, below), files, places, solution, contents)
        findings.append(told)
        lost |= {file.name: file for file in lacking}
    return Leftovers(findings=tuple(findings), files=tuple(_kept(lost, inventory.tree, solution)))


def _own_packages(inventory: Inventory) -> Iterator[Finding]:
    """Vendor folders that are packages of the project themselves, by Go files directly in them."""
    for root in inventory.vendor_roots:
        entries = inventory.tree.entries(root.dir) if root.kind == "vendor" else ()
        files = sorted(entry.name for entry in entries if entry.kind in _FILES and entry.name.endswith(".go"))
        if files:
            yield finding("GM419", place=Place(f"{root.dir}/{files[0]}"), folder=root.dir, files=tuple(files))


def _linked(mention: Mention) -> Finding:
    return finding("GM732", place=mention.place, path=mention.path, package=mention.below, line=mention.mended)


def _is_vendored_anew(files: Sequence[_Vendored], solution: Solution) -> bool:
    """Whether go mod vendor copies all of it: it takes the files of the folders that are packages of the build."""
    return all(posixpath.dirname(file.name) in solution.load.packages for file in files)


def _judged(
    named_in: tuple[Tree, str, str],
    files: Sequence[_Vendored],
    places: Sequence[Place],
    solution: Solution,
    contents: Contents,
) -> tuple[Finding, Sequence[_Vendored]]:
    """The findings about one path, given as the tree, the vendor folder in it and the path below that; and the files
    that its replacement lacks, or has with other bytes."""
    legacy, root, below = named_in
    place, named, also = places[0], f"{root}/{below}", tuple(map(str, places[1:]))
    path = next((above for above in prefixes(below) if above in solution.graph.selected), "")
    copy = f"{COPIES}/{below}"
    if not path:
        return finding("GM731", place=place, path=named, copy=copy, files=_names(files), also=also), files
    module = solution.replacements.of(ModuleVersion(path, solution.graph.selected[path]))
    tree = contents.tree(module)
    wanted = [file for file in files if not _is_go_matter(file.name)]
    lost = [
        file
        for file in wanted
        if isinstance(tree, tuple) or not _has(tree, file.name[len(path) + 1 :], legacy, file.path)
    ]
    if lost:
        lacks = str(module)
        return finding("GM731", place=place, path=named, module=lacks, copy=copy, files=_names(lost), also=also), lost
    rest = below[len(path) :].strip("/")
    is_run = bool(module.version) and any(file.executable for file in files)
    kind = kind_by_path(place.file)
    folder = module_folder(path, kind, "") if module.version else module.path.removeprefix("./")
    where = "/".join(filter(None, (folder, rest)))
    unread = "" if folder else path
    return finding("GM730", place=place, path=named, where=where, unread=unread, executable=is_run, also=also), ()


def _has(module: Tree, name: str, legacy: Tree, path: str) -> bool:
    """Whether a module has a file that is named, and, for data, with the same bytes."""
    is_read = is_data(posixpath.basename(name))
    return has_same(legacy, path, module, name) if is_read else has_file(module, name)


def _names(files: Iterable[_Vendored]) -> tuple[str, ...]:
    return tuple(file.name for file in files)


def _kept(lost: Mapping[str, _Vendored], tree: Tree, solution: Solution) -> Iterator[KeptFile]:
    """The files to keep, and a go.mod for every top folder of them that has Go files."""
    for name, file in sorted(lost.items()):
        yield KeptFile(path=f"{COPIES}/{name}", data=tree.read(file.path), executable=file.executable)
    copies = {new.path.removeprefix(f"./{COPIES}/") for new in solution.replacements.by_version.values()}
    for folder in sorted({posixpath.dirname(name) for name in lost if name.endswith(".go")}):
        if not any(above in copies or f"{above}/go.mod" in lost for above in prefixes(folder)):
            yield KeptFile(path=f"{COPIES}/{folder}/go.mod", data=f"module {folder}\n".encode(), executable=False)


def _is_go_matter(name: str) -> bool:
    """Files that no build file uses, and that vendor folders have beside the module's own."""
    return posixpath.basename(name) in {"go.mod", "go.sum"} or name.endswith("_test.go")


def _files_below(tree: Tree, path: str) -> Iterator[tuple[str, bool]]:
    """The file at the path, or all files below the folder there, each with whether it is executable."""
    folder, _, name = path.rpartition("/")
    entry = next((entry for entry in listed(tree, folder) if entry.name == name), None)
    if entry is not None and entry.kind in _FILES:
        yield path, entry.executable
        return
    for inner in listed(tree, path):
        if inner.kind is Kind.DIR or inner.kind in _FILES:
            yield from _files_below(tree, f"{path}/{inner.name}")
