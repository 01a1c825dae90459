"""The whole program in a process of its own, many times over: an interpreter loads it once and forks for each call.

To start Python and to load the program takes four times as long as a plan of a small world. Two interpreters take
turns, since each process of a user's has another order of its sets: what depends on it differs from call to call.
"""

from __future__ import annotations

import atexit
import functools
import importlib
import itertools
import json
import os
import pkgutil
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gomigrate as package

ROOT = Path(__file__).parents[2]

SECONDS = 900
"""A first verify compiles the standard library, for several platforms."""


@dataclass(frozen=True)
class Answer:
    """What a command left: its exit status and what it wrote, which is UTF-8."""

    status: int
    out_bytes: bytes
    err_bytes: bytes

    @property
    def out(self) -> str:
        """What it wrote to stdout."""
        return self.out_bytes.decode()

    @property
    def err(self) -> str:
        """What it wrote to stderr."""
        return self.err_bytes.decode()

    @property
    def said(self) -> str:
        """All that it wrote."""
        return self.out + self.err


def gomigrate(words: Sequence[str], cwd: Path, env: Mapping[str, str], prefix: Sequence[str] = ()) -> Answer:
    """Run a command in a folder, with this environment and no other variable (PWD says where it is). `prefix` are the
    words of another program that starts it, in a fresh interpreter then."""
    here = {**env, "PWD": str(cwd)}
    if prefix or not hasattr(os, "fork"):
        argv = [*prefix, sys.executable, "-m", "gomigrate", *words]
        done = subprocess.run(
            argv, cwd=cwd, env=here, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
        return Answer(done.returncode, done.stdout, done.stderr)
    with tempfile.TemporaryDirectory() as scratch:
        out, err = Path(scratch, "out"), Path(scratch, "err")
        asked = {"words": list(words), "cwd": str(cwd), "env": here, "out": str(out), "err": str(err)}
        status = _ask(next(_servers()), json.dumps(asked))
        return Answer(status, out.read_bytes(), err.read_bytes())


def load() -> None:
    """Import all of the program, so that a fork of this process has it."""
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for library in ("jinja2", "rich.console", "rich.table"):
        importlib.import_module(library)


def _be_quick() -> None:
    """Ask a second time at once: the troubles of a test's servers end by count, and not with the time."""
    from gomigrate.world.go import gocmd
    from gomigrate.world.modules import direct
    from gomigrate.world.net import client

    client._PAUSES = (0.01, 0.02)
    gocmd._PAUSE = direct._PAUSE = client._PAUSES[0]


@functools.cache
def _servers() -> Iterator[subprocess.Popen[str]]:
    """The interpreters of this process, which end with it."""
    return itertools.cycle([_started(), _started()])


def _started() -> subprocess.Popen[str]:
    # -P: what lies in a world is none of the program's modules.
    argv = [sys.executable, "-P", "-m", __name__]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONHASHSEED"}
    env |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    server = subprocess.Popen(argv, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(server.communicate)
    return server


def _ask(server: subprocess.Popen[str], line: str) -> int:
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(f"{line}\n")
    server.stdin.flush()
    return int(server.stdout.readline())


def _serve() -> None:
    """Answer each line of stdin, a call, with the status that the program left."""
    load()
    _be_quick()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _call(json.loads(line))
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


def _call(call: Mapping[str, Any]) -> None:
    """Be the program, and end."""
    from gomigrate.cli.main import run

    signal.alarm(SECONDS)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for stream, number in (("out", 1), ("err", 2)):
        os.dup2(os.open(call[stream], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.environ.clear()
    os.environ.update(call["env"])
    os.chdir(call["cwd"])
    sys.argv = ["gomigrate", *call["words"]]
    status = 99
    try:
        run()
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else 1
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status or 0)


if __name__ == "__main__":
    _serve()
