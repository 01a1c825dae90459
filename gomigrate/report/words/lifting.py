"""GM74x: pseudo-versions that become releases."""

from __future__ import annotations

from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Facts, Row

_OBSTACLES = {
    "go line": "it would raise the go line to {names}",
    "lacking": "nobody has {names}, which would be imported then",
    "no go.mod": "nobody has the go.mod of {names}, which the module graph would need",
    "holds": "{names} would have to be held back for it",
    "versions": "{names} would be built at another version",
    "packages": "other packages would be built: {names}",
    "overruled": "the build list has another version of {names} all the same",
}


def _lifted(f: Facts) -> str:
    """Such as "x.test/lib is lifted from v1.0.1-0... to v1.1.0"."""
    return filled("{path} is lifted from {old} to {new}", f)


def _changed(f: Facts) -> str:
    follows = "contains that commit, as a clone shows" if f["has_commit"] else "follows it by order and date"
    differ = (
        "{files:file} of {packages:package} {files:~differs}"
        if f["files"]
        else "no file differs but the language that its go.mod asks for"
    )
    what = filled(f"{differ}, and the exported names that the build mentions are declared as before", f)
    return f"{_lifted(f)}, which {follows}: {what}."


ROWS: dict[str, Row] = {
    "GM740": Row(
        title="lifted to a release with the same files",
        meaning=(
            "A release has every file, byte for byte, that a build on any platform takes of the packages in use, and with it the build list is the same "
            "but for this line. It is not the locked commit, but the same program."
        ),
        remedy="Nothing; --lift=tag keeps the pseudo-version.",
        message=lambda f: f"{_lifted(f)}: " + filled("no file that a build takes of {packages:package} differs.", f),
    ),
    "GM741": Row(
        title="lifted to another release",
        meaning=(
            "As --lift asks, a release takes the place of the locked commit though files of it differ, so the build is not the same. Declarations of exported "
            "names were compared as they are written: those that something in the build mentions are as before, no interface and no method changed. What "
            "the functions do was not compared. Below stand the files (~), exported names (+ new, ~ otherwise, - gone) and requirements that differ."
        ),
        remedy="Run the tests and read the release notes; --lift=same takes no release with other files.",
        message=_changed,
    ),
    "GM742": Row(
        title="release not taken",
        meaning="A release would do in place of a pseudo-version as far as its own files go, but what else would be built then would change. Each was tried together with those that are taken.",
        remedy="Nothing: the pseudo-version stays.",
        message=lambda f: filled("{path} stays at {old}, not {new}: " + _OBSTACLES[str(f["obstacle"])] + ".", f),
    ),
    "GM743": Row(
        title="more could be lifted",
        meaning=(
            "For these pseudo-versions a release was looked into that a stronger word of --lift would take; with what else would be built then it was not "
            "tried. Without --lift only releases that lie in the module cache are looked into, so there may be more."
        ),
        remedy="Plan with that word to see what it changes.",
        message="{names:pseudo-version} could be lifted by --lift={word}: {names}.",
    ),
    "GM744": Row(
        title="releases not listed",
        meaning="Whether there is a release in place of these pseudo-versions is not known: nobody who was asked told which versions there are.",
        remedy="Plan where they answer, or with GOPROXY=direct, or clone the repositories to their places in GOPATH/src.",
        message="{refused} did not say which releases there are, so {names:pseudo-version} {names:~is} not lifted: {names}.",
    ),
    "GM745": Row(
        title="build list moved by lifts",
        meaning="The releases that were taken for pseudo-versions ask for other versions than the commits did. No locked version moved.",
        remedy="Review what came along; --lift=same moves nothing.",
        message="The build list has {count:other line} beside the modules that were lifted.",
    ),
    "GM746": Row(
        title="no release to lift to",
        meaning="Nobody who was asked knows a release of these modules of the same major version; or none that can be had.",
        remedy="Nothing: the pseudo-versions stay.",
        message=lambda f: filled(
            "{names:pseudo-version} {names:~has} no release"
            + (" of {day} that follows" if f["day"] else "")
            + ": {names}.",
            f,
        ),
    ),
    "GM747": Row(
        title="releases are otherwise",
        meaning=(
            "Releases near these commits were looked into, at most eleven of each module. Each is older than the commit and has other files, or declares otherwise what "
            "the build mentions, or an interface or a method, on which more may hang than mentions it."
        ),
        remedy="Nothing: the pseudo-versions stay. To go to a release all the same, require it by hand and mend what does not compile.",
        message="{names:pseudo-version} {names:~stays}, as the releases that were looked into are otherwise: {names}.",
    ),
}
