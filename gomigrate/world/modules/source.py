"""Everything that can be asked about a module, put to the places that may know in a fixed order, each only once a run.

A version's own data never changes: the module cache is asked first, then GOPROXY, whose proxies have our own cache in
front. What a commit is called does change when a tag is put on it; so GOPROXY comes first there, as in the go command,
and the module cache only where no other source answers. Zips come through the go command where there is one, since it
checks them against the checksum database.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, TypeVar

from gomigrate.model.go import pseudo, semver
from gomigrate.model.go.modpath import InvalidPathError, escape_path, escape_version, match_prefix_patterns
from gomigrate.model.modules import Attempt, Flaw, ModuleVersion, RevInfo, Said, SourceKind
from gomigrate.modfile.dirhash import hash_go_mod, hash_zip
from gomigrate.world.base.once import Once
from gomigrate.world.base.outcome import Failure, Found, ModuleQuestion, Outcome, Refused, Unanswered
from gomigrate.world.base.redact import first_line
from gomigrate.world.base.sidebyside import side_by_side
from gomigrate.world.disk.ziptree import BadZip, ZipTree
from gomigrate.world.go.gocmd import Downloaded
from gomigrate.world.modules.downloads import Downloads
from gomigrate.world.modules.facts import Facts
from gomigrate.world.modules.proxy import found_attempt
from gomigrate.world.modules.proxyanswers import BAD_ZIP, is_go_mod

if TYPE_CHECKING:
    from gomigrate.world.base.traffic import Traffic
    from gomigrate.world.go.gocmd import GoCommand
    from gomigrate.world.go.goenv import GoEnv
    from gomigrate.world.modules.cache import DiskCache
    from gomigrate.world.modules.modcache import ModCache
    from gomigrate.world.modules.proxy import ProxyChain, ProxySource

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
T = TypeVar("T")
ASKING = 64
"""So many threads ask: more than may ask one host, whose questions are not to hold those to another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The two go.sum hashes of a module version; `is_verified`: the go command has checked them against the checksum
    database (which GOSUMDB=off, GONOSUMDB and GOPRIVATE keep it from doing)."""

    zip: str
    go_mod: str
    is_verified: bool


class ModuleSource:
    """What the stages ask about modules. Safe to use from many threads; every answer is remembered for the run. `facts`
    are about what the modules hold."""

    def __init__(
        self,
        *,
        env: GoEnv,
        go: GoCommand | None,
        cache: DiskCache,
        modcache: ModCache,
        chain: ProxyChain,
        traffic: Traffic,
        facts: Facts | None = None,
        is_among_many: bool = False,
    ) -> None:
        self.facts = facts or Facts()
        self._env = env
        self._go = go
        self._cache = cache
        self._modcache = modcache
        self._chain = chain
        self._traffic = traffic
        self._infos: Once[tuple[str, str], Outcome[RevInfo]] = Once()
        self._lists: Once[str, Outcome[tuple[str, ...]]] = Once()
        self._latest: Once[str, Outcome[RevInfo]] = Once()
        self._go_mods: Once[ModuleVersion, Outcome[bytes]] = Once()
        self._zips: Once[ModuleVersion, Outcome[str]] = Once()
        self._trees: Once[ModuleVersion, Outcome[ZipTree]] = Once()
        self._downloads = (
            Downloads(
                go, modcache=modcache, first_asked=chain.first_asked, traffic=traffic, is_among_many=is_among_many
            )
            if go
            else None
        )
        self._unanswered: dict[tuple[str, str], Unanswered] = {}

    @property
    def remembering(self) -> frozenset[str]:
        """The names of the sources whose refusals are believed for a while; the others are asked each time."""
        return frozenset(source.name for source in self._chain.sources if source is not None and source.identity)

    @property
    def unanswered(self) -> tuple[Unanswered, ...]:
        """The questions without an answer, since a source that may know is out of order; sorted by module path."""
        return tuple(said for _, said in sorted(self._unanswered.items()))

    def info(self, path: str, rev: str) -> Outcome[RevInfo]:
        """Which version of the module a version, commit, tag or branch is, and its time."""
        return _unaskable(path, rev) or self._infos.get(
            (path, rev), lambda: self._noted(path, ModuleQuestion.INFO, self._find_info(path, rev))
        )

    def infos(self, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Outcome[RevInfo]]:
        """Many (path, rev) at once."""
        return _each(lambda one: self.info(*one), asked)

    def versions(self, path: str) -> Outcome[tuple[str, ...]]:
        """The list of versions, sorted; with the pseudo-versions that some proxies list. It may be empty."""
        return _unaskable(path) or self._lists.get(
            path, lambda: self._noted(path, ModuleQuestion.LIST, self._find_versions(path))
        )

    def versions_here(self, path: str) -> tuple[str, ...]:
        """The versions that lie in the module cache, sorted: to read them costs no download. Whether their zips are
        whole shows when they are read."""
        versions = () if _unaskable(path) else self._modcache.versions(path)
        return tuple(v for v in versions if self._modcache.has(ModuleVersion(path, v)))

    def latest(self, path: str) -> Outcome[RevInfo]:
        """The version for the query "latest": the highest release, else the highest pre-release, else what the proxy
        takes for it (https://go.dev/ref/mod#version-queries). Retractions are not looked at."""
        return _unaskable(path) or self._latest.get(
            path, lambda: self._noted(path, ModuleQuestion.LATEST, self._find_latest(path))
        )

    def go_mod(self, mod: ModuleVersion) -> Outcome[bytes]:
        """The text of the version's go.mod; for a module without one, the line that Go makes up."""
        return _unaskable(mod.path, mod.version) or self._go_mods.get(
            mod, lambda: self._noted(mod.path, ModuleQuestion.GO_MOD, self._find_go_mod(mod))
        )

    def go_mods(self, mods: Iterable[ModuleVersion]) -> dict[ModuleVersion, Outcome[bytes]]:
        """The go.mod files of many versions at once."""
        return _each(self.go_mod, mods)

    def zip_tree(self, mod: ModuleVersion) -> Outcome[ZipTree]:
        """The module's files, one tree for all. Raises WorldProblem only where the disk does not take the zip."""
        return self._trees.get(mod, lambda: self._open(mod))

    def zip_trees(self, mods: Iterable[ModuleVersion]) -> dict[ModuleVersion, Outcome[ZipTree]]:
        """The files of many versions at once."""
        wanted = list(dict.fromkeys(mods))
        self.prefetch(wanted)
        return _each(self.zip_tree, wanted)

    def sums(self, mod: ModuleVersion) -> Outcome[Sums]:
        """The hashes for go.sum."""
        tree = self.zip_tree(mod)
        if isinstance(tree, Refused):
            return tree
        found = self._zip(mod)
        assert isinstance(found, Found)
        downloaded = self._downloaded(mod)
        if downloaded and downloaded.sum and downloaded.go_mod_sum:
            is_verified = self.has_sum_database(mod.path)
            sums = Sums(zip=downloaded.sum, go_mod=downloaded.go_mod_sum, is_verified=is_verified)
            return Found(sums, found.source, found.attempts)
        go_mod = self.go_mod(mod)
        if isinstance(go_mod, Refused):
            return go_mod
        try:
            with zipfile.ZipFile(found.value) as archive:
                zip_sum = hash_zip(archive.namelist(), archive.read)
        except BAD_ZIP:
            failure = Failure(Said.REFUSED, flaw=Flaw.DAMAGED_ZIP)
            return Refused((failure.attempt(found.source, found.attempts[-1].kind, f"{mod} (.zip)"),))
        sums = Sums(zip=zip_sum, go_mod=hash_go_mod(go_mod.value), is_verified=False)
        return Found(sums, found.source, found.attempts)

    def asks_version_control(self, path: str) -> bool:
        """Whether version control itself is asked about the module `path`, where the proxies have nothing."""
        return self._chain.asks_version_control(path)

    def has_sum_database(self, path: str) -> bool:
        """Whether the settings let the go command check this module against a checksum database."""
        is_insecure = "-insecure" in self._env.goflags.replace("--", "-").split()
        is_exempt = match_prefix_patterns(self._env.gonosumdb, path)
        return self._go is not None and self._env.gosumdb != "off" and not is_exempt and not is_insecure

    def prefetch(self, mods: Iterable[ModuleVersion]) -> None:
        """Bring many versions here at once, so that what is asked about them next is answered from the disk."""
        wanted = [mod for mod in dict.fromkeys(mods) if mod.version]
        if self._downloads:
            self._downloads.wait(wanted)
        else:
            _each(self._zip, wanted)
            self.go_mods(wanted)

    def begin(self, mods: Iterable[ModuleVersion]) -> None:
        """Where there is a go command: start the downloads of these versions, without waiting for them."""
        if self._downloads:
            self._downloads.begin(mod for mod in mods if mod.version)

    @property
    def brought(self) -> dict[ModuleVersion, int]:
        """The versions that the go command was made to put into the module cache, with the sizes of their zips."""
        return self._downloads.brought if self._downloads else {}

    def _downloaded(self, mod: ModuleVersion) -> Downloaded | None:
        answer = self._downloads.wait([mod])[mod] if self._downloads else None
        return answer if isinstance(answer, Downloaded) else None

    def _open(self, mod: ModuleVersion) -> Outcome[ZipTree]:
        found = self._zip(mod)
        if isinstance(found, Refused):
            return found
        downloaded = self._downloaded(mod)
        checked = downloaded.sum if downloaded else ""
        try:
            return Found(ZipTree(found.value, f"{mod}/", h1=checked), found.source, found.attempts)
        except OSError as error:
            flaw = Flaw.NO_ZIP if isinstance(error, BadZip) else None
            failure = Failure(Said.REFUSED, error.strerror or type(error).__name__, flaw)
            return Refused((failure.attempt(found.source, found.attempts[-1].kind, f"{mod} (.zip)"),))

    def _noted(self, path: str, question: ModuleQuestion, outcome: Outcome[T]) -> Outcome[T]:
        """The outcome, with a note of it where it says nothing."""
        if isinstance(outcome, Refused) and outcome.said.is_unknown:
            sick = next(attempt for attempt in reversed(outcome.attempts) if attempt.said.is_unknown)
            self._unanswered[path, sick.question] = Unanswered(path=path, question=question, attempt=sick)
        return outcome

    def _zip(self, mod: ModuleVersion) -> Outcome[str]:
        return _unaskable(mod.path, mod.version) or self._zips.get(
            mod, lambda: self._noted(mod.path, ModuleQuestion.ZIP, self._find_zip(mod))
        )

    def _find_info(self, path: str, rev: str) -> Outcome[RevInfo]:
        is_version = bool(rev) and semver.canonical(rev) == rev
        if is_version:
            cached = self._modcache.info(path, rev)
            if cached is not None:
                return self._cached(cached, _question(path, rev))
        outcome = self._chain.ask(path, _question(path, rev), lambda source: source.info(path, rev))
        cached = self._modcache.info(path, rev) if isinstance(outcome, Refused) and not is_version else None
        return self._cached(cached, _question(path, rev), outcome.attempts) if cached else outcome

    def _cached(self, value: T, question: str, before: tuple[Attempt, ...] = ()) -> Found[T]:
        """What the module cache answers, after these sources had no answer."""
        self._traffic.remember()
        name = self._modcache.name
        return Found(value, name, (*before, found_attempt(name, SourceKind.MODULE_CACHE, question, value)))

    def _find_versions(self, path: str) -> Outcome[tuple[str, ...]]:
        question = f"{path} (versions)"
        outcome = self._chain.ask(path, question, lambda source: source.versions(path))
        if isinstance(outcome, Refused):
            known = self._modcache.versions(path)
            if known:
                return self._cached(known, question, outcome.attempts)
        return outcome

    def _find_latest(self, path: str) -> Outcome[RevInfo]:
        listed = self.versions(path)
        if isinstance(listed, Refused) and not listed.is_no:
            return listed
        tagged = [v for v in listed.value if not pseudo.is_pseudo(v)] if isinstance(listed, Found) else []
        best = self._highest(path, [v for v in tagged if semver.is_release(v)]) or self._highest(path, tagged)
        if best:
            return self.info(path, best)
        return self._chain.ask(path, _question(path, "latest"), lambda source: source.latest(path))

    def _highest(self, path: str, versions: Sequence[str]) -> str:
        """The highest; an +incompatible one only where the highest compatible version has no go.mod of its own."""
        compatible = [v for v in versions if semver.build(v) != semver.INCOMPATIBLE]
        best_compatible = max(compatible, key=semver.sort_key, default="")
        if best_compatible and len(compatible) < len(versions):
            go_mod = self.go_mod(ModuleVersion(path, best_compatible))
            if isinstance(go_mod, Found) and go_mod.value.strip() != f"module {path}".encode():
                return best_compatible
        return max(versions, key=semver.sort_key, default="")

    def _find_go_mod(self, mod: ModuleVersion) -> Outcome[bytes]:
        question = f"{mod} (.mod)"
        cached = self._modcache.go_mod(mod)
        if cached is not None and not is_go_mod(cached):
            # The go command keeps whatever a proxy sends, a page of a login too.
            outcome = self._chain.ask(mod.path, question, lambda source: source.go_mod(mod))
            if isinstance(outcome, Refused):
                return outcome
            failure = Failure(Said.BROKEN, flaw=Flaw.NO_GO_MOD)
            return Refused((failure.attempt(self._modcache.name, SourceKind.MODULE_CACHE, question),))
        if cached is not None:
            return self._cached(cached, question)
        return self._chain.ask(mod.path, question, lambda source: source.go_mod(mod))

    def _find_zip(self, mod: ModuleVersion) -> Outcome[str]:
        if self._downloads:
            return self._find_zip_with_go(mod, self._downloads.wait([mod])[mod])
        # Without its .info file a version is of no use to the go command, which then refuses `go list -m all`.
        info = self.info(mod.path, mod.version)
        if isinstance(info, Refused):
            return info
        cached = self._modcache.zip(mod)
        if cached is not None:
            return self._cached(cached, f"{mod} (.zip)")
        return self._chain.ask(mod.path, f"{mod} (.zip)", lambda source: self._save_zip(source, mod))

    def _save_zip(self, source: ProxySource, mod: ModuleVersion) -> str | Failure:
        name = f"{mod.version}.zip"
        if not source.identity:
            return self._fetch_zip(source, mod, name)
        kept = self._cache.file(source.identity, mod.path, name)
        if kept is not None:
            return kept
        with self._cache.turn(source.identity, mod.path, name):
            return self._cache.file(source.identity, mod.path, name) or self._fetch_zip(source, mod, name)

    def _fetch_zip(self, source: ProxySource, mod: ModuleVersion, name: str) -> str | Failure:
        failure: Failure | None = None

        def fill(file: IO[bytes]) -> bool:
            nonlocal failure
            failure = source.zip(mod, file)
            return failure is None

        # A folder's own zip is copied too, since it may be rewritten while we read it; but not believed the next time.
        kept = self._cache.keep_file(source.folder, mod.path, name, fill)
        return failure or kept or Failure(Said.BROKEN)

    def _find_zip_with_go(self, mod: ModuleVersion, answer: Downloaded | Failure) -> Outcome[str]:
        question = f"{mod} (.zip)"
        if isinstance(answer, Downloaded):
            name = "go mod download"
            return Found(answer.zip, name, (found_attempt(name, SourceKind.GO, question, answer.zip),))
        answer = self._but_for_info(mod, self._chain.weighed(mod.path, self._clear(mod, answer)))
        place = f"go mod download ({self._chain.asked(mod.path)})"
        attempt = answer.attempt(place, answer.by or SourceKind.GO, question)
        # What the go command holds to be forged must not come in by another door; what it has no .info file for, it
        # could not list. So this is for a checksum database that is out of reach.
        is_forged = answer.said is Said.FORGED
        is_listable = not is_forged and self._modcache.info(mod.path, mod.version) is not None
        cached = self._modcache.zip(mod) if is_listable else None
        return Refused((attempt,)) if cached is None else self._cached(cached, question, (attempt,))

    def _but_for_info(self, mod: ModuleVersion, failure: Failure) -> Failure:
        """The failure; one that is about nothing but the .info file says so: `go build` does without, `go mod download`
        and `go list -m all` do not."""
        if failure.said not in {Said.NO, Said.REFUSED} or isinstance(self.info(mod.path, mod.version), Found):
            return failure
        if not isinstance(self.go_mod(mod), Found) or self._served(mod) is not None:
            return failure
        return Failure(Said.REFUSED, flaw=Flaw.WITHOUT_INFO, by=failure.by)

    def _served(self, mod: ModuleVersion) -> Said | None:
        """None where our own client gets the zip, which is thrown away; else what was said."""

        def fetch(source: ProxySource) -> Failure | bool:
            with tempfile.TemporaryFile() as file:
                return source.zip(mod, file) or True

        outcome = self._chain.ask(mod.path, f"{mod} (.zip)", fetch)
        return outcome.said if isinstance(outcome, Refused) else None

    def _clear(self, mod: ModuleVersion, failure: Failure) -> Failure:
        """What the go command could not make clear, by asking ourselves: a zip that anybody can have, and which the go
        command refuses, is refused; else the failure is what our own client met. Its zip is thrown away."""
        if failure.said is not Said.UNCLEAR:
            return failure
        return Failure(self._served(mod) or Said.REFUSED, failure.detail)


def _each(ask: Callable[[K], V], keys: Iterable[K]) -> dict[K, V]:
    wanted = list(dict.fromkeys(keys))
    return dict(zip(wanted, side_by_side(ask, wanted, ASKING), strict=True))


def _unaskable(path: str, version: str | None = None) -> Refused | None:
    """A refusal for names that no proxy and no cache can have, before anybody is asked."""
    try:
        escape_path(path)
        if version is not None:
            escape_version(version)
    except InvalidPathError as error:
        question = path if version is None else _question(path, version)
        failure = Failure(Said.REFUSED, str(error), Flaw.BAD_PATH)
        return Refused((failure.attempt("gomigrate", SourceKind.SETTINGS, first_line(question)),))
    return None


def _question(path: str, rev: str) -> str:
    return f"{path}@{rev}"
