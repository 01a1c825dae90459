"""-X names a variable by an import path; one through a vendor folder names nothing in module mode, and the linker does
not say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.change import Correction, safe
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.rules.rule import Rule
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.survey import ScriptSurvey

CODE = "GM808"
# What stands before the vendor folder is the project's path, often by a variable.
_FLAG = re.compile(
    r"-X[ =]+[\"']?(?P<gone>[^\s\"'=]*?(?<![\w-])(?:vendor|Godeps/_workspace/src)/)(?P<package>[^\s\"'=]+)"
)


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """Everything up to the vendor folder goes out of the name, where a module of the build has the package."""
    if document.kind in (FileKind.IGNORE, FileKind.GO):
        return
    for match in _FLAG.finditer(document.text):
        if document.line_head(match.start()).startswith("#"):
            continue
        package = match["package"]
        path = package.rpartition(".")[0]
        if "$" in package or "{" in package or not (facts.module_of(path) or facts.is_own(path)):
            if package.startswith(("$", "{")):
                message = f"-X {match['gone']}{package} names the project's own package by way of a vendor folder."
                yield safe(CODE, match.start(), message, Edit(match.start("gone"), match.end("gone"), ""))
            continue
        message = f"-X sets a variable of {path}; by way of a vendor folder it names none in module mode."
        yield safe(CODE, match.start(), message, Edit(match.start("gone"), match.end("gone"), ""))


RULE = Rule(name="linker-names", code=CODE, find=find)
