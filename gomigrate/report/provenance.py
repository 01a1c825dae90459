"""Where vendored trees come from that no lock describes, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gomigrate.report.valuejson import reason_json
from gomigrate.report.words.planning.reasons import why

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.legacy.origins import VendoredOrigin


def provenance_text(origins: Sequence[VendoredOrigin]) -> str:
    """A line for each vendored module that no lock describes."""
    if not origins:
        return "provenance: every vendored package is described by a lock"
    lines = ["provenance of vendored trees that no lock describes"]
    for origin in origins:
        version = origin.module.version if origin.module else "no version found"
        lines += [f"  {origin.path}  {version}", f"      {why(origin.reason)}"]
    return "\n".join(lines)


def provenance_json(origins: Sequence[VendoredOrigin]) -> list[dict[str, Any]]:
    """The same as data."""
    return [
        {
            "path": origin.path,
            "packages": list(origin.packages),
            "module": {"path": origin.module.path, "version": origin.module.version} if origin.module else None,
            "reason": reason_json(origin.reason),
            "how_sure": why(origin.reason),
        }
        for origin in origins
    ]
