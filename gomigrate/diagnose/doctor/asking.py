"""What is asked of the proxies: each element of GOPROXY, for this project's own modules.

A name that is private by a setting or by a sign is never sent to a public proxy. Without credentials, private modules
are asked for only where the go command itself would ask, or at a company's own proxy.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from gomigrate.diagnose.doctor.privacy import FORGES, is_private, is_public_proxy
from gomigrate.model.diagnosis.surroundings import ChainElement, Dependency, Exchange
from gomigrate.model.go import pseudo
from gomigrate.model.go.modpath import InvalidPathError, escape_path, escape_version, match_prefix_patterns
from gomigrate.model.text.shownurl import place_names
from gomigrate.modfile.dirhash import hash_go_mod
from gomigrate.world.base.outcome import Failure
from gomigrate.world.base.redact import redact_url
from gomigrate.world.modules.proxyanswers import is_go_mod, parse_info, parse_list
from gomigrate.world.modules.ziphash import hash_of_zip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gomigrate.world.go.goenv import GoEnv
    from gomigrate.world.modules.proxy import Element
    from gomigrate.world.net.exchanges import Answer, Prober

_AT_ONCE = 8
_THOROUGH = 3
"""So many modules are asked for with every question, zips included; the rest by .info and .mod."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Puts the questions; `prober` is the door."""

    prober: Prober
    env: GoEnv

    def chain(self, elements: Sequence[Element], dependencies: Sequence[Dependency]) -> tuple[ChainElement, ...]:
        """Every element with what it answered. `direct` and `off` are asked nothing here."""
        hosts = private_hosts(dependencies, self.env)
        seen = []
        names = place_names(tuple(element.word for element in elements))
        for position, element in enumerate(elements):
            is_last = position == len(elements) - 1
            leads_on = "" if is_last else "|" if element.falls_through else ","
            if element.word in {"direct", "off"}:
                seen.append(ChainElement(word=element.word, leads_on=leads_on))
                continue
            is_public = is_public_proxy(element.word, hosts)
            askable = [d for d in dependencies if self.may_ask(d, is_public=is_public)]
            seen.append(
                ChainElement(
                    word=names[position],
                    leads_on=leads_on,
                    is_public=is_public,
                    credential=self.prober.credential(element.word),
                    exchanges=self.element(element.word, askable),
                )
            )
        return tuple(seen)

    def may_ask(self, dependency: Dependency, *, is_public: bool) -> bool:
        """Whether a proxy may be asked for a module: not against GONOPROXY, and a public one not for private names."""
        path = dependency.module.path
        if match_prefix_patterns(self.env.gonoproxy, path):
            return False
        return not (is_public and (dependency.hints or match_prefix_patterns(self.env.gonosumdb, path)))

    def element(self, url: str, dependencies: Sequence[Dependency], thorough: int = _THOROUGH) -> tuple[Exchange, ...]:
        """What one proxy answers about these modules; it is left alone once there is no connection to it."""
        if not dependencies:
            return ()
        first = self._about(url, dependencies[0], is_thorough=thorough > 0)
        if first[0].kind in {"connect", "tls", "timeout"}:
            return first[:1]
        rest = [(d, index < thorough) for index, d in enumerate(dependencies[1:], 1)]
        answers = _each(lambda item: self._about(url, item[0], is_thorough=item[1]), rest)
        return (*first, *(exchange for some in answers for exchange in some))

    def _about(self, url: str, dependency: Dependency, *, is_thorough: bool) -> tuple[Exchange, ...]:
        module = dependency.module
        base = _base(url, module.path)
        if not base or not dependency.query:
            return ()
        info, revision = self._info(base, dependency)
        exchanges = [info]
        if info.kind in {"connect", "tls", "timeout"}:
            return tuple(exchanges)
        if module.version and info.is_found:
            exchanges.append(self._hashed(f"{base}/@v/{_quoted(escape_version(module.version))}", "mod", dependency))
        if is_thorough and info.is_found:
            listed = self.prober.ask(f"{base}/@v/list", "list", module)
            exchanges.append(_read(listed, parse_list))
            latest = self.prober.ask(f"{base}/@latest", "latest", module)
            exchanges.append(_read(latest, lambda body: parse_info(body, module.path, "")))
            if revision:
                exchanges.append(self.prober.ask(f"{base}/@v/{revision}.info", "revision", module).exchange)
            if module.version:
                name = f"{base}/@v/{_quoted(escape_version(module.version))}"
                exchanges.append(self._hashed(name, "zip", dependency))
        return tuple(exchanges)

    def _info(self, base: str, dependency: Dependency) -> tuple[Exchange, str]:
        """The .info of the version, and the commit that it is, as far as that is known."""
        module = dependency.module
        try:
            name = _quoted(escape_version(dependency.query))
        except InvalidPathError as error:
            return Exchange(question="info", url=redact_url(base), module=module, problem=str(error)), ""
        question = "info" if module.version else "revision"
        answer = self.prober.ask(f"{base}/@v/{name}.info", question, module)
        if not answer.exchange.is_found:
            return answer.exchange, ""
        info = parse_info(answer.body, module.path, dependency.query)
        if isinstance(info, Failure):
            return replace(answer.exchange, kind="broken", problem=info.datum), ""
        revision = pseudo.pseudo_rev(info.version) if pseudo.is_pseudo(info.version) else info.commit[:12]
        return answer.exchange, revision

    def _hashed(self, name: str, question: str, dependency: Dependency) -> Exchange:
        """A .mod or .zip, with the hash that go.sum would have for it."""
        module = dependency.module
        if question == "mod":
            answer = self.prober.ask(f"{name}.mod", question, module)
            if answer.exchange.is_found and not is_go_mod(answer.body):
                return replace(answer.exchange, kind="broken", problem="what came back is no go.mod file")
            return (
                replace(answer.exchange, digest=hash_go_mod(answer.body))
                if answer.exchange.is_found
                else answer.exchange
            )
        exchange, digest, problem = hash_of_zip(self.prober, f"{name}.zip", module)
        if exchange.is_found and problem:
            return replace(exchange, kind="broken", problem=problem)
        return replace(exchange, digest=digest)

    def anonymously(
        self, elements: Sequence[Element], private: Sequence[Dependency], hosts: frozenset[str]
    ) -> tuple[Exchange, ...]:
        """The .info of private modules, asked without credentials at proxies that are not public."""
        asked = []
        for element in elements:
            if not element.word.startswith(("http:", "https:")) or is_public_proxy(element.word, hosts):
                continue
            parts = urlsplit(element.word)
            bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
            for dependency in private:
                base = _base(bare, dependency.module.path)
                if base and dependency.module.version:
                    url = f"{base}/@v/{_quoted(escape_version(dependency.module.version))}.info"
                    exchange = self.prober.ask(url, "info", dependency.module, anonymously=True).exchange
                    asked.append(exchange)
                    if exchange.kind in {"connect", "tls", "timeout"}:
                        break
        return tuple(asked)


def private_hosts(dependencies: Iterable[Dependency], env: GoEnv) -> frozenset[str]:
    """The hosts of the modules that are private by a setting or by a sign, public forges left out."""
    return frozenset(d.module.path.partition("/")[0] for d in dependencies if is_private(d, env)) - FORGES


def _read(answer: Answer, read: Callable[[bytes], object]) -> Exchange:
    """The exchange, which has failed where what came back cannot be an answer, such as a page of a login."""
    said = read(answer.body) if answer.exchange.is_found else None
    return replace(answer.exchange, kind="broken", problem=said.datum) if isinstance(said, Failure) else answer.exchange


def _base(url: str, path: str) -> str:
    try:
        return f"{url.rstrip('/')}/{_quoted(escape_path(path))}"
    except InvalidPathError:
        return ""


def _quoted(text: str) -> str:
    return quote(text, safe="/$&+:=@!")


def _each(
    ask: Callable[[tuple[Dependency, bool]], tuple[Exchange, ...]], items: Sequence[tuple[Dependency, bool]]
) -> list[tuple[Exchange, ...]]:
    if len(items) < 2:
        return [ask(item) for item in items]
    with ThreadPoolExecutor(min(_AT_ONCE, len(items)), thread_name_prefix="doctor") as pool:
        return list(pool.map(ask, items))
