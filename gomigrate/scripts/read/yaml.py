"""YAML files of CI services and release tools: which scalars are shell commands, and which set variables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from gomigrate.model.text.yamltext import is_nested_too_deeply
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.read.document import Document
from gomigrate.scripts.read.pieces import Scalar, ScriptSetting
from gomigrate.scripts.read.windows import line_regions
from gomigrate.scripts.read.yamlnodes import Span, YamlNode, YamlPlaces, compose, is_mapping, is_sequence
from gomigrate.scripts.shell.model import Region
from gomigrate.scripts.unclear import Unclear, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

_TRAVIS = (
    "before_install install before_script script before_cache after_success after_failure after_script before_deploy"
    " after_deploy"
)
_APPVEYOR = (
    "init install before_build build_script after_build before_test test_script after_test before_package deploy_script"
    " before_deploy after_deploy on_success on_failure on_finish cmd ps sh pwsh"
)
_SNAPCRAFT = "override-pull override-build override-stage override-prime prepare build install"
_COMMANDS: dict[FileKind, frozenset[str]] = {
    FileKind.TRAVIS: frozenset(_TRAVIS.split()),
    FileKind.CIRCLE: frozenset(("run", "command", "pre", "override", "post", "commands")),
    FileKind.ACTIONS: frozenset(("run",)),
    FileKind.GITLAB: frozenset(("script", "before_script", "after_script")),
    FileKind.DRONE: frozenset(("commands",)),
    FileKind.APPVEYOR: frozenset(_APPVEYOR.split()),
    FileKind.AZURE: frozenset(("script", "bash", "inlineScript", "powershell", "pwsh")),
    FileKind.CLOUDBUILD: frozenset(("args", "script")),
    FileKind.GORELEASER: frozenset(("hooks", "pre", "post", "cmd")),
    FileKind.PROMU: frozenset(),
    FileKind.BITBUCKET: frozenset(("script", "after-script")),
    FileKind.CODEBUILD: frozenset(("commands", "finally")),
    FileKind.COMPOSE: frozenset(("command", "entrypoint")),
    FileKind.BUILDKITE: frozenset(("command", "commands")),
    FileKind.SEMAPHORE: frozenset(("commands",)),
    FileKind.CIRRUS: frozenset(("script",)),
    FileKind.TASKFILE: frozenset(("cmds", "cmd", "sh", "status")),
    FileKind.WERCKER: frozenset(("code",)),
    FileKind.SNAPCRAFT: frozenset(_SNAPCRAFT.split()),
}
_POWERSHELL = frozenset(("powershell", "pwsh", "ps"))
# Keys whose commands are one command with its arguments, where they are a list.
_ARGUMENTS = frozenset(("command", "entrypoint"))
_VARIABLES = frozenset(("env", "environment", "variables", "global", "matrix", "jobs"))
# Without these keys a service does something of its own accord.
_STAY = frozenset(("install", "script"))
_NAME = re.compile(r"\w+")
_NAME_START = re.compile(r"[A-Za-z_]")
_VALUE = re.compile(r"""=("[^"]*"|'[^']*'|\S*)""")
MOST_BYTES = 256 * 1024
"""Much YAML is read slowly, and is no build's: the largest known files have a tenth of it."""
_SHELL_STEPS = frozenset(("run", "command", "script", "bash"))


def read_yaml(path: str, kind: FileKind, text: str) -> Document:
    """The commands, settings and scalars of a YAML file. Raises UnreadableError."""
    if len(text) > MOST_BYTES:
        raise UnreadableError(0, Unclear.LARGE, f"{MOST_BYTES >> 10} KiB")
    if is_nested_too_deeply(text):
        raise UnreadableError(0, Unclear.DEEP)
    places = YamlPlaces(text)
    roots = compose(text)
    regions: list[Region] = []
    settings: list[ScriptSetting] = []
    scalars: list[Scalar] = []
    for entry in places.entries(roots):
        if is_mapping(entry.node) or is_sequence(entry.node):
            continue
        scalars.append(places.scalar(entry))
        if _is_command(entry, kind):
            regions += _region(entry, places, kind)
        else:
            settings += _settings(entry, places, kind)
    return Document.of(path, kind, text, regions=tuple(regions), settings=tuple(settings), scalars=tuple(scalars))


def _is_command(entry: YamlNode, kind: FileKind) -> bool:
    """Whether a scalar is shell: the value of a key for commands, or an item of the list there."""
    names = _COMMANDS[kind]
    if entry.key in names or (kind is FileKind.CIRRUS and entry.key.endswith("_script")):
        return True
    above = entry.above
    if entry.key or above is None or not is_sequence(above.node):
        return False
    if kind is FileKind.COMPOSE and above.key in _ARGUMENTS:
        return " " in entry.node.value  # sh -c "..."
    return above.key in names or (kind is FileKind.CIRRUS and above.key.endswith("_script"))


def _region(entry: YamlNode, places: YamlPlaces, kind: FileKind) -> Iterator[Region]:
    node = entry.node
    start, end = places.content(node)
    if start >= end:
        return
    if language := _windows(entry, kind, places):
        yield from line_regions(places.text, start, end, powershell=language == "powershell", may_go=False)
        return
    group = entry.above if not entry.key else _step(entry, places)
    stay = _STAY if kind is FileKind.TRAVIS else frozenset[str]()
    item = entry if not entry.key else group or entry
    whole = None if item.key in stay else places.own_lines(item) if _has_own_lines(item) else None
    number = _group(group, item)
    body = (int(node.start_mark.index), int(node.end_mark.index))
    is_quoted = kind is FileKind.APPVEYOR and entry.key != "sh"
    shared: dict[str, Any] = {
        "whole": whole,
        "group": number,
        "nothing": '"true"',
        "body": body,
        "is_quoted": is_quoted,
    }
    if node.style == "|":
        indent = places.block(node)[2]
        yield Region.plain(places.text, start, end, indent=indent, whole=whole, group=number)
    elif node.style == ">":
        indent = places.block(node)[2]
        yield Region.plain(places.text, start, end, indent=indent, whole=whole, group=number, is_folded=True)
    elif node.style is None:
        yield Region.plain(places.text, start, end, is_folded=True, **shared)
    else:
        content, offsets = _unquoted(places.text, start, end, node.style)
        if content is not None:
            yield Region(text=content, offsets=offsets, **shared)


def _windows(entry: YamlNode, kind: FileKind, places: YamlPlaces) -> str:
    """The language of Windows that a command is in, "" for a shell: of a step by its key or `shell`, of AppVeyor where
    it is not said and its image is Windows."""
    if entry.key in _POWERSHELL:
        return "powershell"
    step = entry.above if entry.key else None
    if kind is FileKind.ACTIONS and step is not None and (said := _said(step.node, "shell")):
        return {"pwsh": "powershell", "powershell": "powershell", "cmd": "cmd"}.get(said, "")
    if kind is FileKind.APPVEYOR and entry.key != "sh" and entry.node.style not in ("|", ">"):
        return "cmd" if "\\" in entry.node.value or "%" in entry.node.value else ""
    return ""


def _said(node: Any, name: str) -> str:
    return next((str(value.value) for key, value in node.value if key.value == name), "")


def _group(group: YamlNode | None, item: YamlNode) -> int:
    """The number of the list of steps that an item goes with: where the list begins."""
    if group is None:
        return -1
    holder = group.above if group is item and group.above else group
    return int(holder.node.start_mark.index)


def _has_own_lines(entry: YamlNode) -> bool:
    return entry.above is not None and not entry.above.node.flow_style


def _step(entry: YamlNode, places: YamlPlaces) -> YamlNode | None:
    """The item of a list of steps that a command is the heart of, None where there is none or it has more to it."""
    if entry.key not in _SHELL_STEPS or entry.above is None:
        return None
    step = entry.above
    if entry.key == "command" and step.key == "run":
        step = step.above or step
    names = places.names(step.node)
    return step if not step.key and names <= {"name", "run", "script", "bash", "displayName", "command"} else None


def _unquoted(text: str, start: int, end: int, quote: str) -> tuple[str | None, tuple[int, ...]]:
    """What a quoted scalar of one line says, with the offset of each character; None where that is not simple."""
    chars, offsets, i = "", [], start
    while i < end:
        char = text[i]
        if char == "\n":
            return None, ()
        offsets.append(i)
        if quote == "'" and text.startswith("''", i):
            i += 1
        elif quote == '"' and char == "\\":
            if text[i + 1 : i + 2] not in ('"', "\\", "/"):
                return None, ()
            i, char = i + 1, text[i + 1]
        chars += char
        i += 1
    return chars, (*offsets, end)


def _settings(entry: YamlNode, places: YamlPlaces, kind: FileKind) -> Iterator[ScriptSetting]:
    """Variables: pairs of a map below a key such as `env`, or NAME=value in strings there."""
    above = entry.above
    is_below = above is not None and bool(_VARIABLES & set(entry.keys[:-1]))
    if not is_below and entry.key not in ("env", "environment"):
        return
    start, _ = places.content(entry.node)
    whole = places.whole(entry)
    level, scope = _level(entry, places, kind)
    if entry.key and entry.key not in _VARIABLES:
        if above is not None and _is_variables(above):
            yield ScriptSetting(
                name=entry.key,
                value=str(entry.node.value),
                start=start,
                end=places.content(entry.node)[1],
                level=level,
                scope=scope,
                whole=whole,
                is_quoted=entry.node.style in ("'", '"'),
            )
        return
    if entry.node.style in ("|", ">"):
        return
    pairs = list(_pairs(places.text, *places.content(entry.node)))
    for name, at, pair in pairs:
        value, begin = pair[1], pair.start(1)
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value, begin = value[1:-1], begin + 1
        yield ScriptSetting(
            name=name,
            value=value,
            start=begin,
            end=begin + len(value),
            level=level,
            scope=scope,
            whole=whole if len(pairs) == 1 else (at, _after_blanks(places.text, pair.end())),
        )


def _pairs(text: str, start: int, end: int) -> Iterator[tuple[str, int, re.Match[str]]]:
    """Every NAME=value of a span: the name, where it begins, and the sign with the value."""
    while name := _NAME.search(text, start, end):
        begin = _NAME_START.search(text, name.start(), name.end())
        value = _VALUE.match(text, name.end(), end)
        start = value.end() if begin and value else name.end()
        if begin and value:
            yield text[begin.start() : name.end()], begin.start(), value


def _after_blanks(text: str, i: int) -> int:
    while text[i : i + 1] == " ":
        i += 1
    return i


def _is_variables(above: YamlNode) -> bool:
    """Whether a map is one of variables: below `env` itself, or an item of a list there."""
    if above.key in _VARIABLES - {"jobs", "matrix"}:
        return True
    higher = above.above
    return not above.key and higher is not None and higher.key in _VARIABLES - {"jobs"}


def _level(entry: YamlNode, places: YamlPlaces, kind: FileKind) -> tuple[str, Span]:
    """For whom a variable is set, and the span of that."""
    holder = entry.above
    while holder is not None and (holder.key in _VARIABLES - {"jobs"} or not holder.key) and holder.above is not None:
        if not holder.key and "env" in places.names(holder.node):
            break
        holder = holder.above
    if holder is None or holder.above is None:
        name = {FileKind.ACTIONS: "workflow env"}.get(kind, "/".join(k for k in entry.keys[:-1] if k != "-"))
        return name, (0, len(places.text))
    span = int(holder.node.start_mark.index), places.end(holder.node)
    is_step = "steps" in holder.keys
    if kind is FileKind.ACTIONS:
        return ("step env" if is_step else "job env"), span
    return "/".join(k for k in entry.keys[:-1] if k != "-"), span
