"""Import paths with a major version in them that GOPATH mode finds without it: minimal module compatibility."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.gosource.literal import unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MAJOR = re.compile(r"/v(?:[2-9]|[1-9][0-9]+)(?=/|$)")
_MODULE = re.compile(rb"^module ([^\r\n]*)", re.MULTILINE)


def has_major(path: str) -> bool:
    """Whether an element of the import path is a major version (v2 and later)."""
    return _MAJOR.search(path) is not None


def declared_module(go_mod: bytes) -> str:
    """The module path of a go.mod as GOPATH mode reads it, by its first line that begins with "module"; else ""."""
    line = _MODULE.search(go_mod)
    text = line[1].decode(errors="replace").strip() if line else ""
    return (unquote(text) or "") if text.startswith('"') else text


def path_in_gopath(importer: str, path: str, module_at: Callable[[str], str]) -> str:
    """Where GOPATH mode looks for an import path that does not exist as it is written: x/y/v2/z is x/y/z if x/y/go.mod
    says "module x/y/v2" and the importing package lies in a folder with a go.mod, or below one. "" if it does not.

    `importer` is the place of the importing package below src, `module_at` gives what the go.mod at a place declares
    ("" without one). Go issue 25069; cmd/go's moduleImportPath.
    """
    if not has_major(path) or not any(module_at(place) for place in _upwards(importer)):
        return ""
    for major in reversed(list(_MAJOR.finditer(path))):
        declared = module_at(path[: major.start()])
        if declared:
            return path[: major.start()] + path[major.end() :] if declared == path[: major.end()] else ""
    return ""


def _upwards(place: str) -> Iterator[str]:
    while place:
        yield place
        place = place.rpartition("/")[0]
    yield ""
