"""vendor/modules.txt: which modules and packages a vendor tree holds.

The source of the format is https://go.dev/ref/mod#vendoring and what the go command of each version writes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from gomigrate.model.codes import finding
from gomigrate.model.findings import Finding, Place
from gomigrate.model.go import semver
from gomigrate.model.go.modpath import check_import_path
from gomigrate.model.modules import ModuleVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class VendoredModule:
    """One "# " line with what follows it.

    `version` is "" in the lines at the end that repeat a replace for every version. `explicit` is whether the main
    module's go.mod requires it (only written since Go 1.14), `go` its go line. `replacement` has version "" where it
    is a folder. A module without `packages` is there for its requirement or replacement only.
    """

    path: str
    version: str = ""
    explicit: bool = False
    go: str = ""
    replacement: ModuleVersion | None = None
    packages: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModulesTxt:
    """The modules in the order of the file; `is_workspace` for a file written by `go work vendor`."""

    modules: tuple[VendoredModule, ...]
    is_workspace: bool = False
    findings: tuple[Finding, ...] = ()


def parse_modules_txt(text: str | bytes, file: str = "vendor/modules.txt") -> ModulesTxt:
    """Reads a modules.txt. What cannot be understood becomes a finding, and is passed over as Go does."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    modules: list[VendoredModule] = []
    findings: list[Finding] = []
    is_workspace = False
    # Lines below a module line that could not be read belong to no module.
    current: VendoredModule | None = None
    packages: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        fields = line.split()
        if not fields:
            continue
        if line.startswith("# "):
            _close(modules, packages)
            current = _module_line(fields[1:], number)
            is_understood = current is not None
            if current is not None:
                modules.append(current)
        elif line.startswith("## ") and current is None:
            is_workspace = is_workspace or fields[1:] == ["workspace"]
            is_understood = fields[1:] == ["workspace"]
        elif current is not None and line.startswith("## "):
            current = modules[-1] = _annotated(current, line)
            is_understood = True
        else:
            is_understood = current is not None and len(fields) == 1 and not check_import_path(fields[0])
            packages += fields if is_understood else ()
        if not is_understood:
            findings.append(finding("GM203", place=Place(file, number), line=line.strip()[:80]))
    _close(modules, packages)
    return ModulesTxt(modules=tuple(modules), is_workspace=is_workspace, findings=tuple(findings))


def _module_line(fields: list[str], number: int) -> VendoredModule | None:
    """PATH VERSION, PATH VERSION => NEW [VERSION], or PATH => NEW [VERSION]."""
    match fields:
        case [path, version] if semver.is_valid(version):
            return VendoredModule(path=path, version=version, line=number)
        case [path, version, "=>", *new] if semver.is_valid(version) and len(new) in {1, 2}:
            return VendoredModule(path=path, version=version, replacement=ModuleVersion(*new), line=number)
        case [path, "=>", *new] if len(new) in {1, 2}:
            return VendoredModule(path=path, replacement=ModuleVersion(*new), line=number)
    return None


def _annotated(module: VendoredModule, line: str) -> VendoredModule:
    for part in line.removeprefix("## ").split(";"):
        entry = part.strip()
        if entry == "explicit":
            module = replace(module, explicit=True)
        elif entry.startswith("go "):
            module = replace(module, go=entry.removeprefix("go ").strip())
    # All other words are reserved for later versions of Go.
    return module


def _close(modules: list[VendoredModule], packages: list[str]) -> None:
    """Give the last module the packages that were listed below it."""
    if packages:
        modules[-1] = replace(modules[-1], packages=tuple(packages))
        packages.clear()
