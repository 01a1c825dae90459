"""Gathers the surroundings of a project: the one place of doctor that asks the world."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.asking import Asker, private_hosts
from gomigrate.diagnose.doctor.privacy import is_private, signs
from gomigrate.diagnose.doctor.subject import find_subject
from gomigrate.diagnose.doctor.surroundings import DatabaseSeen, Surroundings
from gomigrate.model.errors import WorldProblem
from gomigrate.sumdb.note import KeyProblem, parse_gosumdb
from gomigrate.world.base.outcome import Failure
from gomigrate.world.base.process import ProgramFailed
from gomigrate.world.base.redact import first_line
from gomigrate.world.disk.folders import look_at_cache, module_caches, zips_lacking
from gomigrate.world.git.gitsettings import read_git_settings
from gomigrate.world.go.installed import find_tools, path_folders
from gomigrate.world.go.settings import read_settings
from gomigrate.world.modules.database import DatabaseClient, Unproven
from gomigrate.world.modules.proxy import Element, parse_goproxy
from gomigrate.world.net.exchanges import Prober
from gomigrate.world.net.netrc import Netrc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.diagnosis.surroundings import Dependency
    from gomigrate.world.go.goenv import GoEnv
    from gomigrate.world.world import World

_LOOKED_UP = 3
"""So many of the project's modules are looked up in the checksum database."""


def gather(world: World, directory: str, *, is_offline: bool = False) -> Surroundings:
    """Everything that the checks read, about the project in a folder. `is_offline`: nobody is asked.

    Raises as scan does where the folder holds no project, WorldProblem where the go command cannot say its settings.
    """
    world, refused = _readable(world)
    env = world.go_env
    git = read_git_settings(world.environ, directory)
    netrc = Netrc.EMPTY if env.goauth == "off" else Netrc.load(world.environ)
    logins = tuple(dict.fromkeys(login.machine for login in netrc.logins))
    subject = find_subject(world, directory)
    dependencies = tuple(replace(d, hints=signs(d.module.path, env, git, logins)) for d in subject.dependencies)
    subject = replace(subject, dependencies=dependencies)
    elements, problem = goproxy_elements(env)
    prober = Prober(world.environ, netrc)
    settings = read_settings(world.go, env, world.environ, directory)
    asker = Asker(prober, env)
    hosts = private_hosts(dependencies, env)
    private = [d for d in dependencies if d.module.path and is_private(d, env)]
    bins = (env.gobin,) if env.gobin else tuple(f"{entry}/bin" for entry in env.gopath[:1])
    return Surroundings(
        subject=subject,
        env=env,
        settings=settings,
        chain=() if problem else asker.chain(elements, () if is_offline else dependencies),
        chain_problem=problem,
        anonymous=() if is_offline else asker.anonymously(elements, private, hosts),
        database=_database(env, elements, prober, dependencies, is_offline=is_offline),
        git=git,
        logins=logins,
        path=path_folders(world.environ),
        tools=find_tools(world.go, world.environ, bins, [tool.rpartition("/")[2] for tool, _ in subject.tools]),
        caches=(look_at_cache("GOMODCACHE", env.gomodcache), look_at_cache("GOCACHE", env.gocache)),
        module_caches=module_caches(env.gopath, env.gomodcache),
        uncached=zips_lacking(env.gomodcache, [dependency.module for dependency in dependencies]),
        is_offline=is_offline,
        go_refuses=refused,
    )


def _readable(world: World) -> tuple[World, str]:
    """The world, without its go command where that refuses to run with the settings as they are, and its words: they
    have to be read all the same, to find out what is wrong with them."""
    try:
        _ = world.go_env
    except ProgramFailed as error:
        return replace(world, uses_go=False), first_line(error.stderr)
    return world, ""


def goproxy_elements(env: GoEnv) -> tuple[tuple[Element, ...], str]:
    """GOPROXY as a list, or why it is none."""
    try:
        return parse_goproxy(env.goproxy), ""
    except WorldProblem as error:
        return (), str(error)


def _database(
    env: GoEnv, elements: tuple[Element, ...], prober: Prober, dependencies: Sequence[Dependency], *, is_offline: bool
) -> DatabaseSeen:
    try:
        database = parse_gosumdb(env.gosumdb)
    except KeyProblem as error:
        return DatabaseSeen(problem=str(error))
    if database is None:
        return DatabaseSeen(is_off=True)
    # Private names stay here; so does everything where nothing is checked anyway.
    checked = [d for d in dependencies if d.module.version and not is_private(d, env)]
    if is_offline or not checked or not elements:
        return DatabaseSeen(name=database.name)
    return _asked(DatabaseClient(database, prober, elements), checked)


def _asked(client: DatabaseClient, checked: Sequence[Dependency]) -> DatabaseSeen:
    name = client.database.name
    route = client.route()
    if not route.base:
        return DatabaseSeen(name=name, exchanges=route.exchanges, unreachable=route.problem)
    tree, unproven = client.latest(route)
    seen = DatabaseSeen(
        name=name,
        exchanges=(*route.exchanges, tree),
        unproven=unproven,
        unreachable="" if tree.is_found else str(tree),
    )
    if unproven or not tree.is_found:
        return seen
    proven, disputed = [], []
    for dependency in checked[:_LOOKED_UP]:
        answer = client.lookup(route, dependency.module)
        if isinstance(answer, Unproven):
            return replace(seen, unproven=f"{dependency.module}: {answer.text}")
        if isinstance(answer, Failure):
            continue
        proven.append(dependency.module)
        for line in answer:
            known = dependency.go_mod_sums if line.is_go_mod else dependency.sums
            if known and line.hash not in known:
                disputed.append((dependency.module, f"the database has {line}, go.sum {', '.join(sorted(known))}"))
    return replace(seen, proven=tuple(proven), disputed=tuple(disputed))
