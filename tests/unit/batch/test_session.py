"""Which units are begun, and when no more are."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

import pytest

from gomigrate.batch.options import BatchOptions
from gomigrate.batch.session import Session
from gomigrate.batch.store import RunStore
from gomigrate.batch.tally import Tally
from gomigrate.model.fleets.batch import Run, Unit
from gomigrate.model.policy import Policy
from gomigrate.world.base import process
from gomigrate.world.disk.seal import Seals


def test_no_unit_is_begun_once_the_process_is_told_to_end_whatever_became_of_the_interrupt(tmp_path: Path) -> None:
    units = tuple(Unit(path=name, root=f"/r/{name}", repository="/r", prefix=name) for name in "abc")
    run, options = Run(units=units), BatchOptions(policy=Policy())
    store = RunStore.create(str(tmp_path / "run"), run, options, Seals(str(tmp_path / "home")))
    crew = Mock(size=1)
    crew.ended.side_effect = lambda _: process.stop_all(0)  # its handler raised where Python drops that
    with pytest.raises(KeyboardInterrupt):
        Session(store, run, options, Tally(run, 1), Mock()).carry_out(crew)
    assert [call.args[0] for call in crew.begin.call_args_list] == [0]
    crew.close.assert_called_once()
