"""The package clause and the imports of a Go file by Go's grammar, as go/parser reads them with ImportsOnly.

Slow and exact: used for the headers that the pattern of `outline` does not recognize at a glance.
"""

from __future__ import annotations

from typing import NamedTuple

from gomigrate.gosource.headers.scanner import GoSyntaxError, Scanner, Token


class ParsedSpec(NamedTuple):
    """An import: the name before the path, where the import begins, and where its path's literal does and ends; places
    count characters."""

    name: str
    begin: int
    start: int
    end: int


class ParsedHeader(NamedTuple):
    """The package's name and the imports."""

    package: str
    specs: tuple[ParsedSpec, ...]


def parse_header(text: str) -> ParsedHeader:
    """The header of a file's text (bytes that are no UTF-8 as surrogate escapes). Raises GoSyntaxError at the first
    fault, with the go command's words."""
    package = ""
    try:
        parser = _HeaderParser(text)
        package = parser.package_clause()
        return ParsedHeader(package, tuple(parser.imports()))
    except GoSyntaxError as error:
        error.package = package
        raise


class _HeaderParser:
    """Holds the token that comes next."""

    def __init__(self, text: str) -> None:
        self._scanner = Scanner(text)
        self._token = self._scanner.next()

    def package_clause(self) -> str:
        self._take("keyword", "'package'", text="package")
        name = self._take("ident", "'IDENT'").text
        self._end_of_statement()
        return name

    def imports(self) -> list[ParsedSpec]:
        specs: list[ParsedSpec] = []
        while self._token.kind == "keyword" and self._token.text == "import":
            self._advance()
            if self._token.kind == "(":
                specs += self._group()
            else:
                specs.append(self._spec())
        return specs

    def _group(self) -> list[ParsedSpec]:
        self._advance()
        specs = []
        while self._token.kind not in (")", "EOF"):
            specs.append(self._spec())
        self._take(")", "')'")
        self._end_of_statement()
        return specs

    def _spec(self) -> ParsedSpec:
        name, begin = "", self._token.start
        if self._token.kind in ("ident", "."):
            name = self._token.text
            self._advance()
        path = self._token
        if path.kind in ("ident", "literal"):
            raise GoSyntaxError("import path must be a string", path.start)
        if path.kind != "string":
            raise GoSyntaxError("missing import path", path.start)
        self._advance()
        self._end_of_statement()
        return ParsedSpec(name, begin, path.start, path.end)

    def _end_of_statement(self) -> None:
        if self._token.kind not in (")", "}"):
            self._take(";", "';'")

    def _take(self, kind: str, name: str, text: str | None = None) -> Token:
        token = self._token
        if token.kind != kind or (text is not None and token.text != text):
            raise self._expected(name)
        self._advance()
        return token

    def _expected(self, name: str) -> GoSyntaxError:
        return GoSyntaxError(f"expected {name}, found {self._token.found()}", self._token.start)

    def _advance(self) -> None:
        self._token = self._scanner.next()
