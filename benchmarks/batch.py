"""How a batch grows. `python -m benchmarks.batch` makes 100 and then 1,000 small repositories in a temporary folder,
and runs `gomigrate batch` over each. It prints the time, the ratio of the two, and the memory of the parent process.

Each repository has a lock and one package; with --plan-only no branch is written and nothing is verified. The ratio is
what counts, since both runs are made one after the other on the same machine: it should be 11 at most for 10 times the
units. On a busy machine compare the CPU time, which counts all processes. The memory is the highest resident size of
the parent, read from /proc once a second.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.unit.batch.made import Fleet, make_fleet


def main() -> None:
    """Measure and print, a line a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs=2, default=[100, 1000])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--plan-only", action="store_true")
    given = parser.parse_args()
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        for count in given.counts:
            fleet = make_fleet(Path(folder, str(count)), count)
            taken.append(measure(fleet, count, given.jobs, plan_only=given.plan_only))
    (small, small_cpu, small_memory), (large, large_cpu, large_memory) = taken
    print(f"time {large / small:.2f} times for {given.counts[1] / given.counts[0]:.2f} times the units")
    print(f"CPU time {large_cpu / small_cpu:.2f} times")
    print(f"memory of the parent {large_memory / small_memory:.2f} times")


def measure(fleet: Fleet, count: int, jobs: int, *, plan_only: bool) -> tuple[float, float, float]:
    """Seconds, seconds of CPU, and the parent's highest resident size in MB."""
    words = ["batch", str(fleet.own), "--run-dir", "run", "--jobs", str(jobs), "--format", "json"]
    argv = [sys.executable, "-m", "gomigrate", *words, *(["--dry-run"] if plan_only else [])]
    began, before = time.monotonic(), _cpu()
    with (fleet.root / "out.json").open("wb") as output:
        child = subprocess.Popen(argv, cwd=fleet.root, env=fleet.env, stdout=output)
        memory = 0.0
        while child.poll() is None:
            memory = max(memory, resident(child.pid))
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(1)
    seconds, cpu = time.monotonic() - began, _cpu() - before
    states = json.loads((fleet.root / "out.json").read_text())["summary"]["states"]
    told = ", ".join(f"{number} {state}" for state, number in states.items() if number)
    each = f"{seconds:.1f} s, {seconds / count:.3f} s a unit, CPU {cpu:.1f} s"
    print(f"{count} units: {each}, parent {memory:.0f} MB; {told}", flush=True)
    return seconds, cpu, memory


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def resident(pid: int) -> float:
    """The highest resident size of a process so far, in MB; 0 where /proc does not say."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main()
