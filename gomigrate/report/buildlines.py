"""What becomes of the lines of build files: they stay, were fixed, or are a person's to change; each with its place,
and with the line as it should be where that can be said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.findings import Place, Severity
from gomigrate.model.legacy.habits import Safety
from gomigrate.model.severities import SEVERITIES
from gomigrate.report.words.phrases import counted, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.habits import Habit
    from gomigrate.model.plan import Plan
    from gomigrate.report.page import Page


class LineFate(StrEnum):
    """What becomes of a line: nothing, as far as is known; it changes; it changes with --unsafe-fixes; or a person
    changes it."""

    STAYS = "stays"
    MENDED = "mended"
    UNSAFE = "unsafe"
    BY_HAND = "by hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildLine:
    """A line at its place, as it is now and as it should be, or is on the branch. `should_be` is () where that is not
    known, or nothing is left of it. Both may be several lines."""

    place: Place
    fate: LineFate
    lines: tuple[str, ...]
    should_be: tuple[str, ...] = ()


def build_lines(plan: Plan) -> tuple[BuildLine, ...]:
    """The go commands and habits of build files, and the lines that use what is removed, by file and line. A go command
    stays where neither a habit nor more than a note is told of its line."""
    told = [_of_habit(habit) for habit in plan.habits if habit.applied or SEVERITIES[habit.code] is not Severity.NOTE]
    known = {line.place for line in told}
    by_hand = [line for found in plan.findings if found.severity is not Severity.NOTE for line in _of_finding(found)]
    told += (line for line in by_hand if line.place not in known)
    changed = {Place(h.file, h.line + n) for h in plan.habits if h.applied for n in range(max(1, len(h.before)))}
    changed |= {found.place for found in plan.findings if found.place and found.severity is not Severity.NOTE}
    changed |= {line.place for line in told}
    stays = {Place(row.file, row.line): row.command for row in plan.go_commands}
    told += [
        BuildLine(place=place, fate=LineFate.STAYS, lines=(command,))
        for place, command in stays.items()
        if place not in changed
    ]
    return tuple(sorted(told, key=lambda line: (line.place, line.fate)))


def _of_finding(found: Finding) -> Iterator[BuildLine]:
    """The lines that use what is removed, and those that install a Go which cannot build the branch (`places`, with the
    line at each and as it should be)."""
    if found.place and found.fact("use"):
        yield BuildLine(place=found.place, fate=LineFate.BY_HAND, lines=found.evidence[:1])
    places, lines, should = (found.fact(name) for name in ("places", "lines", "should"))
    if isinstance(places, tuple) and isinstance(lines, tuple) and isinstance(should, tuple):
        for one, line, new in zip(places, lines, should, strict=True):
            file, _, number = one.rpartition(":")
            place = Place(file, int(number))
            yield BuildLine(place=place, fate=LineFate.BY_HAND, lines=(line,), should_be=(new,) if new else ())


def _of_habit(habit: Habit) -> BuildLine:
    fate = LineFate.MENDED if habit.applied else LineFate.UNSAFE if habit.safety is Safety.UNSAFE else LineFate.BY_HAND
    return BuildLine(place=Place(habit.file, habit.line), fate=fate, lines=habit.before, should_be=habit.after)


def counted_lines(lines: Sequence[BuildLine]) -> str:
    """How many there are of each, "" for none."""
    of = {fate: [line for line in lines if line.fate is fate] for fate in LineFate}
    stays, fixed = of[LineFate.STAYS], of[LineFate.MENDED]
    files = counted(len({line.place.file for line in fixed}), "file")
    parts = (
        f"{counted(len(stays), 'go command')} {plural('stays', len(stays))} as {plural('it', len(stays))}"
        f" {plural('is', len(stays))}"
        if stays
        else "",
        f"{counted(len(fixed), 'line')} fixed in {files}" if fixed else "",
        f"{len(of[LineFate.UNSAFE])} fixed with --unsafe-fixes only" if of[LineFate.UNSAFE] else "",
        f"{len(of[LineFate.BY_HAND])} to fix by hand" if of[LineFate.BY_HAND] else "",
    )
    return ", ".join(filter(None, parts))


_FATES = {
    LineFate.STAYS: "works as it is",
    LineFate.MENDED: "fixed",
    LineFate.UNSAFE: "fixed with --unsafe-fixes only",
    LineFate.BY_HAND: "to fix by hand",
}


def lines_into(page: Page, lines: Sequence[BuildLine]) -> None:
    """Each with its place, and below it what it says and should say, as a diff has it."""
    for line in lines:
        page.pairs([(str(line.place), _FATES[line.fate])])
        if line.fate is LineFate.STAYS:
            page.block("\n".join(line.lines))
        else:
            for mark, words in (*(("-", one) for one in line.lines), *(("+", one) for one in line.should_be)):
                page.block(f"{mark} {words.strip()}")
