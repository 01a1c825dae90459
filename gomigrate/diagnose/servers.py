"""The proxies and the checksum database of the settings, and which questions each may get."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.diagnose.privacy import FORGES, is_private, is_public_proxy, signs_of
from gomigrate.model.diagnosis.sums import DatabaseWord, Silence
from gomigrate.model.errors import WorldProblem
from gomigrate.model.go.modpath import match_prefix_patterns
from gomigrate.model.text.shownurl import place_names
from gomigrate.sumdb.note import KeyProblem, parse_gosumdb
from gomigrate.world.base.outcome import Failure
from gomigrate.world.base.redact import redact, redact_url
from gomigrate.world.git.gitsettings import read_git_settings, read_local_git_settings
from gomigrate.world.modules.database import DatabaseClient, Route, Unproven
from gomigrate.world.modules.proxy import Element, parse_goproxy
from gomigrate.world.net.client import HttpClient
from gomigrate.world.net.netrc import Netrc, git_logins

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gomigrate.model.diagnosis.doctor import Dependency
    from gomigrate.model.diagnosis.machine import GitSetting
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.world.go.goenv import GoEnv

_NO_ROUTE = Route()


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """The servers that can be asked.

    `problem` says why GOPROXY is not a list; there are no `elements` then. `logins` are the places for which netrc has
    a login for the go command itself, and `git_logins` the hosts for git ("" for any). `git` are the settings by which
    repositories are reached. `git_local` are those of the project's repository, which do not count.
    """

    env: GoEnv
    client: HttpClient
    elements: tuple[Element, ...]
    problem: str
    git: tuple[GitSetting, ...]
    logins: tuple[str, ...]
    git_logins: tuple[str, ...] = ()
    git_local: tuple[GitSetting, ...] = ()

    def __repr__(self) -> str:
        """Without GOPROXY, which may hold a password."""
        return f"Servers(problem={self.problem!r})"

    @classmethod
    def of(cls, environ: Mapping[str, str], env: GoEnv, folder: str) -> Servers:
        """The servers of the settings that count in a folder."""
        netrc = Netrc.load(environ) if env.reads_netrc else Netrc.EMPTY
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
            git=read_git_settings(environ),
            git_local=read_local_git_settings(environ, folder),
            git_logins=git_logins(environ),
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
        return replace(dependency, signs=signs_of(dependency.path, self.env, (*self.git, *self.git_local), self.logins))

    def private_hosts(self, dependencies: Iterable[Dependency]) -> frozenset[str]:
        """The hosts of the modules that are private by a setting or by a sign, public forges left out."""
        return frozenset(d.path.partition("/")[0] for d in dependencies if is_private(d, self.env)) - FORGES

    def may_ask(self, dependency: Dependency, url: str, hosts: frozenset[str]) -> bool:
        """Whether a proxy may be asked for a module. GONOPROXY must allow it, and a public proxy must not get private
        names, by the private `hosts`."""
        if match_prefix_patterns(self.env.gonoproxy, dependency.path):
            return False
        is_known_private = dependency.signs or match_prefix_patterns(self.env.gonosumdb, dependency.path)
        return not (is_known_private and is_public_proxy(url, hosts))

    def way_to_database(self, *, is_offline: bool) -> WayToDatabase:
        """The checksum database of GOSUMDB, and the go command's way to it; `is_offline`: no server is asked."""
        try:
            database = parse_gosumdb(self.env.gosumdb)
        except KeyProblem as error:
            return WayToDatabase(word=DatabaseWord(silence=Silence.BAD_KEY, answer=redact(str(error))))
        if database is None or is_offline:
            silence = Silence.OFFLINE if database else Silence.OFF
            return WayToDatabase(word=DatabaseWord(name=database.name if database else "", silence=silence))
        client, word = DatabaseClient(database, self.client, self.elements), DatabaseWord(name=database.name)
        route = client.route()
        if not route.base:
            word = replace(word, silence=Silence.NO_ANSWER, answer=redact(route.problem))
        return WayToDatabase(word=word, client=client, route=route)


@dataclass(frozen=True, slots=True, kw_only=True)
class WayToDatabase:
    """The checksum database with the route to it. If `word` says why it has no answer, it must not be asked."""

    word: DatabaseWord
    client: DatabaseClient | None = None
    route: Route = _NO_ROUTE

    def about(self, module: ModuleVersion) -> DatabaseWord:
        """What the database says of a module that it may be asked about."""
        if self.client is None or self.word.silence:
            return self.word
        answer = self.client.lookup(self.route, module)
        if isinstance(answer, Failure):
            return replace(self.word, silence=Silence.NO_ANSWER, answer=redact_url(answer.datum))
        if isinstance(answer, Unproven):
            return replace(self.word, silence=Silence.UNPROVEN, answer=redact(answer.text))
        by_kind = {line.is_go_mod: line.hash for line in answer}
        return replace(self.word, zip=by_kind.get(False, ""), go_mod=by_kind.get(True, ""))
