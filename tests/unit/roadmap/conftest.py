"""What the tests of one world share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.roadmap.stepworld import Steps, make_steps


@pytest.fixture(scope="session")
def steps(tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path) -> Steps:
    """The migrated project; the tests add branches."""
    return make_steps(tmp_path_factory.mktemp("steps"), shared_gocache)


@pytest.fixture(scope="session")
def roadmap(steps: Steps) -> dict[str, Any]:
    """What is left, judged by the go command."""
    return steps.next("--on", "left")
