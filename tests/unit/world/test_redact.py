"""Secrets go, everything else stays."""

from __future__ import annotations

import pytest

from gomigrate.world.base.redact import first_line, redact, redact_url

SECRET = "hunter2Hunter2"


@pytest.mark.parametrize(
    "text",
    [
        f"https://user:{SECRET}@proxy.test/x",
        f"https://{SECRET}@proxy.test/x",
        f"1234https://u:{SECRET}@proxy.test/x",
        f"_https://u:a/{SECRET}@proxy.test/x",
        f"https://user:p@{SECRET}@proxy.test/x",
        f"https://user:a/{SECRET}@proxy.test/x",
        f"git+ssh://git:{SECRET}@host.test:22/x.git",
        f"fatal: unable to access 'https://u:{SECRET}@host.test/x.git/': The requested URL returned error: 403",
        f"https://a.test,https://u:{SECRET}@b.test|direct",
        f"https://host.test/x?access_token={SECRET}&page=2",
        f"https://host.test/x?page=2&private-token={SECRET}",
        f"https://bucket.test/x?X-Amz-Signature={SECRET}&X-Amz-Credential={SECRET}",
        f"https://bucket.test/x?sig={SECRET}",
        f"Authorization: Basic {SECRET}",
        f"authorization: {SECRET}\r\nHost: x",
        f'"Authorization": "Bearer {SECRET}"',
        f"Proxy-Authorization: Bearer {SECRET}",
        f"PRIVATE-TOKEN: {SECRET}",
        f"X-Api-Key: {SECRET}",
        f"Cookie: session={SECRET}",
        f"sent bearer {SECRET}",
        f"machine proxy.test login me password {SECRET}",
        f"machine proxy.test\n\tlogin me\n\tpassword {SECRET}\n",
        f"default login me password {SECRET}",
        f"  password {SECRET}",
        f"remote: ghp_{SECRET}{SECRET} is revoked",
        f"glpat-{SECRET}{SECRET}",
        f"+ export GITHUB_TOKEN={SECRET}",
        f"server response: token={SECRET}",
        f"docker build --build-arg NPM_PASSWORD='{SECRET}' .",
    ],
)
def test_redact_secret_is_gone(text: str) -> None:
    assert SECRET not in redact(text)
    assert "[redacted]" in redact(text)
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://proxy.example.org,direct",
        "https://host.test:8080/github.com/pkg/errors@v0.9.1",
        "https://host.test:8080/x/@v/v1.0.0.info",
        "http://127.0.0.1:3000/@latest",
        "git@github.com:acme/lib.git",
        "ssh://github.com/acme/lib",
        "github.com/pkg/errors@v0.9.1: reading https://proxy.example.org/github.com/pkg/errors/@v/v0.9.1.info: 404",
        "remote: Support for password authentication was removed on August 13, 2021.",
        "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
        "https://host.test/x?go-get=1",
        "https://host.test/x?page=2&sort=name",
        "the basic idea of it, the bearer of news",
        "golang.org/x/oauth2/authorization is a package",
        "mailto: someone@host.test",
        "GITHUB_TOKEN=$TOKEN go build ./...",
        "if token == nil { return }",
    ],
)
def test_redact_text_without_secret_stays(text: str) -> None:
    assert redact(text) == text


def test_redact_url_leaves_the_rest_of_the_url() -> None:
    url = "https://u:p@host.test/a?token=1234&x=1"
    assert redact_url(url) == "https://[redacted]@host.test/a?token=[redacted]&x=1"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("\n\n  not here  \nsecond", "not here"),
        ("a\x1b[31mred\tb", "a [31mred b"),
        ("", ""),
        ("\x00\n", ""),
        ("x" * 300, "x" * 199 + "…"),
        ("see https://u:p@h.test", "see https://[redacted]@h.test"),
    ],
)
def test_first_line_is_short_plain_and_redacted(text: str, wanted: str) -> None:
    assert first_line(text) == wanted
