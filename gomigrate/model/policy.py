"""What the user may decide, with the defaults that keep the build as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

DEFAULT_GO = "1.18"
COPIES = "third_party"

LIFTS = ("tag", "same", "compatible")
LATEST = "latest-as-of"

# How many versions of one module are downloaded at most to find the one with the vendored bytes: enough to reach past
# a few releases on either side of the likely time, and little beside the build list's own downloads.
TRACED_VERSIONS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the user may decide.

    `hold`: "all" holds every locked version that MVS would raise, "none" reports the raises, else the module paths to
    hold. `vendor` and `locks`: what happens to the folder and the files. `go`: the go line, "" for the default.
    `patched`: "keep" keeps copies of dependencies with local changes, "upstream" drops the changes, "fail" asks a
    person. For a project that has a go.mod, `restore` brings the locked versions back.

    `lift`: what pseudo-versions become. "tag" is the tag of the same commit, "same" a release with the same files,
    "compatible" also one that keeps the exported API. "latest-as-of=DATE" is the newest of that day that does.

    `unsafe_fixes`: changes of build files that are likely right are made, too. `accept_merge`: the packages, or the
    modules, of which one copy may replace others that differ from it. `ci_go`: the Go that build files install after
    the migration where theirs cannot build the branch, "" for the lowest that can. `strict_bytes`: a copy that differs
    from its module by marks of tools alone is kept, too.
    """

    hold: str | tuple[str, ...] = "all"
    vendor: str = "remove"
    locks: str = "remove"
    go: str = ""
    patched: str = "keep"
    restore: bool = False
    lift: str = "tag"
    unsafe_fixes: bool = False
    accept_merge: tuple[str, ...] = ()
    ci_go: str = ""
    strict_bytes: bool = False

    @property
    def lift_day(self) -> datetime | None:
        """The end of the day of "latest-as-of=DATE" (UTC), None for the other words. Raises ValueError for no date."""
        word, is_dated, day = self.lift.partition("=")
        if word != LATEST or not is_dated:
            return None
        return datetime.combine(date.fromisoformat(day), time.max, UTC)

    def holds(self, path: str) -> bool:
        """Whether to hold the locked version of this module path."""
        return self.hold == "all" or (isinstance(self.hold, tuple) and path in self.hold)
