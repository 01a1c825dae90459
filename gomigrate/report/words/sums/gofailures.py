"""GM910-919 and GM924-929: failures of the go command that a log tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.phrases import counted
from gomigrate.report.words.row import Facts, Row
from gomigrate.report.words.sums.fetchfailures import FETCHING
from gomigrate.report.words.sums.filefailures import FILES
from gomigrate.report.words.sums.logfailure import FailureWords, failure_text
from gomigrate.report.words.sums.machinefailures import MACHINE

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
    often = f" ({times:,} times in the log)" if isinstance(times, int) and times > 1 else ""
    return f"{about}: {meaning}{often}" if about else f"{meaning}{often}"


def _remedy(f: Facts) -> str:
    """What to do about it, and where more is; "" for what its code says."""
    words = _words(f)
    remedy, more = failure_text(words.remedy, f), failure_text(words.more, f)
    if not (remedy and more):
        return remedy
    if remedy.endswith(")."):
        return f"{remedy} See {more}."
    # A command that ends a remedy is copied, so no full stop is put behind one.
    stop = "." * remedy.endswith(".")
    return f"{remedy.removesuffix('.')} (see {more}){stop}"


def _words(f: Facts) -> FailureWords:
    kind, case = str(f["kind"]), str(f["case"])
    return FAILURES.get(f"{kind}/{case}") or FAILURES[kind]


def _unknown(f: Facts) -> str:
    read = counted(int(str(f["read"])), "line")
    return f"{read} read, and gomigrate knows no failure about modules in the log. These lines look like other errors:"


def _row(title: str, meaning: str, remedy: str) -> Row:
    return Row(title=title, meaning=meaning, remedy=remedy, message=_message, remedy_here=_remedy)


ROWS: dict[str, Row] = {
    "GM910": _row(
        "go.sum lacks an entry that the build needs",
        "With -mod=readonly, the default, the go command adds nothing to go.sum, and fails if an entry is missing.",
        "Run the command that the message names, or go mod tidy, and commit go.sum.",
    ),
    "GM911": _row(
        "a module has another hash than recorded",
        "The downloaded or cached module has another hash than go.sum or the checksum database.",
        "Run {gomigrate:sum MODULE@VERSION} in the project to see which copy differs. Do not delete go.sum.",
    ),
    "GM912": _row(
        "go.mod or go.sum is out of date or cannot be read",
        "The go command needs to change the file but may not, or it cannot read it.",
        "Correct the line that the message names, run go mod tidy, review the changes, and commit them.",
    ),
    "GM913": _row(
        "the vendor folder does not agree with go.mod",
        "vendor/modules.txt and go.mod name different versions or replacements, or a package is missing in vendor.",
        "Run go mod vendor and commit the result.",
    ),
    "GM914": _row(
        "the go command cannot download a module",
        "A proxy or a repository does not have it, requires credentials, or is unreachable.",
        "Run {gomigrate:doctor}, which asks each proxy and shows where the download fails.",
    ),
    "GM915": _row(
        "a require line has a wrong module path or version",
        "The go.mod of the version has another module path, or the version does not fit its path or its commit.",
        "Require the path and the version that the message names.",
    ),
    "GM916": _row(
        "the go command cannot resolve an import",
        "No module of the build has the package, or more than one has it, or Go forbids the import.",
        "Correct the import, or add the module that has the package: go get PACKAGE.",
    ),
    "GM917": _row(
        "the build needs another Go version",
        "A go.mod or go.work requires a newer Go than the one that runs, and the go command does not or cannot download it.",
        "Install the newer Go, run go env -w GOTOOLCHAIN=auto, or require an older version of the module.",
    ),
    "GM918": _row(
        "the checksum database does not confirm a module",
        "The database, or a proxy in its place, has no record of the module, is unreachable, or refuses. It has only public modules.",
        "If the module is private, run go env -w GOPRIVATE=ITS-HOST. If it is public, repair the connection to the database. Leave the database on.",
    ),
    "GM919": Row(
        title="the log has no failure that gomigrate knows",
        meaning="No line of the log is a failure about modules that gomigrate knows. The evidence shows lines that look like other errors.",
        remedy="Start with the first of these lines: it looks like an error of the compiler, a test or another program. The failure may also be in another log, of an earlier step or container.",
        message=_unknown,
    ),
    "GM924": _row(
        "a setting of Go stops the build",
        "GOFLAGS, GO111MODULE, GOPROXY, GOPATH or another setting has a value that the go command refuses, or that forbids this command.",
        "Run {gomigrate:doctor -v} to see each setting and where it comes from, and go env -u NAME to remove one.",
    ),
    "GM925": _row(
        "the go command cannot use a cache or a disk",
        "The go command cannot write to its caches or folders, or files in the module cache were changed.",
        "Set GOCACHE and GOMODCACHE to writable folders with enough space.",
    ),
    "GM926": _row(
        "go.work does not fit the module or the command",
        "A go.work applies that lacks the module, or that contradicts its modules or the command.",
        "Run go env GOWORK to see which go.work applies, or build without it: GOWORK=off.",
    ),
    "GM927": _row(
        "a replace line does not work",
        "go.mod replaces a module by something that does not exist, or in a place where replace lines are not allowed.",
        "Check the folder out where the line points to, or remove the replace line.",
    ),
    "GM928": _row(
        "go build cannot read the commit from version control",
        "go build asks git for the commit, and git fails, often because the folder belongs to another user.",
        "Run git config --global --add safe.directory FOLDER, or build with -buildvcs=false.",
    ),
    "GM929": _row(
        "a version was retracted",
        "The module's authors retracted the version. The build continues.",
        "Require a version that is not retracted: go get MODULE@latest.",
    ),
}
