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
    GoFault.NO_MODULES: "Go {go} knows no modules",
    GoFault.IN_GOPATH: "Go {go} takes no notice of a go.mod below GOPATH, and the project lies there",
    GoFault.MAYBE_IN_GOPATH: "Go {go} takes no notice of a go.mod below GOPATH, and whether the project lies there is not told",
    GoFault.LINE: "Go {go} does not know the line {words} of go.mod",
    GoFault.GO_LINE: "Go {go} refuses the line go {words} of go.mod",
    GoFault.READONLY: "Go {go} has to write go.mod, and -mod=readonly forbids it",
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
        return "Use one that knows modules and compiles what today's did not compile before: gomigrate verify --go-versions tries."
    return _GO_REMEDIES.get(str(f["fault"]), "")


def _of_its_time(f: Facts) -> str:
    if not f["packages"]:
        return filled(
            "{left:package} of the state before {left:~is} compiled by neither Go {go} nor the go command at hand.", f
        )
    what = "Go {go} compiles {packages:package} of the state before that the go command at hand does not"
    return filled(f"{what}; {{left}} {{left:~is}} compiled by neither." if f["left"] else f"{what}.", f)


def _after_its_time(f: Facts) -> str:
    if not f["packages"]:
        return "Nothing, if they were broken before the migration; else try another Go with --before-go."
    if f["modules"]:
        return "Try gomigrate verify --go-versions, for which Go builds the branch."
    return filled(
        "Try gomigrate verify --go-versions: Go {go} knows no modules, and one that does has to compile them.", f
    )


_GO_REMEDIES: dict[str, str] = {
    GoFault.IN_GOPATH: "Set GO111MODULE=on there, or use Go 1.13 or newer.",
    GoFault.MAYBE_IN_GOPATH: "Set GO111MODULE=on there, or use Go 1.13 or newer.",
    GoFault.READONLY: "Take -mod=readonly out there, or use Go 1.14 or newer.",
    GoFault.NO_MODULES: "Use Go 1.13 or newer there.",
}

ROWS: dict[str, Row] = {
    "GM336": Row(
        title="a Go of the project's CI cannot build the branch",
        meaning=(
            "A CI or image file installs a Go that cannot build the branch as a module. Before 1.11 there are no modules; 1.11 and 1.12 take no notice of a go.mod "
            "below GOPATH unless GO111MODULE=on; an older one stops at lines of go.mod that it does not know, or at code that needs a newer one. Judged by what is "
            "known of each version, or tried with --go-versions."
        ),
        remedy="Take a newer Go there, or drop it from the matrix.",
        message=_no_build,
        remedy_here=_other_go,
    ),
    "GM813": Row(
        title="a Go of the build files cannot build the branch",
        meaning=(
            "A build file installs, or runs in, a Go that cannot build the branch as a module: verify says the same as GM336, where the reasons are. An older Go than "
            "that of the go line is no reason by itself: up to 1.20 the line is advice. Where the version stands alone it was replaced (GM828); here more would have to change."
        ),
        remedy="Take a newer Go there, or drop it from the matrix.",
        message=_no_build,
        remedy_here=lambda f: _GO_REMEDIES.get(str(f["fault"]), ""),
    ),
    "GM828": Row(
        title="a Go that cannot build the branch, replaced",
        meaning=(
            "An image, a matrix of a CI service or a variable names a version of Go that cannot build the branch. Where the version stands alone it becomes the one of "
            "--ci-go, or the lowest that can and that leaves go.mod as it is (1.14 or newer). In a matrix it goes, with the entries that name it, where another released "
            "version runs every combination of the other values that it ran; else it becomes one that can. A version that is bound to a digest, a checksum or a system "
            "is told as GM813."
        ),
        remedy="Choose another one with --ci-go.",
        message=lambda f: filled(
            "Go {version} cannot build the branch, or run its build files; {new} can."
            if f["new"]
            else "Go {version} cannot build the branch, or run its build files, and leaves the matrix.",
            f,
        ),
    ),
    "GM829": Row(
        title="a condition on a Go that no job has any more",
        meaning=(
            "A script asks whether it runs with a version of Go that Travis CI runs no job with on the branch (GM828): what it does for that one alone is not done any "
            "more. In .travis.yml itself such conditions change with the matrix."
        ),
        remedy="Ask for a version that .travis.yml has.",
        message=lambda f: filled(
            "No job of Travis CI has Go {version} any more: what is done for it alone is not done on the branch.", f
        ),
    ),
    "GM337": Row(
        title="the state before with the Go of its time",
        meaning=(
            "Packages of the state before, or their tests, do not compile with the go command at hand. The Go that was asked for compiled them in GOPATH mode: what it "
            "compiles was in order before. The branch needs a Go that knows modules, 1.11 or newer, and compiles them."
        ),
        remedy="Try the branch with gomigrate verify --go-versions. Packages that neither of them compiles were broken before the migration.",
        message=_of_its_time,
        remedy_here=_after_its_time,
    ),
    "GM338": Row(
        title="an older Go may compile the state before",
        meaning=(
            "Packages of the state before do not compile with the go command at hand. They may have been in order with the Go that the project's CI installed then, "
            "which the go command can fetch."
        ),
        remedy="Run gomigrate verify --before-go with the version.",
        message="{packages:package} of the state before {packages:~does} not compile with the go command at hand; the project's CI installs Go {go} there.",
        remedy_here="Run gomigrate verify --before-go {go}.",
    ),
}
