"""The version that the go command gives a commit of a clone. Commit time, tags and ancestry are there, so no network is
needed."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.model.go.modpath import is_inside, split_path_version
from gomigrate.model.go.pseudo import version_of_commit
from gomigrate.model.modules import Flaw, RevInfo, Said
from gomigrate.modfile.gomod import ModFileError, parse
from gomigrate.world.base.outcome import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.trees.tree import Tree
    from gomigrate.world.git.clone import Clone


_MAJOR_FOLDER = re.compile(r"v[2-9][0-9]*|v1[0-9]+")


def ask_clone(clone: Clone, root: str, path: str, revision: str) -> RevInfo | Failure:
    """The version of module `path` at a revision of the repository at `root`, or else the clone's answer.

    As for the go command, a module with a major version of its own needs a go.mod that says so, at the top or in a
    folder /vN. A nested module needs one in its folder (Go reference: "Finding a repository for a module path").
    """
    facts = clone.commit(revision)
    if facts is None or facts.time is None:
        return Failure(Said.NO)
    if clone.shallow:
        return Failure(Said.UNCLEAR, flaw=Flaw.SHALLOW)
    prefix, major, _ = split_path_version(path)
    unversioned = prefix if major.startswith("/") else path
    below = unversioned[len(root) :].strip("/") if is_inside(unversioned, root) else ""
    tree = clone.tree(facts.commit)
    if major.startswith("/"):
        if path not in {declared_at(tree, below), declared_at(tree, posixpath.join(below, major[1:]))}:
            return Failure(Said.LACKS, path, Flaw.NO_GO_MOD)
        has_go_mod = True
    else:
        has_go_mod = any(entry.name == "go.mod" for entry in tree.entries(below))
        if below and not has_go_mod:
            return Failure(Said.LACKS, below, Flaw.NO_GO_MOD)
    version = version_of_commit(
        path,
        time=facts.time,
        commit=facts.commit,
        tags_here=_strip(clone.tags_here(facts.commit), below),
        tags_before=_strip(clone.tags_before(facts.commit), below),
        has_go_mod=has_go_mod,
        major_folders=_major_folders(tree, below),
    )
    return RevInfo(version=version, time=facts.time, commit=facts.commit)


def _major_folders(tree: Tree, folder: str) -> tuple[str, ...]:
    """Which of v2, v3 ... below a folder are modules of their own, so that their releases do not count for the module
    above."""
    names = (entry.name for entry in tree.entries(folder) if _MAJOR_FOLDER.fullmatch(entry.name))
    return tuple(name for name in names if declared_at(tree, posixpath.join(folder, name)))


def declared_at(tree: Tree, folder: str) -> str:
    """The module path that the go.mod in a folder declares, "" where there is no valid one. Raises WorldProblem where a
    partial clone left it out."""
    if not any(entry.name == "go.mod" for entry in tree.entries(folder)):
        return ""
    try:
        return parse(tree.read(posixpath.join(folder, "go.mod")), lax=True).module
    except ModFileError:
        return ""
    except OSError as error:
        raise WorldProblem(f"{error.filename}: {error.strerror}") from error


def _strip(tags: Iterable[str], below: str) -> tuple[str, ...]:
    """The tags of a nested module without its folder; for the root module those without any folder."""
    if not below:
        return tuple(t for t in tags if "/" not in t)
    return tuple(t.removeprefix(below + "/") for t in tags if t.startswith(below + "/"))
