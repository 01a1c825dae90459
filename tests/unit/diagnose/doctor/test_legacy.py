"""A legacy project without any lock: what it imports is what the settings are checked against."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomigrate.world.go.goenv import DEFAULT_GOPROXY
from tests.unit.diagnose.doctor.places import ERRORS, Place, codes, facts, named, whole
from tests.unit.diagnose.doctor.test_every_code import closed_port
from tests.unit.world.fakeproxy import Reply, serve, text

SOURCE = """package main

import (
	_ "example.com/errors/sub"
	_ "github.com/corp/secret/deep/er"
	_ "net/http"
)

func main() {}
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    for name in ("go.mod", "go.sum"):
        (made.project / name).unlink()
    (made.project / "main.go").write_text(SOURCE)
    made.environ["GOPROXY"] = "off"
    return made


def test_its_imports_are_the_modules(place: Place) -> None:
    seen = named(place.examine(offline=True), "private")
    assert dict(seen.facts)["modules"] == 2


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("GONOSUMDB", "*", "GM870"),
        ("GOSUMDB", "off", "GM870"),
        ("GOPRIVATE", "github.com", "GM871"),
    ],
)
def test_settings_are_checked_against_them(name: str, value: str, code: str, place: Place) -> None:
    place.environ[name] = value
    seen = place.examine(offline=True)
    # Who calls all of github.com private has a login for none of it.
    assert codes(seen) == [code, *(["GM877"] if code == "GM871" else []), "GM889"]
    covered = facts(seen, code)["modules"]
    assert covered == (("github.com/corp/secret",) if code == "GM871" else 2)


def test_private_import_that_would_be_sent_to_a_public_proxy(place: Place) -> None:
    place.environ["GOPROXY"] = DEFAULT_GOPROXY
    (place.home / ".netrc").write_text("machine example.com login robot password s3cr3t\n")
    seen = place.examine(offline=True)
    assert codes(seen) == ["GM872", "GM889"]
    assert facts(seen, "GM872")["path"] == ERRORS


def test_proxy_that_is_down_is_told(place: Place) -> None:
    place.environ["GOPROXY"] = closed_port()
    assert codes(place.examine()) == ["GM860", "GM889"]


@pytest.mark.parametrize(("status", "found"), [(404, ["GM889"]), (403, ["GM863", "GM889"]), (401, ["GM866", "GM889"])])
def test_what_a_proxy_does_not_know_is_a_guess_of_ours(status: int, found: list[str], place: Place) -> None:
    with serve() as proxy:
        place.environ["GOPROXY"] = proxy.url
        proxy.replies |= whole()
        proxy.replies["/github.com/corp/secret/@latest"] = text(status, "no")
        proxy.replies["/example.com/errors/@latest"] = Reply(body=b'{"Version":"v1.2.3"}')
        seen = place.examine()
        assert all(name.endswith("/@latest") for name in proxy.asked if "sumdb" not in name)
    assert codes(seen) == found
