"""What the project's files say, and a file that cannot be read is a finding, not an empty file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gomigrate.diagnose.project import find_project, module_files
from gomigrate.diagnose.sums.sumcheck import check_sums
from gomigrate.model.diagnosis.sums import SumReport
from gomigrate.model.errors import UsageProblem
from tests.unit.diagnose.doctor.places import ERRORS, MODULES, Place, codes, facts, named, whole
from tests.unit.world.fakeproxy import write_proxy


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.environ["GOPROXY"] = write_proxy(tmp_path / "files", whole())
    return made


def sums(place: Place, *wanted: tuple[str, str]) -> SumReport:
    return check_sums(place.world(), str(place.project), wanted)


def break_go_mod(place: Place, how: str) -> None:
    """A go.mod that the go command would refuse, or that cannot be read at all."""
    file = place.project / "go.mod"
    if how == "GM201":
        file.write_text(f"{file.read_text()}\nrequires example.com/x v1.0.0\n")
    else:
        os.truncate(file, 17 << 20)  # larger than the go command reads


HOW = pytest.mark.parametrize("how", ["GM201", "GM001"])


@HOW
def test_go_mod_that_cannot_be_read_is_told_by_both_and_by_nothing_else(how: str, place: Place) -> None:
    break_go_mod(place, how)
    seen, report = place.examine(), sums(place)
    assert codes(seen) == [how]
    assert [finding.code for finding in report.findings] == [how]
    for said in (seen, report):
        found = next(finding for finding in said.findings if finding.code == how)
        assert found.place is not None
        assert found.place.file == "go.mod"
        assert (found.place.line > 0) is (how == "GM201")
    assert facts(seen, how) == facts(report, how) != {}


@HOW
def test_of_a_go_mod_that_cannot_be_read_nothing_is_claimed(how: str, place: Place) -> None:
    break_go_mod(place, how)
    seen = place.examine()
    modes = dict(named(seen, "modes").facts)
    assert (modes["has_go_mod"], modes["is_readable"], modes["module"]) == (True, False, "")
    # What go.sum names is looked at all the same.
    assert dict(named(seen, "database").facts)["modules"] == len(MODULES)
    assert [one.module.path for one in sums(place).evidence] == sorted(MODULES)
    assert [one.is_required for one in sums(place).evidence] == [False, False]
    with pytest.raises(UsageProblem, match=r"go\.mod cannot be read"):
        sums(place, ("example.com/unknown", ""))


@HOW
def test_what_does_not_match_is_found_without_a_go_mod(how: str, place: Place) -> None:
    break_go_mod(place, how)
    file = place.project / "go.sum"
    file.write_text(file.read_text().replace("h1:", "h1:A", 1))
    assert [finding.code for finding in sums(place).findings] == [how, "GM892"]


def test_empty_go_mod_is_no_unreadable_one_but_lacks_its_module_line(place: Place) -> None:
    (place.project / "go.mod").write_text("")
    assert codes(place.examine()) == ["GM201"]
    assert dict(named(place.examine(), "modes").facts)["is_readable"] is True


def test_go_sum_that_cannot_be_read_is_told_and_one_that_is_not_there_is_none(place: Place) -> None:
    (place.project / "go.sum").unlink()
    assert codes(place.examine()) == []
    assert {finding.code for finding in sums(place).findings} == {"GM899"}
    (place.project / "go.sum").mkdir()
    assert codes(place.examine()) == ["GM001"]
    assert sums(place).findings[0].code == "GM001"
    assert facts(place.examine(), "GM001")["path"] == "go.sum"


@pytest.mark.parametrize("is_named", [True, False])
@pytest.mark.parametrize(("text", "code"), [("go 1.18\n\nuse .\nnonsense\n", "GM201"), (None, "GM001")])
def test_go_work_that_cannot_be_read_is_told_and_nothing_is_said_of_what_it_uses(
    text: str | None, code: str, is_named: bool, place: Place
) -> None:
    file = place.root / "go.work"
    if text is None:
        file.write_text("")
        os.truncate(file, 17 << 20)
    else:
        file.write_text(text)
    if is_named:
        place.environ["GOWORK"] = str(file)
    seen = place.examine()
    assert codes(seen) == [code]
    assert [str(finding.place).partition(":")[0] for finding in seen.findings] == ["../go.work"]
    assert [finding.code for finding in sums(place).findings] == [code]


def test_go_work_that_gowork_names_has_to_be_there(place: Place) -> None:
    place.environ["GOWORK"] = str(place.root / "nowhere.work")
    assert codes(place.examine()) == ["GM001"]


@pytest.mark.parametrize(("uses", "is_used"), [("./project", True), ("./elsewhere", False)])
def test_whether_a_go_work_uses_the_module_is_known(uses: str, is_used: bool, place: Place) -> None:
    assert module_files(place.world(), str(place.project)) is not None
    (place.root / "elsewhere").mkdir()
    (place.root / "elsewhere/go.mod").write_text("module example.com/elsewhere\n")
    (place.root / "go.work").write_text(f"go 1.18\n\nuse {uses}\n")
    files = module_files(place.world(), str(place.project))
    assert files is not None
    assert (files.uses_us, files.work_file, files.unreadable) == (is_used, str(place.root / "go.work"), ())


def test_folder_without_go_mod_has_no_module_files(place: Place) -> None:
    (place.project / "go.mod").unlink()
    assert module_files(place.world(), str(place.project)) is None
    with pytest.raises(UsageProblem):
        sums(place, (ERRORS, ""))


def test_a_fork_that_a_lock_names_is_what_the_project_depends_on(place: Place) -> None:
    (place.project / "go.mod").unlink()
    (place.project / "go.sum").unlink(missing_ok=True)
    (place.project / "Gopkg.lock").write_text(
        '[[projects]]\n  name = "github.com/acme/widget"\n  packages = ["."]\n  revision = "0123456789abcdef"\n'
        '  source = "https://github.com/fork/widget.git"\n'
    )
    found = find_project(place.world(), str(place.project))
    assert [(one.path, one.revision) for one in found.dependencies] == [("github.com/fork/widget", "0123456789abcdef")]
