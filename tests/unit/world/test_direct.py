"""GOPROXY=direct by way of the go command: with repositories on disk, with a go that hangs, and without go."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from gomigrate.model.modules import Flaw, ModuleVersion, Said
from gomigrate.world.base.outcome import Failure
from gomigrate.world.go.gocmd import GoCommand
from gomigrate.world.modules.direct import ThroughGo

MOD = ModuleVersion("ex.test/a", "v1.0.0")
SECRET = "hunter2Hunter2"


def false_go(tmp_path: Path, body: str) -> GoCommand:
    file = tmp_path / "go"
    file.write_text(
        f"#!{sys.executable} -I\nimport json, os, sys, time\n"
        "if sys.argv[1] == 'env':\n"
        "    print(json.dumps({'GOVERSION': 'go1.99', 'GOROOT': '', 'GOFLAGS': ''}))\n"
        "    sys.exit(0)\n"
        f"open({str(tmp_path / 'log')!r}, 'a').write(os.environ['GOPROXY'] + ' ' + ' '.join(sys.argv[1:]) + '\\n')\n"
        f"{body}\n"
    )
    file.chmod(0o755)
    return GoCommand(str(file), {"HOME": str(tmp_path)})


def test_without_go_every_answer_is_a_failure_that_says_so() -> None:
    direct = ThroughGo(None)
    answers = [
        direct.info("ex.test/a", "master"),
        direct.latest("ex.test/a"),
        direct.versions("ex.test/a"),
        direct.go_mod(MOD),
        direct.zip(MOD, io.BytesIO()),
    ]
    for answer in answers:
        assert answer == Failure(Said.NOT_ASKED, flaw=Flaw.NO_GO)


def test_go_that_hangs_is_stopped_and_its_host_not_asked_again(tmp_path: Path) -> None:
    direct = ThroughGo(false_go(tmp_path, "time.sleep(30)"), timeout=1)
    assert direct.info("ex.test/a", "master") == Failure(Said.SILENT, "1 s")
    assert direct.info("ex.test/b", "master") == Failure(Said.SILENT)
    assert direct.info("else.test/b", "master") == Failure(Said.SILENT, "1 s")


@pytest.mark.parametrize(
    ("said", "flaw", "detail"),
    [
        (
            {"Error": {"Err": f"git ls-remote https://u:{SECRET}@h.test/x:\n\tfatal: no"}},
            None,
            "git ls-remote https://[redacted]@",
        ),
        ({"Error": {}}, Flaw.NO_VERSION, ""),
        ({}, Flaw.NO_VERSION, ""),
    ],
)
def test_go_that_refuses_is_quoted_without_secrets(
    said: dict[str, object], flaw: Flaw | None, detail: str, tmp_path: Path
) -> None:
    direct = ThroughGo(false_go(tmp_path, f"print({json.dumps(said)!r})"))
    answer = direct.info("ex.test/a", "master")
    assert isinstance(answer, Failure)
    assert answer.flaw is flaw
    assert answer.detail.startswith(detail)
    assert "\n" not in answer.detail
    assert SECRET not in repr(answer)


def test_go_that_fails_altogether_is_quoted(tmp_path: Path) -> None:
    direct = ThroughGo(false_go(tmp_path, "sys.exit('go: it is broken')"))
    answer = direct.info("ex.test/a", "master")
    assert isinstance(answer, Failure)
    assert "go: it is broken" in answer.detail


def test_go_is_told_which_proxy_and_where_its_options_end(tmp_path: Path) -> None:
    go = false_go(tmp_path, """print('{"Version":"v1.0.0","Versions":["v1.0.0"]}')""")
    source = ThroughGo(go, goproxy=f"https://u:{SECRET}@h.test")
    assert source.versions("ex.test/a") == ("v1.0.0",)
    source.info("ex.test/a", "latest")
    assert (tmp_path / "log").read_text().splitlines() == [
        f"https://u:{SECRET}@h.test list -m -e -json -versions -- ex.test/a",
        f"https://u:{SECRET}@h.test list -m -e -json -- ex.test/a@latest",
    ]
    assert SECRET not in repr(source) + source.name
