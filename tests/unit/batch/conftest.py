"""What the tests of a batch share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _one_gocache(monkeypatch: pytest.MonkeyPatch, shared_gocache: Path) -> None:
    """Fleets take GOCACHE from the environment: the standard library is compiled once for all of them."""
    monkeypatch.setenv("GOCACHE", str(shared_gocache))
