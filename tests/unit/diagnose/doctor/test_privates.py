"""Private modules: which credential is named, what GOVCS forbids, and what is said where no server was asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomigrate.model.diagnosis.doctor import Credential, CredentialKind, Examination, PrivateWay
from tests.unit.diagnose.doctor.places import ERRORS, MODULES, Place, codes, facts, named, whole


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.environ |= {"GOPROXY": "direct", "GOPRIVATE": "example.com"}
    return made


def ways(seen: Examination) -> list[PrivateWay]:
    return [one for one in named(seen, "private").seen if isinstance(one, PrivateWay)]


def test_without_a_credential_each_private_module_is_told(place: Place) -> None:
    seen = place.examine()
    assert codes(seen) == ["GM877"]
    assert len([finding for finding in seen.findings if finding.code == "GM877"]) == len(MODULES)


def test_a_login_in_netrc_is_named_and_silent(place: Place) -> None:
    (place.home / ".netrc").write_text("machine example.com login u password verySecret1\n")
    seen = place.examine()
    assert codes(seen) == []
    login = Credential(kind=CredentialKind.NETRC, name="example.com")
    assert [way.credential for way in ways(seen)] == [login, login]
    assert "verySecret1" not in repr(seen)


def test_of_several_instead_ofs_the_longest_counts(place: Place) -> None:
    (place.home / "gitconfig").write_text(
        '[url "ssh://git@wide.test/"]\n\tinsteadOf = https://example.com/\n'
        f'[url "ssh://git@narrow.test/"]\n\tinsteadOf = https://{ERRORS}\n'
    )
    assert [way.credential for way in ways(place.examine())] == [
        Credential(kind=CredentialKind.INSTEAD_OF, name=f"ssh://{host}.test") for host in ("narrow", "wide")
    ]


@pytest.mark.parametrize(
    ("govcs", "goprivate", "is_forbidden"),
    [
        ("private:off", "example.com", True),
        ("public:off", "example.com", False),
        ("example.com:git,*:off", "example.com", False),
        ("*:off", "example.com", True),
        ("private:hg", "example.com", True),
        ("private:git|hg", "example.com", False),
        ("private:all", "example.com", False),
        ("", "example.com", False),
        # Kept from proxies by GONOPROXY alone, a module counts as public (go help vcs).
        ("public:off", "", True),
        ("private:off", "", False),
    ],
)
def test_govcs_is_read_as_the_go_command_reads_it(govcs: str, goprivate: str, is_forbidden: bool, place: Place) -> None:
    place.environ |= {"GOVCS": govcs, "GOPRIVATE": goprivate, "GONOPROXY": "example.com", "GONOSUMDB": "example.com"}
    (place.home / ".netrc").write_text("machine example.com login u password p\n")
    assert codes(place.examine()) == (["GM878"] if is_forbidden else [])


def test_a_public_proxy_is_not_asked_for_private_names_and_nothing_else_is_claimed(place: Place) -> None:
    place.environ |= {"GOPROXY": "https://proxy.test", "GOPRIVATE": "", "GONOSUMDB": "example.com"}
    seen = place.examine()
    assert dict(named(seen, "private").facts) == {"private": 2, "modules": 2}
    assert [(way.proxy and way.proxy.word, way.was_asked, way.end) for way in ways(seen)] == [
        ("https://proxy.test", False, None)
    ] * 2


def test_the_pattern_offered_for_a_forge_is_the_owner(place: Place) -> None:
    path = "gitlab.com/corp/secret"
    place.write_project({path: "v1.0.0"}, whole({path: "v1.0.0"}))
    (place.home / ".netrc").write_text("machine gitlab.com/corp login u password p\n")
    place.environ |= {"GOPROXY": "https://proxy.test", "GOPRIVATE": ""}
    said = facts(place.examine(offline=True), "GM872")
    assert (said["goprivate"], said["netrc"]) == ("gitlab.com/corp", ("gitlab.com/corp",))


@pytest.mark.parametrize(
    "value", ["Authorization: Bearer verySecret1", "verySecret1", ": verySecret1", "Bearer verySecret1", ""]
)
def test_a_header_of_git_never_shows_its_value(value: str, place: Place) -> None:
    (place.home / "gitconfig").write_text(f'[http "https://example.com/"]\n\textraheader = "{value}"\n')
    assert "verySecret1" not in repr(place.examine())
