"""The checksum database: proven answers believed, all others refused; the go command agrees with our test database."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest

from gomigrate.model.modules import ModuleVersion
from gomigrate.sumdb.note import KeyProblem, parse_gosumdb, parse_key
from gomigrate.world.base.outcome import Failure
from gomigrate.world.modules.database import DatabaseClient, Unproven
from gomigrate.world.net.client import HttpClient
from gomigrate.world.net.netrc import Netrc
from tests.unit.diagnose.doctor.places import ERRORS, Place, codes, facts, whole
from tests.unit.sumdb.fakedatabase import FakeDatabase, sums_of
from tests.unit.world.fakeproxy import Reply, serve, text, write_proxy

MODULE = ModuleVersion(ERRORS, "v1.2.3")
LOOKUP = f"/lookup/{ERRORS}@v1.2.3"


def database(filler: int = 0) -> FakeDatabase:
    return FakeDatabase([(ERRORS, "v1.2.3", sums_of(whole(), ERRORS, "v1.2.3"))], filler=filler)


def look_up(url: str, key: str, module: ModuleVersion = MODULE) -> object:
    parsed = parse_gosumdb(f"{key} {url}")
    assert parsed is not None
    client = DatabaseClient(parsed, HttpClient({}, Netrc.EMPTY), ())
    return client.lookup(client.route(), module)


@pytest.mark.parametrize("filler", [0, 1, 2, 6, 255, 256, 257, 600])
def test_proven_record_is_believed(filler: int, tmp_path: Path) -> None:
    fake = database(filler)
    lines = look_up(write_proxy(tmp_path, fake.replies()), fake.key)
    assert isinstance(lines, tuple)
    assert "".join(f"{line}\n" for line in lines) == sums_of(whole(), ERRORS, "v1.2.3")


@pytest.mark.parametrize("lie", ["record", "number", "key", "signature", "tile", "other module", "no note"])
def test_lie_is_not_believed(lie: str, tmp_path: Path) -> None:
    fake = database(6)
    replies = fake.replies()
    body = replies[LOOKUP].body
    key = fake.key
    if lie == "record":
        replies[LOOKUP] = Reply(body=body.replace(b"h1:", b"h1:A", 1))
    elif lie == "number":
        replies[LOOKUP] = Reply(body=body.replace(b"6", b"5", 1))
    elif lie == "key":
        key = database().key
    elif lie == "signature":
        signature = body.rstrip(b"\n").rpartition(b" ")[2]
        forged = bytearray(base64.b64decode(signature))
        forged[-1] ^= 1
        replies[LOOKUP] = Reply(body=body.replace(signature, base64.b64encode(bytes(forged))))
    elif lie == "tile":
        replies |= {name: Reply(body=b"\0" * len(r.body)) for name, r in replies.items() if name.startswith("/tile")}
    elif lie == "other module":
        replies[LOOKUP] = replies["/lookup/filler.test/m2@v1.0.0"]
    else:
        replies[LOOKUP] = Reply(body=b"<html>")
    assert isinstance(look_up(write_proxy(tmp_path, replies), key), Unproven)


def test_record_that_is_not_there_is_a_failure(tmp_path: Path) -> None:
    fake = database()
    url = write_proxy(tmp_path, fake.replies())
    assert isinstance(look_up(url, fake.key, ModuleVersion(ERRORS, "v9.9.9")), Failure)


@pytest.mark.parametrize("gosumdb", ["sum.corp.internal", "", "a+b", "a b c", "x+00000000+AAAA"])
def test_gosumdb_that_is_no_key_is_refused(gosumdb: str) -> None:
    with pytest.raises(KeyProblem):
        parse_gosumdb(gosumdb)


def test_key_of_another_name_is_refused() -> None:
    with pytest.raises(KeyProblem, match="hash"):
        parse_key(database().key.replace("sum.corp", "sum.other"))


@pytest.mark.go
@pytest.mark.parametrize("is_honest", [True, False])
def test_go_command_believes_the_test_database_and_refuses_its_lies(is_honest: bool, tmp_path: Path) -> None:
    fake = database(300)
    go = shutil.which("go") or "go"
    with serve() as server:
        server.replies |= whole()
        server.replies |= {f"/db{name}": reply for name, reply in fake.replies().items()}
        if not is_honest:
            tampered = server.replies[f"/db{LOOKUP}"]
            assert isinstance(tampered, Reply)
            server.replies[f"/db{LOOKUP}"] = Reply(body=tampered.body.replace(b"h1:", b"h1:A", 1))
        env = {
            "HOME": str(tmp_path),
            "PATH": "/nowhere",
            "GOTOOLCHAIN": "local",
            "GOFLAGS": "-modcacherw",
            "GOPROXY": server.url,
            "GOSUMDB": f"{fake.key} {server.url}/db",
        }
        words = [go, "mod", "download", f"{ERRORS}@v1.2.3"]
        done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120)
    assert (done.returncode == 0) is is_honest, done.stderr


def test_doctor_reaches_a_private_database_through_the_proxy(tmp_path: Path) -> None:
    place = Place(tmp_path)
    fake = FakeDatabase([(p, v, sums_of(whole(), p, v)) for p, v in (("example.com/errors", "v1.2.3"),)])
    with serve() as server:
        server.replies |= whole() | fake.replies(f"/sumdb/{fake.name}")
        place.environ |= {"GOPROXY": server.url, "GOSUMDB": fake.key}
        assert codes(place.examine()) == []
        server.replies[f"/sumdb/{fake.name}/supported"] = text(500, "down")
        seen = place.examine()
    assert codes(seen) == ["GM874"]
    assert facts(seen, "GM874")["database"] == fake.name
    assert " 500 " in str(facts(seen, "GM874")["answer"])


@pytest.mark.parametrize(("gosumdb", "code"), [("sum.corp.internal", "GM873"), ("off", "GM870")])
def test_doctor_names_a_database_that_cannot_be_used(gosumdb: str, code: str, tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.environ |= {"GOPROXY": write_proxy(tmp_path / "files", whole()), "GOSUMDB": gosumdb}
    assert codes(place.examine()) == [code]


def test_doctor_names_a_database_with_another_key_and_one_that_disputes_go_sum(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.environ["GOPROXY"] = write_proxy(tmp_path / "files", whole())
    url = place.environ["GOSUMDB"].partition(" ")[2]
    place.environ["GOSUMDB"] = f"{database().key} {url}"
    assert codes(place.examine()) == ["GM875"]
    other = sums_of(whole(), ERRORS, "v1.2.3").replace("h1:", "h1:A", 1)
    fake = FakeDatabase([(ERRORS, "v1.2.3", other)])
    place.environ["GOSUMDB"] = f"{fake.key} {write_proxy(tmp_path / 'other', fake.replies())}"
    seen = place.examine()
    assert codes(seen) == ["GM875"]
    said = facts(seen, "GM875")
    assert (said["module"], said["file"]) == (f"{ERRORS}@v1.2.3", "zip")
    assert said["proven"] == other.split()[2]
    assert said["recorded"] == (sums_of(whole(), ERRORS, "v1.2.3").split()[2],)
