from __future__ import annotations

from dataclasses import replace

import pytest

from gomigrate.model.codes import CODES, finding
from gomigrate.model.errors import UsageProblem
from gomigrate.model.plan import State
from gomigrate.model.verdict import ModuleDifference, PackageDifference, PlatformVerdict, Tidy, TidyState, Verdict
from gomigrate.report.explain import codes_json, codes_text, explain_text
from gomigrate.report.text import folded, plan_text, short
from gomigrate.report.verdict import verdict_text
from tests.unit.report.plans import PLAN, line


def words(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def test_plan_text_says_everything_a_reviewer_needs() -> None:
    text = words(plan_text(PLAN, 100, color=False))
    for part in (
        "x.test/app Gopkg.lock, vendor/ 412 packages found by its place in GOPATH commit 3fa2c1e, 2018-11-30",
        "5 pins 1 kept as tags 1 kept as pseudo-versions 1 held 1 copied 0 raised 0 unresolved 1 dropped",
        "held x.test/d bbbbbbbbbbbb x.test/a asks for v1.1.0; held by replace",
        "kept x.test/a v1.2.3 (aaaaaaaaaaaa)",
        "kept x.test/b v0.0.0-20170101000000-bbbbbbbbbbbb",
        "1 import that no lock covers, taken as of 2018-11-30",
        "go.mod 3 require, 1 + 1 replace",
        "remove Gopkg.lock, Gopkg.toml, cmd/vendor/x.test/z/z.go, vendor/ (9 files)",
        "GM102 Gopkg.lock:7: this entry has no revision",
        "Next: gomigrate apply --branch modules",
    ):
        assert part in text, part


def test_plan_text_notable_pins_come_before_kept_ones() -> None:
    text = plan_text(PLAN, 100, color=False)
    assert text.index("  held ") < text.index("  copied ") < text.index("  dropped ") < text.index("  kept ")


@pytest.mark.parametrize("width", [40, 80, 120])
def test_plan_text_keeps_to_the_width_but_for_words_and_the_go_mod(width: int) -> None:
    plan = replace(PLAN, go_mod="")
    assert [row for row in plan_text(plan, width, color=False).split("\n") if len(row) > width + 12] == []


def test_plan_text_without_colour_has_no_escape_sequences_and_no_space_at_line_ends() -> None:
    text = plan_text(PLAN, 80, color=False)
    assert "\x1b" not in text
    assert all(row == row.rstrip() for row in text.split("\n"))
    assert "\x1b[" in plan_text(PLAN, 80, color=True)


def test_plan_text_go_mod_is_shown_as_it_is() -> None:
    long = "\treplace x.test/" + "long/" * 40 + " => ./y [bold]not markup[/bold]"
    text = plan_text(replace(PLAN, go_mod=f"module x\n{long}\n"), 60, color=False)
    assert long.expandtabs(8).strip() in text.replace("\n        ", "\n") or long.strip() in text


@pytest.mark.parametrize(
    ("plan", "last"),
    [
        (PLAN, "Next: gomigrate apply --branch modules"),
        (replace(PLAN, source=replace(PLAN.source, commit="")), "Next: gomigrate apply --in-place"),
        (replace(PLAN, findings=(finding("GM101", "broken"),)), "Not ready"),
        (replace(PLAN, ledger=(line("x", State.UNRESOLVED, reason="nowhere"),)), "Not ready"),
    ],
)
def test_plan_text_ends_with_the_next_step(plan: object, last: str) -> None:
    assert plan_text(plan, 80, color=False).split("\n")[-1].startswith(last)  # type: ignore[arg-type]


def test_plan_text_control_characters_of_a_lock_do_not_reach_the_terminal() -> None:
    plan = replace(PLAN, ledger=(line("x.test/\x1b[31mred", State.RAISED, reason="\x07bell"),))
    text = plan_text(plan, 80, color=False)
    assert "\x1b" not in text
    assert "\x07" not in text


@pytest.mark.parametrize(
    ("paths", "shown"),
    [
        ((), []),
        (("a", "b/c"), ["a", "b/c"]),
        (tuple(f"vendor/x/{n}" for n in range(4)), ["vendor/ (4 files)"]),
        (tuple(f"vendor/x/{n}" for n in range(3)), [f"vendor/x/{n}" for n in range(3)]),
        (tuple(f"cmd/vendor/x/{n}" for n in range(1000)), ["cmd/vendor/ (1,000 files)"]),
        (("a", "b", "c", "d", "e"), ["a", "b", "c", "d", "e"]),
    ],
)
def test_folded_many_files_of_a_folder_are_one_item(paths: tuple[str, ...], shown: list[str]) -> None:
    assert folded(paths) == shown


@pytest.mark.parametrize(
    ("revision", "shown"), [("ab" * 20, "ab" * 6), ("v1.0.0", "v1.0.0"), ("z" * 40, "z" * 40), ("", "")]
)
def test_short_only_commit_hashes_are_cut(revision: str, shown: str) -> None:
    assert short(revision) == shown


LINUX = PlatformVerdict(platform="linux/amd64", same=412)
EQUAL = Verdict(ref="modules", base="a" * 40, modules_same=44, modules_differ=(), platforms=(LINUX,))


def test_verdict_text_equal_says_so_and_what_was_compared() -> None:
    text = words(verdict_text(EQUAL, 80, color=False))
    assert text.startswith("equal: modules builds the same as aaaaaaaaaaaa")
    assert "44 modules as planned, 0 not" in text
    assert "412 packages with the same files and bytes" in text


@pytest.mark.parametrize(
    ("verdict", "first"),
    [
        (replace(EQUAL, unchecked=("x",)), "equal in what was compared"),
        (replace(EQUAL, platforms=()), "not compared"),
        (replace(EQUAL, findings=(finding("GM306", "x"),)), "not equal"),
        (replace(EQUAL, modules_differ=(ModuleDifference(path="p", planned="v1", listed="v2"),)), "not equal"),
        (replace(EQUAL, platforms=(replace(LINUX, lost=("p",)),)), "not equal"),
    ],
)
def test_verdict_text_anything_less_does_not_say_equal(verdict: Verdict, first: str) -> None:
    assert verdict_text(verdict, 80, color=False).startswith(first)


def test_verdict_text_names_each_difference_once_with_its_platforms() -> None:
    differ = (PackageDifference(import_path="x.test/p", changed=("a.go",), only_before=("b.go",)),)
    windows = PlatformVerdict(platform="windows/amd64", same=1, differ=differ, newly_broken=(("x.test/q", "gone"),))
    verdict = replace(EQUAL, platforms=(replace(LINUX, differ=differ), windows))
    text = words(verdict_text(verdict, 100, color=False))
    assert text.count("differs x.test/p changed: a.go; only before: b.go") == 1
    assert "broken x.test/q gone windows/amd64" in text


@pytest.mark.parametrize(
    ("tidy", "part"),
    [
        (Tidy(state=TidyState.CLEAN), "would change nothing"),
        (Tidy(state=TidyState.DIFFERS, lines=("-a", "+b")), "would change 2 lines -a +b"),
        (Tidy(state=TidyState.CANNOT, reason="no such package"), "cannot say: no such package"),
    ],
)
def test_verdict_text_tells_what_tidy_says(tidy: Tidy, part: str) -> None:
    assert part in words(verdict_text(replace(EQUAL, tidy=tidy), 80, color=False))


@pytest.mark.parametrize("code", ["GM303", "gm303", " gm303 "])
def test_explain_text_gives_the_page_of_the_table(code: str) -> None:
    text = words(explain_text(code, 80, color=False))
    row = CODES["GM303"]
    for part in ("GM303", row.severity, row.title, row.meaning, row.remedy):
        assert words(part) in text


@pytest.mark.parametrize("code", ["GM999", "GM30", "", "--help", "x" * 500])
def test_explain_text_unknown_code_is_refused_in_one_line(code: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        explain_text(code, 80, color=False)
    assert len(str(caught.value)) < 160


def test_codes_lists_have_every_code() -> None:
    text = codes_text(80, color=False)
    assert all(code in text for code in CODES)
    assert codes_json().keys() == CODES.keys()
    assert codes_json("gm101").keys() == {"GM101"}
