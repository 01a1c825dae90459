"""The GOPROXY chain: what each element answered, and where the go command would end for each module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.outcome import ask_anew, check
from gomigrate.model.codes import finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.diagnose.doctor.surroundings import Surroundings
    from gomigrate.model.diagnosis.surroundings import ChainElement, Check, Dependency, Exchange
    from gomigrate.model.findings import Finding

_NO_REVISIONS = (
    "Ask a proxy that answers for commits, or version control (GOPROXY=direct); gomigrate plan also finds locked "
    "commits in clones and by the vendored bytes."
)
_DEMANDS = frozenset({401, 403, 407})


def check_proxies(seen: Surroundings) -> Check:
    """Each element of GOPROXY for this project's own modules."""
    if seen.chain_problem:
        origin = seen.settings.origin("GOPROXY")
        problem = finding("GM868", f"{seen.chain_problem} (GOPROXY comes from {origin})")
        return check("proxies", "GOPROXY chain", "GOPROXY cannot be read", (problem,))
    found: list[Finding] = []
    for element in seen.chain:
        found += [*_connection(element), *_redirects(element), *_revisions(element), *_bytes(seen, element)]
    found += [*_ends(seen), *_pipes(seen)]
    skipped = "nobody was asked (offline)" if seen.is_offline else ""
    words = " ".join(f"{element.word}{element.leads_on}" for element in seen.chain)
    return check("proxies", "GOPROXY chain", words, found, _evidence(seen.chain), skipped=skipped)


def _evidence(chain: Sequence[ChainElement]) -> Iterator[str]:
    for element in chain:
        asked = element.exchanges
        if not asked:
            continue
        answered = sum(exchange.is_found for exchange in asked)
        times = sorted(exchange.seconds for exchange in asked)
        sent = f", credentials from {element.credential}" if element.credential else ", without credentials"
        yield (
            f"{element.word}: {answered} of {len(asked)} requests answered, "
            f"median {times[len(times) // 2] * 1000:.0f} ms, slowest {times[-1] * 1000:.0f} ms{sent}"
        )
        for question in ("info", "mod", "zip", "list", "latest", "revision"):
            some = [exchange for exchange in asked if exchange.question == question]
            if some:
                yield f"  {question}: {_summary(some)}"


def _summary(exchanges: Sequence[Exchange]) -> str:
    answers: dict[str, int] = {}
    for exchange in exchanges:
        words = f"{exchange.status} {exchange.reason}".strip() if exchange.status else exchange.problem
        answers[words] = answers.get(words, 0) + 1
    return ", ".join(f"{count} x {words}" for words, count in answers.items())


def _connection(element: ChainElement) -> Iterator[Finding]:
    failed = next((e for e in element.exchanges if e.kind in {"connect", "tls", "timeout"}), None)
    if failed is None:
        broken = [e for e in element.exchanges if e.kind == "broken"]
        if broken:
            yield finding(
                "GM860", f"{element.word} does not answer as a module proxy", evidence=tuple(map(str, broken[:3]))
            )
        return
    if failed.kind != "tls":
        yield finding("GM860", f"{element.word}: {failed.problem}", evidence=(str(failed),))
        return
    shown = failed.certificate
    seen = [str(failed)]
    remedy = None
    if shown:
        seen += [
            f"certificate: {shown.subject}, for {', '.join(shown.names) or 'no name'}, until {shown.not_after}",
            f"signed by: {shown.issuer}",
            f"SHA-256: {shown.sha256}",
        ]
        remedy = (
            f"Get the certificate of {shown.issuer!r} from whoever runs the server, then: "
            "export SSL_CERT_FILE=/PATH/ca.pem (or add it to the system's), and for git: "
            "git config --global http.sslCAInfo /PATH/ca.pem."
        )
    yield finding(
        "GM861", f"{element.word}: the go command does not trust its certificate", remedy=remedy, evidence=tuple(seen)
    )


def _authority(url: str) -> str:
    """HOST or HOST:PORT of the name of a place."""
    return url.partition("://")[2].partition(" ")[0].partition("/")[0].rpartition("@")[2]


def _redirects(element: ChainElement) -> Iterator[Finding]:
    own = _authority(element.word)
    led: dict[str, Exchange] = {}
    for exchange in element.exchanges:
        for hop in exchange.hops:
            host = _authority(hop)
            if host and host != own:
                led.setdefault(host, exchange)
    for host, exchange in led.items():
        yield finding("GM862", f"{element.word} leads to {host}", evidence=(str(exchange),))


def _revisions(element: ChainElement) -> Iterator[Finding]:
    versions = {e.module for e in element.exchanges if e.question == "info" and e.is_found}
    refused = [
        e
        for e in element.exchanges
        if e.question == "revision" and e.status and not e.is_found and e.module in versions
    ]
    if refused:
        yield finding(
            "GM864",
            f"{element.word} refuses to say which version a commit is",
            evidence=tuple(map(str, refused[:3])),
        )


def _bytes(seen: Surroundings, element: ChainElement) -> Iterator[Finding]:
    known = {dependency.module: dependency for dependency in seen.subject.dependencies}
    for exchange in element.exchanges:
        dependency = known.get(exchange.module) if exchange.module else None
        if dependency is None or not exchange.digest:
            continue
        recorded = dependency.go_mod_sums if exchange.question == "mod" else dependency.sums
        if recorded and exchange.digest not in recorded:
            yield finding(
                "GM865",
                f"{element.word} serves another {exchange.question} for {exchange.module}",
                remedy=ask_anew(dependency.module),
                evidence=(str(exchange), f"served: {exchange.digest}", f"go.sum: {', '.join(sorted(recorded))}"),
            )


def _ends(seen: Surroundings) -> Iterator[Finding]:
    """The modules for which the chain, asked by the go command's rules, ends without an answer."""
    if seen.is_offline:
        return
    ends: dict[tuple[str, str, str, str], list[Exchange]] = {}
    down = {e.word for e in seen.chain if any(x.kind in {"connect", "tls", "timeout"} for x in e.exchanges)}
    for dependency in seen.subject.dependencies:
        ended = where_it_ends(seen, dependency)
        # A proxy that is down has its own finding.
        if ended and ended[0].word not in down:
            element, exchange = ended
            is_demand = exchange.status in _DEMANDS and not element.credential and exchange.status != 403
            code = "GM866" if is_demand else "GM863"
            ends.setdefault((code, element.word, exchange.question, exchange.answer), []).append(exchange)
    for (code, word, question, answer), some in ends.items():
        evidence = tuple(map(str, some))
        words = f"{len(some)} modules" if len(some) > 1 else str(some[0].module).removesuffix("@")
        if code == "GM866":
            # The go command compares the machine with the host and its port.
            remedy = f"Add to ~/.netrc: machine {_authority(word)} login USER password TOKEN."
            yield finding(code, f"{word} demands credentials for {words}", remedy=remedy, evidence=evidence)
        else:
            what = "asked for a commit, " if question == "revision" else ""
            instead = _NO_REVISIONS if question == "revision" else None
            message = f"{words}: {what}the chain ends at {word} with {answer}"
            yield finding(code, message, remedy=instead, evidence=evidence)


def where_it_ends(seen: Surroundings, dependency: Dependency) -> tuple[ChainElement, Exchange] | None:
    """The element at which the go command gives up on a module, and what that one said; None where it is found, or
    where version control, which is not asked here, has the last word."""
    if seen.goes_direct(dependency.module.path):
        return None
    last: tuple[ChainElement, Exchange] | None = None
    for element in seen.chain:
        if element.word == "direct":
            return None
        if element.word == "off":
            return last
        exchange = next(
            (e for e in element.exchanges if e.module == dependency.module and e.question in {"info", "revision"}),
            None,
        )
        if exchange is None or exchange.is_found:
            return None
        last = (element, exchange)
        if not (exchange.is_missing or element.leads_on == "|"):
            return last
    return last


def _pipes(seen: Surroundings) -> Iterator[Finding]:
    for element, following in zip(seen.chain, seen.chain[1:], strict=False):
        is_own = not element.is_public and element.word not in {"direct", "off"}
        if element.leads_on == "|" and is_own and (following.is_public or following.word == "direct"):
            yield finding("GM867", f"after any failure of {element.word}, {following.word} is asked")
