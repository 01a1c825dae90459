"""What the table says of each finding code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomigrate.model.findings import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A kind of finding: its severity, a title, what it means and what can usually be done."""

    severity: Severity
    title: str
    meaning: str
    remedy: str
