"""How gomigrate recognizes its own files when it reads them back: by a seal that is made with a key that only this user
has.

The key lies in the folder for state, which no other user may write to. Whatever comes from elsewhere, a repository
above all, may look like a file of ours, but has no seal that holds.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
import sys
from pathlib import Path

from gomigrate.model.errors import WorldProblem
from gomigrate.world.disk.files import write_new, writing
from gomigrate.world.disk.locking import locked

_KEY = "key"
_BYTES = 32
_PATIENCE = 10.0
_SEAL = 65  # an HMAC-SHA256 in hexadecimal and a line end, before the content
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Seals:
    """Makes and opens seals with the user's key in the folder for state at `home`; see `user_key`. The key is read when
    it is first needed, and made when something is first sealed. Safe between threads."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._key: bytes | None = None

    @classmethod
    def unkeyed(cls) -> Seals:
        """Seals that anybody can make: against damage alone, in a folder that was made by this user."""
        seals = cls("")
        seals._key = b""
        return seals

    @classmethod
    def of_process(cls) -> Seals:
        """Seals that hold as long as this process."""
        seals = cls("")
        seals._key = secrets.token_bytes(_BYTES)
        return seals

    def seal(self, label: str, body: bytes) -> bytes:
        """See `sealed`. Raises WorldProblem where there is no key and none can be made."""
        if self._key is None:
            self._key = user_key(self._home)
        return sealed(self._key, label, body)

    def open(self, label: str, data: bytes) -> bytes | None:
        """See `unsealed`; None, too, where there is no key. Raises WorldProblem for one that others could have made."""
        if self._key is None and os.path.lexists(Path(self._home, _KEY)):
            self._key = user_key(self._home)
        return None if self._key is None else unsealed(self._key, label, data)


def sealed(key: bytes, label: str, body: bytes) -> bytes:
    """The body with its seal; `label` says what it is, so that it cannot stand for anything else that was sealed."""
    return _mac(key, label, body) + b"\n" + body


def unsealed(key: bytes, label: str, data: bytes) -> bytes | None:
    """The body of what `sealed` made with the same key and label; None for anything else."""
    body = data[_SEAL:]
    return body if hmac.compare_digest(data[:_SEAL], _mac(key, label, body) + b"\n") else None


def _mac(key: bytes, label: str, body: bytes) -> bytes:
    said = label.encode("utf-8", "surrogateescape")
    return hmac.new(key, len(said).to_bytes(8, "big") + said + body, hashlib.sha256).hexdigest().encode()


def user_key(home: str) -> bytes:
    """The key in the folder for state at `home`; both are made where they are missing. Raises WorldProblem where they
    cannot be, or others could have written them."""
    make_private(home)
    place = Path(home, _KEY)
    found = _read_key(place)
    if found is not None:
        return found
    with locked(str(place.with_name("key.lock")), patience=_PATIENCE) as is_held:
        if not is_held:
            raise WorldProblem(f"another gomigrate holds {place}.lock", remedy="wait until it ends")
        found = _read_key(place)
        if found is None:
            found = secrets.token_bytes(_BYTES)
            new = place.with_name("key.new")
            with writing(place):
                new.unlink(missing_ok=True)  # of a process that was killed just here
                write_new(new, found, mode=0o600)
                new.replace(place)
        return found


def make_private(folder: str) -> None:
    """Make a folder that this user alone can enter; one that is there must be of this kind as far as writing goes.
    Raises WorldProblem."""
    place = Path(folder)
    with writing(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.mkdir(mode=0o700, exist_ok=True)
    check_private(folder)


def check_private(folder: str) -> None:
    """Refuse a folder for state that another user owns or can write to. Raises WorldProblem."""
    with writing(folder):
        found = Path(folder).stat()
    _check_owner(folder, found)
    if os.name == "posix" and found.st_mode & _OTHERS_WRITE:
        raise WorldProblem(f"{folder} can be written by others, so nothing in it is believed: chmod go-w {folder}")


def _check_owner(place: str | os.PathLike[str], found: os.stat_result) -> None:
    if sys.platform != "win32" and found.st_uid != os.geteuid():
        raise WorldProblem(
            f"{os.fspath(place)} belongs to another user, so gomigrate does not trust it",
            remedy="name a folder of your own in XDG_STATE_HOME",
        )


def _read_key(place: Path) -> bytes | None:
    """The key; None where there is no such file. Raises WorldProblem for one that is not as we make them."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(place, flags)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WorldProblem(f"{place} cannot be read: {error.strerror or error}") from error
    with open(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise WorldProblem(f"{place} is not a file", remedy="remove it; gomigrate makes a new key")
        _check_owner(place, found)
        if os.name == "posix" and found.st_mode & _OTHERS:
            raise WorldProblem(
                f"others can read or write {place}, so no seal is trusted",
                remedy="remove it; gomigrate makes a new key",
            )
        key = file.read(_BYTES + 1)
    if len(key) != _BYTES:
        raise WorldProblem(f"{place} is damaged: remove it; what was sealed with it is not believed any more")
    return key
