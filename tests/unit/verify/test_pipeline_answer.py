"""What verify says of the pipeline of a branch, and whether make says the same."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place, Severity
from gomigrate.model.verdict import PipelineAnswer
from gomigrate.scripts.gone.brokenline import BrokenLine, GoneUse
from gomigrate.verify.branch.verifiedbranch import find_branch
from gomigrate.verify.pipeline.answer import PlannedLines, pipeline
from gomigrate.world.git.gittree import GitTree
from tests.unit.report.plans import PLAN
from tests.unit.verify.test_pipeline_lines import told
from tests.unit.world.gitworld import commit, gitconfig, make_repo, write

__all__ = ["gitconfig"]

BEFORE = {
    "main.go": "package main\n\nfunc main() {}\n",
    "Gopkg.lock": "",
    "vendor/y.test/lib/lib.go": "package lib\n",
    "Makefile": "build:\n\tcp Gopkg.lock out\n\tgo build ./...\n",
    "sub/Dockerfile": "FROM golang\nCOPY vendor x\n",
}
GO_MOD = "module x.test/app\n\ngo 1.18\n"


pytestmark = pytest.mark.usefixtures("gitconfig")


def branch_of(folder: Path, project: str = "", **after: str) -> PipelineAnswer:
    """The answer about a commit with a go.mod, without lock and vendor folder, and with other texts of these files."""
    top, place = folder / "repo", folder / "repo" / project
    base = make_repo(top, {f"{project}/{name}".lstrip("/"): text for name, text in BEFORE.items()})
    gone = dict.fromkeys(("Gopkg.lock", "vendor/y.test/lib/lib.go"))
    mended = {name.replace("__", "/"): text for name, text in after.items()}
    write(place, {"go.mod": GO_MOD, **gone, **mended})
    commit(top, {})
    return pipeline(find_branch(str(place), "HEAD", base))


@pytest.mark.parametrize("project", ["", "deep/app"])
def test_what_the_branch_lacks_is_what_the_state_before_had(tmp_path: Path, project: str) -> None:
    answer = branch_of(tmp_path, project)
    assert answer.files == ("Makefile", "sub/Dockerfile")
    assert [(str(f.place), f.severity, f.fact("use"), f.fact("what"), f.fact("told")) for f in answer.findings] == [
        ("Makefile:2", Severity.ERROR, "file", ("Gopkg.lock",), False),
        ("sub/Dockerfile:2", Severity.ERROR, "copy", ("vendor",), False),
    ]
    assert answer.findings[0].evidence == ("cp Gopkg.lock out",)


def test_a_line_that_is_mended_is_not_told(tmp_path: Path) -> None:
    mended = {"Makefile": "build:\n\tcp go.mod out\n\tgo build ./...\n", "sub__Dockerfile": "FROM golang\nCOPY . .\n"}
    assert branch_of(tmp_path, **mended).findings == ()


PROTOTOOL = """protoc:
  includes:
    - vendor/y.test/lib
    - vendor/y.test/other
  excludes:
    - vendor/y.test/lib
lint:
  ignores:
  - id: COMMENTS
    files: [vendor/y.test/lib/lib.go]
create:
  dir: ../vendor/y.test/lib # from sub
"""


def test_settings_that_name_what_lay_in_the_vendor_folder_are_told(tmp_path: Path) -> None:
    done = {"Makefile": "all:\n", "sub__Dockerfile": "FROM golang\n"}
    answer = branch_of(tmp_path, **done, **{"sub__prototool.yaml": PROTOTOOL})
    assert [(str(f.place), f.severity, f.fact("what")) for f in answer.findings] == [
        ("sub/prototool.yaml:3", Severity.WARNING, ("vendor/y.test/lib",)),
        ("sub/prototool.yaml:12", Severity.WARNING, ("vendor/y.test/lib",)),
    ]


def test_files_of_other_languages_that_went_with_the_vendor_folder_are_told(tmp_path: Path) -> None:
    php = {"vendor/autoload.php": "<?php\n", "vendor/composer/x.php": "<?php\n"}
    top = tmp_path / "repo"
    make_repo(top, {"main.go": BEFORE["main.go"], "vendor/y.test/lib/lib.go": "package lib\n", **php})
    (top / "vendor" / "src").symlink_to(".")  # a GOPATH made of the folder, and no file of anybody
    base = commit(top, {})
    (top / "vendor" / "src").unlink()
    write(top, {"go.mod": GO_MOD, "vendor/y.test/lib/lib.go": None, **dict.fromkeys(php)})
    commit(top, {})
    answer = pipeline(find_branch(str(top), "HEAD", base))
    assert [(f.code, f.fact("files")) for f in answer.findings] == [("GM449", tuple(sorted(php)))]


MAKEFILES = {
    "a lock that no rule makes": "all: Gopkg.lock\n\t@true\n",
    "a lock that is made": "all: Gopkg.lock\n\t@true\nGopkg.lock:\n\t@true\n",
    "a lock behind a variable": "LOCK = glide.lock\nall: $(LOCK)\n\t@true\n",
    "a lock that is only looked for": "all: $(wildcard Gopkg.lock)\n\t@true\n",
    "a vendor folder": "all: main.go vendor/y.test/lib/lib.go\n\t@true\n",
    "a phony vendor folder": ".PHONY: vendor\nall: vendor\n\t@true\nvendor:\n\t@true\n",
    "a pattern": "all: vendor/y.test/lib/lib.go\n\t@true\nvendor/%.go:\n\t@true\n",
    "only before others": "all: | Gopkg.toml\n\t@true\n",
    "a rule over several lines": "all: \\\n  main.go \\\n  Gopkg.lock\n\t@true\n",
    "an include": "include vendor/y.test/lib/a.mk\nall:\n\t@true\n",
    "an include that may lack": "-include vendor/y.test/lib/a.mk\nall:\n\t@true\n",
    "removed files": "all:\n\t@rm -rf vendor Gopkg.lock\n",
    "copied files": "all:\n\t@cp Gopkg.lock x\n",
    "copied files, if any": "all:\n\t@cp Gopkg.lock x 2>/dev/null || true\n",
    "a folder that is entered": "all:\n\t@cd vendor && true\n",
    "a filter": "all:\n\t@echo a/vendor/b main.go | tr ' ' '\\n' | grep -v vendor/\n",
    "a search": "all:\n\t@find . -name '*.go' -not -path './vendor/*'\n",
    "an archive": "all:\n\t@tar cf x.tar main.go vendor\n",
    "an archive without": "all:\n\t@tar cf x.tar --exclude=vendor main.go\n",
}


@pytest.mark.parametrize("name", MAKEFILES)
def test_make_stops_at_the_lines_that_are_errors_and_at_no_others(tmp_path: Path, name: str) -> None:
    write(tmp_path / "x", {"Makefile": MAKEFILES[name], "main.go": "package main\n"})
    ran = subprocess.run(["make", "all"], cwd=tmp_path / "x", capture_output=True, check=False)
    lines = told({"Makefile": MAKEFILES[name]})
    assert any(line.fails for line in lines) is (ran.returncode != 0)


def test_a_line_that_is_continued_is_named_by_any_of_its_lines(tmp_path: Path) -> None:
    script = "#\nfind . -not \\( \\\n  -wholename './vendor' \\\n  \\) -name '*.go'\n"
    make_repo(tmp_path / "r", {"a.sh": script})
    before = GitTree(tmp_path / "r", "HEAD")
    told_of = finding("GM823", place=Place("a.sh", 3), use="left-out", what=("third_party",))
    line = BrokenLine(
        file="a.sh",
        line=3,
        use=GoneUse.LEFT_OUT,
        what=("third_party",),
        words="find . -not \\(    -wholename './vendor'    \\) -name '*.go'",
    )
    assert PlannedLines(replace(PLAN, habits=(), findings=(told_of,)), before).names(line)
    assert not PlannedLines(replace(PLAN, habits=(), findings=()), before).names(line)
