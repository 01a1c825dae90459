"""The lines of a branch that use what the branch does not have, by reading alone: nothing of the project is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.go.goversion import go_version
from gomigrate.model.trees.tree import read_or_nothing
from gomigrate.model.verdict import PipelineAnswer
from gomigrate.modfile.gomod import ModFileError, parse
from gomigrate.plan.account.mixed import files_of_others
from gomigrate.plan.files.foreseen import told_places
from gomigrate.scan.buildfiles import read_build_files
from gomigrate.scan.mentions import VendorFolders
from gomigrate.scripts.gone.brokenline import MOST_WORDS
from gomigrate.scripts.gone.gonepaths import GonePaths
from gomigrate.scripts.gone.reading import broken_lines
from gomigrate.scripts.spans import decoded
from gomigrate.verify.pipeline.namedpaths import in_settings
from gomigrate.world.disk.trees import subtree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.plan import Plan
    from gomigrate.model.trees.tree import Tree
    from gomigrate.scripts.gone.brokenline import BrokenLine
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch
    from gomigrate.world.git.gittree import GitTree


_ALL_NAMED_FROM = (1, 17)
_MOST_CONTINUED = 50
_VENDOR_ROOTS = ("vendor",)
"""Where files of other languages lie among Go's; the folders of other tools are their own."""


def pipeline(branch: VerifiedBranch) -> PipelineAnswer:
    """Which build files were read, and a finding for each line of them, and of the project's Go files, that behaves
    differently; and one for files of other languages that were deleted with the vendor folder. What is removed is what
    the state before had (without one: what the plan removes) and the branch has not. Raises WorldProblem where git
    fails."""
    prefix, plan = branch.repository.prefix, branch.plan
    after = _paths(branch.whole, prefix)
    before = _paths(branch.before, prefix) if branch.before else plan.removes if plan else ()
    copies = {line.new_path.removeprefix("./") for line in plan.replaces if not line.new_version} if plan else ()
    gone = GonePaths.of(branch.module, before, after, copies=copies, modules=_modules(branch))
    read = read_build_files(branch.tree, VendorFolders(branch.tree, ()))
    files = read.pipeline
    told = PlannedLines(plan, subtree(branch.before, prefix) if branch.before else None)
    lines = broken_lines(files, gone)
    known = {(line.file, line.line) for line in lines}
    more = (line for path, text in files.others for line in in_settings(path, text, gone))
    lines = (*lines, *(line for line in more if (line.file, line.line) not in known))
    return PipelineAnswer(
        files=tuple(sorted({*(d.path for d in files.documents), *(path for path, _ in files.plain)})),
        unread=tuple(f"{habit.file}:{habit.line}" for habit in read.unread),
        findings=(
            *(_finding(line, told=told.names(line)) for line in lines),
            *files_of_others(subtree(branch.before or branch.whole, prefix), _VENDOR_ROOTS, gone.files),
        ),
    )


def _paths(tree: GitTree, prefix: str) -> Collection[str]:
    """Everything of the project in a commit that is no folder."""
    top = f"{prefix}/" if prefix else ""
    return [path[len(top) :] for path in tree.files() if path.startswith(top)]


def _modules(branch: VerifiedBranch) -> Collection[str]:
    """The paths of the modules that the branch builds; () where go.mod cannot be read. Below go 1.17 go.mod names only
    some of them, and the plan's build list has the others."""
    try:
        go_mod = parse(branch.file("go.mod"), lax=True)
    except ModFileError:
        return ()
    planned = branch.plan.build_list if branch.plan and go_version(go_mod.go) < _ALL_NAMED_FROM else ()
    return {*(line.path for line in go_mod.requires), *(module.path for module in planned)}


def _finding(line: BrokenLine, *, told: bool) -> Finding:
    return finding(
        "GM331" if line.fails else "GM332",
        place=Place(line.file, line.line),
        evidence=tuple(filter(None, (line.words,))),
        use=line.use.value,
        what=line.what,
        told=told,
    )


class PlannedLines:
    """Which lines a plan names as a thing to do: by what they said in the state before, since lines above them may have
    come or gone, and by what the plan makes of them."""

    def __init__(self, plan: Plan | None, before: Tree | None) -> None:
        self._plan, self._before = plan, before
        self._lines: dict[str, set[int]] = {}
        self._words: dict[str, frozenset[str]] = {}
        for file, number in told_places(plan.habits, plan.findings) if plan else ():
            self._lines.setdefault(file, set()).add(number)

    def names(self, line: BrokenLine) -> bool:
        """Whether the plan names a line of the branch."""
        numbers = self._lines.get(line.file, set())
        if self._before is None or not numbers or not line.line:
            return line.line in numbers
        if line.file not in self._words:
            self._words[line.file] = frozenset(said.strip()[:MOST_WORDS] for said in self._said(line.file, numbers))
        return line.words in self._words[line.file]

    def _said(self, file: str, numbers: Collection[int]) -> Iterator[str]:
        before = decoded(read_or_nothing(self._before, file)) if self._before else ""
        lines = before.split("\n")
        for number in numbers:
            if 0 < number <= len(lines):
                yield lines[number - 1]
                yield _continued(lines, number - 1)
        for habit in self._plan.habits if self._plan else ():
            if habit.applied and habit.file == file and habit.line in numbers:
                yield from habit.after


def _continued(lines: Sequence[str], index: int) -> str:
    """The line with those that it continues and that continue it, as far as its first words are asked for."""
    first = last = index
    while first and lines[first - 1].endswith("\\") and index - first < _MOST_CONTINUED:
        first -= 1
    while lines[last].endswith("\\") and last + 1 < len(lines) and last - first < 2 * _MOST_CONTINUED:
        last += 1
    return "".join(f"{line[:-1]} " if line.endswith("\\") else line for line in lines[first : last + 1])
