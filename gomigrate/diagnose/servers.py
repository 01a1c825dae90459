"""The proxies and the checksum database of the settings, and which of them may be asked for what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.diagnose.privacy import FORGES, is_private, is_public_proxy, signs_of
from gomigrate.model.errors import WorldProblem
from gomigrate.model.go.modpath import match_prefix_patterns
from gomigrate.model.text.shownurl import place_names
from gomigrate.sumdb.note import parse_gosumdb
from gomigrate.world.git.gitsettings import read_git_settings
from gomigrate.world.modules.database import DatabaseClient
from gomigrate.world.modules.proxy import Element, parse_goproxy
from gomigrate.world.net.client import HttpClient
from gomigrate.world.net.netrc import Netrc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gomigrate.model.diagnosis.doctor import Dependency
    from gomigrate.model.diagnosis.machine import GitSetting
    from gomigrate.world.go.goenv import GoEnv


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Who can be asked. `problem` says why GOPROXY is no list, and then there are no `elements`; `logins` are the
    places that netrc has one for, `git` the settings by which repositories are reached."""

    env: GoEnv
    client: HttpClient
    elements: tuple[Element, ...]
    problem: str
    git: tuple[GitSetting, ...]
    logins: tuple[str, ...]

    def __repr__(self) -> str:
        """Without GOPROXY, which may hold a password."""
        return f"Servers(problem={self.problem!r})"

    @classmethod
    def of(cls, environ: Mapping[str, str], env: GoEnv, folder: str) -> Servers:
        """Those of the settings that hold in a folder."""
        netrc = Netrc.EMPTY if env.goauth == "off" else Netrc.load(environ)
        elements: tuple[Element, ...] = ()
        problem = ""
        try:
            elements = parse_goproxy(env.goproxy)
        except WorldProblem as error:
            problem = str(error)
        places = (login.machine.removeprefix("https://").rstrip("/") for login in netrc.logins)
        return cls(
            env=env,
            client=HttpClient(environ, netrc),
            elements=elements,
            problem=problem,
            git=read_git_settings(environ, folder),
            logins=tuple(dict.fromkeys(places)),
        )

    @property
    def named(self) -> tuple[tuple[Element, str], ...]:
        """The elements of GOPROXY with the names by which they are shown."""
        return tuple(zip(self.elements, place_names(tuple(e.word for e in self.elements)), strict=True))

    @property
    def proxies(self) -> tuple[tuple[str, str], ...]:
        """The elements that are URLs, with the names by which they are shown."""
        return tuple((e.word, name) for e, name in self.named if e.word not in {"direct", "off"})

    def with_signs(self, dependency: Dependency) -> Dependency:
        """The dependency with the signs that it is private."""
        return replace(dependency, signs=signs_of(dependency.path, self.env, self.git, self.logins))

    def private_hosts(self, dependencies: Iterable[Dependency]) -> frozenset[str]:
        """The hosts of the modules that are private by a setting or by a sign, public forges left out."""
        return frozenset(d.path.partition("/")[0] for d in dependencies if is_private(d, self.env)) - FORGES

    def may_ask(self, dependency: Dependency, url: str, hosts: frozenset[str]) -> bool:
        """Whether a proxy may be asked for a module: not against GONOPROXY, and one that is public, by the private
        `hosts`, not for private names."""
        if match_prefix_patterns(self.env.gonoproxy, dependency.path):
            return False
        is_known_private = dependency.signs or match_prefix_patterns(self.env.gonosumdb, dependency.path)
        return not (is_known_private and is_public_proxy(url, hosts))

    def database(self) -> DatabaseClient | None:
        """The checksum database of GOSUMDB, None for "off". Raises KeyProblem where GOSUMDB cannot be understood."""
        database = parse_gosumdb(self.env.gosumdb)
        return DatabaseClient(database, self.client, self.elements) if database else None
