"""How gomigrate was called, and what its other commands then look like: with the same folder, as a shell reads them."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomigrate.model.errors import Suggested

_IMPORT_PATH = ("--import-path",)
_OF_PLAN = (
    *_IMPORT_PATH,
    *("--hold", "--go", "--vendor", "--locks", "--patched", "--strict-bytes", "--accept-merge", "--unsafe-fixes"),
    *("--ci-go", "--restore", "--lift"),
)
CARRIED = {
    "plan": _OF_PLAN,
    "apply": _OF_PLAN,
    "batch": _OF_PLAN,
    "clone": _IMPORT_PATH,
    "scan": _IMPORT_PATH,
    "verify": ("--against", "--base"),
    "next": ("--on",),
    "graph": ("--packages", "--platform", "--input", "--import-path"),
}
"""The options without which a command would be about something else than the command that names it."""

REPEATED = frozenset(("--hold", "--accept-merge"))
"""Those of them that may be given several times, and then mean all of it."""

_OF_A_RUN = frozenset(("--resume", "--failed"))
"""The options of batch that take the folders from the run that is continued."""

_ALONE = frozenset(("--undo", "--gate", "--plan")) | _OF_A_RUN
"""The options beside which those that were given say nothing, or are wrong."""

_ANYWHERE = frozenset(("explain", "completion"))
"""The commands that have no folder."""

_MIXED = frozenset(("clone", "sum"))
"""The commands that tell a folder from a module by its first character."""

_NAMED = frozenset(("batch",))
"""The commands for which the folder has to be named, be it the current one."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """The folder as it was given, and the options with their words, such as ("--go", "1.20") or ("--restore",).

    In a template `{gomigrate:plan --go 1.20}` is that command for the same project; words are split as a shell does it,
    so what comes from a file stands there as `{path:q}`.
    """

    directory: str = "."
    options: tuple[tuple[str, ...], ...] = ()

    def command(self, *words: str) -> str:
        """A command of gomigrate for the same project, with those of the given options that matter to it. What stands
        in `words` goes before what was given."""
        name = words[0]
        carried = () if _ALONE.intersection(words) else CARRIED.get(name, ())
        given = [
            word
            for option in self.options
            if option[0] in carried and (option[0] in REPEATED or option[0] not in words)
            for word in option
        ]
        return shlex.join(("gomigrate", *words, *given, *self._folder(words)))

    def helping(self, remedy: str | Suggested) -> str:
        """What helps after an error, in words: what to do, or the command for the same project."""
        if isinstance(remedy, str):
            return remedy
        left = tuple(option for option in self.options if option[0] not in remedy.without)
        return replace(self, directory=remedy.folder or self.directory, options=left).command(*remedy.words)

    def _folder(self, words: tuple[str, ...]) -> tuple[str, ...]:
        name = words[0]
        if _OF_A_RUN.intersection(words) or name in _ANYWHERE or (self.directory == "." and name not in _NAMED):
            return ()
        needs_dot = self.directory.startswith("-") or (name in _MIXED and not self.directory.startswith((".", "/")))
        return (f"./{self.directory}" if needs_dot else self.directory,)

    def __format__(self, spec: str) -> str:
        return self.command(*shlex.split(spec))


HERE = Invocation()
"""The current folder, without options."""
