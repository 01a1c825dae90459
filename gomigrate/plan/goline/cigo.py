"""Which Go the build files install after the migration where theirs cannot build the branch."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.errors import UsageProblem
from gomigrate.model.go.goversion import LANGUAGE_LIMIT, go_version
from gomigrate.model.verdict import Builds
from gomigrate.plan.goline.judged import judge_all
from gomigrate.plan.goline.parity import NEWEST_KNOWN
from gomigrate.scripts.kinds import FileKind, kind_by_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gomigrate.plan.goline.installed import CiVersion
    from gomigrate.plan.goline.judged import BranchNeeds

VERSIONS_FROM = (1, 16)
"""`go install PATH@VERSION` (Go 1.16 release notes)."""
_INSTALLS = re.compile(r"\bgo install\b[^\n]*@")
_LEAVES_GO_MOD_FROM = 14
"""Before, the go command writes go.mod while it builds, so that no later step finds the commit as it was."""
_REFUSED = (Builds.NO, Builds.JUDGED_NO)


def new_goes(
    found: Iterable[CiVersion],
    needs: BranchNeeds,
    *,
    at_least: tuple[int, int],
    asked: str,
    installing: frozenset[str] = frozenset(),
) -> dict[tuple[str, int], str]:
    """The Go to install in each place (file and offset) whose Go cannot build the branch. The same for one that does
    not know the `go install PATH@VERSION` that the files of `installing` call or bring to a call.

    It is the Go that is `asked`, or the lowest from `at_least` on that builds the branch and leaves its go.mod alone.
    Raises UsageProblem where the requested one cannot build it either.
    """
    chosen: dict[tuple[str, int], str] = {}
    for one in found:
        lacks_install = one.place.file in installing and go_version(one.version) < VERSIONS_FROM
        if not lacks_install and not _is_refused(one, needs):
            continue
        if asked and _is_refused(replace(one, version=asked), needs):
            raise UsageProblem(
                f"--ci-go {asked}: it cannot build the branch in {one.place}", remedy="give a newer version"
            )
        if version := asked or _lowest(one, needs, at_least):
            chosen[one.place.file, one.at] = version
    return chosen


def calls_install(text: str) -> bool:
    """Whether a build file calls `go install PATH@VERSION`."""
    return _INSTALLS.search(text) is not None


def installing_files(before: Mapping[str, str], texts: Mapping[str, str]) -> frozenset[str]:
    """The files of which a change brings `go install PATH@VERSION`, and those that run them: by make, or by name.
    `before` and `texts` are all build files, by path, as they were and as they are."""
    own = {path for path, text in texts.items() if calls_install(text) and not calls_install(before[path])}
    names = [
        r"\bmake\b" if kind_by_path(path) is FileKind.MAKE else re.escape(posixpath.basename(path)) for path in own
    ]
    runs = re.compile("|".join(names)) if names else None
    return frozenset(own | {path for path, text in texts.items() if runs and runs.search(text)})


def _is_refused(one: CiVersion, needs: BranchNeeds) -> bool:
    return any(row.builds in _REFUSED for row in judge_all([one], needs))


def _lowest(one: CiVersion, needs: BranchNeeds, at_least: tuple[int, int]) -> str:
    """The first version of which it is known that it builds the branch there, "" for none. From 1.21 on a release has
    three numbers."""
    for minor in range(max(_LEAVES_GO_MOD_FROM, at_least[1]), NEWEST_KNOWN + 1):
        version = f"1.{minor}.0" if (1, minor) >= LANGUAGE_LIMIT else f"1.{minor}"
        if go_version(version) >= at_least and not _is_doubtful(replace(one, version=version), needs):
            return version
    return ""


def _is_doubtful(one: CiVersion, needs: BranchNeeds) -> bool:
    return any(row.builds is not Builds.JUDGED_YES for row in judge_all([one], needs))
