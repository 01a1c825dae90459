"""Closed legacy worlds: git repositories, a file:// module proxy, a GOPATH and a project, built from a folder.

`build_world(folder, target)` reads `world.toml` (see `spec.py` for its words) and the trees beside it and lays
everything out under `target`; nothing outside `target` is written, and no network is used. Standard library only.
"""

from __future__ import annotations

from tests.fakeworld.world import World, build_world

__all__ = ["World", "build_world"]
