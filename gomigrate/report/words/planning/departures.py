"""What differs from the time when a plan was made, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.savedplan import Other
from gomigrate.model.text.shownurl import without_paths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.savedplan import Departure

_SHOWN = 3
_SHORT = 12


def departure_words(changed: Sequence[Departure]) -> str:
    """The first few, and how many more there are."""
    more = f"; and {len(changed) - _SHOWN} more" if len(changed) > _SHOWN else ""
    return "; ".join(map(_words, changed[:_SHOWN])) + more


def _words(one: Departure) -> str:
    match one.kind:
        case Other.FOLDER:
            return f"the plan is for {one.before}, not {one.now}"
        case Other.HEAD:
            return f"HEAD was {one.before[:_SHORT]}, now {one.now[:_SHORT]}"
        case Other.REFS:
            return "the tags or remotes of the repository changed"
        case Other.TOOL:
            return f"gomigrate was {one.before}, now {one.now}"
        case Other.GO:
            return f"go was {one.before or 'missing'}, now {one.now or 'missing'}"
        case Other.OPTION:
            return f"the option --{one.name.replace('_', '-')} changed"
        case Other.SETTING:
            before, now = (without_paths(value) or "not set" for value in (one.before, one.now))
            return f"{one.name.upper()} was {before}, now {now}"
        case Other.FILES:
            return f"{one.name} changed"
