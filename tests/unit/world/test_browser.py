"""When a page is opened in a browser, and when only its address is shown."""

from __future__ import annotations

import webbrowser

import pytest

from gomigrate.world.base.browser import open_page, page_address


@pytest.mark.parametrize(
    ("env", "platform", "opens"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0", "CI": "true"}, "linux", False),
        ({}, "darwin", True),
        ({}, "win32", True),
        ({"CI": "1"}, "win32", False),
    ],
)
def test_a_browser_is_asked_where_there_is_a_screen_and_no_ci(
    monkeypatch: pytest.MonkeyPatch, env: dict[str, str], platform: str, opens: bool
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: not asked.append(address))  # type: ignore[func-returns-value]
    assert open_page("/tmp/a page.html", env, platform) is opens
    assert asked == ["file:///tmp/a%20page.html"] * opens


def test_a_browser_that_does_not_open_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    assert not open_page("/tmp/x.html", {"DISPLAY": ":0"}, "linux")


def test_the_address_of_a_page_can_be_typed_anywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.chdir(str(tmp_path))
    assert page_address("x#1.html") == f"file://{tmp_path}/x%231.html"
