"""What is verified, and what comes together on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.errors import UsageProblem
from gomigrate.model.findings import Finding, Place
from gomigrate.model.names import import_path_problem, shown
from gomigrate.scan.project.modulestate import has_go_mod
from gomigrate.verify.branch.base import find_base
from gomigrate.verify.branch.record import read_record
from gomigrate.verify.build.modules import deciding_lines

if TYPE_CHECKING:
    from gomigrate.model.plan import Plan
    from gomigrate.model.trees.tree import Tree
    from gomigrate.model.verdict import FileChange, ModuleDifference, PlatformVerdict, SuiteVerdict, Tidy
    from gomigrate.world.disk.trees import GitTree
    from gomigrate.world.git.repository import Repository


GO_MOD = Place("go.mod")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The repository, the project's folder as the user spells it, the ref that is verified, its commit, the trees there
    of the repository and of the project, the plan it carries (None without one), the module path its go.mod has (""
    where that cannot be read, or is none), and the commit to compare with ("" where none is known)."""

    repository: Repository
    root: str
    ref: str
    commit: str
    whole: GitTree
    tree: Tree
    plan: Plan | None
    module: str
    base: str
    inside: tuple[str, ...] = ()

    def file(self, name: str) -> bytes:
        """The bytes of a file of the project on the ref, none where it cannot be read."""
        try:
            return self.tree.read(name)
        except OSError:
            return b""

    @property
    def go_mod_before(self) -> bytes:
        """The bytes of the project's go.mod at the base, none where it had none."""
        from gomigrate.world.disk.trees import GitTree, subtree

        tree = subtree(GitTree(self.repository.top, self.base), self.repository.prefix) if self.base else None
        try:
            return tree.read("go.mod") if tree is not None and has_go_mod(tree) else b""
        except OSError:
            return b""

    def deciding_lines(self) -> tuple[ModuleDifference, ...]:
        """The lines of go.mod that decide over the same files and are not as planned; see modules.deciding_lines."""
        return deciding_lines(self.plan, self.file("go.mod"), self.go_mod_before)

    def is_as_before(self, path: str) -> bool:
        """Whether a file of the repository is the one that it was at the base."""
        from gomigrate.world.disk.trees import GitTree

        return bool(self.base) and GitTree(self.repository.top, self.base).blob_id(path) == self.whole.blob_id(path)


@dataclass(slots=True)
class Notes:
    """The parts of a verdict, as they are found."""

    findings: list[Finding] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    same: int = 0
    differ: tuple[ModuleDifference, ...] = ()
    platforms: tuple[PlatformVerdict, ...] = ()
    tidy: Tidy | None = None
    tests: SuiteVerdict | None = None
    others: tuple[FileChange, ...] = ()
    unproved: tuple[str, ...] = ()


def find_subject(root: str, ref: str, base: str | None, notes: Notes) -> Subject:
    """What the words of the command line mean. Raises UsageProblem where they mean nothing that can be verified,
    WorldProblem where git fails."""
    from gomigrate.world.disk.trees import GitTree, subtree
    from gomigrate.world.git.repository import Repository

    repository = Repository.find(root)
    if repository is None:
        raise UsageProblem(f"{root} is not in a git repository, so there is no branch to verify")
    commit = repository.resolve(ref)
    if commit is None:
        raise UsageProblem(f"{ref} names no commit of the repository at {repository.top}")
    whole = GitTree(repository.top, commit)
    tree = subtree(whole, repository.prefix)
    if not any(entry.name == "go.mod" for entry in tree.entries("")):
        raise UsageProblem(f"{ref} has no go.mod in {repository.prefix or 'its top folder'}, so it is no module")
    record = read_record(tree)
    if isinstance(record, Finding):
        notes.findings.append(record)
    plan = None if isinstance(record, Finding) else record
    compared = find_base(repository, commit, base, plan)
    notes.findings += compared.findings
    notes.unchecked += compared.unchecked
    return Subject(
        repository=repository,
        root=root,
        ref=ref,
        commit=commit,
        whole=whole,
        tree=tree,
        plan=plan,
        module=_module_path(tree, notes),
        base=compared.commit,
        inside=_modules_inside(
            whole, repository.prefix, GitTree(repository.top, compared.commit) if compared.commit else None
        ),
    )


def _modules_inside(whole: GitTree, prefix: str, before: GitTree | None) -> tuple[str, ...]:
    """The folders below the project's own that became modules with the branch: other modules of the repository, whose
    packages the project's ./... had before. Kept copies are none of them."""
    top = f"{prefix}/" if prefix else ""
    known = before.files() if before else {}
    folders = (
        path[len(top) : -len("/go.mod")]
        for path in whole.files()
        if path.startswith(top) and path.endswith("/go.mod") and path != f"{top}go.mod" and path not in known
    )
    return tuple(sorted(f for f in folders if "third_party" not in f.split("/") and "vendor" not in f.split("/")))


def _module_path(tree: Tree, notes: Notes) -> str:
    from gomigrate.modfile.gomod import parse
    from gomigrate.modfile.syntax import ModFileError

    try:
        path = parse(tree.read("go.mod"), lax=True).module
    except (ModFileError, OSError):
        return ""
    problem = import_path_problem(path)
    if problem:
        notes.findings.append(finding("GM301", f"the module line names {shown(path)}, which {problem}", place=GO_MOD))
    return "" if problem else path
