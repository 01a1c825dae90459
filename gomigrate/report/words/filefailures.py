"""What failures of a log mean that are about the files of modules, imports and versions, by kind and case
(`gomigrate.diagnose.logs.files` and `imports`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.logfailure import FailureWords

if TYPE_CHECKING:
    from collections.abc import Mapping

_SUM = "https://go.dev/ref/mod#go-sum-files"
_WORK = "https://go.dev/ref/mod#workspaces"
_VENDOR = "https://go.dev/ref/mod#vendoring"
_MAJOR = "https://go.dev/ref/mod#major-version-suffixes"
_OWN = "Create the package, correct the import, or commit what is missing (a generated folder, a .gitignore that hides it): nobody else has it."
_OWN_MEANING = "the package is the project's own, and its folder is not there or holds no Go file for this build"

FILES: Mapping[str, FailureWords] = {
    "missing-go-sum-entry": FailureWords(
        "go.sum has no hash of a go.mod or of a zip that is needed",
        "Run go mod download {path} (or go mod tidy), and commit go.sum.",
        _SUM,
    ),
    "missing-go-sum-entry/package": FailureWords(
        "go.sum has no hash of the module that provides this package",
        "Run go mod tidy[, or {command}], and commit go.sum.",
        _SUM,
    ),
    "missing-go-sum-entry/own": FailureWords(
        "go.sum has no hash of a module that this package of the project could come from: its own folder is not there",
        _OWN,
        _SUM,
    ),
    "go-sum-updates": FailureWords(
        "go.sum lacks what the build needs, and -mod=readonly forbids to add it",
        "Run go mod tidy, look at the difference of go.sum, and commit it.",
        _SUM,
    ),
    "go-sum-updates/hash": FailureWords(
        "go.sum lacks a hash that is needed", "Run go mod tidy, look at the difference of go.sum, and commit it.", _SUM
    ),
    "go-sum-malformed": FailureWords(
        "a line of go.sum has not three fields: often the mark of a merge conflict[ ({file}:{number})]",
        "Delete the marker lines alone, keep the lines of both sides, then run go mod tidy.",
        _SUM,
    ),
    "go-mod-updates": FailureWords(
        "go.mod does not say all that the build needs, and -mod=readonly forbids to add it",
        "Run go mod tidy, look at the difference of go.mod and go.sum, and commit both.",
        "https://go.dev/ref/mod#go-mod-file-updates",
    ),
    "go-mod-malformed": FailureWords(
        "{file} cannot be read[: line {number}: {said}]",
        "Correct the line that is named.",
        "https://go.dev/ref/mod#go-mod-file",
    ),
    "go-mod-malformed/conflict": FailureWords(
        "{file} holds the marks of a merge conflict[, from line {number} on]",
        "Keep for each module the higher of the two versions, delete the marks, then run go mod tidy.",
        "https://go.dev/ref/mod#go-mod-file",
    ),
    "go-mod-malformed/login-page": FailureWords(
        "{file} holds a page for people, such as a login, instead of a go.mod",
        "Take the file from version control again: git checkout -- {file}.",
    ),
    "go-mod/login-page": FailureWords(
        "what came as the module's go.mod is none: a login page or an error page, and it may lie in the module cache now",
        "Fetch the go.mod by hand with curl -v to see who answers, and give credentials or correct GOPROXY. Then delete the files of {module} below $(go env GOMODCACHE)/cache/download and try again.",
        "go help goproxy",
    ),
    "go-mod/dependency": FailureWords(
        "the go.mod of this version cannot be read[: {said}]",
        "Require another version: go list -m -versions {path}. A line that only a newer Go knows wants that Go.",
        "https://go.dev/ref/mod#go-mod-file",
    ),
    "go-mod/unwritable": FailureWords(
        "the go command would write [{file}, or ]go.mod or go.sum, and may not",
        "Run go mod tidy where the files may be written, and commit them: then the build need not write. Or make the build's user their owner: ls -ln go.mod; id.",
    ),
    "tidy": FailureWords(
        "with the older go line other versions would be chosen than with the newer one",
        "Run go mod tidy -go={version} && go mod tidy to keep both alike, or go mod tidy -compat with the newer version if nobody builds with the older Go.",
        "https://go.dev/ref/mod#graph-pruning",
    ),
    "no-main-module": FailureWords(
        "there is no go.mod in the folder or above it",
        "Run the command inside the module (in a container: WORKDIR, and COPY go.mod before it); for a legacy project, gomigrate plan makes the go.mod.",
        "go help modules",
    ),
    "no-main-module/legacy": FailureWords(
        "the project has no go.mod yet, but the lock file of an older tool[: {name} in {folder}]",
        "Run gomigrate plan: it makes the go.mod from {name}.",
    ),
    "no-main-module/name": FailureWords(
        "go mod init cannot tell from the folder what the module is called",
        "Say it: go mod init HOST/OWNER/NAME; for a legacy project, gomigrate plan makes the go.mod.",
        "go help mod init",
    ),
    "no-main-module/folder": FailureWords(
        "[{folder} is not in a module of this build: ]there is no go.mod above it, or another module begins there",
        "Run the command in the folder of the go.mod, or name that one: go -C FOLDER build ./...; several modules together want a go.work.",
        _WORK,
    ),
    "workspace/mod-flag": FailureWords(
        "in a workspace -mod may only be readonly or vendor, and it is set to {name}",
        "Take -mod={name} out of the command or of GOFLAGS (go env GOFLAGS), or build without the workspace: GOWORK=off.",
        _WORK,
    ),
    "workspace/command": FailureWords(
        "this command or flag does not exist in a workspace",
        "Run it with GOWORK=off, or its counterpart: go work vendor, go work sync.",
        _WORK,
    ),
    "workspace/not-used": FailureWords(
        "a go.work takes hold here, and does not use the module of [{folder}][ or of ]the current folder",
        "Run go work use . in the module's folder, or build without the workspace: GOWORK=off. go env GOWORK says which go.work it is.",
        _WORK,
    ),
    "workspace/conflict": FailureWords(
        "two modules of the workspace replace {path} by different things",
        "Say in go.work which one holds: go work edit -replace={path}=REPLACEMENT.",
        _WORK,
    ),
    "workspace/folder": FailureWords(
        "go.work uses the folder {folder}, and there is no module there",
        "Check it out or create it, or take the line out: go work edit -dropuse={folder}. In a container, copy all folders of go.work, or set GOWORK=off.",
        _WORK,
    ),
    "workspace/none": FailureWords(
        "there is no go.work in the folder or above it, and GOWORK names none",
        "Run go work init and go work use in each module's folder, or name it: GOWORK=/whole/path/go.work.",
        _WORK,
    ),
    "workspace/empty": FailureWords(
        "the go.work uses no module", "Run go work use in each module's folder, or build without it: GOWORK=off.", _WORK
    ),
    "workspace/twice": FailureWords(
        "two folders of the workspace hold one and the same module, {path}",
        "Take one of the two use lines out of go.work.",
        _WORK,
    ),
    "vendoring": FailureWords(
        "vendor/modules.txt and go.mod do not name the same versions",
        "Run go mod vendor (in a workspace go work vendor), and commit vendor/. To build without the folder once: -mod=mod.",
        _VENDOR,
    ),
    "vendoring/all": FailureWords(
        "the command wants the whole module graph, and a vendor folder holds a part of it alone",
        "Repeat the command with -mod=mod (or -mod=readonly).",
        _VENDOR,
    ),
    "vendoring/query": FailureWords(
        "with a vendor folder no module is looked up",
        "Repeat the command with -mod=mod, then run go mod vendor.",
        _VENDOR,
    ),
    "vendor-package-missing": FailureWords(
        "the package was never vendored",
        "Run go get {package} if go.mod does not require it, then go mod vendor, and commit vendor/.",
        _VENDOR,
    ),
    "vendor-package-missing/gopath": FailureWords(
        "GOPATH mode found the package neither in vendor nor in GOPATH",
        "Restore it with the tool that fills vendor (dep ensure, glide install, godep restore, govendor sync); gomigrate plan moves the project to modules.",
    ),
    "vendor-package-missing/own": FailureWords(_OWN_MEANING, _OWN),
    "replace/folder": FailureWords(
        "a replace line leads to a folder without a module[: {folder}]",
        "Check it out beside the project (in a container: COPY it, too), or drop the line: go mod edit -dropreplace={path} && go mod tidy.",
        "https://go.dev/ref/mod#go-mod-file-replace",
    ),
    "replace/install": FailureWords(
        "go install PACKAGE@VERSION takes no module whose go.mod has replace or exclude lines",
        "Clone the repository at that version and run go install in it, or ask for a release without such lines.",
        "https://go.dev/ref/mod#go-install",
    ),
    "replace/version": FailureWords(
        "a replace line has neither a folder (it begins with ./ or ../) nor a version",
        "Write replace {path} => ./FOLDER, or add the version.",
        "https://go.dev/ref/mod#go-mod-file-replace",
    ),
    "declares-path": FailureWords(
        "the go.mod of this version names another path[, {declared},] than it is required by",
        "Require the declared path and change the imports: go get {declared}; or keep the old path by a replace line: go mod edit -replace={required}={module}.",
        "https://go.dev/ref/mod#go-mod-file-module",
    ),
    "declares-path/two": FailureWords(
        "one repository is in the build by two paths, {declared} and {required}",
        "Change the imports to one of the two: a fork is put in place of the original by replace, without a requirement of its own.",
        "https://go.dev/ref/mod#go-mod-file-replace",
    ),
    "declares-path/comment": FailureWords(
        "the package says by an import comment that it wants to be imported as {declared}",
        "Import it as {declared}, or check it out in the folder of that path.",
        "go help importpath",
    ),
    "unknown-revision": FailureWords(
        "the repository or the proxy has no such tag, branch or commit[ as {revision}][ as {name}]: a rewritten history, a deleted tag, or a typing error (up to Go 1.16 also where git could not log in)",
        "Ask for a version that exists: go list -m -versions {path}, then go get {path}@VERSION. For a private module: go env -w GOPRIVATE={pattern}.",
        "https://go.dev/ref/mod#version-queries",
    ),
    "unknown-revision/zero": FailureWords(
        "v0.0.0 is no version of this module: a go.mod that requires it relies on replace lines of its own, which do not count for others",
        "Require a version of your own choice: go get {path}@VERSION, or copy the replace lines (for k8s.io/kubernetes: of its go.mod).",
        "https://go.dev/ref/mod#go-mod-file-replace",
    ),
    "unknown-revision/folder": FailureWords(
        "the repository has no go.mod[ in {subject}][ at {revision}]: the folder is no module there",
        "Require the module that the folder belongs to, or a version in which the folder has a go.mod: go list -m -versions {path}",
        "https://go.dev/ref/mod#vcs-dir",
    ),
    "post-v1": FailureWords(
        "the major version of the tag does not fit the path: from v2 on the path ends in /vN",
        "Require the path with its /vN and change the imports[ ({required})], or the +incompatible version where there is no go.mod.",
        _MAJOR,
    ),
    "post-v1/folder": FailureWords(
        "the path ends in /vN, and no go.mod of this version declares that path",
        "Require the path without its /vN, as VERSION+incompatible where the version has no go.mod, or a version whose go.mod declares it.",
        _MAJOR,
    ),
    "pseudo-version": FailureWords(
        "the pseudo-version's time, commit or base does not fit the repository[: {said}]",
        "Ask for the commit itself, and Go writes the right one: go get {path}@COMMIT.",
        "https://go.dev/ref/mod#pseudo-versions",
    ),
    "version-conflict": FailureWords(
        "what was asked for needs another version of the module than what was asked for besides",
        "Ask for both in one command with versions that fit: go get {path}@latest, or leave one of them out.",
        "https://go.dev/ref/mod#go-get",
    ),
    "retracted": FailureWords(
        "whoever publishes the module took this version back[: {said}]",
        "Run go get {path}@latest, then the tests.",
        "https://go.dev/ref/mod#go-mod-file-retract",
    ),
    "ambiguous-import": FailureWords(
        "two modules of the build hold this package, as when a module was split off another",
        "Raise the older of the two modules to a version without the package (go get MODULE@latest), or exclude it.",
        "https://go.dev/wiki/Modules#why-does-go-mod-tidy-put-so-many-indirect-dependencies-in-my-gomod",
    ),
    "case": FailureWords(
        "one package is imported by two spellings that differ in case alone, {path} and {required}",
        "Change the imports to one of them; where a dependency has the other, raise it or replace it.",
    ),
    "internal": FailureWords(
        "a package below internal may only be imported from beside it",
        "Import something else, or move the code; after a fork, the import path inside it still names the original.",
    ),
    "internal/vendor": FailureWords(
        "a package of a vendor folder may only be imported from beside that folder, and not by its path in it",
        "Import it by its own path, without what stands up to vendor/.",
    ),
    "internal/program": FailureWords(
        "a main package is imported, and only packages of other names can be",
        "Import the package that holds its code, or run the program instead; for tools see go help get (-tool).",
    ),
    "import-cycle": FailureWords(
        "packages import each other in a circle", "Break the circle: move what both need into a third package."
    ),
    "not-a-host": FailureWords(
        "an import path without a host can only be of the standard library or of a replaced module",
        "Correct the import: GOPATH paths do not exist in module mode. A package of the project itself is imported by the module's path and its folder.",
        "go help importpath",
    ),
    "not-a-host/relative": FailureWords(
        "relative imports do not exist in module mode",
        "Write the module's path and the folder instead of {package}; gomigrate plan rewrites them in a legacy project.",
        "go help importpath",
    ),
    "no-required-module": FailureWords(
        "the build list has no module with this package",
        "Run go get {package}, and commit go.mod and go.sum.",
        "https://go.dev/ref/mod#resolve-pkg-mod",
    ),
    "no-required-module/own": FailureWords(_OWN_MEANING, _OWN),
    "no-required-module/replaced": FailureWords(
        "go.mod replaces the module and does not require it", "Run go get {package}, and commit go.mod and go.sum."
    ),
    "no-module": FailureWords(
        "no module that can be found has the package",
        "Check the spelling of {package}. For a private module: go env -w GOPRIVATE={pattern}.",
        "https://go.dev/ref/mod#resolve-pkg-mod",
    ),
    "no-module/own": FailureWords(_OWN_MEANING, _OWN),
    "no-module/path": FailureWords(
        "go.mod requires no module with this package", "Run go get {package}, and commit go.mod and go.sum."
    ),
    "no-module/replaced": FailureWords(
        "the folder that replaces the module[, {folder},] has not this package",
        "Update the folder, or drop the line: go mod edit -dropreplace={path}.",
        "https://go.dev/ref/mod#go-mod-file-replace",
    ),
    "no-module/version": FailureWords(
        "the module is there, and this version of it has not the package: it was moved, removed, or never there",
        "See where it is in which version: go list -m -versions {path}. Require one that has it, or import what took its place.",
        "https://go.dev/ref/mod#resolve-pkg-mod",
    ),
    "no-module/gopath": FailureWords(
        "GOPATH mode did not find the package in GOPATH",
        "In a project with a go.mod: go env -u GO111MODULE, and build in its folder. Else fetch it: go get {package}; gomigrate plan moves a project to modules.",
    ),
    "not-std": FailureWords(
        "the import path has no dot in its first element, and the standard library has no such package",
        "Correct the import: a package of the project is imported by the module's path and its folder.",
        "go help importpath",
    ),
    "not-std/goroot": FailureWords(
        "the package is of the standard library, and the Go that runs does not find its own library",
        "Run go env GOROOT; which -a go. Unset GOROOT, and install Go anew if the folder lacks src/.",
        "go help environment",
    ),
    "not-std/newer": FailureWords(
        "the package is new in the standard library of Go {wanted}, and the Go that runs is older",
        "Build with Go {wanted} or newer (go version says which runs), or require a version of the importing module that does without.",
    ),
    "not-std/own": FailureWords(_OWN_MEANING, _OWN),
    "not-std/gopath": FailureWords(
        "the standard library of this Go has no such package, and GOPATH has none either",
        "Correct the import, or build with a newer Go.",
    ),
    "no-file/packages": FailureWords(
        "the folder {folder} holds files of two packages, {name} and {required}",
        "Move the files of one of them into a folder of its own, or exclude them: //go:build ignore.",
    ),
    "no-file/constraints": FailureWords(
        "no file of the folder {folder} is for this platform and these tags",
        "Check GOOS, GOARCH, CGO_ENABLED and -tags: go env GOOS GOARCH CGO_ENABLED.",
        "go help buildconstraint",
    ),
    "no-file": FailureWords(
        "there is no such file or folder, or no Go file in it, where the command runs[: {file}][: {folder}]",
        "Run the command in the folder of the sources (in a container: WORKDIR and COPY), and name packages by ./FOLDER.",
    ),
}
