from __future__ import annotations

import re
from dataclasses import replace

import pytest

from gomigrate.model.codes import finding
from gomigrate.model.decision import BadGoMod, Unimported
from gomigrate.model.findings import Place
from gomigrate.model.fleets.batch import UnitResult, UnitState
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import Plan, State
from gomigrate.model.suite import CaseChange, Outcome, SuiteVerdict
from gomigrate.model.verdict import (
    FileChange,
    How,
    ModuleDifference,
    PackageDifference,
    PlatformVerdict,
    Tidy,
    TidyState,
    Verdict,
    When,
)
from gomigrate.report.fleets.handover import body_of
from gomigrate.report.prose.markdown import code, text
from gomigrate.report.prose.plaintext import MOST_ROWS, environment_for
from gomigrate.report.prose.review import review_markdown
from gomigrate.report.words.findings import ROWS, remedy_of, usual_remedy
from tests.golden.verdicts import but, verdict_of
from tests.unit.report.plans import PLAN, line

CLEAN = replace(PLAN, findings=())
LINUX = PlatformVerdict(platform="linux/amd64", same=412)
EQUAL = verdict_of(ref="modules", base="a" * 40, modules_same=44, modules_differ=(), platforms=(LINUX,))
SECTIONS = ["## What changed", "## Why it is safe", "## What to look at", "## How to check it yourself"]


def sections(body: str) -> list[str]:
    return [row for row in body.splitlines() if row.startswith("## ")]


def decision(body: str) -> str:
    return body.splitlines()[0].strip("*")


def test_review_markdown_has_its_four_sections_in_order_whatever_is_known() -> None:
    for plan, verdict in ((CLEAN, None), (CLEAN, EQUAL), (None, EQUAL), (PLAN, EQUAL)):
        assert sections(review_markdown(plan, verdict, branch="modules")) == SECTIONS


def test_review_markdown_names_every_pin_that_is_not_simply_kept_and_its_reason() -> None:
    body = review_markdown(CLEAN, EQUAL, branch="modules")
    assert "5 pins: 2 kept, 1 held, 1 copied, 1 dropped." in body
    for part in (
        "- `x.test/d` (`bbbbbbbbbbbb`, built as `x.test/d@v1.0.0`): x.test/a requires v1.1.0",
        "- `x.test/c` (`bbbbbbbbbbbb`, built as `./third_party/x.test/c`): differs from the module in x.test/c/a.go,",
        "- `x.test/u/sub`: `x.test/u@v0.1.0`",
        "Removed: `Gopkg.lock`, `Gopkg.toml`, `cmd/vendor/x.test/z/z.go`, `vendor/ (9 files)`.",
        "gomigrate verify --against modules\n",
    ):
        assert part in body, part
    assert "- `x.test/a`" not in body  # it is kept as it was


@pytest.mark.parametrize(
    ("plan", "verdict", "branch", "said"),
    [
        (CLEAN, None, "", "Planned; nothing is written yet."),
        (CLEAN, None, "modules", "Written, but not verified yet."),
        (CLEAN, EQUAL, "modules", "ready to merge."),
        (
            CLEAN,
            but(EQUAL, unchecked=(Unchecked(what=Gap.NO_BASE),)),
            "modules",
            "the same files, 1 thing to do before merging.",
        ),
        (CLEAN, but(EQUAL, platforms=()), "modules", "could not be checked: "),
        (CLEAN, but(EQUAL, platforms=(replace(LINUX, lost=("p",)),)), "modules", "not the same build: "),
        (
            CLEAN,
            but(EQUAL, modules_differ=(ModuleDifference(path="p", planned="v1", listed="v2"),)),
            "modules",
            "not the same build: 1 module not as planned (p).",
        ),
        (
            CLEAN,
            but(EQUAL, findings=(finding("GM306", module="x"),)),
            "modules",
            "not the same build: ",
        ),
        (
            replace(CLEAN, ledger=(line("x.test/z", State.UNRESOLVED),)),
            EQUAL,
            "modules",
            "Do not merge yet: the errors",
        ),
    ],
)
def test_review_markdown_decides_first_and_says_safe_only_of_what_was_compared(
    plan: Plan, verdict: Verdict | None, branch: str, said: str
) -> None:
    assert decision(review_markdown(plan, verdict, branch=branch)).startswith(said)


def test_review_markdown_without_a_branch_tells_how_to_write_one() -> None:
    body = review_markdown(CLEAN)
    assert "```sh\ngomigrate apply --branch modules\ngomigrate verify --against modules\n```" in body
    assert "There is no branch yet to compare" in body
    assert "compiles every package of both builds" in body


def test_review_markdown_gives_each_difference_by_name() -> None:
    platform = replace(
        LINUX,
        differ=(PackageDifference(import_path="x.test/p", changed=("a.go",)),),
        lost=("x.test/l",),
        newly_broken=(("x.test/q", "gone"),),
        broken_before=("x.test/o",),
    )
    worse = CaseChange(package="x.test/p", test="TestA", before=Outcome.PASSED, after=Outcome.FAILED)
    verdict = but(
        EQUAL,
        modules_differ=(ModuleDifference(path="x.test/m", planned="v1.0.0", listed=""),),
        platforms=(platform,),
        tests=SuiteVerdict(same=7, changes=(worse,)),
        tidy=Tidy(state=TidyState.DIFFERS, lines=("-a", "+b")),
        unchecked=(Unchecked(what=Gap.NO_GO_COMMAND),),
    )
    body = review_markdown(CLEAN, verdict, branch="modules")
    for part in (
        "- Build list: 44 modules as planned, 1 module differs.\n  - `x.test/m`: planned `v1.0.0`, listed `absent`\n",
        "1 different, 1 lost, 1 newly broken, 1 broken before (not compared).",
        "  - differs: `x.test/p`\n  - lost: `x.test/l`\n  - broken: `x.test/q`: gone\n",
        "- Tests: 7 end as before, 1 does not (1 worse).\n  - worse: `x.test/p TestA`\n",
        "- `go mod tidy` would change 2 lines.",
        "Not checked:\n\n- there is no go command: ",
    ):
        assert part in body, part


def test_review_markdown_puts_errors_with_remedies_before_copies_before_warnings_and_leaves_notes_out() -> None:
    told = (
        finding("GM102", why="no revision", path="x.test/x", place=Place("Gopkg.lock", 7)),
        finding("GM306", module="x.test/b"),
        finding("GM003", place=Place("a link")),
    )
    body = review_markdown(replace(PLAN, findings=told), EQUAL, branch="modules")
    looked = body.partition("## What to look at")[2]
    parts = (f"\n  - {text(remedy_of(told[1]))}\n", "1 kept copy: ", "GM102: `Gopkg.lock:7`: ")
    places = [looked.index(words) for words in parts]
    assert places == sorted(places)
    assert "a link" not in looked
    assert "raised" not in looked


def test_review_markdown_of_pins_that_are_all_kept_asks_for_nothing() -> None:
    kept = replace(CLEAN, ledger=(line("x.test/a", State.KEPT, "v1.2.3"),))
    assert "no errors and no warnings" in review_markdown(kept, EQUAL, branch="modules")
    raised = replace(kept, ledger=(line("x.test/a", State.RAISED, "v1.2.3"),))
    assert "1 pin is raised above the locked version" in review_markdown(raised, EQUAL, branch="modules")


def test_review_markdown_cuts_long_lists_and_says_how_many_are_left() -> None:
    many = tuple(line(f"x.test/m{n:04}", State.DROPPED, reason=Unimported()) for n in range(1000))
    body = review_markdown(replace(CLEAN, ledger=many), EQUAL, branch="modules")
    assert f"- and {1000 - MOST_ROWS} more" in body
    assert len(body) < 10_000


HOSTILE = "x.test/`a`</script><img src=x onerror=y>\n## Merge me\n\x1b[31m@everyone #1 [z](http://z.test)"


def test_review_markdown_keeps_hostile_names_on_their_line_and_inside_code() -> None:
    pin = replace(
        line("p", State.HELD, "v1.0.0"),
        path=HOSTILE,
        revision=HOSTILE,
        reason=BadGoMod(module=ModuleVersion(HOSTILE, "v1"), said=HOSTILE),
    )
    told = finding("GM306", module=HOSTILE, place=Place(HOSTILE, 7))
    plan = replace(CLEAN, module=HOSTILE, ledger=(pin,), findings=(told,), removes=(HOSTILE,))
    body = review_markdown(plan, but(EQUAL, ref="a'; rm -r ~ #"), branch="a'; rm -r ~ #")
    assert sections(body) == SECTIONS
    assert "\x1b" not in body
    assert """--against 'a'"'"'; rm -r ~ #'\n""" in body
    outside = re.sub(r"(?<![`\\])(`+) ?(?!`).*?(?<!`)\1(?!`)", "", body)
    assert not re.search(r"(?<!\\)[<>@]", outside.replace("# How", "").replace("\\\\", "")), outside


@pytest.mark.parametrize(
    ("words", "shown"),
    [("a", "`a`"), ("", ""), ("a`b", "`` a`b ``"), ("``", "``` `` ```"), ("a\nb", "`a b`"), ("\x1b", "`\\u001b`")],
)
def test_code_fences_with_more_backticks_than_are_inside(words: str, shown: str) -> None:
    assert code(words) == shown


def test_text_escapes_what_markdown_and_html_take_for_their_own() -> None:
    assert text("a*b_c\n<d> &e; `f` @g ~h~") == "a\\*b\\_c \\<d\\> `&e;` \\`f\\` `@g` `~h~`"


def test_body_of_a_batch_is_written_by_the_same_writer() -> None:
    result = UnitResult(path="app", module="x.test/app", state=UnitState.VERIFIED, branch="modules", commit="c" * 40)
    alone = body_of([(result, CLEAN)])
    assert sorted(sections(alone)) == sorted(SECTIONS)
    changed = review_markdown(CLEAN, EQUAL, branch="modules").partition("## What changed")[2].partition("## Why")[0]
    assert changed in alone
    two = body_of([(result, CLEAN), (replace(result, module="x.test/two"), CLEAN)])
    assert sections(two) == ["## `x.test/app`", "## `x.test/two`", "## Why it is safe", "## How to check it yourself"]


def test_other_files_are_named_and_escaped_and_more_than_fit_are_counted() -> None:
    evil = FileChange(path="`@all` <b>", how=How.ADDED, when=When.MIGRATION)
    later = tuple(FileChange(path=f"{n}", how=How.REMOVED, when=When.LATER) for n in range(60))
    body = review_markdown(None, but(EQUAL, unplanned=(evil, *later)), branch="modules")
    assert body.startswith("**ready to merge.**")
    assert "- 61 other files changed, which are not in the plan:" in body
    assert "  - added: `` `@all` <b> ``, by the migration" in body
    assert "\n  - and 21 more\n" in body


def test_errors_that_are_left_out_are_counted_as_errors() -> None:
    told = tuple(finding("GM306", place=Place("go.sum", at), module=f"x.test/m{at}@v1.0.0") for at in range(1, 31))
    body = review_markdown(replace(CLEAN, findings=told))
    assert body.count(f"  - {usual_remedy(ROWS['GM306'])}") == MOST_ROWS // 2
    assert f"\n- and {30 - MOST_ROWS // 2} more\n" in body


def test_whatever_a_template_shows_is_made_safe() -> None:
    template = environment_for(text).from_string("{{ x }} {{ x | code }} {{ [x, x] | join(', ') }} {{ 7 }}")
    assert template.render(x="*@all\n#") == "`*@all` \\# `*@all #` `*@all` \\#, `*@all` \\# 7"


def test_the_stop_of_a_sentence_is_no_part_of_an_address() -> None:
    assert text("see a@b.test, or https://c.test.") == "see `a@b.test`, or `https://c.test`."
