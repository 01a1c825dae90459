"""`python -m fuzz [--seconds N | --runs N] [TARGET...]`: each target in a process of its own.

Needs `pip install --group fuzz`. What fails is written to --keep (the input, and what was said of it) and named at the
end, with exit status 1.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 60
HANG = 5
"""A single input may take so many seconds; libFuzzer calls more a timeout."""
PATIENCE = 60
"""The same where inputs are counted, which takes long and is done beside other work."""
MEGABYTES = 2048
LONGEST = 4096


def main() -> int:
    """Fuzz what is asked for, all by default."""
    from fuzz.targets import TARGETS

    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="for each target")
    parser.add_argument("--runs", type=int, default=0, help="so many inputs for each target, however long they take")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"), help="where inputs that fail are kept")
    given = parser.parse_args()
    unknown = sorted(set(given.targets) - TARGETS.keys())
    if unknown:
        parser.error(f"no such target: {', '.join(unknown)}")
    failed = []
    total = 0
    for name in given.targets or TARGETS:
        tried, said = _fuzz(name, given.seconds, given.runs, given.keep)
        total += tried
        print(f"{name:28} {tried:>9,} inputs  {said}", flush=True)
        if said != "ok":
            failed.append(name)
    print(f"{total:,} inputs, {len(failed)} targets failed")
    return 1 if failed else 0


def _fuzz(name: str, seconds: int, runs: int, keep: Path) -> tuple[int, str]:
    """How many inputs were tried, and "ok" or what became of it."""
    from fuzz.targets import TARGETS

    target = TARGETS[name]
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for number, seed in enumerate(target.seeds):
            (corpus / str(number)).write_bytes(seed)
        words = Path(folder, "words")
        words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words))
        length = f"-runs={runs}" if runs else f"-max_total_time={seconds}"
        flags = [length, f"-timeout={PATIENCE if runs else HANG}", f"-rss_limit_mb={MEGABYTES}", f"-max_len={LONGEST}"]
        flags += [f"-dict={words}"] if target.words else []
        flags += [f"-artifact_prefix={folder}/bad-", "-print_final_stats=1", str(corpus)]
        done = subprocess.run(
            [sys.executable, "-m", "fuzz.child", name, *flags],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        # Where an input fails, libFuzzer may end before its statistics, after a line such as "#5863 REDUCE".
        counts = re.findall(r"^(?:stat::number_of_executed_units: |#)(\d+)", done.stderr, re.MULTILINE)
        tried = int(counts[-1]) if counts else 0
        if done.returncode == 0:
            return tried, "ok"
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{name}.log").write_text(done.stderr + done.stdout)
        for bad in Path(folder).glob("bad-*"):
            (keep / f"{name}.input").write_bytes(bad.read_bytes())
        return tried, f"FAILED: {keep}/{name}.log"


def _escaped(word: str) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02X}" for byte in word.encode())


if __name__ == "__main__":
    sys.exit(main())
