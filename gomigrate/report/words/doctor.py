"""GM85x to GM88x: doctor."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.doctor import PatternFlaw, ToolchainTrouble
from gomigrate.report.words import servers
from gomigrate.report.words.phrases import filled, sized
from gomigrate.report.words.row import Facts, Row
from gomigrate.report.words.servers import comes_from, from_origin

if TYPE_CHECKING:
    from collections.abc import Mapping

FLAWS: Mapping[PatternFlaw, str] = {
    PatternFlaw.BLANK: "blanks belong to the pattern, and no module path has one",
    PatternFlaw.SCHEME: "a pattern is a module path without a scheme",
    PatternFlaw.DOTS: '"..." has no meaning here: the path alone covers all below it',
    PatternFlaw.PORT: "a module path has no port",
    PatternFlaw.SLASH: "a module path does not begin with a slash",
    PatternFlaw.BRACKET: "the bracket is never closed",
    PatternFlaw.CAPITALS: "the host in a module path is written in small letters",
    PatternFlaw.QUOTE: "quotes belong to the pattern, and no module path has one",
    PatternFlaw.SEPARATOR: "patterns are separated by commas alone",
}
"""Why a pattern matches no module path."""

_INSTEAD = {
    "GOTRUST": "GOINSECURE, GONOSUMDB and GOPRIVATE say what is exempt from which check",
    "GOINSTALLDIR": "GOBIN says where go install puts programs",
    "GONOSUMCHECK": "GONOSUMDB takes patterns of modules, GOSUMDB=off turns the checksum database off",
    "GOSUMCHECK": "GOSUMDB names the checksum database",
    "GOMODPROXY": "GOPROXY is the list of proxies",
    "GOMODULES": "GO111MODULE does that, and needs no value any more",
    "GO15VENDOREXPERIMENT": "vendor folders are always read since go 1.7",
    "GOVENDOREXPERIMENT": "vendor folders are always read since go 1.7",
    "GONOPRIVATE": "GOPRIVATE lists what is private; there is no list of the contrary",
}
_GOINSECURE = "Take it out of GOFLAGS. GOINSECURE names the modules that may be fetched without TLS."


def _gm850(f: Facts) -> str:
    return f"{f['variable']}, set in {f['file'] or 'the environment'}, is no variable of Go's"


def _gm850_remedy(f: Facts) -> str:
    instead = f["meant"] and f"Go has {f['meant']}"
    undo = filled("Delete the line {variable}=... from the file" if f["file"] else "unset {variable}", f)
    return f"{undo}; {instead or _INSTEAD[str(f['variable']).upper()]}."


def _gm851(f: Facts) -> str:
    known = {
        "answer": "{answer}",
        "word": "parsing $GOFLAGS: non-flag {word}",
        "mod": "-mod={mod} is not supported (can be '', 'mod', 'readonly', or 'vendor')",
    }
    template = next((known[name] for name in known if name in f), "a quotation mark in GOFLAGS is never closed")
    return filled(template, f) + comes_from("GOFLAGS", f)


_GM855: Mapping[ToolchainTrouble, str] = {
    ToolchainTrouble.INVALID: 'invalid GOTOOLCHAIN "{toolchain}"',
    ToolchainTrouble.TOO_OLD: "{file} requires go >= {wanted} (running {running}; GOTOOLCHAIN={toolchain})",
    ToolchainTrouble.NOT_ON_PATH: 'cannot find "{name}" in PATH, and GOTOOLCHAIN={toolchain} forbids to fetch it',
    ToolchainTrouble.LANGUAGE: "invalid toolchain: {name} is a language version but not a toolchain version ({name}.x)",
    ToolchainTrouble.DATABASE_OFF: "{name} is needed, and not taken without the checksum database: GOSUMDB=off",
    ToolchainTrouble.PROXY_OFF: "{name} is needed, and GOPROXY=off keeps it from being fetched",
    ToolchainTrouble.MISSING: "{name} is needed, and no proxy has it: toolchain not available",
    ToolchainTrouble.SICK: "{name} is needed, and no proxy gave it: {answer}",
}
_GM855_REMEDY: Mapping[ToolchainTrouble, str] = {
    ToolchainTrouble.INVALID: "go env -w GOTOOLCHAIN=auto, or unset it.",
    ToolchainTrouble.TOO_OLD: "Install Go {wanted}, or: go env -w GOTOOLCHAIN=auto.",
    ToolchainTrouble.NOT_ON_PATH: "Put {name} on PATH (go install golang.org/dl/{name}@latest, {name} download), or: go env -w GOTOOLCHAIN=auto.",
    ToolchainTrouble.LANGUAGE: "go env -w GOTOOLCHAIN={name}.0, or: go env -w GOTOOLCHAIN=auto.",
    ToolchainTrouble.DATABASE_OFF: "go env -w GOSUMDB=sum.golang.org, or install that Go: go.sum cannot vouch for a toolchain.",
    ToolchainTrouble.PROXY_OFF: "Install {name}, or name a proxy that has golang.org/toolchain.",
    ToolchainTrouble.MISSING: "Have a proxy serve golang.org/toolchain, add ,direct to GOPROXY, or install {name} and set GOTOOLCHAIN=local.",
    ToolchainTrouble.SICK: "Have a proxy serve golang.org/toolchain, or install {name} and set GOTOOLCHAIN=local.",
}


def _gm855(f: Facts) -> str:
    return filled(_GM855[ToolchainTrouble(str(f["why"]))], f)


def _gm855_remedy(f: Facts) -> str:
    return filled(_GM855_REMEDY[ToolchainTrouble(str(f["why"]))], f)


def _gm857(f: Facts) -> str:
    later = ": after the migration it would keep go.mod from being read" if f["value"] == "off" else ""
    return f"GO111MODULE={f['value']}{from_origin(f)}{later}"


def _gm858(f: Facts) -> str:
    if f["uses"]:
        return filled("module {module} requires go >= {go}, but {file} lists go ", f) + (str(f["work_go"]) or "1.18")
    return filled("{file} takes hold, and does not use {module}", f)


def _gm859(f: Facts) -> str:
    if str(f["flag"]).startswith("-insecure"):
        return "-insecure in GOFLAGS: the flag is gone since go 1.17, and go get fails because of it"
    return f"{f['flag']} in GOFLAGS{from_origin(f)}, holds for every go command"


ROWS: dict[str, Row] = {
    **servers.ROWS,
    "GM850": Row(
        title="a variable that the go command does not know",
        meaning="The name looks like one of Go's, but nothing reads it: it is misspelled, or from instructions that were never true. What it was set for does not happen.",
        remedy="Unset it, and set what the message names instead.",
        message=_gm850,
        remedy_here=_gm850_remedy,
    ),
    "GM851": Row(
        title="GOFLAGS cannot be read",
        meaning="Every word of GOFLAGS has to be a flag of some go command, with its value after an equals sign. With anything else every go command fails.",
        remedy="Correct it with go env -w GOFLAGS=..., or where the environment sets it.",
        message=_gm851,
    ),
    "GM852": Row(
        title="the environment overrides what go env -w wrote",
        meaning="A variable of the environment comes before the file that go env -w writes. Who changes the file sees no change, and another shell or CI has another value.",
        remedy="Keep the setting in one place: unset the variable, or go env -u it.",
        message="{variable}={value} of the environment holds, not {written} of {file}",
        remedy_here="unset {variable}, or: go env -u {variable}.",
    ),
    "GM853": Row(
        title="a folder of Go's is not an absolute path",
        meaning="GOPATH, GOCACHE, GOMODCACHE and GOWORK have to be absolute, with no ~ that a shell did not replace: the go command refuses anything else.",
        remedy="Set it to an absolute path.",
        message=lambda f: f"{f['variable']} is {f['path']!r}{from_origin(f)}",
        remedy_here="go env -w {variable}=/ABSOLUTE/PATH, or unset it where the environment sets it.",
    ),
    "GM854": Row(
        title="a pattern matches no module",
        meaning="GOPRIVATE, GONOPROXY, GONOSUMDB and GOINSECURE are lists of patterns of module paths, separated by commas alone. This pattern can match none, so what it was meant for is not covered; the go command says nothing.",
        remedy="Write it as a module path or its beginning, such as corp.example.com or *.example.com.",
        message=lambda f: f"{f['variable']} has {f['pattern']!r}{from_origin(f)}: {FLAWS[PatternFlaw(str(f['flaw']))]}",
    ),
    "GM855": Row(
        title="the Go that is asked for cannot be had",
        meaning="GOTOOLCHAIN and the go and toolchain lines of go.mod, or of the go.work that takes hold, say which Go builds. The go command looks for it on PATH, then fetches it as a module, golang.org/toolchain, which the checksum database must vouch for. Here it is too old, forbidden, or nowhere to be had, and every go command fails.",
        remedy="Install the newer Go, or let the go command get it: go env -w GOTOOLCHAIN=auto.",
        message=_gm855,
        remedy_here=_gm855_remedy,
    ),
    "GM856": Row(
        title="module mode is off",
        meaning="GO111MODULE=off makes the go command work in GOPATH mode: it ignores go.mod, and go get, go mod and go install PATH@VERSION refuse to work.",
        remedy="go env -u GO111MODULE, and unset it in the environment; the default has been module mode since go 1.16.",
        message=lambda f: (
            f"{'' if f['value'] == 'off' else 'unknown environment setting '}GO111MODULE={f['value']}{from_origin(f)}"
        ),
    ),
    "GM857": Row(
        title="module mode depends on the folder",
        meaning="GO111MODULE=auto means module mode inside a folder with a go.mod and GOPATH mode everywhere else, so the same command means different things.",
        remedy="go env -u GO111MODULE.",
        message=_gm857,
    ),
    "GM858": Row(
        title="a go.work keeps the module from being built",
        meaning="A go.work in a folder above, or the one GOWORK names, decides which modules are built. One that it does not use cannot be built below it, nor one whose go line is above that of the go.work.",
        remedy="Use GOWORK=off for this project, or add it to the go.work with go work use.",
        message=_gm858,
        remedy_here=lambda f: f"Set GOWORK=off for this project, or: go work use {shlex.quote(str(f['root']))}.",
    ),
    "GM859": Row(
        title="GOFLAGS changes what a build means",
        meaning="A flag in GOFLAGS holds for every go command, unseen: -mod=mod rewrites go.mod and go.sum, -mod=vendor builds from vendor/, -modfile another go.mod, -insecure is gone since go 1.17.",
        remedy="Take the flag out of GOFLAGS, and give it where it is needed.",
        message=_gm859,
        remedy_here=lambda f: _GOINSECURE if str(f["flag"]).startswith("-insecure") else "",
    ),
    "GM880": Row(
        title="installed programs are not on PATH",
        meaning="go install puts programs into GOBIN, or into bin of the first GOPATH entry, and nothing adds that to PATH: a tool that was just installed is not found, or an older one is.",
        remedy='Add it: export PATH="$PATH:$(go env GOPATH)/bin".',
        message="{folder} is not on PATH, and holds {programs:program}: {programs}",
        remedy_here='export PATH="$PATH:{folder}"',
    ),
    "GM881": Row(
        title="one program hides another",
        meaning="Two folders of PATH, or the folder of go install, hold a program of this name; the first one runs.",
        remedy="Remove the one that is not wanted.",
        message="{program} runs, and hides {hidden}",
    ),
    "GM882": Row(
        title="a tool was built with another Go",
        meaning="Tools that read Go code, such as linters and generators, fail on code newer than the Go they were built with.",
        remedy="Install it again with today's Go.",
        message="{program} was built with {built}, not {running}",
        remedy_here="go install {install}",
    ),
    "GM883": Row(
        title="a tool is of another version than the project asks for",
        meaning="The program on PATH is not the version that go.mod or a lock file pins, so generated files may differ from one machine to another.",
        remedy="Run it as go tool NAME, or install the pinned version.",
        message="{program} is {version}, the project asks for {wanted}",
        remedy_here="go install {package}@{wanted}",
    ),
    "GM884": Row(
        title="modules are cached in two places",
        meaning="More than one folder holds downloaded modules: the one of today's settings and an older one. What is offline here is not offline there, and the disk holds both.",
        remedy="Set GOMODCACHE to one place, and remove the other with go clean -modcache.",
        message="modules lie in {folders:all}",
    ),
    "GM885": Row(
        title="a cache cannot be written",
        meaning="The go command has to write there; without it builds and downloads fail.",
        remedy="Correct the folder's owner or permissions, or set GOMODCACHE or GOCACHE to a place of your own.",
        message="{variable}: {path} cannot be written",
        remedy_here=lambda f: (
            filled("Correct its owner or permissions, or: go env -w {variable}=$HOME/go-", f)
            + f"{str(f['variable'])[2:].lower()}."
        ),
    ),
    "GM886": Row(
        title="unfinished downloads in the module cache",
        meaning="An interrupted or copied cache holds files that are not whole. The go command repairs most of them when it may download, and fails where it may not.",
        remedy="Run go mod download with the network, or go clean -modcache.",
        message="{path} holds {files:unfinished file}",
    ),
    "GM887": Row(
        title="too little space for the modules",
        meaning="The disk may have less free space than the modules of this project that are not in the cache yet; 10 MB is reckoned for each.",
        remedy="Free some space, or set GOMODCACHE to another disk.",
        message=lambda f: (
            f"{f['path']}: {sized(int(str(f['free'])))} free, up to {sized(int(str(f['needed'])))} needed"
        ),
    ),
    "GM888": Row(
        title="a cache that does not last",
        meaning="The cache lies on a filesystem that lives in memory or with a container, so every fresh start downloads and compiles all again.",
        remedy="Keep the folder between runs: a volume, or the cache of the CI.",
        message="{variable}: {path} lies on {fs}",
    ),
    "GM889": Row(
        title="a folder without go.mod",
        meaning="In module mode, the default since go 1.16, the go command builds nothing in a folder that has no go.mod and none above it: it says that go.mod was not found.",
        remedy="gomigrate plan and gomigrate apply make one; until then GO111MODULE=off builds in GOPATH mode, as before.",
        message="no go.mod in {root} or above it",
    ),
    "GM922": Row(
        title="GOVCS cannot be read",
        meaning="An entry of GOVCS is not PATTERN:LIST, or comes to nothing. The go command then fails for every module that comes from version control.",
        remedy="Correct it (go help vcs), such as GOVCS=public:git|hg,private:all, or unset it: that is the default.",
        message=lambda f: f"{f['answer']}{comes_from('GOVCS', f)}",
    ),
    "GM923": Row(
        title="the go command refuses its settings",
        meaning="With a setting as it is, every go command fails, go env too. The message is the go command's own; everything else was read without it.",
        remedy="Correct the setting where it comes from: the environment, or the file of go env -w, which may have to be edited by hand.",
        message="{answer}",
    ),
    "GM940": Row(
        title="a proxy of the environment cannot be used",
        meaning="HTTPS_PROXY, HTTP_PROXY or the same in small letters names a proxy that every request would go by, and there is no way past it: nobody listens, it wants a login, or it speaks another protocol. NO_PROXY names hosts that are asked without it; ALL_PROXY is not read by Go. Beside REQUEST_METHOD, as in a CGI program, HTTP_PROXY is not believed.",
        remedy="Correct the variable, unset it, or add the host to NO_PROXY. A login stands in its URL: http://USER:PASSWORD@HOST:PORT.",
        message="{answer}",
        remedy_here=lambda f: filled(
            "unset {variable}, or set it to a proxy that is there (NO_PROXY=HOST for hosts that need none)."
            if f["proxy"]
            else "unset REQUEST_METHOD, or set http_proxy instead.",
            f,
        ),
    ),
    "GM941": Row(
        title="vendor/modules.txt does not agree with go.mod",
        meaning="With -mod=vendor, or by itself from go 1.14 on where there is a vendor folder, the go command builds from vendor/, and refuses to where vendor/modules.txt does not list just what go.mod requires and replaces.",
        remedy="go mod vendor makes the folder anew; -mod=mod or -mod=readonly leaves it aside.",
        message=lambda f: filled(
            "inconsistent vendoring: {modules}"
            if f["is_there"]
            else "-mod=vendor in GOFLAGS, and there is no vendor folder",
            f,
        ),
        remedy_here=lambda f: (
            f"cd {shlex.quote(str(f['root']))} && go mod vendor"
            + (", or take -mod=vendor out of GOFLAGS." if f["by_flag"] else ".")
        ),
    ),
    "GM942": Row(
        title="GOROOT is not that of this go command",
        meaning="GOROOT is set by hand, and leads to another Go, or to none. The go command then builds with the compiler and the library that lie there, which do not fit it. It knows its own GOROOT.",
        remedy="unset GOROOT, and go env -u GOROOT.",
        message=lambda f: (
            f"GOROOT={f['path']}{from_origin(f)}, "
            + (
                f"is {f['version']}, and the go command is {f['running']}"
                if f["version"] and f["is_there"]
                else "holds no Go"
            )
        ),
    ),
    "GM943": Row(
        title="GOPATH is the project itself",
        meaning="The first entry of GOPATH is the folder of the project's go.mod. The go command warns of it each time, and fills the project with bin and pkg/mod. Before go 1.22 it refused to run.",
        remedy="Set GOPATH to a folder of its own, or unset it: that is $HOME/go.",
        message=lambda f: f"GOPATH={f['path']}{from_origin(f)}, is the folder of go.mod",
        remedy_here="unset GOPATH, or: go env -w GOPATH=$HOME/go.",
    ),
    "GM944": Row(
        title="GOPATH is the project itself, which this Go refuses",
        meaning="The first entry of GOPATH is the folder of the project's go.mod. Before go 1.22 every go command stops there.",
        remedy="Set GOPATH to a folder of its own, or unset it: that is $HOME/go.",
        message=lambda f: f"$GOPATH/go.mod exists but should not: GOPATH={f['path']}{from_origin(f)}",
        remedy_here="unset GOPATH, or: go env -w GOPATH=$HOME/go.",
    ),
    "GM945": Row(
        title="there is no build cache",
        meaning="Since go 1.12 nothing is built without one. GOCACHE=off forbids it; without GOCACHE, XDG_CACHE_HOME and HOME there is no place for it.",
        remedy="Unset GOCACHE, or set it to a folder.",
        message=lambda f: (
            f"GOCACHE=off{from_origin(f)}"
            if f["is_off"]
            else "GOCACHE is not set, and neither XDG_CACHE_HOME nor HOME are"
        ),
        remedy_here="export GOCACHE=/ABSOLUTE/PATH",
    ),
    "GM946": Row(
        title="GOAUTH cannot be used",
        meaning="GOAUTH is a list of commands with ; between them: netrc, off alone, git with the absolute path of a folder, or a program. With anything else every request over https stops the go command.",
        remedy="Correct it (go help goauth), or unset it: that is netrc.",
        message=lambda f: f"{f['answer']}{comes_from('GOAUTH', f)}",
        remedy_here="unset GOAUTH, or: go env -u GOAUTH.",
    ),
    "GM947": Row(
        title="a go.work takes hold",
        meaning="A go.work in a folder above, or the one GOWORK names, decides which modules are built and replaced, and it is not part of the project.",
        remedy="Use GOWORK=off for this project, if that is not meant.",
        message="{file}, outside of the project, decides about {module}'s build",
    ),
    "GM948": Row(
        title="-mod=mod below a go.work",
        meaning="-mod=mod in GOFLAGS holds for every go command, and none that builds takes it where a go.work takes hold.",
        remedy="Take the flag out of GOFLAGS, or use GOWORK=off.",
        message="-mod=mod in GOFLAGS, and {work_file}: -mod may only be set to readonly or vendor when in workspace mode",
    ),
    "GM949": Row(
        title="GOBIN is not an absolute path",
        meaning="go install refuses a GOBIN that is relative. Builds do not mind.",
        remedy="Set it to an absolute path, or unset it.",
        message=lambda f: f"GOBIN is {f['path']!r}{from_origin(f)}",
        remedy_here="go env -w GOBIN=/ABSOLUTE/PATH, or unset it where the environment sets it.",
    ),
    "GM950": Row(
        title="the folder for temporary files is not there",
        meaning="The go command builds in a folder below GOTMPDIR, or TMPDIR, and stops where that is missing.",
        remedy="Make the folder, or unset the variable.",
        message="{variable}={path}: no such folder",
        remedy_here=lambda f: f"mkdir -p {shlex.quote(str(f['path']))}, or: unset {f['variable']}.",
    ),
}
