"""The branch that is verified: its commit, the record it carries, and the state before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.errors import Suggested, UsageProblem
from gomigrate.model.findings import Finding, Place
from gomigrate.model.names import import_path_problem, shown
from gomigrate.modfile.gomod import ModFileError, parse
from gomigrate.scan.project.modulestate import has_go_mod
from gomigrate.verify.branch.basecommit import find_base
from gomigrate.verify.branch.record import RECORD, carrying, read_record
from gomigrate.world.disk.trees import subtree
from gomigrate.world.git.gittree import GitTree
from gomigrate.world.git.repository import Repository

if TYPE_CHECKING:
    from gomigrate.model.gaps import Told
    from gomigrate.model.plan import Plan
    from gomigrate.model.trees.tree import Tree


@dataclass(frozen=True, kw_only=True)
class VerifiedBranch:
    """The branch that is verified: the repository, the project's folder as the user spells it, the ref, its commit, and
    the trees there of the repository and of the project. It has its plan (None without one) and the module path of its
    go.mod ("" where that cannot be read, or is invalid). `base` is the commit to compare with, with its tree ("" and
    None where none is known). `inside` are the folders that became other modules with the branch, and `told` are the
    findings about all that."""

    repository: Repository
    root: str
    ref: str
    commit: str
    whole: GitTree
    tree: Tree
    plan: Plan | None
    module: str
    base: str
    before: GitTree | None
    inside: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()

    def file(self, name: str) -> bytes:
        """The bytes of a file of the project on the ref, none where it cannot be read."""
        return _read(self.tree, name)

    @cached_property
    def go_mod_before(self) -> bytes:
        """The bytes of the project's go.mod at the base, none where it had none."""
        tree = subtree(self.before, self.repository.prefix) if self.before else None
        return _read(tree, "go.mod") if tree and has_go_mod(tree) else b""

    @property
    def go_sum_before(self) -> bytes:
        """The bytes of the project's go.sum at the base, none where it had none."""
        return _read(subtree(self.before, self.repository.prefix), "go.sum") if self.before else b""


def _read(tree: Tree, name: str) -> bytes:
    try:
        return tree.read(name)
    except OSError:
        return b""


def _commit_of(repository: Repository, ref: str) -> str:
    """As the repository tells it; who has no migrated branch at all is told how to make one."""
    try:
        return repository.commit_of(ref)
    except UsageProblem as error:
        if error.instead or carrying(repository):
            raise
        raise UsageProblem(f"{error}; no local branch has {RECORD}", remedy=Suggested(("plan",))) from error


def find_branch(root: str, ref: str, base: str | None) -> VerifiedBranch:
    """What the words of the command line mean. Raises UsageProblem where they mean nothing that can be verified,
    WorldProblem where git fails."""
    repository = Repository.find(root)
    if repository is None:
        raise UsageProblem(
            f"{root} is not in a git repository, so there is no branch to verify", remedy=Suggested(("plan",))
        )
    commit = _commit_of(repository, ref)
    whole = GitTree(repository.top, commit)
    tree = subtree(whole, repository.prefix)
    if not any(entry.name == "go.mod" for entry in tree.entries("")):
        where = repository.prefix or "its top folder"
        raise UsageProblem(f"{ref} has no go.mod in {where}, so it is no module", remedy=Suggested(("plan",)))
    record = read_record(tree)
    plan = None if isinstance(record, Finding) else record
    found = find_base(repository, commit, base, plan)
    before = GitTree(repository.top, found.commit) if found.commit else None
    module, faults = _module_path(tree)
    return VerifiedBranch(
        repository=repository,
        root=root,
        ref=ref,
        commit=commit,
        whole=whole,
        tree=tree,
        plan=plan,
        module=module,
        base=found.commit,
        before=before,
        inside=_modules_inside(whole, repository.prefix, before),
        told=(*((record,) if isinstance(record, Finding) else ()), *found.told, *faults),
    )


def _modules_inside(whole: GitTree, prefix: str, before: GitTree | None) -> tuple[str, ...]:
    """The folders below the project's own that became modules with the branch, or were modules and were migrated with
    it: other modules of the repository, whose packages the project's ./... had before. Kept copies are none of them."""
    top = f"{prefix}/" if prefix else ""
    known = before.files() if before else {}
    after = whole.files()
    paths = (path for path in after if path.startswith(top) and path.endswith("/go.mod") and path != f"{top}go.mod")
    folders = (
        path[len(top) : -len("/go.mod")]
        for path in paths
        if any(new in after and new not in known for new in (path, f"{path.removesuffix('go.mod')}{RECORD}"))
    )
    return tuple(sorted(f for f in folders if not {"third_party", "vendor"} & {*f.split("/")}))


def _module_path(tree: Tree) -> tuple[str, tuple[Finding, ...]]:
    try:
        path = parse(tree.read("go.mod"), lax=True).module
    except (ModFileError, OSError):
        return "", ()  # said where the go command refuses it
    problem = import_path_problem(path)
    if not problem:
        return path, ()
    return "", (finding("GM301", place=Place("go.mod"), module=shown(path), problem=problem),)
