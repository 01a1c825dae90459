"""The same batch on a real Dask cluster of several processes, one of which is killed on the way."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.batch.made import Fleet, make_fleet

pytest.importorskip("distributed", reason="the extra [dask] is not installed")
pytestmark = pytest.mark.go


@pytest.fixture
def fleets(tmp_path: Path) -> tuple[Fleet, Fleet]:
    return make_fleet(tmp_path / "local", 4), make_fleet(tmp_path / "dask", 4)


@pytest.fixture
def scheduler(fleets: tuple[Fleet, Fleet], tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and the processes of two workers."""
    env = {**fleets[1].env, "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "10s"}
    log = tmp_path / "scheduler.log"
    argv = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    with log.open("wb") as output:
        head = _start([*argv, "--host", "127.0.0.1", "--port", "0", "--no-dashboard"], env, tmp_path, output)
        address = _address(log, head)
        words = [
            sys.executable,
            "-m",
            "distributed.cli.dask_worker",
            address,
            "--no-nanny",
            "--nthreads",
            "1",
            "--no-dashboard",
        ]
        workers = [_start(words, env, tmp_path, output) for _ in range(2)]
        yield address, workers
        for child in (*workers, head):
            child.kill()
            child.wait()


def test_a_cluster_that_loses_a_worker_gives_the_branches_of_the_local_run(
    fleets: tuple[Fleet, Fleet], scheduler: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    local, remote = fleets
    address, workers = scheduler
    assert local.call("batch", str(local.own), "--run-dir", "run").status == 0
    argv = [sys.executable, "-m", "gomigrate", "batch", str(remote.own), "--run-dir", "run", "--scheduler", address]
    child = subprocess.Popen(argv, cwd=remote.root, env=remote.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    _until(lambda: list((remote.root / "run").rglob("state.json")) != [])
    os.kill(workers[0].pid, signal.SIGKILL)
    output, _ = child.communicate(timeout=150)
    assert child.returncode == 0, output.decode()
    assert remote.trees() == local.trees()
    assert len(remote.trees()) == 4


@pytest.mark.parametrize(("address", "status"), [("127.0.0.1", 2), ("127.0.0.1:1", 3), ("ftp://x:1", 2)])
def test_no_scheduler_is_said_in_a_line_and_no_run_is_begun(tmp_path: Path, address: str, status: int) -> None:
    fleet = make_fleet(tmp_path, 1)
    done = fleet.call("batch", str(fleet.own), "--run-dir", "run", "--scheduler", address)
    assert done.status == status
    assert len(done.err.strip().splitlines()) == 2
    assert not (tmp_path / "run").exists()


def _start(argv: list[str], env: dict[str, str], cwd: Path, output: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(argv, cwd=cwd, env=env, stdout=output, stderr=output)  # type: ignore[call-overload, no-any-return]


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    found: list[str] = []

    def look() -> bool:
        assert process.poll() is None, log.read_text()
        found[:] = re.findall(r"Scheduler at:\s+(tcp://\S+)", log.read_text())
        return bool(found)

    _until(look)
    return found[0]


def _until(is_so: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)
