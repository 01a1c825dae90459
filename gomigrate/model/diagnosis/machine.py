"""What is on the machine: Go's and git's settings, installed tools, cache folders. Fit to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomigrate.model.modules import ModuleVersion

DEFAULT = "default"
ENVIRONMENT = "environment"
WRITTEN = "go env -w"
SHIPPED = "GOROOT/go.env"
FROM_GOFLAGS = "GOFLAGS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One of Go's variables: its value, where the value comes from, and the (origin, value) pairs that it overrides."""

    name: str
    value: str
    origin: str
    overrides: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """A variable that the go command does not read. `origin` is where it is set, `meant` the variable that was probably
    meant; "" for one that instructions on the web invented."""

    name: str
    origin: str
    meant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GitSetting:
    """A setting of git that decides how a repository is reached: an insteadOf, a credential helper, a header, a
    certificate. `value` never holds a secret; `has_login`: the URL that an insteadOf leads to has one."""

    key: str
    value: str
    has_login: bool = False

    @property
    def is_instead_of(self) -> bool:
        """Whether it is an insteadOf, which fetches obey."""
        return self.key.lower().startswith("url.") and self.key.lower().endswith(".insteadof")

    @property
    def target(self) -> str:
        """Where an insteadOf leads."""
        return self.key.partition(".")[2].rpartition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledTool:
    """A program on PATH that the go command built. `folder` is its entry of PATH, `shadows` the later entries that have
    a program of this name. `go` is the version it was built with, `package` and `module` its origin: empty where the
    program does not say."""

    name: str
    folder: str
    go: str = ""
    package: str = ""
    module: ModuleVersion | None = None
    shadows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A cache folder: `fs` the kind of its filesystem, `free` bytes left there, `partial` files of unfinished
    downloads."""

    name: str
    path: str
    exists: bool = False
    is_writable: bool = True
    fs: str = ""
    free: int = -1
    partial: tuple[str, ...] = ()
