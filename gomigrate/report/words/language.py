"""GM6xx: the go line, and the tests of verify --tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.phrases import all_of, filled, some_of
from gomigrate.report.words.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.report.words.row import Facts, Text


def _some(f: Facts, names: str, number: int) -> str:
    words = f[names]
    assert isinstance(words, tuple)
    return some_of(words, number)


def _number(f: Facts, name: str) -> int:
    return int(str(f[name]))


def _by_toolchain(template: str) -> Text:
    """A template in which {gopath} is the toolchain that GOPATH mode would compile with."""
    return lambda f: filled(template, {**f, "gopath": f["toolchain"] or f"a go1.{f['minor']} toolchain"})


def _gm601_seen(f: Facts) -> Iterable[str]:
    minors = f["minors"]
    assert isinstance(minors, tuple)
    for minor in minors:
        own, dependencies = _number(f, f"own_{minor}"), _number(f, f"dependencies_{minor}")
        words = [f"{own:,} of your own"] if own else []
        words += [f"{dependencies:,} of dependencies"] if dependencies else []
        yield f"go 1.{minor}: {all_of(words)}: {_some(f, f'first_{minor}', own + dependencies)}"


def _gm602_seen(f: Facts) -> Iterable[str]:
    if f["own"]:
        yield f"yours: {_some(f, 'first_own', _number(f, 'own'))}"
    if f["dependencies"]:
        yield f"in dependencies: {_some(f, 'first_dependencies', _number(f, 'dependencies'))}"


def _gm603(f: Facts) -> str:
    turns = "every turn has its own variable" if f["gained"] else "all turns share one variable"
    return filled("{loops:loop} may behave otherwise: under go {go} ", f) + f"{turns}."


def _gm604(f: Facts) -> str:
    than = "go {usual} gives" if "usual" in f else "GOPATH mode gave"
    words = f"{{programs:program}} will run with other defaults than {than} for {{settings:GODEBUG setting}}: "
    return filled(words, f) + f"{_some(f, 'first', _number(f, 'programs'))}."


def _gm605(f: Facts) -> str:
    words = ["give {loops:loop} new variables in each turn"] if f["loops"] else []
    words += ["run {programs:program} with other defaults for {settings:GODEBUG setting}"] if f["settings"] else []
    return filled(f"go mod init would write go {{go}}, and so {all_of(words)}.", f)


_RAISED = {
    "module": "The go line is {go}, since {by} says so and a main module's line is never lower.",
    "too low": "go {asked}, as asked for, is too low: the code has {why}, which needs go {needs}.",
    "code": "The go line is {go} instead of {usual}: the code has {why}.",
}


def _gm607(f: Facts) -> str:
    real = f"{f['otherwise']:,}" if f["otherwise"] else "none"
    words = "go {go} instead of {usual} changes the language of {packages:package}; of these "
    return filled(words, f) + f"{real} may behave otherwise."


ROWS: dict[str, Row] = {
    "GM601": Row(
        title="another language than in GOPATH mode",
        meaning="GOPATH mode compiles every package as the toolchain's own version of the language; module mode goes by the go line of each package's module, and takes go 1.16 where there is none.",
        remedy="Nothing: the code was written for the older language. --go chooses another line for your own packages.",
        message=_by_toolchain(
            "{packages:package} will be compiled as the go line of the module says; GOPATH mode with {gopath} compiles"
            " all as go 1.{minor}."
        ),
        seen=_gm601_seen,
    ),
    "GM602": Row(
        title="loop variables as the code was written for",
        meaning="A closure uses the variable of a loop, or its address is taken. Below go 1.22 all turns share one variable; from go 1.22 on, and so in GOPATH mode with such a toolchain, each turn has its own. Told from the text: whether it matters depends on what outlives the turn.",
        remedy="If your latest builds were made in GOPATH mode with go 1.22 or later, look at these loops; a copy of the variable inside the loop behaves the same everywhere.",
        message=_by_toolchain(
            "{loops:loop} in {packages:package} will have one variable for all turns, as they were written for; GOPATH"
            " mode with {gopath} makes one for each turn."
        ),
        seen=_gm602_seen,
    ),
    "GM603": Row(
        title="loop variables change",
        meaning="From go 1.22 on each turn of a loop has its own variable. A closure uses the variable of these loops, or its address is taken, so they may behave otherwise than under the go line that keeps the old meaning.",
        remedy="Look at these loops and run the tests (gomigrate verify --tests); a //go:build go1.21 line holds a file at the old meaning.",
        message=_gm603,
    ),
    "GM604": Row(
        title="GODEBUG defaults change",
        meaning="The go line of the main module decides the defaults of GODEBUG settings, by which a program keeps the behaviour of older Go. GOPATH mode gives those of go 1.18 and before.",
        remedy="Add the line `godebug default=go1.18` to go.mod (go 1.23 or later), or //go:debug default=go1.18 to package main, to keep them; else see https://go.dev/doc/godebug for each.",
        message=_gm604,
        seen=lambda f: (filled("{settings:all}", f),),
    ),
    "GM605": Row(
        title="what go mod init would have written",
        meaning="go mod init writes the toolchain's own version as the go line, which changes loop variables and GODEBUG defaults at once, without a word.",
        remedy="Nothing. To go there later, raise the go line on purpose, with the tests at hand; --go shows package by package what would change.",
        message=_gm605,
    ),
    "GM606": Row(
        title="go line other than the default",
        meaning="The go line must be at least what the code of the main module needs to compile, and at least that of every module of the build from go 1.21 on.",
        remedy="Look at what the line changes. Where a dependency asks for it, an older version of that dependency may not.",
        message=lambda f: filled(_RAISED[str(f["case"])], f),
    ),
    "GM607": Row(
        title="what the chosen go line changes",
        meaning="--go asks for another line than the default, which keeps loops and GODEBUG as they were in the old code. Each package is named with what may be otherwise for it.",
        remedy="Look at the packages named first, and run the tests; leave --go out to keep everything as it was.",
        message=_gm607,
    ),
    "GM608": Row(
        title="dependency written for newer Go than its go line",
        meaning="GOPATH mode compiles everything as the newest language. In module mode a dependency is compiled by the go line of its own go.mod, and as go 1.16 without one; its code has something that came later.",
        remedy="Require a version of it that has a go.mod, or keep a copy whose go.mod has the line it needs.",
        message=(
            "{places:place} in dependencies will not compile: their modules' go lines are too low (go 1.16 where there is"
            " none), which GOPATH mode does not ask about."
        ),
    ),
}
