"""The one door to everything outside: files, git, the go command, GOPROXY. Made once, passed to the stages."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.world.base.secrets import Secrets, keep_secret
from gomigrate.world.base.traffic import Traffic
from gomigrate.world.go.gocmd import GoCommand
from gomigrate.world.go.goenv import GoEnv, read_go_env
from gomigrate.world.net.netrc import Netrc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.world.git.clonestore import CloneStore
    from gomigrate.world.modules.cache import DiskCache
    from gomigrate.world.modules.cachingproxy import Memory
    from gomigrate.world.modules.facts import Facts
    from gomigrate.world.modules.modcache import ModCache
    from gomigrate.world.modules.proxy import ProxySource
    from gomigrate.world.modules.source import ModuleSource
    from gomigrate.world.net.client import HttpClient


@dataclass(frozen=True)
class World:
    """The surroundings of one run: the environment as it was, and the folder that commands run in. What its settings
    hold that is secret is kept out of all text from then on (gomigrate.world.base.secrets).

    The rest is built when it is first asked for, and may raise WorldProblem then. `go_program` names a go command
    other than the first one found; without `uses_go` there is none, as far as anybody can see. `answers` is a folder
    for what proxies say that may change, kept for one run over many projects ("": it is kept for an hour, in our own
    cache); `asks_anew`: none of it is believed.
    """

    environ: Mapping[str, str] = field(repr=False)
    cwd: str
    go_program: str = ""
    uses_go: bool = True
    answers: str = ""
    asks_anew: bool = False

    def __post_init__(self) -> None:
        keep_secret(Secrets.of_settings(self.environ, (self.cwd,)))

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str], cwd: str, *, go_program: str = "", asks_anew: bool = False
    ) -> World:
        """The world as this process sees it; the mapping is copied."""
        return cls(dict(environ), str(Path(cwd).absolute()), go_program, asks_anew=asks_anew)

    @cached_property
    def go(self) -> GoCommand | None:
        """The go command, None where there is none."""
        return GoCommand.find(self.environ, explicit=self.go_program) if self.uses_go else None

    @cached_property
    def go_env(self) -> GoEnv:
        """Go's settings as they hold in `cwd`."""
        env = read_go_env(self.go, self.environ, self.cwd)
        settings = {**self.environ, "GOPROXY": env.goproxy, "GOSUMDB": env.gosumdb}
        folders = (self.cwd, env.gomodcache, env.gocache, env.goroot, *env.gopath)
        passwords = [login.password for login in Netrc.load(self.environ).logins]
        keep_secret(Secrets.of_settings(settings, folders, passwords))
        return env

    @cached_property
    def cache(self) -> DiskCache:
        """Our own cache."""
        from gomigrate.world.modules.cache import DiskCache

        cache = DiskCache.find(self.environ).for_user(self.environ)
        cache.trim()
        return cache

    @cached_property
    def facts(self) -> Facts:
        """What was read of modules and of Go files, in this run or another."""
        from gomigrate.world.modules.facts import Facts
        from gomigrate.world.modules.factstore import FactStore

        return Facts(FactStore(str(Path(self.cache.root, "facts", "facts.db")), self.cache.seals))

    @cached_property
    def memory(self) -> Memory:
        """What proxies said lately that may change."""
        from gomigrate.world.modules.cache import DiskCache
        from gomigrate.world.modules.cachingproxy import DAY, HOUR, Memory

        folder, days = (DiskCache(self.answers), DAY) if self.answers else (self.cache, HOUR)
        return Memory(folder, days, anew=self.asks_anew, traffic=self.traffic)

    @cached_property
    def traffic(self) -> Traffic:
        """What is asked of other machines, counted."""
        return Traffic()

    @cached_property
    def clones(self) -> CloneStore | None:
        """The clones that were made on request; None where there is no home folder for them."""
        from gomigrate.world.disk.statedir import state_home
        from gomigrate.world.git.clonestore import CloneStore

        try:
            return CloneStore.at(state_home(self.environ))
        except WorldProblem:
            return None

    @cached_property
    def modcache(self) -> ModCache:
        """The user's module cache, to read from."""
        from gomigrate.world.modules.modcache import ModCache

        return ModCache(self.go_env.gomodcache)

    @cached_property
    def client(self) -> HttpClient:
        """What asks module proxies; it knows afterwards which hosts could not be reached."""
        from gomigrate.world.net.client import HttpClient

        netrc = Netrc.load(self.environ) if self.go_env.reads_netrc else Netrc.EMPTY
        return HttpClient(self.environ, netrc, traffic=self.traffic)

    @cached_property
    def modules(self) -> ModuleSource:
        """Where modules come from."""
        from gomigrate.world.modules.cachingproxy import CachingProxy
        from gomigrate.world.modules.direct import ThroughGo, who_asks
        from gomigrate.world.modules.proxy import Proxy, ProxyChain
        from gomigrate.world.modules.source import ModuleSource

        env = self.go_env
        # Other ways to get credentials (git, a program) are the go command's business.
        is_special = env.goauth not in {"", "off", "netrc"}

        def source_of(url: str, name: str) -> ProxySource:
            if is_special and self.go is not None and url.startswith("https:"):
                return ThroughGo(self.go, goproxy=url, label=name, traffic=self.traffic)
            return CachingProxy(Proxy(url, self.client, name), self.cache, self.memory)

        settings = (env.govcs, env.goinsecure, env.goprivate, env.goauth, env.goflags)
        direct = ThroughGo(self.go, identity=who_asks(self.environ, settings) if self.go else "", traffic=self.traffic)
        kept = CachingProxy(direct, self.cache, self.memory)
        chain = ProxyChain.of(env.goproxy, env.gonoproxy, kept, source_of)
        return ModuleSource(
            env=env,
            go=self.go,
            cache=self.cache,
            modcache=self.modcache,
            chain=chain,
            traffic=self.traffic,
            facts=self.facts,
            # Answers kept for many projects: other processes of the same batch are at work beside this one.
            is_among_many=bool(self.answers),
        )
