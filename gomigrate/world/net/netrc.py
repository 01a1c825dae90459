"""Credentials from the netrc file, read by the go command's rules (cmd/go/internal/auth)."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from gomigrate.world.disk.home import home
from gomigrate.world.disk.reading import read_or_none

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Login:
    """A user and a password for a machine; its repr shows the machine alone."""

    machine: str
    user: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Netrc:
    """The logins of a netrc file in order; the first for a machine counts. `default` entries never do."""

    EMPTY: ClassVar[Netrc]

    logins: tuple[Login, ...] = field(repr=False)

    @classmethod
    def load(cls, environ: Mapping[str, str]) -> Netrc:
        """The file $NETRC, else .netrc (on Windows _netrc first) in the home folder; without logins if unreadable."""
        found = (text for path in _places(environ) if (text := read_or_none(path)) is not None)
        return cls(parse_netrc(next(found, b"").decode("utf-8", "replace")))

    def find_login(self, authority: str, path: str) -> Login | None:
        """The login for https://authority/path: that of the longest leading part of it that is a machine's name."""
        place = f"{authority}/{path.strip('/')}".rstrip("/")
        while True:
            for login in self.logins:
                if login.machine.removeprefix("https://").rstrip("/") == place:
                    return login
            if "/" not in place:
                return None
            place = place.rpartition("/")[0]


Netrc.EMPTY = Netrc(())


def parse_netrc(text: str) -> tuple[Login, ...]:
    """The complete machine entries. Words come in pairs and a pair never spans two lines, as in the go command."""
    logins = []
    seen: dict[str, str] = {}
    in_macro = False
    for line in text.split("\n"):
        if in_macro:
            in_macro = bool(line)
            continue
        words = line.split()
        for name, value in zip(words[::2], words[1::2], strict=False):
            if name == "machine":
                seen = {name: value}
            elif name in {"login", "password"}:
                seen[name] = value
            in_macro = in_macro or name == "macdef"
            if len(seen) == 3:
                logins.append(Login(seen["machine"], seen["login"], seen["password"]))
                seen = {}
        if len(words) % 2 and words[-1] == "default":
            break
    return tuple(logins)


def git_logins(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The hosts that git has a login for in ~/.netrc, "" standing for the entry `default`, which is for all of them.
    git reads it by libcurl: no $NETRC, no paths, and ports only as a part of no name (curl's lib/netrc.c)."""
    folder = home(environ)
    names = ["_netrc", ".netrc"] if sys.platform == "win32" else [".netrc"]
    found = (text for name in names if folder and (text := read_or_none(f"{folder}/{name}")) is not None)
    words = re.sub(r"(?m)#.*$", "", next(found, b"").decode("utf-8", "replace")).split()
    hosts: list[str] = []
    at: str | None = None
    seen: set[str] = set()
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if word == "machine":
            at, seen = following, set()
        elif word == "default":
            at, seen = "", set()
        elif word in {"login", "password"}:
            seen.add(word)
        if at is not None and seen == {"login", "password"}:
            hosts.append(at)
            at = None
    return tuple(dict.fromkeys(hosts))


def _places(environ: Mapping[str, str]) -> list[str]:
    if environ.get("NETRC"):
        return [environ["NETRC"]]
    folder = home(environ)
    names = ["_netrc", ".netrc"] if sys.platform == "win32" else [".netrc"]
    return [f"{folder}/{name}" for name in names] if folder else []
