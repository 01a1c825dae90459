"""Taking credentials out of text before it is shown, kept or put into an error."""

from __future__ import annotations

import re

from gomigrate.model.text.shownurl import HIDDEN, without_paths
from gomigrate.world.base.secrets import REDACTED, hidden

# The user part of a URL's authority, up to its last "@": a password may itself hold an "@" that was not escaped. What
# stands before the "://" does not matter: a URL may be glued to other text.
_USERINFO = re.compile(r"(?P<scheme>://)[^\s/?#'\"<>|]*@")
# A password with an unescaped "/"; "host:8080/path@v1.0.0" is told apart by its port. It is looked for where an "@" is
# known to follow: to look for the "@" from every "://" on takes quadratic time.
_WORD = re.compile(r"[^\s@'\"]+@?")
_USERINFO_SLASH = re.compile(r"://[^\s/?#@:'\"]+:(?!\d*[/?#])")
_QUERY_NAME = re.compile(r"[?&;]([A-Za-z0-9_.-]+)=", re.IGNORECASE)
_QUERY_VALUE = re.compile(r"[^\s&;#'\"<>|,]+")
_SECRET_NAME = re.compile(
    r"token|secret|passw(?:or)?d|pwd|api[_-]?key|signature|credentials?|authorization|session|\A(?:sig|key|auth|jwt|code)\Z",
    re.IGNORECASE,
)
# Proxy-Authorization, Set-Cookie and X-Api-Key end in these as well; to match their beginnings takes quadratic time.
_HEADER = re.compile(
    r"(?P<name>\b(?:authorization|cookie|token|api-?key)['\"]?\s*:\s*)(?P<quote>['\"]?)[^\r\n'\"]+", re.IGNORECASE
)
# A variable that is set, as logs of CI show it. Possessive, so that a long word is looked at once.
_ASSIGNED = re.compile(
    r"(?P<name>\b(?=\w{0,60}?(?:token|secret|passw(?:or)?d|pwd|api_?key))\w{1,80}+=)(?P<quote>['\"]?)(?!\$|\[redacted])[^\s'\"&;,]{4,}",
    re.IGNORECASE,
)
_SCHEME = re.compile(
    r"(?P<name>\b(?:basic|bearer)\s+)(?=[A-Za-z0-9+/=_.~-]*[0-9A-Z=_])[A-Za-z0-9+/=_.~-]{8,}", re.IGNORECASE
)
# netrc: `password` counts only beside its neighbors or alone on its line, since prose uses the word as well.
_NETRC = re.compile(r"(?P<name>\b(?:login\s+\S+|machine\s+\S+|account\s+\S+|default)\s+password\s+)\S+")
_NETRC_LINE = re.compile(r"(?P<name>^[ \t]*password[ \t]+)\S+(?=[ \t]*\r?$)", re.MULTILINE)
# A redirect within a host, as net/http names it.
_ASKED = re.compile(r"(?P<verb>\b(?:Get|Head|Post) )\"/(?!…)[^\"\s]+\"")
_ACCESS_TOKEN = re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,})")


def redact_url(text: str) -> str:
    """The text without what this user's settings keep secret, and with the user, password and token-like query values
    of every URL in it replaced by "[redacted]"."""
    text = hidden(text)
    text = _USERINFO.sub(rf"\g<scheme>{REDACTED}@", text)
    if "://" in text:
        text = _WORD.sub(_without_userinfo, text)
    return _without_query_values(text)


def _without_userinfo(word: re.Match[str]) -> str:
    """A word that ends in "@" without what stands between the first "://" that may begin a userinfo and that end."""
    text = word[0]
    found = _USERINFO_SLASH.search(text) if text.endswith("@") else None
    return f"{text[: found.start()]}://{REDACTED}@" if found else text


def _without_query_values(text: str) -> str:
    kept: list[str] = []
    done = 0
    for name in _QUERY_NAME.finditer(text):
        if name.start() < done or not _SECRET_NAME.search(name[1]):
            continue
        if value := _QUERY_VALUE.match(text, name.end()):
            kept += [text[done : name.end()], REDACTED]
            done = value.end()
    return "".join((*kept, text[done:]))


def redact(text: str) -> str:
    """The text without URL credentials, authorization headers, netrc passwords and well known access tokens.

    Meant for what other programs and servers say, so it hides a word too many rather than show a secret.
    """
    text = redact_url(text)
    text = _HEADER.sub(rf"\g<name>\g<quote>{REDACTED}", text)
    text = _ASSIGNED.sub(rf"\g<name>\g<quote>{REDACTED}", text)
    for pattern in (_SCHEME, _NETRC, _NETRC_LINE):
        text = pattern.sub(rf"\g<name>{REDACTED}", text)
    return _ACCESS_TOKEN.sub(REDACTED, text)


def beginning(text: str, most: int) -> str:
    """The text if it has `most` characters at most, else the part before the last blank within these; "" where there is
    no blank. Half a URL would keep the password, which is recognized by the "@" behind it."""
    words = text[:most].rsplit(maxsplit=1)
    return text if len(text) <= most else words[0] if len(words) > 1 else ""


def said(text: str) -> str:
    """What another program or a server says, fit to be shown: redacted, and its URLs cut behind the host, since a
    redirect's target may be a signed link."""
    return _ASKED.sub(rf'\g<verb>"/{HIDDEN}"', without_paths(redact(text)))


def first_line(text: str, limit: int = 200) -> str:
    """The first line with something on it, as `said` shows it, without control characters and at most `limit` long."""
    for line in said(text).splitlines():
        plain = " ".join("".join(c if c.isprintable() else " " for c in line).split())
        if plain:
            return plain if len(plain) <= limit else plain[: limit - 1] + "…"
    return ""
