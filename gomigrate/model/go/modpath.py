"""Module paths and import paths: what they may be made of, their major version suffix, their escaped form on disk.

The source of the rules is https://go.dev/ref/mod#module-path and the documentation of golang.org/x/mod/module.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from gomigrate.model.errors import GomigrateError
from gomigrate.model.go import semver
from gomigrate.model.go.globs import path_match


class InvalidPathError(GomigrateError, ValueError):
    """A path or version that has no place on a module proxy or in a go.mod."""


_ElementCheck = Callable[[str], str | None]

_MODULE_CHARS = re.compile(r"[-._~0-9A-Za-z]+")
_IMPORT_CHARS = re.compile(r"[-._~+0-9A-Za-z]+")
_FILE_ASCII = frozenset("!#$%&()+,-.=@[]^_{}~ 0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_DOMAIN_CHARS = re.compile(r"[-.0-9a-z]+")
_WINDOWS_SHORT_NAME = re.compile(r".*~[0-9]+")
_WINDOWS_DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", *(f"COM{n}" for n in range(1, 10)), *(f"LPT{n}" for n in range(1, 10))],
)
LONGEST_PATH = 1024
"""No import path is longer: the file systems of this world take no more than four times as much for a whole path."""

_MAJOR_TAIL = re.compile(r"(?P<prefix>.*)(?P<major>/v(?P<digits>[0-9.]+))", re.DOTALL)
_GOPKG_TAIL = re.compile(r"(?P<prefix>.*)(?P<major>\.v(?P<digits>[0-9]+)(?:-unstable)?)", re.DOTALL)


def split_path_version(path: str) -> tuple[str, str, bool]:
    """Splits "example.com/lib/v2" into ("example.com/lib", "/v2", True) and "gopkg.in/yaml.v2" at ".v2".

    The middle is "" for a path without such a suffix. The last is False where the suffix is one that no module may
    have: /v0, /v1, /v02, /v1.2, or gopkg.in without .vN. (module.SplitPathVersion.)
    """
    if path.startswith("gopkg.in/"):
        match = _GOPKG_TAIL.fullmatch(path)
        if match is None or (match["digits"].startswith("0") and match["major"] != ".v0"):
            return path, "", False
        return match["prefix"], match["major"], True
    match = _MAJOR_TAIL.fullmatch(path)
    if match is None:
        return path, "", True
    digits = match["digits"]
    if "." in digits or digits.startswith("0") or digits == "1":
        return path, "", False
    return match["prefix"], match["major"], True


def path_major_prefix(path_major: str) -> str:
    """The major version that a suffix stands for: "v2" for "/v2", ".v2" and ".v2-unstable"; "" (v0 or v1) for ""."""
    return path_major[1:].removesuffix("-unstable")


def match_path_major(version: str, path_major: str) -> bool:
    """Whether a version can belong to a path with this suffix (module.MatchPathMajor).

    Without a suffix that is v0, v1 and anything +incompatible. As an old exception, v0.0.0- pseudo-versions go with
    gopkg.in paths that end in .v1.
    """
    if version.startswith("v0.0.0-") and path_major_prefix(path_major) == "v1" and path_major.startswith("."):
        return True
    if not path_major:
        return semver.major(version) in {"v0", "v1"} or semver.build(version) == semver.INCOMPATIBLE
    return semver.major(version) == path_major_prefix(path_major)


def check_path(path: str) -> str | None:
    """Why the go command would not take `path` as a module path, in a few words; None where it would."""
    reason = _check(path, _check_module_element)
    if reason:
        return reason
    first = path.split("/", 1)[0]
    if "." not in first:
        return "missing dot in first path element"
    if not _DOMAIN_CHARS.fullmatch(first):
        return "first path element may hold only lower-case letters, digits, dots and dashes"
    if not split_path_version(path)[2]:
        return "invalid major version suffix"
    return None


def check_import_path(path: str) -> str | None:
    """Why the go command would not take `path` as an import path, in a few words; None where it would."""
    return _check(path, _check_import_element)


def check_file_path(path: str) -> str | None:
    """Why a file of this slash-separated name cannot be part of a module zip; None where it can."""
    return _check(path, _check_file_element, is_file=True)


def escape_path(path: str) -> str:
    """The form used in the module cache and by proxies: each capital as "!" and its small letter.

    Raises InvalidPathError where `path` is no module path.
    """
    reason = check_path(path)
    if reason:
        raise InvalidPathError(f"{path!r} is no module path: {reason}")
    return _escape(path)


def escape_version(version: str) -> str:
    """The escaped form of a version, branch or revision for a proxy's URL or a file name of the module cache.

    Raises InvalidPathError for what cannot be one path element, "!" included.
    """
    reason = _check_file_element(version) or ("invalid char '!'" if "!" in version else None)
    if reason is None and not version.isascii():
        reason = "not ASCII"
    if reason:
        raise InvalidPathError(f"{version!r} cannot be asked for as a version: {reason}")
    return _escape(version)


def unescape_version(escaped: str) -> str:
    """The version that `escape_version` made this of. Raises InvalidPathError where it made no such thing."""
    version = _unescape(escaped)
    reason = "bad escape" if version is None else _check_file_element(version)
    if version is None or reason:
        raise InvalidPathError(f"{escaped!r} is no escaped version: {reason}")
    return version


def match_prefix_patterns(globs: str, target: str) -> bool:
    """Whether a comma-separated list as in GOPRIVATE covers the path `target` (module.MatchPrefixPatterns).

    Each pattern is matched against as many leading elements of the path as it has itself; one trailing slash,
    empty and malformed patterns do not count.
    """
    elements = target.split("/")
    for glob in globs.split(","):
        pattern = glob.removesuffix("/")
        count = pattern.count("/") + 1
        if pattern and count <= len(elements) and path_match(pattern, "/".join(elements[:count])):
            return True
    return False


def is_std(import_path: str) -> bool:
    """Whether a path has the form of a standard library package: no dot in its first element (Go's own rule)."""
    return "." not in import_path.split("/", 1)[0]


def prefixes(import_path: str) -> tuple[str, ...]:
    """The path itself and every path above it, the longest first: the order in which modules are looked for.

    Those of more than LONGEST_PATH characters are left out: no file system has them, and all of them together would
    take the square of the path's length.
    """
    elements = import_path[: LONGEST_PATH + 1].split("/")
    if len(import_path) > LONGEST_PATH:
        elements.pop()
    return tuple("/".join(elements[:count]) for count in range(len(elements), 0, -1))


def is_inside(import_path: str, root: str) -> bool:
    """Whether `import_path` is `root` or lies below it, element by element."""
    return import_path == root or import_path.startswith(root + "/")


def _check(path: str, check_element: _ElementCheck, *, is_file: bool = False) -> str | None:
    if any(0xD800 <= ord(char) <= 0xDFFF for char in path):
        return "invalid UTF-8"
    if not path:
        return "empty string"
    if path.startswith("-") and not is_file:
        return "leading dash"
    if "//" in path:
        return "double slash"
    if path.endswith("/"):
        return "trailing slash"
    for element in path.split("/"):
        reason = check_element(element)
        if reason:
            return reason
    return None


def _check_module_element(element: str) -> str | None:
    if element.startswith(".") and element.strip("."):
        return "leading dot in path element"
    return _check_letters(element, _MODULE_CHARS) or _check_common(element) or _check_short_name(element)


def _check_import_element(element: str) -> str | None:
    return _check_letters(element, _IMPORT_CHARS) or _check_common(element) or _check_short_name(element)


def _check_file_element(element: str) -> str | None:
    for char in element:
        if char not in _FILE_ASCII and (char.isascii() or not unicodedata.category(char).startswith("L")):
            return f"invalid char {char!r}"
    return _check_common(element)


def _check_letters(element: str, allowed: re.Pattern[str]) -> str | None:
    rest = allowed.sub("", element)
    return f"invalid char {rest[0]!r}" if rest else None


def _check_common(element: str) -> str | None:
    if not element:
        return "empty path element"
    if not element.strip("."):
        return f"invalid path element {element!r}"
    if element.endswith("."):
        return "trailing dot in path element"
    # Windows keeps these names for devices, with any ending.
    stem = element.split(".", 1)[0]
    if stem.upper() in _WINDOWS_DEVICES:
        return f"{stem!r} disallowed as path element component on Windows"
    return None


def _check_short_name(element: str) -> str | None:
    # Such as PROGRA~1, which Windows may take for another name.
    if _WINDOWS_SHORT_NAME.fullmatch(element.split(".", 1)[0]):
        return "trailing tilde and digits in path element"
    return None


def _escape(text: str) -> str:
    return re.sub(r"[A-Z]", lambda match: "!" + match[0].lower(), text)


def _unescape(escaped: str) -> str | None:
    if not re.fullmatch(r"(?:![a-z]|[^!A-Z])*", escaped, re.DOTALL) or not escaped.isascii():
        return None
    return re.sub(r"!([a-z])", lambda match: match[1].upper(), escaped)
