"""`gomigrate next` in a world with one of each kind: the list, the steps as branches, and verify on these."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from tests.unit.roadmap.stepworld import APP, LIB, PATCHED, PLAIN, SERVICE, WORDS, Steps, by_name


def test_each_step_builds_after_those_before_it(roadmap: dict[str, Any]) -> None:
    names = [step["name"] for step in roadmap["steps"]]
    assert {step["state"] for step in roadmap["steps"]} == {"builds"}
    assert names[0] == f"exclude:{SERVICE}@v0.9.0"  # nothing is smaller: no file differs
    # The later lib does not compile with the words that are held: it comes after them, though its name is first.
    assert names.index(f"hold:{WORDS}") < names.index(f"hold:{LIB}")
    assert set(names[1:5]) == {f"hold:{WORDS}", f"hold:{LIB}", f"copy:{PATCHED}", f"pseudo:{PLAIN}"}
    assert [name for name in names if name.startswith("go:")] == names[5:]
    assert names[5:7] == ["go:1.21", "go:1.22.0"]


def test_a_step_says_what_it_changes(roadmap: dict[str, Any]) -> None:
    found = by_name(roadmap)
    hold, copy, pseudo = (found[name] for name in (f"hold:{WORDS}", f"copy:{PATCHED}", f"pseudo:{PLAIN}"))
    assert [hold["before"], hold["after"]] == ["v1.0.0", "v1.1.0"]
    assert hold["because"]["asker"] == {"path": SERVICE, "version": "v1.0.0"}
    assert hold["packages"] == [{"import_path": WORDS, "changed": ["words.go"], "added": [], "removed": []}]
    assert [copy["after"], copy["lines"]] == ["v0.1.0", {"added": 1, "removed": 3}]
    assert [pseudo["after"], pseudo["offered"]] == ["v1.0.0", "compatible"]
    loops = {finding["code"]: finding["evidence"] for finding in found["go:1.22.0"]["findings"]}
    assert loops["GM603"] == ["main.go:12"]
    assert found["go:1.21"]["packages"] == []


def test_json_has_its_schema(roadmap: dict[str, Any]) -> None:
    schema = json.loads((files("gomigrate.report") / "schemas" / "roadmap.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(roadmap)


def test_nothing_is_said_to_build_that_was_only_solved(steps: Steps) -> None:
    said = steps.next("--on", "left", "--no-build")
    assert {step["state"] for step in said["steps"]} == {"solved"}
    assert said["unjudged"] == "not asked"
    assert "builds" not in steps.run("next", "--on", "left", "--no-build", "-q").out


@pytest.fixture(scope="module")
def made(steps: Steps) -> tuple[str, ...]:
    """Three steps, each on a branch on top of the one before."""
    branches = ["left"]
    for number, name in enumerate((f"hold:{WORDS}", f"copy:{PATCHED}", "go:1.21")):
        done = steps.run("next", "--on", branches[-1], "--apply", name, "--branch", f"step{number}")
        assert done.status == 0, done.said
        branches.append(f"step{number}")
    return tuple(branches[1:])


def test_steps_are_branches_that_verify(steps: Steps, made: tuple[str, ...]) -> None:
    for branch, moved in zip(made, ([WORDS], [PATCHED], []), strict=True):
        verdict = steps.verdict(branch)
        assert [file["moved"] for file in verdict["code"]["files"]] == [moved], verdict["summary"]
        assert (verdict["code"]["answer"], verdict["build"]["answer"]) == ("yes", "yes")
        assert not verdict["code"]["changed"]["others"]
        assert not [
            f for f in (*verdict["code"]["findings"], *verdict["build"]["findings"]) if f["severity"] == "error"
        ]
        # Other GODEBUG defaults want reading, a package that is what the step says does not.
        assert verdict["state"] == ("to do" if branch == made[-1] else "ready")


def test_a_step_changes_its_lines_and_no_others(steps: Steps, made: tuple[str, ...]) -> None:
    git = steps.migrated.git
    changed = [git("diff", "--name-only", f"{branch}^", branch).split() for branch in made]
    own = [".gomigrate/plan.json", "go.mod", "go.sum"]
    copied = git("ls-tree", "-r", "--name-only", made[0], f"third_party/{PATCHED}/").split()
    assert changed == [own, [*own, *copied], [own[0], "go.mod"]]
    gone = git("diff", f"{made[0]}^", made[0], "--", "go.mod")
    assert [line for line in gone.splitlines() if line.startswith("+") and line[1:2] == "\t"] == []
    assert git("status", "--porcelain") == ""


def test_a_step_that_does_not_build_yet_is_refused(steps: Steps) -> None:
    done = steps.run("next", "--on", "left", "--apply", f"hold:{LIB}", "--branch", "too-early")
    assert done.status == 1
    assert "undefined: words.Title" in done.err
    assert "too-early" not in steps.migrated.git("branch", "--list", "too-early")


def test_what_rides_along_with_a_step_is_an_error(steps: Steps, made: tuple[str, ...]) -> None:
    """Whoever writes a branch writes its record: a step excuses the packages it names, not lines of other kinds."""
    go_mod = steps.migrated.text("go.mod", made[0]) + f"\nreplace {PLAIN} => {SERVICE} v1.0.0\n"
    steps.migrated.git("branch", "forged", steps.migrated.commit({"go.mod": go_mod}, on=made[0]))
    said = steps.run("verify", "--against", "forged", "--format", "json", "--no-build")
    findings = {finding["code"]: finding for finding in json.loads(said.out)["code"]["findings"]}
    assert said.status == 1
    assert findings["GM361"]["evidence"] == [f"replace {PLAIN}: {SERVICE} v1.0.0"]


def test_a_step_excuses_no_package_of_the_project(steps: Steps, made: tuple[str, ...]) -> None:
    own = replace(steps.migrated, base="left", head=made[0])
    record = own.record()
    record["step"]["packages"].append(APP)
    main = own.text("main.go").replace("println(word)", "print(word)")
    forged = own.instead({"main.go": main, ".gomigrate/plan.json": json.dumps(record)})
    own.git("branch", "own", forged)
    verdict = steps.verdict("own")
    assert verdict["state"] == "not the same"
    assert [[found["import_path"] for found in file["differ"]] for file in verdict["code"]["files"]] == [[APP]]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--apply", "hold:x.test/none", "--branch", "b"), "no step"),
        (("--apply", "go:1.16", "--branch", "b"), "the go line is 1.18"),
        (("--apply", "go:1.21"), "--branch"),
        (("--branch", "b"), "--apply"),
        (("-v", "-q"), "contradict"),
    ],
)
def test_words_that_make_no_step(steps: Steps, words: tuple[str, ...], why: str) -> None:
    done = steps.run("next", "--on", "left", *words)
    assert done.status == 2
    assert why in done.err


def test_a_vendor_folder_goes_along(steps: Steps) -> None:
    assert steps.run("apply", "--vendor", "regenerate", "--branch", "vendored").status == 0
    step = ("--apply", f"copy:{PATCHED}", "--branch", "in-vendor", "--no-build")
    assert steps.run("next", "--on", "vendored", *step).status == 0
    changed = set(steps.migrated.git("diff", "--name-only", "vendored", "in-vendor", "--", "vendor").split())
    assert {"vendor/modules.txt", f"vendor/{PATCHED}/patched.go"} <= changed
    assert {path for path in changed if not path.startswith(f"vendor/{PATCHED}/")} == {"vendor/modules.txt"}
    said = steps.run("verify", "--against", "in-vendor", "--format", "json", "--no-build")
    code = json.loads(said.out)["code"]
    assert [file["moved"] for file in code["files"]] == [[PATCHED]]
    assert not code["changed"]["others"]
    assert {finding["code"] for finding in code["findings"]} == {"GM360"}
