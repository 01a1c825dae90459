"""Targets of Makefiles that make or need what is removed (GNU make manual, "Writing Rules", "Phony Targets"). A rule
for a lock file is removed. One for the vendor folder downloads what go.mod says. Others need go.mod and go.sum
instead."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.scripts.gone.gonepaths import VENDOR_FOLDERS
from gomigrate.scripts.read.makerules import is_made_by, make_rules
from gomigrate.scripts.rules.makefiles.makefacts import rule_calls
from gomigrate.scripts.rules.rule import (
    Build,
    Correction,
    Corrections,
    Document,
    Edit,
    FileKind,
    Rule,
    manual,
    removal,
    safe,
)
from gomigrate.scripts.spans import merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence, Set

    from gomigrate.scripts.build import MakeFacts
    from gomigrate.scripts.read.commands import Call
    from gomigrate.scripts.read.makerules import MakeRule, RuleWord


class TargetCase(StrEnum):
    """What becomes of a rule."""

    GOES = "goes"  # it made a file that goes
    INSTALLS = "installs"  # it installed an old tool
    NEEDS = "needs"  # it needed a file that goes
    DOWNLOADS = "downloads"  # it made the vendor folder
    MARKS = "marks"  # a command makes a file or folder that goes
    EMPTIED = "emptied"  # none of its commands is left
    SOMETIMES = "sometimes"  # a rule in a conditional makes what it needs
    SHOWN = "shown"  # its commands are given the names of what it needs
    COMPUTED = "computed"  # a variable with other names in it says what it needs


DOWNLOAD = "go mod download"
_CLIMB = re.compile(r"(?:\.\./)+")
_PIECE = re.compile(r"(?:[^\s\\]|\\(?!\r?\n))+")
_NAME = re.compile(r"[\w.-]+")
_BLANKS = re.compile(r"(?:[ \t]|\\\r?\n)+")
_MODULE_FILES = ("go.mod", "go.sum")


def gone_spans(document: Document, build: Build) -> Iterator[tuple[int, int]]:
    """The spans of the rules that are removed, and of recipes that are written again."""
    if document.kind is FileKind.MAKE:
        for rule in make_rules(document, build.make.variables):
            if _goes(rule, document, build):
                yield _whole(document.text, rule)
            elif _is_anew(rule, document, build):
                yield rule.body


def _goes(rule: MakeRule, document: Document, build: Build) -> bool:
    names = rule.target_names
    return bool(names) and not rule.is_special and all(_is_dropped(name, document, build) for name in names)


def _is_dropped(name: str, document: Document, build: Build) -> bool:
    """Whether a target is removed: a Makefile of another folder may have one of the same name that stays."""
    facts = build.make
    return name in facts.installers or (name in facts.gone and build.gone.named(name, document.path) != "")


def _is_anew(rule: MakeRule, document: Document, build: Build) -> bool:
    """Whether all that a rule made was a removed file that is still asked for: it downloads instead."""
    names, (start, end) = rule.target_names, rule.body
    is_lock = bool(names) and len(_fetching(names, document, build)) == len(names) and VENDOR_FOLDERS.isdisjoint(names)
    return is_lock and rule.recipe < 0 and start < end


def _fetching(names: Iterable[str], document: Document, build: Build) -> list[str]:
    """The targets that made what goes and stay, to download what go.mod says."""
    return [name for name in names if name in build.make.fetching and build.gone.named(name, document.path)]


def _whole(text: str, rule: MakeRule) -> tuple[int, int]:
    """A rule with its recipe, and with one of two gaps around it."""
    end = max(rule.end, rule.body[1])
    if rule.start == 0 or text[: rule.start].endswith(("\n\n", "\n\r\n")):
        gap = re.compile(r"(?:[ ]*\r?\n)*").match(text, end)
        end = gap.end() if gap else end
    return rule.start, end


def find(document: Document, build: Build) -> Corrections:
    """What becomes of each rule of a Makefile."""
    phony: set[str] = set(build.make.phony)
    rules = make_rules(document, build.make.variables)
    lists = _lists(document, rules, build)
    yield from dict.fromkeys(lists.values())
    for rule in rules:
        if _goes(rule, document, build):
            is_tool = any(name in build.make.installers for name in rule.target_names)
            case = TargetCase.INSTALLS if is_tool else TargetCase.GOES
            yield safe(rule.start, Edit(*_whole(document.text, rule), ""), case=case.value, names=rule.target_names)
        elif rule.is_special:
            yield from _listed(document, rule, build)
        else:
            yield from _changed(document, rule, build, phony, lists.keys())
            yield from _marks(document, rule, build)


def _listed(document: Document, rule: MakeRule, build: Build) -> Corrections:
    """A list such as that of .PHONY, without the targets that go."""
    listed = (*rule.needs, *rule.ordered)
    lost = [word for word in listed if word.names and all(_is_dropped(name, document, build) for name in word.names)]
    names = tuple(name for word in lost for name in word.names)
    if lost and len(lost) == len(listed):
        yield safe(rule.start, Edit(rule.start, rule.end, ""), case=TargetCase.GOES.value, names=names)
    elif lost:
        edits = [Edit(*_with_blanks(document.text, word), "") for word in lost]
        yield safe(rule.start, *edits, case=TargetCase.GOES.value, names=names)


def _with_blanks(text: str, word: RuleWord) -> tuple[int, int]:
    """A word with the blanks and continuations before it."""
    return _blanks_start(text, word.start), word.end


def _blanks_start(text: str, start: int) -> int:
    """Where the blanks and continuations before a place begin."""
    while start and (text[start - 1] in " \t" or text.endswith(("\\\n", "\\\r\n"), 0, start)):
        start -= 1 if text[start - 1] in " \t" else (3 if text.endswith("\\\r\n", 0, start) else 2)
    return start


def _changed(document: Document, rule: MakeRule, build: Build, phony: set[str], lists: Set[str]) -> Corrections:
    """A rule that stays: without targets that go, needing nothing that goes, and with something to do."""
    facts, text = build.make, document.text
    loss = _Loss.of(document, rule, build, lists)
    names = tuple(dict.fromkeys(loss.names))
    doubtful = [n for n in rule.need_names if n in facts.sometimes and build.gone.named(n, document.path)]
    if doubtful:
        yield manual(rule.start, case=TargetCase.SOMETIMES.value, names=tuple(doubtful))
    if loss.names and (why := loss.in_the_way(rule, facts)):
        yield manual(rule.start, case=why.value, names=names)
        if why is TargetCase.SHOWN:
            return
    going = [word for word in rule.targets if word.names and all(_is_dropped(n, document, build) for n in word.names)]
    staying = [name for word in rule.targets if word not in going for name in word.names]
    edits = [
        Edit(*(_with_blanks(text, word) if word is not rule.targets[0] else _head(text, word)), "") for word in going
    ]
    edits += _needs(document, rule, loss, build)
    fetching = _fetching(staying, document, build)
    if new := [name for name in fetching if name not in phony]:
        phony |= set(new)
        edits.append(Edit(rule.block, rule.block, f".PHONY: {' '.join(new)}\n"))
    if _is_anew(rule, document, build):
        edits.append(Edit(*rule.body, f"\t{DOWNLOAD}\n"))
    is_left = (
        not loss.leaves(rule) and not facts.acting.intersection(staying) and not facts.several.intersection(staying)
    )
    if (loss.words or fetching) and is_left:
        begin = "" if text[: rule.end].endswith("\n") else "\n"
        edits.append(Edit(rule.end, rule.end, f"{begin}\t{DOWNLOAD}\n"))
    if edits:
        case = TargetCase.DOWNLOADS if fetching else TargetCase.NEEDS
        said = (
            tuple(fetching) if fetching else tuple(dict.fromkeys((*names, *(n for word in going for n in word.names))))
        )
        yield safe(rule.start, *edits, case=case.value, names=said)


def _marks(document: Document, rule: MakeRule, build: Build) -> Corrections:
    """Commands of a recipe that only make what is removed: `touch $@` of a vendor folder would make a file of that
    name, and `mkdir -p vendor` a folder that the go command takes for one (go-facts: "Old or stale vendor")."""
    is_gone = bool(_fetching(rule.target_names, document, build))
    calls = rule_calls(document, rule)
    for call in calls:
        words = [word for word in call.words[1:] if not word.value.startswith("-")]
        is_mark = call.program in ("touch", "mkdir") and words and call.may_change_status and not call.is_pipelined
        if is_mark and all(
            (is_gone and word.raw == "$@") or build.gone.named(word.value, document.path) for word in words
        ):
            names = tuple(word.raw for word in words)
            if any(_uses(other, document, build) for other in calls if other is not call):
                yield manual(call.command.start, case=TargetCase.MARKS.value, names=names)
            else:
                yield removal(call, case=TargetCase.MARKS.value, names=names)


def _uses(call: Call, document: Document, build: Build) -> bool:
    """Whether a command wants the folders that go to be there."""
    tool = document.tool_run(call.words[0].value)
    if call.program in ("touch", "mkdir", "rm") or (tool is not None and not build.leaves(tool)):
        return False
    return any(build.gone.named(word.value, document.path) for word in call.words)


def _head(text: str, word: RuleWord) -> tuple[int, int]:
    """The first word of a line with the blanks behind it."""
    end = word.end
    while text[end : end + 1] in (" ", "\t"):
        end += 1
    return word.start, end


def _is_file(rule: MakeRule, facts: MakeFacts) -> bool:
    """Whether a rule makes a file, as far as its targets and its commands tell."""
    names = rule.target_names
    is_named = any(name in facts.files or "/" in name for name in names)
    return is_named and not any(name in facts.phony or name in facts.fetching for name in names)


def _is_lost(name: str, document: Document, build: Build, *, is_file: bool) -> bool:
    """Whether a rule cannot need a name any more: nothing makes it; nor should a file, which would be made each time,
    where all that is done for it is to download."""
    facts = build.make
    if _is_dropped(name, document, build):
        return True
    if name in facts.made:
        return is_file and bool(_fetching((name,), document, build))
    is_made = any(is_made_by(pattern, name) for pattern in facts.patterns)
    return not is_made and build.gone.named(name, document.path) != ""


def _lists(document: Document, rules: Sequence[MakeRule], build: Build) -> dict[str, Correction]:
    """Variables that name what rules need, with something removed among it, and that have no other use: how each
    changes, by the reference to it."""
    names = Counter(_NAME.findall(document.text))
    words = Counter(document.text[word.start : word.end] for rule in rules for word in (*rule.needs, *rule.ordered))
    times = Counter(setting.name for setting in document.settings)
    found: dict[str, Correction] = {}
    for setting in document.settings:
        raw = document.text[setting.start : setting.end]
        uses = words[f"$({setting.name})"] + words[f"${{{setting.name}}}"]
        if not uses or "$" in raw or times[setting.name] > 1 or names[setting.name] != uses + 1:
            continue
        pieces = [(piece, _is_lost(piece[0], document, build, is_file=True)) for piece in _PIECE.finditer(raw)]
        lost = [piece for piece, is_lost in pieces if is_lost]
        if not lost or len(lost) == len(pieces):
            continue
        new = " ".join(_module_files(lost[0][0], build, {piece[0] for piece, _ in pieces}))
        edits = [_piece_edit(document.text, setting.start, piece, "" if n else new) for n, piece in enumerate(lost)]
        one = safe(setting.start, *edits, case=TargetCase.NEEDS.value, names=tuple(piece[0] for piece in lost))
        found |= {f"$({setting.name})": one, f"${{{setting.name}}}": one}
    return found


def _piece_edit(text: str, offset: int, piece: re.Match[str], new: str) -> Edit:
    start, end = offset + piece.start(), offset + piece.end()
    if new:
        return Edit(start, end, new)
    if piece.start():
        return Edit(_blanks_start(text, start), end, "")
    behind = _BLANKS.match(text, end)
    return Edit(start, behind.end() if behind else end, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loss:
    """What a rule needs and loses: the words; those that go.mod and go.sum replace; the names; words of which only some
    names are removed, or whose names are not sure."""

    words: tuple[RuleWord, ...]
    replaced: tuple[RuleWord, ...]
    names: tuple[str, ...]
    mixed: tuple[RuleWord, ...]

    @classmethod
    def of(cls, document: Document, rule: MakeRule, build: Build, lists: Set[str]) -> _Loss:
        is_file = _is_file(rule, build.make)

        listed = [word for word in (*rule.needs, *rule.ordered) if document.text[word.start : word.end] not in lists]
        own = frozenset(_fetching(rule.target_names, document, build))

        def is_lost(name: str) -> bool:
            return name in own or _is_lost(name, document, build, is_file=is_file)

        found = [(word, [name for name in word.names if is_lost(name)]) for word in listed]
        lost = [word for word, names in found if names and len(names) == len(word.names) and word.is_sure]
        return cls(
            words=tuple(lost),
            replaced=tuple(
                word
                for word in (lost if is_file else ())
                if word in rule.needs and not all(name in build.make.installers for name in word.names)
            ),
            names=tuple(name for _, names in found for name in names),
            mixed=tuple(word for word, names in found if names and word not in lost),
        )

    def in_the_way(self, rule: MakeRule, facts: MakeFacts) -> TargetCase | None:
        """Why only a person can change the rule, if so."""
        is_first = rule.needs[:1] != () and rule.needs[0] in self.words
        if facts.shows.intersection(rule.target_names) or (is_first and facts.first.intersection(rule.target_names)):
            return TargetCase.SHOWN
        return TargetCase.COMPUTED if self.mixed else None

    def leaves(self, rule: MakeRule) -> bool:
        """Whether the rule still needs anything."""
        return len(self.words) < len(rule.needs) + len(rule.ordered) or bool(self.replaced)


def _needs(document: Document, rule: MakeRule, loss: _Loss, build: Build) -> Iterator[Edit]:
    """What a rule needs that goes is taken out, or go.mod and go.sum stand there."""
    there = {name for word in rule.needs for name in word.names}
    new = _module_files(loss.replaced[0].names[0], build, there) if loss.replaced else []
    for word in loss.words:
        if word in loss.replaced[:1] and new:
            yield Edit(word.start, word.end, " ".join(new))
        else:
            yield Edit(*_with_blanks(document.text, word), "")
    rest = [word for word in rule.ordered if word not in loss.words]
    if rule.ordered and not rest:
        bar = document.text.rindex("|", 0, rule.ordered[0].start)
        yield Edit(_blanks_start(document.text, bar), bar + 1, "")


def _module_files(name: str, build: Build, there: Set[str]) -> list[str]:
    """go.mod and go.sum in the folder above, where a removed name leads there, except for those that are named
    already."""
    climb = _CLIMB.match(name)
    wanted = _MODULE_FILES if build.has_go_sum else _MODULE_FILES[:1]
    return [new for one in wanted if (new := f"{climb[0] if climb else ''}{one}") not in there]


def emptied(document: Document, build: Build, edits: Sequence[Edit]) -> Corrections:
    """Rules of which these edits leave no command: each downloads what go.mod says."""
    gone = sorted((edit.start, edit.end) for edit in merged(edits) if not edit.new)
    for rule in make_rules(document, build.make.variables) if gone else ():
        start, end = rule.body
        if start == end or rule.recipe >= 0 or _goes(rule, document, build):
            continue
        first, last = (bisect_left(document.regions, place, key=lambda region: region.start) for place in rule.body)
        lines = [region.whole for region in document.regions[first:last] if region.whole]
        if lines and all(_is_within(line, gone) for line in lines):
            begin = "" if document.text[:start].endswith("\n") else "\n"
            yield safe(
                rule.start,
                Edit(end, end, f"{begin}\t{DOWNLOAD}\n"),
                case=TargetCase.EMPTIED.value,
                names=rule.target_names,
            )


def _is_within(span: tuple[int, int], gone: Sequence[tuple[int, int]]) -> bool:
    """Whether a span lies in one of others, which are in order."""
    number = bisect_left(gone, span[0] + 1, key=lambda one: one[0]) - 1
    return number >= 0 and span[1] <= gone[number][1]


RULE = Rule(code="GM826", find=find, kinds=frozenset((FileKind.MAKE,)))
