"""Findings about the go line: what it keeps, what it changes, and why it is not another."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding, finding_of
from gomigrate.model.findings import Place
from gomigrate.model.policy import DEFAULT_GO
from gomigrate.plan.goline.parity import (
    NEWEST_KNOWN,
    PER_TURN,
    BuiltPackage,
    NeededGo,
    changed_godebug,
    changed_loops,
    changes,
    lacking,
    language,
    minor_of,
)
from gomigrate.report.words.scanning.modfile import comment_of_go

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.model.findings import Fact, Finding

FIRST = 3
"""How many names a finding lists of a kind, beside their number."""
LISTED = 20
"""How many places or packages are listed one by one."""


class Raised(StrEnum):
    """Why the go line is not the usual one, or should not be what was asked for."""

    MODULE = "module"  # a module of the build has a higher line
    TOO_LOW = "too low"  # the code needs more than what was asked for
    CODE = "code"  # the code needs more than the usual line


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


def starting_line(asked: str, needed: NeededGo | None) -> str:
    """The go line to begin with: the one asked for, whatever it does; else the default, or what the code needs."""
    if asked or needed is None:
        return asked or DEFAULT_GO
    return max(DEFAULT_GO, needed.go, key=minor_of)


def comment_of_line(line: GoLine) -> str:
    """What the go.mod says above its go line: why it is this one."""
    needed, least = line.needed, minor_of(line.usual)
    if line.raised_by:
        return comment_of_go(line.go, by=line.raised_by)
    if needed and not line.asked and minor_of(needed.go) > least:
        return comment_of_go(line.go, by=f"{needed.path}:{needed.line}", what=needed.why)
    return comment_of_go(line.go, is_asked=bool(line.asked))


def go_line_findings(
    line: GoLine, own: Sequence[BuiltPackage], dependencies: Sequence[BuiltPackage]
) -> Iterator[Finding]:
    """One finding a kind: a raised line, a language unlike GOPATH mode's, loops, GODEBUG, what `go mod init` would do,
    what --go does, dependencies that cannot compile."""
    yield from _raised(line)
    yield from _languages(line, (*own, *dependencies))
    yield from held_loops(line, (*own, *dependencies))
    yield from new_loops(line, own)
    yield from new_godebug(line, own)
    yield from _otherwise(line, own)
    yield from _explained(line, own)
    yield from _too_old(dependencies)


def _raised(line: GoLine) -> Iterator[Finding]:
    needed = line.needed
    if line.raised_by:
        yield finding("GM606", case=Raised.MODULE, go=line.go, by=line.raised_by)
    elif needed and minor_of(needed.go) > minor_of(line.asked or line.usual):
        place = Place(needed.path, needed.line)
        if line.asked:
            yield finding("GM606", place=place, case=Raised.TOO_LOW, asked=line.asked, why=needed.why, needs=needed.go)
        else:
            yield finding("GM606", place=place, case=Raised.CODE, go=line.go, usual=line.usual, why=needed.why)


def _languages(line: GoLine, members: Sequence[BuiltPackage]) -> Iterator[Finding]:
    by_minor: dict[int, list[BuiltPackage]] = defaultdict(list)
    for member in members:
        if language(member, line.go) != line.toolchain_minor:
            by_minor[language(member, line.go)].append(member)
    facts: dict[str, Fact] = {}
    for minor, found in sorted(by_minor.items()):
        own = sum(member.module is None for member in found)
        names = tuple(member.import_path for member in found[:FIRST])
        facts |= {f"own_{minor}": own, f"dependencies_{minor}": len(found) - own, f"first_{minor}": names}
    if by_minor:
        facts |= {"packages": sum(map(len, by_minor.values())), "minors": tuple(map(str, sorted(by_minor)))}
        yield finding_of("GM601", {**facts, "toolchain": line.toolchain, "minor": line.toolchain_minor})


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
        others = sorted({member.import_path for member, _ in found if member.module is not None})
        yield finding(
            "GM602",
            loops=len(found),
            packages=len({member.import_path for member, _ in found}),
            toolchain=line.toolchain,
            minor=line.toolchain_minor,
            own=len(own),
            first_own=tuple(own[:FIRST]),
            dependencies=len(others),
            first_dependencies=tuple(others[:FIRST]),
        )


def new_loops(line: GoLine, own: Sequence[BuiltPackage]) -> Iterator[Finding]:
    """Loops that another line than the usual one gives a variable for each turn, or takes it from."""
    found = [loop for member in own for loop in changed_loops(member, minor_of(line.usual), minor_of(line.go))]
    if found:
        is_gained = minor_of(line.go) >= PER_TURN
        yield finding("GM603", loops=len(found), go=line.go, gained=is_gained, evidence=tuple(found[:LISTED]))


def new_godebug(line: GoLine, own: Sequence[BuiltPackage]) -> Iterator[Finding]:
    """The GODEBUG settings of programs that have other defaults under a line above the usual one."""
    programs = sorted(member.import_path for member in own if member.is_program)
    settings = changed_godebug(line.usual, line.go, line.toolchain_minor)
    if programs and settings and minor_of(line.go) > minor_of(line.usual):
        facts: dict[str, Fact] = {
            "programs": len(programs),
            "first": tuple(programs[:FIRST]),
            "settings": settings,
        }
        # Up to the default line all defaults are those of GOPATH mode.
        is_gopaths = minor_of(line.usual) <= minor_of(DEFAULT_GO)
        yield finding_of("GM604", facts if is_gopaths else {**facts, "usual": line.usual})


def _otherwise(line: GoLine, own: Sequence[BuiltPackage]) -> Iterator[Finding]:
    """What `go mod init` would do, which writes the toolchain's own version."""
    if not line.toolchain or line.toolchain_minor <= minor_of(line.go):
        return
    there = f"1.{line.toolchain_minor}"
    loops = sum(len(changed_loops(member, minor_of(line.go), minor_of(there))) for member in own)
    programs = sum(member.is_program for member in own)
    settings = len(changed_godebug(line.go, there, line.toolchain_minor)) if programs else 0
    if loops or settings:
        go = line.toolchain.removeprefix("go")
        yield finding("GM605", go=go, loops=loops, programs=programs, settings=settings)


def _explained(line: GoLine, own: Sequence[BuiltPackage]) -> Iterator[Finding]:
    """--go, package by package: each with its loops and the GODEBUG settings of its program."""
    if not line.asked or minor_of(line.go) == minor_of(line.usual):
        return
    found = changes(own, line.usual, line.go, line.toolchain_minor)
    yield finding(
        "GM607",
        go=line.go,
        usual=line.usual,
        packages=len(found),
        otherwise=sum(bool(change.loops or change.godebug) for change in found),
        evidence=tuple(" ".join((one.import_path, *one.loops[:FIRST], *one.godebug)) for one in found[:LISTED]),
    )


def _too_old(dependencies: Sequence[BuiltPackage]) -> Iterator[Finding]:
    found = [
        f"{member.import_path}: {file.path}:{need.line}: {need.what} (go 1.{need.minor})"
        for member in dependencies
        for file, need in lacking(member, language(member, ""))
    ]
    if found:
        yield finding("GM608", places=len(found), evidence=tuple(found[:LISTED]))
