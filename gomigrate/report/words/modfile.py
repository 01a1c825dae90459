"""GM2xx: go.mod, go.sum, go.work and vendor/modules.txt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Facts, Row

if TYPE_CHECKING:
    from collections.abc import Mapping

_CAUSES: Mapping[str, tuple[str, str]] = {
    "conflict": (
        "{file} holds the marks of a merge that was not finished",
        "Keep of each pair the line with the higher version, delete the marks, then run go mod tidy (for a go.work go work sync).",
    ),
    "utf-16": (
        "{file} is UTF-16, as PowerShell's > writes it, and the go command reads UTF-8 alone",
        "Write it anew as UTF-8: git checkout -- {file}, or iconv -f UTF-16 -t UTF-8 {file}.",
    ),
    "byte order mark": (
        "{file} begins with a byte order mark, which the go command takes for a part of the first line",
        "Save it as UTF-8 without a byte order mark: sed -i '1s/^\\xEF\\xBB\\xBF//' {file}.",
    ),
    "page": (
        "{file} holds a page for people, such as a login, instead of its lines",
        "Take the file from version control again: git checkout -- {file}.",
    ),
    "no module": (
        "the workspace uses the folder {folder}, and there is no go.mod in it",
        "Check the folder out, or take the line out: go work edit -dropuse={folder}. Or build without the workspace: GOWORK=off.",
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
        return filled("The hash of {line} is of a kind that Go does not know, and counts for nothing: {hash}.", f)
    return filled('The line has {fields:field} instead of three: "{line}".', f)


ROWS: dict[str, Row] = {
    "GM201": Row(
        title="go.mod, go.sum or go.work cannot be read",
        meaning="The file does not follow the format, so the go command refuses it as well. What does not depend on it is checked all the same.",
        remedy="Correct the lines that the message names, or delete the file if it is left over.",
        message=_fault,
        remedy_here=_fault_remedy,
    ),
    "GM202": Row(
        title="go.sum line cannot be read",
        meaning="A line of go.sum does not have the three fields module, version and hash, where the go command stops; or its hash is not one that Go knows (h1:).",
        remedy="Delete the line; `go mod download` adds what is missing.",
        message=_line,
    ),
    "GM203": Row(
        title="vendor/modules.txt line cannot be read",
        meaning="A line of vendor/modules.txt follows none of the forms that the go command writes, and it is passed over.",
        remedy="Write the file anew with `go mod vendor`, or remove vendor/.",
        message='The line is passed over: "{line}".',
    ),
    "GM204": Row(
        title="replace line of a dependency does not count",
        meaning="A dependency's go.mod has replace lines; the go command follows those of the main module only.",
        remedy="Nothing, unless the dependency does not build without it: then repeat the line in your own go.mod.",
        message="{lines:replace line} of dependencies {lines:~concerns} this build and {lines:~does} not count.",
    ),
}


def comment_of_go(go: str, *, by: str = "", what: str = "", is_asked: bool = False) -> str:
    """What a go.mod says above the go line that was chosen: `by` is the module or the place that needs it, `what` what
    is there, `is_asked` whether --go did it. It begins with the version, for whoever changes that later."""
    if by:
        return f"go {go}: {by} needs it{f' ({what})' if what else ''}"
    return (
        f"go {go}: as --go says" if is_asked else f"go {go}: the highest that keeps the GODEBUG defaults of GOPATH mode"
    )


def comment_of_exclusion(*, twin: str = "", has_go_mod: bool = True) -> str:
    """What a go.mod says above an exclude line: a replace line builds the version as `twin`, or its go.mod cannot be
    had, or else an import would be found in two modules."""
    if twin:
        return f"left out: a replace line builds this version as {twin} already"
    if not has_go_mod:
        return "left out: its go.mod cannot be had, and no package of the build comes from it"
    return "left out: it has packages that another module of the build provides"
