"""`gomigrate doctor`: read the setup, check it, and, on request, fix the settings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.checks.caches import check_caches
from gomigrate.diagnose.doctor.checks.database import check_database
from gomigrate.diagnose.doctor.checks.insecure import check_insecure
from gomigrate.diagnose.doctor.checks.modes import check_modes
from gomigrate.diagnose.doctor.checks.private import check_private
from gomigrate.diagnose.doctor.checks.programs import check_programs
from gomigrate.diagnose.doctor.checks.proxies import check_proxies
from gomigrate.diagnose.doctor.checks.settings import check_settings
from gomigrate.diagnose.doctor.fixes import fixes_for
from gomigrate.diagnose.doctor.plannedproxy import check_rehearsal, rehearse
from gomigrate.diagnose.doctor.setup import look_at_setup
from gomigrate.model.diagnosis.doctor import Examination
from gomigrate.model.errors import WorldProblem

if TYPE_CHECKING:
    from gomigrate.world.world import World

CHECKS = (
    check_settings,
    check_modes,
    check_proxies,
    check_database,
    check_private,
    check_insecure,
    check_programs,
    check_caches,
)


def examine(world: World, directory: str, *, is_offline: bool = False, planned: str = "") -> Examination:
    """The setup for the project in a folder, checked; with the URL of a `planned` proxy also that one.

    Writes nothing. Raises as look_at_setup and rehearse do.
    """
    seen = look_at_setup(world, directory, is_offline=is_offline)
    rehearsal = rehearse(world, seen, planned) if planned else None
    more = (check_rehearsal(rehearsal, seen.database.name),) if rehearsal else ()
    return Examination(
        root=seen.project.root,
        module=seen.project.module,
        settings=seen.settings.rows,
        checks=(*(check(seen) for check in CHECKS), *more),
        fixes=fixes_for(seen),
        rehearsal=rehearsal,
    )


def apply_fixes(world: World, examination: Examination) -> Examination:
    """Runs the go env -w and -u commands of the fixes. Raises WorldProblem without a go command, or where one fails."""
    if examination.fixes and world.go is None:
        raise WorldProblem("--write needs the go command, and there is none on PATH")
    for fix in examination.fixes:
        if world.go:
            world.go.run(fix.arguments, cwd=examination.root, env=world.environ, timeout=60)
    return replace(examination, applied=examination.fixes)
