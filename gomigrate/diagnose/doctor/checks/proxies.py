"""The GOPROXY chain: what each element answered, and where the go command would end for each module."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.doctor import ChainEnd, Check, CheckName, check
from gomigrate.model.findings import Severity
from gomigrate.model.modules import Flaw

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.diagnose.doctor.setup import Setup
    from gomigrate.model.diagnosis.doctor import ChainElement, Dependency
    from gomigrate.model.diagnosis.exchanges import EnvironmentProxy, Exchange
    from gomigrate.model.findings import Finding

_DEMANDS = frozenset({401, 407})
_SAMPLES = 3


def check_proxies(seen: Setup) -> Check:
    """Each element of GOPROXY for this project's own modules."""
    if seen.chain_problem:
        problem = finding("GM868", answer=seen.chain_problem, origin=seen.settings.origin("GOPROXY"))
        return check(CheckName.PROXIES, [problem])
    found = [*_eased(seen, _environment_proxies(seen))]
    for element in seen.chain:
        found += [
            *_leaks(element),
            *_eased(seen, _connection(element), element.leads_on),
            *_redirects(element),
            *_revisions(element),
            *_bytes(seen, element),
        ]
    found += [*_eased(seen, _ends(seen)), *_pipes(seen)]
    words = tuple(f"{element.word}{element.leads_on}" for element in seen.chain)
    return check(CheckName.PROXIES, found, seen.proxies, is_skipped=seen.is_offline, chain=words)


def _eased(seen: Setup, found: Iterable[Finding], leads_on: str = "") -> Iterator[Finding]:
    """An unreachable proxy stops no build where the module cache has everything, or where every failure `leads_on`:
    then it is a warning."""
    is_harmless = leads_on == "|" or (bool(seen.dependencies) and not seen.uncached)
    yield from (replace(one, severity=Severity.WARNING) if is_harmless else one for one in found)


def _environment_proxies(seen: Setup) -> Iterator[Finding]:
    """The proxies of HTTPS_PROXY and HTTP_PROXY that stopped requests: each once, whichever server was to be asked."""
    stopped: dict[EnvironmentProxy, list[Exchange]] = {}
    for exchange in seen.exchanges:
        if exchange.http_proxy:
            stopped.setdefault(exchange.http_proxy, []).append(exchange)
    for proxy, some in stopped.items():
        evidence = tuple(dict.fromkeys(map(str, some)))[:_SAMPLES]
        yield finding("GM940", variable=proxy.variable, proxy=proxy.place, answer=some[0].answer, evidence=evidence)


def _connection(element: ChainElement) -> Iterator[Finding]:
    failed = next((e for e in element.exchanges if e.is_unreachable), None)
    if any(e.http_proxy for e in element.exchanges) or any(e.flaw is Flaw.PLAIN_HTTP for e in element.exchanges):
        return  # These have findings of their own.
    broken = tuple(str(e) for e in element.exchanges if e.is_broken)
    if failed is None:
        if broken:
            yield finding("GM860", proxy=element.word, evidence=broken[:_SAMPLES])
    elif not failed.is_untrusted:
        yield finding("GM860", proxy=element.word, problem=failed.answer, evidence=(str(failed),))
    elif shown := failed.certificate:
        yield finding(
            "GM861",
            evidence=(str(failed),),
            proxy=element.word,
            fault=str(shown.fault),
            subject=shown.subject,
            begin=shown.not_before,
            names=shown.names,
            until=shown.not_after,
            issuer=shown.issuer,
            sha256=shown.sha256,
        )
    else:
        yield finding("GM861", proxy=element.word, evidence=(str(failed),))


def _leaks(element: ChainElement) -> Iterator[Finding]:
    if any(e.flaw is Flaw.PLAIN_HTTP for e in element.exchanges):
        yield finding("GM951", proxy=element.word)


def _authority(url: str) -> str:
    """HOST or HOST:PORT in the name of a place."""
    return url.partition("://")[2].partition(" ")[0].partition("/")[0].rpartition("@")[2]


def _redirects(element: ChainElement) -> Iterator[Finding]:
    own = _authority(element.word)
    led: dict[str, Exchange] = {}
    for exchange in element.exchanges:
        for hop in exchange.hops:
            led.setdefault(_authority(hop), exchange)
    for host, exchange in led.items():
        if host not in {"", own}:
            yield finding("GM862", proxy=element.word, host=host, evidence=(str(exchange),))


def _revisions(element: ChainElement) -> Iterator[Finding]:
    versions = {e.module for e in element.exchanges if e.question == "info" and e.is_found}
    asked = [e for e in element.exchanges if e.question == "revision" and e.module in versions]
    refused = tuple(str(e) for e in asked if e.status and not e.is_found)
    if refused:
        yield finding("GM864", proxy=element.word, evidence=refused[:_SAMPLES])


def _bytes(seen: Setup, element: ChainElement) -> Iterator[Finding]:
    known = {dependency.module: dependency for dependency in seen.dependencies}
    for exchange in element.exchanges:
        dependency = known.get(exchange.module) if exchange.module else None
        if dependency is None or not exchange.digest:
            continue
        is_go_mod = exchange.question == "mod"
        recorded = dependency.go_mod_sums if is_go_mod else dependency.sums
        if recorded and exchange.digest not in recorded:
            yield finding(
                "GM865",
                evidence=(str(exchange),),
                proxy=element.word,
                file="go.mod" if is_go_mod else "zip",
                module=str(dependency.module),
                served=exchange.digest,
                recorded=tuple(sorted(recorded)),
            )


def _ends(seen: Setup) -> Iterator[Finding]:
    """The modules for which the chain, asked by the go command's rules, ends without an answer."""
    ends: dict[tuple[str, str, str], list[ChainEnd]] = {}
    for dependency in seen.dependencies if not seen.is_offline else ():
        end = where_it_ends(seen, dependency)
        # A proxy that is down has its own finding.
        if end and not any(e.is_unreachable or e.flaw is Flaw.PLAIN_HTTP for e in end.element.exchanges):
            key = (end.element.word, end.exchange.question, end.exchange.answer)
            ends.setdefault(key, []).append(end)
    for (word, question, answer), some in ends.items():
        evidence = tuple(str(end.exchange) for end in some)
        modules = tuple(str(end.exchange.module).removesuffix("@") for end in some)
        first = some[0]
        if first.exchange.status in _DEMANDS and not first.element.credential:
            # The go command compares the machine of netrc with the host and its port.
            yield finding("GM866", proxy=word, machine=_authority(word), modules=modules, evidence=evidence)
        else:
            is_commit = question == "revision"
            yield finding("GM863", proxy=word, modules=modules, answer=answer, is_commit=is_commit, evidence=evidence)


def where_it_ends(seen: Setup, dependency: Dependency) -> ChainEnd | None:
    """The element at which the go command gives up on a module, and its answer. None where the module is found, or
    where version control, which is not asked here, comes last."""
    if seen.goes_direct(dependency.path):
        return None
    last: ChainEnd | None = None
    for element in seen.chain:
        if element.word == "direct":
            return None
        if element.word == "off":
            return last
        questions = {"info", "revision"} if dependency.query else {"latest"}
        asked = (e for e in element.exchanges if e.module == dependency.module and e.question in questions)
        exchange = next(asked, None)
        # Without a version the path is a guess, which no proxy need know.
        if exchange is None or exchange.is_found or (exchange.is_missing and not dependency.query):
            return None
        last = ChainEnd(element=element, exchange=exchange)
        if not (exchange.is_missing or element.leads_on == "|"):
            return last
    return last


def _pipes(seen: Setup) -> Iterator[Finding]:
    for element, following in zip(seen.chain, seen.chain[1:], strict=False):
        is_own = element.is_proxy and not element.is_public
        if element.leads_on == "|" and is_own and (following.is_public or following.word == "direct"):
            yield finding("GM867", proxy=element.word, following=following.word)
