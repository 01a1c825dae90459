"""The version whose files are those of the legacy build, shown by the vendored bytes where there is no lock, or a wrong
one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from gomigrate.gosource.marks import marks_between
from gomigrate.gosource.package import read_package
from gomigrate.model.errors import WorldProblem
from gomigrate.model.go.goversion import LANGUAGE_LIMIT, go_version
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.go.pseudo import is_pseudo
from gomigrate.model.legacy.inventory import Origin
from gomigrate.model.modules import Attempt, Flaw, ModuleVersion, Said, SourceKind, worst
from gomigrate.model.policy import TRACED_VERSIONS
from gomigrate.modfile.gomod import ModFileError
from gomigrate.plan.decide.compare import (
    Comparison,
    PackageCopy,
    built_sources,
    compare,
    legacy_copy,
    untouched,
)
from gomigrate.plan.decide.modulecontents import Contents, UnavailableError
from gomigrate.plan.decide.search import NEAR, FilesQuestion, FilesSearch, Provenance, SearchEnd
from gomigrate.resolve.named import said_in
from gomigrate.resolve.provenance import (
    Candidate,
    Sample,
    cached_candidates,
    clone_candidates,
    first_candidates,
    listed_candidates,
    mentioned_candidates,
    spoken_candidates,
)
from gomigrate.resolve.wants import collect_wants
from gomigrate.world.base.outcome import Failure
from gomigrate.world.base.sidebyside import side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from gomigrate.gosource.platforms.platform import Platform
    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.legacy.inventory import Inventory, Used
    from gomigrate.model.resolution import Want
    from gomigrate.model.trees.tree import Tree
    from gomigrate.resolve.resolve import Resolver

WORKERS = 16

ROUNDS = (1, 2, 3, 6)
"""How many versions of a module are downloaded side by side, round after round: the first guess is often right."""


_Match = tuple[Said, Flaw | None, str]
"""The result of comparing one version: what is known of it, and the file, package or path."""


class Namer:
    """Finds versions by bytes. `limit` is the number of versions that are downloaded at most for one module;
    `is_strict`: not even marks of tools may differ."""

    def __init__(
        self,
        contents: Contents,
        resolver: Resolver,
        platforms: Sequence[Platform],
        *,
        limit: int = TRACED_VERSIONS,
        is_strict: bool = False,
    ) -> None:
        self._is_strict = is_strict
        self._contents = contents
        self._resolver = resolver
        self._platforms = platforms
        self._limit = limit

    def compare(
        self, used: Used, built: ModuleVersion, path: str
    ) -> tuple[Comparison, PackageCopy, PackageCopy] | None:
        """The legacy package beside that of the module imported as `path`, with both copies; None: not in it."""
        package = self._contents.package(built, path, used.import_path)
        tree = self._contents.tree(built)
        if package is None or isinstance(tree, tuple):
            return None
        return self._compare(used, package, tree)

    def _compare(self, used: Used, package: GoPackage, tree: Tree) -> tuple[Comparison, PackageCopy, PackageCopy]:
        legacy, module = legacy_copy(used), PackageCopy(package=package, tree=tree, clean=untouched)
        return compare(legacy, module, self._platforms, is_strict=self._is_strict), legacy, module

    def find(self, question: FilesQuestion) -> Provenance | None:
        """The version of one module; None where none of the compared versions has every package as it was."""
        return self.find_all((question,))[0].found

    def find_first(self, alternatives: Sequence[Sequence[FilesQuestion]]) -> tuple[SearchEnd, ...]:
        """For each module the answer to the first of its questions that has one: it may be searched for under several
        paths."""
        traces = [SearchEnd(found=None, attempts=())] * len(alternatives)
        for turn in range(max(map(len, alternatives), default=0)):
            going = [i for i, asked in enumerate(alternatives) if traces[i].found is None and turn < len(asked)]
            for i, trace in zip(going, self.find_all([alternatives[i][turn] for i in going]), strict=True):
                nearest = trace.nearest or traces[i].nearest
                attempts = (*traces[i].attempts, *trace.attempts)
                traces[i] = SearchEnd(found=trace.found, attempts=attempts, nearest=nearest)
        return tuple(traces)

    def find_all(self, questions: Sequence[FilesQuestion]) -> tuple[SearchEnd, ...]:
        """The versions of many modules, their downloads side by side."""
        searches = [self._search(question) for question in questions]
        going = searches
        for size in ROUNDS:
            batches = side_by_side(partial(FilesSearch.take, size=size), going, WORKERS)
            self._look_into(going, batches)
            going = [s for s, batch in zip(going, batches, strict=True) if batch and s.found is None]
        given_up = [s for s in searches if s.found is None]
        self._look_into(given_up, [s.at_hand() for s in given_up])
        return tuple(search.end() for search in searches)

    def _look_into(self, searches: Sequence[FilesSearch], batches: Sequence[Sequence[Candidate]]) -> None:
        self._contents.prefetch([s.module(c) for s, batch in zip(searches, batches, strict=True) for c in batch])
        for search, batch in zip(searches, batches, strict=True):
            self._judge(search, batch)

    def _search(self, question: FilesQuestion) -> FilesSearch:
        sample = self._sample(question)
        search = FilesSearch(question=question, sample=sample, sources=[], limit=self._limit)
        mentioned = partial(mentioned_candidates, self._resolver, sample)
        if question.is_again:
            search.sources = [mentioned]
            return search
        search.sources = [
            lambda: self._equal_in_clone(search, sample),
            lambda: spoken_candidates(self._resolver, sample),
            lambda: listed_candidates(self._resolver, sample),
            mentioned,
            lambda: cached_candidates(self._resolver, sample),
            lambda: first_candidates(self._resolver, sample),
        ]
        return search

    def _sample(self, question: FilesQuestion) -> Sample:
        files: dict[str, bytes] = {}
        for used in question.packages:
            copy = legacy_copy(used)
            below = used.import_path[len(question.path) :].strip("/")
            for name in built_sources(used.package, self._platforms):
                files[f"{below}/{name}" if below else name] = copy.read(name)
        return Sample(
            module_path=question.module_path,
            files=files,
            around=question.around or question.until,
            until=question.until,
            hint=question.hint,
            said=said_in(question.packages, question.path, files),
            mentioned=self._contents.mentioned(question.module_path),
        )

    def _equal_in_clone(self, search: FilesSearch, sample: Sample) -> tuple[Candidate, ...]:
        """Those of a clone's versions that make the same build: known without a download. A clone that git cannot
        read is passed over, for there are other sources."""
        try:
            candidates = clone_candidates(self._resolver, sample)
            equal = [(c.version, self._is_equal_in_clone(search.question, c)) for c in candidates]
        except WorldProblem as error:
            failure = Failure(Said.BROKEN, str(error))
            search.attempts.append(failure.attempt("clone", SourceKind.CLONE, sample.module_path))
            return ()
        search.equal_in_clone = [version for version, is_equal in equal if is_equal and not is_pseudo(version)]
        return tuple(c for c, (_, is_equal) in zip(candidates, equal, strict=True) if is_equal is not False)

    def _is_equal_in_clone(self, question: FilesQuestion, candidate: Candidate) -> bool | None:
        """Whether it makes the same build; None where a partial clone lacks the files: the zip has them."""
        assert candidate.tree is not None
        for used in question.packages:
            below = used.import_path[len(question.path) :].strip("/")
            folder = "/".join(part for part in (candidate.dir, below) if part)
            try:
                package = read_package(candidate.tree, folder, used.import_path)
                if package and package.faults:
                    return None
                if package is None or not self._compare(used, package, candidate.tree)[0].is_same_build:
                    return False
            except FileNotFoundError:
                return None
        return True

    def _judge(self, search: FilesSearch, batch: Sequence[Candidate]) -> None:
        """Compare with what was downloaded: the first that fits is the answer, others are mentioned."""
        found: list[tuple[Candidate, tuple[Comparison, ...]]] = []
        for candidate in batch:
            comparisons, (said, flaw, detail) = self._match(search, search.module(candidate))
            search.attempts.append(
                Attempt(
                    source=candidate.source,
                    kind=candidate.kind,
                    question=candidate.version,
                    said=said,
                    detail=detail,
                    flaw=flaw,
                )
            )
            if comparisons:
                found.append((candidate, comparisons))
        if found:
            # A release before a commit nearer in time: other modules ask for releases, so it is seldom raised.
            (best, comparisons), *others = sorted(found, key=lambda hit: is_pseudo(hit[0].version))
            also = dict.fromkeys((*(c.version for c, _ in others), *search.equal_in_clone))
            search.found = Provenance(
                path=search.question.path,
                module=search.module(best),
                source=best.source,
                comparisons=comparisons,
                commit=best.commit,
                time=best.time,
                also=tuple(version for version in also if version != best.version),
            )

    def _match(self, search: FilesSearch, module: ModuleVersion) -> tuple[tuple[Comparison, ...], _Match]:
        """(comparisons, result) if every package makes the same build; no comparisons where one does not."""
        question = search.question
        tree = self._contents.tree(module)
        if isinstance(tree, tuple):
            return (), (worst(tree), None, tree[-1].detail if tree else "")
        refusal = self._refusal(question, module)
        differing = () if refusal else _differing(search, tree)
        if differing:
            search.note(module, differing)
            refusal = _first_difference(search, tree, differing[0])
        if refusal:
            return (), refusal
        comparisons = []
        for used in question.packages:
            compared = self.compare(used, module, question.path) if is_inside(used.import_path, question.path) else None
            if compared is None:
                return (), (Said.LACKS, None, used.import_path)
            comparison = compared[0]
            if not comparison.is_same_build:
                search.note(module, tuple(f"{comparison.import_path}/{name}" for name in comparison.matters))
                return (), (Said.DIFFERS, None, f"{comparison.import_path}/{comparison.matters[0]}")
            comparisons.append(comparison)
        # Packages without a single file in common say nothing, whatever their builds leave out.
        if not any(c.equal for c in comparisons):
            return (), (Said.DIFFERS, Flaw.OTHER_FILES, "")
        return tuple(comparisons), (Said.FOUND, None, "")

    def _refusal(self, question: FilesQuestion, module: ModuleVersion) -> _Match | None:
        try:
            go_mod = self._contents.go_mod(module)
        except UnavailableError as error:
            return worst(error.attempts), Flaw.NO_GO_MOD, ""
        except ModFileError as error:
            return Said.BROKEN, Flaw.NO_GO_MOD, str(error)
        if question.module_path == question.path and go_mod.module != module.path:
            return Said.DIFFERS, Flaw.OTHER_PATH, go_mod.module
        if go_mod.go and go_version(go_mod.go) >= LANGUAGE_LIMIT:
            return Said.DIFFERS, Flaw.OTHER_LANGUAGE, go_mod.go
        return None


def _differing(search: FilesSearch, tree: Tree) -> tuple[str, ...]:
    """The built files of the legacy copy that the module lacks or has otherwise, as import paths with file names, but
    no more than tell that it is not near. This tells most versions apart without reading their packages."""
    found: list[str] = []
    for path, data in search.sample.files.items():
        try:
            is_same = marks_between(data, tree.read(path)) is not None  # the packages are compared more closely
        except OSError:
            is_same = False
        if not is_same:
            found.append(f"{search.question.path}/{path}")
        if len(found) > NEAR:
            break
    return tuple(found)


def _first_difference(search: FilesSearch, tree: Tree, path: str) -> _Match:
    """What the file that differs says: another one, or none since the module does not have the package."""
    package = path.rpartition("/")[0]
    folder = package.removeprefix(search.question.path).strip("/")
    if any(entry.name.endswith(".go") for entry in tree.entries(folder)):
        return Said.DIFFERS, None, path
    return Said.LACKS, None, package


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A vendored module that no lock describes; `provenance` None where none of the compared versions (`attempts`) has
    its files."""

    path: str
    packages: tuple[str, ...]
    provenance: Provenance | None
    attempts: tuple[Attempt, ...]


def name_vendored(
    inventory: Inventory, resolver: Resolver, contents: Contents, platforms: Sequence[Platform]
) -> tuple[Named, ...]:
    """The versions of the modules of a vendored tree for which no lock names a revision, by their files; sorted by
    path. Asks clones and the module sources, and downloads what they name; raises WorldProblem where those fail."""
    wants = [want for want in collect_wants(inventory).needed if not want.revision and _is_vendored(want)]
    date = inventory.project.date
    asked = [questions_of(want, resolver.places(want), around=date, until=date) for want in wants]
    traces = Namer(contents, resolver, platforms).find_first(asked)
    return tuple(
        Named(
            path=trace.found.path if trace.found else want.root,
            packages=tuple(used.import_path for used in want.packages),
            provenance=trace.found,
            attempts=trace.attempts,
        )
        for want, trace in zip(wants, traces, strict=True)
    )


def questions_of(
    want: Want, places: Iterable[tuple[str, str]], *, around: datetime | None, until: datetime | None
) -> tuple[FilesQuestion, ...]:
    """A question for each (import path, module path) under which a want's version may be found."""
    return tuple(
        FilesQuestion(
            path=path,
            module_path=module_path,
            packages=want.packages,
            around=around,
            until=until,
            hint=want.version_hint,
        )
        for path, module_path in places
    )


def _is_vendored(want: Want) -> bool:
    return any(used.origin is Origin.VENDOR for used in want.packages)
