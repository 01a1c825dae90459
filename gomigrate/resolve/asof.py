"""A version for an import that no lock covers: the newest published no later than the project's own commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from gomigrate.model.go import semver
from gomigrate.model.go.modpath import prefixes
from gomigrate.model.go.pseudo import is_pseudo, pseudo_time
from gomigrate.model.modules import ModuleVersion
from gomigrate.resolve.near import near
from gomigrate.resolve.roots import static_root
from gomigrate.world.base.outcome import Found
from gomigrate.world.base.sidebyside import side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gomigrate.world.modules.source import ModuleSource


WORKERS = 16
FULL_LOOK = 48

# How many versions of one module are offered from each side of the date: the first will mostly do, the others are for a
# go.mod that names another module, or a zip that is not available.
TRIES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class AsOf:
    """A candidate: `is_late` if it is younger than the date, or of unknown age (`time` None where there is a date)."""

    module: ModuleVersion
    time: datetime | None
    is_late: bool


def module_paths(import_path: str) -> tuple[str, ...]:
    """The module paths that could provide a package, longest first; none shorter than a repository root by rule."""
    root = static_root(import_path)
    return tuple(p for p in prefixes(import_path) if "." in p.split("/")[0] and len(p) >= len(root))


def candidates(
    modules: ModuleSource,
    import_path: str,
    date: datetime | None,
    mentioned: Callable[[str], Sequence[str]] = lambda _: (),
) -> tuple[AsOf, ...]:
    """Versions to try, for each module path that could provide the package: the best of each path, the longest path
    first, then the second best of each, and so on; late ones after all others. Versions that other modules ask for,
    as `mentioned` tells by module path, count where no list has any."""
    paths = module_paths(import_path)
    lists = side_by_side(modules.versions, paths, WORKERS)
    listed = [outcome.value if isinstance(outcome, Found) else () for outcome in lists]
    known = [(path, tuple(versions or mentioned(path))) for path, versions in zip(paths, listed, strict=True)]
    offers = [as_of(modules, path, versions, date) for path, versions in known if versions]
    ordered = [offer for offer in chain.from_iterable(zip_longest(*offers)) if offer is not None]
    return tuple(sorted(ordered, key=lambda offer: offer.is_late))


def as_of(modules: ModuleSource, path: str, versions: Sequence[str], date: datetime | None) -> tuple[AsOf, ...]:
    """What `@latest` would have answered on that date, then the next older ones; after these the earliest that are
    younger, then some of unknown age.

    As for `@latest`: the highest release, else the highest pre-release, else the newest pseudo-version; one that is
    +incompatible only if the highest compatible version has no go.mod (https://go.dev/ref/mod#version-queries).
    """

    def time_of(version: str) -> datetime | None:
        if is_pseudo(version):
            return pseudo_time(version)
        outcome = modules.info(path, version)
        return outcome.value.time if isinstance(outcome, Found) else None

    def offer(version: str, time: datetime | None, *, is_late: bool) -> AsOf:
        return AsOf(module=ModuleVersion(path, version), time=time, is_late=is_late)

    tagged = sorted((v for v in versions if not is_pseudo(v)), key=semver.sort_key)
    groups = [[v for v in tagged if semver.is_release(v)], [v for v in tagged if not semver.is_release(v)]]
    pseudos = sorted((v for v in versions if is_pseudo(v)), key=pseudo_time)
    if date is None:
        newest = [v for group in groups for v in reversed(_compatible(modules, path, group))]
        return tuple(offer(v, None, is_late=False) for v in (*newest, *reversed(pseudos))[:TRIES])
    looked = [_around(group, date, time_of) for group in groups]
    times = {v: t for group in looked for v, t in group} | {v: time_of(v) for v in pseudos}
    old = [[v for v, time in group if time and _utc(time) <= date] for group in looked]
    best = [v for group in old for v in reversed(_compatible(modules, path, group))]
    best += [v for v in reversed(pseudos) if pseudo_time(v) <= date]
    late = sorted((_utc(t), semver.sort_key(v), v) for v, t in times.items() if t and _utc(t) > date)
    unknown = [] if best or late else [v for v, t in times.items() if t is None and _is_known(modules, path, v)]
    return (
        *(offer(v, times[v], is_late=False) for v in best[:TRIES]),
        *(offer(v, t, is_late=True) for t, _, v in late[:TRIES]),
        *(offer(v, None, is_late=True) for v in unknown[:TRIES]),
    )


def _utc(time: datetime) -> datetime:
    return time.astimezone(UTC)


def _is_known(modules: ModuleSource, path: str, version: str) -> bool:
    """Whether a version without a time is available."""
    return isinstance(modules.info(path, version), Found)


def _compatible(modules: ModuleSource, path: str, versions: list[str]) -> list[str]:
    """The versions without the +incompatible ones, if the highest of the others has a go.mod of its own."""
    compatible = [v for v in versions if semver.build(v) != semver.INCOMPATIBLE]
    if not compatible or len(compatible) == len(versions):
        return versions
    go_mod = modules.go_mod(ModuleVersion(path, compatible[-1]))
    has_own = isinstance(go_mod, Found) and go_mod.value.strip() != f"module {path}".encode()
    return compatible if has_own else versions


def _around(
    ordered: Sequence[str], date: datetime, time_of: Callable[[str], datetime | None]
) -> list[tuple[str, datetime | None]]:
    """Versions near a date with their times, the lowest first; all of them where there are few."""
    window = near(ordered, date, time_of, all_of=FULL_LOOK, reach=8)
    return list(zip(window, side_by_side(time_of, window, WORKERS), strict=True))
