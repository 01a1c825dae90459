"""The questions to the go command about a side, and its message where it fails.

A failure because a proxy was out of order is neither a difference nor equality.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from gomigrate.model.codes import finding
from gomigrate.model.errors import Suggested, UnknownAnswer, WorldProblem
from gomigrate.report.words.attempts import answer_of
from gomigrate.world.base.redact import said as redacted
from gomigrate.world.base.sidebyside import side_by_side
from gomigrate.world.disk.disktree import DiskTree
from gomigrate.world.go.gowords import is_sick, read_listed, read_log

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.verify.build.configuration import Configuration
    from gomigrate.verify.build.layout import Side
    from gomigrate.world.base.process import Completed
    from gomigrate.world.go.gocmd import GoCommand

_MOST_WORDS = 12


def ask(go: GoCommand, side: Side, *words: str, timeout: float = 600) -> Completed:
    """The output of `go words...` in the side's folder, whatever its exit status. Raises WorldProblem."""
    return go.ask(words, cwd=side.cwd, env=go.closed_env(side.mode, side.env), timeout=timeout)


def list_side(
    go: GoCommand, side: Side, builds: Sequence[Configuration]
) -> dict[Configuration, list[dict[str, Any]] | WorldProblem]:
    """The output of `go list` for every package of the side, in each build; two of them at a time."""
    flags = ("-deps", "-test", *side.flags)

    def listed(build: Configuration) -> list[dict[str, Any]] | WorldProblem:
        try:
            return listed_by(go, side, (*flags, *build.flags), {**side.env, **build.env})
        except WorldProblem as problem:
            return problem

    return dict(zip(builds, side_by_side(listed, builds, 2), strict=True))


def listed_by(
    go: GoCommand, side: Side, flags: Sequence[str], env: Mapping[str, str], **more: Any
) -> list[dict[str, Any]]:
    """What `go list` says of the side's packages, and of its tools, without their tests. Raises WorldProblem."""
    found = go.list_packages(side.cwd, side.patterns, mode=side.mode, flags=tuple(flags), env=env, **more)
    if side.tools:
        known = {entry["ImportPath"] for entry in found}
        own = tuple(flag for flag in flags if flag != "-test")
        tools = go.list_packages(side.cwd, side.tools, mode=side.mode, flags=own, env=env, **more)
        found += [entry for entry in tools if entry["ImportPath"] not in known]
    return found


def read_absolute(path: str) -> bytes:
    """The bytes of a file that the go command named. Raises OSError."""
    pure = PurePath(path)
    return DiskTree(pure.anchor).read(pure.relative_to(pure.anchor).as_posix())


def has_folder(path: str) -> bool:
    """Whether there is a folder with anything in it at the place of a file that the go command named, or beside it."""
    pure = PurePath(path)
    try:
        return bool(DiskTree(pure.anchor).entries(pure.relative_to(pure.anchor).as_posix()))
    except OSError:
        return False


def load_fault(code: str, command: str, problem: WorldProblem, platform: str = "") -> Finding:
    """A finding that a go command cannot load a side, with the words of the program as evidence."""
    words = words_of(getattr(problem, "stderr", ""))
    return finding(code, evidence=words, command=command, platform=platform, error=str(problem))


def words_of(text: str, *, most: int | None = _MOST_WORDS) -> tuple[str, ...]:
    """What a program said, a line each, the first of them, without credentials that a URL may carry."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(redacted(line) for line in lines[:most])


def unknown(why: str) -> UnknownAnswer:
    """Ends a comparison that rests on a missing answer."""
    return UnknownAnswer(f"the build could not be checked: {why}", remedy=Suggested(("doctor", "-v")))


def refuse_unknown(said: WorldProblem | Iterable[Mapping[str, Any]]) -> None:
    """Raises UnknownAnswer where a go command failed, or a package that `go list -e` lists has an error, because
    something could not be downloaded."""
    failures = read_log(getattr(said, "stderr", "")) if isinstance(said, WorldProblem) else read_listed(said)
    for failure in failures:
        if is_sick(failure):
            raise unknown(answer_of(failure.said, failure.detail, failure.flaw))
