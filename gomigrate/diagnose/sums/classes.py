"""The table of the go command's failures about modules, by their messages (cmd/go/internal of Go 1.26, and the older
words that are still met)."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """A kind of failure: its name, the code of its finding, the message (the groups `module` and `version`, or the same
    with a 2, and `subject` name what it is about), what it means, and what to do. Of the `words` of a pattern that is
    slow to look for each message has one (() where it is quick)."""

    name: str
    code: str
    pattern: re.Pattern[str]
    meaning: str
    remedy: str = ""
    words: tuple[str, ...] = ()


# Not from within a word on: what fails from its beginning fails from everywhere in it, in the square of the time.
_MOD = r"(?<![^\s@:\"(])(?P<module>[^\s@:\"(]+)"
_AT = rf"{_MOD}@(?P<version>[^\s:/\[,)]+)"
_AT2 = _AT.replace("<module>", "<module2>").replace("<version>", "<version2>")
_PKG = r"(?P<subject>[^\s:;\"]+)"


# What the go command, or git for it, says about fetching: tests of the project may say the rest of it, too.
_FETCHING = r"(?:^go: .*|/@v/.*|/@latest.*|/lookup/.*|unrecognized import path.*|fatal: unable to access .*)"


_WORDS = {
    "checksum-mismatch-database": ("checksum mismatch",),
    "checksum-mismatch": ("checksum mismatch",),
    "database-missing": ("verifying ", "sum.golang.org"),
    "missing-go-sum-entry": ("missing go.sum entry",),
    "unknown-revision": ("unknown revision",),
    "refused": ("reading ",),
    "gone": ("reading ",),
    "pseudo-version": ("pseudo-version",),
    "go-version": ("requires go >", "invalid go version", "requires Go", "toolchain not available"),
}


def _row(name: str, code: str, pattern: str, meaning: str, remedy: str = "") -> ErrorClass:
    return ErrorClass(name, code, re.compile(pattern, re.MULTILINE), meaning, remedy, _WORDS.get(name, ()))


CLASSES: tuple[ErrorClass, ...] = (
    _row(
        "checksum-mismatch-database",
        "GM911",
        rf"(?:verifying {_AT}|{_AT2}: verifying (?:module|go\.mod))(?:/go\.mod)?: checksum mismatch(?=\n\s*downloaded: .*\n\s*(?!\S*go(?:\.work)?\.sum:)\S+:)",
        "what was downloaded is not what the checksum database recorded: a moved tag, or a mirror that serves other bytes",
    ),
    _row(
        "checksum-mismatch",
        "GM911",
        rf"(?:verifying {_AT}|{_AT2}: verifying (?:module|go\.mod))(?:/go\.mod)?: checksum mismatch",
        "what was downloaded or lies in the cache is not what go.sum recorded",
    ),
    _row(
        "security-error",
        "GM911",
        r"^SECURITY ERROR",
        "the go command stopped because bytes or a database cannot be trusted; the lines above say which",
    ),
    _row(
        "database-missing",
        "GM918",
        rf"(?:verifying {_AT}|{_AT2}: verifying (?:module|go\.mod))(?:/go\.mod)?: (?:(?>.*?reading ).*(?:/lookup/|/tile/|/latest|sum\.golang\.org)|.*initializing sumdb)",
        "the checksum database was asked for the module and has no record of it or did not answer",
    ),
    _row(
        "database-missing",
        "GM918",
        r"reading \S*sum\.golang\.org\S*: (?P<subject>4\d\d)",
        "the checksum database was asked for the module and has no record of it",
    ),
    _row(
        "missing-go-sum-entry",
        "GM910",
        r"missing go\.sum entry (?:for module providing package|needed to verify package) (?P<subject>\S+)",
        "go.sum has no hash of the module that provides this package",
        "Run go mod download MODULE or go get PACKAGE as the message says, or go mod tidy, and commit go.sum.",
    ),
    _row(
        "missing-go-sum-entry",
        "GM910",
        rf"(?:{_AT}: )?missing go\.sum entry",
        "go.sum has no hash of a go.mod or of a zip that is needed",
    ),
    _row(
        "go-sum-updates",
        "GM912",
        r"updates to go\.sum needed",
        "go.sum lacks what the build needs, and -mod=readonly forbids to add it",
    ),
    _row(
        "go-sum-malformed",
        "GM912",
        r"malformed go\.sum",
        "a line of go.sum has not three fields: often the mark of a merge conflict",
        "Delete the marker lines alone, keep the lines of both sides, then run go mod tidy.",
    ),
    _row(
        "go-mod-updates",
        "GM912",
        r"updates to go\.mod needed",
        "go.mod does not say all that the build needs, and -mod=readonly forbids to add it",
        "Run go mod tidy, look at the difference of go.mod and go.sum, and commit both.",
    ),
    _row(
        "vendoring",
        "GM913",
        r"inconsistent vendoring in (?P<subject>\S+?):?$",
        "vendor/modules.txt and go.mod do not name the same versions",
    ),
    _row(
        "vendor-package-missing",
        "GM913",
        rf"cannot find (?:module providing package|package \"?)\s*{_PKG}:? .*(?:import lookup disabled by -mod=vendor|in any of:.*vendor)",
        "the package was never vendored",
    ),
    _row(
        "ambiguous-import",
        "GM916",
        rf"ambiguous import: found package {_PKG} in multiple (?:modules|directories)",
        "two modules of the build hold this package, as when a module was split off another",
        "Raise the older of the two modules to a version without the package, or exclude it.",
    ),
    _row(
        "declares-path",
        "GM915",
        r"module declares its path as: (?P<subject>\S+)",
        "the go.mod of this version names another path than it is required by",
        "Require the declared path and change the imports, or keep the old path by a replace line.",
    ),
    _row(
        "unknown-revision",
        "GM915",
        rf"^(?:{_AT}: )?.*unknown revision (?P<subject>\S+)",
        "the repository or the proxy has no such tag, branch or commit: a rewritten history, a deleted tag, or a typing error",
        "Ask for a version that exists: go list -m -versions MODULE.",
    ),
    _row(
        "credentials",
        "GM914",
        r"terminal prompts disabled|could not read Username|Authentication failed for|Permission denied \(publickey",
        "version control wants credentials and the go command never asks for any",
        "Set GOPRIVATE for the host and give git its credentials: netrc, a credential helper, or an insteadOf to ssh.",
    ),
    _row(
        "certificate",
        "GM914",
        rf"{_FETCHING}(?:x509: (?P<subject>.+)|certificate signed by unknown authority|SSL certificate problem)",
        "the server's certificate is not trusted",
        "Add the certificate authority to the system or to SSL_CERT_FILE (and git: http.sslCAInfo); do not turn the check off.",
    ),
    _row(
        "refused",
        "GM914",
        rf"(?:{_AT}: )?reading (?P<subject>\S+): (?:401|403|407|429|5\d\d) ",
        "the proxy refuses or fails",
    ),
    _row(
        "unreachable",
        "GM914",
        rf"{_FETCHING}(?:dial tcp|no such host|connection refused|i/o timeout|TLS handshake timeout|Could not resolve host)",
        "a server cannot be reached",
    ),
    _row(
        "proxy-off",
        "GM914",
        r"module lookup disabled by GOPROXY=off",
        "the module is not in the module cache, and GOPROXY=off forbids to fetch it",
        "Let it be fetched (go env -u GOPROXY), or fill the module cache before.",
    ),
    _row(
        "no-module",
        "GM916",
        rf"cannot find module providing package {_PKG}|does not contain package (?P<package>\S+)",
        "no module, or not this version of it, has the package",
    ),
    _row(
        "gone",
        "GM914",
        rf"(?:{_AT}: )?reading (?P<subject>\S+): (?:404 Not Found|410 Gone)",
        "the proxy has no such module or version",
        "Check the spelling; for a private module, go env -w GOPRIVATE=ITS-HOST.",
    ),
    _row(
        "gone",
        "GM914",
        rf"(?:{_AT}: )?reading (?P<subject>file://\S+): (?:no such file|.*no such file or directory)",
        "the proxy in this folder has no such module or version",
        "Add the version to the folder, or add another proxy to GOPROXY after it.",
    ),
    _row(
        "post-v1",
        "GM915",
        r"errors parsing .*\n.*should be v\d+|(?:invalid version: )?go\.mod has post-v(?P<subject>\d+) module path|should be v0 or v1, not v\d+|should be v\d+, not v\d+",
        "the major version of the tag does not fit the path: from v2 on the path ends in /vN",
        "Require the path with its /vN and change the imports, or the +incompatible version where there is no go.mod.",
    ),
    _row(
        "pseudo-version",
        "GM915",
        rf"^(?:{_AT}: )?.*(?:invalid pseudo-version|pseudo-version .* invalid)",
        "the pseudo-version's time, commit or base does not fit the repository",
        "Ask for the commit itself: go get MODULE@COMMIT.",
    ),
    _row(
        "no-required-module",
        "GM916",
        rf"no required module provides package {_PKG}",
        "the build list has no module with this package",
    ),
    _row(
        "no-main-module",
        "GM912",
        r"cannot find main module|go\.mod file not found in current directory|does not contain main module",
        "there is no go.mod in the folder or above it",
        "Run the command inside the module; for a legacy project, gomigrate plan makes the go.mod.",
    ),
    _row(
        "not-a-host",
        "GM916",
        r"import path does not begin with hostname|missing dot in first path element",
        "an import path without a host can only be of the standard library or of a replaced module",
        "Correct the import: relative and GOPATH paths do not exist in module mode.",
    ),
    _row(
        "not-std",
        "GM916",
        rf"package {_PKG} is not in (?:std|GOROOT)",
        "the import path has no dot in its first element, and the standard library has no such package",
        "Correct the import, or update Go where the package is new in the standard library.",
    ),
    _row(
        "go-version",
        "GM917",
        r"(?<!\S)(?P<subject>\S+(?: \S+)?) requires go >= ?\S+|(?:invalid go version|module requires Go) \S+|toolchain not available",
        "a go line asks for a newer Go",
    ),
    _row(
        "internal",
        "GM916",
        r"use of internal package (?P<subject>\S+) not allowed",
        "a package below internal may only be imported from beside it",
        "Import something else, or move the code; after a fork, the import path inside it still names the original.",
    ),
    _row(
        "import-cycle",
        "GM916",
        r"import cycle not allowed",
        "packages import each other in a circle",
        "Break the circle: move what both need into a third package.",
    ),
    _row(
        "go-mod-malformed",
        "GM912",
        r"errors parsing (?P<subject>\S*go\.(?:mod|work))",
        "the file cannot be read",
    ),
)

MARKS = re.compile(
    r"verifying|SECURITY ERROR|reading |go\.sum|go\.mod|go\.work|inconsistent vendoring|cannot find |ambiguous import"
    r"|declares its path|unknown revision|terminal prompts|could not read Username|Authentication failed|publickey"
    r"|x509|certificate|dial tcp|no such host|connection refused|i/o timeout|TLS handshake|Could not resolve"
    r"|disabled by|should be v|pseudo-version|no required module|does not contain|does not begin|missing dot"
    r"|is not in |requires go|requires Go|invalid go version|toolchain not available|internal package|import cycle"
)
"""Words of which each failure's first line has one: cheap to look for, in logs of many lines."""
