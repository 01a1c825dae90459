"""What failures of a log mean that are about settings, versions of Go, caches and disks, by kind and case
(`gomigrate.diagnose.logs.machine`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.logfailure import FailureWords

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOOLCHAIN = "https://go.dev/doc/toolchain"
_ENVIRONMENT = "go help environment"
_NEWER = "Build with Go {wanted} or newer: install it (in a container: the base image), or let it be fetched: go env -w GOTOOLCHAIN=auto."

MACHINE: Mapping[str, FailureWords] = {
    "go-version/local": FailureWords(
        "[{file} ]asks for Go {wanted}[, and Go {running} runs][ with GOTOOLCHAIN={name}, which fetches no other]",
        f"{_NEWER} For a dependency, an older version may do: go list -m -versions {{path}}.",
        _TOOLCHAIN,
    ),
    "go-version/note": FailureWords(
        "the code does not compile, and its module asks for Go {wanted}: the Go that runs is older", _NEWER, _TOOLCHAIN
    ),
    "go-version/directive": FailureWords(
        "[{file} ]has a {name} line, which the Go that runs does not know yet",
        "Build with a newer Go: toolchain lines need 1.21, godebug 1.23, tool 1.24, ignore 1.25 (go version says which runs).",
        _TOOLCHAIN,
    ),
    "go-version/line": FailureWords(
        "the go line says {wanted}, with a third number, which the Go that runs does not know yet: before 1.21 it has two",
        "Build with Go 1.21 or newer; where an older one has to build it: go mod edit -go with two numbers, and drop the toolchain line.",
        _TOOLCHAIN,
    ),
    "go-version/go-work": FailureWords(
        "the go line of go.work[ ({running})] is below that of the module {folder}[ ({wanted})]",
        "Run go work use in the folder of go.work, and commit it.",
        "https://go.dev/ref/mod#workspaces",
    ),
    "go-version/tidy": FailureWords(
        "go.mod asks for Go {wanted}, and go mod tidy of Go {running} runs", _NEWER, _TOOLCHAIN
    ),
    "go-version/setting": FailureWords(
        "GOTOOLCHAIN or a toolchain line names no toolchain[: {said}][: {name}]",
        "A toolchain is named with go and three numbers, such as go1.23.4; or local, auto, path. go env GOTOOLCHAIN says what is set; go env -u GOTOOLCHAIN takes it back.",
        _TOOLCHAIN,
    ),
    "go-version/flag": FailureWords(
        "the Go that runs is too old to know the flag -{name}",
        "See which runs: go version; which -a go. Install a newer one: -mod needs Go 1.11, -modfile and -modcacherw 1.14, -buildvcs 1.18.",
    ),
    "go-version/exec": FailureWords(
        "the toolchain {wanted} was fetched and does not run on this system: an image without glibc (Alpine, before Go 1.21), or a folder mounted noexec",
        "Take an image with that Go in it, and set GOTOOLCHAIN=local.",
        _TOOLCHAIN,
    ),
    "go-version/path": FailureWords(
        "GOTOOLCHAIN allows only what is in PATH, and there is no {wanted}",
        "Install it: go install golang.org/dl/{wanted}@latest && {wanted} download; or go env -w GOTOOLCHAIN=auto.",
        _TOOLCHAIN,
    ),
    "go-version/not-there": FailureWords(
        "the toolchain {wanted} is wanted, and nobody has it for this system",
        "Correct the go or toolchain line, if there is no such release; a proxy of your own has to serve golang.org/toolchain; or install it and set GOTOOLCHAIN=local.",
        _TOOLCHAIN,
    ),
    "go-version/unverified": FailureWords(
        "another toolchain is to be fetched, and with GOSUMDB=off none is, since nothing vouches for it",
        "Let the database be asked (go env -u GOSUMDB; private modules are exempt by GOPRIVATE), or install that Go and set GOTOOLCHAIN=local.",
        _TOOLCHAIN,
    ),
    "go-version/lang": FailureWords(
        "the code needs Go {wanted}, and the go line of its go.mod says {running}",
        "Raise the line: go mod edit -go={wanted} && go mod tidy.",
        "https://go.dev/ref/mod#go-mod-file-go",
    ),
    "go-version/tool": FailureWords(
        "the tool was built with Go {running}, and the code needs {wanted}",
        "Install a release of the tool that was built with Go {wanted} or newer, or build it anew with that Go.",
    ),
    "settings/goflags": FailureWords(
        "GOFLAGS cannot be read[: {said}]",
        "Each word of GOFLAGS begins with a dash, such as -mod=vendor. go env GOFLAGS says what is set; go env -u GOFLAGS takes it back, unless the environment has it.",
        _ENVIRONMENT,
    ),
    "settings/go111module": FailureWords(
        "GO111MODULE switches modules off[: {name}][: {said}]",
        "Run go env -u GO111MODULE, or unset it where the build runs (Dockerfile, CI variables): on is the default.",
        _ENVIRONMENT,
    ),
    "settings/goproxy": FailureWords(
        "GOPROXY is no list of proxies[: {said}]",
        "Write URLs with https://, direct or off, with commas between: go env -w GOPROXY=https://HOST,direct; or take it back: go env -u GOPROXY.",
        "go help goproxy",
    ),
    "settings/gosumdb": FailureWords(
        "GOSUMDB names no checksum database",
        "Run go env -u GOSUMDB: sum.golang.org is the default.",
        "go help module-auth",
    ),
    "settings/govcs": FailureWords(
        "GOVCS forbids {name}[ for {relation} modules][ ({subject})]",
        "Allow it for these modules alone: go env -w GOVCS={pattern}:{name},public:git|hg,private:all.",
        "go help vcs",
    ),
    "settings/gowork": FailureWords(
        "GOWORK is no absolute path of a go.work",
        "Set it to off, to the whole path of a go.work, or take it back: go env -u GOWORK.",
        _ENVIRONMENT,
    ),
    "settings/gopath": FailureWords(
        "GOPATH is not what the go command expects: it has to be an absolute path, another one than GOROOT, and not a module itself",
        "Run go env GOPATH GOROOT; then go env -u GOPATH, or set an absolute folder of its own. A go.mod in it has to go.",
        "go help gopath",
    ),
    "settings/gopath-goroot": FailureWords(
        "GOPATH and GOROOT are one folder, so that GOPATH counts for nothing",
        "Run go env -u GOPATH, or set a folder of its own.",
        "go help gopath",
    ),
    "settings/goroot": FailureWords(
        "the go command and its tools are of different versions[: {wanted} and {running}], or its GOROOT is not there",
        "Unset GOROOT, and see that one Go alone is in PATH: go env GOROOT; which -a go.",
        _ENVIRONMENT,
    ),
    "settings/gobin": FailureWords(
        "go install has no folder to put the program into",
        "Set GOBIN to an absolute folder, or leave it unset: go env -u GOBIN; for another system use go build -o.",
        "go help install",
    ),
    "settings/gopath-mode": FailureWords(
        "the command wants module mode, and GOPATH mode is on: by GO111MODULE, or since an old Go sees no go.mod",
        "Run go env -u GO111MODULE, and the command in the folder of the go.mod (Go 1.11 to 1.15: GO111MODULE=on).",
        "go help modules",
    ),
    "settings/platform": FailureWords(
        "GOOS and GOARCH name no platform of Go[: {said}]",
        "See go tool dist list, and go env GOOS GOARCH.",
        _ENVIRONMENT,
    ),
    "settings/goenv": FailureWords(
        "there is no such setting of Go[: {said}]", "See go help environment for the names.", _ENVIRONMENT
    ),
    "settings/flag": FailureWords(
        "a flag is none of this Go's, or has a value that it does not know[: {said}]",
        "-mod is readonly, vendor or mod; in place of -insecure there are GOINSECURE and GOPRIVATE.",
        "go help build",
    ),
    "settings/install": FailureWords(
        "outside a module, go install has to be told which version",
        "Run go install PACKAGE@latest, or @VERSION.",
        "go help install",
    ),
    "settings/get": FailureWords(
        "outside a module there is nothing for go get to change: it installs no programs any more",
        "For a program: go install PACKAGE@latest. For a dependency: run it in the folder of the go.mod.",
        "https://go.dev/doc/go-get-install-deprecation",
    ),
    "cache/full": FailureWords(
        "the disk is full",
        "Make room, df -h says where; go clean -cache frees the build cache, docker system prune layers.",
    ),
    "cache/read-only": FailureWords(
        "the go command has to write where nothing may be written[: {folder}]",
        "Mount it to be written, set GOCACHE, GOMODCACHE and GOTMPDIR to a folder that may be; if it is go.mod or go.sum: run go mod tidy before and commit them.",
        _ENVIRONMENT,
    ),
    "cache/no-exec": FailureWords(
        "programs in {folder} may not be run: the folder for temporary files is mounted noexec",
        "Set GOTMPDIR to a folder from which programs may be run.",
        _ENVIRONMENT,
    ),
    "cache/permission": FailureWords(
        "the user who builds may not read or write {folder}: often made by root before, or a container with no home",
        "See whose it is: ls -ldn {folder}; id. Make the user its owner, or set GOCACHE, GOMODCACHE (or GOPATH) to folders of the user's own, such as /tmp/go-cache.",
        _ENVIRONMENT,
    ),
    "cache/owner": FailureWords(
        "the folder in the module cache belongs to another user, and git does not trust it",
        "Make the user who builds its owner, or set GOMODCACHE to a folder of the user's own.",
        "gomigrate doctor",
    ),
    "cache/remove": FailureWords(
        "the module cache cannot be removed by rm: its files are read-only so that nobody changes them",
        "Run go clean -modcache; GOFLAGS=-modcacherw keeps the files of later downloads writable.",
        _ENVIRONMENT,
    ),
    "cache/busy": FailureWords(
        "another program holds a file of the module cache open: a second build, an editor, or a virus scanner",
        "Run the command again; if it stays, exempt the folder of go env GOMODCACHE from the scanner, or let one build run at a time.",
        _ENVIRONMENT,
    ),
    "cache/setting": FailureWords(
        "the go command does not know where its caches are: HOME, GOPATH, GOCACHE and GOMODCACHE are all unset",
        "Set HOME, or GOCACHE and GOPATH to absolute folders, such as GOCACHE=/tmp/go-cache GOPATH=/tmp/go.",
        _ENVIRONMENT,
    ),
    "cache/lock": FailureWords(
        "the disk of the cache knows no file locks, as some network disks",
        "Set GOMODCACHE and GOCACHE to folders on a local disk.",
        _ENVIRONMENT,
    ),
    "cache/changed": FailureWords(
        "files in the module cache were changed after they were downloaded",
        "Keep your changes elsewhere, delete {folder}, and run go mod download {path}@{version}.",
        "go help mod verify",
    ),
    "cache/hash": FailureWords(
        "the module cache lacks the hash of a zip",
        "Delete the files of this version below $(go env GOMODCACHE)/cache/download, and run go mod download {path}@{version}.",
    ),
    "vcs-stamp": FailureWords(
        "go build would write the commit into the program, and version control fails here",
        "Run git status in the folder: a repository of another user (git config --global --add safe.directory FOLDER), an incomplete .git, or no git. Or build without: -buildvcs=false.",
        "go help buildvcs",
    ),
    "vcs-stamp/owner": FailureWords(
        "the repository {folder} belongs to another user, and git does not trust it",
        "Run git config --global --add safe.directory {folder} as the user who builds (in a container: after the checkout), or build with -buildvcs=false.",
        "go help buildvcs",
    ),
}
