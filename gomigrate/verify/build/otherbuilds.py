"""Which further builds use other files than the first one: other platforms, sets of build tags, no cgo.

A file that no listed build takes is compared by its bytes. A package whose whole folder is the same before and after is
the same in any build. So the go command lists another build only for packages that differ, that are the project's own,
or that import packages which were not listed yet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING

from gomigrate.gosource.headers.header import scan_header, scan_other
from gomigrate.gosource.platforms.platform import KNOWN_PLATFORMS, Platform
from gomigrate.gosource.platforms.syslist import KNOWN_ARCH, KNOWN_OS
from gomigrate.model.codes import finding
from gomigrate.model.errors import WorldProblem
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.go.constraint import evaluate
from gomigrate.model.go.constraint import tags as tags_of
from gomigrate.model.go.gopackage import GoFile
from gomigrate.model.go.modpath import is_inside
from gomigrate.scan.build.stdlib import FIRST_ELEMENTS
from gomigrate.scan.buildfiles import documents_in
from gomigrate.scripts.targets import RACE, Target, targets
from gomigrate.verify.build.asking import has_folder, read_absolute
from gomigrate.verify.build.configuration import Configuration
from gomigrate.world.disk.trees import subtree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from gomigrate.model.gaps import Told
    from gomigrate.model.go.constraint import Constraint
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch
    from gomigrate.verify.build.packages import Digests, PackageFolder, Packages
    from gomigrate.world.go.gocmd import GoCommand
    from gomigrate.world.world import World

OTHER_RELEASE = "GM329"
MOST = 16
"""The most builds that are listed besides those that were asked for."""

# Tags that no build sets, by custom: a file with one is run by its name, or holds imports for `go mod tidy` alone.
_NEVER = frozenset(("ignore", "ignored", "tools", "tool", "generate", "gen", "never", "none", "exclude"))
_KNOWN = KNOWN_OS | KNOWN_ARCH | _NEVER | {"unix", "gc", "gccgo", "cgo", "msan", "asan"}
_RELEASE = re.compile(r"go1\.(\d+)")
_FIRST = ("linux/amd64", "windows/amd64", "darwin/amd64", "linux/arm64", "linux/386", "linux/arm", "freebsd/amd64")
_WITH_RACE = frozenset(
    ("linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "freebsd/amd64", "linux/ppc64le")
)
_MOST_TAGS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is known of a project's builds: the module path, the targets of its build files, the host's platform, the
    platforms that the go command knows, and its minor release. It also has functions that read a file by its absolute
    place and tell whether a folder is there."""

    project: str
    host: str
    targets: Sequence[Target] = ()
    platforms: frozenset[str]
    go_minor: int
    read: Callable[[str], bytes]
    has_folder: Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherBuilds:
    """The further builds to list, and what to report: builds that are too many, and files that differ and that only
    another release of Go uses."""

    builds: tuple[Configuration, ...] = ()
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _LeftOut:
    """A file that the builds listed so far leave out: `is_own` one of the project, `differs`: not the same on both
    sides; `is_new`: only the state after has one of its name; `brings`: it imports what was not listed yet."""

    package: str
    name: str
    constraint: Constraint | None
    is_own: bool
    differs: bool
    is_new: bool
    brings: bool


def ask_of(world: World, go: GoCommand, branch: VerifiedBranch) -> Ask:
    """What is known of a branch's builds. Raises OSError where a build file of the state before cannot be read."""
    tree = subtree(branch.before, branch.repository.prefix) if branch.before else branch.tree
    release = _RELEASE.match(go.version)
    return Ask(
        project=branch.module,
        host=f"{world.go_env.goos}/{world.go_env.goarch}",
        targets=targets(documents_in(tree)),
        platforms=known_platforms(go),
        go_minor=int(release[1]) if release else 0,
        read=read_absolute,
        has_folder=has_folder,
    )


def known_platforms(go: GoCommand) -> frozenset[str]:
    """The platforms that the go command builds for."""
    try:
        return go.platforms()
    except WorldProblem:  # a packaged go command without its tools
        return frozenset(f"{goos}/{goarch}" for goos, goarch in KNOWN_PLATFORMS)


def other_builds(
    listed: Sequence[tuple[Packages, Packages]], known: Sequence[Configuration], ask: Ask, digests: Digests
) -> OtherBuilds:
    """The builds to list besides the `known` ones, whose packages before and after are `listed`, in the same order."""
    files = tuple(_left_out(listed, ask, digests))
    chooser = _Choosing(ask=ask, chosen=[*known])
    mentioned = frozenset[str]().union(*(tags_of(file.constraint) for file in files))
    for target in ask.targets:
        if mentioned.intersection(target.tags) - _KNOWN:
            chooser.add(target)
    old = []
    for file in files:
        is_asked_by_it_alone = file.brings and not file.differs and _custom(file.constraint)
        if not file.is_own and (file.is_new or is_asked_by_it_alone):
            # What a vendor tree lacks that the module has, and a tag that a dependency knows, count where the project
            # builds with them.
            chooser.choose_target(file.constraint)
        elif not (file.is_own or file.differs or file.brings):
            continue
        elif not chooser.choose(file.constraint) and file.differs and chooser.is_of_other_release(file.constraint):
            old.append(f"{file.package}: {file.name}")
    found = chooser.chosen[len(known) :]
    told: list[Told] = []
    if found[MOST:]:
        told.append(Unchecked(what=Gap.PLATFORMS, names=tuple(map(str, found[MOST:]))))
    if old:
        told.append(finding(OTHER_RELEASE, evidence=tuple(sorted(set(old))), files=len(set(old))))
    return OtherBuilds(builds=tuple(found[:MOST]), told=tuple(told))


def _left_out(listed: Sequence[tuple[Packages, Packages]], ask: Ask, digests: Digests) -> Iterator[_LeftOut]:
    """The files of all packages that both sides have, and that no listed build compiles."""
    reached = frozenset(path for then, now in listed for path in (*then.copies, *now.copies))
    seen: set[str] = set()
    for then, now in listed:
        for path in sorted((then.copies.keys() & now.copies.keys()) - seen):
            seen.add(path)
            yield from _of_package(path, (then.copies[path], now.copies[path]), reached, ask, digests)


def _of_package(
    path: str,
    sides: tuple[Sequence[PackageFolder], Sequence[PackageFolder]],
    reached: frozenset[str],
    ask: Ask,
    digests: Digests,
) -> Iterator[_LeftOut]:
    is_own = is_inside(path, ask.project)
    clauses = {copy.name for copies in sides for copy in copies}
    left = [
        {(name, digests.of(f"{copy.folder}/{name}")): copy.folder for copy in copies for name in copy.ignored}
        for copies in sides
    ]
    taken = [{file for copy in copies for file in copy.files} for copies in sides]
    for number, other in enumerate((1, 0)):
        others = taken[other] | left[other].keys()
        names = {name for name, _ in others}
        for (name, digest), folder in sorted(left[number].items()):
            is_seen = number == 1 and (name, digest) in left[0]
            if is_seen or (name.endswith("_test.go") and not is_own):
                continue
            header = _header(name, f"{folder}/{name}", ask.read)
            if header is None or (header.package and header.package.removesuffix("_test") not in clauses):
                continue  # not to be read, or a program of its own beside the package
            top = folder.removesuffix(path)
            yield _LeftOut(
                package=path,
                name=name,
                constraint=header.constraint,
                is_own=is_own,
                differs=(name, digest) not in others,
                is_new=number == 1 and name not in names,
                brings=any(_brings(i.path, top, reached, ask) for i in header.imports),
            )


def _header(name: str, place: str, read: Callable[[str], bytes]) -> GoFile | None:
    try:
        data = read(place)
    except OSError:
        return None
    return scan_header(name, data) if name.endswith(".go") else GoFile(name=name, constraint=scan_other(name, data))


def _brings(path: str, top: str, reached: frozenset[str], ask: Ask) -> bool:
    """Whether an import leads to a package that no listed build has and that lies beside the importer's."""
    if path in reached or path == "C" or path.partition("/")[0] in FIRST_ELEMENTS:
        return False
    return ask.has_folder(f"{top}{path}")


def _custom(constraint: Constraint | None) -> list[str]:
    """The tags of a constraint that are only set on request."""
    return sorted(tag for tag in tags_of(constraint) - _KNOWN if not _RELEASE.fullmatch(tag))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choosing:
    """Chooses builds that take files; `chosen` grows."""

    ask: Ask
    chosen: list[Configuration]

    def add(self, target: Target) -> None:
        """What a build file builds, if the go command builds for its platform."""
        platform = self.platform_of(target)
        build = Configuration(platform=platform, tags=tuple(sorted(set(target.tags) - _KNOWN)))
        if platform in self.ask.platforms and build not in self.chosen and self._can(build):
            self.chosen.append(build)

    def platform_of(self, target: Target) -> str:
        """The platform of a target: what it leaves open is the host's, or the commonest that fits."""
        host = tuple(self.ask.host.split("/"))
        wanted = (target.goos or host[0], target.goarch or host[1])
        if "/".join(wanted) in self.ask.platforms or (target.goos and target.goarch):
            return "/".join(wanted)
        fits = (p for p in self._platforms() if (target.goos or target.goarch) in p.split("/"))
        return next(fits, self.ask.host)

    def choose(self, constraint: Constraint | None) -> bool:
        """Choose a build that takes a file with this constraint, unless a chosen one does; whether there is any."""
        if any(self._takes(build, constraint) for build in self.chosen):
            return True
        build = next((b for b in self._builds(constraint) if self._takes(b, constraint)), None)
        if build is not None:
            self.chosen.append(build)
        return build is not None

    def choose_target(self, constraint: Constraint | None) -> None:
        """Choose those of the build files' targets that take a file with this constraint."""
        for target in self.ask.targets:
            build = Configuration(platform=self.platform_of(target), tags=target.tags)
            if self._takes(build, constraint):
                self.add(target)

    def is_of_other_release(self, constraint: Constraint | None) -> bool:
        """Whether a build of another release of Go takes the file, on any platform."""
        named = [int(match[1]) for tag in tags_of(constraint) if (match := _RELEASE.fullmatch(tag))]
        releases = {number for minor in named for number in (minor, minor - 1)} - {self.ask.go_minor}
        builds = self._builds(constraint)
        return any(self._takes(build, constraint, release) for build in builds for release in releases)

    def _builds(self, constraint: Constraint | None) -> Iterator[Configuration]:
        """The builds that a constraint may apply to: those with few tags first, then the host and common platforms."""
        custom = _custom(constraint)
        counts = range(len(custom) + 1) if len(custom) <= _MOST_TAGS else (0, 1, len(custom))
        sets = [tags for count in counts for tags in combinations(custom, count)]
        for tags, is_cgo, platform in product(sets, (True, False), self._platforms()):
            build = Configuration(platform=platform, tags=tags, is_cgo=is_cgo)
            if self._can(build):
                yield build

    def _platforms(self) -> Iterable[str]:
        named = [f"{t.goos}/{t.goarch}" for t in self.ask.targets]
        first = [p for p in (self.ask.host, *named, *_FIRST) if p in self.ask.platforms]
        return dict.fromkeys((*first, *sorted(self.ask.platforms)))

    def _can(self, build: Configuration) -> bool:
        return RACE not in build.tags or (build.is_cgo and build.platform in _WITH_RACE)

    def _takes(self, build: Configuration, constraint: Constraint | None, release: int = 0) -> bool:
        goos, _, goarch = build.platform.partition("/")
        platform = Platform(goos, goarch, cgo=build.is_cgo, go_minor=release or self.ask.go_minor, tags=build.tags)
        return evaluate(constraint, platform.has)
