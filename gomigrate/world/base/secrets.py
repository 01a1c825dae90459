"""What this user's settings hold that no other person may see: the paths of proxies, and credentials.

Hosted registries put a token into the path of GOPROXY, and the go command, git, servers and libraries repeat it in what
they say. So a process keeps what the settings hold as secrets, and `redact`, through which all such text goes, hides
them in every spelling.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from gomigrate.model.text.shownurl import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

REDACTED = "[redacted]"

_LISTS = ("GOPROXY", "GOSUMDB", "HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy")
_FOLDERS = ("HOME", "USERPROFILE", "GOPATH", "GOMODCACHE", "GOCACHE", "GOROOT", "TMPDIR", "PWD")
_SHORTEST_PATH = 8
_VOWELS = re.compile(r"[aeiouy]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Secrets:
    """Patterns of what is not shown: `places` of proxies with a path (what follows the path may be shown), `hosts` at
    which no other path is, and `words` that are secret wherever they stand. Its repr shows nothing."""

    places: tuple[re.Pattern[str], ...] = field(default=(), repr=False)
    hosts: tuple[re.Pattern[str], ...] = field(default=(), repr=False)
    words: tuple[re.Pattern[str], ...] = field(default=(), repr=False)

    @classmethod
    def of_settings(
        cls, settings: Mapping[str, str], folders: Iterable[str] = (), words: Iterable[str] = ()
    ) -> Secrets:
        """Those in Go's and the HTTP proxies' variables. `words` are passwords from elsewhere. What is a part of the
        path of one of the user's own `folders` as well is no secret by itself."""
        said = [(name, word) for name in _LISTS for word in re.split(r"[,|\s]+", settings.get(name, ""))]
        # The key of a checksum database is public, and has slashes in it.
        urls = [word for name, word in said if "://" in word or (name != "GOSUMDB" and set(word) & set("/@"))]
        known = [*folders, *(settings.get(name, "") for name in _FOLDERS)]
        return cls.of_urls(urls, known, words)

    @classmethod
    def of_urls(cls, urls: Iterable[str], folders: Iterable[str] = (), words: Iterable[str] = ()) -> Secrets:
        """Those in the URLs of proxies."""
        own = {part for folder in folders for part in re.split(r"[/\\:;]", folder)}
        places, hosts, secrets = [], [], dict.fromkeys(word for word in words if is_password(word))
        for url in urls:
            parts = _split(url)
            if parts is None:
                continue
            path = unquote(parts.path).rstrip("/")
            secrets |= dict.fromkeys(_credentials(parts))
            secrets |= dict.fromkeys(w for w in path.split("/") if looks_random(w) and w not in own)
            if parts.scheme == "file":
                places += _folder(path, is_secret=any(looks_random(w) and w not in own for w in path.split("/")))
            elif path:
                host = re.escape(parts.netloc.rpartition("@")[2])
                places.append(_pattern(rf"(?P<kept>{host}){_spelled(path)}(?![\w-])"))
                hosts.append(
                    _pattern(rf"(?P<kept>:(?:/|\\/){{2}}(?:[^\s/\\@]*@)?{host})(?!/{HIDDEN})(?:/|\\/)[^\s'\"<>|]+")
                )
                if path.count("/") > 1 and len(path) >= _SHORTEST_PATH:
                    places.append(_pattern(rf"(?P<kept>(?<![\w.…/-])){_spelled(path)}(?![\w-])"))
        return cls(tuple(places), tuple(hosts), tuple(_pattern(_spelled(word)) for word in secrets))

    def __or__(self, other: Secrets) -> Secrets:
        """Both, each pattern once."""
        return Secrets(
            tuple(dict.fromkeys((*self.places, *other.places))),
            tuple(dict.fromkeys((*self.hosts, *other.hosts))),
            tuple(dict.fromkeys((*self.words, *other.words))),
        )

    def hide(self, text: str) -> str:
        """The text without them."""
        for pattern in (*self.places, *self.hosts):
            text = pattern.sub(rf"\g<kept>/{HIDDEN}", text)
        for pattern in self.words:
            text = pattern.sub(REDACTED, text)
        return text


_kept = [Secrets()]


def keep_secret(secrets: Secrets) -> None:
    """After this call the process shows none of these in a text that is redacted; whatever was kept before stays so."""
    _kept[0] |= secrets


def hidden(text: str) -> str:
    """The text without all that is kept secret."""
    return _kept[0].hide(text)


def looks_random(word: str) -> bool:
    """Whether a part of a path is a token rather than a name for people to read.

    Letters and digits in a mixture, capitals in the middle, a long run of anything, or of consonants: names such as
    "artifactory", "go-virtual-2", "team42" and "v1.2" are none of these.
    """
    if len(word) < 8:
        return False
    return any(map(_is_random, re.split(r"[^A-Za-z0-9]+", word)))


def _is_random(piece: str) -> bool:
    if len(piece) >= 20 or (len(piece) >= 12 and not re.search(r"[a-z]{4}|[A-Z]{4}", piece)):
        return True
    has_mixture = re.search(r"[A-Za-z][0-9]+[A-Za-z]|^[0-9]+[A-Za-z]+[0-9]", piece) is not None
    has_capitals = (
        len(re.findall(r"[a-z0-9][A-Z]", piece)) > 1 and len(piece) >= 8 and not re.search(r"[a-z]{3}", piece)
    )
    is_unspeakable = len(piece) >= 10 and piece.isalpha() and len(_VOWELS.findall(piece)) * 6 < len(piece)
    return (has_mixture and len(piece) >= 6) or has_capitals or is_unspeakable


def is_password(word: str) -> bool:
    """Whether a password can be hidden in every text: one that is a plain word would hide the word as well."""
    is_plain = word.isalpha() and word.islower()
    return len(word) >= (12 if is_plain else 5)


def _split(url: str) -> SplitResult | None:
    text = url if ":/" in url else f"https://{url}"
    try:
        return urlsplit(text)
    except ValueError:
        return None


def _credentials(parts: SplitResult) -> list[str]:
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return [*([password] if is_password(password) else []), *([user] if looks_random(user) else [])]


def _folder(path: str, *, is_secret: bool) -> list[re.Pattern[str]]:
    """A folder as a URL; and by its bare path only if that is no ordinary one, such as that of a module cache."""
    spelled = _spelled(path)
    below = _spelled(path.lstrip("/"))
    patterns = [_pattern(rf"(?P<kept>\bfile:/)(?:/|\\/)*(?:localhost/+)?{below}(?![\w-])")] if path else []
    return [*patterns, _pattern(rf"(?P<kept>(?<![\w…/-])){spelled}(?![\w-])")] if is_secret else patterns


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def _spelled(secret: str) -> str:
    """A pattern of a secret in every spelling: as it is, percent-encoded once or twice, and escaped as in JSON."""
    return "".join(_letter(letter) for letter in secret)


def _letter(letter: str) -> str:
    encoded = "".join(f"%(?:25)*{byte:02x}" for byte in letter.encode("utf-8", "surrogateescape"))
    ways = [re.escape(letter), encoded, rf"\\u{ord(letter):04x}"]
    if letter == "/":
        ways = ["/+", r"\\+/", r"\\+", *ways[1:]]
    return f"(?:{'|'.join(ways)})"
