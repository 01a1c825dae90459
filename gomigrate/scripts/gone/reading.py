"""All lines of a project that use what is removed."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.go.modpath import is_inside
from gomigrate.scripts.gone.brokenline import MOST_WORDS, BrokenLine, GoneUse
from gomigrate.scripts.gone.commands import in_commands
from gomigrate.scripts.gone.generators import in_generators
from gomigrate.scripts.gone.goconcat import in_put_together
from gomigrate.scripts.gone.gosources import in_go_source
from gomigrate.scripts.gone.images import in_context, in_image, takes_context
from gomigrate.scripts.gone.leftout import in_checkers, in_filters, in_walks
from gomigrate.scripts.gone.linkerflags import in_linker_flags
from gomigrate.scripts.gone.makerules import MakeTargets, in_rules
from gomigrate.scripts.gone.otherlanguages import in_folder_names, in_other_file
from gomigrate.scripts.gone.plainlines import in_lines, in_other_words
from gomigrate.scripts.gone.rootlinks import in_root_links
from gomigrate.scripts.gone.settings import in_scalars, in_values
from gomigrate.scripts.gone.steps import in_steps, in_tool_images
from gomigrate.scripts.kinds import PARTLY_READ, FileKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gomigrate.scripts.gone.gonepaths import GonePaths
    from gomigrate.scripts.read.document import Document

_PROGRAMS = frozenset((FileKind.PYTHON, FileKind.RAKE))
_LATE = 1 << 30
_ORDER = {use: number for number, use in enumerate(GoneUse)}
Texts = tuple[tuple[str, str], ...]
"""Paths, each with the text there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineFiles:
    """What a build, a test or a service uses: the files that are understood, `plain` ones that no reader parses, and
    the project's Go files, `sources`. `others` are files of other languages and settings, `links` the symbolic links
    with their targets."""

    documents: Sequence[Document] = ()
    plain: Texts = ()
    sources: Texts = ()
    others: Texts = ()
    links: Texts = ()

    @property
    def vendoring(self) -> dict[str, int]:
        """The files in which a command makes a vendor folder (`go mod vendor`), each with the first line after which
        there is one: in a Makefile no such line is known."""
        calls = ((d, call) for d in self.documents for call in d.go_commands if call.arguments[:2] == ("mod", "vendor"))
        found: dict[str, int] = {}
        for document, call in calls:
            line = _LATE if document.kind is FileKind.MAKE else document.line(call.command.start)
            found[document.path] = min(line, found.get(document.path, line))
        return found


def broken_lines(files: PipelineFiles, gone: GonePaths) -> tuple[BrokenLine, ...]:
    """Every line that uses what is removed, in the order of files and lines, once each with its worst use."""
    makes = [document for document in files.documents if document.kind is FileKind.MAKE]
    targets = MakeTargets.of(makes)
    images = (document for document in files.documents if document.kind is FileKind.DOCKER and document.go_commands)
    is_built = any(map(takes_context, images))
    found: list[BrokenLine] = []
    for document in files.documents:
        found += in_commands(document, gone)
        found += in_values(document, gone)
        found += in_scalars(document, gone)
        found += in_steps(document, gone)
        found += in_tool_images(document, gone)
        found += in_lines(document.path, _not_read(document), gone, paths=document.kind is not FileKind.GO)
        if document.kind is not FileKind.GO:
            found += in_filters(document.path, document.text, gone)
            found += in_linker_flags(document.path, document.text, gone)
        if document.kind in _PROGRAMS:
            found += in_walks(document.path, document.text, gone)
        if document.kind is FileKind.PYTHON:
            found += in_lines(document.path, _numbered(document.text), gone, paths=False)
            found += in_folder_names(document.path, document.text, gone)
        if not document.read_only:
            found += in_other_words(document.path, document.text, gone)
        if document.kind is FileKind.MAKE:
            found += in_rules(document, targets, gone)
        elif document.kind is FileKind.DOCKER:
            found += in_image(document, gone)
        elif document.kind is FileKind.IGNORE:
            found += in_context(document, gone, is_built=is_built)
    sources = dict(files.sources)
    for document in files.documents:
        found += in_generators(document, sources, gone)
    found += in_root_links(files.links, files.documents, gone)
    for path, target in files.links:
        aim = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if aimed := gone.named(aim, "") if not aim.startswith("..") else "":
            found.append(BrokenLine(file=path, line=0, use=GoneUse.LINK, what=(aimed,), words=target[:MOST_WORDS]))
    found += _in_texts(files, gone)
    return _worst(_with_vendoring(found, files.vendoring))


def _in_texts(files: PipelineFiles, gone: GonePaths) -> Iterator[BrokenLine]:
    """What files use that no reader of build files takes apart."""
    for path, text in files.plain:
        yield from in_lines(path, _numbered(text), gone, paths=True)
        yield from in_filters(path, text, gone)
        yield from in_linker_flags(path, text, gone)
        yield from in_checkers(path, text, gone)
        yield from in_walks(path, text, gone)
    for path, text in files.sources:
        yield from in_walks(path, text, gone)
        yield from in_linker_flags(path, text, gone)
        yield from in_go_source(path, text, gone)
        yield from in_put_together(path, text, gone)
    for path, text in files.others:
        yield from in_other_file(path, text, gone)
        yield from in_checkers(path, text, gone)


def _with_vendoring(found: Iterable[BrokenLine], vendoring: Mapping[str, int]) -> Iterator[BrokenLine]:
    """The lines where some command makes a vendor folder: what comes after it in its file has one, and whether another
    file has cannot be known."""
    for one in found:
        wants_vendor = all(name == "-mod=vendor" or is_inside(name, "vendor") for name in one.what)
        if not (wants_vendor and vendoring):
            yield one
        elif one.use is not GoneUse.TARGET and one.line < vendoring.get(one.file, one.line + 1):
            yield replace(one, fails=False)


def _worst(found: Iterable[BrokenLine]) -> tuple[BrokenLine, ...]:
    """Each line once: with its worst use, and all that it uses in that way."""
    by_line: dict[tuple[str, int], list[BrokenLine]] = {}
    for one in found:
        by_line.setdefault((one.file, one.line), []).append(one)
    return tuple(_one(by_line[place]) for place in sorted(by_line))


def _one(uses: Sequence[BrokenLine]) -> BrokenLine:
    worst = min(uses, key=lambda one: (not one.fails, _ORDER[one.use]))
    alike = (one.what for one in uses if one.use is worst.use and one.fails is worst.fails)
    return replace(worst, what=tuple(dict.fromkeys(name for what in alike for name in what)))


def _not_read(document: Document) -> Iterator[tuple[int, str]]:
    """The lines of a file that its reader does not take apart: all of some kinds, the pieces of shell that are not
    understood, and what in YAML is neither a command nor a setting."""
    if document.kind is FileKind.GO:
        return
    if document.read_only:
        yield from _numbered(document.text)
        return
    unclear = {trouble.at for trouble in document.troubles}
    read: set[int] = set()
    lost: set[int] = set()
    for region in document.regions:
        lines = range(document.line(region.offsets[0]), document.line(region.offsets[-1]) + 1)
        is_lost = any(region.offsets[0] <= at <= region.offsets[-1] for at in unclear)
        (lost if is_lost else read).update(lines)
    for number, text in _numbered(document.text):
        if number in lost or (document.kind in PARTLY_READ and number not in read):
            yield number, text


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    yield from enumerate(text.split("\n"), start=1)
