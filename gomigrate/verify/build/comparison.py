"""Everything that the go command has to be asked for, in a private folder."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gomigrate.locks.registry import read_locks
from gomigrate.model.codes import finding
from gomigrate.model.errors import WorldProblem
from gomigrate.model.findings import Finding, Place
from gomigrate.modfile.gomod import ModFileError, parse
from gomigrate.report.words.findings import message_of
from gomigrate.scan.project.modulestate import MODULES_TXT, has_go_mod
from gomigrate.verify import start
from gomigrate.verify.branch.workspace import workspace_findings, workspace_of
from gomigrate.verify.build import modules
from gomigrate.verify.build.equivalence import chosen_copies, compare
from gomigrate.verify.build.packages import Digests, Packages, is_own, read_packages
from gomigrate.verify.build.programs import godebug_findings, loop_findings, passed_over
from gomigrate.verify.build.sides import Side, lay_out_after, lay_out_before, list_side, own_patterns, read_absolute
from gomigrate.verify.build.unknown import refuse_unknown, refuse_unknown_packages
from gomigrate.verify.suite.tests import compare_tests

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gomigrate.verify.build.packages import Rewrites
    from gomigrate.verify.subject import Notes, Subject
    from gomigrate.world.disk.treewriter import TreeWriter
    from gomigrate.world.go.gocmd import GoCommand
    from gomigrate.world.world import World

KEPT_VENDOR, RESTORED, DISAGREED = "GM701", "GM712", "GM904"
"""Findings of the plan that matter here: the old vendor folder was to stay; locked versions were brought back; units of
the module had locked different versions."""

SHOWN = 12
"""So many names are given where there may be hundreds."""


class ComparisonRun:
    """One run: both sides are laid out by `writer`, and what is found goes into `notes`."""

    def __init__(self, world: World, go: GoCommand, subject: Subject, notes: Notes, writer: TreeWriter) -> None:
        self._world = world
        self._go = go
        self._subject = subject
        self._notes = notes
        self._writer = writer
        self._rewrites: Rewrites = start.rewrites(subject.plan, subject.module)
        self._digests = Digests(read_absolute, self._rewrites)
        self._listed: list[dict[str, Any]] = []
        self._same: set[str] = set()
        self._passed_over: tuple[str, ...] = ()

    @property
    def passed_over(self) -> tuple[str, ...]:
        """Platforms that own files are for which no compared platform builds."""
        return self._passed_over

    @property
    def compared(self) -> frozenset[str]:
        """The files of the branch, relative to the repository, that hold what they held before, or what the module has
        that they stand for; or the package they belong to is told to differ."""
        top = f"{self._writer.place('after')}/"
        return frozenset(path[len(top) :] for path in self._same if path.startswith(top))

    def run(self, platforms: Sequence[str], *, tidy: bool, tests: float = 0) -> None:
        """Compare the branch with the plan and with the state before, and run the tests of both for `tests` seconds,
        if that is not 0. Raises WorldProblem where the disk fails."""

        subject = self._subject
        after = self._laid_out(lambda: lay_out_after(subject.whole, subject.repository.prefix, self._writer, "after"))
        if after is None:
            return
        texts = modules.go_mod_files(after)
        self._build_list(after)
        now = self._packages(after, platforms, (), code="GM301")
        self._passed_over = passed_over(now, read_absolute)
        before = self._before_and_after(now)
        self._workspace(after, now)
        self._notes.findings += modules.check_modules(self._go, after)
        if subject.tree.entries("vendor"):
            self._vendor(after, now)
        if modules.go_mod_files(after) != texts:
            self._notes.findings.append(finding("GM310", "go list changed go.mod or go.sum", place=Place("go.mod")))
        if tidy:
            self._notes.tidy = modules.ask_tidy(self._go, after)
        if tests:
            # Last of all: what the tests write into their folders must not be taken for the repository's.
            self._tests(before, after, tests)

    def _tests(self, before: Side | None, after: Side, timeout: float) -> None:
        if before is None:
            self._notes.unchecked.append(
                "the tests were not run: there is no state before to compare their results with"
            )
            return
        said = compare_tests(self._go, before, after, self._rewrites, timeout=timeout)
        if isinstance(said, Finding):
            self._notes.findings.append(said)
        else:
            self._notes.tests = said

    def _build_list(self, after: Side) -> None:
        """`go list -m -json all` against the plan."""
        try:
            listed = self._go.list_modules(after.cwd, env=after.env)
        except WorldProblem as problem:
            refuse_unknown(problem)
            if "GOPROXY=off" not in str(problem):
                message = f"go list -m all fails: {problem}"
                self._notes.findings.append(finding("GM301", message, evidence=_said(problem)))
                return
            # The times of the modules are not in the cache and may not be asked for; the versions still are known.
            self._notes.unchecked.append("with GOPROXY=off the build list was taken from go list -m -e all")
            listed = self._go.list_modules(after.cwd, env=after.env, flags=("-e", "-mod=readonly"))
        self._listed = listed
        plan = self._subject.plan
        if plan is None:
            count = len(listed) - 1
            self._notes.unchecked.append(f"there is no plan to compare the build list of {count} modules with")
            return
        self._notes.same, self._notes.differ = modules.compare_build_list(plan.build_list, listed)

    def _packages(
        self, side: Side, platforms: Sequence[str], rewrites: Rewrites, *, code: str, flags: Sequence[str] = ()
    ) -> dict[str, Packages]:
        """The packages of a side by platform; a platform that the go command cannot list is a finding and has none."""
        found = {}
        for platform, said in list_side(self._go, side, platforms, flags).items():
            if isinstance(said, WorldProblem):
                refuse_unknown(said)
                message = f"go list fails for {platform}: {said}"
                self._notes.findings.append(finding(code, message, evidence=_said(said)))
            else:
                refuse_unknown_packages(said)
                found[platform] = read_packages(said, self._subject.module, self._digests.of, rewrites)
        return found

    def _module_before(self) -> Side | None:
        """The state before as a module, where it was one already and the plan did not go back behind that to the
        versions of a lock that is there; None where GOPATH mode is the state before."""
        from gomigrate.world.disk.trees import GitTree, subtree

        subject = self._subject
        plan, prefix = subject.plan, subject.repository.prefix
        whole = GitTree(subject.repository.top, subject.base)
        is_restored = plan is not None and any(said.code == RESTORED for said in plan.findings)
        has_pins = any(lock.pins for lock in read_locks(subtree(whole, prefix), whole.gitlinks()))
        if not has_go_mod(whole, prefix) or (is_restored and has_pins):
            return None
        return self._laid_out(lambda: lay_out_after(whole, prefix, self._writer, "before"))

    def _before_and_after(self, now: dict[str, Packages]) -> Side | None:
        """The packages of the state before, and what became of them; where it is laid out, None where it is not."""

        subject, notes = self._subject, self._notes
        if not subject.base:
            notes.unchecked.append("no commit to compare with is known, so no package was compared; --base names one")
            return None
        if not (subject.plan or subject.module):
            notes.unchecked.append("go.mod names no module, so no package was compared")
            return None
        side = self._module_before()
        flags: tuple[str, ...] = ()
        if side is not None:
            mode = "vendor" if not modules.check_vendor(self._go, side) else "mod"
            flags = ("-deps", "-test", "-buildvcs=false", f"-mod={mode}")
        else:
            before, said = start.before(
                self._world, subject.repository, subject.root, subject.base, subject.plan, subject.module
            )
            notes.findings += said.findings
            if said.untold:
                names = _first_few(said.untold)
                notes.unchecked.append(f"the state before has these as the record names them; no lock tells: {names}")
            side = self._laid_out(lambda: lay_out_before(before, self._writer, "before"))
            if side is not None and subject.inside:
                side = replace(side, patterns=own_patterns(before, subject.inside))
        if side is None:
            return None
        notes.unchecked += [
            f"units that locked another version than the chosen one and had no copy of it: {message_of(said)}"
            for said in (subject.plan.findings if subject.plan else ())
            if said.code == DISAGREED
        ]
        then = self._packages(side, tuple(now), self._rewrites, code="GM302", flags=flags)
        # Where one side cannot be listed, its packages are not lost or new: they are not known.
        notes.platforms = tuple(compare(platform, then[platform], now[platform]) for platform in then)
        for platform in then:
            notes.findings += chosen_copies(then[platform], now[platform])
            self._note_uncompared(platform, then[platform], now[platform])
            self._note_compared(then[platform], now[platform])
        self._programs(side, then, now)
        if self._digests.undone:
            shown = tuple(f"{old} -> {new or '(nothing)'}" for old, new in self._rewrites)
            message = f"{self._digests.undone} Go files were compared after undoing the rewriting of import paths"
            notes.findings.append(finding("GM312", message, evidence=shown))
        return side

    def _note_compared(self, then: Packages, now: Packages) -> None:
        for path in then.copies.keys() & now.copies.keys():
            self._same |= {f"{copy.folder}/{name}" for copy in now.copies[path] for name, _ in copy.files}

    def _programs(self, before: Side, then: dict[str, Packages], now: dict[str, Packages]) -> None:
        """What the same files do otherwise, because go.mod has other lines."""
        subject = self._subject
        try:
            was = parse(subject.go_mod_before, lax=True).go if before.mode == "module" else ""
            go = parse(subject.file("go.mod"), lax=True).go
            is_planned = subject.plan is not None and not subject.deciding_lines()
        except ModFileError:
            return  # said where the go command refuses it
        for platform in then:
            self._notes.findings += godebug_findings(then[platform], now[platform], is_planned=is_planned)
        self._notes.findings += loop_findings(
            now, subject.module, read_absolute, go=go, before=was, toolchain=self._go.version
        )

    def _workspace(self, after: Side, now: dict[str, Packages]) -> None:
        """What a go.work at the project or above it makes of the build. One that is as it was before is no doing of the
        branch, and only told of."""
        subject = self._subject
        place = workspace_of(subject.whole, subject.repository.prefix)
        if not place or not now:
            return
        name = posixpath.relpath(f"/{place}", f"/{subject.repository.prefix}")
        side = replace(after, env={**after.env, "GOWORK": self._writer.place(f"after/{place}")})
        found: list[Finding] = []
        for platform, said in list_side(self._go, side, tuple(now)).items():
            if isinstance(said, WorldProblem):
                found = [finding("GM318", f"go list fails in it: {said}", place=Place(name), evidence=_said(said))]
                break
            built = read_packages(said, subject.module, self._digests.of)
            found += workspace_findings(name, platform, now[platform], built)
        if found and subject.is_as_before(place):
            self._notes.unchecked.append(f"all was compared without {name}, which is as before: {message_of(found[0])}")
        else:
            self._notes.findings += found

    def _note_uncompared(self, platform: str, then: Packages, now: Packages) -> None:
        """Packages that are built now, but could not be loaded before: nothing can be said about them."""
        mended = sorted(then.broken.keys() & now.copies.keys())
        if mended:
            what = "1 package" if len(mended) == 1 else f"{len(mended)} packages"
            names = _first_few(mended)
            self._notes.unchecked.append(f"{platform}: {what} could not be loaded before, so not compared: {names}")

    def _vendor(self, after: Side, now: dict[str, Packages]) -> None:
        """A vendor folder on the branch: its list, and its bytes against the modules."""
        problems = modules.check_vendor(self._go, after)
        plan = self._subject.plan
        if problems and plan and any(said.code == KEPT_VENDOR for said in plan.findings):
            self._notes.unchecked.append("vendor/ stays as it was, as asked, and does not agree with go.mod")
            return
        self._notes.findings += problems
        if problems or not now:
            return
        self._same.add(f"{after.cwd}/{MODULES_TXT}")  # the go command has just compared it with go.mod
        platform = next(iter(now))
        flags = ("-deps", "-buildvcs=false", "-mod=vendor")
        said = list_side(self._go, after, [platform], flags)[platform]
        if isinstance(said, WorldProblem):
            self._notes.findings.append(finding("GM308", str(said), place=Place("vendor")))
            return
        judged = self._vendored_files(after)
        for path, copies in sorted(read_packages(said, self._subject.module, self._digests.of).copies.items()):
            if all(f"{path}/{name}" in judged for name, _ in copies[0].files):
                continue
            known = {copy.files for copy in now[platform].copies.get(path, ())}
            if known and not is_own(path, self._subject.module) and copies[0].files not in known:
                place = Place(f"vendor/{path}")
                self._notes.findings.append(finding("GM309", f"{path} differs from its module", place=place))

    def _vendored_files(self, after: Side) -> frozenset[str]:
        """All files of the vendor folder against those of the modules, also what no compared platform builds; those for
        which that could be done."""
        top = posixpath.join(self._subject.repository.prefix, "vendor/")
        names = [path[len(top) :] for path in self._subject.whole.files() if path.startswith(top)]
        places = {name: f"{after.cwd}/vendor/{name}" for name in names if "/" in name}
        judged = modules.vendored_files(self._listed, places, self._digests.of)
        self._same |= {places[name] for name, is_same in judged.items() if is_same}
        self._notes.findings += [
            finding("GM309", f"{name} differs from its module", place=Place(f"vendor/{name}"))
            for name, is_same in judged.items()
            if not is_same
        ]
        return frozenset(judged)

    def _laid_out(self, lay_out: Callable[[], Side]) -> Side | None:
        """A side on disk; what the tree cannot give is said, and stops only this part."""
        try:
            return lay_out()
        except OSError as e:
            reason = f"{e.filename or 'a file'}: {e.strerror or e}"
            self._notes.unchecked.append(f"a file of the repository cannot be read ({reason}), so nothing was compared")
            return None


def _said(problem: WorldProblem) -> tuple[str, ...]:
    """The words of a program that failed, as evidence."""
    return modules.words_of(getattr(problem, "stderr", ""))[:SHOWN]


def _first_few(names: Sequence[object]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(map(str, names[:SHOWN])) + more
