"""Every code of doctor: a trouble that brings it about, and a healthy twin, one step away, of which nothing is said.

The servers are real ones on the loopback. A new code without a case here fails the last test.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import trustme

from gomigrate.diagnose.doctor.checks.caches import check_caches
from gomigrate.diagnose.doctor.checks.modes import check_modes
from gomigrate.diagnose.doctor.checks.programs import check_programs
from gomigrate.diagnose.doctor.setup import look_at_setup
from gomigrate.model.diagnosis.machine import InstalledTool
from gomigrate.model.modules import ModuleVersion
from gomigrate.report.words.doctor import settings as doctor
from gomigrate.world.go.goenv import DEFAULT_GOPROXY
from tests.oracle.environments import ENVIRONMENTS
from tests.unit.diagnose.doctor.places import COMMIT, ERRORS, MODULES, Place, codes, whole
from tests.unit.sumdb.fakedatabase import FakeDatabase, sums_of
from tests.unit.world.fakeproxy import FakeProxy, Reply, module_zip, serve, text


@dataclass
class Scene:
    """A project in its surroundings, beside a plain and a TLS server that have its modules; `is_ill` says whether the
    trouble is to be brought about or its twin. GOPROXY is the plain server, unless the case says otherwise."""

    place: Place
    plain: FakeProxy
    secure: FakeProxy
    is_ill: bool

    def set(self, name: str, ill: str, well: str) -> None:
        """A variable of the environment."""
        self.place.environ[name] = ill if self.is_ill else well

    def login(self, host: str = "example.com") -> None:
        (self.place.home / ".netrc").write_text(f"machine {host} login robot password s3cr3t\n")

    def program(self, folder: str, name: str = "tool") -> Path:
        """Something in a folder below the root that can be run."""
        file = self.place.root / folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("#!/bin/sh\n")
        file.chmod(0o755)
        return file.parent

    def codes(self, *, offline: bool = False, planned: str = "") -> list[str]:
        return codes(self.place.examine(offline=offline, planned=planned))

    def tools(self, tool: InstalledTool) -> list[str]:
        """What is said of a program in GOBIN, in a project that pins example.com/errors/cmd/tool at v1.2.3."""
        seen = look_at_setup(self.place.world(), str(self.place.project), is_offline=True)
        pinned = (("example.com/errors/cmd/tool", ModuleVersion(ERRORS, "v1.2.3")),)
        env = replace(seen.env, gobin=tool.folder, goversion="go1.26.0")
        subject = replace(seen.project, tools=pinned)
        check = check_programs(replace(seen, env=env, project=subject, path=(tool.folder,), tools=(tool,)))
        return [finding.code for finding in check.findings]

    def caches(self, *, fs: str = "ext4", free: int = 1 << 40) -> list[str]:
        """What is said of the caches on another disk."""
        seen = look_at_setup(self.place.world(), str(self.place.project), is_offline=True)
        caches = tuple(replace(one, fs=fs, free=free) for one in seen.caches)
        return [finding.code for finding in check_caches(replace(seen, caches=caches)).findings]


Case = Callable[[Scene], list[str] | None]
CASES: dict[str, Case] = {}


def case(code: str) -> Callable[[Case], Case]:
    """Registers a case, which sets the scene, or says itself which codes were found."""

    def register(function: Case) -> Case:
        CASES[code] = function
        return function

    return register


@case("GM850")
def unknown_variable(scene: Scene) -> None:
    scene.place.environ["GOTRUST" if scene.is_ill else "GOTMPDIR"] = "/tmp"


@case("GM851")
def goflags_that_cannot_be_read(scene: Scene) -> None:
    scene.set("GOFLAGS", "-mod=always", "-mod=readonly")


@case("GM852")
def environment_over_go_env_w(scene: Scene) -> None:
    scene.place.written("GOPRIVATE=other.test\n")
    if scene.is_ill:
        scene.place.environ["GOPRIVATE"] = "corp.test"


@case("GM853")
def relative_path(scene: Scene) -> None:
    scene.set("GOPATH", "go", "/opt/go")


@case("GM854")
def pattern_that_matches_nothing(scene: Scene) -> None:
    scene.set("GOPRIVATE", "corp.test:8443", "corp.test")


@case("GM855")
def toolchain(scene: Scene) -> None:
    scene.set("GOTOOLCHAIN", "newest", "auto")


@case("GM856")
def module_mode_off(scene: Scene) -> None:
    scene.set("GO111MODULE", "off", "on")


@case("GM857")
def module_mode_auto(scene: Scene) -> None:
    scene.set("GO111MODULE", "auto", "on")


@case("GM858")
def work_file_above(scene: Scene) -> None:
    (scene.place.root / "elsewhere").mkdir()
    (scene.place.root / "elsewhere/go.mod").write_text("module example.com/elsewhere\n")
    (scene.place.root / "go.work").write_text("go 1.18\n\nuse ./elsewhere\n")
    if not scene.is_ill:
        scene.place.environ["GOWORK"] = "off"


@case("GM859")
def goflags_for_every_command(scene: Scene) -> None:
    scene.set("GOFLAGS", "-mod=mod", "-mod=readonly")


@case("GM860")
def proxy_that_is_down(scene: Scene) -> None:
    scene.set("GOPROXY", closed_port(), scene.plain.url)


@case("GM861")
def authority_that_is_not_trusted(scene: Scene) -> None:
    scene.place.environ["GOPROXY"] = scene.secure.url
    if scene.is_ill:
        del scene.place.environ["SSL_CERT_FILE"]


@case("GM862")
def redirect_to_another_host(scene: Scene) -> None:
    own = {f"/own{name}": reply for name, reply in whole().items()}
    base = scene.secure.url if scene.is_ill else f"{scene.plain.url}/own"
    scene.plain.replies |= own
    scene.plain.replies |= {name: Reply(status=302, headers={"Location": f"{base}{name}"}) for name in whole()}


@case("GM863")
def refusal(scene: Scene) -> None:
    if scene.is_ill:
        scene.plain.replies |= dict.fromkeys(whole(), text(403, "no"))


@case("GM864")
def commits_refused(scene: Scene) -> None:
    if scene.is_ill:
        scene.plain.replies |= {f"/{path}/@v/{COMMIT[:12]}.info": text(403, "no") for path in MODULES}


@case("GM865")
def other_bytes(scene: Scene) -> None:
    content = "package a // tampered with\n" if scene.is_ill else "package a\n"
    scene.plain.replies[f"/{ERRORS}/@v/v1.2.3.zip"] = Reply(body=module_zip(ERRORS, "v1.2.3", {"a.go": content}))


@case("GM866")
def credentials_demanded(scene: Scene) -> None:
    scene.secure.replies |= {name: Reply(body=r.body, login="robot:s3cr3t") for name, r in whole().items()}
    scene.place.environ["GOPROXY"] = scene.secure.url
    if not scene.is_ill:
        scene.login(scene.secure.url.removeprefix("https://"))


@case("GM867")
def failure_leads_on(scene: Scene) -> None:
    scene.set("GOPROXY", f"{scene.plain.url}|direct", f"{scene.plain.url},direct")


@case("GM868")
def no_list_of_proxies(scene: Scene) -> None:
    scene.set("GOPROXY", "ftp://127.0.0.1", f"{scene.plain.url},off")


@case("GM869")
def planned_proxy(scene: Scene) -> list[str]:
    if scene.is_ill:
        del scene.secure.replies[f"/{ERRORS}/@v/v1.2.3.zip"]
    return scene.codes(planned=scene.secure.url)


@case("GM870")
def database_off(scene: Scene) -> None:
    if scene.is_ill:
        scene.place.environ["GOSUMDB"] = "off"


@case("GM871")
def pattern_for_public_code(scene: Scene) -> None:
    scene.set("GOPRIVATE", "github.com", "github.com/corp")


@case("GM872")
def private_name_for_a_public_proxy(scene: Scene) -> list[str]:
    scene.login()
    scene.place.environ["GOPROXY"] = DEFAULT_GOPROXY
    scene.set("GOPRIVATE", "", "example.com")
    return scene.codes(offline=True)


@case("GM873")
def database_without_key(scene: Scene) -> None:
    if scene.is_ill:
        scene.place.environ["GOSUMDB"] = scene.place.environ["GOSUMDB"].partition("+")[0]


@case("GM874")
def database_out_of_reach(scene: Scene) -> None:
    key, _, url = scene.place.environ["GOSUMDB"].partition(" ")
    scene.set("GOSUMDB", f"{key} {closed_port()}", f"{key} {url}")


@case("GM875")
def database_of_another_key(scene: Scene) -> None:
    url = scene.place.environ["GOSUMDB"].partition(" ")[2]
    if scene.is_ill:
        other = FakeDatabase([(ERRORS, "v1.2.3", sums_of(whole(), ERRORS, "v1.2.3"))])
        scene.place.environ["GOSUMDB"] = f"{other.key} {url}"


@case("GM876")
def private_module_for_anyone(scene: Scene) -> None:
    scene.place.environ |= {"GOPROXY": scene.secure.url, "GOPRIVATE": "example.com", "GONOPROXY": "none"}
    scene.login(scene.secure.url.removeprefix("https://"))
    if not scene.is_ill:
        scene.secure.replies |= {name: Reply(body=r.body, login="robot:s3cr3t") for name, r in whole().items()}


@case("GM877")
def no_credential(scene: Scene) -> None:
    scene.place.environ |= {"GOPROXY": "direct", "GOPRIVATE": "example.com"}
    if not scene.is_ill:
        scene.login()


@case("GM878")
def version_control_forbidden(scene: Scene) -> None:
    scene.place.environ |= {"GOPROXY": "direct", "GOPRIVATE": "example.com"}
    scene.login()
    scene.set("GOVCS", "private:hg", "private:git")


@case("GM879")
def insecure_for_public_code(scene: Scene) -> None:
    scene.set("GOINSECURE", "github.com/*", "github.com/corp")


@case("GM880")
def programs_off_path(scene: Scene) -> None:
    folder = scene.program("bin")
    scene.place.environ["GOBIN"] = str(folder)
    if not scene.is_ill:
        scene.place.environ["PATH"] += f":{folder}"


@case("GM881")
def program_that_hides_another(scene: Scene) -> None:
    folder, other = scene.program("bin"), scene.program("other", "tool" if scene.is_ill else "another")
    scene.place.environ["GOBIN"] = str(folder)
    scene.place.environ["PATH"] += f":{other}:{folder}"


@case("GM882")
def program_of_another_go(scene: Scene) -> list[str]:
    go = "go1.20.1" if scene.is_ill else "go1.26.0"
    return scene.tools(InstalledTool(name="tool", folder="/opt/bin", go=go))


@case("GM883")
def program_of_another_version(scene: Scene) -> list[str]:
    built = ModuleVersion(ERRORS, "v1.0.0" if scene.is_ill else "v1.2.3")
    package = "example.com/errors/cmd/tool"
    return scene.tools(InstalledTool(name="tool", folder="/opt/bin", go="go1.26.0", package=package, module=built))


@case("GM884")
def two_module_caches(scene: Scene) -> None:
    for folder in ("mod", "go/pkg/mod") if scene.is_ill else ("mod",):
        (scene.place.root / folder / "cache" / "download").mkdir(parents=True)
    scene.place.environ |= {"GOMODCACHE": str(scene.place.root / "mod"), "GOPATH": str(scene.place.root / "go")}


@case("GM885")
def cache_that_cannot_be_made(scene: Scene) -> None:
    # Below a file no folder can be made, whoever runs the test.
    (scene.place.root / "file").write_text("")
    scene.set("GOMODCACHE", str(scene.place.root / "file" / "mod"), str(scene.place.root / "mod"))


@case("GM886")
def half_written_cache(scene: Scene) -> None:
    file = scene.place.root / "mod" / "cache" / "download" / ERRORS / "@v" / "v1.2.3.zip"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"" if scene.is_ill else b"zip")
    scene.place.environ["GOMODCACHE"] = str(scene.place.root / "mod")


@case("GM887")
def full_disk(scene: Scene) -> list[str]:
    return scene.caches(free=1 << 20 if scene.is_ill else 1 << 30)


@case("GM888")
def fleeting_disk(scene: Scene) -> list[str]:
    return scene.caches(fs="tmpfs" if scene.is_ill else "xfs")


@case("GM889")
def no_go_mod(scene: Scene) -> None:
    (scene.place.project / "main.go").write_text("package main\n\nfunc main() {}\n")
    if scene.is_ill:
        (scene.place.project / "go.mod").unlink()


@case("GM922")
def govcs_that_cannot_be_read(scene: Scene) -> None:
    scene.set("GOVCS", "git", "public:git|hg,private:all")


@case("GM923")
def settings_that_the_go_command_refuses(scene: Scene) -> list[str]:
    if shutil.which("go") is None:
        pytest.skip("needs the real go command")
    scene.place.environ["GOTOOLCHAIN"] = "local"
    scene.set("GOEXPERIMENT", "no-such-thing", "")
    return codes(scene.place.examine(go=True))


@case("GM944")
def gopath_that_an_older_go_refuses(scene: Scene) -> list[str]:
    scene.place.environ["GOPATH"] = str(scene.place.project)
    seen = look_at_setup(scene.place.world(), str(scene.place.project), is_offline=True)
    env = replace(seen.env, goversion="go1.21.13" if scene.is_ill else "go1.22.0")
    found = [finding.code for finding in check_modes(replace(seen, env=env)).findings]
    return [code for code in found if code != "GM943"]


@case("GM947")
def work_file_of_others(scene: Scene) -> None:
    (scene.place.root / "go.work").write_text("go 1.18\n\nuse ./project\n")
    if not scene.is_ill:
        scene.place.environ["GOWORK"] = "off"


ALSO = {"GM856": {"GM889"}, "GM860": {"GM863"}}
"""What may be said beside a trouble, by its code."""


def closed_port() -> str:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA(organization_name="Corp Root")


@pytest.fixture
def servers(authority: trustme.CA) -> Iterator[tuple[FakeProxy, FakeProxy]]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with contextlib.ExitStack() as stack:
        plain, secure = stack.enter_context(serve()), stack.enter_context(serve(context))
        plain.replies |= whole()
        secure.replies |= whole()
        yield plain, secure


@pytest.mark.parametrize("is_ill", [True, False], ids=["ill", "well"])
@pytest.mark.parametrize("code", sorted(CASES))
def test_trouble_is_found_and_its_healthy_twin_is_silent(
    code: str, is_ill: bool, servers: tuple[FakeProxy, FakeProxy], authority: trustme.CA, tmp_path: Path
) -> None:
    place = Place(tmp_path)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    place.environ |= {"GOPROXY": servers[0].url, "SSL_CERT_FILE": str(tmp_path / "ca.pem")}
    scene = Scene(place, *servers, is_ill)
    found = CASES[code](scene)
    if found is None:
        found = scene.codes()
    if is_ill:
        assert code in found
        assert set(found) <= {code} | ALSO.get(code, set())
    else:
        assert found == []


def test_every_code_of_doctor_has_a_case() -> None:
    """Here, or beside the real go command."""
    assert set(CASES) | {one.code for one in ENVIRONMENTS} == set(doctor.ROWS)
