"""GM2xx: go.mod, go.sum, go.work and vendor/modules.txt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Facts, Idle, Row

if TYPE_CHECKING:
    from collections.abc import Mapping

_CAUSES: Mapping[str, tuple[str, str]] = {
    "conflict": (
        "{file} has the markers of an unresolved merge conflict",
        "Keep the line with the higher version of each pair, delete the markers, then run go mod tidy (for go.work: go work sync).",
    ),
    "utf-16": (
        "{file} is UTF-16, which PowerShell's > writes; the go command reads UTF-8 only",
        "Convert the file to UTF-8: git checkout -- {file}, or iconv -f UTF-16 -t UTF-8 {file}.",
    ),
    "byte order mark": (
        "{file} begins with a byte order mark, which the go command reads as part of the first line",
        "Save the file as UTF-8 without a byte order mark: sed -i '1s/^\\xEF\\xBB\\xBF//' {file}.",
    ),
    "page": (
        "{file} contains a web page, such as a login form, instead of module lines",
        "Restore the file: git checkout -- {file}.",
    ),
    "no module": (
        "the workspace uses the folder {folder}, which has no go.mod",
        "Check out the folder, or remove the line: go work edit -dropuse={folder}. Or build without the workspace: GOWORK=off.",
    ),
}


def _fault(f: Facts) -> str:
    cause = str(f.get("cause", ""))
    return filled(f"{_CAUSES[cause][0]}." if cause else "{problem}.", f)


def _fault_remedy(f: Facts) -> str:
    cause = str(f.get("cause", ""))
    return filled(_CAUSES[cause][1], f) if cause else ""


def _line(f: Facts) -> str:
    if "hash" in f:
        return filled("Go ignores the hash of {line}, because its kind is unknown: {hash}.", f)
    return filled('The line has {fields:field} instead of 3: "{line}".', f)


ROWS: dict[str, Row] = {
    "GM201": Row(
        title="go.mod, go.sum or go.work cannot be read",
        meaning="The file does not follow its format, so the go command refuses the file, too. gomigrate still checks what does not depend on the file.",
        remedy="Correct the line that the message names; or delete the file, if it is left over.",
        message=_fault,
        remedy_here=_fault_remedy,
    ),
    "GM202": Row(
        title="go.sum line cannot be read",
        meaning="A line of go.sum does not have the 3 fields module, version and hash, and the go command stops there. Or its hash is of a kind that Go does not know (Go knows h1:).",
        remedy="Delete the line. go mod download adds what is missing.",
        message=_line,
    ),
    "GM203": Row(
        title="vendor/modules.txt line cannot be read",
        meaning="A line of vendor/modules.txt has none of the forms that the go command writes. gomigrate ignores the line.",
        remedy="Write the file again with go mod vendor, or remove vendor/.",
        message='gomigrate ignores the line "{line}".',
    ),
    "GM204": Row(
        title="replace lines of dependencies have no effect",
        meaning="The go.mod of a dependency has replace lines. The go command follows only those of the main module.",
        remedy=Idle(
            "Nothing to do unless the dependency needs that line to build: then add the same line to your go.mod."
        ),
        message="The go command ignores {lines:replace line} of dependencies for modules of this build.",
    ),
}


def comment_of_go(go: str, *, by: str = "", what: str = "", is_asked: bool = False) -> str:
    """What a go.mod says above the go line that was chosen: `by` is the module or the place that needs it, `what` what
    is there, `is_asked` whether --go did it. It begins with the version, for whoever changes that later."""
    if by:
        return f"go {go}: required by {by}{f' ({what})' if what else ''}"
    if is_asked:
        return f"go {go}: set by --go"
    return f"go {go}: the highest version that keeps the GODEBUG defaults of GOPATH mode"


def comment_of_exclusion(*, twin: str = "", has_go_mod: bool = True) -> str:
    """What a go.mod says above an exclude line: a replace line builds the version as `twin`, or its go.mod cannot be
    had, or else an import would be found in two modules."""
    if twin:
        return f"excluded: a replace line already builds this version as {twin}"
    if not has_go_mod:
        return "excluded: its go.mod is not available, and the build uses no package of it"
    return "excluded: another module of the build provides its packages"
