"""What differs between the trees before and after, besides what the plan says: nothing rides along unseen.

A record is hostile input, so a path in it excuses a change only where gomigrate makes such changes, and where the
content can be made again out of the tree before, it is.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.findings import Finding
from gomigrate.model.verdict import FileChange, How, When
from gomigrate.verify import start
from gomigrate.verify.branch import since
from gomigrate.verify.branch.excuses import BaseFiles, Excuses, Explained, Item
from gomigrate.verify.branch.record import RECORD, read_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.model.plan import Plan
    from gomigrate.verify.subject import Subject
    from gomigrate.world.disk.trees import GitTree

Items = dict[str, Item]
ABSENT: Item = ("000000", "")
"""A file that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """`changes` that no plan names, and the files whose planned content was compared with nothing; in path order.
    `elsewhere` are the folders of other modules, whose files changed as their own plans say."""

    changes: tuple[FileChange, ...] = ()
    unproved: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


def find_others(subject: Subject, compared: frozenset[str]) -> Others:
    """Every file of the repository that differs from the state before, but for those that the plan, or that of another
    module of the repository, explains. `compared` are the files that are known to be the same as before by the packages
    that hold them. Raises WorldProblem where git fails."""
    from gomigrate.world.disk.trees import GitTree

    if not subject.base:
        return Others()
    before = GitTree(subject.repository.top, subject.base)
    old, new = before.files(), subject.whole.files()
    judges = _judges(subject, before, subject.whole)
    changed: list[str] = []
    unproved: list[str] = []
    elsewhere: set[str] = set()
    for path in sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path)):
        judge = _judge(judges, path)
        answer = judge.answer(path, old.get(path, ABSENT), new.get(path, ABSENT))
        if answer is Explained.NO:
            changed.append(path)
        elif judge.place != subject.repository.prefix:
            elsewhere.add(judge.place)
        elif answer is Explained.UNPROVED and path not in compared:
            unproved.append(path)
    times = _Times(subject, old, new) if changed and subject.plan else None
    return Others(
        changes=tuple(_change(subject, path, old, new, times) for path in changed),
        unproved=tuple(_relative(path, subject.repository.prefix) for path in unproved),
        elsewhere=tuple(sorted(_relative(place, subject.repository.prefix) for place in elsewhere)),
    )


def _plans(subject: Subject, files: Mapping[str, Item]) -> Iterator[tuple[str, Plan | None]]:
    """The folders of modules with the plans that they carry: the deepest first, the verified project among them."""
    from gomigrate.world.disk.trees import subtree

    own = subject.repository.prefix
    found: dict[str, Plan | None] = {own: subject.plan, "": None}
    for path in files:
        place = path.removesuffix(RECORD).rstrip("/")
        if path.endswith(f"/{RECORD}") or path == RECORD:
            record = subject.plan if place == own else read_record(subtree(subject.whole, place))
            found[place] = None if isinstance(record, Finding) else record
    found[own] = subject.plan
    yield from sorted(found.items(), key=lambda item: -len(item[0]))


def _judges(subject: Subject, before: GitTree, after: GitTree) -> list[Excuses]:
    """Who is asked about the files that differ between two trees: the plans of the verified commit, the deepest
    first."""
    found, index = [], BaseFiles(before)
    for place, plan in _plans(subject, subject.whole.files()):
        is_verified = place == subject.repository.prefix
        module = subject.module if is_verified else plan.module if plan else ""
        rewrites = start.rewrites(plan, module) if plan else ()
        found.append(Excuses(place, plan, index, after, rewrites, is_verified=is_verified))
    return found


def _judge(judges: list[Excuses], path: str) -> Excuses:
    return next(judge for judge in judges if not judge.place or path.startswith(f"{judge.place}/"))


def _change(subject: Subject, path: str, old: Items, new: Items, times: _Times | None) -> FileChange:
    was, now = old.get(path, ABSENT), new.get(path, ABSENT)
    if ABSENT in (was, now):
        how = How.ADDED if was == ABSENT else How.REMOVED
    else:
        how = How.MODE if was[1] == now[1] else How.CHANGED
    return FileChange(
        path=_relative(path, subject.repository.prefix),
        how=how,
        when=times.of(path) if times else When.UNKNOWN,
        modes=_modes(was[0], now[0]),
    )


def _modes(was: str, now: str) -> str:
    """git's modes where they say something: a plain file that came, or any that went, has none worth a word."""
    is_usual = was == now or now == ABSENT[0] or (was, now) == (ABSENT[0], "100644")
    return "" if is_usual else f"{was} {now}"


def _relative(path: str, prefix: str) -> str:
    """The path as it is told: bytes that are no UTF-8 in a name must not stop whoever prints it."""
    path = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return posixpath.relpath(f"/{path}", f"/{prefix}")


class _Times:
    """Which commits changed a file, told by the trees at the migration's first commit and at its last one. What the
    migration did as planned was not it: a later commit undid that, or did more."""

    def __init__(self, subject: Subject, base: Items, now: Items) -> None:
        from gomigrate.world.disk.trees import GitTree

        self._base, self._now = base, now
        self._first: Items = {}
        self._last: Items = {}
        self._judges: list[Excuses] = []
        span = since.migration(subject.repository, subject.base, subject.commit, subject.plan)
        if span:
            first, last = (GitTree(subject.repository.top, commit) for commit in span)
            self._first, self._last = first.files(), last.files()
            self._judges = _judges(subject, first, last)

    def of(self, path: str) -> When:
        if not self._judges:
            return When.UNKNOWN
        first, last = self._first.get(path, ABSENT), self._last.get(path, ABSENT)
        if first != last and _judge(self._judges, path).answer(path, first, last) is Explained.NO:
            return When.MIGRATION
        if first != self._base.get(path, ABSENT):
            return When.BEFORE
        return When.LATER if last != self._now.get(path, ABSENT) else When.MIGRATION
