"""Which functions of Python and Starlark run commands, and in which of their arguments those stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.scripts.kinds import FileKind

if TYPE_CHECKING:
    import libcst


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """A function by the last part of its name. `place` and `keywords` say which argument holds the command; `each`: a
    list there holds commands and not the words of one; `is_make`: $ is written $$, and $(...) is filled in before."""

    names: frozenset[str]
    place: int = 0
    keywords: tuple[str, ...] = ()
    each: bool = False
    is_make: bool = False
    kinds: frozenset[FileKind] = frozenset((FileKind.PYTHON, FileKind.STARLARK))


_PYTHON = frozenset((FileKind.PYTHON,))
_STARLARK = frozenset((FileKind.STARLARK,))
NEVER = 1 << 10

RUNNERS: tuple[Runner, ...] = (
    # The standard library (docs.python.org: subprocess, os), fabric, invoke, waf; and helpers that have their names.
    Runner(
        names=frozenset(
            (
                *("run", "call", "check_call", "check_output", "Popen", "system", "popen"),
                *("getoutput", "getstatusoutput", "local", "sudo", "exec_command", "cmd_and_log"),
            )
        ),
        keywords=("args", "command", "cmd"),
    ),
    # SCons (User Guide: "Command", "Execute", "Action").
    Runner(names=frozenset(("Execute", "Action")), keywords=("action",), each=True, kinds=_PYTHON),
    Runner(names=frozenset(("Command",)), place=2, keywords=("action",), each=True, kinds=_PYTHON),
    # waf: `bld(rule="...")`.
    Runner(names=frozenset(("bld", "ctx", "tg")), place=NEVER, keywords=("rule",), kinds=_PYTHON),
    # Bazel (Build Encyclopedia: "genrule"; rule APIs: "repository_ctx.execute", "actions.run_shell").
    Runner(names=frozenset(("genrule",)), place=NEVER, keywords=("cmd", "cmd_bash"), is_make=True, kinds=_STARLARK),
    Runner(names=frozenset(("execute",)), keywords=("arguments",), kinds=_STARLARK),
    Runner(names=frozenset(("run_shell",)), place=NEVER, keywords=("command",), kinds=_STARLARK),
)
ACTIONS = "actions"
"""The key below which a task of doit has its commands."""
SETTERS = frozenset(("shell_env", "environ", "dict", "update"))
"""Calls whose keywords set environment variables: fabric's shell_env, dict(os.environ, NAME="value")."""


def runner_of(name: str, kind: FileKind) -> Runner | None:
    """The runner that a dotted name calls."""
    last = name.rpartition(".")[2]
    return next((one for one in RUNNERS if last in one.names and kind in one.kinds), None)


def takes_words(name: str, node: libcst.Call) -> bool:
    """Whether a string that the call is given is no shell text: subprocess without shell=True."""
    module, _, last = name.rpartition(".")
    if module != "subprocess" or last in ("getoutput", "getstatusoutput"):
        return False
    return not any(one.keyword and one.keyword.value == "shell" for one in node.args)
