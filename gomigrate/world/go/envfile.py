"""The file that `go env -w` writes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from gomigrate.world.disk.home import home
from gomigrate.world.disk.reading import read_or_none

if TYPE_CHECKING:
    from collections.abc import Mapping


def env_file(environ: Mapping[str, str]) -> str:
    """The file that `go env -w` writes: $GOENV, else go/env in os.UserConfigDir; "" for GOENV=off or no home."""
    named = environ.get("GOENV", "")
    if named:
        return "" if named == "off" else named
    if sys.platform == "win32":
        folder = environ.get("AppData", "")
    elif sys.platform == "darwin":
        folder = home(environ) and f"{home(environ)}/Library/Application Support"
    else:
        folder = environ.get("XDG_CONFIG_HOME", "") or (home(environ) and f"{home(environ)}/.config")
    return f"{folder}/go/env" if folder else ""


def read_env_file(path: str) -> dict[str, str]:
    """The KEY=value lines of an env file; comments and malformed lines are passed over, as the go command does."""
    text = (read_or_none(path) or b"").decode("utf-8", errors="surrogateescape")
    values = {}
    for line in text.split("\n"):
        key, equals, value = line.partition("=")
        if equals and key[:1].isascii() and key[:1].isupper():
            values[key] = value
    return values
