"""What plan, verify and doctor found, as one list: what both formats of this room are made of."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.findings import Finding, Severity
from gomigrate.model.gaps import Unchecked
from gomigrate.report.words.findings import ROWS, message_of, remedy_of
from gomigrate.report.words.row import Row
from gomigrate.report.words.verifying.answers import last_line, what_to_do, why_other_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.findings import Place
    from gomigrate.model.suite import CaseChange
    from gomigrate.model.verdict import NotCompiled, Verdict

GO_MOD = "go.mod"
"""A migrated project has this file: what has no place is shown there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckItem:
    """One thing that was found: a finding, or a part of a verdict. `code` is the finding's, or a key of KINDS; `key`
    tells it from others with this code in the same file, whatever line each is at."""

    code: str
    severity: Severity
    message: str
    remedy: str = ""
    place: Place | None = None
    key: tuple[str, ...] = ()

    @property
    def row(self) -> Row:
        """The words about its code; for a code that only a record knows, the code itself."""
        return KINDS.get(self.code) or ROWS.get(self.code) or Row(title=self.code, meaning=self.code, remedy="")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a `command` found. `status` is its exit status, `outcome` what it comes to in a line ("": no more than the
    items say). `folder` is the way from the repository's root to the project; `anchor` the project's file that an item
    without a place is shown at, where one has to be named."""

    command: str
    items: tuple[CheckItem, ...]
    status: int = 0
    outcome: str = ""
    folder: str = ""
    anchor: str = GO_MOD

    def path_of(self, place: Place | None) -> str:
        """The file from the repository's root on; "" for none, and for one outside of the repository."""
        return self._below(place.file) if place else ""

    def where(self, item: CheckItem) -> str:
        """The same with the line, FILE:LINE, as a log has it; the place as it is where it is outside."""
        place = item.place
        return str(replace(place, file=self.path_of(place) or place.file)) if place else ""

    @property
    def anchored(self) -> str:
        """The anchor from the repository's root on."""
        return self._below(self.anchor) or GO_MOD

    def _below(self, file: str) -> str:
        path = posixpath.normpath(posixpath.join(self.folder, file))
        return "" if path in {".", ".."} or path.startswith(("/", "../")) else path


KINDS = {
    "module-differs": Row(
        title="A module has another version than planned",
        meaning="The build list of the branch has this module at another version than the plan says.",
        remedy="Run gomigrate plan and gomigrate apply again, or restore go.mod.",
    ),
    "package-differs": Row(
        title="A package is built from different code",
        meaning="By its compiled code or its files, this package is not the same before and after the migration.",
        remedy="Run gomigrate verify: it names the files that differ.",
    ),
    "broken": Row(
        title="A package no longer compiles",
        meaning="This package compiled before the migration and does not compile on the branch.",
        remedy="Fix the reason that the go command gives, then run gomigrate verify again.",
    ),
    "worse": Row(
        title="A test ends worse than before",
        meaning="This test passed or was skipped before the migration, and fails or is missing on the branch.",
        remedy="Run go test for this package on the branch.",
    ),
    "not-checked": Row(
        title="A part of the build was not checked",
        meaning="The verdict does not cover this part, so somebody has to look at it before the merge.",
        remedy="Run gomigrate verify where this part can be checked, or check it by hand.",
    ),
}
"""What a verdict has to say besides findings."""


def items_of(findings: Iterable[Finding], *, notes: bool) -> tuple[CheckItem, ...]:
    """The findings, the worst first; with their notes where these are wanted."""
    order = list(Severity)
    found = [_of_finding(f) for f in dict.fromkeys(findings) if notes or f.severity is not Severity.NOTE]
    return tuple(sorted(found, key=lambda item: order.index(item.severity)))


def verdict_report(verdict: Verdict, status: int, *, folder: str, notes: bool) -> CheckReport:
    """What verify found: what differs, what no longer builds, what was not checked, and the findings."""
    rest = [_left(item) for item in verdict.to_do if not isinstance(item, Finding)]
    return CheckReport(
        command="verify",
        items=(*_differences(verdict), *rest, *items_of(verdict.findings, notes=notes)),
        status=status,
        outcome=last_line(verdict),
        folder=folder,
    )


def _left(item: Unchecked | NotCompiled | CaseChange) -> CheckItem:
    about, words = what_to_do(item)
    # What was not checked is not wrong by that.
    severity = Severity.WARNING if isinstance(item, Unchecked) else Severity.ERROR
    return CheckItem(code=about.replace(" ", "-"), severity=severity, message=words, key=(words,))


def _of_finding(finding: Finding) -> CheckItem:
    # Numbers are of today: how many there are, which line it is.
    key = tuple(f"{name}={fact}" for name, fact in finding.facts if not isinstance(fact, int))
    return CheckItem(
        code=finding.code,
        severity=finding.severity,
        message=message_of(finding),
        remedy=remedy_of(finding),
        place=finding.place,
        key=key,
    )


def _differences(verdict: Verdict) -> tuple[CheckItem, ...]:
    """What makes a verdict "not the same" without being a finding."""
    why = {d.import_path: why_other_code(d) for build in verdict.code.compiled for d in build.differ}
    modules = [
        (d.path, f"{d.path}: planned {d.planned or 'absent'}, listed {d.listed or 'absent'}")
        for d in verdict.code.modules_differ
    ]
    packages = [(path, f"{path}: {why.get(path, 'other files')}") for path in verdict.code.differing]
    return tuple(
        CheckItem(code=code, severity=Severity.ERROR, message=words, key=(path,))
        for code, rows in (("module-differs", modules), ("package-differs", packages))
        for path, words in rows
    )
