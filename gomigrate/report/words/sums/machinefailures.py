"""What failures of a log mean that are about settings, versions of Go, caches and disks, by kind and case
(`gomigrate.diagnose.logs.machine`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.sums.logfailure import FailureWords

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOOLCHAIN = "https://go.dev/doc/toolchain"
_ENVIRONMENT = "go help environment"
_NEWER = "Build with Go {wanted} or newer: install it (in a container: change the base image), or run go env -w GOTOOLCHAIN=auto to download it."

MACHINE: Mapping[str, FailureWords] = {
    "go-version/local": FailureWords(
        "[{file} ]requires Go {wanted}[, but Go {running} runs][ with GOTOOLCHAIN={name}, which downloads no other]",
        f"{_NEWER} For a dependency, an older version of it may work: go list -m -versions {{path}}",
        _TOOLCHAIN,
    ),
    "go-version/note": FailureWords(
        "the code does not compile, and its module requires Go {wanted}, which is newer than the Go that runs",
        _NEWER,
        _TOOLCHAIN,
    ),
    "go-version/directive": FailureWords(
        "[{file} ]has a {name} line, which the Go that runs is too old to know",
        "Build with a newer Go: toolchain lines need Go 1.21, godebug 1.23, tool 1.24, ignore 1.25 (go version prints which one runs).",
        _TOOLCHAIN,
    ),
    "go-version/line": FailureWords(
        "the go line is {wanted}, but the Go that runs is older than 1.21 and allows only two numbers there",
        "Build with Go 1.21 or newer. If an older Go must build the module, run go mod edit -go with two numbers, and remove the toolchain line.",
        _TOOLCHAIN,
    ),
    "go-version/go-work": FailureWords(
        "the go line of go.work[ ({running})] is lower than that of the module {folder}[ ({wanted})]",
        "Run go work use in the folder of go.work, and commit go.work.",
        "https://go.dev/ref/mod#workspaces",
    ),
    "go-version/tidy": FailureWords(
        "go.mod requires Go {wanted}, but go mod tidy of Go {running} runs", _NEWER, _TOOLCHAIN
    ),
    "go-version/setting": FailureWords(
        "GOTOOLCHAIN or a toolchain line does not name a toolchain[: {said}][: {name}]",
        "Use go and three numbers, such as go1.23.4, or local, auto or path. go env GOTOOLCHAIN prints the setting, go env -u GOTOOLCHAIN removes it.",
        _TOOLCHAIN,
    ),
    "go-version/flag": FailureWords(
        "the Go that runs is too old for the flag -{name}",
        "Run go version; which -a go to see which Go runs, and install a newer one: -mod needs Go 1.11, -modfile and -modcacherw 1.14, -buildvcs 1.18.",
    ),
    "go-version/exec": FailureWords(
        "the downloaded toolchain {wanted} does not run on this system: the image has no glibc (Alpine, before Go 1.21), or the folder is mounted noexec",
        "Use an image with that Go, and set GOTOOLCHAIN=local.",
        _TOOLCHAIN,
    ),
    "go-version/path": FailureWords(
        "GOTOOLCHAIN allows only a Go on PATH, and PATH has no {wanted}",
        "Install it with go install golang.org/dl/{wanted}@latest && {wanted} download, or run go env -w GOTOOLCHAIN=auto",
        _TOOLCHAIN,
    ),
    "go-version/not-there": FailureWords(
        "the build requires the toolchain {wanted}, which is not available for this system",
        "Correct the go or toolchain line if the release does not exist. If it exists, have your proxy serve golang.org/toolchain, or install it and set GOTOOLCHAIN=local.",
        _TOOLCHAIN,
    ),
    "go-version/unverified": FailureWords(
        "the go command needs to download a toolchain, which it refuses with GOSUMDB=off",
        "Turn the checksum database on (go env -u GOSUMDB, with private modules in GOPRIVATE), or install that Go and set GOTOOLCHAIN=local.",
        _TOOLCHAIN,
    ),
    "go-version/lang": FailureWords(
        "the code needs Go {wanted}, but the go line of its go.mod is {running}",
        "Raise the go line: go mod edit -go={wanted} && go mod tidy",
        "https://go.dev/ref/mod#go-mod-file-go",
    ),
    "go-version/tool": FailureWords(
        "the tool was built with Go {running}, but the code needs {wanted}",
        "Install a release of the tool that was built with Go {wanted} or newer, or build the tool again with that Go.",
    ),
    "settings/goflags": FailureWords(
        "GOFLAGS is not valid[: {said}]",
        "Begin each word of GOFLAGS with a dash, such as -mod=vendor. go env GOFLAGS prints the setting, go env -u GOFLAGS removes it, unless the environment sets it.",
        _ENVIRONMENT,
    ),
    "settings/go111module": FailureWords(
        "GO111MODULE turns modules off[: {name}][: {said}]",
        "Run go env -u GO111MODULE, or unset it where the build runs (Dockerfile, CI variables): modules are on by default.",
        _ENVIRONMENT,
    ),
    "settings/goproxy": FailureWords(
        "GOPROXY is not a list of proxies[: {said}]",
        "Use URLs with https://, direct or off, separated by commas: go env -w GOPROXY=https://HOST,direct, or remove the setting: go env -u GOPROXY",
        "go help goproxy",
    ),
    "settings/gosumdb": FailureWords(
        "GOSUMDB does not name a checksum database",
        "Run go env -u GOSUMDB: sum.golang.org is the default.",
        "go help module-auth",
    ),
    "settings/govcs": FailureWords(
        "GOVCS forbids {name}[ for {relation} modules][ ({subject})]",
        "Allow it for these modules only: go env -w GOVCS={pattern}:{name},public:git|hg,private:all",
        "go help vcs",
    ),
    "settings/gowork": FailureWords(
        "GOWORK is not the absolute path of a go.work",
        "Set it to off or to the absolute path of a go.work, or remove the setting: go env -u GOWORK",
        _ENVIRONMENT,
    ),
    "settings/gopath": FailureWords(
        "GOPATH is not valid: it must be an absolute path, differ from GOROOT, and have no go.mod",
        "Run go env GOPATH GOROOT to see both, then go env -u GOPATH, or set GOPATH to another absolute folder. Move a go.mod out of it.",
        "go help gopath",
    ),
    "settings/gopath-goroot": FailureWords(
        "GOPATH and GOROOT are the same folder, so GOPATH has no effect",
        "Run go env -u GOPATH, or set GOPATH to another folder.",
        "go help gopath",
    ),
    "settings/goroot": FailureWords(
        "the go command and its tools have different versions[: {wanted} and {running}], or its GOROOT does not exist",
        "Unset GOROOT, and keep only one Go on PATH (see go env GOROOT; which -a go).",
        _ENVIRONMENT,
    ),
    "settings/gobin": FailureWords(
        "go install has no folder for the program",
        "Set GOBIN to an absolute path, or unset it (go env -u GOBIN). For another system use go build -o.",
        "go help install",
    ),
    "settings/gopath-mode": FailureWords(
        "the command needs module mode, but GOPATH mode is on: by GO111MODULE, or because an old Go finds no go.mod",
        "Run go env -u GO111MODULE, then the command in the folder of the go.mod (with Go 1.11 to 1.15, set GO111MODULE=on).",
        "go help modules",
    ),
    "settings/platform": FailureWords(
        "Go does not support this GOOS and GOARCH[: {said}]",
        "Run go tool dist list to see the platforms, and go env GOOS GOARCH to see the settings.",
        _ENVIRONMENT,
    ),
    "settings/goenv": FailureWords(
        "Go does not have this setting[: {said}]", "Run go help environment to see the names."
    ),
    "settings/flag": FailureWords(
        "this Go does not know a flag or its value[: {said}]",
        "Correct the flag: -mod must be readonly, vendor or mod, and GOINSECURE and GOPRIVATE replace -insecure.",
        "go help build",
    ),
    "settings/install": FailureWords(
        "go install needs a version outside of a module",
        "Run go install PACKAGE@latest, or PACKAGE@VERSION.",
        "go help install",
    ),
    "settings/get": FailureWords(
        "go get does not work outside of a module, and no longer installs programs",
        "Run go install PACKAGE@latest for a program. For a dependency, run go get in the folder of the go.mod.",
        "https://go.dev/doc/go-get-install-deprecation",
    ),
    "cache/full": FailureWords(
        "the disk is full",
        "Free some space (df -h shows where): go clean -cache empties the build cache, docker system prune deletes unused layers.",
    ),
    "cache/read-only": FailureWords(
        "the go command needs to write to a read-only file system[: {folder}]",
        "Mount the folder writable, or set GOCACHE, GOMODCACHE and GOTMPDIR to a writable folder. If it is go.mod or go.sum, run go mod tidy before and commit them.",
        _ENVIRONMENT,
    ),
    "cache/no-exec": FailureWords(
        "programs in {folder} cannot run, because the folder for temporary files is mounted noexec",
        "Set GOTMPDIR to a folder where programs can run.",
        _ENVIRONMENT,
    ),
    "cache/permission": FailureWords(
        "the build user cannot read or write {folder}: often root created it, or the container has no home folder",
        "Run ls -ldn {folder}; id to see the owner. Make the build user the owner, or set GOCACHE, GOMODCACHE (or GOPATH) to the user's own folders, such as /tmp/go-cache.",
        _ENVIRONMENT,
    ),
    "cache/owner": FailureWords(
        "a folder in the module cache belongs to another user, and git does not trust it",
        "Make the build user the owner, or set GOMODCACHE to the user's own folder.",
        "{gomigrate:doctor}",
    ),
    "cache/remove": FailureWords(
        "rm cannot delete the module cache: its files are read-only, to protect them from changes",
        "Run go clean -modcache. With GOFLAGS=-modcacherw the files of later downloads stay writable.",
        _ENVIRONMENT,
    ),
    "cache/busy": FailureWords(
        "another program has a file of the module cache open: a second build, an editor, or a virus scanner",
        "Run the command again. If the error stays, exempt the folder that go env GOMODCACHE prints from the scanner, or run one build at a time.",
        _ENVIRONMENT,
    ),
    "cache/setting": FailureWords(
        "the go command does not know where its caches are: HOME, GOPATH, GOCACHE and GOMODCACHE are all unset",
        "Set HOME, or set GOCACHE and GOPATH to absolute paths, such as GOCACHE=/tmp/go-cache GOPATH=/tmp/go",
        _ENVIRONMENT,
    ),
    "cache/lock": FailureWords(
        "the disk of the cache does not support file locks, like some network disks",
        "Set GOMODCACHE and GOCACHE to folders on a local disk.",
        _ENVIRONMENT,
    ),
    "cache/changed": FailureWords(
        "files in the module cache were changed after the download",
        "Save your changes elsewhere, delete {folder}, and run go mod download {path}@{version}",
        "go help mod verify",
    ),
    "cache/hash": FailureWords(
        "the module cache lacks the hash of a zip",
        "Delete the files of this version below $(go env GOMODCACHE)/cache/download, and run go mod download {path}@{version}",
    ),
    "vcs-stamp": FailureWords(
        "go build cannot write the commit into the program, because version control fails",
        "Run git status in the folder to see why. If another user owns the repository, run git config --global --add safe.directory FOLDER. Other causes are an incomplete .git, or no git. To build without the commit, use -buildvcs=false",
        "go help buildvcs",
    ),
    "vcs-stamp/owner": FailureWords(
        "the repository {folder} belongs to another user, and git does not trust it",
        "Run git config --global --add safe.directory {folder} as the build user (in a container: after the checkout), or build with -buildvcs=false",
        "go help buildvcs",
    ),
}
