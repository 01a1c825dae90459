"""The module version of each want. Sources are asked in a visible order, all wants side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.model.go import semver
from gomigrate.model.go.modpath import (
    check_path,
    match_path_major,
    path_major_prefix,
    prefixes,
    split_path_version,
)
from gomigrate.model.go.pseudo import (
    InvalidVersionError,
    is_pseudo,
    pseudo_rev,
    pseudo_time,
    pseudo_version,
    short_rev,
)
from gomigrate.model.modules import Attempt, Flaw, ModuleVersion, Proof, RevInfo, Said, SourceKind
from gomigrate.model.resolution import Resolution, Want
from gomigrate.resolve.inclone import ask_clone, declared_at
from gomigrate.resolve.moves import moved_to
from gomigrate.resolve.near import near
from gomigrate.scan.project.selfpath import module_path_of_source
from gomigrate.world.base.outcome import Failure, Found
from gomigrate.world.base.sidebyside import side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from gomigrate.resolve.clones import Clones
    from gomigrate.world.modules.source import ModuleSource

WORKERS = 64
"""How many threads ask: more than may ask one host, so that its questions do not delay those to another."""
FEW_RELEASES = 16
GUESSES = 8
"""How many possible names of a version are asked for at once: the first is often right."""
_HASH = re.compile(r"^[0-9a-f]{7,64}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The answers for one module path at one revision."""

    info: RevInfo | None
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class Resolver:
    """Asks the sources: `modules` (the module cache and GOPROXY) and the `clones` on this machine. It has no memory of
    its own."""

    modules: ModuleSource
    clones: Clones

    def resolve_all(self, wants: Sequence[Want], *, brings: bool = False) -> tuple[Resolution, ...]:
        """Every want's resolution, in the order of the wants. With `brings`, a version's download begins as soon as the
        version is known, while others are still asked for."""

        def resolve(want: Want) -> Resolution:
            resolution = self.resolve(want)
            if brings and resolution.module is not None:
                self.modules.begin((resolution.module,))
            return resolution

        return tuple(side_by_side(resolve, wants, WORKERS))

    def resolve(self, want: Want) -> Resolution:
        """One want: its root at its revision, a fork that the lock names, or a prefix that is the root."""
        attempts: list[Attempt] = []
        if not want.revision:
            nobody = Failure(Said.NO, flaw=Flaw.NO_REVISION).attempt("lock files", SourceKind.LOCK, "revision")
            return Resolution(want=want, path=want.root, module=None, attempts=(nobody,))
        for path, module_path in self.places(want):
            asked = self.ask(module_path, want.revision, time=want.time_hint, hint=want.version_hint)
            attempts += asked.attempts
            if asked.info is not None:
                return Resolution(
                    want=want,
                    path=path,
                    module=ModuleVersion(module_path, asked.info.version),
                    commit=asked.info.commit,
                    time=asked.info.time,
                    attempts=tuple(attempts),
                    proof=asked.info.proof,
                )
        return Resolution(want=want, path=want.root, module=None, attempts=tuple(attempts))

    def places(self, want: Want) -> Iterable[tuple[str, str]]:
        """(import path, module path to ask for). First the fork that the lock names, because upstream need not have the
        commit. Then what the vendored go.mod says, and a known new address. Where the root is not sure, every prefix of
        the import path."""
        fork = module_path_of_source(want.source, want.root)
        if fork:
            yield want.root, fork
        yield want.root, want.root
        if want.declared and not want.revision:
            yield want.root, want.declared
        unversioned, major, _ = split_path_version(want.root)
        if major.startswith("/"):
            yield unversioned, unversioned
        move = moved_to(want.root)
        if move is not None:
            yield move.old, move.new
        if not want.is_root_sure:
            longest = want.packages[0].import_path if want.packages else want.root
            for path in prefixes(longest):
                if path != want.root:
                    yield path, path

    def ask(self, path: str, revision: str, *, time: datetime | None = None, hint: str = "") -> Asked:
        """The version of module `path` at `revision`, from the first source that knows."""
        if check_path(path) is not None:
            refused = Failure(Said.REFUSED, flaw=Flaw.BAD_PATH).attempt("gomigrate", SourceKind.SETTINGS, path)
            return Asked(info=None, attempts=(refused,))
        attempts: list[Attempt] = []
        sources: tuple[Callable[[], tuple[RevInfo | None, tuple[Attempt, ...]]], ...] = (
            lambda: self._from_clone(path, revision),
            lambda: self._from_modules(path, revision),
            lambda: self._from_list(path, revision, time),
            lambda: self._from_hint(path, revision, hint),
        )
        for source in sources:
            info, tried = source()
            attempts += tried
            if info is not None:
                return Asked(info=info, attempts=tuple(attempts))
        return Asked(info=None, attempts=tuple(attempts))

    def _from_clone(self, path: str, revision: str) -> tuple[RevInfo | None, tuple[Attempt, ...]]:
        """From a clone, which knows commit time, tags and ancestry: the canonical version follows without a network."""
        tried: list[Attempt] = []
        for root, clone in self.clones.holding(path):
            try:
                answer = ask_clone(clone, root, path, revision)
            except WorldProblem as error:
                answer = Failure(Said.BROKEN, str(error))
            if isinstance(answer, RevInfo):
                return answer, (*tried, _found(f"clone {root}", SourceKind.CLONE, revision, answer.version))
            tried.append(answer.attempt(f"clone {root}", SourceKind.CLONE, revision))
        return None, tuple(tried)

    def declared_in_clone(self, path: str, commit: str) -> str:
        """The module path that the go.mod of a clone at this commit declares, "" where that is not known."""
        for root, clone in self.clones.holding(path):
            try:
                if root == path and commit and clone.commit(commit) is not None:
                    return declared_at(clone.tree(commit), "")
            except WorldProblem:
                continue
        return ""

    def _from_modules(self, path: str, revision: str) -> tuple[RevInfo | None, tuple[Attempt, ...]]:
        """From the module cache and GOPROXY, asked for the revision itself."""
        outcome = self.modules.info(path, revision)
        if not isinstance(outcome, Found):
            return None, outcome.attempts
        info: RevInfo = outcome.value
        flaw = None if _answers(info, revision) else Flaw.OTHER_COMMIT
        if flaw is None and not match_path_major(info.version, split_path_version(path)[1]):
            flaw = Flaw.OTHER_MAJOR
        if flaw is not None:
            *before, last = outcome.attempts
            return None, (*before, replace(last, said=Said.DIFFERS, detail=info.version, flaw=flaw))
        commit = info.commit or (revision if _HASH.match(revision) and len(revision) >= 40 else "")
        return RevInfo(version=info.version, time=info.time, commit=commit), outcome.attempts

    def _from_list(self, path: str, revision: str, time: datetime | None) -> tuple[RevInfo | None, tuple[Attempt, ...]]:
        """Where revisions are refused. The list may have the pseudo-version. Else the pseudo-version follows from a
        known commit time and the listed tags, and is asked for by its name."""
        if not _HASH.match(revision) or len(revision) < 12:
            return None, ()
        outcome = self.modules.versions(path)
        listed = outcome.value if isinstance(outcome, Found) else ()
        named = next((v for v in listed if is_pseudo(v) and pseudo_rev(v) == revision[:12]), "")
        if named and time is None:
            try:
                time = pseudo_time(named)
            except InvalidVersionError:
                named = ""
        tagged = self._tagged(path, revision, time, [v for v in listed if not is_pseudo(v)])
        if tagged is not None:
            return tagged, (_found("version list", SourceKind.VERSION_LIST, revision[:12], tagged.version),)
        if named:
            tried = _found("version list", SourceKind.VERSION_LIST, revision[:12], named)
            return RevInfo(version=named, time=time, commit=revision), (tried,)
        if time is None:
            unlisted = Failure(Said.NO if isinstance(outcome, Found) else outcome.said)
            return None, (unlisted.attempt("version list", SourceKind.VERSION_LIST, revision[:12]),)
        tried_all: list[Attempt] = []
        candidates = _candidates(path, revision, time, listed)
        for start in range(0, len(candidates), GUESSES):
            answers = self.modules.infos((path, candidate) for candidate in candidates[start : start + GUESSES])
            for answer in answers.values():
                tried_all += answer.attempts[-1:]
                if isinstance(answer, Found):
                    return RevInfo(version=answer.value.version, time=time, commit=revision), tuple(tried_all)
        return None, tuple(tried_all)

    def _tagged(self, path: str, revision: str, time: datetime | None, releases: Sequence[str]) -> RevInfo | None:
        """The highest listed release that is this commit: its origin says so, or it has the commit's time to the
        second. None where no origins are told and no time is known."""
        ordered = sorted(releases, key=semver.sort_key, reverse=True)
        if not ordered:
            return None
        if time is None:
            highest = self.modules.info(path, ordered[0])
            if not isinstance(highest, Found) or not highest.value.commit:
                return None
        answers = self.modules.infos((path, version) for version in self._around(path, ordered, time))
        for (_, version), answer in answers.items():
            if not isinstance(answer, Found):
                continue
            info: RevInfo = answer.value
            is_same = info.commit.startswith(revision) if info.commit else time is not None and info.time == time
            if is_same:
                proof = Proof.COMMIT if info.commit else Proof.SECOND
                return RevInfo(version=version, time=info.time, commit=info.commit or revision, proof=proof)
        return None

    def _around(self, path: str, ordered: Sequence[str], time: datetime | None) -> tuple[str, ...]:
        """Of many releases those published near that time, the highest first; all of them where there are few."""

        def time_of(version: str) -> datetime | None:
            answer = self.modules.info(path, version)
            return answer.value.time if isinstance(answer, Found) else None

        if time is None:
            return tuple(ordered[:FEW_RELEASES])
        about = near(ordered[::-1], time, time_of, all_of=FEW_RELEASES, reach=FEW_RELEASES // 2)
        return tuple(reversed(about))

    def _from_hint(self, path: str, revision: str, hint: str) -> tuple[RevInfo | None, tuple[Attempt, ...]]:
        """The release that the lock names beside the commit. It counts only where the commit cannot be asked for. If
        the proxy names the tag's commit, that must be the locked one."""
        if not hint or not semver.is_valid(hint) or semver.canonical(hint) != hint:
            return None, ()
        _, major, _ = split_path_version(path)
        version = hint if match_path_major(hint, major) else f"{hint}+incompatible"
        outcome = self.modules.info(path, version)
        if not isinstance(outcome, Found):
            return None, outcome.attempts
        info: RevInfo = outcome.value
        last = outcome.attempts[-1]
        if info.commit and _HASH.match(revision) and not info.commit.startswith(revision):
            other = replace(last, said=Said.DIFFERS, detail=info.commit[:12], flaw=Flaw.OTHER_COMMIT)
            return None, (other,)
        found = replace(last, flaw=None if info.commit else Flaw.UNPROVEN)
        proof = Proof.COMMIT if info.commit else Proof.LOCK
        return RevInfo(version=version, time=info.time, commit=info.commit, proof=proof), (found,)


def _candidates(path: str, revision: str, time: datetime, listed: Iterable[str]) -> tuple[str, ...]:
    """The pseudo-versions that this commit may have, the likeliest first: after each listed release of the last majors
    (the highest first), and without one."""
    major = path_major_prefix(split_path_version(path)[1])
    releases = sorted((v for v in listed if not is_pseudo(v)), key=semver.sort_key, reverse=True)
    rev = short_rev(revision)
    names = [pseudo_version(major, "", time, rev)]
    for release in releases:
        base = release.removesuffix("+incompatible")
        name = pseudo_version(major, base, time, rev)
        names.append(name + ("+incompatible" if release.endswith("+incompatible") else ""))
    return tuple(dict.fromkeys(names))[:24]


def _answers(info: RevInfo, revision: str) -> bool:
    """Whether an answer is about the revision that was asked for, as far as its version shows the commit."""
    if not _HASH.match(revision):
        return True
    if info.commit:
        return info.commit.startswith(revision) or revision.startswith(info.commit)
    return not is_pseudo(info.version) or pseudo_rev(info.version)[: len(revision)] == revision[:12]


def _found(source: str, kind: SourceKind, question: str, version: str) -> Attempt:
    return Attempt(source=source, kind=kind, question=question, said=Said.FOUND, detail=version)
