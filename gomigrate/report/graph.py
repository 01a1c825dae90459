"""The module graph, or the answer to a question about it: as text, DOT, Mermaid and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gomigrate.report.page import Page

if TYPE_CHECKING:
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.model.requirements import GraphAnswer

GRAPH_SCHEMA = "gomigrate/graph/1"


def graph_text(answer: GraphAnswer, width: int, color: bool) -> str:  # noqa: FBT001
    """The chains or cycles, or else each module with what it requires; a version that is not built is told."""
    page = Page(width, color=color)
    if not answer.graph.edges and not answer.asked:
        page.line("no module is required")
    elif answer.missing:
        page.line(answer.missing)
    elif answer.chains:
        _chains(page, answer)
    elif answer.cycles:
        for cycle in answer.cycles:
            page.block("\n".join((cycle[0], *(f"  {path}" for path in cycle[1:]))), indent=0)
            page.line()
        page.line(f"{_count(len(answer.cycles), 'cycle')} of modules that require each other, in some version")
    else:
        _requirements(page, answer)
    return str(page)


def _chains(page: Page, answer: GraphAnswer) -> None:
    page.line(f"# {answer.asked}", "bold")
    first, *others = answer.chains
    page.block("\n".join(_told(answer, module) for module in first), indent=0)
    if others:
        page.line()
        page.line("The same version is asked for by:")
        page.block("\n".join(_told(answer, chain[-2]) for chain in others), indent=2)


def _requirements(page: Page, answer: GraphAnswer) -> None:
    needs: dict[ModuleVersion, list[ModuleVersion]] = {}
    for one, other in answer.graph.edges:
        needs.setdefault(one, []).append(other)
    for module, required in needs.items():
        rows = [_told(answer, module), *(f"  {_told(answer, need)}" for need in required)]
        page.block("\n".join(rows), indent=0)
    paths = {module.path for module in answer.graph.modules}
    page.line()
    page.line(
        f"{_count(len(paths), 'module')} in {_count(len(answer.graph.modules), 'version')},"
        f" {_count(len(answer.graph.edges), 'requirement')}"
    )


def _told(answer: GraphAnswer, module: ModuleVersion) -> str:
    built = answer.selected[module.path]
    return str(module) if built == module.version else f"{module}  (built: {built or 'the main module'})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def graph_dot(answer: GraphAnswer) -> str:
    """For Graphviz: main modules bold, versions that are not built dashed."""
    ids = _ids(answer)
    lines = ["digraph modules {", "  rankdir=LR;", "  node [shape=box];"]
    for module, name in ids.items():
        style = "" if _is_built(answer, module) else ", style=dashed"
        style = ", style=bold" if not module.version else style
        lines.append(f"  {name} [label={_dot_quoted(str(module))}{style}];")
    lines += [f"  {ids[one]} -> {ids[other]};" for one, other in answer.graph.edges]
    return "\n".join([*lines, "}"])


def graph_mermaid(answer: GraphAnswer) -> str:
    """For Mermaid, which code hosts draw in Markdown: versions that are not built dashed."""
    ids = _ids(answer)
    lines = ["graph LR", *(f'  {name}["{_mermaid_quoted(str(module))}"]' for module, name in ids.items())]
    lines += [f"  {ids[one]} --> {ids[other]}" for one, other in answer.graph.edges]
    if dashed := [name for module, name in ids.items() if not _is_built(answer, module)]:
        lines += ["  classDef unused stroke-dasharray: 4 4", f"  class {','.join(dashed)} unused"]
    return "\n".join(lines)


def graph_json(answer: GraphAnswer) -> dict[str, Any]:
    """In the shape of schemas/graph.json."""
    return {
        "schema": GRAPH_SCHEMA,
        "of": "modules",
        "asked": answer.asked,
        "nodes": [
            {
                "id": str(module),
                "path": module.path,
                "version": module.version,
                "main": not module.version,
                "selected": answer.selected[module.path],
            }
            for module in answer.graph.modules
        ],
        "edges": [[str(one), str(other)] for one, other in answer.graph.edges],
        "chains": [[str(module) for module in chain] for chain in answer.chains],
        "cycles": [list(cycle) for cycle in answer.cycles],
    }


def _ids(answer: GraphAnswer) -> dict[ModuleVersion, str]:
    return {module: f"n{number}" for number, module in enumerate(answer.graph.modules)}


def _is_built(answer: GraphAnswer, module: ModuleVersion) -> bool:
    return answer.selected[module.path] == module.version


def _dot_quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _mermaid_quoted(text: str) -> str:
    return text.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
