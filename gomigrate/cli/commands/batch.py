"""`gomigrate batch`."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gomigrate.cli.divided import AUTO, divided_root, show_partition
from gomigrate.cli.main import DECISION, DONE
from gomigrate.cli.options import (
    color,
    format_option,
    make_world,
    plan_options,
    policy,
    project_directory,
    seconds,
    width,
)
from gomigrate.cli.output import say, say_json, show
from gomigrate.model.errors import UsageProblem

if TYPE_CHECKING:
    from gomigrate.batch.discover import Search
    from gomigrate.batch.local import Crew
    from gomigrate.batch.options import BatchOptions
    from gomigrate.batch.store import RunStore
    from gomigrate.batch.tally import Tally
    from gomigrate.model.fleets.batch import Run
    from gomigrate.model.fleets.fleet import FleetSummary
    from gomigrate.model.fleets.partition import Layout
    from gomigrate.monorepo.divide import Divided

INTERRUPTED = 130


@click.command(epilog="Example: gomigrate batch --list ~/go/src/corp.example.com, then the same with --jobs 4")
@click.argument("roots", metavar="[ROOT]...", nargs=-1)
@click.option("--from", "list_file", metavar="FILE", help="Also the folders that the file names, one a line.")
@click.option("--include", multiple=True, metavar="GLOB", help="Only units with such a path, or below one.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="No units with such a path, nor below one.")
@click.option("--list", "only_list", is_flag=True, help="Show the units, their order, and why each is one.")
@click.option(
    "--layout",
    type=click.Choice([AUTO, "one", "units", "work"]),
    help="Divide the repository ROOT: one module at its top, one for each unit, or these and a go.work.",
)
@click.option("--dry-run", is_flag=True, help="Plan only: no branch is written.")
@click.option(
    "--branch",
    default="modules",
    metavar="NAME",
    show_default=True,
    help="The branch in each repository; with {unit} or {name} in it one for each unit.",
)
@click.option("--step-branches", is_flag=True, help="Also a branch NAME-1, NAME-2, ... for each commit.")
@click.option("--force", is_flag=True, help="Replace branches that exist.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1), metavar="N", help="How many units at once (default: half the CPUs)."
)
@click.option("--scheduler", metavar="ADDRESS", help="Work on a Dask cluster instead, by its scheduler's address.")
@click.option(
    "--unit-timeout", metavar="DURATION", default="1h", callback=seconds, help="Time for one unit (default: 1h)."
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Begin no more than N units this time.")
@click.option("--run-dir", metavar="DIR", help="Where the run is kept (default: a new folder in ~/.local/state).")
@click.option("--resume", is_flag=True, help="Go on with the run in --run-dir, or the latest one.")
@click.option("--failed", is_flag=True, help="Like --resume, and do again what failed or was blocked.")
@click.option(
    "--open-with", metavar="COMMAND", help="Call this for each verified branch; nothing is pushed without it."
)
@plan_options
@format_option
@click.pass_context
def batch(ctx: click.Context, /, roots: tuple[str, ...], hold: tuple[str, ...], form: str, **given: Any) -> None:
    """Take all the units below the ROOTs through plan, apply and verify, each in a process of its own.

    A unit that fails, hangs or is killed does not stop the others. Whatever ends the batch, --resume goes on with it.
    """
    from gomigrate.batch.opening import command_words

    gc.enable()
    if given["layout"] and given["only_list"]:
        ctx.exit(show_partition(roots, given, form))
    if given["import_path"] and not given["layout"]:
        raise UsageProblem("--import-path names one project: use it with plan and apply, or with --layout")
    words = command_words(given["open_with"]) if given["open_with"] else ()
    words = (_program(words[0]), *words[1:]) if words else ()
    if given["resume"] or given["failed"]:
        if roots or given["list_file"] or given["only_list"] or given["layout"]:
            raise UsageProblem(
                "--resume and --failed take their units from the run folder, not from ROOT, --from, --list or --layout"
            )
        crew = _make_crew(given["scheduler"], given["jobs"])
        store = _open_store(given["run_dir"])
    elif not roots and not given["list_file"]:
        raise UsageProblem("name a ROOT to look for units in, or a list with --from")
    else:
        divided = divided_root(roots, given) if given["layout"] else None
        found = _divide(divided, given["branch"]) if divided else _find(_search(roots, given))
        if given["only_list"]:
            _show_list(found, form)
            ctx.exit(DONE)
        crew = _make_crew(given["scheduler"], given["jobs"])
        layout = divided.partition.layout if divided else None
        store = _new_store(found, _options(hold, given, layout), given["run_dir"])
    ctx.exit(_Sitting(store, crew, given, form).carry_out(words))


class _Sitting:
    """One call over a run folder."""

    def __init__(self, store: RunStore, crew: Crew, given: dict[str, Any], form: str) -> None:
        self._store = store
        self._crew = crew
        self._given = given
        self._form = form

    def carry_out(self, words: tuple[str, ...]) -> int:
        """Do what is left to do, write the reports and show one; the exit status."""
        from gomigrate.world.disk.locking import locked

        with locked(self._store.lock, patience=10) as is_held:
            if not is_held:
                raise UsageProblem(f"another gomigrate works on the run in {self._store.folder.root}")
            return self._work(words)

    def _work(self, words: tuple[str, ...]) -> int:
        from gomigrate.batch.session import Session
        from gomigrate.batch.tally import Tally
        from gomigrate.cli.batchprogress import Progress

        run, options = self._store.run(), self._store.options()
        if self._given["failed"]:
            self._store.reopen(run)
        crew = self._crew
        tally = Tally(run, crew.size)
        interrupted = False
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a kill ends it as Ctrl-C does
        with Progress(self._store, tally, is_shown=sys.stderr.isatty() and self._form == "text") as progress:
            try:
                Session(self._store, run, options, tally, progress).carry_out(crew, limit=self._given["limit"])
            except KeyboardInterrupt:
                interrupted = True
        self._report(run, tally)
        if interrupted:
            say(f"gomigrate: interrupted; --resume --run-dir {run.folder} goes on", err=True)
            return INTERRUPTED
        is_open = not words or self._open(run, words)
        return DONE if is_open and not _is_bad(tally.summary()) else DECISION

    def _report(self, run: Run, tally: Tally) -> None:
        from gomigrate.batch.reports import rows, write_reports
        from gomigrate.report.fleets.batchjson import json_pieces
        from gomigrate.report.fleets.batchtext import batch_text

        summary = tally.summary()
        write_reports(self._store, run, summary, time.time())
        if self._form == "json":
            for piece in json_pieces(summary, run.cycles, rows(self._store, run)):
                show(piece, nl=False)
        else:
            show(batch_text(summary, rows(self._store, run), width(), color=color()))

    def _open(self, run: Run, words: tuple[str, ...]) -> bool:
        from gomigrate.batch.opening import open_branches
        from gomigrate.model.fleets.batch import Handover
        from gomigrate.report.words.batch import opened_text

        is_good = True
        for opened in open_branches(self._store, run, words, os.environ):
            is_done = opened.how is Handover.DONE
            say(opened_text(opened), err=not is_done or self._form == "json")
            is_good = is_good and is_done
        return is_good


def _make_crew(scheduler: str | None, jobs: int | None) -> Crew:
    if scheduler:
        from gomigrate.batch.cluster import DaskCrew

        return DaskCrew(scheduler)
    from gomigrate.batch.local import LocalCrew

    return LocalCrew(jobs or max(1, (os.cpu_count() or 2) // 2))


def _is_bad(summary: FleetSummary) -> bool:
    states = dict(summary.states)
    return bool(states.get("blocked") or states.get("failed"))


def _program(word: str) -> str:
    """The program as an absolute path: it is called in other folders, where a relative one would be another's."""
    from gomigrate.world.base.programs import find_program

    found = find_program(word, os.environ)
    if not found:
        raise UsageProblem(f"--open-with {word}: there is no such program")
    return found


def _search(roots: tuple[str, ...], given: dict[str, Any]) -> Search:
    from gomigrate.batch.discover import Search

    folders = [project_directory(root) for root in (*roots, *_listed(given["list_file"]))]
    env = make_world(folders[0] if folders else ".").go_env
    return Search(
        roots=tuple(dict.fromkeys(folders)),
        gopath=env.gopath,
        private=env.goprivate,
        include=given["include"],
        exclude=given["exclude"],
    )


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


def _find(search: Search) -> Run:
    from gomigrate.batch.discover import find_units
    from gomigrate.model.fleets.batch import Run

    found = find_units(search)
    return Run(folder="", began=time.time(), units=found.units, cycles=found.cycles)


def _divide(divided: Divided, branch: str) -> Run:
    from gomigrate.model.fleets.batch import Run
    from gomigrate.monorepo.units import module_units

    if "{" in branch:
        raise UsageProblem(
            "--layout writes the modules to one branch, since they need one another: no {unit} or {name}"
        )
    return Run(folder="", began=time.time(), units=module_units(divided))


def _show_list(run: Run, form: str) -> None:
    if form == "json":
        from gomigrate.report.fleets.batchjson import unit_json

        value = {"units": [unit_json(unit) for unit in run.units], "cycles": [list(cycle) for cycle in run.cycles]}
        say_json(value)
        return
    from gomigrate.report.fleets.batchtext import units_text

    show(units_text(run.units, run.cycles, width(), color=color()))


def _options(hold: tuple[str, ...], given: dict[str, Any], layout: Layout | None) -> BatchOptions:
    from gomigrate.batch.options import BatchOptions

    return BatchOptions(
        policy=policy(
            hold,
            given["go_line"],
            given["vendor"],
            given["locks"],
            given["patched"],
            given["restore"],
            given["lift"],
            given["unsafe_fixes"],
        ),
        branch=given["branch"],
        force=given["force"],
        dry_run=given["dry_run"],
        step_branches=given["step_branches"],
        unit_timeout=given["unit_timeout"],
        layout=layout,
        import_path=given["import_path"],
    )


def _new_store(run: Run, options: BatchOptions, run_dir: str | None) -> RunStore:
    from dataclasses import replace

    from gomigrate.batch.store import RunStore, new_place
    from gomigrate.world.base.seal import Seals, make_private
    from gomigrate.world.disk.statedir import state_home

    home = state_home(os.environ)
    make_private(home)
    place = str(Path(run_dir).absolute()) if run_dir else new_place(home, run.began)
    return RunStore.create(place, replace(run, folder=place), options, Seals(home))


def _open_store(run_dir: str | None) -> RunStore:
    from gomigrate.batch.store import RunStore, latest_place
    from gomigrate.world.base.seal import Seals
    from gomigrate.world.disk.statedir import state_home

    home = state_home(os.environ)
    return RunStore.open(str(Path(run_dir).absolute()) if run_dir else latest_place(home), Seals(home))
