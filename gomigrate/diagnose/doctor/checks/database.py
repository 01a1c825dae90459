"""The checksum database: what is checked, what is exempt and by what, and whether the database can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.checks.modes import toolchain_trouble
from gomigrate.diagnose.privacy import LISTS, covers_public, matching, own_pattern, patterns
from gomigrate.model.codes import finding, finding_of
from gomigrate.model.diagnosis.doctor import Check, CheckName, Exempt, ToolchainTrouble, check
from gomigrate.model.diagnosis.sums import Silence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.diagnose.doctor.setup import Setup
    from gomigrate.model.diagnosis.doctor import Dependency
    from gomigrate.model.findings import Fact, Finding

_EVERYTHING = frozenset({"*", "**"})


def check_database(seen: Setup) -> Check:
    """GOSUMDB and GONOSUMDB against the project's modules."""
    paths = [dependency.path for dependency in seen.dependencies]
    database = seen.database
    variable = "GOPRIVATE" if seen.settings.origin("GONOSUMDB") == "GOPRIVATE" else "GONOSUMDB"
    exempt = [
        Exempt(path=path, variable=variable, pattern=matching(seen.env.gonosumdb, path))
        for path in paths
        if seen.is_exempt(path)
    ]
    return check(
        CheckName.DATABASE,
        (*_switched_off(seen, paths), *_wide(seen, paths), *_private(seen), *_usable(seen)),
        (*exempt, *database.exchanges),
        is_skipped=seen.is_offline and not database.is_off,
        database=database.name,
        is_off=database.is_off,
        modules=len(paths),
        exempt=len(exempt),
        proven=tuple(str(module) for module in database.proven),
    )


def _switched_off(seen: Setup, paths: list[str]) -> Iterator[Finding]:
    if seen.database.is_off:
        if any(dict(one.facts)["why"] == ToolchainTrouble.DATABASE_OFF for one in toolchain_trouble(seen)):
            return  # What stops every build has a finding, with the same remedy.
        yield finding("GM870", origin=seen.settings.origin("GOSUMDB"), modules=len(paths))
    elif paths and _EVERYTHING & set(patterns(seen.env.gonosumdb)):
        origin = seen.settings.origin("GONOSUMDB")
        yield finding("GM870", origin=origin, modules=len(paths), gonosumdb=seen.env.gonosumdb)


def _wide(seen: Setup, paths: list[str]) -> Iterator[Finding]:
    for name in (name for name in LISTS if name != "GOINSECURE" and seen.settings.origin(name) != "GOPRIVATE"):
        for pattern in patterns(seen.settings.raw.get(name, "")):
            sample = covers_public(pattern)
            if sample and not (pattern in _EVERYTHING and name == "GONOSUMDB"):
                covered = tuple(path for path in paths if matching(pattern, path))
                yield finding("GM871", variable=name, pattern=pattern, sample=sample, modules=covered)


def _private(seen: Setup) -> Iterator[Finding]:
    """Names that look private and would go to a public place today."""
    for dependency in filter(seen.is_private, seen.dependencies):
        path = dependency.path
        places = list(_first_public(seen)) if not seen.goes_direct(path) else []
        if not seen.database.is_off and not seen.is_exempt(path):
            places.append(seen.database.name or "GOSUMDB")
        if places:
            goprivate = ",".join(filter(None, (seen.env.goprivate, own_pattern(path))))
            yield finding_of(
                "GM872", {"path": path, "places": tuple(places), "goprivate": goprivate, **_signs(dependency)}
            )


def _signs(dependency: Dependency) -> dict[str, Fact]:
    """The signs that a module is private, by their kinds."""
    kinds = dict.fromkeys(sign.kind for sign in dependency.signs)
    return {str(kind): tuple(sign.name for sign in dependency.signs if sign.kind is kind) for kind in kinds}


def _first_public(seen: Setup) -> Iterator[str]:
    """The public proxies that a name unknown to those before them reaches."""
    for element in seen.chain:
        if not element.is_proxy:
            return
        if element.is_public:
            yield element.word


def _usable(seen: Setup) -> Iterator[Finding]:
    database, word = seen.database, seen.database.word
    match word.silence:
        case Silence.BAD_KEY:
            yield finding("GM873", answer=word.answer, origin=seen.settings.origin("GOSUMDB"))
        case Silence.NO_ANSWER if not any(e.http_proxy for e in database.exchanges):
            shown = database.exchanges[-1].certificate if database.exchanges else None
            issuer = shown.issuer if shown else ""
            yield finding("GM874", database=word.name, answer=word.answer, issuer=issuer)
        case Silence.UNPROVEN:
            module = str(database.unproven or "")
            evidence = tuple(map(str, database.exchanges))
            yield finding("GM875", database=word.name, problem=word.answer, module=module, evidence=evidence)
    for named, file, proven, known in database.disputed:
        recorded = tuple(sorted(known))
        yield finding("GM875", database=word.name, module=str(named), file=file, proven=proven, recorded=recorded)
