"""The questions to the proxies: each element of GOPROXY, for this project's own modules.

Without credentials, private modules are asked for only where the go command itself would ask, or at a company's own
proxy.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from gomigrate.diagnose.privacy import is_private, is_public_proxy
from gomigrate.model.diagnosis.doctor import ChainElement
from gomigrate.model.diagnosis.exchanges import Exchange
from gomigrate.model.go import pseudo
from gomigrate.model.go.modpath import InvalidPathError, escape_path, escape_version
from gomigrate.model.modules import Flaw, Said
from gomigrate.modfile.dirhash import hash_go_mod
from gomigrate.world.base.outcome import Failure
from gomigrate.world.base.redact import redact_url
from gomigrate.world.base.sidebyside import side_by_side
from gomigrate.world.modules.proxy import path_escaped
from gomigrate.world.modules.proxyanswers import is_go_mod, parse_info, parse_list
from gomigrate.world.modules.ziphash import ask_for_zip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gomigrate.diagnose.servers import Servers
    from gomigrate.model.diagnosis.doctor import Dependency
    from gomigrate.world.net.client import Answer, HttpClient

T = TypeVar("T")

_AT_ONCE = 8
_THOROUGH = 3
"""How many modules are asked for with every question, zips included; the rest by .info and .mod."""


def ask_chain(servers: Servers, dependencies: Sequence[Dependency], *, is_offline: bool) -> tuple[ChainElement, ...]:
    """Every element with its answers. `direct` and `off` get no questions here."""
    hosts = servers.private_hosts(dependencies)
    seen = []
    for position, (element, name) in enumerate(servers.named, 1):
        is_last = position == len(servers.elements)
        asked = ChainElement(word=name, leads_on="" if is_last else "|" if element.falls_through else ",")
        if asked.is_proxy:
            askable = [d for d in dependencies if not is_offline and servers.may_ask(d, element.word, hosts)]
            asked = replace(
                asked,
                is_public=is_public_proxy(element.word, hosts),
                credential=servers.client.credential(element.word),
                exchanges=ask_proxy(servers.client, element.word, askable),
            )
        seen.append(asked)
    return tuple(seen)


def ask_proxy(
    client: HttpClient, url: str, dependencies: Sequence[Dependency], thorough: int = _THOROUGH
) -> tuple[Exchange, ...]:
    """The answers of one proxy about these modules. It gets no more questions once there is no connection to it."""
    if not dependencies:
        return ()
    first = _about(client, url, dependencies[0], is_thorough=thorough > 0)
    if first and first[0].is_unreachable:
        return first[:1]
    rest = side_by_side(
        lambda item: _about(client, url, item[1], is_thorough=item[0] < thorough),
        enumerate(dependencies[1:], 1),
        _AT_ONCE,
    )
    return (*first, *(exchange for some in rest for exchange in some))


def ask_anonymously(servers: Servers, dependencies: Sequence[Dependency]) -> tuple[Exchange, ...]:
    """The .info of private modules, asked for without credentials at proxies that are not public."""
    asked: list[Exchange] = []
    private = [d for d in dependencies if d.module.version and is_private(d, servers.env)]
    hosts = servers.private_hosts(dependencies)
    for url, _ in servers.proxies:
        if url.startswith("file:") or is_public_proxy(url, hosts):
            continue
        parts = urlsplit(url)
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        for dependency in private:
            try:
                name = f"{_base(bare, dependency)}/@v/{path_escaped(escape_version(dependency.module.version))}.info"
            except InvalidPathError:
                continue
            asked.append(servers.client.ask(name, "info", dependency.module, anonymously=True).exchange)
            if asked[-1].is_unreachable:
                break
    return tuple(asked)


def _about(client: HttpClient, url: str, dependency: Dependency, *, is_thorough: bool) -> tuple[Exchange, ...]:
    """One module: its .info first, and more only where that is there."""
    module = dependency.module
    try:
        base = _base(url, dependency)
        name = path_escaped(escape_version(dependency.query)) if dependency.query else ""
    except InvalidPathError as error:
        return (Exchange(question="info", url=redact_url(url), module=module, said=Said.REFUSED, problem=str(error)),)
    if not name:
        # No version is known. The request shows all the same whether the proxy answers and accepts the login.
        latest = client.ask(f"{base}/@latest", "latest", module)
        return (_read(latest, lambda body: parse_info(body, module.path, ""))[0],)
    question = "info" if module.version else "revision"
    info, said = _read(
        client.ask(f"{base}/@v/{name}.info", question, module),
        lambda body: parse_info(body, module.path, dependency.query),
    )
    exchanges = [info]
    if not info.is_found or said is None:
        return tuple(exchanges)
    if module.version:
        exchanges.append(_go_mod(client.ask(f"{base}/@v/{name}.mod", "mod", module)))
    if is_thorough:
        exchanges.append(_read(client.ask(f"{base}/@v/list", "list", module), parse_list)[0])
        latest = client.ask(f"{base}/@latest", "latest", module)
        exchanges.append(_read(latest, lambda body: parse_info(body, module.path, ""))[0])
        revision = pseudo.pseudo_rev(said.version) if pseudo.is_pseudo(said.version) else said.commit[:12]
        if revision:
            exchanges.append(client.ask(f"{base}/@v/{revision}.info", "revision", module).exchange)
        if module.version:
            exchanges.append(ask_for_zip(client, f"{base}/@v/{name}.zip", module)[0])
    return tuple(exchanges)


def _go_mod(answer: Answer) -> Exchange:
    """A .mod with the hash that go.sum would have for it."""
    if not answer.exchange.is_found:
        return answer.exchange
    if not is_go_mod(answer.body):
        return answer.exchange.failed(Said.BROKEN, flaw=Flaw.NO_GO_MOD)
    return replace(answer.exchange, digest=hash_go_mod(answer.body))


def _read(answer: Answer, read: Callable[[bytes], T | Failure]) -> tuple[Exchange, T | None]:
    """The exchange, and what was read of the answer. The exchange has failed where the content cannot be an answer,
    such as the page of a login."""
    said = read(answer.body) if answer.exchange.is_found else None
    if isinstance(said, Failure):
        return answer.exchange.failed(said.said, said.detail, said.flaw), None
    return answer.exchange, said


def _base(url: str, dependency: Dependency) -> str:
    """The URL of a module at a proxy. Raises InvalidPathError."""
    return f"{url.rstrip('/')}/{path_escaped(escape_path(dependency.path))}"
