"""Lines that use what is gone: the same words for what a plan foresees and for what verify finds on a branch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Row

if TYPE_CHECKING:
    from gomigrate.report.words.row import Facts

_USES = {
    "file": "{what} {what:~is} used here, and not on the branch.",
    "prerequisite": "make needs {what} here: not on the branch, and made by no rule.",
    "target": "{what} {what:~is} never there, so make runs this rule each time.",
    "copy": "{what} {what:~is} copied into the image, and not on the branch.",
    "cache": "A cache goes by {what}, which the branch does not have.",
    "condition": "This line asks whether {what} is there; on the branch the answer is always no.",
    "linker": "-X names a variable through {what}: no package has that path, the linker says nothing, and the variable keeps its value.",
    "packages": "{what} {what:~is} built by a place in the vendor folder; no package is there.",
    "read": "{what} {what:~is} named in the code, and not on the branch.",
    "place": "The code asks where {what} lies; that is the module cache now, not the vendor folder.",
    "link": "This link leads to {what}, and the branch has nothing there.",
    "root-link": "{what} leads to a folder with a go.mod, where the module ends: it does not contain a package by this path.",
    "import": "the go command needs {what}, which {what:~is} in no module of go.mod.",
    "tool": "{what} is called, and its lock file is not on the branch.",
    "install": "{what} is installed here; the branch does without.",
    "question": "{what} is asked for here; the branch does without.",
    "answer": "{what} is empty: the question that stood here went with its tool.",
    "vendor-flag": "{what} needs vendor/modules.txt, and the branch has no vendor folder.",
    "modules-off": "{what} turns modules off; the branch has its dependencies only in module mode.",
    "go-get": "go get {what} changes go.mod, and installs no command since go 1.18.",
    "gopath": "GOPATH leads to {what} here: nothing of the build is there, and the module cache would be.",
    "outside": "{what} runs in a folder that has no go.mod above it.",
    "context": "This line keeps {what} out of the image.",
    "made": "{what} is made here: go takes the folder vendor for its dependencies, and stops with `inconsistent vendoring`.",
    "left-out": "Files are listed here without vendored code; the kept copies in {what} are listed now.",
}
_GOPATH_IS_HERE = "GOPATH is the module's own folder here: go 1.21 and older stop at that."
_LOCK_OR_FILE = (
    "Name go.mod and go.sum for a lock file, the folder that go list -m -f '{{{{.Dir}}}}' MODULE prints for a"
    " dependency's file; or take it out."
)
_REMEDIES = {
    "file": _LOCK_OR_FILE,
    "prerequisite": "Make it go.mod and go.sum, or take it out.",
    "target": "Take the rule out, or declare its target .PHONY.",
    "copy": "Copy go.mod and go.sum, and run go mod download.",
    "cache": "Key the cache by go.sum, and keep the folder that go env GOMODCACHE prints.",
    "condition": "Take the question out.",
    "linker": "Take everything up to the vendor folder out of the flag.",
    "packages": "Name the packages by import path, without vendor/ before it.",
    "read": "Move what is read into the project, embed it, or ask go list -m -f '{{{{.Dir}}}}' MODULE for the folder.",
    "place": "Look whether the files there are those that were in the vendor folder.",
    "link": "Take the link out, or let it lead to what has the files now.",
    "root-link": "Name the package by its own folder, without the link.",
    "import": "Add {what:~it} with go get at the locked version, in a file that imports {what:~it} with //go:build tools.",
    "tool": "Write go mod download, or take the call out.",
    "install": "Take it out, with what is done to the download.",
    "question": "Take the question out.",
    "answer": "Take the comparison out.",
    "vendor-flag": "Take the flag out, or keep a folder with gomigrate apply --vendor=regenerate.",
    "modules-off": "Take it out; write go install PATH@VERSION where a tool is installed.",
    "go-get": "Write go install PATH@VERSION for a command; take it out for a dependency.",
    "gopath": "Take it out, or set GOPATH to a folder outside of the project.",
    "outside": "Run it in the project's folder: WORKDIR or cd.",
    "context": "Let it in with a line !{what}, and go.sum as well.",
    "made": "Take the line out, or make the folder elsewhere.",
    "left-out": "Leave {what} out as well.",
}


def _uses(f: Facts) -> str:
    if f["use"] == "gopath" and f["what"] == ("go.mod",):
        return _GOPATH_IS_HERE
    return filled(_USES[str(f["use"])], f)


def _on_the_branch(f: Facts) -> str:
    return f"{_uses(f)} The plan {'named this line' if f['told'] else 'did not name this line'}."


def _remedy(f: Facts) -> str:
    return filled(_REMEDIES[str(f["use"])], f)


_WHAT = (
    "The build files of the branch, and the strings of its Go files, are read for what the branch does not have: lock files and vendor"
    " folders as arguments, prerequisites, sources of COPY and keys of caches; old tools; -mod=vendor and GO111MODULE=off; packages named"
    " by a vendor folder; go commands where no go.mod is; and for lists of files that left the vendor folder out and have the kept copies now."
)

ROWS: dict[str, Row] = {
    "GM331": Row(
        title="a line of the pipeline will fail",
        meaning=f"{_WHAT} What stands in this line cannot work any more. Nothing was run to find out.",
        remedy="Change the line before the merge.",
        message=_on_the_branch,
        remedy_here=_remedy,
    ),
    "GM332": Row(
        title="a line of the pipeline does another thing",
        meaning=f"{_WHAT} This line may still end well, and does not do what it did; or what it does cannot be known by reading.",
        remedy="Look at the line before the merge.",
        message=_on_the_branch,
        remedy_here=_remedy,
    ),
    "GM823": Row(
        title="a line uses what goes",
        meaning=(
            "A line of a build file, a test or a program uses a lock file, a vendor folder, an old tool or a mode that the branch does not"
            " have, and no change is made to it. verify names the line again on the branch."
        ),
        remedy="Change the line by hand on the branch, before the merge.",
        message=_uses,
        remedy_here=_remedy,
    ),
}
