"""Module proxies: one element of GOPROXY, and the list of them with the go command's rules for falling through.

The protocol is https://go.dev/ref/mod#goproxy-protocol; what a client accepts follows cmd/go/internal/modfetch.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import quote, urlsplit

from gomigrate.model.errors import WorldProblem
from gomigrate.model.go import pseudo, semver
from gomigrate.model.go.modpath import InvalidPathError, escape_path, escape_version, match_prefix_patterns
from gomigrate.model.modules import Attempt, Flaw, ModuleVersion, RevInfo, Said, SourceKind
from gomigrate.model.text.shownurl import place, place_names, shown_goproxy
from gomigrate.world.base.outcome import Failure, Found, Outcome, Refused
from gomigrate.world.disk.ziptree import MAX_ZIP_SIZE
from gomigrate.world.modules.proxyanswers import check_zip, is_go_mod, parse_info, parse_list
from gomigrate.world.net.hosts import host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gomigrate.world.net.client import HttpClient

T = TypeVar("T")


class ProxySource(Protocol):
    """The source for one element of GOPROXY: a proxy, or version control by way of the go command."""

    @property
    def name(self) -> str:
        """How to call it, without credentials."""
        ...

    @property
    def identity(self) -> str:
        """Under which name answers may be kept; "" where they should not be."""
        ...

    @property
    def folder(self) -> str:
        """The name that its zips are kept under, whether they count the next time or not."""
        ...

    def owner(self, path: str) -> str:
        """Who is logged in there for questions about the module, "" for no user."""
        ...

    def info(self, path: str, rev: str) -> RevInfo | Failure:
        """Which version a version, commit, tag or branch is."""
        ...

    def latest(self, path: str) -> RevInfo | Failure:
        """The version to take where there is no tagged one."""
        ...

    def versions(self, path: str) -> tuple[str, ...] | Failure:
        """The versions that there are."""
        ...

    def go_mod(self, mod: ModuleVersion) -> bytes | Failure:
        """The text of the go.mod file."""
        ...

    def zip(self, mod: ModuleVersion, file: IO[bytes]) -> Failure | None:
        """The module's zip, written to `file`."""
        ...


@dataclass(frozen=True, slots=True)
class Proxy:
    """A module proxy at an http, https or file URL, shown as `label`. Every method gives the value or the Failure;
    nothing is raised for what a server does."""

    url: str
    client: HttpClient
    label: str = ""

    def __repr__(self) -> str:
        return f"Proxy({self.name!r})"

    @property
    def name(self) -> str:
        """Scheme and host: its path may hold a token."""
        return self.label or place(self.url)

    @property
    def identity(self) -> str:
        """A short name for folders: the same for the same proxy, whatever the credentials. A folder keeps itself."""
        return "" if urlsplit(self.url).scheme == "file" else self._digest()

    @property
    def folder(self) -> str:
        """The identity; for a folder, whose zips may be rewritten, a name of its own."""
        return self.identity or f"local-{self._digest()}"

    def _digest(self) -> str:
        parts = urlsplit(self.url)
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl().rstrip("/")
        return hashlib.sha256(bare.encode()).hexdigest()[:24]

    def owner(self, path: str) -> str:
        """The user whose credentials go with the questions."""
        return self.client.user(self._base(path))

    def info(self, path: str, rev: str) -> RevInfo | Failure:
        """`@v/<rev>.info`: which version a version, commit, tag or branch is."""
        body = self._get(path, rev, ".info")
        return body if isinstance(body, Failure) else parse_info(body, path, rev)

    def latest(self, path: str) -> RevInfo | Failure:
        """`@latest`; where the proxy has no such file, the newest pseudo-version of its list, as in the go command."""
        body = self.client.get(f"{self._base(path)}/@latest")
        if not isinstance(body, Failure):
            return parse_info(body, path, "")
        if not body.is_no:
            return body
        versions = self.versions(path)
        if isinstance(versions, Failure):
            return versions
        newest = max(filter(pseudo.is_pseudo, versions), key=_stamp, default="")
        return self.info(path, newest) if newest else body

    def versions(self, path: str) -> tuple[str, ...] | Failure:
        """`@v/list` as it stands, pseudo-versions included, sorted."""
        body = self.client.get(f"{self._base(path)}/@v/list")
        return body if isinstance(body, Failure) else parse_list(body)

    def go_mod(self, mod: ModuleVersion) -> bytes | Failure:
        """`@v/<version>.mod`."""
        body = self._get(mod.path, mod.version, ".mod")
        if not isinstance(body, Failure) and not is_go_mod(body):
            return Failure(Said.BROKEN, flaw=Flaw.NO_GO_MOD)
        return body

    def zip(self, mod: ModuleVersion, file: IO[bytes]) -> Failure | None:
        """`@v/<version>.zip` into `file`, checked to be a whole zip of this module version."""
        url = f"{self._base(mod.path)}/@v/{path_escaped(escape_version(mod.version))}.zip"
        return self.client.save(url, MAX_ZIP_SIZE, file) or check_zip(file, mod, is_thorough=True)

    def _get(self, path: str, version: str, ending: str) -> bytes | Failure:
        return self.client.get(f"{self._base(path)}/@v/{path_escaped(escape_version(version))}{ending}")

    def _base(self, path: str) -> str:
        return f"{self.url.rstrip('/')}/{path_escaped(escape_path(path))}"


def path_escaped(text: str) -> str:
    """Percent-encoded as the go command does it (url.PathEscape, but for slashes)."""
    return quote(text, safe="/$&+:=@")


def _stamp(version: str) -> str:
    """The time in a pseudo-version, as it stands there: it sorts as it is."""
    return version.removesuffix(semver.build(version)).rpartition("-")[0][-14:]


@dataclass(frozen=True, slots=True)
class Element:
    """A word of GOPROXY: a URL, "direct" or "off"; `falls_through`: a "|" follows, so any failure leads on."""

    word: str
    falls_through: bool

    @property
    def kind(self) -> SourceKind:
        """Who answers for it."""
        return SourceKind.DIRECT if self.word == "direct" else SourceKind.PROXY


def found_attempt(source: str, kind: SourceKind, question: str, answer: object) -> Attempt:
    """The attempt that got this answer, with the version if it is one about a version."""
    detail = answer.version if isinstance(answer, RevInfo) else ""
    return Attempt(source=source, kind=kind, question=question, said=Said.FOUND, detail=detail)


def parse_goproxy(goproxy: str) -> tuple[Element, ...]:
    """The elements of a GOPROXY list up to the first "off" or "direct", after which nothing counts.

    A name without a scheme is an https URL. Raises WorldProblem, in the go command's words, for what is no list.
    """
    elements = []
    for text, separator in re.findall(r"([^,|]*)([,|]|$)", goproxy):
        word = text.strip()
        if not word:
            continue
        if word in {"off", "direct"}:
            elements.append(Element(word, falls_through=False))
            break
        if set(word) & set(".:/") and ":/" not in word and not word.startswith("/"):
            word = f"https://{word}"
        _check_proxy_url(word)
        elements.append(Element(word, falls_through=separator == "|"))
    if not elements:
        raise WorldProblem("GOPROXY list is not the empty string, but contains no entries")
    return tuple(elements)


def _check_proxy_url(url: str) -> None:
    shown = shown_goproxy(url)
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise WorldProblem(f"GOPROXY: invalid proxy URL: {shown}") from None
    if not parts.scheme:
        raise WorldProblem(f"GOPROXY: invalid proxy URL missing scheme: {shown}")
    if parts.scheme not in {"http", "https", "file"}:
        raise WorldProblem(f"GOPROXY: invalid proxy URL scheme (must be https, http, file): {shown}")
    if parts.scheme == "file" and (parts.netloc or parts.query or parts.fragment):
        raise WorldProblem(f"GOPROXY: invalid file:// proxy URL with non-path elements: {shown}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyChain:
    """GOPROXY as a whole. `sources` belong to `elements` (None: "off"); `direct` answers for what GONOPROXY covers."""

    elements: tuple[Element, ...]
    sources: tuple[ProxySource | None, ...]
    direct: ProxySource
    gonoproxy: str = ""

    @classmethod
    def of(
        cls, goproxy: str, gonoproxy: str, direct: ProxySource, source_of: Callable[[str, str], ProxySource]
    ) -> ProxyChain:
        """The chain for these settings; `source_of` makes that of a URL, to be called by the name that comes with it.
        Raises WorldProblem as parse_goproxy."""
        elements = parse_goproxy(goproxy)
        names = place_names(tuple(element.word for element in elements))
        known: dict[str, ProxySource | None] = {"off": None, "direct": direct}
        sources = tuple(
            known[e.word] if e.word in known else source_of(e.word, name)
            for e, name in zip(elements, names, strict=True)
        )
        return cls(elements=elements, sources=sources, direct=direct, gonoproxy=gonoproxy)

    def is_private(self, path: str) -> bool:
        """Whether GONOPROXY (or GOPRIVATE, whose value it takes) keeps this module from all proxies."""
        return match_prefix_patterns(self.gonoproxy, path)

    def ask(self, path: str, question: str, put: Callable[[ProxySource], T | Failure]) -> Outcome[T]:
        """Put a question about the module `path` to the list until one answers or the rules say to stop.

        After "," only "there is no such thing" (404, 410, no such file) leads on, after "|" anything does. "No source
        has it" is known only if every one answered: one that is out of order may have it.
        """
        attempts: list[Attempt] = []
        for element, source in self._route(path):
            answer = _answer(element, source, put)
            if isinstance(answer, Failure):
                answer = self.weighed(path, answer)
            name, kind = (source.name, element.kind) if source else ("GOPROXY", SourceKind.SETTINGS)
            if not isinstance(answer, Failure):
                return Found(answer, name, (*attempts, found_attempt(name, kind, question, answer)))
            attempts.append(answer.attempt(name, kind, question))
            if not (answer.is_no or element.falls_through):
                break
        return Refused(tuple(attempts))

    def weighed(self, path: str, failure: Failure) -> Failure:
        """What it means that version control gave no answer about the module `path`: it demands a login, which forges
        do for a missing repository as for a private one, or its server is unreachable, as in most companies' networks.
        Where the proxies before it had no such module, that is a NO as well; where version control alone was asked,
        nothing is known."""
        is_told = any(element.word != "direct" for element, _ in self._route(path))
        settled = {Said.LOGIN: Said.REFUSED, Said.UNREACHABLE: Said.NO_ROUTE}
        is_silent = failure.by is SourceKind.DIRECT and failure.said in settled
        return replace(failure, said=settled[failure.said]) if is_silent and is_told else failure

    def asks_version_control(self, path: str) -> bool:
        """Whether version control itself is asked about the module `path`, where the proxies have nothing."""
        return any(element.word == "direct" for element, _ in self._route(path))

    def first_asked(self, path: str) -> tuple[SourceKind, str]:
        """Who is asked about the module `path` first: a proxy's host, or the URL of its folder, or the host of the path
        where it is version control (or no one)."""
        element, _ = self._route(path)[0]
        if element.word in {"direct", "off"}:
            return SourceKind.DIRECT, path.partition("/")[0]
        return SourceKind.PROXY, host_of(element.word) or element.word

    def asked(self, path: str) -> str:
        """The source that is asked about the module `path`, by name."""
        return ", ".join(source.name if source else "off" for _, source in self._route(path))

    def _route(self, path: str) -> Sequence[tuple[Element, ProxySource | None]]:
        if self.is_private(path):
            return [(Element("direct", falls_through=False), self.direct)]
        return list(zip(self.elements, self.sources, strict=True))


def _answer(element: Element, source: ProxySource | None, put: Callable[[ProxySource], T | Failure]) -> T | Failure:
    if source is None:
        return Failure(Said.NOT_ASKED, f"GOPROXY={element.word}")
    try:
        return put(source)
    except InvalidPathError as error:
        return Failure(Said.REFUSED, str(error), Flaw.BAD_PATH)
