"""All rules over all files: what each file becomes, and which habits there are."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.legacy.habits import Habit, Safety
from gomigrate.scripts.goversions import installed_goes
from gomigrate.scripts.kinds import YAML_KINDS, FileKind
from gomigrate.scripts.read.beside import in_others
from gomigrate.scripts.read.document import Document
from gomigrate.scripts.read.read import MOST_BYTES, read
from gomigrate.scripts.removing import removing
from gomigrate.scripts.rules import rules_for
from gomigrate.scripts.rules.bazel.go_repository import gazelle_version
from gomigrate.scripts.rules.ci.cache_drift import first_caches
from gomigrate.scripts.rules.ci.ignored_modules import builds_in_images
from gomigrate.scripts.rules.gocommand import go_get, old_go
from gomigrate.scripts.rules.gopath import dependency_place, own_place
from gomigrate.scripts.rules.makefiles import make_checks, make_targets
from gomigrate.scripts.rules.makefiles.makefacts import make_facts
from gomigrate.scripts.rules.oldtools import old_tool_installs, old_tools, tool_checks
from gomigrate.scripts.spans import Covered, apply_edits, changed_lines, merged, part_around
from gomigrate.scripts.unclear import Unclear, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence, Set

    from gomigrate.scripts.build import Build
    from gomigrate.scripts.correction import Correction
    from gomigrate.scripts.spans import Edit

UNREADABLE = "GM820"
_HABIT_WORDS = re.compile(
    r"\bgo (?:get|install|build|test|list)\b|GOPATH|GO111MODULE|GOFLAGS|GO15VENDOR|\bvendor\b|Gopkg\.|Godeps|glide"
    r"|govendor|\bdep ensure\b"
)
"""A text that is not understood and has none of them has nothing to do with Go."""
_HABIT_CALLS = re.compile(
    r"\bgo get\b|\bGO111MODULE\b.{0,9}(?:off|auto)|-mod=vendor|\bdep ensure\b|\bglide (?:install|i|up|update|nv)\b"
    r"|\bgovendor [a-z]|\bgodep (?:go|restore)\b|\bgvt restore\b|\bgdm restore\b|/vendor/.*\.go\b"
)
_OLD_GO_WORDS = re.compile(r"\bgo(?:lang)?\b[^\n]{0,60}?\b1\.(?:\d|10)(?!\d)")
_GO_WITHOUT_MODULES = re.compile(
    r"(?:\bgolang:|\brepository:[ \t]*[\"']?golang[\"']?[\s,]{1,40}tag:[ \t]*[\"']?|^golang[ \t]+|\A(?:go)?)"
    r"1\.(?:\d|10)(?:\.\d{1,2})?(?:[\s\"',}-]|\Z)",
    re.MULTILINE,
)
"""Images and files of versions with a Go that no branch is built by."""
_MAKES_YAML = frozenset((".jsonnet", ".star", ".cue", ".dhall"))
_ANYWHERE = (old_tool_installs.RULE, go_get.RULE, old_go.RULE, own_place.RULE, dependency_place.RULE)
"""Rules of what does not depend on the repository in whose folder a command runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """What became of the files: `texts` those that change; `habits` in the order of files and lines."""

    texts: Mapping[str, str]
    habits: tuple[Habit, ...]


def documents(files: Iterable[tuple[str, FileKind, str]]) -> tuple[list[Document], list[Habit]]:
    """The files (path, kind, text) as rules see them, and those with a habit that cannot be read."""
    found, unread = [], []
    for path, kind, text in files:
        try:
            found.append(read(path, kind, text))
        except UnreadableError as error:
            if _HABIT_WORDS.search(text) or _OLD_GO_WORDS.search(text):
                unread.append(_unread(path, kind, error.line, error.why, error.what))
            if kind in (FileKind.PYTHON, FileKind.STARLARK) and len(text) <= MOST_BYTES:
                found.append(Document.of(path, kind, text, read_only=True))  # told line by line
    return found, unread


def not_taken_apart(files: Iterable[tuple[str, str]]) -> list[Habit]:
    """The files (path, text) of kinds that no rule reads and that hold commands with a habit."""
    return [
        _unread(path, path.rpartition("/")[2], 0, Unclear.KIND, "")
        for path, text in files
        if _HABIT_CALLS.search(text) or _GO_WITHOUT_MODULES.search(text)
    ]


def made_from(changed: Collection[str], files: Iterable[tuple[str, str]]) -> list[Habit]:
    """The files (path, text) from which, by its name, one of the `changed` files is made: the next run of Drone's
    command line, or of another one, would write over what changes there."""
    found = []
    for path, _ in files:
        stem, ending = posixpath.splitext(path)
        product = next((one for kind in (".yml", ".yaml") if (one := stem + kind) in changed), "")
        if ending in _MAKES_YAML and product:
            found.append(_unread(path, path.rpartition("/")[2], 0, Unclear.MAKES, product))
    return found


def rewrite(found: Sequence[Document], build: Build, *, with_unsafe: bool = False) -> Rewritten:
    """All rules over the documents. Every other byte of a file stays as it is."""
    asked = [[_as_sure(d, one) for one in tool_checks.find(d, build)] for d in found]
    asked += [list(make_checks.find(d, build)) for d in found if d.kind is FileKind.MAKE]
    build, tool_calls = _with_tools(found, build, asked, with_unsafe=with_unsafe)
    build = replace(
        build,
        programs=frozenset(call.program for document in found for call in document.commands),
        caches=first_caches(found),
        gazelle=gazelle_version(found),
        builds_in_images=builds_in_images(found),
        travis_goes=_travis_goes(found, build),
    )
    texts: dict[str, str] = {}
    habits: list[Habit] = []
    for document in found:
        corrections = _corrections(document, build, tool_calls[document.path])
        done = [one for _, one in corrections if _is_chosen(one, with_unsafe=with_unsafe)]
        if document.kind is FileKind.MAKE and done:
            more = list(make_targets.emptied(document, build, _edits(document, done) or ()))
            corrections += ((make_targets.RULE.code, one) for one in more)
            done += more
        edits = _edits(document, done) if done else ()
        text = apply_edits(document.text, edits or ())
        if edits is None or (text != document.text and not _still_reads(document, text)):
            corrections = [(code, _by_hand(one)) for code, one in corrections]
        elif text != document.text:
            texts[document.path] = text
        is_changed = document.path in texts
        habits += (
            _habit(document, code, one, is_applied=is_changed and _is_chosen(one, with_unsafe=with_unsafe))
            for code, one in corrections
        )
        if document.troubles and _HABIT_WORDS.search(document.text):
            habits += (
                _unread(
                    document.path, document.kind, document.line(place.at), place.why, place.what, is_part=is_changed
                )
                for place in document.troubles
            )
    return Rewritten(texts=texts, habits=tuple(sorted(habits, key=lambda h: (h.file, h.line, h.code))))


def _with_tools(
    found: Sequence[Document], build: Build, asked: Sequence[Sequence[Correction]], *, with_unsafe: bool
) -> tuple[Build, Mapping[str, Sequence[Correction]]]:
    """The build with the tools that are needed and what is known of make targets, and what becomes of the calls of
    tools, by file. A rule that installs a tool which is needed stays, and its own calls may need another tool."""
    while True:
        build = replace(build, make=make_facts(found, build))
        calls = {d.path: _tool_calls(d, build) for d in found}
        needed = old_tools.needed((*calls.values(), *asked), with_unsafe=with_unsafe) | build.needed_tools
        if needed == build.needed_tools:
            return build, calls
        build = replace(build, needed_tools=needed)


def _travis_goes(found: Sequence[Document], build: Build) -> frozenset[str]:
    travis = [document for document in found if document.kind is FileKind.TRAVIS] if build.new_goes else []
    return frozenset(
        one.version
        for document in travis
        for one in installed_goes(document)
        if (document.path, one.at) in build.new_goes
    )


def _is_chosen(one: Correction, *, with_unsafe: bool) -> bool:
    return one.safety is Safety.SAFE or (with_unsafe and one.safety is Safety.UNSAFE)


def _corrections(document: Document, build: Build, tool_calls: Sequence[Correction]) -> list[tuple[str, Correction]]:
    """What the rules find, each with its rule's code; where two change the same, the first one counts. The result for
    calls of old tools is given."""
    taken, rules_gone = Covered(len(document.text)), Covered(len(document.text))
    others = _of_others(document, build)
    for start, end in make_targets.gone_spans(document, build):
        rules_gone.add(start, end)
    gone: set[int] = set()
    kept: list[tuple[str, Correction]] = []
    for rule in rules_for(document):
        for said in tool_calls if rule is old_tools.RULE else rule.find(document, build):
            if rule is not make_targets.RULE and rules_gone.meets(said.start, said.start + 1):
                continue
            is_of_folder = rule not in _ANYWHERE or ("case", go_get.GoGet.DEPENDENCIES.value) in said.facts
            if is_of_folder and others.meets(said.start, said.start + 1):
                continue
            one = _as_sure(document, said)
            if one.removals and all(command.start in gone for _, command in one.removals):
                continue
            if one.safety is Safety.MANUAL and one.start in gone:
                continue
            if not one.edits or taken.take(one.edits):
                gone |= {command.start for _, command in one.removals}
                kept.append((rule.code, one))
    return kept


def _tool_calls(document: Document, build: Build) -> list[Correction]:
    """What becomes of the calls of old tools, but for those in rules of Makefiles that go."""
    gone = Covered(len(document.text))
    for start, end in make_targets.gone_spans(document, build):
        gone.add(start, end)
    others = _of_others(document, build)
    calls = [one for one in old_tools.find(document, build) if not gone.meets(one.start, one.start + 1)]
    return [_by_hand(one) if others.meets(one.start, one.start + 1) else _as_sure(document, one) for one in calls]


def _of_others(document: Document, build: Build) -> Covered:
    """The spans of commands that run in another repository's folder."""
    found = Covered(len(document.text))
    for call in in_others(document, build.module):
        found.add(call.command.start, call.command.end)
    return found


def _as_sure(document: Document, one: Correction) -> Correction:
    """The change, by hand where it cannot be made."""
    if one.safety is Safety.MANUAL or not _is_fixed(document, one):
        return one
    # Of Go files the lines are known to be right: their bytes are what verify compares, and so a person's.
    is_sure = one.safety is Safety.SAFE and document.kind is FileKind.GO and not one.removals
    return replace(_by_hand(one), shown=one.edits if is_sure else ())


def _edits(document: Document, corrections: Sequence[Correction]) -> list[Edit] | None:
    """The edits of a file that make the changes; None where its syntax tree cannot be changed so."""
    removals = [removal for one in corrections for removal in one.removals]
    edits = [edit for one in corrections for edit in one.edits]
    if document.codemods is None:
        return merged([*(removing(document, removals) if removals else ()), *edits])

    def without(starts: Set[int]) -> list[Edit]:
        return removing(document, [removal for removal in removals if removal[1].start in starts])

    made = document.codemods.edits(edits, {command.start for _, command in removals}, without)
    return None if made is None else sorted(made)


def _is_fixed(document: Document, one: Correction) -> bool:
    """Whether a change cannot be made where it stands, however sure it is."""
    return document.read_only or (document.codemods is not None and _edits(document, [one]) is None)


def _by_hand(one: Correction) -> Correction:
    return replace(one, safety=Safety.MANUAL, edits=(), removals=())


def _still_reads(document: Document, text: str) -> bool:
    """Whether the result is still such a file, and its commands are understood where they were before."""
    try:
        after = read(document.path, document.kind, text)
    except UnreadableError:
        return False
    if len(after.troubles) > len(document.troubles):
        return False
    if document.kind in YAML_KINDS:
        kept = {scalar.keys for scalar in document.scalars}
        return {scalar.keys for scalar in after.scalars} <= kept
    return True


def _habit(document: Document, code: str, one: Correction, *, is_applied: bool) -> Habit:
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    if one.safety is Safety.MANUAL and one.shown:
        before, after = changed_lines(document.text, document.lines, merged(one.shown))
    elif one.safety is Safety.MANUAL:
        before = (part_around(document.text, document.lines, one.start, one.start)[0].strip(),)
    else:
        before, after = changed_lines(document.text, document.lines, _edits(document, [one]) or ())
    return Habit(
        code=code,
        safety=one.safety,
        file=document.path,
        line=document.lines.number(one.start),
        kind=document.kind,
        facts=one.facts,
        before=before,
        after=after,
        applied=is_applied,
    )


def _unread(path: str, kind: str, line: int, why: Unclear, what: str, *, is_part: bool = False) -> Habit:
    facts = (("why", why.value), ("what", what), *((("part", True),) if is_part else ()))
    return Habit(code=UNREADABLE, safety=Safety.MANUAL, file=path, line=line, kind=kind, facts=facts)
