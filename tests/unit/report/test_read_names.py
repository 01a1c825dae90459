"""A plan read back: whatever in it is a name, and not words for people, is looked at before it is believed."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from gomigrate.model.legacy.habits import FlagsRow, Habit, Safety
from gomigrate.report.json import plan_json
from gomigrate.report.read import PlanJsonError, plan_from_json
from tests.unit.report.plans import PLAN

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = {
    *("found_by", "root", "locks", "date", "reason", "evidence", "lock", "message", "remedy", "where", "kind"),
    *("why", "pins", "attempts", "compared", "needed_by", "facts", "because"),
    *("before", "after", "command", "value", "origin", "hides", "overridden", "through", "go_mod", "go_sum"),
}
"""Fields that are shown to people, and stand for nothing."""

HOSTILE = (
    "/etc/cron.d/x",
    "../../../victim",
    "x.test/../../../../victim",
    "C:\\victim",
    "-x",
    "--upload-pack=touch x",
    "ext::sh -c x",
    "x.test/app\0",
    "x.test/app\nx",
    "HEAD",
    ".git/hooks/post-checkout",
    "x.test/.GIT/config",
    "$(touch x)",
    "https://user:secret@x.test/app",
    " ",
    "x" * 5000,
)
IS_A_NAME_THERE = {
    # What is a plain name, where that kind of name stands: a file may be called anything that is no way out.
    "files": {"-x", "--upload-pack=touch x", "ext::sh -c x", "x.test/app\nx", "HEAD", "$(touch x)", " "},
    "habits": {"-x", "--upload-pack=touch x", "ext::sh -c x", "x.test/app\nx", "HEAD", "$(touch x)", " "},
    "goflags": {"-x", "--upload-pack=touch x", "ext::sh -c x", "x.test/app\nx", "HEAD", "$(touch x)", " "},
    "vendor": {"-x", "--upload-pack=touch x", "ext::sh -c x", "x.test/app\nx", "HEAD", "$(touch x)", " "},
    # A clone in a vendor tree goes with the git folder that it has.
    "remove": {"-x", "--upload-pack=touch x", "ext::sh -c x", "x.test/app\nx", "HEAD", "$(touch x)", " "}
    | {"x.test/.GIT/config"},
    "revision": {"/etc/cron.d/x", "../../../victim", "x.test/../../../../victim", "C:\\victim", "HEAD"}
    | {".git/hooks/post-checkout", "x.test/.GIT/config"},
    "path": {"HEAD"},
    "import_path": {"HEAD"},
    "from": {"HEAD"},
    "to": {"HEAD"},
}

HABIT = Habit(code="GM801", safety=Safety.SAFE, file="Makefile", line=1, kind="make", facts=(("value", "off"),))
FLAGS = FlagsRow(file="Makefile", line=1, command="go build", value="", origin="")


def whole() -> Any:
    return json.loads(json.dumps(plan_json(PLAN) | plan_json_of_habits()))


def plan_json_of_habits() -> dict[str, Any]:
    from dataclasses import replace

    written = plan_json(replace(PLAN, habits=(HABIT,), goflags=(FLAGS,)))
    return {key: written[key] for key in ("habits", "goflags")}


def names(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to each string of the plan that is not words."""
    if isinstance(value, dict):
        for key, inner in value.items():
            is_folder = key == "path" and value.get("version") == ""  # what a replace line leads to is only compared
            if key not in WORDS and not is_folder:
                yield from names(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value[:2]):
            yield from names(inner, (*path, number))
    elif isinstance(value, str):
        yield path


def put(value: Any, path: tuple[str | int, ...], text: str) -> Any:
    changed = copy.deepcopy(value)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = text
    return changed


@pytest.mark.parametrize("path", list(names(whole())), ids=lambda path: ".".join(map(str, path)))
def test_plan_from_json_takes_no_hostile_text_for_a_name(path: tuple[str | int, ...]) -> None:
    words = [str(step) for step in path]
    field = next(word for word in reversed(words) if not word.isdigit())
    allowed = IS_A_NAME_THERE.get(field, IS_A_NAME_THERE.get(words[0], set()))
    for text in HOSTILE:
        if text not in allowed:
            with pytest.raises(PlanJsonError):
                plan_from_json(put(whole(), path, text))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("good.test/a", ""),
        ("good.test/", ""),
        ("a", "b/"),
        ("a/", "b"),
        ("../a", "b"),
        ("a", "../b"),
        ("", "b"),
        ("/Godeps/_workspace/src/", ""),
        ('a"', "b"),
    ],
)
def test_plan_from_json_a_rewrite_is_an_import_path_into_an_import_path(old: str, new: str) -> None:
    with pytest.raises(PlanJsonError, match="rewrites"):
        plan_from_json(whole() | {"rewrites": [{"from": old, "to": new}]})


@pytest.mark.parametrize(
    ("old", "new"), [("x.test/a/Godeps/_workspace/src/", ""), ("a.test/", "b.test/"), ("money", "x.test/src/money")]
)
def test_plan_from_json_takes_the_rewrites_that_are_planned(old: str, new: str) -> None:
    assert plan_from_json(whole() | {"rewrites": [{"from": old, "to": new}]}).rewrites == ((old, new),)


@pytest.mark.parametrize(
    "commit", ["HEAD", "modules", "abc123", "A" * 40, "a" * 41, "a" * 39, "a" * 40 + "^", "-" * 40]
)
def test_plan_from_json_a_commit_is_a_full_hash(commit: str) -> None:
    value = whole()
    value["source"]["commit"] = commit
    with pytest.raises(PlanJsonError, match=r"plan\.source\.commit"):
        plan_from_json(value)


@pytest.mark.parametrize("line", ["x:" + "9" * 5000, "x:٣", "x:", ":1"])
def test_plan_from_json_an_odd_place_is_no_number(line: str) -> None:
    value = whole()
    value["ledger"][0]["lock"] = line
    assert plan_from_json(value).ledger[0].lock is not None
