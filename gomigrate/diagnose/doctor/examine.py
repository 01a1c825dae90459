"""`gomigrate doctor`: gather, check, and, where asked, mend the settings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.caches import check_caches
from gomigrate.diagnose.doctor.databases import check_database
from gomigrate.diagnose.doctor.environment import check_environment
from gomigrate.diagnose.doctor.fixes import fixes_for
from gomigrate.diagnose.doctor.gather import gather
from gomigrate.diagnose.doctor.insecure import check_insecure
from gomigrate.diagnose.doctor.modes import check_modes
from gomigrate.diagnose.doctor.privates import check_private
from gomigrate.diagnose.doctor.programs import check_programs
from gomigrate.diagnose.doctor.proxies import check_proxies
from gomigrate.diagnose.doctor.rehearsal import rehearse
from gomigrate.model.diagnosis.surroundings import Examination
from gomigrate.model.errors import WorldProblem

if TYPE_CHECKING:
    from gomigrate.diagnose.doctor.surroundings import Surroundings
    from gomigrate.world.world import World

CHECKS = (
    check_environment,
    check_modes,
    check_proxies,
    check_database,
    check_private,
    check_insecure,
    check_programs,
    check_caches,
)


def examine(world: World, directory: str, *, is_offline: bool = False, planned: str = "") -> Examination:
    """The surroundings of the project in a folder, checked; with the URL of a `planned` proxy also that one.

    Writes nothing. Raises as gather and rehearse do.
    """
    seen = gather(world, directory, is_offline=is_offline)
    examination = judged(seen)
    if not planned:
        return examination
    rehearsal, verdict = rehearse(world, seen, planned)
    return replace(examination, rehearsal=rehearsal, checks=(*examination.checks, verdict))


def judged(seen: Surroundings) -> Examination:
    """Every check on what was gathered; asks nobody."""
    return Examination(
        root=seen.subject.root,
        module=seen.subject.module,
        settings=seen.settings.rows,
        checks=tuple(check(seen) for check in CHECKS),
        fixes=fixes_for(seen),
    )


def apply_fixes(world: World, examination: Examination) -> Examination:
    """Runs the go env -w and -u commands of the fixes. Raises WorldProblem without a go command, or where one fails."""
    if not examination.fixes:
        return examination
    if world.go is None:
        raise WorldProblem("--write needs the go command, and there is none on PATH")
    applied = []
    for fix in examination.fixes:
        world.go.run(fix.words, cwd=examination.root, env=world.environ, timeout=60)
        applied.append(f"go {' '.join(fix.words)}")
    return replace(examination, applied=tuple(applied))
