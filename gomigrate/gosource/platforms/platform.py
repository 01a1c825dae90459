"""A platform to build for, and the build tags that hold on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from gomigrate.gosource.platforms.syslist import UNIX_OS
from gomigrate.model.errors import UsageProblem
from gomigrate.model.go.constraint import tags as tags_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.go.constraint import Constraint


@dataclass(frozen=True, slots=True)
class Platform:
    """What decides which files are built: GOOS, GOARCH, CGO_ENABLED, the go command's minor release, and -tags.

    The architecture's features are Go's defaults (GOAMD64=v1, GOARM=7 ...); other ones, and `goexperiment.*` tags, can
    be given in `tags`.
    """

    goos: str
    goarch: str
    cgo: bool = field(default=True, kw_only=True)
    go_minor: int = field(default=26, kw_only=True)
    tags: tuple[str, ...] = field(default=(), kw_only=True)

    def has(self, tag: str) -> bool:
        """Whether the build tag holds (go/build, Context.matchTag)."""
        return tag in _true_tags(self)

    def __str__(self) -> str:
        return f"{self.goos}/{self.goarch}"


KNOWN_PLATFORMS: tuple[tuple[str, str], ...] = tuple(
    (goos, goarch)
    for goos, archs in (
        ("aix", "ppc64"),
        ("android", "386 amd64 arm arm64"),
        ("darwin", "amd64 arm64"),
        ("dragonfly", "amd64"),
        ("freebsd", "386 amd64 arm arm64"),
        ("illumos", "amd64"),
        ("ios", "amd64 arm64"),
        ("js", "wasm"),
        ("linux", "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x"),
        ("netbsd", "386 amd64 arm arm64"),
        ("openbsd", "386 amd64 arm arm64 ppc64 riscv64"),
        ("plan9", "386 amd64 arm"),
        ("solaris", "amd64"),
        ("wasip1", "wasm"),
        ("windows", "386 amd64 arm64"),
    )
    for goarch in archs.split()
)
"""The pairs that `go tool dist list` prints (Go 1.26)."""

DEFAULT = Platform("linux", "amd64")

_IMPLIED_OS = {"android": "linux", "illumos": "solaris", "ios": "darwin"}
_FEATURES = {
    "386": ("386.sse2",),
    "amd64": ("amd64.v1",),
    "arm": ("arm.5", "arm.6", "arm.7"),
    "arm64": ("arm64.v8.0",),
    "mips": ("mips.hardfloat",),
    "mipsle": ("mipsle.hardfloat",),
    "mips64": ("mips64.hardfloat",),
    "mips64le": ("mips64le.hardfloat",),
    "ppc64": ("ppc64.power8",),
    "ppc64le": ("ppc64le.power8",),
    "riscv64": ("riscv64.rva20u64",),
    "wasm": ("wasm.satconv", "wasm.signext"),
}


@lru_cache(maxsize=256)
def _true_tags(platform: Platform) -> frozenset[str]:
    given = {platform.goos, platform.goarch, "gc", *platform.tags, *_FEATURES.get(platform.goarch, ())}
    given.update(f"go1.{minor}" for minor in range(1, platform.go_minor + 1))
    if platform.goos in _IMPLIED_OS:
        given.add(_IMPLIED_OS[platform.goos])
    if platform.goos in UNIX_OS:
        given.add("unix")
    if platform.cgo:
        given.add("cgo")
    if "goexperiment.boringcrypto" in given:
        given.add("boringcrypto")  # its old name
    return frozenset(given)


def parse_platform(text: str) -> Platform:
    """`linux/amd64` as a Platform; raises UsageProblem for what `go tool dist list` does not name."""
    goos, _, goarch = text.partition("/")
    if (goos, goarch) not in KNOWN_PLATFORMS:
        near = get_close_matches(text, ["/".join(known) for known in KNOWN_PLATFORMS], n=3)
        told = f"; close: {', '.join(near)}" if near else ", such as linux/amd64"
        instead = (text, near[0]) if near else None
        raise UsageProblem(f"{text!r} is no platform{told}", remedy="go tool dist list", instead=instead)
    return Platform(goos, goarch)


def platforms_in(constraints: Iterable[Constraint | None]) -> tuple[Platform, ...]:
    """The platforms that these constraints name, sorted: enough of them to build each constrained file somewhere.

    A constraint that names systems and architectures gives their pairs. One that names only a system gives it with its
    commonest architecture. One that names only an architecture gives it with linux, or with the system that has it.
    """
    pairs: set[tuple[str, str]] = set()
    for constraint in {c for c in constraints if c is not None}:
        named = tags_of(constraint)
        both = {(o, a) for o, a in KNOWN_PLATFORMS if o in named and a in named}
        pairs |= both
        for goos in named - {o for o, _ in both}:
            pairs |= _first(goos, (a for o, a in KNOWN_PLATFORMS if o == goos), ("amd64",), is_os=True)
        for goarch in named - {a for _, a in both}:
            pairs |= _first(goarch, (o for o, a in KNOWN_PLATFORMS if a == goarch), ("linux", "js"), is_os=False)
    return tuple(Platform(goos, goarch) for goos, goarch in sorted(pairs))


def _first(name: str, partners: Iterable[str], preferred: tuple[str, ...], *, is_os: bool) -> set[tuple[str, str]]:
    """The pair of a system or architecture with its preferred partner; nothing for any other tag."""
    possible = tuple(partners)
    chosen = next((p for p in preferred if p in possible), next(iter(possible), None))
    if chosen is None:
        return set()
    return {(name, chosen) if is_os else (chosen, name)}


# A file that a vendor tree lacks or has changed matters if the build of one of these takes it: the first-class
# ports of Go. Others are said in findings, not kept as copies.
CHECKED_PLATFORMS: tuple[tuple[str, str], ...] = (
    ("linux", "amd64"),
    ("windows", "amd64"),
    ("darwin", "amd64"),
    ("linux", "386"),
    ("linux", "arm"),
    ("linux", "arm64"),
    ("darwin", "arm64"),
    ("windows", "386"),
)


def checked_platforms() -> tuple[Platform, ...]:
    """The platforms on which packages must be made of the same files, with cgo and without."""
    return tuple(Platform(goos=goos, goarch=arch, cgo=cgo) for goos, arch in CHECKED_PLATFORMS for cgo in (True, False))
