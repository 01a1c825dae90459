"""Everything that the checks read, gathered once: frozen, and nothing in it asks anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.privacy import is_private
from gomigrate.model.go.modpath import match_prefix_patterns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.diagnosis.surroundings import (
        ChainElement,
        Dependency,
        Exchange,
        Folder,
        GitSetting,
        InstalledTool,
    )
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.world.go.goenv import GoEnv
    from gomigrate.world.go.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSubject:
    """The project: its folder, its module (or, before the migration, import) path, what its go.mod and go.work say, and
    the modules it depends on. `tools` are the tool packages of go.mod with the modules that hold them."""

    root: str
    module: str
    has_go_mod: bool
    dependencies: tuple[Dependency, ...]
    go_line: str = ""
    work_files: tuple[str, ...] = ()
    work_uses_us: bool = True
    tools: tuple[tuple[str, ModuleVersion], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSeen:
    """The checksum database as it was met. `problem` says why GOSUMDB cannot be used;
    `unproven` what was wrong with a signature; `disputed` modules whose go.sum lines are not the database's."""

    name: str = ""
    is_off: bool = False
    problem: str = ""
    exchanges: tuple[Exchange, ...] = ()
    unreachable: str = ""
    unproven: str = ""
    proven: tuple[ModuleVersion, ...] = ()
    disputed: tuple[tuple[ModuleVersion, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The whole of it. `chain_problem` says why GOPROXY is no list. `anonymous` are requests for private modules that
    were made without credentials; `logins` the machines of netrc; `uncached` counts the dependencies whose zip is not
    in GOMODCACHE. `is_offline`: nobody was asked. `go_refuses`: what the go command said where it does
    not run with these settings at all."""

    subject: ProjectSubject
    env: GoEnv
    settings: Settings
    chain: tuple[ChainElement, ...] = ()
    chain_problem: str = ""
    anonymous: tuple[Exchange, ...] = ()
    database: DatabaseSeen
    git: tuple[GitSetting, ...] = ()
    logins: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    tools: tuple[InstalledTool, ...] = ()
    caches: tuple[Folder, ...] = ()
    module_caches: tuple[str, ...] = ()
    uncached: int = 0
    is_offline: bool = False
    go_refuses: str = ""

    def goes_direct(self, path: str) -> bool:
        """Whether GONOPROXY keeps the module from every proxy."""
        return match_prefix_patterns(self.env.gonoproxy, path)

    def is_exempt(self, path: str) -> bool:
        """Whether GONOSUMDB keeps the module from the checksum database."""
        return match_prefix_patterns(self.env.gonosumdb, path)

    def is_private(self, dependency: Dependency) -> bool:
        """Whether the settings, or the signs of the host, say that the module is private."""
        return is_private(dependency, self.env)

    @property
    def private(self) -> tuple[Dependency, ...]:
        """The dependencies that are private by settings or by signs."""
        return tuple(dependency for dependency in self.subject.dependencies if self.is_private(dependency))

    def proxies(self) -> Sequence[ChainElement]:
        """The elements of GOPROXY that are URLs."""
        return [element for element in self.chain if element.word not in {"direct", "off"}]
