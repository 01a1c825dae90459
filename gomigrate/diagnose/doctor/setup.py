"""How Go is set up here for one project: everything that the checks read, gathered once. Frozen, and asks no server."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.machine import GoRootSeen, VendorSeen, look_at_goroot, look_at_vendor
from gomigrate.diagnose.doctor.questions import ask_anonymously, ask_chain
from gomigrate.diagnose.doctor.toolchains import ToolchainSeen, look_at_toolchain
from gomigrate.diagnose.privacy import is_private
from gomigrate.diagnose.project import ProjectModules, find_project, readable
from gomigrate.diagnose.servers import Servers
from gomigrate.model.diagnosis.sums import GO_MOD, ZIP, DatabaseWord, Silence
from gomigrate.model.go.modpath import match_prefix_patterns
from gomigrate.world.base.programs import find_program
from gomigrate.world.disk.folders import look_at_cache, module_caches, zips_lacking
from gomigrate.world.go.installed import find_tools, path_folders
from gomigrate.world.go.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.diagnosis.doctor import ChainElement, Dependency
    from gomigrate.model.diagnosis.exchanges import Exchange
    from gomigrate.model.diagnosis.machine import Folder, GitSetting, InstalledTool
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.world.go.goenv import GoEnv
    from gomigrate.world.world import World

_ANY_TOOLCHAIN = ToolchainSeen()
_LOOKED_UP = 3
"""How many of the project's modules are looked up in the checksum database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSeen:
    """The checksum database's answers. `word` says why it has none, or what is wrong with the signature of its tree, or
    with the proof for the `unproven` module. `disputed` are hashes of the zip or the go.mod of a module, the database's
    and those of go.sum."""

    word: DatabaseWord
    exchanges: tuple[Exchange, ...] = ()
    unproven: ModuleVersion | None = None
    proven: tuple[ModuleVersion, ...] = ()
    disputed: tuple[tuple[ModuleVersion, str, str, frozenset[str]], ...] = ()

    @property
    def name(self) -> str:
        """The database's name, "" where GOSUMDB names none."""
        return self.word.name

    @property
    def is_off(self) -> bool:
        """Whether GOSUMDB is off."""
        return self.word.silence is Silence.OFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The whole setup.

    `chain_problem` says why GOPROXY is not a list. `anonymous` are requests for private modules that were made without
    credentials. `git`, `git_local`, `logins` and `git_logins` are as in Servers. `uncached` counts the dependencies
    whose zip is not in GOMODCACHE. `is_offline`: no server was asked. `go_refuses`: the go command's message where it
    does not run with these settings. `toolchain`, `goroot` and `vendor` decide which Go builds, and from which files.
    `temporary` are the variables that name a folder for its work, the one that counts first.
    """

    project: ProjectModules
    env: GoEnv
    settings: Settings
    chain: tuple[ChainElement, ...] = ()
    chain_problem: str = ""
    anonymous: tuple[Exchange, ...] = ()
    database: DatabaseSeen
    has_git: bool = True
    git: tuple[GitSetting, ...] = ()
    logins: tuple[str, ...] = ()
    git_local: tuple[GitSetting, ...] = ()
    git_logins: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    tools: tuple[InstalledTool, ...] = ()
    caches: tuple[Folder, ...] = ()
    module_caches: tuple[str, ...] = ()
    uncached: int = 0
    is_offline: bool = False
    go_refuses: str = ""
    toolchain: ToolchainSeen = _ANY_TOOLCHAIN
    goroot: GoRootSeen | None = None
    temporary: tuple[tuple[str, str], ...] = ()
    vendor: VendorSeen | None = None

    @property
    def dependencies(self) -> tuple[Dependency, ...]:
        """The project's modules."""
        return self.project.dependencies

    @property
    def bin_folder(self) -> str:
        """Where go install puts programs: GOBIN, else bin in the first GOPATH entry; "" where there is neither."""
        return self.env.gobin or (f"{self.env.gopath[0]}/bin" if self.env.gopath else "")

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """Every request that was made."""
        by_chain = (exchange for element in self.chain for exchange in element.exchanges)
        return (*by_chain, *self.anonymous, *self.database.exchanges, *self.toolchain.exchanges)

    @property
    def proxies(self) -> tuple[ChainElement, ...]:
        """The elements of GOPROXY that are URLs."""
        return tuple(element for element in self.chain if element.is_proxy)

    def goes_direct(self, path: str) -> bool:
        """Whether GONOPROXY keeps the module from every proxy."""
        return match_prefix_patterns(self.env.gonoproxy, path)

    def is_exempt(self, path: str) -> bool:
        """Whether GONOSUMDB keeps the module from the checksum database."""
        return match_prefix_patterns(self.env.gonosumdb, path)

    def is_private(self, dependency: Dependency) -> bool:
        """Whether the settings, or the signs of the host, say that the module is private."""
        return is_private(dependency, self.env)


def look_at_setup(world: World, directory: str, *, is_offline: bool = False) -> Setup:
    """The setup for the project in a folder.

    `is_offline`: no server is asked. Raises as scan does where the folder has no project, WorldProblem where the go
    command cannot print its settings.
    """
    world, refused = readable(world)
    refused = refused or (world.go.refusal() if world.go else "")
    env = world.go_env
    servers = Servers.of(world.environ, env, directory)
    project = find_project(world, directory)
    project = replace(project, dependencies=tuple(servers.with_signs(d) for d in project.dependencies))
    dependencies = project.dependencies
    settings = read_settings(world.go, env, world.environ, directory)
    seen = Setup(
        project=project,
        env=env,
        settings=settings,
        chain=ask_chain(servers, dependencies, is_offline=is_offline),
        chain_problem=servers.problem,
        anonymous=() if is_offline else ask_anonymously(servers, dependencies),
        database=_look_at_database(servers, () if is_offline else dependencies),
        has_git=bool(find_program("git", world.environ)),
        git=servers.git,
        logins=servers.logins,
        git_local=servers.git_local,
        git_logins=servers.git_logins,
        path=path_folders(world.environ),
        caches=(look_at_cache("GOMODCACHE", env.gomodcache), look_at_cache("GOCACHE", env.gocache)),
        module_caches=module_caches(env.gopath, env.gomodcache),
        uncached=zips_lacking(env.gomodcache, [dependency.module for dependency in dependencies]),
        is_offline=is_offline,
        go_refuses=refused,
        toolchain=look_at_toolchain(servers, project, world.environ, is_offline=is_offline),
        goroot=look_at_goroot(settings),
        temporary=tuple((name, world.environ[name]) for name in ("GOTMPDIR", "TMPDIR") if world.environ.get(name)),
        vendor=look_at_vendor(project.files, env),
    )
    bins = (seen.bin_folder,) if seen.bin_folder else ()
    names = [tool.rpartition("/")[2] for tool, _ in project.tools]
    return replace(seen, tools=find_tools(world.go, world.environ, bins, names))


def _look_at_database(servers: Servers, dependencies: Sequence[Dependency]) -> DatabaseSeen:
    # Private names stay here; so does everything where nothing is checked anyway.
    checked = [d for d in dependencies if d.module.version and not is_private(d, servers.env)]
    way = servers.way_to_database(is_offline=not checked or not servers.elements)
    seen = DatabaseSeen(word=way.word, exchanges=way.route.exchanges)
    if way.client is None or way.word.silence:
        return seen
    tree, unproven = way.client.latest(way.route)
    seen = replace(seen, exchanges=(*seen.exchanges, tree))
    if unproven or not tree.is_found:
        silence = Silence.UNPROVEN if unproven else Silence.NO_ANSWER
        return replace(seen, word=replace(seen.word, silence=silence, answer=unproven or str(tree)))
    proven, disputed = [], []
    for dependency in checked[:_LOOKED_UP]:
        module, word = dependency.module, way.about(dependency.module)
        if word.silence is Silence.UNPROVEN:
            return replace(seen, word=word, unproven=module)
        if word.silence:
            continue
        proven.append(module)
        for file, digest, known in ((ZIP, word.zip, dependency.sums), (GO_MOD, word.go_mod, dependency.go_mod_sums)):
            if digest and known and digest not in known:
                disputed.append((module, file, digest, known))
    return replace(seen, proven=tuple(proven), disputed=tuple(disputed))
