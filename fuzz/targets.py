"""What is fuzzed: for each reader what must hold for any bytes, and inputs to begin with.

A target fails where anything is raised but what the reader documents, or where an assertion does not hold. Readers of
lock files come from the registry, so a new one is fuzzed without a line here.
"""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fuzz.ownfiles import OWN
from fuzz.ownstate import STATE
from fuzz.record import RECORDS
from fuzz.target import Target
from gomigrate.diagnose.logs.read import read_log as read_go_log
from gomigrate.gosource.api import api_of
from gomigrate.gosource.constructs import read_constructs
from gomigrate.gosource.headers import outline
from gomigrate.gosource.headers.extent import NulByteError
from gomigrate.gosource.headers.header import import_specs, scan_header, scan_other
from gomigrate.gosource.platforms.constraint import ConstraintError, parse_go_build, parse_header, parse_plus_build
from gomigrate.gosource.usednames import used_names
from gomigrate.model.errors import GomigrateError
from gomigrate.model.go.constraint import evaluate, tags
from gomigrate.model.go.globs import path_match
from gomigrate.model.modules import ModuleVersion
from gomigrate.modfile.edit import edit
from gomigrate.modfile.gomod import parse
from gomigrate.modfile.gosum import parse_go_sum, render_go_sum
from gomigrate.modfile.gowork import parse_go_work
from gomigrate.modfile.modgraph import read_mod_graph
from gomigrate.modfile.modulestxt import parse_modules_txt
from gomigrate.modfile.syntax import ModFileError
from gomigrate.monorepo.preferences import read_preferences
from gomigrate.scripts.kinds import kind_by_path
from gomigrate.verify.suite.testlog import read_log as read_test_log
from gomigrate.world.base.outcome import Failure
from gomigrate.world.disk.ziptree import ZipTree
from gomigrate.world.modules.proxyanswers import check_zip, parse_info, parse_list
from gomigrate.world.net.netrc import parse_netrc
from tests.golden.test_scripts import cases as script_cases
from tests.golden.test_scripts import run as run_script
from tests.property.test_locks import FILES, GOOD, PIECES
from tests.property.test_locks import check as check_lock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gomigrate.model.graph.requirements import RequirementGraph
    from gomigrate.modfile.gomod import GoMod

ROOT = Path(__file__).parents[1]
MODULE = ModuleVersion("a.b/c", "v1.0.0")


def _go_header(data: bytes) -> None:
    file = scan_header("x.go", data)
    specs = import_specs(data)
    assert not specs or [spec.path for spec in specs] == [path for path, _ in file.imports]
    for spec in specs:
        assert data[spec.start : spec.end][:1] in (b'"', b"`")
        assert 0 < spec.line <= data.count(b"\n") + 1
    content = data.removeprefix(b"\xef\xbb\xbf")
    try:
        quick = outline.read_outline("x.go", content)
        slow = outline._read_slowly("x.go", content)
    except NulByteError:
        return
    assert (quick.package, quick.imports, quick.error) == (slow.package, slow.imports, slow.error)


def _constraints(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    for read in (parse_go_build, parse_plus_build):
        try:
            found = read(text)
        except ConstraintError:
            continue
        assert evaluate(found, tags(found).__contains__) in (True, False)
    with suppress(ConstraintError, NulByteError):
        parse_header(data)
    scan_other("x.c", data)


def _go_mod(data: bytes) -> None:
    try:
        parse(data, lax=True)
        said = parse(data)
    except ModFileError:
        return
    formatted = edit(data)
    assert _meaning(parse(formatted)) == _meaning(said)
    # The go command's own formatting settles only at the second time, so this compares no text.
    assert _meaning(parse(edit(formatted))) == _meaning(said)


def _meaning(said: GoMod) -> tuple[object, ...]:
    """What a go.mod asks for, wherever its lines stand."""
    versions = ({replace(line, line=0) for line in lines} for lines in (said.requires, said.excludes))
    # Of several replace lines for one version the last counts.
    replaces = {(line.path, line.version): (line.new_path, line.new_version) for line in said.replaces}
    return (said.module, said.go, replaces, *versions)


def _go_work(data: bytes) -> None:
    try:
        parse_go_work(data)
    except ModFileError:
        return


def _go_sum(data: bytes) -> None:
    lines = parse_go_sum(data).lines
    again = parse_go_sum(render_go_sum(lines))
    assert set(again.lines) == set(lines)


def _mod_graph(data: bytes) -> RequirementGraph | None:
    try:
        return read_mod_graph(data.decode("utf-8", "replace"))
    except GomigrateError:
        return None


def _proxy_info(data: bytes) -> None:
    for asked in ("v1.0.0", "master", "a" * 40, "v1.0.1-0.20180101000000-aaaaaaaaaaaa"):
        said = parse_info(data, MODULE.path, asked)
        assert isinstance(said, Failure) or asked[:1] != "v" or said.version == asked
    parse_list(data)


def _zip(data: bytes) -> None:
    failure = check_zip(io.BytesIO(data), MODULE, is_thorough=True)
    try:
        tree = ZipTree(data, f"{MODULE}/")
    except OSError:
        return
    folders = [""]
    while folders:
        folder = folders.pop()
        for entry in tree.entries(folder):
            path = f"{folder}/{entry.name}".lstrip("/")
            assert entry.name not in ("", ".", "..")
            assert "/" not in entry.name
            if entry.kind.name == "DIR":
                folders.append(path)
                continue
            try:
                tree.read(path)
            except OSError:
                assert failure, path


def _glob(data: bytes) -> None:
    pattern, _, name = data.decode("utf-8", "surrogateescape").partition("\n")
    path_match(pattern, name)


def _log(data: bytes) -> None:
    read_go_log(data.decode("utf-8", "replace"))
    read_test_log(data, data.decode("utf-8", "replace"))


def _preferences(data: bytes) -> None:
    read_preferences(data)


def _netrc(data: bytes) -> None:
    parse_netrc(data.decode("utf-8", "replace"))


def _modules_txt(data: bytes) -> None:
    try:
        parse_modules_txt(data)
    except ModFileError:
        return


def _script(path: str, data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    after, _, _ = run_script(path, text)
    run_script(path, after)


def _made_zip(names: Iterable[str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, b"package c\n")
    return file.getvalue()


def _texts(pattern: str) -> tuple[bytes, ...]:
    return tuple(file.read_bytes() for file in sorted(ROOT.glob(pattern)))


def _mods() -> tuple[bytes, ...]:
    """The parts of the golden cases."""
    parts = (
        part for text in _texts("tests/golden/modfile/*.txtar") for part in re.split(rb"^-- .* --\n", text, flags=re.M)
    )
    return tuple(part for part in parts if b"module " in part)


def _scripts() -> Iterable[tuple[str, Target]]:
    seeds: dict[str, tuple[str, list[bytes]]] = {}
    for _, path, before, _ in script_cases():
        kind = kind_by_path(path)
        if kind is not None:
            seeds.setdefault(kind.name.lower(), (path, []))[1].append(before.encode())
    for name, (path, texts) in sorted(seeds.items()):
        yield f"script-{name}", Target(check=partial(_script, path), seeds=tuple(texts))


def _locks() -> Iterable[tuple[str, Target]]:
    for file in FILES:
        seeds = tuple(data for name, data in GOOD if name == file)
        yield f"lock-{file.replace('/', '-')}", Target(check=partial(check_lock, file), seeds=seeds, words=PIECES)


GO = (
    *_texts("tests/golden/**/*.go"),
    b'// +build linux,!cgo\n\n//go:build linux && !cgo\n\n/* c */\npackage a\n\nimport (\n\t"fmt"\n\tx `os` // y\n)\n',
    b'package a // import "a.b/c"\n\nimport . "C"\nimport _ "embed"\n\n//go:embed a*\nvar s string\n',
    b'\xef\xbb\xbfpackage a;import"b";import(c"d";"e")\nfunc f() { for i := range x { go func() { _ = i }() } }\n',
)
MOD_WORDS = ("module ", "require ", "replace ", "exclude ", "retract ", "go 1.18", " => ", " // indirect", "(", ")")
GO_WORK = b"go 1.21\n\nuse (\n\t./a\n\t./b\n)\nreplace a => ./c\n"
MODULES_TXT = b"# a.b/c v1.0.0 => ./d\n## explicit; go 1.17\na.b/c\na.b/c/e\n"
INFO = b'{"Version":"v1.0.0","Time":"2018-01-01T00:00:00Z","Origin":{"Hash":"aaaa"}}'

TARGETS: Mapping[str, Target] = {
    "go-header": Target(
        check=_go_header, seeds=GO, words=("package", "import", '"', "`", "(", ")", "//", "/*", "*/", "\\u0041", "\n")
    ),
    "go-constructs": Target(check=read_constructs, seeds=GO, words=("for", ":=", "range", "func", "{", "}", "go ")),
    "go-declarations": Target(
        check=lambda data: (api_of({"a.go": data}), used_names([(data, True)])),
        seeds=GO,
        words=("func", "type", "const", "var", "struct", "interface", "iota", "(", ")", "[", "]", "{", "}", "\n"),
    ),
    "constraints": Target(
        check=_constraints, seeds=(*GO, b"a && (b || !c)", b"a,!b c"), words=("&&", "||", "!", "(", "//go:build ")
    ),
    "go.mod": Target(check=_go_mod, seeds=_mods(), words=MOD_WORDS),
    "go.work": Target(
        check=_go_work, seeds=(b"go 1.21\n\nuse (\n\t./a\n\t./b\n)\nreplace a => ./c\n",), words=MOD_WORDS
    ),
    "go.sum": Target(check=_go_sum, seeds=(b"a.b/c v1.0.0 h1:x=\na.b/c v1.0.0/go.mod h1:y=\n",)),
    "modules.txt": Target(check=_modules_txt, seeds=(MODULES_TXT,), words=(" => ", "## ")),
    "mod-graph": Target(check=_mod_graph, seeds=(b"a b@v1.0.0\nb@v1.0.0 c@v1.1.0\n",)),
    "proxy-info": Target(check=_proxy_info, seeds=(INFO, b"v1.0.0\nv1.1.0 2018\n")),
    "zip": Target(
        check=_zip,
        seeds=(
            _made_zip((f"{MODULE}/c.go", f"{MODULE}/d/e.go")),
            _made_zip((f"{MODULE}/../x", f"{MODULE}/C.go", f"{MODULE}/c.go")),
        ),
    ),
    "glob": Target(check=_glob, seeds=(b"a*[b-d]?\\*\nabc", b"[^]]\nx")),
    "logs": Target(
        check=_log,
        seeds=(
            b"verifying a.b/c@v1.0.0: checksum mismatch\n\tdownloaded: h1:x=\n\tgo.sum:     h1:y=\n\nSECURITY ERROR\n",
            b"go: a.b/c@v1.0.0: reading https://p.q/a.b/c/@v/v1.0.0.mod: 410 Gone\n\tserver response: not found\n",
            b'{"Action":"fail","Package":"a.b/c","Test":"TestX","Elapsed":0.1}\n{"Action":"output","Output":"x\\n"}\n',
        ),
        words=("verifying ", "checksum mismatch", "go: ", "downloaded: ", "go.sum: ", "@v1.0.0", "410 Gone"),
    ),
    "gomigrate.toml": Target(check=_preferences, seeds=(b'[modules]\nlayout = "units"\nboundaries = ["a/*"]\n',)),
    "netrc": Target(check=_netrc, seeds=(b"machine a login b password c\ndefault login d password e\nmacdef f\n\n",)),
    **OWN,
    **STATE,
    **RECORDS,
    **dict(_locks()),
    **dict(_scripts()),
}
