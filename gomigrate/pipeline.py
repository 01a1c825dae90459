"""The stages in a row: what `import gomigrate` users and the command line call."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from gomigrate.model.errors import NothingToDo, ProjectProblem, Suggested, UnknownAnswer, UsageProblem, WorldProblem
from gomigrate.model.findings import Place
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.text.visible import json_text
from gomigrate.report.words.attempts import answer_of
from gomigrate.report.words.findings import message_of
from gomigrate.report.words.phrases import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gomigrate.model.edits import FileEdit
    from gomigrate.model.graph.requirements import RequirementGraph
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.legacy.origins import VendoredOrigin
    from gomigrate.model.plan import ChangeSet, Plan
    from gomigrate.model.policy import Policy
    from gomigrate.model.savedplan import BranchPoint, SavedPlan
    from gomigrate.model.trees.tree import Tree
    from gomigrate.plan.files.drafting import Draft
    from gomigrate.plan.repository.neighbours import Neighbour
    from gomigrate.resolve.resolve import Resolver
    from gomigrate.world.base.outcome import Unanswered
    from gomigrate.world.disk.inplace import InPlaceResult
    from gomigrate.world.disk.undo import PutBack
    from gomigrate.world.git.branch import BranchResult
    from gomigrate.world.world import World


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A plan as a draft of what is to be written, with the inventory that it was made from. `environ` are the variables
    of the world that it was made in; they say where the journal of changes in place lies. `rendered` are the changes,
    where they could not be made later."""

    inventory: Inventory
    draft: Draft
    environ: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    rendered: ChangeSet | None = field(default=None, repr=False, compare=False)

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.draft.plan

    @property
    def requirements(self) -> RequirementGraph:
        """The graph of module requirements that the build list comes out of."""
        return self.draft.requirements

    @property
    def start(self) -> BranchPoint:
        """Where a branch with the plan starts."""
        from gomigrate.model.savedplan import BranchPoint

        project = self.inventory.project
        return BranchPoint(root=project.root, prefix=project.prefix, commit=project.commit)

    @cached_property
    def changes(self) -> ChangeSet:
        """The exact changes that apply would write; rendered when they are first asked for, and the same from then
        on."""
        return self.rendered or _render(self.draft, self.inventory)

    @cached_property
    def edits(self) -> tuple[FileEdit, ...]:
        """What of these changes a person reads line by line, as git prints it: build files, Go files, .gitmodules and
        the files that keep tools. Raises WorldProblem where there is no git."""
        from gomigrate.world.git.difference import file_edits
        from gomigrate.write.changes import changes_of, reviewed_files

        return file_edits(changes_of(reviewed_files(self.draft), self.changes), self.inventory.project.prefix)


def scan(world: World, directory: str, *, import_path: str = "") -> Inventory:
    """What is there; see gomigrate.scan.gather.scan."""
    from gomigrate.scan.gather import scan as gather

    return gather(world, directory, import_path=import_path)


def module_graph(world: World, directory: str) -> RequirementGraph:
    """Who requires whom in the module that the folder is in: what `go mod graph` says.

    Raises UsageProblem where the folder is in no module, WorldProblem where there is no go command or it fails.
    """
    from gomigrate.modfile.modgraph import read_mod_graph

    if world.go is None:
        needs = "no go command on PATH, which the graph needs; --input FILE reads one that was printed elsewhere"
        raise WorldProblem(needs, remedy=Suggested(("graph", "--packages")))
    text = world.go.requirement_graph(directory)
    if text is None:
        raise UsageProblem(f"{directory}: no go.mod here or above", remedy=Suggested(("graph", "--packages")))
    return read_mod_graph(text)


def package_graph(world: World, directory: str, *, platform: str = "", import_path: str = "") -> RequirementGraph:
    """Who imports whom: in a module as `go list` says, else in the legacy build as scan sees it.

    `platform` is GOOS/GOARCH; "" is the go command's own in a module, and every platform at once in the legacy build.
    Raises UsageProblem for what is no platform or no Go project, WorldProblem where the go command fails.
    """
    from gomigrate.gosource.platforms.platform import parse_platform
    from gomigrate.scan.build.packagegraph import LISTED_FIELDS, legacy_packages, module_packages

    chosen = parse_platform(platform) if platform else None
    go_mod = world.go.main_go_mod(directory) if world.go else ""
    if world.go and go_mod:
        root = go_mod.removesuffix("go.mod")
        listed = world.go.list_packages(root, ["./..."], mode="module", platform=platform, fields=LISTED_FIELDS)
        return module_packages(listed)
    return legacy_packages(scan(world, directory, import_path=import_path), chosen)


def name_vendored(world: World, inventory: Inventory) -> tuple[VendoredOrigin, ...]:
    """The versions whose files the vendored trees are that no lock describes; asks clones, caches and GOPROXY."""
    from gomigrate.gosource.platforms.platform import checked_platforms
    from gomigrate.model.decision import Answers, Unsourced
    from gomigrate.model.legacy.origins import VendoredOrigin
    from gomigrate.plan.account.doubts import about
    from gomigrate.plan.decide.identify import name_vendored as name
    from gomigrate.plan.decide.modulecontents import Contents

    found = name(inventory, make_resolver(world), Contents(world.modules), checked_platforms())
    refuse_unknown(about(world.modules.unanswered, [named.path for named in found if named.provenance is None]))
    return tuple(
        VendoredOrigin(
            path=named.path,
            packages=named.packages,
            module=named.provenance.module if named.provenance else None,
            reason=named.provenance.same_files()
            if named.provenance
            else Unsourced(revision="", asked=Answers(), compared=len(named.attempts)),
        )
        for named in found
    )


def make_resolver(world: World) -> Resolver:
    """The sources for the versions of pins: clones, caches and GOPROXY. It remembers their answers."""
    from gomigrate.resolve.clones import Clones
    from gomigrate.resolve.resolve import Resolver
    from gomigrate.world.git.checkouts import clone_folders

    gopath, own = world.go_env.gopath, world.clones.folders() if world.clones else {}
    return Resolver(world.modules, Clones(gopath, clone_folders(gopath, world.environ.get("HOME", ""), own)))


def prepare(world: World, directory: str, policy: Policy, *, import_path: str = "") -> Prepared:
    """Scan, resolve, plan and render; writes nothing but caches.

    Raises UsageProblem where there is nothing to migrate, ProjectProblem where an apply in place was broken off here
    and is to be taken back first, WorldProblem where the surroundings fail.
    """
    _refuse_broken_off(world, directory)
    inventory = scan(world, directory, import_path=import_path)
    prepared = prepare_scanned(world, inventory, policy, make_resolver(world))
    _refuse_unknown_paths(policy, prepared.plan)
    return prepared


def prepare_scanned(
    world: World,
    inventory: Inventory,
    policy: Policy,
    resolver: Resolver,
    neighbours: Sequence[Neighbour] = (),
    whole: Tree | None = None,
) -> Prepared:
    """Resolve, plan and render what was scanned. `neighbours` are the other modules of the repository that it is built
    with, `whole` the repository with these in it (None: as it is committed). Raises as prepare does."""
    from gomigrate.plan.make import make_plan

    _refuse_migrated(inventory, policy, resolver)
    draft = make_plan(
        inventory,
        policy,
        world.modules,
        resolver,
        toolchain=world.go.version if world.go else "",
        neighbours=neighbours,
    )
    if policy.vendor == "regenerate":
        draft = _with_fresh_vendor(world, inventory, draft, whole)
    draft = _with_altered(inventory, draft)
    refuse_unknown(draft.doubts)
    # A folder on disk may change before it is read; a commit does not.
    rendered = None if inventory.project.commit else _render(draft, inventory)
    return Prepared(inventory=inventory, draft=draft, environ=world.environ, rendered=rendered)


def _refuse_broken_off(world: World, directory: str) -> None:
    """Half of a migration looks like a project of its own: like one with nothing left to do, perhaps."""
    from gomigrate.world.disk.inplace import is_broken_off
    from gomigrate.world.disk.statedir import state_home

    try:
        home = state_home(world.environ)
    except WorldProblem:
        return  # where there is no place for a journal, nothing was changed in place
    if is_broken_off(directory, home):
        raise ProjectProblem(f"apply --in-place was interrupted in {directory}", remedy=Suggested(("apply", "--undo")))


def refuse_unknown(doubts: Sequence[Unanswered]) -> None:
    """A proxy that is out of order must not turn into kept copies: what it has is unknown, not missing. Raises
    WorldProblem, with who was asked and what came back, if there is anything in doubt."""
    if not doubts:
        return
    answers: dict[str, str] = {}
    for doubt in doubts:
        attempt = doubt.attempt
        answers.setdefault(attempt.source, answer_of(attempt.said, attempt.detail, attempt.flaw))
    said = "; ".join(f"{source}: {answer}" for source, answer in answers.items())
    paths = list(dict.fromkeys(doubt.path for doubt in doubts))
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    alone = f", GONOPROXY={','.join(paths[:3])}" if set(answers) != {"direct"} else ""
    ways = f"Other ways: another proxy first in GOPROXY{alone}, or GOPROXY=off"
    raise UnknownAnswer(
        f"no usable answer about {', '.join(paths[:3])}{more}: {said}; nothing was written. {ways}",
        remedy=Suggested(("doctor", "-v")),
    )


def _refuse_migrated(inventory: Inventory, policy: Policy, resolver: Resolver) -> None:
    from gomigrate.plan.existing.existing import is_nothing_to_do

    if is_nothing_to_do(inventory, policy, resolver):
        raise NothingToDo(f"{inventory.project.root} has a go.mod and nothing legacy beside it: nothing to do")


def _with_fresh_vendor(world: World, inventory: Inventory, draft: Draft, whole: Tree | None) -> Draft:
    """The draft with what `go mod vendor` makes of it; as it is where errors block it anyway."""
    from gomigrate.plan.copies.vendored import not_vendored
    from gomigrate.world.git.gittree import GitTree
    from gomigrate.world.go.vendoring import fresh_vendor
    from gomigrate.write.vendor import with_fresh_vendor

    if blocking(draft.plan):
        return draft
    project = inventory.project
    is_below = bool(project.prefix and project.commit)
    committed = GitTree(project.repository, project.commit) if is_below else inventory.committed
    tree = whole or committed
    fresh = fresh_vendor(world.go, tree, project.prefix if is_below else "", _render(draft, inventory))
    return with_fresh_vendor(draft, fresh.files, fresh.complaints, not_vendored(inventory, fresh.files))


def _with_altered(inventory: Inventory, draft: Draft) -> Draft:
    """The draft, with a warning where attributes of git change what it keeps: a copy holds the bytes that the legacy
    build read, and lies where other attributes may count."""
    from gomigrate.model.codes import finding
    from gomigrate.plan.copies.keptcopies import PREFIX
    from gomigrate.world.git.checkout import altered
    from gomigrate.world.git.gittree import GitTree

    kept = {f"{copy.folder}/{name}": data for copy in draft.copies for name, data in copy.files}
    kept |= {path: data for path, data, _ in draft.leftovers}
    project = inventory.project
    if not (project.commit and kept):
        return draft
    top = f"{project.prefix}/" if project.prefix else ""
    files = {f"{top}{path}": data for path, data in kept.items() if not posixpath.basename(path).startswith(PREFIX)}
    changed = tuple(path[len(top) :] for path in altered(GitTree(project.repository, project.commit), files))
    told = (finding("GM451", place=Place(changed[0]), files=changed),) if changed else ()
    return replace(draft, plan=replace(draft.plan, findings=(*draft.plan.findings, *told)))


def _render(draft: Draft, inventory: Inventory) -> ChangeSet:
    from gomigrate.report.json import record_json
    from gomigrate.report.prose.message import Topic, message
    from gomigrate.verify.branch.record import RECORD
    from gomigrate.write.changes import Texts, render

    plan = draft.plan
    record = json_text(record_json(plan), indent=1, sort_keys=True) + "\n"
    said = {topic: message(topic, plan) for topic in Topic}
    second = said[Topic.VENDORED if draft.vendored else Topic.REMOVED]
    texts = Texts(
        modules=(said[Topic.MODULES].subject, said[Topic.MODULES].body),
        removed=(second.subject, second.body),
        rewritten=(said[Topic.REWRITTEN].subject, said[Topic.REWRITTEN].body),
        scripts=(said[Topic.SCRIPTS].subject, said[Topic.SCRIPTS].body),
        record=(RECORD, record.encode()),
    )
    return render(draft, inventory.committed, inventory.submodules, texts)


def blocking(plan: Plan) -> tuple[str, ...]:
    """Why the plan cannot be applied as it is: its errors."""
    from gomigrate.model.findings import Severity

    return tuple(message_of(f) for f in plan.findings if f.severity is Severity.ERROR)


def check_branch(directory: str, branch: str, *, force: bool = False) -> None:
    """Refuse a branch that could not be written before the work of a plan is done. Raises as apply_to_branch does."""
    from gomigrate.world.git.branch import check_branch as check
    from gomigrate.world.git.repository import Repository

    repository = Repository.find(directory)
    if repository is not None:
        check(repository, branch, force=force)


def _refuse_unknown_paths(policy: Policy, plan: Plan) -> None:
    """A path given to --hold that is no pin, or one to --accept-merge of which there are no copies, is a slip of the
    pen, or of memory."""
    paths = Suggested(("plan", "-v"), without=("--hold", "--accept-merge"))
    unknown = sorted(set(policy.hold) - {line.path for line in plan.ledger}) if isinstance(policy.hold, tuple) else []
    if unknown:
        raise UsageProblem(f"--hold {unknown[0]}: no pin has this path", remedy=paths)
    idle = [path for path in policy.accept_merge if not any(is_inside(one, path) for one in plan.accepted_merges)]
    if idle:
        raise UsageProblem(f"--accept-merge {idle[0]}: it has no copies that become one", remedy=paths)


def apply_to_branch(
    prepared: Prepared | SavedPlan,
    branch: str,
    *,
    force: bool = False,
    onto: str = "",
    announce: Callable[[tuple[str, ...]], None] = lambda commits: None,
) -> BranchResult:
    """Write the plan as commits on a new branch that starts at HEAD; or, with `onto`, go on with the branch, which
    must be at that commit. `announce` is told the commits before the branch is moved to the last one.

    Raises ProjectProblem where the plan is blocked or the branch exists, UsageProblem where there is no git.
    """
    from gomigrate.world.git.branch import write_branch
    from gomigrate.world.git.repository import Repository

    refuse_blocked(prepared.plan)
    start = prepared.start
    repository = Repository.find(start.root)
    if repository is None or not start.commit:
        raise UsageProblem(f"{start.root} has no commit to branch from", remedy=Suggested(("apply", "--in-place")))
    return write_branch(
        repository,
        branch,
        onto or start.commit,
        prepared.changes,
        prefix=start.prefix,
        force=force or bool(onto),
        expected=onto,
        announce=announce,
    )


def apply_in_place(prepared: Prepared) -> InPlaceResult:
    """Write the plan into a tree without git; on any error everything is as it was. What was there before is kept
    outside of the tree, for `undo_in_place`."""
    from gomigrate.world.disk.inplace import write_in_place
    from gomigrate.world.disk.statedir import state_home

    refuse_blocked(prepared.plan)
    return write_in_place(prepared.inventory.project.root, prepared.changes, state_home(prepared.environ))


def recover_in_place(world: World, directory: str) -> PutBack:
    """Take back what an apply in place that was killed half way had done; to be called before the next plan is made, as
    that must not be made of one half. Raises WorldProblem."""
    from gomigrate.world.disk.inplace import recover_in_place as recover
    from gomigrate.world.disk.statedir import state_home

    return recover(directory, state_home(world.environ))


def undo_in_place(world: World, directory: str) -> PutBack:
    """Bring back what the last apply in place changed in the project. Raises ProjectProblem where there was none,
    WorldProblem where writing fails."""
    from gomigrate.world.disk.inplace import undo_in_place as undo
    from gomigrate.world.disk.statedir import state_home

    return undo(directory, state_home(world.environ))


def refuse_blocked(plan: Plan, remedy: str | Suggested = "") -> None:
    """Raises ProjectProblem, with this remedy, where a decision is needed first."""
    blocked = blocking(plan)
    if blocked:
        needed = f"nothing was written: {counted(len(blocked), 'decision')} needed first"
        raise ProjectProblem(needed, plan.findings, remedy=remedy)


def needs_decision(plan: Plan) -> bool:
    """Whether the exit status must say that a person is asked. A raised pin is none of these: only who asks for it with
    --hold gets one."""
    return bool(blocking(plan))
