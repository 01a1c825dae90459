"""Programs on PATH that the go command built: which one wins, which ones it hides, and how each was built (go version
-m)."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.machine import InstalledTool
from gomigrate.model.errors import WorldProblem
from gomigrate.model.modules import ModuleVersion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gomigrate.world.go.gocmd import GoCommand

_HEAD = re.compile(r"^(?P<file>\S.*): (?P<go>(?:go|devel)\S*.*)$")


def path_folders(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The entries of PATH, each once."""
    return tuple(dict.fromkeys(entry for entry in environ.get("PATH", "").split(os.pathsep) if entry))


def find_tools(
    go: GoCommand | None, environ: Mapping[str, str], bins: Iterable[str], wanted: Iterable[str]
) -> tuple[InstalledTool, ...]:
    """The programs in the folders `bins`, and those called as in `wanted`, as PATH finds them, sorted by name."""
    folders = path_folders(environ)
    names = {name for folder in bins for name in _programs(folder)} | set(wanted)
    winners: dict[str, list[str]] = {}
    for name in sorted(names):
        found = [folder for folder in folders if _is_program(Path(folder, name))]
        # The same folder twice, or a link to the same file, hides nothing.
        distinct = list({os.path.realpath(Path(folder, name)): folder for folder in reversed(found)}.values())[::-1]
        hidden = [folder for folder in bins if folder not in distinct and _is_program(Path(folder, name))]
        places = [*distinct, *(folder for folder in hidden if not _same_file(folder, distinct, name))]
        if places:
            winners[name] = places
    if not winners:
        return ()
    builds = _builds(go, [str(Path(places[0], name)) for name, places in winners.items()], environ)
    tools = []
    for name, places in winners.items():
        version, package, module = builds.get(str(Path(places[0], name)), ("", "", None))
        tools.append(
            InstalledTool(
                name=name, folder=places[0], go=version, package=package, module=module, shadows=tuple(places[1:])
            )
        )
    return tuple(tools)


def _same_file(folder: str, others: list[str], name: str) -> bool:
    return any(os.path.realpath(Path(folder, name)) == os.path.realpath(Path(other, name)) for other in others)


def _programs(folder: str) -> list[str]:
    try:
        return [entry.name for entry in Path(folder).iterdir() if _is_program(entry)]
    except OSError:
        return []


def _is_program(place: Path) -> bool:
    try:
        return place.is_file() and os.access(place, os.X_OK)
    except OSError:
        return False


def _builds(
    go: GoCommand | None, files: list[str], environ: Mapping[str, str]
) -> dict[str, tuple[str, str, ModuleVersion | None]]:
    """What `go version -m` says of each file: the Go, the package and the module; no entry where Go did not build
    it."""
    if go is None:
        return {}
    try:
        env = {**environ, "GOFLAGS": "-x=false"}
        completed = go.ask(["version", "-m", "--", *files], cwd=Path(go.path).anchor, env=env, timeout=60)
    except WorldProblem:
        return {}
    return parse_version_m(completed.stdout.decode("utf-8", errors="replace"))


def parse_version_m(text: str) -> dict[str, tuple[str, str, ModuleVersion | None]]:
    """The answer of `go version -m`: by file, the Go version, the main package and its module."""
    found: dict[str, tuple[str, str, ModuleVersion | None]] = {}
    file = ""
    for line in text.splitlines():
        head = _HEAD.match(line)
        if head:
            file = head["file"]
            found[file] = (head["go"], "", None)
            continue
        words = line.split()
        if not file or not words:
            continue
        version, package, module = found[file]
        if words[0] == "path" and len(words) > 1:
            found[file] = (version, words[1], module)
        elif words[0] == "mod" and len(words) > 2:
            found[file] = (version, package, ModuleVersion(words[1], words[2]))
    return found
