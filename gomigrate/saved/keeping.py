"""Plans in files: the one that a user names, and the last one of each project in the folder for state."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.errors import Suggested, UsageProblem, WorldProblem
from gomigrate.saved.planfile import plan_bytes, plan_of_bytes
from gomigrate.world.disk.files import atomic_write
from gomigrate.world.disk.reading import read_file
from gomigrate.world.disk.seal import Seals, make_private
from gomigrate.world.disk.statedir import StateFolder, state_home

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.model.savedplan import SavedPlan

_LABEL = "plan"
_DAY = 86400
_MOST_PLANS, _MOST_BYTES = 20, 256 << 20
"""So many plans are kept, and so much of them: the latest ones, each for a day."""


def write_plan(saved: SavedPlan, file: str, environ: Mapping[str, str]) -> None:
    """Save a plan in a file, sealed for this user. Raises WorldProblem where it cannot be written."""
    atomic_write(file, Seals(state_home(environ)).seal(_LABEL, plan_bytes(saved)))


def read_plan(file: str, environ: Mapping[str, str]) -> SavedPlan:
    """The plan that `write_plan` saved. Raises UsageProblem for a file that is not there, is none, or not as it was
    written, by this user on this machine; WorldProblem where it cannot be read."""
    try:
        data = read_file(file, _MOST_BYTES)
    except FileNotFoundError as error:
        raise UsageProblem(f"{file}: no such file", remedy=Suggested(("plan", "--out", file))) from error
    except (OSError, ValueError) as error:
        raise WorldProblem(f"{file} cannot be read: {getattr(error, 'strerror', '') or error}") from error
    body = Seals(state_home(environ)).open(_LABEL, data)
    saved = plan_of_bytes(body) if body is not None else None
    if saved is None:
        raise UsageProblem(
            f"{file} is no plan of this user and this version of gomigrate, or it was changed since",
            remedy=Suggested(("plan",)),
        )
    return saved


@dataclass(frozen=True, slots=True)
class LastPlans:
    """The last plan of each project, in the folder for state. Nothing here is needed: what cannot be kept, or read, is
    planned again."""

    environ: Mapping[str, str]

    def keep(self, saved: SavedPlan) -> None:
        """Keep a plan instead of the one before, and no more than there is room for."""
        with contextlib.suppress(WorldProblem):
            folder = self._folder()
            make_private(folder.root)
            write_plan(saved, folder.path(_name(saved.start.root)), self.environ)
            held = 0
            for number, (name, age, size) in enumerate(folder.latest_first()):
                held += size
                if number >= _MOST_PLANS or held > _MOST_BYTES or age > _DAY:
                    folder.remove(name)

    def of(self, root: str, seconds: float) -> SavedPlan | None:
        """The plan that was kept for the project in this folder, None where there is none that is not older."""
        with contextlib.suppress(WorldProblem, UsageProblem):
            folder, wanted = self._folder(), _name(root)
            if any(name == wanted and 0 <= age <= seconds for name, age, _ in folder.latest_first()):
                return read_plan(folder.path(wanted), self.environ)
        return None

    def _folder(self) -> StateFolder:
        return StateFolder(StateFolder(state_home(self.environ)).path("plans"))


def _name(root: str) -> str:
    return f"{hashlib.sha256(root.encode('utf-8', 'surrogateescape')).hexdigest()[:32]}.plan"
