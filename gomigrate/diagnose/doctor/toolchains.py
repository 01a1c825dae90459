"""Which Go builds this project, and whether it is available: on PATH, in the module cache, or from the proxies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.go.goversion import go_order
from gomigrate.model.go.modpath import match_prefix_patterns
from gomigrate.model.go.toolchain import ChosenGo, choose_toolchain, toolchain_version
from gomigrate.model.modules import Flaw, ModuleVersion
from gomigrate.world.base.programs import find_program
from gomigrate.world.disk.folders import is_unpacked
from gomigrate.world.modules.proxy import path_escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.diagnose.project import ProjectModules
    from gomigrate.diagnose.servers import Servers
    from gomigrate.model.diagnosis.exchanges import Exchange
    from gomigrate.world.go.goenv import GoEnv

_PATH = "golang.org/toolchain"
_FIRST = (1, 21)
_ENOUGH = 1 << 12
"""How many bytes of a toolchain's zip are fetched: enough to know that it is there."""
_NONE = ChosenGo()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolchainSeen:
    """The toolchain that the lines of `file` choose. `is_at_hand`: it is on PATH or in the module cache. Else it is the
    `module`, for which the `exchanges` asked the proxies. `is_checked`: only with the checksum database."""

    selection: ChosenGo = _NONE
    file: str = ""
    is_at_hand: bool = True
    module: ModuleVersion | None = None
    exchanges: tuple[Exchange, ...] = ()
    is_checked: bool = True

    @property
    def is_missing(self) -> bool:
        """Whether the chain ended, and the last element said that there is none."""
        return bool(self.exchanges) and self.exchanges[-1].is_no

    @property
    def sick(self) -> Exchange | None:
        """The answer at which the go command gives up, where it says nothing about the toolchain."""
        last = self.exchanges[-1] if self.exchanges else None
        return last if last and not _is_there(last) and not last.is_no else None


def look_at_toolchain(
    servers: Servers, project: ProjectModules, environ: Mapping[str, str], *, is_offline: bool
) -> ToolchainSeen:
    """The toolchain of the settings and of go.mod, or of the go.work that applies."""
    env, files = servers.env, project.files
    if not env.goversion:
        # A Go of any version would refuse what is no setting.
        chosen = choose_toolchain(env.gotoolchain or "auto", "go1.21.0", "", "")
        return ToolchainSeen(selection=ChosenGo(is_invalid=chosen.is_invalid))
    if not env.goversion.startswith("go") or go_order(env.goversion.removeprefix("go"))[:2] < _FIRST:
        return ToolchainSeen()
    work = files.work if files and files.work_file else None
    lines = work or (files.go_mod if files else None)
    file = files.work_name if work and files else "go.mod"
    go_line, toolchain_line = (lines.go, lines.toolchain) if lines else ("", "")
    local = env.goversion.split()[0]
    selection = choose_toolchain(env.gotoolchain or "auto", local, go_line, toolchain_line)
    seen = ToolchainSeen(selection=selection, file=file)
    if not selection.name or selection.is_invalid:
        return seen
    host = f"{env.gohostos or env.goos}-{env.gohostarch or env.goarch}"
    module = ModuleVersion(_PATH, f"v0.0.1-{selection.name}.{host}")
    is_at_hand = bool(find_program(selection.name, environ)) or is_unpacked(env.gomodcache, module)
    asks = selection.may_download and not is_at_hand and not is_offline
    return ToolchainSeen(
        selection=selection,
        file=file,
        is_at_hand=is_at_hand,
        module=module,
        exchanges=tuple(_asked(servers, module)) if asks else (),
        is_checked=not (env.goproxy.startswith("file://") and not {",", "|"} & set(env.goproxy)),
    )


def needs_download(seen: ToolchainSeen) -> bool:
    """Whether the go command will fetch it."""
    chosen = seen.selection
    return bool(chosen.name) and chosen.may_download and not seen.is_at_hand and not chosen.is_invalid


def wanted_version(env: GoEnv, seen: ToolchainSeen) -> str:
    """The version of Go that will build."""
    return toolchain_version(seen.selection.name or env.goversion)


def _asked(servers: Servers, module: ModuleVersion) -> Iterator[Exchange]:
    """The answers of the chain, as far as the go command asks it; none where version control comes last."""
    asked: list[Exchange] = []
    if match_prefix_patterns(servers.env.gonoproxy, _PATH):
        return
    for element in servers.elements:
        if element.word in {"direct", "off"}:
            if element.word == "off":
                yield from asked
            return
        url = f"{element.word.rstrip('/')}/{_PATH}/@v/{path_escaped(module.version)}.zip"
        asked.append(servers.client.ask(url, "zip", module, max_bytes=_ENOUGH).exchange)
        if _is_there(asked[-1]) or not (asked[-1].is_missing or element.falls_through):
            break
    yield from asked


def _is_there(exchange: Exchange) -> bool:
    return exchange.is_found or exchange.flaw is Flaw.TOO_LONG
