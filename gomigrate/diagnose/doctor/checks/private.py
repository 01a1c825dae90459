"""Private modules: where each comes from, with which credential, and whether that works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.checks.proxies import where_it_ends
from gomigrate.diagnose.privacy import FORGES, git_place
from gomigrate.model.codes import finding, finding_of
from gomigrate.model.diagnosis.doctor import Check, CheckName, Credential, CredentialKind, PrivateWay, check
from gomigrate.model.go.govcs import is_git_forbidden
from gomigrate.model.go.modpath import is_inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.diagnose.doctor.setup import Setup
    from gomigrate.model.diagnosis.doctor import Dependency
    from gomigrate.model.diagnosis.machine import GitSetting
    from gomigrate.model.findings import Fact, Finding


def check_private(seen: Setup) -> Check:
    """Every private module of the project: proxy or version control, checked or not, and with which credential."""
    ways = [_way(seen, dependency) for dependency in seen.dependencies if seen.is_private(dependency)]
    found = [
        finding("GM876", module=str(exchange.module), evidence=(str(exchange),))
        for exchange in seen.anonymous
        if exchange.is_found
    ]
    found += [*_no_git(seen), *_leaks(seen), *(trouble for way in ways for trouble in _trouble(seen, way))]
    is_skipped = bool(ways) and seen.is_offline
    modules = len(seen.dependencies)
    return check(CheckName.PRIVATE, found, ways, is_skipped=is_skipped, private=len(ways), modules=modules)


def _way(seen: Setup, dependency: Dependency) -> PrivateWay:
    path = dependency.path
    is_direct = seen.goes_direct(path)
    proxy = next(iter(seen.proxies), None) if not is_direct else None
    return PrivateWay(
        module=dependency.module,
        by_gonoproxy=is_direct,
        database="" if seen.database.is_off or seen.is_exempt(path) else seen.database.name,
        credential=None if proxy else credential(seen, path),
        proxy=proxy,
        was_asked=proxy is not None and any(exchange.module == dependency.module for exchange in proxy.exchanges),
        end=where_it_ends(seen, dependency) if proxy else None,
    )


def credential(seen: Setup, path: str) -> Credential | None:
    """What git would send for a module in version control.

    The go command asks for https://PATH. An insteadOf counts where its value is a prefix of that; one for ssh does not.
    git reads netrc without paths, and from ~/.netrc alone.
    """
    host = path.partition("/")[0]
    instead = _instead(seen.git, path)
    if instead:
        is_other_way = not instead.target.startswith(("http:", "https:"))
        if instead.has_login or is_other_way:
            return Credential(kind=CredentialKind.INSTEAD_OF, name=instead.target)
        host = path = instead.target.partition("://")[2].partition("/")[0]
    if {"", host} & set(seen.git_logins):
        return Credential(kind=CredentialKind.NETRC, name=host if host in seen.git_logins else "default")
    for setting, place in ((setting, git_place(setting)) for setting in seen.git):
        name = setting.key.lower()
        is_helper = name.startswith("credential.") and name.endswith("helper")
        if (is_helper or name.endswith("extraheader")) and (not place or is_inside(path, place)):
            helper = setting.value if is_helper else ""
            return Credential(kind=CredentialKind.GIT, name=setting.key, helper=helper)
    by_goauth = seen.env.goauth not in {"", "netrc", "off"} and host not in FORGES
    return Credential(kind=CredentialKind.GOAUTH, name=seen.env.goauth.split()[0]) if by_goauth else None


def _instead(settings: Iterable[GitSetting], path: str) -> GitSetting | None:
    """The insteadOf that a fetch obeys: the longest beginning counts (git help config, url.<base>.insteadOf)."""
    found = [one for one in settings if one.is_instead_of and f"https://{path}".startswith(one.value)]
    return max(found, key=lambda one: len(one.value)) if found else None


def _unused(seen: Setup, path: str) -> dict[str, Fact]:
    """What looks like a credential for a module, and is not: settings of the project's own repository, logins of netrc
    that git does not read, an insteadOf for another spelling."""
    local = (one for one in seen.git_local if is_inside(path, git_place(one)))
    others = (one for one in seen.git if one.is_instead_of and is_inside(path, git_place(one)))
    return {
        "local": tuple(one.key for one in local),
        "logins": tuple(place for place in seen.logins if is_inside(path, place)),
        "spelled": tuple(one.value for one in others),
    }


def _trouble(seen: Setup, way: PrivateWay) -> Iterator[Finding]:
    path = way.module.path
    if way.proxy or not _by_version_control(seen, path):
        return
    if not way.credential and seen.has_git:
        told: dict[str, Fact] = {"path": path, "host": path.partition("/")[0]}
        yield finding_of("GM877", told | _unused(seen, path))
    if is_git_forbidden(seen.env.govcs, seen.env.goprivate, path):
        yield finding("GM878", path=path, govcs=seen.env.govcs)


def _by_version_control(seen: Setup, path: str) -> bool:
    return seen.goes_direct(path) or any(element.word == "direct" for element in seen.chain)


def _no_git(seen: Setup) -> Iterator[Finding]:
    """Some module comes from version control first, and there is no git."""
    is_first = bool(seen.chain) and seen.chain[0].word == "direct"
    wanted = tuple(d.path for d in seen.dependencies if is_first or seen.goes_direct(d.path))
    if wanted and not seen.has_git and seen.uncached:
        yield finding("GM953", modules=wanted)


def _leaks(seen: Setup) -> Iterator[Finding]:
    """A login that git would send by plain http."""
    direct = [d.path for d in seen.dependencies if _by_version_control(seen, d.path)]
    for setting in seen.git:
        covered = tuple(path for path in direct if _instead([setting], path))
        if covered and setting.has_login and setting.target.startswith("http:"):
            yield finding("GM952", key=setting.key, target=setting.target, modules=covered)
