"""Which files //go:embed patterns name: the rules of cmd/go's resolveEmbed and https://pkg.go.dev/embed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.go.globs import path_match
from gomigrate.model.go.modpath import check_file_path
from gomigrate.model.trees.tree import Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.model.trees.tree import Tree

_VERSION_CONTROL = frozenset((".bzr", ".git", ".hg", ".svn"))
_META = frozenset("*?[\\")


class EmbedError(ValueError):
    """A pattern that the go command refuses, with its text; it then embeds nothing at all in the package."""

    def __init__(self, pattern: str, reason: str) -> None:
        super().__init__(f"pattern {pattern}: {reason}")


def resolve_embeds(tree: Tree, directory: str, patterns: Iterable[str]) -> tuple[str, ...]:
    """The files that the patterns name, sorted, relative to `directory`, the package's folder in the tree.

    Raises EmbedError, as the go command does, for a malformed pattern, one that matches nothing, and one that matches
    what cannot be embedded: links, other modules, names that no module zip may hold; and for a folder that
    cannot be read.
    """
    found: set[str] = set()
    for pattern in patterns:
        glob = pattern.removeprefix("all:")
        if not _is_valid(glob):
            raise EmbedError(pattern, "invalid pattern syntax")
        places = _EmbeddedFiles(tree, directory, pattern, with_hidden=glob != pattern)
        files = {file for match in places.glob(glob) for file in places.files_of(match)}
        if not files:
            raise EmbedError(pattern, "no matching files found")
        found |= files
    return tuple(sorted(found))


def _is_valid(glob: str) -> bool:
    return glob != "" and all(part not in ("", ".", "..") for part in glob.split("/"))


def _is_bad(name: str) -> bool:
    """Whether a name can be in no module, so that the go command acts as if it were not there (isBadEmbedName)."""
    return name in _VERSION_CONTROL or check_file_path(name) is not None


class _EmbeddedFiles:
    """The files below a package's folder, for one pattern."""

    def __init__(self, tree: Tree, directory: str, pattern: str, *, with_hidden: bool) -> None:
        self.tree, self.directory, self.pattern, self.with_hidden = tree, directory, pattern, with_hidden

    def entries(self, relative: str) -> tuple[Entry, ...]:
        """What lies in a folder below the package's."""
        try:
            return self.tree.entries("/".join(part for part in (self.directory, relative) if part))
        except OSError as error:
            raise EmbedError(self.pattern, f"cannot read {relative}: {error.strerror or error}") from error

    def glob(self, glob: str) -> list[tuple[str, Kind]]:
        """Every path that the glob matches, with what it is. Wildcards match one name, dots and all."""
        matches = [("", Kind.DIR)]
        for part in glob.split("/"):
            is_plain = not _META.intersection(part)
            matches = [
                (f"{folder}/{entry.name}".lstrip("/"), entry.kind)
                for folder, kind in matches
                if kind in (Kind.DIR, Kind.LINK_TO_DIR)
                for entry in self.entries(folder)
                if (entry.name == part if is_plain else path_match(part, entry.name))
            ]
        return matches

    def files_of(self, match: tuple[str, Kind]) -> Iterator[str]:
        """The files that one match stands for: itself, or all below it."""
        path, kind = match
        self._check(path, kind)
        if kind is Kind.FILE:
            yield path
        elif kind is Kind.DIR:
            files = list(self._below(path))
            if not files:
                raise EmbedError(self.pattern, f"cannot embed directory {path}: contains no embeddable files")
            yield from files
        else:
            raise EmbedError(self.pattern, f"cannot embed irregular file {path}")

    def _check(self, path: str, kind: Kind) -> None:
        """Refuses what lies in another module, behind a link, or below a name that no module may hold."""
        what = f"cannot embed {'directory' if kind is Kind.DIR else 'file'} {path}"
        parts = path.split("/")
        for depth in range(len(parts), 0, -1):
            place = "/".join(parts[:depth])
            if (depth < len(parts) or kind in (Kind.DIR, Kind.LINK_TO_DIR)) and self._begins_module(place):
                raise EmbedError(self.pattern, f"{what}: in different module")
            if depth < len(parts) and self._kind(place) is not Kind.DIR:
                raise EmbedError(self.pattern, f"{what}: in non-directory {place}")
            if _is_bad(parts[depth - 1]):
                where = "invalid name" if depth == len(parts) else "in invalid directory"
                raise EmbedError(self.pattern, f"{what}: {where} {parts[depth - 1]}")

    def _kind(self, path: str) -> Kind | None:
        parent, _, name = path.rpartition("/")
        return next((e.kind for e in self.entries(parent) if e.name == name), None)

    def _begins_module(self, path: str) -> bool:
        return any(e.name == "go.mod" and e.kind is not Kind.BROKEN_LINK for e in self.entries(path))

    def _below(self, path: str) -> Iterator[str]:
        """All plain files below a folder, hidden ones only with `all:`, never those of another module."""
        for entry in self.entries(path):
            place = f"{path}/{entry.name}"
            hidden = entry.name[0] in "._"
            bad = _is_bad(entry.name)
            if bad and entry.kind is not Kind.DIR and not hidden:
                raise EmbedError(self.pattern, f"cannot embed file {place}: invalid name {entry.name}")
            if bad or (hidden and not self.with_hidden):
                continue
            if entry.kind is Kind.DIR:
                if not self._begins_module(place):
                    yield from self._below(place)
            elif entry.kind is Kind.FILE:
                yield place
