"""A revision whose own go.mod names another module path: another letter case, a new address, a major version.

Go reference: "Module paths", and the rule that a replacement's go.mod may name a path of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.go import semver
from gomigrate.model.go.modpath import check_path, is_inside, split_path_version
from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.decide.modulecontents import Contents, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Container

    from gomigrate.model.legacy.inventory import Used
    from gomigrate.model.resolution import Resolution
    from gomigrate.resolve.resolve import Resolver

_MAJOR_BELOW = re.compile(r"/v(?:[2-9]|[1-9][0-9]+)")


def declared_path(resolution: Resolution, contents: Contents, resolver: Resolver) -> str:
    """The module path that the go.mod at this revision declares; "" where no source tells. The module's own go.mod says
    it, else a clone's. Where the lock names a release of a major version that the path lacks, that is tried."""
    module = resolution.module
    if module is None:
        return ""
    try:
        return contents.go_mod(module).module
    except UnavailableError:
        pass
    declared = resolver.declared_in_clone(module.path, resolution.commit)
    if declared:
        return declared
    _, major, _ = split_path_version(module.path)
    hinted = semver.major(resolution.want.version_hint)
    return f"{module.path}/{hinted}" if not major and hinted not in {"", "v0", "v1"} else ""


def follow(resolution: Resolution, declared: str, contents: Contents, resolver: Resolver) -> Resolution | None:
    """The same commit under the path that its go.mod declares, to be built instead of the imported path.

    None where that is not available, or where the packages import each other by the declared path: one module would
    then be needed under two paths, which the go command refuses.
    """
    want = resolution.want
    if not declared or declared == resolution.path or check_path(declared) is not None:
        return None
    imports = {spec.path for used in want.packages for file in used.package.files for spec in file.imports}
    if any(is_inside(path, declared) for path in imports):
        return None
    return _under(declared, resolution, contents, resolver)


def rename(
    resolution: Resolution,
    declared: str,
    imported_by_others: Container[str],
    contents: Contents,
    resolver: Resolver,
) -> Resolution | None:
    """The same commit as the module of a major version that its go.mod says it is, to be imported by that path: where
    its packages import each other so, which GOPATH mode understands (minimal module compatibility), no replace line
    helps. The want's packages have their new import paths.

    None where that is not available, or where another dependency imports one of them by the old path (those are
    `imported_by_others`): its import cannot be rewritten, and one module would be needed under two paths.
    """
    want, old = resolution.want, resolution.path
    if not _MAJOR_BELOW.fullmatch(declared.removeprefix(old)) or not all(
        is_inside(used.import_path, old) and used.import_path not in imported_by_others for used in want.packages
    ):
        return None
    places = {used.place for used in want.packages}
    inner = {place for used in want.packages for path, place in used.imports if is_inside(path, declared)}
    if not inner or not inner <= places:
        return None
    under = _under(declared, resolution, contents, resolver)
    if under is None:
        return None
    packages = tuple(_renamed(used, declared + used.import_path[len(old) :]) for used in want.packages)
    return replace(under, path=declared, want=replace(want, packages=packages))


def _renamed(used: Used, import_path: str) -> Used:
    return replace(used, import_path=import_path, package=replace(used.package, import_path=import_path))


def _under(declared: str, resolution: Resolution, contents: Contents, resolver: Resolver) -> Resolution | None:
    """The commit as a version of the module path that its go.mod declares."""
    want = resolution.want
    asked = resolver.ask(declared, resolution.commit or want.revision, time=resolution.time, hint=want.version_hint)
    if asked.info is None:
        return None
    module = ModuleVersion(declared, asked.info.version)
    if not contents.has_files(module) or contents.go_mod_or_empty(module).module != declared:
        return None
    attempts = (*resolution.attempts, *asked.attempts)
    return replace(resolution, module=module, attempts=attempts, proof=asked.info.proof)
