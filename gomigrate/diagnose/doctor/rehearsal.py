"""`--plan-proxy`: a proxy that is to be introduced, compared with today's chain for this project's own modules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.asking import Asker, private_hosts
from gomigrate.diagnose.doctor.gather import goproxy_elements
from gomigrate.diagnose.doctor.outcome import check
from gomigrate.diagnose.doctor.privacy import is_public_proxy
from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.surroundings import Phase, Rehearsal, Rehearsed
from gomigrate.model.errors import UsageProblem
from gomigrate.model.text.shownurl import goproxy_to_fill_in, place, shown_goproxy
from gomigrate.world.base.secrets import Secrets, keep_secret
from gomigrate.world.modules.proxy import parse_goproxy
from gomigrate.world.net.exchanges import Prober
from gomigrate.world.net.netrc import Netrc

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gomigrate.diagnose.doctor.surroundings import Surroundings
    from gomigrate.model.diagnosis.surroundings import Check, Dependency, Exchange
    from gomigrate.model.findings import Finding
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.world.world import World

SAME, DIFFERS, MISSING, UNKNOWN, KEPT = "same", "differs", "missing", "unknown", "not asked"
UNANSWERED = "not answered"


def rehearse(world: World, seen: Surroundings, planned: str) -> tuple[Rehearsal, Check]:
    """The comparison, and its findings. Every zip of the project is fetched from the planned proxy.

    Raises UsageProblem where `planned` is no proxy.
    """
    url = _url(planned)
    env = seen.env
    keep_secret(Secrets.of_urls((url,), (world.cwd,)))
    prober = Prober(world.environ, Netrc.EMPTY if env.goauth == "off" else Netrc.load(world.environ))
    asker = Asker(prober, env)
    hosts = private_hosts(seen.subject.dependencies, env)
    is_public = is_public_proxy(url, hosts)
    dependencies = [d for d in seen.subject.dependencies if d.query]
    askable = [d for d in dependencies if asker.may_ask(d, is_public=is_public)]
    there = _by_module(asker.element(url, askable, thorough=len(askable)))
    unknown = [d for d in askable if not d.sums]
    here = _hashes_of_today(asker, seen, unknown)
    rows = []
    for dependency in dependencies:
        if dependency in askable:
            rows.append(_row(dependency, there.get(dependency.module, {}), here.get(dependency.module, {})))
        else:
            why = "kept from every proxy by GONOPROXY" if seen.goes_direct(dependency.module.path) else "private"
            rows.append(Rehearsed(module=dependency.module, state=KEPT, detail=why))
    supported = prober.ask(f"{url.rstrip('/')}/sumdb/{seen.database.name}/supported", "supported").exchange
    rehearsal = Rehearsal(
        proxy=place(url),
        today=shown_goproxy(env.goproxy),
        modules=tuple(rows),
        serves_database=bool(seen.database.name) and supported.is_found,
    )
    rehearsal = replace(
        rehearsal, phases=tuple(_phases(rehearsal, goproxy_to_fill_in(url), goproxy_to_fill_in(env.goproxy)))
    )
    return rehearsal, _check(rehearsal, seen)


def _url(planned: str) -> str:
    from gomigrate.model.errors import WorldProblem

    try:
        elements = parse_goproxy(planned)
    except WorldProblem as error:
        raise UsageProblem(f"--plan-proxy: {error}") from None
    if len(elements) != 1 or elements[0].word in {"direct", "off"}:
        raise UsageProblem("--plan-proxy takes the URL of one proxy")
    return elements[0].word


def _hashes_of_today(
    asker: Asker, seen: Surroundings, dependencies: Sequence[Dependency]
) -> Mapping[ModuleVersion, Mapping[str, Exchange]]:
    """What today's chain has of the modules that go.sum knows nothing of: by question, the first answer."""
    found: dict[ModuleVersion, dict[str, Exchange]] = {}
    elements, _ = goproxy_elements(seen.env)
    for element in elements:
        rest = [d for d in dependencies if d.module not in found]
        if element.word in {"direct", "off"} or not rest:
            break
        hosts = private_hosts(seen.subject.dependencies, seen.env)
        rest = [d for d in rest if asker.may_ask(d, is_public=is_public_proxy(element.word, hosts))]
        for module, answers in _by_module(asker.element(element.word, rest, thorough=len(rest))).items():
            if any(exchange.is_found for exchange in answers.values()):
                found[module] = dict(answers)
    return found


def _by_module(exchanges: Sequence[Exchange]) -> dict[ModuleVersion, dict[str, Exchange]]:
    found: dict[ModuleVersion, dict[str, Exchange]] = {}
    for exchange in exchanges:
        if exchange.module is not None:
            found.setdefault(exchange.module, {})[exchange.question] = exchange
    return found


def _row(dependency: Dependency, there: Mapping[str, Exchange], here: Mapping[str, Exchange]) -> Rehearsed:
    module = dependency.module
    asked = [e for e in there.values() if e.question in {"info", "mod", "zip"} or not module.version]
    failed = next((e for e in asked if not e.is_found), None)
    if failed is None and not asked:
        return Rehearsed(module=module, state=UNANSWERED, detail="it was not asked any more")
    if failed is not None:
        return Rehearsed(module=module, state=MISSING if failed.is_no else UNANSWERED, detail=str(failed))
    known = False  # The go.mod alone says nothing of the code.
    for question, recorded in (("mod", dependency.go_mod_sums), ("zip", dependency.sums)):
        today = recorded or frozenset({here[question].digest} if question in here else ())
        digest = there[question].digest if question in there else ""
        if today and digest and digest not in today:
            what = "go.mod" if question == "mod" else "zip"
            return Rehearsed(module=module, state=DIFFERS, detail=f"{what}: there {digest}, today {', '.join(today)}")
        known = question == "zip" and bool(today and digest)
    return Rehearsed(
        module=module, state=SAME if known else UNKNOWN, detail="" if known else "no hash of today's zip is known"
    )


def _phases(rehearsal: Rehearsal, new: str, today: str) -> Iterator[Phase]:
    differing = sum(row.state == DIFFERS for row in rehearsal.modules)
    missing = sum(row.state == MISSING for row in rehearsal.modules)
    direct = sum(row.state == KEPT for row in rehearsal.modules)
    unknown = sum(row.state == UNKNOWN for row in rehearsal.modules)
    unanswered = sum(row.state == UNANSWERED for row in rehearsal.modules)
    is_same = not differing
    wrong = f"{differing} modules differ: find out why first"
    yield Phase(
        name="on trial",
        goproxy=f"{new}|{today}",
        is_ready=is_same,
        reason="whatever fails there is fetched as today" if is_same else wrong,
    )
    yield Phase(
        name="first in line",
        goproxy=f"{new},{today}",
        is_ready=is_same,
        reason=f"only the {missing} modules that it does not have are fetched as today; its failures are seen"
        if is_same
        else wrong,
    )
    alone = f"{direct} private modules still need version control" if direct else "it has every module"
    alone += f"; the bytes of {unknown} could not be compared" if unknown else ""
    lacking = f"{missing} modules are missing there"
    lacking = f"whether it has {unanswered} modules is not known" if unanswered else lacking
    yield Phase(
        name="alone",
        goproxy=new,
        is_ready=is_same and not missing and not unanswered,
        reason=wrong if differing else lacking if missing or unanswered else alone,
    )


def _check(rehearsal: Rehearsal, seen: Surroundings) -> Check:
    states = [row.state for row in rehearsal.modules]
    words = ", ".join(f"{states.count(state)} {state}" for state in (SAME, DIFFERS, MISSING, UNKNOWN))
    unanswered = states.count(UNANSWERED)
    words += f", {unanswered} {UNANSWERED}" if unanswered else ""
    database = seen.database.name or "the checksum database"
    evidence = (f"{rehearsal.proxy} {'serves' if rehearsal.serves_database else 'does not serve'} {database}",)
    return check("rehearsal", "Planned proxy", f"{rehearsal.proxy}: {words}", _findings(rehearsal), evidence)


def _findings(rehearsal: Rehearsal) -> Iterator[Finding]:
    said = {DIFFERS: "has other bytes for", MISSING: "does not have", UNANSWERED: "gives no answer about"}
    for state, words in said.items():
        rows = [row for row in rehearsal.modules if row.state == state]
        for row in rows:
            yield finding("GM869", f"{rehearsal.proxy} {words} {row.module}", evidence=(row.detail,))
