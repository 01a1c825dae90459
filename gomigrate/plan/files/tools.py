"""Commands that a lock pins though nothing imports them: their versions stay in go.mod.

From go 1.24 on go.mod has `tool` lines (Go reference: "tool directive"). Below, a Go file that no build takes imports
the commands, so that `go mod tidy` keeps their requirements (https://go.dev/wiki/Modules, "tool dependencies").
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.gosource.package import read_package
from gomigrate.gosource.platforms.imports import all_imports
from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.go.constraint import Tag
from gomigrate.model.go.gopackage import GoFile, GoPackage, Import
from gomigrate.model.go.goversion import go_version
from gomigrate.model.go.modpath import check_import_path, is_inside, is_std
from gomigrate.model.legacy.inventory import Origin
from gomigrate.plan.solve.tidyroots import direct_paths
from gomigrate.scripts.gone.generators import asked_of_go

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.plan.solve.loader import Load, Main
    from gomigrate.plan.solve.solution import Solution
    from gomigrate.resolve.wants import Wants
    from gomigrate.scan.buildfiles import BuildFiles

TOOL_LINES_FROM = (1, 24)
FILE = "tools.go"
FOLDERS = ("internal/tools", "internal/buildtools", "internal/pinnedtools")
_PLACE = re.compile(rf"(?:{'|'.join(FOLDERS)}|internal/tools[0-9]{{1,2}})/tools\.go")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A package that the lock keeps without an import. `is_command`: it is known to be a main package. `place` is where
    it is named."""

    import_path: str
    place: Place | None
    is_command: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolsFile:
    """Where the commands are imported, below the project; `tools` in order."""

    path: str
    tools: tuple[Tool, ...]

    @property
    def has_commands_only(self) -> bool:
        """Whether none of them is a library."""
        return all(tool.is_command for tool in self.tools)

    @property
    def text(self) -> bytes:
        """The Go file, as gofmt leaves it. The older build line is for go commands before 1.17."""
        lines = "".join(f'\t_ "{tool.import_path}"\n' for tool in self.tools)
        what = "commands" if self.has_commands_only else "packages"
        return (
            "//go:build tools\n// +build tools\n\n"
            f"// Package tools imports {what} that the project is worked on with, so that go.mod has them.\n"
            f"package tools\n\nimport (\n{lines})\n"
        ).encode()


def is_tools_file(path: str) -> bool:
    """Whether the path, below the project, is one that `tools_file` may choose."""
    return _PLACE.fullmatch(path) is not None


def find_tools(inventory: Inventory, wants: Wants, files: BuildFiles) -> tuple[Tool, ...]:
    """The commands that the project runs and that no file of it imports yet, such as in its own tools file.

    These are commands that locks name (dep's `required`, glock's `cmd`), and vendored ones that have an entry in a lock
    and that nothing imports. Then those whose folder a build file names. And, where they are locked or vendored,
    packages needed by what is run by file (see `_run_by_file`).
    """
    imported = {path for package in inventory.packages for path in all_imports(package, tests=True)}
    found: dict[str, Tool] = {}
    for lock in inventory.locks:
        pins = {pin.path: pin.place for pin in reversed(lock.pins)}
        for path in lock.required:
            place = next((pins[root] for root in pins if is_inside(path, root)), None)
            found.setdefault(path, Tool(import_path=path, place=place, is_command=_is_command(inventory, path)))
    for tool in _vendored_commands(inventory, wants):
        found.setdefault(tool.import_path, tool)
    for mention in files.mentions:
        if mention.below and not mention.is_linked and _has_main(inventory, mention.path):
            found.setdefault(mention.below, Tool(import_path=mention.below, place=mention.place))
    for path, place in _run_by_file(files, inventory.project.import_path):
        folders = [posixpath.join(root.dir, path) for root in inventory.vendor_roots if path in root.packages]
        is_locked = any(is_inside(path, pin.path) for lock in inventory.locks for pin in lock.pins)
        lying = [used.package for used in inventory.used if used.import_path == path and used.origin is Origin.GOPATH]
        if folders or is_locked or lying:
            is_main = any(_has_main(inventory, folder) for folder in folders) or any(map(is_command, lying))
            found.setdefault(path, Tool(import_path=path, place=place, is_command=is_main))
    own = inventory.project.import_path
    return tuple(
        found[path]
        for path in sorted(found)
        if path not in imported and not is_inside(path, own) and not is_std(path) and check_import_path(path) is None
    )


def _run_by_file(files: BuildFiles, module: str) -> Iterator[tuple[str, Place]]:
    """The packages of others that Go files need which build files and go:generate lines run or build by name (`go run
    gen.go`, `go build ./_tools/gen`), each with the line that does: `go mod tidy` does not read these."""
    sources = dict(files.sources)
    for document in files.documents:
        for call, wanted in asked_of_go(document, sources, module):
            place = Place(document.path, document.line(call.words[0].start))
            yield from ((path, place) for path in wanted)


def _vendored_commands(inventory: Inventory, wants: Wants) -> Iterator[Tool]:
    """Main packages in vendor folders that a lock entry names exactly, where nothing of that entry is imported."""
    named = {
        pin.path if name == "." else f"{pin.path}/{name}": pin.place
        for want in wants.idle
        for pin in want.pins
        for name in (".", *pin.packages)
    }
    for root in inventory.vendor_roots:
        for path in root.packages:
            if path in named and _has_main(inventory, posixpath.join(root.dir, path)):
                yield Tool(import_path=path, place=named[path])


def _is_command(inventory: Inventory, path: str) -> bool:
    """Whether a named package is a command: so unless the vendored copy shows that it is not."""
    folders = [posixpath.join(root.dir, path) for root in inventory.vendor_roots if path in root.packages]
    return not folders or any(_has_main(inventory, folder) for folder in folders)


def _has_main(inventory: Inventory, folder: str) -> bool:
    try:
        package = read_package(inventory.tree, folder, folder)
    except OSError:
        return False
    return package is not None and is_command(package)


def is_command(package: GoPackage) -> bool:
    """Whether a package is a main package; files for `go run` alone, whose build line says ignore, do not count."""
    ignore = Tag("ignore")
    return any(file.package == "main" and not file.is_test and file.constraint != ignore for file in package.files)


def tools_file(inventory: Inventory, tools: Sequence[Tool]) -> ToolsFile:
    """The file for these commands, in a folder that the project does not have."""
    tree = inventory.committed
    numbered = (f"internal/tools{number}" for number in range(2, 100))
    folder = next(name for name in (*FOLDERS, *numbered) if not tree.entries(name))
    return ToolsFile(path=f"{folder}/{FILE}", tools=tuple(tools))


def with_tools(main: Main, file: ToolsFile) -> Main:
    """The main module with the file's imports: that is how `go mod tidy` sees `tool` lines, too."""
    if not file.tools:
        return main
    folder = posixpath.dirname(file.path)
    path = f"{main.path}/{folder}"
    imports = tuple(Import(tool.import_path, "_") for tool in file.tools)
    source = GoFile(name=FILE, package="tools", imports=imports, constraint=Tag("tools"))
    package = GoPackage(import_path=path, dir=folder, files=(source,))
    return replace(main, packages={**main.packages, path: package})


@dataclass(frozen=True, slots=True)
class Broken:
    """A command that is not available, and the import that no module provides."""

    tool: Tool
    lacking: str


def broken_tools(load: Load, main: Main, tools: Iterable[Tool]) -> dict[str, Broken]:
    """The commands, by import path, that cannot be built from the build list; what the project's own packages lack as
    well does not count."""
    own = _reached(load, main.packages)
    broken: dict[str, Broken] = {}
    for tool in tools:
        lacking = sorted((_reached(load, [tool.import_path]) - own) & load.lacks.keys())
        if lacking:
            broken[tool.import_path] = Broken(tool, lacking[0])
    return broken


def _reached(load: Load, starts: Collection[str]) -> set[str]:
    """Everything that these packages import, themselves and what is lacking included; no tests."""
    seen: set[str] = set()
    waiting = list(starts)
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            package = load.packages.get(path)
            waiting += package.imports if package is not None else ()
    return seen


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTools:
    """How the commands are kept: as `tool` lines of go.mod, or in a file of their own. `package` is the import path
    that stands for either while the build list is made."""

    file: ToolsFile
    package: str
    is_by_lines: bool

    @classmethod
    def of(cls, file: ToolsFile, solution: Solution, main: Main, *, has_go_mod: bool) -> KeptTools:
        """By lines where the go line allows that and all of them are commands; a go.mod that is there already gets no
        new kind of line."""
        by_lines = go_version(solution.go) >= TOOL_LINES_FROM and file.has_commands_only
        package = f"{main.path}/{posixpath.dirname(file.path)}"
        return cls(file=file, package=package, is_by_lines=by_lines and not has_go_mod)

    @property
    def lines(self) -> tuple[str, ...]:
        """The `tool` lines."""
        return tuple(tool.import_path for tool in self.file.tools) if self.is_by_lines else ()

    @property
    def files(self) -> tuple[tuple[str, bytes, bool], ...]:
        """The new files: path below the project, bytes, whether executable."""
        return ((self.file.path, self.file.text, False),) if self.file.tools and not self.is_by_lines else ()

    def marked(self, solution: Solution) -> Solution:
        """The solution where modules that only `tool` lines want count as indirect, as `go mod tidy` marks them."""
        if not self.is_by_lines or not self.file.tools:
            return solution
        others = {key: value for key, value in solution.load.packages.items() if key != self.package}
        return replace(solution, direct=direct_paths(replace(solution.load, packages=others)))

    def findings(self, broken: Mapping[str, Broken]) -> Iterator[Finding]:
        """What became of the commands."""
        tools = tuple(tool.import_path for tool in self.file.tools)
        if tools:
            libraries = tuple(tool.import_path for tool in self.file.tools if not tool.is_command)
            yield finding("GM721", tools=tools, file="" if self.is_by_lines else self.file.path, libraries=libraries)
        for path, item in sorted(broken.items()):
            yield finding("GM720", place=item.tool.place, path=path, lacking=item.lacking)
