"""The checksum database by the go command's route: through a proxy that offers it, else itself.

The route is cmd/go/internal/modfetch.dbClient.initBase; nothing counts without signature and inclusion proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from gomigrate.model.errors import GomigrateError
from gomigrate.model.go.modpath import InvalidPathError, escape_path, escape_version
from gomigrate.model.modules import Flaw, Said
from gomigrate.modfile.gosum import SumLine, parse_go_sum
from gomigrate.sumdb.note import Database, NotSignedError, open_note
from gomigrate.sumdb.tlog import NotProvenError, Tile, check_record, parse_lookup, parse_tree
from gomigrate.world.base.outcome import Failure

if TYPE_CHECKING:
    from gomigrate.model.diagnosis.exchanges import Exchange
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.world.modules.proxy import Element
    from gomigrate.world.net.client import HttpClient


class _NoAnswer(GomigrateError):
    """A request that was not answered as it must be; carries the exchange."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(str(exchange))
        self.said = exchange.said


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where the database is asked: its base URL ("" where it cannot be reached, and then `problem` says why)."""

    base: str = ""
    problem: str = ""
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unproven:
    """An answer that signature or log do not confirm: what is wrong with it."""

    text: str


@dataclass(frozen=True, slots=True)
class DatabaseClient:
    """Asks one database; each lookup is verified on its own."""

    database: Database
    client: HttpClient
    elements: tuple[Element, ...]

    def __repr__(self) -> str:
        return f"DatabaseClient({self.database.name!r})"

    def route(self) -> Route:
        """How the go command would get there. Asks each proxy for /sumdb/NAME/supported."""
        if self.database.url:
            return Route(base=self.database.url.rstrip("/"))
        asked: list[Exchange] = []
        for element in self.elements:
            if element.word in {"direct", "off"}:
                break
            url = f"{element.word.rstrip('/')}/sumdb/{self.database.name}"
            exchange = self.client.ask(f"{url}/supported", "supported").exchange
            asked.append(exchange)
            if exchange.is_found:
                return Route(base=url, exchanges=tuple(asked))
            if not (exchange.is_missing or element.falls_through):
                return Route(problem=str(exchange), exchanges=tuple(asked))
        return Route(base=f"https://{self.database.name}", exchanges=tuple(asked))

    def latest(self, route: Route) -> tuple[Exchange, str]:
        """The newest signed tree: the exchange, and what is wrong with its signature ("" for nothing)."""
        answer = self.client.ask(f"{route.base}/latest", "latest")
        if not answer.exchange.is_found:
            return answer.exchange, ""
        try:
            parse_tree(open_note(answer.body, self.database.key))
        except (NotSignedError, NotProvenError) as error:
            return answer.exchange, str(error)
        return answer.exchange, ""

    def lookup(self, route: Route, mod: ModuleVersion) -> tuple[SumLine, ...] | Failure | Unproven:
        """The go.sum lines that the database has for a module version, proven; Failure where it does not answer."""
        try:
            name = f"{escape_path(mod.path)}@{escape_version(mod.version)}"
        except InvalidPathError as error:
            return Failure(Said.REFUSED, str(error), Flaw.BAD_PATH)
        try:
            found = parse_lookup(self._read(f"{route.base}/lookup/{quote(name, safe='/$&+:=@!')}", mod))
            tree = parse_tree(open_note(found.note, self.database.key))
            check_record(tree, found.number, found.record, lambda tile: self._tile(route, tile))
        except _NoAnswer as error:
            return Failure(error.said, str(error))
        except (NotSignedError, NotProvenError) as error:
            return Unproven(text=str(error))
        lines = parse_go_sum(found.record).lines
        if {line.module for line in lines} != {mod}:
            return Unproven(text="the record is about another module")
        return lines

    def _tile(self, route: Route, tile: Tile) -> bytes:
        try:
            return self._read(f"{route.base}/{tile.path}", None)
        except _NoAnswer:
            if tile.width == 256:
                raise
            # A tile that has become full since then need not be kept in part.
            full = Tile(level=tile.level, number=tile.number, width=256)
            return self._read(f"{route.base}/{full.path}", None)[: tile.width * 32]

    def _read(self, url: str, mod: ModuleVersion | None) -> bytes:
        answer = self.client.ask(url, "sumdb", mod)
        if not answer.exchange.is_found:
            raise _NoAnswer(answer.exchange)
        return answer.body
