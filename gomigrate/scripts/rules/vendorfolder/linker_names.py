"""-X names a variable by an import path; one through a vendor folder names nothing in module mode, and the linker does
not say so."""

from __future__ import annotations

import re

from gomigrate.scripts.rules.rule import Build, Corrections, Document, Edit, FileKind, Rule, safe

# What stands before the vendor folder is the project's path, often by a variable.
_FLAG = re.compile(
    r"-X[ =]+[\"']?(?P<gone>[^\s\"'=]*?(?<![\w-])(?:vendor|Godeps/_workspace/src)/)(?P<package>[^\s\"'=]+)"
)


def find(document: Document, build: Build) -> Corrections:
    """Everything up to the vendor folder is removed from the name, where a module of the build has the package, or a
    variable says that the project has it."""
    for match in _FLAG.finditer(document.text):
        if document.line_head(match.start()).startswith("#"):
            continue
        package = match["package"]
        path = package.rpartition(".")[0]
        is_plain = not ("$" in package or "{" in package)
        is_known = is_plain and bool(build.module_of(path) or build.is_own(path))
        if is_known or package.startswith(("$", "{")):
            edit = Edit(match.start("gone"), match.end("gone"), "")
            yield safe(match.start(), edit, package=path if is_known else package, is_own=not is_known)


RULE = Rule(code="GM808", find=find, words=("-x",), kinds=frozenset(FileKind) - {FileKind.IGNORE, FileKind.GO})
