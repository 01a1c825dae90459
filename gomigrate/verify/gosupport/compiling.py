"""Which of a side's own packages and tests a Go compiles. Nothing of the repository is run."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.model.modules import Said
from gomigrate.scan.build.stdlib import PACKAGES
from gomigrate.world.base.redact import first_line, redact
from gomigrate.world.go.gowords import is_sick, read_log, read_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gomigrate.verify.build.layout import Side
    from gomigrate.world.base.outcome import Failure
    from gomigrate.world.base.process import Completed
    from gomigrate.world.go.gocmd import GoCommand
    from gomigrate.world.go.toolchains import Toolchain

_LISTS_COMPILED = (1, 11)
"""From here on `go list -export` compiles, tests with -test (release notes of go 1.11)."""
_VETS_TESTS = (1, 10)
_WHY = '{{with .Error}}{{printf "%q" .Err}}{{else}}{{with .DepsErrors}}{{printf "%q" (index . 0).Err}}{{end}}{{end}}'
_IMPORTS = '{{join .Deps " "}}\t{{join .TestImports " "}} {{join .XTestImports " "}}'
_HAS_FILES = "{{if or .GoFiles .CgoFiles}}files{{end}}"
_COMPILED = f"{{{{.ImportPath}}}}\t{{{{.Name}}}}\t{_HAS_FILES}\t{{{{.Export}}}}\t{_WHY}"
_IMPORTED = f"{{{{.ImportPath}}}}\t{{{{.Incomplete}}}}\t{_IMPORTS}\t{_WHY}"
_HEADING = re.compile(r"(?:note: module requires Go [\d.]+)?# (?P<package>\S+)(?: \[(?P<test>\S+)\])?\s*")
_FAILED = re.compile(r"FAIL[ ]*\t(?P<package>\S+) \[(?:build|setup) failed\]")
_NO_FILES = ("no non-test Go files", "build constraints exclude all Go files", "no buildable Go source files")
_ESCAPE = re.compile(r'\\([nt"\\])')
_NEEDS_QUOTES = re.compile(r"[\s'\"]")
_PROGRESS = ("go: downloading", "go: finding", "go: extracting", "warning:", "note:")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledBy:
    """The result of one Go for a side: the packages that it `compiled`, with their tests, and those that `failed`, with
    the first line of the error, which may be that of another package. Those that are `unknown` need a module that could
    not be downloaded, which says nothing of this Go. `problem` is why it compiled nothing at all, "" where it did;
    `is_unknown`: for lack of a module as well."""

    version: str
    compiled: frozenset[str] = frozenset()
    failed: Mapping[str, str] = field(default_factory=dict)
    unknown: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    is_unknown: bool = False


def compile_side(toolchain: Toolchain, side: Side, *, timeout: float = 1800) -> CompiledBy:
    """Compile the packages of the side's patterns, and their tests, with this Go in the mode of the side. No flag is
    given: each version builds as it does by itself. Raises WorldProblem where it cannot be started, does not end, or
    cannot compile its own standard library here."""
    if toolchain.minor >= _LISTS_COMPILED:
        return _by_list(toolchain, side, timeout)
    return _by_tests(toolchain, side, timeout)


def uses_cgo(go: GoCommand, side: Side) -> bool:
    """Whether a package of the build has C code, as far as the go command at hand can list it."""
    try:
        listed = go.list_packages(side.cwd, side.patterns, mode=side.mode, env=side.env, fields="Standard,CgoFiles")
    except WorldProblem:
        return True
    return any(package.get("CgoFiles") and not package.get("Standard") for package in listed)


def _by_list(toolchain: Toolchain, side: Side, timeout: float) -> CompiledBy:
    args = ("list", "-e", "-export", "-test", "-f", _COMPILED, "--", *side.patterns)
    completed = toolchain.ask(*args, cwd=side.cwd, mode=side.mode, env=side.env, timeout=timeout)
    rows = [row for row in _rows(completed) if len(row) == 5]
    if not rows:
        return _nothing(toolchain, completed)
    compiled, failed = set[str](), defaultdict[str, str](str)
    paths = {row[0] for row in rows}
    for listed, name, files, export, error in rows:
        path, _, test = listed.partition(" [")
        # The program that runs a package's tests is the go command's own; it is compiled only to be linked.
        is_made = name in ("main", "") and path.endswith(".test") and path.removesuffix(".test") in paths
        owner = (test.removesuffix("]") or path).removesuffix(".test" if test or is_made else "")
        if export:
            compiled.add(owner)
        elif (error or (files and not is_made)) and not any(words in error for words in _NO_FILES):
            failed[owner] = failed[owner] or _reason(error)
    return _told(toolchain, compiled, failed, _headings(completed.stderr))


def _by_tests(toolchain: Toolchain, side: Side, timeout: float) -> CompiledBy:
    """By building the tests of all packages, with a program that does nothing instead of running them. What it does not
    speak of, and imports nothing that it speaks of, compiles."""
    args = ("list", "-e", "-f", _IMPORTED, *side.patterns)
    listed = toolchain.ask(*args, cwd=side.cwd, mode=side.mode, env=side.env, timeout=timeout)
    rows = {row[0]: row[1:] for row in _rows(listed) if len(row) == 5}
    whole = [path for path, row in rows.items() if row[0] != "true" or any(words in row[3] for words in _NO_FILES)]
    failed = {path: _reason(row[3]) for path, row in rows.items() if path not in whole}
    if not whole:
        return _nothing(toolchain, listed)
    python = f'"{sys.executable}"' if _NEEDS_QUOTES.search(sys.executable) else sys.executable
    vet = ("-vet=off",) if toolchain.minor >= _VETS_TESTS else ()
    args = ("test", *vet, "-run=^$", f"-exec={python} -c pass", *whole)
    completed = toolchain.ask(*args, cwd=side.cwd, mode=side.mode, env=side.env, timeout=timeout)
    said = _headings(completed.stderr)
    spoken = {*said, *_FAILED.findall(completed.stdout.decode("utf-8", "replace"))}
    if completed.returncode != 0 and not spoken and not completed.stdout.strip():
        return _nothing(toolchain, completed)
    for path in whole:
        if path in spoken or spoken.intersection(f"{rows[path][1]} {rows[path][2]}".split()):
            failed[path] = said.get(path, "")
    return _told(toolchain, {*whole}, failed, said)


def _rows(completed: Completed) -> Iterator[list[str]]:
    for line in completed.stdout.decode("utf-8", "replace").splitlines():
        yield line.split("\t")


def _nothing(toolchain: Toolchain, completed: Completed) -> CompiledBy:
    lines = [line.strip() for line in completed.stderr.splitlines() if line.strip()]
    words = next((line for line in lines if not line.startswith(_PROGRESS)), "there is no package")
    is_unknown = any(_is_not_had(failure) for failure in read_log(completed.stderr))
    return CompiledBy(version=toolchain.version, problem=first_line(redact(words)), is_unknown=is_unknown)


def _is_not_had(failure: Failure) -> bool:
    """Whether a module could not be downloaded here, which says nothing of the Go that asked for it."""
    is_refused = failure.said is Said.REFUSED and "reading http" in failure.detail
    return is_refused or failure.said is Said.NOT_ASKED or is_sick(failure)


def _told(
    toolchain: Toolchain, compiled: Iterable[str], failed: Mapping[str, str], said: Mapping[str, str]
) -> CompiledBy:
    """Raises WorldProblem where the standard library is what fails: the C compiler, not the project, is to blame."""
    for path, words in said.items():
        if path in PACKAGES:
            raise WorldProblem(f"go{toolchain.version} cannot compile its own {path} here: {words}")
    to_blame = next((f"{path}: {words}" for path, words in said.items()), "")
    named = {path: failed[path] or said.get(path, "") or to_blame for path in sorted(failed)}
    unknown = {path: words for path, words in named.items() if _is_not_had(read_words(words))}
    return CompiledBy(
        version=toolchain.version,
        compiled=frozenset(compiled).difference(named),
        failed={path: words for path, words in named.items() if path not in unknown},
        unknown=unknown,
    )


def _headings(stderr: str) -> dict[str, str]:
    """What the compiler said: the first line below each heading with a package's name."""
    found: dict[str, str] = {}
    package = ""
    for line in stderr.splitlines():
        if heading := _HEADING.fullmatch(line):
            package = (heading["test"] or heading["package"]).removesuffix(".test")
        elif package and line.strip():
            found.setdefault(package, first_line(redact(line.strip())))
    return found


def _reason(quoted: str) -> str:
    """The first line of a reason that the template quoted, behind a heading."""
    text = _ESCAPE.sub(lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), quoted.strip(' "'))
    lines = [line.strip() for line in text.splitlines() if line.strip() and not _HEADING.fullmatch(line)]
    return first_line(redact(lines[0])) if lines else ""
