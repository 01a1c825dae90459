"""Which paths of a repository may be written to: none that leads out of it, and none that git, on any system, takes
for its own folder."""

from __future__ import annotations

import re
import unicodedata

_SEPARATORS = re.compile(r"[/\\]")  # Windows takes both, whoever wrote the path
_SHORT_GIT = re.compile(r"git~[0-9]+|gi[0-9a-f]{4}~[0-9]+")  # what FAT and NTFS may call .git in eight letters
_SHORT_MODULES = re.compile(r"gitmod~[0-9]+|gi[0-9a-f]{4}~[0-9]+")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])", re.IGNORECASE)
_NO_NAME = re.compile(r'[\x00-\x1f<>:"|?*\\]|[. ]$')
_UNSEEN = frozenset({"Cc", "Cf", "Mn", "Me"})
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")  # letters that show nothing, and are ignored where names are compared


def why_not_writable(path: str, *, is_link: bool = False, is_removal: bool = False) -> str:
    """Why nothing may be written at a slash-separated path of a repository, "" where something may; `is_link` is for
    what would be a symbolic link there. `is_removal` is for what only goes: a clone in a vendor tree has a folder of
    git's that goes with it, but that of the project itself stays untouched.

    The rule is that of git's verify_path with protectHFS and protectNTFS on, on every system: what is committed here is
    checked out elsewhere.
    """
    if "\0" in path or any(name in ("", ".", "..") for name in path.split("/")):
        return "not a path inside the project"
    for number, name in enumerate(_SEPARATORS.split(path)):
        if name == "..":
            return "not a path inside the project"
        if is_git_folder(name) and not (is_removal and number):
            return "git's own folder, or a name that some system takes for it"
    if is_link and _is_named(_SEPARATORS.split(path)[-1], ".gitmodules", _SHORT_MODULES):
        return "git reads no .gitmodules that is a symbolic link"
    return ""


def why_not_on_windows(path: str) -> str:
    """Why Windows would write something else, or nothing, at a slash-separated path; "" where it writes that file
    ("Naming Files, Paths, and Namespaces" of its documentation)."""
    for name in path.split("/"):
        if _DEVICE.fullmatch(name.partition(".")[0].partition(":")[0].rstrip(" ")):
            return "Windows takes the name for a device"
        if _NO_NAME.search(name):
            return "no name of a file on Windows"
    return ""


def is_git_folder(name: str) -> bool:
    """Whether some file system takes the name for `.git`. It may have other letters (case, full width), ignored
    characters in it, dots and blanks at the end, a stream of NTFS after it, or the short form."""
    return _is_named(name, ".git", _SHORT_GIT)


def _is_named(name: str, wanted: str, short: re.Pattern[str]) -> bool:
    folded = _folded(name).partition(":")[0].rstrip(". ")
    return folded == wanted or short.fullmatch(folded) is not None


def _folded(name: str) -> str:
    """The name as the most forgiving file system compares it."""
    if name.isascii():
        return "".join(letter for letter in name.lower() if " " <= letter != "\x7f")
    shown = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).upper().casefold())
    kept = (letter for letter in shown if letter not in _FILLERS and unicodedata.category(letter) not in _UNSEEN)
    return "".join(kept).lower()
