"""The whole program in a process of its own, many times over: one interpreter loads it once and forks for each call."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]

_LOADED_FIRST = (
    "cli.commands.scan",
    "cli.commands.plan",
    "cli.commands.apply",
    "cli.commands.verify",
    "pipeline",
    "plan.make",
    "world.world",
    "verify.verify",
)

_SERVER = """
import importlib, json, os, sys, traceback
from gomigrate.cli.main import run
for name in sys.argv[1:]:
    importlib.import_module("gomigrate." + name)
for line in sys.stdin:
    call = json.loads(line)
    child = os.fork()
    if not child:
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
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@dataclass(frozen=True)
class Answer:
    """What a command left."""

    status: int
    out: str
    err: str


@dataclass
class Program:
    """Calls the program. `prefix` are the words of another program that starts it, in a fresh interpreter then."""

    server: subprocess.Popen[str]
    scratch: Path

    def call(self, words: Sequence[str], cwd: Path, env: Mapping[str, str], prefix: Sequence[str] = ()) -> Answer:
        """One command."""
        here = {**env, "PWD": str(cwd)}
        if prefix:
            argv = [*prefix, sys.executable, "-m", "gomigrate", *words]
            done = subprocess.run(argv, cwd=cwd, env=here, stdin=subprocess.DEVNULL, capture_output=True, check=False)
            return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())
        out, err = self.scratch / "out", self.scratch / "err"
        asked = {"words": words, "cwd": str(cwd), "env": here, "out": str(out), "err": str(err)}
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        self.server.stdin.write(json.dumps(asked) + "\n")
        self.server.stdin.flush()
        status = int(self.server.stdout.readline())
        return Answer(status, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


@contextmanager
def started(scratch: Path) -> Iterator[Program]:
    """The program, ready to be called; `scratch` is an empty folder."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    argv = [sys.executable, "-c", _SERVER, *_LOADED_FIRST]
    with subprocess.Popen(argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield Program(server, scratch)
        finally:
            assert server.stdin is not None
            server.stdin.close()
