"""What is left of the days before modules in a go.mod, each with the smallest edit that takes it away."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.go.goversion import LANGUAGE_LIMIT, PRUNING_FROM, go_order, go_version
from gomigrate.model.go.pseudo import placeholder_version
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import State, StepKind
from gomigrate.model.policy import COPIES
from gomigrate.resolve.asof import as_of
from gomigrate.roadmap.moves import shown
from gomigrate.roadmap.workbench import GoModEdit
from gomigrate.world.base.outcome import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.decision import Offered, Reason
    from gomigrate.model.plan import LedgerLine
    from gomigrate.modfile.values import Replace
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.resolve.resolve import Resolver
    from gomigrate.roadmap.project import ModuleProject
    from gomigrate.roadmap.workbench import ModuleState

GO_LINES = ("1.18", "1.21", "1.22.0")
"""The lines that change more than the language: module graphs are pruned from 1.17 on, and tidy at 1.17 asks what 1.16
would choose besides; the toolchain rule, from which on a dependency raises the line; loop variables of each turn. From
1.22 on a go command fetches a newer one by this name, which has three numbers (https://go.dev/doc/toolchain)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepIdea:
    """A step that may be made: `edit` is None where there is no replacement for what is there, and `words` are then
    what no source has; else what differs in a release and the build depends on. The rest is as in NextStep."""

    kind: StepKind
    path: str = ""
    before: str
    after: str = ""
    edit: GoModEdit | None
    because: Reason | None = None
    lines: tuple[int, int] = (0, 0)
    words: tuple[str, ...] = ()
    offered: Offered | None = None


@dataclass(slots=True)
class IdeaFinder:
    """Finds ideas; asks the module sources for what may replace a kept copy."""

    project: ModuleProject
    contents: Contents
    resolver: Resolver

    def ideas(self, state: ModuleState) -> Iterator[StepIdea]:
        """All but those about the go line, in the order of the go.mod."""
        mod = state.mod
        for exclude in mod.excludes:
            yield StepIdea(
                kind=StepKind.EXCLUDE,
                path=f"{exclude.path}@{exclude.version}",
                before=exclude.version,
                edit=GoModEdit(drop_excludes=((exclude.path, exclude.version),)),
            )
        for line in mod.replaces:
            idea = self._of_replace(line, state)
            if idea is not None:
                yield idea

    def _of_replace(self, line: Replace, state: ModuleState) -> StepIdea | None:
        built = ModuleVersion(line.new_path, line.new_version)
        because = self._because(line.path)
        drop = ((line.path, line.version),)
        if not line.new_version:
            return (
                self._of_stranger(StepKind.COPY, line, state, line.new_path) if self._is_copy(line.new_path) else None
            )
        is_hold = line.new_path == line.path
        required = next((one.version for one in state.mod.requires if one.path == line.path), "")
        if not is_hold and required == placeholder_version(line.path):
            return self._of_stranger(StepKind.FORK, line, state, shown(built, line.path))
        # go.mod asks at least for what was locked: only what others ask for more of moves.
        locked = (built,) if is_hold and not line.version else ()
        return StepIdea(
            kind=StepKind.HOLD if is_hold else StepKind.FORK,
            path=f"{line.path}@{line.version}" if line.version else line.path,
            before=shown(built, line.path),
            edit=GoModEdit(drop_replaces=drop, versions=locked),
            because=because,
        )

    def _is_copy(self, folder: str) -> bool:
        """Whether a folder holds what a migration kept, and is no module of the repository's own."""
        place = posixpath.normpath(folder)
        is_written = self.project.record is not None and f"{place}/go.mod" in self.project.record.writes
        return is_written or place.startswith(f"{COPIES}/")

    def _of_stranger(self, kind: StepKind, line: Replace, state: ModuleState, before: str) -> StepIdea:
        """What stands in for a module of which go.mod may name no existing version."""
        ledger = self._ledger_line(line.path)
        version, asked = self._version_for(line, state, ledger)
        because = ledger.reason if ledger else None
        lines = (getattr(because, "added", 0), getattr(because, "removed", 0))
        edit = None
        if version:
            edit = GoModEdit(drop_replaces=((line.path, line.version),), versions=(ModuleVersion(line.path, version),))
        return StepIdea(
            kind=kind,
            path=line.path,
            before=before,
            after=version,
            edit=edit,
            because=because,
            lines=lines,
            words=() if version else asked,
        )

    def _version_for(self, line: Replace, state: ModuleState, ledger: LedgerLine | None) -> tuple[str, tuple[str, ...]]:
        """The version of the module that can replace a copy: the one that go.mod requires, where it is a real one; what
        a source says now that the locked revision is; else a release near to the project's own time. Or "" and the
        sources that have none."""
        path = line.path
        required = next((one.version for one in state.mod.requires if one.path == path), "")
        first = [required] if required and required != placeholder_version(path) else []
        if ledger and ledger.revision:
            asked = self.resolver.ask(path, ledger.revision)
            first += [asked.info.version] if asked.info else []
        listed = self.contents.modules.versions(path)
        date = self.project.record.source.date if self.project.record else None
        if isinstance(listed, Found):
            first += [offer.module.version for offer in as_of(self.contents.modules, path, listed.value, date)]
        tried: list[str] = []
        for version in dict.fromkeys(first):
            if self.contents.has_files(ModuleVersion(path, version)):
                return version, ()
            tried.append(version)
        return "", tuple(tried) or ((ledger.revision,) if ledger and ledger.revision else ())

    def _ledger_line(self, path: str) -> LedgerLine | None:
        """What became of the path, as the record has it: the copied line where there are several."""
        record = self.project.record
        lines = [one for one in record.ledger if one.module and one.module.path == path] if record else []
        return next((one for one in lines if one.state is State.COPIED), lines[0] if lines else None)

    def _because(self, path: str) -> Reason | None:
        line = self._ledger_line(path)
        return line.reason if line else None


def go_ideas(go: str, installed: str) -> tuple[StepIdea, ...]:
    """The steps of the go line `go`, each from the one before: to the lines that change more than the language, and to
    that of the `installed` go command ("go1.26.8")."""
    newest = installed.removeprefix("go").split()[0] if installed else ""
    minor = go_version(newest)[1] if newest else 0
    wanted = [line for line in GO_LINES if not newest or go_version(line)[1] <= minor]
    wanted = [
        line
        for line in wanted
        if go_version(line) > go_version(go) and (line != "1.18" or go_version(go) < PRUNING_FROM)
    ]
    if newest and minor > max(go_version(line)[1] for line in (go, *wanted)):
        wanted.append(f"1.{minor}" + ".0" * (minor >= LANGUAGE_LIMIT[1]))
    befores = (go, *wanted)
    return tuple(go_idea(before, after) for before, after in zip(befores, wanted, strict=False))


def go_idea(before: str, after: str) -> StepIdea:
    """The step from one go line to a later one."""
    assert go_order(after) > go_order(before)
    return StepIdea(kind=StepKind.GO, before=before, after=after, edit=GoModEdit(go=after))
