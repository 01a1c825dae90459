"""What the bytes of kept copies show: their version, or what was changed in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.decision import Differs, Taken, Unsourced, WithoutChanges
from gomigrate.model.go.pseudo import placeholder_version
from gomigrate.model.legacy.inventory import Origin
from gomigrate.model.plan import Likeness
from gomigrate.model.trees.tree import read_or_nothing
from gomigrate.modfile.gomod import ModFileError, parse
from gomigrate.plan.decide.answers import answers_of
from gomigrate.plan.decide.identify import Namer, questions_of
from gomigrate.plan.decide.patch import patch_of
from gomigrate.plan.decide.search import FilesQuestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from gomigrate.model.resolution import Resolution
    from gomigrate.modfile.gomod import GoMod
    from gomigrate.plan.decide.choice import Choice
    from gomigrate.plan.decide.compare import Comparison
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.decide.search import Provenance, SearchEnd
    from gomigrate.resolve.resolve import Resolver


class CopyExaminer:
    """Compares kept copies with the versions of their modules. `date` is that of the project's commit; `patched` as in
    Policy."""

    def __init__(
        self, namer: Namer, contents: Contents, resolver: Resolver, *, date: datetime | None, patched: str
    ) -> None:
        self._namer = namer
        self._contents = contents
        self._resolver = resolver
        self._date = date
        self._patched = patched

    def name_copies(self, chosen: list[tuple[Choice, ...]]) -> None:
        """Replace copies by the version that has their bytes. Where the true version is known and only cannot be
        downloaded, another one would move the pin, so that copy stays. So does one beside nested modules, whose
        packages another version may have in the main one."""
        self._contents.vendored += (mod for choices in chosen for choice in choices for mod in _vendored(choice))
        self._name(chosen)
        self._name(chosen, is_again=True)

    def _name(self, chosen: list[tuple[Choice, ...]], *, is_again: bool = False) -> None:
        copies = [i for i, choices in enumerate(chosen) if len(choices) == 1 and _is_nameable(choices[0])]
        if is_again:
            copies = [i for i in copies if self._is_mentioned_anew(chosen[i][0])]
        asked = [[replace(q, is_again=is_again) for q in self._questions(chosen[i][0])] for i in copies]
        traces = self._namer.find_first(asked)
        by_path: dict[str, list[tuple[int, Provenance]]] = {}
        for i, trace in zip(copies, traces, strict=True):
            chosen[i] = (_looked_for(chosen[i][0], trace),)
            if trace.found is not None:
                by_path.setdefault(trace.found.path, []).append((i, trace.found))
        settled = {c.path: c.built for i, choices in enumerate(chosen) if i not in copies for c in choices}
        for path, named in by_path.items():
            for i, provenance in self._agreed(named, chosen):
                if settled.get(path, provenance.module) == provenance.module:
                    chosen[i] = (self._named(chosen[i][0], provenance),)

    def _is_mentioned_anew(self, copy: Choice) -> bool:
        """Whether other modules require versions that were not compared; their go.mod may have been read since."""
        tried = {attempt.question for attempt in copy.attempts}
        named = (v for question in self._questions(copy) for v in self._contents.mentioned(question.module_path))
        return any(version not in tried for version in named)

    def _agreed(
        self, named: Sequence[tuple[int, Provenance]], chosen: Sequence[tuple[Choice, ...]]
    ) -> Sequence[tuple[int, Provenance]]:
        """One version for wants that turned out to be one module, where the root of a repository was guessed. If each
        gave another version, it is the one with the packages of all, else none."""
        first = named[0][1]
        if all(provenance.module == first.module for _, provenance in named):
            return named
        packages = tuple(used for i, _ in named for used in chosen[i][0].packages)
        question = FilesQuestion(
            path=first.path, module_path=first.module.path, packages=packages, around=self._date, until=self._date
        )
        provenance = self._namer.find(question)
        return [(i, provenance) for i, _ in named] if provenance else ()

    def _questions(self, copy: Choice) -> tuple[FilesQuestion, ...]:
        resolution = copy.resolution
        assert resolution is not None
        want, module = resolution.want, resolution.module
        places = ((copy.path, module.path),) if module else self._resolver.places(want)
        around = resolution.time or want.time_hint or self._date
        return questions_of(replace(want, packages=copy.packages), places, around=around, until=self._date)

    def _named(self, copy: Choice, provenance: Provenance) -> Choice:
        """The choice of the version that the bytes showed."""
        assert copy.resolution is not None
        want = copy.resolution.want
        resolution = replace(
            copy.resolution,
            path=provenance.path,
            module=provenance.module,
            commit=provenance.commit,
            time=provenance.time,
        )
        is_contradicted = copy.resolution.module is not None
        reason = replace(
            provenance.same_files(is_vendored=copy.packages[0].origin is Origin.VENDOR),
            locked=want.revision,
            is_checkout=want.is_from_checkout,
            asked=None if is_contradicted else answers_of(copy.resolution.attempts),
        )
        return _taken(copy, resolution, reason, provenance.comparisons)

    def with_patch(self, choice: Choice) -> Choice:
        """A copy with its differences from upstream, as the policy decides about them."""
        resolution = choice.resolution
        if not choice.is_copy or resolution is None or resolution.module is None or not choice.comparisons:
            return choice
        module = resolution.module
        compared = [self._namer.compare(used, module, choice.path) for used in choice.packages]
        patch = patch_of(item for item in compared if item is not None)
        is_complete = not any(c.likeness is Likeness.FOREIGN for c in choice.comparisons)
        if self._patched == "upstream" and is_complete:
            unchanged = WithoutChanges(added=patch.added, removed=patch.removed, files=patch.files)
            return _taken(choice, resolution, unchanged, choice.comparisons)
        reason = choice.reason
        if isinstance(reason, Differs) and patch.files and is_complete:
            reason = replace(reason, added=patch.added, removed=patch.removed)
        return replace(choice, reason=reason, patch=patch, is_refused=self._patched == "fail")


def _taken(copy: Choice, resolution: Resolution, reason: Taken, comparisons: Sequence[Comparison]) -> Choice:
    """The resolution's module instead of the copy."""
    module = resolution.module
    assert module is not None
    return replace(
        copy,
        path=resolution.path,
        version=placeholder_version(resolution.path) if resolution.is_fork else module.version,
        built=module,
        reason=reason,
        resolution=resolution,
        comparisons=tuple(comparisons),
    )


def _looked_for(copy: Choice, trace: SearchEnd) -> Choice:
    """The copy with what it was compared with, and its number in the reason where nothing else is known of it."""
    resolution = copy.resolution
    assert resolution is not None
    attempts = (*copy.attempts, *trace.attempts)
    reason = copy.reason
    if isinstance(reason, Unsourced) and trace.found is None:
        reason = replace(reason, compared=reason.compared + len(trace.attempts))
        if trace.nearest and (reason.nearest is None or len(trace.nearest.files) < len(reason.differing)):
            reason = replace(reason, nearest=trace.nearest.module, differing=trace.nearest.files)
    return replace(copy, reason=reason, attempts=attempts, resolution=replace(resolution, attempts=attempts))


def _vendored(choice: Choice) -> Iterator[GoMod]:
    """The go.mod of the legacy build's copy, if it has one at the module's root that can be read."""
    for used in choice.packages[:1]:
        below = used.import_path[len(choice.path) :]
        data = read_or_nothing(used.tree, f"{used.dir.removesuffix(below)}/go.mod") if used.dir.endswith(below) else b""
        try:
            yield parse(data, lax=True)
        except ModFileError:
            continue


def _is_nameable(choice: Choice) -> bool:
    """A copy without a known version, or whose bytes contradict the lock."""
    resolution = choice.resolution
    return choice.is_copy and resolution is not None and (resolution.module is None or bool(choice.comparisons))
