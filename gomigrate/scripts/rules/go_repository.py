"""go_repository rules of gazelle: a commit or tag becomes the module version with its hash, as `gazelle update-repos
-from_file=go.mod` writes it (bazel-gazelle reference: "go_repository")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.go.pseudo import is_pseudo, pseudo_rev
from gomigrate.scripts.change import Correction, manual, safe
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.legacytools import TOOLS
from gomigrate.scripts.rules.rule import Rule
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Argument, Document, FunctionCall
    from gomigrate.scripts.survey import ScriptSurvey

CODE = "GM819"
_LOCKS = frozenset(lock for tool in TOOLS for lock in tool.locks)


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """Every go_repository of a module of the build list, and lock files that gazelle is told to read."""
    if document.kind is not FileKind.STARLARK:
        return
    for call in document.calls:
        if call.name.rpartition(".")[2] == "go_repository":
            yield from _repository(document, call, facts)
        yield from (_told(one, facts) for one in call.arguments if _names_lock(one.value, facts))


def _names_lock(value: str, facts: Facts) -> bool:
    name = value.rpartition("=")[2].removeprefix("//:").removeprefix(":")
    return name in _LOCKS and name in facts.removed


def _told(argument: Argument, facts: Facts) -> Correction:
    name = argument.value.rpartition("=")[2]
    message = f"{name} is read here, and goes; gazelle reads go.mod as well."
    cut = argument.end - len(name.rpartition(":")[2])
    return safe(CODE, argument.start, message, Edit(cut, argument.end, "go.mod"))


def _repository(document: Document, call: FunctionCall, facts: Facts) -> Iterator[Correction]:
    path, pinned = call.argument("importpath"), call.argument("commit") or call.argument("tag")
    if path is None or pinned is None or call.argument("version") is not None:
        return
    if path.value not in facts.versions:
        return
    version, total = facts.versions[path.value], facts.sums.get(path.value, "")
    told = f"{path.value} is fetched by its {pinned.name} here"
    if not version or not total:
        yield manual(CODE, pinned.start, f"{told}; go.mod replaces it.", "Point the rule at what go.mod builds.")
    elif call.argument("remote") is not None or call.argument("vcs") is not None:
        yield manual(CODE, pinned.start, f"{told}, from a remote of its own.", f"go.mod has it at {version}.")
    elif pinned.value != version and not (is_pseudo(version) and pinned.value.startswith(pseudo_rev(version))):
        message = f"{told}, and that is not known to be {version} of go.mod."
        yield manual(CODE, pinned.start, message, f'version = "{version}", sum = "{total}"')
    else:
        line = document.text[document.lines.start(pinned.whole[0]) : pinned.whole[0]]
        between = f",\n{line}" if not line.strip() else ", "
        new = f'sum = "{total}"{between}version = "{version}"'
        yield safe(CODE, pinned.start, f"{told}; go.mod has that commit as {version}.", Edit(*pinned.whole, new))


RULE = Rule(name="go-repository", code=CODE, find=find)
