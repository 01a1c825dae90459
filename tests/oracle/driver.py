"""The go command's own packages, to be asked thousands of questions in one go.

The program in godriver/ is built with the standard library's go/build, go/build/constraint and go/parser, and with the
golang.org/x/mod that the go command itself is built from: its source lies in every Go installation, so that nothing is
downloaded and it is the code that gomigrate has to agree with.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.fakeworld.environment import closed_environment, run

SOURCE = Path(__file__).parent / "godriver"
MODULES = """\
module ex.test/driver

go 1.25

require golang.org/x/mod v0.0.0

replace golang.org/x/mod => ./mod
"""
FIRST_WITH_IGNORE = (1, 25)


@dataclass(frozen=True, slots=True)
class Driver:
    """A built driver."""

    program: Path

    def ask(self, questions: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The answers, in the order of the questions; every text in them by `as_bytes`'s rule."""
        text = "".join(json.dumps(question) + "\n" for question in questions)
        done = subprocess.run([self.program], input=text, capture_output=True, text=True, encoding="utf-8", check=True)
        return [json.loads(line) for line in done.stdout.split("\n") if line]


def sent(text: str | bytes) -> str:
    """A text as it travels: a character for each byte of its UTF-8."""
    return (text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text).decode("latin-1")


def received(value: Any) -> Any:
    """What came back, with its texts as they were, bytes that are no UTF-8 as surrogate escapes."""
    match value:
        case str():
            return value.encode("latin-1").decode("utf-8", "surrogateescape")
        case list():
            return [received(item) for item in value]
        case dict():
            return {received(key): received(item) for key, item in value.items()}
    return value


def question(operation: str, *texts: str | bytes, **more: Any) -> dict[str, Any]:
    """One question for the driver."""
    return {"op": operation, "in": [sent(text) for text in texts], **more}


def answers(driver: Driver, questions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the go command's code says to each question."""
    found = [received(answer) for answer in driver.ask(questions)]
    assert len(found) == len(questions)
    return found


def build_driver(folder: Path, gocache: Path) -> Driver:
    """Builds the driver in an empty folder; skips the test where this Go cannot."""
    go = shutil.which("go") or "go"
    env = {**closed_environment(folder / "home", [folder / "gopath"], gocache), "GOPROXY": "off", "GOFLAGS": ""}
    minor = run([go, "env", "GOVERSION"], folder, env).strip().removeprefix("go1.").partition(".")[0]
    library = Path(run([go, "env", "GOROOT"], folder, env).strip()) / "src/cmd/vendor/golang.org/x/mod"
    if not minor.isdigit() or (1, int(minor)) < FIRST_WITH_IGNORE:
        pytest.skip("the driver needs the module packages of Go 1.25 or newer")
    if not library.is_dir():
        pytest.skip("this Go installation has not the source of the go command")
    source = folder / "driver"
    shutil.copytree(SOURCE, source)
    shutil.copytree(library, source / "mod")
    (source / "go.mod").write_text(MODULES)
    (source / "mod" / "go.mod").write_text("module golang.org/x/mod\n\ngo 1.25\n")
    # The command's own copy imports nothing beyond the standard library, so no network is needed.
    run([go, "build", "-o", "driver", "."], source, env)
    return Driver(source / "driver")
