"""`gomigrate graph`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gomigrate.cli.options import directory_argument, formats, import_path_option, make_world, project_directory
from gomigrate.cli.output import say
from gomigrate.cli.progress import at_work, progress_option
from gomigrate.model.errors import UsageProblem
from gomigrate.report.graph import GRAPH_FORMATS, asked, missing

if TYPE_CHECKING:
    from gomigrate.model.graph.requirements import GraphAnswer, RequirementGraph


@click.command(epilog="Example: gomigrate graph --why golang.org/x/net")
@directory_argument
@click.option("--input", "file", default="", metavar="FILE", help="Read what go mod graph printed; - is stdin.")
@click.option("--packages", is_flag=True, help="Packages and imports instead of modules; before a migration, too.")
@click.option("--platform", default="", metavar="GOOS/GOARCH", help="With --packages: only what is built for it.")
@import_path_option
@click.option("--why", default="", metavar="MODULE", help="The shortest chains from the main module: who forced it.")
@click.option("--path", "ends", nargs=2, default=None, metavar="A B", help="The shortest chain from A to B.")
@click.option("--cycles", is_flag=True, help="Modules that require each other, or packages that import each other.")
@click.option("--from", "sources", multiple=True, metavar="MODULE", help="Only what this module leads to; repeatable.")
@click.option("--to", "targets", multiple=True, metavar="MODULE", help="Only what leads to this module; repeatable.")
@formats(
    *GRAPH_FORMATS,
    "html",
    told="How the result is printed; html is a page with a picture to zoom, search and follow.",
)
@progress_option
def graph(
    directory: str,
    file: str,
    platform: str,
    import_path: str,
    why: str,
    ends: tuple[str, str] | None,
    sources: tuple[str, ...],
    targets: tuple[str, ...],
    form: str,
    *,
    packages: bool,
    cycles: bool,
) -> None:
    """Show the graph of module requirements of DIR (default: here), or answer a question about it.

    A MODULE is a path, or a path@version. Asks `go mod graph`, which may download go.mod files; writes nothing.
    With --packages it is an import path, and the tests of a package are PATH.test.
    """
    if sum(map(bool, (why, ends, cycles, sources or targets))) > 1:
        raise UsageProblem("--why, --path, --cycles and --from/--to each ask a question of their own: give one")
    if file and directory != ".":
        raise UsageProblem("--input FILE has the graph already: leave out DIR, or --input")
    if file and packages:
        raise UsageProblem("--input FILE has a graph of modules: leave out --packages, or --input")
    if (platform or import_path) and not packages:
        raise UsageProblem("--platform and --import-path are about packages, modules have none: add --packages")
    if file:
        found = _from_file(file)
    elif packages:
        found = _of_packages(directory, platform, import_path)
    else:
        found = _of_modules(directory)
    answer = _asked(found, why, ends, sources, targets, cycles=cycles)
    say(_page(answer) if form == "html" else GRAPH_FORMATS[form](answer))


def _page(answer: GraphAnswer) -> str:
    from gomigrate.graph.picture import draw
    from gomigrate.report.html.webpage import graph_page

    return graph_page(draw(answer), asked(answer), missing(answer))


def _of_modules(directory: str) -> RequirementGraph:
    from gomigrate.pipeline import module_graph

    folder = project_directory(directory)
    with at_work("Asking the go command"):
        return module_graph(make_world(folder), folder)


def _of_packages(directory: str, platform: str, import_path: str) -> RequirementGraph:
    from gomigrate.pipeline import package_graph

    folder = project_directory(directory)
    with at_work("Looking at packages"):
        return package_graph(make_world(folder), folder, platform=platform, import_path=import_path)


def _from_file(file: str) -> RequirementGraph:
    from gomigrate.modfile.modgraph import read_mod_graph

    name = "standard input" if file == "-" else file
    try:
        data = _standard_input() if file == "-" else Path(file).read_bytes()
        return read_mod_graph(data.decode(), name)
    except UnicodeDecodeError as error:
        raise UsageProblem(f"{name}: not text in UTF-8; make it with: go mod graph > FILE") from error
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise UsageProblem(f"--input {name}: {said}; make it with: go mod graph > FILE") from error


def _standard_input() -> bytes:
    # Python has no sys.stdin where the caller closed it, as some runners do.
    return sys.stdin.buffer.read() if sys.stdin is not None else b""


def _asked(
    found: RequirementGraph,
    why: str,
    ends: tuple[str, str] | None,
    sources: tuple[str, ...],
    targets: tuple[str, ...],
    *,
    cycles: bool,
) -> GraphAnswer:
    from gomigrate.graph import requirements as questions

    if why:
        return questions.why(found, why)
    if ends:
        return questions.path(found, *ends)
    if cycles:
        return questions.cycles(found)
    return questions.whole(found, sources, targets)
