"""What the failures of the go command mean that `sum --log` knows, and what to do; by the names of
`gomigrate.diagnose.sums.gofailures`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.report.words.row import Facts


class FailureWords(NamedTuple):
    """What a failure means; the remedy, "" where that of its code is the better one."""

    meaning: str
    remedy: str = ""


FAILURES: Mapping[str, FailureWords] = {
    "checksum-mismatch-database": FailureWords(
        "what was downloaded is not what the checksum database recorded: a moved tag, or a mirror that serves other bytes"
    ),
    "checksum-mismatch": FailureWords("what was downloaded or lies in the cache is not what go.sum recorded"),
    "security-error": FailureWords(
        "the go command stopped because bytes or a database cannot be trusted; the lines above say which"
    ),
    "database-missing": FailureWords(
        "the checksum database was asked for the module and has no record of it or did not answer"
    ),
    "database-missing/status": FailureWords("the checksum database was asked for the module and has no record of it"),
    "missing-go-sum-entry/package": FailureWords(
        "go.sum has no hash of the module that provides this package",
        "Run go mod download MODULE or go get PACKAGE as the message says, or go mod tidy, and commit go.sum.",
    ),
    "missing-go-sum-entry": FailureWords("go.sum has no hash of a go.mod or of a zip that is needed"),
    "go-sum-updates": FailureWords("go.sum lacks what the build needs, and -mod=readonly forbids to add it"),
    "go-sum-malformed": FailureWords(
        "a line of go.sum has not three fields: often the mark of a merge conflict",
        "Delete the marker lines alone, keep the lines of both sides, then run go mod tidy.",
    ),
    "go-mod-updates": FailureWords(
        "go.mod does not say all that the build needs, and -mod=readonly forbids to add it",
        "Run go mod tidy, look at the difference of go.mod and go.sum, and commit both.",
    ),
    "vendoring": FailureWords("vendor/modules.txt and go.mod do not name the same versions"),
    "vendor-package-missing": FailureWords("the package was never vendored"),
    "ambiguous-import": FailureWords(
        "two modules of the build hold this package, as when a module was split off another",
        "Raise the older of the two modules to a version without the package, or exclude it.",
    ),
    "declares-path": FailureWords(
        "the go.mod of this version names another path than it is required by",
        "Require the declared path and change the imports, or keep the old path by a replace line.",
    ),
    "unknown-revision": FailureWords(
        "the repository or the proxy has no such tag, branch or commit: a rewritten history, a deleted tag, or a typing error",
        "Ask for a version that exists: go list -m -versions MODULE.",
    ),
    "credentials": FailureWords(
        "version control wants credentials and the go command never asks for any",
        "Set GOPRIVATE for the host and give git its credentials: netrc, a credential helper, or an insteadOf to ssh.",
    ),
    "certificate": FailureWords(
        "the server's certificate is not trusted",
        "Add the certificate authority to the system or to SSL_CERT_FILE (and git: http.sslCAInfo); do not turn the check off.",
    ),
    "refused": FailureWords("the proxy refuses or fails"),
    "unreachable": FailureWords("a server cannot be reached"),
    "proxy-off": FailureWords(
        "the module is not in the module cache, and GOPROXY=off forbids to fetch it",
        "Let it be fetched (go env -u GOPROXY), or fill the module cache before.",
    ),
    "no-module": FailureWords("no module, or not this version of it, has the package"),
    "gone": FailureWords(
        "the proxy has no such module or version",
        "Check the spelling; for a private module, go env -w GOPRIVATE=ITS-HOST.",
    ),
    "gone/folder": FailureWords(
        "the proxy in this folder has no such module or version",
        "Add the version to the folder, or add another proxy to GOPROXY after it.",
    ),
    "post-v1": FailureWords(
        "the major version of the tag does not fit the path: from v2 on the path ends in /vN",
        "Require the path with its /vN and change the imports, or the +incompatible version where there is no go.mod.",
    ),
    "pseudo-version": FailureWords(
        "the pseudo-version's time, commit or base does not fit the repository",
        "Ask for the commit itself: go get MODULE@COMMIT.",
    ),
    "no-required-module": FailureWords("the build list has no module with this package"),
    "no-main-module": FailureWords(
        "there is no go.mod in the folder or above it",
        "Run the command inside the module; for a legacy project, gomigrate plan makes the go.mod.",
    ),
    "not-a-host": FailureWords(
        "an import path without a host can only be of the standard library or of a replaced module",
        "Correct the import: relative and GOPATH paths do not exist in module mode.",
    ),
    "not-std": FailureWords(
        "the import path has no dot in its first element, and the standard library has no such package",
        "Correct the import, or update Go where the package is new in the standard library.",
    ),
    "go-version": FailureWords("a go line asks for a newer Go"),
    "internal": FailureWords(
        "a package below internal may only be imported from beside it",
        "Import something else, or move the code; after a fork, the import path inside it still names the original.",
    ),
    "import-cycle": FailureWords(
        "packages import each other in a circle", "Break the circle: move what both need into a third package."
    ),
    "go-mod-malformed": FailureWords("the file cannot be read"),
}
"""After a slash: the same failure of a package, of a proxy in a folder, with the status of the answer."""


def failure_message(f: Facts) -> str:
    """What a failure means, and of what."""
    # Of an answer of the database the subject is its status.
    about = f["module"] or ("" if f["kind"] == "database-missing" else f["subject"])
    meaning = _words(f).meaning
    return f"{about}: {meaning}" if about else meaning


def failure_remedy(f: Facts) -> str:
    """What to do about it, "" for what its code says."""
    return _words(f).remedy


def _words(f: Facts) -> FailureWords:
    kind, subject = str(f["kind"]), str(f["subject"])
    case = {"database-missing": "status", "missing-go-sum-entry": "package"}.get(kind, "") if subject else ""
    if kind == "gone" and subject.startswith("file:"):
        case = "folder"
    return FAILURES[f"{kind}/{case}" if case else kind]
