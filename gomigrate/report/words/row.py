"""What is said of a kind of finding, and of one case of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from gomigrate.model.findings import Fact
from gomigrate.report.words.call import Invocation

Facts = Mapping[str, Fact | Invocation]
Text = str | Callable[[Facts], str]


class Idle(str):
    """A remedy that asks for nothing to be done, and says why; so `remedy_of` gives one of these where that is so."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The words for a code: a `title`, its `meaning` and the usual `remedy`, as `gomigrate explain` shows them; and the
    sentence about one case, `message`, with the remedy for it where the facts tell a better one (`remedy_here`; "" or
    one that comes out empty: the usual remedy). `seen` are lines of evidence that the facts make, before what was kept
    unchanged.

    A text is a template over the finding's facts (see `gomigrate.report.words.phrases.filled`), or a function of them
    where the sentence depends on which facts there are. That of `remedy` asks for no facts, only for commands.
    """

    title: str
    meaning: str
    remedy: str
    message: Text = ""
    remedy_here: Text = ""
    seen: Callable[[Facts], Iterable[str]] | None = None
