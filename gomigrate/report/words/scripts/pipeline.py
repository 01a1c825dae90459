"""Lines that use what is removed: the same words for what a plan foresees and for what verify finds on a branch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Row

if TYPE_CHECKING:
    from gomigrate.report.words.row import Facts

_USES = {
    "file": "This line uses {what}, which the branch does not have.",
    "prerequisite": "make needs {what} here, which the branch does not have and no rule makes.",
    "target": "{what} {what:~is} never on the branch, so make runs this rule each time.",
    "copy": "This line copies {what} into the image, which the branch does not have.",
    "cache": "The cache or its key uses {what}, which the branch does not have.",
    "condition": "This line checks whether {what} {what:~is} there. On the branch the answer is always no.",
    "linker": "-X names a variable through {what}, and no package has that path. The linker reports no error, and the variable keeps its value.",
    "packages": "This line builds {what} in the vendor folder, and the branch has no package there.",
    "read": "The code names {what}, which the branch does not have.",
    "place": "The code asks where {what} lies. With modules that is the module cache, not the vendor folder.",
    "link": "This link leads to {what}, and the branch has nothing there.",
    "root-link": "{what} leads to a folder with its own go.mod, where the module ends. The module has no package by this path.",
    "import": "The go command needs {what}, which no module in go.mod has.",
    "tool": "This line calls {what}, whose lock file is not on the branch.",
    "install": "This line installs {what}, which the branch does not use.",
    "question": "This line checks for {what}, which the branch does not use.",
    "answer": "{what} is empty: the migration removed the command that set it, with its tool.",
    "vendor-flag": "{what} needs vendor/modules.txt, and the branch has no vendor folder.",
    "modules-off": "{what} turns modules off, and the branch has its dependencies only in module mode.",
    "go-get": "go get {what} changes go.mod, and installs no command since Go 1.18.",
    "early-get": "go get {what} installs no command since Go 1.18, and fails where no go.mod is.",
    "gopath": "GOPATH leads to {what} here. The branch has no packages there, and the module cache would be created there.",
    "outside": "{what} runs in a folder without a go.mod, and no folder above has one.",
    "context": "This line keeps {what} out of the image.",
    "made": "This line makes {what}. The go command takes the folder vendor for its dependencies, and fails with `inconsistent vendoring`.",
    "walked": "This program leaves out folders named vendor. Where it runs on this project, it reads the kept copies in {what}.",
    "left-out": "This line lists files without the vendor folder, and now lists the kept copies in {what}.",
}
_GOPATH_IS_HERE = "GOPATH is the module's own folder here. Go 1.21 and older fail there."
_LOCK_OR_FILE = (
    "Use go.mod and go.sum in place of a lock file. For a dependency's file, use the folder that go list -m -f"
    " '{{{{.Dir}}}}' MODULE prints. Or remove the line."
)
_REMEDIES = {
    "file": _LOCK_OR_FILE,
    "prerequisite": "Use go.mod and go.sum as prerequisites, or remove {what}.",
    "target": "Remove the rule, or declare its target .PHONY.",
    "copy": "Copy go.mod and go.sum, and run go mod download.",
    "cache": "Make the key from go.sum, and cache the folder that go env GOMODCACHE prints.",
    "condition": "Remove the condition.",
    "linker": "Remove the part of the path up to the vendor folder.",
    "packages": "Name the packages by import path, without vendor/.",
    "read": "Move the files into the project, embed them, or read them from the folder that go list -m -f '{{{{.Dir}}}}' MODULE prints.",
    "place": "Check that the files in the module cache are those that the vendor folder had.",
    "link": "Remove the link, or point it to the folder that has the files now.",
    "root-link": "Name the package by its own folder, not by the link.",
    "import": "Add {what} with go get at the locked version, and import {what} in a file with //go:build tools.",
    "tool": "Use go mod download, or remove the call.",
    "install": "Remove the install, and the lines that handle the download.",
    "question": "Remove the check.",
    "answer": "Remove the comparison.",
    "vendor-flag": "Remove the flag, or keep a vendor folder with --vendor=regenerate",
    "modules-off": "Remove the setting. To install a tool, use go install PATH@VERSION",
    "go-get": "Use go install PATH@VERSION for a command. Remove the line for a dependency.",
    "early-get": "Use go install PATH@VERSION.",
    "gopath": "Remove the setting, or set GOPATH to a folder outside of the project.",
    "outside": "Run the command in the project's folder, with WORKDIR or cd.",
    "context": "Add the lines !{what} and !go.sum to include them.",
    "made": "Remove the line, or make the folder elsewhere.",
    "walked": "Leave out {what} as well if the program runs on this project.",
    "left-out": "Leave out {what} as well.",
}


def _uses(f: Facts) -> str:
    if f["use"] == "gopath" and f["what"] == ("go.mod",):
        return _GOPATH_IS_HERE
    return filled(_USES[str(f["use"])], f)


def _on_the_branch(f: Facts) -> str:
    return f"{_uses(f)} The plan {'reported this line' if f['told'] else 'did not report this line'}."


def _remedy(f: Facts) -> str:
    return filled(_REMEDIES[str(f["use"])], f)


_WHAT = (
    "verify reads the build files of the branch, and the strings in its Go files, for what the branch does not have: lock files, vendor"
    " folders, legacy tools, GOPATH mode, and go commands outside of the module. It also reports lists of files that now include the kept"
    " copies."
)

ROWS: dict[str, Row] = {
    "GM331": Row(
        title="a build command fails with modules",
        meaning=f"{_WHAT} This line can no longer work. verify only read it, and ran nothing.",
        remedy="Change the line before the merge.",
        message=_on_the_branch,
        remedy_here=_remedy,
    ),
    "GM332": Row(
        title="a build command behaves differently with modules",
        meaning=f"{_WHAT} This line may still succeed, but no longer does what it did before; or its effect is not known from reading it. verify ran nothing.",
        remedy="Check the line before the merge.",
        message=_on_the_branch,
        remedy_here=_remedy,
    ),
    "GM823": Row(
        title="a line uses what the branch does not have",
        meaning=(
            "A line of a build file, a test or a program uses a lock file, a vendor folder, a legacy tool or GOPATH mode. The branch does not"
            " have that, and gomigrate does not change the line. gomigrate verify reports it again on the branch."
        ),
        remedy="Change the line by hand on the branch, before the merge.",
        message=_uses,
        remedy_here=_remedy,
    ),
}
