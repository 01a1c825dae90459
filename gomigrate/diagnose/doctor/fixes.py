"""What `go env -w` and `go env -u` could mend: settings only, and nothing that the environment would override."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.privacy import own_pattern, patterns, useless
from gomigrate.model.diagnosis.surroundings import ENVIRONMENT, WRITTEN, Fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.diagnose.doctor.surroundings import Surroundings


def fixes_for(seen: Surroundings) -> tuple[Fix, ...]:
    """The changes, in the order of the table; none for a variable that the environment sets, since they would do
    nothing there."""
    found = (*_private(seen), *_patterns(seen), *_mode(seen))
    return tuple(fix for fix in found if seen.settings.origin(fix.name) != ENVIRONMENT)


def _private(seen: Surroundings) -> Iterator[Fix]:
    missing: dict[str, None] = {}
    for dependency in seen.subject.dependencies:
        path = dependency.module.path
        if dependency.hints and not seen.goes_direct(path):
            missing[own_pattern(path)] = None
    if missing:
        kept = [*patterns(seen.env.goprivate), *missing]
        yield Fix(
            name="GOPRIVATE", value=",".join(kept), reason="GM872: these names would go to a public proxy or database"
        )


def _patterns(seen: Surroundings) -> Iterator[Fix]:
    for name in ("GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOINSECURE"):
        if seen.settings.origin(name) != WRITTEN:
            continue
        listed = patterns(seen.settings.raw.get(name, ""))
        mended = [
            pattern.strip().removeprefix("https://").removeprefix("http://").removesuffix("/...") for pattern in listed
        ]
        usable = [pattern for pattern in mended if not useless(pattern)]
        if usable != list(listed) and not (name == "GOPRIVATE" and any(_private(seen))):
            value = ",".join(usable) or None
            yield Fix(
                name=name, value=value, reason="GM854: patterns that match no module path are written as Go reads them"
            )


def _mode(seen: Surroundings) -> Iterator[Fix]:
    if seen.env.go111module in {"off", "auto"} and seen.settings.origin("GO111MODULE") == WRITTEN:
        yield Fix(name="GO111MODULE", value=None, reason="GM856, GM857: module mode is the default")
    if seen.database.is_off and seen.settings.origin("GOSUMDB") == WRITTEN:
        yield Fix(name="GOSUMDB", value=None, reason="GM870: private modules are exempted by GOPRIVATE")
