"""Versions that vendored code names itself: in a version file, in a constant, at the top of a changelog. They are asked
for by name where no list has them; the bytes show whether one is right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.model.go import semver
from gomigrate.model.trees.tree import Kind, read_or_nothing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gomigrate.model.legacy.inventory import Used
    from gomigrate.model.trees.tree import Tree

NAMES = 4
"""The most names of one module that are asked for."""

_HEAD = 4096
"""The most bytes of a file without code that are read."""

_FILES = frozenset({"version", "version.txt"})
_CHANGES = frozenset({"changelog.md", "changelog", "changes.md", "changes", "history.md"})

_VERSION = rb"v?(\d+\.\d+(?:\.\d+)?(?:-[0-9A-Za-z.\-]+)?)"
_WHOLE = re.compile(rb"\s*" + _VERSION + rb"\s*")
_HEADING = re.compile(rb"(?m)^(?:#+[ \t]*|version[ \t]+)?\[?" + _VERSION + rb"\b")
_CONSTANT = re.compile(
    rb"(?m)^[ \t]*(?:(?:const|var)[ \t]+)?(\w+)(?:[ \t]+string)?[ \t]*=[ \t]*[\"`]" + _VERSION + rb"[\"`]"
)
_PART = re.compile(
    rb"(?mi)^[ \t]*(?:(?:const|var)[ \t]+)?\w*(major|minor|patch)(?:[ \t]+\w+)?[ \t]*=[ \t]*(\d+)[ \t]*(?://|$)"
)


def said_in(packages: Iterable[Used], path: str, sources: Mapping[str, bytes]) -> tuple[str, ...]:
    """The releases that the vendored module at `path` names, such as "v1.2.3", the likeliest first: by the constants of
    its packages (`sources` maps paths below the module to their bytes), its VERSION file and its changelog."""
    texts = [found for tree, folder in _roots(packages, path) for found in _in_files(tree, folder)]
    named = [*_in_code(sources), *texts]
    return tuple(dict.fromkeys(version for text in named for version in _releases(text)))[:NAMES]


def _roots(packages: Iterable[Used], path: str) -> Iterator[tuple[Tree, str]]:
    """The folder of the module, as far as its packages are below it."""
    for used in packages:
        below = used.import_path[len(path) :]
        if used.dir.endswith(below):
            yield used.tree, used.dir.removesuffix(below)
            return


def _in_files(tree: Tree, folder: str) -> Iterator[str]:
    for entry in tree.entries(folder):
        name = entry.name.lower()
        if entry.kind is not Kind.FILE or name not in _FILES | _CHANGES:
            continue
        text = read_or_nothing(tree, f"{folder}/{entry.name}".lstrip("/"))[:_HEAD]
        match = _WHOLE.fullmatch(text) if name in _FILES else _HEADING.search(text)
        if match:
            yield match[1].decode()


def _in_code(sources: Mapping[str, bytes]) -> Iterator[str]:
    """By constants called Version, then by others that have the word in their name or their file's."""
    found: list[tuple[int, str]] = []
    for path, data in sources.items():
        is_version_file = "version" in path.rpartition("/")[2].lower()
        if not (is_version_file or b"ersion" in data):
            continue
        for match in _CONSTANT.finditer(data):
            name = match[1].decode().lower()
            if is_version_file or "version" in name:
                found.append((0 if name == "version" else 1 if is_version_file else 2, match[2].decode()))
        parts = {match[1].lower(): match[2].decode() for match in _PART.finditer(data)} if is_version_file else {}
        if {b"major", b"minor"} <= parts.keys():
            found.append((1, f"{parts[b'major']}.{parts[b'minor']}.{parts.get(b'patch', '0')}"))
    return (text for _, text in sorted(found, key=lambda item: item[0]))


def _releases(text: str) -> Iterator[str]:
    """A version as its tag would spell it; a development version may be the release of that name."""
    core, dash, rest = text.partition("-")
    whole = f"v{core}" if core.count(".") == 2 else f"v{core}.0"
    for version in (f"{whole}-{rest}", whole) if dash else (whole,):
        if semver.is_valid(version):
            yield version
