from __future__ import annotations

import pytest

from gomigrate.resolve.named import said_in
from tests.unit.plan.legacyworld import go, used


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        pytest.param("lib.go", 'const Version = "1.2.3"', ["v1.2.3"], id="constant"),
        pytest.param("lib.go", 'const (\n\tA = "1.0.0"\n\tSDKVersion = "v1.2.3"\n)', ["v1.2.3"], id="in a group"),
        pytest.param("lib.go", 'var version string = "1.2"', ["v1.2.0"], id="two numbers"),
        pytest.param("version.go", 'const Number = "1.2.3"', ["v1.2.3"], id="version file"),
        pytest.param("version.go", 'const Version = "1.3.0-dev"', ["v1.3.0-dev", "v1.3.0"], id="in the making"),
        pytest.param("version.go", "const (\n\tMajor = 1\n\tMinor = 4\n\tPatch = 7\n)", ["v1.4.7"], id="in parts"),
        pytest.param("a.go", 'const proto = "1.2.3"', [], id="no version by name"),
        pytest.param("a.go", 'const Version = "nine"', [], id="no version"),
        pytest.param("VERSION", "v2.1.0\n", ["v2.1.0"], id="VERSION"),
        pytest.param("VERSION", "see git\n", [], id="VERSION that names none"),
        pytest.param("CHANGELOG.md", "# Changes\n\n## [0.9.1] - 2018-01-02\n\n## 0.9.0\n", ["v0.9.1"], id="changelog"),
    ],
)
def test_said_in_reads_what_names_a_release(name: str, text: str, said: list[str]) -> None:
    sources = {name: go(text)} if name.endswith(".go") else {}
    packages = [used({"lib.go": go(), name: go(text) if sources else text.encode()})]
    assert list(said_in(packages, packages[0].import_path, sources)) == said


def test_said_in_puts_constants_called_version_first() -> None:
    sources = {"api.go": go('const APIVersion = "7.0.0"'), "lib.go": go('const Version = "1.2.3"')}
    assert said_in([used(sources)], "github.com/acme/lib", sources) == ("v1.2.3", "v7.0.0")


def test_said_in_reads_the_top_of_the_module_alone() -> None:
    below = used({"lib.go": go(), "VERSION": b"1.0.0"}, "github.com/acme/lib/sub")
    assert said_in([below], "github.com/acme/lib", {}) == ()
