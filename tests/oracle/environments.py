"""Environments in which a build fails, each with a healthy twin one step away: data for the test and for the page.

Each is laid out twice beside made servers: what is ill, and its twin. The real go command is run in both, and says in
`said` why the first one fails ("" where it works all the same, and something else is at stake).
"""

from __future__ import annotations

import base64
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import trustme

from tests.fakeworld.environment import run
from tests.unit.diagnose.doctor.places import ERRORS, MODULES, Place, whole
from tests.unit.sumdb.fakedatabase import FakeDatabase, sums_of
from tests.unit.world.fakeproxy import FakeProxy, Reply, module, module_zip, serve
from tests.unit.world.fakeways import FakeWay, http_way, socks_way

HOST = "mods.corp.test"
"""Is looked up nowhere: only by a proxy of the environment is there a way to it."""
DEAD = "127.0.0.1:9"
LOGIN = "robot:s3cr3t"
NEWER = "1.99.0"
BUILD = "build -o /dev/null ./..."
MAIN = 'package main\n\nimport (\n\t_ "example.com/errors"\n\t_ "example.com/text/v2"\n)\n\nfunc main() {}\n'


@dataclass
class Stage:
    """A project in its place, and the servers around it: all have its modules."""

    place: Place
    is_ill: bool
    plain: FakeProxy
    secure: FakeProxy
    named: FakeProxy
    demanding: FakeProxy
    ca: trustme.CA
    stack: ExitStack
    toolchain: str = ""

    @property
    def env(self) -> dict[str, str]:
        return self.place.environ

    def set(self, name: str, ill: str | None, well: str | None) -> None:
        """A variable of the environment; None for none."""
        value = ill if self.is_ill else well
        if value is None:
            self.env.pop(name, None)
        else:
            self.env[name] = value

    def write(self, name: str, content: str) -> Path:
        """A file below the place's root."""
        file = self.place.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
        return file

    def by_http(self, **more: Any) -> FakeWay:
        """An HTTP proxy that leads to the server of mods.corp.test, which is made the one that modules come from."""
        self.env["GOPROXY"] = f"https://{HOST}"
        return self.stack.enter_context(http_way(self.named.url, **more))

    def by_socks(self, **more: Any) -> FakeWay:
        self.env["GOPROXY"] = f"https://{HOST}"
        return self.stack.enter_context(socks_way(self.named.url, **more))

    def certified(self, *names: str, **more: Any) -> FakeProxy:
        """A server with a certificate of its own."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert(*names, **more).configure_cert(context)
        server = self.stack.enter_context(serve(context))
        server.replies |= whole()
        return server

    def go_mod(self, more: str, go: str = "1.17") -> None:
        """The same project with other lines in its go.mod."""
        file = self.place.project / "go.mod"
        file.write_text(file.read_text().replace("go 1.17", f"go {go}", 1) + more)

    def with_toolchain(self, *, has_it: bool = True) -> None:
        """The proxy serves a newer Go, whose go command does nothing at all, and the database knows it."""
        path, version = "golang.org/toolchain", f"v0.0.1-go{NEWER}.{self.toolchain}"
        replies = {
            f"/{path}/@v/{version}.info": Reply(body=f'{{"Version":"{version}"}}'.encode()),
            f"/{path}/@v/{version}.mod": Reply(body=f"module {path}\n".encode()),
            f"/{path}/@v/{version}.zip": Reply(
                body=module_zip(
                    path, version, {"bin/go": "#!/bin/sh\nexit 0\n", "bin/gofmt": "", "pkg/tool/x": "", "lib/x": ""}
                )
            ),
        }
        records = [(p, v, sums_of(whole(), p, v)) for p, v in MODULES.items()]
        database = FakeDatabase([*records, (path, version, sums_of(replies, path, version))])
        for name, reply in database.replies().items():
            self.plain.replies[f"/sumdb{name}"] = reply
        self.env["GOSUMDB"] = f"{database.key} {self.plain.url}/sumdb"
        if has_it:
            self.plain.replies |= replies

    def vendor(self, modules: Mapping[str, str] = MODULES) -> None:
        """A vendor folder with these modules."""
        lines = []
        for path, version in modules.items():
            self.write(f"project/vendor/{path}/a.go", "package a\n")
            lines.append(f"# {path} {version}\n## explicit\n{path}\n")
        self.write("project/vendor/modules.txt", "".join(lines))


Lay = Callable[[Stage], None]


@dataclass(frozen=True, kw_only=True)
class Environment:
    """What is `ill`, what is `well`, in words for the page; `code` is doctor's for it, `said` what the go command says
    in its failure; `command` is the one that is run."""

    name: str
    kind: str
    ill: str
    well: str
    code: str
    said: str
    lay: Lay
    command: tuple[str, ...] = ("list", "-deps", "./...")


ENVIRONMENTS: list[Environment] = []


def environment(
    kind: str, code: str, said: str, ill: str, well: str, *, command: str = "list -deps ./..."
) -> Callable[[Lay], Lay]:
    """Registers what a function lays out."""

    def register(lay: Lay) -> Lay:
        ENVIRONMENTS.append(
            Environment(
                name=lay.__name__, kind=kind, ill=ill, well=well, code=code, said=said, lay=lay,
                command=tuple(command.split()),
            )
        )  # fmt: skip
        return lay

    return register


# --- proxies of the environment

WAYS = "Proxies of the environment"


@environment(WAYS, "GM940", "connection refused", "HTTPS_PROXY where nothing listens", "HTTPS_PROXY that tunnels")
def dead_https_proxy(s: Stage) -> None:
    way = s.by_http()
    s.set("HTTPS_PROXY", f"http://{DEAD}", f"http://{way.address}")


@environment(
    WAYS, "GM940", "connection refused", "https_proxy in lower case, where nothing listens", "https_proxy that tunnels"
)
def dead_small_https_proxy(s: Stage) -> None:
    way = s.by_http()
    s.set("https_proxy", f"{DEAD}", f"{way.address}")


@environment(
    WAYS,
    "GM940",
    "connection refused",
    "HTTPS_PROXY where nothing listens, https_proxy that works: upper case comes first",
    "HTTPS_PROXY empty, https_proxy that works",
)
def capitals_first(s: Stage) -> None:
    way = s.by_http()
    s.env["https_proxy"] = f"http://{way.address}"
    s.set("HTTPS_PROXY", f"http://{DEAD}", "")


@environment(WAYS, "GM940", "connection refused", "socks5:// where nothing listens", "socks5:// that connects")
def dead_socks(s: Stage) -> None:
    way = s.by_socks()
    s.set("HTTPS_PROXY", f"socks5://{DEAD}", f"socks5://{way.address}")


@environment(
    WAYS,
    "GM940",
    "authentication",
    "a SOCKS5 proxy that requires a login, without one",
    "the same with the login in its URL",
)
def socks_login(s: Stage) -> None:
    way = s.by_socks(login=LOGIN)
    s.set("HTTPS_PROXY", f"socks5h://{way.address}", f"socks5h://{LOGIN}@{way.address}")


@environment(
    WAYS,
    "GM940",
    "Proxy Authentication Required",
    "an HTTP proxy that answers 407",
    "the same with the login in its URL",
)
def http_proxy_login(s: Stage) -> None:
    way = s.by_http(login=LOGIN)
    s.set("HTTPS_PROXY", f"http://{way.address}", f"http://{LOGIN}@{way.address}")


@environment(
    WAYS,
    "GM940",
    "socks connect",
    "socks5:// for a proxy that speaks HTTP",
    "http:// for it",
)
def wrong_kind(s: Stage) -> None:
    way = s.by_http()
    s.set("HTTPS_PROXY", f"socks5://{way.address}", f"http://{way.address}")


@environment(WAYS, "GM860", "Bad Gateway", "an HTTP proxy that cannot reach the host of GOPROXY", "one that does")
def proxy_without_way(s: Stage) -> None:
    s.by_http()
    way = s.by_http(refuses=frozenset({HOST}) if s.is_ill else frozenset())
    s.env["HTTPS_PROXY"] = f"http://{way.address}"


@environment(
    WAYS,
    "GM860",
    "no such host|server misbehaving|dial tcp",
    "the proxy is in ALL_PROXY, which Go does not read",
    "it is in HTTPS_PROXY",
)
def all_proxy(s: Stage) -> None:
    way = s.by_http()
    s.env["ALL_PROXY" if s.is_ill else "HTTPS_PROXY"] = f"http://{way.address}"


def _spared(name: str, ill: str, well: str) -> None:
    @environment(
        WAYS,
        "GM860",
        "no such host|server misbehaving|dial tcp",
        f"NO_PROXY=`{ill}` covers a host that only the proxy can reach",
        f"NO_PROXY=`{well}` does not",
    )
    def lay(s: Stage) -> None:
        way = s.by_http()
        s.env["HTTPS_PROXY"] = f"http://{way.address}"
        s.set("NO_PROXY", ill, well)

    ENVIRONMENTS[-1] = __import__("dataclasses").replace(ENVIRONMENTS[-1], name=f"no_proxy_{name}")


_spared("star", "*", "x*")
_spared("name", "mods.corp.test", "ods.corp.test")
_spared("above", "corp.test", "corp.tes")
_spared("dot", ".corp.test", ".mods.corp.test")
_spared("starred", "*.corp.test", "*.mods.corp.test")
_spared("port", "mods.corp.test:443", "mods.corp.test:80")
_spared("list", "a.test, mods.corp.test", "a.test mods.corp.test")
_spared("capitals", "CORP.TEST", "CORP.TEST:8443")


@environment(
    WAYS,
    "GM940",
    "refusing to use HTTP_PROXY value in CGI environment",
    "HTTP_PROXY with REQUEST_METHOD set, for a GOPROXY over plain http",
    "without REQUEST_METHOD",
)
def cgi(s: Stage) -> None:
    s.env["GOPROXY"] = f"http://{HOST}"
    way = s.stack.enter_context(http_way(s.plain.url))
    s.env["HTTP_PROXY"] = f"http://{way.address}"
    s.set("REQUEST_METHOD", "GET", None)


@environment(
    WAYS,
    "GM940",
    "certificate signed by unknown authority",
    "an https:// proxy whose authority is not trusted",
    "one that is trusted",
)
def https_proxy_untrusted(s: Stage) -> None:
    other = trustme.CA(organization_name="Other Root")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    (other if s.is_ill else s.ca).issue_cert("127.0.0.1").configure_cert(context)
    way = s.by_http(certificates=context)
    s.env["HTTPS_PROXY"] = f"https://{way.address}"


# --- certificates

CERTIFICATES = "Certificates"


@environment(
    CERTIFICATES,
    "GM861",
    "certificate signed by unknown authority",
    "a proxy whose authority this machine does not know",
    "SSL_CERT_FILE names its certificate",
)
def unknown_authority(s: Stage) -> None:
    s.env["GOPROXY"] = s.secure.url
    s.set("SSL_CERT_FILE", None, s.env["SSL_CERT_FILE"])


@environment(
    CERTIFICATES,
    "GM861",
    "certificate signed by unknown authority",
    "SSL_CERT_DIR with nothing in it",
    "SSL_CERT_DIR with the certificate, whatever its name",
)
def folder_of_certificates(s: Stage) -> None:
    s.env["GOPROXY"] = s.secure.url
    text = Path(s.env.pop("SSL_CERT_FILE")).read_text()
    s.write("certs/readme", "nothing")
    s.write("certs/corp" if not s.is_ill else "elsewhere/corp", text)
    s.env["SSL_CERT_DIR"] = f"/nowhere:{s.place.root}/certs"


@environment(
    CERTIFICATES,
    "GM861",
    "certificate is valid for mods.corp.test, not|x509: cannot validate certificate for",
    "a certificate for another host name",
    "for this one",
)
def other_name(s: Stage) -> None:
    s.env["GOPROXY"] = s.certified(HOST if s.is_ill else "127.0.0.1").url


@environment(CERTIFICATES, "GM861", "certificate has expired", "an expired certificate", "one that is valid")
def expired(s: Stage) -> None:
    now = datetime.now(UTC)
    start = now - timedelta(days=30)
    s.env["GOPROXY"] = s.certified(
        "127.0.0.1", not_before=start, not_after=now + timedelta(days=-1 if s.is_ill else 30)
    ).url


@environment(
    CERTIFICATES,
    "GM861",
    "is before|not yet valid",
    "a certificate that is not valid yet, or a clock that is slow",
    "one that is valid now",
)
def not_yet(s: Stage) -> None:
    now = datetime.now(UTC)
    begin = now + timedelta(days=1 if s.is_ill else -1)
    s.env["GOPROXY"] = s.certified("127.0.0.1", not_before=begin, not_after=now + timedelta(days=30)).url


@environment(
    CERTIFICATES,
    "GM860",
    "first record does not look like a TLS handshake|server gave HTTP response",
    "https:// for a server that speaks plain http",
    "http:// for it",
)
def plain_behind_https(s: Stage) -> None:
    s.set("GOPROXY", s.plain.url.replace("http:", "https:"), s.plain.url)


# --- toolchains

TOOLCHAINS = "Toolchains"


@environment(
    TOOLCHAINS,
    "GM855",
    "go.mod requires go >= 1.99",
    "a go line above this Go, GOTOOLCHAIN=local",
    "GOTOOLCHAIN=auto, and the proxy has that Go",
)
def local_toolchain(s: Stage) -> None:
    s.with_toolchain()
    s.go_mod("", go=NEWER)
    s.set("GOTOOLCHAIN", "local", "auto")


@environment(
    TOOLCHAINS,
    "GM855",
    "toolchain not available",
    "a go line above this Go, and no proxy has that Go",
    "the proxy has it",
)
def toolchain_not_there(s: Stage) -> None:
    s.with_toolchain(has_it=not s.is_ill)
    s.go_mod("", go=NEWER)
    s.env["GOTOOLCHAIN"] = "auto"


@environment(
    TOOLCHAINS,
    "GM855",
    "toolchain not available",
    "a toolchain line above this Go, and no proxy has it",
    "GOTOOLCHAIN=local: the line is only advice",
)
def toolchain_line(s: Stage) -> None:
    s.with_toolchain(has_it=False)
    s.go_mod(f"toolchain go{NEWER}\n", go="1.21")
    s.set("GOTOOLCHAIN", "auto", "local")


@environment(
    TOOLCHAINS,
    "GM855",
    "checksum database disabled by GOSUMDB=off",
    "another Go is needed, and GOSUMDB=off",
    "with the checksum database",
)
def toolchain_without_database(s: Stage) -> None:
    s.with_toolchain()
    s.go_mod("", go=NEWER)
    s.env["GOTOOLCHAIN"] = "auto"
    s.set("GOSUMDB", "off", s.env["GOSUMDB"])


@environment(
    TOOLCHAINS, "GM855", "toolchain not available", "another Go is needed, and GOPROXY=off", "with a proxy that has it"
)
def toolchain_without_proxy(s: Stage) -> None:
    s.with_toolchain()
    s.go_mod("", go=NEWER)
    s.env["GOTOOLCHAIN"] = "auto"
    s.set("GOPROXY", "off", s.plain.url)


@environment(
    TOOLCHAINS,
    "GM855",
    "toolchain not available",
    "GOTOOLCHAIN names a Go that no proxy has",
    "GOTOOLCHAIN names one that the proxy has",
)
def named_toolchain(s: Stage) -> None:
    s.with_toolchain()
    s.set("GOTOOLCHAIN", "go1.98.0", f"go{NEWER}")


@environment(
    TOOLCHAINS,
    "GM855",
    "invalid toolchain",
    "GOTOOLCHAIN=go1.99, a language version, not a release",
    "GOTOOLCHAIN=go1.99.0",
)
def language_for_toolchain(s: Stage) -> None:
    s.with_toolchain()
    s.set("GOTOOLCHAIN", "go1.99", f"go{NEWER}")


@environment(
    TOOLCHAINS,
    "GM855",
    "cannot find .* in PATH",
    "GOTOOLCHAIN=path, and PATH lacks the Go of the go line",
    "PATH has it",
)
def path_toolchain(s: Stage) -> None:
    s.go_mod("", go=NEWER)
    s.env["GOTOOLCHAIN"] = "path"
    if not s.is_ill:
        s.write(f"more/go{NEWER}", "#!/bin/sh\nexit 0\n").chmod(0o755)
        s.env["PATH"] += f":{s.place.root}/more"


@environment(TOOLCHAINS, "GM855", "invalid GOTOOLCHAIN", "GOTOOLCHAIN=latest", "GOTOOLCHAIN=auto")
def invalid_toolchain(s: Stage) -> None:
    s.set("GOTOOLCHAIN", "latest", "auto")


@environment(
    TOOLCHAINS,
    "GM855",
    "invalid GOTOOLCHAIN|invalid toolchain|only version suffixes",
    "GOTOOLCHAIN=local+latest",
    "GOTOOLCHAIN=local+auto",
)
def invalid_suffix(s: Stage) -> None:
    s.set("GOTOOLCHAIN", "local+latest", "local+auto")


@environment(
    TOOLCHAINS,
    "GM855",
    "go.work requires go >= 1.99",
    "a go line above this Go in go.work, GOTOOLCHAIN=local",
    "a go line that this Go has",
)
def work_line(s: Stage) -> None:
    s.write("project/go.work", f"go {NEWER if s.is_ill else '1.21'}\n\nuse .\n")


# --- which Go, and where it works

PLACES = "Which Go, and where it works"


@environment(
    PLACES,
    "GM942",
    "does not match go tool version",
    "GOROOT of another Go",
    "GOROOT not set",
    command="build -o /dev/null ./...",
)
def other_goroot(s: Stage) -> None:
    import shutil
    import subprocess

    if s.is_ill:
        real = Path(
            subprocess.run([shutil.which("go") or "go", "env", "GOROOT"], capture_output=True, text=True).stdout.strip()
        )
        tools = s.place.root / "sdk/pkg/tool" / s.toolchain.replace("-", "_")
        tools.mkdir(parents=True)
        (s.place.root / "sdk/src").symlink_to(real / "src")
        (s.place.root / "sdk/pkg/include").symlink_to(real / "pkg/include")
        s.write("sdk/VERSION", "go1.20.1\n")
        for tool in ("compile", "asm", "link", "cgo"):
            file = tools / tool
            says = f'{tool}: version "go1.20.1" does not match go tool version "go1.26"'
            file.write_text(
                f'#!/bin/sh\nif [ "$1" = -V=full ]; then echo {tool} version go1.20.1; exit 0; fi\n'
                f"echo '{says}' >&2\nexit 1\n"
            )
            file.chmod(0o755)
        s.env["GOROOT"] = str(s.place.root / "sdk")


@environment(PLACES, "GM942", "cannot find GOROOT directory", "GOROOT that does not exist", "GOROOT not set")
def no_goroot(s: Stage) -> None:
    s.set("GOROOT", "/nowhere/go", None)


@environment(PLACES, "GM942", "is not in std", "GOROOT without Go's sources", "GOROOT not set")
def empty_goroot(s: Stage) -> None:
    s.write("project/fmt.go", 'package main\n\nimport _ "fmt"\n')
    s.set("GOROOT", str(s.place.home), None)


@environment(PLACES, "GM853", "GOPATH entry is relative", "GOPATH=go", "GOPATH=$HOME/go")
def relative_gopath(s: Stage) -> None:
    s.set("GOPATH", "go", f"{s.place.home}/go")


@environment(PLACES, "GM853", "cannot start with shell metacharacter", "GOPATH=~/go in quotes", "GOPATH=$HOME/go")
def tilde_gopath(s: Stage) -> None:
    s.set("GOPATH", "~/go", f"{s.place.home}/go")


@environment(PLACES, "GM943", "", "GOPATH is the project's own folder", "GOPATH elsewhere")
def gopath_is_the_project(s: Stage) -> None:
    s.set("GOPATH", str(s.place.project), f"{s.place.home}/go")


@environment(
    PLACES,
    "GM858",
    "not one of the workspace modules|does not contain main module|directory prefix",
    "a go.work above that does not use the project",
    "GOWORK=off",
)
def work_without_us(s: Stage) -> None:
    s.write("elsewhere/go.mod", "module ex.test/elsewhere\n\ngo 1.21\n")
    s.write("go.work", "go 1.21\n\nuse ./elsewhere\n")
    s.set("GOWORK", None, "off")


@environment(
    PLACES,
    "GM856",
    "modules disabled by GO111MODULE=off|cannot find package|not in std",
    "GO111MODULE=off in a module",
    "GO111MODULE not set",
)
def modules_off(s: Stage) -> None:
    s.set("GO111MODULE", "off", None)


@environment(PLACES, "GM856", "unknown environment setting GO111MODULE", "GO111MODULE=true", "GO111MODULE=on")
def modules_true(s: Stage) -> None:
    s.set("GO111MODULE", "true", "on")


@environment(PLACES, "GM851", "parsing .GOFLAGS", "GOFLAGS with a flag that no go command has", "GOFLAGS=-trimpath")
def unknown_flag(s: Stage) -> None:
    s.set("GOFLAGS", "-modcacherw -no-such-flag", "-modcacherw -trimpath")


@environment(
    PLACES, "GM945", "build cache is disabled by GOCACHE=off", "GOCACHE=off", "GOCACHE is a folder", command=BUILD
)
def no_cache(s: Stage) -> None:
    s.set("GOCACHE", "off", str(s.place.home / "cache"))


@environment(
    PLACES,
    "GM945",
    "build cache is required, but could not be located",
    "no HOME, XDG_CACHE_HOME and GOCACHE, as in a bare container",
    "only HOME",
    command=BUILD,
)
def homeless(s: Stage) -> None:
    s.set("HOME", None, s.env["HOME"])
    s.set("GOCACHE", "", None)


@environment(PLACES, "GM853", "GOCACHE is not an absolute path", "GOCACHE=cache", "GOCACHE=$HOME/cache", command=BUILD)
def relative_cache(s: Stage) -> None:
    s.set("GOCACHE", "cache", str(s.place.home / "cache"))


@environment(PLACES, "GM853", "GOMODCACHE", "GOMODCACHE=mod", "GOMODCACHE=$HOME/mod")
def relative_modcache(s: Stage) -> None:
    s.set("GOMODCACHE", "mod", str(s.place.home / "mod"))


@environment(PLACES, "GM950", "creating work dir", "TMPDIR that does not exist", "TMPDIR that exists", command=BUILD)
def no_temporary_folder(s: Stage) -> None:
    s.set("TMPDIR", "/nowhere/tmp", str(s.place.home))


@environment(
    PLACES, "GM950", "creating work dir", "GOTMPDIR that does not exist", "GOTMPDIR that exists", command=BUILD
)
def no_temporary_folder_of_go(s: Stage) -> None:
    s.set("GOTMPDIR", "/nowhere/tmp", str(s.place.home))


@environment(PLACES, "GM949", "", "GOBIN=bin, which only go install refuses", "GOBIN=/opt/bin")
def relative_bin(s: Stage) -> None:
    s.set("GOBIN", "bin", "/opt/bin")


@environment(
    PLACES, "GM923", "unsupported GOOS/GOARCH pair", "GOARCH=x86_64, as uname has it", "GOARCH=amd64", command=BUILD
)
def unknown_architecture(s: Stage) -> None:
    s.set("GOARCH", "x86_64", "amd64")


@environment(PLACES, "GM923", "unknown GOEXPERIMENT", "GOEXPERIMENT=loopvr", "GOEXPERIMENT not set")
def unknown_experiment(s: Stage) -> None:
    s.set("GOEXPERIMENT", "loopvr", None)


@environment(
    PLACES,
    "GM858",
    "requires go >= 1.24, but go.work lists go 1.21",
    "a go.work with a lower go line than the module",
    "one with the same go line",
)
def work_line_below(s: Stage) -> None:
    s.go_mod("", go="1.24")
    s.write("project/go.work", f"go {'1.21' if s.is_ill else '1.24'}\n\nuse .\n")


@environment(
    PLACES,
    "GM948",
    "-mod may only be set to readonly or vendor when in workspace mode",
    "GOFLAGS=-mod=mod below a go.work",
    "GOFLAGS=-mod=readonly",
)
def mod_flag_in_workspace(s: Stage) -> None:
    s.write("project/go.work", "go 1.21\n\nuse .\n")
    s.set("GOFLAGS", "-modcacherw -mod=mod", "-modcacherw -mod=readonly")


@environment(PLACES, "GM851", "flag needs an argument: -mod", "GOFLAGS=-mod", "GOFLAGS=-mod=readonly")
def flag_without_value(s: Stage) -> None:
    s.set("GOFLAGS", "-modcacherw -mod", "-modcacherw -mod=readonly")


@environment(PLACES, "GM853", "GOMODCACHE entry is relative", "GOMODCACHE=off, which is not a valid value", "not set")
def no_modcache(s: Stage) -> None:
    s.set("GOMODCACHE", "off", None)


# --- vendoring

VENDORING = "Vendoring"


@environment(
    VENDORING,
    "GM941",
    "inconsistent vendoring",
    "vendor/modules.txt has another version than go.mod",
    "the same version",
)
def other_vendored_version(s: Stage) -> None:
    s.vendor({**MODULES, **({ERRORS: "v1.2.2"} if s.is_ill else {})})
    s.env["GOFLAGS"] = "-modcacherw"


@environment(
    VENDORING,
    "GM941",
    "inconsistent vendoring",
    "a vendor folder without modules.txt, at go 1.17",
    "the same at go 1.13, which ignores the folder",
)
def no_modules_txt(s: Stage) -> None:
    s.write("project/vendor/example.com/errors/a.go", "package a\n")
    s.env["GOFLAGS"] = "-modcacherw"
    if not s.is_ill:
        file = s.place.project / "go.mod"
        file.write_text(file.read_text().replace("go 1.17", "go 1.13"))


@environment(
    VENDORING, "GM941", "inconsistent vendoring", "GOFLAGS=-mod=vendor without a vendor folder", "GOFLAGS=-mod=readonly"
)
def vendor_flag_without_folder(s: Stage) -> None:
    s.set("GOFLAGS", "-modcacherw -mod=vendor", "-modcacherw -mod=readonly")


@environment(
    VENDORING, "GM941", "inconsistent vendoring", "a replace line that modules.txt lacks", "modules.txt has it"
)
def replaced_in_go_mod_alone(s: Stage) -> None:
    s.vendor()
    s.env["GOFLAGS"] = "-modcacherw"
    s.go_mod(f"\nreplace {ERRORS} => ./errors\n")
    s.write("project/errors/go.mod", f"module {ERRORS}\n")
    file = s.place.project / "vendor/modules.txt"
    if not s.is_ill:
        replaced = f"{ERRORS} v1.2.3 => ./errors"
        file.write_text(file.read_text().replace(f"{ERRORS} v1.2.3", replaced, 1) + f"# {ERRORS} => ./errors\n")


# --- GOPROXY

CHAIN = "GOPROXY and the checksum database"


@environment(CHAIN, "GM860", "connection refused", "GOPROXY where nothing listens", "GOPROXY that answers")
def dead_proxy(s: Stage) -> None:
    s.set("GOPROXY", f"http://{DEAD}", s.plain.url)


@environment(
    CHAIN,
    "GM860",
    "first record does not look like a TLS",
    "GOPROXY without http:// before a plain http server: Go takes it for https",
    "with it",
)
def proxy_without_scheme(s: Stage) -> None:
    s.set("GOPROXY", s.plain.url.removeprefix("http://"), s.plain.url)


@environment(CHAIN, "GM866", "401", "a proxy that requires a login, and netrc has none", "netrc has it")
def login_wanted(s: Stage) -> None:
    s.env["GOPROXY"] = s.demanding.url
    machine = s.demanding.url.removeprefix("https://") if not s.is_ill else "other.test"
    s.write("home/.netrc", f"machine {machine} login robot password s3cr3t\n")


@environment(
    CHAIN, "GM866", "401", "the login is in netrc's entry default, which Go does not read", "in an entry machine"
)
def default_login(s: Stage) -> None:
    s.env["GOPROXY"] = s.demanding.url
    machine = "default" if s.is_ill else f"machine {s.demanding.url.removeprefix('https://')}"
    s.write("home/.netrc", f"{machine} login robot password s3cr3t\n")


@environment(CHAIN, "GM866", "401", "netrc has the host without its port", "with its port")
def login_without_port(s: Stage) -> None:
    s.env["GOPROXY"] = s.demanding.url
    host = s.demanding.url.removeprefix("https://")
    s.write("home/.netrc", f"machine {host.partition(':')[0] if s.is_ill else host} login robot password s3cr3t\n")


@environment(
    CHAIN,
    "GM951",
    "refusing to pass credentials to insecure URL",
    "a login in a plain http URL of GOPROXY",
    "in an https URL",
)
def login_over_http(s: Stage) -> None:
    s.set("GOPROXY", s.plain.url.replace("://", f"://{LOGIN}@"), s.demanding.url.replace("://", f"://{LOGIN}@"))


@environment(CHAIN, "GM946", "GOAUTH=git dir method requires an absolute path", "GOAUTH=git .", "GOAUTH=netrc")
def relative_goauth(s: Stage) -> None:
    s.env["GOPROXY"] = s.secure.url
    s.set("GOAUTH", "git .", "netrc")


@environment(
    CHAIN,
    "GM946",
    "GOAUTH=git encountered an error; cannot stat",
    "GOAUTH=git with a folder that does not exist",
    "GOAUTH=git with one that exists",
)
def goauth_without_folder(s: Stage) -> None:
    s.env["GOPROXY"] = s.secure.url
    s.set("GOAUTH", "git /nowhere", f"git {s.place.home}")


@environment(CHAIN, "GM946", "cannot be combined", "GOAUTH=off;netrc", "GOAUTH=off")
def goauth_off_and_more(s: Stage) -> None:
    s.env["GOPROXY"] = s.secure.url
    s.set("GOAUTH", "off; netrc", "off")


@environment(CHAIN, "GM946", "encountered an empty command", "GOAUTH=netrc;", "GOAUTH=netrc")
def goauth_empty(s: Stage) -> None:
    s.env["GOPROXY"] = s.secure.url
    s.set("GOAUTH", "netrc;", "netrc")


@environment(
    CHAIN,
    "GM866",
    "401",
    "GOAUTH names a program that does not exist, and the proxy requires a login",
    "GOAUTH=netrc, which has it",
)
def goauth_program(s: Stage) -> None:
    s.env["GOPROXY"] = s.demanding.url
    s.write("home/.netrc", f"machine {s.demanding.url.removeprefix('https://')} login robot password s3cr3t\n")
    s.set("GOAUTH", "no-such-program --x", "netrc")


@environment(
    CHAIN,
    "GM873",
    "missing|invalid GOSUMDB|unknown",
    "GOSUMDB that names a database without its key",
    "with its key",
    command="get example.com/errors@v1.2.3",
)
def database_without_key(s: Stage) -> None:
    s.set("GOSUMDB", "sums.corp.test", s.env["GOSUMDB"])
    (s.place.project / "go.sum").unlink()


@environment(CHAIN, "GM953", "missing Git command", "GOPROXY=direct, and no git on PATH", "a proxy")
def no_git(s: Stage) -> None:
    # A name that no forge has: its repository is known by its ending.
    modules, replies = {"git.corp.test/lib.git": "v1.2.3"}, module("git.corp.test/lib.git", "v1.2.3")
    s.place.write_project(modules, replies)
    (s.place.project / "main.go").write_text('package main\n\nimport _ "git.corp.test/lib.git"\n\nfunc main() {}\n')
    s.plain.replies |= replies
    s.set("GOPROXY", "direct", s.plain.url)
    s.set("PATH", str(s.place.home), s.env["PATH"])


# --- credentials of git

GIT = "Credentials of a private repository"
CODE = "code.corp.test"
PRIVATE = f"{CODE}/lib.git"
FETCH = f"mod download {PRIVATE}@v1.2.3"
REFUSED = "no secure protocol found for repository"


def with_repository(s: Stage) -> None:
    """A repository for who has the login; the project requires it. For code.corp.test/lib.git the go command asks git
    for https://code.corp.test/lib."""
    work, bare = s.place.root / "work", s.place.root / "git/lib"
    work.mkdir()
    (work / "go.mod").write_text(f"module {PRIVATE}\n")
    (work / "a.go").write_text("package lib\n")
    author = {f"GIT_{who}_{what}": "a@a.test" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"], ["tag", "v1.2.3"]):
        run(["git", *words], work, {**s.env, **author})
    run(["git", "clone", "-q", "--bare", str(work), str(bare)], s.place.root, s.env)
    run(["git", "update-server-info"], bare, s.env)
    server = s.certified(CODE)
    server.tree, server.login = s.place.root / "git", LOGIN
    way = s.stack.enter_context(http_way(server.url))
    s.place.environ |= {
        "HTTPS_PROXY": f"http://{way.address}", "GOPRIVATE": CODE, "GIT_SSL_CAINFO": s.env["SSL_CERT_FILE"],
        "GIT_TERMINAL_PROMPT": "0",
    }  # fmt: skip
    (s.place.project / "go.mod").write_text(f"module example.com/project\n\ngo 1.17\n\nrequire {PRIVATE} v1.2.3\n")
    (s.place.project / "go.sum").write_text("")


def _git(ill: str, well: str, said: str = REFUSED, code: str = "GM877") -> Callable[[Lay], Lay]:
    return environment(GIT, code, said, ill, well, command=FETCH)


@_git("no login anywhere", "a login in ~/.netrc")
def no_git_login(s: Stage) -> None:
    with_repository(s)
    if not s.is_ill:
        s.write("home/.netrc", f"machine {CODE}\nlogin robot\npassword s3cr3t\n")


@_git("a login for another host", "in ~/.netrc's entry default, which git reads, though Go does not")
def git_default_login(s: Stage) -> None:
    with_repository(s)
    s.write("home/.netrc", f"{'machine other.test' if s.is_ill else 'default'} login robot password s3cr3t\n")


@_git("a login in the file of $NETRC, which Go reads and git does not", "in ~/.netrc")
def git_other_netrc(s: Stage) -> None:
    with_repository(s)
    s.write("other" if s.is_ill else "home/.netrc", f"machine {CODE} login robot password s3cr3t\n")
    s.set("NETRC", str(s.place.root / "other"), None)


@_git("a login for code.corp.test/lib.git in netrc, which Go reads and git does not", "for code.corp.test")
def git_netrc_path(s: Stage) -> None:
    with_repository(s)
    s.write("home/.netrc", f"machine {PRIVATE if s.is_ill else CODE} login robot password s3cr3t\n")


def _instead(target: str, value: str) -> str:
    return f'[url "{target}"]\n\tinsteadOf = {value}\n'


@_git("insteadOf with a login in the project's own .git/config", "in ~/.gitconfig")
def git_local_instead(s: Stage) -> None:
    with_repository(s)
    run(["git", "init", "-q"], s.place.project, s.env)
    place = "project/.git/config" if s.is_ill else "home/gitconfig"
    file = s.place.root / place
    text = file.read_text() if file.exists() else ""
    file.write_text(text + _instead(f"https://{LOGIN}@{CODE}/", f"https://{CODE}/"))


@_git("insteadOf for ssh://git@code.corp.test/", "for https://code.corp.test/")
def git_ssh_instead(s: Stage) -> None:
    with_repository(s)
    s.write(
        "home/gitconfig", _instead(f"https://{LOGIN}@{CODE}/", f"{'ssh://git@' if s.is_ill else 'https://'}{CODE}/")
    )


@_git("insteadOf for git@code.corp.test:", "for https://code.corp.test/")
def git_scp_instead(s: Stage) -> None:
    with_repository(s)
    s.write("home/gitconfig", _instead(f"https://{LOGIN}@{CODE}/", f"git@{CODE}:" if s.is_ill else f"https://{CODE}/"))


@_git("a credential helper for another host", "for this one")
def git_helper(s: Stage) -> None:
    with_repository(s)
    helper = "!f() { echo username=robot; echo password=s3cr3t; }; f"
    s.write("home/gitconfig", f'[credential "https://{"other.test" if s.is_ill else CODE}"]\n\thelper = "{helper}"\n')


@_git("http.extraHeader for another host", "for this one")
def git_header(s: Stage) -> None:
    with_repository(s)
    encoded = base64.b64encode(LOGIN.encode()).decode()
    host = "other.test" if s.is_ill else CODE
    s.write("home/gitconfig", f'[http "https://{host}/"]\n\textraHeader = Authorization: Basic {encoded}\n')


@_git("insteadOf that leads to plain http with a login", "to https with a login", "", "GM952")
def git_login_over_http(s: Stage) -> None:
    with_repository(s)
    s.plain.tree, s.plain.login = s.place.root / "git", LOGIN
    target = s.plain.url.replace("://", f"://{LOGIN}@") if s.is_ill else f"https://{LOGIN}@{CODE}"
    s.write("home/gitconfig", _instead(f"{target}/", f"https://{CODE}/"))


def _pattern(name: str, bad: str) -> None:
    @environment("Patterns", "GM854", "", f"GOPRIVATE=`{bad}`", "GOPRIVATE=`corp.test,*.corp.test`")
    def lay(s: Stage) -> None:
        s.set("GOPRIVATE", bad, "corp.test,*.corp.test")

    ENVIRONMENTS[-1] = __import__("dataclasses").replace(ENVIRONMENTS[-1], name=f"pattern_{name}")


_pattern("quoted", '"corp.test"')
_pattern("single", "'corp.test'")
_pattern("semicolon", "corp.test;other.test")
_pattern("pipe", "corp.test|other.test")
_pattern("blank", "corp.test other.test")
_pattern("after_comma", "other.test, corp.test")
_pattern("scheme", "https://corp.test")
_pattern("port", "corp.test:8443")
_pattern("dots", "corp.test/...")
_pattern("capitals", "Corp.test")


@contextmanager
def staged(lay: Lay, place: Place, ca: trustme.CA, toolchain: str, *, is_ill: bool) -> Iterator[Stage]:
    """The place, laid out, for as long as its servers run."""

    def context(*names: str) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca.issue_cert(*names).configure_cert(made)
        return made

    with ExitStack() as stack:
        plain = stack.enter_context(serve())
        secure, demanding = (stack.enter_context(serve(context("127.0.0.1"))) for _ in range(2))
        named = stack.enter_context(serve(context(HOST)))
        for one in (plain, secure, named):
            one.replies |= whole()
        demanding.replies |= {name: Reply(body=reply.body, login=LOGIN) for name, reply in whole().items()}
        ca.cert_pem.write_to_path(str(place.root / "ca.pem"))
        place.environ |= {
            "GOPROXY": plain.url, "SSL_CERT_FILE": str(place.root / "ca.pem"), "GOTOOLCHAIN": "local",
            "GOFLAGS": "-modcacherw", "GOMODCACHE": str(place.root / "mod"), "GOPATH": str(place.home / "go"),
            "GOTELEMETRY": "off",
        }  # fmt: skip
        (place.project / "main.go").write_text(MAIN)
        stage = Stage(place, is_ill, plain, secure, named, demanding, ca, stack, toolchain)
        lay(stage)
        yield stage
