"""A go.work on the branch: it changes the build of everybody who runs the go command below it."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.errors import WorldProblem
from gomigrate.model.findings import Place
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.go.modpath import prefixes
from gomigrate.verify.build.asking import words_of
from gomigrate.verify.build.equivalence import compare
from gomigrate.verify.build.programs import by_settings, changed_defaults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.model.findings import Finding
    from gomigrate.model.gaps import Told
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch
    from gomigrate.verify.build.configuration import Configuration
    from gomigrate.verify.build.layout import Side
    from gomigrate.verify.build.packages import PackageLister, Packages
    from gomigrate.world.git.gittree import GitTree

FILE = "go.work"


def workspace_of(tree: GitTree, folder: str) -> str:
    """The go.work that the go command takes for the folder: the nearest one upwards in the tree; "" where there is
    none."""
    places = (posixpath.join(above, FILE) for above in (*prefixes(folder), ""))
    return next((place for place in places if place in tree.files()), "")


def told_of_workspace(
    branch: VerifiedBranch, side: Side, root: str, alone: Mapping[Configuration, Packages], lister: PackageLister
) -> Iterator[Told]:
    """What a go.work at the project or above it does to the build. `root` is the repository's tree on disk, `alone`
    what go.mod alone builds. An unchanged go.work is not the branch's doing, and is only mentioned."""
    place = workspace_of(branch.whole, branch.repository.prefix)
    if not place or not alone:
        return
    name = posixpath.relpath(f"/{place}", f"/{branch.repository.prefix}")
    side = replace(side, env={**side.env, "GOWORK": posixpath.join(root, place)})
    found: list[Finding] = []
    for build, within in lister.packages(side, tuple(alone)).items():
        if isinstance(within, WorldProblem):
            words = words_of(getattr(within, "stderr", ""))
            found = [finding("GM318", place=Place(name), evidence=words, error=str(within))]
            break
        found += workspace_findings(name, build, alone[build], within)
    is_as_before = branch.before is not None and branch.before.blob_id(place) == branch.whole.blob_id(place)
    if found and is_as_before:
        yield Unchecked(what=Gap.WORKSPACE, names=(name,))
    else:
        yield from found


def workspace_findings(name: str, build: Configuration, alone: Packages, within: Packages) -> Iterator[Finding]:
    """A finding where the go.work called `name` makes packages of other files than go.mod does `alone`, and one where
    programs run with other GODEBUG defaults in it."""
    seen = compare(build, alone, within)
    changed = [d.import_path for d in seen.differ] + [*seen.lost]
    changed += [f"{path}: {error}" for path, error in seen.newly_broken]
    if changed:
        yield finding("GM318", place=Place(name), evidence=tuple(changed), platform=str(build), packages=len(changed))
    defaults = changed_defaults(alone.godebug, within.godebug)
    if defaults:
        yield finding("GM318", place=Place(name), evidence=by_settings(defaults), programs=len(defaults))
