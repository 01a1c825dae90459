"""What a build is made for: the platform, the tags, and whether cgo is on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

RACE = "race"
"""The tag that the go command sets with -race, and only so."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Configuration:
    """One way to build a project: `platform` as "GOOS/GOARCH", `tags` sorted (RACE among them: with -race)."""

    platform: str
    tags: tuple[str, ...] = ()
    is_cgo: bool = True

    def __str__(self) -> str:
        """As it is shown: "linux/amd64", "linux/amd64 -tags=a,b", "linux/amd64 without cgo"."""
        return " ".join((self.platform, *self.flags)) + ("" if self.is_cgo else " without cgo")

    @property
    def flags(self) -> tuple[str, ...]:
        """The flags for a go command that lists, builds or tests packages."""
        given = ",".join(tag for tag in self.tags if tag != RACE)
        return (*(("-race",) if RACE in self.tags else ()), *((f"-tags={given}",) if given else ()))

    @property
    def env(self) -> Mapping[str, str]:
        """What is added to the go command's environment."""
        goos, _, goarch = self.platform.partition("/")
        return {"GOOS": goos, "GOARCH": goarch, "CGO_ENABLED": "1" if self.is_cgo else "0"}
