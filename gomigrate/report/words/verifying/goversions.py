"""Which Go builds the branch (GM336 to GM338, and GM813 of the plan)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.verdict import GoFault
from gomigrate.report.words.phrases import filled, first_few
from gomigrate.report.words.row import Row

if TYPE_CHECKING:
    from gomigrate.report.words.row import Facts

_MOST_PLACES = 12

_GO_FAULTS = {
    GoFault.NO_MODULES: "Go {go} has no modules",
    GoFault.IN_GOPATH: "Go {go} ignores a go.mod below GOPATH, and the project lies there",
    GoFault.MAYBE_IN_GOPATH: "Go {go} ignores a go.mod below GOPATH, and the build files do not say whether the project lies there",
    GoFault.LINE: "Go {go} does not know the line {words} of go.mod",
    GoFault.GO_LINE: "Go {go} refuses the line go {words} of go.mod",
    GoFault.READONLY: "Go {go} has to write go.mod, and -mod=readonly forbids that",
    GoFault.CODE: "the code needs a newer Go than {go}: {words}",
}


def why_go_fails(go: str, fault: str, words: str) -> str:
    """Why a Go does not build the branch: a fault that it is judged by, or else the first line of what it said; "" for
    neither."""
    return filled(_GO_FAULTS[GoFault(fault)], {"go": go, "words": words}) if fault else words


def _no_build(f: Facts) -> str:
    places = f["places"]
    assert isinstance(places, tuple)
    why = why_go_fails(str(f["go"]), str(f["fault"]), str(f["words"]))
    told = why if f["fault"] else f"Go {f['go']} does not build the branch: {why}"
    more = f"; also installed by {first_few(places[1:], _MOST_PLACES)}" if places[1:] else ""
    return f"{told}{more}."


def _other_go(f: Facts) -> str:
    """What to do about a Go that cannot build the branch. That a newer one can is said of nothing that today's does
    not compile either."""
    if f.get("broken"):
        return filled(
            "Use a Go that has modules and also compiles the packages that today's Go did not compile before. {gomigrate:verify --go-versions} tries.",
            f,
        )
    return _GO_REMEDIES.get(str(f["fault"]), "")


def _of_its_time(f: Facts) -> str:
    if not f["packages"]:
        return filled(
            "Before the migration, {left:package} {left:~does} not compile: Go {go} fails, and so does the Go that runs here.",
            f,
        )
    what = "Before the migration, Go {go} compiles {packages:package} that the Go that runs here does not compile"
    left = ". Neither of the two compiles {left} more {left:~package}." if f["left"] else "."
    return filled(what + left, f)


def _after_its_time(f: Facts) -> str:
    if not f["packages"]:
        return "Try another Go with --before-go VERSION, or leave the packages as they are if they were broken already."
    if f["modules"]:
        return filled("Run {gomigrate:verify --go-versions} to see which Go builds the branch.", f)
    return filled(
        "Run {gomigrate:verify --go-versions}: Go {go} has no modules, so a newer Go has to compile the packages.", f
    )


_GO_REMEDIES: dict[str, str] = {
    GoFault.IN_GOPATH: "Set GO111MODULE=on there, or use Go 1.13 or newer.",
    GoFault.MAYBE_IN_GOPATH: "Set GO111MODULE=on there, or use Go 1.13 or newer.",
    GoFault.READONLY: "Remove -mod=readonly there, or use Go 1.14 or newer.",
    GoFault.NO_MODULES: "Use Go 1.13 or newer there.",
}

ROWS: dict[str, Row] = {
    "GM336": Row(
        title="a Go version in the project's CI cannot build the branch",
        meaning=(
            "A CI file or a Dockerfile installs a Go that cannot build the branch as a module. Go before 1.11 has no modules. Go 1.11 and 1.12 ignore a go.mod "
            "below GOPATH unless GO111MODULE=on. An older Go also fails on lines of go.mod that it does not know, or on code that needs a newer one. "
            "verify judges this by what is known of each version, or tries it with --go-versions."
        ),
        remedy="Use a newer Go there, or remove the version from the matrix.",
        message=_no_build,
        remedy_here=_other_go,
    ),
    "GM813": Row(
        title="a Go version in a build file cannot build the branch",
        meaning=(
            "A build file uses a Go that cannot build the branch as a module, for one of the reasons that GM336 lists. A Go older than the go line is "
            "not a reason by itself: up to Go 1.20 the line is advice. gomigrate replaces the version where nothing else in the file depends on it (GM828). Here more has to change."
        ),
        remedy="Use a newer Go there, or remove the version from the matrix.",
        message=_no_build,
        remedy_here=lambda f: _GO_REMEDIES.get(str(f["fault"]), ""),
    ),
    "GM828": Row(
        title="a Go version that cannot build the branch is replaced",
        meaning=(
            "An image, a CI matrix or a variable names a Go that cannot build the branch. gomigrate writes the version of --ci-go, or the lowest that builds the branch "
            "and leaves go.mod unchanged (1.14 or newer). It removes the version from a matrix where another version already runs the same combinations. "
            "It does not change a version with a digest, a checksum or a system beside it, and reports it as GM813."
        ),
        remedy="Choose another version with --ci-go VERSION.",
        message=lambda f: filled(
            "Go {version} cannot build the branch or run its build files. gomigrate writes {new}, which can."
            if f["new"]
            else "Go {version} cannot build the branch or run its build files. gomigrate removes it from the matrix.",
            f,
        ),
    ),
    "GM829": Row(
        title="a condition asks for a Go version that no CI job has",
        meaning=(
            "A script runs commands only with a Go version that no Travis CI job has on the branch (GM828), so the commands never run there. In .travis.yml itself "
            "gomigrate changes such conditions with the matrix."
        ),
        remedy="Ask for a version that .travis.yml has.",
        message=lambda f: filled(
            "No Travis CI job has Go {version} on the branch, so commands for only this version never run.", f
        ),
    ),
    "GM337": Row(
        title="packages before the migration were compiled with the Go of --before-go",
        meaning=(
            "Packages before the migration, or their tests, do not compile with the Go that runs here. verify compiled them in GOPATH mode with the Go of --before-go: "
            "packages that compile there were in order. The branch needs a Go with modules (1.11 or newer) that also compiles them."
        ),
        remedy="Run {gomigrate:verify --go-versions} to see which Go builds the branch.",
        message=_of_its_time,
        remedy_here=_after_its_time,
    ),
    "GM338": Row(
        title="an older Go may compile packages that today's Go does not",
        meaning=(
            "Packages before the migration do not compile with the Go that runs here. They may compile with the Go that the project's CI installed then, which the "
            "go command can download. This was not tried."
        ),
        remedy="Name a Go of the time of the commit with verify --before-go.",
        message="Before the migration, {packages:package} {packages:~does} not compile with the Go that runs here. The project's CI installs Go {go} there.",
        remedy_here="Run {gomigrate:verify --before-go {go:q}}",
    ),
}
