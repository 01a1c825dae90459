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
    "Add a proxy to GOPROXY that answers for commits, or use version control (GOPROXY=direct). {gomigrate:plan} also finds"
    " locked commits in clones and by vendored files."
)
_CERTIFICATE = (
    "Get the certificate of {issuer} from the server's administrator, then run export SSL_CERT_FILE=/PATH/ca.pem (or add it"
    " to the system's), and for git: git config --global http.sslCAInfo /PATH/ca.pem"
)
_MIRROR = {
    MirrorState.DIFFERS: "has other bytes for",
    MirrorState.MISSING: "does not have",
    MirrorState.UNANSWERED: "gave no answer about",
}
_SIGNS = {
    SignKind.NETWORK: "{} is a host name of a private network",
    SignKind.NETRC: "netrc has a login for {}",
    SignKind.GIT: "git has {}",
    SignKind.INSECURE: "GOINSECURE covers {}",
}


def _origin(f: Facts) -> object:
    return {ENVIRONMENT: "the environment", DEFAULT: "Go itself"}.get(str(f["origin"]), f["origin"])


def from_origin(f: Facts) -> str:
    """Where a setting comes from, after its value."""
    return f" (from {_origin(f)})"


def comes_from(name: str, f: Facts) -> str:
    """The same, as the end of a sentence."""
    return f" ({name} comes from {_origin(f)})"


def _covered(f: Facts) -> str:
    return filled(", and {modules} of your modules.", f) if f["modules"] else ", but none of your modules."


def _ask_anew(f: Facts) -> str:
    """A command that has the go command fetch a module past every proxy and cache, and print its hashes. In an empty
    folder, so that no go.sum stops it; its checksum database is asked as always."""
    return (
        "Compare Sum and GoModSum with go.sum, from an empty folder: GOPROXY=direct GOFLAGS=-modcacherw"
        f" GOMODCACHE=$PWD/mod go mod download -json {shlex.quote(str(f['module']))}"
    )


_GM861: Mapping[CertificateFault, tuple[str, str]] = {
    CertificateFault.AUTHORITY: ("certificate signed by unknown authority", _CERTIFICATE),
    CertificateFault.OTHER_NAME: (
        "its certificate is for {names:all}, not for this host name",
        "Use {names:all} as the host name in GOPROXY, or get a certificate for this host name. Another authority or GOINSECURE does not help.",
    ),
    CertificateFault.EXPIRED: (
        "its certificate expired on {until}",
        "Ask the server's administrator to renew the certificate. If many hosts seem expired, the clock here is wrong: compare date -u",
    ),
    CertificateFault.NOT_YET: (
        "its certificate is valid from {begin} on",
        "Set the clock of this machine (compare date -u). If the clock is right, the certificate is dated too late.",
    ),
}


def _gm861(f: Facts) -> str:
    if "fault" not in f:
        return filled("{proxy}: the go command does not trust its certificate.", f)
    return filled("{proxy}: " + _GM861[CertificateFault(str(f["fault"]))][0] + ".", f)


def _gm861_remedy(f: Facts) -> str:
    return filled(_GM861[CertificateFault(str(f["fault"]))][1], f) if "fault" in f else ""


def _gm861_seen(f: Facts) -> Iterator[str]:
    if "subject" in f:
        names = filled("{names:all}", f) or "no name"
        yield f"certificate: {f['subject']}, for {names}, until {f['until']}"
        yield filled("signed by: {issuer}", f)
        yield filled("SHA-256: {sha256}", f)


def _gm863(f: Facts) -> str:
    modules = f["modules"]
    is_one = isinstance(modules, tuple) and len(modules) == 1
    what, names = ("{modules}", ".") if is_one else ("{modules:module}", ". Asked for: {modules}.")
    commit = "{modules:~the locked commit} of " if f["is_commit"] else ""
    told = {**f, "answer": str(f["answer"]).rstrip(".")}
    return filled(f'GOPROXY does not provide {commit}{what}: {{proxy}} answers "{{answer}}"{names}', told)


def _gm869_seen(f: Facts) -> Iterator[str]:
    if f["state"] == MirrorState.DIFFERS:
        yield filled("{file}: there {served}, today {today:all}", f)


def _gm870(f: Facts) -> str:
    if "gonosumdb" in f:
        return f"GONOSUMDB={f['gonosumdb']}{from_origin(f)} exempts every module from the checksum database."
    count = int(str(f["modules"]))
    who = f": {counted(count, 'module')} {plural('is', count)} not checked" if count else " turns the check off"
    return f"GOSUMDB=off{from_origin(f)}{who}."


def _gm870_remedy(f: Facts) -> str:
    name, origin = "GONOSUMDB" if "gonosumdb" in f else "GOSUMDB", f["origin"]
    if origin == "GOPRIVATE":
        return "List only private modules in GOPRIVATE."
    return f"Run {'unset' if origin == ENVIRONMENT else 'go env -u'} {name}, and list private modules in GOPRIVATE."


def _gm872(f: Facts) -> str:
    named = {"GOSUMDB": "the checksum database"}
    places = f["places"]
    words = [named.get(place, place) for place in places] if isinstance(places, tuple) else []
    return f"The go command would send the name {f['path']} to {all_of(words)}."


def _gm872_seen(f: Facts) -> Iterator[str]:
    for kind, words in _SIGNS.items():
        names = f.get(kind, ())
        yield from (words.format(name) for name in names) if isinstance(names, tuple) else ()


_NOT_USED = {
    "local": "{} in the project's own .git/config does not apply in the module cache",
    "logins": "netrc has a login for {}, which git does not use: git reads only ~/.netrc, and only host names there",
    "spelled": "insteadOf {} does not match the URL that the go command gives to git",
}


def _gm877_seen(f: Facts) -> Iterator[str]:
    for kind, words in _NOT_USED.items():
        names = f.get(kind, ())
        yield from (words.format(name) for name in names) if isinstance(names, tuple) else ()


def _gm875(f: Facts) -> str:
    if "file" in f:
        return filled("{database} has another hash than go.sum for the {file} of {module}.", f)
    return filled("{module}: {database}: {problem}" if f["module"] else "{database}: {problem}", f)


def _gm875_seen(f: Facts) -> Iterator[str]:
    if "file" in f:
        yield filled("{database}: {proven}", f)
        yield filled("go.sum: {recorded:all}", f)


ROWS: dict[str, Row] = {
    "GM860": Row(
        title="a proxy of GOPROXY does not work",
        meaning="A proxy of GOPROXY is unreachable, or does not answer as a module proxy. After a comma the go command stops there: only 404 and 410 make it ask the next proxy.",
        remedy="Correct GOPROXY, or connect to the network of the proxy. Run curl -v URL to see more.",
        message=lambda f: filled(
            "{proxy} does not work: {problem}" if "problem" in f else "{proxy} does not answer as a module proxy.", f
        ),
    ),
    "GM861": Row(
        title="the go command does not trust a proxy's certificate",
        meaning="The certificate is from an authority that this system does not know, for another host name, expired, or not valid yet. The go command trusts the system's authorities. On Linux SSL_CERT_FILE and SSL_CERT_DIR replace them.",
        remedy="Renew the certificate, use a host name that it has, set this machine's clock, or install the authority's certificate.",
        message=_gm861,
        remedy_here=_gm861_remedy,
        seen=_gm861_seen,
    ),
    "GM862": Row(
        title="a proxy redirects requests to another host",
        meaning="The answer comes from a host that GOPROXY does not name. A firewall must allow that host too. The go command sends it no credentials.",
        remedy="Make sure that builds can reach that host, or have the proxy serve the files itself.",
        message="{proxy} redirects to {host}.",
    ),
    "GM863": Row(
        title="GOPROXY does not provide a module of this project",
        meaning="doctor asked the proxies of GOPROXY as the go command does, and none provided the module. Either a proxy refused (after a comma only 404 and 410 make the go command ask the next one), or none has it.",
        remedy="Have the proxy provide the module, or add ,direct or another proxy after it.",
        message=_gm863,
        remedy_here=lambda f: filled(_NO_REVISIONS, f) if f["is_commit"] else "",
    ),
    "GM864": Row(
        title="a proxy gives no version for a commit",
        meaning="The proxy has a version of a commit, but does not give it when asked for the commit. go get MODULE@COMMIT fails with this proxy, and gomigrate cannot turn locked commits into versions by it.",
        remedy="Require versions instead of commits, or add a proxy after it that answers for commits.",
        message="{proxy} does not say which version a commit has.",
    ),
    "GM865": Row(
        title="a proxy serves other bytes than go.sum records",
        meaning="The go.mod or zip from the proxy has another hash than go.sum, so the go command fails with a checksum mismatch. Either the proxy or the author of the go.sum line had another copy.",
        remedy="Compare Sum and GoModSum with go.sum, from an empty folder: GOPROXY=direct GOFLAGS=-modcacherw GOMODCACHE=$PWD/mod go mod download -json MODULE@VERSION.",
        message="{proxy} serves a {file} of {module} with another hash than go.sum. Do not delete go.sum.",
        remedy_here=_ask_anew,
        seen=lambda f: (filled("served: {served}", f), filled("go.sum: {recorded:all}", f)),
    ),
    "GM866": Row(
        title="a proxy requires credentials",
        meaning="The proxy answered 401, 403 or 407. Neither its URL in GOPROXY nor netrc has credentials for it.",
        remedy="Add a line to ~/.netrc that only you can read: machine HOST login USER password TOKEN (HOST with its port).",
        message="{proxy} requires credentials for {modules}.",
        remedy_here="Add this line to ~/.netrc: machine {machine} login USER password TOKEN",
    ),
    "GM867": Row(
        title="the go command asks the next proxy after any failure",
        meaning="After a | in GOPROXY the go command asks the next proxy after every failure, not only if the module is not found. If the first proxy is down, the next one sees all module names. What a company's proxy refuses is downloaded elsewhere.",
        remedy="Write a comma instead of the |, unless this is intended.",
        message="After any failure of {proxy} the go command asks {following}.",
    ),
    "GM868": Row(
        title="GOPROXY is not a list of proxies",
        meaning="An element of GOPROXY is neither direct, off, nor an http, https or file URL, so no module can be downloaded.",
        remedy="Correct it with go env -w GOPROXY=https://HOST,direct, or where the environment sets it.",
        message=lambda f: f"{f['answer']}{comes_from('GOPROXY', f)}",
    ),
    "GM869": Row(
        title="the planned proxy differs from today's GOPROXY",
        meaning="The proxy that you plan to use lacks a module of this project, gave no answer about it, or has other bytes than today's GOPROXY.",
        remedy="Fill the planned proxy first, or keep today's GOPROXY after it, as the steps of the output show.",
        message=lambda f: filled(f"{{proxy}} {_MIRROR[MirrorState(str(f['state']))]} {{module}}.", f),
        seen=_gm869_seen,
    ),
    "GM870": Row(
        title="the checksum database is off",
        meaning="With GOSUMDB=off, or a pattern for every module, the go command trusts whatever it downloads first. Whoever controls a proxy, or the network to it, can give you code that no one else gets, and go.sum records it as correct.",
        remedy="Exempt only private modules, with GOPRIVATE, and leave GOSUMDB at its default.",
        message=_gm870,
        remedy_here=_gm870_remedy,
    ),
    "GM871": Row(
        title="a pattern for private modules covers public ones",
        meaning="The pattern exempts public modules from the checksum database, and from proxies. Whoever controls their host, or the network to it, can change them unnoticed, and builds depend on many hosts.",
        remedy="Use a narrower pattern, such as github.com/YOUR-ORGANIZATION.",
        message=lambda f: filled("{pattern} in {variable} covers public code such as {sample}", f) + _covered(f),
    ),
    "GM872": Row(
        title="the go command would send a private name to a public server",
        meaning="The module looks private, but no setting keeps the go command from asking a public proxy or the public checksum database for it. That reveals the name, and the answer, 404 or 410, looks like a broken build.",
        remedy="Add its host or organization to GOPRIVATE.",
        message=_gm872,
        remedy_here="Run go env -w GOPRIVATE={goprivate}",
        seen=_gm872_seen,
    ),
    "GM873": Row(
        title="GOSUMDB is not valid",
        meaning="A database that Go does not know needs its key, NAME+HASH+KEY, and after a space its URL if that differs from its name.",
        remedy="Ask the database's owner for its key, then run go env -w GOSUMDB='KEY URL'.",
        message=lambda f: f"{f['answer']}{comes_from('GOSUMDB', f)}",
    ),
    "GM874": Row(
        title="the checksum database gives no answer",
        meaning="The go command asks the database about modules without a line in go.sum, and fails if it gets no answer.",
        remedy="Use a proxy in GOPROXY that serves /sumdb/, or allow connections to the database.",
        message="{database}: {answer}",
        seen=lambda f: [filled("certificate signed by: {issuer}", f)] if f["issuer"] else [],
    ),
    "GM875": Row(
        title="the checksum database does not fit its key or go.sum",
        meaning="Its signature, or the proof that it has a record, is wrong, or it has another hash than go.sum. Either the key in GOSUMDB belongs to another database, or a server on the way changes answers.",
        remedy="Compare the key with the published one. From an empty folder, ask the repository and the database again: GOPROXY=direct GOFLAGS=-modcacherw GOMODCACHE=$PWD/mod go mod download -json MODULE@VERSION.",
        message=_gm875,
        remedy_here=lambda f: _ask_anew(f) if "file" in f else "",
        seen=_gm875_seen,
    ),
    "GM876": Row(
        title="a proxy serves a private module without a login",
        meaning="A proxy sent a private module without asking for credentials.",
        remedy="Configure the proxy to require credentials, or allow only the builds to reach it.",
        message="The proxy served {module} without credentials.",
    ),
    "GM877": Row(
        title="git has no credentials for a private module",
        meaning="The go command lets git fetch the module over https, and git finds no login in ~/.netrc, no credential helper and no insteadOf to ssh. It cannot ask, because the go command turns prompts off. The project's .git/config, $NETRC, and an insteadOf for ssh:// or git@HOST: do not apply.",
        remedy="Run git config --global url.ssh://git@HOST/.insteadOf https://HOST/, or add a line for the host to ~/.netrc.",
        message="{path} comes from version control, and git has no credentials for {host}.",
        remedy_here="Run git config --global url.ssh://git@{host}/.insteadOf https://{host}/, or add a line for {host} to ~/.netrc.",
        seen=_gm877_seen,
    ),
    "GM878": Row(
        title="GOVCS forbids version control for a module",
        meaning="By GONOPROXY or GOPROXY the module comes from version control, and GOVCS allows none for it.",
        remedy="Allow it: go env -w GOVCS=HOST:git.",
        message="GOVCS={govcs} allows no version control for {path}.",
    ),
    "GM879": Row(
        title="GOINSECURE covers public modules",
        meaning="For modules in GOINSECURE, version control may use plain http or any certificate, so whoever controls the network can change the code. GOINSECURE does not change how GOPROXY and the checksum database are asked.",
        remedy="List only hosts that have no valid certificate, and install the authority's certificate for the others.",
        message=lambda f: filled("{pattern} in GOINSECURE covers public code such as {sample}", f) + _covered(f),
    ),
    "GM951": Row(
        title="GOPROXY has a login in a plain http URL",
        meaning="An element of GOPROXY is an http URL with a login. Everyone on the network could read the login, so the go command refuses to use the URL.",
        remedy="Use https, or remove the login from the URL. The go command sends logins of netrc only over https as well.",
        message="{proxy} has a login in a plain http URL, which the go command refuses.",
    ),
    "GM952": Row(
        title="git would send a login over plain http",
        meaning="An insteadOf of git leads to an http URL with a login. Everyone on the network can read the login, and change the code.",
        remedy="Change the insteadOf to https or ssh, and replace the password.",
        message="git's {key} has a login for {target}, which uses plain http. It applies to {modules}.",
    ),
    "GM953": Row(
        title="git is not installed",
        meaning="By GOPROXY or GONOPROXY modules come from version control, and the go command needs git for that. PATH has no git. Modules in the module cache still build.",
        remedy="Install git (many container images have none), or use a proxy for the modules.",
        message="PATH has no git, and the go command needs it for {modules}.",
    ),
}
