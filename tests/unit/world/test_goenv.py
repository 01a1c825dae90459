"""Go's settings without a go command: the precedence of environment, env file, go.env and defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomigrate.world.go.envfile import env_file, read_env_file
from gomigrate.world.go.goenv import DEFAULT_GOPROXY, GoEnv, read_go_env


def read(environ: dict[str, str], tmp_path: Path) -> GoEnv:
    return read_go_env(None, environ, str(tmp_path))


def write_env(tmp_path: Path, text: str) -> dict[str, str]:
    file = tmp_path / "goenv"
    file.write_text(text)
    return {"GOENV": str(file), "HOME": str(tmp_path)}


def test_read_go_env_nothing_set_gives_the_defaults(tmp_path: Path) -> None:
    env = read({"HOME": "/home/me"}, tmp_path)
    assert env.goproxy == DEFAULT_GOPROXY
    assert env.gosumdb == "sum.golang.org"
    assert env.gopath == ("/home/me/go",)
    assert env.gomodcache == "/home/me/go/pkg/mod"
    assert env.gotoolchain == "auto"
    assert (env.goprivate, env.gonoproxy, env.gonosumdb, env.goversion, env.goroot) == ("", "", "", "", "")
    assert not env.cgo_enabled  # no PATH, so no C compiler


@pytest.mark.parametrize(
    ("environ", "file", "wanted"),
    [
        ({}, "GOPROXY=file:///w\n", "file:///w"),
        ({"GOPROXY": "file:///os"}, "GOPROXY=file:///w\n", "file:///os"),
        ({"GOPROXY": ""}, "GOPROXY=file:///w\n", "file:///w"),
        ({"GOPROXY": ""}, "GOPROXY=\n", DEFAULT_GOPROXY),
        ({}, "GOPROXY=a\nGOPROXY=b\n", "b"),
        ({}, "# GOPROXY=a\n GOPROXY=b\ngoproxy=c\nGOPROXY\n\n", DEFAULT_GOPROXY),
        ({}, "GOPROXY=a=b # no comment", "a=b # no comment"),
    ],
)
def test_read_go_env_precedence_of_goproxy(environ: dict[str, str], file: str, wanted: str, tmp_path: Path) -> None:
    assert read({**write_env(tmp_path, file), **environ}, tmp_path).goproxy == wanted


def test_read_go_env_goenv_off_leaves_the_file_out(tmp_path: Path) -> None:
    config = tmp_path / ".config" / "go"
    config.mkdir(parents=True)
    (config / "env").write_text("GOPROXY=file:///w\n")
    assert read({"HOME": str(tmp_path)}, tmp_path).goproxy == "file:///w"
    assert read({"HOME": str(tmp_path), "XDG_CONFIG_HOME": "/else"}, tmp_path).goproxy.startswith("https:")
    assert read({"HOME": str(tmp_path), "GOENV": "off"}, tmp_path).goproxy.startswith("https:")


def test_read_go_env_go_env_of_goroot_comes_after_the_users_file(tmp_path: Path) -> None:
    root = tmp_path / "goroot"
    root.mkdir()
    (root / "go.env").write_text("# shipped\nGOPROXY=file:///shipped\nGOTOOLCHAIN=local\n")
    environ = write_env(tmp_path, "GOPROXY=file:///w\n") | {"GOROOT": str(root)}
    env = read(environ, tmp_path)
    assert (env.goproxy, env.gotoolchain, env.goroot) == ("file:///w", "local", str(root))


@pytest.mark.parametrize(
    ("environ", "noproxy", "nosumdb"),
    [
        ({"GOPRIVATE": "corp.test"}, "corp.test", "corp.test"),
        ({"GOPRIVATE": "corp.test", "GONOPROXY": ""}, "corp.test", "corp.test"),
        ({"GOPRIVATE": "corp.test", "GONOPROXY": "none"}, "none", "corp.test"),
        ({"GONOSUMDB": "x.test"}, "", "x.test"),
    ],
)
def test_read_go_env_private_modules(environ: dict[str, str], noproxy: str, nosumdb: str, tmp_path: Path) -> None:
    env = read({"HOME": "/h", **environ}, tmp_path)
    assert (env.gonoproxy, env.gonosumdb) == (noproxy, nosumdb)


@pytest.mark.parametrize(
    ("environ", "gopath", "modcache"),
    [
        ({"HOME": "/h", "GOPATH": "/a:/b"}, ("/a", "/b"), "/a/pkg/mod"),
        ({"HOME": "/h", "GOPATH": "/a", "GOMODCACHE": "/m"}, ("/a",), "/m"),
        ({"HOME": "/h", "GOROOT": "/h/go"}, (), ""),
        ({}, (), ""),
    ],
)
def test_read_go_env_gopath(environ: dict[str, str], gopath: tuple[str, ...], modcache: str, tmp_path: Path) -> None:
    env = read(environ, tmp_path)
    assert (env.gopath, env.gomodcache) == (gopath, modcache)


def test_env_file_unreadable_or_binary_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "bin").write_bytes(b"\xff\xfe\0GOPROXY=x\nGOPROXY=\xff\n")
    assert read_env_file(str(tmp_path)) == {}
    assert read_env_file(str(tmp_path / "none")) == {}
    assert read_env_file("a\0b") == {}
    assert read_env_file(str(tmp_path / "bin"))["GOPROXY"] == "\udcff"
    assert env_file({}) == ""


def test_go_env_repr_has_no_credentials(tmp_path: Path) -> None:
    env = read({"HOME": "/h", "GOPROXY": "https://u:hunter2@h.test", "GOFLAGS": "-x=hunter2"}, tmp_path)
    assert "hunter2" not in repr(env)
