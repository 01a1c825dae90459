"""Which proxy a request uses: ours, and the code that the go command's own requests ask."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gomigrate.world.net.httpproxy import CgiProxyError, HttpProxies
from tests.fakeworld.environment import closed_environment, run

pytestmark = pytest.mark.go

COUNT = 6000
SEED = 27
HOSTS = (
    "corp.test", "git.corp.test", "a.git.corp.test", "xcorp.test", "CORP.test", "localhost", "a.localhost",
    "127.0.0.1", "127.9.9.9", "10.1.2.3", "10.200.0.1", "192.168.1.1", "[::1]", "[fe80::1]", "[2001:db8::5]",
    "[::ffff:10.1.2.3]", "[::ffff:127.0.0.1]", "b\u00fccher.test", "corp.test.", "test", "[fe80::1%25eth0]",
)  # fmt: skip
PORTS = ("", "", ":80", ":443", ":8443")
SPARED = (
    "*", "corp.test", ".corp.test", "*.corp.test", "corp.test:8443", ".corp.test:443", "*.corp.test:80", "*corp.test",
    "CORP.TEST", "test", ".test", "10.0.0.0/8", "10.1.2.3/8", "10.1.2.3", "10.1.2.3:443", "192.168.1.*",
    "2001:db8::/32", "[2001:db8::5]", "[2001:db8::5]:443", "2001:db8::5", "::ffff:10.0.0.0/104", "::ffff:10.1.2.3",
    "::/0", "0.0.0.0/0", "10.0.0.0/255.0.0.0", "010.1.2.3", "10.0.0.0/33", "10.0.0.0/08", "corp.test/",
    "https://corp.test", ":443", ".", "*.", "localhost", "b\u00fccher.test", "xn--bcher-kva.test", "git.corp.test.",
    "corp.test.", "", " ", "corp.test corp2.test", "fe80::1", "fe80::1%eth0", "[corp.test]", "[corp.test]:443",
    "corp.test:", "corp.test:https", "a:b:c",
)  # fmt: skip
PROXIES = (
    "http://p.test", "http://p.test:3128", "https://p.test:8443", "socks5://p.test", "socks5h://p.test:1080",
    "p.test:3128", "p.test", "127.0.0.1:3128", "[::1]:3128", "http://[::1]:3128", "http://user:p%40ss@p.test:1",
    "http://user@p.test", "user:pass@p.test:3128", "SOCKS5://P.test", "socks4://p.test:1", "ftp://p.test", "http://",
    "http:///x", "http:p.test", "://p.test", ":3128", "http://p.test:port", "http://p.test:", "http://%zz",
    "http://a b:1", "http://p.test/%zz", "http://p.test/path?q#f", "p.test/x:1", "//p.test:1",
    "http://us er:x@p.test", "socks5://a:1:2", "localhost:3128", "-", "http://@p.test", "http://:@p.test",
    "http://:x@p.test", "http://u@v@p.test", "http://[p]:1", "http://[fe80::1%25eth0]:1", "http://[1.2.3.4]:1",
    "http://p_q.test", "http://b\u00fccher.test:1", "http://p%41:1", "http://p\x01.test", "*", "mailto:x@p.test",
    "http://p.test?x", "http://p.test#x", "direct", "none", "s://::",
)  # fmt: skip


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path) -> Path:
    """The driver, built from the sources that lie in this Go installation: nothing is downloaded."""
    folder = tmp_path_factory.mktemp("proxies")
    go = shutil.which("go") or "go"
    env = {**closed_environment(folder / "home", [folder / "gopath"], shared_gocache), "GOPROXY": "off", "GOFLAGS": ""}
    library = Path(run([go, "env", "GOROOT"], folder, env).strip()) / "src/vendor/golang.org/x"
    if not (library / "net/http/httpproxy").is_dir():
        pytest.skip("this Go installation has not the source of the standard library")
    source = folder / "driver"
    shutil.copytree(Path(__file__).parent / "proxydriver", source)
    lines = ["module ex.test/driver", "go 1.24"]
    for name, parts in {"net": ("http/httpproxy", "idna"), "text": ("secure", "transform", "unicode")}.items():
        for part in parts:
            shutil.copytree(library / name / part, source / name / part)
        (source / name / "go.mod").write_text(f"module golang.org/x/{name}\n\ngo 1.24\n")
        lines += [f"require golang.org/x/{name} v0.0.0", f"replace golang.org/x/{name} => ./{name}"]
    (source / "go.mod").write_text("\n".join(lines) + "\n")
    (source / "net" / "go.mod").write_text("module golang.org/x/net\n\ngo 1.24\n\nrequire golang.org/x/text v0.0.0\n")
    run([go, "build", "-o", "driver", "."], source, env)
    return source / "driver"


def theirs(program: Path, questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    text = "".join(json.dumps(question) + "\n" for question in questions)
    done = subprocess.run([program], input=text, capture_output=True, text=True, encoding="utf-8", check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def ours(question: dict[str, Any]) -> dict[str, Any]:
    """The same answer as the driver gives."""
    nothing = {"None": False, "Refused": False, "Scheme": "", "Host": "", "User": "", "Password": "",
               "HasUser": False, "HasPassword": False}  # fmt: skip
    try:
        proxy = HttpProxies.of(question["Environ"]).proxy_for(question["URL"])
    except CgiProxyError:
        return nothing | {"Refused": True}
    if proxy is None:
        return nothing | {"None": True}
    return nothing | {
        "Scheme": proxy.scheme, "Host": proxy.host, "User": proxy.user or "", "Password": proxy.password or "",
        "HasUser": proxy.user is not None, "HasPassword": proxy.password is not None,
    }  # fmt: skip


def made(rng: random.Random) -> dict[str, Any]:
    environ = {}
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        for spelled in (name, name.lower()):
            if rng.random() < 0.6:
                environ[spelled] = rng.choice((*PROXIES, ""))
    for spelled in ("NO_PROXY", "no_proxy"):
        if rng.random() < 0.6:
            blank = rng.choice(("", " ", "\t"))
            environ[spelled] = f",{blank}".join(rng.choice(SPARED) for _ in range(rng.randrange(4)))
    if rng.random() < 0.1:
        environ["REQUEST_METHOD"] = rng.choice(("GET", ""))
    environ["ALL_PROXY"] = "http://all.test"
    return {"Environ": environ, "URL": f"{rng.choice(('http', 'https'))}://{rng.choice(HOSTS)}{rng.choice(PORTS)}/x"}


def test_each_pattern_and_each_proxy_alone(program: Path) -> None:
    questions: list[dict[str, Any]] = [
        {"Environ": {"HTTPS_PROXY": "http://p.test", "NO_PROXY": spared}, "URL": f"https://{host}{port}/x"}
        for spared in SPARED
        for host in HOSTS
        for port in PORTS
    ]
    questions += [{"Environ": {"http_proxy": proxy}, "URL": "http://corp.test/"} for proxy in PROXIES]
    wrong = [
        (q, ours(q), said) for q, said in zip(questions, theirs(program, questions), strict=True) if ours(q) != said
    ]
    assert wrong == []


def test_made_environments(program: Path) -> None:
    rng = random.Random(SEED)
    questions = [made(rng) for _ in range(COUNT)]
    answered = theirs(program, questions)
    wrong = [(q, ours(q), said) for q, said in zip(questions, answered, strict=True) if ours(q) != said]
    assert wrong == []
    assert len({json.dumps(said) for said in answered}) > len(PROXIES) // 2
