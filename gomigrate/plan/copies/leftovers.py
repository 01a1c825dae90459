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
from gomigrate.scan.listing import has_file, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.inventory import Inventory
    from gomigrate.model.policy import Policy
    from gomigrate.model.trees.tree import Tree
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.solve.solution import Solution
    from gomigrate.scan.mentions import Mention

_FILES = {Kind.FILE, Kind.LINK_TO_FILE}
_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file that stays though its vendor folder goes: its new path below the project."""

    path: str
    data: bytes
    executable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers:
    """What is to be said, and what is to be kept."""

    findings: tuple[Finding, ...] = ()
    files: tuple[KeptFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """What takes the place of a mentioned path: `where` is how to name it, `lost` are files that it lacks."""

    where: str
    module: ModuleVersion | None
    lost: tuple[str, ...]


def leftovers(
    found: Sequence[Mention], inventory: Inventory, policy: Policy, solution: Solution, contents: Contents
) -> Leftovers:
    """Judge every mention of a path in a vendor folder that is about to go; mentions of one path are one finding."""
    if policy.vendor == "keep":
        return Leftovers()
    by_path: dict[tuple[str, str], list[Mention]] = {}
    for mention in found:
        if not mention.is_linked:
            by_path.setdefault((mention.root, mention.below), []).append(mention)
    judge = _Judge(inventory, policy, solution, contents)
    findings = [*_own_packages(inventory), *(_linked(mention) for mention in found if mention.is_linked)]
    for (root, below), group in sorted(by_path.items()):
        findings += judge.findings(root, below, group)
    return Leftovers(findings=tuple(findings), files=tuple(judge.kept()))


def _own_packages(inventory: Inventory) -> Iterator[Finding]:
    """Vendor folders that are packages of the project themselves, by Go files directly in them."""
    for root in inventory.vendor_roots:
        entries = inventory.tree.entries(root.dir) if root.kind == "vendor" else ()
        files = sorted(entry.name for entry in entries if entry.kind in _FILES and entry.name.endswith(".go"))
        if files:
            message = f"{root.dir}/ holds Go files of the project's own: {', '.join(files[:_SHOWN])}."
            yield finding("GM419", message, place=Place(f"{root.dir}/{files[0]}"))


def _linked(mention: Mention) -> Finding:
    message = f"-X sets a variable of {mention.path}; module mode knows it as {mention.below} only."
    return finding("GM732", message, place=mention.place)


class _Judge:
    """Looks mentioned paths up, and gathers the files that are to be kept."""

    def __init__(self, inventory: Inventory, policy: Policy, solution: Solution, contents: Contents) -> None:
        self._tree = inventory.tree
        self._policy = policy
        self._solution = solution
        self._contents = contents
        self._lost: dict[str, tuple[str, bool]] = {}

    def findings(self, root: str, below: str, group: Sequence[Mention]) -> Iterator[Finding]:
        """What is to be said of one path."""
        more = tuple(f"also in {mention.place}" for mention in group[1 : _SHOWN + 1])
        place = group[0].place
        if not below:
            if self._policy.vendor != "regenerate":
                yield finding("GM733", f"{root}/ is named here and goes.", place=place, evidence=more)
            return
        files = list(_files_below(self._tree, f"{root}/{below}"))
        if self._policy.vendor == "regenerate" and root == "vendor" and self._is_vendored_anew(below, files):
            return
        target = self._target(root, below, files)
        executables = {path for path, is_executable in files if is_executable}
        for name in target.lost:
            self._lost[name] = (f"{root}/{name}", f"{root}/{name}" in executables)
        if target.lost:
            lost = tuple(f"{COPIES}/{name}" for name in target.lost[:_SHOWN])
            count = f"{len(target.lost)} file{'s' if len(target.lost) != 1 else ''}"
            whose = f"{target.module} lacks" if target.module else "no module of the build has"
            message = f"{root}/{below} is named here; {whose} {count} of it, kept as {COPIES}/{below}."
            yield finding("GM731", message, place=place, evidence=(*lost, *more))
            return
        message = f"{root}/{below} is named here and goes; {target.where} has it."
        if executables and target.module and target.module.version:
            message += " No file of the module cache is executable, so run it through its interpreter."
        yield finding("GM730", message, place=place, evidence=more)

    def _is_vendored_anew(self, below: str, files: Iterable[tuple[str, bool]]) -> bool:
        """Whether go mod vendor copies all of it: it takes the files of the folders that are packages of the build."""
        folders = {posixpath.dirname(name) for name, _ in files}
        return all(folder.partition("/")[2] in self._solution.load.packages for folder in folders) and bool(below)

    def _target(self, root: str, below: str, files: Sequence[tuple[str, bool]]) -> _Target:
        names = [path[len(root) + 1 :] for path, _ in files]
        path = next((p for p in prefixes(below) if p in self._solution.graph.selected), "")
        if not path:
            return _Target(where="", module=None, lost=tuple(names))
        module = self._solution.replacements.of(ModuleVersion(path, self._solution.graph.selected[path]))
        tree = self._contents.tree(module)
        wanted = [name for name in names if not _is_go_matter(name)]
        lost = [n for n in wanted if isinstance(tree, tuple) or not has_file(tree, n[len(path) + 1 :])]
        folder = f"$(go list -m -f '{{{{.Dir}}}}' {path})" if module.version else module.path.removeprefix("./")
        where = posixpath.join(folder, below[len(path) :].strip("/"))
        return _Target(where=where, module=module, lost=tuple(lost))

    def kept(self) -> Iterator[KeptFile]:
        """The files to keep, and a go.mod for every top folder of them that has Go files."""
        for name, (path, executable) in sorted(self._lost.items()):
            yield KeptFile(path=f"{COPIES}/{name}", data=self._tree.read(path), executable=executable)
        for folder in sorted({posixpath.dirname(name) for name in self._lost if name.endswith(".go")}):
            if not self._has_copy(folder) and not any(f"{above}/go.mod" in self._lost for above in prefixes(folder)):
                yield KeptFile(path=f"{COPIES}/{folder}/go.mod", data=f"module {folder}\n".encode(), executable=False)

    def _has_copy(self, folder: str) -> bool:
        copies = {new.path.removeprefix(f"./{COPIES}/") for new in self._solution.replacements.by_version.values()}
        return any(above in copies for above in prefixes(folder))


def _is_go_matter(name: str) -> bool:
    """Files that no build file reaches for, and that vendor trees have beside the module's own."""
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
