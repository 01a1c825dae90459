"""What the tests against the go command's own code share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.driver import Driver, build_driver


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path) -> Driver:
    """The go command's own packages, built once a session."""
    return build_driver(tmp_path_factory.mktemp("driver"), shared_gocache)
