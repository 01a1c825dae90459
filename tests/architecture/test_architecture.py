"""The shape of the code, held by reading it: who may import whom, who may touch the outside, how big things may be."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

from gomigrate.report.words.findings import ROWS
from tests.architecture.sources import ROOT, functions, imports, imports_at_import_time, sources

READERS = {"locks", "gosource", "modfile", "scripts"}
STAGES = {"scan", "resolve", "plan", "write", "verify"}

# The line that data follows. A package may import itself, model, and what is named for it here.
ALLOWED: dict[str, set[str]] = {
    "": set(),
    "model": set(),
    "locks": {"modfile"},  # vendor/modules.txt is a lock, and a file of the go command
    "gosource": set(),
    "modfile": set(),
    "scripts": {"gosource"},  # strings of Go files name build files
    "report": set(),
    "sumdb": set(),
    "graph": set(),
    "world": {"modfile", "gosource", "sumdb"},
    "scan": READERS | {"world"},
    "resolve": READERS | {"world", "scan"},
    "plan": READERS | {"world", "scan", "resolve", "report"},
    "write": READERS | {"world", "scan", "resolve", "plan", "report"},
    "verify": READERS | {"world", "scan", "resolve", "plan", "write", "report"},
    "diagnose": READERS | {"world", "scan", "resolve", "sumdb"},
    "saved": READERS | STAGES | {"world", "report"},
    "pipeline": READERS | STAGES | {"world", "report", "saved"},
    "roadmap": READERS | STAGES | {"world", "report", "pipeline"},
    "monorepo": READERS | STAGES | {"world", "report", "pipeline"},
    "pages": STAGES | {"world", "report", "graph", "pipeline"},
    "batch": READERS | STAGES | {"world", "report", "pipeline", "monorepo", "pages"},
    "api": STAGES | {"modfile", "graph", "world", "report", "pipeline"},
    "cli": READERS
    | STAGES
    | {"world", "report", "graph", "saved", "pipeline", "roadmap", "monorepo", "pages", "batch", "diagnose"},
    "__main__": {"cli"},
}

# Where the outside may be touched, and each library's place. `world` is the one door to disks, programs and networks.
PLACES: dict[str, set[str]] = {
    "subprocess": {"world"},
    "shutil": {"world", "cli"},  # the command line asks for the width of the terminal
    "tempfile": {"world"},
    "socket": {"world"},
    "urllib.request": {"world"},
    "httpcore": {"world"},
    "httpx": {"world"},
    "git": {"world"},
    "cryptography": {"world", "sumdb"},
    "os": {"world", "cli"},
    "pathlib.Path": {"world", "cli", "pipeline"},
    "click": {"cli"},
    "rich": {"cli", "report"},
    "jinja2": {"report"},
    "networkx": {"batch", "graph", "monorepo"},
    "distributed": {"batch"},
    "ruamel": {"locks", "scripts"},
    "libcst": {"scripts"},
    "tree_sitter": {"gosource"},
    "tree_sitter_go": {"gosource"},
}

# Modules made of such a library, which others import inside of functions only; and those of them that are not.
LATE_PACKAGE = "scripts.codemods."
LIGHT = {"scripts.codemods.glance", "scripts.codemods.nesting"}
HEAVY = (
    *("cryptography", "distributed", "httpcore", "httpx", "git", "networkx", "jinja2", "rich", "ruamel", "libcst"),
    "tree_sitter",
)

MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 60


def test_every_package_has_a_place_in_the_line() -> None:
    assert {source.package for source in sources()} <= set(ALLOWED)


def test_modules_import_only_what_comes_before_them() -> None:
    wrong = []
    for source in sources():
        allowed = ALLOWED[source.package] | {source.package, "model", "__version__", "__url__"}
        for name, node in imports(source):
            words = name.split(".")
            if words[0] == "gomigrate" and words[1] not in allowed:
                wrong.append(f"{source.name}:{node.lineno}: {name}")
    assert wrong == []


def test_the_outside_and_each_library_are_touched_only_in_their_place() -> None:
    wrong = []
    for source in sources():
        for name, node in imports(source):
            for library, places in PLACES.items():
                if f"{name}.".startswith(f"{library}.") and source.package not in places:
                    wrong.append(f"{source.name}:{node.lineno}: {name}")
    assert wrong == []


def test_model_imports_only_the_standard_library() -> None:
    known = {*sys.stdlib_module_names, "gomigrate"}
    names = [name for source in sources() if source.package == "model" for name, _ in imports(source)]
    assert [name for name in names if name.partition(".")[0] not in known] == []


def test_only_the_command_line_prints_and_exits() -> None:
    forbidden = re.compile(r"print|input|exit|quit|sys\.exit|os\._exit|os\.abort|sys\.(stdout|stderr)\.\w+")
    wrong = []
    for source in sources():
        if source.package in {"cli", "__main__"} or source.name == "world.go.toolprogram":  # a program of its own
            continue
        for node in source.nodes:
            if isinstance(node, ast.Call) and forbidden.fullmatch(ast.unparse(node.func)):
                wrong.append(f"{source.name}:{node.lineno}: {ast.unparse(node.func)}")
    assert wrong == []


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Before Python 3.11.5 the `re` module matched such patterns wrongly (python/cpython#106052); an atomic group
    around a greedy repeat, `(?>(?:...)*)`, says the same."""
    possessive = re.compile(r"(?<!\\)\)(?:[*+?]|\{\d*,?\d*\})\+")
    wrong = [
        f"{source.name}:{node.lineno}: {node.value!r}"
        for source in sources()
        for node in source.nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, (str, bytes))
        and possessive.search(node.value if isinstance(node.value, str) else node.value.decode("latin-1"))
    ]
    assert wrong == []


def test_only_command_line_and_world_read_the_environment() -> None:
    wrong = [
        f"{source.name}:{node.lineno}"
        for source in sources()
        if source.package not in {"cli", "world"}
        for node in source.nodes
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv", "os.environb"}
    ]
    assert wrong == []


def test_values_of_the_model_are_frozen() -> None:
    wrong = []
    for source in sources():
        classes = [node for node in source.nodes if isinstance(node, ast.ClassDef)]
        for node in classes if source.package == "model" else ():
            for decorator in map(ast.unparse, node.decorator_list):
                if decorator.startswith("dataclass") and not {"frozen=True", "slots=True"} <= _words(decorator):
                    wrong.append(f"{source.name}.{node.name}")
    assert wrong == []


def test_modules_and_functions_stay_short() -> None:
    wrong = []
    for source in sources():
        lines = len(source.text.splitlines())
        if lines > MAX_MODULE_LINES:
            wrong.append(f"{source.name}: {lines} lines")
        for node in functions(source):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION_LINES:
                wrong.append(f"{source.name}.{node.name}: {length} lines")
    assert wrong == []


def test_no_handler_swallows_every_exception() -> None:
    """`except Exception` may clean up and raise on; only the command line's outermost door may end it."""
    wrong = []
    for source in sources():
        for node in source.nodes:
            if not isinstance(node, ast.ExceptHandler) or source.package == "cli":
                continue
            takes_all = node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
            passes_on = any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
            if takes_all and not passes_on and ".set_exception(" not in ast.unparse(node):
                wrong.append(f"{source.name}:{node.lineno}")
    assert wrong == []


def test_codes_that_are_used_are_those_of_the_table() -> None:
    used: dict[str, str] = {}
    for source in sources():
        for node in source.nodes if not source.name.startswith("report.words") else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"GM\d{3}", node.value):
                used[node.value] = f"{source.name}:{node.lineno}"
    assert {code: place for code, place in used.items() if code not in ROWS} == {}
    assert sorted(set(ROWS) - set(used)) == [], "codes that nothing says"


def test_codes_are_told_in_whole_sentences() -> None:
    for code, row in ROWS.items():
        assert re.fullmatch(r"GM\d{3}", code)
        assert not row.title.endswith("."), code
        assert row.meaning.endswith("."), code
        assert row.remedy.endswith("."), code


def test_light_packages_import_no_heavy_library() -> None:
    """Each heavy library sits in modules that are imported when first used, or inside a function."""
    for source in sources():
        if source.package in {"", "model", "gosource", "modfile", "scripts", "__main__"}:
            if source.name.startswith(LATE_PACKAGE) and source.name not in LIGHT:
                continue
            late = {name for name in imports_at_import_time(source) if f"gomigrate.{LATE_PACKAGE}" in f"{name}."}
            assert late <= {f"gomigrate.{name}" for name in LIGHT}, source.name
            names = {name.partition(".")[0] for name in imports_at_import_time(source)}
            assert names.isdisjoint(HEAVY), source.name


def test_help_answers_without_the_heavy_libraries() -> None:
    words = [sys.executable, "-X", "importtime", "-m", "gomigrate", "--help"]
    result = subprocess.run(words, capture_output=True, text=True, timeout=60, cwd=ROOT.parent)
    assert result.returncode == 0, result.stderr.splitlines()[-1:]
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in result.stderr.splitlines()}
    assert loaded.isdisjoint(HEAVY)


def _words(decorator: str) -> set[str]:
    return set(re.findall(r"\w+=\w+", decorator))


# The rooms of world, each standing on those before it.
WORLD = ("disk", "watch", "base", "git", "go", "net", "modules", "world")


def test_the_rooms_of_world_import_only_those_that_they_stand_on() -> None:
    wrong = []
    for source in sources():
        room, *inner = source.name.split(".")[1:] or [""]
        if source.package != "world" or not (inner or room == "world"):
            continue
        for name, node in imports(source):
            words = name.split(".")
            if words[:2] == ["gomigrate", "world"] and WORLD.index(words[2]) > WORLD.index(room):
                wrong.append(f"{source.name}:{node.lineno}: {name}")
    assert wrong == []
