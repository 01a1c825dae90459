"""A vendor folder on the branch: its list against go.mod, and its bytes against the modules it stands for."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.go.modpath import prefixes
from gomigrate.scan.project.modulestate import MODULES_TXT
from gomigrate.verify.build.asking import ask, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.gaps import Told
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch
    from gomigrate.verify.build.layout import Side
    from gomigrate.world.go.gocmd import GoCommand

FOLDER = Place("vendor")


def vendor_faults(go: GoCommand, side: Side) -> tuple[Finding, ...]:
    """Whether a vendor folder agrees with go.mod, by the go command's own check (go.mod reference, "Vendoring")."""
    completed = ask(go, side, "list", "-mod=vendor", "-buildvcs=false", "./...")
    if completed.returncode == 0:
        return ()
    said = words_of(completed.stderr)
    return (finding("GM308", place=FOLDER, evidence=said[1:], error=said[0] if said else ""),)


def told_of_vendor(
    go: GoCommand,
    branch: VerifiedBranch,
    side: Side,
    modules: Sequence[Mapping[str, Any]],
    digest: Callable[[str], str],
) -> tuple[tuple[Told, ...], frozenset[str]]:
    """What to report about a vendor folder on the branch: a finding for each file that differs from its module's, also
    for files that no platform builds; and the places of the files that are the same. `side` is the branch laid out,
    `modules` what `go list -m -json all` says once packages were listed, so that each module that they are built of has
    its folder."""
    top = posixpath.join(branch.repository.prefix, "vendor/")
    names = [path[len(top) :] for path in branch.whole.files() if path.startswith(top)]
    faults = vendor_faults(go, side) if names else ()
    if faults and branch.plan and branch.plan.vendor_stays:
        return (Unchecked(what=Gap.VENDOR_STAYS),), frozenset()
    if faults or not names:
        return faults, frozenset()
    places = {name: f"{side.cwd}/vendor/{name}" for name in names if "/" in name}
    judged = vendored_files(modules, places, digest)
    # The go command has compared the list with go.mod.
    same = {f"{side.cwd}/{MODULES_TXT}", *(places[name] for name, is_same in judged.items() if is_same)}
    differ = (name for name, is_same in judged.items() if not is_same)
    return tuple(finding("GM309", place=Place(f"vendor/{name}"), path=name) for name in differ), frozenset(same)


def vendored_files(
    modules: Sequence[Mapping[str, Any]], vendor: Mapping[str, str], digest: Callable[[str], str]
) -> dict[str, bool]:
    """Whether the files of a vendor folder are those of the modules they stand for. `vendor` gives the place on disk of
    each by its path below the folder; what belongs to no module that lies in the module cache is left out."""
    folders = {str(m["Path"]): str((m.get("Replace") or m).get("Dir") or m.get("Dir") or "") for m in modules}
    found = {}
    for name, place in vendor.items():
        module = next((path for path in prefixes(posixpath.dirname(name)) if folders.get(path)), "")
        if module:
            found[name] = digest(place) == digest(posixpath.join(folders[module], name[len(module) + 1 :]))
    return found
