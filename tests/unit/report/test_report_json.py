from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gomigrate.model import decision
from gomigrate.model.codes import finding
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import LiftedModule
from gomigrate.model.suite import CaseChange, Outcome, SuiteVerdict
from gomigrate.model.verdict import (
    FileChange,
    How,
    ModuleDifference,
    PackageDifference,
    PlatformVerdict,
    Tidy,
    TidyState,
    When,
)
from gomigrate.report.json import finding_json, plan_from_json, plan_json, record_json, verdict_json
from gomigrate.report.read import PlanJsonError
from gomigrate.report.valuejson import reason_from_json, reason_json, value_json
from gomigrate.report.words.planning.reasons import why
from tests.golden.verdicts import but, verdict_of
from tests.unit.report.plans import PLAN

EMPTY = replace(
    PLAN,
    source=replace(PLAN.source, commit="", date=None, locks=()),
    ledger=(),
    requires=(),
    replaces=(),
    build_list=(),
    unlocked=(),
    writes=(),
    edits=(),
    removes=(),
    platforms=(),
    findings=(),
    rewrites=(),
)
VERDICT = verdict_of(
    ref="modules",
    base="3fa2c1e",
    modules_same=3,
    modules_differ=(ModuleDifference(path="x.test/a", planned="v1.0.0", listed=""),),
    platforms=(
        PlatformVerdict(
            platform="linux/amd64",
            same=2,
            differ=(PackageDifference(import_path="p", changed=("a.go",)),),
            lost=("q",),
            newly_broken=(("r", "cannot find"),),
        ),
    ),
    findings=(finding("GM304"),),
    unchecked=(Unchecked(what=Gap.BROKEN_BEFORE, platform="linux/amd64", names=("p",)),),
    unplanned=(
        FileChange(path="../ci.yml", how=How.ADDED, when=When.MIGRATION),
        FileChange(path="run.sh", how=How.MODE, modes="100644 100755"),
    ),
    unproved=("Makefile",),
    tidy=Tidy(state=TidyState.CANNOT, error="why", missing="x.test/gone"),
    tests=SuiteVerdict(
        same=1,
        changes=(CaseChange(package="p", test="TestA", before=Outcome.PASSED, after=None, evidence=("x",)),),
        before=(2, 0, 0, 0, 0),
        after=(1, 0, 0, 0, 0),
    ),
)


LIFTED = decision.Lifted(
    because=decision.InCheckout(by=decision.Locked(revision="c" * 40)),
    old="v1.0.0",
    new="v1.1.0",
    how=decision.Offered.SAME,
)


def errors(schema: str, value: Any) -> list[str]:
    text = (files("gomigrate.report") / "schemas" / f"{schema}.json").read_text()
    validator = Draft202012Validator(json.loads(text))
    validator.check_schema(validator.schema)
    return [error.message for error in validator.iter_errors(value)]


@pytest.mark.parametrize(
    "plan",
    [
        PLAN,
        EMPTY,
        replace(EMPTY, vendor_stays=True),
        replace(EMPTY, is_restored=True, disagreements=("x.test/a",)),
        replace(EMPTY, lifted=(LiftedModule(path="x.test/a", reason=LIFTED),)),
    ],
)
def test_plan_json_follows_the_schema_and_comes_back(plan: Any) -> None:
    value = json.loads(json.dumps(plan_json(plan)))
    assert errors("plan", value) == []
    assert plan_from_json(value) == plan


def test_record_json_follows_the_schema_and_names_no_folder_of_this_machine() -> None:
    value = record_json(PLAN)
    assert errors("plan", value) == []
    assert "/home/user" not in json.dumps(value)
    assert plan_json(PLAN)["source"]["root"] == PLAN.source.root


def test_plan_json_has_the_published_names() -> None:
    value = plan_json(PLAN)
    assert value["schema"] == "gomigrate/plan/2"
    assert value["module"] == {"path": "x.test/app", "go": "1.18"}
    assert value["ledger"][2] == {
        "path": "x.test/c",
        "revision": "b" * 40,
        "state": "copied",
        "module": {"path": "x.test/c", "version": "v0.0.0"},
        "built": {"path": "./third_party/x.test/c", "version": ""},
        "lock": "Gopkg.lock:3",
        "reason": {
            "kind": "differs",
            "what": "code",
            "files": ["x.test/c/a.go", "x.test/c/b.go", "x.test/c/c.go"],
            "added": 2,
            "removed": 1,
        },
        "why": why(PLAN.ledger[2].reason),
        "pins": [{"path": "x.test/pin", "where": "Gopkg.lock:3"}],
        "attempts": [value_json(PLAN.ledger[2].attempts[0])],
        "compared": None,
        "needed_by": [],
        "remedy": None,
        "evidence": ["proxy: asked: found"],
    }
    assert value["counts"] == {
        "kept": 2,
        "held": 1,
        "copied": 1,
        "raised": 0,
        "moved": 0,
        "dropped": 1,
        "unresolved": 0,
        "pins": 5,
        "copies": 1,
        "modules": 2,
    }
    assert value["replaces"][1] == {
        "path": "x.test/d",
        "version": "v1.1.0",
        "with": {"path": "x.test/d", "version": "v1.0.0"},
    }
    assert value["files"].keys() == {"write", "edit", "remove"}


def test_verdict_json_follows_the_schema_and_has_the_published_names() -> None:
    value = verdict_json(VERDICT)
    assert errors("verdict", value) == []
    assert (value["schema"], value["state"]) == ("gomigrate/verdict/2", "not the same")
    assert value["code"]["modules"] == {"same": 3, "differ": [{"path": "x.test/a", "planned": "v1.0.0", "listed": ""}]}
    assert value["code"]["files"][0]["lost"] == ["q"]
    assert errors("verdict", verdict_json(but(VERDICT, tidy=None, platforms=()))) == []


@pytest.mark.parametrize(
    ("place", "where"), [(None, None), (PLAN.findings[0].place, "Gopkg.lock:7"), (PLAN.findings[1].place, "link")]
)
def test_finding_json_where_is_file_and_line(place: Any, where: str | None) -> None:
    assert finding_json(replace(PLAN.findings[0], place=place))["where"] == where


def changed(**fields: Any) -> dict[str, Any]:
    return {**plan_json(PLAN), **fields}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([], "plan: an object"),
        ({}, "plan.schema: a string"),
        (changed(schema="gomigrate/plan/7"), "gomigrate/plan/7"),
        (changed(module="x"), "plan.module: an object"),
        (changed(module={}), "plan.module.path: a string"),
        (changed(ledger={}), "plan.ledger: a list"),
        (changed(ledger=[1]), r"plan.ledger\[0\]: an object"),
        (changed(ledger=[{"path": "x", "state": "lost"}]), r"plan.ledger\[0\].state: 'lost' is none of kept"),
        (changed(requires=[{"path": "x", "version": 1}]), r"plan.requires\[0\].version: a string"),
        (changed(requires=[{"path": "x", "version": "v1.0.0", "indirect": 1}]), r"\[0\].indirect: true or false"),
        (changed(platforms=["linux/amd64", 3]), "plan.platforms: a list of strings"),
        (changed(source={**plan_json(PLAN)["source"], "date": "yesterday"}), "plan.source.date: 'yesterday'"),
        (changed(source={**plan_json(PLAN)["source"], "vendored_packages": True}), "vendored_packages: a whole number"),
        (changed(findings=[{"code": "GM001", "severity": "bad", "message": ""}]), r"findings\[0\].severity: 'bad'"),
    ],
)
def test_plan_from_json_wrong_value_is_refused_by_its_place(value: Any, words: str) -> None:
    with pytest.raises(PlanJsonError, match=words):
        plan_from_json(value)


@pytest.mark.parametrize("old", ["--upload-pack=x", "../v1.0.0", "v1 .0", ""])
@pytest.mark.parametrize("field", ["ledger", "lifted"])
def test_plan_from_json_a_version_that_is_none_is_refused_where_it_would_be_asked_for(field: str, old: str) -> None:
    reason = reason_json(replace(LIFTED, old=old))
    line = {"path": "x.test/a", "state": "kept", "reason": reason}
    with pytest.raises(PlanJsonError, match=field):
        plan_from_json(changed(**{field: [line]}))


def test_plan_from_json_unknown_fields_are_left_aside() -> None:
    assert plan_from_json(changed(new_field={"a": 1})) == PLAN


def test_verdict_json_names_every_other_file() -> None:
    many = tuple(FileChange(path=f"{number}", how=How.CHANGED, when=When.LATER) for number in range(500))
    files = verdict_json(but(VERDICT, unplanned=many))["code"]["changed"]
    assert [change["path"] for change in files["others"]] == [change.path for change in many]
    assert files["others"][0] == {"path": "0", "how": "changed", "when": "since the migration", "modes": ""}
    assert files["unproved"] == ["Makefile"]


def examples() -> list[decision.Reason]:
    module = ModuleVersion("x.test/a", "v1.0.0")
    asked = decision.Answers(
        no=("a proxy",), refused=("another",), not_asked=("direct",), unreachable=("a third",), failed=("b",)
    )
    locked = decision.Locked(
        revision="a" * 40, way=decision.Way.NEW_HOME, path="x.test/new", since="2018", is_imported=False
    )
    day = datetime(2018, 1, 2, tzinfo=UTC)
    return [
        locked,
        decision.SameAt(revision="b" * 40),
        decision.InCheckout(by=locked, locked="c" * 40),
        decision.SameFiles(version="v1.0.0", equal=1, files=2, packages=3, also=("v1.0.1",), asked=asked),
        decision.NewestOf(importer="x.test/u", date=day, is_late=True),
        decision.NewestOf(importer="x.test/u"),
        decision.InGoMod(drift=decision.Drift.LOWERED, built=module, locked="v1.1.0"),
        decision.InRepository(importer="x.test/u"),
        decision.AsIn(module="x.test/m", is_locked=False),
        decision.WithoutChanges(added=1, removed=2, files=("a.go",)),
        LIFTED,
        replace(LIFTED, because=locked, how=decision.Offered.COMPATIBLE, files=2),
        decision.Hold(path="x.test/a", version="v1.0.0", selected="v1.1.0", pull=decision.Pull.HIGHER, asker=module),
        decision.Above(selected="v1.1.0"),
        decision.Differs(what=decision.Difference.LINE_ENDINGS, files=("a.go", "b.go"), added=3),
        decision.Lacks(module=module, package="x.test/a/p"),
        decision.Unsourced(revision="d" * 40, asked=asked, compared=12),
        decision.Unfetched(module=module, asked=asked),
        decision.OtherPath(module=module, declared="x.test/b"),
        decision.BadGoMod(module=module, said="go.mod:3: unknown directive"),
        decision.Twice(module=module),
        decision.Unimported(unknown=("x.test/u",)),
    ]


def test_every_reason_has_a_kind_and_an_example() -> None:
    assert {type(reason) for reason in examples()} == set(decision.KINDS)
    assert len(set(decision.KINDS.values())) == len(decision.KINDS)


@pytest.mark.parametrize("reason", examples(), ids=lambda reason: type(reason).__name__)
def test_a_reason_comes_back_from_json_and_is_said_in_words(reason: decision.Reason) -> None:
    value = json.loads(json.dumps(reason_json(reason)))
    assert reason_from_json(value) == reason
    assert why(reason)


@pytest.mark.parametrize(
    "value",
    [
        1,
        [],
        {},
        {"kind": "lucky"},
        {"kind": "hold"},
        {"kind": "hold", "path": 1, "version": "v", "selected": "v", "pull": "higher"},
        {"kind": "hold", "path": "p", "version": "v", "selected": "v", "pull": "sideways"},
        {"kind": "differs", "what": "code", "files": "a.go"},
        {"kind": "differs", "what": "code", "files": [1]},
        {"kind": "newest of", "importer": "x", "date": "yesterday"},
        {"kind": "twice", "module": "x.test/a"},
        {"kind": "unsourced"},
    ],
)
def test_what_is_no_reason_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"is .*no|another type|is wanted|not a valid|Invalid isoformat"):
        reason_from_json(value)
    with pytest.raises(PlanJsonError, match=r"plan.ledger\[0\].reason"):
        plan_from_json(changed(ledger=[{**plan_json(PLAN)["ledger"][0], "reason": value}]))


def test_a_record_of_the_first_schema_is_read_without_its_sentences() -> None:
    value = changed(schema="gomigrate/plan/1")
    value["ledger"] = [{**value["ledger"][0], "reason": "the locked commit", "pins": []}]
    (line,) = plan_from_json(value).ledger
    assert (line.state, line.reason) == (PLAN.ledger[0].state, None)
