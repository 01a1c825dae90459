"""GM2xx: go.mod, go.sum, go.work and vendor/modules.txt."""

from __future__ import annotations

from gomigrate.report.words.row import Row

ROWS: dict[str, Row] = {
    "GM201": Row(
        title="go.mod or go.work cannot be read",
        meaning="The file does not follow the format, so the go command refuses it as well.",
        remedy="Correct the lines that the message names, or delete the file if it is left over.",
        message="{problem}.",
    ),
    "GM202": Row(
        title="go.sum line cannot be read",
        meaning="A line of go.sum does not have the three fields module, version and hash; the go command stops at it.",
        remedy="Delete the line; `go mod download` adds what is missing.",
        message='The line has {fields:field} instead of three: "{line}".',
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
