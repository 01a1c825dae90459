"""GM8xx: what GOPATH mode left in build scripts and CI. One code for each rule of gomigrate.scripts.rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Row

if TYPE_CHECKING:
    from gomigrate.report.words.row import Facts, Text

_UNSAFE = "Look at the change, and have it made with --unsafe-fixes."
_GO_INSTALL = "Use go install PATH@VERSION for a command, go mod download for dependencies."
_BY_GO = (
    "Say what it was for by the go command: go get PATH@VERSION adds or updates, go mod tidy clears up, go list -m all"
    " shows."
)


def _by(fact: str, words: dict[str, str], other: str = "") -> Text:
    """The template for the value of a fact."""
    return lambda f: filled(words.get(str(f.get(fact, "")), other), f)


def _with_fact(other: str = "", **words: str) -> Text:
    """The template of the first fact that is there and holds."""
    return lambda f: filled(next((text for name, text in words.items() if f.get(name)), other), f)


def _row(title: str, meaning: str, remedy: str, message: Text, remedy_here: Text = "") -> Row:
    """A row of this table: where a change is not certain, the remedy is to look at it."""

    def here(f: Facts) -> str:
        if f.get("unsafe"):
            return _UNSAFE
        return remedy_here(f) if callable(remedy_here) else filled(remedy_here, f)

    return Row(title=title, meaning=meaning, remedy=remedy, message=message, remedy_here=here)


_OLD_TOOL = {
    "fetches": "{call} fetches what the old lock file names; go.mod and go.sum say that now.",
    "builds": "{call} builds the project's own packages.",
    "lists": "{call} lists the project's own packages.",
    "wraps": "{call} runs the go command with another GOPATH, which goes.",
    "checked": "{call} asks for a tool that nothing calls any more.",
    "asked": "{call}: the tool goes, and what hangs on its answer goes another way from now on.",
    "compared": "{call}: lines around it compare or move the vendor folder.",
    "verifies": "{call}, and git is asked whether anything changed: go mod download changes nothing, go mod tidy does.",
    "packed": "{call}: this file packs up what lies in GOPATH, where dependencies are no more.",
    "updates": "{call}: this file updates dependencies, by its name.",
    "split": "{call} runs a tool that goes.",
    "other": "{call} has no counterpart that is sure to be meant.",
}
_GO_GET = {
    "insecure": "go get -insecure is no flag since go 1.17.",
    "computed": "go get {asked}: what it gets only a run can tell.",
    "dependencies": "go get of the project's own packages fetched its dependencies; go.mod says which they are.",
    "versioned": "go get {asked} installs no command since go 1.18.",
    "requires": "go get {asked} changes go.mod.",
    "no-dot": "go get {asked}: no module has the path {package}, since its first element has no dot: GOPATH or Go itself had it.",
    "several": "go get {asked} asks for several things at once.",
    "own": "go get {asked} names the project's own packages by import path; in module mode that is the folder one works in.",
    "unlisted": "go get {asked}: {package} is in no module of go.mod.",
    "listed": "go get {asked}: go.mod has it already.",
    "unknown": "go get {asked}: whether {package} is a command is not known.",
    "source": "go get {asked} fetches source that is nowhere in GOPATH any more.",
    "looked-for": "go get {asked}: a line of this file looks for its source in GOPATH.",
    "replaced": "go get {asked}: a kept copy or another module stands in for it.",
    "locked": "go get {asked} installs no command since go 1.18.",
    "newest": "go get {asked} installs no command since go 1.18; no lock file says which version, so it is the newest as before: choose one.",
}
_GO_GET_REMEDY = {
    "insecure": "Set GOINSECURE to the paths that are fetched so.",
    "dependencies": "Use go mod download.",
    "no-dot": "If it is the project itself, by a link in GOPATH: go install with the package's folder, such as ./cmd/app.",
    "requires": "Use go install for a command; a dependency belongs into go.mod once.",
    "unknown": "If it is a command: go install {package}{version}; a library belongs into go.mod.",
    "replaced": "go install with the path alone, in the project's folder, builds what go.mod says.",
    "listed": "Take the command out.",
}


def _gm806_here(f: Facts) -> str:
    if "image" in f:
        return filled("No go.mod is in the image here: go install {package}@VERSION, with the version you want.", f)
    return f"Write {f['wanted']}." if "wanted" in f else filled(_GO_GET_REMEDY.get(str(f["case"]), ""), f)


_OTHER_LANGUAGE = {
    "tool": "An old tool is called here.",
    "go get": "go get is called here; since go 1.18 it only edits go.mod.",
    "GO111MODULE": "GO111MODULE turns modules off here.",
    "GO15VENDOREXPERIMENT": "GO15VENDOREXPERIMENT is named here; nothing reads it since go 1.7.",
    "vendor": "What hangs on the vendor folder here goes another way from now on: it is never there.",
}
_OTHER_LANGUAGE_REMEDY = {
    "tool": "Use go mod download, or take the call out.",
    "go get": _GO_INSTALL,
    "GO111MODULE": "Set it to on, or take it out.",
    "GO15VENDOREXPERIMENT": "Take it out.",
    "vendor": "Take the condition out.",
}


def _gm818(f: Facts) -> str:
    if "flag" not in f:
        return filled("GOFLAGS has {entry}, which is no flag: every go command stops there.", f)
    if "since" in f:
        return filled("GOFLAGS has {entry}: {flag} is no flag of any go command since go {since}.", f)
    return filled("GOFLAGS has {entry}, which only some go commands know; the others pass over it.", f)


def _gm818_here(f: Facts) -> str:
    if "flag" not in f:
        return "Write flags with their values as -flag=value."
    return "Take it out." if "since" in f else "Give it to the commands that it is meant for."


_GO_REPOSITORY = {
    "same": "{path} is fetched by its {by} here; go.mod has that commit as {version}.",
    "other": "{path} is fetched by its {by} here, and that is not known to be {version} of go.mod.",
    "replaced": "{path} is fetched by its {by} here; go.mod replaces it.",
    "remote": "{path} is fetched by its {by} here, from a remote of its own.",
    "archive": "{path} is fetched as an archive here; go.mod has it as {version}.",
    "old": "{count:module} of go.mod {count:~is} fetched by commits here, and gazelle {gazelle} knows no versions of modules.",
}
_GO_REPOSITORY_REMEDY = {
    "other": 'version = "{version}", sum = "{sum}"',
    "replaced": "Point the rule at what go.mod builds.",
    "remote": "go.mod has it at {version}.",
    "archive": 'version = "{version}", sum = "{sum}"',
    "old": "Fetch gazelle 0.18.0 or later, then run gazelle update-repos -from_file=go.mod.",
}
_GAZELLE = {
    "vendored": "gazelle is told that dependencies lie in the vendor folder, which goes.",
    "labels": "{count:label} below //vendor, which goes.",
    "prefix": "gazelle is told the import path {prefix}, and the module is {path}.",
    "reads": "{lock} is read here, and goes; gazelle reads go.mod as well.",
    "old": "{lock} is read here, and goes; this gazelle is too old to read go.mod.",
    "file": "{lock} is named here, and goes; {new} has what it said.",
}
_GAZELLE_REMEDY = {
    "vendored": "Take external out, and run gazelle.",
    "labels": "Run gazelle update-repos -from_file=go.mod, then gazelle.",
    "prefix": "Say {path} there, and run gazelle.",
    "old": "Fetch gazelle 0.15.0 or later, and read go.mod.",
    "file": "Name {new}, or take it out.",
}

_MAKE_TARGET = {
    "goes": "The rule for {names} makes what goes.",
    "installs": "The rule for {names} installs a tool that goes.",
    "needs": "This rule needs {names}, and the branch has no such file.",
    "downloads": "The rule for {names} fetches what the old lock file names; go.mod and go.sum say that now.",
    "marks": "This command makes {names} in the vendor folder, which goes.",
    "emptied": "Nothing of the recipe of {names} is left.",
    "sometimes": "This rule needs {names}, which the branch does not have; a rule makes it only where a conditional holds.",
    "shown": "This rule needs {names}, which the branch does not have, and its recipe is given the names of what it needs.",
    "computed": "This rule needs {names}, which the branch does not have; a variable says so, and it says more.",
}
_MAKE_TARGET_REMEDY = {
    "marks": "Take it out, once no other command uses the folder.",
    "sometimes": "Take the name out, or let the rule stand outside the conditional.",
    "shown": "Need go.mod and go.sum instead, and look at what the recipe does with their names.",
    "computed": "Need go.mod and go.sum instead.",
}


def _gm819(f: Facts) -> str:
    words = _GO_REPOSITORY[str(f["case"])]
    return filled(words if f.get("gazelle", "0") else words.replace("gazelle {gazelle}", "rules_go's own"), f)


_UNCLEAR = {
    "kind": "no rule reads files of its kind, and it has commands or a Go of GOPATH mode",
    "makes": "by its name {what} is made from it, so the next run undoes what changes in {what}",
    "closed": "{what} closes nothing",
    "open": "a {what} is not closed",
    "endless": "the here-document {what} does not end",
    "missing": "a {what} is missing",
    "strange": "{what} is not understood here",
    "deep": "it is nested too deeply",
    "large": "it is larger than {what}",
    "escape": "its escape character is not the backslash",
    "prefix": "its recipes do not begin with a tab",
    "bytes": "it has a byte order mark or bare carriage returns",
    "syntax": "its syntax is broken",
}


def _gm820(f: Facts) -> str:
    said = f": {f['what']}" if f["why"] == "syntax" and f["what"] else ""
    left = "This line is not changed" if f.get("part") else f"This {f['kind']} is left as it is"
    return f"{left}: {filled(_UNCLEAR[str(f['why'])], f)}{said}."


ROWS: dict[str, Row] = {
    "GM801": _row(
        title="GO111MODULE turns modules off",
        meaning="GO111MODULE=off is GOPATH mode, in which the branch has none of its dependencies; auto is, too, in some folders up to go 1.15. The value becomes on. Values that are on already stay.",
        remedy="Set it to on, or take it out.",
        message="GO111MODULE={value} asks for GOPATH mode, in which the branch has no dependencies.",
    ),
    "GM802": _row(
        title="GO15VENDOREXPERIMENT",
        meaning="The variable switched vendor folders on in go 1.5. Nothing reads it since go 1.7, so it goes from commands, exports and settings.",
        remedy="Take it out.",
        message="GO15VENDOREXPERIMENT means nothing since go 1.7.",
    ),
    "GM803": _row(
        title="-mod=vendor",
        meaning="The flag makes the go command build from vendor/, which goes. In commands the flag goes; in the value of a variable it becomes -mod=readonly, the default since go 1.16. With --vendor=keep or regenerate it stays.",
        remedy="Take the flag out, or keep the folder with --vendor=regenerate.",
        message="-mod=vendor asks for the vendor folder, which goes.",
    ),
    "GM804": _row(
        title="old tool called",
        meaning="A script calls dep, glide, godep, govendor, gvt, vndr, trash, gdm, govend, glock, godeps, gpm, gom or gopm. Calls that fetch what the lock names become go mod download (go mod vendor with --vendor=regenerate), and wrappers such as `godep go test` lose the wrapper. Where --locks=keep keeps the tool's lock file, its calls stay.",
        remedy="Say what it was for by the go command.",
        message=_by("case", _OLD_TOOL),
        remedy_here=_by("case", {"updates": _BY_GO, "other": _BY_GO}),
    ),
    "GM805": _row(
        title="old tool installed",
        meaning="A script installs a tool that goes, by go get, a download or a package manager. The line goes once no line calls the tool any more.",
        remedy="Change the lines that call the tool first; then take the install out.",
        message=_by(
            "still",
            {
                "called": "{tool} is installed here, and some line still calls it.",
                "handled": "{tool} is installed here, and another command handles the program.",
            },
            "{tool} is installed here, and nothing calls it any more.",
        ),
    ),
    "GM806": _row(
        title="go get",
        meaning="Since go 1.18 go get only edits go.mod. Commands become go install PATH@VERSION, with the version that go.mod has; where nothing says which version, @latest is offered as an unsafe change, since go get took the newest, too. Libraries that go.mod has are not fetched any more, and go get ./... becomes go mod download or go install.",
        remedy="Use go install PATH@VERSION for a command; a library belongs into go.mod once.",
        message=_by("case", _GO_GET),
        remedy_here=_gm806_here,
    ),
    "GM807": _row(
        title="packages named by the vendor folder",
        meaning="`go list ./... | grep -v vendor` has nothing to leave out: ./... takes no vendor folders since go 1.9. A package ./vendor/PATH is PATH in module mode.",
        remedy="Name the packages by their import paths.",
        message=_with_fact(
            "{pattern} names what lies in the vendor folder.",
            is_needed="The filter {filter} also leaves out packages of the project.",
            dependencies="Dependencies are listed here as well, and {filter} leaves none out any more: no path has a vendor folder in it.",
            filter="{filter} has nothing to leave out: ./... takes no vendor folders.",
            path="{pattern} is {path} in module mode.",
        ),
        remedy_here=_with_fact(
            dependencies="Where the project's own packages are meant: grep '^{module}'.",
            wanted="Write {wanted}.",
            library="Take the command out: {library} is no program, and go.mod brings it.",
        ),
    ),
    "GM808": _row(
        title="linker variable named by way of a vendor folder",
        meaning="The linker flag -X names a variable by an import path. With a vendor folder in it the path is no package's in module mode, and the linker says nothing: the variable would stay empty. Everything up to the vendor folder goes.",
        remedy="Name the variable by the import path of its package.",
        message=_by(
            "is_own",
            {"True": "-X names {package}, the project's own package, by way of a vendor folder."},
            "-X sets a variable of {package}; by way of a vendor folder it names none in module mode.",
        ),
        remedy_here="Name it by {package}, without what stands before that.",
    ),
    "GM809": _row(
        title="lock file named",
        meaning="A Dockerfile copies a lock file, or a cache is keyed by one, and the file goes. COPY takes go.mod and go.sum instead, with the kept copies that go mod download must see; keys are made from go.sum.",
        remedy="Name go.mod and go.sum instead.",
        message=_by(
            "is_key",
            {"True": "The cache is keyed by {file}, which goes."},
            "{file} is copied into the image, and goes.",
        ),
    ),
    "GM812": _row(
        title="habit in a build file of another language",
        meaning="A line of a Jenkinsfile, a Vagrantfile, a Rakefile or a Windows script that is no plain command calls an old tool or go get, sets GO111MODULE or GO15VENDOREXPERIMENT, or asks for the vendor folder. Strings that a shell is given and plain lines are changed as everywhere; what the rest becomes, only its own language knows.",
        remedy="Change the line by hand.",
        message=_by("habit", _OTHER_LANGUAGE),
        remedy_here=_by("habit", _OTHER_LANGUAGE_REMEDY),
    ),
    "GM815": _row(
        title="image without go.mod",
        meaning="A stage of a Dockerfile copies some folders of the project and builds, and go.mod is not among them: the go command says `no required module provides package`. go.mod and go.sum are to be copied first and downloaded, so that this layer is kept while only sources change. GO111MODULE=off is no answer: the image has no GOPATH with dependencies.",
        remedy="Copy go.mod and go.sum (and kept copies) before the sources, and run go mod download.",
        message="go builds in this image, and no line copies go.mod there: no required module provides package.",
        remedy_here="Copy go.mod and go.sum to the folder that go builds in.",
    ),
    "GM816": _row(
        title="caches of a CI service",
        meaning="A folder of GOPATH mode is kept between runs, in which nothing lies any more: dependencies are in the module cache. Or GOMODCACHE or GOCACHE is one folder in one place and another in a second, so that what one step fills another one lacks.",
        remedy="Cache the folder that go env GOMODCACHE names, with a key made of go.sum, and set it once.",
        message=_with_fact(
            "{folder} is cached, and holds no dependencies any more; they lie in the module cache.",
            variable="{variable} is {value} here and {other} in {where}: what one fills the other lacks.",
        ),
        remedy_here=_with_fact(
            "Cache what go env GOMODCACHE names, by a key made of go.sum.", variable="Set it once, for all steps."
        ),
    ),
    "GM817": _row(
        title="module files ignored",
        meaning="An ignore file names go.mod, go.sum or the folder of kept copies; without them there is no build. The line goes.",
        remedy="Take the line out.",
        message=_with_fact(
            "{name} is ignored here, and the build needs it.", pattern="{pattern} takes {name}, and the build needs it."
        ),
    ),
    "GM818": _row(
        title="GOFLAGS",
        meaning="GOFLAGS holds flags for all go commands, each as -flag=value. An entry that is no flag stops every go command; flags that only some commands know are passed over by the others. gomigrate plan --explain-goflags shows which value each command of the build files runs with.",
        remedy="Keep flags in GOFLAGS that all commands may have.",
        message=_gm818,
        remedy_here=_gm818_here,
    ),
    "GM819": _row(
        title="go_repository of Bazel",
        meaning="A go_repository rule fetches a dependency by its commit or tag. Where go.mod has that very commit, the rule gets its version and hash, as gazelle update-repos -from_file=go.mod writes them. Otherwise the difference is told. Gazelle before 0.18.0 knows no versions of modules: then all stay as they are.",
        remedy="Run gazelle update-repos -from_file=go.mod.",
        message=_gm819,
        remedy_here=_by("case", _GO_REPOSITORY_REMEDY),
    ),
    "GM822": _row(
        title="gazelle and the vendor folder",
        meaning="What gazelle and Bazel are told of the vendor folder, of lock files that go, or of another import path than the module's. external = \"vendored\" goes, and where gazelle is told to read a lock file, it reads go.mod; other rules that name a lock file are changed on request. Labels below //vendor are gazelle's to write anew.",
        remedy="Run gazelle update-repos -from_file=go.mod, then gazelle.",
        message=_by("case", _GAZELLE),
        remedy_here=_by("case", _GAZELLE_REMEDY),
    ),
    "GM826": _row(
        title="make targets that make or need what goes",
        meaning="A rule of a Makefile makes a lock file or the vendor folder, needs one, or installs an old tool. Rules for files that go, and for tools that nothing calls any more, go with the names in .PHONY and among prerequisites; a target that CI or another rule asks for, and that of the vendor folder, becomes go mod download and phony; a file that needed a lock file or the vendor folder needs go.mod and go.sum. `touch` and `mkdir` of the vendor folder go. make is not run.",
        remedy="Need go.mod and go.sum instead, or take the name out.",
        message=_by("case", _MAKE_TARGET),
        remedy_here=_by("case", _MAKE_TARGET_REMEDY),
    ),
    "GM827": _row(
        title="a block that hangs on the vendor folder",
        meaning="A condition asks whether the vendor folder or a lock file is there, and it goes: what hangs on it runs each time from now on, or never. Where each time only the dependencies are fetched, the condition goes; a block that would only say so and stop goes as a whole; what does more is told.",
        remedy="Take the condition out, or ask for go.mod.",
        message=_by(
            "always",
            {"True": "{path} is never there from now on, so what hangs on this runs each time."},
            "{path} is never there from now on, so what hangs on this never runs.",
        ),
    ),
    "GM841": _row(
        title="the project's own package by a name below src/",
        meaning="GOPATH mode found the project's packages below src/. In module mode a path without a dot is the standard library's: the package is named by its import path, or as ./src/NAME.",
        remedy="Name the package by its import path.",
        message="{names} is not found in module mode: it is {wanted} now.",
    ),
    "GM840": _row(
        title="a go command that is gone",
        meaning="go tool vet went with go 1.12, go tool yacc with go 1.8, go-wrapper of the golang images with go 1.10. Whatever builds the branch is newer than that, or becomes so: the line worked with the old Go of the build files only.",
        remedy="Use go vet, goyacc, or go install.",
        message=_by(
            "tool",
            {"go-wrapper": "go-wrapper is in no golang image since go {since}."},
            "go tool {tool} is gone since go {since}.",
        ),
        remedy_here=_by(
            "tool",
            {
                "go-wrapper": "Use go mod download for go-wrapper download, go install -v for go-wrapper install, and run the program by its name.",
                "vet": "Use go vet with packages, such as ./...; it takes no folders.",
                "yacc": "Use goyacc: go install golang.org/x/tools/cmd/goyacc@VERSION.",
            },
        ),
    ),
    "GM820": _row(
        title="build file not understood",
        meaning="The file has to do with Go, and its syntax or a piece of shell in it is not understood for sure. What is not understood is left as it is, byte for byte.",
        remedy="Look through the file by hand.",
        message=_gm820,
        remedy_here=_by("why", {"makes": "Make the same changes in it."}),
    ),
}
