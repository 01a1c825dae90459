"""Taking credentials out of text before it is shown, kept or put into an error."""

from __future__ import annotations

import re

REDACTED = "[redacted]"

# The user part of a URL's authority, up to its last "@": a password may itself hold an "@" that was not escaped. What
# stands before the "://" does not matter: a URL may be glued to other text.
_USERINFO = re.compile(r"(?P<scheme>://)[^\s/?#'\"<>|]*@")
# A password with an unescaped "/"; "host:8080/path@v1.0.0" is told apart by its port.
_USERINFO_SLASH = re.compile(r"(?P<scheme>://)[^\s/?#@:'\"]+:(?!\d*(?:[/?#]|$))[^\s@'\"]*@")
_QUERY = re.compile(
    r"(?P<name>[?&;](?:[A-Za-z0-9_.-]*"
    r"(?:token|secret|passw(?:or)?d|pwd|api[_-]?key|signature|credentials?|authorization|session)"
    r"[A-Za-z0-9_.-]*|sig|key|auth|jwt|code)=)[^\s&;#'\"<>|,]+",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?P<name>\b(?:(?:proxy-)?authorization|(?:set-)?cookie|(?:[a-z0-9]+-)*(?:token|api-?key))['\"]?\s*:\s*)"
    r"(?P<quote>['\"]?)[^\r\n'\"]+",
    re.IGNORECASE,
)
_SCHEME = re.compile(
    r"(?P<name>\b(?:basic|bearer)\s+)(?=[A-Za-z0-9+/=_.~-]*[0-9A-Z=_])[A-Za-z0-9+/=_.~-]{8,}", re.IGNORECASE
)
# netrc: `password` counts only beside its neighbours or alone on its line, since prose uses the word as well.
_NETRC = re.compile(r"(?P<name>\b(?:login\s+\S+|machine\s+\S+|account\s+\S+|default)\s+password\s+)\S+")
_NETRC_LINE = re.compile(r"(?P<name>^[ \t]*password[ \t]+)\S+(?=[ \t]*\r?$)", re.MULTILINE)
_ACCESS_TOKEN = re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,})")


def redact_url(text: str) -> str:
    """The text with the user, password and token-like query values of every URL in it replaced by "[redacted]"."""
    text = _USERINFO.sub(rf"\g<scheme>{REDACTED}@", text)
    text = _USERINFO_SLASH.sub(rf"\g<scheme>{REDACTED}@", text)
    return _QUERY.sub(rf"\g<name>{REDACTED}", text)


def redact(text: str) -> str:
    """The text without URL credentials, authorization headers, netrc passwords and well known access tokens.

    Meant for what other programs and servers say, so it would rather take a word too many than leave a secret.
    """
    text = redact_url(text)
    text = _HEADER.sub(rf"\g<name>\g<quote>{REDACTED}", text)
    for pattern in (_SCHEME, _NETRC, _NETRC_LINE):
        text = pattern.sub(rf"\g<name>{REDACTED}", text)
    return _ACCESS_TOKEN.sub(REDACTED, text)


def first_line(text: str, limit: int = 200) -> str:
    """The first line with something on it, redacted, without control characters and cut at `limit` characters."""
    for line in redact(text).splitlines():
        plain = " ".join("".join(c if c.isprintable() else " " for c in line).split())
        if plain:
            return plain if len(plain) <= limit else plain[: limit - 1] + "…"
    return ""
