"""GM85x to GM88x: doctor."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.doctor import MirrorState, PatternFlaw, SignKind
from gomigrate.model.diagnosis.machine import DEFAULT, ENVIRONMENT
from gomigrate.report.words.phrases import counted, filled, plural, sized
from gomigrate.report.words.row import Facts, Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FLAWS: Mapping[PatternFlaw, str] = {
    PatternFlaw.BLANK: "blanks belong to the pattern, and no module path has one",
    PatternFlaw.SCHEME: "a pattern is a module path without a scheme",
    PatternFlaw.DOTS: '"..." has no meaning here: the path alone covers all below it',
    PatternFlaw.PORT: "a module path has no port",
    PatternFlaw.SLASH: "a module path does not begin with a slash",
    PatternFlaw.BRACKET: "the bracket is never closed",
    PatternFlaw.CAPITALS: "the host in a module path is written in small letters",
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
_NO_REVISIONS = (
    "Ask a proxy that answers for commits, or version control (GOPROXY=direct); gomigrate plan also finds locked "
    "commits in clones and by the vendored bytes."
)
_GOINSECURE = "Take it out of GOFLAGS. GOINSECURE names the modules that may be fetched without TLS."
_CERTIFICATE = (
    "Get the certificate of {issuer} from whoever runs the server, then: export SSL_CERT_FILE=/PATH/ca.pem (or add it "
    "to the system's), and for git: git config --global http.sslCAInfo /PATH/ca.pem."
)
_MIRROR = {
    MirrorState.DIFFERS: "has other bytes for",
    MirrorState.MISSING: "does not have",
    MirrorState.UNANSWERED: "gives no answer about",
}
_SIGNS = {
    SignKind.NETWORK: "{} is a name of a private network",
    SignKind.NETRC: "netrc has a login for {}",
    SignKind.GIT: "git has {}",
    SignKind.INSECURE: "GOINSECURE covers {}",
}


def _from(f: Facts) -> str:
    """Where a setting comes from."""
    known = {ENVIRONMENT: "the environment", DEFAULT: "Go itself"}
    return f", from {known.get(str(f['origin']), f['origin'])}"


def _comes_from(name: str, f: Facts) -> str:
    return f" ({name} comes{_from(f)[1:]})"


def _covered(f: Facts) -> str:
    return filled(", and of your modules {modules}", f) if f["modules"] else ", and none of your modules"


def _ask_anew(f: Facts) -> str:
    """A command that has the go command fetch a module past every proxy and cache, and print its hashes. In an empty
    folder, so that no go.sum stops it; its checksum database is asked as always."""
    return (
        "In an empty folder: GOPROXY=direct GOFLAGS=-modcacherw GOMODCACHE=$PWD/mod go mod download -json "
        f"{shlex.quote(str(f['module']))}, and compare Sum and GoModSum with go.sum."
    )


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
    return filled(template, f) + _comes_from("GOFLAGS", f)


def _gm855(f: Facts) -> str:
    if "wanted" not in f:
        return filled('invalid GOTOOLCHAIN "{toolchain}"', f)
    said = filled("go.mod requires go >= {wanted} (running {running}; GOTOOLCHAIN={toolchain})", f)
    if f["on_path"]:
        return f"{said}: only a go{f['wanted']} on PATH helps"
    return f"{said}, and GOPROXY=off keeps it from being downloaded" if f["goproxy_off"] else said


def _gm857(f: Facts) -> str:
    later = ": after the migration it would keep go.mod from being read" if f["value"] == "off" else ""
    return f"GO111MODULE={f['value']}{_from(f)}{later}"


def _gm858(f: Facts) -> str:
    if f["uses"]:
        return filled("{file}, outside of the project, decides about {module}'s build", f)
    return filled("{file} takes hold, and does not use {module}", f)


def _gm859(f: Facts) -> str:
    if "work_file" in f:
        return "-mod=mod in GOFLAGS: -mod may only be set to readonly or vendor when in workspace mode"
    if str(f["flag"]).startswith("-insecure"):
        return "-insecure in GOFLAGS: the flag is gone since go 1.17, and go get fails because of it"
    return f"{f['flag']} in GOFLAGS{_from(f)}, holds for every go command"


def _gm861_seen(f: Facts) -> Iterator[str]:
    if "subject" in f:
        names = filled("{names:all}", f) or "no name"
        yield f"certificate: {f['subject']}, for {names}, until {f['until']}"
        yield filled("signed by: {issuer}", f)
        yield filled("SHA-256: {sha256}", f)


def _gm863(f: Facts) -> str:
    asked = "asked for a commit, " if f["is_commit"] else ""
    return filled(f"{{modules}}: {asked}the chain ends at {{proxy}} with {{answer}}", f)


def _gm869_seen(f: Facts) -> Iterator[str]:
    if f["state"] == MirrorState.DIFFERS:
        yield filled("{file}: there {served}, today {today:all}", f)


def _gm870(f: Facts) -> str:
    if "gonosumdb" in f:
        return f"GONOSUMDB={f['gonosumdb']}{_from(f)}, exempts every module"
    count = int(str(f["modules"]))
    return f"GOSUMDB=off{_from(f)}: {counted(count, 'module')} {plural('is', count)} believed without a check"


def _gm872_seen(f: Facts) -> Iterator[str]:
    for kind, words in _SIGNS.items():
        names = f.get(kind, ())
        yield from (words.format(name) for name in names) if isinstance(names, tuple) else ()


def _gm875(f: Facts) -> str:
    if "file" in f:
        return filled("{module}: {database} has another hash of its {file} than go.sum", f)
    return filled("{module}: {database}: {problem}" if f["module"] else "{database}: {problem}", f)


def _gm875_seen(f: Facts) -> Iterator[str]:
    if "file" in f:
        yield filled("{database}: {proven}", f)
        yield filled("go.sum: {recorded:all}", f)


ROWS: dict[str, Row] = {
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
        meaning="GOPATH, GOBIN, GOCACHE and GOMODCACHE have to be absolute: the go command refuses anything else.",
        remedy="Set it to an absolute path.",
        message=lambda f: f"{f['variable']} is {f['path']!r}{_from(f)}",
        remedy_here="go env -w {variable}=/ABSOLUTE/PATH, or unset it where the environment sets it.",
    ),
    "GM854": Row(
        title="a pattern matches no module",
        meaning="GOPRIVATE, GONOPROXY, GONOSUMDB and GOINSECURE are lists of patterns of module paths, separated by commas alone. This pattern can match none, so what it was meant for is not covered; the go command says nothing.",
        remedy="Write it as a module path or its beginning, such as corp.example.com or *.example.com.",
        message=lambda f: f"{f['variable']} has {f['pattern']!r}{_from(f)}: {FLAWS[PatternFlaw(str(f['flaw']))]}",
    ),
    "GM855": Row(
        title="the go command is older than go.mod asks for",
        meaning="The go line of go.mod asks for a newer Go, and GOTOOLCHAIN does not let the go command fetch one.",
        remedy="Install the newer Go, or let the go command get it: go env -w GOTOOLCHAIN=auto.",
        message=_gm855,
        remedy_here=lambda f: "" if "wanted" in f else "go env -w GOTOOLCHAIN=auto, or unset it.",
    ),
    "GM856": Row(
        title="module mode is off",
        meaning="GO111MODULE=off makes the go command work in GOPATH mode: it ignores go.mod, and go get, go mod and go install PATH@VERSION refuse to work.",
        remedy="go env -u GO111MODULE, and unset it in the environment; the default has been module mode since go 1.16.",
        message=lambda f: (
            f"{'' if f['value'] == 'off' else 'unknown environment setting '}GO111MODULE={f['value']}{_from(f)}"
        ),
    ),
    "GM857": Row(
        title="module mode depends on the folder",
        meaning="GO111MODULE=auto means module mode inside a folder with a go.mod and GOPATH mode everywhere else, so the same command means different things.",
        remedy="go env -u GO111MODULE.",
        message=_gm857,
    ),
    "GM858": Row(
        title="a go.work takes hold",
        meaning="A go.work in a folder above, or the one GOWORK names, decides which modules are built and replaced, and it is not part of the project. A module that it does not use cannot be built below it.",
        remedy="Use GOWORK=off for this project, or add it to the go.work with go work use.",
        message=_gm858,
        remedy_here=lambda f: (
            "" if f["uses"] else filled("Set GOWORK=off for this project, or: go work use {root}.", f)
        ),
    ),
    "GM859": Row(
        title="GOFLAGS changes what a build means",
        meaning="A flag in GOFLAGS holds for every go command, unseen: -mod=mod rewrites go.mod and go.sum, -mod=vendor builds from vendor/, -modfile another go.mod, -insecure is gone since go 1.17.",
        remedy="Take the flag out of GOFLAGS, and give it where it is needed.",
        message=_gm859,
        remedy_here=lambda f: _GOINSECURE if str(f["flag"]).startswith("-insecure") else "",
    ),
    "GM860": Row(
        title="a module proxy cannot be reached",
        meaning="There is no connection to an element of GOPROXY, or no answer. After a comma the go command stops there, since only 404 and 410 lead on.",
        remedy="Correct GOPROXY, or start from the network that the proxy is in; curl -v URL shows more.",
        message=lambda f: filled(
            "{proxy}: {problem}" if "problem" in f else "{proxy} does not answer as a module proxy", f
        ),
    ),
    "GM861": Row(
        title="the certificate of a proxy is not trusted",
        meaning="The server shows a certificate of an authority that this system does not know, or of another name. The go command trusts what the system trusts, and on Linux what SSL_CERT_FILE and SSL_CERT_DIR name instead; git has its own setting, GIT_SSL_CAINFO or http.sslCAInfo.",
        remedy="Get the authority's certificate from whoever runs the server, and install it in the system, or name it in SSL_CERT_FILE.",
        message="{proxy}: the go command does not trust its certificate",
        remedy_here=_CERTIFICATE,
        seen=_gm861_seen,
    ),
    "GM862": Row(
        title="a proxy sends requests on to another host",
        meaning="The answer comes from a place that GOPROXY does not name. Firewalls have to let that host through as well, and credentials are not sent there.",
        remedy="Make sure that builds can reach that host, or let the proxy serve the files itself.",
        message="{proxy} leads to {host}",
    ),
    "GM863": Row(
        title="a module of this project cannot be had by GOPROXY",
        meaning="The chain was asked as the go command asks it, and ended without the module: a proxy refused, and after a comma only 404 and 410 lead on; or nobody has it.",
        remedy="Let the proxy have the module, or add a place that does: ,direct or another proxy behind it.",
        message=_gm863,
        remedy_here=lambda f: _NO_REVISIONS if f["is_commit"] else "",
    ),
    "GM864": Row(
        title="a proxy does not answer for revisions",
        meaning="Asked for a commit, the proxy refuses, although it has the version of that commit. go get MODULE@COMMIT does not work by it, and legacy pins cannot be turned into versions.",
        remedy="Pin by version, or add a proxy that answers for revisions behind it.",
        message="{proxy} refuses to say which version a commit is",
    ),
    "GM865": Row(
        title="a proxy serves other bytes than go.sum records",
        meaning="The go.mod or zip that came back has another hash than go.sum. The go command would stop with a checksum mismatch. Either this proxy or whoever wrote the line in go.sum had another copy.",
        remedy="In an empty folder: GOPROXY=direct GOFLAGS=-modcacherw GOMODCACHE=$PWD/mod go mod download -json MODULE@VERSION, and compare Sum and GoModSum with go.sum; do not delete go.sum.",
        message="{proxy} serves another {file} for {module}",
        remedy_here=_ask_anew,
        seen=lambda f: (filled("served: {served}", f), filled("go.sum: {recorded:all}", f)),
    ),
    "GM866": Row(
        title="a proxy demands credentials",
        meaning="The proxy answered 401, 403 or 407, and no credential is at hand for it: neither in its URL nor in netrc.",
        remedy="Add a line for it to ~/.netrc (machine HOST login USER password TOKEN, HOST with its port), readable by you alone.",
        message="{proxy} demands credentials for {modules}",
        remedy_here="Add to ~/.netrc: machine {machine} login USER password TOKEN.",
    ),
    "GM867": Row(
        title="any failure of a proxy leads on",
        meaning="A | in GOPROXY leads on after every failure, not only where a module is not there. While the first proxy is down, all names are sent to the next one, and what a company's proxy refuses on purpose is fetched elsewhere.",
        remedy="Write a comma instead of the |, unless that is what you want.",
        message="after any failure of {proxy}, {following} is asked",
    ),
    "GM868": Row(
        title="GOPROXY is no list of proxies",
        meaning="An element is neither direct, off, nor an http, https or file URL, so no module can be fetched.",
        remedy="Correct it: go env -w GOPROXY=https://HOST,direct, or where the environment sets it.",
        message=lambda f: f"{f['answer']}{_comes_from('GOPROXY', f)}",
    ),
    "GM869": Row(
        title="the planned proxy differs",
        meaning="The mirror that is to be introduced does not have a module of this project, or has other bytes or another version than the chain of today.",
        remedy="Fill the mirror first, or keep today's chain behind it: see the phases above.",
        message=lambda f: filled(f"{{proxy}} {_MIRROR[MirrorState(str(f['state']))]} {{module}}", f),
        seen=_gm869_seen,
    ),
    "GM870": Row(
        title="the checksum database is not asked",
        meaning="With GOSUMDB=off, or a pattern that covers everything, a module is believed as it comes the first time. Whoever controls a proxy, a mirror or the way to it can then hand you code that nobody else gets, and go.sum will record it as good.",
        remedy="Exempt only what is private, by GOPRIVATE, and leave GOSUMDB at its default.",
        message=_gm870,
    ),
    "GM871": Row(
        title="a pattern covers public modules",
        meaning="The pattern takes public modules out of the checksum database, and out of proxies: an attacker who controls their host or the way to it can change them unnoticed, and a build depends on many hosts.",
        remedy="Narrow the pattern to your own organisation, such as github.com/ORGANISATION.",
        message=lambda f: filled("{variable} pattern {pattern} covers public code such as {sample}", f) + _covered(f),
    ),
    "GM872": Row(
        title="a private name would go to a public place",
        meaning="The module looks private, and no setting keeps the go command from asking a public proxy or the public checksum database for it. The name is given away, and the answer, 404 or 410, often looks like a broken build.",
        remedy="Add its host or its organisation to GOPRIVATE.",
        message=lambda f: filled("{path} would be sent to {places:all}", f),
        remedy_here="go env -w GOPRIVATE={goprivate}",
        seen=_gm872_seen,
    ),
    "GM873": Row(
        title="GOSUMDB cannot be used",
        meaning="A database other than the known one needs its key: NAME+HASH+KEY, and a URL after a blank where it lies elsewhere.",
        remedy="Ask whoever runs the database for its key, and go env -w GOSUMDB='KEY URL'.",
        message=lambda f: f"{f['answer']}{_comes_from('GOSUMDB', f)}",
    ),
    "GM874": Row(
        title="the checksum database cannot be reached",
        meaning="For a module without lines in go.sum the go command asks the database, and stops where it does not answer.",
        remedy="Let a proxy of GOPROXY serve /sumdb/, or open the way to the database.",
        message="{database}: {answer}",
        seen=lambda f: [filled("certificate signed by: {issuer}", f)] if f["issuer"] else [],
    ),
    "GM875": Row(
        title="the checksum database is not what its key says",
        meaning="The signature of its tree, or the proof that a record is in it, is wrong, or it records another hash than go.sum. Either the key in GOSUMDB is another database's, or somebody in between changes answers.",
        remedy="Compare the key with the one that its owner publishes. In an empty folder: GOPROXY=direct GOFLAGS=-modcacherw GOMODCACHE=$PWD/mod go mod download -json MODULE@VERSION asks the repository and the database anew.",
        message=_gm875,
        remedy_here=lambda f: _ask_anew(f) if "file" in f else "",
        seen=_gm875_seen,
    ),
    "GM876": Row(
        title="a private module is served to anyone",
        meaning="A proxy gave a private module away without any credential.",
        remedy="Have the proxy ask for credentials, or close it to everybody but the builds.",
        message="{module} was served without credentials",
    ),
    "GM877": Row(
        title="no credential is at hand for a private module",
        meaning="The go command would go to version control for it over https, and finds neither a netrc login, a git credential helper, nor an insteadOf that leads to ssh. It does not ask: terminal prompts are off.",
        remedy="git config --global url.ssh://git@HOST/.insteadOf https://HOST/, or add a line for the host to ~/.netrc.",
        message="{path} comes from version control, and nothing has a credential for {host}",
        remedy_here="git config --global url.ssh://git@{host}/.insteadOf https://{host}/, or add a line for {host} to ~/.netrc.",
    ),
    "GM878": Row(
        title="version control is forbidden for a module",
        meaning="GONOPROXY sends the module to version control, and GOVCS does not allow any there.",
        remedy="Allow it: go env -w GOVCS=HOST:git.",
        message="GOVCS={govcs} allows no version control for {path}",
    ),
    "GM879": Row(
        title="GOINSECURE is wide",
        meaning="For what GOINSECURE covers, plain http and certificates of anybody are accepted when version control is asked: whoever is on the way can change the code. It does not touch GOPROXY, and not the checksum database.",
        remedy="Narrow it to the hosts that cannot do better, and install the certificate authority for those that can.",
        message=lambda f: filled("GOINSECURE pattern {pattern} covers public code such as {sample}", f) + _covered(f),
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
        message=lambda f: f"{f['answer']}{_comes_from('GOVCS', f)}",
    ),
    "GM923": Row(
        title="the go command refuses its settings",
        meaning="With a setting as it is, every go command fails, go env too. The message is the go command's own; everything else was read without it.",
        remedy="Correct the setting where it comes from: the environment, or the file of go env -w, which may have to be edited by hand.",
        message="{answer}",
    ),
}
