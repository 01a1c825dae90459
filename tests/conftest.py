"""What holds for every test: no word from the machine's own settings, no network beyond the loopback."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from gomigrate.world.base import secrets
from tests.fakeworld.environment import has_go

# How long an example takes is a matter of what else the machine does, and of the tables that the first one makes.
settings.register_profile("gomigrate", deadline=None, suppress_health_check=(HealthCheck.too_slow,))
settings.load_profile("gomigrate")

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _environment_stays() -> Iterator[None]:
    """A test that changes the environment and leaves it so would make others depend on the order."""
    before = dict(os.environ)
    yield
    after = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    before.pop("PYTEST_CURRENT_TEST", None)
    assert after == before, "the test changed os.environ"


@pytest.fixture(autouse=True)
def _no_secrets_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the settings of one test keep secret must not be taken out of the texts of another."""
    monkeypatch.setattr(secrets, "_kept", [secrets.Secrets()])


@pytest.fixture(autouse=True)
def _not_told_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that interrupts the program in this process ends it for itself alone."""
    for told in ("disk.files._is_over", "base.process._is_ending"):
        monkeypatch.setattr(f"gomigrate.world.{told}", threading.Event())


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets of this process reach the loopback and nothing else."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test wanted to connect to {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def shared_gocache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One GOCACHE for all worlds of a run (and of all its workers): the standard library is compiled once."""
    return _shared(tmp_path_factory, "gocache")


@pytest.fixture(scope="session")
def shared_code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for the code with counters (`tests/growth`): gomigrate is read once in a run."""
    return _shared(tmp_path_factory, "growth")


def _shared(tmp_path_factory: pytest.TempPathFactory, name: str) -> Path:
    """A folder that all workers of a run have."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    folder.mkdir(exist_ok=True)
    return folder


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `network` run only where `-m network` asks for them; tests marked `go` are skipped where
    there is no go command, and say so."""
    if "network" not in config.getoption("markexpr"):
        away = [item for item in items if item.get_closest_marker("network")]
        items[:] = [item for item in items if not item.get_closest_marker("network")]
        if away:
            config.hook.pytest_deselected(items=away)
    if has_go():
        return
    for item in items:
        if item.get_closest_marker("go"):
            item.add_marker(pytest.mark.skip(reason="no go command on PATH"))
