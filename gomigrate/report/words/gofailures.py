"""GM910-919 and GM924-929: failures of the go command that a log tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.fetchfailures import FETCHING
from gomigrate.report.words.filefailures import FILES
from gomigrate.report.words.logfailure import FailureWords, failure_text
from gomigrate.report.words.machinefailures import MACHINE
from gomigrate.report.words.phrases import counted
from gomigrate.report.words.row import Facts, Row

if TYPE_CHECKING:
    from collections.abc import Mapping

FAILURES: Mapping[str, FailureWords] = {**FETCHING, **FILES, **MACHINE}
"""By the kind, or by kind/case where a case has words of its own."""

_ABOUT = ("module", "package", "path")


def _message(f: Facts) -> str:
    """What a failure means, and of what."""
    about = next((f[name] for name in _ABOUT if f.get(name)), "")
    meaning = failure_text(_words(f).meaning, f)
    times = f.get("times", 1)
    often = f" (told {times:,} times)" if isinstance(times, int) and times > 1 else ""
    return f"{about}: {meaning}{often}" if about else f"{meaning}{often}"


def _remedy(f: Facts) -> str:
    """What to do about it, and where more is; "" for what its code says."""
    words = _words(f)
    remedy = failure_text(words.remedy, f)
    return f"{remedy} More: {words.more}" if remedy and words.more else remedy


def _words(f: Facts) -> FailureWords:
    kind, case = str(f["kind"]), str(f["case"])
    return FAILURES.get(f"{kind}/{case}") or FAILURES[kind]


def _unknown(f: Facts) -> str:
    read = counted(int(str(f["read"])), "line")
    return f"{read} read, and none is a failure that is known here; looked at for errors of another kind:"


def _row(title: str, meaning: str, remedy: str) -> Row:
    return Row(title=title, meaning=meaning, remedy=remedy, message=_message, remedy_here=_remedy)


ROWS: dict[str, Row] = {
    "GM910": _row(
        "the go command misses an entry of go.sum",
        "A build with -mod=readonly, the default, adds nothing to go.sum, and the entry is not there.",
        "Run the command that the message names, or go mod tidy, and commit go.sum.",
    ),
    "GM911": _row(
        "the go command met other bytes than were recorded",
        "What was downloaded, or lies in the cache, has not the hash of go.sum or of the checksum database.",
        "Do not delete go.sum. gomigrate sum MODULE@VERSION, in the project, says which party differs.",
    ),
    "GM912": _row(
        "go.mod or go.sum is out of date or cannot be read",
        "The go command would have to change the file, and may not, or it cannot read it.",
        "Correct the line that is named, run go mod tidy, look at the difference, and commit it.",
    ),
    "GM913": _row(
        "vendor does not fit go.mod",
        "vendor/modules.txt and go.mod name different versions or replacements, or a package was never vendored.",
        "Run go mod vendor and commit the result.",
    ),
    "GM914": _row(
        "the module cannot be fetched",
        "A proxy or a repository has no such thing, wants credentials, or cannot be reached.",
        "gomigrate doctor asks each proxy and says where it ends.",
    ),
    "GM915": _row(
        "the path or the version is not the module's own",
        "The go.mod of the version names another path, or the version does not fit its path or its commit.",
        "Require the path and the version that the message names.",
    ),
    "GM916": _row(
        "an import cannot be resolved",
        "No module of the build, or more than one, provides the package, or Go forbids the import.",
        "Correct the import, or add the module that provides it: go get PACKAGE.",
    ),
    "GM917": _row(
        "another Go is needed",
        "A go.mod or go.work asks for a newer Go than the one that runs, and GOTOOLCHAIN does not let it fetch one.",
        "Install the newer Go, or go env -w GOTOOLCHAIN=auto; or require an older version of the module.",
    ),
    "GM918": _row(
        "the checksum database does not answer",
        "The database, or the proxy that stands for it, has no record of the module, cannot be reached or refuses. It knows public modules alone.",
        "For a private module, go env -w GOPRIVATE=ITS-HOST. For a public one, repair the way to the database; leave it on.",
    ),
    "GM919": Row(
        title="the log names no failure that is known here",
        meaning="No line of the log is one of the go command's known failures about modules. The lines that look like an error of something else are shown.",
        remedy="Start with the first of these lines: it is an error of the compiler, a test or another program, not of Go's modules. A failure may also stand in another log: of the step or the container before.",
        message=_unknown,
    ),
    "GM924": _row(
        "a setting of Go stops the build",
        "GOFLAGS, GO111MODULE, GOPROXY, GOPATH or another setting has a value that the go command refuses, or that forbids what was asked for.",
        "go env shows the settings, gomigrate doctor says where each comes from; go env -u NAME takes one back.",
    ),
    "GM925": _row(
        "a cache or a disk cannot be used",
        "The go command cannot write to its caches or folders, or what lies in the module cache was changed.",
        "Give the build folders of its own by GOCACHE and GOMODCACHE, with room and to be written.",
    ),
    "GM926": _row(
        "the go.work does not fit",
        "A workspace takes hold, and it lacks the module, or says something else than the modules or the command.",
        "go env GOWORK names the go.work; build without it: GOWORK=off.",
    ),
    "GM927": _row(
        "a replace line leads nowhere",
        "go.mod replaces a module by something that is not there, or where no replace line is allowed.",
        "Check the folder out beside the project, or drop the replace line.",
    ),
    "GM928": _row(
        "version control refuses to say the commit",
        "go build asks git for the commit and git does not answer: often since the folder belongs to another user.",
        "git config --global --add safe.directory FOLDER, or build with -buildvcs=false.",
    ),
    "GM929": _row(
        "a version was retracted",
        "Whoever publishes the module took the version back. The build goes on.",
        "Require a version that was not retracted: go get MODULE@latest.",
    ),
}
