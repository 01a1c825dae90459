"""What a source that was asked about a module said, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.modules import Attempt, Flaw, Said, SourceKind
from gomigrate.report.words.phrases import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.model.findings import Finding
    from gomigrate.model.plan import LedgerLine

_SAID: Mapping[Said, tuple[str, str]] = {
    Said.FOUND: ("{}", "found"),
    Said.NO: ("{}", "not found"),
    Said.DIFFERS: ("differs in {}", "differs"),
    Said.LACKS: ("lacks {}", "lacks the package"),
    Said.REFUSED: ("refused: {}", "refused"),
    Said.NOT_ASKED: ("not asked: {}", "not asked"),
    Said.NO_ROUTE: ("no way to version control: {}", "no way to version control"),
    Said.FORGED: ("not the bytes that the checksum is of: {}", "not the bytes that the checksum is of"),
    Said.LOGIN: ("asks for a login: {}", "asks for a login"),
    Said.UNREACHABLE: ("could not be reached: {}", "could not be reached"),
    Said.SILENT: ("no answer in {}", "no answer in time"),
    Said.FAILED: ("failed: {}", "failed"),
    Said.BROKEN: ("no valid answer: {}", "no valid answer"),
    Said.UNCLEAR: ("{}", "nothing that says whether it has it"),
}

_FLAWS: Mapping[Flaw, str] = {
    Flaw.NO_INFO: "what came back is no version information",
    Flaw.NO_LIST: "what came back is no list of versions",
    Flaw.NO_GO_MOD: "no go.mod file",
    Flaw.NO_ZIP: "no whole zip file",
    Flaw.NO_VERSION: "the answer names no version",
    Flaw.NO_PACKAGE: "lacks a package",
    Flaw.OTHER_VERSION: "the answer is about another version",
    Flaw.OTHER_COMMIT: "that is another commit",
    Flaw.OTHER_MAJOR: "the module path cannot have that version",
    Flaw.OTHER_PATH: "its go.mod says another module path",
    Flaw.OTHER_MODULE: "the zip is of another module, it holds",
    Flaw.OTHER_FILES: "has no file in common",
    Flaw.OTHER_LANGUAGE: "its go line would change the language of the build",
    Flaw.EMPTY_ZIP: "the zip is empty",
    Flaw.DAMAGED_ZIP: "a file in the zip is damaged",
    Flaw.TOO_LONG: "what came back is longer than",
    Flaw.REDIRECTS: "too many redirects",
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
    template, plain = _SAID[said]
    return template.format(detail) if detail else plain


def said_of(attempt: Attempt) -> str:
    """The attempt in one line: "https://proxy.test: x.test/lib@v1.0.0: refused: 403 Forbidden"."""
    answer = answer_of(attempt.said, attempt.detail, attempt.flaw)
    if attempt.kind is SourceKind.MODULE_CACHE and attempt.flaw is Flaw.NO_GO_MOD:
        answer += "; go clean -modcache takes it away"
    return ": ".join(filter(None, (attempt.source, attempt.question, answer)))


def evidence_of(finding: Finding) -> tuple[str, ...]:
    """Who was asked and what came back, then what was seen; a line each."""
    return (*map(said_of, finding.attempts), *finding.evidence)


def line_evidence(line: LedgerLine) -> tuple[str, ...]:
    """Who was asked and what came back, how like the module the legacy copy is, and which imports lead there."""
    told = [said_of(attempt) for attempt in line.attempts]
    if line.compared:
        likenesses = ", ".join(sorted(line.compared.likenesses))
        told.append(f"{counted(line.compared.packages, 'package')} compared with the legacy copy: {likenesses}")
    if line.needed_by:
        told.append(f"needed by {' -> '.join(line.needed_by)}")
    return tuple(told)
