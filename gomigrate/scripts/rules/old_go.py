"""Versions of Go that cannot build the branch: images, the matrix of a CI service, variables. Each place where the
version stands alone gets the one that can; of a matrix that has such a one an entry that cannot goes. Which versions
these are is judged by the plan, and the places that are left are told there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.model.go.goversion import go_version
from gomigrate.scripts.goversions import installed_goes
from gomigrate.scripts.rules.rule import YAML_KINDS, Build, Correction, Corrections, Document, Edit, Rule, safe

if TYPE_CHECKING:
    from gomigrate.scripts.read.pieces import Scalar

_LAST_OF_CIRCLECI = (1, 17)
"""The image circleci/golang ends with it."""
_NEXT = re.compile(r"[\"']?[ \t]*,[ \t]*")


def find(document: Document, build: Build) -> Corrections:
    """Every Go that the plan has another one for, where the file can be edited."""
    if document.codemods is not None or document.read_only:
        return
    scalars = {scalar.start: scalar for scalar in document.scalars}
    kept: set[tuple[str, ...]] = {
        scalar.keys
        for scalar in document.scalars
        if scalar.keys[-1:] == ("-",) and (document.path, scalar.start) not in build.new_goes
    }
    for one in installed_goes(document):
        new, scalar = build.new_goes.get((document.path, one.at)), scalars.get(one.at)
        if not new or one.span is None:
            continue
        if scalar is not None and scalar.keys in kept:
            if taken := _without(document, scalar):
                yield safe(one.at, taken, version=one.version, new="")
            continue
        if correction := _with(document, one.version, one.span, new, scalar):
            kept |= {scalar.keys} if scalar is not None and scalar.keys[-1:] == ("-",) else set()
            yield correction


def _with(
    document: Document, version: str, span: tuple[int, int], new: str, scalar: Scalar | None
) -> Correction | None:
    """The version changed; None where the image has none such."""
    start, end = span
    if document.text.endswith("circleci/golang:", 0, start) and go_version(new) > _LAST_OF_CIRCLECI:
        return None
    if document.text.startswith(".x", end):
        new = ".".join(map(str, go_version(new)))
    is_number = scalar is not None and not scalar.style and (scalar.start, scalar.end) == span
    if document.kind in YAML_KINDS and is_number and new.count(".") == 1 and new.endswith("0"):
        return safe(start, Edit(start, end, f'"{new}"'), version=version, new=new)
    return safe(start, Edit(start, end, new), version=version, new=new)


def _without(document: Document, scalar: Scalar) -> Edit | None:
    """The entry of a matrix taken out; None where that is not sure to leave a list."""
    if scalar.whole:
        return Edit(*scalar.whole, "")
    after = _NEXT.match(document.text, scalar.end)
    start = scalar.start - (document.text[scalar.start - 1 : scalar.start] in ("'", '"'))
    return Edit(start, after.end(), "") if after else None


RULE = Rule(code="GM828", find=find, words=("1.",))
