"""What the tests of one world share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.verify.gateworld import Migrated, make_migrated


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path) -> Migrated:
    """The migrated project; the tests add commits, and move no branch."""
    return make_migrated(tmp_path_factory.mktemp("migrated"), shared_gocache)
