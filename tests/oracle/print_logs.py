"""Prints the logs of failing builds by real go commands: `python -m tests.oracle.print_logs GO... > FILE`.

What `tests/unit/diagnose/logs/printed.txt` holds was made with it. Other toolchains come as modules, for example by
`GOTOOLCHAIN=go1.18.10 go version`; the go command of each is below golang.org/toolchain in the module cache.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

from tests.oracle.failures import CASES, log_of, minor_of, servers


def main() -> None:
    """Runs every case with each go command that knows it, and prints the logs without what differs from run to run."""
    told: set[str] = set()
    for go in sys.argv[1:]:
        minor = minor_of(go)
        root = Path(tempfile.mkdtemp(prefix="logs"))
        with servers(root) as named:
            for number, (name, case) in enumerate(CASES.items()):
                if not case.since <= minor <= case.until:
                    continue
                log = log_of(go, root / f"p{number}" / "main", root, case, named)
                if log is None:
                    sys.stderr.write(f"go1.{minor} does not fail: {name}\n")
                    continue
                plain = _plain(log, str(root / f"p{number}"), str(root), go)
                # What another version printed word by word needs no second place.
                if plain not in told:
                    told.add(plain)
                    sys.stdout.write(f"=== {case.kind} | go1.{minor}: {name}\n{plain}")
        shutil.rmtree(root)


def _plain(log: str, place: str, root: str, go: str) -> str:
    text = log.replace(place, "/build").replace(root, "/srv").replace(str(Path(go).parents[1]), "/usr/local/go")
    text = re.sub(r"\b127\.0\.0\.1:(?!1\b)\d+", "127.0.0.1:3000", text)
    text = re.sub(r"127\.0\.0\.1:3000->127", "127.0.0.1:40404->127", text)
    text = re.sub(r"current time \S+ is", "current time 2026-01-02T03:04:05Z is", text)
    text = re.sub(r"h1:[\w+/]{43}=", lambda digest: f"h1:{digest[0][3] * 43}=", text)
    return text if text.endswith("\n") else f"{text}\n"


if __name__ == "__main__":
    main()
