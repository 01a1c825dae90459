"""Where the repository of a pin can be cloned from: what its lock says, else what follows from its import path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.go.modpath import is_std, split_path_version
from gomigrate.resolve.moves import moved_to
from gomigrate.resolve.roots import likely_root
from gomigrate.scan.project.selfpath import is_mirror, module_path_of_source, path_of_url
from gomigrate.world.git.repository import without_user

if TYPE_CHECKING:
    from gomigrate.model.resolution import Want

_PREFIXES = (
    ("golang.org/x/", "https://go.googlesource.com/"),
    ("k8s.io/", "https://github.com/kubernetes/"),
    ("sigs.k8s.io/", "https://github.com/kubernetes-sigs/"),
    ("go.uber.org/", "https://github.com/uber-go/"),
)
_PLACES = {
    "cloud.google.com/go": "https://github.com/googleapis/google-cloud-go",
    "google.golang.org/api": "https://github.com/googleapis/google-api-go-client",
    "google.golang.org/appengine": "https://github.com/golang/appengine",
    "google.golang.org/genproto": "https://github.com/googleapis/go-genproto",
    "google.golang.org/grpc": "https://github.com/grpc/grpc-go",
    "google.golang.org/protobuf": "https://go.googlesource.com/protobuf",
}
"""Where import paths with a domain of their own lead; all others are searched for at their own address."""

_GONE = ("code.google.com/", "launchpad.net/", "hub.jazz.net/")
"""Hosts that serve no git."""

_TO_HTTPS = re.compile(
    r"^(?:git|http|git\+https)://((?:github\.com|gitlab\.com|bitbucket\.org|go\.googlesource\.com)/)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A repository: the import path for which its commits count, and its URL, without credentials."""

    path: str
    url: str


def address_of(want: Want) -> Address | None:
    """The repository that has the want's revision: the fork or mirror that the lock names, else that of the import path
    or of its new address. None where nothing tells.

    An address without an import path is not used: its commits would count for the path in other projects as well.
    """
    url = _url(want.source)
    path = path_of_url(url)
    if path:
        is_own = path == want.root or is_mirror(path, want.root)
        return Address(path=_unversioned(want.root) if is_own else module_path_of_source(url, want.root), url=url)
    return address_of_path(want.root)


def address_of_path(root: str) -> Address | None:
    """The repository of an import path by rule alone; None where no rule gives one."""
    move = moved_to(root) if root.startswith(_GONE) else None
    path = _unversioned(move.new if move else root)
    url = by_rule(path)
    return Address(path=path, url=url) if url else None


def by_rule(root: str) -> str:
    """The address of a repository's root, by the rule of its host, else as the path spells it; ""."""
    if is_std(root) or root.startswith(_GONE):
        return ""
    for prefix, place in _PREFIXES:
        if root.startswith(prefix):
            return place + root.removeprefix(prefix)
    return _PLACES.get(root, f"https://{root}")


def _unversioned(root: str) -> str:
    prefix, major, _ = split_path_version(root)
    return prefix if major.startswith("/") else root


def _url(source: str) -> str:
    """The address in a lock, without credentials; an import path stands for the one that follows from it. "" where it
    says none (a relative one of .gitmodules)."""
    if "://" in source or "@" in source:
        return _TO_HTTPS.sub(r"https://\1", without_user(source))
    if not source or source.startswith((".", "/", "-")) or ":" in source:
        return ""
    return by_rule(likely_root(source.split("/vendor/")[0]))
