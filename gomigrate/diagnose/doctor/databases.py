"""The checksum database: what is checked, what is exempt and by what, and whether the database can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.outcome import ask_anew, check
from gomigrate.diagnose.doctor.privacy import covers_public, matching, own_pattern, patterns
from gomigrate.model.codes import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.diagnose.doctor.surroundings import Surroundings
    from gomigrate.model.diagnosis.surroundings import Check
    from gomigrate.model.findings import Finding


def check_database(seen: Surroundings) -> Check:
    """GOSUMDB and GONOSUMDB against the project's modules."""
    paths = [dependency.module.path for dependency in seen.subject.dependencies]
    exempt = [path for path in paths if seen.is_exempt(path)]
    database = seen.database
    found = (*_switched_off(seen, paths), *_wide(seen, paths), *_private(seen), *_usable(seen))
    if database.is_off:
        summary = f"GOSUMDB=off: none of {len(paths)} modules is checked"
    else:
        name = database.name or "GOSUMDB cannot be read"
        summary = f"{name}: {len(paths) - len(exempt)} modules are checked, {len(exempt)} are exempt"
    evidence = [f"exempt: {path} by {_by(seen, path)}" for path in exempt]
    evidence += [str(exchange) for exchange in database.exchanges]
    evidence += [f"proven (signature and inclusion): {module}" for module in database.proven]
    skipped = "nobody was asked (offline)" if seen.is_offline and not database.is_off else ""
    return check("database", "Checksum database", summary, found, evidence, skipped=skipped)


def _by(seen: Surroundings, path: str) -> str:
    pattern = matching(seen.env.gonosumdb, path)
    origin = seen.settings.origin("GONOSUMDB")
    return f"{'GOPRIVATE' if origin == 'GOPRIVATE' else 'GONOSUMDB'} pattern {pattern}"


def _switched_off(seen: Surroundings, paths: list[str]) -> Iterator[Finding]:
    if seen.database.is_off:
        yield finding(
            "GM870",
            f"GOSUMDB=off, from {seen.settings.origin('GOSUMDB')}: {len(paths)} modules are believed as they come",
        )
    elif paths and any(pattern in {"*", "**"} for pattern in patterns(seen.env.gonosumdb)):
        origin = seen.settings.origin("GONOSUMDB")
        yield finding("GM870", f"GONOSUMDB={seen.env.gonosumdb}, from {origin}, exempts every module")


def _wide(seen: Surroundings, paths: list[str]) -> Iterator[Finding]:
    for name in ("GOPRIVATE", "GONOPROXY", "GONOSUMDB"):
        if seen.settings.origin(name) == "GOPRIVATE":
            continue
        for pattern in patterns(seen.settings.raw.get(name, "")):
            sample = covers_public(pattern)
            covered = [path for path in paths if matching(pattern, path)]
            if sample and not (pattern in {"*", "**"} and name == "GONOSUMDB"):
                yield finding(
                    "GM871",
                    f"{name} pattern {pattern} covers public code such as {sample}, and {len(covered)} of your modules",
                    evidence=tuple(covered[:10]),
                )


def _private(seen: Surroundings) -> Iterator[Finding]:
    """Names that look private and would be sent to a public place today."""
    public = [element.word for element in seen.chain if element.is_public]
    for dependency in seen.subject.dependencies:
        path = dependency.module.path
        if not seen.is_private(dependency):
            continue
        places = list(_first_public(seen)) if not seen.goes_direct(path) else []
        if not seen.database.is_off and not seen.is_exempt(path):
            places.append(seen.database.name or "the checksum database")
        if places:
            yield finding(
                "GM872",
                f"{path} would be sent to {' and '.join(places)}",
                remedy=f"go env -w GOPRIVATE={_with(seen.env.goprivate, own_pattern(path))}",
                evidence=dependency.hints or (f"public: {', '.join(public)}",),
            )


def _first_public(seen: Surroundings) -> Iterator[str]:
    """The public proxies that a name unknown to those before them reaches."""
    for element in seen.chain:
        if element.word in {"direct", "off"}:
            return
        if element.is_public:
            yield element.word


def _with(goprivate: str, pattern: str) -> str:
    return f"{goprivate},{pattern}" if goprivate else pattern


def _usable(seen: Surroundings) -> Iterator[Finding]:
    database = seen.database
    if database.problem:
        yield finding("GM873", f"{database.problem} (GOSUMDB comes from {seen.settings.origin('GOSUMDB')})")
    if database.unreachable:
        failed = database.exchanges[-1] if database.exchanges else None
        evidence: tuple[str, ...] = (database.unreachable,)
        if failed and failed.certificate:
            evidence += (f"certificate signed by: {failed.certificate.issuer}",)
        yield finding("GM874", f"{database.name}: {database.unreachable}", evidence=evidence)
    if database.unproven:
        yield finding("GM875", f"{database.name}: {database.unproven}", evidence=tuple(map(str, database.exchanges)))
    for module, what in database.disputed:
        yield finding("GM875", f"{module}: {what}", remedy=ask_anew(module))
