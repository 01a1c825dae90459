"""GM86x and GM87x: doctor about proxies, the checksum database, and private modules."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.doctor import MirrorState, SignKind
from gomigrate.model.diagnosis.exchanges import CertificateFault
from gomigrate.model.diagnosis.machine import DEFAULT, ENVIRONMENT
from gomigrate.report.words.phrases import all_of, counted, filled, plural
from gomigrate.report.words.row import Facts, Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NO_REVISIONS = (
    "Ask a proxy that answers for commits, or version control (GOPROXY=direct); gomigrate plan also finds locked "
    "commits in clones and by the vendored bytes."
)
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


def from_origin(f: Facts) -> str:
    """Where a setting comes from."""
    known = {ENVIRONMENT: "the environment", DEFAULT: "Go itself"}
    return f", from {known.get(str(f['origin']), f['origin'])}"


def comes_from(name: str, f: Facts) -> str:
    """The same, as the end of a sentence."""
    return f" ({name} comes{from_origin(f)[1:]})"


def _covered(f: Facts) -> str:
    return filled(", and of your modules {modules}", f) if f["modules"] else ", and none of your modules"


def _ask_anew(f: Facts) -> str:
    """A command that has the go command fetch a module past every proxy and cache, and print its hashes. In an empty
    folder, so that no go.sum stops it; its checksum database is asked as always."""
    return (
        "In an empty folder: GOPROXY=direct GOFLAGS=-modcacherw GOMODCACHE=$PWD/mod go mod download -json "
        f"{shlex.quote(str(f['module']))}, and compare Sum and GoModSum with go.sum."
    )


_GM861: Mapping[CertificateFault, tuple[str, str]] = {
    CertificateFault.AUTHORITY: ("certificate signed by unknown authority", _CERTIFICATE),
    CertificateFault.OTHER_NAME: (
        "its certificate is for {names:all}, not for this name",
        "Name the server in GOPROXY as its certificate does ({names:all}), or have it get one for this name. No other authority and no GOINSECURE helps.",
    ),
    CertificateFault.EXPIRED: (
        "its certificate expired on {until}",
        "Tell whoever runs the server to renew it. If that is done, or many hosts are said to have expired, this machine's clock is wrong: compare date -u.",
    ),
    CertificateFault.NOT_YET: (
        "its certificate is valid from {begin} on",
        "Set this machine's clock (compare date -u); if it is right, the server's certificate was made too early.",
    ),
}


def _gm861(f: Facts) -> str:
    if "fault" not in f:
        return filled("{proxy}: the go command does not trust its certificate", f)
    return filled("{proxy}: " + _GM861[CertificateFault(str(f["fault"]))][0], f)


def _gm861_remedy(f: Facts) -> str:
    return filled(_GM861[CertificateFault(str(f["fault"]))][1], f) if "fault" in f else ""


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
        return f"GONOSUMDB={f['gonosumdb']}{from_origin(f)}, exempts every module"
    count = int(str(f["modules"]))
    return f"GOSUMDB=off{from_origin(f)}: {counted(count, 'module')} {plural('is', count)} believed without a check"


def _gm872(f: Facts) -> str:
    named = {"GOSUMDB": "the checksum database"}
    places = f["places"]
    words = [named.get(place, place) for place in places] if isinstance(places, tuple) else []
    return f"{f['path']} would be sent to {all_of(words)}"


def _gm872_seen(f: Facts) -> Iterator[str]:
    for kind, words in _SIGNS.items():
        names = f.get(kind, ())
        yield from (words.format(name) for name in names) if isinstance(names, tuple) else ()


_NOT_USED = {
    "local": "{}, of the project's own repository, does not count in the module cache",
    "logins": "netrc has a login for {}, which the go command uses and git does not: git reads ~/.netrc, by host alone",
    "spelled": "insteadOf {} is not the beginning of what the go command asks git for",
}


def _gm877_seen(f: Facts) -> Iterator[str]:
    for kind, words in _NOT_USED.items():
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
        meaning="The server shows a certificate of an authority that this system does not know, one of another name, or one whose time is over or not yet here. The go command trusts what the system trusts, and on Linux SSL_CERT_FILE stands for the system's file, SSL_CERT_DIR for its folders.",
        remedy="By what is wrong: have the server's certificate renewed, ask it by a name that it has, set this machine's clock, or install the authority's certificate.",
        message=_gm861,
        remedy_here=_gm861_remedy,
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
        message=lambda f: f"{f['answer']}{comes_from('GOPROXY', f)}",
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
        message=_gm872,
        remedy_here="go env -w GOPRIVATE={goprivate}",
        seen=_gm872_seen,
    ),
    "GM873": Row(
        title="GOSUMDB cannot be used",
        meaning="A database other than the known one needs its key: NAME+HASH+KEY, and a URL after a blank where it lies elsewhere.",
        remedy="Ask whoever runs the database for its key, and go env -w GOSUMDB='KEY URL'.",
        message=lambda f: f"{f['answer']}{comes_from('GOSUMDB', f)}",
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
        meaning="The go command would have git fetch it over https, from its own folder in the module cache, and git finds neither a login in ~/.netrc, a credential helper, nor an insteadOf that leads to ssh. It does not ask: terminal prompts are off. What the project's own .git/config says does not count there, nor $NETRC, nor an insteadOf for ssh:// or git@HOST: instead of https://.",
        remedy="git config --global url.ssh://git@HOST/.insteadOf https://HOST/, or add a line for the host to ~/.netrc.",
        message="{path} comes from version control, and nothing has a credential for {host}",
        remedy_here="git config --global url.ssh://git@{host}/.insteadOf https://{host}/, or add a line for {host} to ~/.netrc.",
        seen=_gm877_seen,
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
    "GM951": Row(
        title="a login would be sent in the open",
        meaning="An element of GOPROXY is a plain http URL with a login in it. Anybody on the way could read it, so the go command refuses to ask there at all.",
        remedy="Use https, or take the login out of the URL; netrc logins go over https alone, too.",
        message="{proxy}: a login in a plain http URL, which the go command refuses to send",
    ),
    "GM952": Row(
        title="git would send a login in the open",
        meaning="An insteadOf leads to a plain http URL with a login in it. Anybody on the way can read it, and change the code.",
        remedy="Let it lead to https or ssh, and give the login a new password.",
        message="git's {key} has a login for {target}, which goes over plain http, for {modules}",
    ),
    "GM953": Row(
        title="there is no git",
        meaning="By GOPROXY or GONOPROXY modules come from version control, which the go command has git do, and there is none on PATH. What is in the module cache already can still be built.",
        remedy="Install git (containers often have none), or let a proxy serve the modules.",
        message="no git on PATH, and version control is to be asked for {modules}",
    ),
}
