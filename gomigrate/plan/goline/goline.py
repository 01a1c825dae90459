"""Findings about the go line: what it keeps, what it changes, and why it is not another."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.policy import DEFAULT_GO
from gomigrate.plan.goline.parity import (
    NEWEST_KNOWN,
    PER_TURN,
    BuiltPackage,
    NeededGo,
    PackageChange,
    changed_godebug,
    changed_loops,
    changes,
    lacking,
    language,
    minor_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.model.findings import Finding

SHOWN = 3
LISTED = 20
"""So many packages are explained one by one where --go asks for another line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoLine:
    """The line that was chosen and how: `asked` is --go's, "" without; `needed` what the project's code needs at
    least; `raised_by` the module because of which the line is higher than that, "" if none; `toolchain` the installed
    go command's version, such as "go1.26.8", "" without one; `usual` the line that would change nothing: the default,
    or that of a go.mod that is there already."""

    go: str
    usual: str = DEFAULT_GO
    asked: str = ""
    needed: NeededGo | None = None
    raised_by: str = ""
    toolchain: str = ""

    @property
    def toolchain_minor(self) -> int:
        """The minor version of the toolchain; without one, that of the newest that is known here."""
        return minor_of(self.toolchain.removeprefix("go")) if self.toolchain else NEWEST_KNOWN

    @property
    def toolchain_name(self) -> str:
        """The toolchain as text names it."""
        return self.toolchain or f"a go1.{NEWEST_KNOWN} toolchain"


def starting_line(asked: str, needed: NeededGo | None) -> str:
    """The go line to begin with: the one asked for, whatever it does; else the default, or what the code needs."""
    if asked or needed is None:
        return asked or DEFAULT_GO
    return max(DEFAULT_GO, needed.go, key=minor_of)


def go_line_findings(
    line: GoLine, own: Sequence[BuiltPackage], dependencies: Sequence[BuiltPackage]
) -> Iterator[Finding]:
    """One finding a kind: a raised line, a language unlike GOPATH mode's, loops, GODEBUG, what `go mod init` would do,
    what --go does, dependencies that cannot compile."""
    yield from _raised(line)
    yield from _languages(line, (*own, *dependencies))
    yield from held_loops(line, (*own, *dependencies))
    yield from new_loops(line, own)
    yield from _godebug(line, own)
    yield from _otherwise(line, own)
    yield from _explained(line, own)
    yield from _too_old(dependencies)


def _raised(line: GoLine) -> Iterator[Finding]:
    needed = line.needed
    if line.raised_by:
        message = f"the go line is {line.go}, since {line.raised_by} says so and a main module's line is never lower."
        yield finding("GM606", message)
    elif needed and line.asked and minor_of(needed.go) > minor_of(line.asked):
        message = f"go {line.asked}, as asked for, is too low: the code has {needed.why}, which needs go {needed.go}."
        yield finding("GM606", message, place=Place(needed.path, needed.line))
    elif needed and not line.asked and minor_of(needed.go) > minor_of(line.usual):
        message = f"the go line is {line.go} instead of {line.usual}: the code has {needed.why}."
        yield finding("GM606", message, place=Place(needed.path, needed.line))


def _languages(line: GoLine, members: Sequence[BuiltPackage]) -> Iterator[Finding]:
    by_minor: dict[int, list[BuiltPackage]] = defaultdict(list)
    for member in members:
        if language(member, line.go) != line.toolchain_minor:
            by_minor[language(member, line.go)].append(member)
    count = sum(map(len, by_minor.values()))
    if count:
        yield finding(
            "GM601",
            f"{_count(count, 'package')} will be compiled as the go line of the module says; GOPATH mode with"
            f" {line.toolchain_name} compiles all as go 1.{line.toolchain_minor}.",
            evidence=tuple(f"go 1.{minor}: {_split(found)}" for minor, found in sorted(by_minor.items())),
        )


def _split(members: Sequence[BuiltPackage]) -> str:
    own = sum(m.module is None for m in members)
    words = [f"{own} of your own" if own else "", f"{len(members) - own} of dependencies" if own < len(members) else ""]
    return " and ".join(filter(None, words)) + f": {_first([m.import_path for m in members])}"


def held_loops(line: GoLine, members: Sequence[BuiltPackage]) -> Iterator[Finding]:
    """Loops that GOPATH mode, with this toolchain, already runs with a variable for each turn."""
    if line.toolchain_minor < PER_TURN:
        return
    found = [
        (member, loop)
        for member in members
        if language(member, line.go) < PER_TURN
        for loop in changed_loops(member, line.toolchain_minor, language(member, line.go))
    ]
    if found:
        own = [loop for member, loop in found if member.module is None]
        packages = len({member.import_path for member, _ in found})
        others = sorted({member.import_path for member, _ in found if member.module is not None})
        more = (f"in dependencies: {_first(others)}",) if others else ()
        yield finding(
            "GM602",
            f"{_count(len(found), 'loop')} in {_count(packages, 'package')} will have one variable for all turns, as"
            f" they were written for; GOPATH mode with {line.toolchain_name} makes one for each turn.",
            evidence=((f"yours: {_first(own)}",) if own else ()) + more,
        )


def new_loops(line: GoLine, own: Sequence[BuiltPackage]) -> Iterator[Finding]:
    """Loops that another line than the usual one gives a variable for each turn, or takes it from."""
    found = [loop for member in own for loop in changed_loops(member, minor_of(line.usual), minor_of(line.go))]
    if found:
        yield finding(
            "GM603",
            f"{_count(len(found), 'loop')} may behave otherwise: under go {line.go} every turn has its own variable.",
            evidence=tuple(found[:LISTED]) + _more(found, LISTED, "loops"),
        )


def _godebug(line: GoLine, own: Sequence[BuiltPackage]) -> Iterator[Finding]:
    programs = sorted(member.import_path for member in own if member.is_program)
    settings = changed_godebug(line.usual, line.go, line.toolchain_minor)
    if programs and settings and minor_of(line.go) > minor_of(line.usual):
        yield finding(
            "GM604",
            f"{_count(len(programs), 'program')} will run with other defaults than GOPATH mode gave"
            f" for {_count(len(settings), 'GODEBUG setting')}: {_first(programs)}.",
            evidence=(", ".join(settings),),
        )


def _otherwise(line: GoLine, own: Sequence[BuiltPackage]) -> Iterator[Finding]:
    """What `go mod init` would do, which writes the toolchain's own version."""
    if not line.toolchain or line.toolchain_minor <= minor_of(line.go):
        return
    there = f"1.{line.toolchain_minor}"
    loops = [loop for member in own for loop in changed_loops(member, minor_of(line.go), minor_of(there))]
    programs = sum(member.is_program for member in own)
    settings = changed_godebug(line.go, there, line.toolchain_minor) if programs else ()
    words = [f"give {_count(len(loops), 'loop')} new variables in each turn" if loops else ""]
    words += [
        f"run {_count(programs, 'program')} with other defaults for {_count(len(settings), 'GODEBUG setting')}"
        if settings
        else ""
    ]
    if any(words):
        version = line.toolchain.removeprefix("go")
        message = f"go mod init would write go {version}, and so {' and '.join(filter(None, words))}."
        yield finding("GM605", message)


def _explained(line: GoLine, own: Sequence[BuiltPackage]) -> Iterator[Finding]:
    """--go, package by package."""
    if not line.asked or minor_of(line.go) == minor_of(line.usual):
        return
    found = changes(own, line.usual, line.go, line.toolchain_minor)
    real = sum(bool(change.loops or change.godebug) for change in found)
    yield finding(
        "GM607",
        f"go {line.go} instead of {line.usual} changes the language of {_count(len(found), 'package')}; of these"
        f" {real or 'none'} may behave otherwise.",
        evidence=tuple(map(_words, found[:LISTED])) + _more(found, LISTED, "packages"),
    )


def _words(change: PackageChange) -> str:
    words = [f"language go 1.{change.language[0]} -> 1.{change.language[1]}"]
    if change.loops:
        words.append(f"loops {_first(change.loops)}")
    if change.godebug:
        words.append(_count(len(change.godebug), "GODEBUG default"))
    return f"{change.import_path}: {'; '.join(words)}"


def _too_old(dependencies: Sequence[BuiltPackage]) -> Iterator[Finding]:
    found = []
    for member in dependencies:
        here = language(member, "")
        found += [
            f"{member.import_path}: {file.path}:{need.line} has {need.what} (go 1.{need.minor})"
            for file, need in lacking(member, here)
        ]
    if found:
        yield finding(
            "GM608",
            f"{_count(len(found), 'place')} in dependencies will not compile: their modules' go lines are too low"
            " (go 1.16 where there is none), which GOPATH mode does not ask about.",
            evidence=tuple(found[:LISTED]) + _more(found, LISTED, "places"),
        )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' if number != 1 else ''}"


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _more(names: Sequence[object], shown: int, what: str) -> tuple[str, ...]:
    return (f"and {len(names) - shown:,} more {what}",) if len(names) > shown else ()
