"""Small projects on disk, and a look at them without a go command."""

from __future__ import annotations

import os
from pathlib import Path

from gomigrate.model.findings import Finding
from gomigrate.model.legacy.inventory import Inventory
from gomigrate.scan.gather import scan
from gomigrate.world.world import World

MAIN = 'package main\n\nimport _ "example.com/lib"\n\nfunc main() {}\n'
LIB = "package lib\n"


def look(directory: Path | str, *gopath: Path, import_path: str = "") -> Inventory:
    """The inventory of the project there; without a go command the environment alone tells the GOPATH."""
    environ = {"HOME": "/nonexistent", "GOPATH": os.pathsep.join(map(str, gopath)) or "/nonexistent/go", "GOENV": "off"}
    return scan(World.from_environment(environ, str(directory)), str(directory), import_path=import_path)


def said(inventory: Inventory, code: str) -> list[Finding]:
    """The findings of one code."""
    return [f for f in inventory.findings if f.code == code]


def gopkg_lock(*entries: tuple[str, str]) -> str:
    """A Gopkg.lock with these projects: path, commit."""
    return "".join(
        f'[[projects]]\n  name = "{path}"\n  packages = ["."]\n  revision = "{revision}"\n\n'
        for path, revision in entries
    )
