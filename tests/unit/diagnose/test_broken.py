"""Files that became something else: the finding says what became of them, with the line, and the rest is checked all
the same."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomigrate.diagnose.broken import BrokenBy, look_for_breakage
from gomigrate.diagnose.sums.sumcheck import check_sums
from gomigrate.model.diagnosis.sums import SumReport
from gomigrate.report.words.findings import message_of, remedy_of
from tests.unit.diagnose.doctor.places import MODULES, Place, codes, facts, whole
from tests.unit.world.fakeproxy import write_proxy

PAGE = b"<!DOCTYPE html>\n<html><title>Log in</title></html>\n"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.environ["GOPROXY"] = write_proxy(tmp_path / "files", whole())
    return made


def sums(place: Place, log: str | None = None) -> SumReport:
    return check_sums(place.world(), str(place.project), log=log)


def conflict(text: str) -> bytes:
    first, _, rest = text.partition("\n")
    return f"{first}\n<<<<<<< HEAD\n{rest}=======\n>>>>>>> theirs\n".encode()


BREAK: dict[str, Callable[[str], bytes]] = {
    "conflict": conflict,
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 without a mark": lambda text: text.encode("utf-16-le"),
    "byte order mark": lambda text: text.encode("utf-8-sig"),
    "page": lambda _: PAGE,
}
CAUSES = {how: how.removesuffix(" without a mark") for how in BREAK}
LOG = "go: example.com/x@v1.0.0: missing go.sum entry; to add it:\n\tgo mod download example.com/x\n"


@pytest.mark.parametrize("how", BREAK)
def test_what_became_of_go_mod_is_told_by_both_with_its_line(how: str, place: Place) -> None:
    file = place.project / "go.mod"
    file.write_bytes(BREAK[how](file.read_text()))
    for found in (place.examine().findings, sums(place).findings):
        (told,) = found
        assert (told.code, told.fact("cause")) == ("GM201", CAUSES[how])
        assert str(told.place) == f"go.mod:{2 if how == 'conflict' else 1}"
        assert "go.mod" in message_of(told)
        assert remedy_of(told)
    assert [one.module.path for one in sums(place).evidence] == sorted(MODULES)


@pytest.mark.parametrize("how", ["utf-16", "byte order mark"])
def test_of_another_encoding_the_text_is_read(how: str, place: Place) -> None:
    for name in ("go.mod", "go.sum"):
        file = place.project / name
        file.write_bytes(BREAK[how](file.read_text()))
    report = sums(place)
    assert report.module == "example.com/project"
    assert [f"{found.place}" for found in report.findings] == ["go.mod:1", "go.sum:1"]
    assert all(one.zip_lines and one.is_required for one in report.evidence)


@pytest.mark.parametrize("how", [how for how in BREAK if how != "conflict"])
def test_a_go_sum_that_is_none_is_one_finding(how: str, place: Place) -> None:
    file = place.project / "go.sum"
    file.write_bytes(BREAK[how](file.read_text()))
    assert codes(place.examine()) == ["GM201"]
    assert [(found.code, found.fact("cause")) for found in sums(place).findings] == [("GM201", CAUSES[how])]


def test_a_hash_of_another_kind_is_told_with_its_line_and_nothing_else(place: Place) -> None:
    file = place.project / "go.sum"
    file.write_text(file.read_text().replace("h1:", "h2:", 1))
    (told,) = sums(place).findings
    assert (told.code, str(told.place)) == ("GM202", "go.sum:1")
    assert str(told.fact("hash")).startswith("h2:")


@pytest.mark.parametrize("how", BREAK)
def test_what_became_of_go_work_is_told(how: str, place: Place) -> None:
    (place.root / "go.work").write_bytes(BREAK[how]("go 1.18\n\nuse ./project\n"))
    assert codes(place.examine())[0] == "GM201"
    assert facts(place.examine(), "GM201")["cause"] == CAUSES[how]
    assert [found.code for found in sums(place).findings] == ["GM201"]


def test_a_folder_of_go_work_without_a_module_is_told_with_its_line(place: Place) -> None:
    (place.root / "go.work").write_text("go 1.18\n\nuse (\n\t./project\n\t./gone\n)\n")
    (told,) = sums(place).findings
    assert (str(told.place), told.fact("folder")) == ("../go.work:5", "./gone")


@pytest.mark.parametrize("how", BREAK)
@pytest.mark.parametrize("name", ["go.mod", "go.sum", "go.work"])
def test_the_log_is_read_whatever_is_broken(name: str, how: str, place: Place) -> None:
    file = place.project / name
    file.write_bytes(BREAK[how](file.read_text() if file.exists() else "go 1.18\n\nuse .\n"))
    assert sums(place, LOG).findings[0].code == "GM910"


@pytest.mark.parametrize("settings", [{"GO111MODULE": "maybe"}, {"GOWORK": "go.work"}, {"GOFLAGS": "vendor"}])
def test_the_log_is_read_with_settings_that_the_go_command_refuses(settings: dict[str, str], place: Place) -> None:
    place.environ |= settings
    assert sums(place, LOG).findings[0].code == "GM910"


GO = shutil.which("go")


@pytest.mark.go
@pytest.mark.parametrize("how", [*BREAK, "nothing", "no module line"])
@pytest.mark.parametrize("name", ["go.mod", "go.work"])
def test_what_is_called_broken_the_real_go_command_refuses(name: str, how: str, tmp_path: Path) -> None:
    assert GO is not None
    texts = {"go.mod": "module example.com/m\n\ngo 1.18\n", "go.work": "go 1.18\n\nuse .\n", "m.go": "package m\n"}
    for each, text in texts.items():
        (tmp_path / each).write_text(text)
    if how == "no module line":
        (tmp_path / "go.mod").write_text("go 1.18\n")
    elif how != "nothing":
        (tmp_path / name).write_bytes(BREAK[how](texts[name]))
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "GOENV": "off",
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "",
    }
    done = subprocess.run([GO, "list", "./..."], cwd=tmp_path, env=environ, capture_output=True, check=False)
    assert (done.returncode == 0) == (how == "nothing")


@given(st.text(st.characters(min_codepoint=10, max_codepoint=126), min_size=12))
def test_text_that_was_written_in_another_encoding_comes_back(text: str) -> None:
    for encoding in ("utf-16", "utf-8-sig"):
        broken = look_for_breakage(text.encode(encoding))
        assert broken is not None
        assert broken.text == text.encode()


@pytest.mark.parametrize("data", [b"", b"module m\n", b"module m // <html>\n", b"// =======\nmodule m\n"])
def test_what_go_writes_is_not_broken(data: bytes) -> None:
    assert look_for_breakage(data) is None
    assert {str(by) for by in BrokenBy} == set(CAUSES.values())
