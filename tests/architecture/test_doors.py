"""The few places by which text leaves, programs are started and files are read: there are no others."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.sources import sources

# What is called, and the modules that may call it; why is said in docs/hard-to-break.md.
DOORS: dict[str, set[str]] = {
    "subprocess.Popen": {"world.base.process", "world.base.worker"},
    # The program that the go command starts its tools by: it becomes the tool, as far as the system knows how to.
    "subprocess.run": {"world.go.toolprogram"},
    "subprocess.call": {"world.go.toolprogram"},
    "subprocess.check_output": set(),
    "os.system": set(),
    "os.popen": set(),
    "os.execv": set(),
    "os.startfile": set(),
    "webbrowser.open": {"world.base.browser"},
    "click.launch": set(),
    "click.edit": set(),
    "click.pager": set(),
    "click.echo_via_pager": set(),
    "shutil.which": {"world.base.programs"},
    "click.echo": {"cli.output"},
    "click.secho": set(),
    "print": set(),
}


def _named(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return f"{function.value.id}.{function.attr}"
    return function.id if isinstance(function, ast.Name) else ""


@pytest.mark.parametrize("name", DOORS)
def test_only_the_door_calls(name: str) -> None:
    callers = {
        source.name
        for source in sources()
        for node in source.nodes
        if isinstance(node, ast.Call) and _named(node) == name
    }
    assert callers <= DOORS[name]


def test_json_that_is_shown_is_made_by_one_function() -> None:
    callers = {
        source.name
        for source in sources()
        for node in source.nodes
        if isinstance(node, ast.Call) and _named(node) == "json.dumps"
    }
    # In a script element of a page everything is ASCII. Elsewhere it is gomigrate's own state, which no person reads.
    assert {name for name in callers if name.partition(".")[0] in {"cli", "report", "pipeline"}} <= {
        "report.html.graphpage"
    }


# Files of the project and of what is below .git or in the home folder are read by world.disk.reading alone. These read
# what is gomigrate's own, what the go command wrote into its cache, or what the user named on the command line, which
# may be a pipe on purpose.
READERS = {
    *(
        "world.modules.cache",
        "world.modules.facts",
        "world.modules.factstore",
        "world.disk.statedir",
        "world.disk.locking",
        "world.disk.files",
    ),
    *("world.disk.root", "world.disk.undojournal", "world.disk.seal"),
    *("world.base.worker", "world.disk.reading", "world.disk.disktree", "monorepo.laststep"),
    *("report.html.webframe", "report.words.manual"),
    *(
        "world.modules.modcache",
        "world.modules.witnesses",
        "world.modules.direct",
        "world.net.client",
        "world.disk.folders",
    ),
    *("cli.batchrun", "cli.commands.sum", "cli.commands.graph", "cli.main"),
}


def test_files_of_others_are_read_by_one_function() -> None:
    reading = {"read_text", "read_bytes"}
    found = set()
    for source in sources():
        for node in source.nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                is_open = node.func.attr == "open" and (
                    _named(node) == "os.open"
                    or any(isinstance(one, ast.Constant) and one.value in {"rb", "r"} for one in node.args)
                )
                if node.func.attr in reading or is_open:
                    found.add(source.name)
    assert found <= READERS
