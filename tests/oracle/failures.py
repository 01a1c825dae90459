"""Projects that fail to build, each in one way, for a real go command: what `sum --log` is to call the failure.

Nothing leaves the machine: the modules are in a folder, the servers on the loopback.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import ssl
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import trustme

from tests.unit.sumdb.fakedatabase import FakeDatabase, sums_of
from tests.unit.world.fakeproxy import Reply, module, serve, text, write_proxy

A, B = "example.com/a", "example.com/b"
SPLIT = "example.com/split"
LOGIN = "<!DOCTYPE html>\n<html><body>please log in</body></html>\n"


@dataclass(frozen=True)
class Case:
    """A project, a command, and the failures that its log tells (kind/case); with the environment beside that of `run`,
    in which the names of the servers stand in braces. `about` is named in it."""

    kind: str
    files: Mapping[str, str]
    words: Sequence[str] = ("build", "./...")
    environ: Mapping[str, str] = field(default_factory=dict)
    about: str = ""
    at: str = ""
    since: int = 11
    until: int = 99


def published() -> dict[str, Reply]:
    """What the proxy has."""
    modules: dict[str, Reply] = {}
    for path, files in {
        A: {"go.mod": f"module {A}\n", "a.go": "package a\n", "internal/x/x.go": "package x\n"},
        B: {"go.mod": f"module {B}\n\nrequire {A} v1.0.0\n", "b.go": f'package b\n\nimport _ "{A}"\n'},
        "example.com/moved": {"go.mod": "module example.org/elsewhere\n", "m.go": "package moved\n"},
        SPLIT: {"go.mod": f"module {SPLIT}\n", "sub/s.go": "package sub\n"},
        f"{SPLIT}/sub": {"go.mod": f"module {SPLIT}/sub\n", "s.go": "package sub\n"},
        "example.com/new": {"go.mod": "module example.com/new\n\ngo 1.99\n", "n.go": "package n\n"},
        "example.com/tool": {
            "go.mod": f"module example.com/tool\n\nreplace {A} => {A} v1.0.0\n",
            "main.go": "package main\n\nfunc main() {}\n",
        },
        "example.com/odd": {"go.mod": "module example.com/odd\n\nrequire ( x\n", "o.go": "package o\n"},
        "example.com/page": {"go.mod": LOGIN, "p.go": "package p\n"},
        "example.com/noline": {"go.mod": "nothing here\n".replace("nothing here", "// empty"), "p.go": "package p\n"},
    }.items():
        modules |= module(path, "v1.0.0", files)
        modules[f"/{path}/@v/list"] = Reply(body=b"v1.0.0\n")
    back = {"go.mod": "module example.com/back\n\nretract v1.0.0 // it was a mistake\n", "b.go": "package b\n"}
    for version in ("v1.0.0", "v1.0.1"):
        modules |= module("example.com/back", version, back)
    modules["/example.com/back/@v/list"] = Reply(body=b"v1.0.0\nv1.0.1\n")
    modules |= module("example.com/badzip", "v1.0.0", {"go.mod": "module example.com/badzip\n", "b.go": "package b\n"})
    modules["/example.com/badzip/@v/v1.0.0.zip"] = Reply(body=LOGIN.encode())
    return modules


def sums(*paths: str) -> str:
    """The go.sum lines of modules of the proxy."""
    return "".join(sums_of(published(), path, "v1.0.0") for path in paths)


def main_module(*paths: str, more: str = "", go: str = "1.21") -> str:
    """A go.mod that requires these."""
    return f"module example.com/main\n\ngo {go}\n\n" + "".join(f"require {path} v1.0.0\n" for path in paths) + more


def importing(*paths: str) -> str:
    """A main package that imports these."""
    return "package main\n\n" + "".join(f'import _ "{path}"\n' for path in paths) + "\nfunc main() {}\n"


def wrong(lines: str) -> str:
    """go.sum lines with another first hash of the right length."""
    first, _, rest = lines.partition("h1:")
    return f"{first}h1:{'A' * 43}={rest[44:]}"


GOOD = {"go.mod": main_module(A), "go.sum": sums(A), "main.go": importing(A)}
EMPTY = {"go.mod": main_module(), "main.go": importing()}
GIT = "example.com/team/lib.git"
WORK = {
    "a/go.mod": "module example.com/wa\n\ngo 1.18\n",
    "a/a.go": "package a\n",
    "b/go.mod": "module example.com/wb\n\ngo 1.18\n",
    "b/b.go": "package b\n",
    "go.work": "go 1.18\n\nuse ./a\n",
}
IN_WORK = {"GOWORK": ""}
DOWNLOAD = ("mod", "download")
PLAIN_A = {"go.mod": main_module(A), "main.go": importing(A)}


def _name_of(url: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", url.lower()).strip("-")


def by_git(url: str) -> Case:
    """A module of example.com whose page says that its repository is at another URL."""
    return Case(
        "",
        EMPTY,
        ("get", f"example.com/{_name_of(url)}/lib@v1.0.0"),
        {
            "GOPROXY": "direct",
            "GOINSECURE": "example.com",
            "HTTP_PROXY": "{http}",
            "HTTPS_PROXY": "{http}",
            "NO_PROXY": "127.0.0.1,git.invalid",
        },
        since=18,
    )


BY_FOLDER = {
    "GOPROXY": "direct",
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "url.file://{repo}.insteadOf",
    "GIT_CONFIG_VALUE_0": "https://example.com/team/lib",
}
"""An environment in which git finds the repository of GIT in a folder."""

_GET = ("get", f"{GIT}@v1.0.0")
_GIT_URLS = (
    *(f"{{http}}/status/{status}/lib" for status in (401, 403, 404)),
    *("http://127.0.0.1:1/lib", "http://git.invalid/lib", "{tls}/lib", "ssh://git@127.0.0.1:1/lib"),
)

CASES = {
    # Hashes and the checksum database.
    "missing go.mod entry": Case(
        "missing-go-sum-entry", {**GOOD, "go.sum": ""}, ("list", "-m", "all"), about=A, since=16
    ),
    "missing zip entry": Case("missing-go-sum-entry/package", {**GOOD, "go.sum": ""}, about=A, since=16),
    "missing package entry": Case(
        "missing-go-sum-entry/package", {**GOOD, "go.sum": sums(A).splitlines()[1] + "\n"}, about=A, since=16
    ),
    "go.sum mismatch": Case("checksum-mismatch", {**GOOD, "go.sum": wrong(sums(A))}, (*DOWNLOAD, A), about=A),
    "go.mod mismatch": Case(
        "checksum-mismatch",
        {**GOOD, "go.sum": sums(A).splitlines()[0] + "\n" + wrong(sums(A).splitlines()[1]) + "\n"},
        about=A,
    ),
    "database mismatch": Case(
        "checksum-mismatch-database", PLAIN_A, (*DOWNLOAD, A), {"GOSUMDB": "{lying}"}, about=A, since=13
    ),
    "database has no record": Case(
        "database-missing", PLAIN_A, (*DOWNLOAD, A), {"GOSUMDB": "{empty}"}, about=A, since=13
    ),
    "database refuses": Case(
        "database-missing/refused", PLAIN_A, (*DOWNLOAD, A), {"GOSUMDB": "{key} {http}/status/403"}, since=13
    ),
    "database unreachable": Case(
        "database-missing/unreachable", PLAIN_A, (*DOWNLOAD, A), {"GOSUMDB": "{key} http://127.0.0.1:1"}, since=13
    ),
    "database is a login page": Case(
        "database/answer", PLAIN_A, (*DOWNLOAD, A), {"GOSUMDB": "{key} {http}/page"}, since=13
    ),
    "GOSUMDB is no key": Case("settings/gosumdb", PLAIN_A, (*DOWNLOAD, A), {"GOSUMDB": "sum.corp+00+x"}, since=13),
    "merge conflict in go.sum": Case(
        "go-sum-malformed", {**GOOD, "go.sum": f"<<<<<<< HEAD\n{sums(A)}=======\n>>>>>>> x\n"}
    ),
    # go.mod.
    "go.mod updates": Case(
        "go-mod-updates", {"go.mod": main_module(B), "go.sum": sums(A, B), "main.go": importing(B)}, since=21
    ),
    "unknown directive": Case(
        "go-mod-malformed", {**GOOD, "go.mod": "module example.com/main\n\nrequires x\n"}, since=13
    ),
    "merge conflict in go.mod": Case(
        "go-mod-malformed/conflict", {**GOOD, "go.mod": f"module m\n<<<<<<< HEAD\nrequire {A} v1.0.0\n=======\n>>>>>>> x\n"}, since=13
    ),
    "login page as go.mod": Case("go-mod-malformed/login-page", {**GOOD, "go.mod": LOGIN}, since=13),
    "go line of no form": Case("go-mod-malformed", {**GOOD, "go.mod": "module m\n\ngo 1.x\n"}, since=13),
    "dependency's go.mod is a page": Case(
        "go-mod/login-page", GOOD, ("get", "example.com/page@v1.0.0"), about="example.com/page", since=13
    ),
    "dependency's go.mod is empty": Case(
        "go-mod/login-page", GOOD, ("get", "example.com/noline@v1.0.0"), about="example.com/noline", since=16
    ),
    "dependency's go.mod is broken": Case(
        "go-mod/dependency", GOOD, ("get", "example.com/odd@v1.0.0"), about="example.com/odd", since=13
    ),
    "no go.mod": Case("no-main-module", {"main.go": importing()}, ("mod", "tidy"), since=13),
    "no go.mod for a folder": Case("no-main-module/folder", {"main.go": importing()}, since=16),
    "legacy project": Case("no-main-module/legacy", {"main.go": importing(), "Gopkg.lock": ""}, ("mod", "tidy"), since=13, until=13),
    "folder of another module": Case(
        "no-module/own", {**GOOD, "sub/go.mod": "module sub\n", "sub/s.go": "package sub\n"}, ("build", "./sub"), since=17
    ),
    # go.work.
    "go.work does not use us": Case("workspace/not-used", WORK, ("build", "./..."), IN_WORK, at="b", since=18),
    "go.work and -mod=mod": Case("workspace/mod-flag", WORK, ("build", "-mod=mod", "./a"), IN_WORK, since=18),
    "go.work uses a folder that is not there": Case(
        "workspace/folder", {**WORK, "go.work": "go 1.18\n\nuse ./gone\n"}, ("build", "./a"), IN_WORK, since=18
    ),
    "go.work replaces two ways": Case(
        "workspace/conflict",
        {
            **WORK,
            "go.work": "go 1.18\n\nuse (\n\t./a\n\t./b\n)\n",
            "a/go.mod": "module example.com/wa\n\ngo 1.18\n\nreplace example.com/z => ../z1\n",
            "b/go.mod": "module example.com/wb\n\ngo 1.18\n\nreplace example.com/z => ../z2\n",
        },
        ("build", "./a"),
        IN_WORK,
        since=18,
    ),
    "go.work is broken": Case(
        "go-mod-malformed", {**WORK, "go.work": "go 1.18\n\nuses ./a\n"}, ("build", "./a"), IN_WORK, since=18
    ),
    "go.work is older than its modules": Case(
        "go-version/go-work",
        {**WORK, "a/go.mod": "module example.com/wa\n\ngo 1.21.5\n"},
        ("build", "./a"),
        IN_WORK,
        since=21,
    ),
    "go mod vendor in a workspace": Case("workspace/command", WORK, ("mod", "vendor"), IN_WORK, since=22),
    # vendor.
    "inconsistent vendoring": Case("vendoring", {**GOOD, "vendor/modules.txt": "# example.com/z v1.0.0\n"}, since=14),
    "package not vendored": Case(
        "vendor-package-missing",
        {
            "go.mod": main_module(A),
            "main.go": importing("example.com/z"),
            "vendor/modules.txt": f"# {A} v1.0.0\n## explicit\n",
        },
        ("build", "-mod=vendor", "./..."),
        since=14,
    ),
    "all of a vendor folder": Case(
        "vendoring/all",
        {"go.mod": "module m\n\ngo 1.21\n", "m.go": "package m\n", "vendor/modules.txt": ""},
        ("list", "-mod=vendor", "-m", "all"),
        since=14,
    ),
    "query with a vendor folder": Case(
        "vendoring/query",
        {"go.mod": "module m\n\ngo 1.21\n", "m.go": "package m\n", "vendor/modules.txt": ""},
        ("list", "-mod=vendor", "-m", f"{A}@v1.0.0"),
        since=14,
    ),
    # replace.
    "replace folder is not there": Case(
        "replace/folder", {**GOOD, "go.mod": main_module(A, more=f"replace {A} => ../nowhere\n")}, about=A
    ),
    "replace folder has no go.mod": Case(
        "replace/folder",
        {**GOOD, "go.mod": main_module(A, more=f"replace {A} => ./empty\n"), "empty/x.txt": ""},
        about=A,
    ),
    "install with replace": Case("replace/install", {}, ("install", "example.com/tool@v1.0.0"), since=16),
    # Paths and versions.
    "declares its path": Case("declares-path", GOOD, ("get", "example.com/moved@v1.0.0"), about="example.com/moved"),
    "post-v1": Case("post-v1", {**GOOD, "go.mod": main_module(more=f"require {A} v2.0.0\n")}, since=14),
    "zero pseudo-version": Case(
        "pseudo-version", EMPTY, ("get", f"{GIT}@v0.0.0-20180101000000-{{commit}}"), BY_FOLDER, since=13
    ),
    "unknown revision": Case("unknown-revision", EMPTY, ("get", f"{GIT}@v9.9.9"), BY_FOLDER, since=13),
    "unknown branch": Case("unknown-revision", EMPTY, ("get", f"{GIT}@nobranch"), BY_FOLDER),
    "no matching version": Case("unknown-revision", GOOD, ("get", f"{A}@>v3.0.0"), since=13),
    "retracted": Case("retracted", GOOD, ("get", "example.com/back@v1.0.0"), about="example.com/back", since=16),
    # Imports.
    "no required module": Case("no-required-module", {**GOOD, "main.go": importing(B)}, about=B, since=16),
    "replaced, not required": Case(
        "no-required-module/replaced",
        {
            "go.mod": f"module m\n\ngo 1.21\n\nreplace {A} => ./a\n",
            "main.go": importing(A),
            "a/go.mod": f"module {A}\n",
            "a/a.go": "package a\n",
        },
        since=16,
    ),
    "no module": Case(
        "no-module",
        {**GOOD, "go.mod": main_module(A, go="1.16"), "main.go": importing("example.com/nowhere")}, ("mod", "tidy"), about="example.com/nowhere"
    ),
    "no package in module": Case("no-module/version", GOOD, ("get", f"{A}/sub@v1.0.0"), about=A, since=13),
    "ambiguous import": Case(
        "ambiguous-import",
        {
            "go.mod": main_module(SPLIT, f"{SPLIT}/sub"),
            "go.sum": sums(SPLIT, f"{SPLIT}/sub"),
            "main.go": importing(f"{SPLIT}/sub"),
        },
        about=f"{SPLIT}/sub",
    ),
    "not std": Case("not-std", {**GOOD, "main.go": importing("nosuch/thing")}, about="nosuch/thing", since=14),
    "internal": Case("internal", {**GOOD, "main.go": importing(f"{A}/internal/x")}, about=f"{A}/internal/x"),
    "import cycle": Case(
        "import-cycle",
        {
            "go.mod": main_module(),
            "x/x.go": 'package x\n\nimport _ "example.com/main/y"\n',
            "y/y.go": 'package y\n\nimport _ "example.com/main/x"\n',
        },
    ),
    "relative import": Case(
        "not-a-host/relative", {"go.mod": main_module(), "main.go": importing("./lib"), "lib/l.go": "package lib\n"}
    ),
    "case": Case(
        "case",
        {
            "go.mod": main_module(),
            "main.go": importing("example.com/main/log", "example.com/main/Log"),
            "log/l.go": "package log\n",
            "Log/l.go": "package log\n",
        },
    ),
    "malformed path": Case("not-a-host", GOOD, ("get", "acme/lib@v1.0.0"), since=13),
    "no such file": Case("no-file", GOOD, ("run", "nothere.go"), since=16),
    "no Go file": Case("no-file", {"go.mod": main_module(), "x/y.txt": ""}, ("build", "./x"), since=13),
    # Proxies and servers.
    "no such version": Case("gone/folder", GOOD, ("get", f"{A}@v1.9.9"), about=f"{A}@v1.9.9", since=13),
    "proxy off": Case("proxy-off", PLAIN_A, DOWNLOAD, {"GOPROXY": "off"}, about=f"{A}@v1.0.0", since=13),
    "proxy off, a branch": Case(
        "proxy-off/branch", {"go.mod": main_module(more=f"require {A} main\n"), "main.go": importing(A)}, DOWNLOAD, {"GOPROXY": "off"}, since=13
    ),
    "proxy off, a package": Case(
        "proxy-off/package", {"go.mod": main_module(go="1.16"), "main.go": importing("example.com/q")}, ("mod", "tidy"), {"GOPROXY": "off"}, since=14
    ),
    **{
        f"status {status}": Case(kind, PLAIN_A, DOWNLOAD, {"GOPROXY": f"{{http}}/status/{status}"}, about=A, since=13)
        for status, kind in {
            400: "refused", 401: "refused", 403: "refused", 404: "gone", 407: "refused", 409: "refused", 410: "gone",
            429: "refused/server", 451: "refused", 500: "refused/server", 502: "refused/server", 503: "refused/server",
        }.items()
    },
    "proxy is a login page": Case(
        "refused/login-page", {**GOOD}, ("list", "-m", f"{A}@v1.0.0"), {"GOPROXY": "{http}/page"}, since=17
    ),
    "zip is a login page": Case(
        "zip/login-page",
        {"go.mod": main_module("example.com/badzip"), "main.go": importing("example.com/badzip")},
        (*DOWNLOAD, "example.com/badzip"),

    ),
    "proxy speaks of the cause": Case(
        "credentials", PLAIN_A, DOWNLOAD, {"GOPROXY": "{http}/told"}, about=A, since=15
    ),
    "proxy is too slow": Case("gone/slow", PLAIN_A, DOWNLOAD, {"GOPROXY": "{http}/slow"}, about=A, since=15),
    "connection refused": Case(
        "unreachable", PLAIN_A, DOWNLOAD, {"GOPROXY": "http://127.0.0.1:1"}, about=f"{A}@v1.0.0"
    ),
    "connection reset": Case("unreachable/broken", PLAIN_A, DOWNLOAD, {"GOPROXY": "{http}/reset"}, about=A),
    "half a zip": Case("unreachable/broken", PLAIN_A, (*DOWNLOAD, A), {"GOPROXY": "{http}/half"}, about=A),
    "no such host": Case("unreachable/name", PLAIN_A, DOWNLOAD, {"GOPROXY": "http://proxy.invalid"}),
    "HTTP proxy refuses the connection": Case(
        "unreachable/http-proxy",
        PLAIN_A,
        DOWNLOAD,
        {"GOPROXY": "https://proxy.example", "HTTPS_PROXY": "http://127.0.0.1:1"},
    ),
    "HTTP proxy forbids": Case(
        "refused/http-proxy", PLAIN_A, DOWNLOAD, {"GOPROXY": "https://proxy.example", "HTTPS_PROXY": "{http}"}
    ),
    "GOPROXY is empty": Case("settings/goproxy", PLAIN_A, DOWNLOAD, {"GOPROXY": ","}, since=13),
    "GOPROXY without a scheme": Case("settings/goproxy", PLAIN_A, DOWNLOAD, {"GOPROXY": "corpproxy"}, since=13),
    "unknown authority": Case("certificate", PLAIN_A, DOWNLOAD, {"GOPROXY": "{tls}"}, about=A),
    "expired certificate": Case(
        "certificate/expired", PLAIN_A, DOWNLOAD, {"GOPROXY": "{expired}", "SSL_CERT_FILE": "{ca}"}
    ),
    "certificate of another name": Case(
        "certificate/name", PLAIN_A, DOWNLOAD, {"GOPROXY": "{named}", "SSL_CERT_FILE": "{ca}"}
    ),
    "plain HTTP where TLS is expected": Case("tls/plain", PLAIN_A, DOWNLOAD, {"GOPROXY": "{https}"}, since=12),
    # git and ssh.
    "git is asked for a password": replace(by_git("{http}/status/401/lib"), kind="credentials"),
    "git is forbidden": replace(by_git("{http}/status/403/lib"), kind="credentials/no-access"),
    "git finds none": replace(by_git("{http}/status/404/lib"), kind="gone/repository"),
    "git fails to connect": replace(by_git("http://127.0.0.1:1/lib"), kind="unreachable"),
    "git finds no host": replace(by_git("http://git.invalid/lib"), kind="unreachable/name"),
    "git and an unknown authority": replace(by_git("{tls}/lib"), kind="certificate"),
    "ssh fails to connect": replace(by_git("ssh://git@127.0.0.1:1/lib"), kind="unreachable"),
    "no git": Case("no-git", EMPTY, _GET, {"GOPROXY": "direct", "PATH": "/nowhere"}, until=19),
    "no git, and Go 1.20": Case("no-git/missing", EMPTY, _GET, {"GOPROXY": "direct", "PATH": "/nowhere"}, since=20),
    "GOVCS": Case("settings/govcs", EMPTY, _GET, {"GOPROXY": "direct", "GOVCS": "*:off"}, since=16),
    "no page of the import path": Case(
        "unreachable/name", GOOD, ("get", "nosuch.invalid/x@v1.0.0"), {"GOPROXY": "direct"}, since=13
    ),
    # The Go that runs and that is wanted.
    "dependency needs newer Go": Case("go-version/local", GOOD, ("get", "example.com/new@v1.0.0"), since=21),
    "go.mod needs newer Go": Case("go-version/local", {**GOOD, "go.mod": main_module(A, go="1.99")}, since=21),
    "go.mod needs newer Go, to an old one": Case(
        "go-version/note", {"go.mod": main_module(go="1.99"), "main.go": "package main\n\nfunc main() { nope() }\n"}, since=12, until=20
    ),
    "go mod tidy of an old one": Case(
        "go-version/tidy", {**GOOD, "go.mod": main_module(A, go="1.99")}, ("mod", "tidy"), since=17, until=20
    ),
    "toolchain line, to an old one": Case(
        "go-version/directive", {**GOOD, "go.mod": "module m\n\ntoolchain go1.21.0\n"}, since=13, until=20
    ),
    "go line of three numbers, to an old one": Case(
        "go-version/line", {**GOOD, "go.mod": "module m\n\ngo 1.21.0\n"}, since=13, until=20
    ),
    "toolchain is not in PATH": Case(
        "go-version/path", {**GOOD, "go.mod": main_module(A, go="1.99.1")}, environ={"GOTOOLCHAIN": "path"}, since=21
    ),
    "toolchain that the proxy has not": Case(
        "go-version/not-there",
        {**GOOD, "go.mod": main_module(A, go="1.99.1")},
        environ={"GOTOOLCHAIN": "auto", "GOSUMDB": "{key} {http}/page"},
        since=21,
    ),
    "toolchain that the proxy refuses": Case(
        "refused/toolchain",
        {**GOOD, "go.mod": main_module(A, go="1.99.1")},
        environ={"GOTOOLCHAIN": "auto", "GOPROXY": "{http}/status/403"},
        since=21,
    ),
    "GOTOOLCHAIN is none": Case("go-version/setting", GOOD, environ={"GOTOOLCHAIN": "1.22"}, since=21),
    "std package of a newer Go": Case("not-std", {"go.mod": main_module(), "main.go": importing("simd/nope")}, since=14),
    "language of the go line": Case(
        "go-version/lang",
        {"go.mod": "module m\n\ngo 1.16\n", "m.go": "package m\n\nfunc f[T any](t T) {}\n"},
        since=18,
    ),
    # Settings, caches.
    "GOFLAGS without a dash": Case("settings/goflags", GOOD, environ={"GOFLAGS": "vendor"}),
    "GOFLAGS unknown": Case("settings/goflags", GOOD, environ={"GOFLAGS": "-nosuch"}, since=11),
    "GO111MODULE=off": Case("settings/go111module", GOOD, (*DOWNLOAD, A), {"GO111MODULE": "off"}, since=16),
    "GO111MODULE is none": Case("settings/go111module", GOOD, environ={"GO111MODULE": "maybe"}),
    "GOPATH mode and -mod": Case(
        "settings/gopath-mode", GOOD, ("build", "-mod=vendor", "./..."), {"GO111MODULE": "off"}, since=13
    ),
    "relative GOPATH": Case("settings/gopath", GOOD, environ={"GOPATH": "gopath"}),
    "unknown platform": Case("settings/platform", GOOD, environ={"GOOS": "amiga"}),
    "relative GOWORK": Case("settings/gowork", GOOD, environ={"GOWORK": "go.work"}, since=18),
    "install without a version": Case("settings/install", {}, ("install", "example.com/x"), since=16),
    "get outside a module": Case("settings/get", {}, ("get", "example.com/x"), since=18),
    "no cache at all": Case(
        "cache/setting", GOOD, environ={"HOME": "", "GOCACHE": "", "GOPATH": "", "XDG_CACHE_HOME": ""}, since=12
    ),
}  # fmt: skip


@contextlib.contextmanager
def servers(root: Path) -> Iterator[dict[str, str]]:
    """The servers and folders by the names that stand in the environments of the cases."""
    write_proxy(root / "proxy", published())
    commit = repository(root / "repo")
    authority = trustme.CA()
    (root / "ca.pem").write_bytes(authority.cert_pem.bytes())
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    with (
        serve() as plain,
        serve(_context(trustme.CA().issue_cert("127.0.0.1"))) as tls,
        serve(
            _context(authority.issue_cert("127.0.0.1", not_before=past - datetime.timedelta(days=9), not_after=past))
        ) as expired,
        serve(_context(authority.issue_cert("other.example"))) as named,
    ):
        pages = {
            f"http://example.com/{_name_of(url)}/lib?go-get=1": _meta(url, plain.url, tls.url) for url in _GIT_URLS
        }
        plain.sick = lambda path: pages.get(path) or _sick(path)
        lying = FakeDatabase([(A, "v1.0.0", wrong(sums(A)))])
        empty = FakeDatabase([(B, "v1.0.0", sums(B))])
        plain.replies |= {**lying.replies("/lying"), **empty.replies("/empty")}
        yield {
            "http": plain.url,
            "https": plain.url.replace("http:", "https:"),
            "tls": tls.url,
            "expired": expired.url,
            "named": named.url,
            "ca": str(root / "ca.pem"),
            "key": lying.key,
            "lying": f"{lying.key} {plain.url}/lying",
            "empty": f"{empty.key} {plain.url}/empty",
            "repo": str(root / "repo"),
            "commit": commit[:12],
        }


def _meta(url: str, http: str, tls: str) -> Reply:
    there = filled(url, {"http": http, "tls": tls})
    tag = f'<meta name="go-import" content="example.com/{_name_of(url)}/lib git {there}">'
    return Reply(body=f"<html><head>{tag}</head></html>".encode(), headers={"Content-Type": "text/html"})


def _context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def _sick(path: str) -> Reply | None:
    """What the server says by the first part of the path."""
    first, _, rest = path.lstrip("/").partition("/")
    if first == "status":
        return Reply(status=int(rest.partition("/")[0]))
    told = {
        "page": Reply(body=LOGIN.encode(), headers={"Content-Type": "text/html"}),
        "reset": Reply(is_reset=True),
        "told": text(
            404,
            f"not found: {A}@v1.0.0: invalid version: git ls-remote -q origin in /tmp/gopath/pkg/mod/cache/vcs/ab: exit status 128:\n"
            "\tfatal: could not read Username for 'https://github.com': terminal prompts disabled\n"
            "Confirm the import path was entered correctly.\n",
        ),
        "slow": text(404, "not found: fetch timed out"),
    }
    if first == "half":
        good = published().get(f"/{rest}")
        return Reply(body=good.body, declared=len(good.body) + 9) if good and rest.endswith(".zip") else good
    return told.get(first)


def repository(folder: Path) -> str:
    """A repository with one commit and a tag; the commit."""
    folder.mkdir()
    (folder / "go.mod").write_text(f"module {GIT}\n")
    day = "2020-01-02T03:04:05Z"
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        **{
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "A"), ("EMAIL", "a@example.com"), ("DATE", day))
        },
    }
    for words in (("init", "-q"), ("add", "go.mod"), ("commit", "-qm", "first"), ("tag", "v1.0.0")):
        subprocess.run(["git", *words], cwd=folder, env=environ, check=True, capture_output=True)
    said = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=folder, env=environ, check=True, capture_output=True, text=True
    )
    return said.stdout.strip()


def log_of(go: str, place: Path, root: Path, case: Case, named: Mapping[str, str]) -> str | None:
    """What a real go command says about a case, None where it does not fail: laid out in the folder `place`; `root` is that of the servers."""
    place.mkdir(parents=True, exist_ok=True)
    for name, content in case.files.items():
        file = place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    asked = {name: filled(value, named) for name, value in case.environ.items()}
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(place),
        "GOENV": "off",
        "GOPATH": str(place / "gopath"),
        "GOCACHE": str(root / "gocache"),
        "GOPROXY": f"file://{root / 'proxy'}",
        "GOSUMDB": "off",
        "GOFLAGS": "-modcacherw" if minor_of(go) >= 14 else "",
        "GO111MODULE": "on",
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_SSH_COMMAND": "ssh -oBatchMode=yes -oStrictHostKeyChecking=yes -oConnectTimeout=5",
        **asked,
    }
    done = subprocess.run(
        [go, *(filled(word, named) for word in case.words)],
        cwd=place / case.at,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    failed = done.returncode != 0 or case.kind == "retracted"
    return done.stderr + done.stdout if failed else None


def filled(value: str, named: Mapping[str, str]) -> str:
    """The value with the names of servers filled in."""
    return re.sub(r"\{(\w+)\}", lambda name: named[name[1]], value)


def minor_of(go: str) -> int:
    """The minor version of a go command: 26 of 1.26.8."""
    said = subprocess.run(
        [go, "version"],
        env={"HOME": "/", "PATH": "/bin:/usr/bin", "GOTOOLCHAIN": "local"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = re.search(r"go1\.(\d+)", said)
    assert found, said
    return int(found[1])
