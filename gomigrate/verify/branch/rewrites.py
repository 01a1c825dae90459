"""The import paths that a plan rewrites, and Go files as they are with the rewriting undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gomigrate.gosource.rewrite import rewrite_paths
from gomigrate.scan.build.stdlib import is_known_std

if TYPE_CHECKING:
    from gomigrate.model.plan import Plan

GODEP_WORKSPACE = "Godeps/_workspace"
"""Where godep kept sources: a GOPATH entry inside the project (its README, "godep path")."""

Rewrites = Sequence[tuple[str, str]]
"""Old and new import paths; an old one that ends in "/" stands for all that begin so."""


def rewrites_of(plan: Plan | None, module: str) -> tuple[tuple[str, str], ...]:
    """The planned rewriting of imports, with the project's own new path where that changed; and what godep did to
    every file in its workspace as well: the workspace's own path before the import paths."""
    old = plan.source.import_path if plan else module
    own = ((old, module), (f"{old}/", f"{module}/")) if module and old != module else ()
    planned = plan.rewrites if plan else ()
    return tuple(dict.fromkeys((*planned, (f"{old}/{GODEP_WORKSPACE}/src/", ""), *own)))


def rewritten(path: str, rewrites: Rewrites) -> str:
    """The import path after the planned rewriting: the first pair whose old side is the path, or begins it with a
    slash at its end, decides."""
    for old, new in rewrites:
        if path == old:
            return new
        if old.endswith("/") and path.startswith(old):
            return new + path[len(old) :]
    return path


def undone(body: bytes, rewrites: Rewrites) -> bytes:
    """A Go file with its import paths, and that of its import comment, as they are after the rewriting. Nothing but
    import paths counts: a rewrite comes out of a record, and must not make other strings equal. The standard library's
    paths are never rewritten."""
    if not any(old.encode() in body for old, _ in rewrites):
        return body
    try:
        return rewrite_paths(body, lambda path: path if is_known_std(path) else rewritten(path, rewrites))
    except ValueError:
        return body  # a path that fits between no quotation marks is none
