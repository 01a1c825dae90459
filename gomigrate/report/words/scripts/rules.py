"""GM8xx: what GOPATH mode left in build scripts and CI. One code for each rule of gomigrate.scripts.rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Row

if TYPE_CHECKING:
    from gomigrate.report.words.row import Facts, Text

_UNSAFE = "Review the proposed change, then apply it with --unsafe-fixes."
_GO_INSTALL = "Use go install PATH@VERSION for a command, go mod download for dependencies."
_BY_GO = (
    "Use the go command for it: go get PATH@VERSION adds or updates a dependency, go mod tidy removes unused"
    " ones, go list -m all lists them."
)


def by_case(fact: str, words: dict[str, str], other: str = "") -> Text:
    """The template for the value of a fact."""
    return lambda f: filled(words.get(str(f.get(fact, "")), other), f)


def _with_fact(other: str = "", **words: str) -> Text:
    """The template of the first fact that is there and holds."""
    return lambda f: filled(next((text for name, text in words.items() if f.get(name)), other), f)


def row_of_change(title: str, meaning: str, remedy: str, message: Text, remedy_here: Text = "") -> Row:
    """A row of this table: where a change is not certain, the remedy is to look at it."""

    def here(f: Facts) -> str:
        if f.get("unsafe"):
            return _UNSAFE
        return remedy_here(f) if callable(remedy_here) else filled(remedy_here, f)

    return Row(title=title, meaning=meaning, remedy=remedy, message=message, remedy_here=here)


_OLD_TOOL = {
    "fetches": "{call} downloads what the legacy lock file names. go.mod and go.sum name the versions now.",
    "builds": "{call} builds the project's own packages. The go command does that without {tool}.",
    "lists": "{call} lists the project's own packages. The go command does that without {tool}.",
    "wraps": "{call} runs the go command with another GOPATH. With modules the go command needs no wrapper.",
    "checked": "{call} checks for a tool that no build file calls now.",
    "asked": "{call} checks for a tool that the branch does not use. What depends on the answer changes.",
    "compared": "{call} fills the vendor folder, and other lines of this file compare or move that folder.",
    "verifies": "{call} runs before git checks for changes. go mod download changes no file, go mod tidy does.",
    "packed": "{call} runs in a file that archives a folder below GOPATH. With modules no dependencies lie there.",
    "updates": "{call} runs in a file that updates dependencies, by the file's name. It is not known which versions it needs.",
    "split": "{call} is put together from several parts, and runs a tool that the branch does not use.",
    "tidies": "{call} prunes or checks the vendor folder that a legacy tool fills.",
    "other": "gomigrate cannot replace {call}: what it is for is not certain.",
}
_OLD_TOOL_REMEDY = {
    "fetches": "Use go mod download.",
    "builds": "Use the go command, with ./... for the packages.",
    "lists": "Use go list ./...",
    "wraps": "Remove the wrapper, and keep the go command.",
    "checked": "Remove the check.",
    "asked": "Remove the check, or check for the go command.",
    "compared": "Remove the comparison, or keep the folder with --vendor=regenerate and use go mod vendor.",
    "verifies": "Use go mod tidy.",
    "packed": "Use go mod vendor if the archive must contain the dependencies.",
    "updates": _BY_GO,
    "split": "Use go mod download, or remove the call.",
    "tidies": "Remove the call.",
    "other": _BY_GO,
}
_GO_GET = {
    "insecure": "go get fails with -insecure: Go 1.17 removed the flag.",
    "computed": "go get {asked}: the build computes the packages, so what it gets is not known.",
    "dependencies": "go get downloads dependencies of the project's own packages here. go.mod lists them now.",
    "versioned": "go get {asked} installs no command since Go 1.18.",
    "requires": "go get {asked} changes go.mod.",
    "no-dot": "go get {asked} fails: {package} is no module path, since its first element has no dot.",
    "several": "go get {asked} asks for packages of different kinds in one command.",
    "own": "go get {asked} names the project's own packages by import path. With modules, run the command in the project's folder.",
    "unlisted": "go get {asked}: no module in go.mod has the package {package}.",
    "listed": "go get {asked} is not needed: go.mod already requires the module.",
    "unknown": "go get {asked}: it is not known whether {package} is a command or a library.",
    "source": "go get {asked} downloads source code into GOPATH, and no longer does so with modules.",
    "looked-for": "go get {asked} no longer puts source code into GOPATH, and another line of this file looks for it there.",
    "replaced": "go get {asked}: go.mod replaces the module by a kept copy or by another module.",
    "locked": "go get {asked} installs no command since Go 1.18.",
    "newest": "go get {asked} installs no command since Go 1.18. No lock file names a version, so gomigrate proposes @latest, which go get used too.",
}
_GO_GET_REMEDY = {
    "insecure": "Remove -insecure, and set GOINSECURE to the modules that need it.",
    "dependencies": "Use go mod download.",
    "no-dot": "Use go install with the package's folder, such as ./cmd/app, if the path is a link to this project in GOPATH.",
    "requires": "Use go install for a command. For a dependency, add it to go.mod once, and remove this line.",
    "unknown": "Use go install {package}{version} if it is a command. If it is a library, add it to go.mod once.",
    "replaced": "Use go install with the path and no version, in the project's folder: it builds what go.mod names.",
    "listed": "Remove the command.",
}


def _gm806_here(f: Facts) -> str:
    if "image" in f:
        return filled(
            "Use go install {package}@VERSION with a version of your choice: the image has no go.mod here.", f
        )
    return f"Use {f['wanted']}" if "wanted" in f else filled(_GO_GET_REMEDY.get(str(f["case"]), ""), f)


_OTHER_LANGUAGE = {
    "tool": "A legacy tool is called here.",
    "go get": "go get is called here. Since Go 1.18 it only edits go.mod.",
    "GO111MODULE": "GO111MODULE turns modules off here.",
    "GO15VENDOREXPERIMENT": "GO15VENDOREXPERIMENT is set here. It has no effect since Go 1.7.",
    "vendor": "This line checks for the vendor folder, which the branch does not have.",
}
_OTHER_LANGUAGE_REMEDY = {
    "tool": "Use go mod download, or remove the call.",
    "go get": _GO_INSTALL,
    "GO111MODULE": "Set GO111MODULE=on, or remove the setting.",
    "GO15VENDOREXPERIMENT": "Remove the setting.",
    "vendor": "Remove the condition.",
}


def _gm818(f: Facts) -> str:
    if "flag" not in f:
        return filled("GOFLAGS contains {entry}, which is not a flag: every go command fails.", f)
    if "since" in f:
        return filled("GOFLAGS contains {entry}: no go command has the flag {flag} since Go {since}.", f)
    return filled("GOFLAGS contains {entry}, which some go commands use and the others ignore.", f)


def _gm818_here(f: Facts) -> str:
    if "flag" not in f:
        return "Write each flag with its value as -flag=value."
    return "Remove the flag." if "since" in f else "Pass the flag to the commands that it is meant for."


_MAKE_TARGET = {
    "goes": "The rule for {names} makes files that the branch does not have.",
    "installs": "The rule for {names} installs a tool that the branch does not use.",
    "needs": "This rule needs {names}, which the branch does not have.",
    "downloads": "The rule for {names} downloads what the legacy lock file names. go.mod and go.sum name the versions now.",
    "marks": "This command creates {names} in the vendor folder, which the branch does not have.",
    "emptied": "The recipe of {names} has no command left.",
    "sometimes": "This rule needs {names}, which the branch does not have. A rule makes that only under a condition.",
    "shown": "This rule needs {names}, which the branch does not have, and its recipe uses the names of its prerequisites.",
    "computed": "This rule needs {names}, which the branch does not have. The name comes from a variable with other names in it.",
}
_MAKE_TARGET_REMEDY = {
    "goes": "Remove the rule.",
    "installs": "Remove the rule when no other rule needs it.",
    "downloads": "Use go mod download as the recipe.",
    "emptied": "Remove the rule when no other rule needs it.",
    "marks": "Remove the command when no other command uses the folder.",
    "sometimes": "Remove the name, or move the rule out of the condition.",
    "shown": "Use go.mod and go.sum as prerequisites, and check what the recipe does with their names.",
    "computed": "Use go.mod and go.sum as prerequisites.",
}


_UNCLEAR = {
    "kind": "it runs commands or uses a Go in GOPATH mode, and this kind of file is not supported",
    "makes": "by its name it is the source of {what}, so the next run of the generator undoes changes in {what}",
    "closed": "{what} closes nothing",
    "open": "a {what} is not closed",
    "endless": "the here-document {what} does not end",
    "missing": "{missing}",
    "strange": "{what} is not understood here",
    "deep": "it is nested too deeply",
    "large": "it is larger than {what}",
    "escape": "its escape character is not the backslash",
    "prefix": "its recipes do not begin with a tab",
    "bytes": "it has a byte order mark or bare carriage returns",
    "syntax": "it has a syntax error",
}


_MISSING = {"file": "a redirection names no file", "in": "the word in is missing"}


def _gm820(f: Facts) -> str:
    said = f": {f['what']}" if f["why"] == "syntax" and f["what"] else ""
    facts = {**f, "missing": _MISSING.get(str(f["what"]), f"a {f['what']} is missing")}
    left = "This line is not changed" if f.get("part") else f"This file is not changed ({f['kind']})"
    return f"{left}: {filled(_UNCLEAR[str(f['why'])], facts)}{said}."


ROWS: dict[str, Row] = {
    "GM801": row_of_change(
        title="GO111MODULE turns modules off",
        meaning="With GO111MODULE=off the go command ignores go.mod, and the branch has its dependencies only in go.mod. Up to Go 1.15, auto does the same in some folders. gomigrate sets the value to on, and leaves values that are on already.",
        remedy="Set GO111MODULE=on, or remove the setting.",
        message="GO111MODULE={value} allows GOPATH mode, in which the branch has no dependencies.",
    ),
    "GM802": row_of_change(
        title="GO15VENDOREXPERIMENT has no effect",
        meaning="The variable turned vendor folders on in Go 1.5, and nothing reads it since Go 1.7. gomigrate removes it from commands, exports and settings.",
        remedy="Remove the variable.",
        message="GO15VENDOREXPERIMENT has no effect since Go 1.7.",
    ),
    "GM803": row_of_change(
        title="-mod=vendor needs a vendor folder, and the branch has none",
        meaning="-mod=vendor makes the go command build from vendor/, which the branch does not have. gomigrate removes the flag from commands. In the value of a variable it becomes -mod=readonly, the default since Go 1.16. With --vendor=keep or --vendor=regenerate the flag stays.",
        remedy="Remove the flag, or keep the folder with --vendor=regenerate.",
        message="-mod=vendor needs the vendor folder, which the branch does not have.",
    ),
    "GM804": row_of_change(
        title="a build file calls a legacy tool",
        meaning="A build file calls dep, glide, godep, govendor, gvt, vndr, trash, gdm, govend, glock, godeps, gpm, gom, gopm, vendetta, glide-vc or vendorcheck. The branch does not have their files. gomigrate replaces calls that download dependencies by go mod download (go mod vendor with --vendor=regenerate). It removes wrappers such as `godep` in `godep go test`, and calls that prune or check the vendor folder. With --locks=keep the calls stay.",
        remedy="Use the go command that does the same.",
        message=by_case("case", _OLD_TOOL),
        remedy_here=by_case("case", _OLD_TOOL_REMEDY),
    ),
    "GM805": row_of_change(
        title="a build file installs a legacy tool",
        meaning="A build file installs a tool that the branch does not use, with go get, a download or a package manager. gomigrate removes the line if no other line calls the tool.",
        remedy="Remove the line when no other line calls the tool.",
        message=by_case(
            "still",
            {
                "called": "{tool} is installed here, and a line that gomigrate does not change calls {tool}.",
                "handled": "{tool} is installed here, and another command uses the program's file.",
            },
            "{tool} is installed here, and no build file calls it now.",
        ),
        remedy_here=by_case(
            "still",
            {
                "called": "Change the lines that call {tool} first, then remove this line.",
                "handled": "Check the command that uses the file, then remove this line.",
            },
            "Remove the line.",
        ),
    ),
    "GM806": row_of_change(
        title="go get installs no command since Go 1.18",
        meaning="Since Go 1.18 go get only edits go.mod. gomigrate replaces it by go install PATH@VERSION with the version of go.mod. Where no file names a version, it proposes @latest as an unsafe change, because go get also took the newest version. It removes go get for libraries that go.mod requires, and replaces go get ./... by go mod download or go install.",
        remedy="Use go install PATH@VERSION for a command. For a library, add it to go.mod once.",
        message=by_case("case", _GO_GET),
        remedy_here=_gm806_here,
    ),
    "GM807": row_of_change(
        title="packages are named by their place in the vendor folder",
        meaning="In `go list ./... | grep -v vendor` the filter removes nothing: ./... matches no vendor folder since Go 1.9. The package ./vendor/PATH has the import path PATH in module mode.",
        remedy="Name the packages by their import paths.",
        message=_with_fact(
            "{pattern} matches packages in the vendor folder.",
            is_needed="The filter {filter} also leaves out packages of the project.",
            dependencies="This command also lists dependencies, and {filter} leaves none out with modules: no import path contains a vendor folder.",
            filter="{filter} leaves nothing out: ./... matches no vendor folder.",
            path="{pattern} is {path} in module mode.",
        ),
        remedy_here=_with_fact(
            dependencies="Use grep '^{module}' if only the project's own packages are meant.",
            wanted="Use {wanted}",
            library="Remove the command: {library} is not a program, and go.mod requires it.",
            is_needed="Keep the filter only for these packages of the project.",
            filter="Remove the filter.",
            path="Use {path}",
        ),
    ),
    "GM808": row_of_change(
        title="-X sets a variable through a vendor folder",
        meaning="The linker flag -X names a variable by the import path of its package. A path through a vendor folder names no package in module mode. The linker reports no error, and the variable keeps its value. gomigrate removes the part of the path up to the vendor folder.",
        remedy="Name the variable by the import path of its package.",
        message=by_case(
            "is_own",
            {"True": "-X names {package}, the project's own package, by a path through a vendor folder."},
            "-X sets a variable of {package} by a path through a vendor folder, which names no package in module mode.",
        ),
        remedy_here="Use {package} without the part up to the vendor folder.",
    ),
    "GM809": row_of_change(
        title="a build file names a lock file that the migration deletes",
        meaning="A Dockerfile copies a legacy lock file, or a cache key is made from one, and the branch does not have the file. gomigrate makes COPY take go.mod, go.sum and the kept copies that go mod download needs, and makes cache keys from go.sum.",
        remedy="Name go.mod and go.sum instead.",
        message=by_case(
            "is_key",
            {"True": "The cache key is made from {file}, which the branch does not have."},
            "{file} is copied into the image, and the branch does not have it.",
        ),
    ),
    "GM812": row_of_change(
        title="a line in another language uses GOPATH mode",
        meaning="A line of a Jenkinsfile, a Vagrantfile, a Rakefile or a Windows script uses GOPATH mode. It calls a legacy tool or go get, sets GO111MODULE or GO15VENDOREXPERIMENT, or checks for the vendor folder. gomigrate changes plain commands and strings that a shell runs. It does not change other lines, because it does not read these languages.",
        remedy="Change the line by hand.",
        message=by_case("habit", _OTHER_LANGUAGE),
        remedy_here=by_case("habit", _OTHER_LANGUAGE_REMEDY),
    ),
    "GM815": row_of_change(
        title="an image is built without go.mod",
        meaning="A stage of a Dockerfile copies some folders of the project, but not go.mod, and runs a go command. The build fails with `no required module provides package`. GO111MODULE=off does not help: the image has no dependencies in GOPATH.",
        remedy="Copy go.mod, go.sum and kept copies before the sources, then run go mod download: Docker keeps that layer while only sources change.",
        message="go builds in this image, and no line copies go.mod: the build fails with `no required module provides package`.",
        remedy_here="Copy go.mod and go.sum to the folder that go builds in.",
    ),
    "GM816": row_of_change(
        title="the CI cache does not keep the module cache",
        meaning="CI keeps a folder of GOPATH mode between runs, but modules are in the module cache. Or GOMODCACHE or GOCACHE has different values in different steps, so that one step does not find what another downloaded.",
        remedy="Cache the folder that go env GOMODCACHE prints, with a key made from go.sum.",
        message=_with_fact(
            "CI caches {folder}. With modules the dependencies are in the module cache instead.",
            variable="{variable} is {value} here and {other} in {where}, so the steps do not share a cache.",
        ),
        remedy_here=_with_fact(
            "Cache the folder that go env GOMODCACHE prints, with a key made from go.sum.",
            variable="Set {variable} once, for all steps.",
        ),
    ),
    "GM817": row_of_change(
        title="an ignore file excludes go.mod, go.sum or kept copies",
        meaning="An ignore file, such as .gitignore or .dockerignore, excludes go.mod, go.sum or the folder of kept copies. The build fails without them. gomigrate removes the line.",
        remedy="Remove the line.",
        message=_with_fact(
            "{name} is ignored here, which the build needs.",
            pattern="The pattern {pattern} ignores {name}, which the build needs.",
        ),
    ),
    "GM818": row_of_change(
        title="GOFLAGS has an entry that go commands refuse or ignore",
        meaning="GOFLAGS is a list of flags for all go commands, each as -flag=value. An entry that is not a flag makes every go command fail. A flag that a go command does not have is ignored by that command. See gomigrate plan --explain-goflags for the value that each command of the build files runs with.",
        remedy="Keep only flags in GOFLAGS that are meant for all go commands.",
        message=_gm818,
        remedy_here=_gm818_here,
    ),
    "GM826": row_of_change(
        title="a make rule makes or needs files that the branch does not have",
        meaning="A make rule makes or needs a lock file or the vendor folder, or installs a legacy tool. gomigrate removes rules for such files and tools, with their names in .PHONY and in prerequisites. A rule that CI or another rule uses, and the rule for the vendor folder, runs go mod download instead. Other rules get go.mod and go.sum as prerequisites. gomigrate does not run make.",
        remedy="Use go.mod and go.sum as prerequisites, or remove the name.",
        message=by_case("case", _MAKE_TARGET),
        remedy_here=by_case("case", _MAKE_TARGET_REMEDY),
    ),
    "GM827": row_of_change(
        title="a condition checks for a file that the branch does not have",
        meaning="A condition checks for the vendor folder or a lock file, which the branch does not have. What depends on it now always runs, or never. gomigrate removes the condition where the block only downloads dependencies, and the block where it only prints and stops. It does not change other blocks.",
        remedy="Remove the condition, or check for go.mod.",
        message=by_case(
            "always",
            {"True": "{path} is not on the branch, so what depends on this condition always runs."},
            "{path} is not on the branch, so what depends on this condition never runs.",
        ),
    ),
    "GM841": row_of_change(
        title="a go command names a package by its folder below src/",
        meaning="GOPATH mode finds the project's packages below src/. In module mode a path without a dot in its first element is one of the standard library. Name the package by its import path, or as ./src/NAME.",
        remedy="Name the package by its import path.",
        message="{names} is not found in module mode. With modules it is {wanted}.",
    ),
    "GM840": row_of_change(
        title="a command does not exist in today's Go",
        meaning="Go 1.12 removed go tool vet, Go 1.8 removed go tool yacc, and the golang images have no go-wrapper since Go 1.10. The line worked only with the older Go of the build files. The branch needs a newer one.",
        remedy="Use go vet, goyacc or go install.",
        message=by_case(
            "tool",
            {"go-wrapper": "go-wrapper is in no golang image since Go {since}."},
            "go tool {tool} does not exist since Go {since}.",
        ),
        remedy_here=by_case(
            "tool",
            {
                "go-wrapper": "Use go mod download for go-wrapper download, go install -v for go-wrapper install, and the program's name for go-wrapper run.",
                "vet": "Use go vet with packages, such as go vet ./... (it takes no folders).",
                "yacc": "Use goyacc: go install golang.org/x/tools/cmd/goyacc@VERSION",
            },
        ),
    ),
    "GM820": row_of_change(
        title="gomigrate does not understand a build file",
        meaning="The file has to do with Go, but gomigrate does not fully understand its syntax or a piece of shell in it. It leaves what it does not understand as it is, byte for byte.",
        remedy="Check the file by hand.",
        message=_gm820,
        remedy_here=by_case("why", {"makes": "Make the same changes in this file."}),
    ),
}
