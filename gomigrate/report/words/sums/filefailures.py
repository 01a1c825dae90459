"""What failures of a log mean that are about the files of modules, imports and versions, by kind and case
(`gomigrate.diagnose.logs.files` and `imports`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.sums.logfailure import FailureWords

if TYPE_CHECKING:
    from collections.abc import Mapping

_SUM = "https://go.dev/ref/mod#go-sum-files"
_WORK = "https://go.dev/ref/mod#workspaces"
_VENDOR = "https://go.dev/ref/mod#vendoring"
_MAJOR = "https://go.dev/ref/mod#major-version-suffixes"
_OWN = "Create the package, correct the import, or commit the missing files (generated code, or files that .gitignore hides). Only this project can provide the package."
_OWN_MEANING = "the package is the project's own, and its folder does not exist or has no Go file for this build"

FILES: Mapping[str, FailureWords] = {
    "missing-go-sum-entry": FailureWords(
        "go.sum has no hash of a go.mod or zip that the build needs",
        "Run go mod download {path} (or go mod tidy), and commit go.sum.",
        _SUM,
    ),
    "missing-go-sum-entry/package": FailureWords(
        "go.sum has no hash of the module with this package",
        "Run go mod tidy[, or {command}], and commit go.sum.",
        _SUM,
    ),
    "missing-go-sum-entry/own": FailureWords(
        "go.sum has no hash of a module that could have this package: the project's own folder for it does not exist",
        _OWN,
        _SUM,
    ),
    "go-sum-updates": FailureWords(
        "go.sum lacks a hash that the build needs, and -mod=readonly forbids to add it",
        "Run go mod tidy, review the changes in go.sum, and commit it.",
        _SUM,
    ),
    "go-sum-updates/hash": FailureWords(
        "go.sum lacks a hash that the build needs",
        "Run go mod tidy, review the changes in go.sum, and commit it.",
        _SUM,
    ),
    "go-sum-malformed": FailureWords(
        "a line of go.sum does not have three fields: often a marker of a merge conflict[ ({file}:{number})]",
        "Delete the marker lines, keep the lines of both sides, then run go mod tidy.",
        _SUM,
    ),
    "go-mod-updates": FailureWords(
        "go.mod lacks lines that the build needs, and -mod=readonly forbids to add them",
        "Run go mod tidy, review the changes in go.mod and go.sum, and commit both.",
        "https://go.dev/ref/mod#go-mod-file-updates",
    ),
    "go-mod-malformed": FailureWords(
        "{file} cannot be read[: line {number}: {said}]",
        "Correct the line that the message names.",
        "https://go.dev/ref/mod#go-mod-file",
    ),
    "go-mod-malformed/conflict": FailureWords(
        "{file} has the markers of a merge conflict[, from line {number} on]",
        "Keep the higher of the two versions of each module, delete the markers, then run go mod tidy.",
        "https://go.dev/ref/mod#go-mod-file",
    ),
    "go-mod-malformed/login-page": FailureWords(
        "{file} contains a web page, such as a login page, instead of a go.mod",
        "Restore the file: git checkout -- {file}",
    ),
    "go-mod/login-page": FailureWords(
        "the downloaded file is not a go.mod: it is a login page or an error page, and may be in the module cache now",
        "Download the go.mod with curl -v to see which server answers, and add credentials or correct GOPROXY. Then delete the files of {module} below $(go env GOMODCACHE)/cache/download and try again.",
        "go help goproxy",
    ),
    "go-mod/dependency": FailureWords(
        "the go.mod of this version cannot be read[: {said}]",
        "Require another version (go list -m -versions {path}), or use a newer Go if only that knows the line.",
        "https://go.dev/ref/mod#go-mod-file",
    ),
    "go-mod/unwritable": FailureWords(
        "the go command needs to write go.mod or go.sum[ ({file})], and has no permission",
        "Run go mod tidy where the files are writable, and commit them, so that the build writes nothing. Or make the build user their owner (see ls -ln go.mod; id).",
    ),
    "tidy": FailureWords(
        "an older Go chooses other versions than a newer one",
        "Run go mod tidy -go={version} && go mod tidy to have the same versions in both. If no build uses the older Go, run go mod tidy -compat with the newer version.",
        "https://go.dev/ref/mod#graph-pruning",
    ),
    "no-main-module": FailureWords(
        "neither the folder nor a folder above it has a go.mod",
        "Run the command in the module's folder (in a container: set WORKDIR, and COPY go.mod before). For a legacy project, run {gomigrate:plan}, then {gomigrate:apply --branch modules}.",
        "go help modules",
    ),
    "no-main-module/legacy": FailureWords(
        "the project has no go.mod, but the lock file of a legacy tool[: {name} in {folder}]",
        "Run {gomigrate:plan}, then {gomigrate:apply --branch modules}, to create the go.mod from {name}.",
    ),
    "no-main-module/name": FailureWords(
        "go mod init cannot derive the module path from the folder",
        "Run go mod init HOST/OWNER/NAME. For a legacy project, run {gomigrate:plan}, then {gomigrate:apply --branch modules}.",
        "go help mod init",
    ),
    "no-main-module/folder": FailureWords(
        "[{folder} is not in a module of this build: ]no folder above has a go.mod, or another module begins there",
        "Run the command in the folder of the go.mod, such as go -C FOLDER build ./..., or add a go.work to build several modules together.",
        _WORK,
    ),
    "workspace/mod-flag": FailureWords(
        "in a workspace -mod must be readonly or vendor, but it is {name}",
        "Remove -mod={name} from the command or from GOFLAGS (see go env GOFLAGS), or build without the workspace: GOWORK=off",
        _WORK,
    ),
    "workspace/command": FailureWords(
        "this command or flag does not exist in a workspace",
        "Run it with GOWORK=off, or use go work vendor or go work sync.",
        _WORK,
    ),
    "workspace/not-used": FailureWords(
        "a go.work applies here, and does not use the module of the current folder[ or of {folder}]",
        "Run go work use . in the module's folder, or build without the workspace: GOWORK=off. go env GOWORK prints which go.work applies.",
        _WORK,
    ),
    "workspace/conflict": FailureWords(
        "two modules of the workspace have different replacements for {path}",
        "Choose one in go.work: go work edit -replace={path}=REPLACEMENT",
        _WORK,
    ),
    "workspace/folder": FailureWords(
        "go.work uses the folder {folder}, which has no module",
        "Check out or create the module, or remove the line: go work edit -dropuse={folder}. In a container, copy all folders of go.work, or set GOWORK=off.",
        _WORK,
    ),
    "workspace/none": FailureWords(
        "neither the folder nor a folder above it has a go.work, and GOWORK names none",
        "Run go work init, then go work use with each module's folder, or set GOWORK=/absolute/path/go.work",
        _WORK,
    ),
    "workspace/empty": FailureWords(
        "the go.work uses no module",
        "Run go work use with each module's folder, or build without the go.work: GOWORK=off",
        _WORK,
    ),
    "workspace/twice": FailureWords(
        "two folders of the workspace have the same module, {path}",
        "Remove one of the two use lines from go.work.",
        _WORK,
    ),
    "vendoring": FailureWords(
        "vendor/modules.txt does not agree with go.mod",
        "Run go mod vendor (in a workspace: go work vendor), and commit vendor/. To build without the folder once, use -mod=mod.",
        _VENDOR,
    ),
    "vendoring/all": FailureWords(
        "the command needs the whole module graph, and a vendor folder has only a part of it",
        "Repeat the command with -mod=mod or -mod=readonly.",
        _VENDOR,
    ),
    "vendoring/query": FailureWords(
        "the go command looks up no module if there is a vendor folder",
        "Repeat the command with -mod=mod, then run go mod vendor.",
        _VENDOR,
    ),
    "vendor-package-missing": FailureWords(
        "the vendor folder does not have the package",
        "Run go get {package} if go.mod does not require it, then go mod vendor, and commit vendor/.",
        _VENDOR,
    ),
    "vendor-package-missing/gopath": FailureWords(
        "neither a vendor folder nor GOPATH has the package",
        "Restore it with the tool of the vendor folder (dep ensure, glide install, godep restore, govendor sync). Or run {gomigrate:plan} to migrate to modules.",
    ),
    "vendor-package-missing/own": FailureWords(_OWN_MEANING, _OWN),
    "replace/folder": FailureWords(
        "a replace line points to a folder without a module[: {folder}]",
        "Check the module out there (in a container: COPY it too), or remove the line: go mod edit -dropreplace={path} && go mod tidy",
        "https://go.dev/ref/mod#go-mod-file-replace",
    ),
    "replace/install": FailureWords(
        "go install PACKAGE@VERSION refuses a module with replace or exclude lines in its go.mod",
        "Clone the repository at that version and run go install in it, or ask for a release without such lines.",
        "https://go.dev/ref/mod#go-install",
    ),
    "replace/version": FailureWords(
        "a replace line has neither a version nor a folder that begins with ./ or ../",
        "Write replace {path} => ./FOLDER, or add a version.",
        "https://go.dev/ref/mod#go-mod-file-replace",
    ),
    "declares-path": FailureWords(
        "the go.mod of this version has another module path[, {declared},] than the require line",
        "Require the declared path (go get {declared}) and change the imports, or keep the old path with a replace line: go mod edit -replace={required}={module}",
        "https://go.dev/ref/mod#go-mod-file-module",
    ),
    "declares-path/two": FailureWords(
        "the build has one repository under two paths, {declared} and {required}",
        "Change the imports to one of the two. Use a fork with a replace line for the original's path, and do not require the fork itself.",
        "https://go.dev/ref/mod#go-mod-file-replace",
    ),
    "declares-path/comment": FailureWords(
        "an import comment in the package says that its import path is {declared}",
        "Import the package as {declared}, or check it out in the folder of that path.",
        "go help importpath",
    ),
    "unknown-revision": FailureWords(
        "the repository or the proxy does not have the tag, branch or commit[ {revision}][ {name}]: the history was rewritten, the tag deleted, or the name misspelled (up to Go 1.16 also if git could not log in)",
        "Choose a version that exists: go list -m -versions {path}, then go get {path}@VERSION. If the module is private, run go env -w GOPRIVATE={pattern}",
        "https://go.dev/ref/mod#version-queries",
    ),
    "unknown-revision/zero": FailureWords(
        "the module has no version v0.0.0: the go.mod that requires it depends on its own replace lines, which do not apply to other modules",
        "Require a version that exists: go get {path}@VERSION, or copy the replace lines (for k8s.io/kubernetes: from its go.mod).",
        "https://go.dev/ref/mod#go-mod-file-replace",
    ),
    "unknown-revision/folder": FailureWords(
        "the repository has no go.mod[ in {subject}][ at {revision}], so that folder is not a module",
        "Require the module that the folder belongs to, or a version in which the folder has a go.mod: go list -m -versions {path}",
        "https://go.dev/ref/mod#vcs-dir",
    ),
    "post-v1": FailureWords(
        "the major version of the tag does not fit the module path: from v2 on, the path ends in /vN",
        "Require the path with /vN and change the imports[ ({required})], or require the +incompatible version if the version has no go.mod.",
        _MAJOR,
    ),
    "post-v1/folder": FailureWords(
        "the path ends in /vN, and this version has no go.mod with that path",
        "Require the path without /vN (as VERSION+incompatible if the version has no go.mod), or a version whose go.mod has this path.",
        _MAJOR,
    ),
    "pseudo-version": FailureWords(
        "the pseudo-version's time, commit or base version does not match the repository[: {said}]",
        "Ask for the commit itself, and the go command writes the right pseudo-version: go get {path}@COMMIT",
        "https://go.dev/ref/mod#pseudo-versions",
    ),
    "version-conflict": FailureWords(
        "two versions on the command line contradict each other: one needs another version of this module",
        "Use versions that fit together, such as go get {path}@latest, or leave one of them out.",
        "https://go.dev/ref/mod#go-get",
    ),
    "retracted": FailureWords(
        "the module's authors retracted this version[: {said}]",
        "Run go get {path}@latest, then the tests.",
        "https://go.dev/ref/mod#go-mod-file-retract",
    ),
    "ambiguous-import": FailureWords(
        "two modules of the build have this package, as when a module was split off another",
        "Update the older module to a version without the package (go get MODULE@latest), or exclude it.",
        "https://go.dev/wiki/Modules#why-does-go-mod-tidy-put-so-many-indirect-dependencies-in-my-gomod",
    ),
    "case": FailureWords(
        "one package is imported by two paths that differ only in upper and lower case, {path} and {required}",
        "Change the imports to one of them. If a dependency uses the other, update or replace the dependency.",
    ),
    "internal": FailureWords(
        "a package below internal/ can only be imported from the folder that contains internal/",
        "Import another package, or move the code. In a fork, check for imports that still name the original.",
    ),
    "internal/vendor": FailureWords(
        "a package in a vendor folder cannot be imported by its path through that folder",
        "Import the package by its own path, without the part up to vendor/.",
    ),
    "internal/program": FailureWords(
        "a main package is imported, which Go does not allow",
        "Import the package with the code, or run the program instead. For tools, see -tool in go help get.",
    ),
    "import-cycle": FailureWords(
        "packages import each other in a circle", "Break the circle: move what both need into a third package."
    ),
    "not-a-host": FailureWords(
        "an import path without a host must be one of the standard library or of a replaced module",
        "Correct the import: module mode does not search GOPATH. A package of the project has the module path and its folder as import path.",
        "go help importpath",
    ),
    "not-a-host/relative": FailureWords(
        "module mode does not support relative imports",
        "Replace {package} by the module path and the folder. In a legacy project, {gomigrate:plan} does that.",
        "go help importpath",
    ),
    "no-required-module": FailureWords(
        "no module of the build list has this package",
        "Run go get {package}, and commit go.mod and go.sum.",
        "https://go.dev/ref/mod#resolve-pkg-mod",
    ),
    "no-required-module/own": FailureWords(_OWN_MEANING, _OWN),
    "no-required-module/replaced": FailureWords(
        "go.mod replaces the module and does not require it", "Run go get {package}, and commit go.mod and go.sum."
    ),
    "no-module": FailureWords(
        "no module was found that has the package",
        "Check the spelling of {package}. If the module is private, run go env -w GOPRIVATE={pattern}",
        "https://go.dev/ref/mod#resolve-pkg-mod",
    ),
    "no-module/own": FailureWords(_OWN_MEANING, _OWN),
    "no-module/path": FailureWords(
        "no module that go.mod requires has this package", "Run go get {package}, and commit go.mod and go.sum."
    ),
    "no-module/replaced": FailureWords(
        "the folder that replaces the module[, {folder},] does not have this package",
        "Update the folder, or remove the line: go mod edit -dropreplace={path}",
        "https://go.dev/ref/mod#go-mod-file-replace",
    ),
    "no-module/version": FailureWords(
        "this version of the module does not have the package: it was moved, removed, or never existed",
        "Require a version that has the package (see go list -m -versions {path}), or import the package that replaced it.",
        "https://go.dev/ref/mod#resolve-pkg-mod",
    ),
    "no-module/gopath": FailureWords(
        "GOPATH does not have the package",
        "Run go env -u GO111MODULE and build in the project's folder, if it has a go.mod. If not, run go get {package}, or {gomigrate:plan} to migrate the project to modules.",
    ),
    "not-std": FailureWords(
        "the import path has no dot in its first element, and the standard library has no such package",
        "Correct the import: a package of the project has the module path and its folder as import path.",
        "go help importpath",
    ),
    "not-std/goroot": FailureWords(
        "the package is in the standard library, and the Go that runs does not find its own library",
        "Run go env GOROOT; which -a go. Unset GOROOT, and install Go again if the folder lacks src/.",
        "go help environment",
    ),
    "not-std/newer": FailureWords(
        "the package is new in the standard library of Go {wanted}, and the Go that runs is older",
        "Build with Go {wanted} or newer (go version prints which one runs), or require a version of the importing module that does not need it.",
    ),
    "not-std/own": FailureWords(_OWN_MEANING, _OWN),
    "not-std/gopath": FailureWords(
        "neither the standard library of this Go nor GOPATH has the package",
        "Correct the import, or build with a newer Go.",
    ),
    "no-file/packages": FailureWords(
        "the folder {folder} has files of two packages, {name} and {required}",
        "Move the files of one package into another folder, or exclude them with //go:build ignore",
    ),
    "no-file/constraints": FailureWords(
        "build constraints exclude all files of the folder {folder}",
        "Check GOOS, GOARCH, CGO_ENABLED and -tags: go env GOOS GOARCH CGO_ENABLED",
        "go help buildconstraint",
    ),
    "no-file": FailureWords(
        "a file or folder does not exist where the command runs, or has no Go file[: {file}][: {folder}]",
        "Run the command in the folder of the sources (in a container: WORKDIR and COPY), and name packages by ./FOLDER.",
    ),
}
