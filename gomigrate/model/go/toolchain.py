"""Which Go a go command hands its work to, by GOTOOLCHAIN and by the lines of go.mod or go.work.

The source of the rules is cmd/go/internal/toolchain, Select; https://go.dev/doc/toolchain tells them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gomigrate.model.go.goversion import go_order

_VERSION = re.compile(r"(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){0,2}(?:[a-z]+(?:0|[1-9]\d*))?")
_LANGUAGE = re.compile(r"1\.\d+")
_FIRST = (1, 21)
"""The first Go with toolchains; a language version has a .0 since then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenGo:
    """The toolchain that is chosen: a `name` such as go1.22.3, "" for the Go at hand. It is looked for on PATH, and, if
    it `may_download`, fetched. `is_invalid`: GOTOOLCHAIN is no setting at all; `too_new` is a go line that what was
    chosen does not reach, "" for none."""

    name: str = ""
    may_download: bool = True
    is_invalid: bool = False
    too_new: str = ""

    @property
    def is_language(self) -> bool:
        """Whether the name is that of a language version, of which there is no toolchain."""
        version = toolchain_version(self.name)
        return _LANGUAGE.fullmatch(version) is not None and go_order(version)[:2] >= _FIRST


def toolchain_version(name: str) -> str:
    """The version in a toolchain's name, "" where it is none (internal/gover, FromToolchain)."""
    if not name.startswith("go") or "/" in name or "\\" in name:
        return ""
    version = re.split(r"[-\s]", name.removeprefix("go"), maxsplit=1)[0]
    return version if _VERSION.fullmatch(version) else ""


def choose_toolchain(setting: str, local: str, go_line: str, toolchain_line: str) -> ChosenGo:
    """What GOTOOLCHAIN=`setting` makes of the lines, for a Go at hand of the version `local` ("go1.26.1")."""
    least, plus, suffix = ("local", "+", setting) if setting in {"auto", "path"} else setting.partition("+")
    version = toolchain_version(local if least == "local" else least)
    if not version or (plus and suffix not in {"auto", "path"}):
        return ChosenGo(is_invalid=True)
    chosen = "" if least == "local" else least
    if plus and toolchain_line != "default":
        named = toolchain_version(toolchain_line)
        if named and go_order(named) > go_order(version):
            chosen, version = toolchain_line, named
        if go_order(go_line) > go_order(version):
            is_language = _LANGUAGE.fullmatch(go_line) and go_order(go_line)[:2] >= _FIRST
            chosen, version = f"go{go_line}{'.0' if is_language else ''}", go_line
    if toolchain_version(chosen) == toolchain_version(local):
        chosen = ""
    checks = go_order(version)[:2] >= _FIRST  # Older ones build what they can.
    return ChosenGo(
        name=chosen,
        may_download=suffix != "path",
        too_new=go_line if checks and go_order(go_line) > go_order(version) else "",
    )
