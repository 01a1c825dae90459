"""`go run gen.go`: files that no build takes, and whose imports go.mod may lack."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.gosource.headers.header import scan_header
from gomigrate.model.go.modpath import is_inside, is_std, prefixes
from gomigrate.scripts.gone.brokenline import BrokenLine, GoneUse
from gomigrate.scripts.gone.commands import at
from gomigrate.scripts.read.commands import GO_NAMES
from gomigrate.scripts.spans import encoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gomigrate.scripts.gone.gonepaths import GonePaths
    from gomigrate.scripts.read.commands import Call
    from gomigrate.scripts.read.document import Document


def in_generators(document: Document, sources: Mapping[str, str], gone: GonePaths) -> Iterator[BrokenLine]:
    """Each `go run` of a file that imports a package of no module in go.mod: the go command refuses it."""
    if not gone.modules:
        return
    for call in document.commands:
        if call.program not in GO_NAMES or call.arguments[:1] != ("run",):
            continue
        files = {path for word in _files(call) for path in _meant(word, document.path) if path in sources}
        lost = sorted({path for file in files for path in _unlisted(file, sources[file], gone)})
        for path in lost:
            yield at(document, call.words[0].start, GoneUse.IMPORT, path, fails=call.may_change_status)


def _files(call: Call) -> Iterable[str]:
    """The Go files that are run; what comes after them is for the program."""
    for word in call.arguments[1:]:
        if word.endswith(".go"):
            yield word
        elif not word.startswith("-"):
            return


def _meant(word: str, file: str) -> tuple[str, str]:
    """The file in the folder of the line's file, and in the project's folder."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), word)), posixpath.normpath(word)


def _unlisted(file: str, text: str, gone: GonePaths) -> Iterator[str]:
    """The imports that no module of go.mod can have."""
    for one in scan_header(posixpath.basename(file), encoded(text)).imports:
        path = one.path
        is_known = is_std(path) or is_inside(path, gone.module) or path.startswith(".")
        if not is_known and gone.modules.isdisjoint(prefixes(path)):
            yield path
