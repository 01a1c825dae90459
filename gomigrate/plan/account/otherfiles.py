"""Files of dependencies that differ from the module's, though every compared package is the same: files for other tags
and platforms, what C code includes, and data that programs or generators read."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.gosource.marks import marks_between
from gomigrate.gosource.package import has_foreign_code, read_package
from gomigrate.gosource.platforms.imports import is_possible
from gomigrate.model.codes import finding
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.legacy.inventory import Origin
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.policy import COPIES
from gomigrate.plan.decide.compare import PackageCopy, legacy_copy, untouched
from gomigrate.resolve.roots import likely_root
from gomigrate.scan.dependencydata import data_below, has_same, is_data
from gomigrate.scan.listing import paths_below

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from gomigrate.model.findings import Finding
    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.legacy.inventory import Inventory, Used
    from gomigrate.model.trees.tree import Tree
    from gomigrate.plan.decide.choice import Choice
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.solve.solution import Solution


def other_files(
    inventory: Inventory, solution: Solution, contents: Contents, written: Collection[str]
) -> Iterator[Finding]:
    """Warnings for files of the legacy build's copies that the modules lack, or have with other bytes. One is for files
    that a compiler may read in some build, one for all others, and for files in vendor folders without a Go file. What
    is kept among the files that are `written` is named with these."""
    compiled: list[str] = []
    data: list[str] = []
    for path, choice in sorted(solution.choices.items()):
        module = solution.replacements.of(ModuleVersion(path, solution.graph.selected.get(path, choice.version)))
        tree = contents.tree(module)
        if isinstance(tree, tuple):
            continue  # told with the module
        others = [other for other in solution.choices if other != path and is_inside(other, path)]
        is_cgo = any(map(has_foreign_code, (used.package for used in choice.packages)))
        compiled += _sources(choice, tree, module, contents)
        if not module.version and not is_cgo:
            continue  # the note of a copy names what it lacks
        for root in _roots(choice):
            names = [root.place(name) for name in root.differing(tree, [other[len(path) + 1 :] for other in others])]
            (compiled if is_cgo else data).extend(names)
    compiled += _of_commands(inventory, solution, contents)
    data += _without_go(inventory)
    if compiled:
        yield finding("GM446", files=tuple(dict.fromkeys(compiled)))
    data = [path for path in data if f"{COPIES}/{path.rpartition('vendor/')[2]}" not in written]
    if data:
        yield finding("GM447", files=tuple(dict.fromkeys(data)))


def _without_go(inventory: Inventory) -> Iterator[str]:
    """Data in vendor folders of repositories without a single Go package there, such as .proto files to be included: no
    module replaces them."""
    for root in inventory.vendor_roots:
        if root.kind == "vendor":
            roots = {likely_root(path) for path in root.packages}
            for path in paths_below(inventory.committed, root.dir):
                below = path.removeprefix(f"{root.dir}/")
                is_hosted = "." in below.partition("/")[0] and "/" in below and "/vendor/" not in below
                if is_hosted and likely_root(below) not in roots and is_data(posixpath.basename(path)):
                    yield path


class _LegacyFolder:
    """The folder of a module in the legacy build: in a tree, with the path that findings give."""

    def __init__(self, used: Used, folder: str) -> None:
        self.tree, self.folder = used.tree, folder
        self._top = "GOPATH/src" if used.origin is Origin.GOPATH else ""

    def place(self, name: str) -> str:
        return posixpath.join(self._top, self.folder, name)

    def differing(self, module: Tree, leave_out: Collection[str]) -> Iterator[str]:
        """The files that the module lacks, or has with other bytes."""
        for name in data_below(self.tree, self.folder, leave_out):
            if not has_same(self.tree, posixpath.join(self.folder, name), module, name):
                yield name


def _roots(choice: Choice) -> Iterable[_LegacyFolder]:
    """Where the legacy build has the module's files, each folder once."""
    found: dict[tuple[int, str], _LegacyFolder] = {}
    for used in choice.packages:
        below = used.import_path[len(choice.path) :] if is_inside(used.import_path, choice.path) else None
        if below is not None and used.origin is not Origin.NEIGHBOUR and f"/{used.dir}".endswith(below):
            folder = used.dir[: len(used.dir) - len(below)].rstrip("/")
            found.setdefault((id(used.tree), folder), _LegacyFolder(used, folder))
    return found.values()


def _sources(choice: Choice, tree: Tree, module: ModuleVersion, contents: Contents) -> Iterator[str]:
    """Go files of the packages that some build would take and that are not the module's. What a build on the checked
    platforms takes is the module's, or there is a copy of it."""
    for used in choice.packages:
        package = contents.package(module, choice.path, used.import_path)
        if package is None:
            continue  # told as an import without a module
        legacy = legacy_copy(used)
        built = PackageCopy(package=package, tree=tree, clean=untouched)
        names = {name for one in (used.package, package) for name in _possible(one)}
        for name in sorted(names):
            if not _is_same_source(legacy, built, name):
                yield posixpath.join("GOPATH/src" if used.origin is Origin.GOPATH else "", used.dir, name)


def _of_commands(inventory: Inventory, solution: Solution, contents: Contents) -> Iterator[str]:
    """Go files of vendored packages that the project's build does not import, where they differ from the module's.
    go.mod keeps such packages for generators and other commands that are run."""
    used = {used.import_path for used in inventory.used}
    for root in inventory.vendor_roots:
        for path in sorted(set(root.packages) - used):
            loaded = solution.load.packages.get(path)
            if loaded is None or loaded.module is None:
                continue
            module = solution.replacements.of(loaded.module)
            tree, folder = contents.tree(module), posixpath.join(root.dir, path)
            package = (
                None if isinstance(tree, tuple) or not module.version else read_package(inventory.tree, folder, path)
            )
            if package is None or isinstance(tree, tuple):
                continue
            old = PackageCopy(package=package, tree=inventory.tree, clean=untouched)
            new = contents.package(module, loaded.module.path, path)
            if new is not None:
                after = PackageCopy(package=new, tree=tree, clean=untouched)
                names = (file.name for file in package.files if not file.is_test)
                yield from (posixpath.join(folder, name) for name in names if not _is_same_source(old, after, name))


def _possible(package: GoPackage) -> Iterator[str]:
    """The Go files that some build takes."""
    listed = (file for file in package.files if not file.is_test and not file.unlisted)
    # The go command leaves out files of the package "documentation" (go/build, Context.Import).
    files = (file for file in listed if file.package != "documentation")
    return (file.name for file in files if is_possible(file.constraint))


def _is_same_source(before: PackageCopy, after: PackageCopy, name: str) -> bool:
    """Whether both have the file, but for what no compiler looks at: marks of tools."""
    try:
        data = before.read(name)
        return after.has(name, data) or marks_between(data, after.read(name)) is not None
    except OSError:
        return False
