"""What the build files build for: the sets of build tags and the platforms that their commands name."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from gomigrate.scripts.goflags import split_flags
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.read.commands import GO_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.read.values import Assigned

RACE = "race"

_TAG = re.compile(r"[\w.]+")
_FLAG = re.compile(r"(?:^|[\s\"'])--?tags(?:=|\s+)(\"[^\"]*\"|'[^']*'|[^\s\"']+)")
_VARIABLE = re.compile(r"\$(?:\{(\w+)[^}]*\}|\((\w+)\)|(\w+))")
_PLATFORM = re.compile(r"\w+/\w+")
# Programs that hand -tags on to the go command.
_BUILDERS = GO_NAMES | {"garble", "gb", "ginkgo", "godep", "gom", "gotestsum", "govendor", "gox", "richgo", "xgo"}
# A variable of such a name holds build tags wherever it is set: what hands it on may stand in another file.
_NAME_OF_TAGS = re.compile(r"(?:GO_?)?BUILD_?TAGS|GO_?TAGS", re.IGNORECASE)
_KEY_OF_TAGS = re.compile(r"(?:go|build)?[-_]?tags?", re.IGNORECASE)
_ITEM = "-"
_WHOLE = ("-tags=", "--tags=")
_MOST_VALUES = 16
_DEPTH = 4


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Target:
    """What a command builds for: `tags` sorted (RACE among them with -race), `goos` and `goarch` "" where it does not
    say."""

    tags: tuple[str, ...] = ()
    goos: str = ""
    goarch: str = ""


def targets(documents: Sequence[Document]) -> tuple[Target, ...]:
    """What the files build for, in their order, without what says nothing. What only a run knows is left out; a
    variable that is set in several places stands for each of its values."""
    values = _Values(documents)
    found = (target for document in documents for target in _in_document(document, values))
    return tuple(dict.fromkeys(target for target in found if target != Target()))


class _Values:
    """The values of the variables of all files."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._values: dict[str, list[str]] = defaultdict(list)
        self._added: dict[str, list[str]] = defaultdict(list)
        for document in documents:
            for place in document.values:
                is_more = document.text[: place.start].rstrip(" \t\"'").endswith("+=") if place.setting else False
                (self._added if is_more else self._values)[place.name].append(place.value)

    def of(self, text: str, depth: int = _DEPTH) -> tuple[str, ...]:
        """The text with values in place of its variables: one for each value that these may have, so many at most."""
        match = _VARIABLE.search(text)
        if match is None or depth == 0:
            return (text,)
        name = match[1] or match[2] or match[3]
        head, tail = text[: match.start()], text[match.end() :]
        found = (
            f"{head}{value}{rest}"
            for one in self._alternatives(name)
            for value in self.of(one, depth - 1)
            for rest in self.of(tail, depth)
        )
        return tuple(dict.fromkeys(islice(found, _MOST_VALUES)))

    def _alternatives(self, name: str) -> tuple[str, ...]:
        values, added = self._values.get(name) or [""], self._added.get(name, [])
        every = " ".join(added)
        more = [f"{value} {one}" for value in values for one in dict.fromkeys((*added, every)) if one]
        return tuple(dict.fromkeys((*values, *more)))


def _in_document(document: Document, values: _Values) -> Iterator[Target]:
    platforms = _platforms_by_command(document)
    for call in document.commands:
        if call.program not in _BUILDERS:
            continue
        goos, goarch = platforms.get(call.command.start, ("", ""))
        is_race = "-race" in call.arguments
        sets = [value for word in _after_tags(call.arguments) for value in values.of(word)] or [""]
        for one in sets:
            yield Target(tags=_tags(one, is_race=is_race), goos=goos, goarch=goarch)
    for place in document.values:
        yield from _in_value(place, values)
    if document.kind in (FileKind.GORELEASER, FileKind.PROMU, FileKind.ACTIONS):
        yield from _in_keys(document)


def _after_tags(arguments: Sequence[str]) -> Iterator[str]:
    for number, word in enumerate(arguments):
        name, sign, value = word.partition("=")
        if name in ("-tags", "--tags"):
            yield value if sign else "".join(arguments[number + 1 : number + 2])


def _tags(text: str, *, is_race: bool = False) -> tuple[str, ...]:
    words = (word for word in re.split(r"[\s,\"']+", text) if _TAG.fullmatch(word))
    return tuple(sorted({*words, *((RACE,) if is_race else ())}))


def _in_value(place: Assigned, values: _Values) -> Iterator[Target]:
    """What a variable says: -tags among flags, tags where its name says so, a platform."""
    if place.command is None and place.name in ("GOOS", "GOARCH") and _TAG.fullmatch(place.value):
        yield Target(goos=place.value) if place.name == "GOOS" else Target(goarch=place.value)
    words = [match.strip("\"'") for match in _FLAG.findall(place.value)]
    if _NAME_OF_TAGS.fullmatch(place.name):
        words.append(f"${place.name}")
    for word in words:
        for value in values.of(word):
            yield Target(tags=_tags(value))
    if words and RACE in {flag.lstrip("-") for flag in split_flags(place.value) if flag.startswith("-")}:
        yield Target(tags=(RACE,))


def _platforms_by_command(document: Document) -> Mapping[int, tuple[str, str]]:
    """GOOS and GOARCH that are set for one command alone, by where it begins."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for place in document.values:
        if place.command is not None and place.name in ("GOOS", "GOARCH") and _TAG.fullmatch(place.value):
            found[place.command.start][place.name] = place.value
    return {start: (one.get("GOOS", ""), one.get("GOARCH", "")) for start, one in found.items()}


def _in_keys(document: Document) -> Iterator[Target]:
    """What keys of YAML files say: flags and tags, lists of systems and architectures."""
    lists: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for scalar in document.scalars:
        names = tuple(key for key in scalar.keys if key != _ITEM)
        if scalar.value.startswith(_WHOLE):  # an argument of its own, with blanks between its tags
            yield Target(tags=_tags(scalar.value.partition("=")[2]))
        else:
            yield from (Target(tags=_tags(match)) for match in _FLAG.findall(scalar.value))
        if document.kind is FileKind.PROMU and _PLATFORM.fullmatch(scalar.value):
            goos, _, goarch = scalar.value.partition("/")
            yield Target(goos=goos, goarch=goarch)
        elif document.kind is FileKind.ACTIONS and "matrix" in names and _KEY_OF_TAGS.fullmatch(names[-1]):
            yield Target(tags=_tags(scalar.value))
        lists[names].append(scalar.value)
    for names, found in lists.items() if document.kind is FileKind.GORELEASER else ():
        if names == ("builds", "tags"):
            yield Target(tags=_tags(" ".join(found)))
        elif names == ("builds", "goos"):
            archs = lists.get(("builds", "goarch"), ["amd64"])
            yield from (Target(goos=goos, goarch=goarch) for goos in found for goarch in archs)
