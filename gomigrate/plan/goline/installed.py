"""Which versions of Go the branch's CI and image files install, and where."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.findings import Place
from gomigrate.model.go.goversion import go_order
from gomigrate.scan.buildfiles import documents_in
from gomigrate.scripts.goversions import installed_goes
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.read.commands import GO_NAMES
from gomigrate.world.disk.trees import subtree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.model.trees.tree import Tree
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.shell.model import Command

_SERVICES = frozenset(
    (
        *(FileKind.TRAVIS, FileKind.CIRCLE, FileKind.ACTIONS, FileKind.GITLAB, FileKind.DRONE, FileKind.JENKINS),
        *(FileKind.APPVEYOR, FileKind.AZURE, FileKind.CLOUDBUILD, FileKind.DOCKER),
    )
)
"""What says itself where the project lies when its Go runs; a script or a Makefile is run from one of them."""
_SRC = r"(?:\bGOPATH[)}%\"']*|(?<!/usr/local)[/\\]go|gopath)[/\\]src\b"
_GOPATH_SRC = re.compile(_SRC, re.IGNORECASE)
_OWN_FOLDER = r"(?:\b(?:PWD|CURDIR|\w{0,20}_DIR|\w{0,20}_?ROOT)\b|synced_folder[ \t]+[\"']\.{1,2}/?[\"'])"
_PUT_THERE = re.compile(rf"{_OWN_FOLDER}[^\n]{{0,200}}?{_SRC}", re.IGNORECASE)
"""A line that puts the folder in which a script runs below GOPATH/src, or takes it to be there: a mount, a link."""
_READONLY = re.compile(r"-mod[= ]readonly\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class CiVersion:
    """A Go that a file installs, at one place, which is at an offset: the version as the file has it. `is_in_gopath`
    where the file puts the project below GOPATH/src and does not set GO111MODULE=on (None: it does not tell);
    `is_readonly` where it gives -mod=readonly."""

    version: str
    place: Place
    at: int = 0
    is_in_gopath: bool | None = None
    is_readonly: bool = False


def documents_of(whole: Tree, prefix: str) -> tuple[Document, ...]:
    """The build files of the project in the folder `prefix` of the repository, and what configures the repository's CI
    services from outside of it; paths are relative to the project ("../.travis.yml")."""
    own = documents_in(subtree(whole, prefix))
    if not prefix:
        return own
    outside = (document for document in documents_in(whole) if not document.path.startswith(f"{prefix}/"))
    services = (document for document in outside if document.kind in _SERVICES - {FileKind.DOCKER})
    return (*own, *(replace(document, path=posixpath.relpath(document.path, prefix)) for document in services))


def ci_versions(documents: Sequence[Document]) -> tuple[CiVersion, ...]:
    """The versions of Go that the build files install, oldest first. What may be any Go (`1.x`, tip, a digest, a
    variable without a value) is none of them."""
    switched_on = {document.path for document in documents if _is_on(document)}
    found = [
        CiVersion(
            version=one.version,
            place=Place(document.path, document.line(one.at)),
            at=one.at,
            is_in_gopath=_is_in_gopath(document, switched_on),
            is_readonly=_READONLY.search(document.text) is not None,
        )
        for document in documents
        for one in installed_goes(document)
    ]
    return tuple(sorted(found, key=lambda one: (go_order(one.version), one.place.file, one.place.line)))


def by_version(found: Iterable[CiVersion]) -> dict[str, tuple[CiVersion, ...]]:
    """The places of each version."""
    versions: dict[str, list[CiVersion]] = {}
    for one in found:
        versions.setdefault(one.version, []).append(one)
    return {version: tuple(places) for version, places in versions.items()}


def _is_on(document: Document) -> bool:
    """Whether the file switches modules on for the project: for good, or for a command that builds. For one that
    fetches a tool it says nothing of the project."""
    values = document.values_of("GO111MODULE")
    return any(one.value.lower() in ("on", "true") and _may_build(one.command) for one in values)


def _may_build(command: Command | None) -> bool:
    words = () if command is None else command.values
    if command is None or words[0] not in GO_NAMES:
        return True
    return words[1:2] not in (("get",), ("mod",)) and not any("@" in word for word in words)


def _is_in_gopath(document: Document, switched_on: set[str]) -> bool | None:
    """Travis CI checks out below GOPATH by itself; the others where they are told to, and so do virtual machines and
    containers that a script starts. An image that has neither the project nor a folder of its own gets the project when
    it is run."""
    if document.path in switched_on:
        return False
    if switched_on:
        return None  # a script of the project may set it
    if document.kind not in _SERVICES:
        return True if _PUT_THERE.search(document.text) else None
    is_bare = not any(step.is_copy or step.name == "WORKDIR" for step in document.instructions)
    if document.kind is FileKind.DOCKER and is_bare and not _GOPATH_SRC.search(document.text):
        return None
    is_there = _GOPATH_SRC.search(document.text) or any(map(_GOPATH_SRC.match, _workspaces(document)))
    return document.kind is FileKind.TRAVIS or bool(is_there)


def _workspaces(document: Document) -> Iterator[str]:
    """Where Drone checks the project out: `path` below `base` (Drone reference, "Workspace")."""
    said = [(one.keys[-1], one.value) for one in document.scalars if one.keys[-2:-1] == ("workspace",)]
    bases, paths = ({value for key, value in said if key == wanted} for wanted in ("base", "path"))
    return (posixpath.join(base, path.lstrip("/")) for base in sorted(bases) for path in sorted(paths))
