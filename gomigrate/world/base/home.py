"""The user's home folder."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def home(environ: Mapping[str, str]) -> str:
    """The user's home folder by os.UserHomeDir's rule, "" where the environment names none."""
    return environ.get("USERPROFILE" if sys.platform == "win32" else "HOME", "")
