"""A fresh vendor folder: `go mod vendor`, run by the real go command in a private copy of the new tree."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.world.base.process import ProgramFailed
from gomigrate.world.base.redact import said
from gomigrate.world.disk.files import private_dir
from gomigrate.world.disk.reading import MAX_FILE, read_file
from gomigrate.world.disk.treewriter import TreeWriter
from gomigrate.world.go.gowords import is_sick, read_log

if TYPE_CHECKING:
    from gomigrate.model.plan import ChangeSet
    from gomigrate.model.trees.tree import Tree
    from gomigrate.world.go.gocmd import GoCommand

VENDOR = "vendor"
_TIMEOUT = 1800
_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshVendor:
    """The files of the new vendor folder, by path below the project, sorted; none where the module needs no other.
    `complaints` is what the go command could not vendor (lines of `go mod vendor -e`), () if nothing."""

    files: tuple[tuple[str, bytes], ...]
    complaints: tuple[str, ...] = ()


def fresh_vendor(go: GoCommand | None, tree: Tree, prefix: str, changes: ChangeSet) -> FreshVendor:
    """The result of `go mod vendor` in the tree with the changes in it.

    `tree` is the whole repository, since replace lines may lead out of the project's folder `prefix` ("" at its top);
    the paths of `changes` are relative to that folder. Where imports of tests or of other platforms are not available,
    the rest is vendored all the same and `complaints` says so. Nothing but a temporary folder and Go's own caches is
    written. Raises WorldProblem where there is no go command, where it makes no vendor folder, or where a proxy was out
    of order.
    """
    if go is None:
        raise WorldProblem("--vendor=regenerate needs the go command, which writes the folder, and there is none")
    with private_dir() as place:
        writer = TreeWriter(place)
        kept = None if prefix else [entry.name for entry in tree.entries("") if entry.name not in (VENDOR, ".git")]
        writer.add(tree, only=kept)
        for step in changes.steps:
            for change in step.changes:
                writer.write(f"{prefix}/{change.path}".lstrip("/"), change.after)
        project = place / prefix
        complaints = _run(go, str(project))
        return FreshVendor(files=tuple(_files(project)), complaints=complaints)


def _run(go: GoCommand, project: str) -> tuple[str, ...]:
    env = go.closed_env("module", {"GIT_TERMINAL_PROMPT": "0"})
    strict = go.ask(["mod", "vendor"], cwd=project, env=env, timeout=_TIMEOUT)
    if strict.returncode == 0:
        return ()
    if any(map(is_sick, read_log(strict.stderr))):
        raise ProgramFailed([go.path, "mod", "vendor"], strict)
    lenient = go.ask(["mod", "vendor", "-e"], cwd=project, env=env, timeout=_TIMEOUT)
    if lenient.returncode != 0 or not (Path(project) / VENDOR / "modules.txt").is_file():
        raise ProgramFailed([go.path, "mod", "vendor"], strict)
    lines = [said(line.strip()) for line in strict.stderr.splitlines() if line.strip()]
    quiet = ("go: downloading", "go: finding", "go: found")
    return tuple(line for line in lines if not line.startswith(quiet))[:_SHOWN]


def _files(project: Path) -> list[tuple[str, bytes]]:
    found = []
    for folder, _, names in os.walk(project / VENDOR):
        for name in names:
            place = Path(folder, name)
            found.append((place.relative_to(project).as_posix(), read_file(place, MAX_FILE)))
    return sorted(found)
