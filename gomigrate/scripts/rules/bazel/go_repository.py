"""go_repository rules of gazelle: a commit or tag becomes the module version with its hash, as `gazelle update-repos
-from_file=go.mod` writes it (bazel-gazelle reference: "go_repository"; release notes of 0.15.0 and 0.18.0)."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.go.pseudo import is_pseudo, pseudo_rev
from gomigrate.scripts.correction import Correction, manual, safe
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.rules.rule import Rule
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.scripts.build import Build
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.read.pieces import FunctionCall

READS_GO_MOD, KNOWS_VERSIONS = (0, 15), (0, 18)
"""The versions of gazelle that can read go.mod, and whose go_repository can fetch modules."""
_RELEASE = re.compile(r"[/-]v?(\d+)\.(\d+)(?:\.\d+)*[/.]")
_ARCHIVE = ("urls", "url", "strip_prefix", "sha256")


class Fetched(StrEnum):
    """How a go_repository fetches a module of the build, as far as that decides what becomes of it."""

    SAME = "same"  # by the commit or tag that go.mod has
    OTHER = "other"  # by another commit or tag
    REPLACED = "replaced"  # and go.mod builds something else in its place
    REMOTE = "remote"  # from a remote of its own
    ARCHIVE = "archive"  # as an archive
    OLD = "old"  # by a gazelle that knows no versions of modules


def gazelle_version(documents: Iterable[Document]) -> tuple[int, int] | None:
    """The version of gazelle that a WORKSPACE fetches, (0, 0) for that of rules_go's own; None where that is not
    known."""
    for document in documents:
        for call in document.calls if document.kind is FileKind.STARLARK else ():
            loaded = [one.value for one in call.arguments] if call.name == "load" else []
            if "go_repository" in loaded and loaded[0].startswith("@io_bazel_rules_go//"):
                return 0, 0
            name = call.argument("name")
            if name is not None and name.value == "bazel_gazelle":
                found = [_RELEASE.search(f"{one.value}/") for one in call.arguments if one.name in ("urls", "url")]
                tag = call.argument("tag")
                found += [_RELEASE.search(f"/{tag.value}/")] if tag else []
                return next(((int(match[1]), int(match[2])) for match in found if match), None)
    return None


def find(document: Document, build: Build) -> Iterator[Correction]:
    """Every go_repository of a module of the build list; all in one, where gazelle is too old."""
    found = [
        (call, path.value)
        for call in document.calls
        if call.name.rpartition(".")[2] == "go_repository"
        and (path := call.argument("importpath")) is not None
        and path.value in build.versions
        and call.argument("version") is None
    ]
    if found and build.gazelle is not None and build.gazelle < KNOWS_VERSIONS:
        version = ".".join(map(str, build.gazelle)) if any(build.gazelle) else ""
        yield manual(found[0][0].start, case=Fetched.OLD, count=len(found), gazelle=version)
        return
    for call, import_path in found:
        yield from _repository(call, import_path, build)


def _repository(call: FunctionCall, path: str, build: Build) -> Iterator[Correction]:
    """Facts: `path` is fetched `by` its commit or tag; go.mod has it at `version` with `sum`."""
    pinned = call.argument("commit") or call.argument("tag")
    archive = next((one for name in _ARCHIVE if (one := call.argument(name)) is not None), None)
    told = pinned or archive
    if told is None:
        return
    version, total, at = build.versions[path], build.sums.get(path, ""), told.start
    by = told.name if pinned else "archive"
    if not version or not total:
        yield manual(at, case=Fetched.REPLACED, path=path, by=by)
        return
    case = _fetched(call, pinned.value if pinned else "", version)
    edits = (Edit(*told.whole, f'sum = "{total}", version = "{version}"'),) if case is Fetched.SAME else ()
    make = safe if edits else manual
    yield make(at, *edits, case=case, path=path, by=by, version=version, sum=total)


def _fetched(call: FunctionCall, pinned: str, version: str) -> Fetched:
    if call.argument("remote") is not None or call.argument("vcs") is not None:
        return Fetched.REMOTE
    if not pinned or any(call.argument(name) is not None for name in _ARCHIVE):
        return Fetched.ARCHIVE
    is_same = pinned == version or (is_pseudo(version) and pinned.startswith(pseudo_rev(version)))
    return Fetched.SAME if is_same else Fetched.OTHER


RULE = Rule(code="GM819", find=find, words=("go_repository",), kinds=frozenset((FileKind.STARLARK,)))
