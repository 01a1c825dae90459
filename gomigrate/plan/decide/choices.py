"""From what a revision resolved to, and the bytes the legacy build has, to what module mode shall build."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.go.modpath import is_inside, prefixes
from gomigrate.model.go.pseudo import placeholder_version
from gomigrate.model.modules import Attempt, ModuleVersion
from gomigrate.model.policy import COPIES
from gomigrate.model.resolution import Resolution, Want
from gomigrate.modfile.gomod import ModFileError
from gomigrate.plan.decide.compare import Comparison, foreign, summarize
from gomigrate.plan.decide.evidence import CopyExaminer, why_unknown
from gomigrate.plan.decide.identify import Namer
from gomigrate.plan.decide.joinedroots import made_whole
from gomigrate.plan.decide.modulecontents import Contents, UnavailableError
from gomigrate.plan.decide.moved import declared_path, follow, rename
from gomigrate.resolve.moves import moved_to
from gomigrate.resolve.resolve import module_path_of_source

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from datetime import datetime

    from gomigrate.gosource.platform import Platform
    from gomigrate.model.findings import Finding
    from gomigrate.model.inventory import Used
    from gomigrate.plan.decide.patch import Patch
    from gomigrate.resolve.resolve import Resolver


class Reason(StrEnum):
    """Why a module is in the build list at this version."""

    LOCKED = "locked"
    AS_OF = "as of"
    REQUIRED = "required"
    NEIGHBOUR = "neighbour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A module of the new build: imported as `path`, required at `version`, built from `built` (the same, a fork, or
    a folder of kept copies with version ""). `patch` is what a copy changed in upstream's files."""

    path: str
    version: str
    built: ModuleVersion
    reason: Reason
    why: str
    resolution: Resolution | None = None
    packages: tuple[Used, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    patch: Patch | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def is_copy(self) -> bool:
        """Whether the code stays in the module's own folder, as a kept copy."""
        return not self.built.version and self.reason is not Reason.NEIGHBOUR and not self.built.path.startswith("../")

    @property
    def is_replaced(self) -> bool:
        """Whether a replace line is needed whatever MVS selects."""
        return self.built != ModuleVersion(self.path, self.version)


def copy_folder(path: str) -> str:
    """Where the kept copy of a module lies, as a replace line writes it."""
    return f"./{COPIES}/{path}"


class Chooser:
    """Turns resolutions into choices, by comparing bytes. `date` is that of the project's commit; `patched` as in
    Policy; `imported_by_others` are the import paths that dependencies import."""

    def __init__(
        self,
        contents: Contents,
        resolver: Resolver,
        platforms: Sequence[Platform],
        *,
        date: datetime | None = None,
        patched: str = "keep",
        imported_by_others: Container[str] = (),
    ) -> None:
        self._imported_by_others = imported_by_others
        self._contents = contents
        self._resolver = resolver
        self._namer = Namer(contents, resolver, platforms)
        self._evidence = CopyExaminer(self._namer, resolver, date=date, patched=patched)

    def choose_all(self, resolutions: Sequence[Resolution]) -> tuple[Choice, ...]:
        """Choices for many wants. Where one repository is wanted at several revisions, the one that most packages
        name is tried first, and it will do if the others' packages are the same in it. Where copies would be kept
        though no version is known, or since the bytes are not the locked commit's, the version that has these bytes is
        taken, if there is one."""
        groups: dict[str, list[Resolution]] = {}
        for resolution in resolutions:
            groups.setdefault(resolution.path, []).append(resolution)
        self._contents.prefetch([r.module for r in resolutions if r.module is not None])
        chosen = [self._choose_one_of(group) for group in groups.values()]
        self._evidence.name_copies(chosen)
        whole = made_whole([choice for group in chosen for choice in group], self._copy)
        return tuple(self._evidence.with_patch(choice) for choice in self._without_twins(whole))

    def _without_twins(self, chosen: Iterable[Choice]) -> Iterator[Choice]:
        """A module may stand under one path only (the go command: "used for two different module paths"), so what
        would be built a second time, under another path, stays as a copy."""
        choices = tuple(chosen)
        taken = {choice.built for choice in choices if not choice.is_replaced}
        for choice in choices:
            if choice.is_copy or not choice.is_replaced:
                yield choice
            elif choice.built in taken and choice.resolution is not None:
                why = f"{choice.built} is in the build under another path as well"
                yield from self._copy(choice.resolution, choice.packages, why, choice.comparisons)
            else:
                taken.add(choice.built)
                yield choice

    def _choose_one_of(self, group: Sequence[Resolution]) -> tuple[Choice, ...]:
        ordered = sorted(group, key=lambda r: (r.module is None, -len(r.want.packages)))
        packages = tuple(package for r in group for package in r.want.packages)
        pins = tuple(pin for r in group for pin in r.want.pins)
        best: tuple[Choice, ...] = ()
        for resolution in ordered:
            want = replace(resolution.want, packages=packages, pins=pins) if len(group) > 1 else resolution.want
            choices = self.choose(replace(resolution, want=want))
            best = best or choices
            if choices and not any(choice.is_copy for choice in choices):
                return choices
        return best

    def choose(self, resolution: Resolution) -> tuple[Choice, ...]:
        """The modules that provide the want's packages; a copy of all of them where one cannot be had as it was.

        A want with no packages (an entry of a lock, in a project without vendor tree) gives its module alone;
        () where nothing is left to build from: the pin is unresolved.
        """
        want = resolution.want
        module = resolution.module
        if module is None:
            return self._copy(resolution, want.packages, why_unknown(want))
        refusal = self._refusal(resolution, module)
        if refusal:
            elsewhere = self._moved(resolution) or self._cloned_from(resolution)
            return elsewhere or self._copy(resolution, want.packages, refusal)
        return self._compared(resolution, module, _where_from(resolution))

    def _moved(self, resolution: Resolution) -> tuple[Choice, ...]:
        """The commit under the path that its own go.mod declares: in place of the imported path, or imported by that
        path from now on; () where it cannot be had so. See plan.moved."""
        declared = "" if resolution.is_fork else declared_path(resolution, self._contents, self._resolver)
        moved = follow(resolution, declared, self._contents, self._resolver)
        if moved is not None and moved.module is not None:
            return self._compared(moved, moved.module, f"the locked commit, whose go.mod says it is {declared}")
        renamed = rename(resolution, declared, self._imported_by_others, self._contents, self._resolver)
        if renamed is None or renamed.module is None:
            return ()
        why = f"the locked commit of {resolution.path}, whose packages import each other as {declared}"
        choices = self._compared(renamed, renamed.module, why)
        return choices if not any(choice.is_copy for choice in choices) else ()

    def _cloned_from(self, resolution: Resolution) -> tuple[Choice, ...]:
        """The commit from the fork that the checkout was cloned from; () where that has no other path, or lacks it.
        Asked after the imported path, which a vanity path's remote is the source of and no fork."""
        want = resolution.want
        fork = "" if resolution.is_fork else module_path_of_source(want.remote, want.root)
        asked = self._resolver.ask(fork, resolution.commit, time=resolution.time) if fork else None
        if asked is None or asked.info is None:
            return ()
        forked = replace(resolution, module=ModuleVersion(fork, asked.info.version), attempts=asked.attempts)
        assert forked.module is not None
        if self._refusal(forked, forked.module):
            return ()
        return self._compared(forked, forked.module, f"the checkout was cloned from {fork}")

    def _compared(self, resolution: Resolution, module: ModuleVersion, why: str) -> tuple[Choice, ...]:
        """The module for the packages that are the same in it, or copies of them all; and nested modules."""
        main, nested, comparisons = self._split(resolution, module)
        lacking = nested.pop("", [])
        if lacking or not all(c.is_same_build for c in comparisons):
            kept = f"the module lacks {lacking[0].import_path}" if lacking else _patched_reason(comparisons)
            compared = (*comparisons, *(foreign(u.package) for u in lacking))
            choices = self._copy(resolution, (*main, *lacking), kept, compared)
        else:
            choices = (self._taken(resolution, module, why, main, comparisons),)
        for path, users in nested.items():
            choices += self._nested(resolution, path, users)
        return choices

    def _taken(
        self,
        resolution: Resolution,
        module: ModuleVersion,
        why: str,
        packages: Sequence[Used],
        comparisons: Sequence[Comparison],
    ) -> Choice:
        return Choice(
            path=resolution.path,
            version=placeholder_version(resolution.path) if resolution.is_fork else module.version,
            built=module,
            reason=Reason.LOCKED,
            why=why,
            resolution=resolution,
            packages=tuple(packages),
            comparisons=tuple(comparisons),
            attempts=resolution.attempts,
        )

    def _refusal(self, resolution: Resolution, module: ModuleVersion) -> str:
        """Why the module cannot be used as it is, or ""."""
        tree = self._contents.tree(module)
        if isinstance(tree, tuple):
            return f"{module.version} cannot be downloaded"
        try:
            declared = self._contents.go_mod(module).module
        except (UnavailableError, ModFileError) as error:
            return str(error)
        if declared != module.path and not resolution.is_fork:
            return f"the go.mod of {module} says it is {declared}"
        return ""

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
            want=Want(root=path, revision=resolution.want.revision, pins=resolution.want.pins, packages=tuple(users)),
            path=path,
            module=ModuleVersion(path, asked.info.version),
            commit=resolution.commit,
            time=resolution.time,
            attempts=asked.attempts,
        )
        return self.choose(below)

    def _copy(
        self, resolution: Resolution, packages: Sequence[Used], why: str, comparisons: tuple[Comparison, ...] = ()
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
                reason=Reason.LOCKED,
                why=why,
                resolution=resolution,
                packages=tuple(packages),
                comparisons=comparisons,
                attempts=resolution.attempts,
            ),
        )


def _where_from(resolution: Resolution) -> str:
    if resolution.is_fork and resolution.module is not None:
        move = moved_to(resolution.path)
        if move is not None and move.new == resolution.module.path and not resolution.want.source:
            return f"the locked commit, at the repository's new home {move.new} (since {move.since})"
        return f"the lock takes it from {resolution.module.path}"
    return "the locked commit"


def _patched_reason(comparisons: Sequence[Comparison]) -> str:
    files = summarize(comparisons).matters
    more = f" and {len(files) - 3} more" if len(files) > 3 else ""
    return f"differs from the module in {', '.join(files[:3])}{more}"
