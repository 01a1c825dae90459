"""What the user may decide, with the defaults that keep the build as it is."""

from __future__ import annotations

from dataclasses import dataclass

from gomigrate.gosource.platform import Platform
from gomigrate.model.modpath import path_major_prefix, split_path_version

DEFAULT_GO = "1.18"
COPIES = "third_party"

# How many versions of one module are downloaded at most to find the one with the vendored bytes: enough to reach past
# a few releases on either side of the likely time, and little beside the build list's own downloads.
TRACED_VERSIONS = 12

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


def placeholder_version(path: str) -> str:
    """A version for a require line of a module that has none anywhere: the zero pseudo-version of its major."""
    _, major, _ = split_path_version(path)
    return f"{path_major_prefix(major) or 'v0'}.0.0-00010101000000-000000000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`hold`: "all" holds every locked version that MVS would raise, "none" reports the raises, else the module paths
    to hold. `vendor` and `locks`: what happens to the folder and the files. `go`: the go line, "" for the default.
    `patched`: "keep" keeps copies of dependencies with local changes, "upstream" drops the changes, "fail" asks a
    person. For a project that has a go.mod: `restore` brings the locked versions back; `lift`: "tag" lifts
    pseudo-versions to the tag of the same commit, "contains" also says which release contains the commit first.
    `unsafe_fixes`: changes of build files that are likely right are made, too."""

    hold: str | tuple[str, ...] = "all"
    vendor: str = "remove"
    locks: str = "remove"
    go: str = ""
    patched: str = "keep"
    restore: bool = False
    lift: str = "tag"
    unsafe_fixes: bool = False

    def holds(self, path: str) -> bool:
        """Whether the locked version of this module path is to be held."""
        return self.hold == "all" or (isinstance(self.hold, tuple) and path in self.hold)
