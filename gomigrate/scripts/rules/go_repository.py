"""go_repository rules of gazelle: a commit or tag becomes the module version with its hash, as `gazelle update-repos
-from_file=go.mod` writes it (bazel-gazelle reference: "go_repository")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.go.pseudo import is_pseudo, pseudo_rev
from gomigrate.scripts.correction import Correction, manual, safe
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.legacytools import LOCKS
from gomigrate.scripts.rules.rule import Rule
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.build import Build
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.read.pieces import Argument, FunctionCall


def find(document: Document, build: Build) -> Iterator[Correction]:
    """Every go_repository of a module of the build list, and lock files that gazelle is told to read."""
    for call in document.calls:
        if call.name.rpartition(".")[2] == "go_repository":
            yield from _repository(document, call, build)
        yield from (_read_by_gazelle(one) for one in call.arguments if _names_lock(one.value, build))


def _names_lock(value: str, build: Build) -> bool:
    name = value.rpartition("=")[2].removeprefix("//:").removeprefix(":")
    return name in LOCKS and name in build.removed


def _read_by_gazelle(argument: Argument) -> Correction:
    name = argument.value.rpartition("=")[2]
    cut = argument.end - len(name.rpartition(":")[2])
    return safe(argument.start, Edit(cut, argument.end, "go.mod"), lock=name)


def _repository(document: Document, call: FunctionCall, build: Build) -> Iterator[Correction]:
    """Facts: `path` is fetched `by` its commit or tag; go.mod has it at `version` ("" where it replaces it) with `sum`.
    `remote`: the rule has a remote of its own; `same`: it is that very commit."""
    path, pinned = call.argument("importpath"), call.argument("commit") or call.argument("tag")
    if path is None or pinned is None or call.argument("version") is not None or path.value not in build.versions:
        return
    version, total = build.versions[path.value], build.sums.get(path.value, "")
    if not version or not total:
        yield manual(pinned.start, path=path.value, by=pinned.name, version="")
        return
    remote = call.argument("remote") is not None or call.argument("vcs") is not None
    is_same = pinned.value == version or (is_pseudo(version) and pinned.value.startswith(pseudo_rev(version)))
    at = pinned.start
    if remote or not is_same:
        yield manual(at, path=path.value, by=pinned.name, version=version, sum=total, remote=remote, same=False)
        return
    line = document.text[document.lines.start(pinned.whole[0]) : pinned.whole[0]]
    between = f",\n{line}" if not line.strip() else ", "
    edit = Edit(*pinned.whole, f'sum = "{total}"{between}version = "{version}"')
    yield safe(at, edit, path=path.value, by=pinned.name, version=version, sum=total, remote=False, same=True)


RULE = Rule(
    code="GM819",
    find=find,
    words=("go_repository", *(name.lower() for name in sorted(LOCKS))),
    kinds=frozenset((FileKind.STARLARK,)),
)
