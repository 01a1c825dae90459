"""Relative imports of a project that is built outside of GOPATH: there alone the go command takes them."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.gosource.rewrite import written_out
from gomigrate.scan.build.sources import is_vendored

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.go.gopackage import GoFile, GoPackage, Import


def without_relative_imports(
    packages: Iterable[GoPackage], project: str
) -> tuple[tuple[GoPackage, ...], tuple[str, ...]]:
    """The packages of a project at an import path, with the relative imports of its own as the paths that they come to;
    and the files that have any. What leads out of the project stays as it is: what would be there is not known."""
    found = []
    files: list[str] = []
    for package in packages:
        has_any = any(one.path.startswith(".") for file in package.files for one in file.imports)
        changed = _written_out(package, project) if has_any and not is_vendored(package.dir) else package
        pairs = zip(package.files, changed.files, strict=True)
        files += (posixpath.join(package.dir, was.name) for was, now in pairs if was is not now)
        found.append(changed)
    return tuple(found), tuple(files)


def _written_out(package: GoPackage, project: str) -> GoPackage:
    def absolute(one: Import) -> Import:
        path = written_out(one.path, project, package.dir)
        return one._replace(path=path) if path else one

    def changed(file: GoFile) -> GoFile:
        imports = tuple(map(absolute, file.imports))
        return file if imports == file.imports else file._replace(imports=imports)

    return replace(package, files=tuple(map(changed, package.files)))
