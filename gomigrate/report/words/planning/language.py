"""GM6xx: the go line, and the tests of verify --tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.phrases import all_of, filled, some_of
from gomigrate.report.words.row import Idle, Row

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
    turns = "each iteration has its own variable" if f["gained"] else "all iterations share one variable"
    return filled("{loops:loop} may behave differently: at go {go} ", f) + f"{turns}."


def _gm604(f: Facts) -> str:
    than = "at go {usual}" if "usual" in f else "in GOPATH mode"
    words = f"{{programs:program}} will have other defaults than {than} for {{settings:GODEBUG setting}}: "
    return filled(words, f) + f"{_some(f, 'first', _number(f, 'programs'))}."


def _gm605(f: Facts) -> str:
    words = ["new variables in each iteration of {loops:loop}"] if f["loops"] else []
    words += ["other defaults for {settings:GODEBUG setting} in {programs:program}"] if f["settings"] else []
    return filled(f"go mod init would write go {{go}}. That means {all_of(words)}.", f)


_RAISED = {
    "module": "The go line is {go}, because {by} requires it: the main module's go line is never lower.",
    "too low": "--go={asked} is too low: the code has {why}, which needs go {needs}.",
    "code": "The go line is {go} instead of {usual}: the code has {why}.",
}


def _gm607(f: Facts) -> str:
    real = f"{f['otherwise']:,}" if f["otherwise"] else "none"
    words = "go {go} instead of {usual} changes the language of {packages:package}; "
    return filled(words, f) + f"{real} of these may behave differently."


ROWS: dict[str, Row] = {
    "GM601": Row(
        title="packages are compiled in another language version",
        meaning="GOPATH mode compiles every package in the language version of the toolchain. Module mode uses the go line of each package's module, or go 1.16 without one.",
        remedy=Idle(
            "Nothing to do: the code was written for the older language. --go sets another version for your own packages."
        ),
        message=_by_toolchain(
            "Module mode compiles {packages:package} at the go line of each module; GOPATH mode with {gopath} compiles"
            " everything as go 1.{minor}."
        ),
        seen=_gm601_seen,
    ),
    "GM602": Row(
        title="loop variables keep their old meaning",
        meaning="A closure uses a loop variable, or code uses its address. Below go 1.22 all iterations share the variable. From go 1.22 on, and in GOPATH mode with such a toolchain, each iteration has its own. gomigrate sees this in the source text; whether it matters depends on what outlives the iteration.",
        remedy="If your latest builds used GOPATH mode with go 1.22 or later, check these loops. A copy of the variable inside the loop behaves the same everywhere.",
        message=_by_toolchain(
            "{loops:loop} in {packages:package} will share one variable in all iterations, as before go 1.22;"
            " GOPATH mode with {gopath} gives each iteration its own."
        ),
        seen=_gm602_seen,
    ),
    "GM603": Row(
        title="loop variables change their meaning",
        meaning="From go 1.22 on each iteration of a loop has its own variable; before, all share one. A closure uses the variable of these loops, or code uses its address, so the loops may behave differently.",
        remedy="Check these loops and run the tests: {gomigrate:verify --tests}. A line //go:build go1.21 keeps the old meaning for a file.",
        message=_gm603,
    ),
    "GM604": Row(
        title="GODEBUG defaults change",
        meaning="The go line of the main module sets the defaults of GODEBUG settings, with which a program keeps the behavior of older Go. GOPATH mode has the defaults of go 1.18 and before.",
        remedy="To keep the defaults, add the line godebug default=go1.18 to go.mod (go 1.23 or later), or //go:debug default=go1.18 to package main. Otherwise see https://go.dev/doc/godebug for each setting.",
        message=_gm604,
        seen=lambda f: (filled("{settings:all}", f),),
    ),
    "GM605": Row(
        title="go mod init would change the language version",
        meaning="go mod init writes the toolchain's own version as the go line. That changes loop variables and GODEBUG defaults at once, without a message.",
        remedy=Idle(
            "Nothing to do. To raise the go line later, plan with --go VERSION, which shows what changes for each package."
        ),
        message=_gm605,
    ),
    "GM606": Row(
        title="go line must be higher",
        meaning="The go line must be high enough for the code of the main module. From go 1.21 on it must also be at least that of every module of the build.",
        remedy="Check what the go line changes. If a dependency requires it, an older version of that dependency may not.",
        message=lambda f: filled(_RAISED[str(f["case"])], f),
    ),
    "GM607": Row(
        title="the chosen go line changes packages",
        meaning="--go sets another go line than the default, which keeps loops and GODEBUG as in the old code. Each package is listed with what may change.",
        remedy="Check the packages at the top of the list, and run the tests. To keep everything as before, leave out --go.",
        message=_gm607,
    ),
    "GM608": Row(
        title="dependency needs a newer Go than its go line",
        meaning="GOPATH mode compiles everything in the newest language version. Module mode compiles a dependency at the go line of its own go.mod, or as go 1.16 without one. The code of the dependency uses a later feature.",
        remedy="Require a version of the dependency that has a suitable go.mod. Or keep a copy whose go.mod has the go line that the code needs.",
        message=(
            "{places:place} in dependencies will not compile in module mode: the go lines of their modules are too low"
            " (go 1.16 without one)."
        ),
    ),
}
