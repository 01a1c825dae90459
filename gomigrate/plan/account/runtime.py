"""What a run may see of the migration though the code stays the same: the paths of packages, which lose everything up
to the vendor folder, and the order that depends on them."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from gomigrate.gosource.platforms.imports import is_possible
from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.legacy.inventory import Origin
from gomigrate.plan.account.initorder import RunPackage
from gomigrate.plan.account.runpaths import path_findings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.findings import Finding
    from gomigrate.model.go.gopackage import GoFile
    from gomigrate.model.legacy.inventory import Inventory, Used
    from gomigrate.plan.solve.solution import Solution

# cmd/compile takes the directive at the beginning of a line only.
_LINKNAME = re.compile(rb"^//go:linkname[ \t]+\S+[ \t]+(\S*/(?:vendor|_workspace/src)/\S+)", re.MULTILINE)
# In assembly a slash of a path is written as U+2215, a dot as U+00B7.
_IN_ASSEMBLY = re.compile("\\S*\u2215(?:vendor|_workspace\u2215src)\u2215[^\\s(<+]+".encode())


def run_time_findings(inventory: Inventory, solution: Solution) -> Iterator[Finding]:
    """Errors for names that the linker no longer finds, a warning for each package that exists twice after the
    migration, and one note for everything else."""
    code = _Code(inventory, solution)
    yield from code.linknames()
    yield from code.doubled(solution)
    yield from path_findings(code.packages())


class _Code:
    """The packages of the legacy build by their places, and the import path of each in module mode."""

    def __init__(self, inventory: Inventory, solution: Solution) -> None:
        renamed = {used.place: used.import_path for choice in solution.choices.values() for used in choice.packages}
        self._tree = inventory.tree
        self._used = {used.place: used for used in inventory.used if used.origin is not Origin.NEIGHBOUR}
        self._new = {place: renamed.get(place, used.import_path) for place, used in self._used.items()}

    def linknames(self) -> Iterator[Finding]:
        """A name of a vendored package by its old path, which no package has any more."""
        for used in self._used.values():
            own = used.origin is Origin.PROJECT
            files = [f.name for f in self._go_files(used, tests=own) if any(path == "unsafe" for path, _ in f.imports)]
            for name, pattern in (
                *((name, _LINKNAME) for name in files),
                *((name, _IN_ASSEMBLY) for name in used.package.others if name.endswith((".s", ".S"))),
            ):
                data = self._read(used.place, name)
                for found in pattern.finditer(data):
                    symbol = found[found.lastindex or 0].decode("utf-8", "replace")
                    symbol = symbol.replace("\u2215", "/").replace("\u00b7", ".")
                    file, _, line = self._where(used, name, data, found.start()).rpartition(":")
                    is_here = used.tree is self._tree
                    yield finding(
                        "GM444",
                        place=Place(file, int(line)) if is_here else None,
                        where="" if is_here else f"{file}:{line}",
                        symbol=symbol,
                        new=re.split("/vendor/|/_workspace/src/", symbol)[-1],
                    )

    def doubled(self, solution: Solution) -> Iterator[Finding]:
        """A folder that is one package in GOPATH mode, however its path is spelled, and two packages in module mode:
        with a major version in the path and without."""
        spelled: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for used in self._used.values():
            for path, target in (*used.imports, *used.test_imports):
                if target in self._used and path in solution.load.packages:
                    spelled[target].setdefault(path, used.import_path)
        for place, paths in sorted(spelled.items()):
            if len(paths) > 1:
                evidence = tuple(f"{importer} -> {path}" for path, importer in sorted(paths.items()))
                yield finding("GM443", package=place, paths=tuple(sorted(paths)), evidence=evidence)

    def packages(self) -> dict[str, RunPackage]:
        """The packages as `runpaths` asks for them."""
        return {
            place: RunPackage(
                place=place,
                path=self._new[place],
                folder=self._folder(used),
                is_own=used.origin is Origin.PROJECT,
                imports=used.imports,
                test_imports=used.test_imports,
                sources=partial(self._sources, used),
            )
            for place, used in self._used.items()
        }

    def _sources(self, used: Used) -> tuple[tuple[str, frozenset[str], bytes], ...]:
        return tuple(
            (file.name, frozenset(path for path, _ in file.imports), self._read(used.place, file.name))
            for file in self._go_files(used, tests=False)
        )

    @staticmethod
    def _go_files(used: Used, *, tests: bool) -> list[GoFile]:
        files = used.package.files
        return [f for f in files if not f.unlisted and (tests or not f.is_test) and is_possible(f.constraint)]

    def _where(self, used: Used, name: str, data: bytes, at: int) -> str:
        """FILE:LINE, below the project or in GOPATH."""
        line = data.count(b"\n", 0, at) + 1
        return f"{posixpath.join(self._folder(used), name)}:{line}"

    def _folder(self, used: Used) -> str:
        return used.dir if used.tree is self._tree else f"GOPATH/src/{used.dir}"

    def _read(self, place: str, name: str) -> bytes:
        """The bytes of a file, empty where it cannot be read."""
        used = self._used[place]
        try:
            return used.tree.read(posixpath.join(used.dir, name))
        except OSError:
            return b""
