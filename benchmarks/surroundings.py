"""What the measured programs run in: nothing of the user's own settings."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.fakeworld.environment import closed_environment

GOMIGRATE = (sys.executable, "-m", "gomigrate")
CHECKOUT = Path(__file__).resolve().parents[1]


def closed(root: Path) -> dict[str, str]:
    """The environment for programs that run in the made world at `root`."""
    root.mkdir(parents=True, exist_ok=True)
    env = closed_environment(root, [root / "gopath"])
    env.pop("PYTHONDONTWRITEBYTECODE")
    return {**env, "PYTHONPATH": str(CHECKOUT), "XDG_CACHE_HOME": str(root / "cache"), "HOME": os.fspath(root / "home")}
