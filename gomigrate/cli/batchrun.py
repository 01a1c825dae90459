"""What `gomigrate batch` does: finds units, or divides a repository; lists them, or carries a run out."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gomigrate.batch.discover import Search, find_units
from gomigrate.batch.local import LocalCrew
from gomigrate.batch.opening import command_words, open_branches
from gomigrate.batch.options import BatchOptions
from gomigrate.batch.reports import rows, write_reports
from gomigrate.batch.session import Session
from gomigrate.batch.store import PAGE, RunStore, latest_place, new_place
from gomigrate.batch.tally import Tally
from gomigrate.cli.batchprogress import Progress
from gomigrate.cli.breakingoff import INTERRUPTED, break_off_on
from gomigrate.cli.main import DECISION, DONE, fail
from gomigrate.cli.options import make_world, policy, project_directory
from gomigrate.cli.output import say, say_json, show
from gomigrate.cli.terminal import color, width
from gomigrate.cli.webreport import show_page
from gomigrate.model.errors import Suggested, UsageProblem
from gomigrate.model.findings import Severity
from gomigrate.model.fleets.batch import Handover, Run
from gomigrate.model.fleets.partition import Layout
from gomigrate.monorepo.divide import divide
from gomigrate.monorepo.units import module_units
from gomigrate.report.fleets.batchjson import json_pieces, unit_json
from gomigrate.report.fleets.batchtext import batch_text, units_text
from gomigrate.report.fleets.partition import partition_json, partition_text
from gomigrate.report.words.fleets.batch import opened_text
from gomigrate.world.base.programs import find_program
from gomigrate.world.disk.locking import locked
from gomigrate.world.disk.seal import Seals, make_private
from gomigrate.world.disk.statedir import state_home

if TYPE_CHECKING:
    from gomigrate.batch.local import Crew
    from gomigrate.monorepo.divide import Divided


@dataclass(frozen=True, slots=True)
class BatchCall:
    """One call of the command: its arguments as they were given."""

    roots: tuple[str, ...]
    hold: tuple[str, ...]
    form: str
    given: dict[str, Any]

    def run(self) -> int:
        """Do what is asked for; the exit status. Raises UsageProblem where the options make no sense together."""
        given = self.given
        if given["layout"] and given["only_list"]:
            return self._show_partition()
        if given["import_path"] and not given["layout"]:
            raise UsageProblem(
                "--import-path names one project, and batch has several without --layout",
                remedy="leave out --import-path",
            )
        words = _command(given["open_with"]) if given["open_with"] else ()
        if given["resume"] or given["failed"]:
            if self.roots or given["list_file"] or given["only_list"] or given["layout"]:
                raise UsageProblem(
                    "--resume and --failed take their units from the run folder",
                    remedy="leave out ROOT, --from, --list and --layout",
                )
            crew = self._crew()
            return self._carry_out(self._old_run(), crew, words)
        if not self.roots and not given["list_file"]:
            raise UsageProblem("no ROOT to look for projects in", remedy=Suggested(("batch", "--list")))
        divided = self._divided() if given["layout"] else None
        found = self._modules(divided) if divided else find_units(self._search())
        if given["only_list"]:
            return self._show_list(found)
        crew = self._crew()
        layout = divided.partition.layout if divided else None
        return self._carry_out(self._new_run(found, layout), crew, words)

    def _divided(self) -> Divided:
        """The one repository that is named, divided."""
        given = self.given
        if len(self.roots) != 1 or given["list_file"] or given["include"] or given["exclude"]:
            raise UsageProblem(
                "--layout divides one repository", remedy="name one ROOT, and leave out --from, --include and --exclude"
            )
        folder = project_directory(self.roots[0])
        layout = None if given["layout"] == "auto" else Layout(given["layout"])
        return divide(make_world(folder), folder, layout=layout, import_path=given["import_path"])

    def _modules(self, divided: Divided) -> Run:
        if "{" in self.given["branch"]:
            raise UsageProblem(
                "--layout writes the modules to one branch, since they need one another: no {unit} or {name}"
            )
        return Run(units=module_units(divided))

    def _show_partition(self) -> int:
        """Show the modules and all that there is to know of them; the status is 1 where a finding is an error."""
        if self.given["resume"] or self.given["failed"]:
            raise UsageProblem(
                "--list shows a new run, --resume and --failed continue an old one", remedy="leave one of them out"
            )
        partition = self._divided().partition
        if self.form == "json":
            say_json(partition_json(partition))
        else:
            show(partition_text(partition, width(), color=color()))
        return DECISION if any(item.severity is Severity.ERROR for item in partition.findings) else DONE

    def _show_list(self, run: Run) -> int:
        if self.form == "json":
            units = [unit_json(unit) for unit in run.units]
            say_json({"units": units, "cycles": [list(cycle) for cycle in run.cycles]})
        else:
            show(units_text(run.units, run.cycles, width(), color=color()))
        return DONE

    def _search(self) -> Search:
        folders = [project_directory(root) for root in (*self.roots, *_listed(self.given["list_file"]))]
        env = make_world(folders[0] if folders else ".").go_env
        return Search(
            roots=tuple(dict.fromkeys(folders)),
            gopath=env.gopath,
            private=env.goprivate,
            include=self.given["include"],
            exclude=self.given["exclude"],
        )

    def _crew(self) -> Crew:
        if self.given["scheduler"]:
            from gomigrate.batch.cluster import DaskCrew

            return DaskCrew(self.given["scheduler"])
        return LocalCrew(self.given["jobs"] or max(1, (os.cpu_count() or 2) // 2))

    def _new_run(self, found: Run, layout: Layout | None) -> RunStore:
        home, place = state_home(os.environ), self.given["run_dir"]
        make_private(home)
        run = replace(found, began=time.time())
        run = replace(run, folder=str(Path(place).absolute()) if place else new_place(home, run.began))
        return RunStore.create(run.folder, run, self._options(layout), Seals(home))

    def _old_run(self) -> RunStore:
        home, place = state_home(os.environ), self.given["run_dir"]
        return RunStore.open(str(Path(place).absolute()) if place else latest_place(home), Seals(home))

    def _options(self, layout: Layout | None) -> BatchOptions:
        given = self.given
        names = (
            *("go_line", "vendor", "locks", "patched", "restore", "lift", "unsafe_fixes", "accept_merge", "ci_go"),
            "strict_bytes",
        )
        own = ("branch", "force", "dry_run", "step_branches", "unit_timeout", "import_path")
        wanted = policy(self.hold, **{name: given[name] for name in names})
        return BatchOptions(policy=wanted, layout=layout, **{name: given[name] for name in own})

    def _carry_out(self, store: RunStore, crew: Crew, words: tuple[str, ...]) -> int:
        """Do what is left to do of a run, write the reports and show one."""
        with locked(store.lock, patience=10) as is_held:
            if not is_held:
                raise UsageProblem(
                    f"another gomigrate works on the run in {store.folder.root}", remedy="wait until it ends"
                )
            run, options = store.run(), store.options()
            if self.given["failed"]:
                store.reopen(run)
            tally = Tally(run, crew.size)
            interrupted = False
            break_off_on(signal.SIGTERM)  # a kill ends it as Ctrl-C does
            with Progress(store, tally, is_shown=sys.stderr.isatty() and self.form == "text") as progress:
                try:
                    Session(store, run, options, tally, progress).carry_out(crew, limit=self.given["limit"])
                except KeyboardInterrupt:
                    interrupted = True
            self._report(store, run, tally)
            if interrupted:
                fail("interrupted", INTERRUPTED, f"gomigrate batch --resume --run-dir {shlex.quote(run.folder)}")
            is_good = not words or self._hand_over(store, run, words)
            return DONE if is_good and not tally.is_bad else DECISION

    def _report(self, store: RunStore, run: Run, tally: Tally) -> None:
        summary = tally.summary()
        write_reports(store, run, summary, time.time())
        if self.form == "json":
            for piece in json_pieces(summary, run.cycles, rows(store, run)):
                show(piece, nl=False)
        else:
            show(batch_text(summary, rows(store, run), width(), color=color(), amount=self.given["amount"]))
        show_page(store.folder.path(PAGE), opens=self.given["opens"])

    def _hand_over(self, store: RunStore, run: Run, words: tuple[str, ...]) -> bool:
        is_good = True
        for opened in open_branches(store, run, words, os.environ):
            is_done = opened.how is Handover.DONE
            say(opened_text(opened), err=not is_done or self.form == "json")
            is_good = is_good and is_done
        return is_good


def _command(text: str) -> tuple[str, ...]:
    """The words of a command, the program as an absolute path: it is called in other folders, where a relative one
    would be another's."""
    program, *rest = command_words(text)
    found = find_program(program, os.environ)
    if not found:
        raise UsageProblem(f"--open-with {program}: there is no such program")
    return (found, *rest)


def _listed(file: str | None) -> list[str]:
    """The folders of the list, relative to where it lies; empty lines and those with # at the start say nothing."""
    if not file:
        return []
    try:
        lines = [line.strip() for line in Path(file).read_text("utf-8", "surrogateescape").splitlines()]
    except OSError as error:
        raise UsageProblem(f"--from {file}: {error.strerror or error}") from error
    folders = [str(Path(file).absolute().parent / line) for line in lines if line and not line.startswith("#")]
    if not folders:
        raise UsageProblem(f"--from {file}: no folder is named in it")
    return folders
