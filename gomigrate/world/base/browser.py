"""The user's browser: a page is opened in it where a person sits at a screen."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


def page_address(file: str) -> str:
    """The address of a page in a file."""
    return Path(file).absolute().as_uri()


def open_page(file: str, env: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Open a page in the user's browser; whether that was tried and the browser took it. In CI, and on a system with X
    or Wayland without a screen of either, nothing is opened: a browser of the terminal would take the terminal."""
    has_screen = platform in ("darwin", "win32") or any(env.get(name) for name in _SCREENS)
    if env.get("CI") or not has_screen:
        return False
    import webbrowser

    return webbrowser.open(page_address(file))
