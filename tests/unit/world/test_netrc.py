"""netrc by the go command's rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomigrate.world.net.netrc import Netrc, parse_netrc

TEXT = """\
machine proxy.test login me password one
machine proxy.test login other password two
machine half.test login me
machine split.test
  login me
  password three
machine path.test/go login me password four
machine port.test:8443 login me password five
macdef init
machine first.test login me password six
machine macro.test login me password six

machine after.test account x login me password seven
default login anonymous password eight
machine late.test login me password nine
"""


@pytest.mark.parametrize(
    ("authority", "path", "password"),
    [
        ("proxy.test", "/a/b", "one"),
        ("split.test", "", "three"),
        ("path.test", "/go/github.com/x", "four"),
        ("port.test:8443", "/x", "five"),
        ("after.test", "/", "seven"),
        ("late.test", "/", "nine"),
    ],
)
def test_find_login_known_machine_is_found(authority: str, path: str, password: str) -> None:
    login = Netrc(parse_netrc(TEXT)).find_login(authority, path)
    assert login is not None
    assert login.password == password


@pytest.mark.parametrize(
    ("authority", "path"),
    [
        ("half.test", "/"),
        ("path.test", "/else"),
        ("port.test", "/"),
        ("first.test", "/"),
        ("macro.test", "/"),
        ("unknown.test", "/"),
        ("sub.proxy.test", "/"),
        ("PROXY.test", "/"),
    ],
)
def test_find_login_other_machine_gets_none(authority: str, path: str) -> None:
    assert Netrc(parse_netrc(TEXT)).find_login(authority, path) is None


def test_load_netrc_from_variable_else_from_home(tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine home.test login me password one")
    (tmp_path / "named").write_bytes(b"\xff\nmachine named.test login me password two")
    environ = {"HOME": str(tmp_path)}
    assert Netrc.load(environ).find_login("home.test", "") is not None
    named = Netrc.load({**environ, "NETRC": str(tmp_path / "named")})
    assert named.find_login("named.test", "") is not None
    assert named.find_login("home.test", "") is None


@pytest.mark.parametrize("environ", [{}, {"HOME": "/no/such"}, {"NETRC": "/"}])
def test_load_netrc_missing_or_unreadable_is_empty(environ: dict[str, str]) -> None:
    assert Netrc.load(environ) == Netrc.EMPTY


def test_netrc_repr_has_no_secret() -> None:
    netrc = Netrc(parse_netrc(TEXT))
    shown = repr((netrc, netrc.logins[0]))
    assert "one" not in shown.replace("None", "")
    assert "'me'" not in shown
