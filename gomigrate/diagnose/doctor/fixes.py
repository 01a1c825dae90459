"""What `go env -w` and `go env -u` could fix: settings only, and nothing that the environment would override."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.diagnose.privacy import LISTS, flaw_of, own_pattern, patterns
from gomigrate.model.diagnosis.doctor import Fix
from gomigrate.model.diagnosis.machine import ENVIRONMENT, WRITTEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.diagnose.doctor.setup import Setup


def fixes_for(seen: Setup) -> tuple[Fix, ...]:
    """The changes, in the order of the table; none for a variable that the environment sets, since they would do
    nothing there."""
    found = (*_lists(seen), *_modes(seen))
    return tuple(fix for fix in found if seen.settings.origin(fix.name) != ENVIRONMENT)


def _lists(seen: Setup) -> Iterator[Fix]:
    private = (d.path for d in seen.dependencies if d.signs and not seen.goes_direct(d.path))
    missing = tuple(dict.fromkeys(own_pattern(path) for path in private))
    if missing:
        yield Fix(name="GOPRIVATE", value=",".join((*patterns(seen.env.goprivate), *missing)), code="GM872")
    for name in LISTS:
        if seen.settings.origin(name) != WRITTEN or (name == "GOPRIVATE" and missing):
            continue
        value = seen.settings.raw.get(name, "")
        listed = patterns(value)
        mended = [re.sub(r"^https?://|/\.\.\.$", "", part) for part in re.split(r"[,;|\s\"'`]+", value) if part]
        usable = [pattern for pattern in mended if not flaw_of(pattern)]
        if usable != list(listed):
            yield Fix(name=name, value=",".join(usable) or None, code="GM854")


def _modes(seen: Setup) -> Iterator[Fix]:
    value = seen.env.go111module
    if value in {"off", "auto"} and seen.settings.origin("GO111MODULE") == WRITTEN:
        yield Fix(name="GO111MODULE", value=None, code="GM856" if value == "off" else "GM857")
    if seen.database.is_off and seen.settings.origin("GOSUMDB") == WRITTEN:
        yield Fix(name="GOSUMDB", value=None, code="GM870")
