"""What a plan is made of: the commit, the options, Go's settings, and the places that no commit holds."""

from __future__ import annotations

import hashlib
import posixpath
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gomigrate import __version__
from gomigrate.locks.registry import READERS
from gomigrate.model.go.modpath import check_import_path, prefixes
from gomigrate.model.legacy.inventory import Origin
from gomigrate.model.plan import State
from gomigrate.model.savedplan import BranchPoint, Circumstances, SavedPlan, Watch, Watched
from gomigrate.scan.listing import has_file
from gomigrate.scan.project.locate import VENDOR_FOLDERS
from gomigrate.world.base.redact import redact_url
from gomigrate.world.git.checkouts import clone_folders
from gomigrate.world.git.clone import Clone
from gomigrate.world.git.repository import Repository
from gomigrate.world.watch.clones import clone_state
from gomigrate.world.watch.places import file_state, folder_state, tree_state
from gomigrate.write.changes import reviewed_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.plan import ChangeSet, Plan
    from gomigrate.model.policy import Policy
    from gomigrate.plan.files.drafting import Draft
    from gomigrate.world.world import World

Place = tuple[str, Watch]
Options = tuple[tuple[str, str], ...]

_SETTINGS = (
    "goproxy",
    "goprivate",
    "gonoproxy",
    "gonosumdb",
    "gosumdb",
    "goinsecure",
    "goauth",
    "goflags",
    "gomodcache",
    "gopath",
    "govcs",
)
"""The settings of Go that decide what is found where, by their names in GoEnv."""


def options_of(policy: Policy, import_path: str) -> Options:
    """What the user decided, by name."""
    chosen = {field.name: repr(getattr(policy, field.name)) for field in fields(policy)}
    return tuple(sorted({**chosen, "import_path": import_path}.items()))


def places_of(world: World, inventory: Inventory) -> tuple[Place, ...]:
    """The places outside of the commit that decide about the plan of what was scanned: what legacy tools left beside
    it, the packages in GOPATH and where others were looked for, and every clone that may be asked for a revision."""
    project = inventory.project
    found: list[Place] = [(project.root, Watch.IGNORED)]
    loose = [
        name for name in VENDOR_FOLDERS if name in inventory.untracked_vendor or not inventory.committed.entries(name)
    ]
    found += [(posixpath.join(project.root, name), Watch.TREE) for name in loose]
    names = (file for reader in READERS for file in reader.files if not has_file(inventory.committed, file))
    found += [(posixpath.join(project.root, file), Watch.FILE) for file in names]
    found += [(posixpath.join(project.root, path), Watch.CLONE) for path, _ in inventory.submodules]
    found += _in_gopath(inventory)
    cached = clone_folders(project.gopath, world.environ.get("HOME", ""))
    found += [(folder, Watch.CLONE) for folders in cached.values() for folder in folders]
    found += [(posixpath.dirname(folder), Watch.FOLDER) for folders in cached.values() for folder in folders]
    found += [(str(world.clones.root), Watch.TREE)] if world.clones else []
    return tuple(dict.fromkeys(found))


def _in_gopath(inventory: Inventory) -> Iterator[Place]:
    project = inventory.project
    outside = [used.place for used in inventory.used if used.origin in (Origin.GOPATH, Origin.NEIGHBOUR)]
    missing = [one.import_path for one in inventory.missing if not check_import_path(one.import_path)]
    pinned = (pin.path for lock in inventory.locks for pin in lock.pins if not check_import_path(pin.path))
    roots = {root for path in pinned for root in prefixes(path) if "/" in root}
    clones = sorted({*roots, *(checkout.path for checkout in inventory.checkouts)})
    for entry in project.gopath:
        src = posixpath.join(entry, "src")
        yield from ((posixpath.join(src, place), Watch.FOLDER) for place in (*outside, *missing))
        yield from ((posixpath.join(src, path), Watch.CLONE) for path in clones)


def circumstances(world: World, root: str, options: Options, places: Iterable[Place]) -> Circumstances | None:
    """The circumstances of a plan for the project in the folder `root` as they are at this moment; None where the
    folder has no commit, and so nothing that says what the plan was made of. Raises WorldProblem where git or go fail.
    """
    repository = Repository.find(root)
    head = repository.head() if repository else None
    if repository is None or head is None or not head.commit:
        return None
    env = world.go_env
    tags = Clone(repository.layout).tags_before(head.commit)
    remotes = sorted(repository.remotes().items())
    return Circumstances(
        root=root,
        commit=head.commit,
        refs=_digest(repr((tags, remotes))),
        tool=__version__,
        go=world.go.version if world.go else "",
        options=options,
        # A password that changes is no other place to ask; and none is kept.
        settings=tuple((name, redact_url(str(getattr(env, name)))) for name in _SETTINGS),
        watched=tuple(
            Watched(place=place, watch=watch, state=_state(place, watch, repository)) for place, watch in places
        ),
    )


def saved_plan(
    world: World, inventory: Inventory, policy: Policy, import_path: str, draft: Draft, changes: ChangeSet
) -> SavedPlan | None:
    """The plan of what was scanned, with its changes and what it was made of; None for a project without a commit, or
    where HEAD has moved meanwhile. Raises WorldProblem where git or go fail."""
    project, plan = inventory.project, draft.plan
    places = (*places_of(world, inventory), *_in_module_cache(world, plan))
    told = circumstances(world, project.root, options_of(policy, import_path), places)
    if told is None or told.commit != project.commit:
        return None
    start = BranchPoint(root=project.root, prefix=project.prefix, commit=project.commit)
    return SavedPlan(
        made=datetime.now(UTC),
        circumstances=told,
        start=start,
        plan=plan,
        changes=changes,
        reviewed=reviewed_files(draft),
    )


def _in_module_cache(world: World, plan: Plan) -> Iterator[Place]:
    """Where modules would lie that no source gave: the go command may download them there meanwhile."""
    for line in plan.ledger:
        if line.state in (State.COPIED, State.UNRESOLVED) and (folder := world.modcache.folder(line.path)):
            yield folder, Watch.FOLDER


def _state(place: str, watch: Watch, repository: Repository) -> str:
    match watch:
        case Watch.FILE:
            return file_state(place)
        case Watch.FOLDER:
            return folder_state(place)
        case Watch.TREE:
            return tree_state(place)
        case Watch.CLONE:
            return clone_state(place)
        case Watch.IGNORED:
            files = ((name, file_state(posixpath.join(place, name))) for name in repository.ignored_go_files())
            return _digest(repr(tuple(files)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]
