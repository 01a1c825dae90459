"""From a revision's resolution and the legacy build's bytes to what module mode builds."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.decision import (
    BadGoMod,
    CopyReason,
    Difference,
    Differs,
    InCheckout,
    Lacks,
    Locked,
    OtherPath,
    Taken,
    Twice,
    Unfetched,
    Unsourced,
    Way,
)
from gomigrate.model.go.modpath import is_inside, prefixes
from gomigrate.model.go.pseudo import placeholder_version
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.resolution import Resolution, Want
from gomigrate.modfile.gomod import ModFileError
from gomigrate.plan.decide.answers import answers_of
from gomigrate.plan.decide.choice import Choice, copy_folder
from gomigrate.plan.decide.compare import Comparison, foreign, summarize
from gomigrate.plan.decide.examiner import CopyExaminer
from gomigrate.plan.decide.identify import Namer
from gomigrate.plan.decide.joinedroots import made_whole
from gomigrate.plan.decide.modulecontents import Contents, UnavailableError
from gomigrate.plan.decide.moved import declared_path, follow, rename
from gomigrate.resolve.moves import moved_to
from gomigrate.scan.project.selfpath import module_path_of_source

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from datetime import datetime

    from gomigrate.gosource.platforms.platform import Platform
    from gomigrate.model.legacy.inventory import Used
    from gomigrate.resolve.resolve import Resolver


_HASH = re.compile(r"[0-9a-f]{7,64}")


class Chooser:
    """Turns resolutions into choices, by comparing bytes. `date` is that of the project's commit; `patched` as in
    Policy; `imported_by_others` are the import paths that dependencies import; `project` is the project's own path;
    `is_strict` as in Namer."""

    def __init__(
        self,
        contents: Contents,
        resolver: Resolver,
        platforms: Sequence[Platform],
        *,
        date: datetime | None = None,
        patched: str = "keep",
        imported_by_others: Container[str] = (),
        project: str = "",
        is_strict: bool = False,
    ) -> None:
        self._imported_by_others = imported_by_others
        self._project = project
        self._contents = contents
        self._resolver = resolver
        self._namer = Namer(contents, resolver, platforms, is_strict=is_strict)
        self._evidence = CopyExaminer(self._namer, contents, resolver, date=date, patched=patched)

    def choose_all(self, resolutions: Sequence[Resolution]) -> tuple[Choice, ...]:
        """Choices for many wants.

        Where one repository is wanted at several revisions, the one that most packages name is tried first. It is
        enough if the others' packages are the same in it. Copies would be kept where no version is known, or where the
        bytes are not the locked commit's. There the version that has these bytes is used, if there is one.
        """
        groups: dict[str, list[Resolution]] = {}
        for resolution in resolutions:
            groups.setdefault(resolution.path, []).append(resolution)
        self._contents.prefetch([r.module for r in resolutions if r.module is not None])
        chosen = [self._choose_one_of(group) for group in groups.values()]
        self._evidence.name_copies(chosen)
        whole = made_whole([choice for group in chosen for choice in group], self._copy, self._project)
        return tuple(self._evidence.with_patch(choice) for choice in self._without_twins(whole))

    def _without_twins(self, chosen: Iterable[Choice]) -> Iterator[Choice]:
        """A module may be used under one path only (the go command: "used for two different module paths"). So what
        would be built a second time, under another path, stays as a copy."""
        choices = tuple(chosen)
        taken = {choice.built for choice in choices if not choice.is_replaced}
        for choice in choices:
            if choice.is_copy or not choice.is_replaced:
                yield choice
            elif choice.built in taken and choice.resolution is not None:
                reason = Twice(module=choice.built)
                yield from self._copy(choice.resolution, choice.packages, reason, choice.comparisons)
            else:
                taken.add(choice.built)
                yield choice

    def _choose_one_of(self, group: Sequence[Resolution]) -> tuple[Choice, ...]:
        ordered = sorted(group, key=lambda r: (r.module is None, -len(r.want.packages)))
        packages = tuple(package for r in group for package in r.want.packages)
        pins = tuple(pin for r in group for pin in r.want.pins)
        best: tuple[Choice, ...] = ()
        for resolution in ordered:
            want = resolution.want
            if len(group) > 1:
                keys = tuple(r.want.key for r in group)
                want = replace(want, packages=packages, pins=pins, joins=keys)
            choices = self.choose(replace(resolution, want=want))
            best = best or choices
            if choices and not any(choice.is_copy for choice in choices):
                return choices
        return best

    def choose(self, resolution: Resolution) -> tuple[Choice, ...]:
        """The modules that provide the want's packages; copies of all of them where one is not available as it was.

        A want with no packages (an entry of a lock, in a project without vendor folder) gives its module alone. ()
        where nothing is left to build from: the pin is unresolved.
        """
        want = resolution.want
        module = resolution.module
        if module is None:
            unsourced = Unsourced(revision=want.revision, asked=answers_of(resolution.attempts))
            return self._copy(resolution, want.packages, unsourced)
        refusal = self.refusal(resolution, module)
        if refusal is not None:
            elsewhere = self._moved(resolution) or self._cloned_from(resolution)
            tried = replace(resolution, attempts=(*resolution.attempts, *self._contents.tried(module)))
            return elsewhere or self._copy(tried, want.packages, refusal)
        return self._compared(resolution, module, _as_locked(resolution))

    def _moved(self, resolution: Resolution) -> tuple[Choice, ...]:
        """The commit under the path that its own go.mod declares. It is built instead of the imported path, or imported
        by that path after the migration. () where it is not available so. See plan.moved."""
        declared = "" if resolution.is_fork else declared_path(resolution, self._contents, self._resolver)
        moved = follow(resolution, declared, self._contents, self._resolver)
        if moved is not None and moved.module is not None:
            return self._compared(moved, moved.module, _by(moved, Way.DECLARED, declared))
        renamed = rename(resolution, declared, self._imported_by_others, self._contents, self._resolver)
        if renamed is None or renamed.module is None:
            return ()
        choices = self._compared(renamed, renamed.module, _by(renamed, Way.RENAMED, resolution.path))
        return choices if not any(choice.is_copy for choice in choices) else ()

    def _cloned_from(self, resolution: Resolution) -> tuple[Choice, ...]:
        """The commit from the fork that the checkout was cloned from; () where that has no other path, or lacks the
        commit. It is asked after the imported path: a vanity path's remote is its source and not a fork."""
        want = resolution.want
        fork = "" if resolution.is_fork else module_path_of_source(want.remote, want.root)
        asked = self._resolver.ask(fork, resolution.commit, time=resolution.time) if fork else None
        if asked is None or asked.info is None:
            return ()
        module = ModuleVersion(fork, asked.info.version)
        forked = replace(resolution, module=module, attempts=asked.attempts, proof=asked.info.proof)
        assert forked.module is not None
        if self.refusal(forked, forked.module) is not None:
            return ()
        return self._compared(forked, forked.module, _by(forked, Way.REMOTE, fork))

    def _compared(self, resolution: Resolution, module: ModuleVersion, reason: Taken) -> tuple[Choice, ...]:
        """The module for the packages that are the same in it, or copies of all of them; and nested modules."""
        main, nested, comparisons = self._split(resolution, module)
        lacking = nested.pop("", [])
        if lacking or not all(c.is_same_build for c in comparisons):
            kept = Lacks(module=module, package=lacking[0].import_path) if lacking else _differs(comparisons)
            compared = (*comparisons, *(foreign(u.package) for u in lacking))
            choices = self._copy(resolution, (*main, *lacking), kept, compared)
        else:
            choices = (self._taken(resolution, module, reason, main, comparisons),)
        for path, users in nested.items():
            choices += self._nested(resolution, path, users)
        return choices

    def _taken(
        self,
        resolution: Resolution,
        module: ModuleVersion,
        reason: Taken,
        packages: Sequence[Used],
        comparisons: Sequence[Comparison],
    ) -> Choice:
        return Choice(
            path=resolution.path,
            version=placeholder_version(resolution.path) if resolution.is_fork else module.version,
            built=module,
            reason=reason,
            resolution=resolution,
            packages=tuple(packages),
            comparisons=tuple(comparisons),
            attempts=resolution.attempts,
        )

    def refusal(self, resolution: Resolution, module: ModuleVersion) -> CopyReason | None:
        """Why the module of a resolution cannot be used unchanged, if so."""
        tree = self._contents.tree(module)
        if isinstance(tree, tuple):
            return Unfetched(module=module, asked=answers_of(tree))
        try:
            declared = self._contents.go_mod(module).module
        except UnavailableError as error:
            return Unfetched(module=module, asked=answers_of(error.attempts))
        except ModFileError as error:
            return BadGoMod(module=module, said=str(error))
        if declared != module.path and not resolution.is_fork:
            return OtherPath(module=module, declared=declared)
        return None

    def _split(
        self, resolution: Resolution, module: ModuleVersion
    ) -> tuple[list[Used], dict[str, list[Used]], list[Comparison]]:
        """Packages that the module has (with their comparisons), and those of nested modules by module path ("": of
        none that is known)."""
        main: list[Used] = []
        nested: dict[str, list[Used]] = {}
        comparisons: list[Comparison] = []
        for used in resolution.want.packages:
            is_below = is_inside(used.import_path, resolution.path)
            compared = self._namer.compare(used, module, resolution.path) if is_below else None
            if compared is not None:
                main.append(used)
                comparisons.append(compared[0])
            else:
                nested.setdefault(self._nested_path(resolution, used), []).append(used)
        return main, nested, comparisons

    def _nested_path(self, resolution: Resolution, used: Used) -> str:
        """The module below the repository's root that has the package at this revision, or ""."""
        for path in prefixes(used.import_path):
            if len(path) <= len(resolution.path):
                break
            asked = self._resolver.ask(path, resolution.want.revision, time=resolution.time)
            if asked.info is not None:
                module = ModuleVersion(path, asked.info.version)
                if self._contents.has_files(module) and self._contents.package(module, path, used.import_path):
                    return path
        return ""

    def _nested(self, resolution: Resolution, path: str, users: Sequence[Used]) -> tuple[Choice, ...]:
        asked = self._resolver.ask(path, resolution.want.revision, time=resolution.time)
        assert asked.info is not None
        below = Resolution(
            want=Want(
                root=path,
                revision=resolution.want.revision,
                pins=resolution.want.pins,
                packages=tuple(users),
                joins=resolution.want.keys,
            ),
            path=path,
            module=ModuleVersion(path, asked.info.version),
            commit=resolution.commit,
            time=resolution.time,
            attempts=asked.attempts,
            proof=asked.info.proof,
        )
        return self.choose(below)

    def _copy(
        self,
        resolution: Resolution,
        packages: Sequence[Used],
        reason: CopyReason,
        comparisons: tuple[Comparison, ...] = (),
    ) -> tuple[Choice, ...]:
        if not packages:
            return ()
        path = resolution.path
        module = resolution.module
        version = module.version if module and module.path == path else placeholder_version(path)
        return (
            Choice(
                path=path,
                version=version,
                built=ModuleVersion(copy_folder(path)),
                reason=reason,
                resolution=resolution,
                packages=tuple(packages),
                comparisons=comparisons,
                attempts=resolution.attempts,
            ),
        )


def _as_locked(resolution: Resolution) -> Taken:
    """The locked revision where it was found, at the imported path, a fork, or a new address; or a checkout's
    commit."""
    want, module = resolution.want, resolution.module
    assert module is not None
    way, since = Way.IMPORTED, ""
    if resolution.is_fork:
        move = moved_to(resolution.path)
        is_new_home = move is not None and move.new == module.path and not want.source
        way, since = (Way.NEW_HOME, move.since) if move and is_new_home else (Way.SOURCE, "")
    return _by(resolution, way, module.path if resolution.is_fork else "", since)


def _by(resolution: Resolution, way: Way, path: str, since: str = "") -> Taken:
    want = resolution.want
    locked = Locked(revision=want.revision, way=way, proof=resolution.proof, path=path, since=since)
    if not want.is_from_checkout or _is_locked_there(want):
        return locked
    return InCheckout(by=locked, locked=want.locked_elsewhere)


def _is_locked_there(want: Want) -> bool:
    """Whether a lock names the checkout's commit; a tag or a branch in a lock does not tell."""
    hashes = (pin.revision for pin in want.pins if _HASH.fullmatch(pin.revision))
    return not want.locked_elsewhere and any(want.revision.startswith(revision) for revision in hashes)


def _differs(comparisons: Sequence[Comparison]) -> Differs:
    kinds = [comparison.difference for comparison in comparisons if comparison.difference is not None]
    return Differs(what=max(kinds, key=list(Difference).index), files=summarize(comparisons).matters)
