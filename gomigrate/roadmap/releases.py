"""Pseudo-versions in a go.mod, and the release that may replace each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.gosource.platforms.platform import checked_platforms
from gomigrate.model.decision import Offered
from gomigrate.model.go import semver
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import StepKind
from gomigrate.model.policy import Policy
from gomigrate.plan.lift.candidates import releases_near
from gomigrate.plan.lift.offers import Look, offers
from gomigrate.plan.lift.search import pseudo_pins, searched
from gomigrate.plan.lift.uses import Mentions
from gomigrate.roadmap.ideas import StepIdea
from gomigrate.roadmap.workbench import GoModEdit

if TYPE_CHECKING:
    from gomigrate.plan.lift.offers import Offer
    from gomigrate.plan.lift.search import PseudoPin
    from gomigrate.resolve.resolve import Resolver
    from gomigrate.roadmap.workbench import Workbench

_WANTED = Policy(lift="compatible")


@dataclass(frozen=True, slots=True, kw_only=True)
class PseudoIdeas:
    """The steps from pseudo-versions to releases; the modules that have no release to take, as `path version`
    (`unreleased`), and those of which no source listed the releases (`unlisted`)."""

    ideas: tuple[StepIdea, ...] = ()
    unreleased: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()


def pseudo_ideas(bench: Workbench, resolver: Resolver, only: str = "") -> PseudoIdeas:
    """Those of the module as it is; of the module path `only` alone, where one is named. Downloads a bounded number of
    releases of each."""
    solution = bench.base.solution
    mentions = Mentions(solution, bench.main, bench.project.tree, bench.contents)
    look = Look(contents=bench.contents, platforms=checked_platforms(), mentions=mentions)
    required = {line.path for line in bench.base.mod.requires}
    found = [pin for pin in pseudo_pins(solution) if pin.used.path in required and only in ("", pin.used.path)]
    pins = searched(found, _WANTED, look, resolver)
    taken = [(pin, pin.fit[0] if pin.fit else _changed(pin, look, resolver)) for pin in pins]
    without = [pin for pin, offer in taken if offer is None]
    return PseudoIdeas(
        ideas=tuple(_idea(pin, offer) for pin, offer in taken if offer is not None),
        unreleased=tuple(f"{pin.used.path} {pin.used.built.version}" for pin in without if not pin.refused),
        unlisted=tuple(f"{pin.used.path} {pin.used.built.version}" for pin in without if pin.refused),
    )


def _changed(pin: PseudoPin, look: Look, resolver: Resolver) -> Offer | None:
    """The lowest release that follows the commit, though something that the build depends on differs in it."""
    following = [release for release in releases_near(pin.used.built, resolver).found if release.follows]
    for release in sorted(following, key=lambda one: semver.sort_key(one.version)):
        for offer in offers(pin.used, (release,), look):
            return offer
    return None


def _idea(pin: PseudoPin, offer: Offer) -> StepIdea:
    path = pin.used.path
    return StepIdea(
        kind=StepKind.PSEUDO,
        path=path,
        before=pin.used.built.version,
        after=offer.version,
        edit=GoModEdit(versions=(ModuleVersion(path, offer.version),)),
        offered=offer.kind,
        words=offer.broken if offer.kind is Offered.CHANGED else (),
    )
