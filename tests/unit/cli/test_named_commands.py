"""Each command of gomigrate that a page names can be typed as it stands: it is for the folder that was given, with the
options that matter to it and no others."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar

import click
import pytest

from gomigrate.cli.calling import call_of
from gomigrate.cli.main import COMMANDS, cli
from gomigrate.model.errors import Suggested
from gomigrate.report.doctor import doctor_text
from gomigrate.report.inventory import inventory_text
from gomigrate.report.page import UNWRAPPED, Amount
from gomigrate.report.sums import sum_text
from gomigrate.report.text import applied_text, edits_text, plan_text
from gomigrate.report.verdict import verdict_text
from gomigrate.report.words.call import CARRIED, HERE, Invocation
from gomigrate.report.words.findings import ROWS, usual_remedy
from gomigrate.report.words.phrases import filled
from gomigrate.report.words.sums.gofailures import FAILURES
from gomigrate.report.words.sums.logfailure import FailureWords, failure_text
from tests.golden import diagnoses, inventories, plans, verdicts

GIVEN = (
    ("--import-path", "x.test/an app"),
    ("--hold", "x.test/a"),
    ("--hold", "x.test/b"),
    ("--lift", "same"),
    ("--restore",),
    ("--against", "modules"),
    ("--on", "modules"),
    ("--packages",),
)
FOLDERS = (".", "sub/dir", "my app; rm x", "-v", "..", "/abs/it's")
NAMED = re.compile(rf"\bgomigrate (?:{'|'.join(COMMANDS)})\b")


class Recorder(Invocation):
    """Keeps each command that it makes."""

    __slots__ = ()
    made: ClassVar[list[str]] = []

    def command(self, *words: str) -> str:
        made = super().command(*words)
        self.made.append(made)
        return made


def context(command: str) -> click.Context:
    """The command line as click reads it, which raises where it would refuse it; nothing is run."""
    program, name, *words = shlex.split(command)
    assert program == "gomigrate"
    found = cli.get_command(click.Context(cli, info_name="gomigrate"), name)
    assert found is not None, command
    return found.make_context(name, words)


def check(command: str, folder: str) -> None:
    named = call_of(context(command)).directory
    if command.split()[1] in ("explain", "completion") or "--failed" in command:
        assert named == "."
    else:
        assert named.removeprefix("./") == folder, command


ASKED = {name: "x" for words in FAILURES.values() for name in re.findall(r"\{(\w+)", words.remedy + words.more)}
"""A fact for each that a failure in a log may have."""


def of_log(words: FailureWords, call: Invocation) -> str:
    return failure_text(f"{words.remedy} {words.more}", {**ASKED, "gomigrate": call})


PAGES: dict[str, Callable[[Invocation], str]] = {
    "plan": lambda call: plan_text(plans.plan(), UNWRAPPED, False, Amount.VERBOSE, call=call),
    "plan -q": lambda call: plan_text(plans.plan(), UNWRAPPED, False, Amount.QUIET, call=call),
    "plan --diff": lambda call: edits_text(plans.plan(), UNWRAPPED, False, call),
    "apply": lambda call: applied_text(plans.plan(), UNWRAPPED, False, done=("it",), is_shown=True, call=call),
    "verify": lambda call: verdict_text(verdicts.different(), UNWRAPPED, False, Amount.VERBOSE, call),
    "scan": lambda call: inventory_text(inventories.inventory(), UNWRAPPED, False, Amount.VERBOSE, call=call),
    "doctor": lambda call: doctor_text(diagnoses.examination(), UNWRAPPED, False, verbose=True, quiet=False, call=call),
    "sum": lambda call: sum_text(diagnoses.sum_report(), UNWRAPPED, False, verbose=True, quiet=False, call=call),
    **{code: partial(usual_remedy, row) for code, row in ROWS.items() if "{gomigrate" in row.remedy},
    **{
        f"sum --log: {kind}": partial(of_log, words)
        for kind, words in FAILURES.items()
        if "{gomigrate" in words.remedy + words.more
    },
}


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("page", PAGES)
def test_each_command_that_is_shown_can_be_typed_and_is_for_the_folder(
    page: str, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(Recorder, "made", made)
    text = PAGES[page](Recorder(folder, GIVEN))
    assert made, text
    for command in made:
        check(command, folder)
        assert command in text
    assert list(unmade(text, made)) == []


def unmade(text: str, made: list[str]) -> Iterator[str]:
    """The commands of a page that none of these is."""
    for command in sorted(made, key=len, reverse=True):
        text = text.replace(command, "")
    for found in NAMED.finditer(text):
        told = text[found.start() :].partition("\n")[0]
        if not re.match(r"gomigrate explain GM\d{3}\b", told):
            yield told


def test_a_command_carries_the_options_that_it_has() -> None:
    """By the commands themselves: none gets an option that it lacks, and what decides a plan is left out nowhere."""
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        has = {param.opts[0] for param in command.params}
        carried = set(CARRIED.get(name, ()))
        assert carried <= has, name
        assert has & set(CARRIED["plan"]) <= carried, name


def test_given_options_come_back_from_the_command_that_was_typed() -> None:
    command = Invocation("a b", GIVEN).command("plan")
    words = ["plan", *(word for option in GIVEN[:5] for word in option), "a b"]
    assert command == shlex.join(("gomigrate", *words))
    call = call_of(context(command))
    assert call.directory == "a b"
    assert sorted(call.options) == sorted(option for option in GIVEN if option[0] in CARRIED["plan"])


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (("clone",), "gomigrate clone --import-path 'x.test/an app' ./sub"),
        (("plan", "--import-path", "x.test/other"), "--import-path x.test/other --hold x.test/a"),
        (("plan", "--hold", "x.test/c"), "--hold x.test/c --import-path 'x.test/an app' --hold x.test/a"),
        (("plan", "--lift", "tag"), "gomigrate plan --lift tag --import-path"),
        (("verify", "--go-versions"), "gomigrate verify --go-versions --against modules sub"),
        (("verify", "--gate"), "gomigrate verify --gate sub"),
        (("next",), "gomigrate next --on modules sub"),
        (("apply", "--undo"), "gomigrate apply --undo sub"),
        (("doctor", "-v"), "gomigrate doctor -v sub"),
        (("sum", "x.test/a@v1.0.0"), "gomigrate sum x.test/a@v1.0.0 ./sub"),
        (("batch", "--layout", "units"), " --restore sub"),
        (("batch", "--failed"), "gomigrate batch --failed"),
        (("explain", "GM401"), "gomigrate explain GM401"),
    ],
)
def test_what_matters_to_a_command_goes_with_it(words: tuple[str, ...], command: str) -> None:
    assert command in Invocation("sub", GIVEN).command(*words)


def test_here_adds_nothing_but_what_batch_needs() -> None:
    assert [HERE.command(name) for name in ("plan", "sum", "batch")] == [
        "gomigrate plan",
        "gomigrate sum",
        "gomigrate batch .",
    ]


def test_help_of_an_error_leaves_out_the_option_that_is_wrong_and_names_another_folder() -> None:
    call = Invocation("sub", (("--hold", "x.test/typo"), ("--restore",)))
    assert call.helping(Suggested(("plan", "-v"), without=("--hold",))) == "gomigrate plan -v --restore sub"
    assert call.helping(Suggested(("batch", "--list"), folder="/go/src")) == (
        "gomigrate batch --list --hold x.test/typo --restore /go/src"
    )
    assert call.helping("leave it") == "leave it"


def test_a_name_of_a_file_is_one_word_of_a_command() -> None:
    told = filled("Run {gomigrate:plan --accept-merge {path:q}}.", {"path": "x.test/$(touch a) b", "gomigrate": HERE})
    assert told == "Run gomigrate plan --accept-merge 'x.test/$(touch a) b'."
