"""Whether vendor/modules.txt agrees with go.mod, by the go command's rules (cmd/go/internal/modload,
checkVendorConsistency)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.modules import ModuleVersion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.modfile.gomod import GoMod
    from gomigrate.modfile.modulestxt import ModulesTxt


class VendorFault(StrEnum):
    """How the two differ about a module."""

    NOT_EXPLICIT = "not explicit"
    NOT_REQUIRED = "not required"
    OTHER_VERSION = "other version"
    NOT_REPLACED_THERE = "not replaced there"
    NOT_REPLACED_HERE = "not replaced here"
    REPLACED_OTHERWISE = "replaced otherwise"


@dataclass(frozen=True, slots=True)
class VendorDifference:
    """One difference about a module (without a version for a replace line of all versions)."""

    fault: VendorFault
    module: ModuleVersion


def vendor_differences(go_mod: GoMod, vendored: ModulesTxt, *, is_old: bool) -> tuple[VendorDifference, ...]:
    """What the go command refuses the vendor folder for, () for nothing. `is_old` is for a go line below 1.14, where
    modules.txt says less and only contradictions count."""
    return tuple(dict.fromkeys((*_required(go_mod, vendored, is_old), *_replaced(go_mod, vendored, is_old))))


def _required(go_mod: GoMod, vendored: ModulesTxt, is_old: bool) -> Iterator[VendorDifference]:  # noqa: FBT001
    explicit = {ModuleVersion(m.path, m.version) for m in vendored.modules if m.explicit}
    versions = {m.path: m.version for m in vendored.modules if m.packages}
    required = {ModuleVersion(line.path, line.version) for line in go_mod.requires}
    for module in (ModuleVersion(line.path, line.version) for line in go_mod.requires):
        if module in explicit:
            continue
        if not is_old:
            yield VendorDifference(VendorFault.NOT_EXPLICIT, module)
        elif versions.get(module.path, module.version) != module.version:
            yield VendorDifference(VendorFault.OTHER_VERSION, module)
    for m in vendored.modules:
        module = ModuleVersion(m.path, m.version)
        if m.packages and m.explicit and module not in required:
            yield VendorDifference(VendorFault.NOT_REQUIRED, module)


def _replaced(go_mod: GoMod, vendored: ModulesTxt, is_old: bool) -> Iterator[VendorDifference]:  # noqa: FBT001
    there = {ModuleVersion(m.path, m.version): m.replacement for m in vendored.modules if m.replacement}
    versions = {m.path: m.version for m in vendored.modules if m.packages}
    here = {ModuleVersion(r.path, r.version): ModuleVersion(r.new_path, r.new_version) for r in go_mod.replacements}
    for module, new in here.items():
        marked = there.get(module)
        if marked is None:
            if not is_old or (module.version and versions.get(module.path) == module.version):
                yield VendorDifference(VendorFault.NOT_REPLACED_THERE, module)
        elif marked != new:
            yield VendorDifference(VendorFault.REPLACED_OTHERWISE, module)
    for module in there:
        if module not in here and ModuleVersion(module.path, "") not in here:
            yield VendorDifference(VendorFault.NOT_REPLACED_HERE, module)
