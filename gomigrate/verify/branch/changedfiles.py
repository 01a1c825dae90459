"""What differs between the trees before and after, besides what the plan says: no change goes unseen."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Finding, Place
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.verdict import FileChange, How, When
from gomigrate.verify.branch.history import changed_later, listed, migration
from gomigrate.verify.branch.plannedfiles import BaseFiles, Explained, Item, PlannedFiles, is_note
from gomigrate.verify.branch.record import RECORD, read_record
from gomigrate.verify.branch.rewrites import rewrites_of
from gomigrate.world.disk.trees import subtree
from gomigrate.world.git.gittree import GitTree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.gaps import Told
    from gomigrate.model.plan import Plan
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch

Items = dict[str, Item]
ABSENT: Item = ("000000", "")
"""A file that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFiles:
    """The changes that are `unplanned`, which no plan names, and the files whose planned content was compared with
    nothing; in path order. `elsewhere` are the folders of other modules, whose files changed as their own plans say."""

    unplanned: tuple[FileChange, ...] = ()
    unproved: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


def changed_files(branch: VerifiedBranch, compared: frozenset[str]) -> ChangedFiles:
    """Every file of the repository that differs from the state before and that no plan explains, neither this one nor
    that of another module of the repository. `compared` are the files that are the same as before because their
    packages are. Raises WorldProblem where git fails."""
    if branch.before is None:
        return ChangedFiles()
    prefix = branch.repository.prefix
    old, new = branch.before.files(), branch.whole.files()
    plans = _plans(branch)
    asked = _asked(branch, plans, branch.before, branch.whole)
    unplanned: list[tuple[str, Item, Item]] = []
    unproved: list[str] = []
    elsewhere: set[str] = set()
    for path in sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path)):
        was, now = old.get(path, ABSENT), new.get(path, ABSENT)
        planned = _nearest(asked, path)
        answer = planned.explains(path, was, now)
        if answer is Explained.NO:
            unplanned.append((path, was, now))
        elif planned.place != prefix:
            elsewhere.add(planned.place)
        elif answer is Explained.UNPROVED and path not in compared:
            unproved.append(path)
    times = _Times.of_migration(branch, plans) if unplanned and branch.plan else None
    return ChangedFiles(
        unplanned=tuple(_change(prefix, *change, times) for change in unplanned),
        unproved=tuple(relative(path, prefix) for path in unproved),
        elsewhere=tuple(sorted(relative(place, prefix) for place in elsewhere)),
    )


def told_of_files(branch: VerifiedBranch, changed: ChangedFiles) -> Iterator[Told]:
    """The findings about the changed files. Raises WorldProblem where git fails."""
    own = [change for change in changed.unplanned if change.when in (When.MIGRATION, When.UNKNOWN)]
    if own and branch.plan:
        yield finding("GM315", place=Place(own[0].path), evidence=listed(own), files=len(own))
    elif own:
        yield Unchecked(what=Gap.UNEXPLAINED_FILES, names=tuple(change.path for change in own))
    if branch.plan:
        yield from changed_later(branch.repository, branch.commit, changed.unplanned)
    if changed.elsewhere:
        yield Unchecked(what=Gap.OTHER_MODULES, names=changed.elsewhere)
    unproved = tuple(path for path in changed.unproved if not is_note(path))
    if unproved:
        yield Unchecked(what=Gap.CONTENT, names=unproved)


Plans = list[tuple[str, "Plan | None"]]
"""The folders of modules with the plans that they carry (None: none that can be read), the deepest first."""


def _plans(branch: VerifiedBranch) -> Plans:
    """The modules of the verified commit, the verified project among them."""
    own = branch.repository.prefix
    found: dict[str, Plan | None] = {"": None}
    for path in branch.whole.files():
        if posixpath.join("/", path).endswith(f"/{RECORD}"):
            place = path.removesuffix(RECORD).rstrip("/")
            record = branch.plan if place == own else read_record(subtree(branch.whole, place))
            found[place] = None if isinstance(record, Finding) else record
    found[own] = branch.plan
    return sorted(found.items(), key=lambda item: -len(item[0]))


def _asked(branch: VerifiedBranch, plans: Plans, before: GitTree, after: GitTree) -> list[PlannedFiles]:
    """The plans that are asked about the files that differ between two trees: the deepest first."""
    files = BaseFiles(before)
    found = []
    for place, plan in plans:
        is_own = place == branch.repository.prefix
        module = branch.module if is_own else plan.module if plan else ""
        rewrites = rewrites_of(plan, module) if plan else ()
        found.append(
            PlannedFiles(place=place, plan=plan, before=files, after=after, rewrites=rewrites, is_verified=is_own)
        )
    return found


def _nearest(asked: list[PlannedFiles], path: str) -> PlannedFiles:
    return next(planned for planned in asked if not planned.place or path.startswith(f"{planned.place}/"))


def how_changed(was: Item, now: Item) -> How:
    """What happened to a file that differs."""
    if ABSENT in (was, now):
        return How.ADDED if was == ABSENT else How.REMOVED
    return How.MODE if was[1] == now[1] else How.CHANGED


def _change(prefix: str, path: str, was: Item, now: Item, times: _Times | None) -> FileChange:
    # git's modes where they say something: a plain file that came, or any that went, has none worth a word.
    is_usual = was[0] == now[0] or now == ABSENT or (was[0], now[0]) == (ABSENT[0], "100644")
    return FileChange(
        path=relative(path, prefix),
        how=how_changed(was, now),
        when=times.of(path, was, now) if times else When.UNKNOWN,
        modes="" if is_usual else f"{was[0]} {now[0]}",
    )


def relative(path: str, prefix: str) -> str:
    """The path as it is printed: bytes in a name that are not UTF-8 must not stop the printing."""
    path = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return posixpath.relpath(f"/{path}", f"/{prefix}")


@dataclass(frozen=True, slots=True)
class _Times:
    """Which commits changed a file, by the trees at the migration's first commit and at its last one. If the migration
    left it as planned, a later commit undid that, or did more."""

    first: Items
    last: Items
    asked: list[PlannedFiles]

    @classmethod
    def of_migration(cls, branch: VerifiedBranch, plans: Plans) -> _Times | None:
        """None where history does not tell."""
        span = migration(branch.repository, branch.base, branch.commit, branch.plan)
        if span is None:
            return None
        first, last = (GitTree(branch.repository.top, commit) for commit in span)
        return cls(first.files(), last.files(), _asked(branch, plans, first, last))

    def of(self, path: str, was: Item, now: Item) -> When:
        """`was` is the file at the base, `now` on the branch."""
        first, last = self.first.get(path, ABSENT), self.last.get(path, ABSENT)
        if first != last and _nearest(self.asked, path).explains(path, first, last) is Explained.NO:
            return When.MIGRATION
        if first != was:
            return When.BEFORE
        return When.LATER if last != now else When.MIGRATION
