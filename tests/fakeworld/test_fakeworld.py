"""The worlds themselves: what they say of versions is what the go command says, and two of them are alike."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.fakeworld.environment import run
from tests.fakeworld.gomod import plain_lines
from tests.fakeworld.repository import package_name
from tests.fakeworld.txtar import parse_txtar
from tests.fakeworld.versions import path_major, semver_key, tag_version
from tests.fakeworld.world import World, build_world

SCENARIOS = Path(__file__).parent.parent / "scenarios"
VERSIONED = (
    "annotated-before",
    "annotated-tags",
    "incompatible-after",
    "incompatible-tag",
    "major-in-go-mod",
    "nested-module",
    "no-tag",
    "not-a-version-tag",
    "pre-release-before",
    "release-before",
    "tag-not-ancestor",
    "two-tags",
)


def build(name: str, tmp_path: Path) -> World:
    return build_world(SCENARIOS / name, tmp_path / name)


@pytest.mark.go
@pytest.mark.parametrize("name", VERSIONED)
def test_versions_of_a_world_are_those_of_the_go_command(name: str, tmp_path: Path) -> None:
    world = build(name, tmp_path)
    env = world.env | {"GOPROXY": "direct"}
    for repository in world.repositories.values():
        for number, commit in enumerate(repository.commits, 1):
            for module, _ in repository.modules():
                try:
                    version = repository.version(number, module)
                except ValueError:
                    continue
                told = run(["go", "list", "-m", f"{module}@{commit.hash}"], tmp_path, env)
                assert told == f"{module} {version}\n"


@pytest.mark.go
def test_proxy_is_one_that_the_go_command_takes(tmp_path: Path) -> None:
    world = build("nested-module", tmp_path)
    for module in ("github.com/acme/lib@v1.0.0", "github.com/acme/lib/sub@v0.3.0"):
        run(["go", "mod", "download", "-json", module], tmp_path, world.env)


def test_two_worlds_of_a_scenario_have_the_same_commits(tmp_path: Path) -> None:
    one, two = build("dep", tmp_path / "one"), build("dep", tmp_path / "two")
    head = ["git", "rev-parse", "HEAD"]
    assert run(head, one.project, one.env) == run(head, two.project, two.env)


def test_zip_leaves_out_nested_modules_and_vendored_packages(tmp_path: Path) -> None:
    nested = build("nested-module", tmp_path)
    path = nested.root / "proxy/github.com/acme/lib/@v" / f"{nested.fill('{{github.com/acme/lib#2:version}}')}.zip"
    assert [name.partition("/lib.go")[1] for name in zipfile.ZipFile(path).namelist()] == ["/lib.go"]
    vendored = build("nested-vendor", tmp_path)
    path = vendored.root / "proxy/github.com/acme/service/@v/v1.0.0.zip"
    assert zipfile.ZipFile(path).namelist() == ["github.com/acme/service@v1.0.0/service.go"]


def test_gone_and_refused_modules_are_not_on_the_proxy(tmp_path: Path) -> None:
    gone = build("unresolvable-pin", tmp_path)
    assert not (gone.root / "proxy/github.com/gone").exists()
    assert not list((gone.root / "git").rglob("away.git"))
    refused = build("zip-refused", tmp_path)
    folder = refused.root / "proxy/github.com/acme/lib/@v"
    assert (folder / "v1.0.0.info").is_file()
    assert not list(folder.glob("*.zip"))


def test_unknown_words_are_refused(tmp_path: Path) -> None:
    (tmp_path / "world.toml").write_text('[project]\npath = "x.test/a"\nat = "2018-01-01"\ncolour = "red"\n')
    with pytest.raises(TypeError, match="colour"):
        build_world(tmp_path, tmp_path / "world")


def test_unknown_placeholders_are_refused(tmp_path: Path) -> None:
    world = build("no-tag", tmp_path)
    with pytest.raises(ValueError, match="weather"):
        world.fill("{{github.com/acme/lib#1:weather}}")


def test_txtar_comment_and_files_are_told_apart() -> None:
    assert parse_txtar("a comment\n-- a/b.go --\npackage b\n-- c --\n--  --\n") == {
        "a/b.go": "package b\n",
        "c": "--  --\n",
    }


@pytest.mark.parametrize(
    ("lower", "higher"),
    [("v1.2.3", "v1.2.10"), ("v1.0.0-rc.1", "v1.0.0"), ("v1.0.0-rc.2", "v1.0.0-rc.10"), ("v1.0.0-1", "v1.0.0-a")],
)
def test_versions_are_ordered_by_precedence(lower: str, higher: str) -> None:
    assert semver_key(lower) < semver_key(higher)


@pytest.mark.parametrize(
    ("path", "prefix", "tag", "has_go_mod", "version"),
    [
        ("x.test/a", "", "v1.0.0", False, "v1.0.0"),
        ("x.test/a", "", "v2.0.0", False, "v2.0.0+incompatible"),
        ("x.test/a", "", "v2.0.0", True, None),
        ("x.test/a/v2", "", "v2.0.0", True, "v2.0.0"),
        ("x.test/a/v2", "", "v1.0.0", True, None),
        ("x.test/a/b", "b", "v1.0.0", True, None),
        ("x.test/a/b", "b", "b/v1.0.0", True, "v1.0.0"),
        ("gopkg.in/yaml.v2", "", "v2.1.0", False, "v2.1.0"),
        ("gopkg.in/yaml.v2", "", "v3.0.0", False, None),
        ("x.test/a", "", "v1.0", False, None),
        ("x.test/a", "", "1.0.0", False, None),
    ],
)
def test_tag_names_a_version_or_none(path: str, prefix: str, tag: str, has_go_mod: bool, version: str | None) -> None:
    assert tag_version(path, prefix, tag, has_go_mod=has_go_mod) == version


def test_names_are_taken_from_paths() -> None:
    assert [path_major(p) for p in ("x.test/a", "x.test/a/v3", "gopkg.in/b.v1", "x.test/v1")] == [None, 3, 1, None]
    assert [package_name(p) for p in ("x.test/go-kit/v2", "gopkg.in/yaml.v2", "x.test/Big-Name")] == [
        "kit",
        "yaml",
        "bigname",
    ]


def test_go_mod_is_compared_by_its_lines() -> None:
    text = "module x\n\ngo 1.18 // why\n\nrequire (\n\ta v1.0.0\n\tb v1.0.0 // indirect\n)\nreplace a => ./a // note\n"
    assert plain_lines(text) == [
        "go 1.18",
        "module x",
        "replace a => ./a",
        "require a v1.0.0",
        "require b v1.0.0 // indirect",
    ]
