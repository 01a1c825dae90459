"""Secrets in every place where people keep one: neither doctor nor sum shows one, in whatever form, and neither keeps
one in a file or in an exception."""

from __future__ import annotations

import os
import shutil
import traceback
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from gomigrate.cli.commands.doctor import doctor
from gomigrate.cli.commands.sum import sum as sum_command
from tests.unit.diagnose.doctor.places import Place, whole
from tests.unit.world.fakeproxy import Reply, serve, text

FORMS = (
    (doctor, ()),
    (doctor, ("-v",)),
    (doctor, ("-v", "--offline")),
    (doctor, ("--format", "json")),
    (doctor, ("--fix",)),
    (doctor, ("--plan-proxy", "https://robot:plannedS3cret@127.0.0.1:1/planpathS3cret/go")),
    (doctor, ("--plan-proxy", "ftp://robot:plannedS3cret@127.0.0.1:1")),
    (sum_command, ()),
    (sum_command, ("-v",)),
    (sum_command, ("-v", "--offline")),
    (sum_command, ("--format", "json")),
    (sum_command, ("-v", "--log", "LOG")),
    (sum_command, ("--format", "json", "--log", "LOG")),
)
GITCONFIG = """
[http "https://example.com/"]
	extraheader = Authorization: Bearer headerS3cret
	extraheader = X-Private bareheaderS3cret
	proxy = http://u:gitproxyS3cret@proxy.test
[http]
	extraheader = everywhereS3cret
[credential "https://example.com"]
	helper = "!f() { echo password=helperS3cret; }; f"
	username = usernameS3cret
[credential]
	helper = store --password=storeS3cret
[url "https://oauth2:insteadS3cret@example.com/"]
	insteadOf = https://example.com/
[url "https://tokenonlyS3cret@example.com/x"]
	insteadOf = git@example.com:
	pushInsteadOf = https://u:pushS3cret@example.com/
[url "https://example.com/insteadpathS3cret/"]
	insteadOf = https://code.test/
[url "ssh://git@git.test/"]
	insteadOf = https://u:valueS3cret@example.com/
"""
NETRC = "machine example.com login user password netrcS3cret\nmachine halfwritten password strayS3cret\n"
WRITTEN = """GOPROXY=https://robot:writtenS3cret@other.test/writtenpathS3cret/go,other.test/barepathS3cret
GOAUTH=/opt/auth --password writtenauthS3cret
GOSUMDB=x+1+A https://u:writtensumS3cret@sum.test
GOTRUST=unknownS3cret
"""
ENVIRON = {
    "GOSUMDB": "sum.corp.internal+abc+AAAA https://u:sumS3cret@sum.corp.internal/sumpathS3cret/",
    "GOINSECURE": "https://h.test/insecureS3cret",
    "GOAUTH": "/opt/auth --token authS3cret; netrc",
    "GOFLAGS": "-mod=readonly -ldflags=-X=main.key=ldflagS3cret",
    "HTTPS_PROXY": "http://u:upperS3cret@127.0.0.1:1",
    "https_proxy": "http://u:lowerS3cret@127.0.0.1:1/lowerpathS3cret",
}
LOG = """go: example.com/errors@v1.2.3: reading https://u:readingS3cret@h.test/x/@v/v1.0.0.info: 404 Not Found
go: example.com/errors@v1.2.3: Get "https://h.test/x?access_token=queryS3cret&sig=sigS3cret": dial tcp: no such host
	fatal: unable to access 'https://oauth2:fatalS3cret@example.com/x/': SSL certificate problem: self-signed
	fatal: Authentication failed for 'https://onlyuserS3cret@example.com/x'
go: example.com/errors@v1.2.3: reading https://h.test/logpathS3cret/x/@v/v1.0.0.info: 403 Forbidden
go: module example.com/x: reading https://u:slash/S3cret@h.test/@v/list: 410 Gone
Authorization: Basic basicS3cret
export GOPROXY=https://a:exportS3cret@h.test,direct
{"msg":"go: example.com/b@v1.2.3: git ls-remote https://o:recordS3cret@h.test/b in /c: exit status 128:\\n\\tfatal: x"}
+ export CI_TOKEN=exportedS3cret; error: failed
"""
LOCATION = "?X-Amz-Signature=signedS3cret&token=tokenS3cret&anything=otherS3cret"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A proxy that redirects to a storage which fails and repeats a credential, beside one that wants a login."""
    made = Place(tmp_path)
    with serve() as proxy, serve() as storage:
        said = "see https://u:serverS3cret@h.test/ or https://h.test/serverpathS3cret/x"
        storage.replies |= {f"/hopS3cret{name}": text(500, said) for name in whole()}
        proxy.replies |= {
            name: Reply(status=302, headers={"Location": f"{storage.url}/hopS3cret{name}{LOCATION}"})
            for name in whole()
        }
        host = proxy.url.removeprefix("http://")
        made.environ |= ENVIRON | {"GOPROXY": f"{proxy.url}|https://robot:urlS3cret@{host}/pathS3cret/go"}
        made.written(WRITTEN)
        (made.home / ".netrc").write_text(NETRC)
        (made.home / "gitconfig").write_text(GITCONFIG)
        (tmp_path / "LOG").write_text(LOG)
        yield made


def said(place: Place, command: click.Command, words: tuple[str, ...]) -> str:
    """All that comes out, and what the exception holds where there is one."""
    foreign = [name for name in os.environ if name.startswith(("GO", "SSL_", "GIT_", "HTTP", "NETRC", "XDG_"))]
    real = [str(place.root / word) if word == "LOG" else word for word in words]
    runner = CliRunner(env={**dict.fromkeys(foreign), **place.environ})
    result = runner.invoke(command, [str(place.project), *real])
    trace = result.exception
    found = "".join(traceback.format_exception(trace)) if trace and not isinstance(trace, SystemExit) else ""
    return result.output + found


@pytest.mark.go
@pytest.mark.parametrize("with_go", [False, True], ids=["without go", "with go"])
@pytest.mark.parametrize("private", ["", "example.com"])
@pytest.mark.parametrize(
    ("command", "words"), FORMS, ids=lambda part: " ".join(part) if isinstance(part, tuple) else ""
)
def test_nothing_of_a_secret_comes_out(
    command: click.Command, words: tuple[str, ...], private: str, with_go: bool, place: Place
) -> None:
    place.environ |= {"GOPRIVATE": private, "GONOPROXY": "none", "GOTOOLCHAIN": "local"}
    if with_go:
        place.environ["PATH"] = f"{Path(shutil.which('go') or 'go').parent}:{place.environ['PATH']}"
    before = {file for file in place.root.rglob("*") if file.is_file()}
    output = said(place, command, words)
    assert output.strip()
    # Lines are broken wherever they are too long, words too.
    assert "S3cret" not in "".join(output.split())
    written = [file for file in place.root.rglob("*") if file.is_file() and file not in before]
    assert [file for file in written if b"S3cret" in file.read_bytes()] == []


def test_the_planted_secrets_are_met(place: Place) -> None:
    """What makes the silence above mean something: the places that hold secrets are read and spoken of."""
    place.environ["GOPRIVATE"], place.environ["GONOPROXY"] = "example.com", "none"
    seen = "".join(said(place, doctor, ("-v",)).split())
    for words in (
        "GOAUTH",
        "/opt/auth[redacted]",
        "https://other.test",
        "HTTPS_PROXY",
        "main.key=[redacted]",
    ):
        assert words in seen, words
    assert "bywayof" in "".join(said(place, sum_command, ("-v",)).split())
    assert "[redacted]" in said(place, sum_command, ("--log", "LOG"))
