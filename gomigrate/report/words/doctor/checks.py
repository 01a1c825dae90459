"""What is said of doctor's checks, fixes and rehearsals, beside its findings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.doctor import (
    ChainElement,
    CheckName,
    Covering,
    CredentialKind,
    Exempt,
    MirrorState,
    PhaseName,
    PrivateWay,
)
from gomigrate.model.diagnosis.exchanges import Exchange
from gomigrate.model.diagnosis.machine import Folder
from gomigrate.report.words.doctor.settings import FLAWS
from gomigrate.report.words.findings import ROWS
from gomigrate.report.words.phrases import all_of, counted, filled, first_few, plural, said, sized

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.model.diagnosis.doctor import Check, Credential, Fix, Phase, Rehearsal, Rehearsed, Seen
    from gomigrate.model.diagnosis.machine import InstalledTool
    from gomigrate.report.words.row import Facts, Text

TITLES: Mapping[CheckName, str] = {
    CheckName.SETTINGS: "Go's settings",
    CheckName.MODES: "Module mode",
    CheckName.PROXIES: "GOPROXY chain",
    CheckName.DATABASE: "Checksum database",
    CheckName.PRIVATE: "Private modules",
    CheckName.INSECURE: "GOINSECURE",
    CheckName.PROGRAMS: "GOBIN and PATH",
    CheckName.CACHES: "Caches",
    CheckName.REHEARSAL: "Planned proxy",
}
_QUESTIONS = ("info", "mod", "zip", "list", "latest", "revision")
_CREDENTIALS = {
    CredentialKind.INSTEAD_OF: "git insteadOf to {}",
    CredentialKind.NETRC: "netrc login for {}",
    CredentialKind.GIT: "git {}",
    CredentialKind.GOAUTH: "GOAUTH ({})",
}


def _settings(f: Facts) -> str:
    where = " or in {file}" if f["file"] else ""
    count = "{by_hand} of {settings:setting}" if f["by_hand"] else "no setting"
    return filled(f"{count} {{by_hand:~is}} set in the environment{where}", {**f, "by_hand": f["by_hand"] or 1})


def _modes(f: Facts) -> str:
    kind = "go.mod of {module}" if f["is_readable"] else "go.mod cannot be read" if f["has_go_mod"] else "no go.mod"
    kind += ", go {go_line}" if f["go_line"] else ""
    running = "{running} runs, GOTOOLCHAIN={toolchain}" if f["running"] else "no go command, GOTOOLCHAIN={toolchain}"
    return filled(f"{kind}; {running}", f)


def _database(f: Facts) -> str:
    modules, exempt = int(str(f["modules"])), int(str(f["exempt"]))
    if f["is_off"]:
        return filled("GOSUMDB=off" + (": {modules:module} {modules:~is} not checked" if modules else ""), f)
    if not f["database"]:
        return "GOSUMDB is not valid"
    used = [f"used for {counted(modules - exempt, 'module')}"] * (modules > exempt)
    spared = [filled("{exempt:module} {exempt:~is} exempt", f)] * bool(exempt)
    return ": ".join(filter(None, (str(f["database"]), ", ".join(used + spared))))


def _caches(f: Facts) -> str:
    if not f["modules"]:
        return "no module version is known yet"
    if not f["uncached"]:
        return filled("{modules:module version} in the module cache, none missing", f)
    few = filled("{uncached} of {modules:module version} {uncached:~is} not in the module cache", f)
    return f"{few}, and may need up to {sized(int(str(f['needed'])))}"


_SUMMARIES: Mapping[CheckName, Text] = {
    CheckName.SETTINGS: _settings,
    CheckName.MODES: _modes,
    CheckName.PROXIES: lambda f: "".join(_names(f["chain"])) if "chain" in f else "GOPROXY is not valid",
    CheckName.DATABASE: _database,
    CheckName.PRIVATE: lambda f: filled(
        "{private} of {modules:module} {private:~is} private, by settings or by signs such as a login"
        if f["private"]
        else "no private module found",
        f,
    ),
    CheckName.INSECURE: lambda f: filled("{patterns:pattern}" if f["patterns"] else "GOINSECURE is not set", f),
    CheckName.PROGRAMS: lambda f: (
        filled("go install writes to {folder}", f)
        + (filled("; {programs:program} checked", f) if f["programs"] else "")
        if f["folder"]
        else "go install has no folder to write to"
    ),
    CheckName.CACHES: _caches,
    CheckName.REHEARSAL: lambda f: (
        f"{f['proxy']}: " + ", ".join(f"{f[state]} {state}" for state in MirrorState if f[state])
    ),
}


def _names(fact: object) -> tuple[str, ...]:
    return fact if isinstance(fact, tuple) else ()


def summary_of(check: Check) -> str:
    """One line about a check."""
    words = said(_SUMMARIES[check.name], dict(check.facts))
    return "; ".join(filter(None, (words, "no server was asked (--offline)" if check.is_skipped else "")))


def lines_of(check: Check) -> Iterator[str]:
    """Everything that a check saw."""
    facts = dict(check.facts)
    for seen in check.seen:
        yield from _lines(seen)
    yield from (f"proven by signature and inclusion: {module}" for module in _names(facts.get("proven")))
    if "serves" in facts:
        what = facts.get("database") or "the checksum database"
        yield f"{facts.get('proxy')} {'serves' if facts['serves'] else 'does not serve'} {what}"


def _lines(seen: Seen) -> Iterator[str]:
    match seen:
        case ChainElement():
            yield from _answers(seen)
        case Exchange():
            yield str(seen)
        case Exempt():
            yield f"exempt: {seen.path} by {seen.variable} pattern {seen.pattern}"
        case PrivateWay():
            yield f"{seen.module}: {_way(seen)}"
        case Covering():
            covers = f"matches {counted(len(seen.modules), 'module')}: {first_few(seen.modules, 5)}"
            covers = covers if seen.modules else "matches none of your modules"
            yield f"{seen.pattern}: {f'never matches: {FLAWS[seen.flaw]}' if seen.flaw else covers}"
        case Folder():
            state = "" if seen.exists else ", does not exist yet"
            kind = f", on {seen.fs}" if seen.fs else ""
            yield f"{seen.name}: {seen.path or 'none'}{state}{kind}{f', {sized(seen.free)} free' if seen.free >= 0 else ''}"
        case _:
            yield _tool(seen)


def _tool(tool: InstalledTool) -> str:
    built = f", {tool.package} {tool.module.version if tool.module else ''}".rstrip(", ")
    return f"{tool.name}: {tool.folder}{built}, {tool.go}" if tool.go else f"{tool.name}: {tool.folder}"


def _answers(element: ChainElement) -> Iterator[str]:
    asked = element.exchanges
    if not asked:
        return
    found = sum(exchange.is_found for exchange in asked)
    times = sorted(exchange.seconds for exchange in asked)
    sent = f"with {element.credential}" if element.credential else "without credentials"
    yield (
        f"{element.word}: {found or 'none'} of {counted(len(asked), 'request')} found, "
        f"median {times[len(times) // 2] * 1000:.0f} ms, slowest {times[-1] * 1000:.0f} ms, {sent}"
    )
    for question in _QUESTIONS:
        answers = Counter(
            e.answer if not e.status else f"{e.status} {e.reason}" for e in asked if e.question == question
        )
        if answers:
            yield f"  {question}: {', '.join(f'{words.strip()} ({count:,})' for words, count in answers.items())}"


def _way(way: PrivateWay) -> str:
    checked = f"checked by {way.database}" if way.database else "not checked"
    if way.proxy is None:
        direct = "version control (GONOPROXY)" if way.by_gonoproxy else "version control"
        return f"{direct}, {checked}, credential: {_credential(way.credential)}"
    outcome = "no refusal" if way.was_asked else "not asked"
    if way.end:
        outcome = f"ends at {way.end.element.word}: {way.end.exchange.answer}"
    return f"{way.proxy.word} first, {checked}, credential: {way.proxy.credential or 'none'}; {outcome}"


def _credential(credential: Credential | None) -> str:
    if credential is None:
        return "none found"
    helper = f" ({credential.helper})" if credential.helper else ""
    return _CREDENTIALS[credential.kind].format(credential.name) + helper


def why_fixed(fix: Fix) -> str:
    """What a fix is for."""
    row = ROWS.get(fix.code)
    return f"{fix.code}: {row.title}" if row else fix.code


def detail_of(row: Rehearsed) -> str:
    """Why a module of a rehearsal is in its state; "" where the state says all."""
    if row.exchange:
        return str(row.exchange)
    match row.state:
        case MirrorState.DIFFERS:
            return f"{row.file}: there {row.served}, today {all_of(row.today)}"
        case MirrorState.UNKNOWN:
            return "no hash of today's zip is known"
        case MirrorState.UNANSWERED:
            return "not asked, since the proxy failed before"
        case MirrorState.NOT_ASKED:
            return "GONOPROXY keeps it from every proxy" if row.by_gonoproxy else "private"
        case _:
            return ""


def reason_of(rehearsal: Rehearsal, phase: Phase) -> str:
    """Why a step toward a new proxy can be taken, or why not yet."""
    differing, missing = rehearsal.count(MirrorState.DIFFERS), rehearsal.count(MirrorState.MISSING)
    unanswered, unknown = rehearsal.count(MirrorState.UNANSWERED), rehearsal.count(MirrorState.UNKNOWN)
    if differing:
        return f"{counted(differing, 'module')} {plural('has', differing)} other bytes there: find out why first"
    if phase.name is PhaseName.ON_TRIAL:
        return "modules that fail there come from today's GOPROXY"
    if phase.name is PhaseName.FIRST:
        lacking = (
            f"{counted(missing, 'module')} that it lacks {'comes' if missing == 1 else 'come'} from today's GOPROXY"
        )
        return f"{lacking if missing else 'no module is known to be missing there'}; its failures are not hidden"
    if unanswered:
        return f"it is not known whether it has {counted(unanswered, 'module')}"
    if missing:
        return f"it lacks {counted(missing, 'module')}"
    direct = rehearsal.count(MirrorState.NOT_ASKED)
    alone = (
        f"version control is still needed for {counted(direct, 'private module')}" if direct else "it has every module"
    )
    return f"{alone}; the bytes of {counted(unknown, 'module')} could not be compared" if unknown else alone
