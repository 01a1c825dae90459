"""The module that steps are looked for in: a commit of the repository, its go.mod, and the record it carries."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.gosource.walk import walk_packages
from gomigrate.model.errors import ProjectProblem, Suggested, UsageProblem
from gomigrate.model.findings import Finding
from gomigrate.model.trees.tree import read_or_nothing
from gomigrate.modfile.gomod import ModFileError, parse
from gomigrate.plan.existing.existing import is_vendored
from gomigrate.plan.files.tools import Tool, ToolsFile, with_tools
from gomigrate.plan.solve.loader import Main
from gomigrate.verify.branch.record import read_record, recorded_ref
from gomigrate.world.disk.trees import subtree
from gomigrate.world.git.gittree import GitTree
from gomigrate.world.git.repository import Repository

if TYPE_CHECKING:
    from gomigrate.model.plan import Plan
    from gomigrate.model.trees.tree import Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleProject:
    """A module at a commit: the repository, the project's folder as the user spells it (`root`), the `ref` and its
    `commit`, the trees of the repository and of the project. `record` is gomigrate's record there (None without one).
    `is_vendored`: the go command builds from the vendor folder, so each step updates it."""

    repository: Repository
    root: str
    ref: str
    commit: str
    whole: GitTree
    tree: Tree
    go_mod: str
    go_sum: bytes
    record: Plan | None
    is_vendored: bool = False

    def main(self) -> Main:
        """The module's own packages, as the go command finds them with ./..., and what its tool lines import."""
        mod = parse(self.go_mod)
        packages = walk_packages(self.tree, "", mod.module, module_mode=True)[0]
        main = Main(path=mod.module, packages={package.import_path: package for package in packages}, rewritten=str)
        tools = tuple(Tool(import_path=line.path, place=None, is_command=True) for line in mod.tools)
        return with_tools(main, ToolsFile(path="tools/tools.go", tools=tools))


def find_module(root: str, ref: str) -> ModuleProject:
    """The module in the folder `root` at `ref`; "" is HEAD where that is a module, else the branch that has a record.

    Raises UsageProblem where there is no such commit, or no module in it; ProjectProblem where its go.mod cannot be
    read; WorldProblem where git fails.
    """
    repository = Repository.find(root)
    if repository is None:
        raise UsageProblem(
            f"{root} is not in a git repository: steps are looked for in a commit", remedy=Suggested(("plan",))
        )
    ref = ref or ("HEAD" if _has_go_mod(repository, "HEAD") else recorded_ref(root, "--on"))
    commit = repository.commit_of(ref)
    whole = GitTree(repository.top, commit)
    tree = subtree(whole, repository.prefix)
    try:
        text = tree.read("go.mod").decode("utf-8", "replace")
        mod = parse(text)
    except FileNotFoundError:
        where = repository.prefix or "its top folder"
        raise UsageProblem(f"{ref} has no go.mod in {where}", remedy=Suggested(("plan",))) from None
    except (OSError, ModFileError) as error:
        raise ProjectProblem(f"the go.mod of {ref} cannot be read: {error}") from error
    record = read_record(tree)
    return ModuleProject(
        repository=repository,
        root=root,
        ref=ref,
        commit=commit,
        whole=whole,
        tree=tree,
        go_mod=text,
        go_sum=read_or_nothing(tree, "go.sum"),
        record=None if isinstance(record, Finding) else record,
        is_vendored=is_vendored(tree, mod),
    )


def _has_go_mod(repository: Repository, ref: str) -> bool:
    commit = repository.resolve(ref)
    path = posixpath.join(repository.prefix, "go.mod")
    return commit is not None and bool(GitTree(repository.top, commit).blob_id(path))
