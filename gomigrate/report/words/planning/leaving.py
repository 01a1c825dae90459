"""GM7xx: vendor folders, files beside Go's, tools, and projects that are modules already."""

from __future__ import annotations

from gomigrate.report.words.phrases import filled
from gomigrate.report.words.row import Facts, Idle, Row


def _also(f: Facts) -> str:
    """The other places that name the same."""
    return filled(" Also in {also}.", f) if f["also"] else ""


def _gm730(f: Facts) -> str:
    run = " Files in the module cache are not executable: run them with their interpreter." if f["executable"] else ""
    new = "the new path is {where}."
    if f.get("unread"):
        what = "{where} in the" if f["where"] else "the"
        new = f"its new place is {what} folder that go list -m -f '{{{{{{{{.Dir}}}}}}}}' {{unread}} prints. No shell reads this line, so write the path itself."
    return filled("{path} is removed with the vendor folder; " + new, f) + run + _also(f)


def _gm731(f: Facts) -> str:
    where = "in {module} with the same content" if "module" in f else "in any module of the build"
    kept = (
        f"{{files:file}} of this path ({{files}}) {{files:~was}} not found {where}, and {{files:~stays}} as {{copy}}."
    )
    return filled(f"{{path}} is removed with the vendor folder. {kept}", f) + _also(f)


ROWS: dict[str, Row] = {
    "GM701": Row(
        title="vendor/ stays and does not agree with go.mod",
        meaning="--vendor=keep keeps vendor/ as it is. From go 1.14 on the go command builds from a vendor folder, and refuses one without a vendor/modules.txt that agrees with go.mod. The folders of old tools have no such file. go.sum on the branch is complete.",
        remedy="Build with -mod=readonly or -mod=mod, for example with GOFLAGS=-mod=readonly. Or plan with --vendor=regenerate or --vendor=remove.",
        message="vendor/ stays; at go {go} a go build without -mod refuses this folder: inconsistent vendoring.",
    ),
    "GM702": Row(
        title="go mod vendor does not find all imports",
        message="go mod vendor leaves out an import: {problem}",
        meaning="go mod vendor also needs imports under build tags that no build sets. What go mod vendor does not find is not in the new vendor folder.",
        remedy=Idle(
            "Nothing to do for the build. Run go mod vendor with -e: without -e the command stops at the same imports."
        ),
    ),
    "GM706": Row(
        title="vendor/ lacks files that C code includes",
        meaning="go mod vendor copies only the folders of Go packages. Headers and C code in a folder without Go files are not in the new vendor folder. The package that includes them does not compile there.",
        remedy="Plan with --vendor=remove: the module cache has all files of a module.",
        message="vendor/ lacks files that C code includes: {files}.",
    ),
    "GM703": Row(
        title="untracked vendor folder stays on disk",
        meaning="git does not track the vendor folder, or only a part of it, so no commit can remove the folder. It stays in a checkout of the branch, and from go 1.14 on the go command then reports inconsistent vendoring.",
        remedy="After the checkout of the branch delete vendor/, or build with -mod=readonly.",
        message="git does not track all of vendor/, so a checkout of the branch leaves the folder on disk.",
    ),
    "GM704": Row(
        title="vendor/ stays and is not used",
        meaning="With a go line below 1.14 the go command builds from the module cache, even if there is a vendor folder.",
        remedy=Idle("Nothing to do now. Remove or regenerate the folder before you raise the go line."),
        message="vendor/ stays; at go {go} the go command ignores this folder without -mod=vendor.",
    ),
    "GM705": Row(
        title="lock file is removed with its vendor folder",
        meaning="The lock file is inside vendor/. A vendor folder with only that file would still be a vendor folder to the go command, which refuses it.",
        remedy=Idle("Nothing to do: the file is in the git history. --vendor=keep keeps the folder."),
        message="{path} is removed with vendor/, though the plan keeps lock files.",
    ),
    "GM710": Row(
        title="packages come from vendor/ and go.mod does not require them",
        meaning="go.mod requires no module that has these packages. Up to go 1.22 in go.mod the go command still builds them from an old vendor folder, without a message. So a build without errors proves nothing here.",
        remedy=Idle(
            "Nothing to do: the plan requires these modules, at the versions of the lock file and the vendored files."
        ),
        message="go.mod requires no module for {packages:package} of the build, which only vendor/ can provide: {packages}.",
    ),
    "GM711": Row(
        title="go.mod has another version than the lock file",
        meaning="The existing go.mod builds another version than the old lock file had, as go mod init and go mod tidy without the lock file do. The plan follows go.mod and does not change this version.",
        remedy="Restore the locked versions with --restore, or review the versions in go.mod. The migration removes the lock file, unless you plan with --locks=keep.",
        message="{path}: {because}.",
    ),
    "GM712": Row(
        title="locked version is restored",
        meaning="--restore puts the versions of the old lock file in place of those in go.mod.",
        remedy=Idle("Nothing to do. Without --restore the versions in go.mod stay."),
        message="{path} is at the locked version again: {because}.",
    ),
    "GM713": Row(
        title="pseudo-version becomes the tag of its commit",
        meaning="A tag names the commit of a pseudo-version in go.mod. The commit and all its files are the same.",
        remedy=Idle("Nothing to do: the commit is the same."),
        message="{path} {version} is the commit of the tag {new}; the plan requires {new}.",
    ),
    "GM714": Row(
        title="pseudo-version in go.mod is not valid",
        meaning="The go command refuses the pseudo-version: its time, its base version, or the length of its hash does not fit the commit. The plan uses the canonical version of the same commit.",
        remedy=Idle("Nothing to do: the commit is the same."),
        message=lambda f: (
            f"No source gave {f['path']} {f['version']}; the plan requires {f['new']}, the commit in that version."
            if f["is_locked"]
            else f"{f['path']} {f['version']} is not valid for Go; the plan requires {f['new']}, the version of that commit."
        ),
    ),
    "GM715": Row(
        title="folder of a replace line has no go.mod",
        meaning="A replace line leads to a folder that does not exist or has no go.mod. The go command stops there.",
        remedy="Restore the folder, add a go.mod with a module line to it, or remove the replace line.",
        message="{folder} has no go.mod, so nothing can be built.",
    ),
    "GM716": Row(
        title="vendor folder is removed, because go.mod changes",
        meaning="go mod vendor wrote vendor/, and the folder agreed with go.mod. The migration changes go.mod, so the go command would refuse the folder.",
        remedy="To keep a vendor folder, plan with --vendor=regenerate.",
        message="vendor/ agrees with the old go.mod, not with the new one, so the migration removes the folder.",
    ),
    "GM718": Row(
        title="module content differs from go.sum",
        meaning="The content of a module version differs from its hash in go.sum, so the go command reports a checksum mismatch. Somebody changed a published version, or the proxy serves another content.",
        remedy="Find out which content is right before you build. gomigrate does not overwrite the line in go.sum.",
        message="{path} {version} has another hash than go.sum.",
    ),
    "GM720": Row(
        title="locked command is not available",
        meaning="A lock file names a command that nothing imports (dep's required, glock's cmd, a vendored main package). No source gave the command with all its imports at the locked versions, so the plan drops this pin.",
        remedy="Install the command in another way. Or give gomigrate a proxy or a clone that has it, and plan again.",
        message=lambda f: filled(
            "A lock file names the command {path}, which is not available."
            if f["lacking"] == f["path"]
            else "A lock file names the command {path}, whose import {lacking} is not available.",
            f,
        ),
    ),
    "GM721": Row(
        title="commands keep their locked versions",
        meaning="A lock file pins commands that nothing imports. go.mod still requires them: from go 1.24 on with tool lines, below with a Go file that imports them and that no build compiles. So go mod tidy keeps their lines.",
        remedy=Idle("Nothing to do: go.mod keeps the locked versions, and go install PATH builds such a command."),
        message=lambda f: filled(
            "{file} keeps the versions of these packages in go.mod: {tools}."
            if f.get("libraries")
            else "{file} keeps the versions of these commands in go.mod: {tools}."
            if f["file"]
            else "Tool lines keep the versions of these commands in go.mod: {tools}.",
            f,
        ),
    ),
    "GM730": Row(
        title="a line uses a path below the removed vendor folder",
        meaning="The migration removes a vendor folder, and a line names a path below that: in a build file, a script, a C include, a .proto import, Go code or a link. The module has the same path; go list prints its folder in the module cache, which is read-only and without executable bits.",
        remedy="Change the line to the new path. The module must be downloaded first: go mod download.",
        message=_gm730,
    ),
    "GM731": Row(
        title="a path below vendor/ moves to a kept copy",
        meaning="A build file names a path below a vendor folder, and gomigrate did not find the same file in the module. Module zips leave out vendor folders and nested modules, and a dependency may be built from another version. The file may also have other content there, or the module may not be available. The migration keeps these files below third_party.",
        remedy="Change the line to the kept files.",
        message=_gm731,
        remedy_here=lambda f: filled("Change the line to {copy}.", f),
    ),
    "GM732": Row(
        title="a linker variable leads through a vendor folder",
        meaning="The linker flag -X sets a variable by a path through a vendor folder. In module mode no package has that path. The linker reports nothing, and the variable keeps its value.",
        remedy="Remove everything up to and including the vendor folder from the flag.",
        message="-X sets a variable of {path}, which is {package} in module mode.",
        remedy_here=lambda f: filled("Change the line to: {line}" if f["line"] else "", f),
    ),
    "GM733": Row(
        title="a Dockerfile or a link uses the removed vendor folder",
        meaning="A Dockerfile copies the vendor folder, or a link leads to the folder, which the migration removes.",
        remedy="Copy go.mod and go.sum instead and run go mod download there. Or plan with --vendor=regenerate.",
        message=lambda f: filled("The migration removes {folder}/, which this place uses.", f) + _also(f),
    ),
}
