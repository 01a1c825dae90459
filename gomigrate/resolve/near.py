"""Versions published about a time, with as few questions as that takes."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_NEVER = datetime.max.replace(tzinfo=UTC)


def near(
    ordered: Sequence[str], time: datetime, time_of: Callable[[str], datetime | None], *, all_of: int, reach: int
) -> list[str]:
    """Of versions, the lowest first, those up to `reach` places on either side of a time. It assumes that their order
    is that of time. All of them where there are no more than `all_of`. A version without a time counts as late."""
    if len(ordered) <= all_of:
        return list(ordered)
    place = bisect_right(ordered, time, key=lambda version: time_of(version) or _NEVER)
    return list(ordered[max(0, place - reach) : place + reach])
