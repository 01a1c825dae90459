"""What a source that was asked about a module said, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.modules import Attempt, Flaw, Said, SourceKind
from gomigrate.report.words.phrases import counted
from gomigrate.report.words.reasons import marks_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.model.plan import LedgerLine

_SAID: Mapping[Said, str] = {
    Said.FOUND: "{detail}",
    Said.NO: "{detail}",
    Said.DIFFERS: "differs in {detail}",
    Said.LACKS: "lacks {detail}",
    Said.SILENT: "no answer in {detail}",
    Said.UNCLEAR: "{detail}",
}
"""How the answers are said whose word does not stand before the detail as it is: "refused: 403 Forbidden"."""

_ALONE = {Said.NO: "not found", Said.LACKS: "lacks the package", Said.FORGED: "not the bytes that the checksum is of"}

_FLAWS: Mapping[Flaw, str] = {
    Flaw.NO_INFO: "what came back is no version information",
    Flaw.WITHOUT_INFO: "its files are served, but not its .info, without which go mod download and go list -m all fail",
    Flaw.NO_LIST: "what came back is no list of versions",
    Flaw.NO_GO_MOD: "no go.mod file",
    Flaw.NO_ZIP: "no whole zip file",
    Flaw.NO_VERSION: "the answer names no version",
    Flaw.OTHER_VERSION: "the answer is about another version",
    Flaw.OTHER_COMMIT: "that is another commit",
    Flaw.OTHER_MAJOR: "the module path cannot have that version",
    Flaw.OTHER_PATH: "its go.mod says another module path",
    Flaw.OTHER_MODULE: "the zip is of another module, it holds",
    Flaw.OTHER_FILES: "has no file in common",
    Flaw.OTHER_LANGUAGE: "its go line would change the language of the build",
    Flaw.EMPTY_ZIP: "the zip is empty",
    Flaw.DAMAGED_ZIP: "a file in the zip is damaged",
    Flaw.NAME_TWICE: "the zip holds a name twice",
    Flaw.NAMES_ALIKE: "the go command unpacks no zip with names that differ in letter case alone",
    Flaw.TOO_LONG: "what came back is longer than",
    Flaw.REDIRECTS: "too many redirects",
    Flaw.TO_PLAIN_HTTP: "redirected from https to plain http, which the go command refuses",
    Flaw.GIVEN_UP: "not asked any more, since it gave no answer in time several times on end",
    Flaw.UNFINISHED: "the answer did not end in time",
    Flaw.PLAIN_HTTP: "credentials are not sent over plain http",
    Flaw.BAD_PATH: "no module path",
    Flaw.NO_GO: "version control is asked by the go command, and there is none here",
    Flaw.NO_REVISION: "no lock file and no checkout names one",
    Flaw.SHALLOW: "a shallow clone does not know the tags before",
    Flaw.UNPROVEN: "as the lock says; its commit is not told",
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
        answer += "; go clean -modcache takes it away"
    return ": ".join(filter(None, (attempt.source, attempt.question, answer)))


def line_evidence(line: LedgerLine) -> tuple[str, ...]:
    """Who was asked and what came back, how like the module the legacy copy is, and which imports lead there."""
    told = [said_of(attempt) for attempt in line.attempts]
    if line.compared:
        likenesses = ", ".join(sorted(line.compared.likenesses))
        marks = f" ({marks_words(line.compared.marks)})" if line.compared.marks else ""
        told.append(f"{counted(line.compared.packages, 'package')} compared with the legacy copy: {likenesses}{marks}")
    if line.needed_by:
        told.append(f"needed by {' -> '.join(line.needed_by)}")
    return tuple(told)
