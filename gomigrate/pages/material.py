"""The material of a page: from a plan that was made here, or from the branch that a plan became."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.plan import Change
from gomigrate.plan.files.tools import is_tools_file
from gomigrate.report.html.webpage import PATCH_NAME, PageMaterial
from gomigrate.verify.branch.record import recorded_patches
from gomigrate.world.git.difference import file_edits
from gomigrate.world.git.gittree import EXECUTABLE, GITLINK, LINK
from gomigrate.world.git.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.edits import FileEdit
    from gomigrate.model.graph.picture import Picture
    from gomigrate.model.plan import Plan
    from gomigrate.pipeline import Prepared
    from gomigrate.world.git.gittree import GitTree


def planned_material(prepared: Prepared) -> PageMaterial:
    """The graph of the plan's modules, its edits (none for a project without a commit) and its patches. Raises
    WorldProblem where git fails."""
    patches = tuple(
        (change.path, change.after.decode("utf-8", "replace"))
        for step in prepared.changes.steps
        for change in step.changes
        if change.path.endswith(PATCH_NAME) and change.after is not None
    )
    edits = prepared.edits if prepared.inventory.project.commit else ()
    return PageMaterial(picture=_picture(prepared), patches=patches, edits=edits)


def _picture(prepared: Prepared) -> Picture | None:
    if not prepared.requirements.edges:
        return None
    # networkx takes a tenth of a second to import, for each unit of a batch.
    from gomigrate.graph.picture import draw
    from gomigrate.graph.requirements import whole

    return draw(whole(prepared.requirements), prepared.plan)


def recorded_material(root: str, ref: str, base: str, plan: Plan | None) -> PageMaterial:
    """The edits and the patches that the ref carries of its plan; a record has no graph. `base` is the commit before,
    "" where none is known. Raises WorldProblem where git fails."""
    if plan is None:
        return PageMaterial()
    return PageMaterial(
        patches=recorded_patches(root, ref, plan), edits=_recorded_edits(root, ref, base, plan) if base else ()
    )


def _recorded_edits(root: str, ref: str, base: str, plan: Plan) -> tuple[FileEdit, ...]:
    """The files that the plan edits, and those that keep tools, from the base to the ref."""
    repository = Repository.find(root)
    commit = repository.resolve(ref) if repository else None
    if repository is None or commit is None:
        return ()
    try:
        changes = tuple(_changes(repository.tree(base), repository.tree(commit), repository.prefix, plan))
    finally:
        repository.close()
    return file_edits(changes, repository.prefix)


def _changes(before: GitTree, after: GitTree, prefix: str, plan: Plan) -> Iterator[Change]:
    """A record is hostile input: a path of it that is no file of the commit is left out."""
    old, new = before.files(), after.files()
    tools = (path for path in plan.writes if is_tools_file(path))
    for path in sorted({*plan.edits, *tools} - {"go.mod", "go.sum"}):
        place = posixpath.join(prefix, path)
        mode = new[place][0] if place in new else GITLINK
        if mode == GITLINK or old.get(place, ("", ""))[0] == GITLINK or old.get(place) == new[place]:
            continue
        yield Change(
            path=path,
            before=_bytes(before, place, old[place][0]) if place in old else None,
            after=_bytes(after, place, mode),
            executable=mode == EXECUTABLE,
            link=mode == LINK,
        )


def _bytes(tree: GitTree, path: str, mode: str) -> bytes:
    return tree.link(path).encode(errors="surrogateescape") if mode == LINK else tree.read(path)
