"""The project with its name: every source that may tell its import path is asked, in order."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.errors import Suggested, UsageProblem
from gomigrate.model.legacy.inventory import FoundBy, PathSource
from gomigrate.scan.listing import listed
from gomigrate.scan.project import selfpath
from gomigrate.world.disk.disktree import DiskTree
from gomigrate.world.disk.realpath import is_same_folder, real_path

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding
    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.legacy.inventory import Project, VendorRoot
    from gomigrate.model.legacy.pins import Lock
    from gomigrate.scan.project.locate import Located


def named_project(
    project: Project,
    found: Located,
    own: tuple[GoPackage, ...],
    locks: tuple[Lock, ...],
    roots: tuple[VendorRoot, ...],
    given: str,
    gopath: tuple[str, ...],
    module: str,
) -> tuple[Project, tuple[Finding, ...]]:
    """The project with its import path and who said it, and who says something else; `given` is the user's own word.

    Raises UsageProblem where no source says anything.
    """
    located = tuple(selfpath.from_gopath(project.root, gopath, real_path))
    is_gb = any(root.kind == "gb" for root in roots)
    vendored = [path for root in roots for path in root.packages]
    imported = tuple(selfpath.from_own_imports(own, selfpath.provided_elsewhere(locks, vendored)))
    claims = (
        *((selfpath.Claim(path=given, by=FoundBy(PathSource.OPTION)),) if given else ()),
        *selfpath.from_go_mod(module),
        *located,
        *selfpath.from_locks(locks),
        *selfpath.from_import_comments(own),
        *(selfpath.from_gb(own) if is_gb else ()),
        *imported,
        *selfpath.from_remotes(found.repository.remotes() if found.repository else {}, project.prefix),
    )
    if not claims:
        _refuse_gopath(project.root, gopath)
    chosen, findings = selfpath.choose(claims, project.root)
    places = [posixpath.join(entry, "src", chosen.path) for entry in gopath]
    here = [place for place in places if is_same_folder(place, project.root)]
    hiding = next((place for place in places if listed(DiskTree(place), "")), "")
    if here and hiding and hiding not in here:
        findings += (finding("GM021", path=chosen.path, hiding=hiding, root=project.root),)
    return replace(
        project,
        import_path=chosen.path,
        found_by=chosen.by,
        gopath=gopath,
        in_gopath=bool(located or here),
        imported_as=next((claim.path for claim in imported if claim.path != chosen.path), ""),
    ), findings


def _refuse_gopath(folder: str, gopath: tuple[str, ...]) -> None:
    """Who stands in GOPATH itself, which holds projects and is none, is better told so than that it has no name."""
    for entry in gopath:
        source = posixpath.join(entry, "src")
        what = "the src folder of GOPATH" if is_same_folder(folder, source) else "GOPATH itself"
        if is_same_folder(folder, source) or is_same_folder(folder, entry):
            raise UsageProblem(
                f"{folder} is {what}, not a project (if the repository is GOPATH itself, name its --import-path)",
                remedy=Suggested(("batch", "--list"), folder=source),
            )
