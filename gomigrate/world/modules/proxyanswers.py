"""Reading what a module proxy sends: nothing is believed that cannot be an answer to the question."""

from __future__ import annotations

import json
import re
import struct
import zipfile
import zlib
from datetime import datetime
from typing import IO, TYPE_CHECKING

from gomigrate.model.go import pseudo, semver
from gomigrate.model.go.modpath import match_path_major, split_path_version
from gomigrate.model.modules import Flaw, ModuleVersion, RevInfo, Said
from gomigrate.world.base.outcome import Failure
from gomigrate.world.base.redact import first_line
from gomigrate.world.disk.ziptree import MAX_ZIP_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable

_MODULE_LINE = re.compile(rb"^[ \t]*module\b", re.MULTILINE)

BAD_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
"""What reading a damaged zip can raise."""


def parse_info(body: bytes, path: str, asked: str) -> RevInfo | Failure:
    """What an .info file says. It must name the version that was asked for, if that was a full one, and for a commit
    it must name that commit."""
    try:
        said = json.loads(body)
        version, time, origin = said["Version"], said.get("Time"), said.get("Origin") or {}
        commit = origin.get("Hash") or ""
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Failure(Said.BROKEN, flaw=Flaw.NO_INFO)
    if not isinstance(version, str) or not isinstance(commit, str) or semver.canonical(version) != version:
        return Failure(Said.BROKEN, _shown(version), Flaw.NO_VERSION)
    is_exact = bool(asked) and semver.canonical(asked) == asked and match_path_major(asked, split_path_version(path)[1])
    if is_exact and version != asked:
        return Failure(Said.BROKEN, _shown(version), Flaw.OTHER_VERSION)
    named = commit or (pseudo.pseudo_rev(version) if pseudo.is_pseudo(version) else "")
    if is_commit(asked) and named and not (asked.startswith(named[:12]) or named.startswith(asked)):
        return Failure(Said.BROKEN, named[:12], Flaw.OTHER_COMMIT)
    return RevInfo(version=version, time=_parse_time(time), commit=commit)


def parse_list(body: bytes) -> tuple[str, ...] | Failure:
    """The versions of an @v/list; a line may carry a time after the version. Something else altogether is refused."""
    try:
        words = [line.split()[0] for line in body.decode("utf-8").splitlines() if line.strip()]
    except UnicodeDecodeError:
        return Failure(Said.BROKEN, flaw=Flaw.NO_LIST)
    versions = {word for word in words if semver.is_valid(word) and _has_possible_time(word)}
    if words and not versions:
        return Failure(Said.BROKEN, flaw=Flaw.NO_LIST)
    return tuple(sorted(versions, key=lambda v: (semver.sort_key(v), v)))


def _has_possible_time(version: str) -> bool:
    """Whether a pseudo-version's time is one that a clock can show; other versions have none."""
    try:
        return not pseudo.is_pseudo(version) or bool(pseudo.pseudo_time(version))
    except pseudo.InvalidVersionError:
        return False


def check_zip(file: IO[bytes], mod: ModuleVersion, *, is_thorough: bool = False) -> Failure | None:
    """Whether this is a readable zip with all of its files below "path@version/", as a module zip must be; with
    `is_thorough` every file is unpacked as well and its checksum compared."""
    prefix = f"{mod.path}@{mod.version}/"
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            is_huge = sum(member.file_size for member in members) > MAX_ZIP_SIZE
            is_damaged = is_thorough and not is_huge and archive.testzip() is not None
    except BAD_ZIP:
        return Failure(Said.BROKEN, flaw=Flaw.NO_ZIP)
    stray = next((member.filename for member in members if not member.filename.startswith(prefix)), None)
    if not members:
        return Failure(Said.BROKEN, flaw=Flaw.EMPTY_ZIP)
    if stray is not None:
        return Failure(Said.BROKEN, _shown(stray), Flaw.OTHER_MODULE)
    if is_huge:
        return Failure(Said.REFUSED, f"{MAX_ZIP_SIZE >> 20} MB", Flaw.TOO_LONG)
    if alike := _alike(member.filename for member in members):
        return Failure(Said.REFUSED, _shown(alike.removeprefix(prefix)), Flaw.NAMES_ALIKE)
    return Failure(Said.BROKEN, flaw=Flaw.DAMAGED_ZIP) if is_damaged else None


def _alike(names: Iterable[str]) -> str:
    """A file or folder that has the name of another but for letter case, "" if there is none: the go command unpacks no
    such zip (golang.org/x/mod/zip, collisionChecker)."""
    seen: dict[str, str] = {}
    for name in names:
        path = name.rstrip("/")
        while path and path.lower() not in seen:
            seen[path.lower()] = path
            path = path.rpartition("/")[0]
        if path and seen[path.lower()] != path:
            return path
    return ""


def is_go_mod(body: bytes) -> bool:
    """Whether it can be one, and no page of a login or an error: each has a module line."""
    return b"\0" not in body and body.lstrip()[:1] not in (b"<", b"{") and _MODULE_LINE.search(body) is not None


def is_full_commit(text: str) -> bool:
    """Whether a revision is a whole SHA-1 or SHA-256 commit hash."""
    return len(text) in {40, 64} and is_commit(text)


def is_commit(text: str) -> bool:
    """Whether a revision reads like a commit hash: hexadecimal, and long enough that no branch is meant."""
    return 12 <= len(text) <= 64 and not set(text) - set("0123456789abcdef")


def _parse_time(text: object) -> datetime | None:
    """An RFC 3339 time; None for anything else, such as Go's zero time."""
    try:
        time = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return time if time is not None and time.tzinfo is not None and time.year > 1 else None


def _shown(said: object) -> str:
    """Something that a server said, short enough for a message."""
    return repr(first_line(str(said), limit=80))
