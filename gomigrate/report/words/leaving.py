"""GM7xx: vendor folders, files beside Go's, tools, and projects that are modules already."""

from __future__ import annotations

from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Facts, Row


def _also(f: Facts) -> str:
    """The other places that name the same."""
    return filled(" Also in {also}.", f) if f["also"] else ""


def _gm730(f: Facts) -> str:
    run = " No file of the module cache is executable, so run it through its interpreter." if f["executable"] else ""
    has_it = "; {where} has it."
    if f.get("unread"):
        what = "{where} in the" if f["where"] else "The"
        has_it = (
            f". {what}" + " folder that go list -m -f '{{{{.Dir}}}}' {unread} prints has it; no shell reads the line."
        )
    return filled("{path} is named here and goes" + has_it, f) + run + _also(f)


def _gm731(f: Facts) -> str:
    whose = "{module} lacks" if "module" in f else "no module of the build has"
    kept = "{files:file} of it ({files}), kept as {copy}."
    return filled(f"{{path}} is named here; {whose} {kept}", f) + _also(f)


ROWS: dict[str, Row] = {
    "GM701": Row(
        title="old vendor folder stays",
        meaning=(
            "As --vendor=keep asks, vendor/ is not touched. From go 1.14 on the go command builds from a vendor folder where there is one, and "
            "refuses one whose modules.txt does not agree with go.mod; an old tool's folder has no such file. go.sum on the branch is complete."
        ),
        remedy="Build with -mod=readonly or -mod=mod (also as GOFLAGS=-mod=readonly), or use --vendor=regenerate or --vendor=remove.",
        message="vendor/ stays, and at go {go} a plain go build refuses it: inconsistent vendoring.",
    ),
    "GM702": Row(
        title="go mod vendor cannot find everything",
        message="go mod vendor leaves out what it cannot find: {problem}",
        meaning="go mod vendor also wants what is imported under build tags that nobody sets; what it cannot find is not in the fresh vendor folder.",
        remedy="Nothing for the build; go mod vendor without -e stops at the same imports.",
    ),
    "GM706": Row(
        title="go mod vendor leaves out what C code includes",
        meaning=(
            "go mod vendor writes the folders of packages and nothing else. Headers and C code in a folder without Go files are not in the fresh "
            "vendor folder, and the package that includes them does not compile out of it."
        ),
        remedy="Use --vendor=remove: the module cache has all files of a module.",
        message="vendor/ lacks what C code includes: {files}.",
    ),
    "GM703": Row(
        title="untracked vendor folder stays on disk",
        meaning=(
            "git does not track the vendor folder, or not wholly, so no commit can remove it: it is still there in a checkout of the branch, and from "
            "go 1.14 on the go command then says inconsistent vendoring."
        ),
        remedy="Delete vendor/ after you have checked the branch out, or build with -mod=readonly.",
        message="git does not track all of vendor/, so it stays on disk when the branch is checked out.",
    ),
    "GM704": Row(
        title="old vendor folder stays unused",
        meaning="With a go line below 1.14 the go command builds from the module cache even where there is a vendor folder.",
        remedy="Nothing; the folder must go, or be written anew, before the go line is raised.",
        message="vendor/ stays; at go {go} the go command does not look at it unless it is told -mod=vendor.",
    ),
    "GM705": Row(
        title="lock file goes with its vendor folder",
        meaning="The lock file lies inside vendor/. A vendor folder in which only that file is left would still be a vendor folder to the go command, which refuses it.",
        remedy="Nothing; the file is in the project's history. --vendor=keep keeps it.",
        message="{path} goes with vendor/, though lock files are kept.",
    ),
    "GM710": Row(
        title="built from vendor without being required",
        meaning=(
            "go.mod requires no module that has these packages. Up to go 1.22 in go.mod the go command builds them from an old vendor folder "
            "all the same, and says nothing: a green build proves nothing there."
        ),
        remedy="Nothing: the lock and the vendored files say which versions they are, and these are required now.",
        message="{packages:package} of the build can come from vendor/ only, for go.mod requires no module that has them: {packages}.",
    ),
    "GM711": Row(
        title="go.mod moved a pin",
        meaning=(
            "The go.mod that is there builds another version than the old lock beside it had, as a go mod init and go mod tidy without the lock do. "
            "The go.mod is taken for the truth, and stays."
        ),
        remedy="Bring the locked versions back with --restore, or review the newer ones; the lock goes with this migration.",
        message="{path}: {because}.",
    ),
    "GM712": Row(
        title="pins restored",
        meaning="As --restore asks, the versions of the old lock replace those that the go.mod had.",
        remedy="Nothing; without --restore the go.mod's versions stay.",
        message="{path} is back at the locked version: {because}.",
    ),
    "GM713": Row(
        title="pseudo-version lifted to its tag",
        meaning="By now a tag names the very commit that a pseudo-version in go.mod stands for. The commit is the same, and so is every file.",
        remedy="Nothing.",
        message="{path} {version} is the commit of the tag {new}, which is required now.",
    ),
    "GM714": Row(
        title="pseudo-version repaired",
        meaning=(
            "The go command refuses a pseudo-version whose time is not that of its commit, whose base is no tag before it, or whose hash is not cut to "
            "twelve digits. The canonical name of the same commit is used instead."
        ),
        remedy="Nothing.",
        message=lambda f: (
            f"{f['path']} {f['version']}: no source knows that version; {f['new']} is meant."
            if f["is_locked"]
            else f"{f['path']} {f['version']} is a version that Go refuses; {f['new']} is the name of that commit."
        ),
    ),
    "GM715": Row(
        title="replacement folder without go.mod",
        meaning="A replace line names a folder that has no go.mod, or is not there; the go command stops at it.",
        remedy="Bring the folder back, give it a go.mod with its module line, or take the replace line out.",
        message="{folder} has no go.mod, so nothing can be built.",
    ),
    "GM716": Row(
        title="consistent vendor folder goes",
        meaning="vendor/ was written by go mod vendor and agreed with go.mod. go.mod changes, so the folder as it is would be refused.",
        remedy="Use --vendor=regenerate to have it written anew.",
        message="vendor/ agrees with go.mod as it was, not with the new one, so it goes.",
    ),
    "GM718": Row(
        title="go.sum contradicted",
        meaning="A module version has another content now than when its line in go.sum was written. Somebody changed a published version, or a proxy lies.",
        remedy="Find out which is right before you build; gomigrate does not write over the line.",
        message="{path} {version} has another hash than go.sum says.",
    ),
    "GM720": Row(
        title="pinned command cannot be had",
        meaning="A lock names a command that nothing imports (dep's required, glock's cmd, a vendored main package), and no source has it with all that it imports at the locked versions. Its pin is dropped.",
        remedy="Install the command by other means, or give gomigrate a proxy or a clone that has it and run again.",
        message=lambda f: filled(
            "{path}, which a lock names as a command: no source has it."
            if f["lacking"] == f["path"]
            else "{path}, which a lock names as a command: no source has {lacking}.",
            f,
        ),
    ),
    "GM721": Row(
        title="commands keep their versions",
        meaning=(
            "Commands that a lock pins, though nothing imports them, stay required: from go 1.24 on by tool lines in go.mod, below by a Go file that "
            "imports them and that no build takes, so that go mod tidy keeps their lines."
        ),
        remedy="Nothing; go install with the command's path builds the locked version.",
        remedy_here=lambda f: "Nothing: go.mod keeps the locked versions." if f.get("libraries") else "",
        message=lambda f: filled(
            "{file} keeps the versions of these packages in go.mod: {tools}."
            if f.get("libraries")
            else "{file} keeps the versions of these commands in go.mod: {tools}."
            if f["file"]
            else "go.mod keeps the versions of these commands by tool lines: {tools}.",
            f,
        ),
    ),
    "GM730": Row(
        title="vendored file named outside of Go",
        meaning=(
            "A build file, a script, a C include, a .proto import, a string in Go code or a link names a path below a vendor folder that goes. What it names is "
            "not lost: the module has it, and go list tells where the module cache keeps it (read-only, without executable bits)."
        ),
        remedy="Change the line to the place that the message names; a module has to be downloaded first (go mod download).",
        message=_gm730,
    ),
    "GM731": Row(
        title="vendored file that no module has",
        meaning=(
            "A build file names a path below a vendor folder, and the module that takes its place does not have it: module zips leave out vendor "
            "folders and nested modules, and a dependency may be built from another version. The files are kept below third_party."
        ),
        remedy="Change the line to the kept files.",
        message=_gm731,
    ),
    "GM732": Row(
        title="linker variable named through a vendor folder",
        meaning="The linker flag -X names a variable by an import path with a vendor folder in it. In module mode no package has that path, and the linker says nothing: the variable stays as it is.",
        remedy="Take everything up to the vendor folder out of the flag.",
        message="-X sets a variable of {path}; module mode knows it as {package} only.",
        remedy_here=lambda f: filled("Write {line}" if f["line"] else "", f),
    ),
    "GM733": Row(
        title="vendor folder copied or linked as a whole",
        meaning="A Dockerfile copies the vendor folder, or a link leads to it, and the folder goes.",
        remedy="Copy go.mod and go.sum instead and run go mod download there, or use --vendor=regenerate.",
        message=lambda f: filled("{folder}/ is named here and goes.", f) + _also(f),
    ),
}
