"""What is measured: everything that reads what strangers write, and texts that were made to cost it much.

Readers of locks come from their registry, those of build files from the kinds of files, and with them run all rules: a
new one is measured without a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from gomigrate.gosource.constraint import ConstraintError, parse_go_build, parse_header, parse_plus_build
from gomigrate.gosource.constructs import build_minor, read_constructs
from gomigrate.gosource.directives import embeds_in
from gomigrate.gosource.extent import NulByteError
from gomigrate.gosource.header import import_specs, scan_header, scan_other
from gomigrate.gosource.literal import quoted_prefix, unquote
from gomigrate.gosource.rewrite import rewrite_import_comment, rewrite_imports
from gomigrate.graph.picture import draw
from gomigrate.graph.requirements import whole
from gomigrate.locks.registry import disagreements, legacy_files, read_locks
from gomigrate.model import modpath, names, pseudo, semver
from gomigrate.model.codes import finding
from gomigrate.model.errors import GomigrateError
from gomigrate.model.globs import path_match
from gomigrate.model.memorytree import MemoryTree
from gomigrate.model.plan import Replacement, Requirement
from gomigrate.modfile.edit import edit, format_text
from gomigrate.modfile.gomod import parse
from gomigrate.modfile.gosum import parse_go_sum, render_go_sum
from gomigrate.modfile.gowork import parse_go_work
from gomigrate.modfile.modgraph import read_mod_graph
from gomigrate.modfile.modulestxt import parse_modules_txt
from gomigrate.modfile.syntax import ModFileError
from gomigrate.partition.wishes import read_wishes
from gomigrate.report import review
from gomigrate.report.graph import graph_dot, graph_mermaid, graph_text
from gomigrate.report.page import Page, findings_into
from gomigrate.scripts.kinds import YAML_KINDS, FileKind, kind_by_first_line, kind_by_path
from gomigrate.sumcheck.gather import read_sums
from gomigrate.sumcheck.golog import judge_log
from gomigrate.sumcheck.golog import read_log as read_go_log
from gomigrate.sumdb.note import KeyProblem, parse_gosumdb
from gomigrate.sumdb.tlog import NotProvenError, parse_lookup, parse_tree
from gomigrate.verify.testlog import read_log as read_test_log
from gomigrate.world.goflags import kept_flags
from gomigrate.world.netrc import Netrc, parse_netrc
from gomigrate.world.proxyanswers import parse_info, parse_list
from gomigrate.world.redact import first_line, redact, redact_url
from tests.golden.test_scripts import cases as script_cases
from tests.golden.test_scripts import run as run_script
from tests.property.test_locks import FILES, GOOD


@dataclass(frozen=True, slots=True)
class Growing:
    """A text of any length: `head`, `piece` again and again, `tail`."""

    piece: str
    head: str = ""
    tail: str = ""

    def text(self, count: int) -> str:
        return self.head + self.piece * count + self.tail

    def __str__(self) -> str:
        return f"{self.head[:30]!r} + {self.piece[:60]!r}*n + {self.tail[:12]!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A function of a text that comes from outside, and texts that were made for it."""

    family: str
    name: str
    run: Callable[[str], object]
    inputs: tuple[Growing, ...]


# Repeated signs, opened and never closed brackets and quotes, words that nearly match, long lines, many lines.
EVERYWHERE = tuple(
    Growing(piece)
    for piece in (
        *("a", " ", "\n", "(", "[", "{", '"', "'", "`", "\\", "#", "/", "a-", "a.", "a b\n", "é ", "\t"),
        *("://", "a=b ", "a: b\n", "a.b/c v1.0.0\n", "/*", "//", "\\\n", "$(", "=", "@", "1", "-", ","),
    )
)


def _growing(*pieces: str | tuple[str, ...]) -> tuple[Growing, ...]:
    return tuple(
        Growing(piece) if isinstance(piece, str) else Growing(piece[1], piece[0], *piece[2:]) for piece in pieces
    )


def _quietly(run: Callable[[str], object], *errors: type[Exception]) -> Callable[[str], object]:
    def quiet(text: str) -> object:
        with suppress(*errors):
            return run(text)
        return None

    return quiet


def _data(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def subjects() -> Iterator[Subject]:
    """All of them, by family."""
    yield from _redactors()
    yield from _locks()
    yield from _scripts()
    yield from _module_files()
    yield from _go_files()
    yield from _names()
    yield from _answers()
    yield from _reports()


def _shared(inputs: Sequence[Growing], number: int, readers: int) -> tuple[Growing, ...]:
    """A share of inputs for each of many readers that are much alike, so that together they get all."""
    return tuple(inputs[number % readers :: readers])


def _simple(family: str, name: str, run: Callable[[str], object], *special: str | tuple[str, ...]) -> Subject:
    return Subject(family=family, name=name, run=run, inputs=(*EVERYWHERE, *_growing(*special)))


SECRETS = (
    *("?a", "?a?a", "?atoken", "&sig", "a:a:", "://a:", "://a:b", "://a:/", "a:b@", "://a", "://a/", "@://"),
    *("login x ", "machine x ", "default ", "login ", "basic ", "bearer ", "password ", "basic a", "token-", "token:"),
    *("a-a-a-", "api-key", "x-api-", "authorization", "authorization: ", "cookie ", "set-", "proxy-", "ghp_", "xoxa-"),
    *("password\t", "password \n", "glpat-", "github_pat_", "token \t", "token'", "?token-token", "x-token "),
    *("default password ", "login\n", "  password a\n", "basic  ", "?tokentoken", "://a?b=", "://:1", "://:1/@"),
)


def _redactors() -> Iterator[Subject]:
    for function in (redact, redact_url, first_line, names.redacted, names.shown, names.without_credentials):
        yield _simple("redactors", f"{function.__module__.rpartition('.')[2]}.{function.__name__}", function, *SECRETS)
    prefix = "https://"
    yield _simple(
        "redactors",
        "names.without_credentials of a URL",
        lambda text: names.without_credentials(prefix + text),
        *SECRETS,
    )


MANY: dict[str, tuple[str, str, str]] = {
    "Gopkg.lock": (
        "",
        '[[projects]]\n  name = "a.b/c%"\n  revision = "' + "a" * 40 + '"\n  packages = [".", "x"]\n',
        "",
    ),
    "Gopkg.toml": ("", '[[constraint]]\n  name = "a.b/c%"\n  version = "1.0.0"\n', ""),
    "glide.lock": ("hash: a\nimports:\n", "- name: a.b/c%\n  version: " + "a" * 40 + "\n  subpackages:\n  - x\n", ""),
    "glide.yaml": ("package: a.b/d\nimport:\n", "- package: a.b/c%\n  version: ^1.0\n", ""),
    "vendor.conf": ("", "a.b/c% " + "a" * 40 + " https://a.b/d\n", ""),
    "trash.yml": ("import:\n", "- package: a.b/c%\n  version: v1.0.0\n", ""),
    "vendor/vendor.json": ('{"package": [', '{"path": "a.b/c%", "revision": "' + "a" * 40 + '"},', "{}]}"),
    "vendor/manifest": (
        '{"version":0,"dependencies":[',
        '{"importpath": "a.b/c%", "revision": "' + "a" * 40 + '"},',
        "{}]}",
    ),
    "Godeps/Godeps.json": (
        '{"ImportPath":"a.b/d","Deps":[',
        '{"ImportPath":"a.b/c%","Rev":"' + "a" * 40 + '"},',
        "{}]}",
    ),
    "GLOCKFILE": ("", "a.b/c% " + "a" * 40 + "\ncmd a.b/c%\n", ""),
    "dependencies.tsv": ("", "a.b/c%\tgit\t" + "a" * 40 + "\t2015-01-01T00:00:00Z\n", ""),
    "Godeps": ("", "a.b/c% " + "a" * 40 + "\n", ""),
    ".gopmfile": ("[deps]\n", "a.b/c% = commit:" + "a" * 40 + "\n", ""),
    "Gomfile": ("", "gom 'a.b/c%', :commit => '" + "a" * 40 + "'\n", ""),
    "vendor/modules.txt": ("", "# a.b/c% v1.0.0\n## explicit\na.b/c%\na.b/c%/x\n", ""),
    ".gitmodules": ("", '[submodule "vendor/a.b/c%"]\n\tpath = vendor/a.b/c%\n\turl = https://a.b/c%\n', ""),
}
LOCK_PIECES: tuple[str | tuple[str, ...], ...] = (
    "[a]\n", "[[a]]\n", "a.", "[a.a]\n", "a=1\n", '"a":', ('{"package":', '[', ""), ('{"a":"', "\\", ""), ("{", '"a":1,', '"b":1}'),
    "- ", "- a\n", "? ", "&a ", "*a ", "!a ", "            _quietly(lambda each: parse_lookup(_data(each)), NotProvenError)(text),
            _quietly(parse_tree, NotProvenError)(text),
        ),
        "1\n",
        "go.sum database tree\n",
    )
    yield _simple(
        "answers",
        "netrc",
        lambda text: Netrc(parse_netrc(text)).find_login("a.b", "a/b"),
        "machine a login b password c\n",
        "machine ",
        "default ",
        "macdef a\n",
    )
    yield _simple(
        "answers",
        "gomigrate.toml",
        lambda text: read_wishes(_data(text)),
        "[modules]\n",
        ("[modules]\nboundaries = [", '"a/*",', "]\n"),
        ("[modules]\nmerge = [", '["a","b"],', "]\n"),
        "a.",
        ("[", "a.", "]"),
    )


def _reports() -> Iterator[Subject]:
    special = ("a b ", "`", "``a", "<b>", "&", "a" * 70 + " ", "\x1b", "\u202e", "漢", "|", "a\n")
    for function in (review.code, review.text):
        yield _simple("reports", f"review.{function.__name__}", function, *special)
    yield _simple("reports", "page: a paragraph", lambda text: _page(lambda page: page.line(text)), *special)
    yield _simple(
        "reports",
        "page: a table",
        lambda text: _page(lambda page: page.table([("a", text), (text[:9], "b")])),
        *special,
    )
    yield _simple(
        "reports",
        "page: many rows",
        lambda text: _page(lambda page: page.table([("a", word) for word in text.split()])),
        *special,
    )
    yield _simple(
        "reports",
        "page: pairs",
        lambda text: _page(lambda page: page.pairs([(word, word * 2) for word in text.split()])),
        *special,
    )
    yield _simple(
        "reports",
        "page: findings",
        lambda text: _page(lambda page: findings_into(page, [finding("GM102", word) for word in text.split()])),
        *special,
    )
    edges = (
        Numbered("a a%\n"),
        Numbered("a% b\n"),
        Numbered("a% c@v1.%.0\n"),
        Numbered("a@v1.%.0 b@v1.%.0\nb@v1.%.0 a@v1.%.0\n"),
    )
    yield Subject(family="reports", name="graph", run=_quietly(_graph, GomigrateError), inputs=edges)


def _page(fill: Callable[[Page], None]) -> str:
    page = Page(80, color=False)
    fill(page)
    return str(page)


def _graph(text: str) -> None:
    answer = whole(read_mod_graph(text))
    draw(answer)
    graph_text(answer)
    graph_dot(answer)
    graph_mermaid(answer)
