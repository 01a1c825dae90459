"""Credentials from the netrc file, read by the go command's rules (cmd/go/internal/auth)."""

from __future__ import annotations

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


def _places(environ: Mapping[str, str]) -> list[str]:
    if environ.get("NETRC"):
        return [environ["NETRC"]]
    folder = home(environ)
    names = ["_netrc", ".netrc"] if sys.platform == "win32" else [".netrc"]
    return [f"{folder}/{name}" for name in names] if folder else []
