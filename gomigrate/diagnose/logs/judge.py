"""The findings of a log's failures, for the project of the log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.diagnose.logs.table import CODES
from gomigrate.diagnose.privacy import own_pattern
from gomigrate.model.codes import finding, finding_of
from gomigrate.model.findings import Place
from gomigrate.model.go.modpath import is_inside
from gomigrate.scan.build.stdlib import BROUGHT_BY, is_std_package

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.diagnosis.sums import GoFailure, GoLog
    from gomigrate.model.findings import Fact, Finding
    from gomigrate.model.modules import ModuleVersion

_ABOUT_BYTES = frozenset(
    {"missing-go-sum-entry", "checksum-mismatch", "checksum-mismatch-database", "database", "database-missing"}
)
# What the go command says to run, as long as it is no more than a command with names: no option, no second command.
_PLAIN_COMMAND = re.compile(
    r"go [a-z]{2,10}(?: (?:tidy|download|vendor|use|sync|init))?(?: (?!-)[\w.~/@+-]{1,200}){0,3}"
)
_OWN = "own"
_NEWER = "newer"
_GOROOT = "goroot"
_MOST_NAMED = 3


def suspects(log: GoLog) -> tuple[ModuleVersion, ...]:
    """The modules whose bytes or hashes the log complains about."""
    named = [failure.module for failure in log.failures if failure.module and failure.kind in _ABOUT_BYTES]
    return tuple(dict.fromkeys(named))


def judge_log(log: GoLog, name: str, module: str = "") -> Iterator[Finding]:
    """A finding for each failure of the log of this name, or one about the lines that look like another program's
    error; none where no line does. `module` is the path of the project's own module, "" where it is not known."""
    for failure in log.failures:
        place = Place(name, failure.line)
        yield finding_of(CODES[failure.kind], _facts(failure, module), place=place, evidence=failure.said)
    for (kind, case), number in log.unlisted:
        yield finding(CODES[kind], place=Place(name), kind=kind, case=case, unlisted=number)
    if log.other:
        lines = tuple(str(number) for number, _ in log.other)
        told = tuple(f"{number}: {text}" for number, text in log.other)
        yield finding("GM919", place=Place(name), evidence=told, read=log.lines, looked_at=lines)


def _facts(failure: GoFailure, main: str) -> dict[str, Fact]:
    names = dict(failure.names)
    package = names.get("package", "")
    path = failure.module.path if failure.module else names.get("path", "")
    case = failure.case
    if package and is_own(package, main, names.get("importer", "")):
        case = _OWN
    elif failure.kind == "not-std" and package in BROUGHT_BY:
        case, names["wanted"] = _NEWER, f"1.{BROUGHT_BY[package]}"
    elif failure.kind == "not-std" and is_std_package(package):
        case = _GOROOT
    facts: dict[str, Fact] = {
        **names,
        "kind": failure.kind,
        "case": case,
        "module": str(failure.module or ""),
        "path": path,
        "pattern": own_pattern(path or package) if "." in (path or package).partition("/")[0] else "",
        "hashes": tuple(f"{who} {digest}" for who, digest in failure.hashes),
        "command": failure.command if _PLAIN_COMMAND.fullmatch(failure.command) else "",
        "times": failure.times,
    }
    return facts


def is_own(package: str, main: str, importer: str = "") -> bool:
    """Whether a package is of the project itself: below its module's path, or, where that is not known, below the package
    that imports it."""
    return is_inside(package, main) if main else bool(importer) and is_inside(package, importer)
