"""The places of modules below others, held until they are made; and paths from one module to another."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.model.plan import Step
    from gomigrate.model.policy import Policy
    from gomigrate.monorepo.divide import Divided


def places_held(divided: Divided, policy: Policy) -> Step:
    """The step before all others: a go.mod that holds the place of each module below another one, which would have its
    packages until it is made, or for good where it is blocked."""
    from gomigrate.model.plan import Change, Step
    from gomigrate.model.policy import DEFAULT_GO
    from gomigrate.modfile.placeholder import placeholder
    from gomigrate.scan.listing import has_file

    partition, tree = divided.partition, divided.surveyed.trees.committed
    folders = {part.folder for part in partition.modules}
    changes = [
        Change(path=path, before=None, after=placeholder(part.path, policy.go or DEFAULT_GO))
        for part in partition.modules
        if any(below(part.folder, other) for other in folders - {part.folder})
        and not has_file(tree, path := posixpath.join(part.folder, "go.mod"))
    ]
    count = f"{len(changes)} folder{'s' if len(changes) != 1 else ''}"
    return Step(
        subject=f"Hold the place of {count} that become modules",
        body="Each belongs to the module above it until it has a go.mod of its own.\n",
        changes=tuple(sorted(changes, key=lambda change: change.path)),
    )


def upon(step: Step, holding: Mapping[str, bytes | None]) -> Step:
    """The step as it comes after the one that holds places."""
    return replace(
        step,
        changes=tuple(replace(c, before=holding[c.path]) if c.path in holding else c for c in step.changes),
    )


def relative(folder: str, importer: str) -> str:
    """A folder of the repository as a replace line of the module in another one names it: it begins with a dot."""
    path = posixpath.relpath(posixpath.join("/", folder), posixpath.join("/", importer))
    return path if path.startswith(".") else f"./{path}"


def below(path: str, folder: str) -> str:
    """The path relative to the folder, "" where it does not lie below it."""
    if not folder:
        return path
    return path[len(folder) + 1 :] if path.startswith(folder + "/") else ""
