"""A version for an import that no lock covers: the newest published no later than the project's own commit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gomigrate.model import semver
from gomigrate.model.modpath import prefixes
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.pseudo import is_pseudo, pseudo_time
from gomigrate.resolve.roots import static_root
from gomigrate.world.outcome import Found

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gomigrate.world.modules import ModuleSource

WORKERS = 16
FULL_LOOK = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class AsOf:
    """A candidate: `is_late` if the source has nothing as old as the date, so that its earliest was taken."""

    module: ModuleVersion
    time: datetime | None
    is_late: bool


def module_paths(import_path: str) -> tuple[str, ...]:
    """The module paths that could provide a package, longest first; none shorter than a repository root by rule."""
    root = static_root(import_path)
    return tuple(p for p in prefixes(import_path) if "." in p.split("/")[0] and len(p) >= len(root))


def candidates(modules: ModuleSource, import_path: str, date: datetime | None) -> tuple[AsOf, ...]:
    """For each module path that could provide the package and has versions at all: its version as of `date`."""
    paths = module_paths(import_path)
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        lists = list(pool.map(modules.versions, paths))
    found = []
    for path, outcome in zip(paths, lists, strict=True):
        if isinstance(outcome, Found) and outcome.value:
            chosen = as_of(modules, path, tuple(outcome.value), date)
            if chosen is not None:
                found.append(chosen)
    return tuple(found)


def as_of(modules: ModuleSource, path: str, versions: Sequence[str], date: datetime | None) -> AsOf | None:
    """The version that `@latest` would have answered on that date; without one so old the earliest there is.

    As for `@latest`: the highest release, else the highest pre-release, else the newest pseudo-version.
    """

    def time_of(version: str) -> datetime | None:
        if is_pseudo(version):
            return pseudo_time(version)
        outcome = modules.info(path, version)
        return outcome.value.time if isinstance(outcome, Found) else None

    releases = [v for v in versions if semver.is_release(v) and not is_pseudo(v)]
    previews = [v for v in versions if not semver.is_release(v) and not is_pseudo(v)]
    pseudos = [v for v in versions if is_pseudo(v)]
    if date is None:
        newest = max(releases or previews, key=semver.sort_key, default="") or max(pseudos, key=pseudo_time, default="")
        return AsOf(module=ModuleVersion(path, newest), time=None, is_late=False) if newest else None
    for group in (releases, previews):
        hit = _highest_until(sorted(group, key=semver.sort_key), date, time_of)
        if hit:
            return AsOf(module=ModuleVersion(path, hit[0]), time=hit[1], is_late=False)
    old = [(pseudo_time(v), v) for v in pseudos if pseudo_time(v) <= date]
    if old:
        newest_time, version = max(old)
        return AsOf(module=ModuleVersion(path, version), time=newest_time, is_late=False)
    timed = [(when, v) for v in (*pseudos, *releases[:FULL_LOOK], *previews[:FULL_LOOK]) if (when := time_of(v))]
    if not timed:
        return None
    time, version = min(timed)
    return AsOf(module=ModuleVersion(path, version), time=time, is_late=True)


def _highest_until(
    ordered: Sequence[str], date: datetime, time_of: Callable[[str], datetime | None]
) -> tuple[str, datetime] | None:
    """The highest version not younger than the date. Few are all asked for; of many, the order of versions is taken
    as that of time first, and a window below the border is then asked for in full."""
    window = list(ordered)
    if len(window) > FULL_LOOK:
        low, high = 0, len(window)
        while low < high:
            middle = (low + high) // 2
            time = time_of(window[middle])
            if time is not None and time <= date:
                low = middle + 1
            else:
                high = middle
        window = window[max(0, low - 8) : low + 8]
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        times = list(pool.map(time_of, window))
    fit = [(v, t) for v, t in zip(window, times, strict=True) if t is not None and t.astimezone(UTC) <= date]
    return fit[-1] if fit else None
