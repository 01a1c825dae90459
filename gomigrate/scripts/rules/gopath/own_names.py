"""`go build shop`: the project's own packages by the names that they have below src/, where the project was a GOPATH
of its own or gb's. In module mode a name without a dot is the standard library's (Go reference: "module paths")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.scripts.rules.rule import Build, Corrections, Document, Edit, Rule, flags_and_rest, manual, safe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.scripts.read.commands import Call

_VERBS = frozenset(("build", "doc", "generate", "get", "install", "list", "run", "test", "vet"))
_FLAGS = (
    "asmflags bench buildmode count covermode coverpkg coverprofile cpu gcflags gccgoflags installsuffix ldflags mod"
    " modfile o p parallel pkgdir run tags timeout"
)
_WITH_VALUE = frozenset(_FLAGS.split())


def find(document: Document, build: Build) -> Corrections:
    """Each go command that names such packages."""
    if not build.own_names:
        return
    for call in document.go_commands:
        if call.arguments[0] in _VERBS:
            yield from _named(call, build.own_names)


def _named(call: Call, names: Mapping[str, str]) -> Corrections:
    _, targets = flags_and_rest(call.words[2:], _WITH_VALUE | ({"f"} if call.arguments[0] == "list" else set()))
    if call.arguments[0] == "run":
        targets = targets[:1]
    found = [(word, new) for word in targets if (new := _new_name(word.value, names))]
    if not found:
        return
    names_here, wanted = tuple(word.value for word, _ in found), " ".join(new for _, new in found)
    edits = [Edit(word.start, word.end, new) for word, new in found]
    is_plain = all(word.is_plain for word, _ in found)
    made = safe if is_plain else manual
    yield made(found[0][0].start, *(edits if is_plain else ()), names=names_here, wanted=wanted)


def _new_name(word: str, names: Mapping[str, str]) -> str:
    """What names the package, or the packages below a folder, in module mode; "" for all other words."""
    if word in names:
        return names[word]
    folder = word.removesuffix("/...")
    inside = next((name for name in names if folder != word and f"{name}/".startswith(f"{folder}/")), "")
    return f"{names[inside].removesuffix(inside[len(folder) :])}/..." if inside else ""


RULE = Rule(code="GM841", find=find, words=("go",))
