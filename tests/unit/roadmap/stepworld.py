"""A migrated project in which one of each kind is left: two holds that hang together, an idle one, a fork, a copy, an
excluded version, a pseudo-version, a go line; and what `gomigrate next` says of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakeworld.program import Answer, gomigrate
from tests.fakeworld.world import build_world
from tests.unit.verify.gateworld import Migrated

HERE = Path(__file__).parent
APP = "github.com/acme/app"
LIB, WORDS, PATCHED, PLAIN = (f"github.com/acme/{name}" for name in ("lib", "words", "patched", "plain"))
SERVICE = "github.com/acme/service"


@dataclass(frozen=True, kw_only=True)
class Steps:
    """The migrated project, with a line in its go.mod that excludes a version which is nowhere."""

    migrated: Migrated

    def run(self, *words: str) -> Answer:
        """What gomigrate answers in the project."""
        return gomigrate(words, self.migrated.world.project, self.migrated.world.env)

    def next(self, *words: str) -> dict[str, Any]:
        """The answer of `gomigrate next` as data."""
        answer = self.run("next", "--format", "json", *words)
        assert answer.status == 0, answer.said
        data: dict[str, Any] = json.loads(answer.out)
        return data

    def verdict(self, branch: str) -> dict[str, Any]:
        """The answer of verify as data."""
        data: dict[str, Any] = json.loads(self.run("verify", "--against", branch, "--format", "json").out)
        return data


def make_steps(root: Path, cache: Path) -> Steps:
    """Lay the world out below `root`, and migrate its project."""
    world = build_world(HERE / "world", root / "world", cache)
    done = gomigrate(["apply", "--branch", "modules"], world.project, world.env)
    assert done.status == 0, done.said
    migrated = Migrated(world, "", "")
    base, head = (migrated.git("rev-parse", ref) for ref in ("master", "modules"))
    migrated = Migrated(world, base, head)
    go_mod = migrated.text("go.mod") + f"\nexclude {SERVICE} v0.9.0\n"
    migrated.git("branch", "left", migrated.commit({"go.mod": go_mod}))
    migrated.git("branch", "-D", "modules")
    return Steps(migrated=migrated)


def by_name(roadmap: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The steps by their names."""
    return {step["name"]: step for step in roadmap["steps"]}
