"""Every place where a name can become a file, a word of a program or a URL stands in docs/hard-to-break.md, with what
guards it. A new place fails here until a person has checked it."""

from __future__ import annotations

import ast
import importlib
import re

from tests.architecture.sources import ROOT, Source, sources

PAGE = ROOT.parent / "docs/hard-to-break.md"
HEADING = "## Where a name becomes more"

WRITES = {
    *("write_bytes", "write_text", "mkdir", "symlink_to", "hardlink_to", "unlink", "rmdir", "rmtree", "chmod", "touch"),
    *("symlink", "copy2", "copyfile", "rename"),
}
MAKERS = {"mkdtemp", "mkstemp", "TemporaryDirectory", "NamedTemporaryFile", "atomic_write", "write_new"}
READS = {"read_bytes", "read_text", "scandir", "iterdir", "glob", "rglob", "walk", "readlink"}
GIT_OR_GO = re.compile(r"(?:^|\.)_?(?:index_)?(?:git|go)$")
ASKERS = re.compile(r"(?:^|\.)_?(?:client|connections)(?:\(\))?$")


def kinds(source: Source) -> set[str]:
    """What names become in a module: "file written", "file read", "word" (of a program), "URL"."""
    found = set()
    runs = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "gomigrate.world.base.process"
        and "run" in {a.name for a in node.names}
        for node in source.nodes
    )
    for node in source.nodes:
        if isinstance(node, ast.Call):
            found.add(_kind(node, runs=runs))
    return found - {""}


def _kind(call: ast.Call, *, runs: bool) -> str:
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    owner = ast.unparse(function.value) if isinstance(function, ast.Attribute) else ""
    if name == "open":
        text = ast.unparse(call)
        if owner == "os":
            return "file written" if re.search(r"O_CREAT|O_WRONLY|O_RDWR|_NEW|flags", text) else "file read"
        is_writing = re.search(r"""['"][rb+]*[wax][b+]*['"]""", text)
        return (
            "" if owner in {"Clone", "RunStore", "cls", "webbrowser"} else "file written" if is_writing else "file read"
        )
    if (
        name in MAKERS
        or (owner and name in WRITES)
        or (name == "replace" and owner and len(call.args) == 1 and not call.keywords and owner != "dataclasses")
    ):
        return "file written"
    if name in READS:
        return "file read"
    if name == "Popen" or (name == "run" and (owner == "subprocess" or (runs and not owner))):
        return "word"
    if name in {"run", "ask"} and GIT_OR_GO.search(owner):
        return "word"
    return "URL" if name in {"get", "save", "ask", "stream"} and ASKERS.search(owner) else ""


def rows() -> list[tuple[str, set[str], str]]:
    """The table: module, kinds, what guards it."""
    _, _, rest = PAGE.read_text("utf-8").partition(HEADING)
    section = rest.partition("\n## ")[0]
    found = []
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        module = re.fullmatch(r"`([a-z_./]+)`", cells[0])
        if module and len(cells) == 4:
            found.append((module[1].replace("/", "."), set(cells[1].split(", ")), cells[3]))
    return found


def test_every_place_is_in_the_table_and_no_other() -> None:
    told = {(module, kind) for module, kinds_, _ in rows() for kind in kinds_}
    real = {(source.name, kind) for source in sources() for kind in kinds(source)}
    assert sorted(real - told) == [], "not in docs/hard-to-break.md: say there what guards it"
    assert sorted(told - real) == [], "no such place any more"


def test_what_guards_a_place_exists() -> None:
    wrong = []
    for module, _, guard in rows():
        assert guard, module
        for path in re.findall(r"`((?:[a-z_]+\.)+[A-Za-z_]+)`", guard):
            holder, _, name = f"gomigrate.{path}".rpartition(".")
            try:
                found = hasattr(importlib.import_module(holder), name)
            except ModuleNotFoundError:
                outer, _, class_ = holder.rpartition(".")
                found = hasattr(getattr(importlib.import_module(outer), class_, None), name)
            if not found:
                wrong.append(f"{module}: {path}")
    assert wrong == []
