"""Dependencies that the units of one repository have locked at different commits."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.fleets.partition import LockConflict, Wanted

if TYPE_CHECKING:
    from gomigrate.model.fleets.partition import Survey


def find_conflicts(survey: Survey) -> tuple[LockConflict, ...]:
    """The pins that differ. Of several locks of one folder the first that has the path counts; two words for the same
    thing (a tag here, its commit there) are a conflict as well, as long as nobody has looked them up."""
    wanted: dict[str, dict[str, Wanted]] = defaultdict(dict)
    for at in survey.locks:
        for lock in at.locks:
            for pin in lock.pins:
                place = replace(pin.place, file=posixpath.join(at.folder, pin.place.file))
                revision = pin.revision or pin.branch
                said = Wanted(unit=at.folder, revision=revision, version=pin.version, place=place)
                wanted[pin.path].setdefault(at.folder, said)
    return tuple(
        LockConflict(path=path, wanted=tuple(by_folder.values()))
        for path, by_folder in sorted(wanted.items())
        if len({w.revision or w.version for w in by_folder.values()}) > 1
    )
