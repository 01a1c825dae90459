"""`python -m tests.fakeworld FOLDER TARGET` lays a scenario out and prints the shell words that step into it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from tests.fakeworld.environment import closed_environment
from tests.fakeworld.world import build_world


def main(folder: str, target: str) -> None:
    """Build the world and print `export` lines and a `cd` for a shell to evaluate."""
    world = build_world(Path(folder), Path(target))
    for name in sorted(closed_environment(world.root, list(world.gopath)).keys() - {"PATH", "LANG", "TMPDIR"}):
        print(f"export {name}={shlex.quote(world.env[name])}")
    print(f"cd {shlex.quote(str(world.project))}")


if __name__ == "__main__":
    main(*sys.argv[1:])
