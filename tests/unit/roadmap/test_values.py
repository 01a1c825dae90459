"""What steps are as values: their names and sizes, the go lines that matter, and the lines that an edit drops."""

from __future__ import annotations

import pytest

from gomigrate.model.plan import Requirement, StepKind
from gomigrate.model.roadmap import ModuleMove, NextStep, PackageMove, Roadmap, StepChanges, StepState
from gomigrate.modfile.edit import edit
from gomigrate.report.json import plan_json
from gomigrate.report.read import PlanJsonError, plan_from_json
from gomigrate.roadmap.ideas import go_ideas
from tests.golden import plans


def step(kind: StepKind, path: str = "", state: StepState = StepState.BUILDS) -> NextStep:
    return NextStep(kind=kind, path=path, before="1.18", after="1.21", state=state, changes=StepChanges())


def test_a_step_is_called_by_what_goes() -> None:
    assert step(StepKind.HOLD, "x.test/a").name == "hold:x.test/a"
    assert step(StepKind.GO).name == "go:1.21"


def test_changes_are_ordered_by_packages_then_modules() -> None:
    moved = PackageMove(import_path="x.test/a", changed=("a.go",))
    one = StepChanges(packages=(moved,), came=("x.test/c",), gone=("x.test/b",))
    other = StepChanges(modules=tuple(ModuleMove(path=f"x.test/{n}", before="", after="v1.0.0") for n in range(9)))
    assert other.size < one.size
    assert one.import_paths == ("x.test/a", "x.test/b", "x.test/c")


def test_a_roadmap_tells_what_can_be_made() -> None:
    steps = tuple(step(StepKind.HOLD, f"x.test/{state}", state) for state in StepState)
    found = Roadmap(module="x.test/m", go="1.18", ref="HEAD", commit="", steps=steps)
    assert [one.state for one in found.ready] == [StepState.BUILDS, StepState.SOLVED]
    assert [one.state for one in found.blocked] == [StepState.FAILS, StepState.LACKS, StepState.STUCK]


@pytest.mark.parametrize(
    ("go", "installed", "lines"),
    [
        ("1.13", "go1.26.8", ["1.18", "1.21", "1.22.0", "1.26.0"]),
        ("1.17", "go1.26.8", ["1.21", "1.22.0", "1.26.0"]),  # graphs are pruned already
        ("1.18", "go1.22.10", ["1.21", "1.22.0"]),
        ("1.18", "go1.20.14", ["1.20"]),  # before 1.21 no line has three numbers
        ("1.22", "go1.22.10", []),
        ("1.26.8", "go1.26.8", []),
        ("1.18", "", ["1.21", "1.22.0"]),
    ],
)
def test_the_go_lines_that_change_something(go: str, installed: str, lines: list[str]) -> None:
    ideas = go_ideas(go, installed)
    assert [idea.after for idea in ideas] == lines
    assert [idea.before for idea in ideas] == [go, *lines][: len(lines)]


def test_an_edit_drops_requires_and_excludes_and_leaves_the_rest() -> None:
    text = """module x.test/m

go 1.18

require (
	x.test/a v1.0.0 // kept for its data
	x.test/b v1.0.0
)

exclude x.test/b v0.9.0 // broken

exclude x.test/b v0.8.0
"""
    new = edit(
        text,
        requires=[Requirement(path="x.test/a", version="v1.1.0")],
        drop_requires={"x.test/b"},
        drop_excludes={("x.test/b", "v0.9.0")},
    )
    assert new == (
        "module x.test/m\n\ngo 1.18\n\nrequire x.test/a v1.1.0 // kept for its data\n\nexclude x.test/b v0.8.0\n"
    )


def test_a_record_with_a_step_is_read_back() -> None:
    record = plan_json(plans.plan())
    record["step"] = {
        "kind": "copy",
        "path": "x.test/a",
        "before": "./third_party/x.test/a",
        "after": "v1.0.0",
        "together": [],
        "packages": ["x.test/a/b"],
    }
    read = plan_from_json(record).step
    assert read is not None
    assert (read.name, read.packages) == ("copy:x.test/a", ("x.test/a/b",))
    assert plan_json(plan_from_json(record))["step"] == record["step"]


@pytest.mark.parametrize(
    "wrong", [{"kind": "rm"}, {"path": "../../etc"}, {"path": "x.test/a@-v"}, {"packages": ["-x"]}]
)
def test_a_step_of_a_record_is_not_believed(wrong: dict[str, object]) -> None:
    record = plan_json(plans.plan())
    step = {"kind": "hold", "path": "x.test/a", "before": "", "after": "", "together": [], "packages": []}
    record["step"] = {**step, **wrong}
    with pytest.raises(PlanJsonError):
        plan_from_json(record)
