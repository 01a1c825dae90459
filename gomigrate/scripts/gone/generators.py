"""`go run gen.go`, `go build ./_tools/gen`, `go run PATH`: code that no pattern of packages matches, and whose imports
go.mod may lack."""

from __future__ import annotations

import posixpath
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gomigrate.gosource.headers.header import scan_header
from gomigrate.model.go.modpath import check_import_path, is_inside, is_std, prefixes
from gomigrate.scripts.gone.brokenline import BrokenLine, GoneUse
from gomigrate.scripts.gone.commands import at
from gomigrate.scripts.read.commands import GO_NAMES, flags_and_rest
from gomigrate.scripts.spans import encoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gomigrate.scripts.gone.gonepaths import GonePaths
    from gomigrate.scripts.read.commands import Call
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.shell.model import Word

_VERBS = frozenset(("run", "build", "install", "test", "vet", "list"))
_WITH_VALUE = frozenset(("tags", "ldflags", "gcflags", "asmflags", "p", "o", "mod", "modfile", "buildmode", "exec"))


def in_generators(document: Document, sources: Mapping[str, str], gone: GonePaths) -> Iterator[BrokenLine]:
    """Each go command that runs or builds a package that no module in go.mod has, or that imports such a package: the
    go command refuses it."""
    if not gone.modules:
        return
    for call, wanted in asked_of_go(document, sources, gone.module):
        for path in wanted:
            if gone.modules.isdisjoint(prefixes(path)):
                yield at(document, call.words[0].start, GoneUse.IMPORT, path, fails=call.may_change_status)


def asked_of_go(document: Document, sources: Mapping[str, str], module: str) -> Iterator[tuple[Call, tuple[str, ...]]]:
    """Each go command of a build file that names Go files, folders that `./...` passes over, or packages of others;
    with the packages of others that it needs: sorted import paths. `sources` are the Go files of the project by path,
    `module` is its import path."""
    for call, words, folders in targets_in(document):
        wanted = set(_wanted(words, folders, sources, module))
        if wanted:
            yield call, tuple(sorted(wanted))


def targets_in(document: Document) -> Iterator[tuple[Call, Sequence[Word], Sequence[str]]]:
    """Each go command of a build file that builds, with the words that name files or packages, and the folders of the
    project that these may be meant from: a `cd` counts within its piece of shell."""
    region, folder = -1, ""
    for call in sorted(document.commands, key=lambda one: one.command.start):
        if call.statement.region.start != region:
            region, folder = call.statement.region.start, ""
        if call.program in ("cd", "pushd"):
            folder = posixpath.join(folder, *call.arguments[:1])
        elif call.program in GO_NAMES and call.arguments[:1] and call.arguments[0] in _VERBS:
            places = dict.fromkeys((folder, posixpath.join(posixpath.dirname(document.path), folder)))
            yield call, _targets(call), tuple(places)


def _targets(call: Call) -> Sequence[Word]:
    """The files or packages that a command names; for `go run`, what comes after them is for the program."""
    _, rest = flags_and_rest(call.words[2:], _WITH_VALUE)
    if call.arguments[0] != "run":
        return rest
    count = next((i for i, word in enumerate(rest) if not word.value.endswith(".go")), len(rest))
    return rest[: max(count, 1)]


def _wanted(targets: Iterable[Word], folders: Sequence[str], sources: Mapping[str, str], module: str) -> Iterator[str]:
    files: list[str] = []
    for word in targets:
        value = word.value.removeprefix(f"{module}/") if is_inside(word.value, module) else word.value
        if value.endswith(".go"):
            files += _meant(value, folders, sources)
        elif value != word.value or value.startswith(("./", "../", "_")):
            passed_over = (place for place in _places(value, folders) if _is_passed_over(place))
            files += (file for place in passed_over for file in _in(place, sources))
        elif _is_package(value) and value != module:
            yield value
    for file in files:  # grows while it is read
        for one in scan_header(posixpath.basename(file), encoded(sources[file])).imports:
            if is_inside(one.path, module):
                place = one.path[len(module) + 1 :]
                files += (more for more in _in(place, sources) if _is_passed_over(place) and more not in files)
            elif not (is_std(one.path) or one.path.startswith(".")):
                yield one.path


def _is_package(word: str) -> bool:
    """Whether a word is an import path of others: with a dot in its first element, and neither a version nor a pattern
    after it."""
    return "." in word.split("/")[0] and "/" in word and check_import_path(word) is None and "..." not in word


def _meant(word: str, folders: Sequence[str], sources: Mapping[str, str]) -> Iterator[str]:
    """The files in the folder of the line's file, and in the project's folder."""
    for place in _places(word, folders):
        if "*" in place:
            folder = posixpath.dirname(place)
            yield from (f for f in sources if posixpath.dirname(f) == folder and fnmatchcase(f, place))
        elif place in sources:
            yield place


def _places(word: str, folders: Sequence[str]) -> Iterator[str]:
    yield from dict.fromkeys(posixpath.normpath(posixpath.join(folder, word)) for folder in folders)


def _in(folder: str, sources: Mapping[str, str]) -> Iterator[str]:
    return (f for f in sources if posixpath.dirname(f) == folder and not f.endswith("_test.go"))


def _is_passed_over(folder: str) -> bool:
    """Whether `./...` leaves a folder out (`go help packages`)."""
    names = (name for name in folder.split("/") if name not in (".", ".."))
    return any(name[:1] in ("_", ".") or name == "testdata" for name in names)
