"""What doctor and sum say of setups and evidence made by hand: every check, every code, every case of a sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gomigrate.diagnose.doctor.checks.database import check_database
from gomigrate.diagnose.doctor.checks.modes import check_modes
from gomigrate.diagnose.doctor.checks.private import check_private
from gomigrate.diagnose.doctor.checks.proxies import check_proxies
from gomigrate.diagnose.doctor.checks.settings import check_settings
from gomigrate.diagnose.doctor.examine import CHECKS
from gomigrate.diagnose.doctor.fixes import fixes_for
from gomigrate.diagnose.doctor.machine import GoRootSeen, VendorSeen
from gomigrate.diagnose.doctor.plannedproxy import check_rehearsal, phases_of
from gomigrate.diagnose.doctor.setup import DatabaseSeen, Setup
from gomigrate.diagnose.doctor.toolchains import ToolchainSeen
from gomigrate.diagnose.doctor.vendorcheck import VendorDifference, VendorFault
from gomigrate.diagnose.logs.judge import judge_log
from gomigrate.diagnose.logs.read import read_log
from gomigrate.diagnose.project import GoModFiles, ProjectModules
from gomigrate.diagnose.sums.mismatch import judge, judge_conflict
from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.doctor import (
    ChainElement,
    Check,
    Dependency,
    Examination,
    MirrorState,
    PrivateSign,
    Rehearsal,
    Rehearsed,
    SignKind,
)
from gomigrate.model.diagnosis.exchanges import Certificate, CertificateFault, EnvironmentProxy, Exchange
from gomigrate.model.diagnosis.machine import (
    DEFAULT,
    ENVIRONMENT,
    WRITTEN,
    Folder,
    GitSetting,
    InstalledTool,
    Setting,
    Stray,
)
from gomigrate.model.diagnosis.sums import (
    GO_MOD,
    ZIP,
    DatabaseWord,
    FileSum,
    Held,
    Limit,
    LimitKind,
    MergeConflict,
    Party,
    Silence,
    SumEvidence,
    SumReport,
)
from gomigrate.model.findings import Place
from gomigrate.model.go.toolchain import ChosenGo
from gomigrate.model.modules import Flaw, ModuleVersion, Said
from gomigrate.modfile import gomod
from gomigrate.modfile.gowork import GoWork, parse_go_work
from gomigrate.world.go.goenv import GoEnv
from gomigrate.world.go.settings import Settings

ERRORS = ModuleVersion("example.com/errors", "v1.2.3")
TEXT = ModuleVersion("example.com/text/v2", "v2.0.1")
SECRET = ModuleVersion("git.corp.example/secret", "v0.3.0")
RIGHT, WRONG = f"h1:{'R' * 43}=", f"h1:{'W' * 43}="
PUBLIC, OWN = "https://mirror.test", "https://proxy.corp.example"
GO_MOD_TEXT = "module example.com/project\n\ngo 1.99\n"


def request(module: ModuleVersion, question: str = "info", status: int = 200, at: str = OWN, **more: Any) -> Exchange:
    """A request to a proxy."""
    names = {"info": f"{module.version}.info", "mod": f"{module.version}.mod", "zip": f"{module.version}.zip"}
    reason = {200: "OK", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}.get(status, "")
    url = f"{at}/{module.path}/@v/{names.get(question, '0123456789ab.info')}"
    said = {200: Said.FOUND, 401: Said.LOGIN, 403: Said.REFUSED, 404: Said.NO}[status]
    exchange = Exchange(
        question=question, url=url, module=module, said=said, status=status, reason=reason, seconds=0.012
    )
    return replace(exchange, **more)


def setting(name: str, value: str, origin: str = ENVIRONMENT, *overrides: tuple[str, str]) -> Setting:
    """A row of the table of settings."""
    return Setting(name=name, value=value, origin=origin, overrides=overrides)


def module_files(**more: Any) -> GoModFiles:
    """The files of a module in /src/project."""
    files = GoModFiles(root="/src/project", go_mod=gomod.parse(GO_MOD_TEXT), go_sum=b"")
    return replace(files, **more)


ROWS = {
    "GOPRIVATE": "corp.example:8443,https://git.corp.example,/x,a b,Corp.example,[a,x/...,github.com",
    "GOFLAGS": "-mod=always -modfile=x.mod -insecure word=secret -mod=mod",
}
SETUP = Setup(
    project=ProjectModules(
        root="/src/project",
        module="example.com/project",
        files=module_files(work_file="/src/go.work", uses_us=False),
        dependencies=(
            Dependency(module=ERRORS, sums=frozenset({RIGHT}), go_mod_sums=frozenset({RIGHT})),
            Dependency(
                module=SECRET,
                signs=(
                    PrivateSign(SignKind.NETWORK, "git.corp.example"),
                    PrivateSign(SignKind.NETRC, "git.corp.example"),
                    PrivateSign(SignKind.GIT, "credential.https://git.corp.example.helper"),
                    PrivateSign(SignKind.INSECURE, SECRET.path),
                ),
            ),
            Dependency(module=TEXT),
        ),
        tools=((f"{ERRORS.path}/cmd/tool", ERRORS),),
    ),
    env=GoEnv(
        goproxy=f"{OWN}|{PUBLIC},direct",
        goinsecure="github.com,x.test:80,git.corp.example",
        govcs="git",
        gopath=("relative",),
        gobin="/opt/bin",
        gomodcache="/cache/mod",
        gocache="/cache/build",
        gotoolchain="local",
        goversion="go1.26.0",
        go111module="off",
    ),
    settings=Settings(
        rows=(
            setting("GOPROXY", f"{OWN}|{PUBLIC},direct"),
            setting("GOPRIVATE", "corp.example", ENVIRONMENT, (WRITTEN, "old.example")),
            setting("GO111MODULE", "off", WRITTEN),
            setting("GOVCS", "git", WRITTEN),
            setting("GOBIN", "", DEFAULT),
            setting("-mod", "mod", "GOFLAGS"),
        ),
        strays=(
            Stray(name="GOTRUST", origin=ENVIRONMENT),
            Stray(name="GOPRIVAT", origin=WRITTEN, meant="GOPRIVATE"),
        ),
        file="/home/me/.config/go/env",
        raw=ROWS,
        goflags_problem="parsing $GOFLAGS: unknown flag -nope",
    ),
    chain=(
        ChainElement(
            word=OWN,
            leads_on="|",
            credential="netrc",
            exchanges=(
                request(ERRORS, digest="", hops=("https://storage.example",)),
                request(ERRORS, "zip", digest=WRONG),
                request(ERRORS, "mod", digest=WRONG),
                request(ERRORS, "revision", 403),
                request(TEXT, "info", 404),
                request(TEXT, "latest", said=Said.BROKEN, flaw=Flaw.NO_INFO),
            ),
        ),
        ChainElement(word=PUBLIC, leads_on=",", is_public=True, exchanges=(request(TEXT, status=403, at=PUBLIC),)),
        ChainElement(word="direct", leads_on=""),
    ),
    anonymous=(request(SECRET),),
    database=DatabaseSeen(
        word=DatabaseWord(name="sum.golang.org"),
        proven=(ERRORS,),
        disputed=((ERRORS, ZIP, RIGHT, frozenset({WRONG})),),
    ),
    git=(GitSetting(key="url.ssh://git@git.corp.example/.insteadof", value="https://git.corp.example/"),),
    path=("/usr/bin",),
    tools=(
        InstalledTool(
            name="tool",
            folder="/opt/bin",
            go="go1.20",
            package=f"{ERRORS.path}/cmd/tool",
            module=ModuleVersion(ERRORS.path, "v1.0.0"),
            shadows=("/usr/local/bin",),
        ),
        InstalledTool(name="other", folder="/opt/bin"),
    ),
    caches=(
        Folder(name="GOMODCACHE", path="/cache/mod", exists=True, fs="tmpfs", free=3 << 20, partial=("a.partial",)),
        Folder(name="GOCACHE", path="/cache/build", is_writable=False),
    ),
    module_caches=("/cache/mod", "/go/pkg/mod"),
    uncached=2,
    go_refuses="go: GOPATH entry is relative",
)


WELL = replace(
    SETUP,
    project=replace(SETUP.project, files=module_files(go_mod=gomod.parse("module x.test/p\n")), tools=()),
    env=GoEnv(
        gopath=("/go",),
        goversion="go1.26.0",
        gotoolchain="auto",
        gomodcache="/go/pkg/mod",
        goprivate="*.example",
        gocache="/go/build",
    ),
    settings=Settings(rows=(), strays=(), file="", raw={}),
    chain=SETUP.chain[2:],
    anonymous=(),
    database=DatabaseSeen(word=DatabaseWord(name="sum.golang.org")),
    tools=(),
    caches=(),
    module_caches=(),
    uncached=0,
    go_refuses="",
)
WELL = replace(
    WELL,
    project=replace(WELL.project, dependencies=SETUP.project.dependencies[:2]),
    env=replace(WELL.env, gonoproxy="*.example", gonosumdb="*.example"),
)


def other_checks() -> list[Check]:
    """The cases that one setup alone cannot have, each beside what is well."""
    env, project = WELL.env, WELL.project
    old = module_files(work_file="/src/go.work", work=GoWork(), uses_us=True)
    unreadable = (finding("GM201", place=Place("go.mod", 3), problem="unknown block type: requires"),)
    broken = replace(project, module="", files=module_files(go_mod=None, unreadable=unreadable))
    unmigrated = replace(project, files=None)
    modes: tuple[dict[str, Any], ...] = (
        {"go111module": "auto"},
        {"go111module": "maybe"},
        {"go111module": "off", "project": unmigrated, "gotoolchain": "newest"},
        {"project": unmigrated, "goversion": ""},
        {"project": broken},
        {"project": replace(project, files=old), "gotoolchain": "path"},
        {"project": replace(project, files=old), "goproxy": "off"},
    )
    shown = Certificate(
        subject="CN=proxy",
        issuer="O=Corp Root",
        names=("proxy.corp.example",),
        not_before="2020-01-01",
        not_after="2030-01-01",
        sha256="AB:CD",
        fault=CertificateFault.AUTHORITY,
    )
    tls = Exchange(
        question="info", url=OWN, said=Said.UNREACHABLE, is_untrusted=True, problem="certificate verify failed"
    )
    answers = (
        (tls,),
        (replace(tls, certificate=shown),),
        (replace(tls, is_untrusted=False, problem="connection refused"),),
        (request(ERRORS, status=401),),
        (request(ERRORS, "revision", 404),),
    )
    asked = replace(tls, question="latest", url="https://sum.golang.org/latest", certificate=shown)
    known = WELL.database.word
    untrue = replace(known, silence=Silence.UNPROVEN, answer="invalid signature")
    databases = (
        DatabaseSeen(word=DatabaseWord(silence=Silence.OFF)),
        DatabaseSeen(word=DatabaseWord(silence=Silence.BAD_KEY, answer="missing GOSUMDB")),
        DatabaseSeen(word=replace(known, silence=Silence.NO_ANSWER, answer=str(asked)), exchanges=(asked,)),
        DatabaseSeen(word=untrue),
        DatabaseSeen(word=untrue, unproven=ERRORS),
    )
    private: tuple[dict[str, Any], ...] = ({"gonoproxy": ""}, {"gonoproxy": "*.example"})
    return [
        *(check(WELL) for check in CHECKS),
        check_settings(replace(WELL, settings=replace(WELL.settings, raw={"GOFLAGS": "-tags='x"}))),
        *(
            check_modes(replace(WELL, project=words.pop("project", project), env=replace(env, **words)))
            for words in map(dict, modes)
        ),
        check_proxies(replace(WELL, chain_problem="ftp://x.test: invalid proxy URL scheme", chain=())),
        *(
            check_proxies(replace(WELL, chain=(ChainElement(word=OWN, leads_on="", exchanges=some),)))
            for some in answers
        ),
        check_proxies(replace(WELL, is_offline=True)),
        *(check_database(replace(WELL, database=database)) for database in databases),
        check_database(replace(WELL, env=replace(env, gonosumdb="*"))),
        *(check_private(replace(WELL, logins=("git.corp.example",), env=replace(env, **words))) for words in private),
        check_private(replace(WELL, git=(), env=replace(env, goauth="/opt/auth --token x"))),
        check_private(replace(WELL, git=(), env=replace(env, govcs="private:off"))),
    ]


def machine_checks() -> list[Check]:
    """Which Go, from which folders, by which proxies of the environment: one trouble each."""
    env, project = WELL.env, WELL.project
    work = parse_go_work("go 1.21\n\nuse ./project\n")
    newer = module_files(go_mod=gomod.parse("module x.test/p\n\ngo 1.24\n"), work_file="/src/go.work", work=work)
    outside = module_files(go_mod=gomod.parse("module x.test/p\n\ngo 1.20\n"), work_file="/src/go.work", work=work)
    mod_flag = replace(WELL.settings, rows=(setting("-mod", "mod", "GOFLAGS"),))
    at_top = replace(project, root="/")
    chosen = ChosenGo(name="go1.99.0")
    module = ModuleVersion("golang.org/toolchain", "v0.0.1-go1.99.0.linux-amd64")
    absent = ToolchainSeen(selection=chosen, file="go.mod", is_at_hand=False, module=module)
    toolchains = (
        ToolchainSeen(selection=ChosenGo(is_invalid=True)),
        ToolchainSeen(selection=ChosenGo(too_new="1.99"), file="../go.work"),
        replace(absent, selection=replace(chosen, may_download=False)),
        replace(absent, exchanges=(request(module, "zip", 404),)),
        replace(absent, selection=replace(chosen, name="go1.99"), exchanges=(request(module, "zip", 404),)),
        replace(absent, exchanges=(request(module, "zip", 401),)),
    )
    differs = (VendorDifference(VendorFault.NOT_EXPLICIT, ERRORS),)
    vendors = (
        VendorSeen(by_flag=False, is_there=True, differences=differs),
        VendorSeen(by_flag=True, is_there=False, differences=differs),
    )
    goroots = (
        GoRootSeen("/opt/go", ENVIRONMENT, "go1.20.1", is_there=True),
        GoRootSeen("/nowhere", WRITTEN, "", is_there=False),
    )
    by_hand = replace(WELL.settings, rows=(setting("GOBIN", "bin"),))
    environs: tuple[dict[str, Any], ...] = ({"gocache": "off"}, {"gocache": ""}, {"goauth": "git ."})
    stopped = Exchange(url=OWN, said=Said.UNREACHABLE, problem="connection refused")
    gate = EnvironmentProxy(variable="https_proxy", place="http://gate.example")
    proxies = (gate, EnvironmentProxy(variable="HTTP_PROXY"))
    faults = (CertificateFault.OTHER_NAME, CertificateFault.EXPIRED, CertificateFault.NOT_YET)
    shown = Certificate(
        subject="CN=x", issuer="O=Root", names=("x.example",), not_before="2031-01-01", not_after="2032-01-01",
        sha256="AB", fault=CertificateFault.AUTHORITY,
    )  # fmt: skip
    chains = (
        *(replace(stopped, http_proxy=proxy, problem=f"{proxy}: connection refused") for proxy in proxies),
        replace(stopped, said=Said.LOGIN, flaw=Flaw.PLAIN_HTTP),
        *(replace(stopped, is_untrusted=True, certificate=replace(shown, fault=fault)) for fault in faults),
    )
    leak = GitSetting(key="url.http://git.corp.example.insteadof", value="https://git.corp.example/", has_login=True)
    spelled = replace(leak, value="ssh://git.corp.example/", has_login=False)
    no_login = replace(WELL, logins=("git.corp.example/secret",), git_local=SETUP.git, git=(spelled,))
    return [
        check_modes(replace(WELL, project=replace(project, files=replace(newer, uses_us=False)))),
        check_modes(replace(WELL, project=replace(project, files=replace(newer, uses_us=True)))),
        check_modes(replace(WELL, project=replace(project, files=replace(outside, uses_us=True)), settings=mod_flag)),
        check_modes(replace(WELL, project=at_top, env=replace(env, gopath=("/",)))),
        check_modes(replace(WELL, project=at_top, env=replace(env, gopath=("/",), goversion="go1.21.0"))),
        *(check_modes(replace(WELL, toolchain=one)) for one in toolchains),
        check_modes(replace(WELL, toolchain=absent, env=replace(env, goproxy="off"))),
        check_modes(replace(WELL, toolchain=absent, database=DatabaseSeen(word=DatabaseWord(silence=Silence.OFF)))),
        *(check_modes(replace(WELL, vendor=one)) for one in vendors),
        *(check_settings(replace(WELL, goroot=one)) for one in goroots),
        *(check_settings(replace(WELL, env=replace(env, **words))) for words in environs),
        check_settings(replace(WELL, settings=by_hand, env=replace(env, gobin="bin"))),
        check_settings(replace(WELL, temporary=(("TMPDIR", "/nowhere/tmp"),))),
        check_settings(replace(WELL, go_refuses="go: unsupported GOOS/GOARCH pair linux/x86_64")),
        *(
            check_proxies(replace(WELL, chain=(ChainElement(word=OWN, leads_on="", exchanges=(one,)),)))
            for one in chains
        ),
        check_private(replace(WELL, git=(leak,))),
        check_private(no_login),
        check_private(replace(no_login, has_git=False, uncached=1)),
    ]


def rehearsal() -> Rehearsal:
    """A planned proxy that has each state of a module."""
    rows = (
        Rehearsed(module=ERRORS, state=MirrorState.SAME),
        Rehearsed(module=ERRORS, state=MirrorState.DIFFERS, file="zip", served=WRONG, today=(RIGHT,)),
        Rehearsed(module=TEXT, state=MirrorState.MISSING, exchange=request(TEXT, status=404)),
        Rehearsed(module=TEXT, state=MirrorState.UNKNOWN),
        Rehearsed(module=TEXT, state=MirrorState.UNANSWERED),
        Rehearsed(module=SECRET, state=MirrorState.NOT_ASKED),
        Rehearsed(module=SECRET, state=MirrorState.NOT_ASKED, by_gonoproxy=True),
    )
    made = Rehearsal(proxy="https://mirror.example", today=PUBLIC, modules=rows, serves_database=True)
    return replace(made, phases=phases_of(made, "https://mirror.example", PUBLIC))


def examination() -> Examination:
    """Every check of doctor, and every code that it knows."""
    made = rehearsal()
    return Examination(
        root="/src/project",
        module="example.com/project",
        settings=SETUP.settings.rows,
        checks=(
            *(check(SETUP) for check in CHECKS),
            *other_checks(),
            *machine_checks(),
            check_rehearsal(made, "sum.golang.org"),
        ),
        fixes=fixes_for(SETUP),
        rehearsal=made,
    )


def rehearsals() -> list[Examination]:
    """Planned proxies that come nearer, step by step: none differs, none is out of order, none lacks a module, all is
    known."""
    made, found = rehearsal(), []
    gone: set[MirrorState] = set()
    for state in (MirrorState.DIFFERS, MirrorState.UNANSWERED, MirrorState.MISSING, MirrorState.UNKNOWN):
        gone.add(state)
        rows = tuple(row for row in made.modules if row.state not in gone)
        some = replace(made, modules=rows, serves_database=False)
        some = replace(some, phases=phases_of(some, "https://mirror.example", PUBLIC))
        found.append(
            Examination(root="/src", module="", settings=(), checks=(check_rehearsal(some, ""),), rehearsal=some)
        )
    return found


def held(party: Party, digest: str, what: str = ZIP, **more: Any) -> Held:
    """What a party has of example.com/errors."""
    places = {
        Party.PROXY: OWN,
        Party.CACHE: f"/cache/mod/cache/download/{ERRORS.path}/@v/{ERRORS.version}.{'zip' if what == ZIP else 'mod'}",
        Party.FOLDER: f"/cache/mod/{ERRORS}",
        Party.VENDOR: f"vendor/{ERRORS.path}",
    }
    return replace(Held(party=party, place=places[party], what=what, digest=digest), **more)


FILES = tuple(FileSum(f"{name}.go", name, name, True) for name in "abcdefghijklm")
TURNED = tuple(replace(file, sha256=f"{file.sha256} with CRLF") for file in FILES)
CHANGED = (FileSum("a.go", "A", "A", True), *TURNED[1:2], *FILES[3:], FileSum("n.go", "n", "n", True))
PROVEN = DatabaseWord(name="sum.golang.org", zip=RIGHT, go_mod=RIGHT)
OFF = DatabaseWord(silence=Silence.OFF)


def sum_evidence() -> tuple[SumEvidence, ...]:
    """A module version in every trouble; what is recorded, proven and held differs."""
    good = held(Party.CACHE, RIGHT, files=FILES, commit="a" * 40)
    seen = SumEvidence(module=ERRORS, zip_lines=((RIGHT, 1),), database=PROVEN, held=(good,))
    bad = replace(seen, zip_lines=((WRONG, 1),))
    two = replace(seen, zip_lines=((WRONG, 1), (RIGHT, 2)))
    silent = [DatabaseWord(name="sum.golang.org", silence=one, answer="GET https://x.test -> 404") for one in Silence]
    moved = (good, held(Party.PROXY, RIGHT, commit="b" * 40))
    return (
        seen,
        bad,
        replace(bad, database=OFF, held=(good,), work_file="../go.work.sum", work_zip_lines=((WRONG, 7),)),
        two,
        replace(two, database=OFF, held=()),
        *(replace(bad, database=word, held=moved) for word in silent),
        *(
            replace(seen, held=(good, held(party, WRONG, files=files, commit="b" * 40)))
            for party in (Party.PROXY, Party.FOLDER)
            for files in (CHANGED, TURNED)
        ),
        replace(seen, held=(held(Party.CACHE, WRONG), held(Party.PROXY, WRONG, GO_MOD))),
        replace(seen, held=(held(Party.CACHE, "", problem="what came back is no whole zip file"),)),
        *(
            replace(seen, held=(good, held(Party.VENDOR, "", files=files, packages=packages)))
            for files, packages in ((CHANGED, ("",)), (TURNED[:2], ()))
        ),
        replace(
            seen,
            zip_lines=(),
            is_required=True,
            is_direct=True,
            work_file="../go.work.sum",
            work_zip_lines=((RIGHT, 3),),
        ),
        replace(
            seen, zip_lines=(), database=OFF, held=(good, held(Party.PROXY, WRONG, files=CHANGED, commit="b" * 40))
        ),
        replace(seen, zip_lines=(), database=OFF, held=(good, held(Party.FOLDER, WRONG, files=CHANGED))),
    )


# Apart from each other: a failure that names no module takes that of the lines above it.
LOG = """verifying example.com/x@v1.0.0: checksum mismatch
\tdownloaded: h1:a=
\tsum.golang.org: h1:b=


verifying example.com/y@v1.0.0: checksum mismatch


example.com/x@v1.0.0: verifying module: example.com/x@v1.0.0: initializing sumdb.Client: no


reading https://sum.golang.org/lookup/example.com/z@v1.0.0: 404 Not Found


a.go:1:1: missing go.sum entry for module providing package example.com/x/p; to add:


go: example.com/x@v1.0.0: missing go.sum entry


go: updates to go.sum needed, disabled by -mod=readonly


malformed go.sum: wrong number of fields 2


go: updates to go.mod needed, disabled by -mod=readonly


go: inconsistent vendoring in /src/x:


cannot find module providing package example.com/p: import lookup disabled by -mod=vendor


main.go:3:8: ambiguous import: found package example.com/p in multiple modules:


module declares its path as: example.org/elsewhere


go: example.com/x@v1.0.0: invalid version: unknown revision v1.0.0


fatal: could not read Username for 'https://example.com': terminal prompts disabled


fatal: unable to access 'https://example.com/x/': SSL certificate problem: self-signed


go: example.com/x@v1.0.0: reading https://proxy.test/x/@v/v1.0.0.info: 403 Forbidden


go: example.com/x@v1.0.0: Get "https://proxy.test/x": dial tcp: lookup proxy.test: no such host


go: example.com/x@v1.0.0: module lookup disabled by GOPROXY=off


no module: cannot find module providing package example.com/p


go: example.com/x@v1.0.0: reading https://proxy.test/example.com/x/@v/v1.0.0.info: 410 Gone


go: example.com/x@v1.0.0: reading file:///proxy/x/@v/v1.0.0.info: no such file or directory


go: example.com/x@v2.0.0: invalid version: go.mod has post-v1 module path ...


go: example.com/x@v0.0.0-20200101000000-abcdefabcdef: invalid pseudo-version: does not match


main.go:3:8: no required module provides package example.com/p; to add it:


go: cannot find main module


package x/y: unrecognized import path "x/y": import path does not begin with hostname


main.go:3:8: package foo/bar is not in GOROOT (/usr/local/go/src/foo/bar)


go: go.mod requires go >= 1.99 (running go 1.26; GOTOOLCHAIN=local)


use of internal package example.com/x/internal/p not allowed


import cycle not allowed


go: errors parsing go.mod:

go: parsing $GOFLAGS: non-flag "vendor"

go: could not create module cache: mkdir /.cache/gomodcache: permission denied

go: cannot load module ../proxy listed in go.work file: open ../proxy/go.mod: no such file or directory

go: example.com/x@v1.0.0 (replaced by ../x): reading ../x/go.mod: open /src/x/go.mod: no such file or directory

error obtaining VCS status: exit status 128

go: warning: example.com/x@v1.0.0: retracted by module author: published by mistake
"""


def sum_report() -> SumReport:
    """What sum says of all of it, of a log with every failure, and of a log with none."""
    told, alone = read_log(LOG), read_log("\nSECURITY ERROR")
    log = replace(told, failures=(*told.failures, *alone.failures))
    evidence = sum_evidence()
    conflict = MergeConflict(line=1, sides=(("ours", f"{ERRORS} {RIGHT}"), ("theirs", f"{ERRORS} {WRONG}")))
    unreadable = finding("GM001", place=Place("go.sum"), path="go.sum", reason="is a folder")
    return SumReport(
        root="/src/project",
        module="example.com/project",
        evidence=evidence,
        failures=log.failures,
        limits=tuple(
            Limit(kind=kind, answer="GET https://x.test -> 500", proxy=OWN, modules=1, all_modules=2)
            for kind in LimitKind
        ),
        findings=(
            unreadable,
            judge_conflict(conflict),
            *(found for seen in evidence for found in judge(seen)),
            *judge_log(log, "ci.log"),
            *judge_log(read_log("make: *** [all] Error 2\n"), "make.log"),
            *judge_log(read_log("all is well\n"), "empty.log"),
        ),
    )
