"""What the go command compiles of a side: one unit for each package, and for each package that a test changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gomigrate.verify.build.packages import FILE_FIELDS, fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FIELDS = (
    *(
        "ImportPath",
        "Dir",
        "Name",
        "Standard",
        "DepOnly",
        "ForTest",
        "BuildID",
        "Error",
        "DepsErrors",
        "Module",
        "Imports",
    ),
    *FILE_FIELDS,
)
"""What `go list -json=` is asked for."""

NO_GO_LINE = "1.16"
"""The language of a module whose go.mod has no go line (https://go.dev/ref/mod#go-mod-file-go)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledUnit:
    """Something that is compiled: a package, or one that is compiled once more for the test of the package `for_test`
    (`listed` is "p [q.test]" then). `path` is its import path, `folder` where it lies; `files` and `native`, those of
    them that not the Go compiler alone reads, are relative to that. `imports` are units, as listed. `code` is a digest
    of what the compiler made of it, "" where it made nothing, for the reason in `error`. `module` is that of module
    mode, `go` the language of it, `root` its folder. `is_program`: it is one of those asked for, and can be linked."""

    listed: str
    path: str
    folder: str
    for_test: str = ""
    files: tuple[str, ...] = ()
    native: tuple[str, ...] = ()
    has_c: bool = False
    imports: tuple[str, ...] = ()
    code: str = ""
    error: str = ""
    module: str = ""
    go: str = ""
    root: str = ""
    is_program: bool = False

    @property
    def is_external_test(self) -> bool:
        """Whether it is the package p_test of a package p."""
        return bool(self.for_test) and self.path == f"{self.for_test}_test"


def read_units(entries: Iterable[Mapping[str, Any]]) -> Iterator[CompiledUnit]:
    """The units of `go list -e -deps -test -json`, without the standard library, and without the programs that are made
    to run tests: the go command writes these itself, from the names of the tests."""
    for entry in entries:
        if entry.get("Standard"):
            continue
        compiled = [str(name) for key in ("GoFiles", "CgoFiles") for name in entry.get(key) or ()]
        is_made = bool(compiled) and all("/" in name or "\\" in name for name in compiled)
        if is_made and str(entry["ImportPath"]).endswith(".test"):
            continue
        # A folder without a file for this platform is no fault, and nothing to compile.
        if compiled or fault(entry):
            yield _unit(entry, _error(entry))


def _unit(entry: Mapping[str, Any], error: str) -> CompiledUnit:
    listed = str(entry["ImportPath"])
    names = {key: tuple(str(name) for name in entry.get(key) or ()) for key in FILE_FIELDS}
    c_fields = ("CgoFiles", "CFiles", "CXXFiles", "MFiles", "FFiles", "SwigFiles", "SwigCXXFiles")
    module = entry.get("Module") or {}
    return CompiledUnit(
        listed=listed,
        path=listed.partition(" ")[0],
        folder=str(entry.get("Dir", "")),
        for_test=str(entry.get("ForTest", "")),
        files=tuple(sorted({name for found in names.values() for name in found})),
        native=tuple(sorted({name for key in (*c_fields, "SFiles", "HFiles") for name in names[key]})),
        has_c=any(names[key] for key in c_fields),
        imports=tuple(map(str, entry.get("Imports") or ())),
        code="" if error else str(entry.get("BuildID") or "").rpartition("/")[2],
        error=error,
        module=str(module.get("Path", "")),
        go=str(module.get("GoVersion") or NO_GO_LINE) if module else "",
        root=str(module.get("Dir", "")),
        is_program=entry.get("Name") == "main" and not (entry.get("DepOnly") or entry.get("ForTest")),
    )


def _error(entry: Mapping[str, Any]) -> str:
    """The go command's words for why there is nothing, "" where there is no reason."""
    for error in (entry.get("Error"), *(entry.get("DepsErrors") or ())):
        words = str((error or {}).get("Err", "")).strip()
        if words:
            return words
    return ""
