"""Where a module comes from that the legacy build did not name: a lock entry that was idle until now, or a version as
of the project's own date."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING

from gomigrate.model.decision import Locked, NewestOf
from gomigrate.model.go.goversion import LANGUAGE_LIMIT, go_version
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.go.pseudo import is_pseudo, pseudo_time
from gomigrate.model.modules import Attempt, ModuleVersion, Said, SourceKind
from gomigrate.model.resolution import Want
from gomigrate.plan.decide.choice import Choice
from gomigrate.plan.decide.modulecontents import Contents, UnavailableError
from gomigrate.resolve.asof import WORKERS, AsOf, candidates, module_paths
from gomigrate.resolve.roots import likely_root, static_root, with_major
from gomigrate.world.base.outcome import Found
from gomigrate.world.base.sidebyside import side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from gomigrate.model.legacy.inventory import Used
    from gomigrate.model.resolution import Resolution
    from gomigrate.plan.decide.chooser import Chooser
    from gomigrate.plan.solve.loader import Lack, RaisedBy
    from gomigrate.resolve.resolve import Resolver
    from gomigrate.world.modules.source import ModuleSource


@dataclass(frozen=True, slots=True, kw_only=True)
class TooNew:
    """A version that exists but would raise the go line of the main module, so it is not used."""

    import_path: str
    module: ModuleVersion
    go: str


@dataclass(slots=True)
class Finder:
    """Answers the solver's questions.

    `run` are packages of generators and tools that are run and in no build, with their imports. `unfound` collects
    wants that something imports and no source has. `unlocked` collects those that are run from a vendor folder that no
    lock describes. `too_new` are versions refused for their go line, `late` those used though younger than the project.
    Two kinds of module versions are not used: those that are under another path already (`built_elsewhere`), and
    modules nested in a kept copy with the same packages (`is_in_copy`).
    """

    idle: Sequence[Want]
    date: datetime | None
    resolver: Resolver
    chooser: Chooser
    contents: Contents
    modules: ModuleSource
    vendored: Callable[[str], tuple[Used, ...]]
    keep: Callable[[Sequence[Choice]], None]
    unfound: list[Resolution] = field(default_factory=list)
    unlocked: list[Want] = field(default_factory=list)
    too_new: list[TooNew] = field(default_factory=list)
    built_elsewhere: frozenset[ModuleVersion] = frozenset()
    is_in_copy: Callable[[str], bool] = lambda _: False
    run: frozenset[str] = frozenset()
    late: list[AsOf] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    _resolved: dict[str, Resolution] = field(default_factory=dict)

    def find(self, lacks: tuple[Lack, ...], raised_by: RaisedBy) -> tuple[Choice, ...]:
        """Choices for what the lacks name; () where nothing is known. `raised_by` counts the locked versions that a
        module asks for more than."""
        wants = {want.root: want for lack in lacks for want in self._wants_for(lack.import_path)}
        new = [self._with_run(want, lacks) for want in wants.values() if want.root not in self._resolved]
        self.unlocked += [want for want in new if not want.revision]
        resolutions = self.resolver.resolve_all(new, brings=True)
        self._resolved.update({want.root: r for want, r in zip(new, resolutions, strict=True)})
        found = list(self.chooser.choose_all(resolutions))
        self.keep([choice for choice in found if choice.is_copy])
        for resolution in resolutions:
            if not any(c.path == resolution.path for c in found):
                kept = self._kept(resolution, lacks)
                found += kept
                if not kept:
                    self.unfound.append(self._refused(resolution))
        covered = {c.path for c in found} | set(self._resolved)
        taken: dict[str, Choice] = {}
        open_ones = [k for k in lacks if not (k.main_module or any(is_inside(k.import_path, path) for path in covered))]
        side_by_side(self._begin, open_ones, WORKERS)
        for lack in open_ones:
            if not any(is_inside(lack.import_path, path) for path in taken):
                choice = self._as_of(lack, raised_by)
                if choice is not None:
                    taken[choice.path] = choice
        self.choices += [*found, *taken.values()]
        return (*found, *taken.values())

    def _refused(self, resolution: Resolution) -> Resolution:
        """The resolution with why its module cannot be built, if it has one."""
        module = resolution.module
        if module is None:
            return resolution
        attempts = (*resolution.attempts, *self.contents.tried(module))
        return replace(resolution, refused=self.chooser.refusal(resolution, module), attempts=attempts)

    def _wants_for(self, import_path: str) -> tuple[Want, ...]:
        """The locked version; for what generators and tools run and no lock names, the vendored version."""
        locked = self._covering(import_path)
        if locked or import_path not in self.run or not self.vendored(import_path):
            return locked
        root = static_root(import_path)
        guess = with_major(root, import_path) or likely_root(import_path)
        return (Want(root=guess, revision="", is_root_sure=bool(root)),)

    def _with_run(self, want: Want, lacks: Iterable[Lack]) -> Want:
        """The want with those vendored packages that generators and tools run: they were run as they lie there."""
        if not any(is_inside(lack.import_path, want.root) and lack.import_path in self.run for lack in lacks):
            return want
        return replace(want, packages=tuple(used for used in self.vendored(want.root) if used.import_path in self.run))

    def _kept(self, resolution: Resolution, lacks: tuple[Lack, ...]) -> tuple[Choice, ...]:
        """A vendored copy of a module that is not available and that the legacy build does not reach, such as one that
        only tests of dependencies import. It is kept, so that `go mod tidy` finds it at the locked commit."""
        packages = self.vendored(resolution.want.root)
        if not {lack.import_path for lack in lacks} & {used.import_path for used in packages}:
            return ()
        want = replace(resolution.want, packages=packages)
        choices = self.chooser.choose_all([replace(resolution, want=want)])
        self.keep(choices)
        return choices

    def pinned(self, path: str) -> Choice | None:
        """The locked version of a module that only the graph mentions, to be held; no files are asked for."""
        for want in self._covering(path):
            if want.root != path:
                continue
            if path not in self._resolved:
                self._resolved[path] = self.resolver.resolve(replace(want, packages=()))
            resolution = self._resolved[path]
            module = resolution.module
            if module is None or module.path != path or not self._has_go_mod(module):
                return None
            choice = Choice(
                path=path,
                version=module.version,
                built=module,
                reason=Locked(revision=want.revision, proof=resolution.proof, is_imported=False),
                resolution=resolution,
                attempts=resolution.attempts,
            )
            self.choices.append(choice)
            return choice
        return None

    def asked_for(self, import_path: str) -> tuple[Attempt, ...]:
        """What was heard of the modules that could have the package when their versions were looked for. A list of
        versions says of none that was not compared whether it has the package."""
        heard: list[Attempt] = []
        for path in module_paths(import_path):
            outcome = self.modules.versions(path)
            heard += outcome.attempts
            if isinstance(outcome, Found):
                listed = Attempt(source=outcome.source, kind=SourceKind.PROXY, question=path, said=Said.UNCLEAR)
                heard.append(listed)
        return tuple(heard)

    def versions(self, path: str) -> tuple[str, ...]:
        """All versions of a module that are known: those listed, and the one for "latest" where that is another."""
        listed = self.modules.versions(path)
        latest = self.modules.latest(path)
        known = listed.value if isinstance(listed, Found) else ()
        return (*known, latest.value.version) if isinstance(latest, Found) else known

    def _has_go_mod(self, module: ModuleVersion) -> bool:
        try:
            return self.contents.go_mod(module).module == module.path
        except UnavailableError:
            return False

    def _covering(self, import_path: str) -> tuple[Want, ...]:
        hits = [want for want in self.idle if is_inside(import_path, want.root)]
        return tuple(sorted(hits, key=lambda want: -len(want.root))[:1])

    def _offers(self, lack: Lack, raised_by: RaisedBy) -> Iterator[tuple[AsOf, NewestOf]]:
        """What to try for an import, with the reason. What only tests of dependencies import must raise no locked
        version: of the project's date, and then of its importer's, first what raises none, then what raises the fewest.
        """
        reason = NewestOf(importer=lack.importer, date=self.date)
        newest = [(candidate, reason) for candidate in self._candidates(lack, self.date)]
        if lack.in_all:
            yield from newest
            return
        raising: list[tuple[int, AsOf, NewestOf]] = []
        for candidate, because in chain(newest, self._of_importer(lack)):
            if candidate.is_late:
                continue
            raised = raised_by(candidate.module)
            if raised:
                raising.append((raised, candidate, because))
            else:
                is_spared = any(other.module.path == candidate.module.path for _, other, _ in raising)
                yield candidate, replace(because, is_spared=is_spared)
        yield from ((candidate, because) for _, candidate, because in sorted(raising, key=itemgetter(0)))
        yield from ((candidate, because) for candidate, because in newest if candidate.is_late)

    def _of_importer(self, lack: Lack) -> Iterator[tuple[AsOf, NewestOf]]:
        """The same as of the time of the module whose tests import it, if that is known."""
        asker = lack.asker or ModuleVersion("")
        date = pseudo_time(asker.version) if is_pseudo(asker.version) else self._time_of(asker)
        if date is not None:
            reason = NewestOf(importer=lack.importer, date=date)
            yield from ((candidate, reason) for candidate in self._candidates(lack, date))

    def _candidates(self, lack: Lack, date: datetime | None) -> tuple[AsOf, ...]:
        return candidates(self.modules, lack.import_path, date, self.contents.mentioned)

    def _time_of(self, module: ModuleVersion) -> datetime | None:
        outcome = self.modules.info(module.path, module.version)
        return outcome.value.time if isinstance(outcome, Found) else None

    def _begin(self, lack: Lack) -> None:
        """Ask what there is for an import, and begin to bring what comes first: others are asked meanwhile."""
        self.modules.begin(candidate.module for candidate in self._candidates(lack, self.date)[:1])

    def _as_of(self, lack: Lack, raised_by: RaisedBy) -> Choice | None:
        without: set[str] = set()
        for candidate, reason in self._offers(lack, raised_by):
            module = candidate.module
            # A version that is built under another path already may not be in the build a second time.
            if module.path in without or module in self.built_elsewhere or self.is_in_copy(module.path):
                continue
            if not self.contents.has_files(module):
                continue
            package = self.contents.package(module, module.path, lack.import_path)
            if package is None or not package.files:
                without.add(module.path)
                continue
            try:
                summary = self.contents.go_mod(module)
            except UnavailableError:
                continue
            if summary.module != module.path:
                continue
            if summary.go and go_version(summary.go) >= LANGUAGE_LIMIT:
                self.too_new.append(TooNew(import_path=lack.import_path, module=module, go=summary.go))
                continue
            if candidate.is_late:
                self.late.append(candidate)
            return Choice(
                path=module.path,
                version=module.version,
                built=module,
                reason=replace(reason, is_late=candidate.is_late),
            )
        return None
