"""What a source said, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gomigrate.model.modules import Attempt, Flaw, Said, SourceKind
from gomigrate.report.words.attempts import answer_of, said_of

ASKED = Attempt(source="https://p.test", kind=SourceKind.PROXY, question="x.test/lib@v1.0.0", said=Said.NO)


@pytest.mark.parametrize(
    ("said", "flaw", "detail", "wanted"),
    [
        (Said.FOUND, None, "v1.0.0", "v1.0.0"),
        (Said.FOUND, None, "", "found"),
        (Said.NO, None, "404 Not Found", "404 Not Found"),
        (Said.REFUSED, None, "403 Forbidden", "refused: 403 Forbidden"),
        (Said.NOT_ASKED, None, "GOPROXY=off", "not asked: GOPROXY=off"),
        (Said.UNREACHABLE, None, "no such host", "unreachable: no such host"),
        (Said.SILENT, None, "60 s", "no answer in 60 s"),
        (Said.FAILED, None, "{braces} stay", "failed: {braces} stay"),
        (Said.BROKEN, Flaw.OTHER_VERSION, "'v1.0.1'", "the answer is for another version ('v1.0.1')"),
    ],
)
def test_answers(said: Said, flaw: Flaw | None, detail: str, wanted: str) -> None:
    assert answer_of(said, detail, flaw) == wanted
    attempt = replace(ASKED, said=said, flaw=flaw, detail=detail)
    assert said_of(attempt) == f"https://p.test: x.test/lib@v1.0.0: {wanted}"


@pytest.mark.parametrize("said", Said)
def test_each_answer_has_words(said: Said) -> None:
    assert answer_of(said)
    assert "403" in answer_of(said, "403")


@pytest.mark.parametrize("flaw", Flaw)
def test_each_flaw_has_words(flaw: Flaw) -> None:
    assert "{" not in answer_of(Said.BROKEN, "", flaw)
    assert "v9" in answer_of(Said.BROKEN, "v9", flaw)
