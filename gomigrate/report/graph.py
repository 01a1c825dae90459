"""The graph of modules or packages, or the answer to a question about it: as text, DOT, Mermaid and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gomigrate.model.graph.requirements import Asking
from gomigrate.model.text.visible import json_text, visible
from gomigrate.report.page import Amount
from gomigrate.report.words.phrases import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from gomigrate.model.graph.requirements import GraphAnswer
    from gomigrate.model.modules import ModuleVersion

GRAPH_SCHEMA = "gomigrate/graph/1"


def asked(answer: GraphAnswer) -> str:
    """The question in words, "" where none was asked."""
    question = answer.question
    match question.asking:
        case Asking.ALL:
            return ""
        case Asking.PART:
            return _from_and_to(answer)
    return " ".join((question.asking, *question.sources, *question.targets))


def _from_and_to(answer: GraphAnswer) -> str:
    ends = (("from", answer.question.sources), ("to", answer.question.targets))
    return " ".join(f"{word} {' and '.join(names)}" for word, names in ends if names)


def missing(answer: GraphAnswer) -> str:
    """That there is nothing of what was asked for; "" where there is something."""
    if not answer.is_missing:
        return ""
    question, is_packages = answer.question, answer.graph.of == "packages"
    match question.asking:
        case Asking.WHY:
            return f"no {'package of the project' if is_packages else 'main module'} leads to {question.targets[0]}"
        case Asking.PATH:
            return f"{question.sources[0]} does not lead to {question.targets[0]}"
        case Asking.CYCLES:
            return "no packages import each other" if is_packages else "no modules require each other"
    return f"no {'import' if is_packages else 'requirement'} leads {_from_and_to(answer)}"


def graph_text(answer: GraphAnswer, amount: Amount = Amount.NORMAL) -> str:
    """The chains or cycles, or else each module with what it requires; a version that is not built is told.

    Names are never wrapped, and there may be tens of thousands of lines.
    """
    if not answer.graph.edges and answer.question.asking is Asking.ALL:
        return "\n".join(map(str, answer.graph.own)) or "no module is required"
    if answer.is_missing:
        return missing(answer)
    if answer.chains:
        return "\n".join(_chains(answer, amount))
    return "\n".join(_cycles(answer, amount) if answer.cycles else _requirements(answer, amount))


_OTHERS = {"modules": "The same version is required by:", "packages": "Also imported by:"}
_BY = {"modules": "required by", "packages": "imported by"}


def _chains(answer: GraphAnswer, amount: Amount) -> list[str]:
    first, *others = answer.chains
    lines = [_told(answer, module) for module in first]
    if amount is Amount.QUIET:
        return lines
    lines.insert(0, f"# {asked(answer)}")
    if amount is Amount.VERBOSE:
        return lines + [line for chain in others for line in ("", *(_told(answer, module) for module in chain))]
    if others:
        lines += ["", _OTHERS[answer.graph.of], *(f"  {_told(answer, chain[-2])}" for chain in others)]
    return lines


def _cycles(answer: GraphAnswer, amount: Amount) -> list[str]:
    lines: list[str] = []
    for first, *others in answer.cycles:
        lines += [first, *(f"  {path}" for path in others), ""]
    if amount is Amount.QUIET:
        return lines[:-1]
    number = len({module.path for module in answer.graph.modules})
    groups = counted(len(answer.cycles), "group")
    said = "packages import" if answer.graph.of == "packages" else "modules require"
    return [*lines, f"{number} {said} each other, in {groups}; a shortest cycle of each is shown"]


def _requirements(answer: GraphAnswer, amount: Amount) -> list[str]:
    needs: dict[ModuleVersion, list[ModuleVersion]] = {}
    askers: dict[ModuleVersion, list[ModuleVersion]] = {}
    for one, other in answer.graph.edges:
        needs.setdefault(one, []).append(other)
        askers.setdefault(other, []).append(one)
    is_whole = amount is Amount.VERBOSE
    lines: list[str] = []
    for module in dict.fromkeys((*needs, *askers)) if is_whole else needs:
        lines += [_told(answer, module), *(f"  {_told(answer, need)}" for need in needs.get(module, ()))]
        lines += [f"  {_BY[answer.graph.of]} {_told(answer, asker)}" for asker in askers.get(module, ()) if is_whole]
    if amount is Amount.QUIET:
        return lines
    modules = answer.graph.modules
    if answer.graph.of == "packages":
        tied = {module for edge in answer.graph.edges for module in edge}
        alone = [str(module) for module in answer.graph.own if module not in tied]
        counts = f"{counted(len(modules), 'package')}, {counted(len(answer.graph.edges), 'import')}"
        return [*lines, *alone, "", counts]
    paths = counted(len({module.path for module in modules}), "module")
    edges = counted(len(answer.graph.edges), "requirement")
    return [*lines, "", f"{paths} in {counted(len(modules), 'version')}, {edges}"]


def _told(answer: GraphAnswer, module: ModuleVersion) -> str:
    built = answer.selected[module.path]
    return str(module) if built == module.version else f"{module}  (built: {built or 'the main module'})"


def graph_dot(answer: GraphAnswer) -> str:
    """For Graphviz: main modules, or the project's packages, bold, versions that are not built dashed."""
    ids = _ids(answer)
    mains = set(answer.graph.mains)
    lines = [f"digraph {answer.graph.of} {{", "  rankdir=LR;", "  node [shape=box];"]
    for module, name in ids.items():
        style = "" if _is_built(answer, module) else ", style=dashed"
        style = ", style=bold" if module in mains else style
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
    mains = set(answer.graph.mains)
    return {
        "schema": GRAPH_SCHEMA,
        "of": answer.graph.of,
        "asked": asked(answer),
        "nodes": [
            {
                "id": str(module),
                "path": module.path,
                "version": module.version,
                "main": module in mains,
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
    escaped = visible(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


# An entity of Mermaid's for what would end a label, or begin HTML, an entity or Markdown in it.
_MERMAID = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;"}


def _mermaid_quoted(text: str) -> str:
    return "".join(_MERMAID.get(char, char) for char in visible(text))


def _json_text(answer: GraphAnswer) -> str:
    return json_text(graph_json(answer), indent=2)


GRAPH_FORMATS: dict[str, Callable[[GraphAnswer], str]] = {
    "text": graph_text,
    "dot": graph_dot,
    "mermaid": graph_mermaid,
    "json": _json_text,
}
"""Each value of `gomigrate graph --format`, and what prints it."""
