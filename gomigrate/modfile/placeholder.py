"""A go.mod that only keeps a folder out of the module above it, until the folder is a module of its own.

A module is its folder with all that lies below, but for folders with a go.mod (Go reference: "Modules, packages, and
versions"). Of several modules in one repository the one above may be made first, or one below may have to wait.
"""

from __future__ import annotations

from gomigrate.modfile.quoting import auto_quote

_MARK = "// gomigrate: not a module yet."


def placeholder(module: str, go: str) -> bytes:
    """The text of such a go.mod."""
    told = "// Until it is, this file keeps the folder out of the module above it."
    return f"{_MARK}\n{told}\nmodule {auto_quote(module)}\n\ngo {go}\n".encode()


def is_placeholder(data: bytes) -> bool:
    """Whether a go.mod is one that gomigrate put there to hold the place."""
    return data.startswith(_MARK.encode())
