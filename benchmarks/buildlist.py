"""Prints the build list of the module in this folder, by gomigrate's own version selection: `python -m` this."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.modules import ModuleVersion
from gomigrate.modfile.gomod import parse
from gomigrate.plan.solve.buildlist import Needs, load_graph
from gomigrate.world.base.outcome import Found
from gomigrate.world.world import World

if TYPE_CHECKING:
    from collections.abc import Sequence


def main() -> None:
    """Ask GOPROXY for each go.mod once, as the go command does."""
    world = World.from_environment(os.environ, os.getcwd())  # noqa: PTH109
    own = _needs(Path("go.mod").read_bytes())

    def needs_of(modules: Sequence[ModuleVersion]) -> list[Needs]:
        answers = world.modules.go_mods(modules)
        return [_needs(_bytes(answers[module])) for module in modules]

    graph = load_graph(own.requires, own.go, needs_of)
    print("\n".join(f"{path} {version}" for path, version in graph.selected.items()))


def _bytes(answer: object) -> bytes:
    assert isinstance(answer, Found), answer
    return bytes(answer.value)


def _needs(text: bytes) -> Needs:
    read = parse(text, lax=True)
    return Needs(tuple(ModuleVersion(r.path, r.version) for r in read.requires), read.go)


if __name__ == "__main__":
    main()
