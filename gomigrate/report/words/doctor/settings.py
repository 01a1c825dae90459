"""GM85x to GM88x: doctor."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.doctor import PatternFlaw, ToolchainTrouble
from gomigrate.report.words.doctor import servers
from gomigrate.report.words.doctor.servers import comes_from, from_origin
from gomigrate.report.words.phrases import filled, sized
from gomigrate.report.words.row import Facts, Row

if TYPE_CHECKING:
    from collections.abc import Mapping

FLAWS: Mapping[PatternFlaw, str] = {
    PatternFlaw.BLANK: "it contains a space, and no module path does",
    PatternFlaw.SCHEME: "it begins with a scheme such as https://, and no module path does",
    PatternFlaw.DOTS: '"..." has no meaning here (the path without it covers everything below)',
    PatternFlaw.PORT: "it contains a port, and no module path does",
    PatternFlaw.SLASH: "it begins with a slash, and no module path does",
    PatternFlaw.BRACKET: "its bracket is not closed",
    PatternFlaw.CAPITALS: "its host has capital letters, and no host in a module path does",
    PatternFlaw.QUOTE: "it contains a quotation mark, and no module path does",
    PatternFlaw.SEPARATOR: "only commas separate patterns",
}
"""Why a pattern matches no module path."""

_INSTEAD = {
    "GOTRUST": "GOINSECURE, GONOSUMDB and GOPRIVATE list the modules that are exempt from a check",
    "GOINSTALLDIR": "GOBIN is the folder of go install",
    "GONOSUMCHECK": "GONOSUMDB lists modules that are exempt, GOSUMDB=off turns the checksum database off",
    "GOSUMCHECK": "GOSUMDB names the checksum database",
    "GOMODPROXY": "GOPROXY is the list of proxies",
    "GOMODULES": "modules are on by default, and GO111MODULE changes that",
    "GO15VENDOREXPERIMENT": "Go reads vendor folders since Go 1.7 without it",
    "GOVENDOREXPERIMENT": "Go reads vendor folders since Go 1.7 without it",
    "GONOPRIVATE": "GOPRIVATE lists private modules, and there is no list of exceptions",
}
_GOINSECURE = "Remove -insecure from GOFLAGS, and list the modules that may be downloaded without TLS in GOINSECURE."


def _gm850(f: Facts) -> str:
    return f"The go command does not read {f['variable']}, which is set in {f['file'] or 'the environment'}."


def _gm850_remedy(f: Facts) -> str:
    instead = f["meant"] and f"Go has {f['meant']}"
    undo = filled("Delete the line {variable}=... from {file}" if f["file"] else "Run unset {variable}", f)
    return f"{undo}: {instead or _INSTEAD[str(f['variable']).upper()]}."


def _gm851(f: Facts) -> str:
    known = {
        "answer": "{answer}",
        "word": "parsing $GOFLAGS: non-flag {word}",
        "mod": "-mod={mod} is not supported (can be '', 'mod', 'readonly', or 'vendor')",
    }
    template = next((known[name] for name in known if name in f), "a quotation mark in GOFLAGS is not closed")
    return filled(f"Every go command fails: {template}", f) + comes_from("GOFLAGS", f)


_GM855: Mapping[ToolchainTrouble, str] = {
    ToolchainTrouble.INVALID: 'invalid GOTOOLCHAIN "{toolchain}"',
    ToolchainTrouble.TOO_OLD: "{file} requires go >= {wanted} (running {running}; GOTOOLCHAIN={toolchain})",
    ToolchainTrouble.NOT_ON_PATH: 'cannot find "{name}" in PATH, and GOTOOLCHAIN={toolchain} forbids to download it',
    ToolchainTrouble.LANGUAGE: "invalid toolchain: {name} is a language version but not a toolchain version ({name}.x)",
    ToolchainTrouble.DATABASE_OFF: "{name} is required, and GOSUMDB=off forbids to download it without a check",
    ToolchainTrouble.PROXY_OFF: "{name} is required, and GOPROXY=off forbids to download it",
    ToolchainTrouble.MISSING: "{name} is required, and no proxy has it: toolchain not available",
    ToolchainTrouble.SICK: "{name} is required, and no proxy provided it: {answer}",
}
_GM855_REMEDY: Mapping[ToolchainTrouble, str] = {
    ToolchainTrouble.INVALID: "Run go env -w GOTOOLCHAIN=auto, or unset GOTOOLCHAIN.",
    ToolchainTrouble.TOO_OLD: "Install Go {wanted}, or run go env -w GOTOOLCHAIN=auto",
    ToolchainTrouble.NOT_ON_PATH: "Run go install golang.org/dl/{name}@latest and {name} download, or run go env -w GOTOOLCHAIN=auto",
    ToolchainTrouble.LANGUAGE: "Run go env -w GOTOOLCHAIN={name}.0, or go env -w GOTOOLCHAIN=auto",
    ToolchainTrouble.DATABASE_OFF: "Run go env -w GOSUMDB=sum.golang.org, or install {name}. go.sum has no hash of a toolchain.",
    ToolchainTrouble.PROXY_OFF: "Install {name}, or set GOPROXY to a proxy that has golang.org/toolchain.",
    ToolchainTrouble.MISSING: "Install {name} and set GOTOOLCHAIN=local, add ,direct to GOPROXY, or have a proxy serve golang.org/toolchain.",
    ToolchainTrouble.SICK: "Install {name} and set GOTOOLCHAIN=local, or have a proxy serve golang.org/toolchain.",
}


def _gm855(f: Facts) -> str:
    return filled(_GM855[ToolchainTrouble(str(f["why"]))], f)


def _gm855_remedy(f: Facts) -> str:
    return filled(_GM855_REMEDY[ToolchainTrouble(str(f["why"]))], f)


def _gm857(f: Facts) -> str:
    if f["value"] == "off":
        return f"GO111MODULE=off{from_origin(f)} turns modules off: after the migration the go command would ignore go.mod."
    return f"GO111MODULE={f['value']}{from_origin(f)} uses modules only below a folder with a go.mod."


def _gm858(f: Facts) -> str:
    if f["uses"]:
        work_go = str(f["work_go"]) or "1.18"
        return filled("module {module} requires go >= {go}, but {file} lists go ", f) + f"{work_go}."
    return filled("{file} applies here, and does not use {module}.", f)


def _gm859(f: Facts) -> str:
    if str(f["flag"]).startswith("-insecure"):
        return f"GOFLAGS has -insecure{from_origin(f)}, which Go 1.17 removed: go get fails with it."
    return f"GOFLAGS has {f['flag']}{from_origin(f)}, which applies to every go command."


def _gm942(f: Facts) -> str:
    if f["version"] and f["is_there"]:
        return f"GOROOT={f['path']}{from_origin(f)} is {f['version']}, but the go command is {f['running']}."
    return f"GOROOT={f['path']}{from_origin(f)} has no Go."


ROWS: dict[str, Row] = {
    **servers.ROWS,
    "GM850": Row(
        title="the go command does not know a variable",
        meaning="The variable's name looks like one of Go's, but the go command does not read it. It is misspelled, or comes from wrong instructions, so it has no effect.",
        remedy="Unset the variable, and set the one that Go has for the purpose.",
        message=_gm850,
        remedy_here=_gm850_remedy,
    ),
    "GM851": Row(
        title="GOFLAGS is not valid",
        meaning="Every word of GOFLAGS must be a flag of a go command, with its value after an equals sign. With anything else every go command fails.",
        remedy="Correct it with go env -w GOFLAGS=..., or where the environment sets it.",
        message=_gm851,
    ),
    "GM852": Row(
        title="the environment overrides a setting of go env -w",
        meaning="A variable of the environment takes precedence over the file that go env -w writes. A change in the file has no effect here, and another shell or CI may have another value.",
        remedy="Keep the setting in one place: unset the variable, or run go env -u for it.",
        message="{variable} is {value} by the environment, not {written} as in {file}.",
        remedy_here="Run unset {variable}, or go env -u {variable}",
    ),
    "GM853": Row(
        title="a folder of the go command is not an absolute path",
        meaning="GOPATH, GOCACHE, GOMODCACHE and GOWORK must be absolute paths. A ~ that no shell replaced is not. The go command refuses anything else.",
        remedy="Set it to an absolute path.",
        message=lambda f: f"{f['variable']} is {f['path']!r}{from_origin(f)}, which is not an absolute path.",
        remedy_here="Run go env -w {variable}=/ABSOLUTE/PATH, or unset {variable} where the environment sets it.",
    ),
    "GM854": Row(
        title="a pattern matches no module",
        meaning="GOPRIVATE, GONOPROXY, GONOSUMDB and GOINSECURE are lists of patterns for module paths, separated by commas. This pattern can match no module path, so the modules that it was meant for are not covered. The go command does not report that.",
        remedy="Write it as a module path or its beginning, such as corp.example.com or *.example.com.",
        message=lambda f: (
            f"The pattern {f['pattern']!r} of {f['variable']}{from_origin(f)} matches nothing: {FLAWS[PatternFlaw(str(f['flaw']))]}."
        ),
    ),
    "GM855": Row(
        title="the required Go version is not available",
        meaning="GOTOOLCHAIN and the go and toolchain lines of go.mod or go.work say which Go builds. The go command looks for it on PATH, then downloads it as the module golang.org/toolchain, which the checksum database must know. Neither works here, and every go command fails.",
        remedy="Install the newer Go, or let the go command download it: go env -w GOTOOLCHAIN=auto.",
        message=_gm855,
        remedy_here=_gm855_remedy,
    ),
    "GM856": Row(
        title="GO111MODULE turns modules off",
        meaning="With GO111MODULE=off the go command works in GOPATH mode. It ignores go.mod, and go mod and go install PATH@VERSION fail. A value that Go does not know makes every go command fail.",
        remedy="Run go env -u GO111MODULE, and unset it in the environment: modules are the default since Go 1.16.",
        message=lambda f: (
            f"{'' if f['value'] == 'off' else 'unknown environment setting '}GO111MODULE={f['value']}{from_origin(f)}"
            + (" makes the go command ignore go.mod." if f["value"] == "off" else " makes every go command fail.")
        ),
    ),
    "GM857": Row(
        title="GO111MODULE does not use modules everywhere",
        meaning="With GO111MODULE=auto the go command uses modules in a folder with a go.mod and GOPATH mode everywhere else. With off it never uses modules.",
        remedy="Run go env -u GO111MODULE.",
        message=_gm857,
    ),
    "GM858": Row(
        title="a go.work file prevents the module's build",
        meaning="A go.work in a folder above, or the one that GOWORK names, chooses the modules of the build. The go command cannot build a module that go.work does not use, or one with a go line above that of go.work.",
        remedy="Set GOWORK=off for this project, or run go work use for it.",
        message=_gm858,
        remedy_here=lambda f: f"Set GOWORK=off for this project, or run go work use {shlex.quote(str(f['root']))}",
    ),
    "GM859": Row(
        title="GOFLAGS changes how every go command builds",
        meaning="A flag in GOFLAGS applies to every go command. -mod=mod changes go.mod and go.sum, -mod=vendor builds from vendor/, -modfile uses another go.mod. Go 1.17 removed -insecure.",
        remedy="Remove the flag from GOFLAGS, and pass it to the commands that need it.",
        message=_gm859,
        remedy_here=lambda f: _GOINSECURE if str(f["flag"]).startswith("-insecure") else "",
    ),
    "GM880": Row(
        title="installed programs are not on PATH",
        meaning="go install puts programs into GOBIN, or into bin of the first GOPATH entry. That folder is not on PATH, so the shell does not find them, or runs older ones.",
        remedy='Add the folder: export PATH="$PATH:$(go env GOPATH)/bin".',
        message="{folder} is not on PATH, and contains {programs:program}: {programs}.",
        remedy_here='Add the folder: export PATH="$PATH:{folder}"',
    ),
    "GM881": Row(
        title="one program hides another of the same name",
        meaning="Two folders of PATH, or one of them and the folder of go install, contain a program of this name. The shell runs the first one.",
        remedy="Delete the one that you do not need.",
        message="The shell runs {program}, which hides {hidden}.",
    ),
    "GM882": Row(
        title="a tool was built with another Go version",
        meaning="Tools that read Go code, such as linters and generators, can fail on code for a newer Go than the one that built them.",
        remedy="Install it again with the Go that runs here.",
        message="{program} was built with {built}, not {running}.",
        remedy_here="Run go install {install}",
    ),
    "GM883": Row(
        title="a tool has another version than the project pins",
        meaning="The program on PATH is not the version that go.mod or a lock file pins, so generated files can differ between machines.",
        remedy="Run it as go tool NAME, or install the pinned version.",
        message="{program} is {version}, but the project pins {wanted}.",
        remedy_here="Run go install {package}@{wanted}",
    ),
    "GM884": Row(
        title="modules are cached in two places",
        meaning="More than one folder contains downloaded modules: the one of today's settings and an older one. A module that is cached in one may be missing in the other, and both use disk space.",
        remedy="Set GOMODCACHE to one folder, and clear the other with GOMODCACHE=FOLDER go clean -modcache.",
        message="{folders:all} contain modules.",
    ),
    "GM885": Row(
        title="a cache folder is not writable",
        meaning="The go command has to write there. Builds and downloads fail.",
        remedy="Correct the folder's owner or permissions, or set GOMODCACHE or GOCACHE to a folder of your own.",
        message="{variable} is {path}, which is not writable.",
        remedy_here=lambda f: (
            filled("Correct the folder's owner or permissions, or run go env -w {variable}=$HOME/go-", f)
            + str(f["variable"])[2:].lower()
        ),
    ),
    "GM886": Row(
        title="the module cache has incomplete downloads",
        meaning="An interrupted or copied cache contains incomplete files. The go command repairs most of them if it may download, and fails if it may not.",
        remedy="Run go mod download with network access, or go clean -modcache.",
        message="{path} contains {files:incomplete file}.",
    ),
    "GM887": Row(
        title="the disk may be too full for the modules",
        meaning="The disk may have less free space than the project's modules need that are not in the cache. doctor estimates 10 MB for each.",
        remedy="Free some space, or set GOMODCACHE to another disk.",
        message=lambda f: (
            f"{f['path']} has {sized(int(str(f['free'])))} free, and the modules may need {sized(int(str(f['needed'])))}."
        ),
    ),
    "GM888": Row(
        title="a cache is in memory or in a container",
        meaning="The cache lies on a file system in memory or in a container, so every fresh start downloads and compiles everything again.",
        remedy="Keep the folder between runs, in a volume or in the CI cache.",
        message="{variable} is {path}, which lies on {fs}.",
    ),
    "GM889": Row(
        title="the project has no go.mod",
        meaning="With modules, the default since Go 1.16, go build needs a go.mod in the folder or above it. Without one it fails with `go.mod file not found`.",
        remedy="Run {gomigrate:plan}, then {gomigrate:apply --branch modules}. Until then GO111MODULE=off builds in GOPATH mode.",
        message="Neither {root} nor a folder above it has a go.mod.",
    ),
    "GM922": Row(
        title="GOVCS is not valid",
        meaning="An entry of GOVCS is not PATTERN:LIST, or is empty. The go command then fails for every module from version control.",
        remedy="Correct it, such as GOVCS=public:git|hg,private:all, or unset it, which means the same. See go help vcs.",
        message=lambda f: f"{f['answer']}{comes_from('GOVCS', f)}",
    ),
    "GM923": Row(
        title="the go command refuses its settings",
        meaning="With one of its settings every go command fails, even go env. The message is the go command's own. doctor read everything else without that setting.",
        remedy="Correct the setting in the environment, or in the file of go env -w. You may have to edit that file by hand.",
        message="{answer}",
    ),
    "GM940": Row(
        title="an HTTP proxy of the environment does not work",
        meaning="HTTPS_PROXY, HTTP_PROXY or the same in lower case names a proxy for every request. It does not answer, requires a login, or uses another protocol. Hosts in NO_PROXY do not use it. Go does not read ALL_PROXY, and ignores HTTP_PROXY if REQUEST_METHOD is set, as in CGI.",
        remedy="Correct or unset the variable, or add the host to NO_PROXY. The URL contains the login: http://USER:PASSWORD@HOST:PORT.",
        message="{answer}",
        remedy_here=lambda f: filled(
            "Run unset {variable}, or set it to a proxy that works. NO_PROXY=HOST lists hosts that need none."
            if f["proxy"]
            else "Run unset REQUEST_METHOD, or set http_proxy instead.",
            f,
        ),
    ),
    "GM941": Row(
        title="vendor/modules.txt does not agree with go.mod",
        meaning="With -mod=vendor, or since Go 1.14 by default if there is a vendor folder, the go command builds from vendor/. It fails if vendor/modules.txt does not list what go.mod requires and replaces.",
        remedy="Run go mod vendor to write the folder again, or build with -mod=mod or -mod=readonly to ignore it.",
        message=lambda f: filled(
            "inconsistent vendoring: {modules}."
            if f["is_there"]
            else "GOFLAGS has -mod=vendor, and there is no vendor folder.",
            f,
        ),
        remedy_here=lambda f: (
            f"Run cd {shlex.quote(str(f['root']))} && go mod vendor"
            + (", or remove -mod=vendor from GOFLAGS." if f["by_flag"] else "")
        ),
    ),
    "GM942": Row(
        title="GOROOT belongs to another Go than the go command",
        meaning="GOROOT is set, and points to another Go or to a folder without one. The go command then uses a compiler and a standard library that do not fit it. It finds its own GOROOT if the variable is not set.",
        remedy="Run unset GOROOT and go env -u GOROOT.",
        message=_gm942,
    ),
    "GM943": Row(
        title="GOPATH is the project's own folder",
        meaning="The first entry of GOPATH is the folder of the project's go.mod. The go command prints a warning each time, and writes bin and pkg/mod into the project. Before Go 1.22 it fails.",
        remedy="Set GOPATH to another folder, or unset it: the default is $HOME/go.",
        message=lambda f: f"GOPATH={f['path']}{from_origin(f)} is the folder of go.mod.",
        remedy_here="Run unset GOPATH, or go env -w GOPATH=$HOME/go",
    ),
    "GM944": Row(
        title="GOPATH is the project's own folder, and this Go fails there",
        meaning="The first entry of GOPATH is the folder of the project's go.mod. Before Go 1.22 every go command fails there.",
        remedy="Set GOPATH to another folder, or unset it: the default is $HOME/go.",
        message=lambda f: f"$GOPATH/go.mod exists but should not: GOPATH={f['path']}{from_origin(f)}",
        remedy_here="Run unset GOPATH, or go env -w GOPATH=$HOME/go",
    ),
    "GM945": Row(
        title="the go command has no build cache",
        meaning="Since Go 1.12 every build needs the build cache. GOCACHE=off forbids it, and without GOCACHE, XDG_CACHE_HOME and HOME it has no folder.",
        remedy="Unset GOCACHE, or set it to a folder.",
        message=lambda f: (
            f"GOCACHE=off{from_origin(f)} forbids the build cache."
            if f["is_off"]
            else "GOCACHE, XDG_CACHE_HOME and HOME are all unset."
        ),
        remedy_here="Run export GOCACHE=/ABSOLUTE/PATH",
    ),
    "GM946": Row(
        title="GOAUTH is not valid",
        meaning="GOAUTH is a list of commands, separated by semicolons: netrc, off alone, git with the absolute path of a folder, or a program. With anything else the go command fails at every https request.",
        remedy="Correct it, or unset it: the default is netrc. See go help goauth.",
        message=lambda f: f"{f['answer']}{comes_from('GOAUTH', f)}",
        remedy_here="Run unset GOAUTH, or go env -u GOAUTH",
    ),
    "GM947": Row(
        title="a go.work file outside of the project applies",
        meaning="A go.work in a folder above, or the one that GOWORK names, chooses the modules and replacements of the build. It is not part of the project.",
        remedy="Set GOWORK=off for this project if the go.work file is not meant for it.",
        message="{file} is outside of the project, and applies to the build of {module}.",
    ),
    "GM948": Row(
        title="-mod=mod does not work in a workspace",
        meaning="GOFLAGS has -mod=mod, which applies to every go command. In a workspace the go command accepts only -mod=readonly and -mod=vendor for builds.",
        remedy="Remove the flag from GOFLAGS, or set GOWORK=off.",
        message="GOFLAGS has -mod=mod, and {work_file} applies: -mod may only be set to readonly or vendor when in workspace mode",
    ),
    "GM949": Row(
        title="GOBIN is not an absolute path",
        meaning="go install refuses a relative GOBIN. Builds do not use it.",
        remedy="Set it to an absolute path, or unset it.",
        message=lambda f: f"GOBIN is {f['path']!r}{from_origin(f)}, which is not an absolute path.",
        remedy_here="Run go env -w GOBIN=/ABSOLUTE/PATH, or unset GOBIN where the environment sets it.",
    ),
    "GM950": Row(
        title="the folder for temporary files does not exist",
        meaning="The go command builds in a folder below GOTMPDIR, or TMPDIR, and fails if that does not exist.",
        remedy="Create the folder, or unset the variable.",
        message="{variable} is {path}, and there is no such folder.",
        remedy_here=lambda f: f"Run mkdir -p {shlex.quote(str(f['path']))}, or unset {f['variable']}",
    ),
}
