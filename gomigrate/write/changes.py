"""From a plan to the exact bytes of every file, before and after, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.plan import Change, ChangeSet, Step
from gomigrate.model.trees.tree import Kind, Tree
from gomigrate.plan.files.submodules import FILE as GITMODULES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from gomigrate.plan.files.drafting import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the steps say: (subject, body) for the modules, the removed files, the rewritten imports and the build
    files; and the bytes of the record that the branch carries, with its path."""

    modules: tuple[str, str]
    removed: tuple[str, str]
    rewritten: tuple[str, str]
    scripts: tuple[str, str]
    record: tuple[str, bytes]


def render(draft: Draft, tree: Tree, submodules: Iterable[tuple[str, str]], texts: Texts) -> ChangeSet:
    """The steps in order: go.mod, go.sum and kept copies; legacy files removed, and a fresh vendor folder; imports
    rewritten; build files. A step without changes is left out; the record comes with the last one before the build
    files."""
    plan = draft.plan
    files = _TreeFiles(tree)
    modules = [
        files.written("go.mod", plan.go_mod.encode()),
        files.written("go.sum", plan.go_sum.encode()) if plan.go_sum else None,
    ]
    modules += [
        files.written(name, data, executable=is_executable)
        for name, data, is_executable in (*draft.tools, *draft.leftovers)
    ]
    modules += [
        files.written(f"{copy.folder}/{name}", data, executable=name in copy.executables)
        for copy in draft.copies
        for name, data in copy.files
    ]
    commits = dict(submodules)
    removed: list[Change | None] = [
        Change(path=path, before=commits[path].encode(), after=None, submodule=True)
        if path in commits
        else files.removed(path)
        for path in plan.removes
    ]
    if draft.gitmodules:
        removed.append(files.written(GITMODULES, draft.gitmodules))
    removed += [files.written(name, data) for name, data in draft.vendored]
    edited: list[Change | None] = [files.edited(path, draft.rewrites.apply) for path in draft.rewrites.files]
    scripts: list[Change | None] = [files.written(path, data) for path, data in draft.scripts]
    parts: tuple[tuple[tuple[str, str], list[Change | None]], ...] = (
        (texts.modules, modules),
        (texts.removed, removed),
        (texts.rewritten, edited),
        (texts.scripts, scripts),
    )
    # With the record comes the last of the commits that change Go files, so that later ones can be told from it, and
    # the build files' commit can be dropped by who does not want it.
    last = [number for number, (text, changes) in enumerate(parts[:-1]) if _step(text, changes).changes] or [0]
    parts[last[-1]][1].append(files.written(*texts.record))
    steps = (_step(text, changes) for text, changes in parts)
    return ChangeSet(steps=tuple(step for step in steps if step.changes))


def reviewed_files(draft: Draft) -> tuple[str, ...]:
    """What of the changes a person reads line by line: edits of the project's own files, and the files that keep its
    tools. Not go.mod and go.sum, copies, what is removed, and the record."""
    return tuple(sorted({*draft.plan.edits, *(name for name, _, _ in draft.tools)} - {"go.mod", "go.sum"}))


def changes_of(files: Collection[str], changes: ChangeSet) -> tuple[Change, ...]:
    """The changes that make or edit these files."""
    return tuple(one for step in changes.steps for one in step.changes if one.path in files and one.after is not None)


def _step(text: tuple[str, str], changes: Iterable[Change | None]) -> Step:
    real = [change for change in changes if change is not None and change.before != change.after]
    return Step(subject=text[0], body=text[1], changes=tuple(sorted(real, key=lambda change: change.path)))


class _TreeFiles:
    """The tree as it is, asked file by file."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def _entry(self, path: str) -> tuple[bytes | None, bool, bool]:
        """(bytes or link target, executable, is a link); None where there is no such file."""
        folder, _, name = path.rpartition("/")
        for entry in self._tree.entries(folder):
            if entry.name == name:
                if entry.kind in {Kind.LINK_TO_FILE, Kind.LINK_TO_DIR, Kind.BROKEN_LINK}:
                    return self._tree.link(path).encode(errors="surrogateescape"), False, True
                return self._tree.read(path), entry.executable, False
        return None, False, False

    def written(self, path: str, data: bytes, *, executable: bool = False) -> Change:
        """A new file, or one that is there with other bytes; then it stays executable."""
        before, was_executable, _ = self._entry(path)
        return Change(path=path, before=before, after=data, executable=executable or was_executable)

    def removed(self, path: str) -> Change:
        before, executable, is_link = self._entry(path)
        return Change(path=path, before=before, after=None, executable=executable, link=is_link)

    def edited(self, path: str, edit: Callable[[str, bytes], bytes]) -> Change:
        before, executable, is_link = self._entry(path)
        assert before is not None
        # A link is as good as what it leads to, which is a file of its own.
        after = before if is_link else edit(path, before)
        return Change(path=path, before=before, after=after, executable=executable, link=is_link)
