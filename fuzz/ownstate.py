"""Targets for what lies in the folder for state: the journal of changes in place, and the run folder of a batch."""

from __future__ import annotations

import contextlib
import json
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from fuzz.target import Target
from fuzz.watch import confined, scratch
from gomigrate.batch.options import BatchOptions, Job
from gomigrate.batch.plainvalues import from_plain, to_plain
from gomigrate.batch.store import Intent, RunStore, UnitProgress
from gomigrate.model.errors import ProjectProblem, UsageProblem, WorldProblem
from gomigrate.model.fleets.batch import CauseKind, Run, Unit, UnitResult, UnitStage, UnitState, cause
from gomigrate.model.fleets.marks import Mark, Sign
from gomigrate.model.policy import Policy
from gomigrate.report.read import PlanJsonError, plan_from_json
from gomigrate.world.disk.inplace import is_broken_off, recover_in_place, undo_in_place
from gomigrate.world.disk.root import Content
from gomigrate.world.disk.seal import Seals
from gomigrate.world.disk.undo import PutBack
from gomigrate.world.disk.undojournal import SCHEMA, UndoFolder, _load

if TYPE_CHECKING:
    from collections.abc import Mapping

FILES = {"main.go": b"new", "a/x.go": b"x", "go.mod": b"module m\n"}
TOKEN = "0" * 32


class _Project:
    """A project with git's own folder in it, something beside it, and a run that a journal can be put into."""

    def __init__(self) -> None:
        top = scratch("journal")
        self.root, self.home, self.beside = top / "root", top / "home", top / "beside"
        self.beside.mkdir()
        (self.beside / "x.go").write_bytes(b"x")
        (self.root / ".git/hooks").mkdir(parents=True)
        (self.root / ".git/config").write_bytes(b"[core]\n")
        (self.root / "out").symlink_to("../beside")
        self.inode = self.root.stat().st_ino
        self.folder = UndoFolder(str(self.home), self.root, self.inode)
        self.folder.make()
        self.seals = Seals(str(self.home))
        self.run = self.folder.place / "000001"
        self.lay_out()
        self.before = self.state()

    def lay_out(self) -> None:
        """The files as a run has left them, and the originals that it kept."""
        for path in self.root.iterdir():
            if path.is_dir() and not path.is_symlink() and path.name != ".git":
                shutil.rmtree(path)
            elif path.name not in (".git", "out"):
                path.unlink()
        for name, data in FILES.items():
            (self.root / name).parent.mkdir(exist_ok=True)
            (self.root / name).write_bytes(data)
        for path in self.folder.place.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
        (self.run / "old").mkdir(parents=True)
        (self.run / "old/0").write_bytes(b"old")

    def state(self) -> tuple[Any, ...]:
        """What must not change whatever the journal says."""
        git, beside = (
            [(str(path), path.read_bytes()) for path in sorted(top.rglob("*")) if path.is_file()]
            for top in (self.root / ".git", self.beside)
        )
        return git, beside, (self.root / "out").readlink()


@cache
def _project() -> _Project:
    return _Project()


def _journal(data: bytes) -> None:
    project = _project()
    journal = project.run / "journal"
    with confined(scratch("journal")):
        journal.write_bytes(data)
        assert isinstance(_load(project.run, project.seals), str), "believed a journal without a seal"
        if not data or data[-1] % 16 == 0:
            _refused(project)
        journal.write_bytes(project.seals.seal("undo 000001", _framed(project, data)))
        if isinstance(_load(project.run, project.seals), str) or crc32(data) % 4:
            return  # of those that are read, one in four is acted upon: that takes ten times as long
        with contextlib.suppress(WorldProblem, ProjectProblem):
            back = recover_in_place(project.root, str(project.home))
            assert isinstance(back, PutBack)
            undo_in_place(project.root, str(project.home))
        after = project.state()
        project.lay_out()
    assert after == project.before


def _refused(project: _Project) -> None:
    """Each call says so in a line, and changes nothing."""
    data = (project.run / "journal").read_bytes()
    for call in (recover_in_place, undo_in_place, is_broken_off):
        try:
            call(project.root, str(project.home))
        except WorldProblem:
            continue
        raise AssertionError("believed a journal without a seal")
    assert (project.run / "journal").read_bytes() == data
    assert {name: (project.root / name).read_bytes() for name in FILES} == FILES


def _framed(project: _Project, data: bytes) -> bytes:
    """The bytes as a journal; where they are a list, as its lines."""
    try:
        lines = json.loads(data)
    except (ValueError, RecursionError):
        return data
    if not isinstance(lines, list):
        return data
    head = {"schema": SCHEMA, "project": str(project.root), "inode": project.inode, "token": TOKEN, "stage": "begun"}
    return json.dumps({**head, "lines": lines}).encode()


def _line(path: str, before: bytes, after: bytes, **more: Any) -> dict[str, Any]:
    return {
        "path": path,
        "at": "",
        "before": Content(before).digest if before else "",
        "after": Content(after).digest if after else "",
        "size": 9,
        "is_link": False,
        "mode": 0o644,
        "modified": 10**18,
        **more,
    }


def _seeds() -> tuple[bytes, ...]:
    good = [_line("main.go", b"old", b"new"), _line("go.mod", b"", b"module m\n"), _line("a/y.go", b"y", b"")]
    bad = [_line(path, b"old", b"") for path in (".git/hooks/post-checkout", ".GIT/config")]
    bad += [_line(path, b"", b"x") for path in ("out/x.go", "../beside/x.go")]
    rows = [good, bad, *[[line] for line in (*good, *bad)], [_line("a/b/c", b"old", b"", at="a", is_link=True)]]
    whole = {"schema": SCHEMA, "project": "/p", "inode": 1, "token": TOKEN, "stage": "done", "lines": good}
    return (*(json.dumps(lines).encode() for lines in rows), json.dumps(whole).encode())


UNIT = Unit(
    path="a",
    root="/r/a",
    repository="/r",
    prefix="a",
    module="a.b/c",
    marks=(Mark(Sign.LOCK, "vendor.conf"),),
    after=("b",),
)
RUN = Run(folder="", began=1.5e9, units=(UNIT,), cycles=(("a", "b"),))
HEADS = {b"r": "run.json", b"u": "units.jsonl"}
OPTIONS = BatchOptions(policy=Policy(hold=("a.b/c",)))


class _Runs:
    def __init__(self) -> None:
        top = scratch("run")
        self.seals = Seals(str(top / "home"))
        self.place = str(top / "run")
        self.store = RunStore.create(self.place, RUN, OPTIONS, self.seals)
        self.good = {name: self.store.folder.read(name) or b"" for name in ("run.json", "units.jsonl")}
        self.seal = self.store.folder.read("seal") or b""
        self.store.unit(0).folder.make()

    def put(self, name: str, data: bytes) -> None:
        Path(self.place, name).write_bytes(data)


@cache
def _runs() -> _Runs:
    return _Runs()


def _run_folder(data: bytes) -> None:
    """The first byte says which file the others are."""
    runs, kind, data = _runs(), data[:1], data[1:]
    with confined(scratch("run")):
        if kind in HEADS:
            _run_head(runs, HEADS[kind], data)
            return
        unit = runs.store.unit(0)
        name = {b"j": "job.json", b"f": "files.json", b"p": "plan.json"}.get(kind, "state.json")
        Path(unit.place, name).write_bytes(data)
        if kind == b"j":
            with contextlib.suppress(UsageProblem):
                job = unit.job
                assert isinstance(job.branch, str)
                assert from_plain(Job, to_plain(job)) == job
        elif kind == b"f":
            assert all(isinstance(kept, bytes) for kept in unit.kept_files().values())
        elif kind == b"p":
            with contextlib.suppress(PlanJsonError):
                plan_from_json(unit.read("plan.json"))
        else:
            intent, result = unit.intent, unit.result
            assert isinstance(intent.branch, str)
            assert isinstance(intent.commit, str)
            assert result is None or isinstance(result.state, UnitState)
            assert isinstance(unit.progress.stage, UnitStage)
            assert next(runs.store.results(RUN)).path == (result.path if result else "a")


def _run_head(runs: _Runs, name: str, data: bytes) -> None:
    """As it is, under the seal of another text; and sealed, which only the user could do."""
    try:
        runs.put(name, data)
        if data != runs.good[name]:
            with contextlib.suppress(UsageProblem):
                RunStore.open(runs.place, runs.seals)
                raise AssertionError("believed what was not sealed")
        with contextlib.suppress(UsageProblem):
            run = runs.store.run()
            runs.store.options()
            for unit in run.units:
                assert isinstance(unit.root, str)
    finally:
        runs.put(name, runs.good[name])


def _run_seeds() -> tuple[bytes, ...]:
    why = cause(CauseKind.REFUSED, said="so")
    result = UnitResult(path="a", state=UnitState.FAILED, seconds=1.0, ledger=(("kept", 1),), cause=why)
    state = to_plain(UnitProgress(intent=Intent(branch="m", commits=("c",)), result=result))
    plan = {"schema": "gomigrate/plan/1", "source": {"import_path": "a"}, "module": {"path": "a"}, "files": {}}
    rows = (("j", to_plain(Job(unit=UNIT, options=OPTIONS))), ("s", state), ("f", [["a/b", "eA=="]]), ("p", plan))
    heads = tuple(kind + Path(_runs().place, name).read_bytes() for kind, name in HEADS.items())
    return (*heads, *(kind.encode() + json.dumps(value).encode() for kind, value in rows))


STATE: Mapping[str, Target] = {
    "own-journal": Target(
        check=_journal,
        seeds=_seeds(),
        words=('"path"', '"at"', '".git/hooks/x"', '"../x"', '"main.go"', '"before"', '"after"', '""', '"out/x.go"'),
    ),
    "own-run-folder": Target(
        check=_run_folder,
        seeds=_run_seeds(),
        words=('"unit"', '"policy"', '"intent"', '"commits"', '"result"', '"state"', '"seconds"', "Infinity", "NaN"),
    ),
}
