"""The checkouts in GOPATH/src that the legacy build uses, and what makes one hard to name as a version."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.inventory import Origin
from gomigrate.scan.condense import first_few
from gomigrate.world.disk.samefolders import real_path, real_path_in
from gomigrate.world.git.checkouts import find_checkouts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.inventory import Checkout, Project, Used

_FILES_SHOWN = 3


def checkouts_of(project: Project, used: Sequence[Used]) -> tuple[tuple[Checkout, ...], tuple[Finding, ...]]:
    """The checkouts that hold packages of the legacy build, sorted by path, and what is to be said of them. Packages
    of the project's own repository, outside of the project's folder, are no dependency's."""
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
    dirty = [c for c in checkouts if c.changed]
    if dirty:
        message = f"{_checkouts(dirty)} in GOPATH {_have(dirty)} local changes, which the legacy build uses."
        yield finding("GM032", message, evidence=first_few([_changes(c) for c in dirty]))
    ahead = [c for c in checkouts if c.is_unpushed]
    if ahead:
        message = f"{_checkouts(ahead)} in GOPATH {_have(ahead)} a commit checked out that no remote is known to have."
        seen = [f"{c.path}: {c.commit[:12]} (remote: {c.remote or 'none'})" for c in ahead]
        yield finding("GM033", message, evidence=first_few(seen))
    nameless = [f"{c.path}: {c.problem}" for c in checkouts if not c.commit]
    nameless += [f"{place}: no version control" for place in plain]
    if nameless:
        count = len(nameless)
        what = f"{count} folder{'s' if count != 1 else ''} of dependencies in GOPATH"
        yield finding("GM034", f"{what} {_have(nameless)} no commit to go by.", evidence=first_few(nameless))
    others = [c for c in checkouts if c.commit and c.vcs != "git"]
    if others:
        seen = [f"{c.path}: {c.vcs} {c.commit[:12]} {c.remote}".rstrip() for c in others]
        message = f"{_checkouts(others)} in GOPATH {'is' if len(others) == 1 else 'are'} not git's."
        yield finding("GM035", message, evidence=first_few(seen))
    if inside_own:
        message = (
            f"{len(inside_own)} of the packages that the build uses lie in this repository, outside of the project."
        )
        yield finding("GM039", message, evidence=first_few(inside_own))


def _checkouts(checkouts: Sequence[Checkout]) -> str:
    return f"{len(checkouts)} checkout{'s' if len(checkouts) != 1 else ''}"


def _have(things: Sequence[object]) -> str:
    return "has" if len(things) == 1 else "have"


def _changes(checkout: Checkout) -> str:
    names = ", ".join(checkout.changed[:_FILES_SHOWN])
    more = f" and {len(checkout.changed) - _FILES_SHOWN} more" if len(checkout.changed) > _FILES_SHOWN else ""
    return f"{checkout.path}: {names}{more}"
