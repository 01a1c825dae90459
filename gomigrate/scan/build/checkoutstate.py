"""The checkouts in GOPATH/src that the legacy build uses, and what makes one hard to name as a version."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.legacy.inventory import Origin
from gomigrate.world.disk.realpath import real_path, real_path_in
from gomigrate.world.git.checkouts import find_checkouts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.inventory import Checkout, Project, Used


def checkouts_of(project: Project, used: Sequence[Used]) -> tuple[tuple[Checkout, ...], tuple[Finding, ...]]:
    """The checkouts that hold packages of the legacy build, sorted by path, and the findings about them. Packages of
    the project's own repository, outside of the project's folder, are no dependency's."""
    in_gopath = [p for p in used if p.origin is Origin.GOPATH]
    found, unversioned = find_checkouts((posixpath.join(p.root, "src"), p.place) for p in in_gopath)
    own = [c for c in found if project.repository and real_path(c.dir) == project.repository]
    inside_own = list(_inside(in_gopath, project))
    plain = [place for place in unversioned if place not in inside_own]
    checkouts = tuple(c for c in found if c not in own)
    return checkouts, tuple(_findings(checkouts, plain, inside_own))


def _inside(packages: Iterable[Used], project: Project) -> Iterator[str]:
    """The places of those packages that lie in the project's repository, links followed."""
    above: dict[str, str] = {}
    for package in packages if project.repository else ():
        folder, name = posixpath.split(posixpath.join(package.root, "src", package.place))
        if folder not in above:
            above[folder] = real_path(folder)
        if f"{real_path_in(above[folder], name)}/".startswith(f"{project.repository}/"):
            yield package.place


def _findings(checkouts: Sequence[Checkout], plain: Sequence[str], inside_own: Sequence[str]) -> Iterator[Finding]:
    if changed := tuple(f"{c.path}: {', '.join(c.changed)}" for c in checkouts if c.changed):
        yield finding("GM032", checkouts=len(changed), evidence=changed)
    if ahead := tuple(f"{c.path}: {c.commit[:12]} {c.remote}".rstrip() for c in checkouts if c.is_unpushed):
        yield finding("GM033", checkouts=len(ahead), evidence=ahead)
    unreadable = (f"{c.path}: {c.problem}" for c in checkouts if not c.commit)
    if nameless := (*unreadable, *plain):
        yield finding("GM034", folders=len(nameless), evidence=nameless)
    others = tuple(
        f"{c.path}: {c.vcs} {c.commit[:12]} {c.remote}".rstrip() for c in checkouts if c.commit and c.vcs != "git"
    )
    if others:
        yield finding("GM035", checkouts=len(others), evidence=others)
    if inside_own:
        yield finding("GM039", packages=len(inside_own), evidence=tuple(inside_own))
