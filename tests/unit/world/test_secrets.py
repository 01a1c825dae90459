"""What the settings keep secret goes from every text, however it is spelled; and ordinary text stays."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from gomigrate.model.text.shownurl import goproxy_to_fill_in, place, place_names, shown_goproxy, without_paths
from gomigrate.world.base.redact import first_line, redact, said
from gomigrate.world.base.secrets import Secrets, keep_secret, looks_random

TOKEN = "q7Zr2mXk9LpA"
BASE = f"https://dl.example.test/{TOKEN}/acme/letmein/go/"
ENCODED = "".join(f"%{ord(letter):02X}" for letter in TOKEN)


@pytest.fixture(autouse=True)
def settings() -> None:
    keep_secret(Secrets.of_settings({"GOPROXY": f"{BASE},https://proxy.example.org,direct", "HOME": "/home/me"}))


@pytest.mark.parametrize(
    "text",
    [
        f"reading {BASE}github.com/acme/lib/@v/v1.0.0.zip: 403 Forbidden",
        f"reading HTTPS://DL.Example.TEST/{TOKEN}/acme/letmein/go: 404",
        f'Get "{BASE.rstrip("/")}": EOF',
        f"https:\\/\\/dl.example.test\\/{TOKEN}\\/acme\\/letmein\\/go\\/x",
        f"dl.example.test/{TOKEN}/acme/letmein/go",
        f"to=https%3A%2F%2Fdl.example.test%2F{TOKEN}%2Facme",
        quote(quote(BASE, safe=""), safe=""),
        f"https://dl.example.test/{ENCODED}/acme/letmein/go",
        f"https://dl.example.test/{ENCODED.lower()}/x",
        f"signed for {TOKEN.lower()}, no other",
        f"https://other.test/{TOKEN}/file.zip",
        f"https://dl.example.test/x/{TOKEN}",
        f'Get "/{TOKEN}/acme/letmein/go/x": stopped after 10 redirects',
        f"{{'token': '{TOKEN}'}}",
    ],
)
def test_a_token_in_a_path_is_gone(text: str) -> None:
    for shown in (redact(text), said(text), first_line(text)):
        for spelled in (TOKEN, ENCODED, quote(TOKEN)):
            assert spelled.lower() not in shown.lower()
        assert redact(shown) == shown


@pytest.mark.parametrize(
    "text", [f"reading {BASE}x", "https://dl.example.test/letmein/other", 'Get "/acme/letmein/go/x": EOF']
)
def test_a_word_that_is_a_path_alone_is_gone_with_the_path(text: str) -> None:
    assert "letmein" not in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "the acme lib goes into the go folder, let me in",
        "github.com/acme/lib@v1.0.0: reading https://proxy.example.org/github.com/acme/lib/@v/v1.0.0.info: 404",
        "go: downloading github.com/acme/letmein v1.0.0",
        "/home/me/go/src/github.com/acme/go/x.go:3:1: expected 'package', found 'EOF'",
        "dl.example.test is not reached",
        "https://dl.example.test: 404 Not Found",
        "https://github.com/acme/lib/tree/main/go",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert redact(text) == text


def test_the_key_of_a_checksum_database_is_public() -> None:
    key = "sum.golang.test+033de0ae+Ac4zctda0e5eza/HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    assert Secrets.of_settings({"GOSUMDB": key}).hide(f"GOSUMDB={key}") == f"GOSUMDB={key}"


def test_what_follows_the_path_of_a_proxy_is_no_secret() -> None:
    assert redact(f"{BASE}github.com/acme/lib/@v/list") == "https://dl.example.test/…/github.com/acme/lib/@v/list"


@pytest.mark.parametrize(
    ("settings", "secret"),
    [
        ({"GOSUMDB": "sum.test+0a1b2c3d+AbCd https://sum.test/k3yInPath9/db"}, "k3yInPath9"),
        ({"HTTPS_PROXY": "http://robot:pr0xyPass@proxy.test:3128"}, "pr0xyPass"),
        ({"HTTP_PROXY": "robot:pr0xyPass@proxy.test:3128"}, "pr0xyPass"),
        ({"GOPROXY": "goproxy.test/n0sch3m3T0ken/go|direct"}, "n0sch3m3T0ken"),
        ({"GOPROXY": "https://us3rT0ken99@goproxy.test/go"}, "us3rT0ken99"),
        ({"GOPROXY": "https://goproxy.test/a%20b%2Fs3cr3tPart/go"}, "s3cr3tPart"),
        ({"GOPROXY": "file:///mnt/s3cr3tFold3r/proxy"}, "s3cr3tFold3r"),
        ({"GOPROXY": "https://goproxy.test/geheimnisvollerpfad/go"}, "geheimnisvollerpfad"),
    ],
)
def test_every_setting_that_can_hold_a_secret_is_looked_at(settings: dict[str, str], secret: str) -> None:
    secrets = Secrets.of_settings(settings)
    for url in settings.values():
        text = f"failed: {url}: 500"
        assert secret not in said(secrets.hide(text))
    assert secret not in repr(secrets)


def test_the_users_own_folders_are_no_secrets() -> None:
    home = "/tmp/x9Kq2Lm7Pw/home"
    secrets = Secrets.of_settings({"GOPROXY": f"file://{home}/go/pkg/mod/cache/download", "HOME": home})
    assert secrets.hide(f"{home}/project: no such folder") == f"{home}/project: no such folder"
    assert secrets.hide(f"reading file://{home}/go/pkg/mod/cache/download/x: no") == "reading file://…/x: no"


@pytest.mark.parametrize(
    "word",
    [TOKEN, "TOKEN-S3CRET", "550e8400-e29b-41d4-a716-446655440000", "0123456789abcdef0123", "xkqzvbnmwrtp", "aB3dE5gH"],
)
def test_a_token_looks_like_one(word: str) -> None:
    assert looks_random(word)


@pytest.mark.parametrize(
    "word",
    [
        *("go", "goproxy", "api", "v1", "artifactory", "go-virtual", "team42", "acme-go-2024", "repository"),
        *("go.internal", "GolangProxy", "modules-release", "nexus3", "my_team", "k8s-proxy", "proxy-eu-west-1"),
        *("internalGoModules",),
    ],
)
def test_a_name_that_was_chosen_does_not(word: str) -> None:
    assert not looks_random(word)


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        (BASE, "https://dl.example.test"),
        ("https://u:p@h.test:8443/x?y#z", "https://h.test:8443"),
        ("http://[::1]:80/x", "http://[::1]:80"),
        ("file:///home/me/proxy", "file://…"),
        ("https:/h.test/x", "…"),
        ("nonsense", "…"),
    ],
)
def test_place(url: str, wanted: str) -> None:
    assert place(url) == wanted


def test_two_proxies_of_one_host_are_told_apart() -> None:
    urls = ("https://h.test/a", "https://g.test", "https://h.test/b", "direct")
    assert place_names(urls) == ("https://h.test (1 of 2)", "https://g.test", "https://h.test (2 of 2)", "direct")
    assert shown_goproxy("h.test/a|https://u:p@g.test/x,off") == "https://h.test|https://g.test,off"
    assert goproxy_to_fill_in("https://h.test/a|https://g.test,file:///x,direct") == (
        "https://h.test/…|https://g.test,file://…,direct"
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("https://h.test/t/go: x@v1 (.zip): 404", "https://h.test/…: x@v1 (.zip): 404"),
        ("GET https://h.test/t/x -> 200, by way of https://g.test/s?k=1", None),
        ("file:///a b/c, d: x@v1: found", "file://…: x@v1: found"),
        ('GOPROXY "https://h.test/a,b|https://g.test/c"', 'GOPROXY "https://h.test/…|https://g.test/…"'),
        (
            "see https://github.com/acme/lib and https://go.dev/ref/mod.",
            "see https://github.com/acme/lib and https://go.dev/ref/mod.",
        ),
        ("https://h.test. No more", "https://h.test. No more"),
        ("(https://h.test/x)", "(https://h.test/…)"),
    ],
)
def test_urls_in_a_text_are_cut_behind_the_host(text: str, wanted: str | None) -> None:
    wanted = wanted or "GET https://h.test/… -> 200, by way of https://g.test/…"
    assert without_paths(text) == wanted
    assert without_paths(wanted) == wanted
