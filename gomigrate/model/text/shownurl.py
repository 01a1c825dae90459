"""What may be shown of a URL: where a server is, and not the path, in which hosted registries put a token."""

from __future__ import annotations

import re

HIDDEN = "…"
"""Stands for what a URL has after its host."""

_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:"
_URL = re.compile(
    rf"(?P<scheme>(?<![A-Za-z0-9+.-]){_SCHEME}(?:/|\\/){{2}})(?P<authority>[^\s/\\?#'\"<>|,]*)"
    rf"(?P<rest>(?:(?!,(?:{_SCHEME}//|direct\b|off\b))[^\s'\"<>|])*)"
)
# A folder's name may have blanks in it; what follows is told apart by the colon of a sentence.
_FILE = re.compile(rf"\bfile:(?:/|\\/)+(?:(?!: |,(?:{_SCHEME}//|direct\b|off\b))[^'\"<>|\n])*", re.IGNORECASE)
_END = re.compile(r"[:;.,)\]}]*$")

# Where a path names a repository or a page that everybody can see.
_OPEN = frozenset(
    [
        "github.com",
        "gitlab.com",
        "bitbucket.org",
        "codeberg.org",
        "git.sr.ht",
        "gopkg.in",
        "go.googlesource.com",
        "go.dev",
        "pkg.go.dev",
    ]
)


def place(url: str) -> str:
    """Scheme, host and port of a URL, without user, path and query; of a folder no more than that it is one."""
    scheme, mark, rest = url.partition("://")
    if scheme.lower() == "file" or not mark:
        return f"file://{HIDDEN}" if url.lower().startswith("file:") else HIDDEN
    authority = re.split(r"[/?#\\]", rest, maxsplit=1)[0].rpartition("@")[2]
    return f"{scheme}://{authority}" if authority else f"{scheme}://{HIDDEN}"


def place_names(urls: tuple[str, ...]) -> tuple[str, ...]:
    """The places of several URLs, each told from the others by "(2 of 2)". A word that is no URL stays as it is."""
    places = [place(url) if ":/" in url else url for url in urls]
    return tuple(
        f"{name} ({places[: i + 1].count(name)} of {places.count(name)})"
        if ":/" in name and places.count(name) > 1
        else name
        for i, name in enumerate(places)
    )


def shown_goproxy(goproxy: str) -> str:
    """A list such as GOPROXY with places for URLs; a name without a scheme is one of https, as for the go command."""
    words = re.split(r"([,|])", goproxy)
    urls = [_with_scheme(word.strip()) for word in words[::2]]
    words[::2] = place_names(tuple(urls))
    return "".join(words)


def goproxy_to_fill_in(goproxy: str) -> str:
    """The same for a setting that is to be typed: a path is left to whoever types it."""
    words = re.split(r"([,|])", goproxy)
    urls = [_with_scheme(word.strip()) for word in words[::2]]
    words[::2] = [place(url) + _path_of(url) if ":/" in url else url for url in urls]
    return "".join(words)


def _path_of(url: str) -> str:
    path = re.split(r"[/?#]", url.partition("://")[2], maxsplit=1)[1:]
    return f"/{HIDDEN}" if path and path[0] and not url.startswith("file:") else ""


def _with_scheme(word: str) -> str:
    is_bare = set(word) & set(".:/") and ":/" not in word
    return f"https://{word}" if is_bare and not word.startswith("/") else HIDDEN if word.startswith("/") else word


def without_paths(text: str) -> str:
    """The text with every URL in it cut behind its host; a path that is hidden already, and one at a forge, stays.

    Meant for what other programs and servers say, and for older records: a URL there may be anyone's.
    """
    return _URL.sub(_cut, _FILE.sub(_cut_file, text))


def _cut(match: re.Match[str]) -> str:
    rest = match["rest"]
    host = match["authority"].rpartition("@")[2].partition(":")[0].lower()
    if match["scheme"][:5].lower() == "file:" or host in _OPEN or rest.startswith(f"/{HIDDEN}") or rest in {"", "/"}:
        return match[0]
    end = _END.search(rest)
    kept = end[0] if end else ""
    return f"{match['scheme']}{match['authority']}{'' if rest == kept else '/' + HIDDEN}{kept}"


def _cut_file(match: re.Match[str]) -> str:
    if match[0].startswith(f"file://{HIDDEN}"):
        return match[0]
    end = _END.search(match[0])
    return f"file://{HIDDEN}{end[0] if end else ''}"
