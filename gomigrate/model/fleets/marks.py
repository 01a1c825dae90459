"""What makes a folder a unit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sign(StrEnum):
    """What makes a folder a possible module: a LOCK, a VENDOR folder or a GO_MOD in it; a pattern of GOMIGRATE_TOML; a
    MAIN package in or below it that no other unit covers. Or none of these: it is a REPOSITORY with Go packages, or has
    the REST, packages that are in no other unit."""

    LOCK = "lock"
    VENDOR = "vendor"
    GO_MOD = "go.mod"
    GOMIGRATE_TOML = "gomigrate.toml"
    MAIN = "main"
    REPOSITORY = "repository"
    REST = "rest"


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A sign, and the file or folder that it was seen by ("": the folder itself)."""

    sign: Sign
    path: str = ""
