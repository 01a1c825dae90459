"""Versions of Go that cannot build the branch: images, the matrix of a CI service, variables. Each place where the
version stands alone gets one that can; a matrix that has one that can loses the entries that cannot. The plan judges
the versions and reports the remaining places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.go.goversion import go_version
from gomigrate.scripts.goversions import installed_goes
from gomigrate.scripts.matrices.mending import mended
from gomigrate.scripts.rules.gocommand.go_get import looks_for_source
from gomigrate.scripts.rules.rule import YAML_KINDS, Build, Corrections, Document, Edit, Rule, safe

if TYPE_CHECKING:
    from gomigrate.scripts.read.pieces import Scalar

_LAST_OF_CIRCLECI = (1, 17)
"""The image circleci/golang ends with it."""


def find(document: Document, build: Build) -> Corrections:
    """Every Go that the plan has another one for, where the file can be edited."""
    if document.codemods is not None or document.read_only or looks_for_source(document, build):
        return
    found = ((one, build.new_goes.get((document.path, one.at), "")) for one in installed_goes(document))
    refused = {one.at: (one, new) for one, new in found if new}
    settled = frozenset[int]()
    if refused and document.kind in YAML_KINDS:
        matrices = mended(document, refused)
        settled = matrices.settled
        yield from matrices.corrections
    scalars = {scalar.start: scalar for scalar in document.scalars}
    for at, (one, new) in refused.items():
        if at not in settled and one.span is not None:
            yield from _with(document, one.version, one.span, new, scalars.get(at))


def _with(document: Document, version: str, span: tuple[int, int], new: str, scalar: Scalar | None) -> Corrections:
    """The version changed, but where the image has none such."""
    start, end = span
    if document.text.endswith("circleci/golang:", 0, start) and go_version(new) > _LAST_OF_CIRCLECI:
        return
    if document.text.startswith(".x", end):
        new = ".".join(map(str, go_version(new)))
    is_number = scalar is not None and not scalar.style and (scalar.start, scalar.end) == span
    if document.kind in YAML_KINDS and is_number and new.count(".") == 1 and new.endswith("0"):
        yield safe(start, Edit(start, end, f'"{new}"'), version=version, new=new)
    else:
        yield safe(start, Edit(start, end, new), version=version, new=new)


RULE = Rule(code="GM828", find=find, words=("1.",))
