"""GM74x: pseudo-versions that become releases."""

from __future__ import annotations

from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Facts, Idle, Row

_OBSTACLES = {
    "go line": "the release would raise the go line to {names}",
    "lacking": "the release imports {names}, which no available module provides",
    "no go.mod": "the module graph would need the go.mod of {names}, which is not available",
    "holds": "{names} would have to be held because of the release",
    "versions": "{names} would be built at another version",
    "packages": "other packages would be built: {names}",
    "overruled": "the build list would still have another version of {names}",
}


def _lifted(f: Facts) -> str:
    """Such as "x.test/lib is lifted from v1.0.1-0... to v1.1.0"."""
    return filled("{path} is lifted from {old} to {new}", f)


def _changed(f: Facts) -> str:
    which = "contains that commit (seen in a clone)" if f["has_commit"] else "follows that commit by version and date"
    differ = (
        "{files:file} of {packages:package} {files:~differs}"
        if f["files"]
        else "no file differs, only the go line in its go.mod"
    )
    what = filled(f"{differ}; the exported names that the build mentions are declared as before", f)
    return f"{_lifted(f)}, which {which}: {what}."


ROWS: dict[str, Row] = {
    "GM740": Row(
        title="commit becomes a release with the same files",
        meaning="A release has the same bytes as the commit in every file that a build on any platform uses of the imported packages. The rest of the build list is the same, too. The release is not the locked commit, but the same program.",
        remedy=Idle("Nothing to do: the build is the same. --lift=tag keeps the pseudo-version."),
        message=lambda f: (
            f"{_lifted(f)}: " + filled("all files that a build uses of {packages:package} are the same.", f)
        ),
    ),
    "GM741": Row(
        title="commit becomes a release with other files",
        meaning="--lift allows a release in place of the locked commit although files differ, so the build is not the same. gomigrate compared the declarations of exported names as they are written: those that the build mentions are as before, and no interface and no method changed. gomigrate did not compare what the functions do. The list shows files (~), exported names (+ new, ~ changed, - removed) and requirements that differ.",
        remedy="Run the tests and read the release notes. --lift=same allows no release with other files.",
        message=_changed,
    ),
    "GM742": Row(
        title="a suitable release would change the rest of the build",
        meaning="The files of a release fit in place of a pseudo-version, but the rest of the build would change. gomigrate tried each release together with those that the plan uses.",
        remedy=Idle("Nothing to do: the pseudo-version stays."),
        message=lambda f: filled("{path} stays at {old}, not {new}: " + _OBSTACLES[str(f["obstacle"])] + ".", f),
    ),
    "GM743": Row(
        title="more pseudo-versions may become releases",
        meaning="For these pseudo-versions there is a release that another value of --lift allows. gomigrate did not try whether the rest of the build stays the same. Without --lift only releases in the module cache are compared, so there may be more.",
        remedy="Plan with that value of --lift to see what changes.",
        message="--lift={word} may replace {names:pseudo-version} by a release: {names}.",
        remedy_here="See what changes: {gomigrate:plan --lift {word:q}}",
    ),
    "GM744": Row(
        title="releases of a dependency are not listed",
        meaning="No source gave the list of releases, so gomigrate does not know whether there is one for these pseudo-versions.",
        remedy="Plan again when the source answers, or with GOPROXY=direct. Or clone the repositories to their places in GOPATH/src.",
        message="{refused} gave no list of releases, so {names:pseudo-version} {names:~stays}: {names}.",
    ),
    "GM745": Row(
        title="other modules move with the releases",
        meaning="The releases in place of pseudo-versions require other versions than the commits did. No locked version changed.",
        remedy="Review these modules. --lift=same moves no other module.",
        message="Beside the lifted modules, {count:line} of the build list {count:~differs}.",
    ),
    "GM746": Row(
        title="pseudo-versions have no release",
        meaning="No source that answered lists a release of these modules in the same major version, or none of those releases is available.",
        remedy=Idle("Nothing to do: the pseudo-versions stay."),
        message=lambda f: filled(
            "{names:pseudo-version} {names:~has} no known release"
            + (" of {day} or before that follows the commit" if f["day"] else "")
            + ": {names}.",
            f,
        ),
    ),
    "GM747": Row(
        title="releases differ too much from the commit",
        meaning="gomigrate compared at most 11 releases of each module near the commit. Each is older than the commit with other files, or declares something differently that the build mentions, or an interface or a method. More code than mentions such an interface or method can depend on it.",
        remedy=Idle(
            "Nothing to do: the pseudo-versions stay. To use a release nevertheless, require it by hand and fix what does not compile."
        ),
        message="{names:pseudo-version} {names:~stays}, because the compared releases differ too much: {names}.",
    ),
}
