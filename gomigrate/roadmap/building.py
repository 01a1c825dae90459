"""What the go command makes of a step: every package and test compiled in a private copy of the repository. Nothing of
it is run."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gomigrate.verify.build.layout import lay_out_module
from gomigrate.verify.gosupport.compiling import compile_side
from gomigrate.world.disk.files import private_dir
from gomigrate.world.disk.treewriter import TreeWriter
from gomigrate.world.git.checkout import as_checked_out
from gomigrate.world.go.toolchains import own_toolchain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.roadmap.project import ModuleProject
    from gomigrate.roadmap.workbench import ModuleState
    from gomigrate.verify.build.layout import Side
    from gomigrate.verify.gosupport.compiling import CompiledBy
    from gomigrate.world.go.gocmd import GoCommand
    from gomigrate.world.go.toolchains import Toolchain

_AT = "module"


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What the compiler said of a state: `failed` are the packages that it refuses and that compiled at the start, each
    with its words; `unknown` says why it could not tell, "" where it did."""

    failed: Mapping[str, str] = field(default_factory=dict)
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Builder:
    """One copy of the repository, in which go.mod and go.sum are written again for each state. `broken` are the
    packages that do not compile as it is; `modcache` is the folder that modules lie in, which no words need to name."""

    toolchain: Toolchain
    writer: TreeWriter
    side: Side
    prefix: str
    modcache: str
    broken: tuple[str, ...] = ()

    def build(self, state: ModuleState) -> Built:
        """Compile the state. Raises WorldProblem where the disk fails or the go command does not start."""
        said = self._compiled(state)
        if said.problem:
            return Built(unknown=said.problem) if said.is_unknown else Built(failed={"go.mod": said.problem})
        failed, unknown = (
            {path: words.replace(f"{self.modcache}/", "") for path, words in found.items() if path not in self.broken}
            for found in (said.failed, said.unknown)
        )
        if unknown and not failed:
            path = min(unknown)
            return Built(unknown=f"{path}: {unknown[path]}")
        return Built(failed=failed)

    def _compiled(self, state: ModuleState) -> CompiledBy:
        for name, text in (("go.mod", state.go_mod), ("go.sum", state.go_sum)):
            self.writer.write(f"{_AT}/{self.prefix}{name}", text.encode())
        return compile_side(self.toolchain, self.side)

    def after_base(self, base: ModuleState) -> Builder:
        """The builder that knows what does not compile at the start."""
        said = self._compiled(base)
        return replace(self, broken=tuple(sorted({*said.failed, *said.unknown})))


@contextmanager
def building(go: GoCommand, project: ModuleProject, base: ModuleState, modcache: str) -> Iterator[Builder]:
    """A builder in a private folder, which is deleted afterward. Raises WorldProblem."""
    prefix = f"{project.repository.prefix}/" if project.repository.prefix else ""
    with private_dir() as folder:
        writer = TreeWriter(folder)
        side = lay_out_module(as_checked_out(project.whole), project.repository.prefix, writer, _AT)
        toolchain = own_toolchain(go)
        # Whatever lies in vendor/: it is no part of what is asked.
        side = replace(side, env={"GOFLAGS": f"{toolchain.settings['GOFLAGS']} -mod=readonly".strip()})
        yield Builder(toolchain, writer, side, prefix, modcache).after_base(base)
