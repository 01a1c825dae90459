"""Where repositories are cloned from: what locks say, what follows from import paths, and what is no address."""

from __future__ import annotations

import pytest

from gomigrate.model.resolution import Want
from gomigrate.resolve.addresses import address_of, address_of_path

LIB = "github.com/acme/lib"


def found(root: str, source: str = "") -> tuple[str, str] | None:
    address = address_of(Want(root=root, revision="", source=source))
    return (address.path, address.url) if address else None


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        (LIB, (LIB, f"https://{LIB}")),
        (f"{LIB}/v2", (LIB, f"https://{LIB}")),
        ("gopkg.in/yaml.v2", ("gopkg.in/yaml.v2", "https://gopkg.in/yaml.v2")),
        ("golang.org/x/net", ("golang.org/x/net", "https://go.googlesource.com/net")),
        ("k8s.io/api", ("k8s.io/api", "https://github.com/kubernetes/api")),
        ("google.golang.org/grpc", ("google.golang.org/grpc", "https://github.com/grpc/grpc-go")),
        ("code.google.com/p/go.net", ("golang.org/x/net", "https://go.googlesource.com/net")),
        ("corp.test/team/lib", ("corp.test/team/lib", "https://corp.test/team/lib")),
        ("code.google.com/p/nobody-knows", None),
        ("launchpad.net/nobody", None),
        ("corp/lib", None),
    ],
)
def test_address_follows_from_the_import_path(root: str, expected: tuple[str, str] | None) -> None:
    assert found(root) == expected
    address = address_of_path(root)
    assert (address.path if address else None) == (expected[0] if expected else None)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("https://github.com/fork/lib.git", ("github.com/fork/lib", "https://github.com/fork/lib.git")),
        ("github.com/fork/lib", ("github.com/fork/lib", "https://github.com/fork/lib")),
        ("git@git.test:fork/lib.git", ("git.test/fork/lib", "git@git.test:fork/lib.git")),
        ("ssh://git@git.test:29418/fork/lib", ("git.test/fork/lib", "ssh://git@git.test:29418/fork/lib")),
        ("https://user:secret@github.com/fork/lib", ("github.com/fork/lib", "https://github.com/fork/lib")),
        ("git://github.com/fork/lib", ("github.com/fork/lib", "https://github.com/fork/lib")),
        (f"https://{LIB}.git", (LIB, f"https://{LIB}.git")),
        # What tells no import path of its own must not answer for this one.
        ("https://evil.test", (LIB, f"https://{LIB}")),
        ("../lib.git", (LIB, f"https://{LIB}")),
        ("file:///etc", (LIB, f"https://{LIB}")),
        ("--upload-pack=x", (LIB, f"https://{LIB}")),
        ("ext::sh -c x", (LIB, f"https://{LIB}")),
    ],
)
def test_address_of_a_fork_is_that_of_the_lock(source: str, expected: tuple[str, str]) -> None:
    assert found(LIB, source) == expected


def test_address_of_a_mirror_is_one_of_the_path_itself() -> None:
    assert found("golang.org/x/net", "https://github.com/golang/net") == (
        "golang.org/x/net",
        "https://github.com/golang/net",
    )
