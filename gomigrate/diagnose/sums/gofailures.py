"""The table of the go command's failures about modules, by their messages (cmd/go/internal of Go 1.26, and the older
words that are still met)."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FailureClass:
    """A kind of failure: its name, by which `gomigrate.report.words.gofailures` has what it means, the code of its
    finding, and the message; the groups `module` and `version`, or the same with a 2, and `subject` or `package` name
    what it is about. Of the `words` of a pattern that is slow to look for each message has one (() where it is quick)."""

    name: str
    code: str
    pattern: re.Pattern[str]
    words: tuple[str, ...] = ()


# Not from within a word on: what fails from its beginning fails from everywhere in it, in the square of the time.
_MOD = r"(?<![^\s@:\"(])(?P<module>[^\s@:\"(]+)"
_AT = rf"{_MOD}@(?P<version>[^\s:/\[,)]+)"
_AT2 = _AT.replace("<module>", "<module2>").replace("<version>", "<version2>")
_VERIFYING = rf"(?:verifying {_AT}|{_AT2}: verifying (?:module|go\.mod))(?:/go\.mod)?"
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


def _row(name: str, code: str, pattern: str) -> FailureClass:
    return FailureClass(name, code, re.compile(pattern, re.MULTILINE), _WORDS.get(name, ()))


CLASSES: tuple[FailureClass, ...] = (
    _row(
        "checksum-mismatch-database",
        "GM911",
        rf"{_VERIFYING}: checksum mismatch(?=\n\s*downloaded: .*\n\s*(?!\S*go(?:\.work)?\.sum:)\S+:)",
    ),
    _row("checksum-mismatch", "GM911", rf"{_VERIFYING}: checksum mismatch"),
    _row("security-error", "GM911", r"^SECURITY ERROR"),
    _row(
        "database-missing",
        "GM918",
        rf"{_VERIFYING}: (?:(?>.*?reading ).*(?:/lookup/|/tile/|/latest|sum\.golang\.org)|.*initializing sumdb)",
    ),
    _row("database-missing", "GM918", r"reading \S*sum\.golang\.org\S*: (?P<subject>4\d\d)"),
    _row(
        "missing-go-sum-entry",
        "GM910",
        r"missing go\.sum entry (?:for module providing package|needed to verify package) (?P<subject>[^\s;]+)",
    ),
    _row("missing-go-sum-entry", "GM910", rf"(?:{_AT}: )?missing go\.sum entry"),
    _row("go-sum-updates", "GM912", r"updates to go\.sum needed"),
    _row("go-sum-malformed", "GM912", r"malformed go\.sum"),
    _row("go-mod-updates", "GM912", r"updates to go\.mod needed"),
    _row("vendoring", "GM913", r"inconsistent vendoring in (?P<subject>\S+?):?$"),
    _row(
        "vendor-package-missing",
        "GM913",
        rf"cannot find (?:module providing package|package \"?)\s*{_PKG}:? .*(?:import lookup disabled by -mod=vendor|in any of:.*vendor)",
    ),
    _row("ambiguous-import", "GM916", rf"ambiguous import: found package {_PKG} in multiple (?:modules|directories)"),
    _row("declares-path", "GM915", r"module declares its path as: (?P<subject>\S+)"),
    _row("unknown-revision", "GM915", rf"^(?:{_AT}: )?.*unknown revision (?P<subject>\S+)"),
    _row(
        "credentials",
        "GM914",
        r"terminal prompts disabled|could not read Username|Authentication failed for|Permission denied \(publickey",
    ),
    _row(
        "certificate",
        "GM914",
        rf"{_FETCHING}(?:x509: (?P<subject>.+)|certificate signed by unknown authority|SSL certificate problem)",
    ),
    _row("refused", "GM914", rf"(?:{_AT}: )?reading (?P<subject>\S+): (?:401|403|407|429|5\d\d) "),
    _row(
        "unreachable",
        "GM914",
        rf"{_FETCHING}(?:dial tcp|no such host|connection refused|i/o timeout|TLS handshake timeout|Could not resolve host)",
    ),
    _row("proxy-off", "GM914", r"module lookup disabled by GOPROXY=off"),
    _row(
        "no-module", "GM916", rf"cannot find module providing package {_PKG}|does not contain package (?P<package>\S+)"
    ),
    _row("gone", "GM914", rf"(?:{_AT}: )?reading (?P<subject>\S+): (?:404 Not Found|410 Gone)"),
    _row(
        "gone", "GM914", rf"(?:{_AT}: )?reading (?P<subject>file://\S+): (?:no such file|.*no such file or directory)"
    ),
    _row(
        "post-v1",
        "GM915",
        r"errors parsing .*\n.*should be v\d+|(?:invalid version: )?go\.mod has post-v(?P<subject>\d+) module path|should be v0 or v1, not v\d+|should be v\d+, not v\d+",
    ),
    _row("pseudo-version", "GM915", rf"^(?:{_AT}: )?.*(?:invalid pseudo-version|pseudo-version .* invalid)"),
    _row("no-required-module", "GM916", rf"no required module provides package {_PKG}"),
    _row(
        "no-main-module",
        "GM912",
        r"cannot find main module|go\.mod file not found in current directory|does not contain main module",
    ),
    _row("not-a-host", "GM916", r"import path does not begin with hostname|missing dot in first path element"),
    _row("not-std", "GM916", rf"package {_PKG} is not in (?:std|GOROOT)"),
    _row(
        "go-version",
        "GM917",
        r"(?<!\S)(?!go: )(?P<subject>\S+(?: \S+)?) requires go >= ?\S+|(?:invalid go version|module requires Go) \S+|toolchain not available",
    ),
    _row("internal", "GM916", r"use of internal package (?P<subject>\S+) not allowed"),
    _row("import-cycle", "GM916", r"import cycle not allowed"),
    _row("go-mod-malformed", "GM912", r"errors parsing (?P<subject>\S*go\.(?:mod|work))"),
)

MARKS = re.compile(
    r"verifying|SECURITY ERROR|reading |go\.sum|go\.mod|go\.work|inconsistent vendoring|cannot find |ambiguous import"
    r"|declares its path|unknown revision|terminal prompts|could not read Username|Authentication failed|publickey"
    r"|x509|certificate|dial tcp|no such host|connection refused|i/o timeout|TLS handshake|Could not resolve"
    r"|disabled by|should be v|pseudo-version|no required module|does not contain|does not begin|missing dot"
    r"|is not in |requires go|requires Go|invalid go version|toolchain not available|internal package|import cycle"
)
"""Words of which each failure's first line has one: cheap to look for, in logs of many lines."""
