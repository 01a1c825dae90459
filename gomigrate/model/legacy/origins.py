"""Vendored trees that no lock describes, and the versions whose files they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomigrate.model.decision import SameFiles, Unsourced
    from gomigrate.model.modules import ModuleVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class VendoredOrigin:
    """A vendored module: its packages, the version with the same files (None: no compared version has them), and the
    evidence."""

    path: str
    packages: tuple[str, ...]
    module: ModuleVersion | None
    reason: SameFiles | Unsourced
