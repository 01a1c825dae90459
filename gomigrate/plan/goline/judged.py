"""Which Go builds the branch, judged by what is known of each version and what the branch says; none is run.

By experiment with the releases 1.10.8 to 1.23.12: before 1.11 there are no modules. 1.11 and 1.12 take no notice of a
go.mod below GOPATH/src unless GO111MODULE=on. Up to 1.13 the go command writes go.mod while it builds. A line of go.mod
that a go command does not know ends it at once. The go line is advice up to 1.20, but 1.14 to 1.20 refuse one with
three numbers. From 1.21 on it is a bound: a lower Go fetches another one or ends.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from gomigrate.gosource.constructs import read_constructs
from gomigrate.gosource.walk import walk_packages
from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.go.goversion import LANGUAGE_LIMIT, go_order, go_version
from gomigrate.model.verdict import Builds, GoFault, GoSupport
from gomigrate.modfile.gomod import ModFileError, parse_with_tree
from gomigrate.modfile.syntax import Remark
from gomigrate.plan.goline.installed import by_version
from gomigrate.scan.build.stdlib import BROUGHT_BY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.trees.tree import Tree
    from gomigrate.modfile.syntax import Statement
    from gomigrate.plan.goline.installed import CiVersion

MODULES_FROM = (1, 11)
_ANYWHERE_FROM = (1, 13)
_WRITES_BELOW = (1, 14)
_THREE_NUMBERS_FROM = (1, 14)
_MOST = 100
"""The most versions that are judged, the oldest first: more than any CI has; a hostile file may name thousands."""
_LINES = {"retract": (1, 16), "toolchain": (1, 21), "godebug": (1, 23), "tool": (1, 24), "ignore": (1, 25)}
"""From which version on the go command knows a line of go.mod (Go reference, "go.mod files"; tried with each)."""
_EMBED = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchNeeds:
    """What the branch asks of a Go: its go.mod's go line, the lines of it that not every version knows, whether it has
    indirect requirements; whether GOPATH mode can build it as well, from a vendor folder or since it requires nothing
    (`does_without`); and the minor version of the newest Go that a file of its own needs, with its place and what
    needs it (0 and "" where none does)."""

    go: str = ""
    lines: tuple[str, ...] = ()
    has_indirect: bool = False
    does_without: bool = False
    minor: int = 0
    code: str = ""


def branch_needs(tree: Tree, go_mod: bytes, *, has_vendor: bool) -> BranchNeeds | None:
    """What the project asks for whose Go files are in `tree`, with this go.mod, and a vendor folder or none; None where
    its go.mod cannot be read."""
    try:
        parsed, statements = parse_with_tree(go_mod)
    except ModFileError:
        return None
    minor, code = max(_code(tree), default=(0, ""))
    has_indirect = any(line.indirect for line in parsed.requires)
    return BranchNeeds(
        go=parsed.go,
        lines=_lines(statements),
        has_indirect=has_indirect,
        does_without=not parsed.requires or has_vendor,
        minor=minor,
        code=code if minor else "",
    )


def _lines(statements: Sequence[Statement]) -> tuple[str, ...]:
    """The kinds of lines that a go.mod has and not every version knows, the latest first."""
    verbs = {statement.tokens[0] for statement in statements if not isinstance(statement, Remark)}
    return tuple(sorted(verbs & _LINES.keys(), key=lambda verb: _LINES[verb], reverse=True))


def _code(tree: Tree) -> Iterator[tuple[int, str]]:
    """What the project's own files need that every build takes, whatever its platform and tags: the minor version, and
    "FILE:LINE: WHAT"."""
    for package in walk_packages(tree, module_mode=True)[0]:
        for file in package.files:
            if file.unlisted or file.constraint is not None:
                continue
            path = posixpath.join(package.dir, file.name)
            for spec in file.imports:
                yield BROUGHT_BY.get(spec.path, 0), f"{path}: import {spec.path}"
            if file.embeds:
                yield _EMBED, f"{path}:{file.embeds[0].line}: a //go:embed line"
            try:
                needs = read_constructs(tree.read(path)).needs
            except OSError:
                continue
            yield from ((need.minor, f"{path}:{need.line}: {need.what}") for need in needs)


def judge_all(found: Iterable[CiVersion], needs: BranchNeeds) -> Iterator[GoSupport]:
    """A row for each version, in the order in which they come."""
    return (_judge(places, needs) for places in islice(by_version(found).values(), _MOST))


def told_of(code: str, rows: Iterable[GoSupport], *, broken: int = 0) -> Iterator[Finding]:
    """A finding for each Go that the project's CI installs and that cannot build the branch. `broken` counts the
    packages that the go command at hand does not compile either."""
    for row in rows:
        if row.places and row.builds in (Builds.NO, Builds.JUDGED_NO):
            file, _, line = row.places[0].rpartition(":")
            yield finding(
                code,
                place=Place(file, int(line)),
                go=row.version,
                fault=row.fault or "",
                words=row.words,
                places=row.places,
                broken=broken,
            )


def _judge(found: Sequence[CiVersion], needs: BranchNeeds) -> GoSupport:
    """What the Go of one version does with the branch, given all its places in the branch's build files. What depends
    on the place is judged at each: one where it cannot build is enough for NO, and then named alone."""
    version = found[0].version
    fault, words = _fault(version, needs)
    if fault is GoFault.GO_LINE and go_version(version) >= LANGUAGE_LIMIT:
        return _support(version, Builds.UNKNOWN, found, fault, words)  # it may fetch the newer one
    without = Builds.UNKNOWN if needs.does_without else Builds.JUDGED_NO
    if fault:
        return _support(version, without if fault is GoFault.NO_MODULES else Builds.JUDGED_NO, found, fault, words)
    is_old = go_version(version) < _ANYWHERE_FROM
    inside = [one for one in found if is_old and one.is_in_gopath]
    if inside:
        return _support(version, without, inside, GoFault.IN_GOPATH)
    if is_old and any(one.is_in_gopath is None for one in found):
        return _support(version, Builds.UNKNOWN, found, GoFault.MAYBE_IN_GOPATH)
    is_held = go_version(version) < _WRITES_BELOW and any(one.is_readonly for one in found)
    if is_held and needs.has_indirect:
        return _support(version, Builds.UNKNOWN, found, GoFault.READONLY)
    return _support(version, Builds.JUDGED_YES, found)


def _support(
    version: str, builds: Builds, found: Sequence[CiVersion], fault: GoFault | None = None, words: str = ""
) -> GoSupport:
    places = tuple(f"{one.place.file}:{one.place.line}" for one in found)
    return GoSupport(version=version, builds=builds, places=places, fault=fault, words=words)


def _fault(version: str, needs: BranchNeeds) -> tuple[GoFault | None, str]:
    """What is against a version wherever it runs."""
    minor = go_version(version)
    if minor < MODULES_FROM:
        return GoFault.NO_MODULES, ""
    unknown = [line for line in needs.lines if _LINES[line] > minor]
    if unknown:
        return GoFault.LINE, unknown[0]
    if _refuses_go_line(version, needs.go):
        return GoFault.GO_LINE, needs.go
    return (GoFault.CODE, needs.code) if needs.minor > minor[1] else (None, "")


def _refuses_go_line(version: str, go: str) -> bool:
    minor, (_, _, patch, kind, _) = go_version(version), go_order(go)
    if minor < LANGUAGE_LIMIT:
        return bool(patch >= 0 or kind) and minor >= _THREE_NUMBERS_FROM
    is_newest = go_order(version)[2] < 0 and not go_order(version)[3]
    return go_version(go) > minor or (not is_newest and go_order(go) > go_order(version))
