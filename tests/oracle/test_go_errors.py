"""The go command's own words: each failure is brought about with the real go command, and its log is read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gomigrate.diagnose.logs.judge import suspects
from gomigrate.diagnose.logs.read import read_log
from tests.oracle.failures import CASES, GOOD, A, Case, importing, log_of, minor_of, servers

GO = shutil.which("go")
pytestmark = pytest.mark.go


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path) -> Path:
    folder = tmp_path_factory.mktemp("goerrors")
    (folder / "gocache").symlink_to(shared_gocache)
    return folder


@pytest.fixture(scope="module")
def named(root: Path) -> Iterator[dict[str, str]]:
    with servers(root) as names:
        yield names


@pytest.mark.parametrize("name", CASES)
def test_failure_of_the_real_go_command_is_named(name: str, tmp_path: Path, root: Path, named: dict[str, str]) -> None:
    case = CASES[name]
    assert GO is not None
    if not case.since <= minor_of(GO) <= case.until:
        pytest.skip("another Go prints it")
    text = log_of(GO, tmp_path / "main", root, case, named)
    assert text is not None
    log = read_log(text)
    assert [f"{failure.kind}/{failure.case}".rstrip("/") for failure in log.failures] == [case.kind], text
    (failure,) = log.failures
    about = (str(failure.module), *dict(failure.names).values())
    assert not case.about or any(case.about in one for one in about), text
    if case.kind in {"checksum-mismatch", "checksum-mismatch-database", "database-missing"}:
        assert [str(module) for module in suspects(log)] == [f"{A}@v1.0.0"]


def test_failure_of_the_compiler_is_none_of_ours(tmp_path: Path, root: Path, named: dict[str, str]) -> None:
    assert GO is not None
    case = Case("", {**GOOD, "main.go": importing(A) + "var x int = nope\n"})
    text = log_of(GO, tmp_path / "main", root, case, named)
    assert text is not None
    assert read_log(text).failures == ()
