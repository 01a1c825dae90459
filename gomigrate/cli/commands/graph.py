"""`gomigrate graph`."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import click

from gomigrate.cli.options import directory_argument, formats, import_path_option, make_world, project_directory
from gomigrate.cli.output import say
from gomigrate.cli.progress import at_work, progress_option
from gomigrate.cli.terminal import amounts
from gomigrate.model.errors import Suggested, UsageProblem
from gomigrate.report.graph import GRAPH_FORMATS, asked, graph_text, missing

if TYPE_CHECKING:
    from gomigrate.model.graph.requirements import GraphAnswer, RequirementGraph
    from gomigrate.report.page import Amount


@click.command(epilog="Example: gomigrate graph --why golang.org/x/net")
@directory_argument
@click.option("--input", "file", default="", metavar="FILE", help="Read the output of go mod graph; - is stdin.")
@click.option(
    "--packages", is_flag=True, help="Show packages and imports instead of modules; works before a migration, too."
)
@click.option(
    "--platform", default="", metavar="GOOS/GOARCH", help="With --packages, only what is built for this platform."
)
@import_path_option
@click.option("--why", default="", metavar="MODULE", help="Show the shortest chains from the main module to MODULE.")
@click.option("--path", "ends", nargs=2, default=None, metavar="A B", help="Show the shortest chain from A to B.")
@click.option(
    "--cycles", is_flag=True, help="Show modules that require each other, or packages that import each other."
)
@click.option("--from", "sources", multiple=True, metavar="MODULE", help="Show only what MODULE requires. Repeatable.")
@click.option("--to", "targets", multiple=True, metavar="MODULE", help="Show only what requires MODULE. Repeatable.")
@formats(
    *GRAPH_FORMATS,
    "html",
    told="Print the result in this form (default: text); html is a page with a picture.",
)
@amounts(
    verbose="Also show what requires each module, and every chain in full.",
    quiet="Show names only, no counts.",
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
    amount: Amount,
    *,
    packages: bool,
    cycles: bool,
) -> None:
    """Show which module requires which in DIR (default: here), or answer a question about it.

    MODULE is a path or path@version; with --packages an import path, PATH.test for the tests of a package. Runs go mod
    graph, which may download go.mod files. Writes nothing.
    """
    if sum(map(bool, (why, ends, cycles, sources or targets))) > 1:
        raise UsageProblem("--why, --path, --cycles and --from/--to ask different questions", remedy="give one of them")
    if file and directory != ".":
        raise UsageProblem("--input FILE has a graph already, and DIR another", remedy="leave one of them out")
    if file and packages:
        raise UsageProblem(
            "--input FILE has a graph of modules, --packages asks for one of packages", remedy="leave one of them out"
        )
    if (platform or import_path) and not packages:
        raise UsageProblem(
            "--platform and --import-path are for packages, not for modules",
            remedy=Suggested(("--packages",), is_more=True),
        )
    if file:
        found = _from_file(file)
    elif packages:
        found = _of_packages(directory, platform, import_path)
    else:
        found = _of_modules(directory)
    answer = _asked(found, why, ends, sources, targets, cycles=cycles)
    if form == "text":
        say(graph_text(answer, amount))
    else:
        say(_page(answer) if form == "html" else GRAPH_FORMATS[form](answer))


def _page(answer: GraphAnswer) -> str:
    from gomigrate.graph.picture import draw
    from gomigrate.report.html.graphpage import graph_page

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
    from pathlib import Path

    from gomigrate.modfile.modgraph import read_mod_graph

    name = "standard input" if file == "-" else file
    try:
        data = _standard_input() if file == "-" else Path(file).read_bytes()
        return read_mod_graph(data.decode(), name)
    except UnicodeDecodeError as error:
        raise UsageProblem(f"{name}: not text in UTF-8", remedy=_again(file)) from error
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise UsageProblem(f"--input {name}: {said}", remedy=_again(file)) from error


def _again(file: str) -> str:
    return "go mod graph | gomigrate graph --input -" if file == "-" else f"go mod graph > {shlex.quote(file)}"


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
