"""What a source that was asked about a module said, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.modules import Attempt, Flaw, Said, SourceKind
from gomigrate.model.plan import Likeness
from gomigrate.report.words.phrases import all_of, counted
from gomigrate.report.words.planning.reasons import marks_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.model.plan import LedgerLine

_SAID: Mapping[Said, str] = {
    Said.FOUND: "{detail}",
    Said.NO: "{detail}",
    Said.DIFFERS: "differs in {detail}",
    Said.LACKS: "does not have {detail}",
    Said.SILENT: "no answer in {detail}",
    Said.UNCLEAR: "{detail}",
    Said.FORGED: "checksum mismatch: {detail}",
    Said.UNREACHABLE: "unreachable: {detail}",
    Said.NO_ROUTE: "version control is unreachable: {detail}",
}
"""How the answers are said whose value does not stand before the detail as it is: "refused: 403 Forbidden"."""

_ALONE = {
    Said.NO: "not found",
    Said.LACKS: "does not have the package",
    Said.FORGED: "checksum mismatch",
    Said.UNREACHABLE: "unreachable",
    Said.NO_ROUTE: "version control is unreachable",
}

_FLAWS: Mapping[Flaw, str] = {
    Flaw.NO_INFO: "the answer is not version information",
    Flaw.WITHOUT_INFO: "has the files, but no .info, so go mod download and go list -m all fail",
    Flaw.NO_LIST: "the answer is not a list of versions",
    Flaw.NO_GO_MOD: "no go.mod file",
    Flaw.NO_ZIP: "no complete zip file",
    Flaw.NO_VERSION: "the answer names no version",
    Flaw.OTHER_VERSION: "the answer is for another version",
    Flaw.OTHER_COMMIT: "the answer is for another commit",
    Flaw.OTHER_MAJOR: "the module path does not allow that major version",
    Flaw.OTHER_PATH: "its go.mod declares another module path",
    Flaw.OTHER_MODULE: "the zip is of another module, with the file",
    Flaw.OTHER_FILES: "has no file in common",
    Flaw.OTHER_LANGUAGE: "its go line would change the language of the build",
    Flaw.EMPTY_ZIP: "the zip is empty",
    Flaw.DAMAGED_ZIP: "a file in the zip is damaged",
    Flaw.NAME_TWICE: "the zip has a file name twice",
    Flaw.NAMES_ALIKE: "the zip has file names that differ only in letter case, which the go command refuses",
    Flaw.TOO_LONG: "the answer is longer than",
    Flaw.REDIRECTS: "too many redirects",
    Flaw.TO_PLAIN_HTTP: "redirects from https to plain http, which the go command refuses",
    Flaw.GIVEN_UP: "not asked again after several requests without an answer in time",
    Flaw.UNFINISHED: "the answer did not end in time",
    Flaw.PLAIN_HTTP: "credentials are not sent over plain http",
    Flaw.BAD_PATH: "not a valid module path",
    Flaw.NO_GO: "needs the go command, which is not on this machine",
    Flaw.NO_REVISION: "no lock file and no checkout names one",
    Flaw.SHALLOW: "a shallow clone does not have the earlier tags",
    Flaw.UNPROVEN: "from the lock file; the source does not say its commit",
}


def answer_of(said: Said, detail: str = "", flaw: Flaw | None = None) -> str:
    """What came back, without who said it: "refused: 403 Forbidden"."""
    if flaw is not None:
        return f"{_FLAWS[flaw]} ({detail})" if detail else _FLAWS[flaw]
    if not detail:
        return _ALONE.get(said, str(said))
    return _SAID.get(said, "{said}: {detail}").format(said=said, detail=detail)


def said_of(attempt: Attempt) -> str:
    """The attempt in one line: "HOST: x.test/lib@v1.0.0: refused: 403 Forbidden"."""
    answer = answer_of(attempt.said, attempt.detail, attempt.flaw)
    if attempt.kind is SourceKind.MODULE_CACHE and attempt.flaw is Flaw.NO_GO_MOD:
        answer += "; go clean -modcache removes this entry"
    return ": ".join(filter(None, (attempt.source, attempt.question, answer)))


_LIKE: Mapping[Likeness, str] = {
    Likeness.IDENTICAL: "the same files",
    Likeness.PRUNED: "without files that no build uses",
    Likeness.DECORATED: "with other files that no build uses",
    Likeness.REWRITTEN: "with rewritten import paths",
    Likeness.MARKED: "with marks of tools that no compiler sees",
    Likeness.PATCHED: "with other files in the build",
    Likeness.FOREIGN: "with packages that the module does not have",
}
"""How the legacy copy stands to the module."""


def line_evidence(line: LedgerLine) -> tuple[str, ...]:
    """Who was asked and what came back, how like the module the legacy copy is, and which imports lead there."""
    told = [said_of(attempt) for attempt in line.attempts]
    if line.compared:
        likenesses = all_of([_LIKE[like] for like in Likeness if like in line.compared.likenesses])
        marks = f" ({marks_words(line.compared.marks)})" if line.compared.marks else ""
        told.append(f"{counted(line.compared.packages, 'package')} compared with the legacy copy: {likenesses}{marks}")
    if line.needed_by:
        told.append(f"needed by {' -> '.join(line.needed_by)}")
    return tuple(told)
