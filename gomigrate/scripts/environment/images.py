"""A variable along the stages of a Dockerfile (Dockerfile reference, "ENV", "ARG", "FROM")."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from gomigrate.scripts.environment.given import Given, on_top
from gomigrate.scripts.environment.shellrun import filled

if TYPE_CHECKING:
    from collections.abc import Callable

    from gomigrate.scripts.environment.given import Stack
    from gomigrate.scripts.read.document import Document


class ImageStages:
    """What ENV and ARG give, by place. An ARG before the first FROM is a stage's only where it names it again; ENV
    wins over ARG wherever they stand; a stage that begins with another one has what that one had."""

    def __init__(self, document: Document, name: str, where: Callable[[int, str], str]) -> None:
        self._starts: list[int] = []
        self._stacks: list[Stack] = []
        settings = sorted((s for s in document.settings if s.name == name), key=lambda one: one.start)
        in_front: Given | None = None
        stages: dict[str, tuple[Stack, Stack]] = {}
        args: Stack = ()
        env: Stack = ()
        stage, count, number = "", 0, 0
        for one in document.instructions:
            if one.name == "FROM":
                names = [word.value for word in one.words]
                args, env = stages.get(names[0].lower() if names else "", ((), ()))
                stage = names[2].lower() if len(names) == 3 else str(count)
                count += 1
            own = []
            while number < len(settings) and settings[number].start < one.end:
                own.append(settings[number])
                number += 1
            for setting in own:
                before = env[-1].value if env else None
                given = Given(filled(setting.value, name, before), where(setting.start, one.name))
                if not stage and one.name == "ARG":
                    in_front = given
                elif one.name == "ARG":
                    args = on_top(args, given)
                else:
                    env = on_top(env, given)
            if one.name == "ARG" and stage and not own and any(word.value == name for word in one.words) and in_front:
                args = on_top(args, in_front)
            stages[stage] = stages[str(count - 1)] = args, env
            self._starts.append(one.end)
            self._stacks.append((*args, *env))

    def at(self, offset: int) -> Stack:
        """What holds at a place."""
        number = bisect_right(self._starts, offset) - 1
        return self._stacks[number] if number >= 0 else ()
