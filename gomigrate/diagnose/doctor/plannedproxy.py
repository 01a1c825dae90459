"""`--plan-proxy`: a proxy that is to be introduced, compared with today's chain for this project's own modules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.questions import ask_proxy
from gomigrate.diagnose.servers import Servers
from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.doctor import (
    Check,
    CheckName,
    MirrorState,
    Phase,
    PhaseName,
    Rehearsal,
    Rehearsed,
)
from gomigrate.model.errors import UsageProblem, WorldProblem
from gomigrate.model.text.shownurl import goproxy_to_fill_in, place, shown_goproxy
from gomigrate.world.base.secrets import Secrets, keep_secret
from gomigrate.world.modules.proxy import parse_goproxy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gomigrate.diagnose.doctor.setup import Setup
    from gomigrate.model.diagnosis.doctor import Dependency
    from gomigrate.model.diagnosis.exchanges import Exchange
    from gomigrate.model.findings import Fact, Finding
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.world.world import World

    Answers = dict[ModuleVersion, dict[str, Exchange]]


def rehearse(world: World, seen: Setup, planned: str) -> Rehearsal:
    """The comparison. Every zip of the project is fetched from the planned proxy.

    Raises UsageProblem where `planned` is no proxy.
    """
    url = _url(planned)
    keep_secret(Secrets.of_urls((url,), (world.cwd,)))
    servers = Servers.of(world.environ, seen.env, seen.project.root)
    hosts = servers.private_hosts(seen.dependencies)
    dependencies = [d for d in seen.dependencies if d.query]
    askable = [d for d in dependencies if servers.may_ask(d, url, hosts)]
    there = _by_module(ask_proxy(servers.client, url, askable, thorough=len(askable)))
    here = _hashes_of_today(servers, [d for d in askable if not d.sums], hosts)
    rows = [
        _row(d, there.get(d.module, {}), here.get(d.module, {}))
        if d in askable
        else Rehearsed(module=d.module, state=MirrorState.NOT_ASKED, by_gonoproxy=seen.goes_direct(d.path))
        for d in dependencies
    ]
    database = seen.database.name
    supported = servers.client.ask(f"{url.rstrip('/')}/sumdb/{database}/supported", "supported").exchange
    rehearsal = Rehearsal(
        proxy=place(url),
        today=shown_goproxy(seen.env.goproxy),
        modules=tuple(rows),
        serves_database=bool(database) and supported.is_found,
    )
    return replace(
        rehearsal, phases=phases_of(rehearsal, goproxy_to_fill_in(url), goproxy_to_fill_in(seen.env.goproxy))
    )


def _url(planned: str) -> str:
    try:
        elements = parse_goproxy(planned)
    except WorldProblem as error:
        raise UsageProblem(f"--plan-proxy: {error}") from None
    if len(elements) != 1 or elements[0].word in {"direct", "off"}:
        raise UsageProblem("--plan-proxy takes the URL of one proxy")
    return elements[0].word


def _hashes_of_today(servers: Servers, dependencies: Sequence[Dependency], hosts: frozenset[str]) -> Answers:
    """What today's chain has of the modules that go.sum does not have: by question, the first answer."""
    found: Answers = {}
    for element in servers.elements:
        if element.word in {"direct", "off"}:
            break
        rest = [d for d in dependencies if d.module not in found and servers.may_ask(d, element.word, hosts)]
        answered = _by_module(ask_proxy(servers.client, element.word, rest, thorough=len(rest)))
        found |= {module: some for module, some in answered.items() if any(e.is_found for e in some.values())}
    return found


def _by_module(exchanges: Sequence[Exchange]) -> Answers:
    found: Answers = {}
    for exchange in exchanges:
        if exchange.module is not None:
            found.setdefault(exchange.module, {})[exchange.question] = exchange
    return found


def _row(dependency: Dependency, there: Mapping[str, Exchange], here: Mapping[str, Exchange]) -> Rehearsed:
    module = dependency.module
    asked = [e for e in there.values() if e.question in {"info", "mod", "zip"} or not module.version]
    failed = next((e for e in asked if not e.is_found), None)
    if failed or not asked:
        state = MirrorState.MISSING if failed and failed.is_no else MirrorState.UNANSWERED
        return Rehearsed(module=module, state=state, exchange=failed)
    known = False  # The go.mod alone says nothing of the code.
    for question, recorded in (("mod", dependency.go_mod_sums), ("zip", dependency.sums)):
        today = recorded or frozenset({here[question].digest} if question in here else ())
        served = there[question].digest if question in there else ""
        if today and served and served not in today:
            file = "go.mod" if question == "mod" else "zip"
            state, hashes = MirrorState.DIFFERS, tuple(sorted(today))
            return Rehearsed(module=module, state=state, file=file, served=served, today=hashes)
        known = question == "zip" and bool(today and served)
    return Rehearsed(module=module, state=MirrorState.SAME if known else MirrorState.UNKNOWN)


def phases_of(rehearsal: Rehearsal, new: str, today: str) -> tuple[Phase, ...]:
    """The steps from the GOPROXY of `today` to the `new` one."""
    is_same = not rehearsal.count(MirrorState.DIFFERS)
    is_whole = not rehearsal.count(MirrorState.MISSING) and not rehearsal.count(MirrorState.UNANSWERED)
    return (
        Phase(name=PhaseName.ON_TRIAL, goproxy=f"{new}|{today}", is_ready=is_same),
        Phase(name=PhaseName.FIRST, goproxy=f"{new},{today}", is_ready=is_same),
        Phase(name=PhaseName.ALONE, goproxy=new, is_ready=is_same and is_whole),
    )


def check_rehearsal(rehearsal: Rehearsal, database: str) -> Check:
    """The check of a rehearsal: a finding for each module that the proxy would not give as today."""
    told: dict[str, Fact] = {"proxy": rehearsal.proxy, "database": database, "serves": rehearsal.serves_database}
    counts = {str(state): rehearsal.count(state) for state in MirrorState}
    return Check(
        name=CheckName.REHEARSAL, facts=tuple({**told, **counts}.items()), findings=tuple(_findings(rehearsal))
    )


def _findings(rehearsal: Rehearsal) -> Iterator[Finding]:
    for state in (MirrorState.DIFFERS, MirrorState.MISSING, MirrorState.UNANSWERED):
        for row in (row for row in rehearsal.modules if row.state is state):
            yield finding(
                "GM869",
                evidence=(str(row.exchange),) if row.exchange else (),
                proxy=rehearsal.proxy,
                module=str(row.module),
                state=str(state),
                file=row.file,
                served=row.served,
                today=row.today,
            )
