"""Writes a change set: as commits on a branch.

The commits are made of git objects alone, with an index of their own in a temporary folder. Neither the user's work
tree nor the index, HEAD, stash or configuration is opened for writing, and no hook and no filter runs. The branch
appears with the last step, `git update-ref`, which changes it only if it still is what it was at the start: a run
that is killed leaves objects that nothing names (`git gc` takes them away in time), or the whole branch.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.errors import ProjectProblem, UsageProblem, WorldProblem
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.trees.writable import why_not_writable
from gomigrate.world.disk.files import private_dir, writing
from gomigrate.world.disk.reading import read_or_none
from gomigrate.world.git.clone import blob_id
from gomigrate.world.git.gitrun import Git, GitFailed
from gomigrate.world.git.gittree import EXECUTABLE, GITLINK, LINK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from gomigrate.model.plan import Change, ChangeSet, Step
    from gomigrate.world.git.repository import Repository

_FILE = "100644"
_NOTHING = ("", "")  # mode and object id of what is not in a commit
# The private index takes every name of the commit as it is, and lies in one file.
_INDEX = ("core.splitIndex=false", "core.sparseCheckout=false", "index.sparse=false", "core.ignoreCase=false")
_FALLBACK_NAME, _FALLBACK_MAIL = "gomigrate", "gomigrate@localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchResult:
    """The branch that was written: its name, its new commits (oldest first), the author that they name, and whether
    that author was made up because git knows none. `replaced` is the commit that the branch was at before."""

    name: str
    commits: tuple[str, ...]
    author: str
    is_fallback_author: bool = False
    replaced: str = ""


def write_branch(
    repo: Repository,
    name: str,
    base_commit: str,
    changeset: ChangeSet,
    *,
    prefix: str,
    force: bool,
    author: tuple[str, str] | None = None,
    expected: str = "",
    announce: Callable[[tuple[str, ...]], None] = lambda commits: None,
) -> BranchResult:
    """Writes each step of `changeset` as a commit, the first one on top of `base_commit`, and makes the branch `name`.

    `prefix` is the folder of the repository that the paths of the changes are relative to. Commits are never signed,
    whatever commit.gpgSign says: git would ask for a key in the middle, and the user did not write them. `author` is a
    name and an address; otherwise both come from git's configuration. `expected` is the commit that an existing branch
    must be at ("": any); `announce` is told the commits before the branch is moved. A file that is edited keeps its
    executable bit; `Change.executable` adds one, `Change.link` makes a link to the path that the bytes spell. A change
    that removes a file of a submodule takes the whole submodule out of the commit, which holds nothing of it but its
    name.

    Raises UsageProblem for a name that no branch can have; ProjectProblem where the branch exists (and `force` is
    False), is checked out somewhere, or a file is not what `Change.before` says; WorldProblem where git fails.
    """
    _check_name(repo.git, name)
    base = repo.resolve(base_commit)
    if base is None:
        raise ProjectProblem(f"{base_commit} is no commit of {repo.top}")
    old = _check_free(repo, name, force=force)
    if expected and old != expected:
        raise ProjectProblem(f"branch {name} was changed by someone else meanwhile; nothing was written")
    author_words, is_fallback = _identity(repo.git, author)
    with private_dir() as private:
        writer = _Writer(repo, base, prefix, private, author_words)
        commits = tuple(commit for step in changeset.steps if (commit := writer.commit(step)))
        if not commits:
            raise ProjectProblem("there is nothing to change, so no branch was written")
        announce(commits)
        _move_branch(repo.git, name, commits[-1], old)
    return BranchResult(
        name=name,
        commits=commits,
        author=f"{author_words['GIT_AUTHOR_NAME']} <{author_words['GIT_AUTHOR_EMAIL']}>",
        is_fallback_author=is_fallback,
        replaced=old,
    )


def check_branch(repo: Repository, name: str, *, force: bool) -> None:
    """Whether `write_branch` could make this branch, as far as is known beforehand. Raises UsageProblem for a name that
    git does not take, ProjectProblem for a branch that exists (or, with `force`, is checked out)."""
    _check_name(repo.git, name)
    _check_free(repo, name, force=force)


def mark_commit(repo: Repository, name: str, commit: str, *, force: bool) -> None:
    """Make a branch of this name at the commit; one that is there already may stay. Raises as write_branch does."""
    _check_name(repo.git, name)
    old = repo.resolve(f"refs/heads/{name}") or ""
    if old != commit:
        _move_branch(repo.git, name, commit, _check_free(repo, name, force=force))


def is_on_branch(repo: Repository, name: str, commit: str) -> bool:
    """Whether the branch is there, and holds the commit. Raises WorldProblem."""
    tip = repo.resolve(f"refs/heads/{name}")
    if not tip or repo.resolve(commit) is None:
        return False
    return repo.git.ask("merge-base", "--is-ancestor", commit, tip) is not None


def distance(repo: Repository, base: str, commit: str) -> int:
    """How many commits the second one is ahead of the first. Raises WorldProblem."""
    return int(repo.git.run("rev-list", "--count", "--end-of-options", f"{base}..{commit}"))


def tree_of(repo: Repository, commit: str, prefix: str) -> str:
    """The hash of a folder's tree in a commit, "" where it is not there. Raises WorldProblem."""
    answer = repo.git.ask("rev-parse", "--verify", "--quiet", f"{commit}:{prefix}")
    return answer.decode().strip() if answer else ""


def _check_name(git: Git, name: str) -> None:
    """Refuses what `git branch` would refuse (git-check-ref-format(1)), and the shorthands that it would expand."""
    is_usable = not (name.startswith("-") or name in ("HEAD", "@") or "\0" in name or "@{" in name)
    if not is_usable or git.ask("check-ref-format", f"refs/heads/{name}") is None:
        raise UsageProblem(f"{name!r} cannot be the name of a branch", remedy="give another --branch")


def _check_free(repo: Repository, name: str, *, force: bool) -> str:
    """The commit that the branch is at, "" where there is none. Raises ProjectProblem where it must not be written."""
    ref = f"refs/heads/{name}"
    for place, checked_out in _checked_out(repo):
        if checked_out == ref:
            raise ProjectProblem(f"branch {name} is checked out in {place}", remedy="give another --branch")
    if repo.git.ask("symbolic-ref", "--quiet", ref) is not None:
        raise ProjectProblem(f"branch {name} is another name for a branch", remedy="give another --branch")
    old = repo.resolve(ref) or ""
    if old and not force:
        raise ProjectProblem(f"branch {name} already exists (--force replaces it)", remedy="give another --branch")
    taken = os.fsdecode(repo.git.run("for-each-ref", "--format=%(refname)", "refs/heads")).splitlines()
    for other in taken:
        # A name is a file or a folder to git, never both.
        if other != ref and (is_inside(other, ref) or is_inside(ref, other)):
            raise ProjectProblem(
                f"branch {name} cannot stand beside branch {other.removeprefix('refs/heads/')}",
                remedy="give another --branch",
            )
    return old


def _checked_out(repo: Repository) -> list[tuple[str, str]]:
    """Each work tree with the branch that is checked out there, or that a rebase there will come back to."""
    found: list[tuple[str, str]] = []
    place = ""
    for line in os.fsdecode(repo.git.run("worktree", "list", "--porcelain")).splitlines():
        word, _, rest = line.partition(" ")
        if word == "worktree":
            place = rest
        elif word == "branch":
            found.append((place, rest))
    common = repo.layout.common_dir
    for git_dir in (common, *sorted((common / "worktrees").glob("*"))):
        noted = (read_or_none(git_dir / name) or b"" for name in ("rebase-merge/head-name", "rebase-apply/head-name"))
        found += [(f"{git_dir} (a rebase)", os.fsdecode(branch).strip()) for branch in noted if branch]
    return found


def _identity(git: Git, author: tuple[str, str] | None) -> tuple[dict[str, str], bool]:
    """The variables that name author and committer, and whether git's configuration had none to give."""
    found: dict[str, str] = {}
    is_fallback = False
    for role in ("AUTHOR", "COMMITTER"):
        try:
            # Without a configured name git would make one up from the machine's name.
            said = git.with_settings(("user.useConfigOnly=true",)).run("var", f"GIT_{role}_IDENT")
            name, _, rest = os.fsdecode(said).rpartition(" <")
            mail = rest.partition(">")[0]
        except GitFailed:
            name, mail, is_fallback = _FALLBACK_NAME, _FALLBACK_MAIL, True
        found[f"GIT_{role}_NAME"], found[f"GIT_{role}_EMAIL"] = name, mail
    if author is not None:
        found["GIT_AUTHOR_NAME"], found["GIT_AUTHOR_EMAIL"] = author
    return found, is_fallback


def _move_branch(git: Git, name: str, new: str, old: str) -> None:
    """The one step that shows: makes the branch, or moves it, if it still is at `old`."""
    try:
        git.run("update-ref", "--no-deref", "-m", "gomigrate", f"refs/heads/{name}", new, old or "0" * len(new))
    except GitFailed as error:
        if "reference already exists" in error.stderr or "but expected" in error.stderr:
            raise ProjectProblem(f"branch {name} was changed by someone else meanwhile; nothing was written") from error
        raise


def _folders_above(path: str) -> list[str]:
    return [path[:at] for at, letter in enumerate(path) if letter == "/"]


class _Writer:
    """Makes the commits, one upon another."""

    def __init__(self, repo: Repository, base: str, prefix: str, private: Path, identity: Mapping[str, str]) -> None:
        self._repo = repo
        self._index_git = repo.git.with_settings(_INDEX)
        self._prefix = prefix
        self._private = private
        self._extra = {**identity, "GIT_INDEX_FILE": str(private / "index")}
        self._parent = base
        files = repo.tree(base).files()
        self._known = {object_id for _, object_id in files.values()}
        self._submodules = frozenset(path for path, (mode, _) in files.items() if mode == GITLINK)
        self._files = files
        self._git("read-tree", base)

    def _git(self, *args: str, stdin: bytes = b"") -> str:
        return self._index_git.run(*args, stdin=stdin, extra=self._extra).decode().strip()

    def commit(self, step: Step) -> str:
        """The commit of one step; "" where the step changes nothing. Raises ProjectProblem, WorldProblem."""
        changes = [(self._path(change), change) for change in step.changes if change.before != change.after]
        if not changes:
            return ""
        # What is removed goes first, so that a file can replace a folder.
        changes.sort(key=lambda item: (item[1].after is not None, item[0]))
        records = b"".join(self._record(path, change) for path, change in changes)
        self._refuse_clashes(path for path, change in changes if change.after is not None)
        self._write_blobs([change.after for _, change in changes if change.after is not None])
        self._git("update-index", "-z", "--index-info", stdin=records)
        tree = self._git("write-tree", "--missing-ok")
        message = step.subject + ("\n\n" + step.body.strip("\n") if step.body.strip("\n") else "") + "\n"
        raw = message.replace("\0", "").encode("utf-8", "replace")
        self._parent = self._git("commit-tree", "--no-gpg-sign", "-p", self._parent, "-F", "-", tree, stdin=raw)
        return self._parent

    def _path(self, change: Change) -> str:
        path = f"{self._prefix}/{change.path}" if self._prefix else change.path
        refused = why_not_writable(path, is_link=change.link)
        if refused:
            raise WorldProblem(f"refused to write {path!r}: {refused}")
        return path

    def _record(self, path: str, change: Change) -> bytes:
        """The line for `git update-index --index-info`, after a look that the file is what the change expects."""
        mode, found = self._files.get(path, _NOTHING)
        if change.submodule:
            return self._removal(path) if found else b""
        if change.after is None and not found:
            submodule = self._submodule_of(path)
            if submodule:
                return self._removal(submodule) if submodule in self._files else b""
        if found != (self._blob_id(change.before) if change.before is not None else ""):
            state = "is not there" if not found else "is there already" if change.before is None else "is another one"
            raise ProjectProblem(f"{path} {state} in the commit that the branch starts from")
        if change.after is None:
            return self._removal(path)
        new_mode = LINK if change.link else EXECUTABLE if change.executable or mode == EXECUTABLE else _FILE
        new_id = self._blob_id(change.after)
        self._files[path] = (new_mode, new_id)
        return f"{new_mode} {new_id}\t".encode() + path.encode("utf-8", "surrogateescape") + b"\0"

    def _removal(self, path: str) -> bytes:
        del self._files[path]
        return b"0 " + b"0" * len(self._parent) + b"\t" + path.encode("utf-8", "surrogateescape") + b"\0"

    def _refuse_clashes(self, paths: Iterable[str]) -> None:
        """Refuse files where the commit has a folder, and those below what it has as a file: git would make way."""
        folders = {folder for path in self._files for folder in _folders_above(path)}
        for path in paths:
            in_the_way = next((place for place in _folders_above(path) if place in self._files), "")
            if in_the_way or path in folders:
                raise ProjectProblem(f"{path} cannot be written: {in_the_way or path} is in the way")

    def _submodule_of(self, path: str) -> str:
        """The submodule that the path lies in, "" for none, as the base commit has it."""
        return next((folder for folder in _folders_above(path) if folder in self._submodules), "")

    def _blob_id(self, data: bytes) -> str:
        return blob_id(data, self._repo.layout.object_format)

    def _write_blobs(self, contents: list[bytes]) -> None:
        """Makes a blob of each content that the repository lacks. The contents lie in files of our own naming, so that
        one git process takes them all and no name of the project is ever on a command line."""
        new = {object_id: data for data in contents if (object_id := self._blob_id(data)) not in self._known}
        places: list[str] = []
        for number, data in enumerate(new.values()):
            place = self._private / f"blob{number}"
            with writing("a temporary file"):
                place.write_bytes(data)
            places.append(f"{place}\n")
        if places:
            written = self._git("hash-object", "-w", "--no-filters", "--stdin-paths", stdin="".join(places).encode())
            if written.split() != list(new):
                raise WorldProblem("git hash-object did not write the objects that it was given")
        self._known.update(new)
