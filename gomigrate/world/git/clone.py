"""Clones of dependencies (in GOPATH/src, in the caches of older tools, in the module cache): what their commits say."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.world.git.gitrun import GitFailed
from gomigrate.world.git.repository import Repository, RepositoryLayout, commit_time, find_layout, is_plain_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

_HASH = re.compile(r"[0-9a-f]{4,64}")
_FULL_HASH = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SIEVES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitFacts:
    """A commit: its full hash, and its committer date in UTC (None where the commit has none that makes sense)."""

    commit: str
    time: datetime | None


class Clone(Repository):
    """A git repository whose root is exactly at one folder, bare or with a work tree."""

    def __init__(self, layout: RepositoryLayout) -> None:
        super().__init__(layout)
        self._tags: dict[str, tuple[str, ...]] | None = None

    @classmethod
    def open(cls, directory: str | os.PathLike[str]) -> Clone | None:
        """The repository at `directory` itself; None where there is none, whatever lies above it. Raises
        WorldProblem where git will not use it (another owner, a damaged configuration)."""
        layout = find_layout(Path(os.path.realpath(directory)), search_up=False)
        return cls(layout) if layout is not None else None

    def commit(self, rev: str) -> CommitFacts | None:
        """What `rev` names: a full hash, a tag, a branch (as the remote has it, before a local one), or the
        beginning of a hash. None where that is nothing, no commit, or more than one."""
        if not is_plain_name(rev):
            return None
        names = (
            [rev]
            if _HASH.fullmatch(rev) and len(rev) in (40, 64)
            else [
                f"refs/tags/{rev}",
                f"refs/remotes/origin/{rev}",
                f"refs/heads/{rev}",
                *([rev] if _HASH.fullmatch(rev) else []),
            ]
        )
        for name in names:
            found = self._reader.read(name + "^{commit}")
            # A name that only looks like a short hash may be a ref elsewhere: then it is not what was asked for.
            if found is not None and (name != rev or found[0].startswith(rev)):
                return CommitFacts(commit=found[0], time=commit_time(found[2]))
        return None

    def changed_files(self) -> tuple[str, ...]:
        """The files that differ from HEAD, and those that git does not track (ignored ones left out)."""
        status = self.status()
        return tuple(sorted({*status.changed, *status.untracked}))

    def unpushed(self) -> bool:
        """Whether HEAD is a commit that no remote is known to have: no remote-tracking branch, no tag and nothing that
        was fetched last contains it. A bare repository has no work of its own, so the answer is no."""
        head = self._reader.read("HEAD^{commit}")
        if self.is_bare or head is None:
            return False
        if self.git.run("for-each-ref", "--count=1", f"--contains={head[0]}", "refs/remotes", "refs/tags"):
            return False
        fetched = self._reader.read("FETCH_HEAD^{commit}")
        return fetched is None or self.git.ask("merge-base", "--is-ancestor", head[0], fetched[0]) is None

    def remote_url(self) -> str:
        """Where it was cloned from (the remote "origin", else the only one), without credentials; "" if unknown."""
        remotes = self.remotes()
        return remotes.get("origin", next(iter(remotes.values())) if len(remotes) == 1 else "")

    def tags_here(self, commit: str) -> tuple[str, ...]:
        """The tags that name this commit (a full hash), annotated or not, sorted by name."""
        if self._tags is None:
            self._tags = self._all_tags()
        return self._tags.get(commit, ())

    def _all_tags(self) -> dict[str, tuple[str, ...]]:
        listed = self.git.run("for-each-ref", "--format=%(objectname) %(*objectname) %(refname:strip=2)", "refs/tags")
        found: dict[str, list[str]] = {}
        for line in os.fsdecode(listed).splitlines():
            direct, peeled, name = line.split(" ", 2)
            found.setdefault(peeled or direct, []).append(name)
        return {commit: tuple(sorted(names)) for commit, names in found.items()}

    def named(self) -> dict[str, tuple[str, ...]]:
        """The commits that its tags, the branches of its remotes, as they were fetched last, and its own branches name,
        by name: of one name in this order, and of a branch that several remotes have that of each, by the names of the
        remotes; such a branch is named with its remote ("origin/master") as well."""
        shown = "--format=%(objectname) %(*objectname) %(refname)"
        refs = self.git.run("for-each-ref", shown, "refs/heads", "refs/remotes", "refs/tags")
        remotes = self.remotes()
        own: dict[str, tuple[str, ...]] = {}
        theirs: dict[str, tuple[str, ...]] = {}
        tags: dict[str, tuple[str, ...]] = {}
        kinds = {"heads": own, "tags": tags}
        for line in os.fsdecode(refs).splitlines():
            direct, peeled, ref = line.split(" ", 2)
            _, kind, name = ref.split("/", 2)
            commit = peeled or direct
            if kind in kinds:
                kinds[kind][name] = (commit,)
                continue
            theirs[name] = (commit,)
            remote = max((r for r in remotes if name.startswith(f"{r}/")), key=len, default=name.partition("/")[0])
            branch = name[len(remote) + 1 :]
            theirs[branch] = tuple(dict.fromkeys((*theirs.get(branch, ()), commit)))
        return {**own, **theirs, **tags}

    def tags_before(self, commit: str) -> tuple[str, ...]:
        """The tags on the commit and on its ancestors, sorted by name; () where there is no such commit."""
        return self._tags_that("merged", commit)

    def tags_containing(self, commit: str) -> tuple[str, ...]:
        """The tags on the commit (at least four digits of its hash) and on its descendants, sorted by name; () where
        there is no such commit."""
        return self._tags_that("contains", commit)

    def _tags_that(self, question: str, commit: str) -> tuple[str, ...]:
        if not _HASH.fullmatch(commit) or self._reader.read(commit + "^{commit}") is None:
            return ()
        listed = self.git.run("for-each-ref", "--format=%(refname:strip=2)", f"--{question}={commit}", "refs/tags")
        return tuple(sorted(os.fsdecode(listed).splitlines()))

    def find_commits_with(self, dir_in_repo: str, files: Mapping[str, Sequence[bytes]]) -> tuple[str, ...]:
        """The commits, newest first, whose folder `dir_in_repo` ("" is the root) holds each of `files` (names, or paths
        below that folder) with exactly one of its contents; it may hold others as well. This finds the commit that
        vendored bytes come from. () for no files."""
        wanted = {name: {blob_id(data, self.layout.object_format) for data in any_of} for name, any_of in files.items()}
        if not wanted or any("\n" in name for name in (dir_in_repo, *wanted)):
            return ()
        commits = self.git.run("rev-list", "--exclude=refs/stash", "--all", "--date-order").decode().split()
        # The largest files change most often, so that few commits are left after a look at two or three of them.
        for name in sorted(wanted, key=lambda name: (-len(files[name][0]), name))[:_SIEVES]:
            try:
                ids = self._ids_at(commits, posixpath.join(dir_in_repo, name))
            except GitFailed:  # a partial clone has the folders, but not every file
                break
            commits = [commit for commit, found in zip(commits, ids, strict=True) if found in wanted[name]]
        folders = self._ids_at(commits, dir_in_repo)
        verdicts = {folder: self._holds(folder, wanted) for folder in set(folders)}
        return tuple(commit for commit, folder in zip(commits, folders, strict=True) if verdicts[folder])

    def _ids_at(self, commits: Sequence[str], path: str) -> list[str]:
        """For each commit, the id of what it has at the path; "" where it has nothing there."""
        name = path.encode("utf-8", "surrogateescape")
        questions = b"".join(commit.encode() + b":" + name + b"\n" for commit in commits)
        answers = self.git.run("cat-file", "--batch-check=%(objectname)", stdin=questions).split(b"\n")[:-1]
        return [answer.decode() if _FULL_HASH.fullmatch(answer) else "" for answer in answers]

    def _holds(self, folder: str, wanted: Mapping[str, Collection[str]]) -> bool:
        """Whether the tree has every name with a blob that is wanted there. Trees are read as git keeps them
        (mode, name, NUL, raw id), because the blobs themselves need not be read."""
        levels: dict[str, dict[str, str]] = {"": self._names(folder)}
        for path, blobs in wanted.items():
            here = ""
            *folders, name = path.split("/")
            for part in folders:
                below = f"{here}/{part}"
                if below not in levels:
                    tree = levels[here].get(part, "")
                    levels[below] = self._names(tree) if tree else {}
                here = below
            if levels[here].get(name) not in blobs:
                return False
        return True

    def _names(self, tree: str) -> dict[str, str]:
        found = self._reader.read(tree)
        if found is None or found[1] != "tree":
            return {}
        raw, names, at = found[2], {}, 0
        width = len(tree) // 2
        while at < len(raw):
            end = raw.index(b"\0", at)
            name = os.fsdecode(raw[at:end].partition(b" ")[2])
            names[name] = raw[end + 1 : end + 1 + width].hex()
            at = end + 1 + width
        return names


def blob_id(data: bytes, object_format: str = "sha1") -> str:
    """The object id that git gives a file of these bytes (gitformat-object: the id is the hash of the header
    "blob SIZE NUL" and the content)."""
    return hashlib.new(object_format, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
