from __future__ import annotations

import pytest

from gomigrate.modfile.quoting import auto_quote, quote, unquote


@pytest.mark.parametrize("text", ["a.test/x", "../x", "é", "(", "=>", "\udcff"])
def test_auto_quote_simple_words_stay_bare(text: str) -> None:
    assert auto_quote(text) == text


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("", '""'),
        ("a b", '"a b"'),
        ('a"b', '"a\\"b"'),
        ("a//b", '"a//b"'),
        ("a/*b", '"a/*b"'),
        ("a(b", '"a(b"'),
        ("a\tb", '"a\\tb"'),
        ("a\\ b", '"a\\\\ b"'),
        ("\x00", '"\\x00"'),
        ("\u200b", '"\\u200b"'),
        ("\U000e0001", '"\\U000e0001"'),
        ("\udcff x", '"\\xff x"'),
    ],
)
def test_auto_quote_and_unquote(text: str, quoted: str) -> None:
    assert auto_quote(text) == quote(text) == quoted
    assert unquote(quoted) == text


@pytest.mark.parametrize(
    ("token", "text"), [('"\\101\\x42\\u0043\\U00000044"', "ABCD"), ("bare", "bare"), ('"é"', "é")]
)
def test_unquote_every_escape(token: str, text: str) -> None:
    assert unquote(token) == text


@pytest.mark.parametrize(
    "token", ["`a`", "'a'", 'a"b', '"\\q"', '"\\400"', '"\\ud800"', '"\\U00110000"', '"', "a`b", '"\\x4"']
)
def test_unquote_malformed_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="quote"):
        unquote(token)
