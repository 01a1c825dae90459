"""What a failure's message names, besides the words of its pattern: module, host, hashes, the command to run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.model.go import semver
from gomigrate.model.go.modpath import check_path
from gomigrate.model.modules import ModuleVersion

if TYPE_CHECKING:
    from gomigrate.diagnose.logs.messages import LogMessage

_MODULE = re.compile(r"(?<![\w.~/@:-])([\w.~/-]+)@(v\d[^\s:/\],)\"';]*)")
_QUERY = re.compile(r"(?:\bmodule |go(?: get)?: )([\w.~-]+\.[\w.~-]+/[\w.~/-]+)(?:@([\w.-]+))?:? ")
_HOST = re.compile(
    r"\b(?:https?|ssh|git)://(?:[^\s/@\"']*@)?([\w.-]+(?::\d+)?)[/\"':\s]|\bgit@([\w.-]+):|lookup ([\w.-]+\w)"
)
_HASH = re.compile(r"^\s*(\S+):\s+(h1:[\w+/=]+)", re.MULTILINE)
_COMMAND = re.compile(r"^\s+(go (?:get|mod|work|install) [^\n]+)", re.MULTILINE)
_GIT = re.compile(r"git (?:ls-remote|fetch|clone|init) ")
_MOST_SAID = 12

# What may be filled into a command of ours without quotes: no blank, no sign that means something to a shell, and no
# option.
_PLAIN = re.compile(r"(?!-)[\w.~/+@:%=,\\-]{1,250}")


def module_of(message: LogMessage, groups: dict[str, str | None], end: int) -> ModuleVersion | None:
    """The module that the pattern names, else the last one that is named up to the `end` of its match."""
    if module := as_module(groups.get("module"), groups.get("version")):
        return module
    for path, version in reversed(_modules(message.text, end)):
        if module := as_module(path, version.removesuffix("/go.mod")):
            return module
    return None


def module_named(message: LogMessage, end: int) -> tuple[str, str] | None:
    """The last name that looks like a module, up to the `end` of a pattern's match, as it was written."""
    found = _modules(message.text, end)
    return found[-1] if found else None


def _modules(text: str, end: int) -> list[tuple[str, str]]:
    stop = text.find("\n", end)
    return _MODULE.findall(text, 0, stop if stop >= 0 else len(text)) if "@v" in text else []


def as_module(path: str | None, version: str | None) -> ModuleVersion | None:
    """The module version, None where the texts are not one."""
    if not path or not version or check_path(path) is not None or semver.canonical(version) != version:
        return None
    return ModuleVersion(path, version)


def names_of(
    message: LogMessage, groups: dict[str, str | None], start: int, module: ModuleVersion | None
) -> dict[str, str]:
    """The groups of the pattern that are fit for a command, with the host and the module's path where the message has
    them."""
    found = {name.rstrip("23"): value for name, value in groups.items() if value and name not in {"module", "version"}}
    query = None if module or "path" in found else _QUERY.search(message.text)
    if query and check_path(query[1]) is None:
        found["path"] = query[1]
    if "host" not in found and (host := host_in(message.text, start)):
        found["host"] = host
    elif "host" not in found and _GIT.search(message.text):
        found["host"] = (module.path if module else found.get("path", "")).partition("/")[0]
    return {name: value for name, value in found.items() if _PLAIN.fullmatch(value) or name in {"said", "status"}}


def host_in(text: str, start: int) -> str:
    """The last host that the message names before the fault at `start`, else the first one behind it; "" for none."""
    line = text.find("\n", start)
    before = _HOST.findall(text, 0, line if line >= 0 else len(text))
    found = before[-1] if before else next(iter(_HOST.findall(text, start)), ())
    return next((host for host in found if host), "")


def hashes_of(message: LogMessage) -> tuple[tuple[str, str], ...]:
    """The hashes of a mismatch with who has each."""
    return tuple(_HASH.findall(message.text))


def command_of(message: LogMessage) -> str:
    """What the go command says to run, "" for nothing."""
    found = _COMMAND.search(message.text)
    return found[1].strip() if found else ""


def said_in(message: LogMessage, number: int) -> tuple[str, ...]:
    """The lines to show: the first, and as many as there is room for around the line `number` of the message."""
    lines = [line.strip() for line in message.text.split("\n")]
    start = max(0, min(number - _MOST_SAID // 2, len(lines) - _MOST_SAID))
    shown = lines[start : start + _MOST_SAID]
    return tuple(shown if start == 0 else [lines[0], *shown[1:]])
