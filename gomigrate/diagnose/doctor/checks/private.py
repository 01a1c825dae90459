"""Private modules: by which way each comes, with which credential, and what will come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.checks.proxies import where_it_ends
from gomigrate.diagnose.privacy import git_place
from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.doctor import Check, CheckName, Credential, CredentialKind, PrivateWay, check
from gomigrate.model.go.govcs import is_git_forbidden
from gomigrate.model.go.modpath import is_inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.diagnose.doctor.setup import Setup
    from gomigrate.model.diagnosis.doctor import Dependency
    from gomigrate.model.findings import Finding


def check_private(seen: Setup) -> Check:
    """Every private module of the project: proxy or version control, checked or not, and with which credential."""
    ways = [_way(seen, dependency) for dependency in seen.dependencies if seen.is_private(dependency)]
    found = [
        finding("GM876", module=str(exchange.module), evidence=(str(exchange),))
        for exchange in seen.anonymous
        if exchange.is_found
    ]
    found += [trouble for way in ways for trouble in _trouble(seen, way)]
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
    """What the go command, or the git below it, would show for a module in version control."""
    places = [(setting, git_place(setting)) for setting in seen.git]
    instead = [(s, p) for s, p in places if s.key.lower().endswith(".insteadof") and is_inside(path, p)]
    if instead:
        # The longest beginning counts (git help config, url.<base>.insteadOf).
        setting = max(instead, key=lambda pair: len(pair[0].value))[0]
        target = setting.key.partition(".")[2].rpartition(".")[0]
        return Credential(kind=CredentialKind.INSTEAD_OF, name=target)
    for place in seen.logins:
        if is_inside(path, place):
            return Credential(kind=CredentialKind.NETRC, name=place)
    for setting, place in places:
        name = setting.key.lower()
        is_helper = name.startswith("credential.") and name.endswith("helper")
        if (is_helper or name.endswith("extraheader")) and (not place or is_inside(path, place)):
            helper = setting.value if is_helper else ""
            return Credential(kind=CredentialKind.GIT, name=setting.key, helper=helper)
    if seen.env.goauth not in {"", "netrc", "off"}:
        return Credential(kind=CredentialKind.GOAUTH, name=seen.env.goauth.split()[0])
    return None


def _trouble(seen: Setup, way: PrivateWay) -> Iterator[Finding]:
    path = way.module.path
    if way.proxy or not (way.by_gonoproxy or any(element.word == "direct" for element in seen.chain)):
        return
    if not way.credential:
        yield finding("GM877", path=path, host=path.partition("/")[0])
    if is_git_forbidden(seen.env.govcs, seen.env.goprivate, path):
        yield finding("GM878", path=path, govcs=seen.env.govcs)
