"""The GOPROXY chain against real servers on the loopback: each trouble found, each healthy case silent."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from gomigrate.model.diagnosis.doctor import ChainElement, Examination, MirrorState
from gomigrate.model.diagnosis.exchanges import Exchange
from gomigrate.model.findings import Severity
from gomigrate.model.modules import Flaw, ModuleVersion, Said
from gomigrate.modfile.gosum import parse_go_sum
from gomigrate.report.words.findings import remedy_of
from tests.unit.diagnose.doctor.places import COMMIT, ERRORS, MODULES, TEXT, Place, codes, facts, named, whole
from tests.unit.world.fakeproxy import FakeProxy, Reply, module, module_zip, serve, text, write_proxy

INFO = f"/{ERRORS}/@v/v1.2.3.info"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def proxy() -> Iterator[FakeProxy]:
    with serve() as server:
        server.replies |= whole()
        yield server


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA(organization_name="Corp Root")


@pytest.fixture
def secure(authority: trustme.CA) -> Iterator[FakeProxy]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with serve(context) as server:
        server.replies |= whole()
        yield server


def trust(place: Place, authority: trustme.CA) -> None:
    file = place.root / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    place.environ["SSL_CERT_FILE"] = str(file)


def all_replies(reply: Reply) -> dict[str, Reply]:
    return dict.fromkeys(whole(), reply)


def elements(seen: Examination) -> list[ChainElement]:
    return [one for one in named(seen, "proxies").seen if isinstance(one, ChainElement)]


def exchanges(seen: Examination) -> list[Exchange]:
    return [exchange for element in elements(seen) for exchange in element.exchanges]


def closed_port() -> str:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}"


def test_proxy_that_answers_everything_is_silent_and_was_asked_everything(place: Place, proxy: FakeProxy) -> None:
    place.environ["GOPROXY"] = proxy.url
    seen = place.examine()
    assert codes(seen) == []
    for question in ("v1.2.3.info", "v1.2.3.mod", "v1.2.3.zip", "list", f"{COMMIT[:12]}.info"):
        assert f"/{ERRORS}/@v/{question}" in proxy.asked
    assert f"/{TEXT}/@latest" in proxy.asked
    assert [exchange.status for exchange in exchanges(seen)] == [200] * 12
    assert all(exchange.seconds > 0 for exchange in exchanges(seen))


def test_https_proxy_of_a_trusted_authority_is_silent(place: Place, secure: FakeProxy, authority: trustme.CA) -> None:
    trust(place, authority)
    place.environ["GOPROXY"] = secure.url
    assert codes(place.examine()) == []


def test_https_proxy_of_an_unknown_authority_names_its_certificate(place: Place, secure: FakeProxy) -> None:
    place.environ["GOPROXY"] = secure.url
    seen = place.examine()
    assert codes(seen) == ["GM861"]
    assert facts(seen, "GM861")["proxy"] == secure.url
    assert facts(seen, "GM861")["names"] == ("127.0.0.1",)
    assert "O=Corp Root" in str(facts(seen, "GM861")["issuer"])
    assert secure.asked == []


def test_certificate_of_another_host_is_told(place: Place, authority: trustme.CA) -> None:
    trust(place, authority)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("other.example.com").configure_cert(context)
    with serve(context) as server:
        place.environ["GOPROXY"] = server.url
        seen = place.examine()
    assert codes(seen) == ["GM861"]
    assert facts(seen, "GM861")["names"] == ("other.example.com",)


@pytest.mark.parametrize("status", [400, 403, 429, 500, 502, 503])
@pytest.mark.parametrize("separator", [",", "|"])
def test_refusal_ends_the_chain_after_a_comma_alone(
    status: int, separator: str, place: Place, proxy: FakeProxy, tmp_path: Path
) -> None:
    with serve() as broken:
        broken.replies |= all_replies(text(status, "no"))
        place.environ["GOPROXY"] = f"{broken.url}{separator}{proxy.url}"
        seen = place.examine()
    assert codes(seen) == (["GM863"] if separator == "," else [])
    if separator == ",":
        assert facts(seen, "GM863")["proxy"] == broken.url
        assert str(facts(seen, "GM863")["answer"]).startswith(f"{status} ")
        assert facts(seen, "GM863")["modules"] == (f"{ERRORS}@v1.2.3", f"{TEXT}@v2.0.1")


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize("separator", [",", "|"])
def test_missing_leads_on_always(status: int, separator: str, place: Place, proxy: FakeProxy) -> None:
    with serve() as empty:
        empty.replies |= all_replies(text(status, "no"))
        place.environ["GOPROXY"] = f"{empty.url}{separator}{proxy.url}"
        assert codes(place.examine()) == []


def test_module_that_no_proxy_has_is_found_and_the_others_are_not(place: Place, proxy: FakeProxy) -> None:
    for name in [name for name in proxy.replies if name.startswith(f"/{TEXT}")]:
        del proxy.replies[name]
    place.environ["GOPROXY"] = proxy.url
    seen = place.examine()
    assert codes(seen) == ["GM863"]
    assert facts(seen, "GM863")["modules"] == (f"{TEXT}@v2.0.1",)


def test_direct_behind_a_proxy_that_has_nothing_is_silent(place: Place) -> None:
    with serve() as empty:
        place.environ["GOPROXY"] = f"{empty.url},direct"
        assert codes(place.examine()) == []


def test_proxy_that_is_down_is_one_error(place: Place, proxy: FakeProxy) -> None:
    down = closed_port()
    place.environ["GOPROXY"] = f"{down},{proxy.url}"
    seen = place.examine()
    assert codes(seen) == ["GM860"]
    assert len(seen.findings) == 1
    assert facts(seen, "GM860")["proxy"] == down
    assert facts(seen, "GM860")["problem"]


def test_redirect_to_another_host_is_told_with_the_host(place: Place, proxy: FakeProxy) -> None:
    with serve() as front:
        front.replies |= {name: Reply(status=302, headers={"Location": f"{proxy.url}{name}"}) for name in proxy.replies}
        place.environ["GOPROXY"] = front.url
        seen = place.examine()
    assert codes(seen) == ["GM862"]
    assert facts(seen, "GM862") == {"proxy": front.url, "host": proxy.url.removeprefix("http://")}


def test_redirect_on_the_same_host_is_silent(place: Place, proxy: FakeProxy) -> None:
    proxy.replies["/moved"] = proxy.replies[INFO]
    proxy.replies[INFO] = Reply(status=301, headers={"Location": "/moved"})
    place.environ["GOPROXY"] = proxy.url
    assert codes(place.examine()) == []


def test_redirect_from_https_to_http_is_an_error(
    place: Place, secure: FakeProxy, proxy: FakeProxy, authority: trustme.CA
) -> None:
    trust(place, authority)
    secure.replies |= {name: Reply(status=302, headers={"Location": f"{proxy.url}{name}"}) for name in proxy.replies}
    place.environ["GOPROXY"] = secure.url
    seen = place.examine()
    assert "GM860" in codes(seen)
    assert facts(seen, "GM860") == {"proxy": secure.url}
    assert {(exchange.said, exchange.flaw) for exchange in exchanges(seen)} == {(Said.BROKEN, Flaw.TO_PLAIN_HTTP)}
    assert {exchange.status for exchange in exchanges(seen)} == {302}
    assert proxy.asked == []


def test_redirect_takes_no_credentials_along(place: Place, secure: FakeProxy, authority: trustme.CA) -> None:
    trust(place, authority)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with serve(context) as storage:
        storage.replies |= whole()
        secure.replies |= {
            name: Reply(status=302, headers={"Location": f"{storage.url}{name}"}) for name in storage.replies
        }
        host = secure.url.removeprefix("https://")
        (place.home / ".netrc").write_text(f"machine {host} login u password s3cr3t\n")
        place.environ["GOPROXY"] = secure.url
        assert "GM862" in codes(place.examine())
    assert any("Authorization" in headers for headers in secure.headers)
    assert not any("Authorization" in headers for headers in storage.headers)


def test_lying_zip_is_an_error_and_names_both_hashes(place: Place, proxy: FakeProxy) -> None:
    tampered = module_zip(ERRORS, "v1.2.3", {"a.go": "package a // and more\n"})
    proxy.replies[f"/{ERRORS}/@v/v1.2.3.zip"] = Reply(body=tampered)
    place.environ["GOPROXY"] = proxy.url
    seen = place.examine()
    assert codes(seen) == ["GM865"]
    right = frozenset(parse_go_sum((place.project / "go.sum").read_text()).hashes(ModuleVersion(ERRORS, "v1.2.3")))
    said = facts(seen, "GM865")
    assert (said["module"], said["file"], said["recorded"]) == (f"{ERRORS}@v1.2.3", "zip", tuple(right))
    assert str(said["served"]).startswith("h1:")
    assert said["served"] not in right


def test_lying_go_mod_is_an_error(place: Place, proxy: FakeProxy) -> None:
    proxy.replies[f"/{TEXT}/@v/v2.0.1.mod"] = Reply(body=b"module other.example.com\n")
    place.environ["GOPROXY"] = proxy.url
    assert codes(place.examine()) == ["GM865"]


def test_zip_that_is_no_zip_is_an_error(place: Place, proxy: FakeProxy) -> None:
    proxy.replies[f"/{ERRORS}/@v/v1.2.3.zip"] = Reply(body=b"<html>please log in</html>")
    place.environ["GOPROXY"] = proxy.url
    assert codes(place.examine()) == ["GM860"]


def test_same_files_zipped_otherwise_are_silent(place: Place, proxy: FakeProxy) -> None:
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{ERRORS}@v1.2.3/a.go", "package a\n")
    proxy.replies[f"/{ERRORS}/@v/v1.2.3.zip"] = Reply(body=buffer.getvalue())
    place.environ["GOPROXY"] = proxy.url
    assert codes(place.examine()) == []


def test_info_of_another_version_is_an_error(place: Place, proxy: FakeProxy) -> None:
    proxy.replies[INFO] = Reply(body=b'{"Version":"v9.9.9"}')
    place.environ["GOPROXY"] = proxy.url
    assert "GM860" in codes(place.examine())


def test_web_page_instead_of_an_answer_is_an_error(place: Place) -> None:
    with serve() as portal:
        portal.replies |= all_replies(Reply(body=b"<html>", headers={"Content-Type": "text/html"}))
        place.environ["GOPROXY"] = portal.url
        assert "GM860" in codes(place.examine())


def test_revisions_refused_are_a_warning(place: Place, proxy: FakeProxy) -> None:
    for path in MODULES:
        proxy.replies[f"/{path}/@v/{COMMIT[:12]}.info"] = text(403, "commits are not served")
    place.environ["GOPROXY"] = proxy.url
    seen = place.examine()
    assert codes(seen) == ["GM864"]
    assert [f.severity for f in seen.findings] == ["warning"]


def test_demand_for_credentials_without_any_names_netrc(place: Place, secure: FakeProxy, authority: trustme.CA) -> None:
    trust(place, authority)
    secure.replies |= {name: Reply(body=r.body, login="robot:s3cr3t") for name, r in whole().items()}
    place.environ["GOPROXY"] = secure.url
    seen = place.examine()
    assert codes(seen) == ["GM866"]
    assert facts(seen, "GM866")["machine"] == secure.url.removeprefix("https://")


@pytest.mark.go
@pytest.mark.parametrize("is_followed", [True, False])
def test_remedy_for_a_demand_satisfies_the_go_command(
    is_followed: bool, place: Place, secure: FakeProxy, authority: trustme.CA
) -> None:
    trust(place, authority)
    secure.replies |= {name: Reply(body=r.body, login="robot:s3cr3t") for name, r in whole().items()}
    place.environ |= {"GOPROXY": secure.url, "GOTOOLCHAIN": "local", "GOFLAGS": "-modcacherw"}
    found = next(finding for finding in place.examine().findings if finding.code == "GM866")
    remedy = remedy_of(found).partition("~/.netrc: ")[2].removesuffix(".")
    assert remedy
    if is_followed:
        line = remedy.replace("USER", "robot").replace("TOKEN", "s3cr3t")
        (place.home / ".netrc").write_text(f"{line}\n")
    words = [shutil.which("go") or "go", "mod", "download", f"{ERRORS}@v1.2.3"]
    done = subprocess.run(words, cwd=place.project, env=place.environ, capture_output=True, text=True, timeout=120)
    assert (done.returncode == 0) is is_followed, (remedy, done.stderr)


@pytest.mark.parametrize("where", ["netrc", "url"])
def test_demand_for_credentials_that_are_at_hand_is_silent(
    where: str, place: Place, secure: FakeProxy, authority: trustme.CA
) -> None:
    trust(place, authority)
    secure.replies |= {name: Reply(body=r.body, login="robot:s3cr3t") for name, r in whole().items()}
    host = secure.url.removeprefix("https://")
    place.environ["GOPROXY"] = secure.url
    if where == "netrc":
        (place.home / ".netrc").write_text(f"machine {host} login robot password s3cr3t\n")
    else:
        place.environ["GOPROXY"] = f"https://robot:s3cr3t@{host}"
    seen = place.examine()
    assert codes(seen) == []
    used = "the URL" if where == "url" else "netrc"
    assert [one.credential for one in elements(seen)] == [used]
    assert {exchange.authenticated for exchange in exchanges(seen)} == {used}


@pytest.mark.parametrize("goproxy", ["none", "ftp://h.test", ",", "file://host/x"])
def test_goproxy_that_is_no_list_is_an_error(goproxy: str, place: Place) -> None:
    place.environ["GOPROXY"] = goproxy
    assert codes(place.examine()) == ["GM868"]


def test_pipe_that_leads_from_a_private_proxy_to_the_world_is_a_warning(place: Place, proxy: FakeProxy) -> None:
    place.environ["GOPROXY"] = f"{proxy.url}|direct"
    assert codes(place.examine()) == ["GM867"]


def test_off_is_silent_and_asks_nobody(place: Place, proxy: FakeProxy) -> None:
    place.environ["GOPROXY"] = f"off,{proxy.url}"
    assert codes(place.examine()) == []
    assert proxy.asked == []


def test_file_proxy_counts_as_one(place: Place, tmp_path: Path) -> None:
    from tests.unit.world.fakeproxy import write_proxy

    place.environ["GOPROXY"] = write_proxy(tmp_path / "files", whole())
    assert codes(place.examine()) == []


def test_offline_asks_nobody_and_says_so(place: Place, proxy: FakeProxy) -> None:
    place.environ |= {"GOPROXY": proxy.url, "GOSUMDB": "sum.golang.org"}
    seen = place.examine(offline=True)
    assert codes(seen) == []
    assert proxy.asked == []
    for name in ("proxies", "database"):
        assert named(seen, name).state == "skipped"
        assert named(seen, name).is_skipped
    assert exchanges(seen) == []


def test_many_modules_all_get_info_and_mod_and_few_their_zip(place: Place, proxy: FakeProxy) -> None:
    modules = {f"example.com/m{n}": "v1.0.0" for n in range(12)}
    proxy.replies |= whole(modules)
    place.write_project(modules, whole(modules))
    place.environ["GOPROXY"] = proxy.url
    assert codes(place.examine()) == []
    assert sum(name.endswith(".mod") for name in proxy.asked) == 12
    assert sum(name.endswith(".zip") for name in proxy.asked) == 3


def test_planned_proxy_with_the_same_bytes_is_ready_for_every_phase(place: Place, proxy: FakeProxy) -> None:
    with serve() as mirror:
        mirror.replies |= whole()
        place.environ["GOPROXY"] = f"{proxy.url},direct"
        seen = place.examine(planned=mirror.url)
    assert codes(seen) == []
    assert seen.rehearsal is not None
    assert [row.state for row in seen.rehearsal.modules] == ["same", "same"]
    assert [phase.goproxy for phase in seen.rehearsal.phases] == [
        f"{mirror.url}|{proxy.url},direct",
        f"{mirror.url},{proxy.url},direct",
        mirror.url,
    ]
    assert all(phase.is_ready for phase in seen.rehearsal.phases)


def test_planned_proxy_that_lacks_or_changes_a_module_is_told(place: Place, proxy: FakeProxy) -> None:
    place.environ["GOPROXY"] = proxy.url
    with serve() as mirror:
        mirror.replies |= whole({ERRORS: "v1.2.3"})
        seen = place.examine(planned=mirror.url)
        assert seen.rehearsal is not None
        assert [row.state for row in seen.rehearsal.modules] == ["same", "missing"]
        assert [phase.is_ready for phase in seen.rehearsal.phases] == [True, True, False]
        mirror.replies |= module(TEXT, "v2.0.1", {"a.go": "package other\n"})
        seen = place.examine(planned=mirror.url)
    assert seen.rehearsal is not None
    assert [row.state for row in seen.rehearsal.modules] == ["same", "differs"]
    assert [phase.is_ready for phase in seen.rehearsal.phases] == [False, False, False]
    assert codes(seen) == ["GM869"]


def test_planned_proxy_without_go_sum_is_compared_with_todays_answers(place: Place, proxy: FakeProxy) -> None:
    (place.project / "go.sum").unlink()
    place.environ["GOPROXY"] = proxy.url
    with serve() as mirror:
        mirror.replies |= whole() | module(TEXT, "v2.0.1", {"a.go": "package other\n"})
        seen = place.examine(planned=mirror.url)
    assert seen.rehearsal is not None
    assert [row.state for row in seen.rehearsal.modules] == ["same", "differs"]


def test_planned_proxy_is_not_called_the_same_where_no_zip_can_be_compared(place: Place, proxy: FakeProxy) -> None:
    sums = (place.project / "go.sum").read_text().splitlines(keepends=True)
    (place.project / "go.sum").write_text("".join(line for line in sums if "/go.mod " in line))
    place.environ["GOPROXY"] = "direct"
    seen = place.examine(planned=proxy.url)
    assert seen.rehearsal is not None
    assert [row.state for row in seen.rehearsal.modules] == ["unknown", "unknown"]
    assert [phase.is_ready for phase in seen.rehearsal.phases] == [True, True, True]
    assert seen.rehearsal.count(MirrorState.UNKNOWN) == 2


@pytest.mark.parametrize("ending", ["/@v/v1.2.3.info", "/@v/list", "/@v/v1.2.3.mod", "/@latest", "/@v/v1.2.3.zip"])
def test_a_login_page_is_no_answer_to_any_question(ending: str, place: Place, proxy: FakeProxy) -> None:
    proxy.replies[f"/{ERRORS}{ending}"] = Reply(body=b"<!DOCTYPE html><html>Who are you?</html>")
    place.environ["GOPROXY"] = proxy.url
    assert "GM860" in codes(place.examine())
    assert "GM865" not in codes(place.examine())


@pytest.mark.parametrize("status", [401, 500, 503])
def test_planned_proxy_that_is_out_of_order_does_not_lack_a_module(status: int, place: Place, proxy: FakeProxy) -> None:
    place.environ["GOPROXY"] = proxy.url
    with serve() as mirror:
        mirror.replies |= whole({ERRORS: "v1.2.3"})
        mirror.sick = lambda path: text(status, "later") if path.startswith(f"/{TEXT}/") else None
        seen = place.examine(planned=mirror.url)
    assert seen.rehearsal is not None
    assert [row.state for row in seen.rehearsal.modules] == ["same", "not answered"]
    assert [phase.is_ready for phase in seen.rehearsal.phases] == [True, True, False]


@pytest.mark.go
def test_proxy_that_is_down_stops_no_build_where_everything_is_cached(place: Place) -> None:
    """Beside the go command, which then works."""
    cache = place.home / "go" / "pkg" / "mod"
    write_proxy(cache / "cache" / "download", whole())
    (place.project / "main.go").write_text(f'package main\n\nimport _ "{ERRORS}"\n\nfunc main() {{}}\n')
    place.environ |= {"GOPROXY": "http://127.0.0.1:9", "GOMODCACHE": str(cache), "GOTOOLCHAIN": "local"}
    place.environ["GOFLAGS"] = "-modcacherw"
    found = place.examine().findings
    assert [(finding.code, finding.severity) for finding in found] == [("GM860", Severity.WARNING)]
    go = shutil.which("go") or "go"
    environ = {**place.environ, "PATH": f"{Path(go).parent}:{place.environ['PATH']}"}
    subprocess.run([go, "list", "-deps", "./..."], cwd=place.project, env=environ, check=True, capture_output=True)
