"""Laws of the redactors: what they do in one pass is what is meant, as patterns say it that take their time."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from gomigrate.model.names import redacted
from gomigrate.world.base.redact import beginning, first_line, redact, redact_url
from gomigrate.world.base.secrets import REDACTED

# The meaning, in patterns whose time grows with the square of the text or worse.
USERINFO = re.compile(r"(?P<scheme>://)[^\s/?#'\"<>|]*@")
USERINFO_SLASH = re.compile(r"(?P<scheme>://)[^\s/?#@:'\"]+:(?!\d*(?:[/?#]|$))[^\s@'\"]*@")
QUERY = re.compile(
    r"(?P<name>[?&;](?:[A-Za-z0-9_.-]*"
    r"(?:token|secret|passw(?:or)?d|pwd|api[_-]?key|signature|credentials?|authorization|session)"
    r"[A-Za-z0-9_.-]*|sig|key|auth|jwt|code)=)[^\s&;#'\"<>|,]+",
    re.IGNORECASE,
)
HEADER = re.compile(
    r"(?P<name>\b(?:(?:proxy-)?authorization|(?:set-)?cookie|(?:[a-z0-9]+-)*(?:token|api-?key))['\"]?\s*:\s*)"
    r"(?P<quote>['\"]?)[^\r\n'\"]+",
    re.IGNORECASE,
)
ASSIGNED = re.compile(
    r"(?P<name>\b(?=\w{0,60}(?:token|secret|passw(?:or)?d|pwd|api_?key))\w{1,80}=)(?P<quote>['\"]?)"
    r"(?!\$|\[redacted])[^\s'\"&;,]{4,}",
    re.IGNORECASE,
)
SCHEME = re.compile(
    r"(?P<name>\b(?:basic|bearer)\s+)(?=[A-Za-z0-9+/=_.~-]*[0-9A-Z=_])[A-Za-z0-9+/=_.~-]{8,}", re.IGNORECASE
)
NETRC = re.compile(r"(?P<name>\b(?:login\s+\S+|machine\s+\S+|account\s+\S+|default)\s+password\s+)\S+")
NETRC_LINE = re.compile(r"(?P<name>^[ \t]*password[ \t]+)\S+(?=[ \t]*\r?$)", re.MULTILINE)
ACCESS = re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,})")
OF_A_LOCK = re.compile(r"(?<=://)(?:[^\s/]*|[^\s/@:]+:[^\s@]*)@|(?<![^\s/])[^\s/:@]+:[^\s/@]+@")

PIECES = st.sampled_from(
    (
        *("://", "a", ":", "@", "/", "//", "?", "&", "=", ";", "#", "|", "<", ",", "-", "_", " ", "\n", "\t", "'", '"'),
        *("token", "sig", "api-key", "secret", "key", "authorization", "cookie", "proxy-", "set-", "x-", "a1-"),
        *("basic ", "bearer ", "login ", "machine ", "default", "password ", "1", "8080", "ghp_", "A" * 16, "\u017f"),
    )
)
TEXTS = st.lists(PIECES, max_size=14).map("".join)


def meant_of_url(text: str) -> str:
    for pattern in (USERINFO, USERINFO_SLASH):
        text = pattern.sub(rf"\g<scheme>{REDACTED}@", text)
    return QUERY.sub(rf"\g<name>{REDACTED}", text)


def meant(text: str) -> str:
    text = meant_of_url(text)
    for pattern in (HEADER, ASSIGNED):
        text = pattern.sub(rf"\g<name>\g<quote>{REDACTED}", text)
    for pattern in (SCHEME, NETRC, NETRC_LINE):
        text = pattern.sub(rf"\g<name>{REDACTED}", text)
    return ACCESS.sub(REDACTED, text)


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_redact_is_what_the_patterns_mean(text: str) -> None:
    assert redact_url(text) == meant_of_url(text)
    assert redact(text) == meant(text)
    assert redacted(text) == OF_A_LOCK.sub("", text)


@given(TEXTS, st.integers(0, 60))
def test_beginning_shows_no_half_word(text: str, most: int) -> None:
    found = beginning(text, most)
    assert len(found) <= most
    assert text.startswith(found)
    assert text.split()[: len(found.split())] == found.split()
    assert found == text or len(text) > most


@given(st.text("s3cret", min_size=1), st.integers(0, 5000))
def test_no_part_of_a_password_is_left_where_a_page_is_cut(password: str, before: int) -> None:
    page = "x" * before + f"\nhttps://user:{password * 2000}@host.test/\n"
    assert "s3cret" not in first_line(beginning(page, 4096))
    assert "user:" not in first_line(beginning("\n" * before + page[before:], 4096))
