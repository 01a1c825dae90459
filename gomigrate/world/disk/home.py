"""The user's home folder, and the folders of ours in it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def home(environ: Mapping[str, str]) -> str:
    """The user's home folder by os.UserHomeDir's rule, "" where the environment names none."""
    return environ.get("USERPROFILE" if sys.platform == "win32" else "HOME", "")


def user_folder(environ: Mapping[str, str], variable: str, below: str) -> str:
    """gomigrate's folder in the one that an XDG variable names, else in `below` in the home folder; a relative name is
    none (XDG Base Directory Specification). "" where the environment names neither."""
    above = environ.get(variable, "")
    if not Path(above).is_absolute():
        above = home(environ) and f"{home(environ)}/{below}"
    return above and str(Path(above, "gomigrate"))
