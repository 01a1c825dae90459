from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import Selected
from gomigrate.model.verdict import ModuleDifference, Tidy, TidyState
from gomigrate.verify.branch.gomodlines import sum_gaps
from gomigrate.verify.build.layout import Side
from gomigrate.verify.build.modules import ask_tidy, compare_build_list, judge_verify, selected_text
from gomigrate.world.base.process import Completed

LISTED: list[dict[str, Any]] = [
    {"Path": "x.test/app", "Main": True},
    {"Path": "x.test/a", "Version": "v1.0.0"},
    {"Path": "x.test/b", "Version": "v1.9.0", "Replace": {"Path": "x.test/b", "Version": "v1.2.0"}},
    {"Path": "x.test/c", "Version": "v0.0.0", "Replace": {"Path": "./third_party/x.test/c"}},
]
PLANNED = (
    Selected(path="x.test/a", version="v1.0.0"),
    Selected(path="x.test/b", version="v1.9.0", replaced_by=ModuleVersion("x.test/b", "v1.2.0")),
    Selected(path="x.test/c", version="v0.0.0", replaced_by=ModuleVersion("./third_party/x.test/c")),
)


def test_compare_build_list_as_planned_has_no_difference() -> None:
    assert compare_build_list(PLANNED, LISTED) == (3, ())


@pytest.mark.parametrize(
    ("module", "listed"),
    [
        ({"Path": "x.test/b", "Version": "v1.9.0"}, "v1.9.0"),
        ({"Path": "x.test/b", "Version": "v2.0.0", "Replace": {"Path": "x.test/b", "Version": "v1.2.0"}}, None),
        ({"Path": "x.test/b", "Version": "v1.9.0", "Replace": {"Path": "x.test/f", "Version": "v1.2.0"}}, None),
        ({"Path": "x.test/b", "Version": "v1.9.0", "Replace": {"Path": "../b"}}, "v1.9.0 => ../b"),
    ],
)
def test_compare_build_list_both_sides_of_a_replace_count(module: dict[str, Any], listed: str | None) -> None:
    same, differ = compare_build_list(PLANNED, [*(m for m in LISTED if m["Path"] != "x.test/b"), module])
    assert same == 2
    assert [d.path for d in differ] == ["x.test/b"]
    assert differ[0].planned == selected_text(PLANNED[1])
    assert listed is None or differ[0].listed == listed


def test_compare_build_list_missing_and_extra_modules_differ() -> None:
    same, differ = compare_build_list(PLANNED[:1], [{"Path": "x.test/z", "Version": "v1.0.0"}])
    assert same == 0
    assert differ == (
        ModuleDifference(path="x.test/a", planned="v1.0.0", listed=""),
        ModuleDifference(path="x.test/z", planned="", listed="v1.0.0"),
    )


SUMS = b"""x.test/a v1.0.0 h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
x.test/a v1.0.0/go.mod h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
x.test/b v1.2.0/go.mod h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
"""


def test_sum_gaps_complete_file_has_none() -> None:
    assert tuple(sum_gaps(PLANNED, SUMS)) == ()


def test_sum_gaps_replaced_module_needs_the_line_of_what_replaces_it() -> None:
    found = sum_gaps(PLANNED, SUMS.replace(b"x.test/b v1.2.0", b"x.test/b v1.9.0"))
    assert [(f.code, str(f.place), f.fact("module")) for f in found] == [("GM306", "go.sum", "x.test/b@v1.2.0")]


def test_sum_gaps_hash_of_the_zip_alone_is_not_enough() -> None:
    found = sum_gaps(PLANNED[:1], SUMS.split(b"\n")[0])
    assert [f.fact("module") for f in found] == ["x.test/a@v1.0.0"]


@dataclass
class Go:
    """A go command that answers `go mod tidy -diff` with what it is given."""

    completed: Completed

    def closed_env(self, mode: str, overrides: dict[str, str] | None = None) -> dict[str, str]:
        return {}

    def ask(self, args: tuple[str, ...], *, cwd: str, env: dict[str, str], timeout: float) -> Completed:
        assert args == ("mod", "tidy", "-diff")
        return self.completed


CHAIN = """go: x.test/app tested by
\tx.test/app.test imports
\tx.test/a tested by
\tx.test/a.test imports
\tx.test/gone/pkg: module x.test: reading https://user:secret@proxy.test/x: 404 Not Found
\tserver response: not here
"""
GONE = "x.test/gone/pkg: module x.test: reading https://[redacted]@proxy.test/…: 404 Not Found"
TOO_OLD = Tidy(state=TidyState.CANNOT, is_too_old=True)


@pytest.mark.parametrize(
    ("code", "stdout", "stderr", "expected"),
    [
        (0, "", "", Tidy(state=TidyState.CLEAN)),
        (1, "--- a\n+++ b\n@@ -1 @@\n-x\n+y\n z\n", "", Tidy(state=TidyState.DIFFERS, lines=("-x", "+y"))),
        (1, "", CHAIN, Tidy(state=TidyState.CANNOT, error=GONE, missing="x.test/gone/pkg")),
        (2, "", "flag provided but not defined: -diff\nusage: go mod tidy\n", TOO_OLD),
        (1, "", "", Tidy(state=TidyState.CANNOT)),
        (
            1,
            "",
            "go: finding module\ngo: something is wrong\n",
            Tidy(state=TidyState.CANNOT, error="go: something is wrong"),
        ),
    ],
)
def test_ask_tidy_answer_is_read(code: int, stdout: str, stderr: str, expected: Tidy) -> None:
    go: Any = Go(Completed(code, stdout.encode(), stderr))
    assert ask_tidy(go, Side(cwd="/x", mode="module")) == expected


NO_PLACE = "corp/tools v0.0.0-00010101000000-000000000000: missing ziphash: open hash: no such file or directory"


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ([NO_PLACE], []),
        ([NO_PLACE, "x.test/a v1.0.0: dir has been modified (/mod/x.test/a@v1.0.0)"], ["GM307"]),
        (["x.test/a v1.0.0: missing ziphash: open /mod/cache/download/x.test/a/@v/v1.0.0.ziphash: gone"], ["GM307"]),
        ([NO_PLACE, "go: x.test/a@v1.0.0: the disk is on fire"], ["GM301"]),
        ([], ["GM301"]),
    ],
)
def test_only_what_can_have_no_place_in_the_cache_is_let_pass(said: list[str], codes: list[str]) -> None:
    assert [finding.code for finding in judge_verify(said)] == codes
