"""What the same files do differently under another go line."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.policy import DEFAULT_GO
from gomigrate.modfile.gomod import ModFileError, parse
from gomigrate.plan.goline.goline import GoLine, held_loops, new_loops
from gomigrate.plan.goline.parity import BuiltPackage, SourceFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gomigrate.model.findings import Finding
    from gomigrate.verify.build.configuration import Configuration
    from gomigrate.verify.build.packages import Packages
    from gomigrate.world.modules.facts import Facts

_TEST = ".test"
_NAMED = 6

Settings = tuple[str, ...]


def changed_defaults(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, Settings]:
    """The programs (and tests, "PATH.test") of both sides whose GODEBUG defaults differ, each with the settings as
    "panicnil=1 -> default". The values are what go list calls DefaultGODEBUG."""
    found = {}
    for program in sorted(before.keys() & after.keys()):
        old, new = _settings(before[program]), _settings(after[program])
        names = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
        if names:
            found[program] = tuple(f"{n}={old.get(n, 'default')} -> {new.get(n, 'default')}" for n in names)
    return found


def _settings(listed: str) -> dict[str, str]:
    pairs = (setting.partition("=") for setting in listed.split(",") if setting)
    return {name: value for name, _, value in pairs}


def godebug_findings(before: Packages, after: Packages, *, is_planned: bool) -> Iterator[Finding]:
    """A finding that names the programs that run with other defaults than before: a warning where the plan chose the
    lines of go.mod that do it, else an error."""
    changed = changed_defaults(before.godebug, after.godebug)
    if changed:
        tests = sum(name.endswith(_TEST) for name in changed)
        yield finding(
            "GM320" if is_planned else "GM317",
            place=Place("go.mod"),
            evidence=by_settings(changed),
            settings=len({setting for settings in changed.values() for setting in settings}),
            programs=len(changed) - tests,
            tests=tests,
        )


def by_settings(changed: Mapping[str, Settings]) -> tuple[str, ...]:
    """The programs that have the same settings together, with what these were and are."""
    groups: dict[Settings, list[str]] = defaultdict(list)
    for program, settings in changed.items():
        groups[settings].append(program)
    return tuple(f"{_first(names)}: {', '.join(settings)}" for settings, names in groups.items())


def _first(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (f" (+{len(names) - _NAMED})" if len(names) > _NAMED else "")


def loop_findings(
    now: Mapping[Configuration, Packages],
    project: str,
    read: Callable[[str], bytes],
    facts: Facts,
    *,
    go: str,
    before: str,
    toolchain: str,
) -> Iterator[Finding]:
    """The loops whose variables are new in each turn on one side only: after GOPATH mode of all packages, of another go
    line than the usual one of the project's own. `before` is the go line of the state before, "" where that was GOPATH
    mode."""
    own = [
        BuiltPackage(import_path=path, files=tuple(_sources(files, read, facts)))
        for path, files in sorted(_own_files(now, project).items())
    ]
    line = GoLine(go=go, usual=before or DEFAULT_GO, toolchain=toolchain)
    if not before:
        yield from held_loops(line, (*own, *_dependencies(now, project, read, facts)))
    yield from new_loops(line, own)


def _own_files(now: Mapping[Configuration, Packages], project: str) -> dict[str, dict[str, str]]:
    """Go files of own packages on any platform: import path -> name as findings give it -> place on disk."""
    return {
        path: {f"{path[len(project) :].lstrip('/')}/{name}".lstrip("/"): place for name, place in files.items()}
        for path, files in _go_files(now).items()
        if is_inside(path, project)
    }


def _dependencies(
    now: Mapping[Configuration, Packages], project: str, read: Callable[[str], bytes], facts: Facts
) -> Iterator[BuiltPackage]:
    """The packages of dependencies, with the go lines of their modules."""
    lines: dict[str, str] = {}
    for path, files in sorted(_go_files(now).items()):
        if not is_inside(path, project):
            folder = posixpath.dirname(next(iter(files.values())))
            if folder not in lines:
                lines[folder] = _go_line(folder, read)
            sources = tuple(_sources(files, read, facts))
            yield BuiltPackage(import_path=path, module=ModuleVersion(path, ""), go=lines[folder], files=sources)


def _go_line(folder: str, read: Callable[[str], bytes]) -> str:
    """The go line of the module that a folder belongs to, "" for none: that of the nearest go.mod, up to the module's
    top folder, which has its version in its name in the module cache."""
    while folder != posixpath.dirname(folder):
        try:
            return parse(read(f"{folder}/go.mod"), lax=True).go
        except ModFileError:
            return ""
        except OSError:
            if "@" in posixpath.basename(folder):
                return ""
        folder = posixpath.dirname(folder)
    return ""


def _go_files(now: Mapping[Configuration, Packages]) -> dict[str, dict[str, str]]:
    """The Go files of each package on any platform: name -> place on disk."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for packages in now.values():
        for path, copies in packages.copies.items():
            names = (name for name, _ in copies[0].files if name.endswith(".go"))
            found[path].update({name: f"{copies[0].folder}/{name}" for name in names})
    return {path: files for path, files in found.items() if files}


def _sources(files: Mapping[str, str], read: Callable[[str], bytes], facts: Facts) -> Iterator[SourceFile]:
    for path, place in sorted(files.items()):
        try:
            yield SourceFile(path=path, constructs=facts.constructs(read(place)))
        except OSError:
            continue  # told where it was to be compared
