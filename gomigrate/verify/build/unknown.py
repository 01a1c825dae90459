"""What could not be compared since a proxy was sick: no difference, and no equality either."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gomigrate.model.errors import UnknownAnswer, WorldProblem
from gomigrate.report.words.attempts import answer_of
from gomigrate.world.go.gowords import is_sick, read_listed, read_log

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gomigrate.world.base.outcome import Failure

_REMEDY = "try again in a while; gomigrate doctor -v shows what each proxy answers"


def unchecked(why: str) -> UnknownAnswer:
    """What ends a comparison that rests on an answer that did not come."""
    return UnknownAnswer(f"the build could not be checked: {why}", remedy=_REMEDY)


def refuse_unknown(problem: WorldProblem) -> None:
    """Raise UnknownAnswer where a go command failed since it could not download something."""
    _refuse(read_log(getattr(problem, "stderr", "")))


def refuse_unknown_packages(entries: Iterable[Mapping[str, Any]]) -> None:
    """Raise UnknownAnswer where a package that `go list -e` lists has an error of that kind."""
    _refuse(read_listed(entries))


def _refuse(failures: Iterable[Failure]) -> None:
    for failure in failures:
        if is_sick(failure):
            raise unchecked(answer_of(failure.said, failure.detail, failure.flaw))
