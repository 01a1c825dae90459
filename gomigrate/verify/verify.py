"""Verify: is what the branch builds what was built before, and is it what was planned?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gomigrate.model.codes import finding
from gomigrate.model.errors import UsageProblem, WorldProblem
from gomigrate.model.findings import Finding, Place
from gomigrate.model.verdict import ModuleDifference, PlatformVerdict, Tidy, Verdict
from gomigrate.verify import modules, start
from gomigrate.verify.equivalence import chosen_copies, compare
from gomigrate.verify.packages import Digests, Packages, read_packages
from gomigrate.verify.record import read_record
from gomigrate.verify.sides import Side, lay_out_after, lay_out_before, list_side, read_absolute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.plan import Plan
    from gomigrate.model.tree import Tree
    from gomigrate.world.gitdoor import Repository
    from gomigrate.world.gocmd import GoCommand
    from gomigrate.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is verified: the repository, the project's folder as the user spells it, the ref and its commit, the tree
    there of the repository and of the project, the plan it carries (None without one), the commit to compare with
    ("" where none is known)."""

    repository: Repository
    root: str
    ref: str
    commit: str
    whole: Tree
    tree: Tree
    plan: Plan | None
    base: str

    @property
    def prefix(self) -> str:
        """The project's folder in the repository."""
        return self.repository.prefix


_SHOWN = 12
"""So many names are given where there may be hundreds."""


@dataclass(slots=True)
class _Notes:
    """What comes together on the way."""

    findings: list[Finding] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    same: int = 0
    differ: tuple[ModuleDifference, ...] = ()
    platforms: tuple[PlatformVerdict, ...] = ()
    tidy: Tidy | None = None


def verify(
    world: World,
    root: str,
    ref: str,
    *,
    base: str | None = None,
    platforms: Sequence[str] | None = None,
    tidy: bool = False,
) -> Verdict:
    """Compare the ref (a branch, a commit) with its plan and with the state before.

    `root` is the project's folder, `base` the commit to compare with instead of the recorded one, `platforms` such as
    "linux/amd64" (the host's and the recorded ones), `tidy` whether to ask `go mod tidy -diff` as well. Nothing in the
    repository is touched; all the work is done in a private temporary folder. Raises UsageProblem where `root`, `ref`
    or `base` name nothing that can be verified, WorldProblem where git or the disk fails.
    """
    notes = _Notes()
    subject = _subject(root, ref, base, notes)
    go_mod, go_sum = _read(subject.tree, "go.mod"), _read(subject.tree, "go.sum")
    if subject.plan:
        notes.findings += modules.sum_gaps(subject.plan.build_list, go_sum)
    go = world.go
    if go is None:
        _without_go(subject, go_mod, notes)
    else:
        wanted = tuple(platforms or ()) or _platforms(world, subject.plan)
        _with_go(world, go, subject, wanted, notes, module=_module_path(go_mod), tidy=tidy)
    return Verdict(
        ref=ref,
        base=subject.base,
        modules_same=notes.same,
        modules_differ=notes.differ,
        platforms=notes.platforms,
        findings=tuple(dict.fromkeys(notes.findings)),
        unchecked=tuple(notes.unchecked),
        tidy=notes.tidy,
    )


def _subject(root: str, ref: str, base: str | None, notes: _Notes) -> Subject:
    from gomigrate.world.gitdoor import Repository
    from gomigrate.world.trees import GitTree, subtree

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
    found = start.base_commit(repository, commit, base, plan)
    return Subject(
        repository=repository, root=root, ref=ref, commit=commit, whole=whole, tree=tree, plan=plan, base=found
    )


def _read(tree: Tree, name: str) -> bytes:
    try:
        return tree.read(name)
    except OSError:
        return b""


def _module_path(go_mod: bytes) -> str:
    from gomigrate.modfile.gomod import parse
    from gomigrate.modfile.syntax import ModFileError

    try:
        return parse(go_mod, lax=True).module
    except ModFileError:
        return ""


def _platforms(world: World, plan: Plan | None) -> tuple[str, ...]:
    host = f"{world.go_env.goos}/{world.go_env.goarch}"
    return tuple(dict.fromkeys((host, *(plan.platforms if plan else ()))))


def _without_go(subject: Subject, go_mod: bytes, notes: _Notes) -> None:
    """What can be said by reading alone."""
    from gomigrate.modfile.syntax import ModFileError

    notes.unchecked.append("there is no go command: no package was compared, and the build list was not computed")
    if subject.plan is None:
        return
    try:
        notes.differ = modules.compare_go_mod(subject.plan, go_mod)
    except ModFileError as e:
        notes.findings.append(finding("GM301", str(e), place=Place("go.mod")))
        return
    notes.same = max(0, len(subject.plan.requires) + len(subject.plan.replaces) - len(notes.differ))
    notes.unchecked.append("the require and replace lines of go.mod were compared with the plan instead")


def _with_go(
    world: World, go: GoCommand, subject: Subject, platforms: Sequence[str], notes: _Notes, *, module: str, tidy: bool
) -> None:
    """All of it, in a private folder."""
    from gomigrate.world.files import copy_tree, private_dir

    with private_dir() as folder:
        after = _attempt(
            notes, lambda: lay_out_after(subject.whole, subject.prefix, f"{folder.as_posix()}/after", copy_tree)
        )
        if after is None:
            return
        texts = modules.go_mod_files(after)
        _build_list(go, after, subject.plan, notes)
        rewrites = start.rewrites(subject.plan, module)
        digests = Digests(read_absolute, rewrites)
        now = _packages(go, after, platforms, module, digests, (), notes, code="GM301")
        _compare(world, go, subject, now, notes, folder.as_posix(), module, digests, rewrites)
        notes.findings += modules.check_modules(go, after)
        _check_vendor(go, after, subject, now, module, digests, notes)
        if modules.go_mod_files(after) != texts:
            notes.findings.append(finding("GM310", "go list changed go.mod or go.sum", place=Place("go.mod")))
        if tidy:
            notes.tidy = modules.ask_tidy(go, after)


def _build_list(go: GoCommand, after: Side, plan: Plan | None, notes: _Notes) -> None:
    """`go list -m -json all` against the plan."""
    try:
        listed = go.list_modules(after.cwd, env=after.env)
    except WorldProblem as problem:
        if "GOPROXY=off" not in str(problem):
            notes.findings.append(finding("GM301", f"go list -m all fails: {problem}", evidence=_said(problem)))
            return
        # The times of the modules are not in the cache and may not be asked for; the versions still are known.
        notes.unchecked.append("with GOPROXY=off the build list was taken from go list -m -e all")
        listed = go.list_modules(after.cwd, env=after.env, flags=("-e", "-mod=readonly"))
    if plan is None:
        notes.unchecked.append(f"there is no plan to compare the build list of {len(listed) - 1} modules with")
        return
    notes.same, notes.differ = modules.compare_build_list(plan.build_list, listed)


def _packages(
    go: GoCommand,
    side: Side,
    platforms: Sequence[str],
    module: str,
    digests: Digests,
    rewrites: Sequence[tuple[str, str]],
    notes: _Notes,
    *,
    code: str,
) -> dict[str, Packages]:
    """The packages of a side by platform; a platform that the go command cannot list is a finding and has none."""
    found = {}
    for platform, said in list_side(go, side, platforms).items():
        if isinstance(said, WorldProblem):
            message = f"go list fails for {platform}: {said}"
            notes.findings.append(finding(code, message, evidence=_said(said)))
            found[platform] = Packages(copies={})
        else:
            found[platform] = read_packages(said, module, digests.of, rewrites)
    return found


def _compare(
    world: World,
    go: GoCommand,
    subject: Subject,
    now: dict[str, Packages],
    notes: _Notes,
    folder: str,
    module: str,
    digests: Digests,
    rewrites: Sequence[tuple[str, str]],
) -> None:
    """The packages of the state before, and what became of them."""
    from gomigrate.world.files import copy_tree

    if not subject.base:
        notes.unchecked.append("no commit to compare with is known, so no package was compared; --base names one")
        return
    before, problems = start.before(world, subject.repository, subject.root, subject.base, subject.plan, module)
    notes.findings += problems
    side = _attempt(notes, lambda: lay_out_before(before, f"{folder}/before", copy_tree))
    if side is None:
        return
    then = _packages(go, side, tuple(now), module, digests, rewrites, notes, code="GM302")
    notes.platforms = tuple(compare(platform, then[platform], now[platform]) for platform in now)
    for platform in now:
        notes.findings += chosen_copies(then[platform], now[platform])
        _note_uncompared(platform, then[platform], now[platform], notes)
    if digests.undone:
        shown = tuple(f"{old} -> {new or '(nothing)'}" for old, new in rewrites)
        message = f"{digests.undone} Go files were compared after undoing the rewriting of import paths"
        notes.findings.append(finding("GM312", message, evidence=shown))


def _note_uncompared(platform: str, then: Packages, now: Packages, notes: _Notes) -> None:
    """Packages that are built now, but could not be loaded before: nothing can be said about them."""
    mended = sorted(then.broken.keys() & now.copies.keys())
    if mended:
        shown = ", ".join(mended[:_SHOWN]) + (f" and {len(mended) - _SHOWN} more" if len(mended) > _SHOWN else "")
        what = "1 package" if len(mended) == 1 else f"{len(mended)} packages"
        notes.unchecked.append(f"{platform}: {what} could not be loaded before, so not compared: {shown}")


def _check_vendor(
    go: GoCommand, after: Side, subject: Subject, now: dict[str, Packages], module: str, digests: Digests, notes: _Notes
) -> None:
    """A vendor folder on the branch: its list, and its bytes against the modules."""
    if not subject.tree.entries("vendor"):
        return
    problems = modules.check_vendor(go, after)
    notes.findings += problems
    if problems:
        return
    platform = next(iter(now))
    flags = ("-deps", "-buildvcs=false", "-mod=vendor")
    said = list_side(go, after, [platform], flags)[platform]
    if isinstance(said, WorldProblem):
        notes.findings.append(finding("GM308", str(said), place=Place("vendor")))
        return
    vendored = read_packages(said, module, digests.of)
    for path, copies in sorted(vendored.copies.items()):
        known = now[platform].copies.get(path, ())
        is_own = path == module or path.startswith(module + "/")
        if known and not is_own and copies[0].files not in {c.files for c in known}:
            notes.findings.append(finding("GM309", f"{path} differs from its module", place=Place(f"vendor/{path}")))


def _attempt(notes: _Notes, lay_out: Any) -> Side | None:
    """A side on disk; what the tree cannot give is said, and stops only this part."""
    try:
        side = lay_out()
        assert isinstance(side, Side)
    except OSError as e:
        notes.unchecked.append(f"a file of the repository cannot be read: {e.filename or ''}: {e.strerror or e}")
        return None
    return side


def _said(problem: WorldProblem) -> tuple[str, ...]:
    """The words of a program that failed, as evidence."""
    stderr = getattr(problem, "stderr", "")
    return modules.words_of(stderr)[:12]
