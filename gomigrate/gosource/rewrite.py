"""Changes import paths in the bytes of a Go file and leaves every other byte as it was."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.gosource.headers.directives import import_comment_after
from gomigrate.gosource.headers.header import BOM, import_specs
from gomigrate.gosource.headers.outline import package_clause
from gomigrate.gosource.literal import unquote
from gomigrate.model.go.modpath import is_inside

if TYPE_CHECKING:
    from collections.abc import Callable


def rewrite_imports(data: bytes, new_path: Callable[[str], str | None]) -> bytes:
    """The file with each import path for which `new_path` answers replaced by the answer, in the same kind of quotes.

    Answers of None, and equal ones, change nothing; so does a file whose header cannot be read. Raises ValueError for
    an answer that does not fit between quotes.
    """
    kept: list[bytes] = []
    done = 0
    for spec in import_specs(data):
        path = new_path(spec.path)
        if path is not None and path != spec.path:
            kept += [data[done : spec.start], _quoted(path, data[spec.start : spec.start + 1])]
            done = spec.end
    return b"".join((*kept, data[done:]))


def without_relative_imports(data: bytes, project: str, folder: str) -> bytes:
    """The Go file of a project at an import path, in a `folder` of it, with relative imports written out."""
    return rewrite_imports(data, lambda path: written_out(path, project, folder))


def written_out(path: str, project: str, folder: str) -> str | None:
    """What a relative import in a folder of the project comes to; None for what is none (go/build.IsLocalImport), or
    leads out of the project, where the files are not known."""
    if path not in {".", ".."} and not path.startswith(("./", "../")):
        return None
    target = posixpath.normpath(posixpath.join(project, folder, path))
    return target if is_inside(target, project) else None


def rewrite_import_comment(data: bytes, new_path: Callable[[str], str | None]) -> bytes:
    """The file with the path of its import comment (`package x // import "path"`) replaced likewise."""
    content = data.removeprefix(BOM)
    comment = import_comment_after(content, package_clause(content))
    old = unquote(comment.literal) if comment else None
    path = new_path(old) if old is not None else None
    if comment is None or path is None or path == old:
        return data
    offset = len(data) - len(content)
    quote = comment.literal[0].encode()
    return data[: comment.start + offset] + _quoted(path, quote) + data[comment.end + offset :]


def without_import_comment(data: bytes) -> bytes:
    """The file without its import comment, and without the blanks before it."""
    content = data.removeprefix(BOM)
    comment = import_comment_after(content, package_clause(content))
    if comment is None:
        return data
    start = max(content.rfind(b"//", 0, comment.start), content.rfind(b"/*", 0, comment.start))
    is_line = content[start : start + 2] == b"//"
    end = content.find(b"\n" if is_line else b"*/", comment.end)
    rest = content[end if is_line else end + 2 :] if end >= 0 else b""
    return data[: len(data) - len(content)] + content[:start].rstrip(b" \t") + rest


def rewrite_paths(data: bytes, new_path: Callable[[str], str | None]) -> bytes:
    """The file with the paths of its imports and of its import comment replaced likewise."""
    return rewrite_import_comment(rewrite_imports(data, new_path), new_path)


def _quoted(path: str, quote: bytes) -> bytes:
    if any(c in path for c in '"`\\\n\r'):
        raise ValueError(f"{path!r} is no import path")
    return quote + path.encode() + quote
