"""Which gomigrate this is, as far as what it keeps of its own work depends on it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

_TOP = Path(__file__).resolve().parents[2]


def own_mark(parts: Iterable[str]) -> str:
    """A digest of the version and of the source text of some `parts` (modules or folders, relative to the package and
    with slashes): what was made by other text may have to be made again. "" where the text cannot be read."""
    digest = hashlib.blake2b(__version__.encode(), digest_size=16)
    try:
        for part in parts:
            place = _TOP / part
            for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
                digest.update(b"\0" + file.name.encode() + b"\0" + file.read_bytes())
    except OSError:
        return ""
    return digest.hexdigest()
