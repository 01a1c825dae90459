"""What may stand in a pin or in a record: import paths, versions, revisions, sources, files, platforms.

A name from a repository becomes a path, and an argument of git and go. So a name that could be taken for more is
refused here.
"""

from __future__ import annotations

import re
from enum import StrEnum

from gomigrate.model.go import semver
from gomigrate.model.go.modpath import check_import_path, is_inside
from gomigrate.model.trees.writable import is_git_folder, why_not_writable

_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufffd]")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://")
_SCP = re.compile(r"[A-Za-z0-9_.\-]+@[A-Za-z0-9.\-]+:(?!//)")
# A user and password with their "@", or a user with the colon before a password that may hold slashes.
_ANY_USERINFO = re.compile(r"(?<=://)(?:[^\s/]*@|(?P<user>[^\s/@:]+:))|(?<![^\s/])[^\s/:@]+:[^\s/@]+@")
_BLANK_OR_AT = re.compile(r"[\s@]|\Z")
_DESCRIBED = re.compile(r".-\d+-g([0-9a-f]{4,40})$")
_RELEASE = re.compile(r"v?\d+(?:\.\d+)*(?:[-+.][0-9A-Za-z.+\-]+)?")
_SECRET = re.compile(r"(?i)token|password|secret|key|sig")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_PLATFORM = re.compile(r"[a-z0-9]{1,30}/[a-z0-9]{1,30}")
_DRIVE = re.compile(r"[A-Za-z]:")
_SHOWN_LENGTH = 100
_LONGEST_NAME = 1024
_LONGEST_FILE = 4096
_WORKSPACE = "Godeps/_workspace/src"


class NameFlaw(StrEnum):
    """Why a text is not a name of its kind; NONE, which is false, where it is one."""

    NONE = ""
    ABSOLUTE = "absolute file name"
    BLANK = "blank or control character"
    DASH = "leading dash"
    EMPTY = "empty"
    GIT_FOLDER = "git folder"
    HAS_URL = "URL inside"
    HELPER = "transport helper"
    NOT_A_COMMIT = "no full hash"
    NOT_A_PLATFORM = "no platform"
    NOT_A_VERSION = "no version"
    OUTSIDE = "outside of the project"
    OTHER_KIND = "other kind of path"
    REFUSED_BY_GO = "refused by go"
    RELATIVE = "relative file name"
    TOO_LONG = "too long"
    URL = "URL"


def clipped(text: str) -> str:
    """A text that is no longer than names are, its end left out."""
    return text if len(text) <= _SHOWN_LENGTH else f"{text[:_SHOWN_LENGTH]}..."


def shown(text: str) -> str:
    """A name from a file, fit for a message: quoted, control characters escaped, credentials out, not too long."""
    text = clipped(redacted(text))
    return '"' + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text) + '"'


def redacted(text: str) -> str:
    """A comment or other free text without the user and password of any URL in it."""
    kept: list[str] = []
    done = at = ahead = 0
    while found := _ANY_USERINFO.search(text, at):
        at = found.end()
        if found["user"]:
            # The password's end is looked for once for all that stands before it: time must not grow with its square.
            if ahead < at and (end := _BLANK_OR_AT.search(text, at)):
                ahead = end.start()
            if not text.startswith("@", ahead):
                continue
            at = ahead + 1
        kept.append(text[done : found.start()])
        done = at
    return "".join((*kept, text[done:]))


def import_path_problem(path: str) -> NameFlaw:
    """Why this is no import path. The rules are the go command's own (`check_import_path` says what it would); what
    people put there instead, URLs and file names, is called by its name."""
    if not path:
        return NameFlaw.EMPTY
    if len(path) > _LONGEST_NAME:
        return NameFlaw.TOO_LONG
    if _URL.match(path) or _SCP.match(path):
        return NameFlaw.URL
    if path.startswith("/") or re.match(r"[A-Za-z]:[\\/]", path):
        return NameFlaw.ABSOLUTE
    if not {".", ".."}.isdisjoint(path.split("/")):
        return NameFlaw.RELATIVE
    if any(map(is_git_folder, path.split("/"))):
        return NameFlaw.GIT_FOLDER
    return NameFlaw.REFUSED_BY_GO if check_import_path(path) else NameFlaw.NONE


def revision_problem(revision: str) -> NameFlaw:
    """Why this cannot be a commit, tag or branch.

    Beyond what would break a command line nothing is refused: revision ids of bzr look like mail addresses.
    """
    if revision.startswith("-"):
        return NameFlaw.DASH
    if _UNSAFE.search(revision):
        return NameFlaw.BLANK
    if "://" in revision:
        return NameFlaw.HAS_URL
    return NameFlaw.TOO_LONG if len(revision) > _LONGEST_NAME else NameFlaw.NONE


def commit_problem(commit: str) -> NameFlaw:
    """Why this is not the full hash of a commit: the name that cannot be moved."""
    return NameFlaw.NONE if _COMMIT.fullmatch(commit) else NameFlaw.NOT_A_COMMIT


def version_problem(version: str) -> NameFlaw:
    """Why this is no version of a module, spelled as the go command spells it."""
    is_one = bool(version) and len(version) <= _LONGEST_NAME and semver.canonical(version) == version
    return NameFlaw.NONE if is_one else NameFlaw.NOT_A_VERSION


def platform_problem(platform: str) -> NameFlaw:
    """Why this is not of the form of a platform."""
    return NameFlaw.NONE if _PLATFORM.fullmatch(platform) else NameFlaw.NOT_A_PLATFORM


def file_problem(path: str) -> NameFlaw:
    """Why this names no file of a project that may be written: a clean, relative, slash-separated path, with nothing of
    git's own in it."""
    return _file_problem(path, is_removal=False)


def removal_problem(path: str) -> NameFlaw:
    """The same for a file that is removed: a vendor folder may contain a clone, whose git folder is removed with it."""
    return _file_problem(path, is_removal=True)


def _file_problem(path: str, *, is_removal: bool) -> NameFlaw:
    if path.startswith("/") or _DRIVE.match(path):
        return NameFlaw.ABSOLUTE
    if why_not_writable(path, is_removal=is_removal):
        return NameFlaw.GIT_FOLDER if any(map(is_git_folder, re.split(r"[/\\]", path))) else NameFlaw.OUTSIDE
    return NameFlaw.TOO_LONG if len(path) > _LONGEST_FILE else NameFlaw.NONE


def rewrite_problem(old: str, new: str) -> NameFlaw:
    """Why an import path cannot be rewritten so. Both may end in a slash, and then stand for all that begins so; to
    nothing goes only the way to godep's workspace."""
    if not new and old.endswith(f"{_WORKSPACE}/"):
        return import_path_problem(old[:-1])
    if old.endswith("/") != new.endswith("/"):
        return NameFlaw.OTHER_KIND
    return import_path_problem(old.removesuffix("/")) or import_path_problem(new.removesuffix("/"))


def source_problem(source: str) -> NameFlaw:
    """Why this can be no repository."""
    if "::" in source:
        # git takes `ext::command` as a transport that runs the command (git-remote-ext(1)).
        return NameFlaw.HELPER
    return revision_problem(source.replace("://", "/"))


def without_credentials(url: str) -> tuple[str, bool]:
    """The URL without user, password and query token, and whether there was any of them.

    A bare user stays where it is part of the address and no secret: ssh://git@host/path and git@host:path. In
    https URLs a bare user is often a token, so it goes as well.
    """
    scheme, mark, rest = url.partition("://")
    if not mark:
        address, at, tail = url.partition("@")
        user, colon, _ = address.partition(":")
        return (user + at + tail, True) if at and colon and "/" not in address else (url, False)
    bare, _, query = rest.partition("?")
    has_token = bool(_SECRET.search(query))
    rest = bare if has_token else rest
    userinfo = _userinfo(rest)
    rest = rest[len(userinfo) + 1 :] if userinfo else rest
    glued = redacted(rest) if "://" in rest else rest
    has_token, rest = has_token or glued != rest, glued
    user, colon, _ = userinfo.partition(":")
    if user and scheme.lower().endswith("ssh"):
        return f"{scheme}://{user}@{rest}", bool(colon) or has_token
    return f"{scheme}://{rest}", bool(userinfo) or has_token


def _userinfo(rest: str) -> str:
    """What stands before the @ of a URL's authority; `rest` is the URL after "://"."""
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in authority:
        return authority.rpartition("@")[0]
    # A password with a slash in it makes an authority with no @ and no port: all up to the last @ belongs to it.
    return rest.rpartition("@")[0] if "@" in rest and re.search(r":(?!\d*$)", authority) else ""


def is_same_place(source: str, path: str) -> bool:
    """Whether a source says no more than the import path does: the path itself, or the URL of a repository whose
    address is the path or a folder above it (https://github.com/acme/lib.git for github.com/acme/lib/sub)."""
    address = source
    if _URL.match(source):
        address = source.partition("://")[2]
    elif _SCP.match(source):
        address = source.replace(":", "/", 1)
    if address != source or "@" in address:
        address = address.rpartition("@")[2].removesuffix("/").removesuffix(".git")
    return bool(address) and is_inside(path, address)


def described_commit(name: str) -> str:
    """The commit in a name as git-describe(1) writes it, which git takes wherever it takes a commit: `82aa32e32879` of
    `v1.0.0-2-g82aa32e32879` (gitrevisions(7)). Any other name as it is."""
    match = _DESCRIBED.search(name)
    return match[1] if match else name


def release_hint(text: str) -> str:
    """The tag that a note beside a commit names, or "" unless it is exactly a release.

    `v1.2.3` is one; `v1.2.3-4-gabcdef0`, which git-describe(1) writes four commits after the tag, is not.
    """
    return text if _RELEASE.fullmatch(text) and not _DESCRIBED.search(text) else ""
