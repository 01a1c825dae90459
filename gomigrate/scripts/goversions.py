"""Which versions of Go a build file installs, or runs in: images, the keys and variables that name Go's version, and
the commands that fetch one.

Only what the file says in full counts. A newest version (`1.x`, `tip`, `latest`), a range, a digest and a variable that
the file does not set may be any Go, so they are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from gomigrate.scripts.kinds import YAML_KINDS, FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.read.pieces import Scalar

GET_INSTALLS_BELOW = (1, 18)
"""Up to this Go `go get` installs commands (Go 1.18 release notes)."""
_NUMBER = r"1\.\d{1,2}(?:\.\d{1,2})?(?:(?:beta|rc)\d{1,2})?"
_VERSION = rf"(?P<version>{_NUMBER})(?![\w])"
_PLAIN = re.compile(rf"(?:go|golang)?[ \t]?v?{_VERSION}(?:\.x|/stable)?(?:-alpine)?(?P<system>-[a-z][\w.-]*)?")
_DEFAULT = re.compile(rf"\$\{{\w+:?[-=]{_VERSION}\}}[\w.-]*")
# Images whose tag is the version of the Go in them, and those whose tag names it.
_IMAGE_NAME = r"(?<![\w-])(?:golang|golang-(?:builder|cross|crossbuild)|go-toolset|cimg/go)"
_IMAGE = re.compile(rf"(?:{_IMAGE_NAME}:|[\w-]:(?:[\w.-]{{0,40}}-)?golang-|cloud-builders/go:[a-z]{{2,9}}-){_VERSION}")
_TAG = re.compile(rf"{_IMAGE_NAME}:(?P<tag>\$[^\s\"']{{1,80}}|<<[^>\n]{{1,80}}>>)")
_IN_ARCHIVE = re.compile(r"\bgo\$[({]?(?P<name>[A-Za-z_]\w*)[)}]?\.(?:linux|darwin|windows|freebsd)-")
_USE = re.compile(r"\$[({]?(?P<name>[A-Za-z_]\w*)")
# Bounded, so that a long line is read once.
_FLAGS = r"(?:-\S{1,60}[ \t]{1,4}){0,4}"
_WORDS = r"(?:\S{1,60}[ \t]{1,4}){0,8}?"
_FETCHED = (
    rf"\bgo{_VERSION}\.(?:linux|darwin|windows|freebsd)-(?:(?:amd64|386|arm64|armv6l|ppc64le|s390x)\b|[$%{{])",
    rf"\bgolang\.org/dl/go{_VERSION}",
    rf"\bgimme[ \t]+(?:(?:force|-f)[ \t]+)?[\"']?{_VERSION}",
    rf"\bgvm[ \t]+(?:install|use)[ \t]+(?:go)?{_VERSION}",
    rf"\bsem-version[ \t]+go[ \t]+{_VERSION}",
    rf"\bchange-go-version[ \t]+{_VERSION}",
    rf"\.gimme/envs/go{_VERSION}(?=\.)",
    rf"\bgoenv[ \t]+(?:install|global|local)[ \t]+{_FLAGS}{_VERSION}",
    rf"\bbrew[ \t]+(?:install|upgrade|link)[ \t]+{_WORDS}go(?:lang)?@{_VERSION}",
    rf"\bsnap[ \t]+install[ \t]+{_FLAGS}go[ \t]+{_FLAGS}--channel[= ]{_VERSION}",
    rf"\bsnap[ \t]+install[ \t]+{_FLAGS}--channel[= ]{_VERSION}/\w+[ \t]+{_FLAGS}go(?!\S)",
    rf"\bchoco[ \t]+install[ \t]+{_FLAGS}golang[ \t]+{_FLAGS}--?version[= ][\"']?{_VERSION}",
    rf"\b(?:apt|apt-get)[ \t]+{_FLAGS}install[ \t]+{_WORDS}golang-{_VERSION}",
    rf"\bpromu[ \t]+{_WORDS}crossbuild[ \t]+{_WORDS}--go[= ]{_VERSION}",
    rf"\basdf[ \t]+(?:install|global|local)[ \t]+golang[ \t]+{_VERSION}",
    rf"\b(?:yum|dnf|apk|conda)[ \t]+{_FLAGS}(?:install|add)[ \t]+{_WORDS}(?:go|golang)(?:-|=|==){_VERSION}",
    rf"/usr/lib/go-{_VERSION}(?=/)",
    rf"(?:--build-arg|--env|-e)[= ][\"']?(?:GO|GOLANG)_?VERSION={_VERSION}(?![\w.-])",
)
_PLUGIN = (  # Jenkins names what its plugin installs, Bazel what its rules bring.
    rf"\btools[ \t]*\{{\s{{0,40}}go[ \t]+['\"](?:[Gg]o|[Gg]olang)?[ _-]?{_VERSION}",
    rf"\btool[ \t(]+(?:name:[ \t]*)?['\"](?:[Gg]o|[Gg]olang)[ _-]?{_VERSION}",
    rf"\bgo_register_toolchains\(\s{{0,40}}(?:go_)?version[ \t]*=[ \t]*\"{_VERSION}",
)
_GROOVY = (
    re.compile(rf"\b(?:GO|GOLANG|GOVER)_?(?:VERSION|VER)?[ \t]*=[ \t]*['\"]?(?:go)?{_VERSION}['\"\s]"),
    re.compile(r"\bname[ \t(]+['\"](?:GO|GOLANG)_?VERSION['\"][)\s;]{0,40}values[ \t(]+(?P<values>[^\n]{1,400})"),
)
"""What Jenkins sets a variable to, and the axis of a matrix there."""
_FETCHES = re.compile("|".join(re.sub(r"P<version>", f"P<v{n}>", text) for n, text in enumerate((*_FETCHED, *_PLUGIN))))
_WINDOWS = re.compile(r"\b[cC]:[\\/]+go(?P<major>1)(?P<minor>\d{1,2})(?=[\\/\"'\s;%]|-x86|$)")
_NAME = re.compile(
    r"_*(?:(?:travis|gimme|ci|build|builder|docker|base|default|target|image|test|install|use)_)*"
    r"(?:go|golang)(?:_?(?:version|ver|channel|tag)s?)?"
)
_REFERENCE = re.compile(r"(?:matrix|parameters|env|inputs|variables)\.([\w-]+)|\$[({]?([A-Za-z_]\w*(?:\.\w+(?=\)))*)")
_FETCHED_BY = re.compile(
    r"\b(?:gimme[ \t]+|gvm[ \t]+(?:install|use)[ \t]+(?:go)?|sem-version[ \t]+go[ \t]+|golang\.org/dl/go)"
    r"[\"']?\$\{?(\w+)"
)
"""A variable that the commands are given which fetch a Go."""
_OWN_KINDS = frozenset((FileKind.TRAVIS, FileKind.ACTIONS, FileKind.AZURE))
_VARIABLES = frozenset(("env", "environment", "variables", "args", "global"))
_HUB = (
    rf"(?:library/)?golang:{_VERSION}(?:-alpine)?",
    rf"(?:circleci/golang|cimg/go):{_VERSION.replace('<version>', '<other>')}",
)
_OFFICIAL = re.compile(rf"(?<![\w./}}-])(?:docker\.io/|docker://)?(?:{'|'.join(_HUB)})(?![\w.@:-])")
_FETCHED_ALONE = ("v0", "v1", "v2", "v3", "v4", "v5", "v6")
"""Archives, which may have checksums, and what golang.org/dl, gimme, gvm and Semaphore fetch."""
_CHECKSUM = re.compile(
    r"\b[0-9a-fA-F]{64}\b|(?:[sS][hH][aA]|[sS][uU][mM])[^\n]{0,100}?\b[0-9a-fA-F]{40}\b"
    r"|\b[0-9a-fA-F]{40}\b[^\n]{0,100}?(?:sha|sum|go1)"
)
"""That of an archive; forty digits alone are a commit as well."""
_GOLANG = re.compile(r"(?:docker\.io/)?(?:library/)?golang")
_TAG_OF = re.compile(r"\$[({]?(?P<name>\w+)[)}]?(?:-alpine)?(?P<system>.*)")
_EXCEPTIONS = frozenset(("exclude", "allow_failures", "except"))
"""Keys of a matrix below which entries are named that stand elsewhere."""
CONDITIONAL = frozenset(("on", "when", "only"))
"""Keys below which a deployment or a step says for which jobs it is: Travis CI, Drone, AppVeyor."""
_HOLDERS = frozenset(("default", "version", "source_tag"))
"""Keys that say nothing alone: what they stand below is what has the value."""
_COMMENTS = ("#", "//", "/*", "::", "rem ", "REM ", "* ")
_RUN_BY_SHELL = frozenset((FileKind.SHELL, FileKind.MAKE))
_COMPARES = re.compile(
    r"(?:\b|_)min(?:imum)?(?:\b|_)|require|at least|supported|older|compare|sort -V|\[ |\btest\b"
    r"|-(?:lt|le|ge|gt|ne|eq)\b|[!=]=",
    re.IGNORECASE,
)
_NOT_RUN = frozenset((FileKind.GO, FileKind.IGNORE))


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class InstalledGo:
    """A Go that a build file installs or runs in: the offset `at` which the file says so, and the `version` ("1.9",
    "1.9.3", "1.14rc1"). `span` is where another version can replace it; None where more than the version would have to
    change: a digest, a checksum, the system that an image is made of."""

    at: int
    version: str
    span: tuple[int, int] | None = field(default=None, compare=False)


def installed_goes(document: Document) -> tuple[InstalledGo, ...]:
    """The versions of Go that a file installs or runs in, each place once, in the order of the file."""
    if document.kind in _NOT_RUN or ("1." not in document.text and not _WINDOWS.search(document.text)):
        return ()
    found = {*_in_text(document), *_in_scalars(document), *_in_variables(document)}
    if document.kind is FileKind.JENKINS:
        found |= {*_in_groovy(document)}
    by_line = {(document.line(one.at), one.version): one for one in sorted(found, reverse=True)}
    return tuple(sorted(by_line.values()))


@dataclass(frozen=True, slots=True)
class EarlyGoes:
    """The stages of an image as far as no line copies anything in: nothing of the project is there, no go.mod either.
    Of each its span and the Go in it, that of its base or the one that a command fetches, from there on; those whose Go
    is not known are left out."""

    spans: tuple[tuple[int, int, InstalledGo], ...] = ()

    @classmethod
    def of(cls, document: Document) -> EarlyGoes:
        """Those of a Dockerfile, none of any other file."""
        if document.kind is not FileKind.DOCKER:
            return cls()
        steps = [step for step in document.instructions if step.name == "FROM" or step.is_copy]
        ends = (*(step.start for step in steps[1:]), len(document.text))
        goes = installed_goes(document)
        starts = [go.at for go in goes]
        found = []
        for step, end in zip(steps, ends, strict=False):
            number = bisect_left(starts, step.start)
            if step.name != "FROM":
                continue
            inside = goes[number : bisect_left(starts, end)]
            if inside and inside[0].at < step.end:
                found.append((step.start, end, inside[0]))
            elif len({go.version for go in inside}) == 1:
                found.append((inside[0].at, end, inside[0]))
        return cls(tuple(found))

    def go(self, at: int) -> InstalledGo | None:
        """The Go of the stage that a place is in, where it is one of these."""
        number = bisect_right(self.spans, at, key=lambda span: span[0]) - 1
        return self.spans[number][2] if number >= 0 and at < self.spans[number][1] else None


def _in_text(document: Document) -> Iterator[InstalledGo]:
    """Images, and commands that fetch a Go, in whatever line that is no comment."""
    official = {match.start(match.lastgroup or 0) for match in _OFFICIAL.finditer(document.text)}
    for match in _IMAGE.finditer(document.text):
        at, end = match.span("version")
        yield from _at(document, at, match["version"], (at, end) if at in official else None)
    alone = _FETCHED_ALONE if not _CHECKSUM.search(document.text) else _FETCHED_ALONE[1:]
    for match in _FETCHES.finditer(document.text):
        group = match.lastgroup
        assert group
        is_alone = group in alone and not (group == "v1" and _is_called(document, match[group]))
        yield from _at(document, match.start(group), match[group], match.span(group) if is_alone else None)
    for match in _TAG.finditer(document.text):
        if default := _DEFAULT.fullmatch(match["tag"]):
            yield from _at(document, match.start("tag"), default["version"])
    for match in _WINDOWS.finditer(document.text):
        yield from _at(document, match.start(), f"1.{match['minor']}")


def _is_called(document: Document, version: str) -> bool:
    """Whether a command of golang.org/dl is called by its name, `go1.9.7 download`."""
    return any(call.program == f"go{version}" for call in document.commands)


def _in_groovy(document: Document) -> Iterator[InstalledGo]:
    variable, axis = _GROOVY
    for match in variable.finditer(document.text):
        yield from _at(document, match.start("version"), match["version"])
    for match in axis.finditer(document.text):
        for value in re.finditer(rf"['\"]{_VERSION}['\"]", match["values"]):
            yield from _at(document, match.start("values") + value.start("version"), value["version"])


def _at(document: Document, at: int, version: str, span: tuple[int, int] | None = None) -> Iterator[InstalledGo]:
    if not document.line_head(at).startswith(_COMMENTS):
        yield InstalledGo(at=at, version=version, span=span)


def _in_scalars(document: Document) -> Iterator[InstalledGo]:
    """Values below the keys of YAML that name Go's version, and below those that such a value or an image refers to. A
    condition on a version that no job runs in never holds, and installs nothing."""
    names, fixed = _referred(document), _fixed(document)
    tools = {*_of_tools(document), *_of_lists(document, names), *_of_tags(document)}
    # The first key of a workflow of GitHub is `on`, and says when it runs.
    run_in = {scalar.value for scalar in document.scalars if CONDITIONAL.isdisjoint(scalar.keys[1:])}
    for scalar in document.scalars:
        match = _PLAIN.fullmatch(scalar.value)
        if not match or _is_cut(scalar) or not _EXCEPTIONS.isdisjoint(scalar.keys) or scalar.value not in run_in:
            continue
        if scalar.start in tools or _names_go(scalar, names):
            # What a service itself is asked for has no checksum.
            is_own = document.kind in _OWN_KINDS and _VARIABLES.isdisjoint(scalar.keys)
            apart = frozenset[str]() if is_own and fixed is None else fixed
            span = _span(document, apart, scalar.keys[-1], scalar.start, scalar.end, match)
            yield InstalledGo(at=scalar.start, version=match["version"], span=span)


def _span(
    document: Document, fixed: frozenset[str] | None, name: str, start: int, end: int, match: re.Match[str]
) -> tuple[int, int] | None:
    """Where the version of a value stands that may be another, its name being none of the `fixed` ones: nothing is
    written in another way there."""
    is_tag = _normal(name).endswith("_tag")
    if fixed is None or is_tag or match["system"] or _normal(name) in fixed or document.text[start:end] != match.string:
        return None
    return start + match.start("version"), start + match.end("version")


def _fixed(document: Document) -> frozenset[str] | None:
    """The names by which an image is named together with a system; None where a checksum belongs to the versions."""
    if _CHECKSUM.search(document.text):
        return None
    tags = (_TAG_OF.fullmatch(tag["tag"]) for tag in _TAG.finditer(document.text))
    return frozenset(_normal(tag["name"]) for tag in tags if tag and tag["system"])


def _of_tools(document: Document) -> dict[int, str]:
    """What the tasks of Azure Pipelines that install Go have as their version, by where it stands."""
    task, found = "", {}
    for scalar in document.scalars:
        task = scalar.value if scalar.keys[-1:] == ("task",) else task
        if task.startswith("GoTool@") and scalar.keys[-2:] == ("inputs", "version"):
            found[scalar.start] = scalar.value
    return found


def _of_lists(document: Document, names: frozenset[str]) -> Iterator[int]:
    """Where the values stand that Semaphore gives a variable for Go's version in a matrix."""
    name = ""
    for scalar in document.scalars:
        name = _normal(scalar.value) if scalar.keys[-1:] == ("env_var",) else name
        if scalar.keys[-2:] == ("values", "-") and (name in names or _NAME.fullmatch(name)):
            yield scalar.start


def _of_tags(document: Document) -> Iterator[int]:
    """Where tags stand beside the name of an image of Go: Wercker, Concourse."""
    for one, other in pairwise(document.scalars):
        for tag, name in ((one, other), (other, one)):
            is_beside = tag.keys[-1:] == ("tag",) and tag.keys[:-1] == name.keys[:-1]
            if is_beside and name.keys[-1] in ("id", "repository") and _GOLANG.fullmatch(name.value):
                yield tag.start


def _is_cut(scalar: Scalar) -> bool:
    """Whether a service reads another number than stands there: 1.20 without quotes is the number 1.2 (YAML 1.2.2,
    10.2.1.4). 1.10 is then 1.1, which is just as old."""
    return not scalar.style and scalar.value in ("1.20", "1.30")


def _names_go(scalar: Scalar, names: frozenset[str]) -> bool:
    """Whether the nearest key says that the value is a version of Go."""
    keys = [key for key in scalar.keys if key != "-"]
    while keys:
        name = _normal(keys.pop())
        if name in names or _NAME.fullmatch(name) or (name == "stack" and scalar.value.startswith("go ")):
            return True
        if name not in _HOLDERS:
            return False
    return False


def _normal(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")


def _referred(document: Document) -> frozenset[str]:
    """The variables, parameters and keys of a matrix that stand where a version of Go belongs."""
    texts = [scalar.value for scalar in document.scalars if _names_go(scalar, frozenset())]
    texts += _of_tools(document).values()
    texts += [match["tag"] for match in _TAG.finditer(document.text)]
    texts += [f"${name}" for name in _in_archives(document.text)]
    found = [one or other for text in texts for one, other in _REFERENCE.findall(text)]
    return frozenset(map(_normal, (*found, *_FETCHED_BY.findall(document.text))))


def _in_archives(text: str) -> Iterator[str]:
    """The variables that stand in the names of Go's archives (go$VERSION.linux-amd64.tar.gz) and nowhere else."""
    inside = Counter(match["name"] for match in _IN_ARCHIVE.finditer(text))
    uses = Counter(match["name"] for match in _USE.finditer(text)) if inside else Counter[str]()
    yield from (name for name, number in inside.items() if number == uses[name])


def _is_a_bound(document: Document, name: str) -> bool:
    """Whether a script does nothing with a variable but compare: then it is a bound, and nothing is installed."""
    uses = re.compile(rf"^.*\$[{{(]?{name}\b.*$", re.MULTILINE).findall(document.text)
    return bool(uses) and all(_COMPARES.search(line) for line in uses)


def _in_variables(document: Document) -> Iterator[InstalledGo]:
    """What a shell, a Makefile, a Dockerfile or a service sets a variable to that names Go's version, or that is the
    tag of an image."""
    names, fixed = _referred(document), _fixed(document)
    bounds: dict[str, bool] = {}
    for value in document.values:
        name = _normal(value.name)
        if document.kind in _RUN_BY_SHELL:
            if value.name not in bounds:
                bounds[value.name] = _is_a_bound(document, value.name)
            if bounds[value.name]:
                continue
        if name in names or (_NAME.fullmatch(name) and name not in ("go", "golang")):
            match = _PLAIN.fullmatch(value.value) or _DEFAULT.fullmatch(value.raw)
            if match and not (document.kind in YAML_KINDS and value.value in ("1.20", "1.30") and not value.is_quoted):
                at = (value.start, value.end)
                span = _span(document, fixed, value.name, *at, match) if match.re is _PLAIN else None
                yield from _at(document, value.start, match["version"], span)
