from __future__ import annotations

from dataclasses import replace

import pytest

from gomigrate.model.plan import State
from gomigrate.report.prose.message import Topic, message
from tests.unit.report.plans import PLAN, held, line

BARE = replace(
    PLAN,
    ledger=(),
    unlocked=(),
    removes=(),
    edits=(),
    platforms=(),
    rewrites=(),
    source=replace(PLAN.source, locks=(), vendor=""),
)


@pytest.mark.parametrize("plan", [PLAN, BARE])
@pytest.mark.parametrize("topic", list(Topic))
def test_message_subject_is_one_short_line_and_the_body_is_clean(topic: Topic, plan: object) -> None:
    said = message(topic, plan)  # type: ignore[arg-type]
    assert 10 < len(said.subject) <= 72
    assert "\n" not in said.subject
    assert said.body.endswith("\n")
    assert not said.body.endswith("\n\n")
    assert all(row == row.rstrip() for row in said.body.split("\n"))
    assert "\n\n\n" not in said.body
    assert [row for row in said.body.split("\n") if len(row) > 72 and " " in row.strip("- ")] == []


def test_message_modules_names_what_is_not_plainly_kept_and_why() -> None:
    said = message(Topic.MODULES, PLAN)
    assert said.subject == "Build app with Go modules"
    for part in (
        "each pin of Gopkg.lock",
        "5 pins: 2 kept, 1 held, 1 copied, 1 dropped.",
        "- x.test/d bbbbbbbbbbbb -> v1.0.0\n  x.test/a requires v1.1.0",
        "- x.test/c bbbbbbbbbbbb -> ./third_party/x.test/c\n  differs from the module in x.test/c/a.go",
        "- x.test/u@v0.1.0",
        ".gomigrate/plan.json",
    ):
        assert part in " ".join(said.body.split("\n")) or part in said.body, part
    assert "x.test/a aaaa" not in said.body


def test_message_removed_names_folders_and_copies() -> None:
    said = message(Topic.REMOVED, PLAN)
    assert said.subject == "Remove Gopkg.lock, Gopkg.toml and 2 more"
    assert "- vendor/ (9 files)" in said.body
    assert "- x.test/c in ./third_party/x.test/c" in said.body


def test_message_of_a_fresh_vendor_folder_names_the_other_files_that_go() -> None:
    gone = ("Gopkg.lock", "vendor/x/old.go")
    said = message(Topic.VENDORED, replace(PLAN, writes=("go.mod", "vendor/modules.txt"), removes=gone))
    assert said.subject == "Regenerate vendor/ with go mod vendor"
    assert said.body == (
        "go mod vendor wrote the folder from go.mod. go build uses the packages\nthere; go list -m all needs -mod=mod"
        " or -mod=readonly.\n\nThe build no longer needs these files:\n\n- Gopkg.lock\n"
    )
    many = message(Topic.VENDORED, replace(PLAN, removes=tuple(f"f{number}" for number in range(14)))).body
    assert many.endswith("- f11\n- and 2 more\n")


def test_message_rewritten_names_the_paths_and_the_number_of_files() -> None:
    said = message(Topic.REWRITTEN, PLAN)
    assert "x.test/app/Godeps/_workspace/src/..." in said.body
    assert "1 file edited." in said.body


def test_message_line_ends_out_of_a_lock_cannot_add_lines() -> None:
    evil = line("x.test/evil\n\nSigned-off-by: nobody", State.HELD, "v1.0.0", reason=held("p", "a\nb", None))
    said = message(Topic.MODULES, replace(PLAN, ledger=(evil,)))
    assert not any(row.startswith("Signed-off-by") for row in said.body.split("\n"))
