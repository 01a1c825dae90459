"""Which files of a repository belong into the zip of a module.

The source of the rules is https://go.dev/ref/mod#zip-path-size-constraints and golang.org/x/mod/zip.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from posixpath import normpath
from typing import TYPE_CHECKING

from gomigrate.model.go import semver
from gomigrate.model.go.modpath import check_file_path
from gomigrate.model.trees.tree import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIRST_GO_WITH_STRICT_VENDOR_RULE = "v1.24"
_LANGUAGE = re.compile(r"[0-9]+\.[0-9]+")


@dataclass(frozen=True, slots=True)
class Omission:
    """A file that is not in the zip, and why. Where `is_fault`, Go refuses to make a zip of the module at all."""

    path: str
    reason: str
    is_fault: bool = False


@dataclass(frozen=True, slots=True)
class ZipFiles:
    """`members` are pairs of the name in the zip (below "module@version/") and the path of the file, sorted by name."""

    members: tuple[tuple[str, str], ...]
    omitted: tuple[Omission, ...] = ()


def module_files(entries: Iterable[tuple[str, Kind]], *, root: str = "", go: str = "") -> ZipFiles:
    """The files of the module whose root is the folder `root` ("" for the top of the repository).

    `entries` are all paths that are not folders, slash-separated from the top of the repository, as its version
    control lists them, with their kinds; `go` is the go version of the module's own go.mod ("" without one), on which
    the rule for vendored packages hangs. A module below the top that has no LICENSE gets the one of the top.
    """
    kinds = dict(entries)
    base = f"{root}/" if root else ""
    inside = {path.removeprefix(base): kind for path, kind in kinds.items() if path.startswith(base)}
    nested = _nested_modules(inside)
    members: list[tuple[str, str]] = []
    omitted: list[Omission] = []
    folded: dict[str, str] = {}
    for name, kind in inside.items():
        omission = _omission(name, nested, go) or _collision(name, folded) or _irregular(name, kind)
        if omission is None:
            members.append((name, base + name))
        else:
            omitted.append(omission)
    if root and "LICENSE" not in inside and kinds.get("LICENSE") is Kind.FILE:
        members.append(("LICENSE", "LICENSE"))
    return ZipFiles(tuple(sorted(members)), tuple(sorted(omitted, key=lambda omission: omission.path)))


def is_vendored(name: str, go: str) -> bool:
    """Whether a file counts as vendored, by the rule of the go version in the module's go.mod ("" for none).

    Files directly in vendor/ stay, those in its folders do not. In a vendor folder further down, only from go 1.24
    on do files directly in it stay; older zips were made without them, and their hashes depend on it. From then on
    vendor/modules.txt is out as well.
    """
    match = _LANGUAGE.match(go)
    is_strict = match is not None and semver.compare(f"v{match[0]}", _FIRST_GO_WITH_STRICT_VENDOR_RULE) >= 0
    if is_strict and name == "vendor/modules.txt":
        return True
    if name.startswith("vendor/"):
        return "/" in name[len("vendor/") :]
    _, is_below, rest = name.partition("/vendor/")
    return bool(is_below) and (not is_strict or "/" in rest)


def _nested_modules(inside: dict[str, Kind]) -> frozenset[str]:
    return frozenset(
        name.rpartition("/")[0]
        for name, kind in inside.items()
        if kind is Kind.FILE and name.lower().endswith("/go.mod")
    )


def _omission(name: str, nested: frozenset[str], go: str) -> Omission | None:
    if normpath(name) != name or name.startswith("/"):
        return Omission(name, "no clean path", is_fault=True)
    if is_vendored(name, go):
        return Omission(name, "in a vendored package")
    if any(folder in nested for folder in _folders(name)):
        return Omission(name, "in another module")
    if name == ".hg_archival.txt":
        return Omission(name, "left by hg archive")
    reason = check_file_path(name)
    if reason:
        return Omission(name, reason, is_fault=True)
    if name.lower() == "go.mod" and name != "go.mod":
        return Omission(name, "go.mod must be written in small letters", is_fault=True)
    return None


def _irregular(name: str, kind: Kind) -> Omission | None:
    return None if kind is Kind.FILE else Omission(name, kind.value)


def _folders(name: str) -> Iterable[str]:
    folder = name
    while folder := folder.rpartition("/")[0]:
        yield folder


def _collision(name: str, folded: dict[str, str]) -> Omission | None:
    """Whether a file or one of its folders differs from an earlier one in case only; remembers all of them."""
    for path in (name, *_folders(name)):
        other = folded.setdefault(_fold(path), path)
        if other != path:
            return Omission(name, f"differs in case only from {other}", is_fault=True)
    return None


def _fold(path: str) -> str:
    """Equal for paths that differ in case only, by unicode.SimpleFold: letter by letter, as Go does it, so that no
    letter folds into two."""
    return "".join(_folded(char) for char in path)


def _folded(char: str) -> str:
    return next((folded for folded in (char.casefold(), char.lower()) if len(folded) == 1), char)
